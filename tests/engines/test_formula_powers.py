"""Powers by their logarithms: the right way round."""

from fractions import Fraction

import pytest
import sympy
from sympy import Rational, exp

from provcheck.engines.formula_powers import by_log
from provcheck.engines.formula_search import Stuck
from provcheck.engines.formula_univariate import prove_line
from provcheck.errors import ProvcheckError
from provcheck.goals import Range
from provcheck.regions import require
from tests.engines.formula_goals import goal, search, x

POSITIVE = Range(Fraction(0), None, open_low=True)


def shown(a_goal, seconds=8.0):
    looking = search(seconds)
    step = by_log(looking, a_goal, lambda inner: prove_line(looking, inner))
    require(a_goal, step)


def test_a_falsehood_is_not_shown():
    for term in (x**x - Rational(7, 10), (1 + 1 / x) ** x - exp(1), x**x - 2 * x):
        with pytest.raises(ProvcheckError):
            shown(goal(term, range_=POSITIVE), 2.0)


def test_a_truth_is():
    for term in (x**x - Rational(69, 100), exp(1) - (1 + 1 / x) ** x):
        shown(goal(term, range_=POSITIVE, strict=True))


def test_what_is_no_difference_of_powers_is_stuck():
    for term in (x**x + 1, x - 1, x**x - x - 1, -exp(x) - x**x, sympy.sin(x)):
        with pytest.raises(Stuck):
            shown(goal(term, range_=POSITIVE))
