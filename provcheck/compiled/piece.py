"""Compiled twins of `provcheck.reference.piece`, for nets small enough that calls cost most.

`fit_of` returns the same `Fit`, whose losses are then evaluated by the functions below; everything
in `reference/` that takes one (`follow`, `record`) runs on it unchanged, some ten times faster for
ten units and samples. Plain loops, one thread, no fast-math: results differ from the reference by
the order of the additions only. Large nets belong on the reference, which calls BLAS.
"""

from typing import Any

import numpy as np
from numba import njit

from provcheck.errors import DataError
from provcheck.reference import piece as reference
from provcheck.reference.graph import mixing_matrix
from provcheck.reference.piece import Fit, Twins
from provcheck.statement.network import Network, Skip

Array = np.ndarray

_SKIPS = {Skip.NONE: 0, Skip.INSIDE: 1, Skip.OUTSIDE: 2}
# columns of the table of layers
_WIDTH, _INCOMING, _WEIGHTS, _BIAS, _SLOPE, _ENTRIES, _SKIP, _MIXES, _SCRATCH = range(9)


def fit_of(network: Network, inputs: Any, labels: Any) -> Fit:
    """As the reference; for activations that are piecewise polynomial.

    Raises:
        DataError: as the reference; and for a smooth activation.
    """
    if network.activation.is_smooth:
        raise DataError(
            f"compiled piece: activation '{network.activation.name}' is smooth; expected a "
            "piecewise polynomial. Use provcheck.reference.piece.fit_of."
        )
    fit = reference.fit_of(network, inputs, labels)
    n, activation = len(fit.inputs), network.activation
    mixing = np.zeros((0, 0)) if network.graph is None else mixing_matrix(network.graph)
    data = (
        np.ascontiguousarray(fit.inputs),
        np.ascontiguousarray(fit.labels),
        mixing,
        _layers(fit),
        reference.coefficients(activation),
        activation.trained_slope,
    )
    size = n * sum(layer.width for layer in network.layers)

    def gradient(piece: reference.Piece, theta: Array) -> Array:
        return _gradient(*data, piece.pattern, theta, size)

    def jacobian(piece: reference.Piece, theta: Array) -> Array:
        return _jacobian(*data, piece.pattern, theta, size)

    def preactivations(piece: reference.Piece, theta: Array) -> Array:
        return _preactivations(*data, piece.pattern, theta, size)

    def preactivation_gradient(piece: reference.Piece, theta: Array, entry: int) -> Array:
        layer, sample, unit = reference.address(fit, entry)
        place = (layer, sample, unit)
        return _preactivation_gradient(*data, piece.pattern, theta, size, *place)

    twins = Twins(gradient, jacobian, preactivations, preactivation_gradient)
    return Fit(network, fit.inputs, fit.labels, fit.slots, twins)


def _layers(fit: Fit) -> Array:
    """(layers, 9) int64: sizes, where the parts stand in θ (-1: none), entries, skip, scratch."""
    starts = {number: part.start for number, part, _ in fit.layout}
    rows, scratch = [], 0
    for number, layer in enumerate(fit.network.layers):
        slots = [slot.start if slot.stop > slot.start else -1 for slot in fit.slots[number]]
        incoming = fit.network.incoming[number]
        entries, skip = starts.get(number, -1), _SKIPS[layer.skip]
        rows.append([layer.width, incoming, *slots, entries, skip, layer.mixes, scratch])
        scratch += len(fit.inputs) * layer.width
    return np.array(rows, dtype=np.int64)


@njit(cache=True, error_model="numpy")
def _mix(mixing, z):
    n, width = z.shape
    mixed = np.zeros((n, width))
    for i in range(n):
        for k in range(n):
            weight = mixing[i, k]
            if weight != 0.0:
                for j in range(width):
                    mixed[i, j] += weight * z[k, j]
    return mixed


@njit(cache=True, error_model="numpy")
def _sweep(inputs, mixing, layers, coefficients, trained, pattern, theta, values, results, slopes):
    """Fills preactivations, outputs and σ' of all layers, flat; (n width) numbers a layer."""
    n = inputs.shape[0]
    z = inputs
    for number in range(layers.shape[0]):
        row = layers[number]
        width, incoming, start = row[_WIDTH], row[_INCOMING], row[_SCRATCH]
        mixed = _mix(mixing, z) if row[_MIXES] else z
        for i in range(n):
            for j in range(width):
                if row[_WEIGHTS] >= 0:
                    u = 0.0
                    at = row[_WEIGHTS] + j * incoming
                    for k in range(incoming):
                        u += mixed[i, k] * theta[at + k]
                else:
                    u = mixed[i, j]
                if row[_BIAS] >= 0:
                    u += theta[row[_BIAS] + j]
                if row[_SKIP] == 1:
                    u += z[i, j]
                h, slope = u, 1.0
                if row[_ENTRIES] >= 0:
                    piece = pattern[row[_ENTRIES] + i * width + j]
                    if trained:
                        slope = theta[row[_SLOPE]] if piece == 0 else 1.0
                        h = slope * u
                    else:
                        h, slope = 0.0, 0.0
                        for power in range(coefficients.shape[0] - 1, -1, -1):
                            slope = slope * u + h
                            h = h * u + coefficients[power, piece]
                if row[_SKIP] == 2:
                    h += z[i, j]
                place = start + i * width + j
                values[place], results[place], slopes[place] = u, h, slope
        z = results[start : start + n * width].reshape((n, width))
    return z


