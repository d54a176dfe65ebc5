"""The reference's numbers: integers and uniforms bit for bit, normals within roundings."""

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from provcheck.compiled import philox as compiled
from provcheck.errors import DomainError
from provcheck.reference import as_ball, philox
from provcheck.reference.philox import Stream
from tests.reference.test_philox import KNOWN

addresses = st.fixed_dictionaries({
    "seed": st.integers(0, 2**64 - 1), "stream": st.sampled_from(Stream),
    "paths": st.lists(st.integers(0, 2**32 - 1), max_size=4).map(lambda k: np.array(k, dtype=int)),
    "step": st.integers(0, 2**32 - 1), "count": st.integers(0, 9),
})  # fmt: skip


def test_an_address_out_of_range_is_refused():
    for draw in (compiled.bits, compiled.uniforms, compiled.normals):
        with pytest.raises(DomainError, match="seed is -1"):
            draw(-1, Stream.NOISE, [0], 0, 1)
    with pytest.raises(DomainError, match="below is 0"):
        compiled.integers(1, Stream.NOISE, [0], 0, 1, below=0)


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_known_answers(counter, key, answer):
    words = compiled.philox4x32(counter, key)
    assert words.dtype == np.uint32 and words.tolist() == answer


def test_counters_and_keys_broadcast():
    counters, keys, _ = (np.array(column) for column in zip(*KNOWN, strict=True))
    expected = philox.philox4x32(counters[:, None], keys)
    assert np.array_equal(compiled.philox4x32(counters[:, None], keys), expected)


@given(addresses)
@settings(max_examples=60, deadline=None)
def test_bits_and_uniforms_equal_the_reference_bit_for_bit(address):
    for name in ("bits", "uniforms"):
        ours, plain = (getattr(module, name)(**address) for module in (compiled, philox))
        assert ours.dtype == plain.dtype and ours.shape == plain.shape
        assert ours.tobytes() == plain.tobytes()


@given(addresses, st.integers(1, 2**32))
@settings(max_examples=60, deadline=None)
def test_integers_equal_the_reference(address, below):
    ours = compiled.integers(**address, below=below)
    assert np.array_equal(ours, philox.integers(**address, below=below))


def test_normals_are_within_the_counted_roundings_of_the_formula():
    before, ctx.prec = ctx.prec, 200
    address = (7, Stream.NOISE, np.arange(400), 1, 6)
    pairs = philox.uniforms(*address).reshape(-1, 2)
    drawn = compiled.normals(*address).reshape(-1, 2)
    exact = philox.box_muller(as_ball(pairs[:, 0]), as_ball(pairs[:, 1]), arb.pi())
    for column, balls in zip(drawn.T, exact, strict=True):
        for number, ball in zip(column, balls, strict=True):
            assert abs(arb(number) - ball) <= compiled.NORMAL_ROUNDINGS * arb(2) ** -53 * abs(ball)
    ctx.prec = before


def test_normals_equal_the_reference_within_both_bounds():
    address = (7, Stream.NOISE, np.arange(2000), 1, 7)
    difference = abs(compiled.normals(*address) - philox.normals(*address))
    assert difference.max() <= 2.0**-53 * 8.6 * (16 + compiled.NORMAL_ROUNDINGS)
