"""Claims about nets: witnesses that refute nothing."""

import dataclasses
from fractions import Fraction
from itertools import product

import pytest

from provcheck.statement import (
    Activations,
    Family,
    FinitelyManySingular,
    Invariant,
    Layer,
    Nets,
    Network,
    NtkAtLeastThatOf,
    Polynomial,
)
from provcheck.statement.network import (
    dense,
    identity,
    leaky_relu,
    parametric_relu,
    polynomial,
    relu,
    smooth,
)
from tests.soundness.nets import (
    ABSOLUTE,
    ANY,
    CONTINUES,
    CONTINUOUS,
    DEFINITE,
    HALF,
    KEEPS,
    LEAKY,
    LINEAR,
    ON_A_LINE,
    RIGHT,
    SAME_LINE,
    SLIDES,
    SMALL,
    TENTH,
    VANISHES,
    bottleneck,
    certified,
    direction,
    kink,
    pieces,
    poly,
    refuses,
    rows,
    setting,
    shift,
    with_vector,
)

# ---------------------------------------------------------------- null vectors


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
