"""One formula, from its text to a result for each thing it says: read, settle, certify.

The engine proposes; the kernel decides. What it does not accept is OPEN.
"""

import shlex
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from provcheck.errors import ProvcheckError, UsageError
from provcheck.verdict import ALARMS, Result, Verdict

if TYPE_CHECKING:
    from provcheck.engines.budget import Budget
    from provcheck.engines.settle_formula import Proposal
    from provcheck.formula import Formula
    from provcheck.statement.claim import Claim

_GAP_SHARE = 0.2
"""Of the time allowed, the most that is spent on looking for points without value."""
_LITTLE = 3.0
"""Seconds for the sharpest constant of what stays OPEN, where it was not asked for."""
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Question:
    """A formula as it was asked.

    Args:
        ranges, given: what was said beside it.
        line: its number in a file, 0 if it comes from none.
    """

    formula: "Formula"
    ranges: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    latex: bool = False
    line: int = 0

    def command(self) -> str:
        """The command that asks it again, without budget and seed."""
        words = ["provcheck check", shlex.quote(self.formula.source.strip())]
        words += [f"--for {shlex.quote(text)}" for text in self.ranges]
        words += [f"--given {shlex.quote(text)}" for text in self.given]
        return " ".join([*words, *["--latex"] * self.latex])


@dataclass(frozen=True)
class Answered:
    """A question with a result for each claim it makes."""

    question: Question
    results: tuple[Result, ...]

    @property
    def verdict(self) -> Verdict:
        """PROVED if all is; else the worst that was found."""
        found = {result.verdict for result in self.results}
        order = (Verdict.INCONSISTENT, Verdict.ERROR, Verdict.REFUTED, Verdict.OPEN)
        return next((verdict for verdict in order if verdict in found), Verdict.PROVED)

    @property
    def seconds(self) -> float:
        return sum(result.seconds for result in self.results)


def ask(
    question: Question,
    budget: "Budget",
    seed: int,
    *,
    sharpen: bool = False,
    progress: Progress | None = None,
) -> Answered:
    """Decide all that a formula says.

    Args:
        budget: its seconds are the cap for each claim, and again for its sharpest constant.
        sharpen: also look for the best constant of each inequality.
    """
    from provcheck.formula import to_claims

    stated = _undefined(question.formula, budget, seed)
    again = f"{question.command()} --budget {budget.name} --seed {seed}"
    results = []
    for claim in to_claims(question.formula, stated):
        result = _guarded(claim, budget, seed, again, progress)
        is_formula = claim.name.startswith("check/formula")
        if is_formula and (sharpen or _is_worth_sharpening(result, claim)):
            allowed = budget if sharpen else _a_little_of(budget)
            result = _with_sharpest(result, claim, allowed, seed, progress, sharpen)
        if question.line:
            name = result.claim.replace("check/", f"check/line{question.line}/", 1)
            result = replace(result, claim=name)
        results.append(result)
    return Answered(question, tuple(results))


def _undefined(formula: "Formula", budget: "Budget", seed: int) -> set[Any]:
    """What parts of the formula need to be defined, where it certainly fails somewhere."""
    import scipy.optimize  # noqa: F401 (loading it is no part of the search)

    from provcheck.engines.formula_domain import find_gap
    from provcheck.formula import needs_as_claims

    claims = needs_as_claims(formula)
    deadline = time.monotonic() + _GAP_SHARE * budget.seconds
    return {c.relation for c in claims if find_gap(c, deadline=deadline, seed=seed) is not None}


def _is_worth_sharpening(result: Result, claim: "Claim") -> bool:
    """A bound by a number that was neither proved nor refuted."""
    bounded = any(not side.free_symbols for side in claim.relation.args)
    is_inequality = "Equality" not in type(claim.relation).__name__
    return result.verdict is Verdict.OPEN and is_inequality and bounded


def _a_little_of(budget: "Budget") -> "Budget":
    return replace(budget, seconds=min(_LITTLE, budget.seconds / 4))


