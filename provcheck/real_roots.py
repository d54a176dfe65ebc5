"""Real roots of polynomials with rational coefficients, by Sturm's theorem (trusted)."""

from fractions import Fraction

import flint


def square_free(polynomial: flint.fmpq_poly) -> list[tuple[flint.fmpq_poly, int]]:
    """Factors without common or repeated roots, each with its order (Yun)."""
    if polynomial.degree() < 1:
        return []
    found, order = [], 1
    common = polynomial.gcd(polynomial.derivative())
    left, rest = polynomial // common, common
    while left.degree() > 0:
        shared = left.gcd(rest)
        if (factor := left // shared).degree() > 0:
            found.append((factor, order))
        left, rest, order = shared, rest // shared, order + 1
    return found


def roots_inside(polynomial: flint.fmpq_poly, low: Fraction | None, high: Fraction | None) -> int:
    """How many real roots a polynomial without repeated ones has strictly between
    low and high, None for infinite ends.
    """
    chain = [polynomial, polynomial.derivative()]
    while chain[-1].degree() > 0:
        chain.append(-(chain[-2] % chain[-1]))
    changes = _changes(chain, low, -1) - _changes(chain, high, 1)
    at_high = high is not None and polynomial(_exact(high)) == 0
    return changes - int(at_high)


def _changes(chain: list[flint.fmpq_poly], at: Fraction | None, direction: int) -> int:
    """Changes of sign along a Sturm chain, at a number or far out."""
    values = [part(_exact(at)) if at is not None else _far(part, direction) for part in chain]
    signs = [value > 0 for value in values if value != 0]
    return sum(a != b for a, b in zip(signs, signs[1:], strict=False))


def _far(polynomial: flint.fmpq_poly, direction: int) -> flint.fmpq:
    leading = polynomial[polynomial.degree()] if polynomial.degree() >= 0 else flint.fmpq(0)
    return leading * direction ** max(polynomial.degree(), 0)


def value_inside(
    polynomial: flint.fmpq_poly, low: Fraction | None, high: Fraction | None
) -> flint.fmpq:
    """The value at a point inside the range that is no root."""
    low = low if low is not None else (high or Fraction(0)) - 1
    high = high if high is not None else low + 1
    for number in range(1, 2 * max(polynomial.degree(), 0) + 4):
        value = polynomial(_exact(low + (high - low) * Fraction(number, 2 * number + 1)))
        if value != 0:
            return value
    return flint.fmpq(0)


def _exact(value: Fraction) -> flint.fmpq:
    return flint.fmpq(value.numerator, value.denominator)
