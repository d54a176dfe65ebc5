"""The NTK K = J Jᵀ of a net by the structure of its layers; the Jacobian is never formed.

With D_l (nq, p_l) the derivatives of the outputs by the preactivations of layer l, and A_l (n, ·)
what its weights multiply, the layer adds (D_l D_lᵀ) ∘ (A_l A_lᵀ + 1), each entry of the second
factor standing for a block of q × q; the 1 is its bias. A parametric slope adds one outer product.
In a graph net a row of D_l holds derivatives at every sample, and the layer adds
Σ_unit (D_l,unit R_l) (D_l,unit R_l)ᵀ with R_l R_lᵀ = A_l A_lᵀ + 1.
"""

from typing import NamedTuple

import numpy as np

from provcheck.errors import DataError, DomainError
from provcheck.reference.memory import MEMORY_LIMIT, require_memory
from provcheck.reference.network import ForwardPass, Multiply, backward, forward
from provcheck.statement.network import Network

Array = np.ndarray

_BLOCK_ROWS = 256  # of K at a time: a block stays in cache while it is multiplied and added
_BLOCK_NUMBERS = 4_000_000  # of a graph net's (nq, units, ·) factor at a time


def gram_matrix(
    network: Network,
    theta: Array,
    inputs: Array,
    *,
    memory_limit: float = MEMORY_LIMIT,
    out: Array | None = None,
) -> Array:
    """K = J Jᵀ at these parameters.

    Args:
        theta: (m,) float64.
        inputs: (n, d) float64.
        memory_limit: bytes for K and the work beside it.
        out: (nq, nq) float64 in C order, to write K into: fresh memory costs time to touch.

    Returns:
        (nq, nq) float64, exactly symmetric; row i q + c belongs to output c of sample i.

    Raises:
        DataError: the inputs do not fit the net, `out` is no such array, or K does not fit in the
            memory allowed. This is said before it is allocated, with its size and the matrix-free
            alternative.

    Source:
        jakhmola2025, eq. (5).
    """
    size = len(inputs) * network.outputs
    require_memory("Gram matrix", (size, size), memory_limit, working=_working(network, size))
    passed = forward(network, theta, inputs)
    K = result_matrix(size, out)
    K[...] = 0.0
    (_add_graph_gram if network.graph else _add_gram)(network, passed, K)
    _mirror(K)
    return K


def result_matrix(size: int, out: Array | None) -> Array:
    """`out` if it fits, and (size, size) float64 of any contents if it is None."""
    if out is None:
        return np.empty((size, size))
    if out.shape != (size, size) or out.dtype != np.float64 or not out.flags.carray:
        raise DataError(
            f"Gram matrix: out has shape {out.shape} and type {out.dtype}; expected a writable "
            f"float64 array ({size}, {size}) in C order."
        )
    return out


class GramSpectrum(NamedTuple):
    """What the convergence theorems ask of K."""

    log_determinant: float
    least_eigenvalue: float


def gram_spectrum(K: Array) -> GramSpectrum:
    """Log-determinant and least eigenvalue of a positive definite matrix, by all eigenvalues.

    Args:
        K: (N, N) float64, symmetric, N >= 1; its lower triangle is read.

    Raises:
        DomainError: K is not square or not finite; or is singular as far as floats can tell: its
            least eigenvalue is at most N 2^-53 λ_max, what rounding K's entries may move it by.
    """
    values = _eigenvalues(K, "log-determinant")
    require_nonsingular(values[0], values[-1], len(values))
    return GramSpectrum(float(np.sum(np.log(values))), float(values[0]))


def log_determinant(K: Array) -> float:
    """log det K of a positive definite matrix (N, N); errors as for `gram_spectrum`."""
    return gram_spectrum(K).log_determinant


def least_eigenvalue(K: Array) -> float:
    """λ_min of a symmetric matrix (N, N), within a few N 2^-53 λ_max; singular ones too.

    Raises:
        DomainError: K is not square or not finite.
    """
    return float(_eigenvalues(K, "least eigenvalue")[0])


def require_nonsingular(least: float, largest: float, size: int) -> None:
    """Raise where eigenvalues cannot be told from those of a singular matrix; see the caller."""
    threshold = size * 2.0**-53 * largest
    if not least > threshold:
        raise DomainError(
            f"log-determinant: the least eigenvalue of the {size} x {size} Gram matrix is "
            f"{least:.3g}, at most {threshold:.3g} = N 2^-53 λ_max with λ_max = {largest:.6g}, so "
            "it is singular as far as floats can tell; expected a positive definite one. Ask for "
            "least_eigenvalue or exact_rank instead."
        )


def require_matrix(K: Array, name: str) -> None:
    """Raise unless K is a square, finite float matrix; `name` says what was asked."""
    if K.ndim != 2 or K.shape[0] != K.shape[1] or not len(K):
        raise DomainError(f"{name}: met shape {K.shape}; expected a square matrix.")
    if not np.isfinite(K).all():
        i, j = np.argwhere(~np.isfinite(K))[0]
        raise DomainError(f"{name}: entry ({i + 1}, {j + 1}) is {K[i, j]}; expected finite ones.")


