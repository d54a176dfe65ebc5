"""Activations of layers: exact at their breaks, the same function in floats, balls, rationals."""

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st

from provcheck.errors import DomainError
from provcheck.reference.layer_activations import (
    activate,
    activate_prime,
    piece_numbers,
    slope_prime,
)
from provcheck.reference.numbers import as_ball, as_exact, as_float
from provcheck.statement.network import Activation, horner, parametric_relu, smooth
from tests.reference.nets import CLIPPED, PIECEWISE, SMOOTH

PLAIN = [activation for activation in PIECEWISE if not activation.trained_slope]
POINTS = np.array([-3.5, -1.0, np.nextafter(-1.0, -2), -0.25, -0.0, 0.0, 0.33, 0.34, 2.0])


def by_hand(activation: Activation, u: float) -> Fraction:
    u = Fraction(u)
    return horner(activation.pieces[sum(u >= point for point in activation.breaks)], u)


def test_a_float_below_an_irrational_looking_break_is_on_the_left():
    below, above = 1 / 3, np.nextafter(1 / 3, 1)  # the nearest float to 1/3 lies below it
    assert Fraction(below) < Fraction(1, 3) < Fraction(above)
    assert piece_numbers(CLIPPED, np.array([below, above, -1.0])).tolist() == [1, 2, 1]
    assert piece_numbers(CLIPPED, as_exact([below, above, -1.0])).tolist() == [1, 2, 1]


@pytest.mark.parametrize("activation", PLAIN, ids=lambda a: a.name)
@given(st.floats(-1e3, 1e3))
def test_piecewise_values_are_those_of_the_pieces(activation, u):
    exact = by_hand(activation, u)
    assert Fraction(int((got := activate(activation, as_exact([u]))[0]).p), int(got.q)) == exact
    scale = max(1, abs(u)) ** 2 * 4
    assert abs(Fraction(float(activate(activation, np.array([u]))[0])) - exact) < scale * 2.0**-50
    ball = activate(activation, as_ball([u]))[0]
    assert (ball - fmpq(exact.numerator, exact.denominator)).contains(0)


@pytest.mark.parametrize("activation", [*PLAIN, *SMOOTH], ids=lambda a: a.name)
@pytest.mark.parametrize("function", [activate, activate_prime])
def test_floats_lie_near_their_balls(activation, function):
    values = function(activation, POINTS)
    balls = function(activation, as_ball(POINTS))
    assert values == pytest.approx(as_float(balls), rel=1e-14, abs=1e-15)


@pytest.mark.parametrize("activation", SMOOTH, ids=lambda a: a.name)
def test_smooth_activations_have_their_textbook_values(activation):
    z = np.linspace(-4, 4, 9)
    value = {
        "sigmoid": 1 / (1 + np.exp(-z)),
        "tanh": np.tanh(z),
        "softplus": np.log(1 + np.exp(z)),
    }[activation.name]
    slope = {
        "sigmoid": np.exp(-z) / (1 + np.exp(-z)) ** 2,
        "tanh": 1 - np.tanh(z) ** 2,
        "softplus": 1 / (1 + np.exp(-z)),
    }[activation.name]
    assert activate(activation, z) == pytest.approx(value, rel=1e-13)
    assert activate_prime(activation, z) == pytest.approx(slope, rel=1e-12)


def test_parametric_relu_uses_its_slope_in_every_number_type():
    z, slope = np.array([-2.0, -0.0, 0.0, 3.0]), np.array([0.25])
    expected, primes, by_slope = [-0.5, 0, 0, 3], [0.25, 1, 1, 1], [-2, 0, 0, 0]
    for convert in (np.asarray, as_exact, as_ball):
        values, a = convert(z), convert(slope)
        assert as_float(activate(parametric_relu(), values, a)).tolist() == expected
        assert as_float(activate_prime(parametric_relu(), values, a)).tolist() == primes
        assert as_float(slope_prime(values)).tolist() == by_slope


def test_a_ball_across_a_break_holds_both_pieces():
    value = activate(CLIPPED, np.array([arb(-1, 0.5)], dtype=object))[0]
    prime = activate_prime(CLIPPED, np.array([arb(-1, 0.5)], dtype=object))[0]
    assert all(value.contains(one) for one in (-1, -0.5)) and value < 0
    assert all(prime.contains(one) for one in (0, 1))


def test_a_smooth_activation_of_rationals_is_refused():
    with pytest.raises(DomainError, match="exact rationals"):
        activate(smooth("tanh"), as_exact([0.5]))
