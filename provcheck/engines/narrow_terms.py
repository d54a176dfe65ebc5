"""Terms written so that their values over an interval, and their signs, are seen by balls.

Each is the same function in another form: derivatives in factors, rational functions of
exp(-c x) in s = 1/(1 + exp(-c x)). Signs come from those of the factors, because products of balls
lose them: in Arb [2, 4]² is [2, 16], and [1, 4]·[1, 4] has 0 inside.
"""

from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

import flint
import sympy
from sympy.polys.polyerrors import BasePolynomialError

from provcheck.engines.arb_closures import compiled
from provcheck.errors import StatementError
from provcheck.statement.evaluate import ball, precision

_HIGHEST = 24
"""Degree of a factor beyond which its roots are not sought."""
_LOGISTIC = sympy.Dummy("s", positive=True)
_UNIT = (-1, 1)
_RANGES = {sympy.tanh: _UNIT, sympy.erf: _UNIT, sympy.sin: _UNIT, sympy.cos: _UNIT}
"""Values of functions, ends included or not."""


class Signs(NamedTuple):
    """A term's sign: `sign`, and the other one for each root that a part is below.

    Args:
        sign: 1 or -1; the term may be 0 too.
        parts: terms whose values decide.
        roots: for each part, in balls.
    """

    sign: int
    parts: tuple[Any, ...]
    roots: tuple[tuple[flint.arb, ...], ...]

    def at(self, values: list[flint.arb]) -> int:
        """1, -1 or, where balls do not tell, 0.

        Args:
            values: of the parts.
        """
        sign = self.sign
        for number, roots in enumerate(self.roots):
            value = values[number]
            for root in roots:
                if value <= root:
                    sign = -sign
                elif not value >= root:
                    return 0
        return sign


@lru_cache(maxsize=256)
def derivative(body: Any, variable: sympy.Symbol, names: tuple[str, ...]) -> Any | None:
    """In factors, which repeat fewer variables; None where it has no meaning in balls.

    With |x| or max inside there is none: bisection without derivatives, slower.
    """
    slope = sympy.factor(sympy.diff(body, variable))
    program = compiled((slope,), names)
    try:
        program.reach(program.begin([ball(Fraction(1, 3))] * len(names)), 0)
    except StatementError:
        return None
    return slope


@lru_cache(maxsize=256)
def narrow(term: Any, variable: sympy.Symbol, bits: int) -> tuple[Any, Signs]:
    """A rational function of exp(-c x) as one of s = 1/(1 + exp(-c x)), if that is shorter.

    s is in [0, 1] and rises, so that its powers and differences have narrow intervals.

    Args:
        bits: precision of the roots.

    Returns:
        the term, and its sign.
    """
    written, logistic = _in_logistic(term, variable)
    sign, parts, roots = _signs_of(written, bits)
    parts = tuple(part.xreplace({_LOGISTIC: logistic}) for part in parts)
    return written.xreplace({_LOGISTIC: logistic}), Signs(sign, parts, roots)


def _in_logistic(term: Any, variable: sympy.Symbol) -> tuple[Any, Any]:
    """The term in s, and what s is."""
    rates = {power: power.args[0] / variable for power in term.atoms(sympy.exp)}
    if not rates or not all(rate.is_Rational for rate in rates.values()):
        return term, _LOGISTIC
    unit = abs(sympy.gcd_list(list(rates.values())))
    odds = {p: (_LOGISTIC / (1 - _LOGISTIC)) ** (rate / unit) for p, rate in rates.items()}
    written = sympy.factor(term.xreplace(odds))
    if written.has(variable) or written.count_ops() >= term.count_ops():
        return term, _LOGISTIC
    return written, 1 / (1 + sympy.exp(-unit * variable))


def _signs_of(term: Any, bits: int) -> Signs:
    """The sign of a product, from the roots of its factors."""
    sign, roots = 1, {}
    for factor in sympy.Mul.make_args(term):
        base, exponent = factor.as_base_exp()
        if factor.is_nonnegative or (exponent.is_Integer and exponent % 2 == 0):
            continue
        if factor.is_nonpositive:
            sign = -sign
            continue
        lead, part, found = _roots(base if exponent.is_Integer else factor, bits)
        least, most = _range_of(part)
        sign *= lead * (-1) ** sum(most <= root for root in found)
        inside = [root for root in found if not (root <= least or most <= root)]
        roots[part] = [*roots.get(part, []), *inside]
    decided = {part: tuple(found) for part, found in roots.items() if found}
    return Signs(sign, tuple(decided), tuple(decided.values()))


def _roots(factor: Any, bits: int) -> tuple[int, Any, list[flint.arb]]:
    """A factor's sign far out, the term in which it is a polynomial, and its odd real roots."""
    itself = 1, factor, [flint.arb(0)]
    try:
        polynomial = sympy.Poly(factor)
    except BasePolynomialError:
        return itself
    if len(polynomial.gens) != 1 or not (polynomial.domain.is_ZZ or polynomial.domain.is_QQ):
        return itself
    if polynomial.degree() > _HIGHEST:
        return itself
    whole = polynomial.clear_denoms(convert=True)[1]
    coefficients = [int(number) for number in reversed(whole.all_coeffs())]
    with precision(bits):
        found = flint.fmpz_poly(coefficients).complex_roots()
    real = [root.real for root, count in found if root.imag == 0 and count % 2]
    return (1 if coefficients[-1] > 0 else -1), polynomial.gens[0], real


def _range_of(part: Any) -> tuple[flint.arb, flint.arb]:
    """What a term is at least, and at most."""
    least, most = _RANGES.get(part.func, (float("-inf"), float("inf")))
    if part is _LOGISTIC:
        least, most = 0, 1
    elif part.is_nonnegative:
        least = max(least, 0)
    return flint.arb(least), flint.arb(most)
