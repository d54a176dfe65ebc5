"""Intervals of scalar terms, with infinite ends (trusted).

An `Interval` has exact, finite Arb numbers for its ends, or None where it is unbounded. Every
operation rounds outward, and what overflows is unbounded. What a term has no value at is not in its
interval: the caller sees to it that the term is defined.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import flint
import sympy

from provcheck.errors import Rejected
from provcheck.statement.evaluate import ball


@dataclass(frozen=True)
class Interval:
    """All numbers from low to high; None is no bound."""

    low: flint.arb | None
    high: flint.arb | None

    @property
    def is_positive(self) -> bool:
        return self.low is not None and self.low > 0

    @property
    def is_negative(self) -> bool:
        return self.high is not None and self.high < 0

    @property
    def is_nonnegative(self) -> bool:
        return self.low is not None and self.low >= 0


EVERYTHING = Interval(None, None)


def between(low: Fraction | None, high: Fraction | None) -> Interval:
    """The interval with these ends, rounded outward."""
    return Interval(
        None if low is None else _below(ball(low)), None if high is None else _above(ball(high))
    )


def enclosing(value: flint.arb) -> Interval:
    """The interval of a ball; everything for a ball that is not finite."""
    return Interval(_below(value), _above(value))


def _below(value: flint.arb) -> flint.arb | None:
    """A lower bound, None for a ball that is not finite (it overflowed, or is no number)."""
    return value.lower() if value.is_finite() else None


def _above(value: flint.arb) -> flint.arb | None:
    return value.upper() if value.is_finite() else None


def interval_of(
    term: Any, ranges: Mapping[str, Interval], positive: frozenset[Any] = frozenset()
) -> Interval:
    """An interval that contains the term's values over a box.

    Args:
        ranges: interval of every symbol, by name.
        positive: terms that are known to be positive wherever they occur.

    Raises:
        Rejected: the term has a symbol without range, or a function that is not understood.
    """
    if isinstance(term, sympy.Rational):
        number = ball(Fraction(int(term.p), int(term.q)))
        return enclosing(number)
    if isinstance(term, sympy.Symbol):
        if term.name not in ranges:
            raise Rejected(f"the symbol {term} has no range.")
        return ranges[term.name]
    if isinstance(term, sympy.Add):
        parts = [interval_of(argument, ranges, positive) for argument in term.args]
        total = Interval(_sum([p.low for p in parts], False), _sum([p.high for p in parts], True))
        return _cut_at_zero(total, term, positive)
    if isinstance(term, sympy.Mul):
        total = enclosing(flint.arb(1))
        for argument in term.args:
            total = _times(total, interval_of(argument, ranges, positive))
        return _cut_at_zero(total, term, positive)
    if isinstance(term, sympy.Pow) and term.base is not sympy.E:
        return _power(term, ranges, positive)
    rule = _FUNCTIONS.get(term.func)
    if rule is not None:
        return rule(*(interval_of(argument, ranges, positive) for argument in term.args))
    if term in _NUMBERS:
        return enclosing(_NUMBERS[term]())
    raise Rejected(f"the term {term} has no interval here.")


def _cut_at_zero(found: Interval, term: Any, positive: frozenset[Any]) -> Interval:
    if term not in positive or found.is_nonnegative:
        return found
    return Interval(flint.arb(0), found.high)


def _sum(ends: list[flint.arb | None], up: bool) -> flint.arb | None:
    if any(end is None for end in ends):
        return None
    total = sum(ends, flint.arb(0))
    return _above(total) if up else _below(total)


_End = flint.arb | int
"""A finite end, or +1, -1 for infinity with that sign."""


def _ends(of: Interval) -> tuple[_End, _End]:
    return (-1 if of.low is None else of.low, 1 if of.high is None else of.high)


def _times(a: Interval, b: Interval) -> Interval:
    """Smallest and largest of the four products of ends, with 0 · ∞ = 0."""
    products = [_product(x, y) for x in _ends(a) for y in _ends(b)]
    finite = [p for p in products if isinstance(p, flint.arb)]
    infinite = [p for p in products if isinstance(p, int)]
    low = None if -1 in infinite or not finite else _smallest([_below(p) for p in finite])
    high = None if 1 in infinite or not finite else _largest([_above(p) for p in finite])
    return Interval(low, high)


def _product(x: _End, y: _End) -> _End:
    if isinstance(x, flint.arb) and isinstance(y, flint.arb):
        return x * y
    signs = _sign(x) * _sign(y)
    return flint.arb(0) if signs == 0 else signs


def _sign(end: _End) -> int:
    """Ends are exact, so their sign is certain."""
    if isinstance(end, int):
        return end
    return 1 if end > 0 else -1 if end < 0 else 0


def _smallest(values: list[flint.arb | None]) -> flint.arb | None:
    """The least of some ends; None if one is infinite."""
    if any(value is None for value in values):
        return None
    least = values[0]
    for value in values[1:]:
        least = value if value < least else least
    return least


def _largest(values: list[flint.arb | None]) -> flint.arb | None:
    if any(value is None for value in values):
        return None
    most = values[0]
    for value in values[1:]:
        most = value if value > most else most
    return most


# ---------------------------------------------------------------- powers and functions


def _power(term: sympy.Pow, ranges: Mapping[str, Interval], positive: frozenset[Any]) -> Interval:
    base = interval_of(term.base, ranges, positive)
    exponent = term.exp
    if isinstance(exponent, sympy.Integer):
        whole = int(exponent)
        return _whole_power(base, whole) if whole >= 0 else _reciprocal(_whole_power(base, -whole))
    if isinstance(exponent, sympy.Rational):
        positive = _nonnegative(base)
        raised = _monotone(lambda x: _root_power(x, abs(exponent)), positive, at_infinity=None)
        return raised if exponent > 0 else _reciprocal(raised)
    if not base.is_nonnegative:
        return EVERYTHING  # (-1)^y has a value where y is an integer
    return _exp(_times(interval_of(exponent, ranges, positive), _log(base)))


def _whole_power(base: Interval, exponent: int) -> Interval:
    result = Interval(
        None if base.low is None else _below(base.low**exponent),
        None if base.high is None else _above(base.high**exponent),
    )
    if exponent % 2 or exponent == 0:
        return enclosing(flint.arb(1)) if exponent == 0 else result
    if base.is_nonnegative:
        return result
    if base.high is not None and base.high <= 0:
        return _whole_power(_negated(base), exponent)
    if base.low is None or base.high is None:
        return Interval(flint.arb(0), None)
    top = _largest([_above(base.low**exponent), _above(base.high**exponent)])
    return Interval(flint.arb(0), top)


def _negated(of: Interval) -> Interval:
    return Interval(None if of.high is None else -of.high, None if of.low is None else -of.low)


def _reciprocal(of: Interval) -> Interval:
    """1/u for u ≠ 0; the caller knows that the term is defined."""
    if of.is_nonnegative:
        low = flint.arb(0) if of.high is None or of.high == 0 else _below(1 / of.high)
        return Interval(low, _above(1 / of.low) if of.low > 0 else None)
    if of.high is not None and of.high <= 0:
        return _negated(_reciprocal(_negated(of)))
    return EVERYTHING


def _root_power(x: flint.arb, exponent: sympy.Rational) -> flint.arb:
    """x^exponent for x ≥ 0 and exponent > 0."""
    root = x.root(int(exponent.q)) if int(exponent.q) != 2 else x.sqrt()
    return root ** int(exponent.p)


def _nonnegative(of: Interval) -> Interval:
    """The part at or above 0, where alone roots and logarithms are defined."""
    if of.high is not None and of.high < 0:
        raise Rejected("a root or logarithm of a negative number.")
    return Interval(of.low if of.is_nonnegative else flint.arb(0), of.high)


def _monotone(
    function: Callable[[flint.arb], flint.arb],
    of: Interval,
    *,
    at_minus_infinity: flint.arb | None = None,
    at_infinity: flint.arb | None = None,
) -> Interval:
    """An increasing function, from its limits (None for infinite ones)."""
    low = at_minus_infinity if of.low is None else function(of.low)
    high = at_infinity if of.high is None else function(of.high)
    return Interval(None if low is None else _below(low), None if high is None else _above(high))


def _exp(of: Interval) -> Interval:
    return _monotone(lambda x: x.exp(), of, at_minus_infinity=flint.arb(0))


def _log(of: Interval) -> Interval:
    positive = _nonnegative(of)
    if positive.low == 0:
        positive = Interval(None, positive.high)
    return _monotone(lambda x: x.log(), positive)


def _bounded(function: Callable[[flint.arb], flint.arb], limit: Callable[[], flint.arb]):
    return lambda of: _monotone(function, of, at_minus_infinity=-limit(), at_infinity=limit())


def _wave(function: Callable[[flint.arb], flint.arb]) -> Callable[[Interval], Interval]:
    def rule(of: Interval) -> Interval:
        if of.low is None or of.high is None:
            return between(Fraction(-1), Fraction(1))
        value = enclosing(function(of.low.union(of.high)))
        return between(Fraction(-1), Fraction(1)) if value == EVERYTHING else value

    return rule


def _even(function: Callable[[flint.arb], flint.arb]) -> Callable[[Interval], Interval]:
    """cosh: even, and increasing on the positive half."""
    return lambda of: _monotone(function, _absolute(of))


def _absolute(of: Interval) -> Interval:
    if of.is_nonnegative:
        return of
    if of.high is not None and of.high <= 0:
        return _negated(of)
    ends = [None if end is None else abs(end) for end in (of.low, of.high)]
    return Interval(flint.arb(0), _largest(ends))


def _gamma(of: Interval) -> Interval:
    """Gamma on positive numbers; increasing from 2 on."""
    if of.low is not None and of.low >= 2:
        return _monotone(lambda x: x.gamma(), of)
    if of.low is None or of.high is None or not of.low > 0:
        return EVERYTHING
    return enclosing(of.low.union(of.high).gamma())


def _minimum(*of: Interval) -> Interval:
    lows = [part.low for part in of]
    highs = [part.high for part in of if part.high is not None]
    return Interval(
        _smallest(lows),
        _smallest(highs) if highs else None,
    )


def _maximum(*of: Interval) -> Interval:
    return _negated(_minimum(*(_negated(part) for part in of)))


_ONE = lambda: flint.arb(1)  # noqa: E731
_FUNCTIONS: dict[Any, Callable[..., Interval]] = {
    sympy.exp: _exp,
    sympy.log: _log,
    sympy.tanh: _bounded(lambda x: x.tanh(), _ONE),
    sympy.erf: _bounded(lambda x: x.erf(), _ONE),
    sympy.atan: _bounded(lambda x: x.atan(), lambda: flint.arb.pi() / 2),
    sympy.sinh: lambda of: _monotone(lambda x: x.sinh(), of),
    sympy.cosh: _even(lambda x: x.cosh()),
    sympy.sin: _wave(lambda x: x.sin()),
    sympy.cos: _wave(lambda x: x.cos()),
    sympy.gamma: _gamma,
    sympy.Abs: _absolute,
    sympy.Min: _minimum,
    sympy.Max: _maximum,
}
_NUMBERS: dict[Any, Callable[[], flint.arb]] = {
    sympy.pi: flint.arb.pi,
    sympy.E: lambda: flint.arb(1).exp(),
    sympy.EulerGamma: flint.arb.const_euler,
}
