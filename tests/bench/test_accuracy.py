"""Errors in units in the last place, and the inputs on which they are looked for."""

import math

import flint
import pytest

from provcheck.benchmarks.accuracy import hard_net, hard_numbers, ulps
from provcheck.statement.evaluate import precision


@pytest.fixture(autouse=True)
def _many_bits():
    with precision(300):
        yield


@pytest.mark.parametrize("x", [1.5, 1e-300, 5e-324, 2.0**-1040, 1.7e308, -3.25])
def test_one_unit_off_is_seen_as_one(x):
    exact = flint.arb(x)
    assert ulps(x, exact) == 0
    assert ulps(x + math.copysign(math.ulp(x), x) if x < 1.7e308 else x - math.ulp(x), exact) == (
        pytest.approx(1)
    )


def test_a_lost_value_is_no_small_error():
    assert ulps(0.0, flint.arb(1)) == 2.0**52
    assert math.isinf(ulps(math.nan, flint.arb(1)))


def test_hard_numbers_hold_what_is_hard():
    numbers = hard_numbers(10, -708.0, 708.0)
    assert {-708.0, 708.0, 5e-324, -5e-324, 0.0, 1.0, math.nextafter(1.0, 2)} <= set(numbers)
    assert min(numbers) == -708.0 and max(numbers) == 708.0


def test_nets_cancel():
    W, a, *_ = next(net for net in map(hard_net, range(1, 99, 2)) if len(net[1]) > 1)
    assert (W[0] == W[1]).all() and 0 < abs(a[0] + a[1]) < 1e-12
