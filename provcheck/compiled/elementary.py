"""Exponential, logarithm, sine and cosine of a turn: inline, without branches, scalar or in lanes.

Each takes a float64 or eight of them (`lanes.py`), and gives the same bits in both forms. The
polynomials of the logarithm, sine and cosine are fdlibm's (e_log.c, k_sin.c, k_cos.c); those of
exp(r) - 1 = r + r^2 q(r), q of degree 9, and 2^r - 1 = r q(r), q of degree 6, interpolate at
Chebyshev's points; all are within 2^-54 of the value on the ranges used. Roundings, in units of
2^-53 relative to the exact value: exp 2, 2^u 2, 1 - 2^u 11, log 3, log1p 3, cosine and sine 4.
"""

import numpy as np
from numba import njit

from provcheck.compiled.lanes import bits_of, float_of, fma, where_less, where_zero
from provcheck.compiled.powers import eighth_root_of_two

_LOG2_E = 1.4426950408889634
_LN2_HIGH = 6.93147180369123816490e-01  # 32 bits: its product with |k| <= 2^20 is exact
_LN2_LOW = 1.90821492927058770002e-10
_ROUNDER = 6755399441055744.0  # 1.5 * 2^52: adding it rounds to an integer, kept in the low bits
_EXP_END, _EXP_START = 710.0, -746.0  # from there on exp overflows, or rounds to 0
_EIGHTHS = 1.5 * 2.0**49  # adding it rounds to a multiple of 1/8
_HALF_PI = 1.5707963267948966
_ROOT_MINUS_1 = 0.41421356237309503

_1, _2, _52, _62 = np.uint64(1), np.uint64(2), np.uint64(52), np.uint64(62)
_ONE_BITS = np.uint64(0x3FF0000000000000)
_FRACTION = np.uint64(2**52 - 1)
_ROOT_HALF_BITS = np.uint64(0x3FE6A09E667F3BCD)
_TO_ONE = np.uint64(0x3FF0000000000000 - 0x3FE6A09E667F3BCD)
_TWO_52_BITS = np.uint64(0x4330000000000000)
_TWO_52_BIASED = 2.0**52 + 1023


@njit(cache=True, error_model="numpy")
def _reduce(x):
    """k + _ROUNDER and r with x = k log 2 + r for an integer k and |r| <= log(2)/2."""
    shifted = fma(x, _LOG2_E, _ROUNDER)
    whole = shifted - _ROUNDER
    return shifted, fma(whole, -_LN2_LOW, fma(whole, -_LN2_HIGH, x))


@njit(cache=True, error_model="numpy")
def _growth(r):
    """exp(r) - 1 for |r| <= log(2)/2: r + r^2 q(r), in pairs, a shorter chain than Horner's."""
    square = r * r
    fourth = square * square
    low = fma(square, fma(r, 0.008333333333330051, 0.04166666666662399),
              fma(r, 0.16666666666666669, 0.5000000000000001))  # fmt: skip
    high = fma(square, fma(r, 2.7557268378684192e-06, 2.480152119021773e-05),
               fma(r, 0.00019841269863105968, 0.0013888888917281794))  # fmt: skip
    top = fma(r, 2.5100424157005067e-08, 2.7620138719733994e-07)
    return fma(square, fma(fourth, fma(fourth, top, high), low), r)


@njit(cache=True, error_model="numpy")
def exp(x):
    """exp(x) for every x, NaN included; a subnormal result is within 2^-1074 of it."""
    x = where_less(_EXP_END, x, _EXP_END, x)
    x = where_less(x, _EXP_START, _EXP_START, x)
    shifted, r = _reduce(x)
    bits = bits_of(shifted)  # k, modulo 2^12
    half = bits >> _1  # two factors, because 2^k alone may be too large or too small
    first = float_of((half << _52) + _ONE_BITS)
    second = float_of(((bits - half) << _52) + _ONE_BITS)
    return ((1.0 + _growth(r)) * first) * second


