"""Twin of `provcheck.reference.ntk`: the Gram matrix in register tiles, its spectrum by Cholesky.

All products are those of `products.py` and `gram.py`, whose threads are numba's: NumPy's would
spin on the same cores. Their results do not depend on the number of threads.
"""

import numpy as np
from numba import get_num_threads

from provcheck.compiled.gram import fill
from provcheck.compiled.products import multiply
from provcheck.reference import ntk as reference
from provcheck.reference.lanczos import Product, recurrence
from provcheck.reference.memory import MEMORY_LIMIT, require_memory
from provcheck.reference.network import forward
from provcheck.reference.ntk import GramSpectrum, require_matrix, result_matrix
from provcheck.statement.network import Network

Array = np.ndarray

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
    passed = forward(network, theta, inputs, multiply)
    by_layer, by_slope = reference.sample_factors(network, passed, multiply)
    if not (network.layers[-1].weights or network.layers[-1].bias):
        by_layer.insert(0, (np.zeros((n * q, q)), np.zeros((n, n))))
    if by_slope:
        by_layer.append((np.stack(by_slope, axis=1), np.ones((n, n))))
    (last, _), *others = by_layer
    factors = np.concatenate([np.empty((n * q, 0)), *(D for D, _ in others)], axis=1)
    widths = np.array([D.shape[1] for D, _ in others], dtype=np.intp)
    received = np.stack([R for _, R in by_layer])
    K = _aligned_matrix(n * q) if out is None else result_matrix(n * q, out)
    fill(last, factors, widths, received, K, get_num_threads())
    return K


def _aligned_matrix(size: int) -> Array:
    """(size, size) float64 of any contents, from a multiple of 64 bytes on."""
    memory = np.empty(size * size + 8)
    skip = -memory.ctypes.data % 64 // 8
    return memory[skip : skip + size * size].reshape(size, size)


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
    from scipy.linalg.blas import dtrsv
    from scipy.linalg.lapack import dpotrf

    K = np.asarray(K, dtype=np.float64)
    require_matrix(K, "Gram spectrum")
    factor, failed = dpotrf(K.T, lower=False, clean=False)
    pivots = np.diagonal(factor)
    if failed or not np.all((pivots > 0) & (pivots < np.inf)):
        return None

    def solve(rows: Array) -> Array:  # dpotrs takes three times as long for one vector
        return dtrsv(factor, dtrsv(factor, rows[0], trans=1), overwrite_x=1)[None]

    largest = _largest_ritz(solve, len(K))
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
