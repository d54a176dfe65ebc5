"""Look for a setting that breaks a claim: draw, climb, shrink, and let the kernel certify.

A float never decides. A float violation that balls do not confirm is no violation; one that they
can neither confirm nor exclude is kept as a suspect.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import sympy

from provcheck.engines.budget import Budget
from provcheck.engines.climb import climb
from provcheck.engines.draft import Draft, complete_exact, draft_of, exact_draft
from provcheck.engines.objective import Objective
from provcheck.engines.sample import corner_drafts, draw_draft
from provcheck.engines.settle import (
    Outcome,
    ball_ratio,
    impossible,
    is_admitted,
    settle,
)
from provcheck.engines.shrink import shrink
from provcheck.errors import DomainError, Rejected, StatementError, Undecided
from provcheck.statement.claim import Claim
from provcheck.statement.space import Array, Setting, Size, name_of

Progress = Callable[[str, int, int], None]

_EVALUATIONS = 300
"""Evaluations of one local search: several sweeps over the numbers of a 2x2 net."""
_CORNER_SHARE = 20
"""One draw in so many comes from Hypothesis, which likes corners; the others are cheaper."""
_MOST_CORNERS = 400
_KEPT_RATIOS = 2000
_CLEAR = 2.0**-30
"""Excess that a few thousand roundings cannot make without cancellation; it orders candidates
and decides nothing."""
_CANDIDATES = 12
_CLEAR_CANDIDATES = 200
_ADMITTED_CHECKED = 50


@dataclass(frozen=True)
class Search:
    """What a search did and found.

    Args:
        relation: what was searched.
        drawn: settings drawn.
        evaluations: of the relation in float64, in draws, local searches and shrinking.
        starts: local searches made.
        admitted: how many drawn settings satisfy the hypotheses in float64.
        worst_ratio: largest small/large among those with large > 0 that balls confirm; None if
            there is none or the relation is an equality.
        tightest: the setting of `worst_ratio`.
        counterexample: the kernel's evidence, or None.
        suspect: a float violation that balls neither confirmed nor excluded, or None.
        ratios: sample of the ratios of the drawn settings, at most 2000.
        capped: the clock cut the search short; then it is not reproducible.
        reason: what a reader must know about the search, "" if nothing.
    """

    relation: Any
    drawn: int = 0
    evaluations: int = 0
    starts: int = 0
    worst_ratio: float | None = None
    tightest: Setting | None = None
    counterexample: Any = None
    suspect: Setting | None = None
    ratios: tuple[float, ...] = ()
    seconds: float = 0.0
    capped: bool = False
    reason: str = ""
    admitted: int = 0


@dataclass
class _Run:
    """State of one search; `asked` is the relation the caller passed, None for the claim's own."""

    claim: Claim
    relation: Any
    asked: Any
    budget: Budget
    seed: int
    facts: Mapping[str, Any]
    score: Objective
    progress: Progress
    corners: list[Draft]
    began: float = field(default_factory=time.monotonic)
    drawn: int = 0
    starts: int = 0
    capped: bool = False
    scores: list[tuple[float, int]] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    violations: list[tuple[float, Draft]] = field(default_factory=list)
    admitted: list[int] = field(default_factory=list)

    def out_of_time(self) -> bool:
        self.capped = self.capped or time.monotonic() - self.began > self.budget.seconds
        return self.capped

    def stream(self, purpose: int, number: int) -> np.random.Generator:
        """A counter-based random stream of its own for every draw and every start."""
        key = [self.seed % 2**64, purpose * 2**40 + number]
        return np.random.Generator(np.random.Philox(key=np.array(key, dtype=np.uint64)))

    def draft(self, number: int) -> Draft:
        """Drafts are numbered: the corners first, then the random ones."""
        if number < len(self.corners):
            return self.corners[number]
        return draw_draft(self.claim.space, self.stream(0, number))


