"""Compiled twins of `provcheck.reference.ensemble`: same names, arguments and random numbers.

Eight paths make a block and advance together, one a lane (`lanes.py`), through all steps in
scratch of a few kilobytes (`net_lanes.py`). Blocks run in parallel; the sums over paths are taken
block by block and then over the blocks in order, so that no result depends on the number of
threads.

One step differs from the reference's by at most 2 dt times the bound on the gradient in
`rounding.py`, sqrt(s dt) times the two bounds on a normal in `philox.py`, and 8 * 2^-53 times the
size of its terms; for tanh, whose raised labels are accurate absolutely, also by
dt (4 p + 16) 2^-53 |a|_1 times the largest slope of an output. In m steps differences grow at
most by (1 + dt M)^m, M the Lipschitz constant of the gradient.
"""

from collections.abc import Sequence

import numpy as np
from numba import get_num_threads, njit, prange

from provcheck.compiled.activations import LN_2
from provcheck.compiled.frame import own_frame
from provcheck.compiled.lanes import (
    WIDTH,
    fma,
    gather,
    load,
    spread,
    store,
    where_zero,
)
from provcheck.compiled.net_lanes import (
    add_gradient,
    evaluate,
    find_residuals,
    scale_net,
    scratch,
    table,
)
from provcheck.compiled.philox import normals_of_bits, pair_of_bits, pair_of_normals, scale_down
from provcheck.compiled.turns import take_turn
from provcheck.reference import ensemble as reference
from provcheck.reference import philox
from provcheck.reference.activations import Activation
from provcheck.reference.ensemble import Ensemble, Sampling
from provcheck.reference.philox import Stream

Array = np.ndarray

_WITH_REPLACEMENT = int(Sampling.WITH_REPLACEMENT)
_NOISE, _BATCH = np.uint64(Stream.NOISE), np.uint64(Stream.BATCH)


def euler_maruyama(
    W0: Array,
    a: Array,
    X: Array,
    y: Array,
    lam: float,
    s: float,
    beta: float,
    activation: Activation,
    *,
    dt: float,
    steps: int,
    seed: int,
    record: Sequence[int] = (),
) -> Ensemble:
    """dW = -grad L(W) dt + sqrt(s) dB in steps of length dt > 0; the loss L is recorded."""
    W, rest = reference.require_net(W0, a, X, y, lam, s, beta)
    reference.require_positive("dt", dt)
    recorded = reference.require_record(steps, record)
    philox.require_address(seed, np.arange(0), 0, 0)
    final, noise = np.empty(W.shape), float(np.sqrt(s * dt))
    a, X, y, lam, beta = rest
    net, moments = scale_net(a, X, y, beta, activation), _moments(len(final), len(recorded))
    run = float(dt), noise, steps, np.uint64(seed)
    _diffuse(W, net, lam, *run, recorded, final, moments, get_num_threads())
    return _collect(recorded, moments, final)


def minibatch_sgd(
    W0: Array,
    a: Array,
    X: Array,
    y: Array,
    lam: float,
    s: float,
    beta: float,
    activation: Activation,
    *,
    batch: int,
    steps: int,
    seed: int,
    sampling: Sampling = Sampling.WITHOUT_REPLACEMENT,
    record: Sequence[int] = (),
) -> Ensemble:
    """W <- W - (s/b) sum_{i in B_k} grad L_i(W) - s lam W, with fresh batches of b samples."""
    W, rest = reference.require_net(W0, a, X, y, lam, s, beta)
    reference.require_batch(batch, len(rest[2]), sampling)
    recorded = reference.require_record(steps, record)
    philox.require_address(seed, np.arange(0), 0, 0)
    a, X, y, lam, beta = rest
    final, net = np.empty(W.shape), scale_net(a, X, y, beta, activation)
    moments = _moments(len(final), len(recorded))
    run = float(s), batch, int(sampling), steps, np.uint64(seed)
    _descend(W, net, lam, *run, recorded, final, moments, get_num_threads())
    return _collect(recorded, moments, final)


