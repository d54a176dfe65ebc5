"""A peer of provcheck: bisection with mpmath's `iv`, one box after another.

Its intervals do not always contain the value; the benchmark counts its wrong answers.
"""

import math
import time
from collections import deque
from collections.abc import Mapping, Sequence
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


class MpmathIv:
    """Intervals of mpmath with 53 bits, which do not always contain the value."""

    def __init__(self):
        from mpmath import iv

        self._iv = iv
        self.functions = {
            "exp": iv.exp,
            "log": iv.log,
            "sin": iv.sin,
            "cos": iv.cos,
            "gamma": iv.gamma,
            "sinh": lambda x: (iv.exp(x) - iv.exp(-x)) / 2,
            "cosh": lambda x: (iv.exp(x) + iv.exp(-x)) / 2,
            "tanh": lambda x: 1 - 2 / (iv.exp(2 * x) + 1),
            "Abs": abs,
            "Pow": lambda x, y: iv.exp(y * iv.log(x)),
            "Max": lambda x, y: _pairwise(iv, max, x, y),
            "Min": lambda x, y: _pairwise(iv, min, x, y),
        }

    def constant(self, number: Fraction | str) -> Any:
        if isinstance(number, Fraction):
            return self._iv.mpf(number.numerator) / self._iv.mpf(number.denominator)
        return self._iv.exp(1) if number == "E" else self._iv.pi + self._iv.mpf(0)

    def power(self, exponent: Fraction):
        if exponent.denominator == 1:
            return lambda base: base ** int(exponent)
        if exponent.denominator == 2:
            return lambda base: self._iv.sqrt(base) ** exponent.numerator
        constant = self.constant(exponent)
        return lambda base: self._iv.exp(constant * self._iv.log(base))


def _pairwise(iv, choose, x, y):
    return iv.mpf([choose(x.a, y.a), choose(x.b, y.b)])


def bisect_one_by_one(claim, limit: float) -> tuple[str, str]:
    """The verdict and what ended the search, within about `limit` seconds.

    Raises:
        CannotSay: a part of the claim has no interval function.
    """
    from mpmath import iv

    started, arithmetic = time.monotonic(), MpmathIv()
    task = task_of(claim, arithmetic)
    queue: deque[tuple[Sequence[float], Sequence[float]]] = deque([(task.lows, task.highs)])
    narrow = 0
    while queue:
        if time.monotonic() - started > limit:
            return "OPEN", "time"
        if len(queue) > MOST_BOXES or narrow >= MOST_NARROW:
            return "OPEN", "too narrow" if narrow else "too many boxes"
        lows, highs = queue.pop() if len(queue) > MANY_BOXES else queue.popleft()
        box = {n: iv.mpf(ends) for n, *ends in zip(task.names, lows, highs, strict=True)}
        if _is_settled(task, box):
            continue
        middle = [_middle(low, high) for low, high in zip(lows, highs, strict=True)]
        point = {name: iv.mpf(value) for name, value in zip(task.names, middle, strict=True)}
        if _breaks(task, point):
            return "REFUTED", "a middle"
        widths = [_width(low, high) for low, high in zip(lows, highs, strict=True)]
        axis = widths.index(max(widths))
        if not widths[axis] > NARROW * max(1.0, abs(lows[axis])) and widths[axis] < math.inf:
            narrow += 1
            continue
        if not lows[axis] < middle[axis] < highs[axis]:
            narrow += 1
            continue
        queue.append((_with(lows, axis, middle[axis]), highs))
        queue.append((lows, _with(highs, axis, middle[axis])))
    return ("OPEN", "too narrow") if narrow else ("PROVED", "all boxes")


def _with(ends: Sequence[float], axis: int, value: float) -> tuple[float, ...]:
    return (*ends[:axis], value, *ends[axis + 1 :])


def _middle(low: float, high: float) -> float:
    if math.isinf(high):
        return 0.0 if low < 0 else min(max(1.0, 2 * low), 1e300)
    if math.isinf(low):
        return 0.0 if high > 0 else max(min(-1.0, 2 * high), -1e300)
    return low + (high - low) / 2


def _width(low: float, high: float) -> float:
    return high - low


def _low_high(program: Program, box: Mapping) -> tuple[Any, Any]:
    """The ends of an enclosure, NaN where there is none."""
    import mpmath

    try:
        value = program(box)
        return tuple(mpmath.mp.make_mpf(end) for end in value._mpi_)
    except (ArithmeticError, ValueError, AttributeError, TypeError, NotImplementedError):
        return mpmath.nan, mpmath.nan


def _is_settled(task: Task, box: Mapping) -> bool:
    program, is_strict = task.relation
    _, high = _low_high(program, box)
    if high < 0 or (not is_strict and high <= 0):
        return True
    for condition, strict in task.conditions:
        low, _ = _low_high(condition, box)
        if low > 0 or (strict and low >= 0):
            return True
    return False


def _breaks(task: Task, point: Mapping) -> bool:
    program, is_strict = task.relation
    low, _ = _low_high(program, point)
    if not (low > 0 or (is_strict and low >= 0)):
        return False
    for condition, strict in task.conditions:
        _, high = _low_high(condition, point)
        if not (high < 0 or (not strict and high <= 0)):
            return False
    return True
