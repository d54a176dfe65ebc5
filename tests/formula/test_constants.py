"""Signs of constants are certain or not said."""

from fractions import Fraction

import pytest
import sympy

from provcheck.formula.constants import Sign, magnitude_above, outer_bound, sign_of

HIDDEN_ZERO = sympy.sqrt(5 + 2 * sympy.sqrt(6)) - sympy.sqrt(2) - sympy.sqrt(3)


@pytest.mark.parametrize(
    "term, sign",
    [
        (sympy.Integer(0), Sign.ZERO),
        (sympy.pi - sympy.Rational(22, 7), Sign.NEGATIVE),
        (sympy.exp(-1000), Sign.POSITIVE),
        (HIDDEN_ZERO, None),
        (sympy.log(-2), None),
        (sympy.zoo, None),
    ],
)
def test_signs(term, sign):
    assert sign_of(term) is sign


def test_a_size_that_is_not_certain_counts_as_above():
    assert not magnitude_above(sympy.Integer(-5), 5)
    assert magnitude_above(sympy.Integer(6), 5)
    assert magnitude_above(sympy.zoo, 5)
    assert magnitude_above(sympy.exp(sympy.exp(sympy.exp(sympy.Integer(10)))), 10**9)


@pytest.mark.parametrize("term", [sympy.pi, -sympy.sqrt(2), sympy.exp(-50), sympy.exp(20)])
def test_outer_bounds_lie_outside_and_near(term):
    low, high = outer_bound(term, is_low=True), outer_bound(term, is_low=False)
    assert sympy.Rational(low.numerator, low.denominator) < term
    assert sympy.Rational(high.numerator, high.denominator) > term
    assert high - low <= Fraction(1, 2**39)


def test_no_bound_without_an_enclosure():
    assert outer_bound(sympy.zoo, is_low=True) is None
