"""Fokker-Planck equation of the SGD-SDE in one and two dimensions, by finite volumes.

d rho/dt = div(rho grad L + (s/2) grad rho)  (gopalani2025, eq. (3)) on a box that nothing leaves.

In space: cells of equal width h, the potential at their centres, and the flux of Scharfetter and
Gummel (IEEE Trans. Electron Devices 16, 1969; Chang and Cooper, J. Comput. Phys. 6, 1970). It
makes a jump process of the equation: mass goes from cell i to i + 1 at rate (s/2h^2) B(x),
back at rate (s/2h^2) B(-x), x = 2(L[i+1] - L[i])/s, B(x) = x/(e^x - 1). As B(-x) = e^x B(x),
exp(-2L/s) is in detailed balance at every face. The error is O(h^2).

In time: one step solves (I + A) x = rho, A = step times the generator. I + A has positive
diagonal, no positive entry off it and columns that sum to 1: an M-matrix. So its inverse is a
Markov matrix: no entry is negative and mass stays. It fixes the discrete Gibbs density, hence
every f-divergence from it falls (data processing), relative entropy and chi^2 among them.
`implicit_step` eliminates without one subtraction, after Grassmann, Taksar and Heyman (Oper. Res.
33, 1985), so that all of this holds in floating point too, for any size of the step.

No linear one-step method of order two is positive for every step (Bolley and Crouzeix, RAIRO
Anal. Numer. 12, 1978). `Scheme.PATANKAR` is of order two and not linear: mass, sign and Gibbs
density are kept for every step; that entropy falls is seen, not guaranteed.

Arguments, the same everywhere: density (N,) >= 0 and potential (N,), per cell; spacing h > 0;
s > 0; step > 0, in time; steps >= 0. In the plane density and potential are (M, N).
"""

from collections.abc import Callable
from enum import IntEnum
from typing import Any

import numpy as np

from provcheck.errors import DomainError

Array = np.ndarray

ROUNDINGS = 12
"""Rounded operations per cell in one `implicit_step`; see there."""


class Scheme(IntEnum):
    """How time is stepped; integers, so that the compiled twins take them too."""

    IMPLICIT_EULER = 0
    """order 1; in the plane the two directions one after the other"""
    PATANKAR = 1
    """order 2, MPRK22 of Burchard, Deleersnijder and Meister (2003); in the plane a half step,
    a full step across and a half step"""


def cell_centres(low: float, high: float, cells: int) -> Array:
    """Centres of `cells` equal cells of the interval [low, high], (cells,).

    Raises:
        DomainError: the interval is empty, or there are fewer than two cells.
    """
    if not low < high or cells < 2:
        raise DomainError(
            f"fokker_planck: {cells} cells on [{low}, {high}]; expected low < high and 2 or more"
        )
    return low + (high - low) * (np.arange(cells) + 0.5) / cells


def potential_on_line(
    function: Callable[[Array], Array], low: float, high: float, cells: int
) -> Array:
    """Values of a potential at the centres of equal cells, (cells,).

    Args:
        function: takes an array of positions, (cells,), to an array of values.

    Raises:
        DomainError: as `cell_centres`, or a value is not finite; the message has its position.
    """
    centres = cell_centres(low, high, cells)
    values = np.asarray(function(centres), dtype=float)
    if values.shape != centres.shape or not np.isfinite(values).all():
        where = centres[~np.isfinite(values)][:1] if values.shape == centres.shape else values.shape
        raise DomainError(
            f"fokker_planck: potential is not a finite number for each cell, met {where}; "
            "take an interval on which it is finite"
        )
    return values


def bernoulli(x: Any) -> Any:
    """B(x) = x / (e^x - 1), B(0) = 1, for float64 of any shape, to 4 units of 2^-53 relatively.

    Through exp(-|x|), which never overflows; above 700, where it is subnormal, B(x) is within
    x 2^-1074 instead. x > 745 gives 0, x -> -inf gives -x.
    """
    size = np.abs(x)
    decay = np.exp(-size)
    base = np.divide(size, -np.expm1(-size), out=np.ones_like(size), where=size != 0)
    return np.where(np.asarray(x) > 0, decay * base, base)


