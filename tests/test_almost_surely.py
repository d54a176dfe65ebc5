"""Settings that break almost-sure claims about nets, each confirmed by plain floats beside it.

What must not be certified is in `tests/soundness/test_nets.py`.
"""

from fractions import Fraction

import flint
import numpy as np
import pytest

from provcheck.almost_surely import _clearance, check_net
from provcheck.errors import Rejected
from provcheck.statement import (
    Activations,
    Direction,
    Family,
    FinitelyManySingular,
    FlowContinuesAlmostSurely,
    FlowKeepsNullSets,
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
)
from provcheck.statement.network import (
    Graph,
    dense,
    graph_net,
    identity,
    leaky_relu,
    parametric_relu,
    relu,
    residual,
    smooth,
)
from tests.statement.nets import plain_outputs

HALF, TENTH = Fraction(1, 2), Fraction(1, 10)
ANY, SMALL = Nets(), Nets(overparametrized=False)


def poly(*terms):
    """Terms as a coefficient followed by names: (2, "x1_1", "F2_1")."""
    return Polynomial(
        tuple(
            (Fraction(first), tuple((name, names.count(name)) for name in sorted(set(names))))
            for first, *names in terms
        )
    )


def rows(entries):
    return tuple(tuple(map(Fraction, row)) for row in entries)


def setting(net, inputs, labels, parameters, argument, radius=TENTH):
    numbers = tuple(map(Fraction, parameters))
    return NetSetting(net, rows(inputs), rows(labels), numbers, Fraction(radius), argument)


def replaced(chosen, **changes):
    names = ("network", "inputs", "labels", "parameters", "radius", "argument")
    return NetSetting(*({name: getattr(chosen, name) for name in names} | changes).values())


# ---------------------------------------------------------------- the same in floats


def jacobian(chosen, step=1e-6):
    """J (nq, m) by central differences of the plain loops."""
    theta = np.array(list(map(float, chosen.parameters)))
    columns = []
    for number in range(len(theta)):
        shift = step * (np.arange(len(theta)) == number)
        above, below = (flat(chosen, theta + sign * shift) for sign in (1, -1))
        columns.append((above - below) / (2 * step))
    return np.array(columns).T


def flat(chosen, theta):
    exact = replaced(chosen, inputs=tuple(tuple(map(float, row)) for row in chosen.inputs))
    return np.array(plain_outputs(exact, theta), dtype=float).reshape(-1)


def nearby(chosen, rng):
    """A random setting within the box."""

    def moved(value):
        return value + chosen.radius * Fraction(int(rng.integers(-99, 100)), 100)

    return replaced(
        chosen,
        inputs=tuple(tuple(map(moved, row)) for row in chosen.inputs),
        parameters=tuple(map(moved, chosen.parameters)),
    )


def flow(chosen, duration, steps=500):
    """θ(t) by small Euler steps: (steps + 1, m)."""
    theta, path = np.array(list(map(float, chosen.parameters))), []
    labels = np.array(list(map(float, (y for row in chosen.labels for y in row))))
    for _ in range(steps + 1):
        path.append(theta)
        at = replaced(chosen, parameters=tuple(map(Fraction, theta)))
        slope = jacobian(at, step=1e-9)
        theta = theta - duration / steps * slope.T @ (flat(chosen, theta) - labels)
    return np.array(path)


# ---------------------------------------------------------------- singular


TWINS = Graph(3, ((1, 2), (2, 3)), loops=False)
ONES = NullVector((poly((1,)), poly(), poly((-1,))), opaque=True)
LINE = dense(1, (1, 1), identity(), bias=False)
BY_INPUT = NullVector((poly((1, "x2_1")), poly((-1, "x1_1"))), opaque=False)
DEAD = NullVector((poly((1,)), poly((-1,))), opaque=False)
THREE = ([1], [2], [4])
ON_LINE = NullVector(
    (
        poly((1, "x2_1"), (-1, "x3_1")),
        poly((1, "x3_1"), (-1, "x1_1")),
        poly((1, "x1_1"), (-1, "x2_1")),
    ),
    opaque=False,
)
SINGULAR = {
    "identity": (ANY, setting(LINE, ([1], [2]), (), (1, 1), BY_INPUT)),
    "leaky ReLU, all positive": (
        Nets(Family.DENSE, Activations.LEAKY_RELU),
        setting(dense(1, (1, 1), leaky_relu(HALF)), THREE, (), (1, 2, 1, 0), ON_LINE),
    ),
    "trained slope, all negative": (
        Nets(Family.DENSE),
        setting(dense(1, (1, 1), parametric_relu()), THREE, (), (-1, -2, HALF, 1, 0), ON_LINE),
    ),
    "residual": (
        Nets(Family.RESIDUAL),
        setting(residual(1, 1, leaky_relu(HALF)), THREE, (), (1, 2, 1, 0), ON_LINE),
    ),
    "dead ReLU": (
        Nets(Family.DENSE, Activations.RELU),
        setting(dense(1, (1, 1), relu()), ([1], [2]), (), (1, -5, 1, 0), DEAD),
    ),
    "twin vertices": (
        Nets(Family.GRAPH, Activations.SIGMOID),
        setting(graph_net(1, (1, 1), smooth("sigmoid"), TWINS), THREE, (), (1, 0, 1, 0), ONES),
    ),
}


