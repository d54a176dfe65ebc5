"""Evidence in, one verdict and its explanation out."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from provcheck.engines.refute import Search
    from provcheck.kernel import DerivationCheck, LineCheck
    from provcheck.statement.claim import Claim
    from provcheck.statement.experiment import Measurement


class Verdict(StrEnum):
    """The one status that a claim ends with; DESIGN.md says what each means."""

    PROVED = "PROVED"
    REFUTED = "REFUTED"
    SUPPORTED = "SUPPORTED"
    DOUBTED = "DOUBTED"
    OPEN = "OPEN"
    ERROR = "ERROR"
    INCONSISTENT = "INCONSISTENT"


ALARMS = frozenset({Verdict.ERROR, Verdict.INCONSISTENT})
"""Verdicts that say something about provcheck rather than about the claim."""

RECORDED = (Verdict.PROVED, Verdict.REFUTED, Verdict.SUPPORTED, Verdict.DOUBTED, Verdict.OPEN)
"""Verdicts that a pack may record as expected."""

_EXPECTED_UNLESS_SAID = frozenset({Verdict.PROVED, Verdict.SUPPORTED})


def decide(
    claim: "Claim",
    checks: "tuple[DerivationCheck, ...]",
    search: "Search | None",
    is_satisfiable: bool = True,
) -> tuple[Verdict, str]:
    """The verdict that the evidence supports, and why.

    Args:
        checks: one for each derivation of the claim, as the kernel left it.
        search: what the search for a counterexample found; None if none was made.
        is_satisfiable: a setting was found for which the kernel admits every hypothesis.
    """
    proofs = [check for check in checks if check.proof is not None]
    contradicted = _contradicted(checks)
    if contradicted:
        return Verdict.INCONSISTENT, contradicted
    if proofs and search is not None and search.counterexample is not None:
        return Verdict.INCONSISTENT, (
            f"derivation '{proofs[0].derivation.name}' was accepted and a counterexample was "
            "certified; one of the two is wrong, please report it"
        )
    if search is not None and search.counterexample is not None:
        return Verdict.REFUTED, _refuted_reason(checks)
    if search is not None and _is_vacuous(search):
        return Verdict.OPEN, search.reason
    if not is_satisfiable:
        return Verdict.OPEN, "no setting was found that certainly satisfies every hypothesis"
    if proofs:
        return Verdict.PROVED, _proved_reason(proofs[0], checks, search)
    return _undecided(claim, checks, search)


def decide_experiment(measurement: "Measurement") -> tuple[Verdict, str]:
    """The verdict on a sentence that was measured, and why; never more than SUPPORTED."""
    from provcheck.statement.experiment import Outcome

    verdict = {Outcome.HOLDS: Verdict.SUPPORTED, Outcome.FAILS: Verdict.DOUBTED}.get(
        measurement.outcome, Verdict.OPEN
    )
    sure = certainty(measurement_numbers(measurement))
    return verdict, f"{measurement.summary.rstrip('.')}; {sure}{_other_readings(measurement)}"


def _other_readings(measurement: "Measurement") -> str:
    """How many of the other readings come to the same, and which do not."""
    if not measurement.readings:
        return ""
    count = len(measurement.readings)
    against = [r.name for r in measurement.readings if r.outcome is not measurement.outcome]
    named = f", not: {', '.join(against)}" if against else ""
    return f"; {count - len(against)} of {count} readings of the set-up agree{named}"


def measurement_numbers(measurement: "Measurement") -> dict[str, Any]:
    """How much was done and how sure it is, as JSON data."""
    names = ("runs", "tests", "confidence", "false_alarm")
    return {name: getattr(measurement, name) for name in names}


def certainty(numbers: Mapping[str, Any]) -> str:
    """`1,200 runs, 12 tests; confidence 99 % in all of them, false alarm 1 %`."""
    tests = numbers["tests"]
    counted = f"{numbers['runs']:,} runs, {tests:,} test" + ("" if tests == 1 else "s")
    return (
        f"{counted}; confidence {_percent(numbers['confidence'])} in all together, chance of a "
        f"false alarm {_percent(numbers['false_alarm'])}"
    )


def _percent(share: float) -> str:
    """Never rounded up to 100 %."""
    text = f"{100 * share:.4g}"
    return ("more than 99.99 %" if text == "100" else f"{text} %") if share < 1 else "100 %"


def _is_vacuous(search: "Search") -> bool:
    """Settings were drawn and not one of them satisfies the hypotheses."""
    return search.drawn > 0 and search.admitted == 0


def _contradicted(checks: "tuple[DerivationCheck, ...]") -> str:
    """What is said of a line that was accepted although a number contradicts it, or ""."""
    for check in checks:
        for line in check.lines:
            if line.status == "broken" and (line.was_accepted or check.proof is not None):
                return (
                    f"line {line.id} of '{check.derivation.name}' was accepted and a "
                    f"counterexample to it is certified; one of the two is wrong, please report it"
                )
    return ""


def _refuted_reason(checks: "tuple[DerivationCheck, ...]") -> str:
    broken = next((c.first_broken for c in checks if c.first_broken is not None), None)
    if broken is None:
        return "a counterexample is certified"
    also = [line.id for c in checks for line in c.lines if line.status == "broken"]
    others = [name for name in dict.fromkeys(also) if name != broken.id]
    tail = f"; broken too: {', '.join(others)}" if others else ""
    return f"a counterexample is certified; the first broken line is {broken.id}{tail}"


def _proved_reason(
    accepted: "DerivationCheck", checks: "tuple[DerivationCheck, ...]", search: "Search | None"
) -> str:
    reason = f"every line of '{accepted.derivation.name}' was accepted"
    if not accepted.derivation.as_printed and any(c.derivation.as_printed for c in checks):
        reason += "; the printed derivation was not"
    if search is not None and search.suspect is not None:
        reason += "; a float violation was met that ball arithmetic does not confirm"
    return reason


def _undecided(
    claim: "Claim", checks: "tuple[DerivationCheck, ...]", search: "Search | None"
) -> tuple[Verdict, str]:
    """Neither proved nor refuted: doubted, supported or open."""
    gap = _first_gap(checks)
    missing = f"line {gap.id} is not justified: {gap.reason}" if gap else "no derivation is given"
    if search is None and claim.exists:
        constants = ", ".join(str(symbol) for symbol in claim.exists)
        return Verdict.OPEN, f"{missing}; no value of {constants} is stated that could be searched"
    if search is None:
        return Verdict.OPEN, f"{missing}; the statement is no comparison of numbers to search"
    if search.suspect is not None:
        why = f": {search.reason}" if search.reason else ""
        return Verdict.DOUBTED, f"a float violation was found but not certified{why}"
    if 0 < search.admitted == search.unvalued:
        return Verdict.OPEN, (
            f"{_without_numbers(search)}, the sides are infinite or no numbers; {missing}"
        )
    if search.drawn == 0:
        return Verdict.OPEN, f"{missing}; nothing was searched. {search.reason}".rstrip()
    ratio = "" if search.worst_ratio is None else f", worst ratio {search.worst_ratio:.6g}"
    capped = "; the time limit ended the search" if search.capped else ""
    numbers = f"; {_without_numbers(search)}" if search.unvalued else ""
    return Verdict.SUPPORTED, (
        f"no violation in {search.drawn} settings{ratio}{numbers}{capped}; {missing}"
    )


def _without_numbers(search: "Search") -> str:
    """How many of the settings that satisfy the hypotheses could be looked at."""
    given = search.admitted - search.unvalued
    return f"{given} of {search.admitted} settings gave numbers in float64"


def _first_gap(checks: "tuple[DerivationCheck, ...]") -> "LineCheck | None":
    lines = (line for check in checks for line in check.lines)
    return next((line for line in lines if line.status != "ok"), None)


@dataclass(frozen=True)
class Result:
    """A claim's verdict with all that a reader needs to judge it; plain data only.

    Args:
        expected: the verdict that the pack records, "" where PROVED or SUPPORTED are expected.
        worst_ratio: largest lhs/rhs found, in [0, inf], or None where there is no ratio.
        searched: number of settings drawn (a local search started from some of them), or of runs
            of an experiment.
        seconds: time spent.
        witness: setting, sides and relation of a certified counterexample.
        lines: one mapping for each derivation line: id, relation, status, by, …
        details: further keys of the JSON document, such as the statement in LaTeX.
    """

    claim: str
    title: str
    source: str
    verdict: Verdict
    expected: str = ""
    worst_ratio: float | None = None
    searched: int = 0
    seconds: float = 0.0
    witness: Mapping[str, Any] | None = None
    lines: tuple[Mapping[str, Any], ...] = ()
    trust: tuple[str, ...] = ()
    amends: str = ""
    amended_by: tuple[str, ...] = ()
    reason: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def as_expected(self) -> bool:
        """The verdict is the recorded one or better, or a good one where none is recorded."""
        if self.expected == Verdict.SUPPORTED:
            return self.verdict in _EXPECTED_UNLESS_SAID
        if self.expected:
            return self.verdict == self.expected
        return self.verdict in _EXPECTED_UNLESS_SAID

    @property
    def has_evidence(self) -> bool:
        """The kernel accepted a proof or a counterexample."""
        return self.verdict in (Verdict.PROVED, Verdict.REFUTED)

    @property
    def can_be_rechecked(self) -> bool:
        """There is a certificate to check again, or an experiment to run again."""
        return self.has_evidence or self.measured is not None

    @property
    def measured(self) -> Mapping[str, Any] | None:
        """What an experiment did: summary, runs, tests, confidence, …; None for other claims."""
        return self.details.get("measurement")

    @property
    def first_broken(self) -> Mapping[str, Any] | None:
        """The first derivation line with a certified counterexample."""
        return next((line for line in self.lines if line["status"] == "broken"), None)

    @property
    def first_gap(self) -> Mapping[str, Any] | None:
        """The first derivation line that the kernel did not accept and nothing refutes."""
        return next((line for line in self.lines if line["status"] == "gap"), None)

    def witness_for(self, line: str | None) -> Mapping[str, Any] | None:
        """The counterexample to the claim, or to one line of its derivations."""
        if line is None:
            return self.witness
        return next((entry.get("witness") for entry in self.lines if entry["id"] == line), None)

    def with_amendments(self, names: tuple[str, ...]) -> "Result":
        """The same result, told which claims amend it."""
        return replace(self, amended_by=names)

    def with_pack(self, option: str) -> "Result":
        """The same result, its commands with the option that finds the user's own pack."""
        if not option:
            return self
        measured = self.details.get("measurement")
        again = {"measurement": _with_option(measured, option)} if measured else {}
        lines = (
            {**line, "witness": _with_option(line["witness"], option)}
            if line.get("witness")
            else line
            for line in self.lines
        )
        return replace(
            self,
            witness=self.witness and _with_option(self.witness, option),
            lines=tuple(lines),
            details={**self.details, **again},
        )

    def to_json(self) -> dict[str, Any]:
        """The result as one entry of a run document."""
        data: dict[str, Any] = {name: getattr(self, name) for name in _FIELDS}
        data |= {"verdict": str(self.verdict), "worst_ratio": _encoded(self.worst_ratio)}
        data |= {name: list(data[name]) for name in ("lines", "trust", "amended_by")}
        return {**self.details, **data}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> "Result":
        """Read a result back.

        Raises:
            KeyError: an entry is missing.
            ValueError: the verdict is none that provcheck knows.
        """
        known = {name: data[name] for name in _FIELDS}
        known |= {name: tuple(data[name]) for name in ("lines", "trust", "amended_by")}
        known["verdict"] = Verdict(data["verdict"])
        known["worst_ratio"] = None if data["worst_ratio"] is None else float(data["worst_ratio"])
        details = {name: value for name, value in data.items() if name not in _FIELDS}
        return Result(**known, details=details)


_FIELDS = (
    "claim", "title", "source", "verdict", "expected", "worst_ratio", "searched", "seconds",
    "witness", "lines", "trust", "amends", "amended_by", "reason",
)  # fmt: skip


def _with_option(data: Mapping[str, Any], option: str) -> dict[str, Any]:
    return {**data, "command": f"{data['command']}{option}"}


def _encoded(ratio: float | None) -> float | str | None:
    """JSON has no infinity: a ratio with a vanishing right-hand side is the string "inf"."""
    if ratio is None or math.isnan(ratio):
        return None
    return ratio if math.isfinite(ratio) else "inf"