@njit(cache=True, error_model="numpy")
def _pull(
    inputs, mixing, layers, pattern, theta, values, results, slopes, last, inside, seed, gradient
):
    """Adds the gradient by θ of Σ seed·(layer `last`), of its preactivations if `inside`."""
    n = inputs.shape[0]
    by_output = seed
    for number in range(last, -1, -1):
        row = layers[number]
        width, incoming, start = row[_WIDTH], row[_INCOMING], row[_SCRATCH]
        begins_inside = inside and number == last
        by_value = by_output
        if row[_ENTRIES] >= 0 and not begins_inside:
            by_value = np.empty((n, width))
            for i in range(n):
                for j in range(width):
                    place = start + i * width + j
                    by_value[i, j] = by_output[i, j] * slopes[place]
                    if row[_SLOPE] >= 0 and pattern[row[_ENTRIES] + i * width + j] == 0:
                        gradient[row[_SLOPE]] += by_output[i, j] * values[place]
        if number:
            before = layers[number - 1, _SCRATCH]
            z = results[before : before + n * incoming].reshape((n, incoming))
        else:
            z = inputs
        mixed = _mix(mixing, z) if row[_MIXES] else z
        by_input = np.zeros((n, incoming))
        for i in range(n):
            for j in range(width):
                seen = by_value[i, j]
                if seen == 0.0:
                    continue
                if row[_BIAS] >= 0:
                    gradient[row[_BIAS] + j] += seen
                if row[_WEIGHTS] >= 0:
                    at = row[_WEIGHTS] + j * incoming
                    for k in range(incoming):
                        gradient[at + k] += seen * mixed[i, k]
                        by_input[i, k] += seen * theta[at + k]
                else:
                    by_input[i, j] += seen
        if number == 0:
            return
        if row[_MIXES]:
            by_input = _mix(mixing, by_input)  # it is symmetric
        if row[_SKIP] == 1:
            by_input += by_value
        if row[_SKIP] == 2 and not begins_inside:
            by_input += by_output
        by_output = by_input


@njit(cache=True, error_model="numpy")
def _gradient(inputs, labels, mixing, layers, coefficients, trained, pattern, theta, size):
    values, results, slopes = np.empty(size), np.empty(size), np.empty(size)
    gradient = np.zeros(theta.shape[0])
    outputs = _sweep(
        inputs, mixing, layers, coefficients, trained, pattern, theta, values, results, slopes
    )
    last = layers.shape[0] - 1
    seed = outputs - labels
    _pull(
        inputs, mixing, layers, pattern, theta, values, results, slopes, last, False, seed, gradient
    )
    return gradient


@njit(cache=True, error_model="numpy")
def _jacobian(inputs, labels, mixing, layers, coefficients, trained, pattern, theta, size):
    values, results, slopes = np.empty(size), np.empty(size), np.empty(size)
    n, q = labels.shape
    _sweep(inputs, mixing, layers, coefficients, trained, pattern, theta, values, results, slopes)
    last = layers.shape[0] - 1
    jacobian = np.zeros((n * q, theta.shape[0]))
    for row in range(n * q):
        seed = np.zeros((n, q))
        seed[row // q, row % q] = 1.0
        out = jacobian[row]
        _pull(
            inputs, mixing, layers, pattern, theta, values, results, slopes, last, False, seed, out
        )
    return jacobian


@njit(cache=True, error_model="numpy")
def _preactivations(inputs, labels, mixing, layers, coefficients, trained, pattern, theta, size):
    values, results, slopes = np.empty(size), np.empty(size), np.empty(size)
    _sweep(inputs, mixing, layers, coefficients, trained, pattern, theta, values, results, slopes)
    n = inputs.shape[0]
    found = np.empty(pattern.shape[0])
    for number in range(layers.shape[0]):
        row = layers[number]
        if row[_ENTRIES] >= 0:
            for k in range(n * row[_WIDTH]):
                found[row[_ENTRIES] + k] = values[row[_SCRATCH] + k]
    return found


@njit(cache=True, error_model="numpy")
def _preactivation_gradient(
    inputs,
    labels,
    mixing,
    layers,
    coefficients,
    trained,
    pattern,
    theta,
    size,
    layer,
    sample,
    unit,
):
    values, results, slopes = np.empty(size), np.empty(size), np.empty(size)
    _sweep(inputs, mixing, layers, coefficients, trained, pattern, theta, values, results, slopes)
    gradient = np.zeros(theta.shape[0])
    seed = np.zeros((inputs.shape[0], layers[layer, _WIDTH]))
    seed[sample, unit] = 1.0
    _pull(
        inputs, mixing, layers, pattern, theta, values, results, slopes, layer, True, seed, gradient
    )
    return gradient
