"""Bounds on x >= T of expressions that are rational in x and exponentials of x.

With E = exp(-c x), c > 0 rational, numerator and denominator are polynomials in x and E. Divided
by a common power of x they are sums of monomials x^k E^j; each is monotone for x >= T once
T >= k / (j c), so [0, its value at T] encloses it on the whole tail. A monomial x^k with k > 0
and j = 0 has no bound, and the tail then has none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import gcd, lcm
from typing import Any

import flint
import sympy

from provcheck.errors import Undecided
from provcheck.statement.evaluate import ball, evaluate

Terms = tuple[tuple[int, int, Any], ...]
"""Monomials (k, j, coefficient) of x^k E^j; k may be negative."""


@dataclass(frozen=True)
class Tail:
    """numerator / denominator in x and E = exp(-rate x), for large x."""

    numerator: Terms
    denominator: Terms
    rate: Fraction
    values: Mapping[str, Any]

    def starts_before(self, reach: Fraction) -> bool:
        """Whether every monomial is monotone from `reach` > 0 on, and the quotient bounded."""
        for k, j, _ in self.numerator + self.denominator:
            if k > 0 and (j == 0 or reach * j * self.rate < k):
                return False
        return reach > 0 and not self._sum(self.denominator, reach).contains(0)

    def upper(self, reach: Fraction) -> Fraction:
        """A certified upper bound for every x >= reach, where `starts_before(reach)`."""
        value = self._sum(self.numerator, reach) / self._sum(self.denominator, reach)
        bound = value.upper().fmpq()
        return Fraction(int(bound.p), int(bound.q))

    def _sum(self, terms: Terms, reach: Fraction) -> flint.arb:
        total, x = flint.arb(0), ball(reach)
        decay = (-ball(self.rate) * x).exp()
        for k, j, coefficient in terms:
            factor = evaluate(coefficient, self.values)
            if k == 0 and j == 0:
                total = total + factor
                continue
            largest = x**k if k >= 0 else (1 / x) ** (-k)
            total = total + factor * flint.arb(0).union(largest * decay**j)
        return total


def tail_of(expression: Any, variable: sympy.Symbol, values: Mapping[str, Any]) -> Tail:
    """The tail of an expression towards +oo.

    Raises:
        Undecided: the expression is not rational in x and exp(c x), c rational, or unbounded.
    """
    rewritten = expression.rewrite([sympy.sinh, sympy.cosh], sympy.exp)
    rates = {e: _rate(e, variable) for e in rewritten.atoms(sympy.exp) if e.has(variable)}
    bends = {e: 2 * _rate(e, variable) for e in rewritten.atoms(sympy.tanh) if e.has(variable)}
    unit = _common([*rates.values(), *bends.values()])
    decay = sympy.Dummy("E", positive=True)
    powers = {e: decay ** int(-r / unit) for e, r in {**rates, **bends}.items()}
    rational = rewritten.xreplace(
        {e: (1 - power) / (1 + power) if e in bends else power for e, power in powers.items()}
    )
    top, bottom = sympy.fraction(sympy.cancel(sympy.together(rational)))
    numerator, denominator = (_terms(part, variable, decay) for part in (top, bottom))
    plain = [k for k, j, _ in denominator if j == 0]
    if not plain:
        raise Undecided(f"tail: '{expression}' grows exponentially or its limit is not visible.")
    degree = max(plain)
    numerator, denominator = (
        tuple((k - degree, j, c) for k, j, c in part) for part in (numerator, denominator)
    )
    if any(k > 0 and j == 0 for k, j, _ in numerator):
        raise Undecided(f"tail: '{expression}' grows without bound towards an infinite end.")
    return Tail(numerator, denominator, unit, values)


def _rate(exponential: Any, variable: sympy.Symbol) -> Fraction:
    """c of exp(c x) or tanh(c x)."""
    rate = exponential.args[0] / variable
    if not isinstance(rate, sympy.Rational):
        raise Undecided(f"tail: '{exponential}' needs an argument c*{variable} with c rational.")
    return Fraction(int(rate.p), int(rate.q))


def _common(rates: list[Fraction]) -> Fraction:
    """The largest rational of which all rates are multiples; 1 if there are none."""
    if not rates:
        return Fraction(1)
    below = lcm(*(rate.denominator for rate in rates))
    return Fraction(reduce(gcd, (abs(int(rate * below)) for rate in rates)), below)


def _terms(part: Any, variable: sympy.Symbol, decay: sympy.Symbol) -> Terms:
    try:
        polynomial = sympy.Poly(part, variable, decay)
    except sympy.PolynomialError as error:
        raise Undecided(f"tail: '{part}' is no polynomial in {variable} and E.") from error
    return tuple((k, j, c) for (k, j), c in polynomial.terms())
