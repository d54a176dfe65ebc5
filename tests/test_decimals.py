"""The two decimals of a ball enclose it, at every precision and size."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from provcheck.decimals import enclosing_decimals
from provcheck.statement.evaluate import ball, precision


@given(st.fractions(-(10**30), 10**30), st.integers(2, 60))
def test_decimals_enclose_the_ball(number, bits):
    with precision(bits):
        value = ball(number)
        low, high = (Fraction(end) for end in enclosing_decimals(value))
        assert low <= number <= high


@given(st.fractions(-(10**6), 10**6), st.integers(1, 8))
def test_decimals_are_as_narrow_as_their_digits(number, digits):
    value = ball(number)
    low, high = (Fraction(end) for end in enclosing_decimals(value, digits))
    assert high - low <= 2 * abs(number) * Fraction(10) ** (1 - digits) + Fraction(1, 10**9)


def test_zero_and_far_powers_are_spelled_plainly():
    assert enclosing_decimals(ball(0)) == ("0", "0")
    assert enclosing_decimals(ball(Fraction(1, 4))) == ("0.25", "0.25")
    low, high = enclosing_decimals(ball(10**40))
    assert Fraction(low) <= 10**40 <= Fraction(high)
    assert "e" in low
