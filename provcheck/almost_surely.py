"""What a net with its data shows about an almost-sure claim (trusted).

Each checker takes a setting of a claim about nets and decides, exactly or in balls, whether it
breaks the claim on a set of positive measure. It returns two sides that say how badly:

    rank of J on an open set                <  nq        K is singular there
    smallest possible loss, on an open set  >  0         the loss cannot vanish
    speed into the kink, from both sides    >  0         the flow cannot be continued
    jump of an entry of K at the kink       >  0         K(t) is not continuous
    vᵀK'v for the minorant                  >  vᵀKv      K ⪰ K' fails
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import flint
import numpy as np

from provcheck.errors import Rejected
from provcheck.statement.dual import Dual
from provcheck.statement.evaluate import ball
from provcheck.statement.net_json import decode_point
from provcheck.statement.net_rings import (
    Enclosed,
    Place,
    enclose,
    numbers_at,
    polynomial_at,
    polynomial_in,
    symbolic,
)
from provcheck.statement.nets import (
    MINORANTS,
    Direction,
    FinitelyManySingular,
    FlowContinuesAlmostSurely,
    FlowKeepsNullSets,
    Invariant,
    Kink,
    LossVanishesAlmostSurely,
    NetProposition,
    Nets,
    NetSetting,
    NtkAtLeastThatOf,
    NtkContinuousAlmostSurely,
    NullVector,
    Polynomial,
    PositiveDefiniteAlmostSurely,
    PositiveDefiniteAround,
    admission_gap,
)

_NO_SPREAD = Fraction(0)


@dataclass(frozen=True)
class Shown:
    """The two sides of what was shown, as balls, and the theorems that it rests on."""

    lhs: flint.arb
    rhs: flint.arb
    trust: tuple[str, ...]


def check_net(nets: Nets, relation: NetProposition, setting: NetSetting) -> Shown:
    """Decide whether the setting breaks the relation, on a set of positive measure.

    Raises:
        Rejected: the net is not admitted, or its argument does not show it.
    """
    gap = admission_gap(nets, setting)
    if gap:
        raise Rejected(f"{gap}.")
    wanted, checker = _CHECKERS.get(type(relation), (None, None))
    if checker is None or wanted is None:
        raise Rejected(f"'{type(relation).__name__}' is no statement about nets that is known.")
    if not isinstance(setting.argument, wanted):
        raise Rejected(
            f"an argument of kind '{setting.argument.kind}' does not speak about this claim; "
            f"expected '{wanted.kind}'."
        )
    return checker(relation, setting)


# ---------------------------------------------------------------- rank


def _singular(_relation: NetProposition, setting: NetSetting) -> Shown:
    """vᵀJ = 0 identically, v ≠ 0 at the centre, hence near it: K is singular there."""
    argument = setting.argument
    _require_open(setting)
    if len(argument.entries) != setting.stacked:
        raise Rejected(
            f"the null vector has {len(argument.entries)} entries; expected {setting.stacked}."
        )
    over_box = enclose(setting, reach=setting.radius, spread=setting.radius)
    net = symbolic(setting, None if argument.opaque else over_box.pieces)
    vector = [polynomial_in(net, entry, {}) for entry in argument.entries]
    stacked = net.outputs.reshape(-1)
    for parameter in range(setting.network.parameters):
        column = [output.slopes.get(parameter) for output in stacked]
        total = sum(
            (v * entry for v, entry in zip(vector, column, strict=True) if entry is not None),
            net.ring.constant(0),
        )
        if total != 0:
            raise Rejected(f"vᵀJ is not zero in column {parameter + 1}, but {total!s:.120}.")
    _require_nonzero_vector(setting, argument)
    rank = flint.arb(setting.stacked - 1)
    return Shown(rank, flint.arb(setting.stacked), ("exact polynomial arithmetic (FLINT)",))


def _require_nonzero_vector(setting: NetSetting, argument: NullVector) -> None:
    values = numbers_at(setting, enclose(setting, reach=_NO_SPREAD, spread=_NO_SPREAD))
    if not any(_is_nonzero(polynomial_at(entry, values)) for entry in argument.entries):
        raise Rejected("the null vector is not certainly different from 0 at the setting.")


def _require_open(setting: NetSetting) -> None:
    if setting.radius <= 0:
        raise Rejected(f"the box has radius {setting.radius}; a set of positive measure needs > 0.")


def _is_nonzero(value: flint.arb) -> bool:
    return bool(value > 0 or value < 0)


# ---------------------------------------------------------------- the loss


def _loss_floor(_relation: NetProposition, setting: NetSetting) -> Shown:
    """G(X, F) = 0 for all parameters but not for F = y: the outputs keep away from the labels."""
    argument = setting.argument
    net_activation = setting.network.activation
    _require_open(setting)
    if not setting.labels:
        raise Rejected("the setting has no labels, and the loss needs them.")
    if not argument.opaque and (net_activation.is_smooth or net_activation.breaks):
        raise Rejected("an invariant on one piece only does not bind the flow; leave σ open.")
    net = symbolic(setting, None if argument.opaque else _single_piece(setting))
    named = {
        f"F{i}_{c}": output.value
        for (i, c), output in (
            ((i + 1, c + 1), output) for (i, c), output in np.ndenumerate(net.outputs)
        )
    }
    if polynomial_in(net, argument.polynomial, named) != 0:
        raise Rejected("the invariant is not zero for all parameters and inputs.")
    floor = _distance(setting, argument.polynomial)
    loss = floor * floor / 2
    if not loss > 0:
        raise Rejected("the invariant does not keep the outputs away from the labels.")
    return Shown(loss, flint.arb(0), ("exact polynomial arithmetic (FLINT)",))


def _single_piece(setting: NetSetting) -> dict[Place, int]:
    return {
        (layer, sample, unit): 0
        for layer, spec in enumerate(setting.network.layers)
        if spec.activated
        for sample in range(setting.samples)
        for unit in range(spec.width)
    }


def _distance(setting: NetSetting, polynomial: Polynomial) -> flint.arb:
    """ρ > 0 such that G(X, F) = 0 implies |F_ic − y_ic| ≥ ρ for some entry.

    With G(X, y + r) = G_0 + terms in r: where every |r_ic| < ρ the terms of degree k are at most
    a_k ρ^k in all, a_k the sum of their |coefficients|; so G ≠ 0 while Σ a_k ρ^k ≤ |G_0|.
    """
    names = [
        f"F{i}_{c}"
        for i in range(1, setting.samples + 1)
        for c in range(1, setting.network.outputs + 1)
    ]
    ring = flint.fmpq_mpoly_ctx.get(names, flint.Ordering.degrevlex)
    values: dict[str, Any] = {}
    for i, row in enumerate(setting.inputs, start=1):
        values |= {f"x{i}_{k}": ring.constant(_exact(x)) for k, x in enumerate(row, start=1)}
    for i, row in enumerate(setting.labels, start=1):
        for c, label in enumerate(row, start=1):
            name = f"F{i}_{c}"
            values[name] = ring.gen(names.index(name)) + _exact(label)
    shifted = ring.constant(0)
    for coefficient, powers in polynomial.terms:
        term = ring.constant(_exact(coefficient))
        for name, power in powers:
            if name not in values:
                raise Rejected(f"'{name}' is neither an input nor an output.")
            for _ in range(power):
                term = term * values[name]
        shifted = shifted + term
    return _clearance(shifted)


def _exact(value: Fraction) -> flint.fmpq:
    return flint.fmpq(value.numerator, value.denominator)


def _clearance(shifted: Any) -> flint.arb:
    sizes: dict[int, flint.fmpq] = {}
    for powers, coefficient in shifted.terms():
        degree = sum(powers)
        sizes[degree] = sizes.get(degree, flint.fmpq(0)) + abs(coefficient)
    at_labels = sizes.pop(0, flint.fmpq(0))
    if at_labels == 0:
        raise Rejected("the labels satisfy the invariant; they can perhaps be reached.")
    low, high = flint.fmpq(0), flint.fmpq(1)
    while _excess(sizes, high) <= at_labels and high < 2**40:
        low, high = high, high * 2
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if _excess(sizes, middle) <= at_labels else (low, middle)
    return flint.arb(low)


def _excess(sizes: dict[int, flint.fmpq], rho: flint.fmpq) -> flint.fmpq:
    return sum((size * rho**degree for degree, size in sizes.items()), flint.fmpq(0))


# ---------------------------------------------------------------- the flow at a kink


@dataclass(frozen=True)
class _Side:
    """One side of a kink over the region: how fast g grows there, the fastest parameter, J."""

    growth: flint.arb
    speed: flint.arb
    gram: np.ndarray


@dataclass(frozen=True)
class _Approach:
    """The flow from the setting's box reaches the kink inside the region.

    `near` is the side it comes from, `far` the other; `sign` is that of g on the near side.
    """

    sign: int
    near: _Side
    far: _Side


def _approach(setting: NetSetting) -> _Approach:
    """Check that every flow from the box runs into the kink, and does not leave the region first.

    With |g| ≤ γ on the box, d|g|/dt ≤ −c and no parameter faster than V in the region, the kink
    is reached within γ/c, and radius + V·γ/c < reach keeps the flow in the region until then.
    """
    kink, net = setting.argument, setting.network
    _require_open(setting)
    if not setting.labels:
        raise Rejected("the setting has no labels, and the flow needs them.")
    if net.activation.trained_slope or net.activation.is_smooth:
        raise Rejected(f"'{net.activation.name}' has no kink of its own that is fixed.")
    if not 1 <= kink.at_break <= len(net.activation.breaks) or kink.reach <= setting.radius:
        raise Rejected("the kink names no break of the activation, or reaches no further than it.")
    place = (kink.layer - 1, kink.sample - 1, kink.unit - 1)
    breaks_at = ball(net.activation.breaks[kink.at_break - 1])
    start = enclose(setting, reach=setting.radius, spread=setting.radius, sides={place: 0})
    if place not in start.preactivations:
        raise Rejected(f"there is no activated unit at layer, sample, unit {place}.")
    distance = start.preactivations[place].value - breaks_at
    sign = 1 if distance > 0 else -1
    if not distance * sign > 0:
        raise Rejected("the box is not certainly on one side of the kink.")
    pieces = (kink.at_break, kink.at_break - 1) if sign > 0 else (kink.at_break - 1, kink.at_break)
    near, far = (_side(setting, place, piece) for piece in pieces)
    closing = -near.growth * sign
    if not closing > 0:
        raise Rejected("the flow does not certainly approach the kink.")
    slowest, farthest = closing.lower(), (distance * sign).upper()
    speed = _larger(near.speed, far.speed)
    if not ball(setting.radius) + speed * farthest / slowest < ball(kink.reach):
        raise Rejected("the flow may leave the region before it reaches the kink.")
    return _Approach(sign, near, far)


def _side(setting: NetSetting, place: Place, piece: int) -> _Side:
    over = enclose(
        setting,
        reach=setting.argument.reach,
        spread=setting.radius,
        sides={place: piece},
    )
    velocity = _velocity(setting, over)
    g = over.preactivations[place]
    growth = sum((slope * velocity[key] for key, slope in g.slopes.items()), flint.arb(0))
    speed = flint.arb(0)
    for entry in velocity:
        speed = _larger(speed, abs(entry).upper())
    return _Side(growth, speed, _gram(setting, over))


def _velocity(setting: NetSetting, over: Enclosed) -> list[flint.arb]:
    """−∇L = −Jᵀ(F − y), one ball a parameter."""
    velocity = [flint.arb(0)] * setting.network.parameters
    for (i, c), output in np.ndenumerate(over.outputs):
        residual = output.value - ball(setting.labels[i][c])
        for key, slope in output.slopes.items():
            velocity[key] = velocity[key] - residual * slope
    return velocity


def _gram(setting: NetSetting, over: Enclosed) -> np.ndarray:
    """K = J Jᵀ as balls, (nq, nq)."""
    stacked = list(over.outputs.reshape(-1))
    gram = np.empty((len(stacked), len(stacked)), dtype=object)
    for (a, b), _ in np.ndenumerate(gram):
        gram[a, b] = _inner(stacked[a], stacked[b])
    return gram


def _inner(left: Dual, right: Dual) -> flint.arb:
    shared = (key for key in left.slopes if key in right.slopes)
    return sum((left.slopes[key] * right.slopes[key] for key in shared), flint.arb(0))


def _larger(a: flint.arb, b: flint.arb) -> flint.arb:
    return a.max(b)


def _sliding(_relation: NetProposition, setting: NetSetting) -> Shown:
    """Both sides point into the kink: whatever reaches it stays, and L has no gradient there.

    A path with θ' = −∇L wherever L is differentiable comes nearer to the kink on either side, so
    once there it cannot leave while in the region, an open set of positive time.
    """
    approach = _approach(setting)
    away = approach.far.growth * approach.sign
    if not away > 0:
        raise Rejected("beyond the kink the flow does not certainly point back.")
    closing = -approach.near.growth * approach.sign
    slowest = closing.lower().min(away.lower())
    return Shown(slowest, flint.arb(0), ("the flow of a vector field on both sides of a kink",))


def _jumps(_relation: NetProposition, setting: NetSetting) -> Shown:
    """The flow crosses the kink, where an entry of K differs between the sides at every point."""
    approach = _approach(setting)
    if not -approach.far.growth * approach.sign > 0:
        raise Rejected("beyond the kink the flow does not certainly go on.")
    largest = None
    for a, b in zip(approach.near.gram.flat, approach.far.gram.flat, strict=True):
        jump = abs(a - b)
        if jump > 0 and (largest is None or jump.lower() > largest.lower()):
            largest = jump
    if largest is None:
        raise Rejected("no entry of K certainly differs between the two sides.")
    return Shown(largest, flint.arb(0), ("the flow of a vector field on both sides of a kink",))


# ---------------------------------------------------------------- comparison of Gram matrices


def _loewner(relation: NetProposition, setting: NetSetting) -> Shown:
    """vᵀK'v > vᵀKv for the minorant's K'."""
    minorant = MINORANTS.get(str(relation.args[0]))
    if minorant is None:
        raise Rejected(f"no minorant '{relation.args[0]}'; known are {', '.join(MINORANTS)}.")
    vector = setting.argument.vector
    if len(vector) != setting.stacked:
        raise Rejected(f"the direction has {len(vector)} entries; expected {setting.stacked}.")
    own, other = (
        _quadratic(enclose(setting, reach=_NO_SPREAD, spread=_NO_SPREAD, activation=chosen), vector)
        for chosen in (None, minorant)
    )
    if not other > own:
        raise Rejected("along the direction the minorant's Gram matrix is not certainly larger.")
    return Shown(other, own, ())


