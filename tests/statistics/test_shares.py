"""Exact binomial intervals and tests of shares."""

import numpy as np
import pytest
import scipy.stats

from provcheck.errors import DomainError
from provcheck.statement import Outcome
from provcheck.statistics.shares import clopper_pearson, share_outcome, tail


def test_a_small_share_is_not_above_one_half():
    assert share_outcome([(1, 20)], 0.5, 0.01) is Outcome.FAILS
    assert share_outcome([(20, 20), (0, 20)], 0.5, 0.01) is Outcome.FAILS
    assert share_outcome([(10, 20)], 0.5, 0.01) is Outcome.UNDECIDED
    assert share_outcome([(19, 20)], 0.5, 0.01) is Outcome.HOLDS


@pytest.mark.parametrize(
    ("counts", "outcome"),
    [
        ([(48, 48)], Outcome.HOLDS),
        ([(0, 48)], Outcome.FAILS),
        ([(24, 48)], Outcome.UNDECIDED),
        ([(48, 48), (24, 48)], Outcome.UNDECIDED),
        ([(48, 48), (48, 48), (0, 48)], Outcome.FAILS),
        ([(1, 1)], Outcome.UNDECIDED),
        ([(0, 1)], Outcome.UNDECIDED),
    ],
)
def test_a_share_is_decided_when_its_runs_are_certain(counts, outcome):
    assert share_outcome(counts, 0.5, 0.01) is outcome


def test_a_true_share_fails_no_more_often_than_said():
    """2000 binomial draws of a share of exactly one half, at alpha = 0.05."""
    rng = np.random.Generator(np.random.Philox(key=[0, 1]))
    runs = rng.binomial(40, 0.5, size=2000)
    wrong = [share_outcome([(int(k), 40)], 0.5, 0.05) is not Outcome.UNDECIDED for k in runs]
    assert sum(wrong) <= 0.05 * 2000 + 4 * np.sqrt(2000 * 0.05 * 0.95)


@pytest.mark.parametrize(("successes", "runs"), [(0, 1), (0, 30), (7, 30), (30, 30)])
def test_intervals_are_those_of_scipy(successes, runs):
    expected = scipy.stats.binomtest(successes, runs).proportion_ci(0.99)
    found = clopper_pearson(successes, runs, 0.99)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))


@pytest.mark.parametrize("successes", [0, 1, 5, 12])
def test_tails_are_sums_of_the_binomial_law(successes):
    expected = scipy.stats.binom.sf(successes - 1, 12, 0.3)
    assert tail(successes, 12, 0.3) == pytest.approx(expected)


def test_the_binomial_tail_is_the_sum_over_all_sequences():
    for runs, share in ((1, 0.5), (5, 0.75), (9, 0.1)):
        sequences = np.array(list(np.ndindex(*(2,) * runs))).sum(axis=1)
        chances = share**sequences * (1 - share) ** (runs - sequences)
        for least in range(runs + 1):
            assert tail(least, runs, share) == pytest.approx(chances[sequences >= least].sum())


@pytest.mark.parametrize("share", [0.0, 0.02, 0.5])
def test_intervals_hold_the_true_share_as_often_as_they_say(share):
    rng = np.random.Generator(np.random.Philox(key=[5, 1]))
    found = [clopper_pearson(int(k), 40, 0.9) for k in rng.binomial(40, share, size=300)]
    missed = sum(not one.low <= share <= one.high for one in found)
    assert missed <= 0.1 * 300 + 4 * np.sqrt(300 * 0.1 * 0.9)


@pytest.mark.parametrize(("successes", "runs"), [(-1, 3), (4, 3), (0, 0)])
def test_counts_out_of_range_are_refused(successes, runs):
    with pytest.raises(DomainError, match="expected 0 <= successes <= runs"):
        clopper_pearson(successes, runs)
    with pytest.raises(DomainError, match="expected 0 <= successes <= runs"):
        share_outcome([(successes, runs)], 0.5, 0.01)


def test_a_confidence_of_one_is_refused():
    with pytest.raises(DomainError, match="confidence"):
        clopper_pearson(1, 2, 1.0)