@njit(cache=True, error_model="numpy")
def gap_of_power(u):
    """1 - 2^u for |u| <= 1000; NaN stays.

    Accurate relatively. With u = k/8 + r, k an integer and |r| <= 1/16, both exact, and T = 2^(k/8)
    rounded it is (1 - T) - T r q(r); where |u| <= 1/16 that is -r q(r) itself, and from there on
    its size is at least 0.042, T's error at |k| = 1 below 0.28 2^-53 and 1 - T exact.
    """
    shifted = u + _EIGHTHS
    r = u - (shifted - _EIGHTHS)
    scale = eighth_root_of_two(bits_of(shifted))
    q = fma(r, 1.525342958649691e-05, 0.00015404433819347582)
    q = fma(r, q, 0.0013333558132838856)
    q = fma(r, q, 0.009618129089983302)
    q = fma(r, q, 0.05550410866482224)
    q = fma(r, q, 0.24022650695910933)
    growth = r * fma(r, q, 0.6931471805599453)
    return fma(-scale, growth, 1.0 - scale)


@njit(cache=True, error_model="numpy")
def _log_remainder(f):
    """s (f - R) with log(1 + f) = f - s (f - R), for s = f/(2 + f), |s| <= 0.1716."""
    s = f / (2.0 + f)
    t = s * s
    series = fma(t, 1.479819860511658591e-01, 1.531383769920937332e-01)
    series = fma(series, t, 1.818357216161805012e-01)
    series = fma(series, t, 2.222219843214978396e-01)
    series = fma(series, t, 2.857142874366239149e-01)
    series = fma(series, t, 3.999999999940941908e-01)
    series = fma(series, t, 6.666666666666735130e-01)
    return s * (f - series * t)


@njit(cache=True, error_model="numpy")
def log(u):
    """log(u) for a normal u > 0: u = 2^k (1 + f), 1 + f in [sqrt(1/2), sqrt(2))."""
    moved = bits_of(u) + _TO_ONE  # its exponent is that of u / sqrt(1/2)
    k = float_of((moved >> _52) | _TWO_52_BITS) - _TWO_52_BIASED
    f = float_of((moved & _FRACTION) + _ROOT_HALF_BITS) - 1.0
    return fma(k, _LN2_HIGH, f - fma(k, -_LN2_LOW, _log_remainder(f)))


@njit(cache=True, error_model="numpy")
def log1p(x):
    """log(1 + x) for x in [0, 1]; from sqrt(2) - 1 on it is log 2 + log((1 + x)/2)."""
    doubled = where_less(_ROOT_MINUS_1, x, 1.0, 0.0)
    f = where_less(_ROOT_MINUS_1, x, fma(x, 0.5, -0.5), x)
    return fma(doubled, _LN2_HIGH, f - fma(doubled, -_LN2_LOW, _log_remainder(f)))


@njit(cache=True, error_model="numpy")
def cosine_and_sine_of_turn(v):
    """cos(2 pi v) and sin(2 pi v) for v in [0, 1], not subnormal; the reduction is exact."""
    quarters = 4.0 * v
    shifted = quarters + _ROUNDER
    x = (quarters - (shifted - _ROUNDER)) * _HALF_PI  # in [-pi/4, pi/4]
    quadrant = bits_of(shifted)
    z = x * x
    series = fma(z, 1.58969099521155010221e-10, -2.50507602534068634195e-08)
    series = fma(series, z, 2.75573137070700676789e-06)
    series = fma(series, z, -1.98412698298579493134e-04)
    series = fma(series, z, 8.33333333332248946124e-03)
    series = fma(series, z, -1.66666666666666324348e-01)
    sine = fma(x, z * series, x)
    series = fma(z, -1.13596475577881948265e-11, 2.08757232129817482790e-09)
    series = fma(series, z, -2.75573143513906633035e-07)
    series = fma(series, z, 2.48015872894767294178e-05)
    series = fma(series, z, -1.38888888888741095749e-03)
    series = fma(series, z, 4.16666666666666019037e-02)
    cosine = 1.0 - z * fma(z, 0.0 - series, 0.5)
    odd = quadrant & _1
    along = bits_of(where_zero(odd, cosine, sine))
    across = bits_of(where_zero(odd, sine, cosine))
    along_sign = ((quadrant + _1) & _2) << _62
    across_sign = (quadrant & _2) << _62
    return float_of(along ^ along_sign), float_of(across ^ across_sign)
