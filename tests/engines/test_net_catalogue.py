"""Every small net of a family is listed once, the smallest first, and the claim admits it."""

import itertools
from fractions import Fraction

import pytest

from provcheck.engines.net_catalogue import (
    ACTIVATIONS,
    MOST_PARAMETERS,
    candidates,
    enumerated,
    graphs,
)
from provcheck.statement import Activations, Family, Nets, NetSetting
from provcheck.statement.nets import Direction, admission_gap
from provcheck.statement.network import Skip


def listed(nets, count=None):
    return list(itertools.islice(candidates(nets), count))


def size(candidate):
    return candidate.network.parameters, candidate.stacked


@pytest.mark.parametrize("family", Family)
@pytest.mark.parametrize("activations", Activations)
@pytest.mark.parametrize("over", [True, False])
def test_the_claim_admits_every_net_that_is_listed(family, activations, over):
    nets = Nets(family, activations, over)
    for candidate in listed(nets, 400):
        net = candidate.network
        inputs = ((Fraction(0),) * net.inputs,) * candidate.samples
        theta = (Fraction(0),) * net.parameters
        setting = NetSetting(net, inputs, (), theta, Fraction(0), Direction(()))
        assert admission_gap(nets, setting) == ""
        assert any(layer.activated for layer in net.layers)


@pytest.mark.parametrize("family", Family)
def test_sizes_never_decrease_and_nothing_is_listed_twice(family):
    found = listed(Nets(family), 2000)
    sizes = [size(candidate) for candidate in found]
    assert sizes == sorted(sizes) and len(set(found)) == len(found)


def test_without_overparametrization_samples_go_beyond_the_parameters():
    over, under = (listed(Nets(Family.DENSE, overparametrized=o), 60) for o in (True, False))
    assert all(candidate.stacked <= candidate.network.parameters for candidate in over)
    assert any(candidate.stacked > candidate.network.parameters for candidate in under)


def test_fully_connected_nets_are_counted_by_hand():
    """m = 4: [1,1,1]; 5: [2,1,1]; 6: [3,1,1], [1,1,2], [1,1,1,1]; 7: [4,1,1], [2,1,2], [2,1,1,1],
    [1,2,1]."""
    nets = Nets(Family.DENSE, Activations.RELU)
    shapes = {
        (net.parameters, (net.inputs, *(layer.width for layer in net.layers)))
        for net in (candidate.network for candidate in candidates(nets))
        if net.parameters <= 7
    }
    assert shapes == {
        (4, (1, 1, 1)),
        (5, (2, 1, 1)),
        *((6, widths) for widths in ((3, 1, 1), (1, 1, 2), (1, 1, 1, 1))),
        *((7, widths) for widths in ((4, 1, 1), (2, 1, 2), (2, 1, 1, 1), (1, 2, 1))),
    }


def test_residual_nets_come_with_either_skip():
    nets = [candidate.network for candidate in candidates(Nets(Family.RESIDUAL))]
    skips = {net.layers[0].skip for net in nets}
    assert skips == {Skip.INSIDE, Skip.OUTSIDE} and {net.inputs for net in nets} == {1, 2}


def test_any_net_may_lack_weights_and_biases_and_may_have_a_graph():
    nets = [candidate.network for candidate in listed(Nets(Family.ANY), 1500)]
    layers = {layer for net in nets for layer in net.layers}
    assert any(not layer.weights for layer in layers) and any(not layer.bias for layer in layers)
    assert any(net.graph is not None for net in nets)
    assert all(layer.weights or layer.bias for layer in layers)


def test_connected_graphs_are_counted():
    """1, 2 and 6 connected graphs with 2, 3 and 4 vertices, with loops and without."""
    counts = [sum(graph.vertices == n for graph in graphs(4)) for n in (2, 3, 4)]
    assert counts == [2, 4, 12]
    assert len(graphs(2)) == 2


def test_the_account_names_the_activations_and_the_size():
    text = enumerated(Nets(Family.GRAPH, Activations.SIGMOID))
    assert "sigmoid" in text and str(MOST_PARAMETERS[Family.GRAPH]) in text and "graphs" in text
    assert "vertices" not in enumerated(Nets(Family.DENSE, Activations.RELU))


def test_the_plainest_activation_comes_first():
    plain = ACTIVATIONS[Activations.PIECEWISE_NONZERO]
    assert plain[0].name == "identity" and all(a.is_piecewise_nonzero for a in plain)
