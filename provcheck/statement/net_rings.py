"""A net's outputs and their derivatives as Arb balls and as polynomials (trusted)."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import flint
import numpy as np

from provcheck.errors import Rejected
from provcheck.statement.dual import Dual, table, variables
from provcheck.statement.evaluate import ball, exact
from provcheck.statement.nets import NetSetting, Polynomial, parameter_names
from provcheck.statement.network import Activation, Network, outputs

Place = tuple[int, int, int]
"""Layer, sample and unit of one preactivation, from 0."""


# ---------------------------------------------------------------- balls


@dataclass(frozen=True)
class Enclosed:
    """A net over a box: outputs (n, q) and preactivations as Duals of balls, and the pieces."""

    outputs: np.ndarray
    preactivations: Mapping[Place, Dual]
    pieces: Mapping[Place, int]


def enclose(
    setting: NetSetting,
    *,
    reach: Fraction,
    spread: Fraction,
    sides: Mapping[Place, int] | None = None,
    activation: Activation | None = None,
) -> Enclosed:
    """The net over the box of radius `reach` about the parameters and `spread` about the inputs.

    Args:
        sides: the piece to take at a place, whatever the box says of it there.
        activation: taken in place of the net's own; it has no trained slope.

    Raises:
        Rejected: some preactivation of an activation with breaks is not certainly inside a piece.
    """
    net = setting.network
    chosen = activation or net.activation
    seen: dict[Place, Dual] = {}
    pieces: dict[Place, int] = {}

    def activate(layer: int, values: np.ndarray, slope: Any) -> np.ndarray:
        result = np.empty_like(values)
        for (sample, unit), u in np.ndenumerate(values):
            place = (layer, sample, unit)
            seen[place] = u
            if chosen.is_smooth:
                result[sample, unit] = u.through(*_SMOOTH[chosen.name](u.value))
                continue
            piece = (sides or {}).get(place)
            pieces[place] = _piece(chosen, u.value, place) if piece is None else piece
            result[sample, unit] = _through_piece(chosen, pieces[place], u, slope)
        return result

    theta = variables([_around(entry, reach) for entry in setting.parameters], flint.arb(1))
    inputs = table([[Dual(_around(entry, spread), {}) for entry in row] for row in setting.inputs])
    return Enclosed(outputs(net, theta, inputs, activate, _ball_mixing(net)), seen, pieces)


def _around(centre: Fraction, radius: Fraction) -> flint.arb:
    return ball(centre) + flint.arb(0, 1) * ball(radius)


def _piece(activation: Activation, value: flint.arb, place: Place) -> int:
    """The piece that certainly has the value inside it."""
    breaks = [ball(point) for point in activation.breaks]
    for number in range(len(breaks) + 1):
        above = number == 0 or value > breaks[number - 1]
        if above and (number == len(breaks) or value < breaks[number]):
            return number
    layer, sample, unit = (entry + 1 for entry in place)
    raise Rejected(
        f"unit {unit} of layer {layer} on sample {sample}: its preactivation {value.str(5)} is "
        "not certainly inside one piece of the activation; make the box smaller."
    )


def _through_piece(activation: Activation, piece: int, u: Dual, slope: Any) -> Dual:
    if activation.trained_slope:
        return u if piece == 1 else u * slope[0]
    coefficients = tuple(flint.fmpq(c.numerator, c.denominator) for c in activation.pieces[piece])
    if not coefficients:
        return u * 0
    total = u * 0 + coefficients[-1]
    for coefficient in reversed(coefficients[:-1]):
        total = total * u + coefficient
    return total


def _sigmoid(u: flint.arb) -> tuple[flint.arb, flint.arb]:
    value = 1 / (1 + (-u).exp())
    return value, value * (1 - value)


def _tanh(u: flint.arb) -> tuple[flint.arb, flint.arb]:
    value = u.tanh()
    return value, (1 - value) * (1 + value)


def _softplus(u: flint.arb) -> tuple[flint.arb, flint.arb]:
    return u.exp().log1p(), _sigmoid(u)[0]


_SMOOTH: Mapping[str, Callable[[flint.arb], tuple[flint.arb, flint.arb]]] = {
    "sigmoid": _sigmoid,
    "tanh": _tanh,
    "softplus": _softplus,
}


def _ball_mixing(network: Network) -> np.ndarray | None:
    """D^{-1/2}(A + loops·I)D^{-1/2} as balls."""
    graph = network.graph
    if graph is None:
        return None
    rows = [[flint.arb(0)] * graph.vertices for _ in range(graph.vertices)]
    for i, j in graph.neighbours:
        rows[i][j] = 1 / flint.arb(graph.degrees[i] * graph.degrees[j]).sqrt()
    return table(rows)


# ---------------------------------------------------------------- polynomials


@dataclass(frozen=True)
class Symbolic:
    """A net whose parameters and inputs are variables of a polynomial ring over the rationals.

    `outputs` (n, q) are Duals of polynomials; `ring` knows the variables of `Polynomial`.
    """

    ring: Any
    outputs: np.ndarray


def symbolic(setting: NetSetting, pieces: Mapping[Place, int] | None) -> Symbolic:
    """The net on the pieces given, or, without any, for every activation at once.

    Without pieces the activation's values and derivatives are variables of their own: what holds
    for them holds for every activation that is differentiable at the preactivations.

    Raises:
        Rejected: an activation with a trained slope is left open, or a smooth one is not.
    """
    net = setting.network
    if pieces is None and net.activation.trained_slope:
        raise Rejected("an activation with a trained slope cannot be left open; give its pieces.")
    if pieces is not None and net.activation.is_smooth:
        raise Rejected(f"'{net.activation.name}' has no pieces; leave the activation open.")
    places = _places(setting) if pieces is None else []
    names = variable_names(setting, places)
    ring = flint.fmpq_mpoly_ctx.get(names, flint.Ordering.degrevlex)
    of = dict(zip(names, ring.gens(), strict=True))

    def activate(layer: int, values: np.ndarray, slope: Any) -> np.ndarray:
        result = np.empty_like(values)
        for (sample, unit), u in np.ndenumerate(values):
            place = (layer, sample, unit)
            if pieces is None:
                result[sample, unit] = u.through(of[_open("s", place)], of[_open("d", place)])
            else:
                result[sample, unit] = _through_piece(net.activation, pieces[place], u, slope)
        return result

    theta = variables([of[name] for name in parameter_names(net)], ring.constant(1))
    inputs = table(
        [
            [Dual(of[f"x{i}_{k}"], {}) for k in range(1, net.inputs + 1)]
            for i in range(1, setting.samples + 1)
        ]
    )
    return Symbolic(ring, outputs(net, theta, inputs, activate, _symbolic_mixing(net, ring, of)))


def variable_names(setting: NetSetting, places: list[Place]) -> list[str]:
    """Parameters, inputs, root variables of the graph, and open activations, in this order."""
    net = setting.network
    inputs = [f"x{i}_{k}" for i in range(1, setting.samples + 1) for k in range(1, net.inputs + 1)]
    roots = [f"r{product}" for product in sorted(_irrational(net))]
    opened = [_open(letter, place) for place in places for letter in "sd"]
    return [*parameter_names(net), *inputs, *roots, *opened]


def polynomial_in(symbolic_net: Symbolic, polynomial: Polynomial, at: Mapping[str, Any]) -> Any:
    """The polynomial over the ring, with some of its variables replaced.

    Raises:
        Rejected: a variable is unknown.
    """
    ring = symbolic_net.ring
    known = dict(zip(ring.names(), ring.gens(), strict=True)) | dict(at)
    return _summed(polynomial, known, ring.constant(0))


def polynomial_at(polynomial: Polynomial, values: Mapping[str, flint.arb]) -> flint.arb:
    """The polynomial at numbers.

    Raises:
        Rejected: a variable is unknown.
    """
    return _summed(polynomial, values, flint.arb(0))


def _summed(polynomial: Polynomial, known: Mapping[str, Any], zero: Any) -> Any:
    total = zero
    for coefficient, powers in polynomial.terms:
        term = zero + exact(coefficient)
        for name, power in powers:
            if name not in known or power < 0:
                raise Rejected(f"'{name}' to the power {power} is no part of a polynomial here.")
            for _ in range(power):
                term = term * known[name]
        total = total + term
    return total


def numbers_at(setting: NetSetting, enclosed: Enclosed) -> dict[str, flint.arb]:
    """The variables of `symbolic` as numbers: of the net as enclosed at the setting itself."""
    net = setting.network
    values = dict(zip(parameter_names(net), map(ball, setting.parameters), strict=True))
    for i, row in enumerate(setting.inputs, start=1):
        values |= {f"x{i}_{k}": ball(entry) for k, entry in enumerate(row, start=1)}
    values |= {f"r{product}": 1 / flint.arb(product).sqrt() for product in _irrational(net)}
    opened = {} if net.activation.trained_slope else enclosed.preactivations
    for place, u in opened.items():
        value, slope = _value_and_slope(net.activation, enclosed.pieces.get(place), u.value)
        values |= {_open("s", place): value, _open("d", place): slope}
    return values


def _value_and_slope(
    activation: Activation, piece: int | None, u: flint.arb
) -> tuple[flint.arb, flint.arb]:
    if piece is None:
        return _SMOOTH[activation.name](u)
    dual = _through_piece(activation, piece, Dual(u, {0: flint.arb(1)}), None)
    return flint.arb(0) + dual.value, dual.slopes[0]


def _places(setting: NetSetting) -> list[Place]:
    return [
        (layer, sample, unit)
        for layer, spec in enumerate(setting.network.layers)
        if spec.activated
        for sample in range(setting.samples)
        for unit in range(spec.width)
    ]


def _open(letter: str, place: Place) -> str:
    layer, sample, unit = (entry + 1 for entry in place)
    return f"{letter}{layer}_{sample}_{unit}"


def _irrational(network: Network) -> set[int]:
    """Products of two degrees that are no squares: their roots are variables."""
    graph = network.graph
    if graph is None:
        return set()
    products = {graph.degrees[i] * graph.degrees[j] for i, j in graph.neighbours}
    return {product for product in products if math.isqrt(product) ** 2 != product}


def _symbolic_mixing(network: Network, ring: Any, of: Mapping[str, Any]) -> np.ndarray | None:
    graph = network.graph
    if graph is None:
        return None
    rows = [[Dual(ring.constant(0), {})] * graph.vertices for _ in range(graph.vertices)]
    for i, j in graph.neighbours:
        product = graph.degrees[i] * graph.degrees[j]
        root = math.isqrt(product)
        rational = ring.constant(flint.fmpq(1, root))
        rows[i][j] = Dual(of[f"r{product}"] if root * root != product else rational, {})
    return table(rows)
