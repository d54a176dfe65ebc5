"""How much faster is the compiled gap than SciPy's tridiagonal and shift-invert solvers?

Workload J: the least non-zero eigenvalue of the reversible finite-volume matrix of -h'' + E'h' on N
cells. Peers get the assembled symmetric matrix for nothing; provcheck starts from the energies.
Beside each time stands the relative difference from provcheck's gap of the same matrix: where the
gap is small, the assembled entries, of the size of 1/spacing², hold few digits of it. Rounds are
interleaved on one thread, the figures are medians. No time is asserted; before anything is timed,
all solvers agree on the oscillator.

    pytest -m benchmark -s tests/benchmarks/test_spectrum_speed.py
"""

import os
import platform
import sys
import time

import numpy as np
import pytest

ROUNDS = 9
ENERGIES = {
    "oscillator": (lambda x: x**2, 5.0),
    "double well, barrier 5": (lambda x: 5 * (x**2 - 1) ** 2, 2.3),
    "double well, barrier 20": (lambda x: 20 * (x**2 - 1) ** 2, 1.9),
}


def assembled(energy, spacing):
    """Diagonal and off-diagonal of the symmetrised matrix."""
    rates = np.exp(-np.diff(energy) / 2)
    diagonal = np.concatenate([rates, [0.0]]) + np.concatenate([[0.0], 1 / rates])
    return diagonal / spacing**2, np.full(len(rates), -1 / spacing**2)


def by_tridiagonal(diagonal, off):
    from scipy.linalg import eigh_tridiagonal

    return eigh_tridiagonal(
        diagonal, off, eigvals_only=True, select="i", select_range=(0, 1), check_finite=False
    )[1]


def by_shift_invert(diagonal, off):
    from scipy.sparse import diags_array
    from scipy.sparse.linalg import eigsh

    matrix = diags_array([off, diagonal, off], offsets=[-1, 0, 1], format="csc")
    return eigsh(matrix, k=2, sigma=-1e-3, return_eigenvectors=False).max()


def timed(function):
    start = time.perf_counter()
    value = function()
    return time.perf_counter() - start, value


@pytest.mark.benchmark
@pytest.mark.parametrize("count", [1_000, 10_000, 100_000])
def test_gap_beside_its_peers(count):
    import scipy

    from provcheck.compiled.spectrum import tridiagonal_gap

    print(
        f"\nN = {count}, one thread, {platform.processor() or platform.machine()},"
        f" {len(os.sched_getaffinity(0))} processors, load {os.getloadavg()[0]:.1f};"
        f" python {sys.version.split()[0]}, numpy {np.__version__}, scipy {scipy.__version__},"
        f" numba {__import__('numba').__version__}"
    )
    for name, (energy, reach) in ENERGIES.items():
        spacing = 2 * reach / count
        values = energy(-reach + spacing * (np.arange(count) + 0.5))
        matrix = assembled(values, spacing)
        solvers = {
            "provcheck": lambda v=values, s=spacing: tridiagonal_gap(v, s),
            "eigh_tridiagonal": lambda m=matrix: by_tridiagonal(*m),
            "eigsh, shift-invert": lambda m=matrix: by_shift_invert(*m),
        }
        found = {solver: call() for solver, call in solvers.items()}  # also compiles
        if name == "oscillator":
            assert max(found.values()) / min(found.values()) - 1 < 1e-3
        times = {solver: [] for solver in solvers}
        for _ in range(ROUNDS):
            for solver, call in solvers.items():
                times[solver].append(timed(call)[0])
        ours = float(np.median(times["provcheck"]))
        print(f"  {name}: gap {found['provcheck']:.9g}")
        for solver in solvers:
            median = float(np.median(times[solver]))
            difference = abs(found[solver] / found["provcheck"] - 1)
            print(
                f"    {solver:20} {median * 1e3:9.3f} ms   ratio {median / ours:6.1f}"
                f"   differs by {difference:.0e}"
            )
