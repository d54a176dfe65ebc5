"""Nets that a claim does not speak of, and objects that are not what they say."""

import dataclasses
from fractions import Fraction

import pytest

from provcheck.errors import ProvcheckError, Rejected, StatementError
from provcheck.statement import (
    Activations,
    Family,
    Invariant,
    Layer,
    Nets,
    NetSetting,
    Network,
    NtkAtLeastThatOf,
    NullVector,
)
from provcheck.statement.network import (
    Graph,
    Skip,
    dense,
    graph_net,
    identity,
    leaky_relu,
    parametric_relu,
    polynomial,
    relu,
    residual,
    smooth,
)
from tests.soundness.nets import (
    ANY,
    CONTINUES,
    DEFINITE,
    ON_A_LINE,
    RIGHT,
    SAME_LINE,
    SLIDES,
    SMALL,
    VANISHES,
    bottleneck,
    certified,
    direction,
    pieces,
    poly,
    refuses,
    rows,
    setting,
    with_vector,
)

# ---------------------------------------------------------------- nets outside the claim

TRIANGLE = Graph(3, ((1, 2), (1, 3), (2, 3)))
UNSEEN = Network(1, (Layer(1, bias=False, activated=False),) * 2, smooth("sigmoid"))


def like_bottleneck(net, count):
    return dataclasses.replace(bottleneck(relu()), network=net, parameters=(Fraction(1),) * count)


LINE_DATA = ([1], [2], [4])
STRAIGHT = poly(
    (1, "F1_1", "x2_1"), (-1, "F1_1", "x3_1"), (1, "F2_1", "x3_1"), (-1, "F2_1", "x1_1"),
    (1, "F3_1", "x1_1"), (-1, "F3_1", "x2_1"),
)  # fmt: skip


def straight(net, count):
    """Affine nets keep three points on a line."""
    argument = Invariant(STRAIGHT, opaque=False)
    return setting(net, LINE_DATA, ([1], [0], [0]), (1,) * count, argument)


ZERO = pieces("0 | u", (0,), (), (0, 1))
OUTSIDERS = [
    ("m < nq", Nets(), straight(Network(1, (Layer(1),), identity()), 2), VANISHES),
    ("identity is no leaky ReLU", Nets(activations=Activations.LEAKY_RELU),
     straight(dense(1, (1, 1), identity()), 4), VANISHES),
    ("ReLU is no leaky ReLU", Nets(activations=Activations.LEAKY_RELU), bottleneck(relu()),
     VANISHES),
    ("|u| is no leaky ReLU", Nets(activations=Activations.LEAKY_RELU), SLIDES, CONTINUES),
    ("slope 2", Nets(activations=Activations.LEAKY_RELU), bottleneck(leaky_relu(Fraction(2))),
     VANISHES),
    ("trained slope is no leaky ReLU", Nets(activations=Activations.LEAKY_RELU),
     direction(dense(1, (1, 1), parametric_relu(), bias=False), ([1],), (-1, 0, 1), 1),
     NtkAtLeastThatOf("linear")),
    ("ReLU is zero on a piece", Nets(), bottleneck(relu()), VANISHES),
    ("zero on a piece, renamed", Nets(), bottleneck(ZERO), VANISHES),
    ("zero everywhere", Nets(), bottleneck(polynomial(())), VANISHES),
    ("smooth", Nets(), bottleneck(smooth("sigmoid")), VANISHES),
    ("tanh is no sigmoid", Nets(activations=Activations.SIGMOID), bottleneck(smooth("tanh")),
     VANISHES),
    ("renamed ReLU", Nets(activations=Activations.RELU), bottleneck(ZERO), VANISHES),
    ("a name that lies", Nets(), bottleneck(pieces("relu", (0,), (0, -1), (0, 1))), VANISHES),
    ("a slope that lies", Nets(),
     bottleneck(pieces("leaky_relu(1/2)", (0,), (0, 2), (0, 1))), VANISHES),
    ("sigmoid that is nowhere applied", Nets(activations=Activations.SIGMOID),
     with_vector(*SAME_LINE.entries, net=UNSEEN, opaque=True), DEFINITE),
    ("no biases", Nets(Family.DENSE), ON_A_LINE, DEFINITE),
    ("skips are not dense", Nets(Family.DENSE), straight(residual(1, 1, identity()), 4), VANISHES),
    ("dense is not residual", Nets(Family.RESIDUAL), straight(dense(1, (1, 1), identity()), 4),
     VANISHES),
    ("residual without hidden layer", Nets(Family.RESIDUAL),
     straight(Network(1, (Layer(1, activated=False),), identity()), 2), VANISHES),
    ("a graph is not dense", Nets(Family.DENSE, Activations.RELU),
     like_bottleneck(graph_net(1, (1, 2), relu(), TRIANGLE), 6), VANISHES),
    ("no graph", Nets(Family.GRAPH, Activations.RELU), bottleneck(relu()), VANISHES),
    ("last layer activated", Nets(Family.DENSE), SLIDES, CONTINUES),
]  # fmt: skip


