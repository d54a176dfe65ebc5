"""The pictures show what the claims say, and come out the same from the same stream."""

import numpy as np
import pytest

from tests.proofs.mukherjee2023.claims import CLAIMS

DRAWN = {name: claim.plots for name, claim in CLAIMS.items() if claim.plots}


def drawn(name):
    (plot,) = DRAWN[name]
    return plot(np.random.Generator(np.random.Philox(key=[0, 1])))


def test_three_claims_have_a_picture():
    assert set(DRAWN) == {
        "exact_erm_runtime/pattern_count",
        "max_of_two/two_gates_without_bias",
        "softplus_not_smooth",
    }


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_is_finite_and_repeatable(name):
    first, second = drawn(name), drawn(name)
    assert first == second and first.caption
    assert all(len(y) == len(first.x) and np.all(np.isfinite(y)) for y in first.series.values())


def test_the_printed_count_is_broken_on_the_line_only():
    series = drawn("exact_erm_runtime/pattern_count").series
    assert set(series["n = 1"]) == {2.0}
    assert max(max(series[f"n = {n}"]) for n in (2, 3)) <= 1


def test_two_gates_find_no_less_than_one_and_three_find_nothing():
    one, two, three, four = drawn("max_of_two/two_gates_without_bias").series["found"]
    assert one >= two >= 1 - 1e-12 and two < 1.1 and max(three, four) < 0.05


def test_one_gate_stays_below_its_bound_and_two_do_not():
    series = drawn("softplus_not_smooth").series
    assert max(series["one gate, at t"]) < 4 < max(series["two gates, at (0, t)"])
