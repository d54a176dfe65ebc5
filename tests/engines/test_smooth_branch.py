"""Bounds of a smooth function over one interval hold there, however they are found."""

from fractions import Fraction

import pytest
import sympy
from sympy import exp

from provcheck.engines.smooth_branch import Branch
from provcheck.statement.evaluate import ball

x = sympy.Symbol("x", real=True)
SECOND = sympy.diff(1 / (1 + exp(-x)), x, 2)
NEVER, ENOUGH = ball(-(10**9)), ball(Fraction(1, 10**10))


@pytest.mark.parametrize(
    "body", [x * exp(-x), sympy.sin(3 * x), -(x**2), 1 / (1 + x**2), exp(x), x**2, SECOND]
)
def test_an_upper_bound_holds_on_its_whole_interval(body):
    function = Branch(body, x, {})
    for width in (Fraction(1, 1000), Fraction(1, 7), Fraction(3)):
        for start in (Fraction(-2), Fraction(-1, 3), Fraction(1, 5), Fraction(1)):
            low, middle, high = (ball(start + width * share) for share in (0, Fraction(1, 2), 1))
            bound = function.look(low, high, middle, NEVER, ENOUGH).bound
            if bound is None:  # claims nothing
                assert start <= 0 <= start + width or width > 1
                continue
            for share in range(21):
                value = function.at(ball(start + width * Fraction(share, 20)))
                assert not value > bound


@pytest.mark.parametrize("body", [-(x**2), -SECOND, sympy.log(1 + exp(x)) - x**2, sympy.cos(x)])
def test_a_concave_function_is_settled_by_one_interval(body):
    low, middle, high = ball(Fraction(-1, 2)), ball(Fraction(1, 16)), ball(Fraction(1))
    if body == -SECOND:
        low, middle, high = (ball(Fraction(k, 16)) for k in (20, 21, 22))
    seen = Branch(body, x, {}).look(low, high, middle, NEVER, ENOUGH)
    assert seen.bound - seen.value <= ENOUGH


def test_the_largest_value_of_a_convex_function_is_at_an_end():
    seen = Branch(x**2, x, {}).look(ball(-1), ball(3), ball(1), NEVER, ENOUGH)
    assert seen.bound == 9


@pytest.mark.parametrize(
    "body", [SECOND, 1 / (1 + exp(-3 * x)), exp(x) / (1 + exp(x / 2)) ** 2, x * exp(-x), exp(x)]
)
def test_the_function_over_intervals_is_the_one_at_points(body):
    branch = Branch(body, x, {})
    for point in (Fraction(-7, 3), Fraction(0), Fraction(1, 5), Fraction(4)):
        at = ball(point)
        whole = branch.whole.reach(branch.whole.begin((at,)), 0)
        assert whole.overlaps(branch.at(at)) and whole.rad() < 1e-9


def test_what_is_undefined_somewhere_has_no_bound():
    assert Branch(1 / x, x, {}).look(ball(-1), ball(1), ball(0), NEVER, ENOUGH).bound is None
    root = Branch(sympy.sqrt(x), x, {}).look(ball(-1), ball(1), ball(0), NEVER, ENOUGH)
    assert root.bound is None
