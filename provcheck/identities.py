"""Identities between scalar terms wherever both are defined (trusted)."""

from collections.abc import Callable, Mapping
from math import lcm
from typing import Any

import flint
import sympy
from sympy.concrete.expr_with_limits import ExprWithLimits

from provcheck import algebra
from provcheck.algebra import ONE, ZERO, Atom, Poly, atom_poly
from provcheck.errors import Rejected
from provcheck.normalize import Normalizer, logarithm
from provcheck.statement.terms import Defined

_IN_EXPONENTIALS = {
    sympy.tanh: lambda u: (1 - sympy.exp(-2 * u)) / (1 + sympy.exp(-2 * u)),
    sympy.sinh: lambda u: (sympy.exp(u) - sympy.exp(-u)) / 2,
    sympy.cosh: lambda u: (sympy.exp(u) + sympy.exp(-u)) / 2,
}
_MOST_MULTIPLES = 24
"""Sines of larger multiples of an angle are left alone."""


def require_identity(
    left: Any, right: Any, is_positive: Callable[[Any], bool] = lambda term: False
) -> None:
    """Check that two terms are equal at every point where both are defined.

    Every denominator u becomes an atom v; the difference times powers of u, with u·v = 1, is then
    a polynomial, which must vanish. Logarithms and roots are of positive numbers, for else they
    are not defined; sines and cosines are expanded by the addition theorems, with s² + c² = 1.

    Args:
        is_positive: whether a variable is known to be positive at all points in question.

    Raises:
        Rejected: the normal forms differ, or a term is not understood.
    """
    _require_understood(left, right)
    reader = _WhereDefined(is_positive)
    poly = reader.poly(left, {}) - reader.poly(right, {})
    for name, denominator in reversed(reader.denominators.values()):  # outer ones were found last
        poly = _times_powers(poly, name, denominator)
    if not algebra.is_zero(_without_roots(_expanded(poly))):
        raise Rejected(f"{left} is not the same as {right}; they differ by {poly.key:.200}.")


def _require_understood(*terms: Any) -> None:
    """No name is bound, hidden or indexed (Sum, Defined, X[i] …), and no number rounded."""
    for term in terms:
        if term.atoms(ExprWithLimits, Defined, sympy.Float, sympy.Indexed, sympy.KroneckerDelta):
            raise Rejected(f"{term} has a sum, an entry, an abbreviation or a float in it.")


class _WhereDefined(Normalizer):
    """Normal forms where a term is defined: `denominators` are those that an atom stands for."""

    def __init__(self, is_positive: Callable[[Any], bool]) -> None:
        super().__init__()
        self.is_positive = is_positive
        self.denominators: dict[str, tuple[str, Poly]] = {}

    def poly(self, term: Any, env: dict) -> Poly:
        if isinstance(term, sympy.Symbol) and term.is_real and self.is_positive(term):
            return atom_poly(Atom("symbol", term.name, sign="positive"))
        if term.func in _IN_EXPONENTIALS:
            return self.poly(_IN_EXPONENTIALS[term.func](*term.args), env)
        if term is sympy.E:
            return algebra.exponential_of(ONE)
        if isinstance(term, sympy.log):
            return _logarithm(self.poly(term.args[0], env))
        if isinstance(term, sympy.gamma | sympy.Max | sympy.Min):
            values = sorted((self.poly(argument, env) for argument in term.args), key=_key)
            return algebra.call(type(term).__name__, *values)
        return super().poly(term, env)

    def _power(self, term: sympy.Pow, env: dict) -> Poly:
        base, exponent = term.args
        if base is sympy.E:
            return algebra.exponential_of(self.poly(exponent, env))
        value = self.poly(base, env)
        if isinstance(exponent, sympy.Integer):
            return self._whole_power(value, int(exponent))
        if isinstance(exponent, sympy.Rational):
            return self._whole_power(_root(value, int(exponent.q)), int(exponent.p))
        return algebra.exponential_of(self.poly(exponent, env) * _logarithm(value))

    def _whole_power(self, value: Poly, exponent: int) -> Poly:
        return value**exponent if exponent >= 0 else self._reciprocal(value) ** (-exponent)

    def _reciprocal(self, value: Poly) -> Poly:
        """1/u as an atom of its own; of a single positive product, its inverse."""
        if value.is_single:
            try:
                return algebra.reciprocal(value)
            except Rejected:
                pass
        name = f"reciprocal {len(self.denominators)}"
        name, _ = self.denominators.setdefault(value.key, (name, value))
        return atom_poly(Atom("reciprocal", name))


def _key(poly: Poly) -> str:
    return poly.key


def _logarithm(value: Poly) -> Poly:
    """log u, where u is positive for else it is not defined."""
    try:
        return logarithm(value)
    except Rejected:
        return algebra.call("log", value)


