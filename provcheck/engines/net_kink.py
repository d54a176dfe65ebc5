"""Flows that run into a kink of the activation: some can not leave it, others cross it.

At parameters where a preactivation g sits on a break, g grows along the flow at the rate
-(J∇g)ᵀ(F - y) with J taken from either side. Both rates are linear in the labels, so labels are
chosen that make both sides point into the kink, or both across it, and then a box near it.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from provcheck.engines.net_catalogue import Candidate
from provcheck.engines.net_proposal import (
    RADII,
    Numbers,
    Proposal,
    cut,
    is_generic,
    plain_points,
    rows_of,
)
from provcheck.engines.net_values import Values, at_floats, jacobian_of, numbers_of
from provcheck.statement.net_rings import Place
from provcheck.statement.nets import Kink, NetSetting, Rows
from provcheck.statement.network import Network

_DRAWS = 10
_MOST_STACKED = 4
_LARGEST_LABEL = 5
_MOST_LABELS = 2
_SURE = 1e-9
_SLOWEST = 1 / 20  # of the fastest parameter: a kink approached more slowly needs tiny boxes
_NICE = [(1 / (k * 10**e), Fraction(1, k * 10**e)) for e in range(5) for k in (1, 2, 4, 5)]


@dataclass(frozen=True)
class _Spot:
    """A point on a kink.

    Args:
        theta: m parameters with g at the break.
        solved: the number of the parameter that puts it there, and g's derivative by it.
        outputs: (nq,) float64.
        gradient: of g by the parameters, (m,).
        below, above: J from either side, (nq, m).
    """

    theta: Numbers
    solved: tuple[int, Fraction]
    outputs: np.ndarray
    gradient: np.ndarray
    below: np.ndarray
    above: np.ndarray


def kinks(
    candidate: Candidate, rng: np.random.Generator, *, slides: bool
) -> Iterator[Proposal | None]:
    """One entry for each point and kink tried.

    Args:
        slides: both sides point into the kink; else the flow crosses it.
    """
    network = candidate.network
    if not network.activation.breaks or candidate.stacked > _MOST_STACKED:
        return
    for point in plain_points(candidate, _DRAWS, rng):
        theta, inputs, _ = cut(candidate, point)
        for place, at_break in _places(candidate):
            spot = _spot(network, theta, inputs, place, at_break)
            chosen = [] if spot is None else _labels(spot, slides)
            if not chosen:
                yield None
            for labels in chosen:
                numbers = (*theta, *_flat(inputs), *labels)
                yield _proposal(candidate, place, at_break, numbers, slides)


def _proposal(
    candidate: Candidate, place: Place, at_break: int, numbers: Numbers, slides: bool
) -> Proposal:
    network = candidate.network
    counted = (place[0] + 1, place[1] + 1, place[2] + 1, at_break)

    def build(numbers: Numbers) -> Iterator[NetSetting]:
        theta, inputs, labels = cut(candidate, numbers)
        spot = _spot(network, theta, inputs, place, at_break)
        if spot is None or not is_generic(candidate, numbers):
            return
        side = _side(spot, labels, slides)
        for reach, distance, radius in _boxes(spot, labels) if side else ():
            yield NetSetting(
                network,
                inputs,
                rows_of(labels, network.outputs),
                _moved(spot, side * distance),
                radius,
                Kink(*counted, reach),
            )

    return Proposal(numbers, build)


def _places(candidate: Candidate) -> Iterator[tuple[Place, int]]:
    network = candidate.network
    for layer, spec in enumerate(network.layers):
        for sample, unit in itertools.product(range(candidate.samples), range(spec.width)):
            for at_break in range(1, len(network.activation.breaks) + 1):
                if spec.activated:
                    yield (layer, sample, unit), at_break


def _flat(rows: Rows) -> Numbers:
    return tuple(itertools.chain.from_iterable(rows))


# ---------------------------------------------------------------- a point on the kink


def _spot(
    network: Network, theta: Numbers, inputs: Rows, place: Place, at_break: int
) -> _Spot | None:
    """The point where one parameter of the unit's own layer is moved onto the kink."""
    start = at_floats(network, theta, inputs, sides={place: at_break}).preactivations[place]
    wanted = float(network.activation.breaks[at_break - 1])
    for number in _own_parameters(network, place[0]):
        slope = Fraction(start.slopes.get(number, 0.0)).limit_denominator(20)
        if not slope:
            continue
        moved = theta[number] + Fraction(wanted - start.value).limit_denominator(20) / slope
        theta = (*theta[:number], moved, *theta[number + 1 :])
        sides = [
            at_floats(network, theta, inputs, sides={place: at_break - side}) for side in (1, 0)
        ]
        g = sides[0].preactivations[place]
        if abs(g.value - wanted) > _SURE or _is_near_another(network, sides[0], place):
            return None
        m = network.parameters
        below, above = (jacobian_of(side, m) for side in sides)
        gradient = np.array([g.slopes.get(k, 0.0) for k in range(m)])
        outputs = numbers_of(sides[0]).ravel()
        return _Spot(theta, (number, slope), outputs, gradient, below, above)
    return None


