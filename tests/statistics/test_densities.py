"""Samples against densities: the wrong one is found out, the right one is not."""

import numpy as np
import pytest

from provcheck.errors import DomainError
from provcheck.reference import fokker_planck as fp
from provcheck.statistics import densities

CELLS, RADIUS, S, KAPPA = 2000, 5.0, 0.8, 0.9
BINS = 40
LEVEL = 0.01


def gibbs(s):
    """Gibbs density of kappa w^2 / 2: normal with variance s / (2 kappa)."""
    w = fp.cell_centres(-RADIUS, RADIUS, CELLS)
    return fp.gibbs_density(KAPPA * w**2 / 2, 2 * RADIUS / CELLS, s)


def sample(points, s=S, seed=1):
    return np.random.default_rng(seed).normal(scale=np.sqrt(s / (2 * KAPPA)), size=points)


def p_values(points, density_s, seed=1):
    found = densities.compare(sample(points, seed=seed), gibbs(density_s), -RADIUS, RADIUS, BINS)
    return {comparison.name: comparison.p_value for comparison in found}


@pytest.mark.parametrize("factor", [0.9, 1.1])
def test_a_temperature_off_by_ten_per_cent_is_rejected_by_every_test(factor):
    for name, p_value in p_values(100_000, S * factor).items():
        assert p_value < 1e-8, name


@pytest.mark.parametrize("seed", range(5))
def test_the_right_temperature_is_not_rejected(seed):
    """By chance: each seed and test with probability 1 % at most; these seeds do not."""
    for name, p_value in p_values(100_000, S, seed).items():
        assert p_value > LEVEL, name


def test_a_shift_by_two_hundredths_of_the_deviation_is_rejected():
    moved = sample(200_000) + 0.02 * np.sqrt(S / (2 * KAPPA))
    chi, kolmogorov, _ = densities.compare(moved, gibbs(S), -RADIUS, RADIUS, BINS)
    assert max(chi.p_value, kolmogorov.p_value) < 1e-6


def test_false_alarms_are_as_rare_as_stated():
    """2000 true samples at level 5 %: 100 +- 40 of chi-squared (4 deviations), fewer of others."""
    alarms = np.zeros(3)
    rng = np.random.default_rng(8)
    density = np.ones(50)
    for _ in range(2000):
        found = densities.compare(rng.random(400), density, 0.0, 1.0, 10)
        alarms += [comparison.p_value <= 0.05 for comparison in found]
    chi, kolmogorov, l1 = alarms
    assert 60 <= chi <= 140
    assert kolmogorov <= 140
    assert l1 <= 20


def test_false_alarms_of_the_density_itself_are_the_level():
    chi, kolmogorov, l1 = densities.false_alarms(
        0.01, 10_000, gibbs(S), gibbs(S), -RADIUS, RADIUS, BINS
    )
    assert chi == pytest.approx(0.01)
    assert kolmogorov == pytest.approx(0.01)
    assert l1 == pytest.approx(0.01)


def test_false_alarms_of_a_slightly_other_density_bound_their_frequency():
    """1000 samples at level 5 % of a density off by 5 %; 0.06 are 4 deviations of a frequency."""
    other, rng = 0.95 * S, np.random.default_rng(9)
    points, level = 8000, 0.05
    chances = densities.false_alarms(level, points, gibbs(S), gibbs(other), -RADIUS, RADIUS, 20)
    alarms = np.zeros(3)
    for _ in range(1000):
        points_drawn = rng.normal(scale=np.sqrt(other / (2 * KAPPA)), size=points)
        found = densities.compare(points_drawn, gibbs(S), -RADIUS, RADIUS, 20)
        alarms += [comparison.p_value <= level for comparison in found]
    assert 4 * level < chances[0] < 0.8
    assert abs(alarms[0] / 1000 - chances[0]) < 0.06
    assert (alarms[1:] / 1000 <= np.array(chances[1:]) + 0.06).all()


