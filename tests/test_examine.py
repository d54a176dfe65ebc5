"""One claim at a time: facts of the claims below it, and circles that end."""

import json
from fractions import Fraction

import pytest
import sympy

from provcheck.engines.budget import Budget
from provcheck.errors import EngineError, Rejected, WitnessError
from provcheck.examine import Session, certify_witness, examine, is_searchable, recheck
from provcheck.library import Library
from provcheck.runner import content_keys, document, validate
from provcheck.verdict import Result, Verdict

CHAIN = '''"""Three claims, each resting on the next, and two that rest on each other."""

import sympy

from provcheck.statement.claim import Claim, Derivation, Justification, Kind, Line, Source
from provcheck.statement.space import Real, Space

x, y = sympy.symbols("x y", real=True)
square = sympy.Le((x + y) ** 2, 3 * (x**2 + y**2), evaluate=False)
algebra = Justification("arithmetic", arguments={{"squares": ((1, x - y),)}})


def claim(name, by):
    return Claim(
        name=f"{pack}/" + name,
        title="The square of a sum is at most three times the sum of squares",
        source=Source("{pack}", "Theorem 1"),
        kind=Kind.UPPER_BOUND,
        space=Space((Real(x), Real(y))),
        relation=square,
        derivations=(Derivation("as printed", (Line("1", square, by),)),),
    )


def resting_on(name):
    return Justification("claim", arguments={{"claim": "{pack}/" + name}})


CLAIMS = (
    claim("top", resting_on("middle")),
    claim("middle", resting_on("bottom")),
    claim("bottom", {bottom}),
    claim("circle_a", resting_on("circle_b")),
    claim("circle_b", resting_on("circle_a")),
)
'''


@pytest.fixture
def chain(new_pack):
    folder = new_pack("chain2024", CHAIN.format(pack="chain2024", bottom="algebra"))
    return Session(Library([folder]))


def proof_of(session, name):
    claim = session.library.claim(name)
    return session.proof(claim, session.facts_for(claim))


def test_facts_are_proved_from_the_bottom_up(chain):
    facts = chain.facts_for(chain.library.claim("chain2024/top"))
    assert set(facts) == {"chain2024/middle", "chain2024/bottom"}
    assert "chain2024/middle" in proof_of(chain, "chain2024/top").rests_on


@pytest.mark.parametrize("name", ["chain2024/circle_a", "chain2024/circle_b"])
def test_a_circle_ends_and_proves_nothing(chain, name):
    assert proof_of(chain, name) is None


@pytest.mark.parametrize("first", ["circle_a", "circle_b"])
def test_a_circle_proves_nothing_whatever_came_before(chain, first):
    proof_of(chain, f"chain2024/{first}")
    assert proof_of(chain, "chain2024/circle_a") is None
    assert proof_of(chain, "chain2024/circle_b") is None


def test_a_stored_refutation_that_does_not_hold_is_noticed(sums):
    session = Session(Library([sums]))
    name = "sums2024/theorem1/square"
    setting = {"x": "1", "y": "1"}
    stored = Result(name, "t", "s", Verdict.REFUTED, witness={"claim": name, "setting": setting})
    assert recheck(session, stored) == ""
    setting["y"] = "-1"
    assert "holds at this setting" in recheck(session, stored)
    assert recheck(session, Result(name, "t", "s", Verdict.PROVED)) != ""


def test_only_a_setting_that_breaks_the_claim_is_certified(sums):
    session = Session(Library([sums]))
    witness = {"claim": "sums2024/theorem1/square_tripled", "setting": {"x": "1", "y": "1"}}
    with pytest.raises(Rejected):
        certify_witness(session, witness)
    with pytest.raises(WitnessError, match="no line 'A.9'"):
        certify_witness(session, {**witness, "line": "A.9"})


def test_comparisons_are_searched(sums):
    assert is_searchable(Library([sums]).claim("sums2024/theorem1/square"))


VACUOUS = '''"""A limit, which no search can check, under hypotheses that may contradict."""

import sympy

from provcheck.statement import (
    Array, Claim, Derivation, Hypothesis, Kind, Norm, Real, Size, Source, Space, TendsToInfinity,
    line,
)

c = sympy.Symbol("c", real=True)
n = sympy.Symbol("n", integer=True, positive=True)
k = sympy.Symbol("k", integer=True)
w = sympy.IndexedBase("w", shape=(n,), real=True)
ranges = ((k, 1, n),)
grows = c * Norm(w[k], *ranges) ** 2
positive = sympy.Gt(c, 0, evaluate=False)
lines = (
    line("1", positive, "hypothesis", name="positive"),
    line("2", TendsToInfinity(grows, w), "cited", "1", theorem="quadratic_growth", of=grows,
         base=w, alpha=c, gamma=sympy.Integer(0), ranges=ranges),
)


def claim(name, *others):
    return Claim(
        name="{pack}/" + name,
        title="c times the square of the norm tends to infinity",
        source=Source("{pack}", "Theorem 1"),
        kind=Kind.LIMIT,
        space=Space((Size(n), Real(c), Array(w, (n,)))),
        hypotheses=(Hypothesis("positive", positive), *others),
        relation=TendsToInfinity(grows, w),
        derivations=(Derivation("d", lines),),
    )


CLAIMS = (
    claim("sound"),
    claim("vacuous", Hypothesis("negative", sympy.Lt(c, -1, evaluate=False))),
)
'''


