"""Which nets a claim speaks about, and the names of their parameters."""

from fractions import Fraction

import pytest

from provcheck.errors import StatementError
from provcheck.statement import (
    Activations,
    Direction,
    Family,
    Nets,
    NetSetting,
)
from provcheck.statement.nets import admission_gap, is_minorant, parameter_names
from provcheck.statement.network import (
    Graph,
    Skip,
    dense,
    graph_net,
    identity,
    leaky_relu,
    parametric_relu,
    relu,
    residual,
    smooth,
)

EDGE = Graph(2, ((1, 2),))


def of(net, samples=2):
    data = tuple((Fraction(1),) * net.inputs for _ in range(samples))
    return NetSetting(net, data, (), (Fraction(0),) * net.parameters, Fraction(0), Direction(()))


ADMITTED = [
    (Family.DENSE, Activations.RELU, dense(2, (3, 1), relu())),
    (Family.DENSE, Activations.LEAKY_RELU, dense(2, (3, 3, 1), leaky_relu())),
    (Family.DENSE, Activations.SIGMOID, dense(2, (3, 1), smooth("sigmoid"))),
    (Family.DENSE, Activations.PIECEWISE_NONZERO, dense(2, (3, 1), parametric_relu())),
    (Family.DENSE, Activations.PIECEWISE_NONZERO, dense(2, (3, 1), identity())),
    (Family.RESIDUAL, Activations.RELU, residual(2, 1, relu())),
    (Family.RESIDUAL, Activations.RELU, residual(2, 3, relu(), skip=Skip.OUTSIDE)),
    (Family.GRAPH, Activations.RELU, graph_net(2, (3, 1), relu(), EDGE)),
    (Family.ANY, Activations.RELU, dense(2, (3, 1), relu(), bias=False)),
]


@pytest.mark.parametrize("case", ADMITTED, ids=lambda case: f"{case[0].name}, {case[1].name}")
def test_a_net_belongs_to_its_own_family_only(case):
    family, activations, net = case
    assert admission_gap(Nets(family, activations), of(net)) == ""
    assert admission_gap(Nets(Family.ANY, activations), of(net)) == ""
    for other in {*Family} - {family, Family.ANY}:
        assert admission_gap(Nets(other, activations), of(net))
    for other in {*Activations} - {activations, Activations.PIECEWISE_NONZERO}:
        assert admission_gap(Nets(family, other), of(net))


def test_over_parametrized_means_at_least_as_many_parameters_as_outputs():
    net = dense(1, (1, 1), identity(), bias=False)
    assert admission_gap(Nets(), of(net, samples=2)) == ""
    assert "m = 2 < nq = 3" in admission_gap(Nets(), of(net, samples=3))
    assert admission_gap(Nets(overparametrized=False), of(net, samples=3)) == ""


def test_parameters_are_named_in_their_order():
    net = dense(2, (1, 2), parametric_relu())
    names = ["W1_1_1", "W1_1_2", "b1_1", "a1", "W2_1_1", "W2_2_1", "b2_1", "b2_2"]
    assert parameter_names(net) == names
    assert parameter_names(dense(1, (1, 1), relu(), bias=False)) == ["W1_1_1", "W2_1_1"]


def test_minorants_lie_below():
    assert is_minorant("linear", relu()) and is_minorant("linear", leaky_relu())
    assert is_minorant("minusone", smooth("sigmoid"))
    for activation in (leaky_relu(Fraction(2)), leaky_relu(Fraction(-1)), smooth("sigmoid")):
        assert not is_minorant("linear", activation)
    for activation in (relu(), smooth("tanh"), identity()):
        assert not is_minorant("minusone", activation)
    assert not is_minorant("unknown", relu())


def test_a_setting_has_a_graph_of_its_size():
    with pytest.raises(StatementError):
        of(graph_net(2, (3, 1), relu(), EDGE), samples=3)
