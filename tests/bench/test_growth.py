"""Growth: exponents of known laws, peaks of known arrays, axes that fail."""

import sys

import numpy as np
import pytest

from provcheck.benchmarks.growth import AXES, Axis, exponent, measure_axis, peak_bytes


def test_exponents_of_the_larger_decade():
    sizes = [10, 22, 46, 100, 215, 464, 1000]
    assert exponent(sizes, [1.0 + 1e-30 * s for s in sizes]) == pytest.approx(0, abs=1e-12)
    assert exponent(sizes, [max(s, 100) ** 2.0 for s in sizes]) == pytest.approx(2)
    assert exponent([1, 1000], [1.0, 2.0]) is None


@pytest.mark.skipif(sys.platform != "linux", reason="no /proc")
def test_the_peak_is_that_of_the_call():
    kept = np.ones(4_000_000)
    found = peak_bytes(lambda: np.ones(2_000_000).sum())
    assert 15e6 < found < 20e6
    assert peak_bytes(lambda: kept.sum()) < 1e6


def test_an_axis_that_fails_says_why_and_keeps_what_it_has():
    def make(size):
        if size > 2:
            raise MemoryError("too large")
        return lambda: None

    row = measure_axis(Axis("x", "things", (1, 2, 3), make), samples=1)
    assert row["reason"] == "MemoryError: too large" and row["sizes"] == [1, 2]
    assert len(row["seconds"]) == len(row["bytes"]) == 2 and row["time_exponent"] is None


def test_the_axes_of_the_issue_span_two_decades():
    assert {"K", "p", "n", "paths", "steps", "nq", "boxes"} <= {axis.name for axis in AXES}
    assert all(axis.sizes[-1] == 100 * axis.sizes[0] for axis in AXES)