def document(
    answered: Sequence[Answered], *, budget: str, seed: int, command: str
) -> dict[str, Any]:
    """The answers as one run document, as `schema/run.schema.json` describes it."""
    from provcheck.runner import SCHEMA, environment

    results = [result.to_json() for answer in answered for result in answer.results]
    return {
        "schema": SCHEMA,
        "papers": {},
        "results": results,
        "environment": environment(),
        "seed": seed,
        "budget": budget,
        "command": command,
    }


def _guarded(
    claim: "Claim", budget: "Budget", seed: int, again: str, progress: Progress | None
) -> Result:
    """The result; ERROR, with the traceback, if an engine failed."""
    started = time.monotonic()
    blank = Result(claim.name, claim.title, str(claim.source), Verdict.OPEN)
    try:
        found = _decided(claim, blank, budget, seed, again, progress)
    except UsageError:
        raise
    except Exception as error:
        found = replace(
            blank,
            verdict=Verdict.ERROR,
            reason=f"{type(error).__name__}: {error}",
            details={"traceback": traceback.format_exc()},
        )
    return replace(found, seconds=round(time.monotonic() - started, 3))


def _decided(
    claim: "Claim", blank: Result, budget: "Budget", seed: int, again: str, progress
) -> Result:
    from provcheck.engines.settle_formula import settle_formula
    from provcheck.explain import domain
    from provcheck.step_words import step_words

    proposal = settle_formula(claim, budget=budget, seed=seed, progress=progress)
    details = _statement(claim) | {"domain": domain(claim.space), "tried": dict(proposal.tried)}
    details |= {"budget": budget.name, "seed": seed, "command": again}
    if proposal.witness is not None:
        return _refuted(claim, blank, proposal, details, again)
    if proposal.derivation is None:
        details["stuck"] = {name: list(ends) for name, ends in (proposal.stuck or {}).items()}
        return replace(blank, reason=proposal.reason, details=details)
    proof, reason = _proof(claim, proposal)
    if proof is None:
        said = f"the kernel refused the proof that was found: {reason}"
        return replace(blank, reason=said, details=details)
    if not _is_satisfiable(claim, seed):
        said = _why_vacuous(claim, budget, seed)
        return replace(blank, reason=said, details=details)
    details["steps"] = ["by algebra"] if proposal.tree is None else step_words(proposal.tree)
    lines = tuple(_line(claim, entry) for entry in proposal.derivation.lines)
    return replace(
        blank,
        verdict=Verdict.PROVED,
        reason="a proof was found, and every step of it accepted by the kernel",
        trust=tuple(proof.trust),
        lines=lines,
        details=details,
    )


def _why_vacuous(claim: "Claim", budget: "Budget", seed: int) -> str:
    """What is known of conditions that no point was found for."""
    import sympy

    from provcheck.engines.settle_formula import settle_formula

    nothing = replace(claim, relation=sympy.Le(1, 0, evaluate=False), derivations=())
    found = settle_formula(nothing, budget=_a_little_of(budget), seed=seed)
    if found.derivation is not None and _proof(nothing, found)[0] is not None:
        return (
            "the conditions contradict one another: it is proved that no point satisfies all of "
            "them, so that the formula says nothing; change the range or the conditions"
        )
    return (
        "it holds where all conditions do, but no point was found that satisfies them certainly; "
        "check the conditions"
    )


def _refuted(
    claim: "Claim", blank: Result, proposal: "Proposal", details: dict, again: str
) -> Result:
    from provcheck.findings import witness_of
    from provcheck.kernel import certify

    try:
        found = certify(claim, proposal.witness, {})
    except ProvcheckError as error:
        reason = f"a point was found that seems to break it, but it is not certified: {error}"
        return replace(blank, reason=reason, details=details)
    if claim.name.startswith("check/understood"):
        where = ", ".join(f"{name} = {value}" for name, value in found.setting.values.items())
        reason = f"only understood where {claim.title.split(' in ')[0]}; that fails at {where}"
        return replace(blank, reason=reason, details=details)
    is_defined = not claim.name.startswith("check/defined")
    return replace(
        blank,
        verdict=Verdict.REFUTED,
        reason="a point that breaks it is certified" if is_defined else "it has no value there",
        witness=witness_of(claim.name, found) | {"command": again},
        trust=tuple(found.trust),
        details=details,
    )


