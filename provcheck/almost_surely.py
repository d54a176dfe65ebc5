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
from provcheck.statement.net_json import decode_point, encode_point
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
    is_minorant,
)
from provcheck.statement.network import Activation

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
    if len(relation.args) != isinstance(relation, NtkAtLeastThatOf):
        raise Rejected(f"'{relation}' has arguments that nothing is known of.")
    if not isinstance(setting.argument, wanted):
        raise Rejected(
            f"an argument of kind '{setting.argument.kind}' does not speak about this claim; "
            f"expected '{wanted.kind}'."
        )
    return checker(relation, setting)


# ---------------------------------------------------------------- rank


def _singular(_relation: NetProposition, setting: NetSetting) -> Shown:
    """vᵀJ = 0 on the box, v ≠ 0 at its centre, hence near it: K = J Jᵀ is singular there.

    Over the box every preactivation is inside one piece (`enclose`), so J exists and follows from
    the chain rule. vᵀJ = 0 is an identity of polynomials: with the box's pieces put in it holds
    wherever these are the pieces; with σ left open, for all values of σ and σ', so for those at
    hand. The values being continuous on the box, v ≠ 0 near its centre.
    """
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
    """G(X, F) = 0 for all parameters but not for F = y: the outputs keep away from the labels.

    The identity holds for all θ and X, with the one polynomial σ put in or for all values of σ;
    no derivative is needed, nor that the flow keeps to a piece. So wherever the flow is, some
    |F_ic − y_ic| ≥ ρ (`_distance`) and L ≥ ρ²/2. As G(X, y) ≠ 0 holds for inputs near the
    setting's too, the loss has a floor > 0 there.
    """
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

    With G(X, y + r) = G_0 + terms in r: where every |r_ic| < ρ the terms of degree k ≥ 1 are
    less than a_k ρ^k in all, a_k > 0 the sum of their |coefficients|; so G ≠ 0 while
    Σ a_k ρ^k ≤ |G_0|. (Without any such term G = G_0 ≠ 0 is no invariant.)
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

    g is the unit's preactivation less the break, on one side of it all over the box. In the region
    every other preactivation is inside one piece, whichever piece this unit takes, and this unit
    keeps to the two that meet at the break (`_side`): so on each side of {g = 0} the loss is one
    polynomial. With |g| ≤ γ on the box, d|g|/dt ≤ −c on the near side and no parameter faster than
    V, {g = 0} is reached within γ/c, and radius + V·γ/c < reach keeps the flow inside the region
    until then and a little longer. The inputs do not move; all bounds hold for all of the box's.
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
    _require_between(setting.network.activation, setting.argument.at_break, g.value)
    growth = sum((slope * velocity[key] for key, slope in g.slopes.items()), flint.arb(0))
    speed = flint.arb(0)
    for entry in velocity:
        speed = _larger(speed, abs(entry).upper())
    return _Side(growth, speed, _gram(setting, over))


def _require_between(activation: Activation, number: int, value: flint.arb) -> None:
    """The unit keeps to the two pieces that meet at the break of this number, from 1."""
    breaks = activation.breaks
    is_above = number == 1 or value > ball(breaks[number - 2])
    is_below = number == len(breaks) or value < ball(breaks[number])
    if not (is_above and is_below):
        raise Rejected("within the region the unit may reach another break of the activation.")


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

    A solution is a continuous path where, at all but finitely many times, L is differentiable and
    θ' = −∇L. Off {g = 0} it has d|g|/dt < 0 in the region, so once on {g = 0} (`_approach`) it
    stays there for some time. But there ∇g·∇L is −growth, of one sign from the near side and of
    the other from the far side: ∇L does not exist, and the solution ends.

    Nor can another rule on {g = 0} (Filippov's, say) save a diffeomorphism: each continuous path
    from the box that obeys θ' = −∇L off {g = 0} is on it at some rational time, so at one of these
    countably many times a set of positive outer measure is. {g = 0} is a null set, as ∇g ≠ 0.
    """
    approach = _approach(setting)
    away = approach.far.growth * approach.sign
    if not away > 0:
        raise Rejected("beyond the kink the flow does not certainly point back.")
    closing = -approach.near.growth * approach.sign
    slowest = closing.lower().min(away.lower())
    return Shown(slowest, flint.arb(0), ("the flow of a vector field on both sides of a kink",))


def _jumps(_relation: NetProposition, setting: NetSetting) -> Shown:
    """The flow crosses the kink, where an entry of K differs between the sides at every point.

    d|g|/dt < 0 before {g = 0} and > 0 beyond, so the flow reaches it (`_approach`) and leaves it
    at once on the far side. K tends to the near side's value at the crossing before, to the far
    side's after; one entry of the two differs all over the region.
    """
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
    """vᵀK'v > vᵀKv for the minorant's K', at the setting, hence near it.

    Every preactivation is inside one piece at the setting, so both are continuous there.
    """
    minorant = MINORANTS.get(str(relation.args[0]))
    if minorant is None:
        raise Rejected(f"no minorant '{relation.args[0]}'; known are {', '.join(MINORANTS)}.")
    if not is_minorant(str(relation.args[0]), setting.network.activation):
        raise Rejected(f"'{relation.args[0]}' lies not below '{setting.network.activation.name}'.")
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

    There det K is a polynomial in parameters and inputs (the same on all of the piece, connected
    or not), or, with a smooth activation, a real analytic function on the whole space; it is not
    zero at the setting, so its zeros are a null set. K = J Jᵀ is positive semidefinite anyway.

    Returns:
        the theorem that this rests on.

    Raises:
        Rejected: det K is not certainly positive at the setting, or some preactivation is not
            certainly inside one piece.
        StatementError: the text is no JSON data of a net with its data.
    """
    setting = decode_point(relation.text)
    if encode_point(setting.network, setting.parameters, setting.inputs) != relation.text:
        raise Rejected("the text says more than encode_point writes, or says it otherwise.")
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
