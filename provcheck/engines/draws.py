"""The draws of a search: numbered drafts in batches, of which only the telling ones are kept.

Memory does not grow with the number of draws: any draft is made again from its number.
"""

import heapq
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from provcheck.engines.draft import Draft
from provcheck.engines.draw_batch import DraftBatch, draw_batch
from provcheck.engines.objective import Objective
from provcheck.engines.objective_batch import BatchObjective, Scores, largest
from provcheck.statement.claim import Claim
from provcheck.statement.space import Size, Space, name_of

_SHAPES = 64
_FEWEST, _MOST = 16, 512
"""A search draws at least so many shapes while it can, with so many settings of each."""
_REMEMBERED = 4
_BEST_OF_A_BATCH = 4
_MOST_RATIOS = 2000
_FIRST_ADMITTED = 50
CLEAR = 2.0**-30
"""Excess that a few thousand roundings cannot make without cancellation; it orders candidates
and decides nothing."""
MOST_CLEAR, MOST_FAINT = 100, 12
"""Violations kept for balls to look at: of those that floats see clearly, and of the others, which
mostly are rounding, the worst ones and the first ones, for simple drafts come first."""

Stream = Callable[[int], np.random.Generator]


class Numbered:
    """Drafts by number: the given ones first, then random ones in batches of one shape each.

    Args:
        first: >= 0 drafts that are tried before all others.
        count: >= 1 drafts in all.
        stream: the random stream of a batch, by its number.
    """

    def __init__(self, space: Space, first: Sequence[Draft], count: int, stream: Stream) -> None:
        self.space, self.first, self.stream = space, list(first[:count]), stream
        self.count = count
        self.random = count - len(self.first)
        self.size = min(_MOST, max(_FEWEST, self.random // _SHAPES))
        self._batches: dict[int, DraftBatch] = {}

    @property
    def batches(self) -> int:
        """How many batches there are."""
        return -(-self.random // self.size)

    def batch(self, block: int) -> DraftBatch:
        """The batch of a number, 0 <= block < batches; the last one may be smaller."""
        if block not in self._batches:
            if len(self._batches) >= _REMEMBERED:
                self._batches.pop(next(iter(self._batches)))
            count = min(self.size, self.random - block * self.size)
            self._batches[block] = draw_batch(self.space, self.stream(block), count)
        return self._batches[block]

    def start(self, block: int) -> int:
        """Number of a batch's first draft."""
        return len(self.first) + block * self.size

    def block_of(self, number: int) -> int | None:
        """Number of the batch that a draft belongs to; None for those that were given."""
        beyond = number - len(self.first)
        return None if beyond < 0 else beyond // self.size

    def draft(self, number: int) -> Draft:
        """The draft of a number, the same each time."""
        if number < len(self.first):
            return self.first[number]
        block, place = divmod(number - len(self.first), self.size)
        return self.batch(block).draft(place)


class Record:
    """What is kept of the draws that were scored.

    Args:
        draws: >= 1, how many there will be.
        best: >= 0, how many of the best scores are kept.
    """

    def __init__(self, claim: Claim, draws: int, best: int) -> None:
        self.sizes = [name_of(c) for c in claim.space.components if isinstance(c, Size)]
        self.stride = -(-draws // _MOST_RATIOS)
        self.drawn = self.admitted = self.unvalued = self.violated = 0
        self.first_admitted: list[int] = []
        self.ratios: list[float] = []
        self.clear: list[tuple[int, float, int, Draft]] = []
        self.first_clear: list[tuple[int, float, int, Draft]] = []
        self.faint: list[tuple[float, int, Draft]] = []
        self.first_faint: list[tuple[float, int, Draft]] = []
        self._best: list[tuple[float, int, tuple]] = []
        self._most = best

    def best(self) -> list[tuple[float, int, tuple]]:
        """(score, number, group) of the best finite scores, the best first."""
        return sorted(self._best, reverse=True)

    def violations(self) -> list[tuple[float, Draft]]:
        """(score, draft): the clear ones, smallest and then worst first; then the others kept."""
        both = {entry[2]: entry for entry in _sorted_clear(self.clear) + self.first_clear}
        clear = [(score, draft) for _, score, _, draft in sorted(both.values(), key=_clear_order)]
        worst = _sorted_faint(self.faint)
        known = {number for _, number, _ in worst}
        faint = worst + [entry for entry in self.first_faint if entry[1] not in known]
        return clear + [(score, draft) for score, _, draft in faint]

    def add_one(self, number: int, draft: Draft, score: float, objective: Objective) -> None:
        """One draft that an objective has just scored."""
        ratio = np.nan if objective.ratio is None else float(objective.ratio)
        scores = Scores(
            np.array([score]),
            np.array([ratio]),
            np.array([objective.is_admitted]),
            np.array([objective.has_numbers]),
        )
        self.add(number, scores, objective, draft.values, lambda _: draft)

    def add_violation(self, score: float, draft: Draft) -> None:
        """A violation met elsewhere than among the draws."""
        self.violated += 1
        self._keep(score, -self.violated, draft)  # no number of a draw

    def add(
        self,
        start: int,
        scores: Scores,
        objective: Objective,
        shared: Any,
        draft_at: Callable[[int], Draft],
    ) -> None:
        """The draws start, start + 1, …, whose sizes and activation are those of `shared`."""
        found = scores.scores
        self.drawn += len(found)
        self._note_admitted(start, scores.admitted)
        self.unvalued += int(np.count_nonzero(scores.admitted & ~scores.valued))
        places = np.arange(-start % self.stride, len(found), self.stride)
        ratios = scores.ratios[places]
        self.ratios += ratios[~np.isnan(ratios)].tolist()
        self._note_best(start, found, (self.total_size(shared), shared.get("activation")))
        broken = np.flatnonzero(objective.is_violation(found))
        self.violated += len(broken)
        size = self.total_size(shared)
        for chosen, most in (
            (broken[found[broken] > max(CLEAR, self._least_clear(size))], MOST_CLEAR),
            (broken[(found[broken] <= CLEAR) & (found[broken] > self._least_faint())], MOST_FAINT),
        ):
            for place in largest(found, chosen, most):
                self._keep(float(found[place]), start + int(place), draft_at(int(place)))

    def total_size(self, values: Any) -> int:
        """Sum of the sizes of a draft."""
        return sum(values[name] for name in self.sizes)

    def _least_clear(self, size: int) -> float:
        """Clear violations of this total size are kept where they score more."""
        if len(self.clear) < MOST_CLEAR:
            return CLEAR
        self.clear = _sorted_clear(self.clear)
        last_size, last_score, _, _ = self.clear[-1]
        if size == last_size:
            return last_score
        return CLEAR if size < last_size else np.inf

    def _least_faint(self) -> float:
        """Other violations are kept where they score more: of equal ones the first is kept."""
        if len(self.faint) < MOST_FAINT:
            return -np.inf
        self.faint = _sorted_faint(self.faint)
        return self.faint[-1][0]

    def _note_admitted(self, start: int, admitted: np.ndarray) -> None:
        self.admitted += int(np.count_nonzero(admitted))
        room = _FIRST_ADMITTED - len(self.first_admitted)
        if room > 0:
            self.first_admitted += (start + np.flatnonzero(admitted)[:room]).tolist()

    def _note_best(self, start: int, found: np.ndarray, group: tuple) -> None:
        """Few of one batch: the starts should differ in shape, and its best climb together."""
        if self._most == 0:
            return
        chosen = np.flatnonzero(np.isfinite(found))
        if len(self._best) >= self._most:
            chosen = chosen[found[chosen] >= self._best[0][0]]
        for place in largest(found, chosen, min(_BEST_OF_A_BATCH, self._most)):
            entry = (float(found[place]), start + int(place), group)
            if len(self._best) < self._most:
                heapq.heappush(self._best, entry)
            else:
                heapq.heappushpop(self._best, entry)

    def _keep(self, score: float, number: int, draft: Draft) -> None:
        if score > CLEAR:
            entry = self.total_size(draft.values), score, number, draft
            if len(self.first_clear) < MOST_CLEAR:
                self.first_clear.append(entry)
            self.clear.append(entry)
            if len(self.clear) >= 2 * MOST_CLEAR:
                self.clear = _sorted_clear(self.clear)
        else:
            if len(self.first_faint) < MOST_FAINT:
                self.first_faint.append((score, number, draft))
            self.faint.append((score, number, draft))
            if len(self.faint) >= 2 * MOST_FAINT:
                self.faint = _sorted_faint(self.faint)


def _sorted_clear(violations: list) -> list:
    return sorted(violations, key=_clear_order)[:MOST_CLEAR]


def _clear_order(violation: tuple[int, float, int, Draft]) -> tuple:
    size, score, number, _ = violation
    return size, -score, number


def _sorted_faint(violations: list) -> list:
    return sorted(violations, key=lambda v: (-v[0], v[1]))[:MOST_FAINT]


def score_draws(
    drafts: Numbered,
    record: Record,
    objective: Objective,
    batches: BatchObjective,
    stop: Callable[[int], bool],
) -> None:
    """Score all drafts into the record, until `stop`, called with the number done, says so."""
    for number, draft in enumerate(drafts.first):
        if number % _FEWEST == 0 and stop(number):
            return
        record.add_one(number, draft, objective(draft), objective)
    for block in range(drafts.batches):
        start = drafts.start(block)
        if stop(start):
            return
        batch = drafts.batch(block)
        record.add(start, batches(batch), objective, batch.values, batch.draft)
