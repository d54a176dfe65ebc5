"""Outputs and Jacobian: against the trusted outputs, complex steps, exact duals, JAX."""

import numpy as np
import pytest
from flint import arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from provcheck.errors import DataError, StatementError, Undecided
from provcheck.reference.graph import mixing_matrix
from provcheck.reference.layer_activations import activate, activate_prime
from provcheck.reference.network import (
    activation_pattern,
    forward,
    jacobian,
    loss,
    loss_gradient,
    ntk,
)
from provcheck.reference.numbers import as_ball, as_exact, as_float
from provcheck.statement import network as statement
from provcheck.statement.dual import Dual, objects, variables
from provcheck.statement.network import Activation, dense, leaky_relu, relu, smooth
from tests.reference.nets import CYCLE, NAMES, NETS, PIECEWISE, drawn, networks, zoo

STEP = 1e-30


def complex_activation(activation: Activation, u: np.ndarray, slope) -> np.ndarray:
    """σ of complex numbers that lie STEP off the real line, on the piece of the real part."""
    if activation.is_smooth:
        return {
            "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
            "tanh": np.tanh,
            "softplus": lambda z: np.log(1 + np.exp(z)),
        }[activation.name](u)
    if activation.trained_slope:
        return np.where(u.real >= 0, u, slope * u)
    result = np.empty_like(u)
    for index, z in np.ndenumerate(u):
        piece = sum(z.real >= float(point) for point in activation.breaks)
        result[index] = sum(float(c) * z**k for k, c in enumerate(activation.pieces[piece]))
    return result


def by_complex_steps(net, theta, inputs):
    mixing = None if net.graph is None else mixing_matrix(net.graph)

    def sigma(_, u, slope):
        return complex_activation(net.activation, u, slope)

    def column(k):
        moved = theta.astype(complex)
        moved[k] += STEP * 1j
        return statement.outputs(net, moved, inputs.astype(complex), sigma, mixing).imag / STEP

    return np.array([column(k).ravel() for k in range(net.parameters)]).T


def dual_activation(activation: Activation, u: Dual, slope) -> Dual:
    """σ of a dual rational: the piece is found by comparing Fractions, and multiplied out."""
    if activation.trained_slope:
        return u if u.value >= 0 else u * slope[0]
    exact = [fmpq(point.numerator, point.denominator) for point in activation.breaks]
    total, power = u * 0, u * 0 + fmpq(1)
    for coefficient in activation.pieces[sum(u.value >= point for point in exact)]:
        total = total + power * fmpq(coefficient.numerator, coefficient.denominator)
        power = power * u
    return total


def by_exact_duals(net, theta, inputs):
    mixing = None if net.graph is None else mixing_matrix(net.graph, fmpq)

    def sigma(_, u, slope):
        values = [dual_activation(net.activation, one, slope) for one in u.flat]
        return objects(values).reshape(u.shape)

    numbers = variables(list(theta), fmpq(1))
    constants = objects([Dual(value, {}) for value in inputs.flat]).reshape(inputs.shape)
    found = statement.outputs(net, numbers, constants, sigma, mixing)
    return [[F.slopes.get(k, fmpq(0)) for k in range(net.parameters)] for F in found.flat]


@pytest.mark.parametrize("net", NETS, ids=NAMES)
def test_outputs_are_those_of_the_statement(net):
    theta, inputs = drawn(net)
    mixing = None if net.graph is None else mixing_matrix(net.graph)

    def sigma(_, u, slope):
        return activate(net.activation, u, slope)

    expected = statement.outputs(net, theta, inputs, sigma, mixing)
    assert forward(net, theta, inputs).outputs == pytest.approx(expected, rel=1e-13, abs=1e-13)


@pytest.mark.parametrize("net", NETS, ids=NAMES)
def test_jacobian_agrees_with_complex_steps(net):
    theta, inputs = drawn(net)
    J = jacobian(net, theta, inputs)
    expected = by_complex_steps(net, theta, inputs)
    assert J.shape == expected.shape
    assert np.abs(J - expected).max() < 1e-12 * max(1, np.abs(expected).max())


@pytest.mark.parametrize("activation", PIECEWISE, ids=lambda a: a.name)
@pytest.mark.parametrize("kind", zoo(relu()))
def test_exact_jacobian_is_the_derivative_over_the_rationals(kind, activation):
    net = zoo(activation, CYCLE)[kind]
    theta, inputs = (as_exact(np.round(8 * array) / 8) for array in drawn(net))
    assert jacobian(net, theta, inputs).tolist() == by_exact_duals(net, theta, inputs)


@pytest.mark.parametrize("kind", ["dense", "residual outside", "graph"])
def test_balls_enclose_floats_and_exact_numbers(kind):
    net = zoo(leaky_relu())[kind]
    theta, inputs = drawn(net)
    balls = jacobian(net, as_ball(theta), as_ball(inputs))
    J = jacobian(net, theta, inputs)
    assert np.abs(as_float(balls) - J).max() < 1e-14 * np.abs(J).max() * 20
    before, ctx.prec = ctx.prec, 300
    try:
        sharp = jacobian(net, as_ball(theta), as_ball(inputs))
    finally:
        ctx.prec = before
    assert all(wide.contains(thin) for wide, thin in zip(balls.flat, sharp.flat, strict=True))