@pytest.mark.parametrize("name", SINGULAR)
def test_the_ntk_is_singular_on_a_box(name):
    nets, chosen = SINGULAR[name]
    rng = np.random.default_rng(1)
    for relation in (PositiveDefiniteAlmostSurely(), FinitelyManySingular()):
        shown = check_net(nets, relation, chosen)
        assert (shown.lhs, shown.rhs) == (chosen.stacked - 1, chosen.stacked)
    for _ in range(3):
        values = np.linalg.svd(jacobian(nearby(chosen, rng)), compute_uv=False)
        assert len(values) < chosen.stacked or values[chosen.stacked - 1] <= 1e-6 * values[0]


# ---------------------------------------------------------------- the loss


def bottleneck(activation):
    """(F11 − F31)(F22 − F32) = (F12 − F32)(F21 − F31) with one hidden unit."""
    terms = []
    for sign, left, right in ((1, "F1_1", "F2_2"), (-1, "F1_2", "F2_1")):
        last = (f"F3_{left[-1]}", f"F3_{right[-1]}")
        terms += [(sign, left, right), (-sign, left, last[1])]
        terms += [(-sign, last[0], right), (sign, *last)]
    labels, net = ([1, 0], [0, 1], [0, 0]), dense(1, (1, 2), activation)
    argument = Invariant(poly(*terms), opaque=True)
    return setting(net, ([0], [1], [2]), labels, (1, 1, 1, 1, 0, 0), argument)


