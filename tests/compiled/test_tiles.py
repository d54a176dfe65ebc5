"""A product in tiles is one chain of fused multiply-adds an entry, whatever the shape."""

import numpy as np
import pytest
from numba import njit

from provcheck.compiled.lanes import WIDTH, fma
from provcheck.compiled.tiles import COLUMNS, add_product

RNG = np.random.default_rng(5)


@njit
def one_by_one(C, A, B):
    rows, inner = A.shape
    for r in range(rows):
        for m in range(B.shape[1]):
            for k in range(inner):
                C[r, m] = fma(A[r, k], B[k, m], C[r, m])


@njit
def multiply(C, c, wide, A, a, lda, B, b, inner, fresh, rows, columns):
    add_product(C, c, wide, A, a, lda, B, b, wide, inner, fresh, rows, columns)


@pytest.mark.parametrize("fresh", [True, False])
@pytest.mark.parametrize("columns", range(1, COLUMNS + 1))
@pytest.mark.parametrize("rows", [1, 2, 3, 7, 8, 15])
def test_every_entry_is_summed_in_order(rows, columns, fresh):
    inner, wide = 5, COLUMNS + 2  # the tables are wider than what is used of them
    A = RNG.normal(size=(rows + 1, inner + 3))
    B, C = (RNG.normal(size=(count * wide, WIDTH)) for count in (inner, rows))
    result = C.copy()
    start = inner + 3 + 1  # A from its second row and column on
    multiply(result, 1, wide, A, start, inner + 3, B, 2, inner, fresh, rows, columns)
    expected = C.copy().reshape(rows, wide, WIDTH)
    used = expected[:, 1 : 1 + columns].reshape(rows, -1).copy() * (not fresh)
    panel = B.reshape(inner, wide, WIDTH)[:, 2 : 2 + columns].reshape(inner, -1)
    one_by_one(used, A[1:, 1 : 1 + inner].copy(), panel.copy())
    expected[:, 1 : 1 + columns] = used.reshape(rows, columns, WIDTH)
    assert result.tobytes() == expected.tobytes()
