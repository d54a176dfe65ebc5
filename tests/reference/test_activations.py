"""Activations agree with their textbook definitions, in floats and in balls, into the tails."""

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from provcheck.errors import DomainError
from provcheck.reference.activations import (
    Activation,
    activate,
    activation_constants,
    value_at_zero,
)

U = 2.0**-53
STEP = arb(2) ** -300
signed = st.builds(lambda s, m, e: s * m * 10.0**e, st.sampled_from([-1, 1]),
                   st.floats(1, 9.99), st.integers(-8, 8))  # fmt: skip
slope = st.builds(lambda m, e: m * 10.0**e, st.floats(1, 9.99), st.integers(-3, 2))


@pytest.fixture(autouse=True)
def _many_bits():
    before, ctx.prec = ctx.prec, 1200
    yield
    ctx.prec = before


def plain(z, beta, activation):
    """The definitions as printed, without any care for overflow."""
    if activation == Activation.TANH:
        return z.sinh() / z.cosh()
    if activation == Activation.SIGMOID:
        return 1 / (1 + (-beta * z).exp())
    return (1 + (beta * z).exp()).log() / beta


@pytest.mark.parametrize("activation", Activation)
@given(z=st.floats(-50, 50), beta=st.floats(0.01, 10))
@settings(max_examples=25, deadline=None)
def test_value_is_the_definition(activation, z, beta):
    z, beta = arb(z), arb(beta)
    difference = activate(z, beta, activation) - plain(z, beta, activation)
    assert abs(difference) < arb(2) ** -600


@pytest.mark.parametrize("order", [1, 2, 3])
@pytest.mark.parametrize("activation", Activation)
@given(z=st.floats(-20, 20), beta=st.floats(0.01, 10))
@settings(max_examples=15, deadline=None)
def test_derivative_is_the_slope_of_the_order_below(activation, order, z, beta):
    z, beta = arb(z), arb(beta)
    above = activate(z + STEP, beta, activation, order - 1)
    below = activate(z - STEP, beta, activation, order - 1)
    slope = (above - below) / (2 * STEP)
    # central difference: h^2/6 times a third derivative, itself below 16 max(1, beta)^6
    assert abs(slope - activate(z, beta, activation, order)) < STEP**2 * 1e8


@pytest.mark.parametrize("order", [0, 1, 2, 3])
@pytest.mark.parametrize("activation", Activation)
@given(z=signed, beta=slope)
@settings(max_examples=40, deadline=None)
def test_float_is_relatively_accurate_in_both_tails(activation, order, z, beta):
    exact = activate(arb(z), arb(beta), activation, order)
    computed = activate(np.float64(z), beta, activation, order)
    scale = 2 if activation == Activation.TANH else beta
    # beta z is rounded once: exp turns that into |beta z| u; order 3 cancels near its two zeros
    relative = (64 + 2 * min(scale * abs(z), 800)) * U
    size = max(abs(float(exact)), scale**3 * 1e-2 if order == 3 else 0)
    assert abs(computed - float(exact)) <= relative * size + 2.0**-1070 * (1 + scale) ** 3


@pytest.mark.parametrize("order", [0, 1, 2, 3])
@pytest.mark.parametrize("activation", Activation)
def test_every_finite_argument_gives_a_finite_value_without_warnings(activation, order):
    z = np.array([0.0, -0.0, 5e-324, 1e-300, 1.0, 745.2, 1e8, 1e300, 1.7e308])
    for beta in (1e-3, 1.0, 1e3):
        values = activate(np.concatenate([z, -z]), beta, activation, order)
        assert np.all(np.isfinite(values))


@pytest.mark.parametrize("activation", Activation)
@given(z=signed, beta=slope)
@settings(max_examples=40, deadline=None)
def test_suprema_are_not_exceeded(activation, z, beta):
    z, beta = arb(z) / beta, arb(beta)
    constants = activation_constants(activation, beta)
    suprema = (constants.bound, constants.first_derivative, constants.second_derivative,
               constants.third_derivative)  # fmt: skip
    for order, supremum in enumerate(suprema):
        if supremum is not None:
            assert not abs(activate(z, beta, activation, order)) > supremum
    assert not constants.lipschitz < constants.first_derivative
    assert not constants.smoothness < constants.second_derivative


@pytest.mark.parametrize("activation", Activation)
def test_suprema_are_attained_so_none_is_too_large(activation):
    beta = arb(3) / 2
    scale = 2 if activation == Activation.TANH else beta
    bend = (2 + arb(3).sqrt()).log() / scale  # where sigma'' of a sigmoid is extreme
    places = {Activation.SOFTPLUS: (1e9, 0, bend)}.get(activation, (0, bend, 0))
    constants = activation_constants(activation, beta)
    for order, place in enumerate(places, start=1):
        attained = abs(activate(arb(1) * place, beta, activation, order))
        assert abs(attained - constants[order + 2]) < arb(2) ** -900


@pytest.mark.parametrize("activation", Activation)
def test_value_at_zero_is_the_definition(activation):
    beta = arb(3) / 2
    expected = (arb(1) / 2, arb(0), arb(2).log() / beta)[activation]
    assert abs(value_at_zero(activation, beta) - expected) < arb(2) ** -900
    assert value_at_zero(activation, 1.5) == pytest.approx(float(expected), rel=4 * U)


@pytest.mark.parametrize("beta", [0.0, -1.0, np.nan, arb("0 +/- 1")])
def test_beta_that_is_not_certainly_positive_is_refused(beta):
    with pytest.raises(DomainError, match="certainly > 0"):
        activate(np.zeros(2), beta, Activation.SIGMOID)
    with pytest.raises(DomainError, match="certainly > 0"):
        activation_constants(Activation.SOFTPLUS, beta)


def test_fourth_derivative_is_refused():
    with pytest.raises(DomainError, match="order is 4"):
        activate(np.zeros(2), 1.0, Activation.SIGMOID, order=4)


@pytest.mark.parametrize("order", [0, 1, 2, 3])
@pytest.mark.parametrize("activation", Activation)
@given(middle=st.floats(-10, 10), radius=st.floats(0, 20), place=st.floats(-1, 1))
@settings(max_examples=30, deadline=None)
def test_wide_ball_gives_a_finite_ball_around_every_value(activation, order, middle, radius, place):
    wide, beta = arb(middle, radius), arb(3) / 2
    ball = activate(wide, beta, activation, order)
    assert ball.is_finite() and abs(ball) < 1e4  # wide through dependency, but of some use
    assert ball.overlaps(activate(arb(middle) + place * arb(radius), beta, activation, order))
