"""Two steps that end a proof on a region: real roots, and sums of squares (trusted)."""

from fractions import Fraction
from typing import Any

import flint
import sympy

from provcheck.errors import Rejected
from provcheck.goals import Condition, Goal, require_defined, require_same
from provcheck.normalize import normal
from provcheck.real_roots import roots_inside, square_free, value_inside
from provcheck.statement.evaluate import evaluate


def sturm(goal: Goal, _argument: Any) -> None:
    """A polynomial p in one variable keeps its sign between its roots of odd order.

    None inside the range and p > 0 at one point: p ≥ 0 there, and at the ends by continuity. For
    p > 0: no root at all inside, nor at a closed end.
    """
    symbol = goal.only_symbol()
    range_, polynomial = goal.range_of(symbol), _coefficients(goal.term, symbol)
    crossing = touching = flint.fmpq_poly([1])
    for factor, order in square_free(polynomial):
        touching = touching * factor
        crossing = crossing * factor if order % 2 else crossing
    if roots_inside(touching if goal.strict else crossing, range_.low, range_.high):
        raise Rejected(f"{goal.term} changes sign, or vanishes, in the range of {symbol}.")
    if not value_inside(polynomial, range_.low, range_.high) > 0:
        raise Rejected(f"{goal.term} is not positive in the range of {symbol}.")
    for side in ("low", "high") if goal.strict else ():
        end = getattr(range_, side)
        if (
            end is not None
            and not range_.is_open(side)
            and polynomial(flint.fmpq(end.numerator, end.denominator)) == 0
        ):
            raise Rejected(f"{goal.term} vanishes at {symbol} = {end}.")


def _coefficients(term: Any, symbol: sympy.Symbol) -> flint.fmpq_poly:
    """The term as a polynomial in its one variable, from its normal form."""
    coefficients: dict[int, flint.fmpq] = {}
    for mono, coefficient in normal(term).terms.items():
        powers = [(atom.kind, atom.name, exponent) for atom, exponent in mono]
        if not powers:
            coefficients[0] = coefficient
            continue
        if len(powers) != 1 or powers[0][:2] != ("symbol", symbol.name) or powers[0][2] < 1:
            raise Rejected(f"{term} is no polynomial in {symbol} with rational coefficients.")
        coefficients[powers[0][2]] = coefficient
    degree = max(coefficients, default=0)
    return flint.fmpq_poly([coefficients.get(power, 0) for power in range(degree + 1)])


def squares(goal: Goal, summands: Any) -> None:
    """term = Σ c·q²·Π given with c ≥ 0, given ≥ 0 and every q defined on the region.

    > 0 needs a summand that is a positive number, perhaps times givens that are all > 0.
    """
    total, has_positive = sympy.Integer(0), False
    for coefficient, square, given in summands:
        number, root = Fraction(coefficient), sympy.sympify(square, strict=True)
        if number < 0:
            raise Rejected(f"the coefficient {number} of a square is negative.")
        require_defined(goal.on(term=root))
        product = sympy.Rational(number.numerator, number.denominator) * root**2
        factors = [_given(goal, name) for name in given]
        product = sympy.Mul(product, *(factor.term for factor in factors))
        is_positive = number > 0 and _is_nonzero(root) and all(f.strict for f in factors)
        has_positive = has_positive or is_positive
        total = total + product
    require_same(goal, goal.term, total)
    if goal.strict and not has_positive:
        raise Rejected("a sum of squares may vanish; > 0 needs a positive number among them.")


def _is_nonzero(root: Any) -> bool:
    """Whether it is a number other than 0."""
    return not root.free_symbols and abs(evaluate(root, {})) > 0


def _given(goal: Goal, name: Any) -> Condition:
    """What holds on the region: a condition by its number, or [x, side] for an end."""
    if isinstance(name, int):
        return goal.conditions[name]
    symbol = goal.symbol(name[0])
    range_, side = goal.range_of(symbol), name[1]
    end = range_.end(side)
    number = sympy.Rational(end.numerator, end.denominator)
    gap = symbol - number if side == "low" else number - symbol
    return Condition(gap, range_.is_open(side))
