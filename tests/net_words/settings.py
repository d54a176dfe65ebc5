"""Small nets that break a claim, each certified by the kernel, as the data of a witness."""

import itertools
from fractions import Fraction
from functools import cache

from provcheck.findings import witness_of
from provcheck.kernel import certify
from provcheck.statement import (
    Activations,
    Claim,
    Direction,
    Family,
    FinitelyManySingular,
    FlowContinuesAlmostSurely,
    FlowKeepsNullSets,
    Invariant,
    Kind,
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
    Setting,
    Source,
    Space,
    dense,
    leaky_relu,
)

HALF = Fraction(1, 2)
LEAKY = Nets(Family.DENSE, Activations.LEAKY_RELU)


def rows(*entries):
    """Exact numbers, row by row."""
    return tuple(tuple(map(Fraction, row)) for row in entries)


def polynomial(*terms):
    """From (coefficient, {variable: exponent})."""
    return Polynomial(tuple((Fraction(c), tuple(powers.items())) for c, powers in terms))


def bottleneck():
    """(F11 − F31)(F22 − F32) − (F12 − F32)(F21 − F31), expanded."""
    terms = []
    for sign, (one, other) in ((1, ("1", "2")), (-1, ("2", "1"))):
        left = ((f"F1_{one}", 1), (f"F3_{one}", -1))
        right = ((f"F2_{other}", 1), (f"F3_{other}", -1))
        for (a, p), (b, q) in itertools.product(left, right):
            terms.append((sign * p * q, {a: 1, b: 1}))
    return polynomial(*terms)


def unreachable() -> NetSetting:
    """One hidden unit and two outputs: three outputs always lie on a line."""
    return NetSetting(
        dense(1, (1, 2), leaky_relu(HALF)),
        rows([0], [1], [2]),
        rows([1, 0], [0, 1], [0, 0]),
        tuple(map(Fraction, (1, 1, 1, 1, 0, 0))),
        Fraction(1, 10),
        Invariant(bottleneck(), opaque=True),
    )


def singular() -> NetSetting:
    """All preactivations positive: the net is affine in x."""
    x1, x2, x3 = ({f"x{i}_1": 1} for i in (1, 2, 3))
    entries = (
        polynomial((1, x2), (-1, x3)),
        polynomial((1, x3), (-1, x1)),
        polynomial((1, x1), (-1, x2)),
    )
    return NetSetting(
        dense(1, (1, 1), leaky_relu(HALF)),
        rows([0], [1], [2]),
        (),
        tuple(map(Fraction, (1, 1, 1, 0))),
        Fraction(1, 10),
        NullVector(entries, opaque=False),
    )


def kinked(slope, inputs, labels, start) -> NetSetting:
    """f(x) = σ(x + b), at the kink on its first sample."""
    net = Network(1, (Layer(1, weights=False),), leaky_relu(Fraction(slope)))
    kink = Kink(1, 1, 1, 1, Fraction(1, 4))
    return NetSetting(net, inputs, labels, (Fraction(start),), Fraction(1, 100), kink)


def sliding() -> NetSetting:
    return kinked(-1, rows([0]), rows([-1]), Fraction(1, 10))


def sliding_on_two() -> NetSetting:
    return kinked(HALF, rows([0], [2]), rows([-4], [5]), Fraction(1, 20))


def crossing() -> NetSetting:
    return kinked(HALF, rows([0]), rows([-1]), Fraction(1, 10))


def smaller() -> NetSetting:
    """w x < 0, where leaky ReLU has the smaller slope."""
    net = dense(1, (1, 1), leaky_relu(HALF), bias=False)
    direction = Direction((Fraction(1),))
    return NetSetting(net, rows([1]), (), (Fraction(-1), Fraction(1)), Fraction(0), direction)


CASES = {
    "loss": (LossVanishesAlmostSurely(), LEAKY, unreachable),
    "singular": (PositiveDefiniteAlmostSurely(), LEAKY, singular),
    "submatrices": (FinitelyManySingular(), LEAKY, singular),
    "sliding": (FlowContinuesAlmostSurely(), Nets(), sliding),
    "null set": (FlowKeepsNullSets(), Nets(), sliding),
    "two samples": (FlowContinuesAlmostSurely(), Nets(overparametrized=False), sliding_on_two),
    "jump": (NtkContinuousAlmostSurely(), Nets(), crossing),
    "smaller": (NtkAtLeastThatOf("linear"), Nets(), smaller),
}


@cache
def witness(name):
    """The witness that the kernel certifies for this case, as JSON data."""
    relation, nets, setting = CASES[name]
    claim = Claim(
        name=f"small2024/{name.replace(' ', '_')}",
        title="t",
        source=Source("small2024", "Lemma 1"),
        kind=Kind.EXISTENCE,
        space=Space((nets,)),
        relation=relation,
    )
    return witness_of(claim.name, certify(claim, Setting({Nets.name: setting()}), {}))