@pytest.mark.parametrize(("name", "verdict"), [("sound", "PROVED"), ("vacuous", "OPEN")])
def test_a_derivation_from_contradictory_hypotheses_is_no_proof(new_pack, name, verdict):
    path = new_pack("empty2024", VACUOUS.format(pack="empty2024"))
    result = examine(Session(Library([path])), f"empty2024/{name}", Budget.parse("quick"), 0)
    assert result.verdict == verdict


COINS = '''"""A fair coin, measured: a sentence that holds, one that fails, two that break."""

import math

from provcheck.statement import (
    Claim, Curves, HeatMap, Kind, Measurement, Outcome, Reading, Sentence, Source, Space,
)

from provcheck.proofs.{pack} import throws


def share(rng, effort):
    return throws.heads(rng, max(3, round(3000 * effort)))


def measured(outcome, rng, effort):
    x, y = [1.0, 2.0], [3.0]
    found = share(rng, effort)
    return Measurement(
        outcome, f"share {{found!r}}", max(3, round(3000 * effort)), 1, 0.99, 0.01,
        readings=(Reading("an edge is a head", Outcome.UNDECIDED, "none"),),
        plots=(
            Curves("c", "x", "y", x, {{"a": [found, math.nan]}}, {{"a": (x, [3.0, math.nan])}}),
            HeatMap("h", "x", "y", "v", x, y, [[found, math.nan]], log_values=True),
        ),
    )


def claim(name, experiment):
    return Claim(
        name="{pack}/" + name,
        title="A fair coin",
        source=Source("{pack}", "Figure 1"),
        kind=Kind.EXPERIMENT,
        space=Space(()),
        relation=Sentence("The coin shows progressively more heads."),
        reading="Progressively: more than 0.9 of all throws.",
        experiment=experiment,
        plots=(lambda rng: Curves("own", "x", "y", [1.0], {{"b": [rng.random()]}}),),
    )


CLAIMS = (
    claim("holds", lambda rng, effort: measured(Outcome.HOLDS, rng, effort)),
    claim("fails", lambda rng, effort: measured(Outcome.FAILS, rng, effort)),
    claim("nothing", lambda rng, effort: None),
    claim("raises", lambda rng, effort: 1 / 0),
)
'''
THROWS = "def heads(rng, count):\n    return float((rng.random(count) < 0.5).mean())\n"


@pytest.fixture
def coins(new_pack):
    folder = new_pack("coins2024", COINS.format(pack="coins2024"))
    (folder / "throws.py").write_text(THROWS)
    return folder


def measured(folder, name, budget="quick", seed=0):
    return examine(Session(Library([folder])), f"coins2024/{name}", Budget.parse(budget), seed)


def test_an_experiment_that_fails_is_doubted(coins):
    result = measured(coins, "fails")
    assert result.verdict is Verdict.DOUBTED
    assert result.reason.startswith("share 0.")
    assert measured(coins, "holds").verdict is Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("name", "words"), [("nothing", "expected a Measurement"), ("raises", "ZeroDivisionError")]
)
def test_an_experiment_that_breaks_is_an_error(coins, name, words):
    result = measured(coins, name)
    assert result.verdict is Verdict.ERROR
    assert words in result.reason


def test_an_experiment_is_the_same_under_its_seed_and_grows_with_the_budget(coins):
    first, again = measured(coins, "holds"), measured(coins, "holds")
    assert first.details == again.details
    assert measured(coins, "holds", seed=1).measured["summary"] != first.measured["summary"]
    assert (first.searched, measured(coins, "holds", "standard").searched) == (1000, 3000)
    assert first.measured["effort"] == pytest.approx(1 / 3)


