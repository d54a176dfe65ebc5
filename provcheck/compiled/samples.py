"""Samples packed in tiles for `depth2`, both ways round.

The product W X^T runs along the samples, the product S X along their entries. A tile holds some
columns of eight samples as one table (rows_of_tile, 8): the samples in lanes, times the factor of
the activation's argument and padded by the last sample; the same with the entries in lanes,
padded by zeros; their squared lengths, 0 where padded; and their labels. A batch that shares its
samples packs all tiles once; otherwise one place is filled anew for every tile, and the scratch
does not grow with n.
"""

import numpy as np
from numba import njit

from provcheck.compiled.lanes import WIDTH, fma, load_part, spread, store, total
from provcheck.compiled.tiles import COLUMNS, add_product

_LEAST, _MOST = 10, 15  # columns of a tile: the fewer, the more neurons
_ENTRIES = 160


@njit(cache=True, error_model="numpy")
def aligned(rows):
    """A table (rows, 8) that starts at a multiple of 64 bytes; its entries are not set."""
    memory = np.empty((rows + 1) * WIDTH)
    skip = (64 - memory.ctypes.data % 64) % 64 // 8
    return memory[skip : skip + rows * WIDTH].reshape(rows, WIDTH)


@njit(cache=True, error_model="numpy")
def columns_of(entries):
    """How many columns of eight hold so many entries."""
    return (entries + WIDTH - 1) // WIDTH


@njit(cache=True, error_model="numpy")
def tile_of(p, n):
    """Columns of a tile, for nets of p neurons and n samples."""
    return min(columns_of(n), max(_LEAST, min(_MOST, _ENTRIES // p)))


@njit(cache=True, error_model="numpy")
def rows_of_tile(d, tile):
    """Rows of a packed tile of samples with d entries."""
    return tile * (d + WIDTH * columns_of(d) + 2)


@njit(cache=True, error_model="numpy")
def panel_of(columns):
    """Columns that the next product takes: as few products as tiles allow, of about equal width."""
    panels = (columns + COLUMNS - 1) // COLUMNS
    return (columns + panels - 1) // panels


@njit(cache=True, error_model="numpy")
def pack_all(X, y, factor, tile):
    """All tiles of the samples X (n, d) and labels y (n,)."""
    n, d = X.shape
    step, rows = tile * WIDTH, rows_of_tile(d, tile)
    places = (n + step - 1) // step
    packed = aligned(places * rows)
    for place in range(places):
        pack(X, y, factor, tile, place * step, packed, place * rows)
    return packed


@njit(cache=True, error_model="numpy")
def pack(X, y, factor, tile, start, packed, base):
    """Pack the samples from `start` on that a tile holds into the rows from `base` on."""
    n, d = X.shape
    count, wide = min(n - start, tile * WIDTH), columns_of(d)
    width = columns_of(count)
    column = 0
    while column < width:
        panel = panel_of(width - column)
        for m in range(panel):
            for lane in range(WIDTH):
                i = min(start + (column + m) * WIDTH + lane, n - 1)
                for k in range(d):
                    packed[base + column * d + k * panel + m, lane] = factor * X[i, k]
        column += panel
    entries = base + tile * d
    lengths = entries + tile * WIDTH * wide
    for i in range(count):
        for c in range(wide):
            part = load_part(X, (start + i) * d + c * WIDTH, d - c * WIDTH)
            store(packed, entries + i * wide + c, part)
        packed[lengths + i // WIDTH, i % WIDTH] = squared_length(X, start + i)
        packed[lengths + tile + i // WIDTH, i % WIDTH] = y[start + i]
    for i in range(count, width * WIDTH):
        packed[lengths + i // WIDTH, i % WIDTH] = 0.0
        packed[lengths + tile + i // WIDTH, i % WIDTH] = y[start + count - 1]


@njit(cache=True, error_model="numpy")
def squared_length(X, i):
    """Sum of the squares of row i of X (n, d), in eight sums."""
    squares, d = spread(0.0), X.shape[1]
    for c in range(0, d, WIDTH):
        part = load_part(X, i * d + c, d - c)
        squares = fma(part, part, squares)
    return total(squares)


@njit(cache=True, error_model="numpy")
def project(W, packed, base, width, z, first):
    """z = W X^T times the factor: `width` columns for each neuron, from row `first` on of z."""
    p, d = W.shape
    column = 0
    while column < width:
        panel = panel_of(width - column)
        add_product(
            z, first + column, width, W, 0, d, packed, base + column * d, panel, d, True, p, panel
        )
        column += panel


@njit(cache=True, error_model="numpy")
def combine(work, weights, width, packed, entries, count, fresh, sums, p, d):
    """sums = (0 if fresh else sums) + S X, both in rows of `work`: S (p width), sums (p wide)."""
    wide = columns_of(d)
    column = 0
    while column < wide:
        panel = panel_of(wide - column)
        add_product(
            work, sums + column, wide, work, weights * WIDTH, width * WIDTH,
            packed, entries + column, wide, count, fresh, p, panel,
        )  # fmt: skip
        column += panel
