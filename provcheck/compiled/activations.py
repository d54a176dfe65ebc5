"""Compiled activations and their first two derivatives, scalar or in lanes (`lanes.py`).

Every activation is one of three functions of z' = c z, times a constant; `scales` gives both, and
z' comes from samples that are multiplied by c. The exponential is 2^-y, y = |z'|, because c
contains log2(e). Rounded operations, counted in units of 2^-53 relative to the exact value at z':
2^-y 2, 1 - 2^-y 8, 1/(1 + 2^-y) from one division for two 5, and hence 8 for sigma (SoftPlus 7,
tanh 14), 15 for sigma' and 30 for sigma''; the constants add at most 3. Where |z'| > 1021, 2^-y is
off by less than 2^-1020.
"""

import numpy as np
from numba import njit

from provcheck.compiled.elementary import halving, log1p
from provcheck.compiled.lanes import bits_of, float_of, fma, size, where_less
from provcheck.reference.activations import Activation

_SIGMOID = int(Activation.SIGMOID)
_TANH = int(Activation.TANH)
_LOG2_E = 1.4426950408889634
_LN2 = 0.6931471805599453
_SIGN = np.uint64(1 << 63)


@njit(cache=True, error_model="numpy")
def scales(beta, activation):
    """c, C0, C1, C2 with z' = c z, sigma = C0 value, sigma' = C1 slope, sigma'' = C1 C2 slope bend.

    value, slope and bend are the results of `activate`.
    """
    if activation == _SIGMOID:
        return beta * _LOG2_E, 1.0, beta, -beta
    if activation == _TANH:
        return 2.0 * _LOG2_E, 1.0, 4.0, -2.0
    return beta * _LOG2_E, 1.0 / beta, 1.0, beta


@njit(cache=True, error_model="numpy")
def activate(u, v, activation):
    """(value, slope, bend) at z' = u and at z' = v, two with one division.

    SIGMOID: s = 1/(1 + 2^-z'), s (1 - s), 2 s - 1. TANH: 2 s - 1, s (1 - s), 2 s - 1.
    SOFTPLUS: log(1 + 2^z'), s, 1 - s. A NaN at one makes both NaN.
    """
    d, f = halving(size(u))
    e, g = halving(size(v))
    first, second = 1.0 + d, 1.0 + e
    inverse = 1.0 / (first * second)
    return (
        _assemble(u, d, f, inverse * second, activation),
        _assemble(v, e, g, inverse * first, activation),
    )


@njit(cache=True, error_model="numpy")
def _assemble(z, decay, gap, inverse, activation):
    other = decay * inverse  # min(s, 1 - s); the inverse is the larger
    if activation == _SIGMOID:
        return where_less(z, 0.0, other, inverse), other * inverse, _with_sign(gap * inverse, z)
    if activation == _TANH:
        tanh = _with_sign(gap * inverse, z)
        return tanh, other * inverse, tanh
    value = fma(where_less(0.0, z, z, 0.0), _LN2, log1p(decay))
    return value, where_less(z, 0.0, other, inverse), where_less(z, 0.0, inverse, other)


@njit(cache=True, error_model="numpy")
def _with_sign(magnitude, z):
    """magnitude >= 0 with the sign of z."""
    return float_of(bits_of(magnitude) ^ (bits_of(z) & _SIGN))