def _own_parameters(network: Network, layer: int) -> list[int]:
    """Numbers of the layer's parameters, biases first: a preactivation is affine in each."""
    sizes = [[int(np.prod(shape)) for shape in shapes] for shapes in network.shapes]
    start = sum(map(sum, sizes[:layer]))
    weights, bias, _ = sizes[layer]
    numbers = list(range(start, start + weights + bias))
    return numbers[weights:] + numbers[:weights]


def _is_near_another(network: Network, values: Values, place: Place) -> bool:
    return any(
        abs(u.value - float(point)) < _SURE
        for where, u in values.preactivations.items()
        if where != place
        for point in network.activation.breaks
    )


# ---------------------------------------------------------------- labels and boxes


def _labels(spot: _Spot, slides: bool) -> list[Numbers]:
    """Whole labels for which the flow does what is asked: small ones, and such as make it go
    straight for the kink."""
    count = len(spot.outputs)
    if not slides and not _jumps(spot):
        return []
    steps = np.arange(-_LARGEST_LABEL, _LARGEST_LABEL + 1)
    grid = np.array(list(itertools.product(steps, repeat=count)))
    residuals = spot.outputs - grid
    below, above = (residuals @ (J @ spot.gradient) for J in (spot.below, spot.above))
    fastest = np.maximum(*(np.abs(residuals @ J).max(axis=1) for J in (spot.below, spot.above)))
    share = np.minimum(abs(below), abs(above)) / np.maximum(fastest, _SURE)
    good = (above > 0) & (below < 0) if slides else above * below > 0
    sizes = 2 * np.abs(grid).sum(axis=1) + (grid < 0).sum(axis=1)
    order = [k for k in np.argsort(sizes, kind="stable") if good[k] and share[k] > _SLOWEST]
    chosen = [*order[:_MOST_LABELS], *sorted(order, key=lambda k: -share[k])[:_MOST_LABELS]]
    return [tuple(map(Fraction, map(int, grid[k]))) for k in dict.fromkeys(chosen)]


def _jumps(spot: _Spot) -> bool:
    """Whether an entry of K differs between the sides."""
    return bool(np.abs(spot.above @ spot.above.T - spot.below @ spot.below.T).max() > _SURE)


def _rates(spot: _Spot, labels: Numbers) -> tuple[float, float]:
    """How fast g grows along the flow below and above the kink."""
    residuals = spot.outputs - np.array([float(label) for label in labels])
    below, above = (-residuals @ J @ spot.gradient for J in (spot.below, spot.above))
    return float(below), float(above)


def _side(spot: _Spot, labels: Numbers, slides: bool) -> int:
    """The side from which the flow comes, 1 above and -1 below; 0 if it does not."""
    below, above = _rates(spot, labels)
    if slides:
        return int(above < -_SURE and below > _SURE)
    if not _jumps(spot) or min(abs(below), abs(above)) < _SURE or below * above < 0:
        return 0
    return 1 if above < 0 else -1


def _boxes(spot: _Spot, labels: Numbers) -> list[tuple[Fraction, Fraction, Fraction]]:
    """Reach, distance from the kink to start at, and radius: the kink should come before the reach.

    The largest radius first.
    """
    residuals = spot.outputs - np.array([float(label) for label in labels])
    fastest = max(np.abs(residuals @ J).max() for J in (spot.below, spot.above))
    share = min(map(abs, _rates(spot, labels))) / fastest
    spread = 1 + np.abs(spot.gradient).sum()
    boxes = set()
    for reach, near in itertools.product(RADII, (1.2, 2, 4)):
        distance = _nice(float(reach) * share / near)
        for small in (1.2, 3, 10):
            boxes.add((reach, distance, _nice(float(distance) / (small * spread))))
    return sorted(boxes, key=lambda box: (-box[2], -box[1], box[0]))


def _nice(most: float) -> Fraction:
    """The largest plain fraction that is at most so large."""
    return next((fraction for size, fraction in _NICE if size <= most), _NICE[-1][1])


def _moved(spot: _Spot, step: Fraction) -> Numbers:
    """The parameters with g moved by a step."""
    number, slope = spot.solved
    moved = spot.theta[number] + step / slope
    return (*spot.theta[:number], moved, *spot.theta[number + 1 :])