def _quadratic(over: Enclosed, vector: tuple[Fraction, ...]) -> flint.arb:
    """vᵀKv = ‖Jᵀv‖²."""
    along: dict[int, flint.arb] = {}
    for weight, output in zip(vector, over.outputs.reshape(-1), strict=True):
        for key, slope in output.slopes.items():
            along[key] = along.get(key, flint.arb(0)) + ball(weight) * slope
    return sum((entry * entry for entry in along.values()), flint.arb(0))


# ---------------------------------------------------------------- definiteness


def require_definite_around(relation: PositiveDefiniteAround) -> str:
    """K is positive definite at the setting, hence almost everywhere on its piece.

    There det K is a polynomial in parameters and inputs, or, with a smooth activation, a real
    analytic function on the whole space; it is not zero at the setting, so its zeros are a null
    set.

    Returns:
        the theorem that this rests on.

    Raises:
        Rejected: det K is not certainly positive at the setting, or some preactivation is not
            certainly inside one piece.
        StatementError: the text is no JSON data of a net with its data.
    """
    setting = decode_point(relation.text)
    over = enclose(setting, reach=_NO_SPREAD, spread=_NO_SPREAD)
    gram = _gram(setting, over)
    determinant = flint.arb_mat([list(row) for row in gram]).det()
    if not determinant > 0:
        raise Rejected(f"det K = {determinant.str(5)} at the setting; expected more than 0.")
    if setting.network.activation.is_smooth:
        return "the zeros of a real analytic function ≠ 0 are a null set (Mityagin, 2015)"
    return "the zeros of a polynomial ≠ 0 are a null set (Caron & Traynor, 2005)"


_Checker = Callable[[NetProposition, NetSetting], Shown]
_CHECKERS: dict[type, tuple[type, _Checker]] = {
    PositiveDefiniteAlmostSurely: (NullVector, _singular),
    FinitelyManySingular: (NullVector, _singular),
    LossVanishesAlmostSurely: (Invariant, _loss_floor),
    FlowContinuesAlmostSurely: (Kink, _sliding),
    FlowKeepsNullSets: (Kink, _sliding),
    NtkContinuousAlmostSurely: (Kink, _jumps),
    NtkAtLeastThatOf: (Direction, _loewner),
}
