"""Evidence decides the verdict; the engines' types are stood in for by plain records."""

import json
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from provcheck.statement import Measurement, Outcome, Reading
from provcheck.verdict import Result, Verdict, decide, decide_experiment


@dataclass(frozen=True)
class Line:
    id: str = "A.1"
    status: str = "ok"
    reason: str = ""
    counterexample: Any = None
    was_accepted: bool = False


@dataclass(frozen=True)
class Lines:
    name: str = "as printed"
    as_printed: bool = True


@dataclass(frozen=True)
class Check:
    lines: tuple[Line, ...] = (Line(),)
    proof: Any = None
    derivation: Lines = Lines()

    @property
    def first_broken(self):
        return next((line for line in self.lines if line.status == "broken"), None)


@dataclass(frozen=True)
class Search:
    drawn: int = 100
    admitted: int = 90
    unvalued: int = 0
    evaluations: int = 400
    worst_ratio: float | None = 0.75
    counterexample: Any = None
    suspect: Any = None
    capped: bool = False
    reason: str = ""


CLAIM = SimpleNamespace(name="p/claim", exists=())
PROOF, WITNESS, SETTING = object(), object(), object()
GAP = Check(lines=(Line(), Line("A.2", "gap", "no rule matches")))
BROKEN = Check(lines=(Line(), Line("A.2", "broken", "32 > 23"), Line("A.3", "broken")))


@pytest.mark.parametrize(
    ("checks", "search", "verdict", "words"),
    [
        ((Check(proof=PROOF),), Search(), Verdict.PROVED, "every line"),
        ((Check(proof=PROOF),), None, Verdict.PROVED, "every line"),
        ((GAP,), Search(counterexample=WITNESS), Verdict.REFUTED, "certified"),
        ((BROKEN,), Search(counterexample=WITNESS), Verdict.REFUTED, "A.2"),
        ((GAP,), Search(), Verdict.SUPPORTED, "100 settings, worst ratio 0.75"),
        ((GAP,), Search(unvalued=90), Verdict.OPEN, "0 of 90 settings gave numbers"),
        ((GAP,), Search(unvalued=1), Verdict.SUPPORTED, "89 of 90 settings gave numbers"),
        ((GAP,), Search(capped=True), Verdict.SUPPORTED, "time limit"),
        ((), Search(), Verdict.SUPPORTED, "no derivation"),
        ((GAP,), Search(suspect=SETTING, reason="overlap"), Verdict.DOUBTED, "overlap"),
        ((GAP,), None, Verdict.OPEN, "A.2 is not justified: no rule matches"),
        ((GAP,), Search(drawn=0, admitted=0, reason="no meaning"), Verdict.OPEN, "no meaning"),
    ],
)
def test_the_evidence_decides(checks, search, verdict, words):
    decided, reason = decide(CLAIM, checks, search)
    assert decided is verdict
    assert words in reason


def test_proof_and_counterexample_at_once_are_an_alarm():
    verdict, _ = decide(CLAIM, (Check(proof=PROOF),), Search(counterexample=WITNESS))
    assert verdict is Verdict.INCONSISTENT


@pytest.mark.parametrize(
    "check",
    [
        Check(lines=BROKEN.lines, proof=PROOF),
        Check(lines=(Line("A.1", "broken", was_accepted=True), Line("A.2", "gap"))),
    ],
)
@pytest.mark.parametrize("search", [None, Search(), Search(counterexample=WITNESS)])
def test_an_accepted_line_that_a_number_contradicts_is_an_alarm(check, search):
    verdict, reason = decide(CLAIM, (check,), search)
    assert verdict is Verdict.INCONSISTENT
    assert "A." in reason


@pytest.mark.parametrize("checks", [(GAP,), (), (Check(proof=PROOF),)])
def test_a_claim_without_settings_is_never_good(checks):
    search = Search(admitted=0, worst_ratio=None, reason="none of 100 settings satisfies h")
    assert decide(CLAIM, checks, search) == (Verdict.OPEN, "none of 100 settings satisfies h")


