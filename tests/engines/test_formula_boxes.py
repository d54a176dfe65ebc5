"""Subdivision: what fails is not shown, and where it stopped is told."""

from fractions import Fraction

import pytest
from sympy import Abs, Rational, exp, gamma, sin

from provcheck.engines.formula_boxes import by_boxes
from provcheck.engines.formula_search import Stuck
from provcheck.engines.formula_slopes import derivative_of, slopes_of
from provcheck.goals import Range
from provcheck.regions import require
from tests.engines.formula_goals import goal, search, x, y

UNIT = Range(Fraction(0), Fraction(1))


@pytest.mark.parametrize(
    "term",
    [sin(x) - Rational(1, 10**6) - x / 2, x - Rational(1, 2), exp(x) - 3 * x**3],
)
def test_a_term_that_becomes_negative_is_stuck_at_a_box_that_has_such_a_point(term):
    with pytest.raises(Stuck) as stuck:
        by_boxes(search(), goal(term, range_=UNIT), 200)
    assert stuck.value.goal is not None
    assert set(stuck.value.goal.ranges) == {x}


def test_a_point_that_fails_may_be_excluded_by_a_condition():
    half = goal(x - Rational(1, 2), x - Rational(3, 4), range_=UNIT)
    require(half, by_boxes(search(), half, 200))


@pytest.mark.parametrize(
    "term", [exp(x) - x, 2 - x * y, x + y + 1 - x * y, exp(x * y) - Rational(9, 10)], ids=str
)
def test_a_gap_is_shown(term):
    shown = goal(term, range_=UNIT, strict=True)
    require(shown, by_boxes(search(), shown, 300))


def test_no_slope_where_there_is_a_kink_or_no_rule():
    assert derivative_of(Abs(x), x) is None
    assert derivative_of(gamma(x), x) is None
    assert set(slopes_of(goal(sin(x) + y))) == {x, y}
