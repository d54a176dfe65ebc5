"""Workload J: the least non-zero eigenvalue of a finite-volume matrix on the line, N = 10⁴.

The matrix is that of -h'' + E'h' for the oscillator E = x² on cells of one size. Peers get the
assembled symmetric matrix for nothing; provcheck starts from the energies.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from provcheck.benchmarks.workload import Form, Run, Workload, need

_CELLS, _REACH = 10_000, 5.0


@dataclass(frozen=True)
class Problem:
    """Energies of the cells (N,), their size, and the assembled tridiagonal matrix."""

    energies: np.ndarray
    spacing: float
    diagonal: np.ndarray
    off_diagonal: np.ndarray


def problem(cells: int = _CELLS) -> Problem:
    """The oscillator on [-5, 5]."""
    spacing = 2 * _REACH / cells
    energies = (-_REACH + spacing * (np.arange(cells) + 0.5)) ** 2
    rates = np.exp(-np.diff(energies) / 2)
    diagonal = np.concatenate([rates, [0.0]]) + np.concatenate([[0.0], 1 / rates])
    off_diagonal = np.full(cells - 1, -1 / spacing**2)
    return Problem(energies, spacing, diagonal / spacing**2, off_diagonal)


def ours(problem: Problem, threads: int) -> Run:
    """The compiled gap."""
    from provcheck.compiled.spectrum import tridiagonal_gap

    return lambda: tridiagonal_gap(problem.energies, problem.spacing)


def tridiagonal(problem: Problem, threads: int) -> Run:
    """SciPy's solver for the two least eigenvalues of a tridiagonal matrix."""
    eigh_tridiagonal = need("scipy.linalg", "scipy").eigh_tridiagonal
    options: dict[str, Any] = {"eigvals_only": True, "select": "i", "select_range": (0, 1)}
    options["check_finite"] = False
    return lambda: eigh_tridiagonal(problem.diagonal, problem.off_diagonal, **options)[1]


def shift_invert(problem: Problem, threads: int) -> Run:
    """ARPACK with a sparse factorization."""
    sparse, solvers = need("scipy.sparse", "scipy"), need("scipy.sparse.linalg", "scipy")
    bands = [problem.off_diagonal, problem.diagonal, problem.off_diagonal]

    def run() -> float:
        matrix = sparse.diags_array(bands, offsets=[-1, 0, 1], format="csc")
        return solvers.eigsh(matrix, k=2, sigma=-1e-3, return_eigenvectors=False).max()

    return run


def _difference(ours: Callable[[], float], theirs: Callable[[], float]) -> float:
    mine = ours()
    return abs(theirs() - mine) / mine


WORKLOAD = Workload(
    key="J",
    title="spectral gap on the line",
    size="N = 10 000 cells, energy x²",
    problem=problem,
    ours=Form("provcheck", ours),
    peers=(
        Form("SciPy tridiagonal", tridiagonal, (1.0,)),
        Form("SciPy shift-invert", shift_invert, (2.6,)),
    ),
    difference=_difference,
    tolerance=1e-6,  # the assembled entries, of the size of 1/spacing², lose digits of the gap
)
