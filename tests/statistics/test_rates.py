"""Fits of data with known rates: the interval covers as often as it says, and refuses noise.

Coverage is counted in simulations with a fixed seed; a correct interval would fail a test for one
seed in 10^6 (plus the error of first order of the method, which the sizes here keep below 1 %).
"""

import numpy as np
import pytest
from scipy import stats

from provcheck.errors import DomainError
from provcheck.statement.experiment import Outcome
from provcheck.statistics.rates import Fit, fit_decay, fit_order, holm, pool, within

TIMES = np.linspace(0, 3, 8)


def covered(count, trials, confidence, slack=0.01):
    """Whether a count is not too far below or above what the confidence promises."""
    low = stats.binom.ppf(5e-7, trials, confidence - slack)
    high = stats.binom.ppf(1 - 5e-7, trials, min(confidence + slack, 1))
    return low <= count <= high


def test_noise_without_decay_is_refused():
    errors = np.full(8, 0.1)
    with pytest.raises(DomainError, match="0 points stand out"):
        fit_decay(TIMES, 0.05 * np.cos(9 * TIMES), errors, limit=0.0)
    with pytest.raises(DomainError, match="points stand out"):
        fit_decay(TIMES, 2 + 0.01 * np.cos(9 * TIMES), errors)


@pytest.mark.parametrize(
    ("times", "means", "errors"),
    [([0, 1], [1, 2, 3], [1, 1]), ([0, 0], [1, 2], [0.1, 0.1]), ([0, 1], [1, np.nan], [0.1, 0.1]),
     ([0, 1], [2, 1], [0.1, 0.0]), ([[0, 1]], [[2, 1]], [[0.1, 0.1]]), ([], [], []),
     ([0, 1], [2, 1], [0.1, np.inf])],
)  # fmt: skip
def test_points_that_are_not_points_are_refused(times, means, errors):
    with pytest.raises(DomainError, match="expected"):
        fit_decay(times, means, errors, limit=0.0)


@pytest.mark.parametrize("confidence", [0, 1, -1, np.nan])
def test_confidence_outside_the_open_unit_interval_is_refused(confidence):
    with pytest.raises(DomainError, match="confidence is"):
        fit_decay([0, 1], [2, 1], [0.1, 0.1], limit=0.0, confidence=confidence)
    with pytest.raises(DomainError, match="confidence is"):
        pool([1, 2], confidence=confidence)


@pytest.mark.parametrize("limit", [2.0, None], ids=["known", "fitted"])
@pytest.mark.parametrize("amplitude", [3.0, -3.0])
@pytest.mark.parametrize("rate", [1e-3, 0.7, 40.0])
def test_without_noise_the_rate_is_found(rate, amplitude, limit):
    times = TIMES / rate
    means = 2 + amplitude * np.exp(-rate * times)
    fit = fit_decay(times, means, np.full(8, 1e-6), limit=limit)
    assert fit.estimate == pytest.approx(rate, rel=1e-5)
    assert fit.low < rate < fit.high and fit.misfit > 0.99


def test_the_order_of_the_points_is_free():
    means = np.exp(-TIMES)
    forward = fit_decay(TIMES, means, np.full(8, 0.01), limit=0.0)
    assert fit_decay(TIMES[::-1], means[::-1], np.full(8, 0.01), limit=0.0) == forward


def test_growth_is_a_negative_rate():
    fit = fit_decay(TIMES, np.exp(0.5 * TIMES), np.full(8, 0.01), limit=0.0)
    assert fit.low < -0.5 < fit.high < 0


def test_two_rates_are_a_misfit():
    means = np.exp(-TIMES) + np.exp(-9 * TIMES)
    assert fit_decay(TIMES, means, np.full(8, 0.01), limit=0.0).misfit < 1e-6


def test_two_points_give_the_slope_and_no_misfit():
    fit = fit_decay([0, 1], [1, 0.5], [1e-3, 1e-3], limit=0.0)
    assert fit.estimate == pytest.approx(np.log(2), rel=1e-6) and np.isnan(fit.misfit)
    error = np.hypot(1e-3, 2e-3) * stats.norm.ppf(0.995)  # of log m_0 - log m_1, to first order
    assert (fit.high - fit.low) / 2 == pytest.approx(error, rel=1e-3)


def test_an_end_that_the_data_do_not_bound_is_infinite():
    fit = fit_decay([0, 1, 2], [1, 0.0, 0.0], [0.3, 0.3, 0.3], limit=0.5)
    assert fit.low < fit.estimate and np.isinf([fit.low, fit.high]).any()


