"""What conditions give: no point of the region is lost."""

from fractions import Fraction

import pytest
import sympy
from sympy import Rational, cos, pi, sin

from provcheck.engines.formula_conditions import (
    by_elimination,
    by_narrowing,
    by_scaling,
    equalities,
    solutions,
)
from provcheck.engines.formula_multivariate import prove_region
from provcheck.engines.formula_search import BALL, Stuck
from provcheck.errors import ProvcheckError
from provcheck.goals import Range
from provcheck.regions import require
from tests.engines.formula_goals import equal, goal, search, x, y

POSITIVE = Range(Fraction(0), None, open_low=True)
SUM = equal(x + y - 1)


def shown(way, a_goal, seconds=8.0):
    looking = search(seconds)
    step = way(looking, a_goal, lambda inner: prove_region(looking, inner))
    require(a_goal, step)
    return step


@pytest.mark.parametrize(
    ("way", "false"),
    [
        (by_elimination, goal(1 / x + 1 / y - Rational(401, 100), *SUM, range_=POSITIVE)),
        (by_elimination, goal(x * y - Rational(1, 100), *SUM, range_=POSITIVE)),
        (by_narrowing, goal(1 - x - Rational(1, 100), 1 - x - y, range_=POSITIVE)),
        (by_scaling, goal(cos(x) - Rational(1, 10**6), pi / 2 - x, range_=POSITIVE)),
    ],
)
def test_a_falsehood_is_not_shown(way, false):
    with pytest.raises(ProvcheckError):
        shown(way, false, 3.0)


@pytest.mark.parametrize(
    ("way", "true"),
    [
        (by_elimination, goal(1 / x + 1 / y - 4, *SUM, range_=POSITIVE)),
        (by_narrowing, goal(1 - x * y, 1 - x - y, range_=POSITIVE, strict=True)),
        (by_scaling, goal(cos(x), pi / 2 - x, range_=POSITIVE)),
        (by_narrowing, goal(2 - sin(x) - x / 2, pi / 2 - x, range_=POSITIVE)),
    ],
)
def test_a_truth_is(way, true):
    shown(way, true)


def test_only_a_term_and_its_opposite_are_an_equality():
    assert equalities(goal(x, x + y, -x)) == []
    assert equalities(goal(x, y, *SUM)) == [1]
    assert equalities(goal(x, *SUM, *equal(x - y))) == [0, 2]


def test_what_is_not_linear_is_not_solved():
    assert list(solutions(goal(x, *equal(x**2 + y**2 - 1)))) == []
    with pytest.raises(Stuck):
        by_elimination(search(), goal(x, x + y), lambda _: BALL)
    with pytest.raises(Stuck):
        by_scaling(search(), goal(x, x - 1), lambda _: BALL)
    (first, *_) = solutions(goal(x, *equal(x * y - 1), x=POSITIVE))
    assert first[1:] == (y, 1 / x, 1 / x)
    assert sympy.simplify(first[3] - 1 / x) == 0
