"""What one core can do at most: loops of nothing but one kind of work, for `provcheck bench`.

Four rows go in lockstep, as `lanes.py` says. Each loop writes what it summed into a row `total`
(1, 8), so that no work can be left out; all of them can run in several threads at once.
"""

import numpy as np
from numba import njit

from provcheck.compiled.activations import inverses
from provcheck.compiled.lanes import WIDTH, fma, load, spread, stack, store, unstack
from provcheck.compiled.philox import normals_of_bits, pair_of_bits
from provcheck.compiled.powers import power_of_two

LANES = WIDTH
_LOG2_E = 1.4426950408889634

CHAINS = 16  # independent sums, more than two units with a latency of four need


@njit(cache=True, nogil=True, error_model="numpy")
def multiply_adds(rounds, total):
    """2 · CHAINS · WIDTH · `rounds` operations."""
    factor, start = spread(1.0 - 2.0**-30), 0.1
    c0, c1, c2, c3 = spread(start), spread(start + 1), spread(start + 2), spread(start + 3)
    c4, c5, c6, c7 = spread(start + 4), spread(start + 5), spread(start + 6), spread(start + 7)
    d0, d1, d2, d3 = c0 + 9.0, c1 + 9.0, c2 + 9.0, c3 + 9.0
    d4, d5, d6, d7 = c4 + 9.0, c5 + 9.0, c6 + 9.0, c7 + 9.0
    step = spread(1e-9)
    for _ in range(rounds):
        c0, c1, c2, c3 = (
            fma(c0, factor, step), fma(c1, factor, step),
            fma(c2, factor, step), fma(c3, factor, step),
        )  # fmt: skip
        c4, c5, c6, c7 = (
            fma(c4, factor, step), fma(c5, factor, step),
            fma(c6, factor, step), fma(c7, factor, step),
        )  # fmt: skip
        d0, d1, d2, d3 = (
            fma(d0, factor, step), fma(d1, factor, step),
            fma(d2, factor, step), fma(d3, factor, step),
        )  # fmt: skip
        d4, d5, d6, d7 = (
            fma(d4, factor, step), fma(d5, factor, step),
            fma(d6, factor, step), fma(d7, factor, step),
        )  # fmt: skip
    low = ((c0 + c1) + (c2 + c3)) + ((c4 + c5) + (c6 + c7))
    high = ((d0 + d1) + (d2 + d3)) + ((d4 + d5) + (d6 + d7))
    store(total, 0, low + high)


@njit(cache=True, nogil=True, error_model="numpy")
def exponentials(table, rounds, total):
    """exp of each number of a table (rows, 8), `rounds` times, and their sums."""
    zero = spread(0.0)
    sums = stack(zero, zero, zero, zero)
    for _ in range(rounds):
        for row in range(0, table.shape[0], 4):
            sums = sums + power_of_two(_four(table, row) * _LOG2_E)
    _add_up(sums, total)


@njit(cache=True, nogil=True, error_model="numpy")
def sigmoids(table, rounds, total):
    """1/(1 + exp(-x)) of every number of a table (rows, 8), two to a division."""
    zero = spread(0.0)
    sums = stack(zero, zero, zero, zero)
    for _ in range(rounds):
        for row in range(0, table.shape[0], 4):
            sums = sums + inverses(1.0 + power_of_two(_four(table, row) * -_LOG2_E))
    _add_up(sums, total)


@njit(cache=True, error_model="numpy")
def _four(table, row):
    first, second = load(table, row), load(table, row + 1)
    return stack(first, second, load(table, row + 2), load(table, row + 3))


@njit(cache=True, error_model="numpy")
def _add_up(sums, total):
    parts = unstack(sums)
    store(total, 0, (parts[0] + parts[1]) + (parts[2] + parts[3]))


@njit(cache=True, nogil=True, error_model="numpy")
def normals(rounds, total):
    """2 · WIDTH · `rounds` standard normal numbers, and their sums; a multiple of four rounds."""
    zero = spread(0.0)
    sums, paths = stack(zero, zero, zero, zero), spread(np.uint64(0))
    for step in range(0, rounds, 4):
        a, b = _bits_of_step(paths, step), _bits_of_step(paths, step + 1)
        c, d = _bits_of_step(paths, step + 2), _bits_of_step(paths, step + 3)
        first, second = normals_of_bits(
            stack(a[0], b[0], c[0], d[0]), stack(a[1], b[1], c[1], d[1])
        )
        sums = sums + first + second
    _add_up(sums, total)


@njit(cache=True, error_model="numpy")
def _bits_of_step(paths, step):
    return pair_of_bits(np.uint64(1), np.uint64(1), paths, np.uint64(step), np.uint64(0))


@njit(cache=True, nogil=True, error_model="numpy")
def words(rounds, total):
    """2 · WIDTH · `rounds` random words of 64 bits; `total` is of uint64."""
    sums, paths = spread(np.uint64(0)), spread(np.uint64(0))
    for step in range(rounds):
        first, second = _bits_of_step(paths, step)
        sums = sums ^ first ^ second
    store(total, 0, sums)
