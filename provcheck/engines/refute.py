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

from provcheck.engines.budget import BY_VECTORS, Budget
from provcheck.engines.climb import climb
from provcheck.engines.climb_batch import climb_lanes
from provcheck.engines.corners import corner_drafts
from provcheck.engines.draft import Draft, complete_exact, draft_of, exact_draft
from provcheck.engines.draw_batch import DraftBatch, copies, draw_batch
from provcheck.engines.draws import CLEAR, MOST_FAINT, Numbered, Record, score_draws
from provcheck.engines.objective import Objective
from provcheck.engines.objective_batch import BatchObjective, largest
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
from provcheck.statement.space import Array, Setting, name_of

Progress = Callable[[str, int, int], None]

_EVALUATIONS = 300
"""Evaluations of one local search: several sweeps over the numbers of a 2x2 net."""
_LANES, _STEPS = 256, 100
"""Local searches that go together where settings are scored by vectors, and their steps."""
_CORNER_SHARE = 20
"""One draw in so many comes from Hypothesis, which likes corners; the others are cheaper."""
_MOST_CORNERS = 400
_PROBES, _PROBED = 4, 16
"""Batches, and drafts in each, on which vectors must say what the author's functions say: one that
gives no number at a twentieth of the settings passes one time in thirty."""
_MOST_REFUSED = 3
"""Violations in balls that the kernel may refuse before the search gives up on it."""
_BEST_A_START = 50
"""So many of the best draws are looked through for one start: starts should differ in shape."""


@dataclass(frozen=True)
class Search:
    """What a search did and found.

    Args:
        relation: what was searched.
        drawn: settings drawn.
        evaluations: of the relation in float64, in draws, local searches and shrinking.
        starts: local searches made.
        admitted: how many drawn settings satisfy the hypotheses in float64.
        unvalued: at how many of these a side is no finite number in float64.
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
    unvalued: int = 0


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
    batches: BatchObjective
    progress: Progress
    drafts: Numbered
    record: Record
    began: float = field(default_factory=time.monotonic)
    starts: int = 0
    capped: bool = False

    def out_of_time(self) -> bool:
        self.capped = self.capped or time.monotonic() - self.began > self.budget.seconds
        return self.capped


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
        batches = BatchObjective(objective, claim, target)
    except StatementError as error:
        return Search(target, reason=str(error))
    report = progress or (lambda *_: None)
    count = min(_MOST_CORNERS, -(-budget.settings // _CORNER_SHARE))
    corners = [*_example(claim), *corner_drafts(claim.space, count, seed)]
    for draft in corners[:1]:
        objective(draft)  # compiles what is compiled, before the clock starts
    draws = budget.settings * (BY_VECTORS if _goes_by_vectors(batches, claim, seed) else 1)
    drafts = Numbered(claim.space, corners, draws, lambda block: _stream(seed, 0, block))
    record = Record(claim, draws, _BEST_A_START * budget.starts)
    run = _Run(
        claim, target, relation, budget, seed, facts, objective, batches, report, drafts, record
    )
    _draw(run)
    if not record.clear:
        _climb(run)
    counterexample, suspect, reason = _judge(run)
    return _search(run, counterexample, suspect, reason)


def _goes_by_vectors(batches: BatchObjective, claim: Claim, seed: int) -> bool:
    """Whether small batches are scored by vectors, and as one by one by the author's functions.

    The first batch tells what is read at all.
    """
    for number in range(_PROBES):
        batch = draw_batch(claim.space, _stream(seed, 2, number), _PROBED)
        batches.hold_against_functions(batch)
    return batches.by_vectors


def _stream(seed: int, purpose: int, number: int) -> np.random.Generator:
    """A counter-based random stream of its own for every batch of draws and every start."""
    key = [seed % 2**64, purpose * 2**40 + number]
    return np.random.Generator(np.random.Philox(key=np.array(key, dtype=np.uint64)))


def _example(claim: Claim) -> list[Draft]:
    """The claim's own example is tried first; its author may know where to look."""
    return [] if claim.example is None else [draft_of(claim.space, claim.example)]


def _target(claim: Claim) -> Any:
    if claim.exists and claim.consequence is not None:
        return claim.consequence.lines[-1].relation
    return claim.relation