def euler_maruyama_polynomial(
    w0: Array,
    coefficients: Array,
    s: float,
    *,
    dt: float,
    steps: int,
    seed: int,
    record: Sequence[int] = (),
    observable: Array | None = None,
) -> Ensemble:
    """dw = -U'(w) dt + sqrt(s) dB on the line, for a polynomial U, in steps of length dt > 0."""
    w, potential, seen = reference.require_line(w0, coefficients, observable, s)
    reference.require_positive("dt", dt)
    recorded = reference.require_record(steps, record)
    philox.require_address(seed, np.arange(0), 0, 0)
    drift = potential[1:] * np.arange(1, len(potential))
    final = np.empty(w.shape)
    noise = float(np.sqrt(s * dt))
    moments = _moments(len(final), len(recorded))
    run = float(dt), noise, steps, np.uint64(seed)
    _diffuse_line(w, drift, seen, *run, recorded, final, moments, get_num_threads())
    return _collect(recorded, moments, final)


def _moments(K: int, R: int) -> Array:
    """Room for the mean and the squares of every block at every recorded step."""
    return np.zeros(((K + WIDTH - 1) // WIDTH, R, 2))


def _collect(recorded: Array, moments: Array, final: Array) -> Ensemble:
    """Means and errors from the moments of the blocks, (blocks, R, 2), combined in order."""
    K = len(final)
    sizes = np.full(len(moments), WIDTH)
    sizes[-1] = K - WIDTH * (len(moments) - 1)
    with np.errstate(over="ignore", invalid="ignore"):  # refused by name below
        means = np.sum(sizes[:, None] * moments[:, :, 0], axis=0) / K
        between = np.sum(sizes[:, None] * np.square(moments[:, :, 0] - means), axis=0)
        squares = np.sum(moments[:, :, 1], axis=0) + between
    errors = np.sqrt(squares / (K - 1) / K)
    return reference.require_finite(Ensemble(recorded, means, errors, final))


@njit(cache=True, parallel=True, error_model="numpy")
def _diffuse(W0, net, lam, dt, noise, steps, seed, recorded, final, moments, threads):
    turns = np.zeros(1, np.int64)
    for _ in prange(threads):
        block = take_turn(turns)
        while block < moments.shape[0]:
            _diffuse_block(
                block, W0, net, lam, dt, noise, steps, seed, recorded, final, moments[block]
            )
            block = take_turn(turns)


@njit(cache=True, error_model="numpy")
def _diffuse_block(block, W0, net, lam, dt, noise, steps, seed, recorded, final, moments):
    own_frame()
    outer, numbers, y, soft, far = net
    n = y.shape[0]
    W, G, values, slopes, residuals, at_once = scratch(W0, n)
    paths, words = _load_paths(W0, block, W), np.empty(W.shape, dtype=np.uint64)
    keep, pulls = 1.0 - dt * lam, _pulls(outer, dt / n, W0.shape[2], W.shape[0])
    row = 0
    for step in range(steps + 1):
        squares, wanted = spread(0.0), row < recorded.shape[0] and recorded[row] == step
        for first in range(0, n, at_once):
            count = min(at_once, n - first)
            add_gradient(
                W, outer, soft, far, numbers, y, first, count, values, slopes, residuals, G
            )
            if wanted:
                squares = _add_squares(residuals, count, squares)
        if wanted:
            losses = _losses(squares, W, lam, n, outer.shape[0] * W0.shape[2])
            _write_moments(block, W0.shape[0], losses, moments[row])
            row += 1
        if step < steps:
            path = load(paths, 0)
            for q in range(0, W.shape[0], 2):  # apart from what follows: either waits for itself
                radial, angular = pair_of_bits(
                    seed, _NOISE, path, np.uint64(step), np.uint64(q // 2)
                )
                store(words, q, radial)
                store(words, q + 1, angular)
            for q in range(0, W.shape[0], 2):
                kick, other = normals_of_bits(load(words, q), load(words, q + 1))
                store(W, q, fma(kick, noise, _moved(W, G, q, keep, pulls[q])))
                store(W, q + 1, fma(other, noise, _moved(W, G, q + 1, keep, pulls[q + 1])))
    _store_paths(W, block, final)


@njit(cache=True, parallel=True, error_model="numpy")
def _descend(W0, net, lam, s, batch, sampling, steps, seed, recorded, final, moments, threads):
    turns = np.zeros(1, np.int64)
    for _ in prange(threads):
        block = take_turn(turns)
        while block < moments.shape[0]:
            _descend_block(
                block, W0, net, lam, s, batch, sampling, steps, seed, recorded, final,
                moments[block],
            )  # fmt: skip
            block = take_turn(turns)


@njit(cache=True, error_model="numpy")
def _descend_block(block, W0, net, lam, s, batch, sampling, steps, seed, recorded, final, moments):
    own_frame()
    outer, numbers, y, soft, far = net
    n, d = y.shape[0], W0.shape[2]
    W, G, values, slopes, residuals, at_once = scratch(W0, max(n, batch))
    x, labels = table(batch * d), table(batch)
    paths = _load_paths(W0, block, W)
    chosen = np.empty((batch + batch % 2, WIDTH), dtype=np.uint64)
    keep, pulls = 1.0 - s * lam, _pulls(outer, s / batch, d, W.shape[0])
    row = 0
    for step in range(steps + 1):
        if row < recorded.shape[0] and recorded[row] == step:
            squares = _squares(W, net, at_once, values, slopes, residuals)
            losses = _losses(squares, W, lam, n, outer.shape[0] * d)
            _write_moments(block, W0.shape[0], losses, moments[row])
            row += 1
        if step < steps:
            _choose(seed, load(paths, 0), step, n, batch, sampling, chosen)
            for m in range(batch):
                _pick(numbers, y, load(chosen, m), m, x, labels)
            for first in range(0, batch, at_once):
                count = min(at_once, batch - first)
                add_gradient(
                    W, outer, soft, far, x, labels, first, count, values, slopes, residuals, G
                )
            for q in range(W.shape[0]):
                store(W, q, _moved(W, G, q, keep, pulls[q]))
    _store_paths(W, block, final)


@njit(cache=True, parallel=True, error_model="numpy")
def _diffuse_line(w0, drift, seen, dt, noise, steps, seed, recorded, final, moments, threads):
    turns = np.zeros(1, np.int64)
    for _ in prange(threads):
        block = take_turn(turns)
        while block < moments.shape[0]:
            _diffuse_line_block(
                block, w0, drift, seen, dt, noise, steps, seed, recorded, final, moments[block]
            )
            block = take_turn(turns)


@njit(cache=True, error_model="numpy")
def _diffuse_line_block(block, w0, drift, seen, dt, noise, steps, seed, recorded, final, moments):
    K = w0.shape[0]
    position, values = table(1), table(1)
    paths = _load_paths(w0.reshape(K, 1, 1), block, position)
    path, w = load(paths, 0), load(position, 0)
    row = 0
    for step in range(steps + 1):
        if row < recorded.shape[0] and recorded[row] == step:
            store(values, 0, _evaluate(seen, w))
            _write_moments(block, K, values[0], moments[row])
            row += 1
        if step < steps:
            kick, _ = pair_of_normals(seed, _NOISE, path, np.uint64(step), np.uint64(0))
            w = fma(kick, noise, w - dt * _evaluate(drift, w))
    store(position, 0, w)
    _store_paths(position, block, final.reshape(K, 1, 1))


@njit(cache=True, error_model="numpy")
def _evaluate(coefficients, w):
    total = spread(0.0)
    for m in range(coefficients.shape[0] - 1, -1, -1):
        total = fma(total, w, coefficients[m])
    return total


@njit(cache=True, error_model="numpy")
def _pulls(outer, pull, d, rows):
    """What a row of G is multiplied by before it is added to W."""
    pulls = np.zeros(rows)
    for j in range(outer.shape[0]):
        for c in range(d):
            pulls[j * d + c] = pull * LN_2 * outer[j]
    return pulls


@njit(cache=True, error_model="numpy")
def _load_paths(W0, block, W):
    """Fill W with a block's weights and return its paths; lanes past the end repeat the last."""
    K, p, d = W0.shape
    paths = np.empty((1, WIDTH), dtype=np.uint64)
    for k in range(WIDTH):
        path = min(block * WIDTH + k, K - 1)
        paths[0, k] = path
        for j in range(p):
            for c in range(d):
                W[j * d + c, k] = W0[path, j, c]
    return paths


@njit(cache=True, error_model="numpy")
def _store_paths(W, block, final):
    K, p, d = final.shape
    for k in range(min(WIDTH, K - block * WIDTH)):
        for j in range(p):
            for c in range(d):
                final[block * WIDTH + k, j, c] = W[j * d + c, k]


@njit(cache=True, error_model="numpy", inline="always")
def _pick(numbers, y, chosen, m, x, labels):
    """Sample m of the mini-batch, another one for every lane."""
    d = x.shape[0] // labels.shape[0]
    start = chosen * np.uint64(d)
    for c in range(d):
        store(x, m * d + c, gather(numbers, start + np.uint64(c)))
    store(labels, m, gather(y, chosen))


@njit(cache=True, error_model="numpy")
def _choose(seed, path, step, n, batch, sampling, chosen):
    """Write the mini-batch of every lane into the first `batch` rows of `chosen`."""
    fixed = sampling == _WITH_REPLACEMENT
    for m in range(0, batch, 2):
        below = np.uint64(n if fixed else n - batch + m + 1)
        after = below if fixed else below + np.uint64(1)
        first, second = pair_of_bits(seed, _BATCH, path, np.uint64(step), np.uint64(m // 2))
        store(chosen, m, scale_down(first, below))
        store(chosen, m + 1, scale_down(second, after))
    if not fixed:
        for m in range(1, batch):
            drawn = load(chosen, m)
            last, value = np.uint64(n - batch + m), drawn
            for earlier in range(m):
                value = where_zero(load(chosen, earlier) ^ drawn, last, value)
            store(chosen, m, value)


@njit(cache=True, error_model="numpy")
def _moved(W, G, q, keep, pull):
    """keep W + pull G of row q: samples carry the sign."""
    return fma(load(G, q), pull, load(W, q) * keep)


@njit(cache=True, error_model="numpy")
def _squares(W, net, at_once, values, slopes, residuals):
    """Of every lane, the sum of squared residuals of all samples."""
    outer, numbers, y, soft, far = net
    n, squares = y.shape[0], spread(0.0)
    d = numbers.shape[0] // n
    for first in range(0, n, at_once):
        count = min(at_once, n - first)
        evaluate(W, outer, soft, far, numbers, d, first, count, values, slopes)
        find_residuals(outer, y, first, count, values, residuals)
        squares = _add_squares(residuals, count, squares)
    return squares


@njit(cache=True, error_model="numpy")
def _add_squares(residuals, count, squares):
    for i in range(count):
        squares = fma(load(residuals, i), load(residuals, i), squares)
    return squares


@njit(cache=True, error_model="numpy")
def _losses(squares, W, lam, samples, weights):
    """L(W) of every lane, (WIDTH,)."""
    length, result = spread(0.0), np.empty((1, WIDTH))
    for q in range(weights):
        length = fma(load(W, q), load(W, q), length)
    store(result, 0, squares / (2.0 * samples) + (0.5 * lam) * length)
    return result[0]


@njit(cache=True, error_model="numpy")
def _write_moments(block, K, values, moments):
    """Mean of the lanes that are paths, and their sum of squared deviations from it."""
    used = min(WIDTH, K - block * WIDTH)
    total, squares = 0.0, 0.0
    for k in range(used):
        total += values[k]
    mean = total / used
    for k in range(used):
        squares += (values[k] - mean) ** 2
    moments[0], moments[1] = mean, squares
