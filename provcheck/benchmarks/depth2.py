"""Workloads A and B: loss, gradient and Laplacian of depth-2 nets that share their data.

The Laplacian is a trace for each neuron. A has many small nets, B few large ones; each form gives
all three for every net, in float64, and automatic differentiation stands beside the closed forms.
"""

from dataclasses import dataclass

import numpy as np

from provcheck.benchmarks import depth2_peers as peers
from provcheck.benchmarks.workload import Disagreement, Form, Run, Work, Workload
from provcheck.benchmarks.workload import relative_difference as difference_of

LAM, BETA = 0.2, 1.5


@dataclass(frozen=True)
class Problem:
    """Weights (K, p, d) of K nets and what they share: a (p,), X (n, d), y (n,), λ and β."""

    W: np.ndarray
    a: np.ndarray
    X: np.ndarray
    y: np.ndarray
    lam: float = LAM
    beta: float = BETA


def problem(nets: int, neurons: int, inputs: int, samples: int) -> Problem:
    """K, p, d and n, with samples of length 1 and outer weights of length about 1."""
    rng = np.random.default_rng(1)
    X = rng.normal(size=(samples, inputs))
    X /= np.linalg.norm(X, axis=1)[:, None]
    W, a = rng.normal(size=(nets, neurons, inputs)), rng.normal(size=neurons) / np.sqrt(neurons)
    return Problem(W, a, X, rng.normal(size=samples))


def ours(problem: Problem, threads: int) -> Run:
    """The compiled twins, into arrays that are used again."""
    from provcheck.compiled.depth2_batched import loss_gradient_laplacian_over_weights
    from provcheck.reference.activations import Activation

    P = problem
    arguments = (P.W, P.a, P.X, P.y, P.lam, P.beta, Activation.SIGMOID)
    K, p, d = P.W.shape
    out = np.empty(K), np.empty((K, p, d)), np.empty((K, p))
    return lambda: loss_gradient_laplacian_over_weights(*arguments, out=out)


def work(problem: Problem) -> Work:
    """Two products with the data for every net, and a sigmoid for every neuron and sample."""
    (K, p, d), n = problem.W.shape, len(problem.y)
    return Work(operations=4.0 * K * p * d * n, sigmoids=float(K * p * n))


def _difference(ours: Run, theirs: Run) -> float:
    """The largest of all parts that a form gives, which are at least two."""
    mine, other = ours(), theirs()
    if not 2 <= len(other) <= len(mine):
        raise Disagreement(f"{len(other)} results; expected loss, gradient and Laplacian.")
    return difference_of(tuple(mine[: len(other)]), tuple(other))


LARGE_ENSEMBLE = Workload(
    key="A",
    title="loss, gradient, Laplacian",
    size="K = 1000, p = 10, d = 20, n = 100",
    problem=lambda: problem(1000, 10, 20, 100),
    ours=Form("provcheck", ours),
    peers=(
        Form("NumPy", peers.by_numpy, (4.0, 6.0)),
        Form("JAX", peers.by_jax, (5.0, 10.0)),
        Form("PyTorch", peers.by_torch, (7.0, 10.0)),
        Form("JAX grad, no Laplacian", peers.gradient_by_jax),
        Form("JAX jvp of grad", peers.laplacian_by_jax, (350.0, 500.0)),
    ),
    difference=_difference,
    tolerance=1e-13,
    work=work,
    alone=True,
)

LARGE_NETS = Workload(
    key="B",
    title="loss, gradient, Laplacian",
    size="K = 50, p = 256, d = 100, n = 1000",
    problem=lambda: problem(50, 256, 100, 1000),
    ours=Form("provcheck", ours),
    peers=(
        Form("NumPy", peers.by_numpy, (2.7, 4.0)),
        Form("JAX", peers.by_jax, (5.0, 8.0)),
        Form("PyTorch", peers.by_torch, (7.0, 8.0)),
        Form("JAX grad, no Laplacian", peers.gradient_by_jax, (3.5, 4.0)),
    ),
    difference=_difference,
    tolerance=1e-13,
    work=work,
    alone=True,
)