def test_a_constant_that_is_not_stated_leaves_the_claim_open():
    claim = SimpleNamespace(name="p/claim", exists=("C",))
    verdict, reason = decide(claim, (GAP,), None)
    assert verdict is Verdict.OPEN
    assert "no value of C" in reason


def test_a_float_violation_does_not_shake_a_proof():
    verdict, reason = decide(CLAIM, (Check(proof=PROOF),), Search(suspect=SETTING))
    assert verdict is Verdict.PROVED
    assert "float violation" in reason


def result(**changes) -> Result:
    plain = {"claim": "p/claim", "title": "t", "source": "s", "verdict": Verdict.SUPPORTED}
    return Result(**{**plain, **changes})


@pytest.mark.parametrize("verdict", list(Verdict))
def test_without_a_record_only_good_verdicts_are_expected(verdict):
    good = verdict in (Verdict.PROVED, Verdict.SUPPORTED)
    assert result(verdict=verdict).as_expected is good


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_recorded_verdict_is_the_only_one_expected(verdict):
    recorded = result(verdict=verdict, expected="REFUTED")
    assert recorded.as_expected is (verdict is Verdict.REFUTED)


@pytest.mark.parametrize("ratio", [None, 0.0, 0.5, float("inf")])
def test_a_result_survives_json(ratio):
    line = {"id": "A.1", "relation": "x ≤ y", "status": "ok", "by": "algebra"}
    before = result(
        worst_ratio=ratio, lines=(line,), trust=("flint",), details={"kind": "identity"}
    )
    text = json.dumps(before.to_json(), allow_nan=False)
    assert Result.from_json(json.loads(text)) == before


@pytest.mark.parametrize("wrong", [{"verdict": "TRUE"}, {"verdict": None}])
def test_an_unknown_verdict_is_refused(wrong):
    with pytest.raises(ValueError):
        Result.from_json({**result().to_json(), **wrong})


def test_a_missing_entry_is_refused():
    data = result().to_json()
    del data["reason"]
    with pytest.raises(KeyError):
        Result.from_json(data)


def test_a_proof_whose_hypotheses_no_setting_satisfies_is_open():
    checks = (Check(proof=PROOF),)
    for search in (None, Search()):
        assert decide(CLAIM, checks, search, is_satisfiable=False)[0] is Verdict.OPEN
        assert decide(CLAIM, checks, search, is_satisfiable=True)[0] is Verdict.PROVED


# ---------------------------------------------------------------- experiments


def measurement(outcome, *readings, **changes):
    numbers = {"runs": 1200, "tests": 3, "confidence": 0.99, "false_alarm": 0.01, **changes}
    return Measurement(outcome, "loss 0.3 against 0.2.", readings=readings, **numbers)


@pytest.mark.parametrize(
    ("outcome", "verdict"),
    [
        (Outcome.FAILS, Verdict.DOUBTED),
        (Outcome.UNDECIDED, Verdict.OPEN),
        (Outcome.HOLDS, Verdict.SUPPORTED),
    ],
)
def test_a_measurement_that_fails_never_supports_whatever_the_readings_say(outcome, verdict):
    for other in Outcome:
        found = measurement(outcome, Reading("another", other, "s"))
        assert decide_experiment(found)[0] is verdict


def test_the_reason_has_the_numbers_and_the_readings_that_differ():
    readings = (Reading("deviation", Outcome.HOLDS, "s"), Reading("variance", Outcome.FAILS, "s"))
    assert decide_experiment(measurement(Outcome.HOLDS, *readings))[1] == (
        "loss 0.3 against 0.2; 1,200 runs, 3 tests; confidence 99 % in all together, chance of a "
        "false alarm 1 %; 1 of 2 readings of the set-up agree, not: variance"
    )


def test_confidence_is_never_rounded_to_certainty():
    found = measurement(Outcome.HOLDS, confidence=1 - 1e-9, tests=1)
    assert "1 test; confidence more than 99.99 %" in decide_experiment(found)[1]
