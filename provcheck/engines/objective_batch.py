"""Scores of many drafts at once: what `engines.objective` says of one, by vectors.

A claim that cannot be read by vectors is scored draft by draft; the numbers are the same up to
rounding, and nothing here decides anything.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy
from sympy.core.function import UndefinedFunction

from provcheck.engines.complete_batch import Completion
from provcheck.engines.draw_batch import DraftBatch
from provcheck.engines.numeric import sides_of
from provcheck.engines.numeric_batch import compile_batch
from provcheck.engines.objective import ROUNDING, Objective
from provcheck.engines.settle import index_ranges, plain_hypotheses
from provcheck.errors import DomainError, StatementError
from provcheck.statement.claim import Claim
from provcheck.statement.unfold import unfold

_ALIKE, _CANCELLING = 1e-6, 0.25
"""Scores that differ by less are alike; of so large a share terms may cancel."""
_FAR = 10.0
"""Barrier of a hypothesis whose sides are not finite."""


@dataclass(frozen=True)
class Scores:
    """What is said of each draft of a batch, all (count,).

    Args:
        scores: as `Objective` gives them; -inf where undefined.
        ratios: small/large where it is defined, else NaN.
        admitted: which drafts satisfy the hypotheses in float64.
        valued: which of these have finite sides.
    """

    scores: np.ndarray
    ratios: np.ndarray
    admitted: np.ndarray
    valued: np.ndarray


class BatchObjective:
    """Scores batches of drafts for an objective, which counts and remembers the tightest ones."""

    def __init__(self, objective: Objective, claim: Claim, relation: Any) -> None:
        self.objective = objective
        self.sides = sides_of(relation)
        try:
            self.complete: Completion | None = Completion(
                claim, lambda: _read_names(claim, relation)
            )
            self.small = compile_batch(self.sides.small, claim.quantities)
            self.large = compile_batch(self.sides.large, claim.quantities)
            self.hypotheses = [_hypothesis(claim, h) for h in plain_hypotheses(claim)]
        except StatementError:
            self.complete = None

    @property
    def by_vectors(self) -> bool:
        """Whether batches are scored by vectors, with no function of one setting on the way."""
        if self.complete is None:
            return False
        terms = [self.small, self.large, *(t for _, _, *both in self.hypotheses for t in both)]
        return not (self.complete.is_looping or any(term.is_looping for term in terms))

    def __call__(self, batch: DraftBatch) -> Scores:
        if self.complete is not None:
            try:
                return self._by_vectors(batch)
            except (DomainError, np.linalg.LinAlgError):
                pass  # one draft of the batch; the others are scored all the same
            except (StatementError, ArithmeticError, TypeError, ValueError, IndexError):
                self.complete = None  # a function or an index that knows one setting only
        return self._one_by_one(batch)

    def hold_against_functions(self, batch: DraftBatch) -> None:
        """Score one by one from now on, unless vectors say what the author's functions say.

        Rounding may tell them apart where terms cancel; what gives no number is no rounding.
        """
        together, alone = self(batch), self._one_by_one(batch)
        close = np.isclose(together.scores, alone.scores, rtol=_ALIKE, atol=_ALIKE)
        apart = np.count_nonzero(~close) > _CANCELLING * batch.count
        if apart or np.any(together.valued & ~alone.valued):
            self.complete = None

    def _by_vectors(self, batch: DraftBatch) -> Scores:
        with np.errstate(all="ignore"):
            values, valid = self.complete(batch)
            barrier = self._barrier(values, batch.count)
            small, large = self.small(values, {}), self.large(values, {})
            scores = excesses(small, large, self.sides.is_equality, self.sides.is_strict)
            admitted = valid & (barrier <= 0)
            scores = np.where(barrier > 0, -1e3 * (1 + barrier), scores)
            scores[~valid] = -np.inf
            valued = admitted & np.isfinite(small) & np.isfinite(large)
            ratios = np.full(batch.count, np.nan)
            if not self.sides.is_equality:
                defined = valued & (large > 0)
                ratios[defined] = small[defined] / large[defined]
        self.objective.evaluations += batch.count
        self._remember(ratios, batch)
        return Scores(scores, ratios, admitted, valued)

    def _remember(self, ratios: np.ndarray, batch: DraftBatch) -> None:
        for above in (False, True):
            chosen = np.flatnonzero((ratios > 1) if above else (ratios <= 1))
            least = self.objective.least_kept(above)
            chosen = chosen[ratios[chosen] > least]
            for place in largest(ratios, chosen, self.objective.kept):
                self.objective.offer(float(ratios[place]), batch.draft(int(place)))

    def _barrier(self, values: dict, count: int) -> np.ndarray:
        """How far the worst hypothesis is from holding, 0 where all hold."""
        worst = np.zeros(count)
        for ranges, sides, small, large in self.hypotheses:
            counts = {symbol: int(values[size]) for symbol, size in ranges.items()}
            gaps = excesses(
                small(values, counts), large(values, counts), sides.is_equality, sides.is_strict
            )
            broken = (gaps > ROUNDING) | (sides.is_strict & (gaps >= 0))
            gaps = np.where(np.isfinite(gaps), np.where(broken, gaps + ROUNDING, 0.0), _FAR)
            worst = np.maximum(worst, np.max(gaps, axis=tuple(range(gaps.ndim - 1))))
        return worst

    def _one_by_one(self, batch: DraftBatch) -> Scores:
        scores, ratios = np.empty(batch.count), np.full(batch.count, np.nan)
        admitted, valued = np.zeros((2, batch.count), dtype=bool)
        for place in range(batch.count):
            scores[place] = self.objective(batch.draft(place))
            admitted[place] = self.objective.is_admitted
            valued[place] = self.objective.has_numbers
            if self.objective.ratio is not None:
                ratios[place] = self.objective.ratio
        return Scores(scores, ratios, admitted, valued)


def _read_names(claim: Claim, relation: Any) -> frozenset[str] | None:
    """Names of the components that both sides and the hypotheses read; None for all of them.

    A quantity's own function may read any component, where it stands in for a term.
    """
    relations = [relation, *(h.relation for h in plain_hypotheses(claim))]
    cases = [case for c in claim.space.components for case in getattr(c, "cases", {}).values()]
    names: set[str] = set()
    for term in [unfold(r) for r in [*relations, *cases]]:
        if any(isinstance(head, UndefinedFunction) for head in _heads(term)):
            return None
        names |= {symbol.name for symbol in term.free_symbols if hasattr(symbol, "name")}
        names |= {str(entry.base.label) for entry in term.atoms(sympy.Indexed)}
    return frozenset(names)


def _heads(term: Any) -> set[Any]:
    return {part.func for part in sympy.preorder_traversal(term) if hasattr(part, "func")}


def _hypothesis(claim: Claim, hypothesis: Any) -> tuple:
    sides, ranges = sides_of(hypothesis.relation), index_ranges(claim.space, hypothesis)
    bound = tuple(ranges)
    return (
        ranges,
        sides,
        compile_batch(sides.small, claim.quantities, bound),
        compile_batch(sides.large, claim.quantities, bound),
    )


def largest(numbers: np.ndarray, chosen: np.ndarray, count: int) -> np.ndarray:
    """Up to `count` of the chosen places, those with the largest numbers, in order of place."""
    if len(chosen) > count:
        order = np.argpartition(numbers[chosen], len(chosen) - count)
        chosen = np.sort(chosen[order[-count:]])
    return chosen


def excesses(
    small: np.ndarray, large: np.ndarray, is_equality: bool, is_strict: bool
) -> np.ndarray:
    """`engines.objective.excess` of arrays whose shapes fit."""
    scale = np.abs(small) / 2 + np.abs(large) / 2
    difference = small / 2 - large / 2
    if is_equality:
        found = np.abs(difference) / scale
    else:
        found = difference / scale
        apart = (small < 0) & (large > 0)
        found[apart] = -1 - np.log1p((-small / large)[apart])
    at_zero = 0.0 if is_strict else -float(not is_equality)
    found = np.where(scale == 0, at_zero, found)
    return np.where(np.isfinite(small) & np.isfinite(large), found, -np.inf)
