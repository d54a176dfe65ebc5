"""The first look in floats: failures are certain, contacts exact, cuts inside the range."""

from fractions import Fraction

import pytest
import sympy
from sympy import Rational, cos, exp, log, pi, sin, sqrt

from provcheck.engines.formula_survey import is_inside, near, simplest, survey_of
from provcheck.goals import Range
from tests.engines.formula_goals import goal, x

UNIT = Range(Fraction(0), Fraction(1), open_low=True)


@pytest.mark.parametrize(
    "term", [(x - Rational(1, 3)) ** 2, exp(x) - 1 - x, 1 + sin(x), log(x) ** 2]
)
def test_what_does_not_fail_has_no_violation(term):
    assert (
        survey_of(goal(term, x=Range(Fraction(0), Fraction(10), open_low=True))).violation is None
    )


@pytest.mark.parametrize("term", [x - Rational(1, 2), cos(5 * x), x**2 - x + Rational(6, 25)])
def test_a_violation_certainly_fails(term):
    at = survey_of(goal(term, range_=UNIT)).violation
    assert is_inside(UNIT, at)
    assert sympy.N(term.subs(x, sympy.Rational(at.numerator, at.denominator)), 30) < 0


def test_contacts_are_exact_and_irrational_ones_are_told_apart():
    assert survey_of(goal((x - Rational(1, 3)) ** 2, range_=UNIT)).contacts == (Fraction(1, 3),)
    found = survey_of(goal((x - sqrt(2) / 2) ** 2, range_=UNIT))
    assert found.contacts == ()
    assert found.irrational == pytest.approx((0.5**0.5,), abs=1e-6)
    assert survey_of(goal(1 - sin(pi * x / 2), range_=UNIT)).contacts == (Fraction(1),)


def test_cuts_lie_inside_the_range():
    range_ = Range(Fraction(-2), Fraction(2))
    cuts = survey_of(goal((x**2 - 1) ** 2, x=range_)).cuts
    assert set(cuts) == {-1, 1}


def test_the_simplest_number_near_a_float():
    assert simplest(Fraction(33, 100), Fraction(34, 100)) == Fraction(1, 3)
    assert simplest(Fraction(-1, 2), Fraction(1, 2)) == 0
    assert near(0.5)[0] == Fraction(1, 2)
    assert near(2.0**0.5)[-1] == Fraction(2.0**0.5)
    assert not is_inside(UNIT, Fraction(0)) and is_inside(UNIT, Fraction(1))
