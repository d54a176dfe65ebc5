"""Eight numbers at once do what eight numbers do one by one, bit for bit."""

import operator

import numpy as np
import pytest
from numba import njit
from numba.core.errors import TypingError

from provcheck.compiled import lanes
from provcheck.compiled.lanes import WIDTH

RNG = np.random.default_rng(4)
A, B, C = RNG.normal(size=(3, 1, WIDTH))
U, V = RNG.integers(0, 2**64, size=(2, 1, WIDTH), dtype=np.uint64)
V[0, :3] = 0


def floats(formula):
    """A formula of three numbers, in lanes, and one number at a time."""
    scalar = njit(formula)

    @njit
    def whole(a, b, c, result):
        value = scalar(lanes.load(a, 0), lanes.load(b, 0), lanes.load(c, 0))
        lanes.store(result, 0, value)

    @njit
    def four_of(table):
        rows = lanes.load(table, 0), lanes.load(table, 1), lanes.load(table, 2)
        return lanes.stack(rows[2], rows[0], rows[1], rows[0])

    @njit
    def four(a, b, c, result):
        value = lanes.unstack(scalar(four_of(a), four_of(b), four_of(c)))
        lanes.store(result, 2, value[0])
        lanes.store(result, 0, value[1])
        lanes.store(result, 1, value[2])
        lanes.store(result, 3, value[3])

    result, several = np.empty((1, WIDTH)), np.empty((4, WIDTH))
    whole(A, B, C, result)
    four(*(np.concatenate([x, x[:, ::-1], x + 1.0]) for x in (A, B, C)), several)
    alone = [scalar(*row) for row in np.stack([A[0], B[0], C[0]], axis=1)]
    assert several[0].tobytes() == several[3].tobytes() == result[0].tobytes()
    assert several[1].tobytes() == result[0, ::-1].tobytes()
    return result[0], np.array(alone)


@pytest.mark.parametrize(
    "formula",
    [lambda a, b, c: a + b, lambda a, b, c: a - b, lambda a, b, c: a * b, lambda a, b, c: a / b,
     lambda a, b, c: 2.0 * a + 1.0, lambda a, b, c: -a, lambda a, b, c: lanes.fma(-a, b, c),
     lambda a, b, c: 1.0 / (3.0 - c) - a / 7.0,
     lambda a, b, c: lanes.fma(a, b, c), lambda a, b, c: lanes.fma(a, 0.3, -1.0) + b,
     lambda a, b, c: lanes.root(lanes.size(a)), lambda a, b, c: lanes.where_less(a, b, c, 5.0),
     lambda a, b, c: lanes.where_less(0.0, a, 1.0, b),
     lambda a, b, c: lanes.float_of(lanes.bits_of(a) ^ np.uint64(2**63))],
)  # fmt: skip
def test_floats_are_computed_one_by_one(formula):
    together, alone = floats(formula)
    assert together.tobytes() == alone.tobytes()


def test_fma_rounds_once():
    fused = njit(lambda a, b, c: lanes.fma(a, b, c))
    tiny = 2.0**-30
    assert fused(1 + tiny, 1 - tiny, -1.0) == -(2.0**-60)  # two roundings would give 0


@pytest.mark.parametrize("name", ["add", "sub", "mul", "and_", "or_", "xor"])
def test_words_are_computed_one_by_one_and_wrap(name):
    function = getattr(operator, name)

    @njit
    def whole(u, v, result):
        lanes.store(result, 0, function(lanes.load(u, 0), lanes.load(v, 0)))
        lanes.store(result, 1, function(lanes.load(u, 0), np.uint64(2**63 + 5)))

    result = np.empty((2, WIDTH), dtype=np.uint64)
    whole(U, V, result)
    exact = [[function(int(u), other) % 2**64 for u, other in zip(U[0], others, strict=True)]
             for others in (V[0].tolist(), [2**63 + 5] * WIDTH)]  # fmt: skip
    assert result.tolist() == exact


def test_words_shift_in_zeros():
    @njit
    def whole(u, result):
        lanes.store(result, 0, lanes.load(u, 0) >> np.uint64(3))
        lanes.store(result, 1, lanes.load(u, 0) << np.uint64(3))

    result = np.empty((2, WIDTH), dtype=np.uint64)
    whole(U, result)
    assert result[0].tolist() == [u >> 3 for u in U[0].tolist()]
    assert result[1].tolist() == [(u << 3) % 2**64 for u in U[0].tolist()]


