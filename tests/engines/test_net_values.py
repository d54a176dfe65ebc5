"""Values and derivatives of small nets, against the reference functions and against exact ranks."""

from fractions import Fraction

import numpy as np
import pytest

from provcheck.engines.net_values import (
    at_floats,
    in_field,
    jacobian_of,
    numbers_of,
    residue,
)
from provcheck.reference.network import forward, jacobian
from provcheck.statement.network import (
    Graph,
    Skip,
    dense,
    graph_net,
    identity,
    leaky_relu,
    relu,
    residual,
    smooth,
)

HALF = Fraction(1, 2)
PATH = Graph(3, ((1, 2), (2, 3)), loops=True)
NETS = (
    dense(2, (3, 2), leaky_relu(HALF)),
    dense(1, (2, 2, 1), smooth("sigmoid")),
    dense(2, (2, 1), smooth("tanh"), bias=False),
    dense(2, (2, 1), smooth("softplus")),
    residual(2, 2, relu(), skip=Skip.INSIDE),
    residual(2, 1, smooth("sigmoid"), skip=Skip.OUTSIDE),
    graph_net(2, (2, 1), leaky_relu(HALF), PATH),
)


@pytest.mark.parametrize("net", NETS, ids=range(len(NETS)))
def test_floats_agree_with_the_reference(net, rng):
    theta, X = rng.normal(size=net.parameters), rng.normal(size=(3, net.inputs))
    values = at_floats(net, theta, X)
    assert np.allclose(numbers_of(values), forward(net, theta, X).outputs, rtol=1e-13)
    assert np.allclose(jacobian_of(values, len(theta)), jacobian(net, theta, X), rtol=1e-12)


def test_a_piece_can_be_taken_on_either_side():
    net = dense(1, (1, 1), leaky_relu(HALF), bias=False)
    sides = [at_floats(net, (1, 1), ((2,),), sides={(0, 0, 0): side}) for side in (0, 1)]
    assert [numbers_of(side)[0, 0] for side in sides] == [1.0, 2.0]
    assert dict(sides[0].pieces) == {(0, 0, 0): 0}


def test_a_residue_stands_for_a_fraction():
    assert residue(Fraction(2, 3)) * 3 == 2 and residue(Fraction(-1, 7)) * 7 == -1


@pytest.mark.parametrize("samples, rank", [(1, 1), (2, 2), (3, 2), (5, 2)])
def test_an_affine_net_has_rank_two_whatever_the_samples(samples, rank, rng):
    net = dense(1, (1, 1), identity())
    pieces = dict.fromkeys(((0, sample, 0) for sample in range(samples)), 0)
    assert in_field(net, samples, pieces, rng).jacobian.rank() == rank


def test_the_rank_with_open_activations_is_that_of_a_sigmoid_net(rng):
    """[1,1,2] on three samples: 5 of 6, by floats and over the field."""
    net = dense(1, (1, 2), smooth("sigmoid"))
    assert in_field(net, 3, None, rng).jacobian.rank() == 5
    J = jacobian(net, rng.normal(size=6), rng.normal(size=(3, 1)))
    values = np.linalg.svd(J, compute_uv=False)
    assert values[5] < 1e-14 < 1e-6 < values[4]


def test_free_activations_are_columns_of_their_own(rng):
    net = dense(1, (1, 1), smooth("sigmoid"))
    point = in_field(net, 2, None, rng, free=True)
    assert (point.jacobian.nrows(), point.jacobian.ncols()) == (2, 4 + 2)
    assert len(point.outputs) == 2 and len(point.inputs) == 2
