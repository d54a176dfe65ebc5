"""What a search maximises: by how much, in float64, a draft breaks a relation."""

import heapq
from collections.abc import Callable
from typing import Any

import numpy as np

from provcheck.engines.draft import Draft, float_completion
from provcheck.engines.numeric import Sides, compile_term, sides_of
from provcheck.engines.settle import index_points, index_ranges, plain_hypotheses
from provcheck.errors import DomainError
from provcheck.statement.claim import Claim

ROUNDING = 2.0**-40
"""A hypothesis met with equality may fail by this much in float64; balls look again."""

_KEPT = 12
"""Tightest drafts kept on either side of ratio 1."""


class Objective:
    """Score of a draft: > 0 where the float sides violate the relation, larger where closer.

    It counts evaluations, and remembers the tightest drafts on either side of ratio 1: floats
    near cancellation give absurd ratios, and balls must be able to look at the next best.
    """

    def __init__(self, claim: Claim, relation: Any) -> None:
        self.complete = float_completion(claim.space)
        self.sides, self.small, self.large = _compiled(claim, relation)
        self.hypotheses = [
            (index_ranges(claim.space, hypothesis), *_compiled(claim, hypothesis.relation))
            for hypothesis in plain_hypotheses(claim)
        ]
        self.evaluations = 0
        self.is_admitted = False
        self.has_numbers = False
        self.ratio: float | None = None
        self._tightest: tuple[_Tightest, _Tightest] = (_Tightest(), _Tightest())

    def __call__(self, draft: Draft) -> float:
        self.evaluations += 1
        self.ratio, self.is_admitted, self.has_numbers = None, False, False
        try:
            with np.errstate(all="ignore"):
                values = self.complete(draft)
                barrier = self._barrier(values)
                if barrier > 0:
                    return -1e3 * (1 + barrier)
                small, large = self.small(values), self.large(values)
        except (DomainError, FloatingPointError, OverflowError, np.linalg.LinAlgError):
            return -np.inf  # outside what float64 can evaluate; balls are not asked either
        self.is_admitted = True
        self.has_numbers = bool(np.isfinite(small) and np.isfinite(large))
        if self.has_numbers and not self.sides.is_equality and large > 0:
            self.ratio = small / large
            self.offer(float(self.ratio), draft)
        return excess(small, large, self.sides.is_equality, self.sides.is_strict)

    kept = _KEPT

    def offer(self, ratio: float, draft: Draft) -> None:
        """Remember a draft of this ratio if it is among the tightest."""
        self._tightest[ratio > 1].offer(ratio, draft)

    def least_kept(self, above: bool) -> float:
        """A ratio must be larger than this to be remembered."""
        return self._tightest[above].least

    def tightest(self, above: bool) -> list[tuple[float, Draft]]:
        """Drafts of the largest ratios <= 1, or > 1 where `above`; the largest first."""
        return self._tightest[above].best()

    def is_violation(self, score: Any) -> Any:
        """Whether a score, or each of an array, says that the relation is violated."""
        return score >= 0 if self.sides.is_strict else score > 0

    def _barrier(self, values: dict) -> float:
        """How far the worst hypothesis is from holding, 0 if all hold."""
        worst = 0.0
        for ranges, sides, small, large in self.hypotheses:
            for point in index_points(ranges, values):
                here = {**values, **point}
                gap = excess(small(here), large(here), sides.is_equality, sides.is_strict)
                if not np.isfinite(gap):
                    worst = max(worst, 10.0)
                elif gap > ROUNDING or (sides.is_strict and gap >= 0):
                    worst = max(worst, gap + ROUNDING)
        return worst


class _Tightest:
    """The few largest ratios met, with their drafts."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Draft]] = []
        self._count = 0

    def offer(self, ratio: float, draft: Draft) -> None:
        if not np.isfinite(ratio):
            return
        self._count += 1
        entry = (ratio, -self._count, draft)
        if len(self._heap) < _KEPT:
            heapq.heappush(self._heap, entry)
        elif entry[:2] > self._heap[0][:2]:
            heapq.heapreplace(self._heap, entry)

    @property
    def least(self) -> float:
        """The smallest ratio kept; -inf while there is room."""
        return self._heap[0][0] if len(self._heap) >= _KEPT else -np.inf

    def best(self) -> list[tuple[float, Draft]]:
        return [(ratio, draft) for ratio, _, draft in sorted(self._heap, reverse=True)]


def _compiled(claim: Claim, relation: Any) -> tuple[Sides, Callable, Callable]:
    sides = sides_of(relation)
    return (
        sides,
        compile_term(sides.small, claim.quantities),
        compile_term(sides.large, claim.quantities),
    )


def excess(small: float, large: float, is_equality: bool, is_strict: bool) -> float:
    """Monotone measure of how much `small` exceeds `large`, free of scale; > 0 violates.

    For an equality it is the relative difference. -inf where a side is not finite.
    """
    if not (np.isfinite(small) and np.isfinite(large)):
        return -np.inf
    scale = abs(small) / 2 + abs(large) / 2  # halved: the sum could overflow
    if scale == 0:
        return 0.0 if is_strict else -float(not is_equality)
    difference = small / 2 - large / 2
    if is_equality:
        return abs(difference) / scale
    if small < 0 < large:
        return -1 - float(np.log1p(-small / large))
    return difference / scale
