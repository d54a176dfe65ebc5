"""|u|, max and min with one value, and logarithms undone: only where they are."""

from fractions import Fraction

import pytest
from sympy import Abs, Max, Min, Rational, exp, log

from provcheck.engines.formula_branches import by_exp, by_sign, gaps_of
from provcheck.engines.formula_search import Stuck
from provcheck.engines.formula_univariate import prove_line
from provcheck.errors import ProvcheckError
from provcheck.goals import Range
from provcheck.regions import require
from tests.engines.formula_goals import goal, search, x, y

AROUND = Range(Fraction(-2), Fraction(2))


def way_of(way, a_goal, seconds=5.0):
    looking = search(seconds)
    return way(looking, a_goal, lambda inner: prove_line(looking, inner))


@pytest.mark.parametrize(
    ("way", "term"),
    [
        (by_sign, Abs(x) - x - Rational(1, 10**6)),
        (by_sign, Max(x, 1) - x - Rational(1, 100)),
        (by_sign, x + 1 - Min(x, 1) - 1 - Rational(1, 10)),
        (by_exp, x - log(1 + exp(x))),
        (by_exp, log(1 + exp(x)) - x - Rational(1, 5)),
    ],
)
def test_a_falsehood_is_not_shown(way, term):
    with pytest.raises(ProvcheckError):
        way_of(way, goal(term, range_=AROUND), 3.0)


@pytest.mark.parametrize(
    ("way", "term"),
    [(by_sign, Abs(x) - x), (by_sign, Max(x, 1) - x), (by_exp, log(1 + exp(x)) - x)],
)
def test_a_truth_is(way, term):
    true = goal(term, range_=AROUND)
    require(true, way_of(way, true))


def test_where_there_is_nothing_to_take_it_is_stuck():
    for way, term in ((by_sign, x), (by_sign, Abs(x + y)), (by_exp, log(1 + x**2) - log(2 + x))):
        with pytest.raises(Stuck):
            way_of(way, goal(term, range_=AROUND))


def test_the_reasons_for_a_value():
    assert gaps_of(Abs(x), (x, -x), 1) == [-x]
    assert gaps_of(Max(x, y), (x, y), 0) == [x - y]
    assert gaps_of(Min(x, y), (x, y), 0) == [y - x]