def refute(
    claim: Claim,
    relation: Any = None,
    *,
    budget: Budget,
    seed: int,
    facts: Mapping[str, Any],
    progress: Progress | None = None,
) -> Search:
    """Search a claim, or one relation of its derivations, for a counterexample.

    Args:
        relation: a comparison; None takes the claim's own, or its consequence's last line.
        facts: claims proved so far, for the kernel.
        progress: called with a phase, work done and work in all.
    """
    target = _target(claim) if relation is None else relation
    if target in (sympy.true, True):
        return Search(target, reason="the relation simplifies to true; nothing to search.")
    if impossible(claim):
        never = ", ".join(impossible(claim))
        return Search(target, reason=f"no setting satisfies the hypotheses: {never} is false.")
    try:
        objective = Objective(claim, target)
    except StatementError as error:
        return Search(target, reason=str(error))
    report = progress or (lambda *_: None)
    count = min(_MOST_CORNERS, -(-budget.settings // _CORNER_SHARE))
    corners = [*_example(claim), *corner_drafts(claim.space, count, seed)]
    run = _Run(claim, target, relation, budget, seed, facts, objective, report, corners)
    _draw(run)
    if not any(score >= _CLEAR for score, _ in run.violations):
        _climb(run)
    counterexample, suspect, reason = _judge(run)
    return _search(run, counterexample, suspect, reason)


def _example(claim: Claim) -> list[Draft]:
    """The claim's own example is tried first; its author may know where to look."""
    return [] if claim.example is None else [draft_of(claim.space, claim.example)]


def _target(claim: Claim) -> Any:
    if claim.exists and claim.consequence is not None:
        return claim.consequence.lines[-1].relation
    return claim.relation


def _draw(run: _Run) -> None:
    stride = -(-run.budget.settings // _KEPT_RATIOS)
    for number in range(run.budget.settings):
        if number % 64 == 0:
            run.progress("draw", number, run.budget.settings)
            if run.out_of_time():
                return
        draft = run.draft(number)
        score = run.score(draft)
        run.drawn += 1
        run.scores.append((score, number))
        if run.score.is_admitted:
            run.admitted.append(number)
        if run.score.ratio is not None and number % stride == 0:
            run.ratios.append(float(run.score.ratio))
        if run.score.is_violation(score):
            run.violations.append((score, draft))


def _climb(run: _Run) -> None:
    for start, number in enumerate(_starts(run)):
        run.progress("climb", start, run.budget.starts)
        if run.out_of_time():
            return
        rng = run.stream(1, start)
        draft, score, _ = climb(run.score, run.claim.space, run.draft(number), rng, _EVALUATIONS)
        run.starts += 1
        if run.score.is_violation(score):
            run.violations.append((score, draft))


def _starts(run: _Run) -> list[int]:
    """Numbers of the draws to climb from: the best ones, of different shapes and activations."""
    ranked = sorted((item for item in run.scores if np.isfinite(item[0])), reverse=True)
    share, taken = -(-run.budget.starts // 3), {}
    chosen, rest = [], []
    for _, number in ranked[: 50 * run.budget.starts]:
        group = _group(run.claim, run.draft(number))
        taken[group] = taken.get(group, 0) + 1
        (chosen if taken[group] <= share else rest).append(number)
    return (chosen + rest)[: run.budget.starts]


def _group(claim: Claim, draft: Draft) -> tuple:
    return _total_size(claim, draft), draft.values.get("activation")


def _total_size(claim: Claim, draft: Draft) -> int:
    sizes = [c for c in claim.space.components if isinstance(c, Size)]
    return sum(draft.values[name_of(size)] for size in sizes)


def _judge(run: _Run) -> tuple[Any, Setting | None, str]:
    """Take the float violations to balls, the simple and clear ones first."""
    clear = [v for v in run.violations if v[0] > _CLEAR]
    faint = [v for v in run.violations if v[0] <= _CLEAR]
    clear.sort(key=lambda v: (_total_size(run.claim, v[1]), -v[0]))
    faint.sort(key=lambda v: -v[0])
    queue = clear[:_CLEAR_CANDIDATES] + faint[:_CANDIDATES]
    suspect, examined = None, 0
    for score, draft in queue:
        if examined >= _CANDIDATES and run.out_of_time():
            break
        run.progress("settle", examined, len(queue))
        examined += 1
        setting = _setting(run, draft)
        if setting is None:
            continue
        outcome = settle(run.claim, setting, run.relation)
        if outcome is Outcome.VIOLATED:
            exact = Draft(exact_draft(run.claim.space, draft).values, 17)
            found, refusal = _certified(run, exact)
            if found is not None:
                return found, None, ""
            return None, setting, f"violated in balls, but the kernel did not certify: {refusal}"
        if outcome is Outcome.UNDECIDED and suspect is None and score > _CLEAR:
            suspect = setting
    return None, suspect, _remark(run, examined, suspect)


def _remark(run: _Run, examined: int, suspect: Setting | None) -> str:
    if not _is_satisfiable(run):
        return (
            f"none of {run.drawn} drawn settings certainly satisfies the hypotheses "
            f"({len(run.admitted)} do in float64)."
        )
    if suspect is not None:
        return "a violation in float64 was neither confirmed nor excluded in balls."
    if run.violations:
        return (
            f"{len(run.violations)} violations in float64, {examined} examined in balls: none is "
            "more than rounding, a tie, or excluded by a hypothesis."
        )
    return ""


def _is_satisfiable(run: _Run) -> bool:
    """Whether some setting met by the search satisfies the hypotheses for certain."""
    drafts = [run.draft(number) for number in run.admitted[:_ADMITTED_CHECKED]]
    drafts += [draft for _, draft in run.score.tightest(above=False)[:1]]
    for draft in drafts:
        setting = _setting(run, draft)
        if setting is not None and is_admitted(run.claim, setting):
            return True
    return False


def _certified(run: _Run, draft: Draft) -> tuple[Any, str]:
    """The kernel's evidence for the simplest setting that it accepts, or its refusal."""
    from provcheck import kernel

    def violates(candidate: Draft) -> bool:
        if run.score(candidate) < -_CLEAR:
            return False  # cheap: clearly no violation in float64
        setting = complete_exact(run.claim.space, candidate)
        return settle(run.claim, setting, run.relation) is Outcome.VIOLATED

    run.progress("shrink", 0, 1)
    trail = shrink(run.claim.space, draft, violates)
    refusal = ""
    for candidate in reversed(trail):
        setting = complete_exact(run.claim.space, candidate)
        try:
            return kernel.certify(run.claim, setting, run.facts, relation=run.asked), ""
        except (Rejected, Undecided) as error:
            refusal = refusal or str(error)
    return None, refusal


def _search(run: _Run, counterexample: Any, suspect: Setting | None, reason: str) -> Search:
    worst = _tightest_certain(run, counterexample)
    return Search(
        relation=run.relation,
        drawn=run.drawn,
        evaluations=run.score.evaluations,
        starts=run.starts,
        worst_ratio=None if worst is None else worst[0],
        tightest=None if worst is None else worst[1],
        counterexample=counterexample,
        suspect=suspect,
        ratios=tuple(run.ratios),
        seconds=time.monotonic() - run.began,
        capped=run.capped,
        reason=reason,
        admitted=len(run.admitted),
    )


def _tightest_certain(run: _Run, counterexample: Any) -> tuple[float, Setting] | None:
    """The largest ratio that balls confirm, with its setting made readable where that keeps it."""
    drafts = list(run.score.tightest(above=False))
    if counterexample is not None:
        drafts = [*run.score.tightest(above=True), *drafts]
    for floated, draft in drafts:
        for digits in (1, 2, 3, 17):
            setting = _setting(run, draft if digits == 17 else _rounded(run, draft, digits))
            certain = None if setting is None else ball_ratio(run.claim, setting, run.relation)
            if certain is not None and abs(certain - floated) <= 1e-3 * abs(floated):
                return certain, setting
    return None


def _setting(run: _Run, draft: Draft) -> Setting | None:
    try:
        exact = Draft(exact_draft(run.claim.space, draft).values, 17)
        return complete_exact(run.claim.space, exact)
    except DomainError:
        return None  # its last float digit lies outside the space


def _rounded(run: _Run, draft: Draft, digits: int) -> Draft:
    changed = {}
    for component in run.claim.space.components:
        name = name_of(component)
        if isinstance(component, Array):
            array = np.empty_like(draft.values[name], dtype=float)
            for place in np.ndindex(array.shape):
                array[place] = float(f"{float(draft.values[name][place]):.{digits - 1}e}")
            changed[name] = array
        elif name in draft.values and isinstance(draft.values[name], float):
            changed[name] = float(f"{draft.values[name]:.{digits - 1}e}")
    return draft.replaced(**changed)
