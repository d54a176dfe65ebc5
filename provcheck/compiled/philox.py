"""Compiled twins of `provcheck.reference.philox`: the same numbers from the same addresses.

Integers and uniforms are equal bit for bit. A normal is within NORMAL_ROUNDINGS * 2^-53 of the
exact Box-Muller value, relatively: 3 for the logarithm, halved by the square root and 1 for
itself, 4 for the cosine, 1 for the product, rounded up. The reference's normals, which go through
NumPy's sine of a rounded 2 pi v, are within 2^-53 * 16 * 8.6 of it, absolutely.

The small functions take one path or eight of them (`lanes.py`), with the same bits in both forms.
"""

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from provcheck.compiled.elementary import cosine_and_sine_of_turn, log
from provcheck.compiled.lanes import LLVM, WIDTH, WORDS, float_of, root
from provcheck.reference import philox
from provcheck.reference.philox import Stream

Array = np.ndarray

NORMAL_ROUNDINGS = 8

_FIRST, _SECOND = (np.uint64(multiplier) for multiplier in philox.MULTIPLIERS)
_KEY_STEP_0, _KEY_STEP_1 = (np.uint64(step) for step in philox.KEY_STEPS)
_MASK = np.uint64(philox.MASK)
_32, _12 = np.uint64(32), np.uint64(12)
_ONE_BITS = np.uint64(0x3FF0000000000000)


def philox4x32(counter: Array, key: Array) -> Array:
    """The generator itself: counter (..., 4) and key (..., 2) give (..., 4) uint32."""
    counter, key = np.asarray(counter, dtype=np.uint64), np.asarray(key, dtype=np.uint64)
    shape = np.broadcast_shapes(counter.shape[:-1], key.shape[:-1])
    counters = np.broadcast_to(counter, (*shape, 4)).reshape(-1, 4)
    keys = np.broadcast_to(key, (*shape, 2)).reshape(-1, 2)
    return _philox4x32(counters, keys).reshape(*shape, 4)


def bits(seed: int, stream: Stream, paths: Array, step: int, count: int) -> Array:
    """Uniform integers in [0, 2^64), (K, count)."""
    paths = philox.require_address(seed, paths, step, count)
    return _bits(np.uint64(seed), np.uint64(stream), paths, np.uint64(step), count)


def uniforms(seed: int, stream: Stream, paths: Array, step: int, count: int) -> Array:
    """Uniform numbers in (0, 1), (K, count): the odd multiples of 2^-53."""
    paths = philox.require_address(seed, paths, step, count)
    return _uniforms(np.uint64(seed), np.uint64(stream), paths, np.uint64(step), count)


def normals(seed: int, stream: Stream, paths: Array, step: int, count: int) -> Array:
    """Standard normal numbers, (K, count)."""
    paths = philox.require_address(seed, paths, step, count)
    return _normals(np.uint64(seed), np.uint64(stream), paths, np.uint64(step), count)


def integers(
    seed: int, stream: Stream, paths: Array, step: int, count: int, *, below: Array
) -> Array:
    """Uniform integers, (K, count) int64; position m lies in [0, below[m])."""
    paths = philox.require_address(seed, paths, step, count)
    limits = philox.require_limits(below, count)
    return _integers(np.uint64(seed), np.uint64(stream), paths, np.uint64(step), limits)


@njit(cache=True)
def generate(c0, c1, c2, c3, k0, k1):
    """Four words of 32 bits, each in a uint64: counters of one kind, keys scalar."""
    c0, c1, c2, c3 = _rounds(c0, c1, c2, c3, k0, k1)
    return c0 & _MASK, c1 & _MASK, c2 & _MASK, c3 & _MASK


@njit(cache=True)
def _rounds(c0, c1, c2, c3, k0, k1):
    """Ten rounds, one by one: a scalar among eight paths may stay one for three of them."""
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1, 0)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1, 1)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1, 2)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1, 3)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1, 4)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1, 5)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1, 6)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1, 7)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1, 8)
    return _round(c0, c1, c2, c3, k0, k1, 9)


@njit(cache=True)
def _round(c0, c1, c2, c3, k0, k1, number):
    """One round; what stands above the lower 32 bits, of words and of keys, has no meaning."""
    k0, k1 = k0 + np.uint64(number) * _KEY_STEP_0, k1 + np.uint64(number) * _KEY_STEP_1
    first, second = (c0 & _MASK) * _FIRST, (c2 & _MASK) * _SECOND
    return (second >> _32) ^ c1 ^ k0, second, (first >> _32) ^ c3 ^ k1, first