def jump_rates(potential: Array, spacing: float, s: float) -> tuple[Array, Array]:
    """Rates at which mass jumps along the first axis, each of the shape of the potential.

    Returns:
        (right, left): right[i] from cell i to i + 1, left[i] from i to i - 1; the last of
        `right` and the first of `left` are 0, for nothing leaves the box.

    Raises:
        DomainError: spacing or s is not positive.
    """
    if not spacing > 0 or not s > 0:
        raise DomainError(f"fokker_planck: spacing {spacing} and s {s}; expected both > 0")
    right, left = np.zeros_like(potential), np.zeros_like(potential)
    climb = 2 * np.diff(potential, axis=0) / s
    right[:-1] = s / (2 * spacing**2) * bernoulli(climb)
    left[1:] = s / (2 * spacing**2) * bernoulli(-climb)
    return right, left


def gibbs_density(potential: Array, volume: float, s: float) -> Array:
    """Discrete Gibbs density exp(-2L/s)/Z, of mass 1; volume is that of one cell."""
    weights = np.exp(-2 * (potential - np.min(potential)) / s)
    return weights / (np.sum(weights) * volume)


def implicit_step(right: Array, left: Array, density: Array) -> Array:
    """The x with (I + A) x = density along the first axis, by sums, products and quotients.

    Row i of (I + A) x is x[i] + (right + left)[i] x[i] - right[i-1] x[i-1] - left[i+1] x[i+1].
    Gaussian elimination keeps `kept`, the sum of the column that is left, in place of the
    diagonal that would be a difference; after Grassmann, Taksar and Heyman.

    Rounding: write T for the mass in cells 0..i of x. A relative error e in kept[i] alone solves
    the problem with e kept[i] more taken from cell i, and kept[i] x[i] <= T[i], which follows by
    adding rows 0..i; so the mass changes by at most e times the mass, each entry by at most e
    relatively. Relative errors of every other intermediate result enter a sum of positive terms.
    With at most 12 roundings a cell, mass and every entry are within 12 N 2^-53 relatively, to
    first order, whatever the rates.

    Args:
        right, left: rates times the time step, >= 0, the shape of the density.
        density: (N,) or (N, lines), >= 0; float64 or, with the rates, arb.

    Returns:
        array like the density, >= 0, of the same sum along the first axis.
    """
    cells = len(density)
    pivot, moving, result = (np.empty_like(density) for _ in range(3))
    kept = density[0] * 0 + 1
    pivot[0], moving[0] = kept + right[0], density[0]
    for i in range(1, cells):
        kept = 1 + left[i] * (kept / pivot[i - 1])
        pivot[i] = kept + right[i]
        moving[i] = density[i] + (right[i - 1] / pivot[i - 1]) * moving[i - 1]
    result[-1] = moving[-1] / pivot[-1]
    for i in range(cells - 2, -1, -1):
        result[i] = (moving[i] + left[i + 1] * result[i + 1]) / pivot[i]
    return result


def patankar_step(right: Array, left: Array, density: Array) -> Array:
    """One step of order two: an implicit step with rates weighted by a first one.

    Mass leaves cell i at rate (density + first)/(2 first) times its own, so that the result is
    again a Markov matrix applied to the density; the weight is 1 at the Gibbs density.

    Arguments and result as `implicit_step`.
    """
    first = implicit_step(right, left, density)
    weight = np.divide(density + first, 2 * first, out=np.ones_like(first), where=first != 0)
    return implicit_step(right * weight, left * weight, density)


def evolve(
    density: Array, potential: Array, spacing: float, s: float, step: float, steps: int,
    scheme: Scheme,
) -> Array:  # fmt: skip
    """Density after `steps` time steps, (N,).

    Raises:
        DomainError: see `jump_rates`.
    """
    right, left = jump_rates(potential, spacing, s)
    right, left = step * right, step * left
    advance = patankar_step if scheme == Scheme.PATANKAR else implicit_step
    for _ in range(steps):
        density = advance(right, left, density)
    return density


