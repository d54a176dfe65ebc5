"""Bounds of a smooth function over one interval hold there, however they are found."""

from fractions import Fraction

import pytest
import sympy
from sympy import exp

from provcheck.engines import smooth_branch
from provcheck.engines.smooth_branch import MIRRORED, MODULUS, PLAIN, Branch
from provcheck.statement.evaluate import ball

x = sympy.Symbol("x", real=True)
SECOND = sympy.diff(1 / (1 + exp(-x)), x, 2)
NEVER, ENOUGH = ball(-(10**9)), ball(Fraction(1, 10**10))


def _look(function, low, high, signs=None, least=NEVER, known=True):
    ends = [function.at(end) if known else None for end in (low, high)]
    middle = ((low + high) / 2).mid()
    return function.look((low, middle, high, *ends, signs or function.signs), least, ENOUGH)


@pytest.mark.parametrize(
    "body", [x * exp(-x), sympy.sin(3 * x), -(x**2), 1 / (1 + x**2), exp(x), x**2, SECOND]
)
def test_an_upper_bound_holds_on_its_whole_interval(body):
    for signs in (PLAIN, MODULUS):
        function = Branch(body, x, {}, signs)
        for width in (Fraction(1, 1000), Fraction(1, 7), Fraction(3)):
            for start in (Fraction(-2), Fraction(-1, 3), Fraction(1, 5), Fraction(1)):
                low, high = ball(start), ball(start + width)
                points = [start + width * Fraction(share, 20) for share in range(21)]
                values = [function.size(function.at(ball(point))) for point in points]
                bounds = [_look(function, low, high, known=k).bound for k in (True, False)]
                assert not any(value > bound for bound in bounds for value in values)


@pytest.mark.parametrize("body", [x**2 - 2, sympy.cos(2 * x), SECOND, x**3 - x, -exp(x)])
def test_the_largest_size_is_not_that_of_one_sign(body):
    """|g| is bounded where -g is the larger one too, and each sign alone where it is asked for."""
    function = Branch(body, x, {}, MODULUS)
    for start in (Fraction(-2), Fraction(-1, 3), Fraction(1)):
        for width in (Fraction(1, 4), Fraction(2)):
            values = [function.at(ball(start + width * Fraction(k, 16))) for k in range(17)]
            low, high = ball(start), ball(start + width)
            for signs in (PLAIN, MIRRORED, MODULUS):
                seen = _look(function, low, high, signs)
                assert not any(s * value > seen.bound for s in signs for value in values)
                assert seen.value is None or not seen.value > function.size(function.at(seen.point))


def test_a_sign_is_dropped_only_where_it_is_not_above_the_best_value():
    function, low, high = Branch(x**2 - 2, x, {}, MODULUS), ball(-1), ball(Fraction(1, 2))
    assert _look(function, low, high, least=ball(Fraction(199, 100))).signs == MIRRORED
    assert _look(function, low, high, least=ball(Fraction(-3))).signs == MODULUS
    assert _look(function, low, high, least=ball(3)).signs == ()
    function = Branch(2 - x**2, x, {}, MODULUS)
    assert _look(function, low, high, least=ball(Fraction(199, 100))).signs == PLAIN


@pytest.mark.parametrize("body", [-(x**2), -SECOND, sympy.log(1 + exp(x)) - x**2, sympy.cos(x)])
def test_a_concave_function_is_settled_by_one_interval(body):
    low, high = ball(Fraction(-1, 2)), ball(Fraction(1))
    if body == -SECOND:
        low, high = ball(Fraction(5, 4)), ball(Fraction(11, 8))
    for function, signs in (
        (Branch(body, x, {}), PLAIN),
        (Branch(-body, x, {}, MODULUS), MIRRORED),
    ):
        for known in (True, False):
            seen = _look(function, low, high, signs, known=known)
            assert seen.bound - seen.value <= ENOUGH


def test_a_concave_function_is_not_below_what_it_reaches_beside_a_tangent():
    """The point of the tangent may be an end, where the sign of the slope need not be known."""
    rise, slope = smooth_branch._rise, ball(-1).union(ball(1))
    assert not rise(slope, ball(0), ball(1), ball(0)).upper() < 1
    assert not rise(slope, ball(-1), ball(0), ball(0)).upper() < 1
    assert not rise(ball(1), ball(-1), ball(1), ball(1)).upper() < 0.5
    assert not rise(ball(-1), ball(-1), ball(1), ball(-5)).upper() < 1


def test_where_one_sign_is_concave_and_the_other_convex_both_are_bounded():
    seen = _look(Branch(x**2 - 1, x, {}, MODULUS), ball(Fraction(-3, 2)), ball(1))
    assert seen.signs == MODULUS and not seen.bound < 1.25
    assert seen.bound - 1.25 <= ENOUGH
    seen = _look(Branch(x**2 - 2, x, {}, MODULUS), ball(Fraction(-3, 2)), ball(1))
    assert not seen.bound < 2 and seen.bound - 2 <= ENOUGH


def test_the_largest_value_of_a_convex_function_is_at_an_end():
    assert _look(Branch(x**2, x, {}), ball(-1), ball(3)).bound == 9
    assert _look(Branch(-(x**2), x, {}, MODULUS), ball(-1), ball(3), MIRRORED).bound == 9


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
    for signs in (PLAIN, MODULUS):
        assert _look(Branch(1 / x, x, {}, signs), ball(-1), ball(1)).bound is None
        assert _look(Branch(sympy.sqrt(x), x, {}, signs), ball(-1), ball(1)).bound is None


def test_a_kink_is_no_convex_function():
    """√(x²) of a symbol that may be complex is |x|; its slope has no value at 0."""
    z = sympy.Symbol("z")
    function = Branch(-sympy.sqrt(z**2), z, {}, PLAIN)
    bound = _look(function, ball(-1), ball(2)).bound
    assert bound is None or not bound < 0
