"""Loss, gradient and Laplacian of eight small nets at once, one a lane, that share their samples.

A row of the scratch holds eight numbers, one a net: of weights and sums row c p + j is input c of
neuron j, of arguments and states row i p + j is neuron j at sample i of a block. Samples are
numbers for all nets, as they stand and transposed, so no product is padded. Each net's operations
are those of `depth2.sweep_into` in the same order, in eight sums where that has eight lanes of
samples: its results are the same bits.
"""

from collections import namedtuple

import numpy as np
from numba import njit

from provcheck.compiled.activations import bend_of, scales, slope_of
from provcheck.compiled.depth2 import SOFTPLUS, differentiate, squared_norm
from provcheck.compiled.lanes import WIDTH, fma, load, spread, store, store_part
from provcheck.compiled.samples import aligned, columns_of, panel_of, squared_length
from provcheck.compiled.tiles import add_product
from provcheck.compiled.turning import load_turned, store_turned

_BLOCK = 32  # samples at once; a multiple of 8
_LARGEST = 512  # p d up to which, as measured, lanes are faster: weights and sums stay near

Places = namedtuple("Places", "residuals squares traces weights sums end")


@njit(cache=True, error_model="numpy")
def pays(p, d):
    """Whether eight nets of p neurons with d inputs are faster together than one by one."""
    return p * d <= _LARGEST


@njit(cache=True, error_model="numpy")
def room_of(p, d):
    """Scratch of eight nets."""
    return aligned(_places(p, d).end)


@njit(cache=True, error_model="numpy")
def _places(p, d):
    """First rows of what the scratch holds; arguments and states start at 0."""
    residuals = _BLOCK * p
    squares = residuals + _BLOCK
    traces = squares + WIDTH
    weights = traces + WIDTH * p
    table = WIDTH * columns_of(d) * p
    return Places(residuals, squares, traces, weights, weights + table, weights + 2 * table)


@njit(cache=True, error_model="numpy")
def share(a, X, beta, activation):
    """What all nets use: outer weights times the factor of the slopes; samples (n, d) times that of
    the argument, and transposed (d, n); their squared lengths; factors of outputs and of bends.
    """
    (n, d), (argument, factor, slope_factor, bend_factor) = X.shape, scales(beta, activation)
    outer, lengths = np.empty(a.shape[0]), np.empty(n)
    samples, turned = np.empty((n, d)), np.empty((d, n))
    for j in range(a.shape[0]):
        outer[j] = a[j] * slope_factor
    for i in range(n):
        lengths[i] = squared_length(X, i)
        for c in range(d):
            samples[i, c] = argument * X[i, c]
            turned[c, i] = X[i, c]
    return outer, samples, turned, lengths, factor, bend_factor


@njit(cache=True, error_model="numpy")
def sweep_eight(W, first, a, labels, lam, activation, shared, work, losses, G, neurons):
    """Losses (K,), gradients (K, p, d), Laplacians by neuron (K, p) of nets first .. first + 7."""
    outer, samples, turned, lengths, factor, bend_factor = shared
    (p, d), n = W.shape[1:], labels.shape[0]
    at = _places(p, d)
    for j in range(p):
        for c in range(0, d, WIDTH):
            load_turned(W, (first * p + j) * d + c, p * d, d - c, work, at.weights + c * p + j, p)
    for row in range(at.squares, at.weights):
        store(work, row, spread(0.0))
    for start in range(0, n, _BLOCK):
        count = min(_BLOCK, n - start)
        _project(work, at.weights, samples, start, count, p, d)
        differentiate(work, count, 1, p, a, factor, activation, at.residuals)
        _subtract_labels(work, at, labels, start, count)
        if activation == SOFTPLUS:
            _add_traces(work, at, outer, lengths, bend_factor, start, count, True)
        else:
            _add_traces(work, at, outer, lengths, bend_factor, start, count, False)
        _combine(work, at.sums, turned, start, count, p, d)
    for j in range(p):
        weight = outer[j] / n
        trace = _total(work, at.traces + j, p) * weight + lam * d
        store(work, j, trace)
        for row in range(j, p * d, p):
            decay = load(work, at.weights + row) * lam
            store(work, at.sums + row, fma(load(work, at.sums + row), weight, decay))
    for j in range(p):
        for c in range(0, d, WIDTH):
            store_turned(work, at.sums + c * p + j, p, G, (first * p + j) * d + c, p * d, d - c)
    for j in range(0, p, WIDTH):
        store_turned(work, j, 1, neurons, first * p + j, p, p - j)
    for net in range(WIDTH):
        work[0, net] = squared_norm(W[first + net])
    loss = _total(work, at.squares, 1) / (2.0 * n) + load(work, 0) * lam / 2.0
    store_part(losses, first, WIDTH, loss)


@njit(cache=True, error_model="numpy", inline="always")
def _project(work, weights, samples, start, count, p, d):
    """Arguments of every neuron at `count` samples, in the first rows."""
    j = 0
    while j < p:
        panel = panel_of(p - j)
        add_product(work, j, p, samples, start * d, d, work, weights + j, p, d, True, count, panel)
        j += panel


@njit(cache=True, error_model="numpy", inline="always")
def _combine(work, sums, turned, start, count, p, d):
    """Add sum_i (row i p + j) x_ic to row c p + j of the sums, over `count` samples."""
    j, n = 0, turned.shape[1]
    while j < p:
        panel = panel_of(p - j)
        add_product(work, sums + j, p, turned, start, n, work, j, p, count, start == 0, d, panel)
        j += panel


@njit(cache=True, error_model="numpy", inline="always")
def _subtract_labels(work, at, labels, start, count):
    """Turn outputs into residuals, and add their squares."""
    for i in range(count):
        residual = load(work, at.residuals + i) - labels[start + i]
        store(work, at.residuals + i, residual)
        row = at.squares + i % WIDTH
        store(work, row, fma(residual, residual, load(work, row)))


@njit(cache=True, error_model="numpy", inline="always")
def _add_traces(work, at, outer, lengths, bend_factor, start, count, is_soft):
    """As `depth2._add_traces`: add a block to the traces, states become slopes times residuals."""
    p = outer.shape[0]
    for i in range(count):
        residual, length = load(work, at.residuals + i), spread(lengths[start + i])
        bending, traces = residual * bend_factor, at.traces + i % WIDTH * p
        for j in range(p):
            row = i * p + j
            state = load(work, row)
            slope = slope_of(state, is_soft)
            along = fma(slope, outer[j], bending * bend_of(state, is_soft))
            store(work, traces + j, fma(slope * length, along, load(work, traces + j)))
            store(work, row, residual * slope)


@njit(cache=True, error_model="numpy")
def _total(table, row, stride):
    """Sum of eight rows, in halves as `lanes.total`."""
    even = (load(table, row) + load(table, row + 4 * stride)) + (
        load(table, row + 2 * stride) + load(table, row + 6 * stride)
    )
    return even + (
        (load(table, row + stride) + load(table, row + 5 * stride))
        + (load(table, row + 3 * stride) + load(table, row + 7 * stride))
    )
