"""Compare a sample of independent points with a density: three tests, each with its false alarm.

The density is given per cell of equal width on [low, high], as `reference.fokker_planck` returns
it; inside a cell it is taken as constant. Points beyond the box count for the cells at its ends.
A comparison's p-value bounds the chance that a sample from the density itself deviates as much:

- `kolmogorov_smirnov`: at every sample size (Dvoretzky, Kiefer and Wolfowitz; Massart 1990);
- `l1_distance`: at every sample size (McDiarmid's inequality);
- `chi_squared_fit`: by the limit law. For 20 expected points a bin or more, up to 200 bins and
  levels down to 1e-4 the chance of a false alarm was found within a factor of 1.25 of the level
  (4 million / bins samples each; 1.2 at most, with a counting error of 0.16).

All of them on one sample, and samples of one ensemble at several times, depend on each other;
Holm's correction holds all the same. Errors of the density itself (mesh, time step, bias of the
simulation) count as deviations: they must be far below 1/sqrt(points).
"""

import math
from dataclasses import dataclass

import numpy as np

from provcheck.errors import DomainError

Array = np.ndarray

LEAST_EXPECTED = 20
"""Points a bin must be expected to hold, for the limit law of `chi_squared_fit`."""


@dataclass(frozen=True)
class Comparison:
    """A sample held against a density.

    Args:
        name: the test.
        statistic: its distance; the larger, the further apart.
        p_value: in [0, 1].
    """

    name: str
    statistic: float
    p_value: float


@dataclass(frozen=True)
class Bins:
    """Parts of the line, the first and last unbounded, with the mass of a density in each.

    Args:
        inner: (bins - 1,) ends between neighbours, increasing.
        masses: (bins,) probabilities, of sum 1.
    """

    inner: Array
    masses: Array


@dataclass(frozen=True)
class L1Distance:
    """Sum over bins of |frequency - mass|, between 0 and 2.

    Args:
        distance: of the sample.
        sampling_error: bound on the mean distance of a sample of that size from its own density.
        margin: what such a sample exceeds `sampling_error` by with chance 1 % at most.
    """

    distance: float
    sampling_error: float
    margin: float


def cumulative(density: Array) -> Array:
    """Mass to the left of every end of a cell, (cells + 1,), from 0 to 1.

    Args:
        density: (cells,) >= 0, of any positive mass.

    Raises:
        DomainError: an entry is negative or not finite, or all are 0.
    """
    sums = np.concatenate([[0.0], np.cumsum(density)])
    if not (np.isfinite(sums[-1]) and sums[-1] > 0 and np.min(density) >= 0):
        raise DomainError(
            f"densities: a density of sum {sums[-1]} and least entry {np.min(density)}; expected "
            "finite entries >= 0, not all 0"
        )
    return sums / sums[-1]


def equal_probability_bins(density: Array, low: float, high: float, bins: int) -> Bins:
    """Bins of equal probability, as far as ends of cells allow.

    Raises:
        DomainError: see `cumulative`; or fewer than two bins, or more than the cells can tell.
    """
    sums = cumulative(density)
    ends = np.searchsorted(sums, np.arange(1, bins) / bins)
    if bins < 2 or len(np.unique(ends)) < bins - 1 or ends[-1] >= len(density):
        raise DomainError(
            f"densities: {bins} bins of equal probability on {len(density)} cells; expected at "
            "least 2, and cells of less mass than a bin: refine the density or take fewer bins"
        )
    masses = np.diff(np.concatenate([[0.0], sums[ends], [1.0]]))
    return Bins(low + (high - low) * ends / len(density), masses)


def count(sample: Array, bins: Bins) -> Array:
    """How many points of the sample, of any shape, fall into each bin, (bins,) int.

    Raises:
        DomainError: the sample is empty, or holds what is not a finite number.
    """
    points = _points(sample)
    places = np.searchsorted(bins.inner, points, side="right")
    return np.bincount(places, minlength=len(bins.masses))


def chi_squared_fit(counts: Array, bins: Bins) -> Comparison:
    """Pearson's test; the density has no parameters fitted to the sample.

    Raises:
        DomainError: fewer than LEAST_EXPECTED points are expected in some bin.
    """
    from scipy.special import gammaincc

    expected = counts.sum() * bins.masses
    if expected.min() < LEAST_EXPECTED:
        raise DomainError(
            f"densities: {expected.min():.3g} points expected in a bin; expected "
            f"{LEAST_EXPECTED} or more: take more points or fewer bins"
        )
    statistic = float(np.sum((counts - expected) ** 2 / expected))
    tail = gammaincc((len(counts) - 1) / 2, statistic / 2)
    return Comparison("chi-squared", statistic, float(tail))


