"""Smallest and largest eigenvalue of a symmetric matrix, in float64 or rigorously in balls."""

from typing import Any

import numpy as np
from flint import arb, ctx

_SWEEPS = 60  # Jacobi converges quadratically after a few; the rest is for very wide spectra


def eigenvalue_range(matrix: np.ndarray) -> tuple[Any, Any]:
    """Smallest and largest eigenvalue of a symmetric matrix; repeated eigenvalues are no trouble.

    Balls: an approximate eigenvector matrix Q is found by Jacobi rotations. For every symmetric
    matrix inside the ball matrix, Ostrowski's theorem puts its eigenvalues within a factor
    1 +- |Q^T Q - I|_F of those of Q^T A Q, and Weyl's inequality puts these within the Frobenius
    norm of the off-diagonal part from the diagonal. No isolation is needed, so none can fail.

    Args:
        matrix: (N, N) float64, or object array of arb; symmetric, N >= 1.

    Returns:
        (smallest, largest), floats, or balls that certainly contain the exact eigenvalues
        (infinite ones where the precision does not suffice).

    Source:
        Horn and Johnson, Matrix Analysis, 2nd ed., Thm 4.5.9 (Ostrowski), Cor. 4.3.15 (Weyl).
    """
    if matrix.dtype != object:
        values = np.linalg.eigvalsh(matrix)
        return values[0], values[-1]
    basis = _jacobi_basis(matrix)
    size = len(matrix)
    rotated = basis.T @ matrix @ basis  # (N, N), nearly diagonal
    diagonal = np.diagonal(rotated)
    coupling = _ball_frobenius(rotated - np.diagflat(diagonal))
    defect = _ball_frobenius(basis.T @ basis - np.eye(size, dtype=int))
    stretch = 1 + _symmetric(defect)
    smallest, largest = diagonal[0], diagonal[0]
    for value in diagonal[1:]:
        smallest, largest = smallest.min(value), largest.max(value)
    if not stretch > 0:
        return _symmetric(arb.pos_inf()), _symmetric(arb.pos_inf())
    return (smallest + _symmetric(coupling)) / stretch, (largest + _symmetric(coupling)) / stretch


def _symmetric(radius: arb) -> arb:
    """The ball [-r, r] that contains every number up to an upper bound of the radius."""
    return arb(0, radius.abs_upper())


def _ball_frobenius(matrix: np.ndarray) -> arb:
    return sum((entry.abs_upper() ** 2 for entry in matrix.flat), arb(0)).sqrt()


def _jacobi_basis(matrix: np.ndarray) -> np.ndarray:
    """Orthogonal eigenvector matrix of the midpoints, (N, N), approximate: nothing rests on it."""
    size = len(matrix)
    work = _midpoints(matrix)
    basis = _midpoints(np.eye(size, dtype=int) * arb(1))
    target = arb(2) ** (4 - ctx.prec)
    for _ in range(_SWEEPS):
        coupling = _ball_frobenius(work - np.diagflat(np.diagonal(work)))
        if not coupling > target * _ball_frobenius(work):
            break
        for row in range(size - 1):
            for column in range(row + 1, size):
                _rotate(work, basis, row, column)
        work, basis = _midpoints(work), _midpoints(basis)
    return basis


def _rotate(work: np.ndarray, basis: np.ndarray, row: int, column: int) -> None:
    """One Jacobi rotation in place, which makes work[row, column] vanish."""
    coupling = work[row, column].mid()
    if coupling.is_zero():
        return
    ratio = ((work[column, column] - work[row, row]) / (2 * coupling)).mid()
    tangent = 1 / (abs(ratio) + (1 + ratio**2).sqrt())
    tangent = (-tangent if ratio < 0 else tangent).mid()
    cosine = (1 / (1 + tangent**2).sqrt()).mid()
    sine = (tangent * cosine).mid()
    for array in (work.T, work, basis.T):  # rows of the transpose are columns
        first, second = array[row].copy(), array[column].copy()
        array[row] = _midpoints(cosine * first - sine * second)
        array[column] = _midpoints(sine * first + cosine * second)


def _midpoints(array: np.ndarray) -> np.ndarray:
    middles = np.empty(array.shape, dtype=object)
    for index, entry in np.ndenumerate(array):
        middles[index] = entry.mid()
    return middles
