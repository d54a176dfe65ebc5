"""Workloads E, F and G: an NTK's Gram matrix, what is asked of its spectrum, and products with it.

E: K = J Jᵀ of a LeakyReLU net 100-100-100-10 at n = 200 samples, 2000 × 2000. F: log det K and
λ_min of that matrix. G: K v for the net 500-250-250-50 at n = 1000, where K would take 20 GB.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from provcheck.benchmarks import ntk_peers as peers
from provcheck.benchmarks.workload import Form, Run, Work, Workload, relative_difference

SLOPE = 0.01


@dataclass(frozen=True)
class Problem:
    """A net with its parameters, samples X (n, d), and one vector for products with K (1, nq)."""

    net: Any
    theta: np.ndarray
    X: np.ndarray
    v: np.ndarray


def problem(inputs: int, widths: tuple[int, ...], samples: int) -> Problem:
    """Parameters as PyTorch initializes them, and normal samples."""
    from provcheck.reference.initialization import kaiming_uniform
    from provcheck.statement.network import dense, leaky_relu

    net, rng = dense(inputs, widths, leaky_relu()), np.random.default_rng(0)
    theta, X = kaiming_uniform(net, rng), rng.normal(size=(samples, inputs))
    return Problem(net, theta, X, rng.normal(size=(1, samples * widths[-1])))


def small(samples: int = 200) -> Problem:
    """The net of workload E."""
    return problem(100, (100, 100, 10), samples)


def matrix() -> np.ndarray:
    """K of workload E, (2000, 2000)."""
    from provcheck.compiled.ntk import gram_matrix

    P = small()
    return gram_matrix(P.net, P.theta, P.X)


def gram(problem: Problem, threads: int) -> Run:
    """E by the compiled twin."""
    from provcheck.compiled.ntk import gram_matrix

    return lambda: gram_matrix(problem.net, problem.theta, problem.X)


def spectrum(K: np.ndarray, threads: int) -> Run:
    """F by one Cholesky and inverse Lanczos."""
    from provcheck.compiled.ntk import gram_spectrum

    def run() -> tuple[float, float]:
        found = gram_spectrum(K)
        return found.log_determinant, found.least_eigenvalue

    return run


def product(problem: Problem, threads: int) -> Run:
    """G without forming K or J."""
    from provcheck.compiled.matrix_free import gram_product, linearize

    at = linearize(problem.net, problem.theta, problem.X)
    return lambda: gram_product(at, problem.v)


def gram_work(problem: Problem) -> Work:
    """Half of a symmetric product for every layer below the last, whose own is sparse."""
    rows = problem.v.size
    units = sum(layer.width for layer in problem.net.layers[:-1])
    return Work(operations=float(rows) ** 2 * units)


def cholesky_work(K: np.ndarray) -> Work:
    """One factorization."""
    return Work(operations=len(K) ** 3 / 3)


def product_work(problem: Problem) -> Work:
    """Back through all layers but the first, then forward with two products a layer."""
    widths = [problem.X.shape[1], *(layer.width for layer in problem.net.layers)]
    first, *later = (low * high for low, high in zip(widths, widths[1:], strict=False))
    return Work(operations=2.0 * len(problem.X) * (2 * first + 4 * sum(later)))


def _results_differ(ours: Run, theirs: Run) -> float:
    return relative_difference(ours(), theirs())


def _spectra_differ(ours: Run, theirs: Run) -> float:
    """Relative, of each of the two numbers."""
    return max(abs(a - b) / abs(a) for a, b in zip(ours(), theirs(), strict=True))


GRAM_MATRIX = Workload(
    key="E",
    title="NTK Gram matrix",
    size="[100, 100, 100, 10], n = 200: 2000 × 2000",
    problem=small,
    ours=Form("provcheck", gram),
    peers=(
        Form("NumPy, layer structure", peers.gram_by_numpy, (3.0,)),
        Form("JAX, layer structure", peers.gram_by_jax, (2.5,)),
        Form("NumPy, Jacobian", peers.gram_by_jacobian, (60.0,)),
        Form("JAX jacrev", peers.gram_by_jax_jacrev, (60.0,)),
        Form("PyTorch jacrev", peers.gram_by_torch_jacrev, (60.0,)),
        Form("neural-tangents", peers.gram_by_neural_tangents, (150.0,)),
    ),
    difference=_results_differ,
    tolerance=1e-12,
    work=gram_work,
)

SPECTRUM = Workload(
    key="F",
    title="log det K and λ_min",
    size="N = 2000, one Cholesky and Lanczos",
    problem=matrix,
    ours=Form("provcheck", spectrum),
    peers=(
        Form("NumPy eigvalsh", peers.spectrum_by_numpy, (2.7,)),
        Form("JAX eigvalsh", peers.spectrum_by_jax, (6.0,)),
        Form("PyTorch eigvalsh", peers.spectrum_by_torch, (1.7,)),
    ),
    difference=_spectra_differ,
    tolerance=1e-9,
    work=cholesky_work,
)

PRODUCT = Workload(
    key="G",
    title="K v without K",
    size="[500, 250, 250, 50], n = 1000",
    problem=lambda: problem(500, (250, 250, 50), 1000),
    ours=Form("provcheck", product),
    peers=(
        Form("NumPy, by hand", peers.product_by_numpy, (1.0,)),
        Form("JAX jvp of vjp", peers.product_by_jax, (2.0,)),
        Form("PyTorch jvp of vjp", peers.product_by_torch, (3.0,)),
    ),
    difference=_results_differ,
    tolerance=1e-11,
    work=product_work,
)
