"""Positive definiteness decided rigorously by one floating-point Cholesky factorization.

If the factorization of A - cI runs to completion, then A - cI = L Lᵀ + E with ‖E‖ bounded before
anything is computed, by the diagonal of A alone; so A is positive definite where c >= ‖E‖. Failure
says nothing: the shift may have been too much. This rests on IEEE arithmetic rounding to nearest
(subnormal numbers may be flushed to 0), and on a LAPACK that factors by sums of products, in any
order, with or without fused multiply-add, and divides by the diagonal or multiplies by its rounded
reciprocal. It rests on no error estimate of the library.

Source:
    Rump, Verification of positive definiteness, BIT 46 (2006) 433-452, Theorem 2.3; Higham,
    Accuracy and Stability of Numerical Algorithms, 2nd ed., Lemma 8.4 and Theorem 10.3.
"""

from enum import StrEnum

import numpy as np

from provcheck.errors import DomainError

Array = np.ndarray

_UNIT = 2.0**-53
_TINY = 2.0**-1021  # more than one operation loses to underflow, even where it flushes to 0
_SAFE = 1 + 2.0**-40  # more than the roundings of the few operations that it multiplies
_EXTRA = 8  # roundings beside an inner product: division by way of a reciprocal, root, and spare
_BLOCK = 256
_ATTEMPTS = 64


class Definiteness(StrEnum):
    """What a verification found."""

    CERTIFIED = "certified positive definite"
    UNDECIDED = "undecided"


def verified_positive_definite(matrix: Array) -> Definiteness:
    """Whether this matrix of floats is certainly positive definite, for about one Cholesky.

    Rows and columns are first scaled by powers of 2, which changes nothing, where the diagonal
    varies by more than 4. A matrix is certified when, so scaled, its least eigenvalue exceeds
    about N 2^-53 times its trace.

    Args:
        matrix: (N, N) float64, symmetric; not changed.

    Returns:
        CERTIFIED, which is a theorem, or UNDECIDED.

    Raises:
        DomainError: the matrix is not square, not exactly symmetric, or not finite.
    """
    A = np.asarray(matrix, dtype=np.float64)
    _require_symmetric(A)
    diagonal = np.diagonal(A)
    if not diagonal.min() > 0:
        return Definiteness.UNDECIDED
    exponents = _exponents(diagonal)
    if exponents is None:
        return _outcome(A.copy(), 0.0)
    with np.errstate(over="ignore"):  # infinite entries make the factorization fail
        return _outcome(np.ldexp(A, -(exponents[:, None] + exponents)), 0.0)


def verified_gram_positive_definite(jacobian: Array) -> Definiteness:
    """Whether J Jᵀ, for this matrix J of floats and without rounding, is certainly definite.

    Equivalently, whether the rows of J are certainly linearly independent. The product is formed
    in floats; what that loses is added to the shift.

    Args:
        jacobian: (N, m) float64, taken as the exact numbers that it holds.

    Raises:
        DomainError: J has no rows, or is not finite.
    """
    J = np.asarray(jacobian, dtype=np.float64)
    if J.ndim != 2 or not len(J) or not np.isfinite(J).all():
        raise DomainError(
            f"verified Gram matrix: met shape {J.shape}, finite: {bool(np.isfinite(J).all())}; "
            "expected a finite (N, m) matrix with N >= 1."
        )
    rows, columns = J.shape
    largest = np.abs(J).max(axis=1, initial=0.0)
    if rows > columns or not largest.min() > 0:
        return Definiteness.UNDECIDED
    J = np.ldexp(J, -np.frexp(largest)[1][:, None])  # rows have length in [1/2, sqrt(m)]
    norms = np.sqrt(np.einsum("ij,ij->i", J, J))
    J = np.ldexp(J, -np.frexp(norms)[1][:, None])  # about [1/2, 1]
    G = J @ J.T
    return _outcome(G, _product_error(np.diagonal(G), columns))


def least_eigenvalue_lower_bound(matrix: Array) -> float:
    """A number that the least eigenvalue of this matrix of floats is certainly not below.

    Close to it within a few N 2^-53 times the trace. The estimate that the search starts from is
    not trusted; only a factorization that runs to completion is.

    Args:
        matrix: (N, N) float64, symmetric; definite or not.

    Returns:
        float, -inf if no shift was large enough.

    Raises:
        DomainError: the matrix is not square, not exactly symmetric, or not finite.
    """
    from scipy.linalg import eigvalsh

    A = np.asarray(matrix, dtype=np.float64)
    _require_symmetric(A)
    estimate = float(eigvalsh(A, subset_by_index=[0, 0], check_finite=False)[0])
    step = _factorization_error(np.abs(np.diagonal(A)) + abs(estimate))
    for _ in range(_ATTEMPTS):
        shift = estimate - step
        shifted = A.copy()
        diagonal = _own_diagonal(shifted)
        diagonal -= shift
        error = _factorization_error(diagonal)
        if diagonal.min() > 0 and _is_factored(shifted):
            return float(np.nextafter(shift - error, -np.inf))
        step *= 2
    return -np.inf