STUCK = {
    "identity": (
        ANY,
        setting(
            LINE, ([1], [2]), ([1], [0]), (1, 1),
            Invariant(poly((1, "x2_1", "F1_1"), (-1, "x1_1", "F2_1")), opaque=False),
        ),
    ),
    "leaky ReLU": (Nets(Family.DENSE, Activations.LEAKY_RELU), bottleneck(leaky_relu(HALF))),
    "ReLU": (Nets(Family.DENSE, Activations.RELU), bottleneck(relu())),
    "sigmoid": (Nets(Family.DENSE, Activations.SIGMOID), bottleneck(smooth("sigmoid"))),
    "twin vertices": (
        Nets(Family.GRAPH, Activations.RELU),
        setting(
            graph_net(1, (1, 1), relu(), TWINS), THREE, ([0], [0], [1]), (1, 0, 1, 0),
            Invariant(poly((1, "F1_1"), (-1, "F3_1")), opaque=True),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", STUCK)
def test_the_loss_keeps_above_its_floor(name):
    nets, chosen = STUCK[name]
    shown = check_net(nets, LossVanishesAlmostSurely(), chosen)
    assert shown.lhs > 0 and shown.rhs == 0
    rng = np.random.default_rng(2)
    labels = np.array(list(map(float, (y for row in chosen.labels for y in row))))
    losses = []
    for scale in (0.1, 1, 10) * 50:
        theta = scale * rng.standard_normal(chosen.network.parameters)
        losses.append(0.5 * np.sum((flat(chosen, theta) - labels) ** 2))
    assert min(losses) > float(shown.lhs)


def test_clearance_of_a_known_polynomial():
    """1 − r − s: the nearest zero has |r| = |s| = ½; 4 − r²: 2."""
    ring = flint.fmpq_mpoly_ctx.get(["r", "s"], flint.Ordering.degrevlex)
    r, s = ring.gens()
    assert 0.499 < float(_clearance(1 - r - s)) <= 0.5
    assert 1.99 < float(_clearance(4 - r * r)) <= 2
    assert 0 < float(_clearance(flint.fmpq(1, 10**9) - r - s)) <= 5e-10
    assert float(_clearance(10**9 - r)) <= 10**9
    with pytest.raises(Rejected):
        _clearance(r * s - s)


# ---------------------------------------------------------------- kinks


def shift(activation):
    """f(x) = σ(x + w)."""
    return Network(1, (Layer(1, weights=False),), activation)


def kinked(net, inputs, labels, parameters, reach, radius):
    return setting(net, inputs, labels, parameters, Kink(1, 1, 1, 1, Fraction(reach)), radius)


ABSOLUTE = kinked(
    shift(leaky_relu(Fraction(-1))), ([0],), ([-1],), (TENTH,), Fraction(1, 4), Fraction(1, 100)
)
TWO_SAMPLES = kinked(
    shift(leaky_relu(HALF)), ([0], [2]), ([-4], [5]), (Fraction(1, 20),), Fraction(1, 8),
    Fraction(1, 1000),
)  # fmt: skip
DENSE = kinked(
    dense(1, (1, 1), leaky_relu(HALF)), ([0],), ([-1],), (0, Fraction(1, 50), 1, 0),
    Fraction(1, 20), Fraction(1, 1000),
)  # fmt: skip
CROSSED = kinked(
    shift(leaky_relu(HALF)), ([0],), ([-1],), (TENTH,), Fraction(1, 4), Fraction(1, 100)
)
FROM_BELOW = kinked(
    shift(leaky_relu(HALF)), ([0],), ([1],), (-TENTH / 2,), Fraction(1, 4), Fraction(1, 100)
)
SLIDING = {
    "absolute value": (SMALL, ABSOLUTE),
    "two samples": (Nets(Family.ANY, Activations.LEAKY_RELU, False), TWO_SAMPLES),
}


@pytest.mark.parametrize("name", SLIDING)
def test_the_flow_ends_in_a_kink(name):
    nets, chosen = SLIDING[name]
    for relation in (FlowContinuesAlmostSurely(), FlowKeepsNullSets()):
        assert check_net(nets, relation, chosen).lhs > 0
    path = flow(chosen, 0.5)[:, 0]
    assert path[0] > 0.01 and np.max(np.abs(path[-100:])) < 0.01
    with pytest.raises(Rejected):
        check_net(SMALL, NtkContinuousAlmostSurely(), chosen)


@pytest.mark.parametrize(
    ("nets", "chosen"),
    [
        (ANY, CROSSED),
        (ANY, FROM_BELOW),
        (Nets(Family.DENSE, Activations.LEAKY_RELU), DENSE),
    ],
    ids=["from above", "from below", "dense"],
)
def test_the_ntk_jumps_at_a_kink(nets, chosen):
    shown = check_net(nets, NtkContinuousAlmostSurely(), chosen)
    path = flow(chosen, 0.4)
    entries = []
    for theta in path[::10]:
        matrix = jacobian(replaced(chosen, parameters=tuple(map(Fraction, theta))), step=1e-9)
        entries.append((matrix @ matrix.T)[0, 0])
    assert np.max(np.abs(np.diff(entries))) > 0.9 * float(shown.lhs) > 0.5
    with pytest.raises(Rejected):
        check_net(SMALL, FlowContinuesAlmostSurely(), chosen)


# ---------------------------------------------------------------- minorants


BENT = dense(1, (1, 1), leaky_relu(HALF), bias=False)
FLAT = dense(1, (1, 1), smooth("sigmoid"), bias=False)


@pytest.mark.parametrize(
    ("net", "parameters", "name", "kind", "sides"),
    [
        (BENT, (-1, 1), "linear", Activations.LEAKY_RELU, (2, 0.5)),
        (FLAT, (0, 0), "minusone", Activations.SIGMOID, (1, 0.25)),
    ],
    ids=["leaky ReLU", "sigmoid"],
)
def test_a_minorant_can_have_the_larger_ntk(net, parameters, name, kind, sides):
    direction = Direction((Fraction(1),))
    chosen = setting(net, ([1],), (), parameters, direction, radius=0)
    shown = check_net(Nets(activations=kind), NtkAtLeastThatOf(name), chosen)
    assert (float(shown.lhs), float(shown.rhs)) == pytest.approx(sides, abs=1e-12)
    assert np.sum(jacobian(chosen) ** 2) == pytest.approx(sides[1], abs=1e-6)
