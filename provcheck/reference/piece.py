"""The squared loss of a net with its activation pattern frozen: a smooth function of θ.

A *pattern* says on which piece of the activation each preactivation lies: (P,) integers, activated
layer by activated layer, sample by sample, unit by unit. An *entry* is a position in it. With the
pattern frozen, every piece is extended to the whole line, so loss and gradient are smooth
functions of θ, equal to the net's own as long as its preactivations stay on these pieces. A
smooth activation, and one polynomial, have the one pattern of zeros.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from provcheck.errors import DataError
from provcheck.reference import activations
from provcheck.reference.graph import mix
from provcheck.reference.network import activation_pattern
from provcheck.statement.network import Activation, Network, Skip

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Fit:
    """A net and the data it is trained on; L(θ) = ½‖F(θ) − y‖². Made by `fit`.

    Args:
        network: float64 parameters θ are (m,), in the order of `split`.
        inputs: (n, d) float64.
        labels: (n, q) float64.
    """

    network: Network
    inputs: Array
    labels: Array
    slots: tuple[tuple[slice, ...], ...]
    twins: "Twins | None" = None

    @cached_property
    def layout(self) -> list[tuple[int, slice, tuple[int, int]]]:
        """(layer, its entries, (n, width)) for each activated layer; layers count from 0."""
        found, start, n = [], 0, len(self.inputs)
        for number, layer in enumerate(self.network.layers):
            if layer.activated:
                found.append((number, slice(start, start + n * layer.width), (n, layer.width)))
                start += n * layer.width
        return found


class Twins(NamedTuple):
    """Compiled functions that a fit may bring along; names and arguments as in this module."""

    gradient: Callable[..., Array]
    jacobian: Callable[..., Array]
    preactivations: Callable[..., Array]
    preactivation_gradient: Callable[..., Array]


class Stage(NamedTuple):
    """One layer on the way forward."""

    mixed: Array  # (n, incoming), what the weights are applied to
    values: Array  # (n, width), the preactivations
    slopes: Array | None  # (n, width), σ' there; None in a layer without activation
    by_slope: Array | None  # (n, width), derivative by a trained slope
    weights: Array | None  # (width, incoming)


@dataclass(frozen=True, eq=False)
class Piece:
    """A loss with its pattern frozen.

    Args:
        fit: the net and its data.
        pattern: (P,) int64.
        sliding: entries that the flow is held on, at the break above the piece of the pattern.
    """

    fit: Fit
    pattern: Array
    sliding: tuple[int, ...] = ()

    @cached_property
    def tables(self) -> tuple[Array | None, ...]:
        """For each layer its entries' polynomials, (degree + 1, n, width), constant first.

        None in a layer without activation or with a smooth one.
        """
        found: list[Array | None] = [None] * len(self.fit.network.layers)
        if not self.fit.network.activation.is_smooth:
            rows = coefficients(self.fit.network.activation)
            for number, part, shape in self.fit.layout:
                found[number] = rows[:, self.pattern[part]].reshape(-1, *shape)
        return tuple(found)


def fit_of(network: Network, inputs: Any, labels: Any) -> Fit:
    """A net with its data, as float64.

    Args:
        inputs: (n, d), n >= 1.
        labels: (n, q).

    Raises:
        DataError: a shape does not fit the network or its graph, or a number is not finite.
    """
    X, y = np.asarray(inputs, dtype=float), np.asarray(labels, dtype=float)
    n = len(X) if X.ndim == 2 else 0
    if n < 1 or X.shape != (n, network.inputs) or y.shape != (n, network.outputs):
        raise DataError(
            f"fit: inputs of shape {X.shape} and labels of shape {y.shape}; expected "
            f"(n, {network.inputs}) and (n, {network.outputs}) with n >= 1"
        )
    if not (np.isfinite(X).all() and np.isfinite(y).all()):
        raise DataError("fit: an input or a label is not finite; expected finite numbers")
    if network.graph is not None and network.graph.vertices != n:
        raise DataError(
            f"fit: {n} samples for a graph of {network.graph.vertices} vertices; expected one "
            "sample a vertex"
        )
    return Fit(network, X, y, _slots(network))


def _slots(network: Network) -> tuple[tuple[slice, ...], ...]:
    found, start = [], 0
    for shapes in network.shapes:
        ends = np.cumsum([start, *map(math.prod, shapes)]).tolist()
        found.append(tuple(map(slice, ends, ends[1:])))
        start = ends[-1]
    return tuple(found)


def parameters(fit: Fit, theta: Any) -> Array:
    """θ as (m,) float64, a copy.

    Raises:
        DataError: another shape, or a number is not finite.
    """
    theta = np.array(theta, dtype=float)
    if theta.shape != (fit.network.parameters,) or not np.isfinite(theta).all():
        raise DataError(
            f"theta: shape {theta.shape}, {np.isfinite(theta).sum()} finite numbers; expected "
            f"({fit.network.parameters},) finite numbers, as `split` orders them"
        )
    return theta


def address(fit: Fit, entry: int) -> tuple[int, int, int]:
    """(layer, sample, unit) of an entry, counted from 0."""
    for number, part, shape in fit.layout:
        if entry < part.stop:
            sample, unit = divmod(entry - part.start, shape[1])
            return number, sample, unit
    raise DataError(f"entry {entry}; expected less than {part.stop}")


def pattern_at(fit: Fit, theta: Array) -> Array:
    """The pattern of a point, (P,) int64; a preactivation at a break counts as above it."""
    pieces = activation_pattern(fit.network, theta, fit.inputs)
    return np.concatenate([np.zeros(0, np.int64), *map(np.ravel, pieces)])


def coefficients(activation: Activation) -> Array:
    """(degree + 1, pieces), constant first; of a parametric ReLU for the slope 0."""
    pieces = activation.pieces or ((), (0, 1))
    rows = np.zeros((max([1, *map(len, pieces)]), len(pieces)))
    for number, piece in enumerate(pieces):
        rows[: len(piece), number] = [float(coefficient) for coefficient in piece]
    return rows


def sweep(piece: Piece, theta: Array) -> tuple[list[Stage], Array]:
    """The layers on the way forward, and the outputs (n, q)."""
    z, stages = piece.fit.inputs, []
    network = piece.fit.network
    for layer, slots, table in zip(network.layers, piece.fit.slots, piece.tables, strict=True):
        weights = theta[slots[0]].reshape(layer.width, -1) if layer.weights else None
        mixed = mix(network.graph, z) if layer.mixes else z
        u = mixed if weights is None else mixed @ weights.T
        u = u + theta[slots[1]] if layer.bias else u
        u = u + z if layer.skip is Skip.INSIDE else u
        h, slopes, by_slope = u, None, None
        if layer.activated:
            h, slopes, by_slope = _activate(network.activation.name, table, u, theta[slots[2]])
        z = z + h if layer.skip is Skip.OUTSIDE else h
        stages.append(Stage(mixed, u, slopes, by_slope, weights))
    return stages, z


def _activate(
    name: str, table: Array | None, u: Array, slope: Array
) -> tuple[Array, Array, Array | None]:
    """σ, σ', and the derivative by the trained slope, at u (n, width)."""
    if table is None:
        smooth = activations.Activation[name.upper()]
        return *(activations.activate(u, 1.0, smooth, order) for order in (0, 1)), None
    if len(slope):
        below = 1.0 - table[1]
        slopes = table[1] + slope[0] * below
        return slopes * u, slopes, below * u
    value, derivative = np.zeros_like(u), np.zeros_like(u)
    for coefficient in table[::-1]:
        derivative = derivative * u + value
        value = value * u + coefficient
    return value, derivative, None