def _eigenvalues(K: Array, name: str) -> Array:
    from scipy.linalg import eigvalsh

    K = np.asarray(K, dtype=np.float64)
    require_matrix(K, name)
    return eigvalsh(K, check_finite=False)


class SampleFactors(NamedTuple):
    """What the layers of a net without graph add to K, before the products."""

    by_layer: list[tuple[Array, Array]]
    """(D_l (nq, p_l), A_l A_lᵀ + 1 (n, n)) for each layer with parameters"""
    by_slope: list[Array]
    """(nq,) for each layer with a parametric slope"""


def _by_rows(a: Array, b: Array) -> Array:
    """a @ b as one product, where NumPy would form one for each leading index of a."""
    return (a.reshape(-1, a.shape[-1]) @ b).reshape(*a.shape[:-1], -1)


def sample_factors(
    network: Network, passed: ForwardPass, multiply: Multiply = _by_rows
) -> SampleFactors:
    """The factors of `gram_matrix` for a net whose samples do not mix, the last layer's first.

    Args:
        multiply: how matrices are multiplied.
    """
    n, q = passed.outputs.shape
    passed = passed._replace(slopes=_by_sample(passed.slopes), by_slope=_by_sample(passed.by_slope))
    seed = np.broadcast_to(np.eye(q), (n, q, q))
    factors = SampleFactors([], [])
    for number, from_above, below in backward(network, passed, seed, multiply):
        weights, bias, slope = passed.parts[number]
        if weights is not None or bias is not None:
            a = passed.received[number]
            received = multiply(a, a.T) if weights is not None else np.zeros((n, n))
            received += 0.0 if bias is None else 1.0
            factors.by_layer.append((below.reshape(n * q, -1), received))
        if slope is not None:
            by_slope = from_above * passed.by_slope[number]
            factors.by_slope.append(by_slope.sum(axis=2).ravel())
    return factors


def _by_sample(tables: list[Array | None]) -> list[Array | None]:
    """(n, p) to (n, 1, p): the same for every output."""
    return [None if table is None else table[:, None] for table in tables]


def _add_gram(network: Network, passed: ForwardPass, K: Array) -> None:
    """The lower triangle, block row by block row."""
    n, q = passed.outputs.shape
    by_layer, by_slope = sample_factors(network, passed)
    step = max(1, _BLOCK_ROWS // q)
    for start in range(0, n, step):
        stop = min(start + step, n)
        rows, count = slice(start * q, stop * q), stop * q
        block = K[rows, :count]
        for D, received in by_layer:
            product = D[rows] @ D[:count].T  # (block, count)
            spread = product.reshape(stop - start, q, stop, q)
            spread *= received[start:stop, None, :stop, None]
            block += product
        for column in by_slope:
            block += np.multiply.outer(column[rows], column[:count])


def _add_graph_gram(network: Network, passed: ForwardPass, K: Array) -> None:
    n, q = passed.outputs.shape
    for number, from_above, below in backward(network, passed, np.eye(n * q).reshape(-1, n, q)):
        weights, bias, slope = passed.parts[number]
        columns = [] if weights is None else [passed.received[number]]
        columns += [] if bias is None else [np.ones((n, 1))]
        if columns:
            received = np.concatenate(columns, axis=1)
            if received.shape[1] > n:  # an n x n root of the same product does
                received = np.linalg.qr(received.T, mode="r").T
            step = max(1, _BLOCK_NUMBERS // (n * q * received.shape[1]))
            for unit in range(0, below.shape[2], step):
                some = np.swapaxes(below[:, :, unit : unit + step], 1, 2)  # (nq, units, n)
                factor = (some @ received).reshape(n * q, -1)
                K += factor @ factor.T
        if slope is not None:
            column = (from_above * passed.by_slope[number]).sum(axis=(1, 2))
            K += np.multiply.outer(column, column)


def _working(network: Network, size: int) -> float:
    """Bytes that `gram_matrix` takes beside K, counted from above."""
    widest = max(max(layer.width for layer in network.layers), *network.incoming)
    if network.graph is None:
        layers = sum(layer.width for layer in network.layers) + 3 * widest
        return 8.0 * size * (layers + 2 * _BLOCK_ROWS)
    return 8.0 * (4 * size * network.graph.vertices * widest + 2 * _BLOCK_NUMBERS + 2 * size**2)


def _mirror(K: Array) -> None:
    """Copy the lower triangle to the upper one, block by block."""
    for start in range(0, len(K), _BLOCK_ROWS):
        rows = slice(start, start + _BLOCK_ROWS)
        K[:start, rows] = K[rows, :start].T
        corner = K[rows, rows]
        corner[...] = np.tril(corner) + np.tril(corner, -1).T
