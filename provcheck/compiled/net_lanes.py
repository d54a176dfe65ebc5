"""The depth-2 net of eight paths at once: values, slopes and gradient, for `ensemble.py`.

Every activation is the logistic function or the integral of it, and comes in powers of two:
samples are scaled by -beta log2(e) (-2 log2(e) for tanh = 2 sigmoid_2 - 1), outer weights by 2 for
tanh and 1/beta for SoftPlus, and for tanh the labels are raised by the sum of a. So u = W x of a
scaled sample has 1/(1 + 2^u) as its sigmoid. Arguments beyond 500 are cut there: 2^-500 = 3e-151;
none is looked at while all weights are too small for that.

A sigmoid s is within 7 * 2^-53 of its own size, 4 where it is near 1, and a slope, where it is
s - s^2, within 5 * 2^-53 absolutely: less than 40 * 2^-53 (sigma'(z) + sup |sigma''| |z|), which is
at least 10 * 2^-53 and which `rounding.py` allows (for tanh four times both).

A row of a table holds eight numbers, one a path: of W and G row j d + c is input c of neuron j, of
values and slopes row i p + j is neuron j at sample i; slopes are kept for SoftPlus alone, whose
values are not sigmoids. Samples x and labels are numbers for all paths, (n d,) and (n,), or tables
of n d and n rows. Work goes in sweeps over all samples and neurons that are in hand, none of which
waits for the one before: first the arguments, then the activation, then residuals, then the
gradient. Weights stay in registers, four neurons by three inputs at a time, while the samples pass.
"""

import numpy as np
from numba import njit

