"""Compiled activations and their first two derivatives, in lanes (`lanes.py`).

Every activation is one of three functions of u = c z, c < 0, times a constant; `scales` gives both,
and u comes from samples that are multiplied by c. The exponential is 2^u, because c contains
log2(e). Where |u| > 500 it is taken at 500 or -500, which moves nothing by more than 2^-498; the
product of two denominators is then finite.

Of a neuron at a sample one number is kept, the state: t = (1 - 2^u)/(1 + 2^u) for SIGMOID and TANH,
s = 1/(1 + 2^u) for SOFTPLUS. Slope and bend are made of it where they are used.

Rounded operations, counted in units of 2^-53 relative to the exact value at u: 1 - 2^u 11, 4 where
|u| > 3/2; 1 + 2^u, which is 2 - (1 - 2^u), 5; its inverse, from one division for two, 8, and hence
8 for sigma (SoftPlus 8 as well, tanh 20) and 20 for t, 13 where |t| > 1/2. So 1 - t^2 is within
26 * 2^-53 absolutely, and (1 - t^2) t within 26 times its own size and t's together; `rounding.py`
says why that is enough.
"""

import numpy as np
from numba import njit

from provcheck.compiled.elementary import gap_of_power, log1p
from provcheck.compiled.lanes import (
    WIDTH,
    fma,
    load,
    size,
    spread,
    stack,
    store,
    unstack,
    where_less,
)
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
def activate(u, activation):
    """Values and states at u, of FLOATS_4: SIGMOID s = 1/(1 + 2^u), TANH 2 s - 1 = t, SOFTPLUS
    log(1 + 2^-u). For the first two u is cut, see `cut_rows`. A NaN makes its neighbour NaN too.
    """
    if activation == _SOFTPLUS:
        return soft_plus(u)
    gap = gap_of_power(u)
    s = inverses(2.0 - gap)
    t = gap * s
    return s if activation == _SIGMOID else t, t


@njit(cache=True, error_model="numpy")
def activate_one(u, activation):
    """As `activate`, of any number beside zeros: value and state."""
    rows, zero = np.empty((2, WIDTH)), spread(0.0)
    argument = spread(u) if activation == _SOFTPLUS else cut(spread(u))
    values, states = activate(stack(argument, zero, zero, zero), activation)
    store(rows, 0, unstack(values)[0])
    store(rows, 1, unstack(states)[0])
    return rows[0, 0], rows[1, 0]


@njit(cache=True, error_model="numpy")
def slope_of(state, is_soft):
    """SOFTPLUS: s. Otherwise 1 - t^2."""
    return state if is_soft else fma(-state, state, 1.0)


@njit(cache=True, error_model="numpy")
def bend_of(state, is_soft):
    """SOFTPLUS: 1 - s. Otherwise t."""
    return 1.0 - state if is_soft else state


@njit(cache=True, error_model="numpy")
def soft_plus(u):
    """As `activate` for SOFTPLUS."""
    decay = power_of_two(0.0 - size(cut(u)))
    large = inverses(1.0 + decay)  # the larger one of s and 1 - s
    value = fma(where_less(u, 0.0, u, 0.0), -LN_2, log1p(decay))
    return value, where_less(0.0, u, decay * large, large)


@njit(cache=True, error_model="numpy")
def inverses(x):
    """1/x of FLOATS_4; one division serves two rows."""
    a, b, c, d = unstack(x)
    first, second = 1.0 / (a * b), 1.0 / (c * d)
    return stack(first * b, first * a, second * d, second * c)


@njit(cache=True, error_model="numpy")
def cut_rows(table, rows):
    """Cut the numbers in the first rows of a table (.., 8)."""
    for row in range(rows):
        store(table, row, cut(load(table, row)))


@njit(cache=True, error_model="numpy")
def cut(u):
    """u, cut to [-500, 500]; NaN stays."""
    u = where_less(CUT, u, CUT, u)
    return where_less(u, -CUT, -CUT, u)