def test_the_numbers_of_an_experiment_fit_the_schema_and_the_store(coins, tmp_path):
    results = [measured(coins, name) for name in ("holds", "fails", "nothing")]
    run = document(Library([coins]), results, budget="quick", seed=0, command="c")
    run = json.loads(json.dumps(run, allow_nan=False))  # missing numbers are null
    validate(run)
    own, curves, heat = run["results"][0]["plots"]
    assert (own["title"], curves["kind"], heat["kind"]) == ("own", "curves", "heat")
    assert curves["series"][0]["y"][1] is None
    assert curves["series"][0]["band"] == {"low": [1.0, 2.0], "high": [3.0, None]}
    assert heat["values"][0][1] is None
    assert run["results"][0]["readings"][0]["outcome"] == "undecided"


def test_a_run_that_calls_an_experiment_proved_does_not_fit_the_schema(coins):
    results = [measured(coins, "holds")]
    run = document(Library([coins]), results, budget="quick", seed=0, command="c")
    run["results"][0]["verdict"] = "PROVED"
    with pytest.raises(EngineError, match="does not fit"):
        validate(run)


def test_the_content_key_covers_the_code_that_an_experiment_calls(coins):
    before = content_keys(Library([coins]), ["coins2024/holds"])
    (coins / "throws.py").write_text(THROWS.replace("0.5", "0.4"))
    assert content_keys(Library([coins]), ["coins2024/holds"]) != before


def test_an_experiment_is_run_again_instead_of_rechecked(coins, provcheck):
    claim, pack = "coins2024/holds", ("--pack", coins)
    provcheck("verify", claim, *pack, "--budget", "quick", "--seed", 3, "--jobs", 1)
    again = f"provcheck verify {claim} --fresh --budget quick --seed 3"
    rechecked, replayed = (provcheck(command, claim, *pack) for command in ("recheck", "replay"))
    assert rechecked.code == 0
    assert "nothing to recheck" in rechecked.out and again in rechecked.out
    assert replayed.code == 2
    assert "no witness to replay" in replayed.said and again in replayed.said


# ---------------------------------------------------------------- proposals for bare claims


@pytest.fixture
def propose(monkeypatch):
    """Examines a ≤ b on [0, 1] with an engine that proposes what it is told to."""
    import sys
    import types

    from provcheck import scalar_claim
    from provcheck.examine import examine_claim
    from provcheck.statement import Derivation, Setting, line

    def examined(relation, *, squares=None, at=None, reason="stuck at x = 1/2", bits=0):
        claim = scalar_claim("test2025/numbers", relation, "x in [0, 1]")
        lines = (line("1", claim.relation, "arithmetic", squares=squares),) if squares else ()
        proposal = types.SimpleNamespace(
            derivation=Derivation("found", lines, as_printed=False) if lines else None,
            witness=None if at is None else Setting({"x": at}),
            reason=reason,
        )
        engine = types.ModuleType("provcheck.engines.settle_formula")
        engine.settle_formula = lambda claim, *, budget, seed: proposal
        monkeypatch.setitem(sys.modules, engine.__name__, engine)
        few = Budget("few", seconds=9.0, settings=1 if at is not None else 50, starts=0)
        return examine_claim(Session(), claim, few, 0)

    return examined


HALF = sympy.Rational(1, 2)
X = sympy.Symbol("x", real=True)
NARROW = "(x - 123/1000)**2*10**6 >= 1/10**6"  # broken next to 0.123 only


def test_a_proposed_proof_of_a_falsehood_is_worth_nothing(propose):
    assert propose("x*(1 - x) <= 1/5", squares=((1, X - HALF),)).verdict is Verdict.REFUTED
    assert propose("x*(1 - x) <= 1/4", squares=((1, X),)).verdict is Verdict.SUPPORTED


def test_a_proposed_proof_that_the_kernel_accepts_proves(propose):
    result = propose("x*(1 - x) <= 1/4", squares=((1, X - HALF),))
    assert result.verdict is Verdict.PROVED
    assert result.lines[0]["derivation"] == "found" and not result.lines[0]["as_printed"]


def test_a_proposed_witness_is_certified_or_ignored(propose):
    assert propose(NARROW, at=Fraction(1, 2)).verdict is Verdict.SUPPORTED
    assert propose(NARROW, at=Fraction(2)).verdict is Verdict.SUPPORTED, "outside the range"
    found = propose(NARROW, at=Fraction(123, 1000))
    assert found.verdict is Verdict.REFUTED
    assert found.witness["setting"] == {"x": "123/1000"}


def test_where_the_engine_got_stuck_is_told(propose):
    assert propose("x*(1 - x) <= 1/4").reason.endswith("; stuck at x = 1/2")


def test_a_proposal_does_not_change_what_the_result_says_of_the_statement(propose):
    first, second = (
        propose("x*(1 - x) <= 1/4"),
        propose("x*(1 - x) <= 1/4", squares=((1, X - HALF),)),
    )
    assert first.details["digest"] == second.details["digest"]