from provcheck.compiled.activations import CUT, LOG2_E, cut_rows, inverses, soft_plus
from provcheck.compiled.frame import own_frame
from provcheck.compiled.lanes import (
    all_below,
    at,
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
from provcheck.compiled.samples import aligned
from provcheck.reference.activations import Activation

Array = np.ndarray

NEURONS, INPUTS = 4, 3  # of a tile
_ROWS = 128  # of values and slopes: 16 kB, half of the smallest first cache


def scale_net(
    a: Array, X: Array, y: Array, beta: float, activation: Activation
) -> tuple[Array, Array, Array, bool, float]:
    """Outer weights, samples (n d,), labels, whether values are those of the integral, and a size.

    Weights below that size, all of them, leave every argument below 500.
    """
    soft, slope = activation == Activation.SOFTPLUS, beta
    if activation == Activation.TANH:
        a, y, slope = 2.0 * a, y + np.sum(a), 2.0
    elif soft:
        a = a / beta
    X = -slope * LOG2_E * X
    with np.errstate(divide="ignore", over="ignore"):
        far = 0.999 * CUT / np.max(np.sum(np.abs(X), axis=1))
    return a, X.ravel(), y, soft, far


@njit(cache=True, error_model="numpy")
def samples_at_once(samples, neurons):
    """How many samples a sweep takes, such that values and slopes stay in the first cache."""
    return max(1, min(samples, _ROWS // neurons))


@njit(cache=True, error_model="numpy")
def table(rows):
    """`aligned` scratch, all 0."""
    scratch = aligned(rows)
    scratch[:] = 0.0
    return scratch


@njit(cache=True, error_model="numpy")
def scratch(W0, samples):
    """Weights and gradient, an even number of rows; values and slopes, a multiple of four of them;
    samples in a sweep.
    """
    _, p, d = W0.shape
    at_once = samples_at_once(samples, p)
    rows, used = p * d + p * d % 2, at_once * p + -at_once * p % 4
    return table(rows), table(rows), table(used), table(used), table(at_once), at_once


@njit(cache=True, error_model="numpy", inline="always")
def evaluate(W, outer, soft, far, x, d, first, count, values, slopes):
    """Values and slopes of samples first .. first + count - 1, in rows up to a multiple of four.

    Slopes are written if `soft`.
    """
    p = outer.shape[0]
    _arguments(W, x, p, d, first, count, values)
    rows = count * p
    for row in range(rows, rows + -rows % 4):
        store(values, row, spread(0.0))
    if soft:
        _integral(rows, values, slopes)
    else:
        if not all_below(_largest(W, p * d), far):
            cut_rows(values, rows)
        _logistic(rows, values)


@njit(cache=True, error_model="numpy")
def _largest(W, rows):
    """The largest |W| of every lane; NaN does not count."""
    largest = spread(0.0)
    for q in range(rows):
        weight = size(load(W, q))
        largest = where_less(largest, weight, weight, largest)
    return largest


@njit(cache=True, error_model="numpy", inline="always")
def find_residuals(outer, labels, first, count, values, residuals):
    """Output minus label of every sample, summed in the order of neurons."""
    p, j = outer.shape[0], 0
    while j < p:
        fresh = j == 0
        if j + NEURONS <= p:
            a, b = spread(outer[j]), spread(outer[j + 1])
            c, d = spread(outer[j + 2]), spread(outer[j + 3])
            for i in range(count):
                here = i * p + j
                total = spread(0.0) - at(labels, first + i) if fresh else load(residuals, i)
                total = fma(load(values, here), a, total)
                total = fma(load(values, here + 1), b, total)
                total = fma(load(values, here + 2), c, total)
                store(residuals, i, fma(load(values, here + 3), d, total))
            j += NEURONS
        else:
            for i in range(count):
                total = spread(0.0) - at(labels, first + i) if fresh else load(residuals, i)
                store(residuals, i, fma(load(values, i * p + j), outer[j], total))
            j += 1


@njit(cache=True, error_model="numpy", inline="always")
def add_gradient(W, outer, soft, far, x, labels, first, count, values, slopes, residuals, G):
    """Add sum_i residual_i slope_ij x_ic to row j d + c of G, over `count` samples from `first` on.

    With sample 0 rows of G begin anew. The sum is -log2(e)/outer_j times the gradient of half the
    squared residuals.
    """
    p, d = outer.shape[0], x.shape[0] // labels.shape[0]
    evaluate(W, outer, soft, far, x, d, first, count, values, slopes)
    find_residuals(outer, labels, first, count, values, residuals)
    if soft:
        _add_products(x, first, d, residuals, slopes, True, p, count, G)
    else:
        _add_products(x, first, d, residuals, values, False, p, count, G)


@njit(cache=True, error_model="numpy", inline="always")
def _add_products(x, first, d, residuals, slopes, are_slopes, p, count, G):
    fresh = first == 0
    j = 0
    while j < p:
        c, neurons = 0, NEURONS if j + NEURONS <= p else 1
        while c < d:
            if neurons > 1 and c + INPUTS <= d:
                number, q = first * d + c, j * d + c
                _add_tile(x, number, d, residuals, slopes, are_slopes, j, p, count, G, q, fresh)
                c += INPUTS
            else:
                for k in range(j, j + neurons):
                    g = spread(0.0) if fresh else load(G, k * d + c)
                    for i in range(count):
                        slope = load(slopes, i * p + k)
                        weight = _weight(load(residuals, i), slope, are_slopes)
                        g = fma(weight, at(x, (first + i) * d + c), g)
                    store(G, k * d + c, g)
                c += 1
        j += neurons


@njit(cache=True, error_model="numpy")
def _weight(residual, slope, is_slope):
    """Residual times slope, which is s - s^2 if the sigmoid is given."""
    if is_slope:
        return residual * slope
    return residual * fma(spread(0.0) - slope, slope, slope)


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


@njit(cache=True, error_model="numpy")
def _logistic(rows, values):
    """Sigmoids of the arguments in `values`, at most 500; one division serves two rows."""
    own_frame()
    for row in range(0, rows, 4):
        _store_four(values, row, inverses(1.0 + power_of_two(_load_four(values, row))))


@njit(cache=True, error_model="numpy")
def _integral(rows, values, slopes):
    """log(1 + 2^-u) of the arguments u in `values`, and their slopes, which are sigmoids."""
    own_frame()
    for row in range(0, rows, 4):
        value, slope = soft_plus(_load_four(values, row))
        _store_four(values, row, value)
        _store_four(slopes, row, slope)


@njit(cache=True, error_model="numpy")
def _load_four(table, row):
    first, second = load(table, row), load(table, row + 1)
    return stack(first, second, load(table, row + 2), load(table, row + 3))


@njit(cache=True, error_model="numpy")
def _store_four(table, row, value):
    first, second, third, fourth = unstack(value)
    store(table, row, first)
    store(table, row + 1, second)
    store(table, row + 2, third)
    store(table, row + 3, fourth)


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
def _add_tile(x, number, d, residuals, slopes, are_slopes, row, p, count, G, q, fresh):
    """What the samples add to twelve rows of G, which start from 0 if they are fresh."""
    a0 = a1 = a2 = b0 = b1 = b2 = c0 = c1 = c2 = d0 = d1 = d2 = spread(0.0)
    if not fresh:
        a0, a1, a2 = _load_three(G, q)
        b0, b1, b2 = _load_three(G, q + d)
        c0, c1, c2 = _load_three(G, q + 2 * d)
        d0, d1, d2 = _load_three(G, q + 3 * d)
    for i in range(count):
        r, here, start = load(residuals, i), i * p + row, number + i * d
        x0, x1, x2 = at(x, start), at(x, start + 1), at(x, start + 2)
        ra = _weight(r, load(slopes, here), are_slopes)
        rb = _weight(r, load(slopes, here + 1), are_slopes)
        rc = _weight(r, load(slopes, here + 2), are_slopes)
        rd = _weight(r, load(slopes, here + 3), are_slopes)
        a0, a1, a2 = fma(ra, x0, a0), fma(ra, x1, a1), fma(ra, x2, a2)
        b0, b1, b2 = fma(rb, x0, b0), fma(rb, x1, b1), fma(rb, x2, b2)
        c0, c1, c2 = fma(rc, x0, c0), fma(rc, x1, c1), fma(rc, x2, c2)
        d0, d1, d2 = fma(rd, x0, d0), fma(rd, x1, d1), fma(rd, x2, d2)
    _store_three(G, q, a0, a1, a2)
    _store_three(G, q + d, b0, b1, b2)
    _store_three(G, q + 2 * d, c0, c1, c2)
    _store_three(G, q + 3 * d, d0, d1, d2)


@njit(cache=True, error_model="numpy")
def _load_three(table, row):
    return load(table, row), load(table, row + 1), load(table, row + 2)


@njit(cache=True, error_model="numpy")
def _store_three(table, row, first, second, third):
    store(table, row, first)
    store(table, row + 1, second)
    store(table, row + 2, third)
