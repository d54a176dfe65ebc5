"""Compiled activations and their first two derivatives, scalar or in lanes (`lanes.py`).

Every activation is one of three functions of u = c z, c < 0, times a constant; `scales` gives both,
and u comes from samples that are multiplied by c. The exponential is 2^u, because c contains
log2(e). Where |u| > 500 it is taken at 500 or -500, which moves nothing by more than 2^-498; the
product of two denominators is then finite.

Of a neuron at a sample one number is kept, the state: t = (1 - 2^u)/(1 + 2^u) for SIGMOID and TANH,
s = 1/(1 + 2^u) for SOFTPLUS. Slope and bend are made of it where they are used.

Rounded operations, counted in units of 2^-53 relative to the exact value at u: 2^u 2, 1 - 2^u 11,
1/(1 + 2^u) from one division for two 6, and hence 6 for sigma (SoftPlus 8, tanh 18) and 18 for t,
11 where |t| > 1/2. So 1 - t^2 is within 22 * 2^-53 absolutely, and (1 - t^2) t within 24 times its
own size and t's together; `rounding.py` says why that is enough.
"""

from numba import njit

from provcheck.compiled.elementary import log1p, power_and_gap
from provcheck.compiled.lanes import fma, size, where_less
from provcheck.compiled.powers import power_of_two
from provcheck.reference.activations import Activation

LOG2_E, LN_2 = 1.4426950408889634, 0.6931471805599453
CUT = 500.0
_SIGMOID, _TANH, _SOFTPLUS = map(int, Activation)


@njit(cache=True, error_model="numpy")
def scales(beta, activation):
    """c, C0, C1, C2: u = c z, sigma = C0 value, sigma' = C1 slope, sigma'' = C2 bend sigma'."""
    if activation == _SIGMOID:
        return -beta * LOG2_E, 1.0, 0.25 * beta, -beta
    if activation == _TANH:
        return -2.0 * LOG2_E, 1.0, 1.0, -2.0
    return -beta * LOG2_E, 1.0 / beta, 1.0, beta


@njit(cache=True, error_model="numpy")
def activate(u, v, activation):
    """(value, state) at u and at v, two with one division. A NaN at one makes both NaN.

    Values: SIGMOID s = 1/(1 + 2^u), TANH 2 s - 1, SOFTPLUS log(1 + 2^-u).
    """
    if activation == _SOFTPLUS:
        return soft_plus(u, v)
    d, f = power_and_gap(cut(u))
    e, g = power_and_gap(cut(v))
    first, second = 1.0 + d, 1.0 + e
    inverse = 1.0 / (first * second)
    return (
        _with_state(f, inverse * second, activation),
        _with_state(g, inverse * first, activation),
    )


@njit(cache=True, error_model="numpy")
def slope_of(state, is_soft):
    """SOFTPLUS: s. Otherwise 1 - t^2."""
    return state if is_soft else fma(-state, state, 1.0)


@njit(cache=True, error_model="numpy")
def bend_of(state, is_soft):
    """SOFTPLUS: 1 - s. Otherwise t."""
    return 1.0 - state if is_soft else state


@njit(cache=True, error_model="numpy")
def soft_plus(u, v):
    """As `activate` for SOFTPLUS."""
    d = power_of_two(0.0 - size(cut(u)))
    e = power_of_two(0.0 - size(cut(v)))
    first, second = 1.0 + d, 1.0 + e
    inverse = 1.0 / (first * second)
    return _soft_with_state(u, d, inverse * second), _soft_with_state(v, e, inverse * first)


@njit(cache=True, error_model="numpy")
def cut(u):
    """u, cut to [-500, 500]; NaN stays."""
    u = where_less(CUT, u, CUT, u)
    return where_less(u, -CUT, -CUT, u)


@njit(cache=True, error_model="numpy")
def _with_state(gap, sigmoid, activation):
    tanh = gap * sigmoid
    return sigmoid if activation == _SIGMOID else tanh, tanh


@njit(cache=True, error_model="numpy")
def _soft_with_state(u, decay, large):
    """`large` is the larger one of s and 1 - s."""
    value = fma(where_less(u, 0.0, u, 0.0), -LN_2, log1p(decay))
    return value, where_less(0.0, u, decay * large, large)
