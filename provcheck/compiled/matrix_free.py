"""Twin of `provcheck.reference.matrix_free` for K u: what does not change is packed once.

Of every layer its weights and what they multiply are kept as the tiles of `products.py` read them,
rows and panels, both ways round; and so are tables for what comes between. A product of two
matrices comes out as panels, which the next one takes as they are; where rows are needed too, one
sweep makes them and multiplies by the slopes. Sums are chains in an order that does not depend on
the number of threads.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit, prange

from provcheck.compiled.lanes import WIDTH, load, load_part, store, store_part
from provcheck.compiled.products import PANEL, fill_panels, panels_of
from provcheck.compiled.tiles import COLUMNS
from provcheck.reference import matrix_free as reference
from provcheck.reference.matrix_free import Linearization
from provcheck.statement.network import Network, Skip

Array = np.ndarray


@dataclass(frozen=True)
class _Layer:
    """n samples, a unit in, b units out; panels have one row of eight for each lane's unit."""

    received: Array
    """(n, a)"""
    turned: Array
    """(a, n), its transpose"""
    weights: Array
    """panels of the columns of W (b, a)"""
    turned_weights: Array
    """panels of the columns of Wᵀ"""
    has_bias: bool
    slopes: Array
    """(n, b)"""
    rows: Array
    """(n, b), space for derivatives by the preactivations, then for their changes"""
    panels: Array
    """the same, as panels of columns"""
    gradient: Array
    """space for the transposed gradient by W (a, b), as panels of columns"""


@dataclass(frozen=True)
class PackedLinearization:
    """A Jacobian at one point, packed, with space to work in: for one product at a time."""

    at: Linearization
    layers: tuple[_Layer, ...]


def linearize(network: Network, theta: Array, inputs: Array) -> PackedLinearization:
    """The Jacobian at these parameters, not formed; arguments and errors as in the reference.

    Nets with a graph, skip connections, trained slopes or layers without weights are not packed,
    and their products are those of the reference.
    """
    at = reference.linearize(network, theta, inputs)
    is_plain = network.graph is None and all(
        layer.weights and layer.skip is Skip.NONE and slope is None
        for layer, (_, _, slope) in zip(network.layers, at.passed.parts, strict=True)
    )
    numbers = range(len(network.layers)) if is_plain else ()
    return PackedLinearization(at, tuple(_packed(at, number) for number in numbers))


def gram_product(at: PackedLinearization, outputs: Array) -> Array:
    """K u = J Jᵀ u for each row u of `outputs` (k, nq): (k, nq); errors as in the reference."""
    if not at.layers:
        return reference.gram_product(at.at, outputs)
    seeds = reference.seed_of(at.at, outputs)
    products = np.empty(seeds.shape)
    for seed, product in zip(seeds, products, strict=True):
        biases = _pull(at.layers, seed)
        _push(at.layers, biases)
        product[...] = at.layers[-1].rows
    return products.reshape(len(seeds), -1)


def _packed(at: Linearization, number: int) -> _Layer:
    (weights, bias, _), slopes = at.passed.parts[number], at.passed.slopes[number]
    received, (b, a) = np.ascontiguousarray(at.passed.received[number]), weights.shape
    n, panels = len(received), -(-b // PANEL)
    return _Layer(
        received=received,
        turned=np.ascontiguousarray(received.T),
        weights=panels_of(np.ascontiguousarray(weights).T),
        turned_weights=panels_of(np.ascontiguousarray(weights)),
        has_bias=bias is not None,
        slopes=np.ones((n, b)) if slopes is None else np.ascontiguousarray(slopes),
        rows=np.zeros((n, b)),
        panels=np.zeros((panels * n * COLUMNS, WIDTH)),
        gradient=np.zeros((panels * a * COLUMNS, WIDTH)),
    )


def _pull(layers: tuple[_Layer, ...], seed: Array) -> list[Array]:
    """Fill in all gradients; those by the biases (b,) are returned, zeros where there is none."""
    top = layers[-1]
    np.multiply(seed, top.slopes, out=top.rows)
    top.panels[...] = panels_of(top.rows.T)
    biases = []
    for number in range(len(layers) - 1, -1, -1):
        layer = layers[number]
        width = layer.slopes.shape[1]
        biases.append(layer.rows.sum(axis=0) if layer.has_bias else np.zeros(width))
        fill_panels(layer.turned, layer.panels, width, layer.gradient, True)
        if number:
            lower = layers[number - 1]
            width = lower.slopes.shape[1]
            fill_panels(layer.rows, layer.weights, width, lower.panels, True)
            _finish(lower.panels, np.zeros(width), lower.slopes, lower.rows)
    return biases[::-1]


def _push(layers: tuple[_Layer, ...], biases: list[Array]) -> None:
    """Fill in the changes of all preactivations along the gradients, times the slopes."""
    for number, (layer, bias) in enumerate(zip(layers, biases, strict=True)):
        width = layer.slopes.shape[1]
        fill_panels(layer.received, layer.gradient, width, layer.panels, True)
        if number:
            below = layers[number - 1].rows
            fill_panels(below, layer.turned_weights, width, layer.panels, False)
        _finish(layer.panels, bias, layer.slopes, layer.rows)


@njit(cache=True, parallel=True, error_model="numpy")
def _finish(panels, bias, slopes, rows):
    """(panels + bias) ∘ slopes, in place and as rows."""
    n, width = slopes.shape
    for i in prange(n):
        r = np.intp(i)
        for k in range(0, width, WIDTH):
            place = (k // PANEL * n + r) * COLUMNS + k % PANEL // WIDTH
            value = load(panels, place) + load_part(bias, k, width - k)
            value = value * load_part(slopes, r * width + k, width - k)
            store(panels, place, value)
            store_part(rows, r * width + k, width - k, value)
