"""The inlined exponential and the activations built on it, against balls."""

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import example, given, settings
from hypothesis import strategies as st

from provcheck.compiled.activations import exp_minus, fill_derivatives, fill_values
from provcheck.reference import Activation
from provcheck.reference.activations import activate

U = 2.0**-53
TINY = 2.0**-1074


@pytest.fixture(autouse=True, scope="module")
def _many_bits():
    before, ctx.prec = ctx.prec, 200
    yield
    ctx.prec = before


@given(st.one_of(st.floats(0, 1), st.floats(0, 760), st.floats(min_value=0, allow_infinity=False)))
@example(0.0)
@example(5e-324)
@example(np.log(2) / 2)
@example(708.5)
@example(745.13)
@example(1.7e308)
@settings(max_examples=400, deadline=None)
def test_exp_minus_is_within_four_roundings(x):
    error = abs(arb(exp_minus(x)) - (-arb(x)).exp())
    assert error <= 4 * U * (-arb(x)).exp() + TINY


def test_exp_minus_of_a_dense_sweep_is_within_four_roundings():
    for x in np.linspace(0, 3, 3001):
        assert abs(arb(exp_minus(x)) / (-arb(x)).exp() - 1) <= 4 * U


def test_exp_minus_keeps_nan_and_sends_infinity_to_zero():
    assert np.isnan(exp_minus(np.nan)) and exp_minus(np.inf) == 0


@pytest.mark.parametrize("activation", Activation)
@given(z=st.one_of(st.floats(-1, 1), st.floats(-800, 800), st.floats(-1e8, 1e8)),
       beta=st.floats(1e-3, 1e3))  # fmt: skip
@example(z=0.0, beta=1.0)
@example(z=0.25, beta=1.0)
@example(z=-0.125, beta=1.0)
@settings(max_examples=100, deadline=None)
def test_value_and_derivatives_are_within_the_counted_roundings(activation, z, beta):
    scale = 2.0 if activation == Activation.TANH else beta
    rounded = arb(scale * abs(z)) / scale * (1 if z >= 0 else -1)  # as compiled code has it
    value, slope, curvature = np.empty(1), np.empty(1), np.empty(1)
    fill_derivatives(np.array([z]), beta, activation, value, slope, curvature)
    for order, (computed, count) in enumerate(((value, 21), (slope, 15), (curvature, 38))):
        argument = arb(z) if order == 0 and activation == Activation.SOFTPLUS else rounded
        exact = activate(argument, arb(beta), activation, order)
        tiny = TINY * (8 * (1 + scale) ** 2 + 2 / scale)
        if order == 0 and activation == Activation.SOFTPLUS:  # only its exponent sees beta |z|
            decay = (-arb(scale * abs(z))).exp()
            exact = (arb(z) + abs(arb(z))) / 2 + decay.log1p() / beta
        assert abs(arb(computed[0]) - exact) <= count * U * abs(exact) + tiny
    alone = np.empty(1)
    fill_values(np.array([z]), beta, activation, alone)
    assert alone[0] == value[0]
