"""The activations in units, two at a time, against balls; lanes against scalars."""

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numba import njit

from provcheck.compiled.activations import activate, bend_of, scales, slope_of
from provcheck.compiled.lanes import load, store
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
    Activation.SIGMOID: (6, 18),
    Activation.TANH: (18, 18),
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
def test_both_of_two_are_within_the_counted_roundings(activation, u, v):
    for x, found in zip((u, v), activate(u, v, activation), strict=True):
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
    state = activate(u, 0.0, activation)[0][1]
    slope, true = slope_of(state, is_soft), exact(u, activation)[1]
    first, second = exact_slopes(true, is_soft)
    assert abs(arb(slope) - first) <= 22 * U
    bent = slope * bend_of(state, is_soft)
    assert abs(arb(bent) - second) <= 24 * U * (abs(second) + abs(true)) + TINY


@pytest.mark.parametrize("activation", Activation)
@pytest.mark.parametrize("z", [-3.0, -1e-9, 0.0, 0.2, 40.0])
def test_scales_turn_units_into_the_activation(activation, z):
    beta, is_soft = 1.5, activation == Activation.SOFTPLUS
    argument, factor, slope_factor, bend_factor = scales(beta, activation)
    value, state = activate(argument * z, 0.0, activation)[0]
    slope = slope_factor * slope_of(state, is_soft)
    parts = factor * value, slope, slope * bend_factor * bend_of(state, is_soft)
    for order, part in enumerate(parts):
        expected = reference(z, beta, activation, order)
        np.testing.assert_allclose(part, expected, rtol=1e-13, atol=1e-14 if order else 0)


@pytest.mark.parametrize("activation", Activation)
def test_lanes_and_scalars_give_the_same_bits(activation):
    @njit
    def in_lanes(table, activation, result):
        first, second = activate(load(table, 0), load(table, 1), activation)
        for k in range(2):
            store(result, k, first[k])
            store(result, 2 + k, second[k])

    table, result = np.random.default_rng(1).normal(size=(2, 8)) * 20, np.empty((4, 8))
    in_lanes(table, activation, result)
    alone = [np.ravel(activate(u, v, activation)) for u, v in table.T]
    assert np.array(alone).T.tobytes() == result.tobytes()


@pytest.mark.parametrize("activation", Activation)
def test_infinite_and_undefined_arguments(activation):
    (bottom, _), (top, _) = activate(np.inf, -np.inf, activation)
    limits = {
        Activation.SIGMOID: (1, 0),
        Activation.TANH: (1, -1),
        Activation.SOFTPLUS: (np.inf, 0),
    }
    assert (top, round(bottom, 150)) == limits[activation]
    assert np.isnan(activate(np.nan, 1.0, activation)[0]).all()
