"""The generator gives its published answers, and what is drawn from it has the right law.

Every statistical test has a fixed seed; a correct generator would fail it for one seed in 10^6.
"""

import numpy as np
import pytest
from flint import arb, ctx
from scipy import stats

from provcheck.errors import DomainError
from provcheck.reference import as_ball, philox
from provcheck.reference.philox import Stream

SEED = 20_24_11_22
FALSE_ALARM = 1e-6
NOISE = Stream.NOISE
PATHS = np.arange(2000)
WORD = 2**32 - 1

KNOWN = [  # Random123, kat_vectors: philox4x32, 10 rounds
    ([0] * 4, [0] * 2, [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
    ([WORD] * 4, [WORD] * 2, [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
    ([0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344], [0xA4093822, 0x299F31D0],
     [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "named"),
    [({"seed": -1}, "seed"), ({"seed": 2**64}, "seed"), ({"step": 2**32}, "step"),
     ({"step": -1}, "step"), ({"count": -1}, "count"), ({"paths": [2**32]}, "path"),
     ({"paths": [-1]}, "path"), ({"paths": [0.5]}, "paths"), ({"paths": [[1]]}, "paths")],
)  # fmt: skip
def test_an_address_out_of_range_is_refused(change, named):
    address = {"seed": 1, "stream": NOISE, "paths": [0], "step": 0, "count": 1} | change
    for draw in (philox.bits, philox.uniforms, philox.normals):
        with pytest.raises(DomainError, match=f"{named} "):
            draw(**address)


@pytest.mark.parametrize("below", [0, -3, 2**32 + 1, 2.5, [3, 0]])
def test_integers_below_nothing_are_refused(below):
    with pytest.raises(DomainError, match="integers: below is"):
        philox.integers(1, NOISE, [0], 0, 2, below=below)


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_known_answers(counter, key, answer):
    words = philox.philox4x32(counter, key)
    assert words.dtype == np.uint32 and words.tolist() == answer


def test_counters_and_keys_broadcast():
    counters, keys, answers = (np.array(column) for column in zip(*KNOWN, strict=True))
    assert np.array_equal(philox.philox4x32(counters, keys), answers)
    table = philox.philox4x32(counters[:, None], keys)
    assert table.shape == (3, 3, 4) and np.array_equal(table[[0, 1, 2], [0, 1, 2]], answers)


def test_the_address_is_what_the_docstring_says():
    seed = 0x0123456789ABCDEF
    block = philox.philox4x32([7, 11, 2, 0x01234567], [0x89ABCDEF, int(NOISE)]).tolist()
    drawn = philox.bits(seed, NOISE, [7], 11, 6)[0].tolist()
    assert drawn[4:] == [block[0] | block[1] << 32, block[2] | block[3] << 32]


def test_a_number_depends_on_its_address_alone():
    every = philox.normals(SEED, NOISE, PATHS, 3, 7)
    some = philox.normals(SEED, NOISE, [1999, 4], 3, 5)
    assert np.array_equal(some, every[[1999, 4], :5])
    assert philox.normals(SEED, NOISE, PATHS[:0], 3, 7).shape == (0, 7)
    assert philox.normals(SEED, NOISE, [5], 3, 0).shape == (1, 0)


def test_no_two_addresses_share_a_number():
    seeds = (SEED, SEED + 1, SEED + 2**32)
    drawn = [
        philox.bits(seed, stream, PATHS[:50], step, 3)
        for seed in seeds
        for stream in Stream
        for step in range(3)
    ]
    assert len(np.unique(drawn)) == np.size(drawn)  # chance of a clash of true bits 1e-12


def test_the_extreme_words_give_the_extreme_uniforms():
    least, largest = philox.to_unit(np.array([0, 2**64 - 1], dtype=np.uint64))
    assert least == 2.0**-53 and largest == 1 - 2.0**-53


def test_uniforms_fill_the_unit_interval_evenly():
    drawn = philox.uniforms(SEED, NOISE, PATHS, 0, 50).ravel()
    counts = np.histogram(drawn, bins=256, range=(0, 1))[0]
    assert stats.chisquare(counts).pvalue > FALSE_ALARM
    fine = np.histogram(drawn * 2**20 % 1, bins=256, range=(0, 1))[0]
    assert stats.chisquare(fine).pvalue > FALSE_ALARM


def test_normals_have_the_normal_law():
    drawn = philox.normals(SEED, NOISE, PATHS, 0, 50).ravel()
    assert stats.kstest(drawn, "norm").pvalue > FALSE_ALARM
    edges = stats.norm.ppf(np.linspace(0, 1, 101))
    assert stats.chisquare(np.histogram(drawn, bins=edges)[0]).pvalue > FALSE_ALARM
    limit = stats.norm.isf(FALSE_ALARM / 8)  # four moments, two sides
    for power, mean, variance in ((1, 0, 1), (2, 1, 2), (3, 0, 15), (4, 3, 96)):
        score = (np.mean(drawn**power) - mean) / np.sqrt(variance / drawn.size)
        assert abs(score) < limit


@pytest.mark.parametrize("other", ["position", "path", "step", "stream", "seed"])
def test_neighbours_are_uncorrelated(other):
    base = philox.normals(SEED, NOISE, PATHS, 0, 51)
    there = {
        "position": lambda: base[:, 1:],
        "path": lambda: philox.normals(SEED, NOISE, PATHS + 1, 0, 50),
        "step": lambda: philox.normals(SEED, NOISE, PATHS, 1, 50),
        "stream": lambda: philox.normals(SEED, Stream.INITIAL, PATHS, 0, 50),
        "seed": lambda: philox.normals(SEED + 1, NOISE, PATHS, 0, 50),
    }[other]()
    here = base[:, :50]
    limit = stats.norm.isf(FALSE_ALARM / 4) / np.sqrt(here.size)
    assert abs(np.mean(here * there)) < limit
    assert abs(np.mean((here**2 - 1) * (there**2 - 1)) / 2) < limit


@pytest.mark.parametrize("below", [1, 2, 7, 1000])
def test_integers_are_uniform(below):
    drawn = philox.integers(SEED, NOISE, PATHS, 0, 50, below=below).ravel()
    assert drawn.min() >= 0 and drawn.max() < below
    if below > 1:
        counts = np.bincount(drawn, minlength=below)
        assert stats.chisquare(counts).pvalue > FALSE_ALARM


@pytest.mark.parametrize("below", [1, 3, 20, 2**31 + 1, 2**32 - 1, 2**32])
def test_scaling_down_is_the_exact_quotient(below):
    words = [
        0,
        1,
        2**32 - 1,
        2**32,
        2**63,
        2**64 - 1,
        *map(int, philox.bits(1, NOISE, [0], 0, 9)[0]),
    ]
    scaled = philox.scale_down(np.array(words, dtype=np.uint64), np.uint64(below))
    assert scaled.tolist() == [word * below >> 64 for word in words]


def test_the_limit_may_differ_by_position():
    drawn = philox.integers(SEED, NOISE, PATHS, 0, 3, below=[1, 2, 10])
    assert drawn.max(axis=0).tolist() == [0, 1, 9]


def test_the_reference_normals_are_within_the_stated_bound_of_the_formula():
    before, ctx.prec = ctx.prec, 200
    pairs = philox.uniforms(SEED, NOISE, PATHS[:100], 0, 2)
    drawn = philox.normals(SEED, NOISE, PATHS[:100], 0, 2)
    exact = philox.box_muller(as_ball(pairs[:, 0]), as_ball(pairs[:, 1]), arb.pi())
    for column, balls in zip(drawn.T, exact, strict=True):
        for number, ball in zip(column, balls, strict=True):
            assert abs(arb(number) - ball) < arb(2) ** -53 * 16 * arb("8.6")
    ctx.prec = before
