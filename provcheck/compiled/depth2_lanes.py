"""Loss, gradient and Laplacian of eight small nets at once, one a lane, that share their samples.

A row of the scratch holds eight numbers, one a net: of weights and sums row c p + j is input c of
neuron j, of arguments and states row i p + j is neuron j at sample i of a block. Samples are
numbers for all nets, as they stand and transposed, so no product is padded. Each net's operations
are those of `depth2.sweep_into` in the same order, in eight sums where that has eight lanes of
samples: its results are the same bits.

Between two eights the weights and gradients would come from memory that is far away; they are asked
for while the samples pass, a few lines at each, because many requests at once wait for each other.
"""

from collections import namedtuple

import numpy as np
from numba import njit

from provcheck.compiled.activations import CUT, bend_of, cut_rows, scales, slope_of
from provcheck.compiled.depth2 import SOFTPLUS, differentiate
from provcheck.compiled.fetching import LINE, ask_to_read, ask_to_write
from provcheck.compiled.lanes import (
    WIDTH,
    all_below,
    fma,
    load,
    spread,
    stack,
    store,
    store_part,
    unstack,
)
from provcheck.compiled.samples import aligned, panel_of, squared_length
from provcheck.compiled.tiles import add_product
from provcheck.compiled.turning import load_turned, store_turned

_STATES = 1100  # of neurons at samples, at once
_LARGEST = 512  # p d up to which, as measured, lanes are faster: weights and sums stay near
_SUMS = 2 * WIDTH  # of the squares of weights

Places = namedtuple("Places", "residuals squares traces weights sums end")


@njit(cache=True, error_model="numpy")
def pays(p, d):
    """Whether eight nets of p neurons with d inputs are faster together than one by one."""
    return p * d <= _LARGEST


