"""Certified enclosure of the supremum of a function of one real variable.

Bounded ranges: best-first bisection, with what `smooth_branch` sees of each interval.
Unbounded ranges: a tail beyond T, where the expression is a rational function of x and
E = exp(-c x); every monomial x^k E^j is monotone there and enclosed by its value at T.
"""

import heapq
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

import flint
import sympy

from provcheck.engines.enclose import check_signs
from provcheck.engines.smooth_branch import MODULUS, PLAIN, Branch
from provcheck.engines.tail import Tail, tail_of
from provcheck.errors import DomainError, Undecided
from provcheck.statement.evaluate import ball, precision

Progress = Callable[[int, int], None]

_HALF = flint.arb(0.5)
_NARROWEST = flint.arb(2.0**-60)
"""An interval this small against the range cannot be settled by cutting it again."""


@dataclass(frozen=True)
class Supremum:
    """low <= sup <= high, both certified; None where nothing is known on that side.

    Args:
        decided: high - low is within the tolerance asked for.
        at: a point where the value is at least `low`; the supremum need not be attained.
        boxes: number of intervals evaluated.
        tail: the T beyond which the tail argument bounds the function, or None.
    """

    low: Fraction | None
    high: Fraction | None
    at: Fraction | None
    decided: bool
    boxes: int
    tail: Fraction | None = None
    reason: str = ""


