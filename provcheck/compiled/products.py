"""Products of whole matrices in register tiles, by numba's threads.

NumPy's threads spin for a while after a product, on the cores that numba's threads then want. Here
every entry is one chain of fused multiply-adds over the inner index, from first to last, whatever
the number of threads.
"""

import numpy as np
from numba import njit, prange

from provcheck.compiled.lanes import WIDTH, load, store_part
from provcheck.compiled.samples import aligned, columns_of
from provcheck.compiled.tiles import COLUMNS, add_product

Array = np.ndarray

PANEL = COLUMNS * WIDTH
_ROWS = 64
_DEPTH = 256  # of the inner index at a time: what a tile multiplies stays in the second cache


def multiply(a: Array, b: Array) -> Array:
    """a @ b of float64: a (..., k), b (k, p), k >= 1."""
    rows, (inner, width) = np.ascontiguousarray(a).reshape(-1, len(b)), b.shape
    is_ordered = b.flags.c_contiguous or b.flags.f_contiguous
    panels = panels_of(b.T if is_ordered else np.ascontiguousarray(b).T)
    result = np.empty((len(panels) // inner * len(rows), WIDTH))
    fill_panels(rows, panels, width, result, True)
    return rows_of(result, len(rows), width).reshape(*a.shape[:-1], width)


@njit(cache=True, error_model="numpy")
def panels_of(factors):
    """The rows of a matrix as columns: (panels · units · COLUMNS, 8), the last filled up with 0.

    The matrix may lie in memory row by row or column by column. A panel holds as many rows as a
    tile has columns, unit after unit.
    """
    size, units = factors.shape
    count = (size + PANEL - 1) // PANEL
    panels = aligned(count * units * COLUMNS)
    entries = panels.reshape(count, units, PANEL)
    entries[count - 1] = 0.0
    for panel in range(count):
        target, start = entries[panel], panel * PANEL
        for k in range(units):
            for column in range(min(PANEL, size - start)):
                target[k, column] = factors[start + column, k]
    return panels


@njit(cache=True, error_model="numpy")
def rows_of(panels, units, width):
    """The matrix (units, width) with the columns that the panels hold."""
    rows = np.empty((units, width))
    for panel in range((width + PANEL - 1) // PANEL):
        for r in range(units):
            for m in range(COLUMNS):
                k = panel * PANEL + m * WIDTH
                value = load(panels, (panel * units + r) * COLUMNS + m)
                store_part(rows, r * width + k, width - k, value)
    return rows


@njit(cache=True, parallel=True, error_model="numpy")
def fill_panels(rows, panels, width, result, fresh):
    """result = (0 if fresh else itself) + rows (m, k) times the `width` columns in the panels.

    The result is panels of columns too, with m units.
    """
    m, inner = rows.shape
    wide = columns_of(width)
    for block in prange((m + _ROWS - 1) // _ROWS):
        first = np.intp(block) * _ROWS
        for k in range(0, inner, _DEPTH):
            for column in range(0, wide, COLUMNS):
                add_product(
                    result, column * m + first * COLUMNS, COLUMNS, rows, first * inner + k, inner,
                    panels, column * inner + k * COLUMNS, COLUMNS,
                    min(_DEPTH, inner - k), fresh and k == 0,
                    min(_ROWS, m - first), min(COLUMNS, wide - column),
                )  # fmt: skip