def test_where_zero_looks_at_the_word():
    @njit
    def whole(v, a, b, result, words):
        chosen = lanes.where_zero(lanes.load(v, 0), lanes.load(a, 0), lanes.load(b, 0))
        lanes.store(result, 0, chosen)
        lanes.store(words, 0, lanes.where_zero(lanes.load(v, 0), np.uint64(7), lanes.load(v, 0)))

    result, words = np.empty((1, WIDTH)), np.empty((1, WIDTH), dtype=np.uint64)
    whole(V, A, B, result, words)
    assert np.array_equal(result[0], np.where(V[0] == 0, A[0], B[0]))
    assert np.array_equal(words[0], np.where(V[0] == 0, 7, V[0]))


def test_words_in_fours():
    @njit
    def whole(v, result):
        first, second = lanes.load(v, 0), lanes.load(v, 1)
        words = lanes.stack(first, second, first, second)
        words = lanes.where_zero(words, np.uint64(7), words + words) ^ np.uint64(1)
        chosen = lanes.unstack(lanes.where_zero(words, words, words >> np.uint64(3)))
        lanes.store(result, 0, chosen[0])
        lanes.store(result, 1, chosen[3])

    words, result = np.concatenate([V, U]), np.empty((2, WIDTH), dtype=np.uint64)
    whole(words, result)
    doubled = np.where(words == 0, np.uint64(7), words + words) ^ np.uint64(1)
    assert np.array_equal(result, np.where(doubled == 0, doubled, doubled >> np.uint64(3)))


def test_rows_of_two_lengths_do_not_mix():
    @njit
    def whole(a):
        x = lanes.load(a, 0)
        return x + lanes.stack(x, x, x, x)

    with pytest.raises(TypingError):
        whole(A)


@pytest.mark.parametrize("place", [None, 0, 7])
def test_all_below_looks_at_every_lane(place):
    @njit
    def below(a, limit):
        return lanes.all_below(lanes.load(a, 0), limit)

    table = np.full((1, WIDTH), 1.0)
    if place is not None:
        for value in (2.0, 3.0, np.nan):
            table[0, place] = value
            assert not below(table, 2.0)
    else:
        assert below(table, 2.0)


def test_rows_spread_and_gather():
    @njit
    def whole(table, numbers, positions, result):
        lanes.store(result, 0, lanes.at(table, 1))
        lanes.store(result, 1, lanes.spread(lanes.at(numbers, 3)))
        lanes.store(result, 2, lanes.gather(numbers, lanes.load(positions, 0)))

    table, numbers, result = RNG.normal(size=(2, WIDTH)), RNG.normal(size=30), np.empty((3, WIDTH))
    positions = RNG.integers(0, 30, size=(1, WIDTH), dtype=np.uint64)
    whole(table, numbers, positions, result)
    expected = [table[1], np.full(WIDTH, numbers[3]), numbers[positions[0]]]
    assert np.array_equal(result, expected)


def test_total_adds_in_halves():
    @njit
    def sum_of(table):
        return lanes.total(lanes.load(table, 0))

    x = A[0]
    assert sum_of(A) == ((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7]))


@pytest.mark.parametrize("count", [-1, 0, 1, 5, 8, 9])
def test_part_of_a_row_leaves_the_rest_alone(count):
    @njit
    def move(source, target, count):
        lanes.store_part(target, 2, count, lanes.load_part(source, 3, count) + 1.0)

    source, target = RNG.normal(size=(4, 5)), np.full(12, 7.0)
    move(source, target, count)
    used = max(0, min(count, WIDTH))
    expected = np.full(12, 7.0)
    expected[2 : 2 + used] = source.ravel()[3 : 3 + used] + 1.0
    assert np.array_equal(target, expected)


def test_part_is_zero_past_the_count():
    @njit
    def read(source, result):
        lanes.store(result, 0, lanes.load_part(source, 1, 3))

    result = np.empty((1, WIDTH))
    read(np.full(4, np.nan), result)
    assert np.isnan(result[0, :3]).all() and not result[0, 3:].any()


@pytest.mark.parametrize(
    "table", [np.ones(WIDTH), np.ones((2, WIDTH), order="F"), np.ones((2, WIDTH), dtype=np.float32)]
)
def test_what_is_not_a_table_is_refused(table):
    @njit
    def first(table, result):
        lanes.store(result, 0, lanes.load(table, 0))

    with pytest.raises(TypingError):
        first(table, np.empty((1, WIDTH)))


def test_words_and_floats_do_not_mix():
    @njit
    def mixed(a, u, result):
        lanes.store(result, 0, lanes.load(a, 0) + lanes.load(u, 0))

    with pytest.raises(TypingError):
        mixed(A, U, np.empty((1, WIDTH)))
