"""Closed forms of a number that is known to many digits: a guess, which a proof must confirm."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import sympy

_AGREES = Fraction(1, 10**14)
_HALF = sympy.Rational(1, 2)
_LARGEST, _LARGEST_LOG = 10**12, 20
_MOST_DENOMINATOR, _MOST_NUMERATOR = 2000, 10**5

_SHAPES = (
    (lambda v: v, lambda r, v: r),
    (lambda v: v**2, lambda r, v: sympy.sign(v) * sympy.sqrt(r)),
    (lambda v: v / sympy.pi, lambda r, v: r * sympy.pi),
    (lambda v: v * sympy.pi, lambda r, v: r / sympy.pi),
    (lambda v: v**2 * sympy.pi, lambda r, v: sympy.sign(v) * sympy.sqrt(r / sympy.pi)),
    (lambda v: v / sympy.log(2), lambda r, v: r * sympy.log(2)),
    (lambda v: v * sympy.E, lambda r, v: r * sympy.exp(-1)),
    (lambda v: v / sympy.E, lambda r, v: r * sympy.E),
    (lambda v: v**2 * sympy.E, lambda r, v: sympy.sign(v) * sympy.sqrt(r) * sympy.exp(-_HALF)),
    (lambda v: sympy.exp(v) if abs(v) < _LARGEST_LOG else sympy.oo, lambda r, v: sympy.log(r)),
    (lambda v: sympy.log(v), lambda r, v: sympy.exp(r)),
)


def closed_forms(value: Fraction, agrees: Fraction = _AGREES) -> Iterator[Any]:
    """Simple terms near a number: p/q, √(p/q), p/q·π, e^(p/q), log(p/q) …

    Args:
        agrees: relative distance within which one is taken to be meant.
    """
    if value == 0 or abs(value) < Fraction(1, 10**13):
        yield sympy.Integer(0)
        return
    if abs(value) > _LARGEST:
        return
    exact = sympy.Rational(value.numerator, value.denominator)
    for inverse, build in _SHAPES:
        shape = inverse(exact)
        is_number = shape.is_real and shape.is_finite
        number = Fraction(str(sympy.N(shape, 40))) if is_number else None
        if number is None or number == 0:
            continue
        simple = number.limit_denominator(_MOST_DENOMINATOR)
        if abs(simple.numerator) > _MOST_NUMERATOR or simple == 0:
            continue
        if abs(simple - number) <= agrees * abs(number):
            yield build(sympy.Rational(simple.numerator, simple.denominator), exact)
