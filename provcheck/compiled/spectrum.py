"""Compiled twin of `tridiagonal_gap` in `provcheck.reference.spectrum`: least singular value of B.

The matrix BB' (N - 1 rows) is never formed: its shifted LDL' factors come from the entries of the
bidiagonal B by the stationary qd recurrence. Unshifted, that only multiplies and adds positive
numbers, and shifted it is accurate relative to the shift, so that gaps of 1e-12 keep their digits
where a symmetric tridiagonal matrix with entries 1/spacing² leaves none (Fernando and Parlett,
Numer. Math. 67, 1994). Inverse iteration finds the gap, Rayleigh quotients refine it, two Sturm
counts make sure that it is the least. Strict IEEE arithmetic, no fast-math.
"""

import numpy as np
from numba import njit

_INVERSE_STEPS = 4  # unshifted, before Rayleigh quotients take over
_REFINEMENTS = 12
_BISECTIONS = 200
_CLOSE = 1e-13  # relative change at which a Rayleigh quotient has converged, in small matrices
_ROUNDING = 2.0**-56  # a row's share of that change in large ones
_GUARD = 1e-9  # relative distance at which the Sturm counts are taken


@njit(cache=True, error_model="numpy")
def _factor(tilt, shift, pivots, multipliers):
    """Pivots and multipliers of LDL' = BB' - shift; returns the number of negative pivots.

    B has -1/t_e and t_e in row e, so BB' has t² + 1/t² on and -t_e / t_{e+1} off the diagonal.
    """
    n = len(tilt)
    rest = 1.0 / (tilt[0] * tilt[0]) - shift
    negative = 0
    for e in range(n):
        square = tilt[e] * tilt[e]
        pivot = square + rest
        if pivot == 0.0:
            pivot = 1e-300
        pivots[e] = pivot
        if pivot < 0.0:
            negative += 1
        if e + 1 < n:
            ahead = 1.0 / tilt[e + 1]
            inverse = 1.0 / pivot
            multipliers[e] = -tilt[e] * ahead * inverse
            rest = ahead * ahead * (rest * inverse) - shift
    return negative


@njit(cache=True, error_model="numpy")
def _count_below(tilt, shift):
    """Sturm count: how many eigenvalues of BB' lie below the shift."""
    n = len(tilt)
    rest = 1.0 / (tilt[0] * tilt[0]) - shift
    negative = 0
    for e in range(n):
        pivot = tilt[e] * tilt[e] + rest
        if pivot == 0.0:
            pivot = 1e-300
        if pivot < 0.0:
            negative += 1
        if e + 1 < n:
            rest = rest / (pivot * (tilt[e + 1] * tilt[e + 1])) - shift
    return negative


@njit(cache=True, error_model="numpy")
def _solve(pivots, multipliers, vector, result):
    """result = (LDL')^-1 vector; returns (<vector, result>, <result, result>)."""
    n = len(pivots)
    carry = vector[0]
    result[0] = carry
    for e in range(1, n):
        carry = vector[e] - multipliers[e - 1] * carry
        result[e] = carry
    carry = result[n - 1] / pivots[n - 1]
    result[n - 1] = carry
    overlap, square = vector[n - 1] * carry, carry * carry
    for e in range(n - 2, -1, -1):
        carry = result[e] / pivots[e] - multipliers[e] * carry
        result[e] = carry
        overlap += vector[e] * carry
        square += carry * carry
    return overlap, square


@njit(cache=True, error_model="numpy")
def _least(tilt):
    """Least eigenvalue of BB' for rows (-1/t_e, t_e)."""
    n = len(tilt)
    pivots, multipliers = np.empty(n), np.empty(n)
    vector, result = np.ones(n), np.empty(n)
    shift, value = 0.0, 0.0
    _factor(tilt, 0.0, pivots, multipliers)
    for step in range(_INVERSE_STEPS + _REFINEMENTS):
        overlap, square = _solve(pivots, multipliers, vector, result)
        if not square < np.inf:  # at the eigenvalue itself, or the inverse of one below 1e-150
            break
        previous, value = value, shift + overlap / square
        scale = 1.0 / np.sqrt(square)
        for e in range(n):
            vector[e] = result[e] * scale
        if step >= _INVERSE_STEPS - 1:
            if abs(value - previous) <= max(_CLOSE, n * _ROUNDING) * value:
                break
            shift = value
            if _factor(tilt, shift, pivots, multipliers) > 1:
                break
    if _count_below(tilt, value * (1.0 - _GUARD)) == 0:
        if _count_below(tilt, value * (1.0 + _GUARD)) > 0:
            return value
    return _bisected(tilt, value if value > 0.0 else 1.0)


@njit(cache=True, error_model="numpy")
def _bisected(tilt, guess):
    """The same by Sturm counts alone: for eigenvalues that Rayleigh quotients confuse."""
    low, high = guess, guess
    for _ in range(2000):
        if _count_below(tilt, low) == 0:
            break
        high, low = low, 0.5 * low
    for _ in range(2000):
        if _count_below(tilt, high) > 0:
            break
        high *= 2.0
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        if not (low < middle and middle < high):
            break
        if _count_below(tilt, middle) == 0:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@njit(cache=True, error_model="numpy")
def tridiagonal_gap(energy, spacing):
    """Gap of the reversible finite-volume matrix of -h'' + E'h' on cells of one size.

    Args and value as in the reference. E may rise by at most 2000, and fall
    by at most 1400, from one cell to the next; NaN where it is not a number.
    """
    n = len(energy) - 1
    tilt = np.empty(n)
    for e in range(n):
        tilt[e] = np.exp(0.25 * (energy[e + 1] - energy[e]))
    if np.isnan(np.sum(tilt)):
        return np.nan
    return _least(tilt) / (spacing * spacing)
