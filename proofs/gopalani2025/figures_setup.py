"""The set-ups of Figures 1 and 2: data, outer and initial weights, and what is left open."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from provcheck.proofs.gopalani2025.figures_training import (
    RADIUS,
    Course,
    D,
    Data,
    Start,
    constant_losses,
    train,
)

RUNS = 48
"""Draws for each width at effort 1."""
CONFIDENCE = 0.99
"""Of all tests of one claim together."""


@dataclass(frozen=True)
class SetUp:
    """What the paper leaves open, as it is read here; one field is changed for each reading.

    Args:
        labels: rng, X (S, n, d) and teacher to clean labels (S, n).
        noise: standard deviation of ε.
        outer: law of the direction of a: "Gaussian", "signs" or "positive"; ‖a‖ = 1/B_x.
        initial: standard deviation of the initial weights.
        factor: in front of the mean squared error that is trained; ½ in the paper, 1 on the slides.
        step, steps, batch: of SGD; n, m: training and test samples.
    """

    labels: Callable
    noise: float
    outer: str = "Gaussian"
    initial: float = D**-0.5
    factor: float = 0.5
    step: float = 1 / 3
    steps: int = 1200
    batch: int = 16
    n: int = 1000
    m: int = 500

    def draw(self, rng: np.random.Generator, runs: int, p: int) -> tuple[Data, Start]:
        """Data and initial weights of that many independent runs of a net of width p."""
        X, X_test = rng.random((runs, self.n, D)), rng.random((runs, self.m, D))
        clean = self.labels(rng, runs)
        y = clean(X) + self.noise * rng.normal(size=(runs, self.n))
        y_test = clean(X_test) + self.noise * rng.normal(size=(runs, self.m))
        a = outer_weights(rng, self.outer, runs, p)
        W = self.initial * rng.normal(size=(runs, p, D))
        return Data(X, y[:, :, None], X_test, y_test), Start(a, W)


def outer_weights(rng: np.random.Generator, law: str, runs: int, p: int) -> np.ndarray:
    """Outer weights (runs, p) of norm 1/B_x, so that λ_c = 0.125 (equation 1)."""
    if law == "positive":
        a = np.ones((runs, p))
    elif law == "signs":
        a = np.where(rng.random((runs, p)) < 0.5, -1.0, 1.0)
    else:
        a = rng.normal(size=(runs, p))
    return a / (RADIUS * np.linalg.norm(a, axis=1, keepdims=True))


def sine(X: np.ndarray) -> np.ndarray:
    """sin(π‖x‖²/d), Figure 1 and Section 6."""
    return np.sin(np.pi * np.square(X).sum(axis=-1) / D)


def sine_labels(rng: np.random.Generator, runs: int) -> Callable:
    """The clean labels of Figure 1."""
    return sine


def teacher_labels(
    rng: np.random.Generator, runs: int, norm: float | None = None, deviation: float = 1.0
) -> Callable:
    """The clean labels of Figure 2: a net of five gates, a ~ N(0, 1)/√5, W ~ N(0, 1)."""
    W = deviation * rng.normal(size=(runs, D, 5))
    a = rng.normal(size=(runs, 5, 1)) / np.sqrt(5)
    if norm is not None:
        a *= norm / np.linalg.norm(a, axis=1, keepdims=True)
    return lambda X: (1 / (1 + np.exp(-X @ W)) @ a)[..., 0]


@dataclass(frozen=True)
class Trained:
    """Runs at one width: (S, K) test losses, and (S,) baselines by name."""

    course: Course
    baselines: dict[str, np.ndarray]

    @property
    def best(self) -> np.ndarray:
        """(S, K)"""
        return self.course.best

    def kept(self, place: int, best: np.ndarray | None = None) -> np.ndarray:
        """(S,) share of the gain over W = 0 that the λ at that place leaves; 0 for no gain."""
        best = self.best if best is None else best
        gain = self.baselines["W = 0"] - best[:, 0]
        left = self.baselines["W = 0"] - best[:, place]
        return np.divide(left, gain, out=np.zeros_like(gain), where=gain > 0)


def run(
    rng: np.random.Generator, effort: float, setup: SetUp, lambdas, widths
) -> dict[int, Trained]:
    """Train K nets at every width; an effort below 0.1, which decides nothing, trains shorter."""
    runs = max(1, round(RUNS * effort))
    steps = max(40, round(setup.steps * min(1.0, 10 * effort)))
    speed = setup.factor / 0.5  # a loss without ½ is the printed one, twice as fast, with λ/2
    found = {}
    for p in widths:
        data, start = setup.draw(rng, runs, p)
        lam = np.asarray(lambdas) / speed
        course = train(
            rng, data, start, lam, step=speed * setup.step, batch=setup.batch, steps=steps
        )
        found[p] = Trained(course, constant_losses(data, start.a))
    return found