@njit(cache=True, error_model="numpy")
def block_of(p):
    """Samples at once, a multiple of 8."""
    return max(1, min(13, _STATES // (WIDTH * p))) * WIDTH


@njit(cache=True, error_model="numpy")
def room_of(p, d):
    """Scratch of eight nets."""
    return aligned(_places(p, d).end)


@njit(cache=True, error_model="numpy")
def _places(p, d):
    """First rows of what the scratch holds; arguments and states start at 0."""
    residuals = block_of(p) * p
    squares = residuals + block_of(p)
    traces = squares + WIDTH
    weights = traces + WIDTH * p
    table = _padded(p * d)
    return Places(residuals, squares, traces, weights, weights + table, weights + 2 * table)


@njit(cache=True, error_model="numpy")
def _padded(size):
    """Rows of a table of `size` weights."""
    return (size + _SUMS - 1) // _SUMS * _SUMS


@njit(cache=True, error_model="numpy")
def share(a, X, beta, activation):
    """What all nets use: outer weights; the same times the factor of the slopes; samples (n, d)
    times that of the argument, and transposed (d, n); their squared lengths; what |W|^2 times which
    bounds the square of every argument; factors of outputs and of bends; for each weight, as a net
    lies in memory, its row, and what its sum is multiplied by.
    """
    (n, d), (argument, factor, slope_factor, bend_factor) = X.shape, scales(beta, activation)
    p, longest = a.shape[0], 0.0
    outer, lengths = np.empty(p), np.empty(n)
    samples, turned = np.empty((n, d)), np.empty((d, n))
    places, pulls = np.arange(_padded(p * d)), np.zeros(_padded(p * d))  # the rest are not weights
    for j in range(p):
        outer[j] = a[j] * slope_factor
        for c in range(d):
            places[j * d + c], pulls[j * d + c] = c * p + j, outer[j] / n
    for i in range(n):
        lengths[i] = squared_length(X, i)
        longest = max(longest, lengths[i])
        for c in range(d):
            samples[i, c] = argument * X[i, c]
            turned[c, i] = X[i, c]
    reach = argument * argument * longest
    return a, outer, samples, turned, lengths, reach, factor, bend_factor, places, pulls


@njit(cache=True, error_model="numpy")
def sweep_eight(W, first, after, labels, lam, activation, shared, work, losses, G, neurons):
    """Losses (K,), gradients (K, p, d), Laplacians by neuron (K, p) of nets first .. first + 7.

    `after` is the first of the nets that come next.
    """
    a, outer, samples, turned, lengths, reach, factor, bend_factor, places, pulls = shared
    (p, d), n = W.shape[1:], labels.shape[0]
    at = _places(p, d)
    _load_weights(W, first, work, at.weights, places)
    for row in range(at.squares, at.weights):
        store(work, row, spread(0.0))
    norm = _squared_norms(work, at.weights, places)
    is_cut = activation != SOFTPLUS and not all_below(norm * reach, CUT * CUT)
    for start in range(0, n, block_of(p)):
        count = min(block_of(p), n - start)
        _project(work, at.weights, samples, start, count, p, d)
        if is_cut:
            cut_rows(work, count * p)
        differentiate(work, count, 1, p, a, factor, activation, at.residuals)
        _subtract_labels(work, at, labels, start, count)
        part = W, after, G, first, start, count
        if activation == SOFTPLUS:
            _add_traces(work, at, outer, lengths, bend_factor, part, True)
        else:
            _add_traces(work, at, outer, lengths, bend_factor, part, False)
        _combine(work, at.sums, turned, start, count, p, d)
    _store_gradients(work, at, lam, places, pulls, G, first)
    for j in range(p):
        store(work, j, _total(work, at.traces + j, p) * (outer[j] / n) + lam * d)
        for net in range(WIDTH):
            neurons[first + net, j] = work[j, net]
    loss = _total(work, at.squares, 1) / (2.0 * n) + norm * lam / 2.0
    store_part(losses, first, WIDTH, loss)


@njit(cache=True, error_model="numpy")
def _load_weights(W, first, work, weights, places):
    """Fill the table of weights; its rows that are no weights become 0."""
    size = W.shape[1] * W.shape[2]
    for row in range(weights + size, weights + places.shape[0]):
        store(work, row, spread(0.0))
    for q in range(0, size, WIDTH):
        rows = load_turned(W, first * size + q, size, size - q)
        store(work, weights + places[q], rows[0])
        store(work, weights + places[q + 1], rows[1])
        store(work, weights + places[q + 2], rows[2])
        store(work, weights + places[q + 3], rows[3])
        store(work, weights + places[q + 4], rows[4])
        store(work, weights + places[q + 5], rows[5])
        store(work, weights + places[q + 6], rows[6])
        store(work, weights + places[q + 7], rows[7])


@njit(cache=True, error_model="numpy")
def _store_gradients(work, at, lam, places, pulls, G, first):
    """Rows of the sums times their factor, plus lam W, as gradients."""
    size = G.shape[1] * G.shape[2]
    for q in range(0, size, WIDTH):
        rows = (
            _gradient(work, at, lam, places, pulls, q),
            _gradient(work, at, lam, places, pulls, q + 1),
            _gradient(work, at, lam, places, pulls, q + 2),
            _gradient(work, at, lam, places, pulls, q + 3),
            _gradient(work, at, lam, places, pulls, q + 4),
            _gradient(work, at, lam, places, pulls, q + 5),
            _gradient(work, at, lam, places, pulls, q + 6),
            _gradient(work, at, lam, places, pulls, q + 7),
        )
        store_turned(rows, G, first * size + q, size, size - q)


@njit(cache=True, error_model="numpy")
def _gradient(work, at, lam, places, pulls, q):
    row = places[q]
    return fma(load(work, at.sums + row), pulls[q], load(work, at.weights + row) * lam)


@njit(cache=True, error_model="numpy")
def _squared_norms(work, weights, places):
    """Of each net as `depth2.squared_norm`: the sum of the squares of its weights, in 16 sums."""
    zero = spread(0.0)
    a = b = c = d = stack(zero, zero, zero, zero)
    for q in range(0, places.shape[0], _SUMS):
        x, y = _four(work, weights, places, q), _four(work, weights, places, q + 4)
        a, b = fma(x, x, a), fma(y, y, b)
        x, y = _four(work, weights, places, q + 8), _four(work, weights, places, q + 12)
        c, d = fma(x, x, c), fma(y, y, d)
    sums = unstack((a + c) + (b + d))
    return (sums[0] + sums[2]) + (sums[1] + sums[3])


@njit(cache=True, error_model="numpy")
def _four(work, weights, places, q):
    return stack(
        load(work, weights + places[q]), load(work, weights + places[q + 1]),
        load(work, weights + places[q + 2]), load(work, weights + places[q + 3]),
    )  # fmt: skip


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
def _add_traces(work, at, outer, lengths, bend_factor, part, is_soft):
    """As `depth2._add_traces`: add a block to the traces, states become slopes times residuals."""
    W, after, G, first, start, count = part
    p, n, size = outer.shape[0], lengths.shape[0], W.shape[1] * W.shape[2]
    lines = size * WIDTH // LINE + 1
    each = (lines + n - 1) // n
    for i in range(count):
        for line in range((start + i) * each, min((start + i + 1) * each, lines)):
            ask_to_write(G, first * size + line * LINE)
            ask_to_read(W, after * size + line * LINE)
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
