"""Rates and orders fitted to measured means, with intervals, and decisions about them.

Every fit assumes that the errors of its points are independent, normal, and have the given
standard deviations. Means that one ensemble records at several steps are *not* independent: take
each point from a seed of its own, or fit each of several seeds and `pool` the estimates.

An interval is that of the profile likelihood: all values at which the least weighted sum of
squares, over the other parameters, exceeds its minimum by at most the square of the normal
quantile. It is exact for linear parameters and right to first order for a rate; where the data
cannot bound a rate, its end is infinite.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from provcheck.errors import DomainError
from provcheck.statement.experiment import Outcome

Array = np.ndarray

_GRID = 800  # trial rates; the ends are then refined to rounding
_ZOOMS, _FINE = 6, 40  # rounds of refinement about the minimum, to (1/20)^6 of a gap of the grid
_LEAST, _LARGEST = -30.0, 3000.0  # trial rates times the span of the times


class Fit(NamedTuple):
    """One fitted number with its interval."""

    estimate: float
    """the value of least weighted squares"""
    low: float
    """lower end of the confidence interval, -inf if the data do not bound it"""
    high: float
    """upper end of the confidence interval, inf if the data do not bound it"""
    misfit: float
    """p-value of chi-square: of points so far from the model; nan if none is spare"""


def fit_decay(
    times: Sequence[float],
    means: Sequence[float],
    errors: Sequence[float],
    *,
    limit: float | None = None,
    confidence: float = 0.99,
) -> Fit:
    """Rate r of means = limit + c exp(-r t), in units of 1/time; c is fitted, of either sign.

    Args:
        times: (m,) distinct, finite.
        means: (m,) finite, measured at these times.
        errors: (m,) > 0, standard errors of the means.
        limit: value as t -> infinity; fitted too if None.
        confidence: of the interval, in (0, 1).

    Returns:
        the rate; it may be negative, for growth.

    Raises:
        DomainError: an argument is outside its range, or fewer than 2 points (3 if the limit is
            fitted) lie further from the limit (the last mean) than their standard error: then
            there is no decay to be seen, and more paths or earlier times are needed.
    """
    t, m, e = _require_points("fit_decay", times, means, errors, confidence)
    order = np.argsort(t)
    t, m, e = t[order], m[order], e[order]
    fitted = limit is None
    distance = abs(m - m[-1])[:-1] if fitted else abs(m - limit)
    visible = np.count_nonzero(distance > e[: len(distance)])
    if visible < 2 + fitted:
        raise DomainError(
            f"fit_decay: {visible} points stand out of their standard error; expected at least "
            f"{2 + fitted}; take more paths or earlier times"
        )
    span = t[-1] - t[0]
    scaled = (t - t[0]) / span
    target = (m if fitted else m - limit) / e
    fit = _profile(lambda rate: _squares(rate, scaled, target, e, fitted), confidence)
    spare = len(t) - 2 - fitted
    return Fit(fit[0] / span, fit[1] / span, fit[2] / span, _misfit(fit[3], spare))


def fit_order(
    steps: Sequence[float],
    differences: Sequence[float],
    errors: Sequence[float],
    *,
    confidence: float = 0.99,
) -> Fit:
    """Order q of differences = c s^q over step sizes s > 0: a decay in the time -log s.

    Args:
        steps: (m,) distinct, > 0.
        differences: (m,) finite, measured, of either sign.
        errors: (m,) > 0, standard errors of the differences.
        confidence: of the interval, in (0, 1).

    Raises:
        DomainError: as `fit_decay`, with limit 0.
    """
    s = np.asarray(steps, dtype=float)
    if s.size and not s.min() > 0:
        raise DomainError(f"fit_order: the least step is {s.min()}; expected steps > 0")
    return fit_decay(-np.log(s), differences, errors, limit=0.0, confidence=confidence)


def pool(estimates: Sequence[float], *, confidence: float = 0.99) -> Fit:
    """Mean of independent estimates with Student's interval; assumes that they are near normal.

    Args:
        estimates: (m,) finite, m >= 2, one of each independent run.
        confidence: of the interval, in (0, 1).
    """
    from scipy.special import stdtrit

    values = np.asarray(estimates, dtype=float)
    if values.ndim != 1 or len(values) < 2 or not np.all(np.isfinite(values)):
        raise DomainError(f"pool: estimates are {estimates}; expected at least two finite numbers")
    _require_confidence("pool", confidence)
    mean = float(np.mean(values))
    error = np.std(values, ddof=1) / np.sqrt(len(values))
    half = float(stdtrit(len(values) - 1, (1 + confidence) / 2) * error)
    return Fit(mean, mean - half, mean + half, np.nan)


def holm(p_values: Sequence[float], alpha: float) -> tuple[bool, ...]:
    """Which hypotheses to reject so that a true one is rejected with probability at most alpha.

    Holm's step-down procedure; it holds however the tests depend on each other.

    Args:
        p_values: (m,) in [0, 1].
        alpha: in (0, 1).
    """
    p = np.asarray(p_values, dtype=float)
    if not (p.ndim == 1 and np.all((p >= 0) & (p <= 1)) and 0 < alpha < 1):
        raise DomainError(
            f"holm: p_values are {p_values} and alpha is {alpha}; expected numbers in [0, 1] and "
            "alpha in (0, 1)"
        )
    ranked = np.argsort(p, kind="stable")
    passes = p[ranked] <= alpha / (len(p) - np.arange(len(p)))
    rejected = np.zeros(len(p), dtype=bool)
    rejected[ranked] = np.logical_and.accumulate(passes)
    return tuple(rejected.tolist())


def within(fit: Fit, low: float, high: float) -> Outcome:
    """Whether the number lies in [low, high]: HOLDS if its interval does, FAILS if it misses it.

    With an interval of confidence 1 - alpha, each of the two answers is wrong with probability
    at most alpha; an interval that reaches over an end leaves the question UNDECIDED.
    """
    if not low <= high:
        raise DomainError(f"within: the range is [{low}, {high}]; expected low <= high")
    if low <= fit.low and fit.high <= high:
        return Outcome.HOLDS
    if fit.high < low or high < fit.low:
        return Outcome.FAILS
    return Outcome.UNDECIDED


def _squares(rates: Array, t: Array, target: Array, errors: Array, fitted: bool) -> Array:
    """Least weighted sum of squares at each rate, over amplitude and, if fitted, limit, (g,).

    Fitted, the columns are 1 and (1 - exp(-r t))/r, which stays apart from 1 as r -> 0.
    """
    turns = np.outer(rates, t)  # (g, m)
    if fitted:
        safe = np.where(rates == 0, 1.0, rates)[:, None]
        columns = np.where(rates[:, None] == 0, t, -np.expm1(-turns) / safe) / errors
        flat = (1 / errors) / np.sqrt(np.sum(1 / np.square(errors)))
        target = target - (flat @ target) * flat
        columns = columns - np.outer(columns @ flat, flat)
    else:
        columns = np.exp(-turns) / errors
    columns = columns / np.sqrt(np.sum(np.square(columns), axis=1))[:, None]
    rest = target - (columns @ target)[:, None] * columns
    return np.sum(np.square(rest), axis=1)


def _profile(
    squares: Callable[[Array], Array], confidence: float
) -> tuple[float, float, float, float]:
    """Minimizer, ends of the profile interval, and the minimum, over the trial rates."""
    from scipy.optimize import brentq
    from scipy.special import ndtri

    trials = np.sinh(np.linspace(np.arcsinh(_LEAST), np.arcsinh(_LARGEST), _GRID))
    values = squares(trials)
    finer = trials
    for _ in range(_ZOOMS):
        best = int(np.argmin(squares(finer)))
        finer = np.linspace(finer[max(best - 1, 0)], finer[min(best + 1, len(finer) - 1)], _FINE)
    at = squares(finer)
    estimate, least = float(finer[np.argmin(at)]), float(np.min(at))
    level = least + ndtri((1 + confidence) / 2) ** 2

    def crossing(outside: float, inside: float) -> float:
        return float(brentq(lambda rate: squares(np.array([rate]))[0] - level, outside, inside))

    inside = [*trials[values <= level], estimate]
    below, above = trials[trials < min(inside)], trials[trials > max(inside)]
    low = crossing(below[-1], min(inside)) if below.size else -np.inf
    high = crossing(above[0], max(inside)) if above.size else np.inf
    return estimate, low, high, least


def _misfit(squares: float, spare: int) -> float:
    from scipy.special import chdtrc

    return float(chdtrc(spare, squares)) if spare > 0 else np.nan


def _require_points(
    name: str,
    times: Sequence[float],
    means: Sequence[float],
    errors: Sequence[float],
    confidence: float,
) -> tuple[Array, Array, Array]:
    t, m, e = (np.asarray(values, dtype=float) for values in (times, means, errors))
    if not (t.ndim == 1 and t.shape == m.shape == e.shape):
        raise DomainError(f"{name}: shapes {t.shape}, {m.shape}, {e.shape}; expected three (m,)")
    if not (np.all(np.isfinite([t, m, e])) and np.all(e > 0) and len(np.unique(t)) == len(t)):
        raise DomainError(
            f"{name}: times {times}, means {means}, errors {errors}; expected finite numbers, "
            "distinct times and errors > 0"
        )
    _require_confidence(name, confidence)
    return t, m, e


def _require_confidence(name: str, confidence: float) -> None:
    if not 0 < confidence < 1:
        raise DomainError(f"{name}: confidence is {confidence}; expected a number in (0, 1)")
