"""Extreme eigenvalues and log-determinant of a symmetric matrix known by its products only.

Lanczos' three-term recurrence, without reorthogonalization, so that three vectors are kept
whatever the number of steps. Lost orthogonality repeats Ritz values that have converged, and harms
neither the extreme ones nor quadrature (Paige 1980; Greenbaum 1989).
"""

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from provcheck.errors import DomainError

Array = np.ndarray
Product = Callable[[Array], Array]
"""From rows (k, N) to the rows A v, (k, N)"""

_UNIT = 2.0**-53
_CHECK_EVERY = 1.25  # the steps between two looks at the Ritz values grow by this factor


class Extremes(NamedTuple):
    """Ritz values at the ends of the spectrum, and how far each is from an eigenvalue."""

    least: float
    """never below the least eigenvalue, up to rounding"""
    largest: float
    """never above the largest eigenvalue, up to rounding"""
    least_error: float
    """estimated distance from an eigenvalue: residual, or residual² / gap where that is less"""
    largest_error: float
    steps: int
    converged: bool
    """whether both errors are within the tolerance asked for"""


class LogDeterminant(NamedTuple):
    """A stochastic estimate with its error bar."""

    value: float
    error: float
    """half the width of the confidence interval, quadrature error included"""
    sampling_error: float
    """standard error of the mean over the probes"""
    quadrature_error: float
    """half the mean distance between the lower and the upper quadrature"""
    confidence: float
    probes: int
    steps: int


def extremes(
    product: Product,
    size: int,
    generator: np.random.Generator,
    *,
    tolerance: float = 1e-6,
    steps: int = 20_000,
) -> Extremes:
    """Least and largest eigenvalue, from one random start.

    An eigenvalue whose eigenvector is orthogonal to the start is not seen: the probability is 0,
    and an error estimate is no bound. A least eigenvalue below N 2^-53 times the largest counts as
    found when it is known to that.

    Args:
        product: rows (1, N) to rows (1, N).
        size: N >= 1.
        tolerance: relative, > 0.
        steps: at most this many products.

    Raises:
        DomainError: the product is not finite.
    """
    start = generator.normal(size=(1, size))
    alphas, betas = [], []
    look, found = min(16, steps), None
    for alpha, beta in recurrence(product, start, steps):
        alphas.append(alpha[0])
        betas.append(beta[0])
        done = len(alphas)
        stopped = done == steps or not betas[-1] > 4 * _UNIT * max(map(abs, alphas))
        if done >= look or stopped:
            found = _ritz_extremes(np.array(alphas), np.array(betas), size, tolerance)
            if found.converged or stopped:
                return found
            look = math.ceil(look * _CHECK_EVERY)
    raise DomainError(f"lanczos: {steps} steps asked for; expected at least 1.")


def stochastic_log_determinant(
    product: Product,
    size: int,
    generator: np.random.Generator,
    *,
    least: float,
    probes: int = 16,
    steps: int = 100,
    confidence: float = 0.99,
) -> LogDeterminant:
    """log det of a positive definite matrix by stochastic Lanczos quadrature.

    N times the mean of vᵀ log(A) v over random signs v of length 1. Every such form lies between a
    Gauss rule, which is too large because the even derivatives of log are negative, and a
    Gauss-Radau rule with a node below the spectrum, which is too small. The error bar joins half
    their distance with Student's interval over the probes.

    Args:
        product: rows (probes, N) to rows (probes, N).
        least: a positive number below which no eigenvalue lies, such as 0.99 times the least one;
            the closer, the narrower the bar.
        probes: >= 2; the sampling error shrinks like 1/sqrt(probes).
        steps: of Lanczos for each probe, all probes at once.
        confidence: of Student's interval, in (0, 1).

    Raises:
        DomainError: `least` is not positive, or a Ritz value lies below it: the matrix is singular
            as far as floats can tell, or `least` is too large.

    Source:
        Ubaru, Chen and Saad (2017), SIAM J. Matrix Anal. Appl. 38; Golub and Meurant (2010),
        Matrices, Moments and Quadrature, Section 6.
    """
    from scipy.special import stdtrit

    if not (least > 0 and probes >= 2 and steps >= 1 and 0 < confidence < 1):
        raise DomainError(
            f"log-determinant: met least = {least}, probes = {probes}, steps = {steps}, confidence "
            f"= {confidence}; expected least > 0 (a singular matrix has none), at least 2 probes "
            "and 1 step, confidence in (0, 1)."
        )
    signs = generator.choice([-1.0, 1.0], size=(probes, size))
    alphas, betas = map(np.array, zip(*recurrence(product, signs, min(steps, size)), strict=True))
    forms = np.array([_quadratures(a, b, least) for a, b in zip(alphas.T, betas.T, strict=True)])
    middle = size * forms.mean(axis=1)  # (probes,)
    quadrature = size * float(np.mean(forms[:, 0] - forms[:, 1])) / 2
    sampling = float(np.std(middle, ddof=1)) / math.sqrt(probes)
    quantile = float(stdtrit(probes - 1, (1 + confidence) / 2))
    error = quantile * sampling + abs(quadrature)
    value = float(middle.mean())
    return LogDeterminant(value, error, sampling, abs(quadrature), confidence, probes, len(alphas))


