"""Powers of two of any float64, by a table of sixteen that stays in two registers; scalar or lanes.

x = k/16 + r with an integer k and |r| <= 1/32, found by adding and subtracting a large number, both
exactly; 2^x = 2^(k >> 4) T[k & 15] (1 + r q(r)), with T[j] = 2^(j/16) rounded and q of degree 5
interpolating (2^r - 1)/r at Chebyshev's points, so that 1 + r q(r) is within 2^-55 of 2^r. One
addition of k << 48 to the bits of T[j], stored less j << 48, makes the first two factors one
number.
Roundings, in units of 2^-53 relative to the exact value: 3 (1 of the table, 1 of the last addition;
what is left of r q(r) and of q is below 1/2).
"""

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils, config
from numba.core.codegen import get_host_cpu_features
from numba.extending import intrinsic

from provcheck.compiled.lanes import (
    LLVM,
    WIDTH,
    WORDS,
    WORDS_4,
    bits_of,
    call,
    float_of,
    fma,
    joined,
    parted,
)

ROOTS = tuple(float(np.float64(root)) for root in (
    1.0, 1.0442737824274138, 1.0905077326652577, 1.1387886347566916,
    1.189207115002721, 1.241857812073484, 1.2968395546510096, 1.3542555469368927,
    1.4142135623730951, 1.4768261459394993, 1.5422108254079407, 1.6104903319492543,
    1.681792830507429, 1.7562521603732995, 1.8340080864093424, 1.9152065613971474,
))  # fmt: skip
"""2^(j/16), rounded"""


def _table(roots, shift):
    """Their bits, less what adding j << shift brings back."""
    return [
        (int(np.float64(root).view(np.uint64)) - (j << shift)) % 2**64
        for j, root in enumerate(roots)
    ]


_SIXTEENTHS, _EIGHTHS = _table(ROOTS, 48), _table(ROOTS[::2], 49)
_ROUNDER = (
    1.5 * 2.0**48
)  # adding it rounds to a multiple of 1/16, 16 times which is in the low bits
_48, _49 = np.uint64(48), np.uint64(49)


@njit(cache=True, error_model="numpy")
def power_of_two(x):
    """2^x for |x| <= 1000; NaN stays."""
    shifted = x + _ROUNDER
    r = x - (shifted - _ROUNDER)
    k = bits_of(shifted)
    scale = root_of_two(k)
    q = fma(r, 0.00015403723980749256, 0.0013333781576784268)
    q = fma(r, q, 0.009618129106919537)
    q = fma(r, q, 0.0555041086566393)
    q = fma(r, q, 0.24022650695910075)
    q = fma(r, q, 0.6931471805599457)
    return fma(scale, r * q, scale)


@njit(cache=True, error_model="numpy", inline="always")
def root_of_two(k):
    """2^(k/16) for the integer k, |k| <= 16368, in the low bits; those of a sum will do."""
    return float_of(_look_up_16(k) + (k << _48))


@njit(cache=True, error_model="numpy", inline="always")
def eighth_root_of_two(k):
    """2^(k/8) likewise, |k| <= 8184."""
    return float_of(_look_up_8(k) + (k << _49))


@intrinsic
def _look_up_16(typing, word):
    """Of the sixteenths, the entry with the number in the lowest four bits."""
    return _looked_up(word, _SIXTEENTHS)


@intrinsic
def _look_up_8(typing, word):
    """Of the eighths, the entry with the number in the lowest three bits."""
    return _looked_up(word, _EIGHTHS)


def _looked_up(word, table):
    if word not in (types.uint64, WORDS, WORDS_4):
        return None

    def emit(context, builder, sig, args):
        in_registers = word != types.uint64 and _permutes()
        return (_permuted if in_registers else _loaded)(builder, args[0], table)

    return word(word), emit


def _permutes() -> bool:
    """Whether numba compiles for a machine that has the instruction."""
    if config.CPU_FEATURES is None:
        host = config.CPU_NAME in (None, "host")
        return host and "+avx512f" in get_host_cpu_features()
    return "+avx512f" in config.CPU_FEATURES


def _permuted(builder, words, table):
    """One instruction of AVX-512 for eight words."""
    vector = LLVM[WORDS]
    low, *high = (ir.Constant(vector, table[k : k + WIDTH]) for k in range(0, len(table), WIDTH))

    def entries(part):
        if high:
            name = "llvm.x86.avx512.vpermi2var.q.512"
            return call(builder, name, vector, low, part, *high)
        return call(builder, "llvm.x86.avx512.permvar.di.512", vector, low, part)

    return joined(builder, [entries(part) for part in parted(builder, words)])


def _loaded(builder, words, table):
    """From memory, one by one."""
    long, short = LLVM[types.uint64], ir.IntType(32)
    constant = ir.Constant(ir.ArrayType(long, len(table)), table)
    place = cgutils.global_constant(builder, f"roots_of_two_{len(table)}", constant)

    def entry(word):
        number = builder.and_(word, long(len(table) - 1))
        return builder.load(builder.gep(place, [long(0), number], inbounds=True))

    if words.type == long:
        return entry(words)
    result = ir.Constant(words.type, ir.Undefined)
    for k in range(words.type.count):
        lane = short(k)
        result = builder.insert_element(result, entry(builder.extract_element(words, lane)), lane)
    return result