def pull(piece: Piece, stages: list[Stage], seed: Array, layer: int | None = None) -> Array:
    """Gradient by θ of Σ seed·F, or of Σ seed·(preactivations of a layer).

    Args:
        seed: (..., n, q), or (..., n, width) with a layer, counted from 0.

    Returns:
        (..., m).
    """
    fit, result = piece.fit, np.zeros((*seed.shape[:-2], piece.fit.network.parameters))
    by_output, starts_inside = seed, layer is not None
    for number in range(len(stages) - 1 if layer is None else layer, -1, -1):
        made, stage, slots = fit.network.layers[number], stages[number], fit.slots[number]
        by_value = by_output
        if made.activated and not starts_inside:
            by_value = by_output * stage.slopes
            if stage.by_slope is not None:
                result[..., slots[2]] = (by_output * stage.by_slope).sum(axis=(-2, -1))[..., None]
        if made.weights:
            by_weights = by_value.swapaxes(-2, -1) @ stage.mixed
            result[..., slots[0]] = by_weights.reshape(*seed.shape[:-2], -1)
        if made.bias:
            result[..., slots[1]] = by_value.sum(axis=-2)
        if number:
            by_input = by_value @ stage.weights if made.weights else by_value
            by_input = mix(fit.network.graph, by_input) if made.mixes else by_input
            by_input = by_input + by_value if made.skip is Skip.INSIDE else by_input
            outside = made.skip is Skip.OUTSIDE and not starts_inside
            by_output = by_input + by_output if outside else by_input
        starts_inside = False
    return result


def loss(piece: Piece, theta: Array) -> float:
    """½‖F(θ) − y‖²."""
    residual = sweep(piece, theta)[1] - piece.fit.labels
    return 0.5 * float(np.vdot(residual, residual))


def gradient(piece: Piece, theta: Array) -> Array:
    """∇L, (m,)."""
    if piece.fit.twins is not None:
        return piece.fit.twins.gradient(piece, theta)
    stages, outputs = sweep(piece, theta)
    return pull(piece, stages, outputs - piece.fit.labels)


def jacobian(piece: Piece, theta: Array) -> Array:
    """∂F/∂θ, (nq, m): row i·q + c for output c of sample i."""
    if piece.fit.twins is not None:
        return piece.fit.twins.jacobian(piece, theta)
    stages, outputs = sweep(piece, theta)
    seeds = np.eye(outputs.size).reshape(outputs.size, *outputs.shape)
    return pull(piece, stages, seeds)


def preactivations(piece: Piece, theta: Array) -> Array:
    """(P,), in the order of the pattern."""
    if piece.fit.twins is not None:
        return piece.fit.twins.preactivations(piece, theta)
    stages, _ = sweep(piece, theta)
    found = [stages[number].values.ravel() for number, _, _ in piece.fit.layout]
    return np.concatenate(found) if found else np.zeros(0)


def preactivation_gradient(piece: Piece, theta: Array, entry: int) -> Array:
    """Gradient of one preactivation, (m,). It does not depend on the piece of the entry itself."""
    if piece.fit.twins is not None:
        return piece.fit.twins.preactivation_gradient(piece, theta, entry)
    stages, _ = sweep(piece, theta)
    layer, sample, unit = address(piece.fit, entry)
    seed = np.zeros_like(stages[layer].values)
    seed[sample, unit] = 1.0
    return pull(piece, stages, seed, layer)


def switched(piece: Piece, entry: int, number: int) -> Piece:
    """The same with one entry on another piece of the activation, counted from 0."""
    if piece.pattern[entry] == number:
        return piece
    pattern = piece.pattern.copy()
    pattern[entry] = number
    return replace(piece, pattern=pattern)
