"""A peer of provcheck: bisection with crival's intervals, thousands of boxes at once."""

import time
from collections import deque
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from tests.benchmarks.interval_program import Program
from tests.benchmarks.interval_task import (
    MANY_BOXES,
    MOST_BOXES,
    MOST_NARROW,
    NARROW,
    Task,
    task_of,
)

BATCH = 8_192


class Crival:
    """Arrays of intervals, correctly rounded."""

    def __init__(self):
        import ival

        same = {"exp": ival.exp, "log": ival.log, "sin": ival.sin, "cos": ival.cos}
        same |= {"atan": ival.atan, "sinh": ival.sinh, "cosh": ival.cosh, "tanh": ival.tanh}
        same |= {"erf": ival.erf, "gamma": ival.tgamma, "Abs": abs, "Pow": ival.pow}
        self.functions = same | {"Max": ival.max, "Min": ival.min}
        self._ival = ival

    def box(self, names: tuple[str, ...], lows, highs) -> dict[str, Any]:
        """Intervals by name, from arrays (boxes, variables) of their ends."""
        columns = ((lows[:, k].copy(), highs[:, k].copy()) for k in range(len(names)))
        return {n: self._ival.Interval(*ends) for n, ends in zip(names, columns, strict=True)}

    def constant(self, number: Fraction | str) -> Any:
        if isinstance(number, Fraction):
            return self._ival.Interval(number)
        one = self._ival.Interval(1)
        return self._ival.exp(one) if number == "E" else 4 * self._ival.atan(one)

    def power(self, exponent: Fraction):
        if exponent.denominator == 1:
            return lambda base: self._ival.pown(base, int(exponent))
        if exponent == Fraction(1, 2):
            return self._ival.sqrt
        if exponent == Fraction(-1, 2):
            return self._ival.rsqrt
        constant = self.constant(exponent)
        return lambda base: self._ival.pow(base, constant)


def bisect_vectorised(claim, limit: float) -> tuple[str, str]:
    """The verdict and what ended the search, within about `limit` seconds.

    Raises:
        CannotSay: a part of the claim has no interval function.
    """
    import numpy as np

    started, arithmetic = time.monotonic(), Crival()
    task = task_of(claim, arithmetic)
    queue = deque([(np.array([task.lows]), np.array([task.highs]))])
    count, narrow = 1, 0
    while queue:
        if time.monotonic() - started > limit:
            return "OPEN", "time"
        if count > MOST_BOXES:
            return "OPEN", "too many boxes"
        lows, highs = queue.pop() if count > MANY_BOXES else queue.popleft()
        count -= len(lows)
        kept = ~_settled(task, arithmetic.box(task.names, lows, highs), len(lows))
        lows, highs = lows[kept], highs[kept]
        if not len(lows):
            continue
        middles = _middles(lows, highs)
        if _is_broken(task, arithmetic.box(task.names, middles, middles), len(lows)):
            return "REFUTED", "a middle"
        axis, can_split = _widest(lows, highs)
        narrow += int((~can_split).sum())
        if narrow >= MOST_NARROW:
            return "OPEN", "too narrow"
        lows, highs, middles, axis = (a[can_split] for a in (lows, highs, middles, axis))
        rows = np.arange(len(lows))
        left, right = highs.copy(), lows.copy()
        left[rows, axis] = right[rows, axis] = middles[rows, axis]
        halves = np.concatenate([lows, right]), np.concatenate([left, highs])
        for first in range(0, len(halves[0]), BATCH):
            queue.append(tuple(half[first : first + BATCH] for half in halves))
        count += len(halves[0])
    return ("OPEN", "too narrow") if narrow else ("PROVED", "all boxes")


def _ends(program: Program, box: Mapping, count: int):
    import numpy as np

    value = program(box)
    return np.broadcast_to(value.lo, count), np.broadcast_to(value.hi, count)


def _settled(task: Task, box: Mapping, count: int):
    """Where the relation certainly holds or a condition certainly fails; NaN settles nothing."""
    program, is_strict = task.relation
    _, high = _ends(program, box, count)
    settled = high < 0 if is_strict else high <= 0
    for condition, strict in task.conditions:
        low, _ = _ends(condition, box, count)
        settled = settled | (low >= 0 if strict else low > 0)
    return settled


def _is_broken(task: Task, points: Mapping, count: int) -> bool:
    program, is_strict = task.relation
    low, _ = _ends(program, points, count)
    broken = low >= 0 if is_strict else low > 0
    for condition, strict in task.conditions:
        _, high = _ends(condition, points, count)
        broken = broken & (high < 0 if strict else high <= 0)
    return bool(broken.any())


def _middles(lows, highs):
    import numpy as np

    with np.errstate(invalid="ignore", over="ignore"):
        middles = lows + (highs - lows) / 2
    above = np.where(lows < 0, 0.0, np.maximum(1.0, 2 * lows))
    below = np.where(highs > 0, 0.0, np.minimum(-1.0, 2 * highs))
    middles = np.where(np.isinf(highs), above, np.where(np.isinf(lows), below, middles))
    return np.clip(middles, -1e300, 1e300)


def _widest(lows, highs):
    """For each box its widest side, and whether it can be halved."""
    import numpy as np

    with np.errstate(invalid="ignore"):
        widths = np.where(np.isinf(lows) | np.isinf(highs), np.inf, highs - lows)
    ends = np.where(np.isinf(lows), np.where(np.isinf(highs), 1.0, np.abs(highs)), np.abs(lows))
    widths = np.where(np.isinf(widths) & (ends > 1e299), 0.0, widths)
    axis = widths.argmax(axis=1)
    rows = np.arange(len(lows))
    return axis, widths[rows, axis] > NARROW * np.maximum(1.0, ends[rows, axis])
