"""Trees from vector intervals: the trusted checker takes them, and false goals have none."""

from dataclasses import replace
from fractions import Fraction

import pytest
from sympy import Rational, Symbol, exp, gamma, sqrt

from provcheck.engines.formula_boxes import by_boxes
from provcheck.engines.formula_search import Stuck
from provcheck.engines.formula_trees import by_tree, suits
from provcheck.goals import Range
from provcheck.regions import require
from tests.engines.formula_goals import goal, search, x, y

UNIT = Range(Fraction(0), Fraction(1))
MANY = 20_000


def test_what_fails_is_told_with_the_point():
    false = goal(x + y - x * y - Rational(1, 3) + x**3, range_=UNIT)
    with pytest.raises(Stuck, match="it fails at") as stuck:
        by_tree(search(), false, MANY, MANY)
    assert stuck.value.is_false and false.term.xreplace(dict(stuck.value.point)) < 0


def test_a_point_that_a_condition_may_exclude_is_no_violation():
    half = goal(x + y - 1, x - Rational(3, 4), range_=UNIT)
    with pytest.raises(Stuck) as stuck:
        by_tree(search(), half, MANY, MANY)
    assert not stuck.value.is_false


@pytest.mark.parametrize(
    "term",
    [
        2 - x * y - x**2 * y,
        exp(x * y) - x * y / 2 - Rational(9, 10),
        sqrt(1 + x) * (2 - y) - x * y - Rational(2, 5),
        (x - y) ** 2 + x / 10 + Rational(1, 100),
    ],
    ids=str,
)
def test_the_checker_takes_the_tree_unseen(term):
    third = Range(Fraction(0), Fraction(1, 3))
    shown = replace(goal(term, range_=UNIT, strict=True))
    shown = shown.with_range(Symbol("y", real=True), third)
    require(shown, by_tree(search(), shown, MANY, MANY, checked=False))


def test_a_bound_attained_at_a_corner_is_shown():
    attained = goal(2 - x - y, range_=UNIT)
    require(attained, by_tree(search(), attained, MANY, MANY))
    with pytest.raises(Stuck):
        by_tree(search(), attained.on(strict=True), 1000, 1000)


def test_more_leaves_than_the_checker_is_asked_about_are_refused():
    shown = goal(x**2 - 2 * x * y + y**2 + Rational(1, 100), range_=UNIT)
    with pytest.raises(Stuck, match="more than the checker"):
        by_tree(search(), shown, MANY, 3)


def test_what_has_no_vector_intervals_goes_to_the_other_boxes():
    shown = goal(gamma(x + 2) * exp(y) - Rational(1, 2), range_=UNIT)
    with pytest.raises(Stuck, match="no vector intervals"):
        by_tree(search(), shown, MANY, MANY)
    require(shown, by_boxes(search(), shown, 200))


def test_one_variable_or_an_infinite_range_does_not_suit():
    assert suits(goal(x + y, range_=UNIT))
    assert not suits(goal(x, range_=UNIT))
    assert not suits(goal(x + y, range_=Range(Fraction(0), None)))