def kolmogorov_smirnov(sample: Array, density: Array, low: float, high: float) -> Comparison:
    """Largest difference of the distribution functions; p = 2 exp(-2 n D^2) bounds its chance.

    Raises:
        DomainError: see `cumulative` and `count`.
    """
    points = np.sort(_points(sample))
    faces = np.linspace(low, high, len(density) + 1)
    masses = np.interp(points, faces, cumulative(density))
    ranks = np.arange(len(points) + 1) / len(points)
    largest = max(np.max(ranks[1:] - masses), np.max(masses - ranks[:-1]))
    tail = min(1.0, 2 * math.exp(-2 * len(points) * largest**2))
    return Comparison("Kolmogorov-Smirnov", float(largest), tail)


def l1_distance(counts: Array, bins: Bins) -> L1Distance:
    """L1 distance of the histogram from the masses, with its sampling error.

    The mean distance of a frequency is at most its deviation sqrt(p (1 - p) / n) (Jensen); one
    point moves the sum by at most 2/n, so it exceeds its mean by e with chance at most
    exp(-n e^2 / 2) (McDiarmid).
    """
    points = int(counts.sum())
    distance = float(np.sum(np.abs(counts / points - bins.masses)))
    error = float(np.sum(np.sqrt(bins.masses * (1 - bins.masses) / points)))
    return L1Distance(distance, error, math.sqrt(2 * math.log(100) / points))


def l1_fit(counts: Array, bins: Bins) -> Comparison:
    """The test that belongs to `l1_distance`: robust, and far weaker than the other two."""
    found = l1_distance(counts, bins)
    excess = max(0.0, found.distance - found.sampling_error)
    return Comparison("L1", found.distance, math.exp(-int(counts.sum()) * excess**2 / 2))


def compare(
    sample: Array, density: Array, low: float, high: float, bins: int
) -> tuple[Comparison, ...]:
    """All three tests of independent points against a density.

    Args:
        sample: any shape, finite.
        density: (cells,) >= 0 on [low, high].
        bins: >= 2, of equal probability, for chi-squared and L1.

    Raises:
        DomainError: see the single tests.
    """
    parts = equal_probability_bins(density, low, high, bins)
    counts = count(sample, parts)
    return (
        chi_squared_fit(counts, parts),
        kolmogorov_smirnov(sample, density, low, high),
        l1_fit(counts, parts),
    )


def false_alarms(
    level: float, points: int, density: Array, true_density: Array, low: float, high: float,
    bins: int,
) -> tuple[float, float, float]:  # fmt: skip
    """Bounds on the chance that `compare` rejects at a level a sample of a slightly other density.

    For the systematic error of a simulation: `true_density` is what it samples from. In order:
    chi-squared by its noncentral limit law; Kolmogorov-Smirnov and L1 with their bounds moved by
    sqrt(n) times the distance of the two densities. At equal densities each is `level` or less.

    Args:
        level: in (0, 1).
        points: of the sample.
        density, true_density: (cells,) >= 0, on the same cells of [low, high].

    Raises:
        DomainError: see `equal_probability_bins`.
    """
    from scipy.special import chndtr, gammainccinv

    parts = equal_probability_bins(density, low, high, bins)
    sums, true_sums = cumulative(density), cumulative(true_density)
    ends = np.rint((parts.inner - low) / (high - low) * len(density)).astype(int)
    true_masses = np.diff(np.concatenate([[0.0], true_sums[ends], [1.0]]))
    excess = points * float(np.sum((true_masses - parts.masses) ** 2 / parts.masses))
    threshold = 2 * gammainccinv((bins - 1) / 2, level)
    chi = 1 - chndtr(threshold, bins - 1, excess)
    moved = float(np.max(np.abs(true_sums - sums)))
    critical = math.sqrt(math.log(2 / level) / (2 * points))
    kolmogorov = 2 * math.exp(-2 * points * max(0.0, critical - moved) ** 2)
    shift = float(np.sum(np.abs(true_masses - parts.masses)))
    error = np.sqrt(parts.masses * (1 - parts.masses) / points)
    true_error = np.sqrt(true_masses * (1 - true_masses) / points)
    shift += max(0.0, float(np.sum(true_error - error)))
    far = math.sqrt(2 * math.log(1 / level) / points)
    l1 = math.exp(-points * max(0.0, far - shift) ** 2 / 2)
    return float(chi), min(1.0, kolmogorov), l1


def _points(sample: Array) -> Array:
    points = np.ravel(sample)
    if points.size == 0 or not np.isfinite(points).all():
        raise DomainError(
            f"densities: a sample of {points.size} points, "
            f"{int(np.sum(~np.isfinite(points)))} of them not finite; expected one or more, all "
            "finite: shorten the time step of the simulation"
        )
    return points
