"""One claim at a time: facts of the claims below it, and circles that end."""

import pytest

from provcheck.engines.budget import Budget
from provcheck.errors import Rejected, WitnessError
from provcheck.examine import Session, certify_witness, examine, is_searchable, recheck
from provcheck.library import Library
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