def recurrence(product: Product, start: Array, steps: int) -> Iterator[tuple[Array, Array]]:
    """Diagonal and next off-diagonal entries (k,) of the k tridiagonal matrices, step by step.

    A Krylov space that is exhausted yields off-diagonal 0 from there on, and diagonal 0.
    """
    vector = start / np.linalg.norm(start, axis=1, keepdims=True)
    before, beta = np.zeros_like(vector), np.zeros((len(vector), 1))
    for _ in range(steps):
        image = product(vector)
        image = image - beta * before
        alpha = np.einsum("ij,ij->i", image, vector)[:, None]
        image -= alpha * vector
        beta = np.linalg.norm(image, axis=1, keepdims=True)
        if not np.isfinite(beta).all():
            raise DomainError("lanczos: a product is not finite; expected finite parameters.")
        before = vector
        vector = np.divide(image, beta, out=np.zeros_like(image), where=beta > 0)
        yield alpha[:, 0], beta[:, 0]


def _ritz_extremes(alphas: Array, betas: Array, size: int, tolerance: float) -> Extremes:
    from scipy.linalg import eigh_tridiagonal

    done = len(alphas)
    pairs = []
    for end, index in ((1, 0), (-1, done - 1)):
        inner = min(max(index + end, 0), done - 1)
        picked = (min(index, inner), max(index, inner))
        values, vectors = eigh_tridiagonal(
            alphas, betas[:-1], select="i", select_range=picked, check_finite=False
        )
        own, other = (0, -1) if end == 1 else (-1, 0)
        residual = abs(betas[-1] * vectors[-1, own])
        gap = abs(values[other] - values[own])
        error = min(residual, residual**2 / gap) if gap > residual else residual
        pairs.append((float(values[own]), float(error)))
    (least, low), (largest, high) = pairs
    floor = size * _UNIT * max(abs(least), abs(largest))
    good = low <= max(tolerance * abs(least), floor) and high <= tolerance * abs(largest)
    return Extremes(least, largest, low, high, done, bool(good))


def _quadratures(alphas: Array, betas: Array, least: float) -> tuple[float, float]:
    """Gauss and Gauss-Radau values of eᵀ log(T) e for one tridiagonal matrix."""
    exhausted = np.flatnonzero(betas <= 4 * _UNIT * np.max(np.abs(alphas)))
    if len(exhausted):  # the Krylov space is invariant: Gauss is exact
        stop = int(exhausted[0]) + 1
        exact = _form(alphas[:stop], betas[: stop - 1], least)
        return exact, exact
    gauss = _form(alphas, betas[:-1], least)
    pivot = alphas[0] - least  # LDLᵀ of T - least I, for the entry that makes `least` a node
    for alpha, beta in zip(alphas[1:], betas[:-1], strict=True):
        pivot = alpha - least - beta**2 / pivot
    last = least + betas[-1] ** 2 / pivot
    return gauss, _form(np.append(alphas, last), betas, least * (1 - 1e-6))


def _form(alphas: Array, betas: Array, least: float) -> float:
    from scipy.linalg import eigh_tridiagonal

    nodes, vectors = eigh_tridiagonal(alphas, betas, check_finite=False)
    if not nodes[0] >= least:
        raise DomainError(
            f"log-determinant: a Ritz value is {nodes[0]:.6g}, below `least` = {least:.6g}; "
            "expected no eigenvalue below it. Take a smaller one; if there is none above 0, the "
            "matrix is singular as far as floats can tell."
        )
    return float(vectors[0] ** 2 @ np.log(nodes))
