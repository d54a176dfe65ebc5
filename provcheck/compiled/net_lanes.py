"""The depth-2 net of eight paths at once: values, slopes and gradient, for `ensemble.py`.

Every activation is the logistic function or the integral of it, and comes in powers of two:
samples are scaled by -beta log2(e) (-2 log2(e) for tanh = 2 sigmoid_2 - 1), outer weights by 2 for
tanh and 1/beta for SoftPlus, and for tanh the labels are raised by the sum of a. So u = W x of a
scaled sample has 1/(1 + 2^u) as its sigmoid. Arguments beyond 500 are cut there: 2^-500 = 3e-151.

A row of a table holds eight numbers, one a path: of W and G row j d + c is input c of neuron j, of
values and slopes row i p + j is neuron j at sample i. Samples x and labels are numbers for all
paths, (n d,) and (n,), or tables of n d and n rows. Work goes in sweeps over all samples and
neurons that are in hand, none of which waits for the one before: first the arguments, then the
activation, then residuals, then the gradient. Weights stay in registers, four neurons by three
inputs at a time, while the samples pass.
"""

import numpy as np
from numba import njit

from provcheck.compiled.elementary import log1p
from provcheck.compiled.lanes import at, fma, load, size, spread, store, where_less
from provcheck.compiled.powers import power_of_two
from provcheck.reference.activations import Activation

Array = np.ndarray

NEURONS, INPUTS = 4, 3  # of a tile
LOG2_E, LN_2 = 1.4426950408889634, 0.6931471805599453
_CUT = 500.0
_ROWS = 128  # of values and slopes: 16 kB, half of the smallest first cache


def scale_net(
    a: Array, X: Array, y: Array, beta: float, activation: Activation
) -> tuple[Array, Array, Array, bool]:
    """Outer weights, samples (n d,), labels, and whether values are those of the integral."""
    soft, slope = activation == Activation.SOFTPLUS, beta
    if activation == Activation.TANH:
        a, y, slope = 2.0 * a, y + np.sum(a), 2.0
    elif soft:
        a = a / beta
    return a, (-slope * LOG2_E * X).ravel(), y, soft