def enclose_supremum(
    expression: Any,
    variable: sympy.Symbol,
    low: Any,
    high: Any,
    tolerance: Fraction,
    *,
    max_boxes: int = 20_000,
    bits: int = 128,
    values: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Supremum:
    """Enclose the supremum of `expression` over [low, high], ends ±oo allowed.

    Args:
        tolerance: > 0, width of the enclosure asked for.
        values: balls of further symbols.

    Raises:
        DomainError: the range is empty or against the variable's declared sign, or the tolerance
            is not positive.
        StatementError: the expression has a function without a numeric meaning.
    """
    tolerance, low, high = Fraction(tolerance), sympy.sympify(low), sympy.sympify(high)
    if tolerance <= 0 or not low < high:
        raise DomainError(f"supremum over [{low}, {high}] to within {tolerance}: nothing to do.")
    check_signs(variable, low)
    bodies = _branches_of(expression)
    with precision(bits):
        search = _Search(
            bodies,
            variable,
            dict(values or {}),
            tolerance,
            max_boxes,
            progress or (lambda *_: None),
        )
        try:
            return search.over(low, high)
        except Undecided as error:
            return search.result(None, str(error))


@lru_cache(maxsize=64)
def _branches_of(expression: Any) -> tuple[Any, ...]:
    return tuple(_branches(expression))


def _branches(expression: Any) -> list[tuple[Any, tuple[int, ...]]]:
    """Smooth g, with signs, so that the expression is the largest of all g and, for both, |g|."""
    if isinstance(expression, sympy.Abs):
        return _both(expression.args[0])
    if isinstance(expression, sympy.Max):
        return [branch for argument in expression.args for branch in _branches(argument)]
    moduli = [a for a in expression.args if isinstance(a, sympy.Abs)] if expression.is_Mul else []
    if moduli:
        rest = expression / moduli[0]
        if rest.is_nonnegative:
            return _both(rest * moduli[0].args[0])
    return [(expression, PLAIN)]


def _both(inside: Any) -> list[tuple[Any, tuple[int, ...]]]:
    """Branches of |inside|; one alone if neither `inside` nor its negative has several."""
    branches = _branches(inside) + _branches(-inside)
    is_smooth = [signs for _, signs in branches] == [PLAIN, PLAIN]
    return [(inside, MODULUS)] if is_smooth else branches


class _Search:
    """Best-first branch and bound over all branches and pieces of the range."""

    def __init__(self, bodies, variable, values, tolerance, max_boxes, progress) -> None:
        self.variable, self.values = variable, values
        self.tolerance = ball(tolerance)
        self.functions = [Branch(body, variable, values, signs) for body, signs in bodies]
        self.max_boxes, self.progress = max_boxes, progress
        self.queue: list = []
        self.order = itertools.count()
        self.low: flint.arb | None = None
        self.at: flint.arb | Fraction | None = None
        self.tail: Fraction | None = None
        self.boxes = 0

    def over(self, low: Any, high: Any) -> Supremum:
        """The supremum, tails first."""
        start = Fraction(1) if low is -sympy.oo else _rational(low)
        stop = Fraction(1) if high is sympy.oo else _rational(high)
        tails = [t for f in self.functions if high is sympy.oo for t in self._tails(f, 1)]
        tails += [t for f in self.functions if low is -sympy.oo for t in self._tails(f, -1)]
        if not tails:
            return self._bisect(start, stop, None)
        reach = max(abs(_rational(end)) for end in (low, high, sympy.Integer(1)) if end.is_finite)
        for _ in range(80):
            bound = self._tail_bound(tails, reach)
            left = -reach if low is -sympy.oo else start
            right = reach if high is sympy.oo else stop
            self._sample([left, right])
            if bound is not None and bound <= self.low + self.tolerance:
                self.tail = reach
                return self._bisect(left, right, bound)
            self._improve(left, right)
            reach *= 2
        raise Undecided(
            f"the tail beyond {reach} is not yet below the values met; "
            f"its bound there: {'none' if bound is None else float(bound)}."
        )

    def _tails(self, function: Branch, direction: int) -> list[Tail]:
        """That of g, and for |g| that of -g too."""
        body = function.body
        if direction < 0:
            body = body.xreplace({self.variable: -self.variable})
        tail = tail_of(body, self.variable, self.values)
        negative = tuple((k, j, -factor) for k, j, factor in tail.numerator)
        return [tail] if function.signs is PLAIN else [tail, replace(tail, numerator=negative)]

    def _tail_bound(self, tails: list[Tail], reach: Fraction) -> flint.arb | None:
        """What the function is at most beyond `reach`, None if the tails start later."""
        if not all(tail.starts_before(reach) for tail in tails):
            return None
        return ball(max(tail.upper(reach) for tail in tails)).upper()

    def _sample(self, points: list[Fraction]) -> None:
        for function in self.functions:
            for point in points:
                self._raise(function.size(function.at(ball(point))), point)
        if self.low is None:
            raise Undecided(f"the expression has no certain value at {points}.")

    def _raise(self, value: flint.arb | None, point: flint.arb | Fraction) -> None:
        """The supremum is at least a value."""
        if value is not None and (self.low is None or value > self.low):
            self.low, self.at = value.lower(), point

    def _improve(self, left: Fraction, right: Fraction) -> None:
        """Raise the lower bound cheaply, so that a tail need not start needlessly far out."""
        self._sample([left + (right - left) * Fraction(k, 16) for k in range(1, 16)])

    def _bisect(self, left: Fraction, right: Fraction, tail: flint.arb | None) -> Supremum:
        low, high = ball(left), ball(right)
        narrowest, ends = (high - low) * _NARROWEST, []
        for function in self.functions:
            ends.append((function.at(low), function.at(high)))
            for value, point in zip(ends[-1], (left, right), strict=True):
                self._raise(function.size(value), point)
        if self.low is None:
            self._sample([(left + right) / 2])
        for function, (at_low, at_high) in zip(self.functions, ends, strict=True):
            self._push(function, function.signs, low, high, at_low, at_high)
        while self.boxes < self.max_boxes:
            if self.boxes % 256 < 2:
                self.progress(self.boxes, len(self.queue))
            bound = self._high(tail)
            if bound is not None and bound - self.low <= self.tolerance:
                return self.result(bound, "")
            if not self.queue:
                break
            _, _, _, function, signs, low, middle, high, at_low, centre, at_high = self.queue[0]
            if high - low <= narrowest:
                break
            heapq.heappop(self.queue)
            self._push(function, signs, low, middle, at_low, centre)
            self._push(function, signs, middle, high, centre, at_high)
        return self.result(self._high(tail), self._why())

    def _push(self, function: Branch, signs, low, high, at_low, at_high) -> None:
        """Look at an interval, and queue it unless it is settled."""
        self.boxes += 1
        middle = ((low + high) * _HALF).mid()  # exact, so that both halves share it
        cell = low, middle, high, at_low, at_high, signs
        bound, point, value, centre, signs = function.look(cell, self.low, self.tolerance)
        self._raise(value, point)
        if bound is None:
            key = 0, 0, next(self.order)
        elif bound <= self.low:
            return
        else:
            key = 1, -bound, next(self.order)
        heapq.heappush(
            self.queue, (*key, function, signs, low, middle, high, at_low, centre, at_high)
        )

    def _high(self, tail: flint.arb | None) -> flint.arb | None:
        if self.queue and self.queue[0][0] == 0:
            return None
        high = self.low if tail is None else max(tail, self.low)
        return max(high, -self.queue[0][1]) if self.queue else high

    def _why(self) -> str:
        if self.queue and self.queue[0][0] == 0:
            low, _, high = self.queue[0][5:8]
            return f"no bound on [{float(low):.6g}, {float(high):.6g}]: a pole, or undefined there."
        return f"{self.boxes} intervals evaluated; the enclosure is still wider than asked."

    def result(self, high: flint.arb | None, reason: str) -> Supremum:
        is_known = high is not None and self.low is not None
        decided = is_known and high - self.low <= self.tolerance
        low, high, at = (_fraction(number) for number in (self.low, high, self.at))
        return Supremum(low, high, at, decided, self.boxes, self.tail, reason)


def _rational(value: Any) -> Fraction:
    if not isinstance(value, sympy.Rational):
        raise DomainError(f"supremum: the end {value} is not rational; give a rational or ±oo.")
    return Fraction(int(value.p), int(value.q))


def _fraction(number: flint.arb | Fraction | None) -> Fraction | None:
    """The exact value of an exact number."""
    if number is None or isinstance(number, Fraction):
        return number
    rational = number.fmpq()
    return Fraction(int(rational.p), int(rational.q))
