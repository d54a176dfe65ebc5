"""Rows become columns, and back; what is beyond the count stays."""

import numpy as np
import pytest
from numba import njit

from provcheck.compiled.turning import load_turned, store_turned


@njit
def _loaded(numbers, start, step, count, table, row, stride):
    load_turned(numbers, start, step, count, table, row, stride)


@njit
def _stored(table, row, stride, numbers, start, step, count):
    store_turned(table, row, stride, numbers, start, step, count)


@pytest.mark.parametrize("count", [1, 5, 8])
def test_rows_become_columns(count):
    numbers, table = np.arange(200.0), np.full((30, 8), -1.0)
    _loaded(numbers, 3, 20, count, table, 2, 3)
    for i in range(8):
        expected = numbers[3 + i : 160 : 20][:8] if i < count else np.zeros(8)
        assert np.array_equal(table[2 + 3 * i], expected)
    assert np.all(table[[0, 1, 3, 4]] == -1)


@pytest.mark.parametrize("count", [1, 5, 8])
def test_and_back_without_a_touch_beyond_the_count(count):
    table, numbers = np.arange(240.0).reshape(30, 8), np.full(200, -1.0)
    _stored(table, 2, 3, numbers, 3, 20, count)
    for k in range(8):
        line = numbers[3 + 20 * k : 23 + 20 * k]
        assert np.array_equal(line[:count], table[2::3][:count, k]) and np.all(line[count:] == -1)
