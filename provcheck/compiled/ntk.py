"""Twin of `provcheck.reference.ntk`: the Gram matrix in register tiles, its spectrum by Cholesky.

Blocks of 64 rows of K by a panel of columns are formed in cache, layer after layer, by the tiles of
`tiles.py`, multiplied by the Gram matrix of what the layer receives, and added; so no product is
written to memory, and K is written once, each block below the diagonal together with its mirror
image. Every entry is summed in the order of the layers and, in each, of its units, whatever the
number of threads.
"""

import numpy as np
from numba import njit, prange

from provcheck.compiled.lanes import WIDTH, fma, load, store
from provcheck.compiled.tiles import COLUMNS, add_product
from provcheck.reference import ntk as reference
from provcheck.reference.lanczos import Product, recurrence
from provcheck.reference.memory import MEMORY_LIMIT, require_memory
from provcheck.reference.network import forward
from provcheck.reference.ntk import GramSpectrum, require_matrix, result_matrix
from provcheck.statement.network import Network

Array = np.ndarray

_ROWS = 64  # of a block: with the panel it is multiplied by, it stays in the first two caches
_PANEL = COLUMNS * WIDTH
_UNIT = 2.0**-53
_STEPS = 400  # of inverse Lanczos; then all eigenvalues are cheaper


def gram_matrix(
    network: Network,
    theta: Array,
    inputs: Array,
    *,
    memory_limit: float = MEMORY_LIMIT,
    out: Array | None = None,
) -> Array:
    """K = J Jᵀ (nq, nq), exactly symmetric; arguments and errors as in the reference.

    Graph nets, whose samples mix, are computed by the reference.
    """
    if network.graph is not None:
        return reference.gram_matrix(network, theta, inputs, memory_limit=memory_limit, out=out)
    n, q = len(inputs), network.outputs
    units = sum(layer.width for layer in network.layers)
    working = 8.0 * n * q * (5 * units + 2 * n * len(network.layers))
    require_memory("Gram matrix", (n * q, n * q), memory_limit, working=working)
    passed = forward(network, theta, inputs)
    by_layer, by_slope = reference.sample_factors(network, passed)
    by_layer = by_layer + [(column[:, None], np.ones((n, n))) for column in by_slope]
    factors = np.concatenate([D for D, _ in by_layer], axis=1)  # (nq, units)
    received = np.stack([gram for _, gram in by_layer])  # (layers, n, n)
    widths = np.array([D.shape[1] for D, _ in by_layer])
    K = result_matrix(n * q, out)
    _fill(factors, _panels(factors), widths, received, np.arange(n * q) // q, K)
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


@njit(cache=True, error_model="numpy")
def _panels(factors):
    """The rows of all factors as columns: (panels · units · COLUMNS, 8), the last filled up with 0.

    A panel holds as many of them as a tile has columns, unit after unit.
    """
    size, units = factors.shape
    count = (size + _PANEL - 1) // _PANEL
    panels = np.zeros((count, units, _PANEL))
    for row in range(size):
        for k in range(units):
            panels[row // _PANEL, k, row % _PANEL] = factors[row, k]
    return panels.reshape(count * units * COLUMNS, WIDTH)


@njit(cache=True, parallel=True, error_model="numpy")
def _fill(factors, panels, widths, received, samples, K):
    """K, block row by block row. Long and short ones take turns between the threads.

    factors (nq, units); panels: see `_panels`; widths (layers,); received (layers, n, n); samples
    (nq,), the sample that a row belongs to.
    """
    blocks = (K.shape[0] + _ROWS - 1) // _ROWS
    for turn in prange(blocks):
        order = np.intp(turn)
        block = order // 2 if order % 2 == 0 else blocks - 1 - order // 2
        _fill_rows(block * _ROWS, factors, panels, widths, received, samples, K)


@njit(cache=True, error_model="numpy")
def _fill_rows(first, factors, panels, widths, received, samples, K):
    """The blocks of a block row up to the diagonal, and their mirror images."""
    rows = min(_ROWS, K.shape[0] - first)
    scratch = np.empty((3, _ROWS * COLUMNS, WIDTH))
    product, weights, block = scratch[0], scratch[1], scratch[2]
    for panel in range((first + rows - 1) // _PANEL + 1):
        start = panel * _PANEL
        columns = min(_PANEL, K.shape[0] - start)
        unit = 0
        for layer in range(widths.shape[0]):
            add_product(
                product, 0, COLUMNS,
                factors, first * factors.shape[1] + unit, factors.shape[1],
                panels, (panel * factors.shape[1] + unit) * COLUMNS, COLUMNS,
                widths[layer], True, rows, COLUMNS,
            )  # fmt: skip
            _spread(received[layer], samples, first, rows, start, columns, weights)
            _add(product, weights, samples, first, rows, layer == 0, block)
            unit += widths[layer]
        _write(block.reshape(_ROWS, _PANEL), first, rows, start, columns, K)


@njit(cache=True, error_model="numpy")
def _spread(received, samples, first, rows, start, columns, weights):
    """Of each sample that the rows belong to, the entries for the panel's columns."""
    entries = weights.reshape(_ROWS, _PANEL)
    for sample in range(samples[first], samples[first + rows - 1] + 1):
        target, source = entries[sample - samples[first]], received[sample]
        for k in range(columns):
            target[k] = source[samples[start + k]]


@njit(cache=True, error_model="numpy")
def _add(product, weights, samples, first, rows, fresh, block):
    """block = product ∘ weights, or with that added to it."""
    for r in range(rows):
        place = (samples[first + r] - samples[first]) * COLUMNS
        for m in range(COLUMNS):
            k = r * COLUMNS + m
            value, weight = load(product, k), load(weights, place + m)
            store(block, k, value * weight if fresh else fma(value, weight, load(block, k)))


@njit(cache=True, error_model="numpy")
def _write(block, first, rows, start, columns, K):
    """Copy what of the block is below the diagonal, or on it, into both triangles of K."""
    if start + columns > first:
        for r in range(rows):
            for k in range(min(columns, first + r - start + 1)):
                K[first + r, start + k] = K[start + k, first + r] = block[r, k]
        return
    for r in range(rows):
        target, source = K[first + r, start : start + columns], block[r]
        for k in range(columns):
            target[k] = source[k]
    for k in range(columns):
        target = K[start + k, first : first + rows]
        for r in range(rows):
            target[r] = block[r, k]