def evolve_plane(
    density: Array, potential: Array, spacing_x: float, spacing_y: float, s: float, step: float,
    steps: int, scheme: Scheme,
) -> Array:  # fmt: skip
    """Density after `steps` time steps, (M, N), line by line: first axis x, second axis y.

    Splitting keeps the structure: the Gibbs density is in detailed balance along each line, so
    each of the two steps fixes it, keeps mass and sign and lets every f-divergence fall. What
    is lost against the unsplit step (`evolve_unsplit`) is an error of the order of the scheme.

    Raises:
        DomainError: see `jump_rates`.
    """
    along_x = [step * rate for rate in jump_rates(potential, spacing_x, s)]
    along_y = [step * rate for rate in jump_rates(potential.T, spacing_y, s)]
    half_x = [rate / 2 for rate in along_x]
    for _ in range(steps):
        if scheme == Scheme.PATANKAR:
            density = patankar_step(*half_x, density)
            density = patankar_step(*along_y, density.T).T
            density = patankar_step(*half_x, density)
        else:
            density = implicit_step(*along_x, density)
            density = implicit_step(*along_y, density.T).T
    return density


def generator_matrix(potential: Array, spacings: tuple[float, ...], s: float) -> Any:
    """Sparse matrix A with d rho/dt = -A rho for the raveled density; every column sums to 0.

    Args:
        potential: any number of dimensions, one spacing for each.

    Returns:
        scipy CSC matrix, (cells, cells).
    """
    from scipy.sparse import coo_matrix

    cells = np.arange(potential.size).reshape(potential.shape)
    rows, columns, entries = [], [], []
    for axis, spacing in enumerate(spacings):
        rates = jump_rates(np.moveaxis(potential, axis, 0), spacing, s)
        index = np.moveaxis(cells, axis, 0)
        for rate, source, target in (
            (rates[0][:-1], index[:-1], index[1:]),
            (rates[1][1:], index[1:], index[:-1]),
        ):
            rows += [source.ravel(), target.ravel()]
            columns += [source.ravel(), source.ravel()]
            entries += [rate.ravel(), -rate.ravel()]
    shape = (potential.size, potential.size)
    triples = (np.concatenate(entries), (np.concatenate(rows), np.concatenate(columns)))
    return coo_matrix(triples, shape=shape).tocsc()


def evolve_unsplit(
    density: Array, potential: Array, spacings: tuple[float, ...], s: float, step: float,
    steps: int,
) -> Array:  # fmt: skip
    """Implicit Euler without splitting, in any dimension, by one sparse LU factorization.

    LU does subtract: mass and sign hold to the order of 2^-53 times (1 + step times the largest
    rate), not to 2^-53. It shares no code with `implicit_step`, and is its check.
    """
    from scipy.sparse import identity
    from scipy.sparse.linalg import splu

    matrix = identity(potential.size, format="csc") + step * generator_matrix(
        potential, spacings, s
    )
    factors = splu(matrix)
    flat = density.ravel()
    for _ in range(steps):
        flat = factors.solve(flat)
    return flat.reshape(density.shape)


def mean(density: Array, values: Array, volume: float) -> float:
    """Integral of values times density; with values 1 it is the mass."""
    return float(np.sum(density * values) * volume)


def chi_squared_distance(density: Array, gibbs: Array, volume: float) -> float:
    """|rho - mu| in L^2(1/mu), with 0 where the Gibbs density underflows with the density.

    Returns:
        scalar >= 0; inf where rho > 0 on a cell of no Gibbs mass.

    Source:
        gopalani2025, Theorem 3.2, where it is |rho_initial - mu_s|.
    """
    with np.errstate(divide="ignore"):
        terms = np.divide((density - gibbs) ** 2, gibbs, out=np.zeros_like(gibbs),
                          where=(gibbs > 0) | (density > 0))  # fmt: skip
    return float(np.sqrt(np.sum(terms) * volume))


def relative_entropy(density: Array, gibbs: Array, volume: float) -> float:
    """Integral of rho log(rho/mu), in nats; inf where rho > 0 on a cell of no Gibbs mass.

    The sum runs over rho log(rho/mu) - rho + mu, whose terms are all >= 0, for equal masses.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(density > 0, density * np.log(density / gibbs) - density, 0.0) + gibbs
    return float(np.sum(terms) * volume)
