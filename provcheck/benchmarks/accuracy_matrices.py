"""How far the spectra of Gram matrices and of tridiagonal matrices are from the exact ones."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from provcheck.benchmarks.largest_errors import (
    SHARE,
    UNIT,
    Row,
    first_order,
    in_balls,
    share,
    ulps,
    worst,
)

Array = np.ndarray


def matrix_rows(count: int) -> Iterator[Row]:
    """Rows for the spectrum of a Gram matrix and for the spectral gap on a line."""
    seeds = range(count)
    yield worst("ntk.log_determinant", seeds, _log_determinant, unit=SHARE, bound=1)
    yield worst("ntk.least_eigenvalue", seeds, _least_eigenvalue, unit=SHARE, bound=1)
    yield worst("spectrum.tridiagonal_gap", seeds, _gap)


def hard_matrix(seed: int) -> Array:
    """A symmetric matrix (N, N), N <= 9, of condition up to 1e12, of entries 1e-80 to 1e80.

    Hilbert matrices, graded ones, given spectra with a repeated least eigenvalue, Gram matrices of
    almost equal vectors.
    """
    from scipy.linalg import hilbert

    rng = np.random.default_rng(seed)
    size, kind = int(rng.integers(1, 10)), seed % 4
    root = rng.normal(size=(size, size + 1))
    if kind == 0:
        K = hilbert(size)
    elif kind == 1:
        grades = 10.0 ** rng.uniform(-3, 3, size=size)
        K = grades[:, None] * (root @ root.T + np.eye(size)) * grades
    elif kind == 2:
        values = 10.0 ** rng.uniform(-12, 0, size=size)
        values[: size // 2] = values.min()
        Q = np.linalg.qr(root[:, :size])[0]
        K = Q * values @ Q.T
    else:
        root[1:] = root[0] + root[1:] * 10.0 ** rng.uniform(-5, 0)
        K = root @ root.T
    return (K + K.T) * 10.0 ** rng.integers(-80, 81)


def _log_determinant(seed: int) -> float:
    """The share of what Cholesky, and eigenvalues within (N + 1) 2^-53 of the trace, may lose.

    Cholesky's factor is that of K + E, |E| <= gamma(N + 1) tr K (`reference/positive_definite.py`),
    which moves log det by |tr K⁻¹ E| <= t = |E| tr K⁻¹ and t²/(2 - 2 t); by eigenvalues it is the
    same. The logarithms and their sum add N + 3 roundings of them.
    """
    import flint

    from provcheck.compiled import ntk

    K = hard_matrix(seed)
    size, matrix = len(K), flint.arb_mat(in_balls([K])[0].tolist())
    moved = first_order(size + 1) * float((matrix.trace() * matrix.inv().trace()).mid())
    if not moved < 0.5:
        return 0.0  # no digit need be right
    logarithms = 2 * np.sum(abs(np.log(np.diagonal(np.linalg.cholesky(K)))))
    allowed = moved + moved**2 / (2 - 2 * moved) + first_order(size + 3) * logarithms
    return share(ntk.log_determinant(K), matrix.det().log(), allowed)


def _least_eigenvalue(seed: int) -> float:
    """The share of 1e-10 λ_min, or of N 2^-53 λ_max where that is more, as `gram_spectrum` says.

    Every third matrix is made singular or nearly so: a row is a multiple of another.
    """
    from provcheck.compiled import ntk
    from provcheck.reference.eigenvalues import eigenvalue_range

    K = hard_matrix(seed)
    if seed % 3 == 2:
        K[-1], K[:, -1] = 2 * K[0], 2 * K[0]
        K[-1, -1] = 2 * K[0, -1] * (1 + 2.0 ** -(seed % 60))
    least, largest = eigenvalue_range(*in_balls([K]))
    allowed = max(1e-10 * abs(float(least)), len(K) * UNIT * float(largest))
    return share(ntk.least_eigenvalue(K), least, allowed)


def hard_energy(seed: int) -> tuple[Array, float]:
    """E at the centres of up to 40 cells, and their spacing: wells, noise, cliffs, walls.

    Gaps of 1e-100 of the largest entry are among them.
    """
    rng = np.random.default_rng(seed)
    cells, size, kind = int(rng.integers(2, 41)), 10.0 ** rng.uniform(-8, 1), seed % 5
    x, noise = np.linspace(-1.7, 1.7, cells), size * rng.normal(size=cells)
    if kind == 0:
        energy = 10.0 ** rng.uniform(0, 2) * (x**2 - 1) ** 2
    elif kind == 1:
        energy = noise
    elif kind == 2:
        energy = 6 * (1 + np.cos(2 * np.pi * x)) + size * x
    elif kind == 3:
        cliffs = rng.choice([0.0, 0.0, -90.0, 90.0, 1e-9], size=cells)
        energy = np.clip(np.cumsum(cliffs), -135, 135)
    else:
        energy = noise + 1300.0 * (x == 1.7) * (cells > 3)
    return energy, float(10.0 ** rng.integers(-4, 3))


def _gap(seed: int) -> float:
    from provcheck.compiled.spectrum import tridiagonal_gap

    energy, spacing = hard_energy(seed)
    found = float(tridiagonal_gap(energy, spacing))
    return ulps(found, exact_gap(energy, spacing, found))


def exact_gap(energy: Array, spacing: float, near: float) -> Any:
    """A ball of the gap, by Sturm counts in balls alone, which begin around `near` if it is > 0.

    With t² = e^(ΔE/2) the pivots of BB' - shift are t_e² + rest_e; see `compiled/spectrum.py`.
    """
    import flint

    from provcheck.statement.evaluate import precision

    with precision(400 + int(6 * np.ptp(energy))):  # a gap of e^-|E| beside 1, squared
        energies, width = in_balls((energy, spacing))
        squares = [(rise / 2).exp() for rise in np.diff(energies)]
        near = flint.arb(near if 0 < near < np.inf else 1.0) * width * width
        low, high, apart = near, near, flint.arb(2) ** -54
        while low is near or _count_below(squares, low) or not _count_below(squares, high):
            low, high, apart = near / (1 + apart), near * (1 + 3 * apart), 16 * apart
        for _ in range(100):
            middle = (low * high).sqrt().mid()
            low, high = (low, middle) if _count_below(squares, middle) else (middle, high)
        return low.union(high) / (width * width)


def _count_below(squares: list[Any], shift: Any) -> int:
    """How many eigenvalues of BB' lie certainly below the shift."""
    from provcheck.errors import Undecided

    rest, negative = 1 / squares[0] - shift, 0
    for square, after in zip(squares, [*squares[1:], None], strict=True):
        pivot = square + rest
        if pivot.contains(0):
            raise Undecided("accuracy: a Sturm count met a ball around 0; expected more bits.")
        negative += pivot < 0
        if after is not None:
            rest = rest / (pivot * after) - shift
    return negative
