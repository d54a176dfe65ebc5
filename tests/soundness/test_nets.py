"""Claims about nets: witnesses that refute nothing, and nets that the claim does not speak of."""

import dataclasses
import json
from fractions import Fraction
from itertools import product

import pytest
import sympy

from provcheck.errors import ProvcheckError, Rejected, StatementError
from provcheck.kernel import certify, check_derivation
from provcheck.statement import (
    Activations,
    Derivation,
    Direction,
    Family,
    FinitelyManySingular,
    FlowContinuesAlmostSurely,
    Invariant,
    Kink,
    Layer,
    LossVanishesAlmostSurely,
    Nets,
    NetSetting,
    Network,
    NtkAtLeastThatOf,
    NtkContinuousAlmostSurely,
    NullVector,
    Polynomial,
    PositiveDefiniteAlmostSurely,
    PositiveDefiniteAround,
    Real,
    Setting,
    encode_point,
    line,
)
from provcheck.statement.nets import FlowKeepsNullSets, NetProposition
from provcheck.statement.network import (
    Activation,
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
from tests.soundness.trial import claim_of, eq, le, x

HALF, TENTH = Fraction(1, 2), Fraction(1, 10)
DEFINITE, VANISHES = PositiveDefiniteAlmostSurely(), LossVanishesAlmostSurely()
CONTINUES, KEEPS = FlowContinuesAlmostSurely(), FlowKeepsNullSets()
CONTINUOUS = NtkContinuousAlmostSurely()
ANY, SMALL = Nets(), Nets(overparametrized=False)


def rows(*entries):
    return tuple(tuple(map(Fraction, row)) for row in entries)


def poly(*terms):
    """Terms as a coefficient followed by names: (2, "x1_1", "F2_1")."""
    return Polynomial(
        tuple(
            (Fraction(first), tuple((name, names.count(name)) for name in sorted(set(names))))
            for first, *names in terms
        )
    )


def setting(net, inputs, labels, parameters, argument, radius=TENTH):
    numbers = tuple(map(Fraction, parameters))
    return NetSetting(net, rows(*inputs), rows(*labels), numbers, Fraction(radius), argument)


def certified(nets, relation, net, **more):
    return certify(claim_of(relation, components=(nets,), **more), Setting({"net": net}), {})


def refuses(nets, relation, net, kind=Rejected, **more):
    with pytest.raises(kind):
        certified(nets, relation, net, **more)


def shift(activation):
    """f(x) = σ(x + w)."""
    return Network(1, (Layer(1, weights=False),), activation)


def pieces(name, breaks, *coefficients):
    return Activation(
        name, tuple(map(Fraction, breaks)), tuple(tuple(map(Fraction, c)) for c in coefficients)
    )


# ---------------------------------------------------------------- null vectors

LINEAR = dense(1, (1, 1), identity(), bias=False)
SAME_LINE = NullVector((poly((1, "x2_1")), poly((-1, "x1_1"))), opaque=False)
ON_A_LINE = setting(LINEAR, ([1], [2]), (), (1, 1), SAME_LINE)


def with_vector(*entries, opaque=False, net=LINEAR, **more):
    values = {"inputs": ([1], [2]), "labels": (), "parameters": (1, 1)} | more
    return setting(net, argument=NullVector(entries, opaque), **values)


def test_identity_net_is_singular():
    found = certified(ANY, DEFINITE, ON_A_LINE)
    assert (found.lhs[1], found.rhs[0]) == ("1", "2")
    assert certified(ANY, FinitelyManySingular(), ON_A_LINE)


BIAS = dense(1, (1, 1), relu())
DEAD = {"net": BIAS, "parameters": (1, -5, 1, 0)}
FALSE_VECTORS = [
    ("wrong sign", with_vector(poly((1, "x2_1")), poly((1, "x1_1")))),
    ("zero", with_vector(poly(), poly())),
    ("zero at the setting", with_vector(poly((1, "x2_1", "W1_1_1"), (-1, "x2_1", "W2_1_1")),
                                        poly((-1, "x1_1", "W1_1_1"), (1, "x1_1", "W2_1_1")))),
    ("one entry too few", with_vector(poly())),
    ("one entry too many", with_vector(*SAME_LINE.entries, poly())),
    ("no open set", dataclasses.replace(ON_A_LINE, radius=Fraction(0))),
    ("outputs are no variables", with_vector(poly((1, "F2_1")), poly((-1, "F1_1")))),
    ("negative power", with_vector(
        *(Polynomial(((Fraction(sign), ((f"x{i}_1", -1),)),)) for sign, i in ((1, 1), (-1, 2))))),
    ("negative power, read as none", with_vector(
        *(Polynomial(((Fraction(sign), (("x1_1", -1),)),)) for sign in (1, -1)), **DEAD)),
    ("only dead in the middle of the box", with_vector(
        poly((1,)), poly((-1,)), **DEAD, radius=Fraction(5))),
    ("another piece than the box's", with_vector(
        poly((1,)), poly((-1,)), **{**DEAD, "parameters": (1, 5, 1, 0)})),
    ("open, although only dead units show it", with_vector(
        poly((1,)), poly((-1,)), opaque=True, **DEAD)),
    ("open, at a kink", with_vector(
        poly((1,)), poly((-1,)), opaque=True, **{**DEAD, "parameters": (1, -1, 1, 0)})),
]  # fmt: skip


@pytest.mark.parametrize("case", FALSE_VECTORS, ids=lambda case: case[0])
def test_no_null_vector(case):
    nets = Nets(activations=Activations.RELU, overparametrized=False)
    refuses(nets if case[1].network == BIAS else ANY, DEFINITE, case[1])


def test_dead_units_are_singular():
    nets = Nets(activations=Activations.RELU)
    assert certified(nets, DEFINITE, with_vector(poly((1,)), poly((-1,)), **DEAD))


def test_a_full_rank_net_has_no_constant_null_vector():
    """Affine in x with two samples: K is positive definite where x_1 ≠ x_2."""
    net = Network(1, (Layer(1),), identity())
    for first, second in product((-2, -1, 0, 1, 2), repeat=2):
        case = with_vector(poly((first,)), poly((second,)), net=net)
        refuses(ANY, DEFINITE, case)


# ---------------------------------------------------------------- invariants


def bottleneck(activation):
    """(F11 − F31)(F22 − F32) = (F12 − F32)(F21 − F31) with one hidden unit."""
    terms = []
    for sign, (a, b) in ((1, ("1_1", "2_2")), (-1, ("1_2", "2_1"))):
        last = [f"F3_{name[2]}" for name in (a, b)]
        terms += [(sign, f"F{a}", f"F{b}"), (-sign, f"F{a}", last[1])]
        terms += [(-sign, last[0], f"F{b}"), (sign, last[0], last[1])]
    labels = ([1, 0], [0, 1], [0, 0])
    net = dense(1, (1, 2), activation)
    return setting(
        net, ([0], [1], [2]), labels, (1, 1, 1, 1, 0, 0), Invariant(poly(*terms), opaque=True)
    )


@pytest.mark.parametrize(
    ("activation", "kind"),
    [
        (leaky_relu(HALF), Activations.LEAKY_RELU),
        (relu(), Activations.RELU),
        (smooth("sigmoid"), Activations.SIGMOID),
        (pieces("u² + u | u", (0,), (0, 1, 1), (0, 1)), Activations.PIECEWISE_NONZERO),
    ],
)
def test_one_hidden_unit_cannot_fit_three_points(activation, kind):
    found = certified(Nets(Family.DENSE, kind), VANISHES, bottleneck(activation))
    assert Fraction(found.lhs[0]) > 0


def reachable():
    """Labels on the invariant: a net reaches them."""
    return dataclasses.replace(bottleneck(relu()), labels=rows([1, 1], [2, 2], [0, 0]))


def invariant(*terms, opaque=False, net=LINEAR, labels=([1], [0]), parameters=(1, 1)):
    argument = Invariant(poly(*terms), opaque)
    return setting(net, ([1], [2]), labels, parameters, argument)


RIGHT = ((1, "x2_1", "F1_1"), (-1, "x1_1", "F2_1"))
POSITIVE = Network(1, (Layer(1, bias=False),), relu())
FALSE_INVARIANTS = [
    ("labels on the invariant", reachable()),
    ("labels on the line", invariant(*RIGHT, labels=([1], [2]))),
    ("no labels", invariant(*RIGHT, labels=())),
    ("wrong", invariant((1, "F1_1"), (-1, "F2_1"))),
    ("of the weights, at one net", invariant((1, "F1_1"), (-1, "x1_1", "W1_1_1", "W2_1_1"))),
    ("zero", invariant()),
    ("constant", invariant((1,))),
    ("on one piece only", invariant(*RIGHT, net=POSITIVE, parameters=(1,))),
    ("open, of the activation's value", invariant(
        (1, "F1_1"), (-1, "s1_1_1"), net=POSITIVE, parameters=(1,), opaque=True)),
    ("trained slope left open", invariant(
        *RIGHT, net=Network(1, (Layer(1, bias=False),), parametric_relu()), parameters=(1, 1),
        opaque=True)),
    ("no open set", dataclasses.replace(invariant(*RIGHT), radius=Fraction(0))),
    ("unknown output", invariant((1, "F1_2"), (-1, "F1_2", "x1_1"))),
]  # fmt: skip


@pytest.mark.parametrize("case", FALSE_INVARIANTS, ids=lambda case: case[0])
def test_no_invariant(case):
    kind = Activations.RELU if case[1].network.activation == relu() else ANY.activations
    refuses(Nets(activations=kind, overparametrized=False), VANISHES, case[1])


@pytest.mark.parametrize("labels", [((1,), (0,)), ((3,), (-5,)), ((TENTH,), (0,))])
def test_the_floor_lies_below_the_least_loss(labels):
    """F = (w, 2w): the least of ½‖F − y‖² is (2y_1 − y_2)²/10."""
    found = certified(ANY, VANISHES, invariant(*RIGHT, labels=labels))
    (first,), (second,) = labels
    assert 0 < Fraction(found.lhs[1]) <= Fraction(2 * first - second) ** 2 / 10


# ---------------------------------------------------------------- kinks


def kink(activation, start, label, reach, *, radius=Fraction(1, 100), at=(1, 1, 1, 1)):
    argument = Kink(*at, Fraction(reach))
    return setting(shift(activation), ([0],), ([label],), (start,), argument, radius)


ABSOLUTE = leaky_relu(Fraction(-1))
SLIDES = kink(ABSOLUTE, TENTH, -1, Fraction(1, 4))
CROSSES = kink(leaky_relu(HALF), TENTH, -1, Fraction(1, 4))


def test_the_flow_slides_or_crosses():
    assert Fraction(certified(ANY, CONTINUES, SLIDES).lhs[0]) > HALF
    assert certified(ANY, KEEPS, SLIDES)
    assert certified(ANY, CONTINUOUS, CROSSES).lhs == ("0.75", "0.75")


FLAT_FAR_OUT = pieces("|u|, 1 from 1 on", (0, 1), (0, -1), (0, 1), (1,))
BENT_FAR_OUT = pieces("u | 2u, 1 from 1 on", (0, 1), (0, 2), (0, 1), (1,))
FLAT_TO_THE_LEFT = pieces("1 up to -1, then |u|", (-1, 0), (1,), (0, -1), (0, 1))
NO_SLIDE = [
    ("crosses", CROSSES),
    ("moves away", kink(ABSOLUTE, TENTH, 1, Fraction(1, 4))),
    ("moves away from a kink that is crossed", kink(leaky_relu(HALF), TENTH, 1, Fraction(1, 4))),
    ("starts on the kink", kink(ABSOLUTE, 0, -1, Fraction(1, 4))),
    ("leaves the region first", kink(ABSOLUTE, TENTH, -1, Fraction(105, 1000))),
    ("region within the box", kink(ABSOLUTE, TENTH, -1, Fraction(1, 100))),
    ("no open set", dataclasses.replace(SLIDES, radius=Fraction(0))),
    ("no labels", dataclasses.replace(SLIDES, labels=())),
    ("no such break", kink(ABSOLUTE, TENTH, -1, Fraction(1, 4), at=(1, 1, 1, 2))),
    ("break 0", kink(ABSOLUTE, TENTH, -1, Fraction(1, 4), at=(1, 1, 1, 0))),
    ("no such unit", kink(ABSOLUTE, TENTH, -1, Fraction(1, 4), at=(1, 1, 2, 1))),
    ("unit 0", kink(ABSOLUTE, TENTH, -1, Fraction(1, 4), at=(1, 1, 0, 1))),
    ("f is constant where it starts, beyond the next break", kink(FLAT_FAR_OUT, 5, -100, 10)),
    ("the same from the left", kink(FLAT_TO_THE_LEFT, -5, -100, 10, at=(1, 1, 1, 2))),
    ("the region reaches the next break", kink(FLAT_FAR_OUT, Fraction(1, 2), -9, 2)),
    ("smooth: no kink", kink(smooth("sigmoid"), TENTH, -1, Fraction(1, 4))),
    ("a break that bends nothing", kink(pieces("u", (0,), (0, 1), (0, 1)), TENTH, -1, HALF)),
]  # fmt: skip


@pytest.mark.parametrize("case", NO_SLIDE, ids=lambda case: case[0])
def test_the_flow_continues(case):
    refuses(ANY, CONTINUES, case[1])
    refuses(ANY, KEEPS, case[1])


NO_JUMP = [
    ("slides", SLIDES),
    ("constant where it starts", kink(BENT_FAR_OUT, 5, -1000, 30)),
    ("a break that bends nothing", kink(pieces("u", (0,), (0, 1), (0, 1)), TENTH, -1, HALF)),
    ("slope 1 on both sides of 0", kink(
        pieces("u² + u | u", (0,), (0, 1, 1), (0, 1)), Fraction(1, 50), -1, Fraction(1, 5),
        radius=Fraction(1, 999))),
    ("moves away, on both sides", kink(leaky_relu(-HALF), TENTH, 1, Fraction(1, 4))),
    ("stops before the kink", kink(leaky_relu(HALF), 1, Fraction(1, 2), 2)),
]  # fmt: skip


@pytest.mark.parametrize("case", NO_JUMP, ids=lambda case: case[0])
def test_the_ntk_is_continuous(case):
    refuses(ANY, CONTINUOUS, case[1])


def test_the_same_with_a_bend_is_a_jump():
    """So that no case above passes for another reason than its own."""
    bent = pieces("u² + 2u | u", (0,), (0, 2, 1), (0, 1))
    assert certified(
        ANY, CONTINUOUS, kink(bent, Fraction(1, 50), -1, Fraction(1, 5), radius=Fraction(1, 999))
    )
    assert certified(ANY, CONTINUOUS, kink(BENT_FAR_OUT, Fraction(1, 10), -9, Fraction(1, 2)))
    assert certified(ANY, CONTINUES, kink(FLAT_FAR_OUT, Fraction(1, 10), -9, Fraction(1, 2)))
    mirrored = kink(FLAT_TO_THE_LEFT, -TENTH, -9, HALF, at=(1, 1, 1, 2))
    assert certified(ANY, CONTINUES, mirrored)


def test_two_units_at_one_kink_are_refused():
    """Sample 2 is sample 1 again: nothing is certain about its piece in the region."""
    twins = setting(
        shift(ABSOLUTE), ([0], [0]), ([-1], [-1]), (TENTH,), SLIDES.argument, Fraction(1, 100)
    )
    refuses(SMALL, CONTINUES, twins)


def test_a_unit_that_is_not_activated_has_no_kink():
    net = Network(1, (Layer(1, weights=False, activated=False), Layer(1, bias=False)), ABSOLUTE)
    still = setting(net, ([0],), ([-1],), (TENTH, 1), SLIDES.argument, Fraction(1, 100))
    refuses(ANY, CONTINUES, still)


def test_a_unit_without_influence_does_not_stop_the_flow():
    """Its outgoing weight may be 0 in the region, so that its kink bends nothing."""
    net = dense(1, (2, 1), ABSOLUTE)
    parameters = (1, 1, TENTH, 2, 0, 1, 0)
    still = setting(net, ([0],), ([-1],), parameters, SLIDES.argument, Fraction(1, 100))
    refuses(ANY, CONTINUES, still)
    refuses(ANY, CONTINUOUS, still)


# ---------------------------------------------------------------- minorants


def direction(net, inputs, parameters, *vector, radius=0):
    return setting(net, inputs, (), parameters, Direction(tuple(map(Fraction, vector))), radius)


LEAKY = direction(dense(1, (1, 1), leaky_relu(HALF), bias=False), ([1],), (-1, 1), 1)
SIGMOID = direction(dense(1, (1, 1), smooth("sigmoid"), bias=False), ([1],), (0, 0), 1)
MINUS_HALF = polynomial((Fraction(0), Fraction(-1, 2)))


def test_a_minorant_has_the_larger_ntk():
    kind = Nets(activations=Activations.LEAKY_RELU)
    assert certified(kind, NtkAtLeastThatOf("linear"), LEAKY).lhs == ("2", "2")
    kind = Nets(activations=Activations.SIGMOID)
    assert certified(kind, NtkAtLeastThatOf("minusone"), SIGMOID).rhs == ("0.25", "0.25")


def leaky(slope, parameters, *vector):
    return direction(
        dense(1, (1, 1), leaky_relu(Fraction(slope)), bias=False), ([1],), parameters, *vector
    )


NO_MINORANT = [
    ("where both agree", "linear", leaky(HALF, (1, 1), 1)),
    ("at the kink", "linear", leaky(HALF, (0, 1), 1)),
    ("no direction", "linear", leaky(HALF, (-1, 1), 0)),
    ("vector too long", "linear", leaky(HALF, (-1, 1), 1, 1)),
    ("the activation itself", "linear", leaky(1, (-1, 1), 1)),
    ("u is no minorant of 2u, u < 0", "linear", leaky(2, (-1, 1), 1)),
    ("u is no minorant of -u/2", "linear",
     direction(dense(1, (1, 1), MINUS_HALF, bias=False), ([1],), (-1, 1), 1)),
    ("-1 is no minorant of u/2", "minusone", leaky(HALF, (0, 0), 1)),
    ("-1 is no minorant of u", "minusone",
     direction(dense(1, (1, 1), identity(), bias=False), ([1],), (0, 0), 1)),
    ("u is none of a trained slope", "linear",
     direction(dense(1, (1, 1), parametric_relu(), bias=False), ([1],), (-1, 0, 1), 1)),
    ("unknown", "square", leaky(HALF, (-1, 1), 1)),
]  # fmt: skip


@pytest.mark.parametrize("case", NO_MINORANT, ids=lambda case: case[0])
def test_the_ntk_is_at_least_that_of_a_minorant(case):
    refuses(ANY, NtkAtLeastThatOf(case[1]), case[2])


# ---------------------------------------------------------------- nets outside the claim

TRIANGLE = Graph(3, ((1, 2), (1, 3), (2, 3)))
DATA = {"inputs": ([0], [1], [2]), "labels": ([1, 0], [0, 1], [0, 0])}
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


# ---------------------------------------------------------------- claims and lines


class Invented(NetProposition):
    """Nothing that the kernel knows."""


class _Stronger(PositiveDefiniteAlmostSurely):
    pass


@pytest.mark.parametrize(
    "relation",
    [
        Invented(),
        _Stronger(),
        PositiveDefiniteAlmostSurely(x),
        NtkAtLeastThatOf("linear", "minusone"),
        VANISHES,
        CONTINUES,
        sympy.And(DEFINITE, VANISHES),
        sympy.Not(VANISHES),
        sympy.Implies(VANISHES, DEFINITE),
    ],
    ids=str,
)
def test_another_statement_is_not_refuted(relation):
    refuses(ANY, relation, ON_A_LINE)


def test_hypotheses_are_not_passed_over():
    claim = claim_of(DEFINITE, le(1, 0), components=(ANY,))
    with pytest.raises(Rejected):
        certify(claim, Setting({"net": ON_A_LINE}), {})
    claim = claim_of(DEFINITE, DEFINITE, components=(ANY,))
    with pytest.raises(Rejected):
        certify(claim, Setting({"net": ON_A_LINE}), {})


def test_a_space_without_nets_or_with_more_is_refused():
    for components, values in (
        ((ANY, Real(x)), {"net": ON_A_LINE, "x": Fraction(1)}),
        ((Real(x),), {"x": Fraction(1)}),
        ((), {}),
    ):
        with pytest.raises(ProvcheckError):
            certify(claim_of(DEFINITE, components=components), Setting(values), {})


def test_a_net_outside_the_space_refutes_no_comparison_either():
    claim = claim_of(le(x, 0), components=(Nets(Family.DENSE), Real(x)))
    with pytest.raises(Rejected):
        certify(claim, Setting({"net": ON_A_LINE, "x": Fraction(1)}), {})


def test_constants_that_exist_are_not_given_a_value():
    claim = claim_of(DEFINITE, components=(ANY,), exists=(x,))
    with pytest.raises(Rejected):
        certify(claim, Setting({"net": ON_A_LINE}), {})
    linear = sympy.Symbol("linear")
    claim = claim_of(NtkAtLeastThatOf(linear), components=(ANY,), exists=(linear,))
    with pytest.raises(Rejected):
        certify(claim, Setting({"net": LEAKY}), {}, relation=claim.relation)


def test_a_line_is_refuted_for_its_own_claim_only():
    step = Derivation("d", (line("1", DEFINITE, "algebra"), line("2", VANISHES, "algebra")))
    claim = claim_of(VANISHES, components=(ANY,), derivations=(step,))
    found = certify(claim, Setting({"net": ON_A_LINE}), {}, relation=DEFINITE)
    assert found.relation == DEFINITE
    with pytest.raises(Rejected):
        certify(claim, Setting({"net": ON_A_LINE}), {})
    with pytest.raises(Rejected):
        other = claim_of(VANISHES, components=(ANY,))
        certify(other, Setting({"net": ON_A_LINE}), {}, relation=DEFINITE)


RULES = ("algebra", "arithmetic", "enclosure", "hypothesis", "smooth", "conjunction", "full_rank",
         "claim", "instance", "monotone", "cited", "supremum", "at_most_supremum", "growth",
         "activation")  # fmt: skip
PROPOSITIONS = (DEFINITE, VANISHES, CONTINUES, KEEPS, CONTINUOUS, FinitelyManySingular(),
                NtkAtLeastThatOf("linear"))  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("relation", PROPOSITIONS, ids=lambda relation: type(relation).__name__)
def test_no_rule_proves_what_a_net_can_refute(rule, relation):
    claim = claim_of(relation, relation, components=(ANY,))
    for first in (line("1", relation, rule, name="h0"), line("1", relation, rule)):
        lines = (first, line("2", relation, rule, "1"))
        assert check_derivation(claim, Derivation("d", lines), {}).proof is None


def test_no_theorem_of_the_catalogue_proves_what_a_net_can_refute():
    from provcheck.catalogue import CATALOGUE

    for name, relation in product(CATALOGUE, PROPOSITIONS):
        claim = claim_of(relation, components=(ANY,))
        given = line("1", relation, "cited", theorem=name)
        assert check_derivation(claim, Derivation("d", (given,)), {}).proof is None


# ---------------------------------------------------------------- definite nets


def around(net, inputs, parameters):
    numbers = tuple(map(Fraction, parameters))
    return PositiveDefiniteAround(encode_point(net, numbers, rows(*inputs)))


AFFINE = Network(1, (Layer(1),), identity())
REGULAR = around(AFFINE, ([1], [2]), (1, 1))


def proof_of(relation, *lines, facts=None, name="test2025/soundness/claim"):
    lines = lines or (line("1", relation, "full_rank"),)
    claim = claim_of(relation, name=name)
    return check_derivation(claim, Derivation("d", lines), facts or {}).proof


def test_an_affine_net_is_definite():
    assert proof_of(REGULAR) is not None


@pytest.mark.parametrize(
    "relation",
    [
        around(LINEAR, ([1], [2]), (1, 1)),
        around(AFFINE, ([1], [1]), (1, 1)),
        around(AFFINE, ([1], [2], [3]), (1, 1)),
        around(dense(1, (1, 1), relu()), ([1], [2]), (1, -5, 1, 0)),
        around(dense(1, (1, 1), relu()), ([1],), (1, -1, 1, 0)),
        around(dense(1, (1, 2), smooth("sigmoid")), ([0], [1], [2]), (1,) * 6),
        around(graph_net(1, (1,), identity(), Graph(2, ((1, 2),))), ([1], [2]), (1, 1)),
    ],
    ids=["no bias", "same sample", "three samples", "dead", "at the kink", "bottleneck", "twins"],
)
def test_a_singular_net_is_not_definite(relation):
    assert proof_of(relation) is None


def test_a_text_that_reads_two_ways_is_refused():
    """Of two entries with one name JSON keeps the last; a reader may see the first."""
    good, bad = json.loads(REGULAR.text), json.loads(around(LINEAR, ([1], [2]), (1, 1)).text)
    network, other = (json.dumps(data["network"], sort_keys=True) for data in (good, bad))
    doubled = REGULAR.text.replace(
        f'"network": {network}', f'"network": {other}, "network": {network}'
    )
    assert doubled != REGULAR.text and json.loads(doubled) == good
    assert proof_of(PositiveDefiniteAround(doubled)) is None
    more = json.dumps({**good, "labels": [["1"], ["2"]]}, sort_keys=True)
    assert proof_of(PositiveDefiniteAround(more)) is None


@pytest.mark.parametrize("text", ["", "[]", "{}", "1", "{", '{"network": null}', "nan"])
def test_a_text_that_is_no_net_is_refused(text):
    if text:
        assert proof_of(PositiveDefiniteAround(text)) is None


def test_one_net_does_not_stand_for_another():
    """The text is a symbol to SymPy, but no variable."""
    fact = proof_of(REGULAR, name="test2025/soundness/regular")
    facts = {fact.claim.name: fact}
    false = around(LINEAR, ([1], [2]), (1, 1))
    at = {REGULAR.args[0]: false.args[0]}
    assert proof_of(false, line("1", false, "claim", claim=fact.claim.name), facts=facts) is None
    cited = line("1", false, "claim", claim=fact.claim.name, at=at)
    assert proof_of(false, cited, facts=facts) is None
    first = line("1", REGULAR, "full_rank")
    assert proof_of(false, first, line("2", false, "instance", "1", at=at)) is None
    assert proof_of(eq(x, x), first, line("2", eq(x, x), "full_rank")) is None
