"""Workload I: certain positive definiteness of a matrix of floats, N = 2000, beside a Cholesky.

A plain Cholesky in floats says nothing for certain; what is asked is that certainty costs little.
"""

import numpy as np

from provcheck.benchmarks.ntk import cholesky_work, matrix
from provcheck.benchmarks.workload import Disagreement, Form, Run, Workload, need


def verified(K: np.ndarray, threads: int) -> Run:
    """One factorization with a rigorous bound on what it loses."""
    from provcheck.reference.positive_definite import Definiteness, verified_positive_definite

    return lambda: verified_positive_definite(K) is Definiteness.CERTIFIED


def by_numpy(K: np.ndarray, threads: int) -> Run:
    """The factorization alone."""

    def run() -> bool:
        return bool(np.all(np.diagonal(np.linalg.cholesky(K)) > 0))

    return run


def by_scipy(K: np.ndarray, threads: int) -> Run:
    """The factorization alone."""
    cholesky = need("scipy.linalg", "scipy").cholesky

    def run() -> bool:
        return bool(np.all(np.diagonal(cholesky(K, lower=True)) > 0))

    return run


def _difference(ours: Run, theirs: Run) -> float:
    if not (ours() and theirs()):
        raise Disagreement("one form did not find the matrix positive definite.")
    return 0.0


DEFINITE = Workload(
    key="I",
    title="verified positive definiteness",
    size="N = 2000, ratio = Cholesky / verified",
    problem=matrix,
    ours=Form("provcheck", verified),
    peers=(
        Form("NumPy Cholesky", by_numpy, (1 / 1.5,)),
        Form("SciPy Cholesky", by_scipy, (1 / 1.5,)),
    ),
    difference=_difference,
    tolerance=0.0,
    work=cholesky_work,
)