def _outcome(A: Array, margin: float) -> Definiteness:
    """Whether all symmetric matrices within `margin` of A (spectral norm) are definite; A is lost.

    Its lower triangle is read; its diagonal is positive.
    """
    diagonal = _own_diagonal(A)
    diagonal -= (_factorization_error(diagonal) + margin) * _SAFE
    certain = diagonal.min() > 0 and _is_factored(A)
    return Definiteness.CERTIFIED if certain else Definiteness.UNDECIDED


def _factorization_error(diagonal: Array) -> float:
    """Bound of ‖(B + F) - L Lᵀ‖: B has at most this diagonal, F is the rounding of its last shift.

    |B - L Lᵀ| <= γ |L| |L|ᵀ entry by entry, whose norm is at most γ ‖L‖_F² <= γ/(1 - γ) tr B.
    Underflow adds, to every entry, less than N + 2 + sqrt(b_jj) operations may lose.
    """
    size = len(diagonal)
    gamma, largest = _gamma(size + _EXTRA), float(np.max(diagonal))
    underflow = 4.0 * size * (2.0 * (size + 2) + largest) * _TINY
    return (gamma / (1 - gamma) * _sum(diagonal) + 2 * _UNIT * largest + underflow) * _SAFE


def _product_error(diagonal: Array, columns: int) -> float:
    """Bound of ‖fl(J Jᵀ) - J Jᵀ‖ for rows of length about 1: γ_m ‖J‖_F², and underflow."""
    gamma, underflow = _gamma(columns), 16.0 * len(diagonal) * columns * _TINY
    return (gamma / (1 - gamma) * _sum(diagonal) + underflow) * _SAFE


def _gamma(count: int) -> float:
    """γ_k = k u / (1 - k u), from above."""
    return count * _UNIT / (1 - count * _UNIT) * _SAFE


def _sum(numbers: Array) -> float:
    """The sum of numbers >= 0, from above."""
    with np.errstate(over="ignore"):
        return float(np.sum(numbers)) * (1 + 2 * len(numbers) * _UNIT) * _SAFE


def _is_factored(A: Array) -> bool:
    """Whether LAPACK's Cholesky runs to completion in finite numbers; A (C order) is lost."""
    from scipy.linalg.lapack import dpotrf

    factor, failed = dpotrf(A.T, lower=False, clean=False, overwrite_a=True)
    pivots = np.diagonal(factor)  # any NaN or infinity of a row reaches its pivot
    return failed == 0 and bool(np.all((pivots > 0) & (pivots < np.inf)))


def _own_diagonal(A: Array) -> Array:
    """The diagonal as a view that can be written to, whatever the order in memory."""
    return np.einsum("ii->i", A)


def _exponents(diagonal: Array) -> Array | None:
    """e with diagonal / 4^e in [1/2, 2); None where the diagonal varies little and is moderate."""
    low, high = float(diagonal.min()), float(diagonal.max())
    if high <= 4 * low and 2.0**-500 < low and high < 2.0**500:
        return None
    return np.frexp(diagonal)[1] >> 1


def _require_symmetric(A: Array) -> None:
    if A.ndim != 2 or A.shape[0] != A.shape[1] or not len(A):
        raise DomainError(f"positive definiteness: met shape {A.shape}; expected a square matrix.")
    for row in range(0, len(A), _BLOCK):
        for column in range(0, row + 1, _BLOCK):
            block = A[row : row + _BLOCK, column : column + _BLOCK]
            other = A[column : column + _BLOCK, row : row + _BLOCK].T
            if not ((block == other) & (np.abs(block) < np.inf)).all():
                _refuse(block, other, row, column)


def _refuse(block: Array, other: Array, row: int, column: int) -> None:
    i, j = np.argwhere(~((block == other) & (np.abs(block) < np.inf)))[0]
    raise DomainError(
        f"positive definiteness: entries ({row + i + 1}, {column + j + 1}) and its mirror image "
        f"are {block[i, j]} and {other[i, j]}; expected a finite matrix that equals its transpose."
    )
