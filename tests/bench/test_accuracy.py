"""The inputs on which errors of elementary functions are looked for, and that they are seen."""

import math

import pytest

from provcheck.benchmarks.accuracy import hard_numbers

pytestmark = pytest.mark.usefixtures("many_bits")


def test_hard_numbers_hold_what_is_hard():
    numbers = hard_numbers(10, -708.0, 708.0)
    assert {-708.0, 708.0, 5e-324, -5e-324, 0.0, 1.0, math.nextafter(1.0, 2)} <= set(numbers)
    assert min(numbers) == -708.0 and max(numbers) == 708.0
