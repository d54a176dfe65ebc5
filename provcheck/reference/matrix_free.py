"""Products with J, Jᵀ and K = J Jᵀ of a net that form none of them, for many vectors at once.

Each costs about two forward passes for every vector, and memory for a few layers of it. Vectors
are rows: (k, nq) on the side of the outputs, (k, m) on that of the parameters.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from provcheck.errors import DataError
from provcheck.reference.graph import mix
from provcheck.reference.network import ForwardPass, forward, pullback, stack_parts
from provcheck.statement.network import Network, Skip, split

Array = np.ndarray
_CACHED = 300_000  # numbers of a layer at a time: more vectors at once would leave the cache
Parts = list[tuple[Any, Any, Any]]


@dataclass(frozen=True)
class Linearization:
    """A net's Jacobian at one point, as what products with it need. Made by `linearize`."""

    network: Network
    passed: ForwardPass

    @property
    def rows(self) -> int:
        """nq."""
        return self.passed.outputs.size

    @property
    def columns(self) -> int:
        """m."""
        return self.network.parameters


def linearize(network: Network, theta: Array, inputs: Array) -> Linearization:
    """The Jacobian at these parameters, not formed.

    Args:
        theta: (m,) float64.
        inputs: (n, d) float64.

    Raises:
        DataError: the inputs do not fit the net.
        StatementError: theta has not m entries.
    """
    return Linearization(network, forward(network, theta, inputs))


def jacobian_product(at: Linearization, directions: Array) -> Array:
    """J v for each row v of `directions` (k, m): (k, nq)."""
    directions = _rows(directions, at.columns, "directions")
    shape = (len(directions), -1)
    return _pushforward(at, _split_rows(at.network, directions)).reshape(shape)


def transposed_product(at: Linearization, outputs: Array) -> Array:
    """Jᵀ u for each row u of `outputs` (k, nq): (k, m)."""
    return stack_parts(pullback(at.network, at.passed, seed_of(at, outputs)))


def gram_product(at: Linearization, outputs: Array) -> Array:
    """K u = J Jᵀ u for each row u of `outputs` (k, nq): (k, nq)."""
    seed = seed_of(at, outputs)
    widest = max(layer.width for layer in at.network.layers)
    step = max(1, _CACHED // (seed.shape[1] * widest))
    products = np.empty(seed.shape)
    for start in range(0, len(seed), step):
        some = slice(start, start + step)
        products[some] = _pushforward(at, pullback(at.network, at.passed, seed[some]))
    return products.reshape(len(seed), -1)


def linear_operator(at: Linearization) -> Any:
    """K as a `scipy.sparse.linalg.LinearOperator` (nq, nq), for SciPy's own solvers."""
    from scipy.sparse.linalg import LinearOperator

    def product(columns: Array) -> Array:
        rows = columns.reshape(at.rows, -1).T
        return gram_product(at, rows).T.reshape(columns.shape)

    shape = (at.rows, at.rows)
    return LinearOperator(shape, matvec=product, rmatvec=product, matmat=product, dtype=np.float64)


def _pushforward(at: Linearization, parts: Parts) -> Array:
    """Derivatives of the outputs in k directions given by layer: (k, n, q)."""
    network, passed = at.network, at.passed
    count = next(len(block) for part in parts for block in part if block is not None)
    moved: Array | None = None  # of the layer's input; the net's inputs do not move
    for number, (layer, part) in enumerate(zip(network.layers, parts, strict=True)):
        weights, (by_weights, by_bias, by_slope) = passed.parts[number][0], part
        change: Any = 0.0
        if moved is not None:
            change = mix(network.graph, moved) if layer.mixes else moved
            change = change if weights is None else change @ weights.T
            change = change + moved if layer.skip is Skip.INSIDE else change
        if by_weights is not None:
            change = change + passed.received[number] @ np.swapaxes(by_weights, -1, -2)
        if by_bias is not None:
            change = change + by_bias[:, None, :]
        if layer.activated:
            change = change * passed.slopes[number]
        if by_slope is not None:
            change = change + by_slope[:, :, None] * passed.by_slope[number]
        if layer.skip is Skip.OUTSIDE and moved is not None:
            change = change + moved
        moved = np.broadcast_to(change, (count, *passed.preactivations[number].shape))
    return moved


def _split_rows(network: Network, directions: Array) -> Parts:
    """Rows (k, m) by layer, as `pullback` returns them."""
    parts: Parts = []
    for shapes in zip(*(split(network, row) for row in directions), strict=True):
        blocks = (
            None if column[0] is None else np.stack(column) for column in zip(*shapes, strict=True)
        )
        parts.append(tuple(blocks))
    return parts


def seed_of(at: Linearization, outputs: Array) -> Array:
    """Rows (k, nq) as (k, n, q); errors as for the products."""
    rows = _rows(outputs, at.rows, "outputs")
    return rows.reshape(len(rows), *at.passed.outputs.shape)


def _rows(vectors: Array, length: int, name: str) -> Array:
    vectors = np.asarray(vectors, dtype=np.float64)
    if vectors.ndim != 2 or vectors.shape[1] != length or not len(vectors):
        raise DataError(
            f"matrix-free product: {name} of shape {vectors.shape}; expected (k, {length}) with "
            "k >= 1, one vector a row."
        )
    return vectors
