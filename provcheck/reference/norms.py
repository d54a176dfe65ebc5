"""Norms of vectors and matrices, generic over float64, Arb balls and, where rational, fmpq."""

from functools import reduce
from typing import Any

import numpy as np
from flint import arb

from provcheck.reference.eigenvalues import eigenvalue_range


def squared_norm(v: np.ndarray) -> Any:
    """Sum of the squares of all entries: |v|^2, or |v|_F^2 of a matrix.

    Args:
        v: any shape; float64, or object array of arb or fmpq (then the result is exact).
    """
    return np.sum(np.square(np.ravel(v)))  # arb's own power gives NaN for a ball around 0


def norm(v: np.ndarray) -> Any:
    """Euclidean norm of all entries, |v| or |v|_F; neither overflows nor underflows on the way.

    Args:
        v: any shape; float64, or object array of arb.
    """
    if v.dtype == object:
        return _ball_root(squared_norm(v))
    largest = largest_abs(v)
    if largest == 0 or not np.isfinite(largest):
        return largest
    _, exponent = np.frexp(largest)
    return np.ldexp(np.sqrt(squared_norm(np.ldexp(v, -exponent))), exponent)


def largest_abs(v: np.ndarray) -> Any:
    """max |v_k| over all entries, 0 if there is none.

    Args:
        v: any shape; float64, or object array of arb or fmpq. Balls give an enclosure.
    """
    sizes = np.abs(np.ravel(v))
    if v.dtype != object:
        return np.max(sizes, initial=0.0)
    return reduce(lambda x, y: x.max(y) if isinstance(x, arb) else max(x, y), sizes)


def sum_abs(v: np.ndarray) -> Any:
    """Sum of |v_k| over all entries.

    Args:
        v: any shape; float64, or object array of arb or fmpq (then the result is exact).
    """
    return np.sum(np.abs(np.ravel(v)))


def operator_norm(A: np.ndarray) -> Any:
    """Largest singular value of a matrix.

    Args:
        A: (m, n) float64, or object array of arb; m, n >= 1.

    Returns:
        scalar >= 0; a ball contains the exact value for every matrix inside A.
    """
    if 1 in A.shape:
        return norm(A)
    if A.dtype != object:
        return np.linalg.norm(A, 2)
    wide = A if A.shape[0] <= A.shape[1] else A.T
    return _ball_root(eigenvalue_range(wide @ wide.T)[1])


def _ball_root(square: arb) -> arb:
    """Square root of a number known to be >= 0, whose ball may reach below."""
    if square >= 0:  # certainly; else the root of the lower end would be NaN
        return square.sqrt()
    return arb(0).union(square.abs_upper().sqrt())
