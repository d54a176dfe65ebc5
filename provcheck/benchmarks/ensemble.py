"""Workloads C and D: many paths of a small depth-2 net, p = 4, d = 3, n = 20.

C: Euler-Maruyama for dW = -grad L dt + sqrt(s) dB. D: mini-batch SGD with batches of five samples,
without replacement (peers take the five largest of n random keys). Every peer uses the closed form
of the gradient, or a library for such equations, and its own generator. Without noise forms agree
path by path (D: with the batch of all samples); with noise, in the mean loss within six standard
errors. There are as many steps as a simulation takes: what a library spends on each run is small.
"""

from dataclasses import dataclass

import numpy as np

from provcheck.benchmarks import ensemble_peers as peers
from provcheck.benchmarks.workload import Disagreement, Form, Run, Work, Workload

PATHS, STEPS, BATCH = 1000, 1000, 5
_GATES, _INPUTS, _SAMPLES = 4, 3, 20
_ERRORS = 6.0


@dataclass(frozen=True)
class Problem:
    """Initial weights (K, p, d), a (p,), X (n, d), y (n,); λ, noise or step size s, and dt."""

    W: np.ndarray
    a: np.ndarray
    X: np.ndarray
    y: np.ndarray
    lam: float = 0.2
    s: float = 0.1
    dt: float = 0.05
    batch: int = BATCH
    steps: int = STEPS


def problem(paths: int = PATHS, steps: int = STEPS) -> Problem:
    """A net, its data, and initial weights."""
    rng = np.random.default_rng(1)
    X = rng.normal(size=(_SAMPLES, _INPUTS))
    X /= np.linalg.norm(X, axis=1)[:, None]
    a, y = rng.normal(size=_GATES) / 2, rng.normal(size=_SAMPLES)
    return Problem(rng.normal(size=(paths, _GATES, _INPUTS)), a, X, y, steps=steps)


def diffusion(problem: Problem, threads: int) -> Run:
    """C by the compiled twin."""
    from provcheck.compiled.ensemble import euler_maruyama
    from provcheck.reference.activations import Activation

    P = problem
    net = (P.W, P.a, P.X, P.y, P.lam)

    def run(steps: int = P.steps, s: float = P.s) -> np.ndarray:
        options = {"dt": P.dt, "steps": steps, "seed": 1}
        return euler_maruyama(*net, s, 1.0, Activation.SIGMOID, **options).final

    return run


def descent(problem: Problem, threads: int) -> Run:
    """D by the compiled twin."""
    from provcheck.compiled.ensemble import minibatch_sgd
    from provcheck.reference.activations import Activation

    P = problem
    net = (P.W, P.a, P.X, P.y, P.lam, P.s)

    def run(steps: int = P.steps, batch: int = P.batch) -> np.ndarray:
        options = {"batch": batch, "steps": steps, "seed": 1}
        return minibatch_sgd(*net, 1.0, Activation.SIGMOID, **options).final

    return run


def diffusion_work(problem: Problem) -> Work:
    """Two products with all data, a sigmoid a gate and sample, a normal number a weight."""
    return _steps(problem, _SAMPLES, noise=True)


def descent_work(problem: Problem) -> Work:
    """The same for a batch; a word chooses each of its samples."""
    return _steps(problem, problem.batch, noise=False)


def _steps(problem: Problem, samples: int, *, noise: bool) -> Work:
    (K, p, d) = problem.W.shape
    count = problem.steps * K
    return Work(
        operations=4.0 * p * d * samples * count,
        sigmoids=float(p * samples * count),
        normals=float(p * d * count) if noise else 0.0,
        words=0.0 if noise else float(samples * count),
    )


def _diffusions_differ(ours: Run, theirs: Run) -> float:
    _require_one_distribution(ours, theirs)
    return float(np.max(np.abs(ours(steps=20, s=0.0) - theirs(steps=20, s=0.0))))


def _descents_differ(ours: Run, theirs: Run) -> float:
    _require_one_distribution(ours, theirs)
    whole = {"steps": 20, "batch": _SAMPLES}
    return float(np.max(np.abs(ours(**whole) - theirs(**whole))))


def _require_one_distribution(ours: Run, theirs: Run) -> None:
    """Mean losses with noise are compatible."""
    (mean, error), (other, spread) = (_mean_and_error(run(steps=STEPS)) for run in (ours, theirs))
    if not abs(mean - other) < _ERRORS * np.hypot(error, spread):
        raise Disagreement(
            f"mean loss {other:.6f} ± {spread:.6f} over its own noise; expected {mean:.6f} ± "
            f"{error:.6f} within {_ERRORS:g} standard errors."
        )


def _mean_and_error(W: np.ndarray) -> tuple[float, float]:
    """Mean loss over the paths and its standard error."""
    P = problem(paths=1)
    residuals = P.a @ (1 / (1 + np.exp(-W @ P.X.T))) - P.y
    losses = np.mean(residuals**2, axis=1) / 2 + P.lam / 2 * np.sum(W**2, axis=(1, 2))
    return float(np.mean(losses)), float(np.std(losses) / np.sqrt(len(losses)))


DIFFUSION = Workload(
    key="C",
    title="Euler-Maruyama",
    size="1000 paths, 1000 steps, p = 4, d = 3, n = 20",
    problem=problem,
    ours=Form("provcheck", diffusion),
    peers=(
        Form("NumPy", peers.diffusion_by_numpy, (7.0, 14.0)),
        Form("JAX", peers.diffusion_by_jax, (9.5, 16.0)),
        Form("PyTorch", peers.diffusion_by_torch, (10.0, 13.0)),
        Form("diffrax", peers.diffusion_by_diffrax, (10.0, 17.0)),
        Form("torchsde", peers.diffusion_by_torchsde, (38.0, 65.0)),
    ),
    difference=_diffusions_differ,
    tolerance=1e-12,
    work=diffusion_work,
    alone=True,
)

DESCENT = Workload(
    key="D",
    title="mini-batch SGD",
    size="1000 paths, 1000 steps, the same net, b = 5",
    problem=problem,
    ours=Form("provcheck", descent),
    peers=(
        Form("NumPy", peers.descent_by_numpy, (14.0, 27.0)),
        Form("JAX", peers.descent_by_jax, (7.5, 30.0)),
        Form("PyTorch", peers.descent_by_torch, (16.0, 23.0)),
    ),
    difference=_descents_differ,
    tolerance=1e-12,
    work=descent_work,
    alone=True,
)