@njit(cache=True, error_model="numpy")
def samples_at_once(samples, neurons):
    """How many samples a sweep takes, such that values and slopes stay in the first cache."""
    return max(1, min(samples, _ROWS // neurons))


@njit(cache=True, error_model="numpy", inline="always")
def evaluate(W, outer, soft, x, d, first, count, values, slopes):
    """Values and slopes of samples first .. first + count - 1; odd products need a row more."""
    p = outer.shape[0]
    _arguments(W, x, p, d, first, count, values)
    rows = count * p
    if rows % 2:
        store(values, rows, spread(0.0))
    if soft:
        _integral(rows, values, slopes)
    else:
        _logistic(rows, values, slopes)


@njit(cache=True, error_model="numpy", inline="always")
def residual(outer, labels, i, values, row):
    """Output minus label of sample i, whose values begin at `row`."""
    total = spread(0.0) - at(labels, i)
    for j in range(outer.shape[0]):
        total = fma(load(values, row + j), outer[j], total)
    return total


@njit(cache=True, error_model="numpy", inline="always")
def add_gradient(W, outer, soft, x, labels, first, count, values, slopes, G):
    """Add sum_i residual_i slope_ij x_ic to row j d + c of G, over `count` samples.

    This is -log2(e)/outer_j times the gradient of half their squared residuals.
    """
    p, d = outer.shape[0], x.shape[0] // labels.shape[0]
    evaluate(W, outer, soft, x, d, first, count, values, slopes)
    for i in range(count):  # a residual takes the place of its sample's first value
        store(values, i * p, residual(outer, labels, first + i, values, i * p))
    j = 0
    while j < p:
        c, neurons = 0, NEURONS if j + NEURONS <= p else 1
        while c < d:
            if neurons > 1 and c + INPUTS <= d:
                _add_tile(x, first * d + c, d, values, slopes, j, p, count, G, j * d + c)
                c += INPUTS
            else:
                for k in range(j, j + neurons):
                    g = load(G, k * d + c)
                    for i in range(count):
                        weight = load(values, i * p) * load(slopes, i * p + k)
                        g = fma(weight, at(x, (first + i) * d + c), g)
                    store(G, k * d + c, g)
                c += 1
        j += neurons


@njit(cache=True, error_model="numpy", inline="always")
def _arguments(W, x, p, d, first, count, values):
    """sum_c W_jc x_ic of every neuron and sample, in the order of c."""
    j = 0
    while j < p:
        c, neurons = 0, NEURONS if j + NEURONS <= p else 1
        while c < d:
            if neurons > 1 and c + INPUTS <= d:
                _argument_tile(W, j * d + c, x, first * d + c, d, values, j, p, count, c == 0)
                c += INPUTS
            else:
                for k in range(j, j + neurons):
                    weight = load(W, k * d + c)
                    for i in range(count):
                        before = spread(0.0) if c == 0 else load(values, i * p + k)
                        number = at(x, (first + i) * d + c)
                        store(values, i * p + k, fma(weight, number, before))
                c += 1
        j += neurons


@njit(cache=True, error_model="numpy", inline="always")
def _logistic(rows, values, slopes):
    """Sigmoids of the arguments in `values`, and their slopes; one division serves two rows."""
    for row in range(0, rows, 2):
        e = power_of_two(_cut(load(values, row)))
        f = power_of_two(_cut(load(values, row + 1)))
        inverse = 1.0 / ((1.0 + e) * (1.0 + f))
        s, t = inverse * (1.0 + f), inverse * (1.0 + e)
        store(values, row, s)
        store(values, row + 1, t)
        store(slopes, row, (e * s) * s)
        store(slopes, row + 1, (f * t) * t)


@njit(cache=True, error_model="numpy", inline="always")
def _integral(rows, values, slopes):
    """log(1 + 2^-u) of the arguments u in `values`, and their slopes, which are sigmoids."""
    for row in range(0, rows, 2):
        u, v = load(values, row), load(values, row + 1)
        e = power_of_two(spread(0.0) - size(_cut(u)))
        f = power_of_two(spread(0.0) - size(_cut(v)))
        inverse = 1.0 / ((1.0 + e) * (1.0 + f))
        s, t = inverse * (1.0 + f), inverse * (1.0 + e)
        store(values, row, fma(size(u) - u, 0.5 * LN_2, log1p(e)))
        store(values, row + 1, fma(size(v) - v, 0.5 * LN_2, log1p(f)))
        store(slopes, row, s * where_less(0.0, u, e, 1.0))
        store(slopes, row + 1, t * where_less(0.0, v, f, 1.0))


@njit(cache=True, error_model="numpy", inline="always")
def _cut(u):
    """u, cut to [-500, 500]; NaN stays."""
    u = where_less(_CUT, u, _CUT, u)
    return where_less(u, -_CUT, -_CUT, u)


@njit(cache=True, error_model="numpy", inline="always")
def _argument_tile(W, q, x, number, d, values, row, p, count, fresh):
    """What three inputs, from x[number] on, add to four neurons, from `row` on, at each sample."""
    a0, a1, a2 = load(W, q), load(W, q + 1), load(W, q + 2)
    b0, b1, b2 = load(W, q + d), load(W, q + d + 1), load(W, q + d + 2)
    c0, c1, c2 = load(W, q + 2 * d), load(W, q + 2 * d + 1), load(W, q + 2 * d + 2)
    d0, d1, d2 = load(W, q + 3 * d), load(W, q + 3 * d + 1), load(W, q + 3 * d + 2)
    ua, ub, uc, ud = spread(0.0), spread(0.0), spread(0.0), spread(0.0)
    for i in range(count):
        here, start = i * p + row, number + i * d
        if not fresh:
            ua, ub = load(values, here), load(values, here + 1)
            uc, ud = load(values, here + 2), load(values, here + 3)
        x0, x1, x2 = at(x, start), at(x, start + 1), at(x, start + 2)
        store(values, here, fma(a2, x2, fma(a1, x1, fma(a0, x0, ua))))
        store(values, here + 1, fma(b2, x2, fma(b1, x1, fma(b0, x0, ub))))
        store(values, here + 2, fma(c2, x2, fma(c1, x1, fma(c0, x0, uc))))
        store(values, here + 3, fma(d2, x2, fma(d1, x1, fma(d0, x0, ud))))


@njit(cache=True, error_model="numpy", inline="always")
def _add_tile(x, number, d, residuals, slopes, row, p, count, G, q):
    """What the samples add to twelve rows of G; residuals stand in row i p."""
    a0, a1, a2 = load(G, q), load(G, q + 1), load(G, q + 2)
    b0, b1, b2 = load(G, q + d), load(G, q + d + 1), load(G, q + d + 2)
    c0, c1, c2 = load(G, q + 2 * d), load(G, q + 2 * d + 1), load(G, q + 2 * d + 2)
    d0, d1, d2 = load(G, q + 3 * d), load(G, q + 3 * d + 1), load(G, q + 3 * d + 2)
    for i in range(count):
        r, here, start = load(residuals, i * p), i * p + row, number + i * d
        x0, x1, x2 = at(x, start), at(x, start + 1), at(x, start + 2)
        ra, rb = r * load(slopes, here), r * load(slopes, here + 1)
        rc, rd = r * load(slopes, here + 2), r * load(slopes, here + 3)
        a0, a1, a2 = fma(ra, x0, a0), fma(ra, x1, a1), fma(ra, x2, a2)
        b0, b1, b2 = fma(rb, x0, b0), fma(rb, x1, b1), fma(rb, x2, b2)
        c0, c1, c2 = fma(rc, x0, c0), fma(rc, x1, c1), fma(rc, x2, c2)
        d0, d1, d2 = fma(rd, x0, d0), fma(rd, x1, d1), fma(rd, x2, d2)
    _store_three(G, q, a0, a1, a2)
    _store_three(G, q + d, b0, b1, b2)
    _store_three(G, q + 2 * d, c0, c1, c2)
    _store_three(G, q + 3 * d, d0, d1, d2)


@njit(cache=True, error_model="numpy", inline="always")
def _store_three(table, row, first, second, third):
    store(table, row, first)
    store(table, row + 1, second)
    store(table, row + 2, third)
