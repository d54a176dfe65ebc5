"""Compiled twins of `provcheck.reference.fokker_planck`: same names, same arguments, float64.

Preconditions, not checked here: float64 arrays, the rates and the density of one shape; spacing,
s and step > 0; at least two cells a direction; `scheme` is a `Scheme` (an int inside compiled
code). One dimension along the only axis; the plane line by line, as the reference does. There is
no twin of `evolve_unsplit`: sparse LU is compiled already, and does not keep the structure.
Strict IEEE arithmetic, no fast-math, one thread.
"""

import math

import numpy as np
from numba import njit

from provcheck.reference.fokker_planck import Scheme

_PATANKAR = int(Scheme.PATANKAR)


@njit(cache=True, error_model="numpy")
def bernoulli(x):
    """B(x) = x / (e^x - 1) of a scalar, as accurate as the reference's."""
    size = abs(x)
    base = 1.0 if size == 0.0 else size / -math.expm1(-size)
    return math.exp(-size) * base if x > 0.0 else base


@njit(cache=True, error_model="numpy")
def jump_rates(potential, spacing, s):
    """(right, left) for a potential (N,)."""
    cells = potential.shape[0]
    right, left = np.zeros(cells), np.zeros(cells)
    scale = s / (2 * spacing**2)
    for i in range(cells - 1):
        climb = 2 * (potential[i + 1] - potential[i]) / s
        right[i] = scale * bernoulli(climb)
        left[i + 1] = scale * bernoulli(-climb)
    return right, left


@njit(cache=True, error_model="numpy")
def _fill_implicit_step(right, left, density, pivot, moving, result):
    """`implicit_step` into `result`, which may be the density itself."""
    cells = density.shape[0]
    kept = 1.0
    pivot[0], moving[0] = kept + right[0], density[0]
    for i in range(1, cells):
        kept = 1.0 + left[i] * (kept / pivot[i - 1])
        pivot[i] = kept + right[i]
        moving[i] = density[i] + (right[i - 1] / pivot[i - 1]) * moving[i - 1]
    result[cells - 1] = moving[cells - 1] / pivot[cells - 1]
    for i in range(cells - 2, -1, -1):
        result[i] = (moving[i] + left[i + 1] * result[i + 1]) / pivot[i]


@njit(cache=True, error_model="numpy")
def implicit_step(right, left, density):
    """The x >= 0 with (I + A) x = density, (N,), without a subtraction."""
    result = np.empty_like(density)
    _fill_implicit_step(right, left, density, np.empty_like(density), result, result)
    return result


@njit(cache=True, error_model="numpy")
def _fill_patankar_step(right, left, density, scratch):
    """`patankar_step`, over the density; scratch is (4, N)."""
    pivot, first, rightward, leftward = scratch
    _fill_implicit_step(right, left, density, pivot, first, first)
    for i in range(density.shape[0]):
        weight = 1.0 if first[i] == 0.0 else (density[i] + first[i]) / (2 * first[i])
        rightward[i] = right[i] * weight
        leftward[i] = left[i] * weight
    _fill_implicit_step(rightward, leftward, density, pivot, first, density)


@njit(cache=True, error_model="numpy")
def patankar_step(right, left, density):
    """One step of order two, (N,)."""
    result = density.copy()
    _fill_patankar_step(right, left, result, np.empty((4, density.shape[0])))
    return result


@njit(cache=True, error_model="numpy")
def _advance(right, left, density, scheme, scratch):
    """One step of the scheme, over the density (N,)."""
    if scheme == _PATANKAR:
        _fill_patankar_step(right, left, density, scratch)
    else:
        _fill_implicit_step(right, left, density, scratch[0], scratch[1], density)


@njit(cache=True, error_model="numpy")
def evolve(density, potential, spacing, s, step, steps, scheme):
    """Density after `steps` time steps, (N,)."""
    right, left = jump_rates(potential, spacing, s)
    right, left = step * right, step * left
    result, scratch = density.copy(), np.empty((4, density.shape[0]))
    for _ in range(steps):
        _advance(right, left, result, scheme, scratch)
    return result


@njit(cache=True, error_model="numpy")
def _line_rates(potential, spacing, s, step):
    """Rates times step along the second axis, each (M, N)."""
    right, left = np.empty(potential.shape), np.empty(potential.shape)
    for row in range(potential.shape[0]):
        rates = jump_rates(potential[row], spacing, s)
        right[row], left[row] = step * rates[0], step * rates[1]
    return right, left


@njit(cache=True, error_model="numpy")
def _advance_lines(right, left, density, scheme, scratch):
    """One step of the scheme in every row, over the density (M, N)."""
    for row in range(density.shape[0]):
        _advance(right[row], left[row], density[row], scheme, scratch)


@njit(cache=True, error_model="numpy")
def evolve_plane(density, potential, spacing_x, spacing_y, s, step, steps, scheme):
    """Density after `steps` time steps, (M, N), line by line."""
    turned = np.ascontiguousarray(density.T)  # (N, M): its rows run along x
    part = step / 2 if scheme == _PATANKAR else step
    right_x, left_x = _line_rates(np.ascontiguousarray(potential.T), spacing_x, s, part)
    right_y, left_y = _line_rates(np.ascontiguousarray(potential), spacing_y, s, step)
    scratch = np.empty((4, max(density.shape)))
    along_x, along_y = scratch[:, : density.shape[0]], scratch[:, : density.shape[1]]
    for _ in range(steps):
        _advance_lines(right_x, left_x, turned, scheme, along_x)
        straight = np.ascontiguousarray(turned.T)
        _advance_lines(right_y, left_y, straight, scheme, along_y)
        turned = np.ascontiguousarray(straight.T)
        if scheme == _PATANKAR:
            _advance_lines(right_x, left_x, turned, scheme, along_x)
    return np.ascontiguousarray(turned.T)