def _proof(claim: "Claim", proposal: "Proposal") -> tuple[Any, str]:
    """The kernel's proof, or None and why."""
    from provcheck.kernel import check_derivation

    whole = replace(claim, derivations=(proposal.derivation,))
    checked = check_derivation(whole, proposal.derivation, {})
    gap = next((line.reason for line in checked.lines if line.status != "ok"), "")
    return checked.proof, gap


def _is_satisfiable(claim: "Claim", seed: int) -> bool:
    """The kernel admits some point: a drawn one, or where the slack is small."""
    from provcheck.engines.formula_witness import smallest_points
    from provcheck.engines.satisfy import find_admitted
    from provcheck.engines.settle_formula import goal_of
    from provcheck.kernel import require_admitted
    from provcheck.statement.space import Setting

    if find_admitted(claim, {}, seed=seed) is not None:
        return True
    try:
        goal, _ = goal_of(claim)
        points = smallest_points(goal, seed)
    except ProvcheckError:
        return False
    for point in points:
        try:
            require_admitted(claim, Setting({s.name: x for s, x in point.items()}), {})
        except ProvcheckError:
            continue
        return True
    return False


def _with_sharpest(
    result: Result,
    claim: "Claim",
    budget: "Budget",
    seed: int,
    progress: Progress | None,
    with_limits: bool,
) -> Result:
    """The result, told the bracket of its best constant and whether the kernel has its proof."""
    from provcheck.engines.formula_sharpen import sharpen
    from provcheck.text import one_line

    started = time.monotonic()
    try:
        found = sharpen(claim, budget=budget, seed=seed, progress=progress, with_limits=with_limits)
    except ProvcheckError as error:
        return replace(result, details=dict(result.details) | {"sharpest": {"reason": str(error)}})
    is_proved = found.proposal is not None and _proof(found.claim, found.proposal)[0] is not None
    sharpest = {
        "is_upper": found.is_upper,
        "proved": one_line(found.proved) if is_proved else None,
        "proved_value": _decimal(found.proved) if is_proved else None,
        "is_closed_form": bool(is_proved and found.closed is not None),
        "attained": None if found.certified is None else _decimal(found.certified),
        "at": {name: str(number) for name, number in (found.at or {}).items()},
        "reason": found.reason,
    }
    spent = round(result.seconds + time.monotonic() - started, 3)
    return replace(result, seconds=spent, details=dict(result.details) | {"sharpest": sharpest})


def _decimal(number: Any) -> str:
    """Sixteen digits, for reading."""
    import sympy

    text = str(sympy.N(sympy.sympify(number), 16))
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def _statement(claim: "Claim") -> dict[str, Any]:
    from provcheck.explain import telling_hypotheses
    from provcheck.text import latex_text, one_line

    return {
        "kind": str(claim.kind),
        "statement": one_line(claim.relation),
        "statement_latex": latex_text(claim.relation),
        "hypotheses": [latex_text(each.relation) for each in telling_hypotheses(claim)],
        "digest": claim.digest(),
    }


def _line(claim: "Claim", line: Any) -> dict[str, Any]:
    import sympy

    from provcheck.text import one_line

    return {
        "id": line.id,
        "relation": one_line(line.relation),
        "latex": sympy.latex(line.relation),
        "status": "ok",
        "by": line.by.rule,
        "how": "",
        "reason": "",
        "printed": False,
        "note": "",
        "derivation": claim.name,
        "as_printed": False,
        "witness": None,
    }


def exit_code(answered: Sequence[Answered]) -> int:
    """0 if all is proved, 3 if something failed, else 1."""
    found = {answer.verdict for answer in answered}
    if found & ALARMS:
        return 3
    return 0 if found <= {Verdict.PROVED} else 1