def _draw(run: _Run) -> None:
    def stop(done: int) -> bool:
        run.progress("draw", done, run.drafts.count)
        return run.out_of_time()

    score_draws(run.drafts, run.record, run.score, run.batches, stop)


def _climb(run: _Run) -> None:
    for start, number in enumerate(_starts(run)):
        run.progress("climb", start, run.budget.starts)
        if run.out_of_time():
            return
        rng = _stream(run.seed, 1, start)
        if run.batches.by_vectors:
            _climb_together(run, number, rng)
        else:
            _climb_alone(run, number, rng)


def _climb_alone(run: _Run, number: int, rng: np.random.Generator) -> None:
    begin = run.drafts.draft(number)
    draft, score, _ = climb(run.score, run.claim.space, begin, rng, _EVALUATIONS)
    run.starts += 1
    if run.score.is_violation(score):
        run.record.add_violation(score, draft)


def _climb_together(run: _Run, number: int, rng: np.random.Generator) -> None:
    """Climb from a draw and, side by side, from the best of those drawn with it."""
    begin = _lanes(run, number)
    lanes, scores = climb_lanes(
        lambda batch: run.batches(batch).scores, run.claim.space, begin, rng, _STEPS
    )
    run.starts += lanes.count
    for place in np.flatnonzero(run.score.is_violation(scores)):
        run.record.add_violation(float(scores[place]), lanes.draft(int(place)))


def _lanes(run: _Run, number: int) -> DraftBatch:
    """The best drafts of the batch that a draw belongs to; copies of one that stands alone."""
    block = run.drafts.block_of(number)
    if block is None:
        return copies(run.claim.space, run.drafts.draft(number), _LANES)
    batch = run.drafts.batch(block)
    scores = run.batches(batch).scores
    return batch.chosen(largest(scores, np.arange(batch.count), _LANES))


def _starts(run: _Run) -> list[int]:
    """Numbers of the draws to climb from: the best ones, of different shapes and activations."""
    share, taken, blocks = -(-run.budget.starts // 3), {}, set()
    chosen, rest = [], []
    for _, number, group in run.record.best():
        block = run.drafts.block_of(number) if run.batches.by_vectors else None
        if block is not None and block in blocks:
            continue  # its best drafts climb together
        blocks.add(block)
        taken[group] = taken.get(group, 0) + 1
        (chosen if taken[group] <= share else rest).append(number)
    return (chosen + rest)[: run.budget.starts]


def _judge(run: _Run) -> tuple[Any, Setting | None, str]:
    """Take the float violations to balls, the simple and clear ones first."""
    queue = run.record.violations()
    suspect, examined, refusals = None, 0, []
    for score, draft in queue:
        if examined >= MOST_FAINT and run.out_of_time():
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
            refusals.append((setting, refusal))
            if len(refusals) >= _MOST_REFUSED:
                break
        if outcome is Outcome.UNDECIDED and suspect is None and score > CLEAR:
            suspect = setting
    if refusals:
        setting, refusal = refusals[0]
        return None, setting, f"violated in balls, but the kernel did not certify: {refusal}"
    return None, suspect, _remark(run, examined, suspect)


def _remark(run: _Run, examined: int, suspect: Setting | None) -> str:
    if not _is_satisfiable(run):
        return (
            f"none of {run.record.drawn} drawn settings certainly satisfies the hypotheses "
            f"({run.record.admitted} do in float64)."
        )
    if suspect is not None:
        return "a violation in float64 was neither confirmed nor excluded in balls."
    if run.record.violated:
        return (
            f"{run.record.violated} violations in float64, {examined} examined in balls: none is "
            "more than rounding, a tie, or excluded by a hypothesis."
        )
    return ""


def _is_satisfiable(run: _Run) -> bool:
    """Whether some setting met by the search satisfies the hypotheses for certain."""
    drafts = [run.drafts.draft(number) for number in run.record.first_admitted]
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
        if run.score(candidate) < -CLEAR:
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
        drawn=run.record.drawn,
        evaluations=run.score.evaluations,
        starts=run.starts,
        worst_ratio=None if worst is None else worst[0],
        tightest=None if worst is None else worst[1],
        counterexample=counterexample,
        suspect=suspect,
        ratios=tuple(run.record.ratios),
        seconds=time.monotonic() - run.began,
        capped=run.capped,
        reason=reason,
        admitted=run.record.admitted,
        unvalued=run.record.unvalued,
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
