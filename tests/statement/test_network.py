"""What a net is made of: what does not fit together, and outputs by hand."""

from fractions import Fraction

import numpy as np
import pytest

from provcheck.errors import StatementError
from provcheck.statement import Layer, Network
from provcheck.statement.network import (
    Activation,
    Graph,
    Skip,
    dense,
    graph_net,
    identity,
    leaky_relu,
    outputs,
    parametric_relu,
    polynomial,
    relu,
    residual,
    smooth,
    split,
)
from tests.statement.nets import PIECEWISE, plain_outputs, random_setting

ONE, ZERO, HALF = Fraction(1), Fraction(0), Fraction(1, 2)
LINE = (ZERO, ONE)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Activation("jump", (ZERO,), ((ONE,), LINE)),
        lambda: Activation("too few", (ZERO,), (LINE,)),
        lambda: Activation("backwards", (ONE, ZERO), (LINE, LINE, LINE)),
        lambda: Activation("twice", (ZERO, ZERO), (LINE, LINE, LINE)),
        lambda: Activation("zero piece in disguise", (ZERO,), ((ZERO,), LINE)),
        lambda: Activation("trailing zero", (), ((ONE, ZERO),)),
        lambda: Activation("none"),
        lambda: Activation("sigmoid", (), (LINE,)),
        lambda: Activation("sigmoid", (ZERO,)),
        lambda: Activation("sigmoid", (ZERO,), trained_slope=True),
        lambda: Activation("trained", (ONE,), trained_slope=True),
        lambda: Activation("trained", (ZERO,), ((), LINE), trained_slope=True),
        lambda: smooth("relu"),
        lambda: Network(0, (Layer(1),), relu()),
        lambda: Network(1, (), relu()),
        lambda: Network(1, (Layer(0),), relu()),
        lambda: Network(1, (Layer(-1),), relu()),
        lambda: Network(1, (Layer(2, weights=False),), relu()),
        lambda: Network(1, (Layer(2, skip=Skip.INSIDE),), relu()),
        lambda: Network(1, (Layer(2, skip=Skip.OUTSIDE),), relu()),
        lambda: Network(1, (Layer(1, mixes=True),), relu()),
        lambda: Network(1, (Layer(1),), relu(), Graph(1, ())),
        lambda: Graph(2, ((1, 2), (1, 2))),
        lambda: Graph(2, ((2, 1),)),
        lambda: Graph(2, ((1, 1),)),
        lambda: Graph(2, ((1, 3),)),
        lambda: Graph(3, ((1, 2),), loops=False),
        lambda: Graph(0, ((0, 1),)),
    ],
)
def test_what_does_not_fit_is_refused(make):
    with pytest.raises(StatementError):
        make()


@pytest.mark.parametrize(
    ("activation", "expected"),
    [
        (relu(), False),
        (leaky_relu(HALF), True),
        (leaky_relu(Fraction(-1)), True),
        (identity(), True),
        (parametric_relu(), True),
        (polynomial((ONE,)), True),
        (polynomial(()), False),
        (smooth("tanh"), False),
        (Activation("flat", (ZERO, ONE), (LINE, LINE, (ONE,))), True),
        (Activation("dead in the middle", (ZERO, ONE), (LINE, (), (-ONE, ONE))), False),
    ],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_zero_at_finitely_many_points(activation, expected):
    assert activation.is_piecewise_nonzero is expected


def test_outputs_by_hand():
    net = dense(2, (2, 1), relu())
    theta = np.array([1.0, 2, 3, -4, 0.5, 0, 2, 5, 7])
    assert net.parameters == 9
    (weights, bias, slope), _ = split(net, theta)
    assert weights.tolist() == [[1, 2], [3, -4]] and bias.tolist() == [0.5, 0] and slope is None
    inputs = np.array([[1.0, 1.0], [2.0, 1.0]])
    found = outputs(net, theta, inputs, lambda layer, u, slope: np.maximum(u, 0))
    assert found.tolist() == [[2 * 3.5 + 5 * 0 + 7], [2 * 4.5 + 5 * 2 + 7]]


@pytest.mark.parametrize(
    ("skip", "expected"), [(Skip.NONE, 0), (Skip.INSIDE, 0), (Skip.OUTSIDE, -2)]
)
def test_where_a_skip_goes(skip, expected):
    net = Network(1, (Layer(1, skip=skip),), relu())
    theta, inputs = np.array([0.5, 0.25]), np.array([[-2.0]])
    found = outputs(net, theta, inputs, lambda layer, u, slope: np.maximum(u, 0))
    assert found.tolist() == [[expected]]


def test_parameters_are_counted_layer_by_layer():
    assert dense(3, (4, 2), relu()).parameters == 3 * 4 + 4 + 4 * 2 + 2
    assert dense(3, (4, 2), relu(), bias=False).parameters == 20
    assert dense(3, (4, 2), parametric_relu()).parameters == 27
    assert residual(3, 2, relu()).parameters == 3 * 12
    assert graph_net(3, (4, 2), relu(), Graph(2, ((1, 2),))).parameters == 26


def test_parameters_of_another_number_are_refused():
    with pytest.raises(StatementError):
        split(dense(1, (1, 1), relu()), np.zeros(5))


@pytest.mark.parametrize("activation", PIECEWISE[1:4], ids=lambda activation: activation.name)
def test_outputs_in_float64_are_those_of_plain_loops(activation):
    rng = np.random.default_rng(11)

    def activate(_layer, u, slope):
        below = slope[0] if slope is not None else float((*activation.pieces[0], 0, 0)[1])
        return np.where(u >= 0, u, below * u)

    for _ in range(30):
        setting = random_setting(rng, activation)
        theta = np.array(list(map(float, setting.parameters)))
        inputs = np.array([list(map(float, row)) for row in setting.inputs])
        found = outputs(setting.network, theta, inputs, activate)
        plain = np.array([list(map(float, row)) for row in plain_outputs(setting)])
        assert np.allclose(found, plain, rtol=1e-12, atol=1e-12)


def test_an_adjacency_counts_both_directions():
    path = Graph(3, ((1, 2), (2, 3)))
    assert path.degrees == (2, 3, 2)
    assert path.neighbours == ((0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (2, 1), (2, 2))
    assert Graph(2, ((1, 2),), loops=False).degrees == (1, 1)