@pytest.mark.parametrize("limit", [0.5, None], ids=["known", "fitted"])
def test_the_interval_of_a_rate_covers_as_often_as_it_says(limit):
    rng, rate, errors = np.random.default_rng(5), 1.3, np.linspace(0.02, 0.01, 8)
    exact, trials = 0.5 + np.exp(-rate * TIMES), 300
    hits = 0
    for _ in range(trials):
        fit = fit_decay(TIMES, exact + errors * rng.normal(size=8), errors, limit=limit,
                        confidence=0.9)  # fmt: skip
        hits += fit.low <= rate <= fit.high
    assert covered(hits, trials, 0.9)


@pytest.mark.parametrize("order", [0.5, 1.0, 2.0])
def test_the_interval_of_an_order_covers_as_often_as_it_says(order):
    rng, steps, trials = np.random.default_rng(6), 2.0 ** -np.arange(1, 6), 200
    exact = -4 * steps**order
    errors = 0.05 * abs(exact)
    hits, estimates = 0, []
    for _ in range(trials):
        noisy = exact + errors * rng.normal(size=5)
        fit = fit_order(steps, noisy, errors, confidence=0.9)
        hits += fit.low <= order <= fit.high
        estimates.append(fit.estimate)
    assert covered(hits, trials, 0.9)
    assert pool(estimates, confidence=1 - 1e-6).low < order + 0.01  # bias of second order
    assert pool(estimates, confidence=1 - 1e-6).high > order - 0.01


def test_an_order_needs_positive_steps():
    with pytest.raises(DomainError, match="expected steps > 0"):
        fit_order([0.1, 0.0], [1, 2], [0.1, 0.1])


def test_pool_covers_as_often_as_it_says():
    rng, trials = np.random.default_rng(7), 2000
    fits = [pool(rng.normal(3, 2, size=4), confidence=0.9) for _ in range(trials)]
    assert covered(sum(fit.low <= 3 <= fit.high for fit in fits), trials, 0.9, slack=0)


@pytest.mark.parametrize("estimates", [[], [1.0], [1.0, np.nan], [[1.0, 2.0]]])
def test_pool_needs_two_finite_numbers(estimates):
    with pytest.raises(DomainError, match="expected at least two"):
        pool(estimates)


@pytest.mark.parametrize(
    ("p_values", "alpha"), [([0.5, 1.1], 0.1), ([np.nan], 0.1), ([0.5], 0), ([0.5], 1), (0.5, 0.1)]
)
def test_holm_refuses_what_are_not_p_values(p_values, alpha):
    with pytest.raises(DomainError, match="holm"):
        holm(p_values, alpha)


def test_holm_by_hand():
    assert holm([0.01, 0.04, 0.03, 0.005], 0.05) == (True, False, False, True)
    assert holm([0.01, 0.04, 0.03], 0.05) == (True, False, False)
    assert holm([0.01, 0.02, 0.03], 0.05) == (True, True, True)
    assert holm([0.2, 0.001], 0.05) == (False, True)
    assert holm([0.02, 0.02], 0.05) == (True, True)
    assert holm([0.03, 0.02], 0.05) == (True, True)  # 0.02 <= 0.05/2, then 0.03 <= 0.05
    assert holm([0.03, 0.026], 0.05) == (False, False)  # nothing passes 0.05/2
    assert holm([], 0.05) == ()


def test_holm_rejects_true_hypotheses_rarely_and_false_ones_more_often_than_bonferroni():
    rng, trials, alpha = np.random.default_rng(8), 4000, 0.1
    wrong, stepped, plain = 0, 0, 0
    for _ in range(trials):
        p = np.concatenate([rng.uniform(size=2), stats.norm.sf(rng.normal(2.5, 1, size=4))])
        rejected = holm(p, alpha)
        wrong += any(rejected[:2])
        stepped, plain = stepped + sum(rejected[2:]), plain + np.sum(p[2:] <= alpha / 6)
    assert wrong <= stats.binom.ppf(1 - 1e-6, trials, alpha)
    assert stepped > plain


@pytest.mark.parametrize(
    ("interval", "outcome"),
    [((1.2, 1.8), Outcome.HOLDS), ((1, 2), Outcome.HOLDS), ((0.5, 1.5), Outcome.UNDECIDED),
     ((0, 3), Outcome.UNDECIDED), ((2.1, 3), Outcome.FAILS), ((0.0, 0.9), Outcome.FAILS),
     ((-np.inf, np.inf), Outcome.UNDECIDED), ((2, 3), Outcome.UNDECIDED)],
)  # fmt: skip
def test_within_decides_only_what_the_interval_decides(interval, outcome):
    assert within(Fit(1.5, *interval, np.nan), 1, 2) == outcome


def test_within_an_empty_range_is_refused():
    with pytest.raises(DomainError, match="expected low <= high"):
        within(Fit(1.0, 0.0, 2.0, np.nan), 2, 1)
