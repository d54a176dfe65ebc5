"""Errors in units in the last place and as shares of a bound: nothing wrong counts as small."""

import math

import flint
import numpy as np
import pytest

from provcheck.benchmarks.largest_errors import bits_apart, share, ulps, worst

pytestmark = pytest.mark.usefixtures("many_bits")


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_no_small_error(wrong):
    exact = np.array([flint.arb(1)] * 3)
    for found in ([wrong, 1, 1], [1, wrong, 1], [1, 1, wrong]):
        assert share(found, exact, 1.0) == math.inf
        assert not bits_apart(np.array(found), np.ones(3)) < 1
    assert math.isinf(ulps(wrong, exact[0]))
    row = worst("f", [1.0, wrong, 2.0], abs, bound=3)
    assert row["largest"] > 1e308 and row["at"] == str(wrong) and row["inputs"] == 3


def test_shares_are_those_of_each_entrys_own_bound():
    exact = np.array([flint.arb(1), flint.arb(10)])
    assert share([1.5, 10.5], exact, [1.0, 0.25]) == 2
    assert share([1.5, 10.0], exact, 2.0) == 0.25
    assert share(1.0, flint.arb(1), 0.0) == 0 and share(1.5, flint.arb(1), 0.0) == math.inf


@pytest.mark.parametrize("x", [1.5, 1e-300, 5e-324, 2.0**-1040, 1.7e308, -3.25])
def test_one_unit_off_is_seen_as_one(x):
    exact = flint.arb(x)
    assert ulps(x, exact) == 0
    assert ulps(x + math.copysign(math.ulp(x), x) if x < 1.7e308 else x - math.ulp(x), exact) == (
        pytest.approx(1)
    )


def test_a_lost_value_is_no_small_error():
    assert ulps(0.0, flint.arb(1)) == 2.0**52


def test_a_lost_sign_of_zero_is_seen():
    assert bits_apart(np.array([0.0]), np.array([-0.0])) == 1
    assert bits_apart(np.array([1.0, 2.0]), np.array([1.0, 2.0])) == 0
    assert bits_apart(np.array([1.0 + 2**-50]), np.array([1.0])) == 4
