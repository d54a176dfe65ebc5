"""Nets, with their data and a witness that the kernel accepts, for falsehoods to be made from."""

from fractions import Fraction

import pytest

from provcheck.errors import Rejected
from provcheck.kernel import certify
from provcheck.statement import (
    Direction,
    FlowContinuesAlmostSurely,
    Invariant,
    Kink,
    Layer,
    LossVanishesAlmostSurely,
    Nets,
    NetSetting,
    Network,
    NtkContinuousAlmostSurely,
    NullVector,
    Polynomial,
    PositiveDefiniteAlmostSurely,
    Setting,
)
from provcheck.statement.nets import FlowKeepsNullSets
from provcheck.statement.network import (
    Activation,
    dense,
    identity,
    leaky_relu,
)
from tests.soundness.trial import claim_of

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


LINEAR = dense(1, (1, 1), identity(), bias=False)
SAME_LINE = NullVector((poly((1, "x2_1")), poly((-1, "x1_1"))), opaque=False)
ON_A_LINE = setting(LINEAR, ([1], [2]), (), (1, 1), SAME_LINE)


def with_vector(*entries, opaque=False, net=LINEAR, **more):
    values = {"inputs": ([1], [2]), "labels": (), "parameters": (1, 1)} | more
    return setting(net, argument=NullVector(entries, opaque), **values)


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


RIGHT = ((1, "x2_1", "F1_1"), (-1, "x1_1", "F2_1"))


def kink(activation, start, label, reach, *, radius=Fraction(1, 100), at=(1, 1, 1, 1)):
    argument = Kink(*at, Fraction(reach))
    return setting(shift(activation), ([0],), ([label],), (start,), argument, radius)


ABSOLUTE = leaky_relu(Fraction(-1))
SLIDES = kink(ABSOLUTE, TENTH, -1, Fraction(1, 4))


def direction(net, inputs, parameters, *vector, radius=0):
    return setting(net, inputs, (), parameters, Direction(tuple(map(Fraction, vector))), radius)


LEAKY = direction(dense(1, (1, 1), leaky_relu(HALF), bias=False), ([1],), (-1, 1), 1)
