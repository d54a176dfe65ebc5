"""Terms seen as rational functions of a few generators: exponentials, roots, logarithms, names.

SymPy factors them here; the checker's identity test has the last word on every rewriting.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import gcd, lcm
from typing import Any

import sympy

_LARGEST = 600
"""Operations in a term beyond which factoring takes longer than it helps."""
_IN_EXPONENTIALS: dict[Any, Callable] = {
    sympy.tanh: lambda u: (sympy.exp(2 * u) - 1) / (sympy.exp(2 * u) + 1),
    sympy.sinh: lambda u: (sympy.exp(u) - sympy.exp(-u)) / 2,
    sympy.cosh: lambda u: (sympy.exp(u) + sympy.exp(-u)) / 2,
}


@dataclass(frozen=True)
class Product:
    """number · Π factor^power, the factors no numbers, powers ≠ 0."""

    number: Any
    powers: tuple[tuple[Any, int], ...]


def in_exponentials(term: Any) -> Any:
    """The term with tanh, sinh and cosh written in exponentials."""
    if not term.args:
        return term
    arguments = [in_exponentials(argument) for argument in term.args]
    rule = _IN_EXPONENTIALS.get(term.func)
    return term.func(*arguments) if rule is None else rule(*arguments)


def generators_of(term: Any) -> dict[Any, Any]:
    """What stands for a name in the term: {exp(unit·u) or root or call or constant: Dummy}."""
    found: dict[Any, Any] = {}
    for base, unit in _units(term).items():
        found[sympy.exp(base * sympy.Rational(unit.numerator, unit.denominator))] = _dummy()
    return found


def _dummy() -> sympy.Dummy:
    return sympy.Dummy("g", real=True)


def _units(term: Any) -> dict[Any, Fraction]:
    """For every u with exponentials exp(c·u), the largest number all c are multiples of."""
    rates: dict[Any, set] = {}
    for exponential in term.atoms(sympy.exp):
        for part in sympy.Add.make_args(sympy.expand(exponential.args[0])):
            number, base = part.as_coeff_Mul(rational=True)
            if base != 1:
                rates.setdefault(base, set()).add(Fraction(int(number.p), int(number.q)))
    return {base: _common(numbers) for base, numbers in rates.items()}


def _common(numbers: set[Fraction]) -> Fraction:
    below = lcm(*(number.denominator for number in numbers))
    above = reduce(gcd, (abs(int(number * below)) for number in numbers))
    return Fraction(above, below)


def as_rational_function(term: Any) -> tuple[Any, dict[Any, Any]]:
    """The term over generators, and what each generator stands for."""
    names = generators_of(term)
    return _over(term, names), {dummy: of for of, dummy in names.items()}


def _over(term: Any, names: dict[Any, Any]) -> Any:
    if isinstance(term, sympy.exp):
        parts = sympy.Add.make_args(sympy.expand(term.args[0]))
        return sympy.Mul(*(_exponential(part, names) for part in parts))
    if isinstance(term, sympy.Add | sympy.Mul):
        return term.func(*(_over(argument, names) for argument in term.args))
    if isinstance(term, sympy.Pow) and term.exp.is_Rational:
        if term.exp.is_Integer:
            return _over(term.base, names) ** term.exp
        root = term.base ** sympy.Rational(1, term.exp.q)
        return names.setdefault(root, _dummy()) ** term.exp.p
    if isinstance(term, sympy.Rational | sympy.Symbol):
        return term
    return names.setdefault(term, _dummy())


def _exponential(part: Any, names: dict[Any, Any]) -> Any:
    number, base = part.as_coeff_Mul(rational=True)
    if base == 1 or sympy.exp(part).is_Rational:
        whole = sympy.exp(part)
        return whole if whole.is_Rational else names.setdefault(whole, _dummy())
    for of, dummy in names.items():
        if isinstance(of, sympy.exp):
            unit, other = of.args[0].as_coeff_Mul(rational=True)
            if other == base and (number / unit).is_Integer:
                return dummy ** (number / unit)
    return names.setdefault(sympy.exp(part), _dummy())


def product_of(term: Any) -> Product:
    """The term as a product of powers, with a common denominator.

    Returns:
        one factor, the term itself, where nothing is gained or the term is too large.
    """
    itself = Product(sympy.Integer(1), ((term, 1),))
    if term.count_ops() > _LARGEST:
        return itself
    rational, names = as_rational_function(term)
    try:
        number, powers = _factors(rational)
    except (sympy.PolynomialError, NotImplementedError):
        return itself
    number = number.xreplace(names)
    found: list[tuple[Any, int]] = []
    for base, power in powers:
        back = base.xreplace(names)
        if back.free_symbols:
            found.append((back, power))
        else:
            number = number * back**power
    return Product(number, tuple(found)) if found else itself


def _factors(rational: Any) -> tuple[Any, list[tuple[Any, int]]]:
    above, below = sympy.fraction(sympy.together(rational))
    if not above.is_polynomial() or not below.is_polynomial():
        above, below = sympy.fraction(sympy.cancel(rational))
    top, bottom = sympy.factor_list(above), sympy.factor_list(below)
    powers: dict[Any, int] = {}
    for sign, (_, factors) in ((1, top), (-1, bottom)):
        for base, power in factors:
            powers[base] = powers.get(base, 0) + sign * power
    return top[0] / bottom[0], [(base, power) for base, power in powers.items() if power]


def is_polynomial_in(term: Any, symbols: Any) -> bool:
    """Whether it is a polynomial with rational coefficients in these symbols."""
    try:
        return sympy.Poly(term, *symbols).domain in (sympy.ZZ, sympy.QQ)
    except sympy.PolynomialError:
        return False


def only_exponential(term: Any, symbol: sympy.Symbol) -> Fraction | None:
    """The rate c, where the term is a rational function of exp(c·x) alone; else None."""
    rational, names = as_rational_function(in_exponentials(term))
    varying = [of for of in names.values() if of.free_symbols]
    if symbol in rational.free_symbols or len(varying) != 1:
        return None
    if not isinstance(varying[0], sympy.exp):
        return None
    rate = varying[0].args[0] / symbol
    return Fraction(int(rate.p), int(rate.q)) if rate.is_Rational else None


def is_algebraic(term: Any) -> bool:
    """Whether it is built from variables and rationals by + - * / and roots."""
    if isinstance(term, sympy.Symbol | sympy.Rational):
        return True
    if isinstance(term, sympy.Pow):
        return term.exp.is_Rational is True and is_algebraic(term.base)
    return isinstance(term, sympy.Add | sympy.Mul) and all(is_algebraic(a) for a in term.args)
