"""Decimals of bounds: never on the wrong side, never 0, however large the exponent."""

from decimal import Decimal
from fractions import Fraction

import flint
import mpmath
import numpy as np
import pytest

from provcheck.directed import at_least, at_most, power_at_least, power_at_most
from provcheck.errors import Undecided


@pytest.mark.parametrize("call", [at_most, at_least, power_at_most, power_at_least])
@pytest.mark.parametrize("number", [flint.arb.nan(), flint.arb.pos_inf()])
def test_what_is_not_finite_is_refused(call, number):
    with pytest.raises(Undecided):
        call(number)


def test_random_numbers_lie_between_their_decimals():
    rng = np.random.default_rng(0)
    for _ in range(300):
        exact = Fraction(float(rng.standard_normal() * 10.0 ** rng.integers(-60, 60)))
        low, high = Fraction(at_least(exact)), Fraction(at_most(exact))
        assert low <= exact <= high
        assert high - low <= abs(exact) / 500  # and no looser than four digits


def test_the_whole_ball_is_covered():
    wide = flint.arb(1, 0.25)
    assert Fraction(at_least(wide)) <= Fraction(3, 4)
    assert Fraction(at_most(wide)) >= Fraction(5, 4)


@pytest.mark.parametrize(
    ("number", "low", "high"),
    [
        (Fraction(1, 3), "0.3333", "0.3334"),
        (Fraction(-1, 3), "-0.3334", "-0.3333"),
        (Fraction(0), "0", "0"),
        (Fraction(1000), "1000", "1000"),
        (Fraction(999999), "999900", "1e6"),
        (Fraction(2, 10**9), "2e-9", "2e-9"),
        (Fraction(13, 10**5), "0.00013", "0.00013"),
        (Fraction(1, 10**400), "1e-400", "1e-400"),
    ],
)
def test_decimals_are_short(number, low, high):
    assert (at_least(number), at_most(number)) == (low, high)


def test_powers_of_ten_agree_with_mpmath():
    rng = np.random.default_rng(1)
    with mpmath.workdps(60):
        for exponent in rng.uniform(-1e8, 1e8, 40):
            exact = mpmath.mpf(10) ** mpmath.mpf(float(exponent))
            low, high = power_at_least(flint.arb(exponent)), power_at_most(flint.arb(exponent))
            assert mpmath.mpf(low) <= exact <= mpmath.mpf(high)
            assert mpmath.mpf(high) / mpmath.mpf(low) < 1.002


def test_a_power_that_underflows_is_not_zero():
    assert power_at_least(flint.arb(-379) - flint.arb("0.5")) == "3.162e-380"


def test_an_exponent_with_many_digits_is_written_as_a_power():
    assert power_at_least(flint.arb(-(10**20)) / 3) == "10^(-3.334e19)"
    assert power_at_most(flint.arb(10**20) / 3) == "10^(3.334e19)"


def test_a_logarithm_that_is_poorly_known_gives_its_power_of_ten():
    vague = flint.arb(-5, 0.25)
    assert Decimal(power_at_least(vague)) <= Decimal(10) ** Decimal("-5.25")
    assert Decimal(power_at_most(vague)) >= Decimal(10) ** Decimal("-4.75")
