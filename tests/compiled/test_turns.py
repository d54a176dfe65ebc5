"""Turns between threads: every number once, whoever takes it."""

import numpy as np
from numba import njit, prange

from provcheck.compiled.turns import take_turn


@njit(parallel=True)
def count_takers(pieces, threads, taken):
    turns = np.zeros(1, np.int64)
    for _ in prange(threads):
        piece = take_turn(turns)
        while piece < pieces:
            taken[piece] += 1
            piece = take_turn(turns)


def test_every_piece_is_taken_once():
    for pieces in (0, 1, 2, 7, 10_000):
        for threads in (1, 2, 5):
            taken = np.zeros(pieces, np.int64)
            count_takers(pieces, threads, taken)
            assert np.all(taken == 1)
