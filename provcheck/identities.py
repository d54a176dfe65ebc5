"""Identities between scalar terms wherever both are defined (trusted)."""

from typing import Any

import sympy
from sympy.concrete.expr_with_limits import ExprWithLimits

from provcheck import algebra
from provcheck.algebra import ONE, ZERO, Poly
from provcheck.errors import Rejected
from provcheck.normalize import normal
from provcheck.statement.terms import Defined

_RECIPROCAL = "reciprocal "
_IN_EXPONENTIALS = {
    sympy.tanh: lambda u: (1 - sympy.exp(-2 * u)) / (1 + sympy.exp(-2 * u)),
    sympy.sinh: lambda u: (sympy.exp(u) - sympy.exp(-u)) / 2,
    sympy.cosh: lambda u: (sympy.exp(u) + sympy.exp(-u)) / 2,
}


def require_identity(left: Any, right: Any) -> None:
    """Check that two terms are equal at every point where all denominators are not 0.

    Every denominator u becomes a variable v; the difference times powers of u, with u·v = 1, is
    then a polynomial, which must vanish.

    Raises:
        Rejected: the normal forms differ, or a term is not understood.
    """
    _require_own_names(left, right)
    reciprocals: dict[Any, sympy.Symbol] = {}
    difference = _without_division(left, reciprocals) - _without_division(right, reciprocals)
    poly = normal(difference)
    for denominator, symbol in reversed(reciprocals.items()):  # outer ones were found last
        poly = _times_powers(poly, symbol.name, normal(denominator))
    if not algebra.is_zero(poly):
        raise Rejected(f"{left} is not the same as {right}; they differ by {poly.key:.200}.")


def _require_own_names(*terms: Any) -> None:
    """No variable has the name of a reciprocal, and no name is bound or hidden (Sum, Defined …)."""
    for term in terms:
        if any(symbol.name.startswith(_RECIPROCAL) for symbol in term.free_symbols):
            raise Rejected(f"a variable of {term} has a name that begins with '{_RECIPROCAL}'.")
        if term.atoms(ExprWithLimits, Defined, sympy.Float):
            raise Rejected(f"{term} has a sum, a norm, an abbreviation or a float in it.")


def _without_division(term: Any, reciprocals: dict[Any, sympy.Symbol]) -> Any:
    """The term with tanh, sinh, cosh in exponentials and a variable for every 1/u."""
    if not term.args:
        return term
    arguments = [_without_division(argument, reciprocals) for argument in term.args]
    if term.func in _IN_EXPONENTIALS:
        return _without_division(_IN_EXPONENTIALS[term.func](*arguments), reciprocals)
    if not isinstance(term, sympy.Pow) or not _is_negative_power(term):
        return term.func(*arguments)
    base, exponent = arguments
    if base not in reciprocals:
        reciprocals[base] = sympy.Symbol(f"{_RECIPROCAL}{len(reciprocals)}", real=True)
    return reciprocals[base] ** (-exponent)


def _is_negative_power(power: sympy.Pow) -> bool:
    return power.exp.is_Integer and power.exp < 0 and not power.base.is_number


def _times_powers(poly: Poly, name: str, denominator: Poly) -> Poly:
    """The polynomial times the highest power of u that its v = 1/u has in it."""
    parts = [(_power_of(mono, name), mono, coefficient) for mono, coefficient in poly.terms.items()]
    most = max((power for power, _, _ in parts), default=0)
    total = ZERO
    for power, mono, coefficient in parts:
        rest = tuple((atom, e) for atom, e in mono if not _is_symbol(atom, name))
        total = total + Poly({rest: coefficient}) * (denominator ** (most - power))
    return total if most else poly * ONE


def _power_of(mono: algebra.Monomial, name: str) -> int:
    return sum(exponent for atom, exponent in mono if _is_symbol(atom, name))


def _is_symbol(atom: algebra.Atom, name: str) -> bool:
    return atom.kind == "symbol" and atom.name == name
