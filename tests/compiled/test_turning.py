"""Rows become columns, and back; what is beyond the count stays."""

import numpy as np
import pytest
from numba import njit

from provcheck.compiled.lanes import load, store
from provcheck.compiled.turning import load_turned, store_turned


@njit
def _loaded(numbers, start, step, count, table):
    rows = load_turned(numbers, start, step, count)
    for i in range(8):
        store(table, i, rows[i])


@njit
def _stored(table, numbers, start, step, count):
    rows = (
        load(table, 0), load(table, 1), load(table, 2), load(table, 3),
        load(table, 4), load(table, 5), load(table, 6), load(table, 7),
    )  # fmt: skip
    store_turned(rows, numbers, start, step, count)


@pytest.mark.parametrize("count", [1, 5, 8])
def test_rows_become_columns(count):
    numbers, table = np.arange(200.0), np.full((8, 8), -1.0)
    _loaded(numbers, 3, 20, count, table)
    for i in range(8):
        expected = numbers[3 + i : 160 : 20][:8] if i < count else np.zeros(8)
        assert np.array_equal(table[i], expected)


@pytest.mark.parametrize("count", [1, 5, 8])
def test_and_back_without_a_touch_beyond_the_count(count):
    table, numbers = np.arange(64.0).reshape(8, 8), np.full(200, -1.0)
    _stored(table, numbers, 3, 20, count)
    for k in range(8):
        line = numbers[3 + 20 * k : 23 + 20 * k]
        assert np.array_equal(line[:count], table[:count, k]) and np.all(line[count:] == -1)