@settings(max_examples=60, deadline=None)
@given(networks(), st.integers(0, 2**32 - 1))
def test_jacobian_of_random_nets_agrees_with_complex_steps(net, seed):
    theta, inputs = drawn(net, seed)
    expected = by_complex_steps(net, theta, inputs)
    scale = max(1, np.abs(expected).max())
    assert np.abs(jacobian(net, theta, inputs) - expected).max() < 1e-10 * scale


@pytest.mark.parametrize("net", NETS[:10], ids=NAMES[:10])
def test_loss_gradient_is_the_residual_through_the_jacobian(net):
    theta, inputs = drawn(net)
    labels = np.random.default_rng(1).normal(size=(4, net.outputs))
    residual = (forward(net, theta, inputs).outputs - labels).ravel()
    gradient = loss_gradient(net, theta, inputs, labels)
    assert gradient == pytest.approx(residual @ jacobian(net, theta, inputs), rel=1e-11, abs=1e-11)
    assert loss(net, theta, inputs, labels) == pytest.approx(residual @ residual / 2, rel=1e-14)


def test_derivative_at_a_kink_is_the_one_from_the_right():
    net = dense(1, (1, 1), relu(), bias=False)
    theta = np.array([0.0, 3.0])  # the preactivation 0 · x lies on the kink
    assert jacobian(net, theta, np.array([[2.0]])).tolist() == [[6.0, 0.0]]
    assert activation_pattern(net, theta, np.array([[2.0]]))[0].tolist() == [[1]]


def test_activation_pattern_lists_pieces_of_activated_layers():
    net = dense(1, (2, 2, 1), relu())
    theta = np.array([1, -1, 0, 0, 1, 0, 0, -1, 0, 0.5, 1, 1, 0], dtype=float)
    first, second = activation_pattern(net, theta, np.array([[1.0], [-1.0]]))
    assert first.tolist() == [[1, 0], [0, 1]] and second.tolist() == [[1, 1], [1, 0]]


def test_activation_pattern_of_a_ball_across_a_kink_is_undecided():
    net = dense(1, (1, 1), relu())
    theta = np.array([arb(1), arb(0, 0.1), arb(1), arb(0)], dtype=object)
    with pytest.raises(Undecided, match="smaller box"):
        activation_pattern(net, theta, as_ball([[0.0]]))
    derivative = jacobian(net, theta, as_ball([[0.0]]))
    assert all(derivative[0, 1].contains(one) for one in (0, 1))  # holds both one-sided ones


@pytest.mark.parametrize("activation", [leaky_relu(), smooth("tanh")], ids=lambda a: a.name)
def test_huge_and_tiny_preactivations_stay_finite(activation):
    z = np.array([-1e300, -1e-300, 0.0, 1e-300, 1e300])
    assert np.isfinite(activate(activation, z)).all()
    assert np.isfinite(activate_prime(activation, z)).all()


def test_nan_is_passed_on():
    assert np.isnan(activate(relu(), np.array([np.nan]))).all()


def test_data_that_do_not_fit_are_refused():
    net = dense(3, (2, 2), relu())
    theta, inputs = drawn(net)
    with pytest.raises(DataError, match=r"inputs of shape \(4, 2\); expected \(n, 3\)"):
        forward(net, theta, inputs[:, :2])
    with pytest.raises(DataError, match="n >= 1"):
        forward(net, theta, inputs[:0])
    with pytest.raises(DataError, match=r"labels of shape \(4,\); expected \(4, 2\)"):
        loss(net, theta, inputs, np.zeros(4))
    with pytest.raises(StatementError, match="expected m ="):
        forward(net, theta[1:], inputs)
    with pytest.raises(DataError, match="one sample a vertex"):
        forward(zoo(relu())["graph"], drawn(zoo(relu())["graph"])[0], inputs[:3])


def test_a_jacobian_that_does_not_fit_is_refused_with_its_size():
    net = dense(3, (2, 2), relu())
    theta, inputs = drawn(net)
    with pytest.raises(DataError, match="8 x 14 numbers are .* GB.*matrix_free"):
        jacobian(net, theta, inputs, memory_limit=800)


@pytest.mark.parametrize("kind", ["dense", "residual inside", "residual outside", "graph"])
@pytest.mark.parametrize("activation", [leaky_relu(), smooth("tanh")], ids=lambda a: a.name)
def test_jacobian_and_ntk_agree_with_automatic_differentiation(kind, activation):
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)
    net = zoo(activation)[kind]
    theta, inputs = drawn(net)
    mixing = None if net.graph is None else jax.numpy.array(mixing_matrix(net.graph))

    def sigma(_, u, slope):
        return jax.numpy.tanh(u) if activation.is_smooth else jax.nn.leaky_relu(u, 0.01)

    def outputs(parameters):
        return statement.outputs(net, parameters, jax.numpy.array(inputs), sigma, mixing).ravel()

    J = np.asarray(jax.jacrev(outputs)(jax.numpy.array(theta)))
    assert jacobian(net, theta, inputs) == pytest.approx(J, rel=1e-12, abs=1e-13)
    assert ntk(net, theta, inputs) == pytest.approx(J @ J.T, rel=1e-11, abs=1e-11)
