"""The activations in units, four rows at a time, against balls; every lane like every other."""

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numba import njit

from provcheck.compiled.activations import (
    activate,
    activate_one,
    bend_of,
    cut_rows,
    scales,
    slope_of,
)
from provcheck.compiled.lanes import load, stack, store, unstack
from provcheck.reference import Activation
from provcheck.reference.activations import activate as reference

U = 2.0**-53
TINY = 2.0**-498
_argument = st.one_of(st.floats(-1, 1), st.floats(-600, 600), st.floats(-1e8, 1e8))


@pytest.fixture(autouse=True, scope="module")
def _many_bits():
    before, ctx.prec = ctx.prec, 2400  # 1 - 2^-600 is not 1
    yield
    ctx.prec = before


@njit
def _store_four(table, four):
    first, second, third, fourth = unstack(four)
    store(table, 0, first)
    store(table, 1, second)
    store(table, 2, third)
    store(table, 3, fourth)


@njit
def _activate(table, activation, values, states):
    four = stack(load(table, 0), load(table, 1), load(table, 2), load(table, 3))
    value, state = activate(four, activation)
    _store_four(values, value)
    _store_four(states, state)


def activated(table, activation):
    """Values and states, (4, 8) each, of arguments (4, 8) that are cut where they must be."""
    table, values, states = table.copy(), np.empty((4, 8)), np.empty((4, 8))
    if activation != Activation.SOFTPLUS:
        cut_rows(table, 4)
    _activate(table, activation, values, states)
    return values, states


def activated_side_by_side(numbers, activation):
    """(value, state) of each of four numbers, one a row."""
    values, states = activated(np.repeat(numbers, 8).reshape(4, 8), activation)
    return list(zip(values[:, 0], states[:, 0], strict=True))


def exact(u, activation):
    """Value and state at u as balls."""
    decay = arb(2) ** -abs(arb(u))
    large, small = 1 / (1 + decay), decay / (1 + decay)
    s = large if u <= 0 else small
    if activation == Activation.SOFTPLUS:
        return arb(max(-u, 0)) * arb(2).log() + decay.log1p(), s
    tanh = (1 - decay) / (1 + decay) * (1 if u <= 0 else -1)
    return (s if activation == Activation.SIGMOID else tanh), tanh


def exact_slopes(state, is_soft):
    return (state, state * (1 - state)) if is_soft else (1 - state**2, (1 - state**2) * state)


COUNTS = {
    Activation.SIGMOID: (8, 20),
    Activation.TANH: (20, 20),
    Activation.SOFTPLUS: (8, 11),
}


@pytest.mark.parametrize("activation", Activation)
@given(u=_argument, v=_argument)
@example(u=0.0, v=-0.0)
@example(u=0.5, v=-0.5)
@example(u=500.0, v=-500.5)
@example(u=5e-324, v=1e-160)
@example(u=0.06250000000000001, v=-0.06250000000000001)
@settings(max_examples=60, deadline=None)
def test_neighbours_are_within_the_counted_roundings(activation, u, v):
    four = u, v, -v, -u
    for x, found in zip(four, activated_side_by_side(four, activation), strict=True):
        for computed, true, count in zip(
            found, exact(x, activation), COUNTS[activation], strict=True
        ):
            assert abs(arb(computed) - true) <= count * U * abs(true) + TINY


@pytest.mark.parametrize("activation", Activation)
@given(u=_argument)
@example(u=0.0)
@example(u=1.6)
@example(u=-60.0)
@settings(max_examples=60, deadline=None)
def test_slopes_are_within_the_counted_roundings_absolutely(activation, u):
    is_soft = activation == Activation.SOFTPLUS
    state = activate_one(u, activation)[1]
    slope, true = slope_of(state, is_soft), exact(u, activation)[1]
    first, second = exact_slopes(true, is_soft)
    assert abs(arb(slope) - first) <= 26 * U
    bent = slope * bend_of(state, is_soft)
    assert abs(arb(bent) - second) <= 26 * U * (abs(second) + abs(true)) + TINY


@pytest.mark.parametrize("activation", Activation)
@pytest.mark.parametrize("z", [-3.0, -1e-9, 0.0, 0.2, 40.0])
def test_scales_turn_units_into_the_activation(activation, z):
    beta, is_soft = 1.5, activation == Activation.SOFTPLUS
    argument, factor, slope_factor, bend_factor = scales(beta, activation)
    value, state = activate_one(argument * z, activation)
    slope = slope_factor * slope_of(state, is_soft)
    parts = factor * value, slope, slope * bend_factor * bend_of(state, is_soft)
    for order, part in enumerate(parts):
        expected = reference(z, beta, activation, order)
        np.testing.assert_allclose(part, expected, rtol=1e-13, atol=1e-14 if order else 0)


@pytest.mark.parametrize("activation", Activation)
def test_every_lane_does_the_same(activation):
    rng = np.random.default_rng(1)
    table, order = rng.normal(size=(4, 8)) * 20, rng.permutation(8)
    for found, moved in zip(
        activated(table, activation), activated(table[:, order], activation), strict=True
    ):
        assert found[:, order].tobytes() == moved.tobytes()


@pytest.mark.parametrize("activation", Activation)
def test_infinite_and_undefined_arguments(activation):
    (bottom, _), (top, _), *_ = activated_side_by_side((np.inf, -np.inf, 0.0, 0.0), activation)
    limits = {
        Activation.SIGMOID: (1, 0),
        Activation.TANH: (1, -1),
        Activation.SOFTPLUS: (np.inf, 0),
    }
    assert (top, round(bottom, 150)) == limits[activation]
    assert np.isnan(activate_one(np.nan, activation)).all()


@given(u=st.floats(allow_nan=True))
def test_arguments_are_cut_at_500(u):
    table = np.full((3, 8), u)
    cut_rows(table, 2)
    assert np.array_equal(table[:2], np.full((2, 8), np.clip(u, -500, 500)), equal_nan=True)
    assert np.array_equal(table[2:], np.full((1, 8), u), equal_nan=True)
