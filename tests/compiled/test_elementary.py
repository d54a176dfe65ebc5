"""Exponential, logarithm, sine and cosine of a turn, against balls; lanes against scalars."""

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numba import njit

from provcheck.compiled.elementary import (
    cosine_and_sine_of_turn,
    exp,
    gap_of_power,
    log,
    log1p,
)
from provcheck.compiled.lanes import load, store

U = arb(2) ** -53


@pytest.fixture(autouse=True, scope="module")
def _many_bits():
    before, ctx.prec = ctx.prec, 300
    yield
    ctx.prec = before


def within(computed, exact, roundings):
    return abs(arb(computed) - exact) <= roundings * U * abs(exact)


@njit
def in_lanes(table, result):
    x = load(table, 0)
    cosine, sine = cosine_and_sine_of_turn(x)
    for row, value in enumerate((exp(x), log(x), log1p(x), cosine, sine, gap_of_power(x))):
        store(result, row, value)


def test_lanes_and_scalars_give_the_same_bits():
    rng, result = np.random.default_rng(3), np.empty((6, 8))
    for _ in range(200):
        x = rng.uniform(2.0**-53, 1, size=8)
        in_lanes(x[None], result)
        alone = [
            (exp(v), log(v), log1p(v), *cosine_and_sine_of_turn(v), gap_of_power(v)) for v in x
        ]
        assert np.array(alone).T.tobytes() == result.tobytes()


def test_nan_stays_nan():
    for function in (exp, log1p, gap_of_power):
        assert np.isnan(function(np.nan)).all()
    payload = np.uint64(0x7FF00000000007A2).view(np.float64)  # R's "not available"
    assert np.isnan(exp(payload)) and np.isnan(gap_of_power(payload))


@given(st.one_of(st.floats(-1, 1), st.floats(-708, 708)))
@example(0.0)
@example(708.0)
@example(-708.0)
@example(0.34657359027997264)
@settings(max_examples=400, deadline=None)
def test_exp_is_within_two_roundings(x):
    assert within(exp(x), arb(x).exp(), 2)


LARGEST = 709.782712893384  # its exponential is the largest that is finite


@given(st.one_of(st.floats(-760, -700), st.floats(700, LARGEST)))
@example(-708.3964185322641)
@example(-708.4)
@example(-745.1332191019411)
@example(-745.1332191019412)
@example(-746.0)
@example(LARGEST)
@settings(max_examples=200, deadline=None)
def test_exp_is_within_two_roundings_or_the_least_number_at_both_ends(x):
    assert abs(arb(exp(x)) - arb(x).exp()) <= 2 * U * arb(x).exp() + arb(2) ** -1074


def test_exp_at_and_beyond_its_ends():
    assert exp(-np.inf) == exp(-1e308) == exp(-746.0) == 0.0
    assert exp(np.inf) == exp(1e308) == exp(709.782712893385) == np.inf
    assert exp(-745.0) == 5e-324 and exp(0.0) == exp(-0.0) == exp(5e-324) == 1.0


@given(st.one_of(st.floats(-1, 1), st.floats(-1000, 1000), st.floats(-1e-300, 1e-300)))
@example(0.0)
@example(0.5)
@example(-1.5)
@example(0.49999999999999994)
@example(0.0625)
@example(-0.06250000000000001)
@example(0.06250000000000001)
@example(5e-324)
@example(1000.0)
@example(-1000.0)
@settings(max_examples=400, deadline=None)
def test_the_gap_of_a_power_of_two_to_one_is_within_eleven_roundings(u):
    exact = -(arb(u) * arb(2).log()).expm1()
    count = 4 if abs(u) > 1.5 else 11
    assert abs(arb(gap_of_power(u)) - exact) <= count * U * abs(exact) + arb(2) ** -1074


@given(st.one_of(st.floats(2.0**-53, 1), st.floats(0.5, 2), st.floats(1e-300, 1e300)))
@example(1.0)
@example(2.0**-53)
@example(1 - 2.0**-53)
@example(0.7071067811865475)
@example(0.7071067811865476)
@settings(max_examples=400, deadline=None)
def test_log_is_within_three_roundings(u):
    assert within(log(u), arb(u).log(), 3)


@given(st.one_of(st.floats(0, 1), st.floats(0, 1e-8)))
@example(0.0)
@example(1.0)
@example(0.41421356237309503)
@example(0.4142135623730951)
@settings(max_examples=400, deadline=None)
def test_log1p_is_within_three_roundings(x):
    assert within(log1p(x), arb(x).log1p(), 3)


@given(st.one_of(st.floats(0, 1, allow_subnormal=False), st.floats(0.24, 0.26)))
@example(0.0)
@example(0.125)
@example(0.25)
@example(0.375)
@example(0.5)
@example(0.625)
@example(0.75)
@example(0.875)
@example(1.0)
@example(2.0**-53)
@example(1 - 2.0**-53)
@settings(max_examples=400, deadline=None)
def test_cosine_and_sine_are_within_four_roundings(v):
    cosine, sine = cosine_and_sine_of_turn(v)
    assert within(cosine, (2 * arb(v)).cos_pi(), 4)
    assert within(sine, (2 * arb(v)).sin_pi(), 4)


def test_dense_sweeps_stay_within_the_counted_roundings():
    for v in np.linspace(2.0**-53, 1, 4001):
        cosine, sine = cosine_and_sine_of_turn(v)
        assert within(cosine, (2 * arb(v)).cos_pi(), 4)
        assert within(sine, (2 * arb(v)).sin_pi(), 4)
        assert within(exp(v), arb(v).exp(), 2) and within(exp(-v), (-arb(v)).exp(), 2)
        assert within(log(v), arb(v).log(), 3) and within(log1p(v), arb(v).log1p(), 3)
        assert within(gap_of_power(v), 1 - arb(2) ** arb(v), 11)