@njit(cache=True)
def pair_of_bits(seed, stream, path, step, block):
    """The two numbers of 64 bits of one block; `path` is a uint64 or eight, the rest uint64."""
    w0, w1, w2, w3 = _rounds(path, step, block, seed >> _32, seed & _MASK, stream)
    return _join(w0, w1), _join(w2, w3)


@intrinsic
def _join(typing, low, high):
    """The lower 32 bits of `low` below those of `high`."""
    if low != high or low not in (types.uint64, WORDS):
        return None

    def emit(context, builder, sig, args):
        if low == types.uint64:
            upper = builder.shl(args[1], args[1].type(32))
            return builder.or_(upper, builder.and_(args[0], args[0].type(2**32 - 1)))
        halves = ir.VectorType(ir.IntType(32), 2 * WIDTH)
        places = [k + start for k in range(0, 2 * WIDTH, 2) for start in (0, 2 * WIDTH)]
        order = ir.Constant(halves, places)
        low_words, high_words = (builder.bitcast(word, halves) for word in args)
        return builder.bitcast(builder.shuffle_vector(low_words, high_words, order), LLVM[WORDS])

    return low(low, high), emit


@njit(cache=True)
def to_unit(word):
    """(0, 1) from 64 bits: the upper 52 as the fraction of a number in [1, 2), minus 1 - 2^-53."""
    return float_of((word >> _12) | _ONE_BITS) - (1.0 - 2.0**-53)


@njit(cache=True, forceinline=True)
def pair_of_normals(seed, stream, path, step, block):
    """The two normals of one block; arguments as for `pair_of_bits`."""
    radial, angular = pair_of_bits(seed, stream, path, step, block)
    return normals_of_bits(radial, angular)


@njit(cache=True)
def normals_of_bits(radial, angular):
    """Two normals from the two numbers of 64 bits of a block."""
    radius = root(-2.0 * log(to_unit(radial)))
    cosine, sine = cosine_and_sine_of_turn(to_unit(angular))
    return radius * cosine, radius * sine


@njit(cache=True)
def scale_down(word, below):
    """word * below / 2^64, rounded down, for below <= 2^32; uint64."""
    low = ((word & _MASK) * below) >> _32
    return ((word >> _32) * below + low) >> _32


@njit(cache=True)
def _philox4x32(counters, keys):
    result = np.empty(counters.shape, dtype=np.uint32)
    for i in range(counters.shape[0]):
        c, k = counters[i], keys[i]
        w0, w1, w2, w3 = generate(c[0], c[1], c[2], c[3], k[0], k[1])
        result[i, 0], result[i, 1], result[i, 2], result[i, 3] = w0, w1, w2, w3
    return result


@njit(cache=True)
def _bits(seed, stream, paths, step, count):
    result = np.empty((paths.shape[0], count), dtype=np.uint64)
    for k in range(paths.shape[0]):
        for m in range(0, count, 2):
            first, second = pair_of_bits(seed, stream, paths[k], step, np.uint64(m // 2))
            result[k, m] = first
            if m + 1 < count:
                result[k, m + 1] = second
    return result


@njit(cache=True)
def _uniforms(seed, stream, paths, step, count):
    words = _bits(seed, stream, paths, step, count)
    result = np.empty(words.shape)
    for k in range(words.shape[0]):
        for m in range(count):
            result[k, m] = to_unit(words[k, m])
    return result


@njit(cache=True)
def _normals(seed, stream, paths, step, count):
    result = np.empty((paths.shape[0], count))
    for k in range(paths.shape[0]):
        for m in range(0, count, 2):
            first, second = pair_of_normals(seed, stream, paths[k], step, np.uint64(m // 2))
            result[k, m] = first
            if m + 1 < count:
                result[k, m + 1] = second
    return result


@njit(cache=True)
def _integers(seed, stream, paths, step, limits):
    words = _bits(seed, stream, paths, step, limits.shape[0])
    result = np.empty(words.shape, dtype=np.int64)
    for k in range(words.shape[0]):
        for m in range(limits.shape[0]):
            result[k, m] = scale_down(words[k, m], limits[m])
    return result
