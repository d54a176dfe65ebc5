"""Losses with a frozen pattern: against differences, and against the net's own gradient."""

from fractions import Fraction

import numpy as np
import pytest

from provcheck.errors import DataError
from provcheck.reference import network as plain
from provcheck.reference import piece as pieces
from provcheck.reference.piece import Piece, fit_of, pattern_at
from provcheck.statement.network import (
    Activation,
    Graph,
    Layer,
    Network,
    Skip,
    dense,
    graph_net,
    leaky_relu,
    parametric_relu,
    polynomial,
    relu,
    residual,
    smooth,
    split,
)

Q = Fraction
N = 4
PATH = Graph(N, ((1, 2), (2, 3), (3, 4)))
HAT = Activation("hat", (Q(-1), Q(1)), ((Q(-1, 2),), (Q(0), Q(3, 4), Q(0), Q(-1, 4)), (Q(1, 2),)))
ACTIVATIONS = [leaky_relu(Q(1, 10)), relu(), parametric_relu(), polynomial((0, 1, Q(1, 9))), HAT,
               smooth("tanh"), smooth("softplus")]  # fmt: skip
SHAPES = {
    "dense": lambda act: dense(2, (4, 3, 2), act),
    "no bias": lambda act: dense(2, (3, 1), act, bias=False),
    "no weights": lambda act: Network(2, (Layer(2, weights=False), Layer(1)), act),
    "residual": lambda act: residual(2, 2, act),
    "outside": lambda act: residual(2, 2, act, skip=Skip.OUTSIDE),
    "graph": lambda act: graph_net(2, (3, 2), act, PATH),
}
CASES = [(shape, act) for shape in SHAPES for act in ACTIVATIONS]


def piece_at_random(shape, act, seed=0):
    rng = np.random.default_rng(seed)
    net = SHAPES[shape](act)
    X, y = rng.normal(size=(N, net.inputs)), rng.normal(size=(N, net.outputs))
    fit, theta = fit_of(net, X, y), rng.normal(size=net.parameters)
    return Piece(fit, pattern_at(fit, theta)), theta


def other(piece):
    """The same net on another pattern, one that its preactivations are not on."""
    last = len(piece.fit.network.activation.breaks)
    return Piece(piece.fit, last - piece.pattern)


def differences(function, theta, width=1e-6):
    """Central differences, (..., m)."""
    steps = width * np.eye(len(theta))
    return np.stack([(function(theta + e) - function(theta - e)) / 2 / width for e in steps], -1)


@pytest.mark.parametrize("X, y", [
    (np.ones((3, 3)), np.ones((3, 1))), (np.ones((3, 2)), np.ones((2, 1))),
    (np.ones((3, 2)), np.ones(3)), (np.ones(2), np.ones((1, 1))),
    (np.ones((0, 2)), np.ones((0, 1))), (np.full((3, 2), np.nan), np.ones((3, 1))),
    (np.ones((3, 2)), np.full((3, 1), np.inf)),
])  # fmt: skip
def test_data_that_do_not_fit_are_refused(X, y):
    with pytest.raises(DataError, match="expected"):
        fit_of(dense(2, (2, 1), relu()), X, y)


def test_a_graph_needs_one_sample_a_vertex():
    with pytest.raises(DataError, match="one sample a vertex"):
        fit_of(graph_net(2, (2, 1), relu(), PATH), np.ones((3, 2)), np.ones((3, 1)))


@pytest.mark.parametrize("theta", [np.ones(3), np.full(9, np.nan)])
def test_parameters_that_do_not_fit_are_refused(theta):
    fit = fit_of(dense(2, (2, 1), relu()), np.ones((3, 2)), np.ones((3, 1)))
    with pytest.raises(DataError, match="expected"):
        pieces.parameters(fit, theta)


@pytest.mark.parametrize("shape, act", CASES, ids=lambda x: getattr(x, "name", x))
def test_derivatives_are_those_of_the_frozen_functions(shape, act):
    piece, theta = piece_at_random(shape, act)
    for frozen in (piece, other(piece)):
        slope = differences(lambda point, p=frozen: pieces.loss(p, point), theta)
        scale = 1 + np.abs(slope).max()
        assert pieces.gradient(frozen, theta) == pytest.approx(slope, abs=1e-7 * scale)
        by_entry = differences(lambda point, p=frozen: pieces.preactivations(p, point), theta)
        for entry, row in enumerate(by_entry):
            found = pieces.preactivation_gradient(frozen, theta, entry)
            assert found == pytest.approx(row, abs=1e-7 * (1 + np.abs(row).max()))


@pytest.mark.parametrize("shape, act", CASES, ids=lambda x: getattr(x, "name", x))
def test_on_its_own_pattern_it_is_the_net(shape, act):
    piece, theta = piece_at_random(shape, act)
    net, X, y = piece.fit.network, piece.fit.inputs, piece.fit.labels
    slope, J = plain.loss_gradient(net, theta, X, y), plain.jacobian(net, theta, X)
    scale = 1 + np.abs(slope).max()
    assert pieces.gradient(piece, theta) == pytest.approx(slope, abs=1e-13 * scale)
    assert pieces.jacobian(piece, theta) == pytest.approx(J, abs=1e-13 * (1 + np.abs(J).max()))
    assert pieces.loss(piece, theta) == pytest.approx(plain.loss(net, theta, X, y), rel=1e-13)


def test_a_piece_goes_on_beyond_its_break():
    fit = fit_of(Network(1, (Layer(1, weights=False),), leaky_relu(Q(1, 2))), [[0.0]], [[0.0]])
    on_right = Piece(fit, np.array([1]))
    assert pieces.loss(on_right, np.array([-3.0])) == 4.5  # 3²/2, not (3/2)²/2
    on_left = pieces.switched(on_right, 0, 0)
    assert pieces.loss(on_left, np.array([-3.0])) == 1.125


@pytest.mark.parametrize("shape", SHAPES)
def test_slots_are_the_parts_of_split(shape):
    net = SHAPES[shape](parametric_relu())
    fit = piece_at_random(shape, parametric_relu())[0].fit
    theta = np.arange(net.parameters, dtype=float)
    for slots, parts in zip(fit.slots, split(net, theta), strict=True):
        for slot, part in zip(slots, parts, strict=True):
            expected = [] if part is None else part.ravel().tolist()
            assert theta[slot].tolist() == expected


def test_an_entry_knows_its_layer_sample_and_unit():
    fit = piece_at_random("dense", relu())[0].fit  # widths 4 and 3 activated, 4 samples
    assert [pieces.address(fit, k) for k in (0, 5, 16, 20)] == [
        (0, 0, 0), (0, 1, 1), (1, 0, 0), (1, 1, 1)
    ]  # fmt: skip
    with pytest.raises(DataError):
        pieces.address(fit, 28)
