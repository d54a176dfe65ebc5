"""Each derivative against a difference quotient of the order below, at 1200 bits."""

from types import SimpleNamespace

import numpy as np
import pytest
from flint import arb, arb_mat, ctx

from provcheck.reference import depth2
from provcheck.reference.activations import Activation
from provcheck.reference.norms import squared_norm
from provcheck.reference.numbers import as_ball

STEP = arb(2) ** -300
CLOSE = arb(2) ** -500  # the quotient's error is STEP^2 times a third derivative, about 2^-600


@pytest.fixture(autouse=True)
def _many_bits():
    before, ctx.prec = ctx.prec, 1200
    yield
    ctx.prec = before


@pytest.fixture(params=list(Activation), ids=lambda activation: activation.name)
def net(request):
    rng = np.random.default_rng(7)
    p, d, n = 3, 2, 4
    X = rng.normal(size=(n, d))
    X[1] = X[0]  # a repeated sample
    arrays = as_ball(rng.normal(size=(p, d))), as_ball(rng.normal(size=(p, d)))
    rest = (as_ball(rng.normal(size=p)), as_ball(X), as_ball(rng.normal(size=n)),
            arb(3) / 10, arb(7) / 4, request.param)  # fmt: skip
    return SimpleNamespace(W=arrays[0], V=arrays[1], rest=rest)


def unit(shape, index):
    direction = np.zeros(shape, dtype=int)
    direction[index] = 1
    return as_ball(direction)


def slope(function, W, direction, *rest):
    above, below = W + STEP * direction, W - STEP * direction
    return (function(above, *rest) - function(below, *rest)) / (2 * STEP)


def largest_difference(x, y):
    return max(abs(np.ravel(x) - np.ravel(y)), key=lambda ball: float(ball.upper()))


def test_loss_is_the_printed_sum(net):
    a, X, y, lam, beta, activation = net.rest
    total = arb(0)
    for x, label in zip(X, y, strict=True):
        output = arb(0)
        for j in range(len(a)):
            z = sum(net.W[j, k] * x[k] for k in range(len(x)))
            value = {
                Activation.SIGMOID: 1 / (1 + (-beta * z).exp()),
                Activation.TANH: z.tanh(),
                Activation.SOFTPLUS: (1 + (beta * z).exp()).log() / beta,
            }[activation]
            output += a[j] * value
        total += (label - output) ** 2 / 2
    expected = total / len(y) + lam / 2 * sum(w * w for w in net.W.flat)
    assert abs(depth2.loss(net.W, *net.rest) - expected) < CLOSE


def test_gradient_is_the_slope_of_the_loss(net):
    G = depth2.gradient(net.W, *net.rest)
    for index in np.ndindex(net.W.shape):
        quotient = slope(depth2.loss, net.W, unit(net.W.shape, index), *net.rest)
        assert abs(quotient - G[index]) < CLOSE


def test_hessian_is_the_slope_of_the_gradient(net):
    second = depth2.hessian(net.W, *net.rest)
    for row, index in enumerate(np.ndindex(net.W.shape)):
        quotient = slope(depth2.gradient, net.W, unit(net.W.shape, index), *net.rest)
        assert largest_difference(quotient, second[row]) < CLOSE
    assert largest_difference(second, second.T) < CLOSE


def test_hessian_vector_is_the_hessian_times_the_vector(net):
    product = depth2.hessian(net.W, *net.rest) @ net.V.ravel()
    assert largest_difference(depth2.hessian_vector(net.W, net.V, *net.rest), product) < CLOSE


def test_laplacian_is_the_trace_and_the_sum_over_neurons(net):
    diagonal = np.diagonal(depth2.hessian(net.W, *net.rest))
    by_neuron = diagonal.reshape(net.W.shape).sum(axis=1)
    assert largest_difference(depth2.laplacian_by_neuron(net.W, *net.rest), by_neuron) < CLOSE
    assert abs(depth2.laplacian(net.W, *net.rest) - diagonal.sum()) < CLOSE


def test_villani_is_steepness_over_s_minus_the_trace(net):
    s = arb(1) / 7
    expected = 7 * squared_norm(depth2.gradient(net.W, *net.rest)) - np.sum(
        np.diagonal(depth2.hessian(net.W, *net.rest))
    )
    *before_beta, beta, activation = net.rest
    value = depth2.villani(net.W, *before_beta, s, beta, activation)
    assert abs(value - expected) < CLOSE


def test_hessian_extremes_bound_every_rayleigh_quotient_and_are_eigenvalues(net):
    second = depth2.hessian(net.W, *net.rest)
    smallest, largest = depth2.hessian_extremes(net.W, *net.rest)
    v = net.V.ravel()
    quotient = v @ second @ v / squared_norm(v)
    assert smallest < quotient < largest
    for value in (smallest, largest):
        assert abs(_determinant(second - np.eye(v.size, dtype=int) * value)) < CLOSE


def _determinant(matrix):
    return arb_mat(matrix.tolist()).det()


def test_one_neuron_one_input_one_sample_by_hand():
    one, two = as_ball(np.ones((1, 1))), arb(2)
    a, y = as_ball([2.0]), as_ball([0.0])
    rest = (a, one, y, arb(0), two, Activation.SOFTPLUS)
    softplus = (1 + two.exp()).log() / 2
    sigmoid = 1 / (1 + (-two).exp())
    assert abs(depth2.loss(one, *rest) - 2 * softplus**2) < CLOSE
    assert abs(depth2.gradient(one, *rest)[0, 0] - 4 * softplus * sigmoid) < CLOSE
    bend = 2 * sigmoid * (1 - sigmoid)
    assert abs(depth2.laplacian(one, *rest) - 4 * (sigmoid**2 + softplus * bend)) < CLOSE


def test_wide_balls_around_zero_enclose_the_nets_inside(net):
    a, X, y, *rest = net.rest
    hull = np.array([arb(0, 4)] * X.size, dtype=object).reshape(X.shape)
    for function in (depth2.loss, depth2.gradient, depth2.laplacian):
        wide = np.ravel(function(net.W, a, hull, y, *rest))
        inside = np.ravel(function(net.W, a, X, y, *rest))
        assert all(
            ball.is_finite() and ball.contains(point)
            for ball, point in zip(wide, inside, strict=True)
        )
