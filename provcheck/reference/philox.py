"""Random numbers by address: Philox4x32-10, a counter-based generator, and what is made of it.

Every number is a function of (seed, stream, path, step, position) alone, so that a simulation can
be cut into pieces, run on any number of threads or begun in the middle, and draw the same numbers.

    key     = (low word of the seed, stream)
    counter = (path, step, block, high word of the seed)        -> four words of 32 bits

A block gives two uniforms, or two normals, or two integers.

Source:
    Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3, SC'11.
"""

from enum import IntEnum
from typing import Any

import numpy as np

from provcheck.errors import DomainError

Array = np.ndarray

MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
KEY_STEPS = (0x9E3779B9, 0xBB67AE85)
ROUNDS = 10
MASK = 0xFFFFFFFF


class Stream(IntEnum):
    """What the numbers are for; different streams of one seed never share a number."""

    INITIAL = 0
    """initial weights"""
    NOISE = 1
    """Brownian increments"""
    BATCH = 2
    """indices of mini-batches"""


def philox4x32(counter: Array, key: Array) -> Array:
    """The generator itself, a bijection of the counters for every key.

    Args:
        counter: (..., 4) integers in [0, 2^32).
        key: (..., 2) integers in [0, 2^32); leading axes broadcast against those of counter.

    Returns:
        (..., 4) uint32.
    """
    c0, c1, c2, c3 = np.moveaxis(np.asarray(counter, dtype=np.uint64), -1, 0)
    k0, k1 = np.moveaxis(np.asarray(key, dtype=np.uint64), -1, 0)
    for _ in range(ROUNDS):
        first, second = c0 * MULTIPLIERS[0], c2 * MULTIPLIERS[1]  # 64 bits: no overflow
        c0, c1, c2, c3 = (
            (second >> 32) ^ c1 ^ k0,
            second & MASK,
            (first >> 32) ^ c3 ^ k1,
            first & MASK,
        )
        k0, k1 = (k0 + KEY_STEPS[0]) & MASK, (k1 + KEY_STEPS[1]) & MASK
    return np.stack(np.broadcast_arrays(c0, c1, c2, c3), axis=-1).astype(np.uint32)


def bits(seed: int, stream: Stream, paths: Array, step: int, count: int) -> Array:
    """Uniform integers in [0, 2^64), (K, count): position m is half of block m // 2.

    Args:
        seed: in [0, 2^64).
        stream: what the numbers are for.
        paths: (K,) integers in [0, 2^32).
        step: in [0, 2^32).
        count: numbers wanted of every path, in [0, 2^32].

    Raises:
        DomainError: an address is outside its range.
    """
    paths = require_address(seed, paths, step, count)
    blocks = (count + 1) // 2
    counter = np.empty((len(paths), blocks, 4), dtype=np.uint64)
    counter[:, :, 0] = paths[:, None]
    counter[:, :, 1] = step
    counter[:, :, 2] = np.arange(blocks)
    counter[:, :, 3] = seed >> 32
    words = philox4x32(counter, [seed & MASK, int(stream)]).astype(np.uint64)
    halves = words.reshape(len(paths), 2 * blocks, 2)
    return (halves[:, :count, 1] << 32) | halves[:, :count, 0]


def uniforms(seed: int, stream: Stream, paths: Array, step: int, count: int) -> Array:
    """Uniform numbers in (0, 1), (K, count) float64: the odd multiples of 2^-53, all alike.

    Arguments and errors as in `bits`. Neither 0 nor 1 occurs; the mean is exactly 1/2.
    """
    return to_unit(bits(seed, stream, paths, step, count))


def normals(seed: int, stream: Stream, paths: Array, step: int, count: int) -> Array:
    """Standard normal numbers, (K, count) float64, within 8.6 of 0 (probability 1e-17 beyond).

    Arguments and errors as in `bits`.
    """
    require_address(seed, paths, step, count)
    units = uniforms(seed, stream, paths, step, count + count % 2)
    draws = np.empty(units.shape)
    draws[:, 0::2], draws[:, 1::2] = box_muller(units[:, 0::2], units[:, 1::2])
    return draws[:, :count]


def integers(
    seed: int, stream: Stream, paths: Array, step: int, count: int, *, below: Array
) -> Array:
    """Uniform integers, (K, count) int64; position m lies in [0, below[m]).

    The product of 64 random bits with `below`, without its lower 64 bits: each value has a
    probability within 2^-64 of 1/below, so nothing that is drawn fewer than 2^60/below times can
    tell (rejection would cost the fixed address of every number).

    Args:
        below: scalar or (count,) integers in [1, 2^32]; the rest and the errors as in `bits`.
    """
    limits = require_limits(below, count)
    return scale_down(bits(seed, stream, paths, step, count), limits)


def to_unit(word: Array) -> Array:
    """(0, 1) from 64 bits: the upper 52, and a half."""
    return ((word >> 12).astype(np.float64) + 0.5) * 2.0**-52


def scale_down(word: Array, below: Array) -> Array:
    """word * below / 2^64, rounded down, for below <= 2^32: in two halves, without overflow."""
    low = (word & MASK) * below >> 32
    return (((word >> 32) * below + low) >> 32).astype(np.int64)


def box_muller(radial: Any, angular: Any, pi: Any = np.pi) -> tuple[Any, Any]:
    """Two independent standard normals from two independent uniforms in (0, 1).

    Args:
        radial, angular: same shape, float64, or object arrays of arb.
        pi: in their number type.
    """
    radius = np.sqrt(-2 * np.log(radial))
    return radius * np.cos(2 * pi * angular), radius * np.sin(2 * pi * angular)


def require_address(seed: int, paths: Array, step: int, count: int) -> Array:
    """Refuse what does not fit the counter; return the paths as integers, (K,)."""
    paths = np.asarray(paths)
    if paths.ndim != 1 or paths.dtype.kind not in "iu":
        raise DomainError(
            f"philox: paths has shape {paths.shape} and type {paths.dtype}; expected (K,) integers"
        )
    for name, value, limit in (("seed", seed, 2**64), ("step", step, 2**32)):
        if not 0 <= value < limit:
            raise DomainError(f"philox: {name} is {value}; expected an integer in [0, {limit})")
    if not 0 <= count <= 2**32:
        raise DomainError(f"philox: count is {count}; expected an integer in [0, 2^32]")
    if len(paths) and not (paths.min() >= 0 and paths.max() <= MASK):
        raise DomainError("philox: a path is outside [0, 2^32)")
    return paths.astype(np.uint64)


def require_limits(below: Array, count: int) -> Array:
    """Refuse limits of integers outside [1, 2^32]; return them as (count,) uint64."""
    limits = np.array(np.broadcast_to(np.asarray(below), (count,)))
    if count and not (limits.dtype.kind in "iu" and limits.min() >= 1 and limits.max() <= 2**32):
        raise DomainError(f"integers: below is {below}; expected integers in [1, 2^32]")
    return limits.astype(np.uint64)
