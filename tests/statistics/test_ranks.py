"""Trends are seen where they are planted, and only there; Page's test keeps its level."""

import numpy as np
import pytest
import scipy.stats

from provcheck.errors import DomainError
from provcheck.statistics.ranks import page_p_value, ranks, spearman


def generator(seed=0):
    return np.random.Generator(np.random.Philox(key=[seed, 1]))


def test_a_fall_is_no_rise():
    falling = -np.arange(5.0) + 0.1 * generator().random((8, 5))
    assert (spearman(falling) == -1).all()
    assert page_p_value(falling) > 0.999
    assert page_p_value(-falling) < 1e-9


def test_equal_numbers_show_no_trend():
    same = np.ones((6, 4))
    assert (spearman(same) == 0).all()
    assert page_p_value(same) > 0.4


def test_correlations_are_those_of_scipy():
    rows = generator().normal(size=(20, 6))
    rows[0, 1] = rows[0, 2]
    for row, found in zip(rows, spearman(rows), strict=True):
        assert found == pytest.approx(scipy.stats.spearmanr(np.arange(6), row).statistic)
        assert ranks(row[None])[0] == pytest.approx(scipy.stats.rankdata(row))


def test_p_values_are_those_of_scipy():
    for seed in range(10):
        rows = generator(seed).normal(size=(3, 4)) + 0.3 * np.arange(4)
        expected = scipy.stats.page_trend_test(rows, method="exact").pvalue
        assert page_p_value(rows) == pytest.approx(expected, abs=1e-12)


def test_one_row_in_order_has_the_chance_of_one_order():
    assert page_p_value(np.arange(5.0)[None]) == pytest.approx(1 / 120)


def test_the_level_is_kept_where_there_is_no_trend():
    rng = generator(3)
    p = [page_p_value(rng.normal(size=(6, 5))) for _ in range(400)]
    assert np.mean(np.array(p) <= 0.05) < 0.05 + 4 * np.sqrt(0.05 * 0.95 / 400)


@pytest.mark.parametrize("rows", [np.ones(3), np.ones((2, 1)), np.full((2, 3), np.nan)])
def test_rows_without_an_order_are_refused(rows):
    with pytest.raises(DomainError, match="expected"):
        page_p_value(rows)


def test_too_many_conditions_are_refused():
    with pytest.raises(DomainError, match="2 to 8"):
        page_p_value(np.ones((2, 9)))