def _root(value: Poly, order: int) -> Poly:
    """The root of u ≥ 0."""
    if order != 2:
        return atom_poly(Atom("root", str(order), arguments=(value,), sign="nonnegative"))
    try:
        return algebra.square_root(value)
    except Rejected:
        return atom_poly(Atom("call", "sqrt", arguments=(value,), sign="nonnegative"))


def _times_powers(poly: Poly, name: str, denominator: Poly) -> Poly:
    """The polynomial times the highest power of u that its v = 1/u has in it."""
    parts = [(_power_of(mono, name), mono, coefficient) for mono, coefficient in poly.terms.items()]
    most = max((power for power, _, _ in parts), default=0)
    total = ZERO
    for power, mono, coefficient in parts:
        rest = tuple((atom, e) for atom, e in mono if not _stands_for(atom, name))
        total = total + Poly({rest: coefficient}) * (denominator ** (most - power))
    return total if most else poly * ONE


def _power_of(mono: algebra.Monomial, name: str) -> int:
    return sum(exponent for atom, exponent in mono if _stands_for(atom, name))


def _stands_for(atom: Atom, name: str) -> bool:
    return atom.kind == "reciprocal" and atom.name == name


def _without_roots(poly: Poly) -> Poly:
    """Powers r^q of the q-th root of u replaced by u."""
    for root in sorted((atom for atom in poly.atoms() if atom.kind == "root"), key=_atom_key):
        total = ZERO
        for mono, coefficient in poly.terms.items():
            whole, left = divmod(dict(mono).get(root, 0), int(root.name))
            rest = Poly({tuple((a, e) for a, e in mono if a != root): coefficient})
            total = total + rest * root.arguments[0] ** whole * atom_poly(root) ** left
        poly = total
    return poly


def _atom_key(atom: Atom) -> str:
    return atom.key


# ---------------------------------------------------------------- sines and cosines


def _expanded(poly: Poly) -> Poly:
    """Sines and cosines of sums and multiples in those of their parts, sines at most once."""
    waves = [atom for atom in poly.atoms() if atom.applies("sin", "cos")]
    units: dict[str, int] = {}
    for wave in waves:
        for mono, coefficient in wave.arguments[0].terms.items():
            part = _part(mono)
            units[part.key] = lcm(units.get(part.key, 1), int(coefficient.q))
    values = {wave: _in_parts(wave, units) for wave in waves}
    if None in values.values():
        return poly
    total = ZERO
    for mono, coefficient in poly.terms.items():
        value = Poly({tuple((a, e) for a, e in mono if a not in values): coefficient})
        for atom, exponent in mono:
            value = value * values[atom] ** exponent if atom in values else value
        total = total + value
    return _without_sine_squares(total)


def _part(mono: algebra.Monomial) -> Poly:
    return Poly({mono: flint.fmpq(1)})


def _in_parts(wave: Atom, units: Mapping[str, int]) -> Poly | None:
    """sin u or cos u by the addition theorems; None where a multiple is too large."""
    cosine, sine = ONE, ZERO
    for mono, coefficient in wave.arguments[0].terms.items():
        unit = units[_part(mono).key]
        count = int((coefficient * unit).p)  # a whole number, for the unit has its denominator
        if abs(count) > _MOST_MULTIPLES:
            return None
        angle = _part(mono).scaled(flint.fmpq(1, unit))
        one = (_wave("cosine", angle), _wave("sine", angle).scaled(flint.fmpq(_sign(count))))
        for _ in range(abs(count)):
            cosine, sine = cosine * one[0] - sine * one[1], sine * one[0] + cosine * one[1]
            cosine, sine = _without_sine_squares(cosine), _without_sine_squares(sine)
    return cosine if wave.name == "cos" else sine


def _wave(name: str, angle: Poly) -> Poly:
    return atom_poly(Atom("wave", name, arguments=(angle,)))


def _sign(number: int) -> int:
    return 1 if number > 0 else -1


def _without_sine_squares(poly: Poly) -> Poly:
    """s² = 1 − c² for the sine and cosine of every angle."""
    total = ZERO
    for mono, coefficient in poly.terms.items():
        value = Poly({(): coefficient})
        for atom, exponent in mono:
            whole, left = divmod(exponent, 2) if _is_sine(atom) else (0, exponent)
            value = value * Poly({((atom, left),): flint.fmpq(1)}) if left else value
            for _ in range(whole):
                value = value * (ONE - _wave("cosine", atom.arguments[0]) ** 2)
        total = total + value
    return total


def _is_sine(atom: Atom) -> bool:
    return atom.kind == "wave" and atom.name == "sine"