@pytest.mark.parametrize("case", OUTSIDERS, ids=lambda case: case[0])
def test_a_net_outside_the_claim_refutes_nothing(case):
    _, nets, net, relation = case
    with pytest.raises(Rejected, match=r"admitted|assumes m >= nq"):
        certified(nets, relation, net)


@pytest.mark.parametrize(
    "damage",
    [
        {"inputs": ()},
        {"inputs": rows([1])},
        {"inputs": rows([1, 2], [3])},
        {"labels": rows([1, 2])},
        {"parameters": (Fraction(1),)},
        {"radius": Fraction(-1)},
        {"network": dense(1, (1, 1), identity())},
        {"network": graph_net(1, (1, 1), identity(), TRIANGLE, bias=False)},
    ],
    ids=lambda damage: next(iter(damage)),
)
def test_a_misshapen_setting_cannot_be_made(damage):
    with pytest.raises((StatementError, Rejected)):
        certified(ANY, DEFINITE, dataclasses.replace(ON_A_LINE, **damage))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "x", None, "1e99999", "1/0"])
@pytest.mark.parametrize("place", ["radius", "parameters", "inputs"])
def test_what_is_no_number_is_refused(place, value):
    wrong = {"radius": value, "parameters": (value, 1), "inputs": ((value,), (1,))}[place]
    broken = object.__new__(NetSetting)
    fields = {f.name: getattr(ON_A_LINE, f.name) for f in dataclasses.fields(NetSetting)}
    for name, entry in (fields | {place: wrong}).items():
        object.__setattr__(broken, name, entry)
    refuses(ANY, DEFINITE, broken, StatementError)


# ---------------------------------------------------------------- objects that lie


class _OfNoOutputs(int):
    """A width of 1 that makes n·q zero."""

    def __rmul__(self, other):
        return 1 if other == 1 else 0


class _Generous(NetSetting):
    stacked = 0


class _Shrunk(Nets):
    overparametrized = False

    def __init__(self):
        super().__init__(Family.ANY, Activations.PIECEWISE_NONZERO, True)


class _Numerator(int):
    def __bool__(self):
        return True


class _Odd(Fraction):
    """It says that it is 1, and calculates as -1."""

    def __str__(self):
        return "1"

    @property
    def numerator(self):
        return _Numerator(-1)


def test_a_width_that_lies_is_read_anew():
    net = Network(1, (Layer(_OfNoOutputs(1), bias=False),), identity())
    small = setting(net, ([1], [2]), ([1], [0]), (1,), Invariant(poly(*RIGHT), opaque=False))
    refuses(ANY, VANISHES, small)


def test_a_setting_that_lies_is_read_anew():
    net = Network(1, (Layer(1, bias=False),), identity())
    honest = setting(net, ([1], [2]), ([1], [0]), (1,), Invariant(poly(*RIGHT), opaque=False))
    fields = {f.name: getattr(honest, f.name) for f in dataclasses.fields(NetSetting)}
    refuses(ANY, VANISHES, _Generous(**fields))
    assert certified(SMALL, VANISHES, _Generous(**fields)).setting["net"].stacked == 2


def test_what_is_sealed_is_plain():
    """Whole numbers, fractions and enumerations of their own kinds, whatever was handed in."""
    net = dense(1, (_Numerator(1), 1), identity(), bias=False)
    odd = dataclasses.replace(ON_A_LINE, network=net, parameters=(_Odd(1), Fraction(1)))
    found = certified(ANY, DEFINITE, odd).setting["net"]
    assert {type(layer.width) for layer in found.network.layers} == {int}
    assert {type(entry) for entry in found.parameters} == {Fraction}
    assert found.parameters == (1, 1)
    assert {type(entry.numerator) for entry in found.parameters} == {int}
    assert {type(layer.skip) for layer in found.network.layers} == {Skip}


def test_what_is_sealed_stays_as_it_was():
    entries = [*SAME_LINE.entries]
    argument = NullVector(entries, False)
    found = certified(ANY, DEFINITE, dataclasses.replace(ON_A_LINE, argument=argument))
    entries.clear()
    assert found.setting["net"].argument == SAME_LINE


@pytest.mark.parametrize(
    "arguments",
    [
        {"family": "convolutional nets"},
        {"family": "any net of form (1)"},
        {"activations": "softplus"},
        {"overparametrized": 0},
        {"overparametrized": None},
    ],
    ids=str,
)
def test_a_space_of_nets_says_which(arguments):
    with pytest.raises(StatementError):
        Nets(**arguments)


def test_a_space_that_lies_is_refused():
    net = Network(1, (Layer(1, bias=False),), identity())
    small = setting(net, ([1], [2]), ([1], [0]), (1,), Invariant(poly(*RIGHT), opaque=False))
    refuses(_Shrunk(), VANISHES, small, ProvcheckError)
