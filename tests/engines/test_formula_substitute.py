"""Changes of variable: the image is not too small, and what is false stays so."""

from fractions import Fraction

import pytest
import sympy
from sympy import exp, log, sqrt

from provcheck.engines.formula_search import BALL, Stuck, fresh_symbol
from provcheck.engines.formula_substitute import (
    by_exponential,
    by_inverse,
    by_logarithm,
    by_radical,
    by_scale,
    outward,
)
from provcheck.engines.formula_univariate import prove_line
from provcheck.errors import ProvcheckError
from provcheck.goals import Range
from provcheck.regions import require
from provcheck.statement.evaluate import evaluate
from tests.engines.formula_goals import goal, search, t, x

POSITIVE = Range(Fraction(0), None, open_low=True)
FALSE = [
    (by_exponential, goal(exp(2 * x) - 2 * exp(x) + sympy.Rational(999, 1000))),
    (by_logarithm, goal(log(x) - 1 + 1 / x - sympy.Rational(1, 10**6), range_=POSITIVE)),
    (by_radical, goal(x - 2 * sqrt(x) + sympy.Rational(999, 1000), range_=POSITIVE)),
    (by_inverse, goal(1 / x - 2 / x**2, range_=POSITIVE)),
]


@pytest.mark.parametrize(("way", "false"), FALSE, ids=lambda v: getattr(v, "__name__", ""))
def test_a_falsehood_is_not_shown_in_another_variable(way, false):
    looking = search(3.0)
    with pytest.raises(ProvcheckError):
        way(looking, false, lambda inner: prove_line(looking, inner))


TRUE = [
    (by_exponential, goal(exp(2 * x) - 2 * exp(x) + 1)),
    (by_radical, goal(x - 2 * sqrt(x) + 1, range_=POSITIVE)),
    (by_inverse, goal(1 + 1 / x**2 - 2 / x, range_=POSITIVE)),
]


@pytest.mark.parametrize(("way", "true"), TRUE, ids=lambda v: getattr(v, "__name__", ""))
def test_a_truth_is(way, true):
    looking = search()
    require(true, way(looking, true, lambda inner: prove_line(looking, inner)))


def test_what_has_not_the_form_is_stuck():
    for way in (by_exponential, by_logarithm, by_radical, by_inverse):
        with pytest.raises(Stuck):
            way(search(), goal(sympy.sin(x) + x), lambda _: BALL)
    with pytest.raises(Stuck):
        by_scale(search(), goal(sympy.sin(x)), (1.2345678901,), lambda _: BALL)


def test_ends_are_rounded_outward_and_names_are_new():
    third = evaluate(sympy.Rational(1, 3), {})
    assert outward(third, up=False) <= Fraction(1, 3) <= outward(third, up=True)
    assert fresh_symbol(goal(x + t)).name not in ("x", "t")
