"""Determinant and least eigenvalue of a small symmetric matrix, enclosed in Arb balls.

A ball that excludes 0 decides definiteness for every matrix inside the given balls. Meant for
N <= 100; `positive_definite.py` is for large matrices of floats.
"""

from typing import Any

import numpy as np
from flint import arb, arb_mat

from provcheck.errors import DomainError, Undecided
from provcheck.reference.numbers import as_ball, as_float

Array = np.ndarray

_ATTEMPTS = 40


def enclosed_determinant(matrix: Any) -> arb:
    """The determinant, by Arb, at the current precision.

    Args:
        matrix: (N, N), floats, rationals or balls.

    Raises:
        DomainError: the matrix is not square, or an entry is not finite.
    """
    return arb_mat(_square(matrix).tolist()).det()


def is_enclosed_definite(matrix: Any) -> bool:
    """Whether every symmetric matrix inside these balls is certainly positive definite.

    LDLᵀ in balls: all pivots certainly positive. False says nothing.

    Args:
        matrix: (N, N), floats, rationals or balls; its lower triangle is read.

    Raises:
        DomainError: the matrix is not square, or an entry is not finite.
    """
    work = _square(matrix).copy()
    for k in range(len(work)):
        if not work[k, k] > 0:
            return False
        column = work[k + 1 :, k].copy()
        below = column / work[k, k]
        for row in range(len(below)):  # the lower triangle of the Schur complement
            work[k + 1 + row, k + 1 : k + 2 + row] -= below[row] * column[: row + 1]
    return True


def enclosed_least_eigenvalue(matrix: Any) -> arb:
    """A ball with the least eigenvalue of every symmetric matrix inside the given balls.

    From above by a Rayleigh quotient; from below because A - sI is certainly positive definite.
    Neither rests on an eigenvalue solver, which only proposes the vector and the shift.

    Args:
        matrix: (N, N), symmetric, floats, rationals or balls.

    Raises:
        DomainError: the matrix is not square or not symmetric, or an entry is not finite.
        Undecided: no lower bound was found: the balls are too wide.
    """
    A = _square(matrix)
    for i, j in zip(*np.tril_indices(len(A), -1), strict=True):
        if not A[i, j].overlaps(A[j, i]):
            raise DomainError(
                f"least eigenvalue: entries ({i + 1}, {j + 1}) and ({j + 1}, {i + 1}) are "
                f"{A[i, j]} and {A[j, i]}; expected a symmetric matrix."
            )
    middle = as_float(A)
    values, vectors = np.linalg.eigh(middle)
    vector = as_ball(vectors[:, 0])
    above = (vector @ A @ vector / (vector @ vector)).upper()
    gap = max(float(np.abs(values).max()) * 2.0**-50, 2.0**-1000)
    for _ in range(_ATTEMPTS):
        shift = arb(values[0]) - arb(gap)
        if is_enclosed_definite(A - shift * _unit(len(A))):
            return shift.union(above)
        gap *= 4
    raise Undecided(
        f"least eigenvalue: A - sI is not certainly definite for s down to {values[0] - gap:.3g}; "
        "expected balls narrow beside the least eigenvalue; raise the precision."
    )


def _unit(size: int) -> Array:
    return as_ball(np.eye(size))


def _square(matrix: Any) -> Array:
    A = as_ball(matrix)
    if A.ndim != 2 or A.shape[0] != A.shape[1] or not len(A):
        raise DomainError(f"enclosed spectrum: met shape {A.shape}; expected a square matrix.")
    return A
