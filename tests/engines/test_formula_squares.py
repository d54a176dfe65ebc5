"""Sums of squares: exact LDLᵀ, and polynomials that have none."""

import time
from fractions import Fraction

import pytest
import sympy

from provcheck.engines.formula_gram import Block, as_sum, ldl, monomials_up_to, product
from provcheck.engines.formula_search import Search, Stuck
from provcheck.engines.formula_squares import by_squares
from provcheck.goals import Condition, Goal, Range
from provcheck.regions import require

x, y, z = sympy.symbols("x y z", real=True)
LINE = Range(None, None)


def goal(term, *conditions, strict=False, range_=LINE):
    ranges = {symbol: range_ for symbol in sorted(term.free_symbols, key=str)}
    return Goal(sympy.expand(term), ranges, strict, tuple(Condition(c) for c in conditions))


def found(a_goal):
    step = by_squares(Search(time.monotonic() + 20), a_goal)
    require(a_goal, step)
    return step


@pytest.mark.parametrize(
    "matrix", [[[0, 1], [1, 0]], [[1, 2], [2, 1]], [[-1]], [[1, 1], [1, Fraction(999, 1000)]]]
)
def test_an_indefinite_matrix_has_no_ldl(matrix):
    assert ldl([[Fraction(v) for v in row] for row in matrix]) is None


def test_ldl_gives_back_the_matrix_with_zero_pivots():
    matrix = [[Fraction(v) for v in row] for row in ([1, 2, 0], [2, 4, 0], [0, 0, 3])]
    total = [[sum(d * r[i] * r[j] for d, r in ldl(matrix)) for j in range(3)] for i in range(3)]
    assert total == matrix


@pytest.mark.parametrize(
    "term",
    [
        x * y,
        x**2 + y**2 - Fraction(2000001, 1000000) * x * y,
        x**4 * y**2 + x**2 * y**4 - 3 * x**2 * y**2 + Fraction(999999, 1000000),
    ],
)
def test_a_polynomial_that_becomes_negative_is_no_sum_of_squares(term):
    with pytest.raises(Stuck):
        found(goal(sympy.nsimplify(term, rational=True)))


def test_a_strict_goal_needs_a_gap():
    with pytest.raises(Stuck):
        found(goal((x - y) ** 2, strict=True))
    found(goal((x - y) ** 2 + sympy.Rational(1, 1000), strict=True))


def test_a_condition_is_used_and_needed():
    disc = 1 - x**2 - y**2
    found(goal(1 - 2 * x * y, disc))
    with pytest.raises(Stuck):
        found(goal(1 - 2 * x * y))


def test_bounds_that_are_attained_are_found_exactly():
    found(goal((x - y) ** 2))
    found(goal(x**4 + y**4 + z**4 + 1 - 4 * x * y * z))
    found(goal(x**4 * y**2 + x**2 * y**4 - 3 * x**2 * y**2 + 1))


def test_summands_add_up():
    polynomial = {(2, 0): Fraction(2), (1, 1): Fraction(-2), (0, 2): Fraction(1)}
    block = Block([], {(0, 0): Fraction(1)}, monomials_up_to(2, 1))
    total = {}
    for number, square, _ in as_sum(polynomial, [block], is_strict=False):
        for power, c in product(square, square).items():
            total[power] = total.get(power, 0) + number * c
    assert {power: c for power, c in total.items() if c} == polynomial
