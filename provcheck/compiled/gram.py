"""K = Σ_l (D_l D_lᵀ) ∘ R_l in register tiles, written once together with its mirror image.

A tile of K is eight rows by a panel of columns. It is formed in the first cache, layer after layer,
by `tiles.py`, so no product is written to memory; what a layer receives, R_l (n, n), is spread over
the panel's columns once for a block of rows. Of the last layer, whose outputs are its units, D is
diagonal in them and only its diagonal is multiplied. Memory that a tile will be written to is asked
for while its products are formed.

Every entry is a chain over the layers, the last layer first, of products that are each one chain of
fused multiply-adds over the units; so the number of threads changes no bit, and K is exactly
symmetric where the R_l are.
"""

import numpy as np
from numba import njit, prange

from provcheck.compiled.fetching import ask_to_write
from provcheck.compiled.lanes import (
    WIDTH,
    fma,
    load,
    spread,
    store,
    store_part,
)
from provcheck.compiled.products import PANEL, panels_of
from provcheck.compiled.samples import aligned
from provcheck.compiled.tiles import COLUMNS, add_product
from provcheck.compiled.turning import store_turned
from provcheck.compiled.turns import take_turn

_ROWS = 64  # of a block, whose factors stay in the second cache
_TILE = WIDTH


@njit(cache=True, parallel=True, error_model="numpy")
def fill(last, factors, widths, received, K, threads):
    """Write K (nq, nq), block row by block row, the longest first.

    Args:
        last: (nq, q), D of the last layer; of row i q + c only entry c is read.
        factors: (nq, units), D of the other layers with parameters, side by side.
        widths: (layers,), how many units each of them has.
        received: (1 + layers, n, n), R of the last layer and of the others.
        K: in C order.
    """
    outputs, panels = panels_of(last), panels_of(factors)
    blocks = (K.shape[0] + _ROWS - 1) // _ROWS
    turns = np.zeros(1, np.int64)
    for _ in prange(threads):
        turn = take_turn(turns)
        while turn < blocks:
            first = (blocks - 1 - turn) * _ROWS
            _fill_rows(first, last, outputs, factors, panels, widths, received, K)
            turn = take_turn(turns)


@njit(cache=True, error_model="numpy")
def _fill_rows(first, last, outputs, factors, panels, widths, received, K):
    """A block row up to the diagonal, and its mirror image."""
    size, q, units = K.shape[0], last.shape[1], factors.shape[1]
    rows, layers = min(_ROWS, size - first), widths.shape[0]
    scratch = aligned((2 * _TILE + (1 + layers) * rows) * COLUMNS + 1)
    product, sums = scratch[: _TILE * COLUMNS], scratch[_TILE * COLUMNS : 2 * _TILE * COLUMNS]
    weights = scratch[2 * _TILE * COLUMNS :]
    places = np.empty(rows, np.intp)  # where the weights of a row's sample stand
    for r in range(rows):
        places[r] = ((first + r) // q - first // q) * COLUMNS
    for panel in range((first + rows - 1) // PANEL + 1):
        start = panel * PANEL
        columns = min(PANEL, first + rows - start)
        _spread(received, q, first, rows, start, columns, weights)
        for r in range(max(0, start - first) // _TILE * _TILE, rows, _TILE):
            few, unit = min(_TILE, rows - r), 0
            _start(last, outputs, panel, weights, places, first, r, few, sums)
            for layer in range(layers):
                _ask_for(K, first + r, few, start, columns, layer, layers)
                add_product(
                    product, 0, COLUMNS,
                    factors, (first + r) * units + unit, units,
                    panels, (panel * units + unit) * COLUMNS, COLUMNS,
                    widths[layer], True, few, COLUMNS,
                )  # fmt: skip
                _add(product, weights, (1 + layer) * rows * COLUMNS, places, r, few, sums)
                unit += widths[layer]
            _write(sums, first + r, few, start, columns, K)


@njit(cache=True, error_model="numpy")
def _spread(received, q, first, rows, start, columns, weights):
    """Of each layer and sample that the rows belong to, the entries for the panel's columns.

    Each is stored eight times at once; what runs over is then overwritten by the next.
    """
    for layer in range(received.shape[0]):
        for sample in range(first // q, (first + rows - 1) // q + 1):
            at = (layer * rows + sample - first // q) * PANEL
            for other in range(start // q, (start + columns - 1) // q + 1):
                entry = spread(received[layer, sample, other])
                stop = min(columns, (other + 1) * q - start)
                for k in range(max(0, other * q - start), stop, WIDTH):
                    store_part(weights, at + k, WIDTH, entry)


@njit(cache=True, error_model="numpy")
def _start(last, outputs, panel, weights, places, first, row, few, sums):
    """What the last layer adds: an output meets itself only."""
    q = last.shape[1]
    output = (first + row) % q
    for r in range(few):
        factor = spread(last[first + row + r, output])
        for m in range(COLUMNS):
            value = factor * load(outputs, (panel * q + output) * COLUMNS + m)
            store(sums, r * COLUMNS + m, value * load(weights, places[row + r] + m))
        output = output + 1 if output + 1 < q else 0


@njit(cache=True, error_model="numpy")
def _add(product, weights, base, places, first, few, sums):
    """Add product ∘ weights."""
    for r in range(few):
        place = base + places[first + r]
        for m in range(COLUMNS):
            k = r * COLUMNS + m
            store(sums, k, fma(load(product, k), load(weights, place + m), load(sums, k)))


@njit(cache=True, error_model="numpy")
def _ask_for(K, first, few, start, columns, part, parts):
    """Have one of the parts of the memory that the tile is written to brought into cache."""
    size = K.shape[0]
    for k in range(part, columns, parts):
        ask_to_write(K, (start + k) * size + first)
    for r in range(part, few, parts):
        for k in range(0, columns, WIDTH):
            ask_to_write(K, (first + r) * size + start + k)


@njit(cache=True, error_model="numpy")
def _write(sums, first, few, start, columns, K):
    """Copy a tile to both triangles of K. On the diagonal they meet in the same numbers."""
    size = K.shape[0]
    for k in range(0, columns, WIDTH):
        column = k // WIDTH
        if few == _TILE and k + WIDTH <= columns:
            for r in range(_TILE):
                place = (first + r) * size + start + k
                store_part(K, place, WIDTH, load(sums, r * COLUMNS + column))
            store_turned(_rows(sums, column), K, (start + k) * size + first, size, WIDTH)
        else:
            for r in range(few):
                for m in range(min(WIDTH, columns - k)):
                    entry = sums[r * COLUMNS + column, m]
                    K[first + r, start + k + m] = K[start + k + m, first + r] = entry


@njit(cache=True, error_model="numpy")
def _rows(sums, column):
    """One column of a tile."""
    return (
        load(sums, column), load(sums, column + COLUMNS),
        load(sums, column + 2 * COLUMNS), load(sums, column + 3 * COLUMNS),
        load(sums, column + 4 * COLUMNS), load(sums, column + 5 * COLUMNS),
        load(sums, column + 6 * COLUMNS), load(sums, column + 7 * COLUMNS),
    )  # fmt: skip