def test_kolmogorov_smirnov_by_hand():
    found = densities.kolmogorov_smirnov(np.array([0.1, 0.2, 0.9]), np.ones(10), 0.0, 1.0)
    assert found.statistic == pytest.approx(2 / 3 - 0.2)
    assert found.p_value == pytest.approx(2 * np.exp(-6 * (2 / 3 - 0.2) ** 2))


def test_kolmogorov_smirnov_agrees_with_scipy():
    from scipy.stats import kstest

    points = sample(3000)
    theirs = kstest(points, "norm", args=(0, np.sqrt(S / (2 * KAPPA))))
    ours = densities.kolmogorov_smirnov(points, gibbs(S), -RADIUS, RADIUS)
    assert ours.statistic == pytest.approx(theirs.statistic, abs=1e-5)
    assert theirs.pvalue <= ours.p_value * (1 + 1e-2)


def test_chi_squared_agrees_with_scipy():
    from scipy.stats import chisquare

    parts = densities.equal_probability_bins(gibbs(S), -RADIUS, RADIUS, BINS)
    counts = densities.count(sample(20_000), parts)
    theirs = chisquare(counts, counts.sum() * parts.masses)
    ours = densities.chi_squared_fit(counts, parts)
    assert ours.statistic == pytest.approx(theirs.statistic)
    assert ours.p_value == pytest.approx(theirs.pvalue)


def test_bins_have_equal_masses_that_belong_to_their_ends():
    from scipy.stats import norm

    parts = densities.equal_probability_bins(gibbs(S), -RADIUS, RADIUS, BINS)
    assert parts.masses.sum() == pytest.approx(1, abs=1e-12)
    np.testing.assert_allclose(parts.masses, 1 / BINS, rtol=0.1)
    exact = norm.cdf(parts.inner, scale=np.sqrt(S / (2 * KAPPA)))
    np.testing.assert_allclose(np.cumsum(parts.masses)[:-1], exact, atol=1e-5)


def test_points_beyond_the_box_count_for_its_ends():
    parts = densities.equal_probability_bins(np.ones(10), 0.0, 1.0, 2)
    assert densities.count(np.array([-7.0, 0.2, 0.5, 9.0]), parts).tolist() == [2, 2]


def test_l1_distance_of_a_true_sample_is_below_its_sampling_error():
    parts = densities.equal_probability_bins(gibbs(S), -RADIUS, RADIUS, BINS)
    found = densities.l1_distance(densities.count(sample(100_000), parts), parts)
    assert 0.5 * found.sampling_error < found.distance < found.sampling_error + found.margin


def test_l1_distance_of_one_point_by_hand():
    parts = densities.equal_probability_bins(np.ones(10), 0.0, 1.0, 2)
    found = densities.l1_distance(np.array([1, 0]), parts)
    assert (found.distance, found.sampling_error) == pytest.approx((1.0, 1.0))
    assert found.margin == pytest.approx(np.sqrt(2 * np.log(100)))


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(DomainError, match="points expected in a bin"):
        densities.compare(sample(500), gibbs(S), -RADIUS, RADIUS, BINS)
    with pytest.raises(DomainError, match="refine the density"):
        densities.equal_probability_bins(np.array([1.0, 8.0, 1.0]), 0.0, 1.0, 4)
    with pytest.raises(DomainError, match="2 of them not finite"):
        densities.compare(np.array([1.0, np.nan, np.inf]), np.ones(9), 0.0, 1.0, 2)
    with pytest.raises(DomainError, match="0 points"):
        densities.compare(np.array([]), np.ones(9), 0.0, 1.0, 2)
    for bad in (np.zeros(4), np.array([1.0, -1.0, 2.0]), np.array([1.0, np.nan])):
        with pytest.raises(DomainError, match="a density of sum"):
            densities.cumulative(bad)
