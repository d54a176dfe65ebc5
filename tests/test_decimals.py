"""The two decimals of a ball enclose it, at every precision and size."""

from decimal import Decimal
from fractions import Fraction

import flint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provcheck.decimals import enclosing_decimals
from provcheck.errors import Undecided
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


@pytest.mark.parametrize("power", [-30_000, 30_000])
def test_very_small_and_large_numbers_are_written_at_once(power):
    low, high = enclosing_decimals(ball(power).exp())
    assert 0 < Decimal(low) <= Decimal(high)
    assert abs(Decimal(low).ln() - power) < 1


@pytest.mark.parametrize("value", [ball(10**9).exp(), flint.arb.nan(), flint.arb("inf")], ids=str)
def test_what_cannot_be_written_is_undecided(value):
    with pytest.raises(Undecided):
        enclosing_decimals(value)
