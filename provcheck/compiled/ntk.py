"""Twin of `provcheck.reference.ntk`: the Gram matrix in register tiles, its spectrum by Cholesky.

A tile of 4 x 24 entries of K stays in registers while every layer's product is formed, multiplied
by the Gram matrix of what the layer receives, and added; so K is written once, and no product is
written at all. Every entry is summed in the order of the layers and, in each, of its units,
whatever the number of threads.
"""

import numpy as np
from numba import njit, prange

from provcheck.compiled.lanes import fma, load, spread, store
from provcheck.reference import ntk as reference
from provcheck.reference.lanczos import Product, recurrence
from provcheck.reference.memory import MEMORY_LIMIT, require_memory
from provcheck.reference.network import forward
from provcheck.reference.ntk import GramSpectrum, require_matrix
from provcheck.statement.network import Network

Array = np.ndarray

_ROWS, _COLUMNS = 4, 24
_MIRROR = 32
_UNIT = 2.0**-53
_STEPS = 400  # of inverse Lanczos; then all eigenvalues are cheaper


def gram_matrix(
    network: Network, theta: Array, inputs: Array, *, memory_limit: float = MEMORY_LIMIT
) -> Array:
    """K = J Jᵀ (nq, nq), exactly symmetric; arguments and errors as in the reference.

    Graph nets, whose samples mix, are computed by the reference.
    """
    if network.graph is not None:
        return reference.gram_matrix(network, theta, inputs, memory_limit=memory_limit)
    n, q = len(inputs), network.outputs
    units = sum(layer.width for layer in network.layers)
    working = 8.0 * n * q * (4 * units + 2 * n * len(network.layers))
    require_memory("Gram matrix", (n * q, n * q), memory_limit, working=working)
    passed = forward(network, theta, inputs)
    by_layer, by_slope = reference.sample_factors(network, passed)
    by_layer = by_layer + [(column[:, None], np.ones((n, n))) for column in by_slope]
    widths = np.array([D.shape[1] for D, _ in by_layer])
    rows = _packed([D for D, _ in by_layer], n * q, _ROWS)
    columns = _packed([D for D, _ in by_layer], n * q, _COLUMNS)
    spread_columns = np.minimum(np.arange(len(columns) * _COLUMNS), n * q - 1) // q
    received = np.stack([gram[:, spread_columns] for _, gram in by_layer])  # (L, n, padded nq)
    K = np.empty((n * q, n * q))
    _fill(rows, columns.reshape(-1, 8), received.reshape(-1, 8), widths, n, q, K)
    _mirror(K)
    return K


def gram_spectrum(K: Array) -> GramSpectrum:
    """Log-determinant and least eigenvalue by one Cholesky and Lanczos with the inverse.

    The least eigenvalue is found to about 1e-10, or to N 2^-53 λ_max where that is more. Arguments
    and errors as in the reference, which also decides where K is singular or nearly so.
    """
    found = _by_cholesky(K)
    return reference.gram_spectrum(K) if found is None else found


def log_determinant(K: Array) -> float:
    """log det K of a positive definite matrix (N, N); errors as in the reference."""
    return gram_spectrum(K).log_determinant


def least_eigenvalue(K: Array) -> float:
    """λ_min of a symmetric matrix (N, N); singular and indefinite ones as in the reference."""
    found = _by_cholesky(K)
    return reference.least_eigenvalue(K) if found is None else found.least_eigenvalue


def _by_cholesky(K: Array) -> GramSpectrum | None:
    """None unless K is clearly positive definite and Lanczos settles."""
    from scipy.linalg.lapack import dpotrf, dpotrs

    K = np.asarray(K, dtype=np.float64)
    require_matrix(K, "Gram spectrum")
    factor, failed = dpotrf(K.T, lower=False, clean=False)
    pivots = np.diagonal(factor)
    if failed or not np.all((pivots > 0) & (pivots < np.inf)):
        return None
    largest = _largest_ritz(lambda rows: dpotrs(factor, rows.T, lower=False)[0].T, len(K))
    if largest is None or not 1 / largest > len(K) * _UNIT * np.trace(K):
        return None
    return GramSpectrum(2 * float(np.sum(np.log(pivots))), 1 / largest)


def _largest_ritz(product: Product, size: int) -> float | None:
    """The largest eigenvalue of a positive matrix to 1e-10, by products; None if it takes long."""
    from scipy.linalg import eigh_tridiagonal

    start = np.cos(np.arange(size) ** 2.0)[None]  # fixed, and orthogonal to nothing in particular
    alphas, betas = [], []
    for alpha, beta in recurrence(product, start, min(_STEPS, 2 * size + 8)):
        alphas.append(alpha[0])
        betas.append(beta[0])
        done = len(alphas)
        exhausted = beta[0] <= 4 * _UNIT * max(alphas)
        if not exhausted and (done < 8 or done % 4):
            continue
        values, vectors = eigh_tridiagonal(
            alphas, betas[:-1], select="i", select_range=(max(0, done - 2), done - 1)
        )
        residual, gap = abs(beta[0] * vectors[-1, -1]), values[-1] - values[0]
        if exhausted or (gap > residual and residual**2 / gap <= 1e-10 * values[-1]):
            return float(values[-1])
    return None


