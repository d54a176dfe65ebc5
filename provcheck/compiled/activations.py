"""Compiled activations and their first two derivatives, for rows of float64 that fill registers.

Every exponential is exp(-x) with x >= 0, computed inline, without a call, so that the loops over
`z` become vector code. Rounded operations, counted in units of 2^-53 relative to the exact value
at the rounded argument x: exp(-x) 4, 1/(1 + exp(-x)) 4, tanh(x/2) 21, and hence at most
ROUNDINGS in `rounding.py` for every value and derivative below.
"""

import math

import numpy as np
from numba import njit

from provcheck.reference.activations import Activation

_LOG2_E = 1.4426950408889634
_LN2_HIGH = 0.6931471805598903  # 42 leading bits of log 2: its product with |k| <= 1076 is exact
_LN2_LOW = 5.497923018708371e-14
_ROUNDER = 6755399441055744.0  # 1.5 * 2^52: adding it rounds to an integer, kept in the low bits
_ROUNDER_BITS = int(np.float64(_ROUNDER).view(np.int64))
_UNDERFLOW = 746.0  # exp(-746) rounds to 0

_SIGMOID = int(Activation.SIGMOID)
_TANH = int(Activation.TANH)


@njit(cache=True, error_model="numpy", inline="always")
def _power_of_two(k):
    return np.int64((k + 1023) << 52).view(np.float64)


@njit(cache=True, error_model="numpy")
def exp_minus(x):
    """exp(-x) for x >= 0, within 4 * 2^-53 relatively; subnormal results within 2^-1074.

    The reduced argument carries an error of 0.35 * 2^-53 (one subtraction that rounds), Horner's
    scheme 2.7 * 2^-53, and the truncated series 2^-57.
    """
    if x > _UNDERFLOW:
        x = _UNDERFLOW
    shifted = _ROUNDER - x * _LOG2_E
    whole = shifted - _ROUNDER
    r = (-x - whole * _LN2_HIGH) - whole * _LN2_LOW  # |r| <= log(2)/2
    series = 1.0 / 6227020800.0
    series = series * r + 1.0 / 479001600.0
    series = series * r + 1.0 / 39916800.0
    series = series * r + 1.0 / 3628800.0
    series = series * r + 1.0 / 362880.0
    series = series * r + 1.0 / 40320.0
    series = series * r + 1.0 / 5040.0
    series = series * r + 1.0 / 720.0
    series = series * r + 1.0 / 120.0
    series = series * r + 1.0 / 24.0
    series = series * r + 1.0 / 6.0
    series = series * r + 0.5
    series = series * r + 1.0
    series = series * r + 1.0
    k = np.float64(shifted).view(np.int64) - _ROUNDER_BITS
    half = k >> 1  # two factors, because 2^k alone may be subnormal
    return series * _power_of_two(half) * _power_of_two(k - half)


@njit(cache=True, error_model="numpy")
def _half_tanh(x, decay, inverse):
    """tanh(x/2) for x >= 0, from decay = exp(-x) and inverse = 1/(1 + decay).

    From 1/4 on, 1 - decay loses less than two bits; below, the odd series to (x/2)^15 keeps the
    relative accuracy that the difference would lose.
    """
    if x >= 0.25:
        return (1.0 - decay) * inverse
    half = 0.5 * x
    square = half * half
    series = -929569.0 / 638512875.0
    series = series * square + 21844.0 / 6081075.0
    series = series * square - 1382.0 / 155925.0
    series = series * square + 62.0 / 2835.0
    series = series * square - 17.0 / 315.0
    series = series * square + 2.0 / 15.0
    series = series * square - 1.0 / 3.0
    return half + half * (square * series)


@njit(cache=True, error_model="numpy")
def fill_values(z, beta, activation, values):
    """Write sigma(z) into `values`; both 1-D float64 of the same length."""
    if activation == _SIGMOID:
        for i in range(z.shape[0]):
            decay = exp_minus(beta * abs(z[i]))
            values[i] = (1.0 if z[i] >= 0.0 else decay) * (1.0 / (1.0 + decay))
    elif activation == _TANH:
        for i in range(z.shape[0]):
            x = 2.0 * abs(z[i])
            decay = exp_minus(x)
            values[i] = math.copysign(_half_tanh(x, decay, 1.0 / (1.0 + decay)), z[i])
    else:
        for i in range(z.shape[0]):
            decay = exp_minus(beta * abs(z[i]))
            values[i] = (0.5 * z[i] + 0.5 * abs(z[i])) + math.log1p(decay) / beta


@njit(cache=True, error_model="numpy")
def fill_derivatives(z, beta, activation, values, slopes, curvatures):
    """Write sigma(z), sigma'(z) and sigma''(z); all 1-D float64 of the same length."""
    if activation == _SIGMOID:
        for i in range(z.shape[0]):
            x = beta * abs(z[i])
            decay = exp_minus(x)
            inverse = 1.0 / (1.0 + decay)
            slope = beta * (decay * inverse * inverse)
            values[i] = (1.0 if z[i] >= 0.0 else decay) * inverse
            slopes[i] = slope
            curvatures[i] = -beta * slope * math.copysign(_half_tanh(x, decay, inverse), z[i])
    elif activation == _TANH:
        for i in range(z.shape[0]):
            x = 2.0 * abs(z[i])
            decay = exp_minus(x)
            inverse = 1.0 / (1.0 + decay)
            slope = 4.0 * (decay * inverse * inverse)
            value = math.copysign(_half_tanh(x, decay, inverse), z[i])
            values[i] = value
            slopes[i] = slope
            curvatures[i] = -2.0 * slope * value
    else:
        for i in range(z.shape[0]):
            decay = exp_minus(beta * abs(z[i]))
            inverse = 1.0 / (1.0 + decay)
            values[i] = (0.5 * z[i] + 0.5 * abs(z[i])) + math.log1p(decay) / beta
            slopes[i] = (1.0 if z[i] >= 0.0 else decay) * inverse
            curvatures[i] = beta * (decay * inverse * inverse)