def _packed(factors: list[Array], size: int, height: int) -> Array:
    """Panels of `height` rows of all factors, unit after unit: (panels, units, height)."""
    panels = -(-size // height)
    packed = np.zeros((panels, sum(D.shape[1] for D in factors), height))
    start = 0
    for D in factors:
        whole = size // height * height
        block = packed[:, start : start + D.shape[1]]
        block[: whole // height] = D[:whole].reshape(-1, height, D.shape[1]).swapaxes(1, 2)
        if whole < size:
            block[-1, :, : size - whole] = D[whole:].T
        start += D.shape[1]
    return packed


@njit(cache=True, parallel=True, error_model="numpy")
def _fill(rows, columns, received, widths, n, q, K):
    """The tiles of K that touch its lower triangle.

    rows (panels, units, 4), columns (panels · units · 3, 8), received (layers · n · padded nq / 8,
    8), widths (layers,): see `gram_matrix`. Long and short panels take turns between the threads.
    """
    panels = rows.shape[0]
    for turn in prange(panels):
        order = np.intp(turn)
        panel = order // 2 if order % 2 == 0 else panels - 1 - order // 2
        scratch = np.empty((_ROWS * 3, 8))
        first = panel * _ROWS
        for column in range((min(first + _ROWS, n * q) - 1) // _COLUMNS + 1):
            _tile(rows[panel], columns, column, received, widths, n, q, first, scratch)
            width = min(_COLUMNS, n * q - column * _COLUMNS)
            flat = scratch.reshape(_ROWS, _COLUMNS)
            for row in range(min(_ROWS, n * q - first)):
                for k in range(width):
                    K[first + row, column * _COLUMNS + k] = flat[row, k]


@njit(cache=True, error_model="numpy")
def _tile(rows, columns, column, received, widths, n, q, first, scratch):
    """One tile, into scratch (12, 8): each row of the tile is three rows of scratch."""
    zero = spread(0.0)
    t00, t01, t02, t10, t11, t12 = zero, zero, zero, zero, zero, zero
    t20, t21, t22, t30, t31, t32 = zero, zero, zero, zero, zero, zero
    last = n * q - 1
    s0, s1 = min(first, last) // q, min(first + 1, last) // q
    s2, s3 = min(first + 2, last) // q, min(first + 3, last) // q
    groups = received.shape[0] // (widths.shape[0] * n)  # of eight columns, in a row of K
    unit = 0
    base = column * rows.shape[0] * 3
    for layer in range(widths.shape[0]):
        a00, a01, a02, a10, a11, a12 = zero, zero, zero, zero, zero, zero
        a20, a21, a22, a30, a31, a32 = zero, zero, zero, zero, zero, zero
        for k in range(unit, unit + widths[layer]):
            v0 = load(columns, base + 3 * k)
            v1 = load(columns, base + 3 * k + 1)
            v2 = load(columns, base + 3 * k + 2)
            r0, r1, r2, r3 = rows[k, 0], rows[k, 1], rows[k, 2], rows[k, 3]
            a00, a01, a02 = fma(r0, v0, a00), fma(r0, v1, a01), fma(r0, v2, a02)
            a10, a11, a12 = fma(r1, v0, a10), fma(r1, v1, a11), fma(r1, v2, a12)
            a20, a21, a22 = fma(r2, v0, a20), fma(r2, v1, a21), fma(r2, v2, a22)
            a30, a31, a32 = fma(r3, v0, a30), fma(r3, v1, a31), fma(r3, v2, a32)
        unit += widths[layer]
        b0, b1 = (layer * n + s0) * groups + 3 * column, (layer * n + s1) * groups + 3 * column
        b2, b3 = (layer * n + s2) * groups + 3 * column, (layer * n + s3) * groups + 3 * column
        t00 = fma(a00, load(received, b0), t00)
        t01 = fma(a01, load(received, b0 + 1), t01)
        t02 = fma(a02, load(received, b0 + 2), t02)
        t10 = fma(a10, load(received, b1), t10)
        t11 = fma(a11, load(received, b1 + 1), t11)
        t12 = fma(a12, load(received, b1 + 2), t12)
        t20 = fma(a20, load(received, b2), t20)
        t21 = fma(a21, load(received, b2 + 1), t21)
        t22 = fma(a22, load(received, b2 + 2), t22)
        t30 = fma(a30, load(received, b3), t30)
        t31 = fma(a31, load(received, b3 + 1), t31)
        t32 = fma(a32, load(received, b3 + 2), t32)
    store(scratch, 0, t00)
    store(scratch, 1, t01)
    store(scratch, 2, t02)
    store(scratch, 3, t10)
    store(scratch, 4, t11)
    store(scratch, 5, t12)
    store(scratch, 6, t20)
    store(scratch, 7, t21)
    store(scratch, 8, t22)
    store(scratch, 9, t30)
    store(scratch, 10, t31)
    store(scratch, 11, t32)


@njit(cache=True, parallel=True, error_model="numpy")
def _mirror(K):
    """Copy the lower triangle to the upper one, in blocks that fit the cache both ways."""
    size = K.shape[0]
    blocks = (size + _MIRROR - 1) // _MIRROR
    for block in prange(blocks):
        start = np.intp(block) * _MIRROR
        for other in range(start, size, _MIRROR):
            for i in range(start, min(start + _MIRROR, size)):
                for j in range(max(other, i + 1), min(other + _MIRROR, size)):
                    K[i, j] = K[j, i]
