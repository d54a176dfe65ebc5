"""Compiled twins of `provcheck.reference.depth2`: same names, same arguments, float64.

Preconditions, not checked here: C-contiguous float64 arrays, beta > 0, p, d, n >= 1; `activation`
is an `Activation`, and an int in compiled code, because numba takes 10 us to see what an
enumeration is. Results differ from the exact value by at most the bound in `rounding.py`. One sweep
over the samples, in tiles (`samples.py`), computes everything; nothing of size p x n is ever
formed. Strict IEEE arithmetic, no fast-math. What is constant stands outside the sums: an
activation is one function for every beta, times `scales`.

The functions that end in `_into` are compiled, for `depth2_batched` too; the others call them.
"""

from typing import Any

import numpy as np
from numba import njit

from provcheck.compiled.activations import CUT, activate, bend_of, cut_rows, scales, slope_of
from provcheck.compiled.frame import own_frame
from provcheck.compiled.lanes import (
    WIDTH,
    all_below,
    fma,
    load,
    load_part,
    spread,
    stack,
    store,
    store_part,
    total,
    unstack,
    where_less,
)
from provcheck.compiled.samples import (
    aligned,
    columns_of,
    combine,
    pack,
    pack_all,
    project,
    rows_of_tile,
    tile_of,
)
from provcheck.reference.activations import Activation

Array = np.ndarray

DENSE_LIMIT = 64  # p d up to which the eigenvalues come from the dense Hessian
_LANCZOS_STEPS = 128
_SIGMOID, _TANH, SOFTPLUS = map(int, Activation)


def outputs(W: Array, a: Array, X: Array, beta: float, activation: Activation) -> Array:
    """f(x_i) for every sample, (n,)."""
    result = np.zeros(len(X))
    _evaluate_alone(W, a, X, result, 0.0, beta, int(activation), result)
    return result


def loss(
    W: Array, a: Array, X: Array, y: Array, lam: float, beta: float, activation: Activation
) -> float:
    """L(W), a scalar >= 0."""
    return _evaluate_alone(W, a, X, y, lam, beta, int(activation), np.empty(len(X)))


def loss_gradient_laplacian(
    W: Array, a: Array, X: Array, y: Array, lam: float, beta: float, activation: Activation
) -> tuple[float, Array, Array]:
    """(loss, gradient (p, d), Laplacian by neuron (p,)) for the price of one sweep."""
    G, neurons = np.empty(W.shape), np.empty(len(W))
    return _sweep_alone(W, a, X, y, lam, beta, int(activation), G, neurons), G, neurons


def gradient(
    W: Array, a: Array, X: Array, y: Array, lam: float, beta: float, activation: Activation
) -> Array:
    """Gradient of L, (p, d)."""
    return loss_gradient_laplacian(W, a, X, y, lam, beta, activation)[1]


def laplacian_by_neuron(
    W: Array, a: Array, X: Array, y: Array, lam: float, beta: float, activation: Activation
) -> Array:
    """Trace of the Hessian block of each neuron, (p,)."""
    return loss_gradient_laplacian(W, a, X, y, lam, beta, activation)[2]


def laplacian(
    W: Array, a: Array, X: Array, y: Array, lam: float, beta: float, activation: Activation
) -> float:
    """Trace of the Hessian of L, a scalar."""
    return add_in_order(laplacian_by_neuron(W, a, X, y, lam, beta, activation))


def villani(
    W: Array,
    a: Array,
    X: Array,
    y: Array,
    lam: float,
    s: float,
    beta: float,
    activation: Activation,
) -> float:
    """V_s = |grad L|^2 / s - Laplacian of L, a scalar."""
    _, G, neurons = loss_gradient_laplacian(W, a, X, y, lam, beta, activation)
    return villani_of(G, neurons, s)


def hessian_vector(
    W: Array,
    V: Array,
    a: Array,
    X: Array,
    y: Array,
    lam: float,
    beta: float,
    activation: Activation,
) -> Array:
    """Hessian of L times the direction V, (p, d), without the Hessian."""
    G = np.empty(W.shape)
    _turn_alone(W, V, a, X, y, lam, beta, int(activation), G)
    return G


def hessian_extremes(
    W: Array, a: Array, X: Array, y: Array, lam: float, beta: float, activation: Activation
) -> Any:
    """Smallest and largest eigenvalue of the Hessian of L: an aid to search, never a verdict.

    p d <= DENSE_LIMIT: LAPACK on the dense Hessian, accurate to the bound in `rounding.py`.
    Larger: Lanczos with full reorthogonalization, at most 128 steps. Both Ritz values then lie
    inside [smallest, largest] up to rounding; how close to its ends is not guaranteed.
    """
    return extremes_of(W, a, X, y, lam, beta, int(activation))


@njit(cache=True, error_model="numpy")
def add_in_order(terms):
    """Sum of a 1-D array from first to last, so that every form rounds alike."""
    result = 0.0
    for term in terms:
        result += term
    return result


@njit(cache=True, error_model="numpy")
def squared_norm(W):
    """Sum of the squares of a contiguous array, in two times eight sums."""
    even, odd = spread(0.0), spread(0.0)
    for k in range(0, W.size, 2 * WIDTH):
        first = load_part(W, k, W.size - k)
        second = load_part(W, k + WIDTH, W.size - k - WIDTH)
        even, odd = fma(first, first, even), fma(second, second, odd)
    return total(even + odd)


@njit(cache=True, error_model="numpy")
def room_of(p, d, n):
    """Scratch of one net: a place for a packed tile, and the tables of `_places`."""
    tile = tile_of(p, n)
    return aligned(rows_of_tile(d, tile)), aligned(_places(p, d, tile)[-1])


@njit(cache=True, error_model="numpy")
def _places(p, d, tile):
    """First rows of turns (arguments and states start at 0), sums, residuals, traces; all rows."""
    turns = p * tile
    sums = 2 * turns
    residuals = sums + p * columns_of(d)
    return turns, sums, residuals, residuals + tile, residuals + tile + p


@njit(cache=True, error_model="numpy")
def _tile(X, y, factor, tile, start, packed, is_complete):
    """First row of the tile of samples from `start` on, their number, and their columns."""
    count = min(X.shape[0] - start, tile * WIDTH)
    if is_complete:
        return start // (tile * WIDTH) * rows_of_tile(X.shape[1], tile), count, columns_of(count)
    pack(X, y, factor, tile, start, packed, 0)
    return 0, count, columns_of(count)


@njit(cache=True, error_model="numpy")
def _keep_in_range(work, packed, lengths, width, p, reach, activation):
    """Cut the arguments of a tile, unless |u|^2 <= reach |x|^2 shows that none needs it."""
    if activation == SOFTPLUS:
        return
    longest = spread(0.0)
    for t in range(width):
        length = load(packed, lengths + t)
        longest = where_less(longest, length, length, longest)
    if not all_below(longest * reach, CUT * CUT):
        cut_rows(work, p * width)


@njit(cache=True, error_model="numpy")
def differentiate(work, width, along, across, a, factor, activation, sums):
    """Rows `sums` on = factor a^T sigma, for arguments in the first rows; turn these into states.

    Column t of neuron j is row t across + j along; arguments are cut, but for SOFTPLUS. A loop for
    each activation: LLVM would not take the choice out of one.
    """
    own_frame()
    if activation == _SIGMOID:
        _activate_all(work, width, along, across, a, factor, _SIGMOID, sums)
    elif activation == _TANH:
        _activate_all(work, width, along, across, a, factor, _TANH, sums)
    else:
        _activate_all(work, width, along, across, a, factor, SOFTPLUS, sums)


@njit(cache=True, error_model="numpy", inline="always")
def _activate_all(work, width, along, across, a, factor, activation, sums):
    p = a.shape[0]
    for t in range(0, width, 2):
        f, g, last = spread(0.0), spread(0.0), min(t + 1, width - 1)
        for j in range(0, p, 2):
            u, v = t * across + j * along, last * across + j * along
            further = along if j + 1 < p else 0
            w, z = u + further, v + further
            arguments = stack(load(work, u), load(work, w), load(work, v), load(work, z))
            values, states = activate(arguments, activation)
            values, states = unstack(values), unstack(states)
            f, g = fma(values[0], a[j], f), fma(values[2], a[j], g)
            if j + 1 < p:
                f, g = fma(values[1], a[j + 1], f), fma(values[3], a[j + 1], g)
            store(work, u, states[0])
            store(work, w, states[1])
            store(work, v, states[2])
            store(work, z, states[3])
        store(work, sums + t, f * factor)
        store(work, sums + last, g * factor)


@njit(cache=True, error_model="numpy")
def _subtract_labels(packed, labels, width, count, work, sums, squares):
    """Turn outputs into residuals, zeros past the last sample; add their squares to the sums."""
    for t in range(width):
        store(work, sums + t, load(work, sums + t) - load(packed, labels + t))
    for i in range(count, width * WIDTH):
        work[sums + i // WIDTH, i % WIDTH] = 0.0
    for t in range(width):
        squares = fma(load(work, sums + t), load(work, sums + t), squares)
    return squares


@njit(cache=True, error_model="numpy")
def evaluate_into(W, a, X, y, lam, beta, activation, packed, is_complete, work, result):
    """Return L(W); write f(x_i) for every sample into `result` (n,)."""
    (p, d), n = W.shape, X.shape[0]
    argument, factor, _, _ = scales(beta, activation)
    tile = tile_of(p, n)
    _, _, sums, _, _ = _places(p, d, tile)
    squares, norm = spread(0.0), squared_norm(W)
    for start in range(0, n, tile * WIDTH):
        base, count, width = _tile(X, y, argument, tile, start, packed, is_complete)
        project(W, packed, base, width, work, 0)
        labels = base + rows_of_tile(d, tile) - tile
        _keep_in_range(
            work, packed, labels - tile, width, p, argument * argument * norm, activation
        )
        differentiate(work, width, width, 1, a, factor, activation, sums)
        for t in range(width):
            store_part(result, start + t * WIDTH, count - t * WIDTH, load(work, sums + t))
        squares = _subtract_labels(packed, labels, width, count, work, sums, squares)
    return total(squares) / (2 * n) + lam * norm / 2


@njit(cache=True, error_model="numpy")
def sweep_into(W, a, X, y, lam, beta, activation, packed, is_complete, work, G, neurons):
    """Return the loss; write the gradient into G (p, d), the Laplacian by neuron into (p,)."""
    (p, d), n = W.shape, X.shape[0]
    argument, factor, slope_factor, bend_factor = scales(beta, activation)
    tile = tile_of(p, n)
    _, sums, residuals, traces, _ = _places(p, d, tile)
    squares, norm = spread(0.0), squared_norm(W)
    for j in range(p):
        store(work, traces + j, spread(0.0))
    for start in range(0, n, tile * WIDTH):
        base, count, width = _tile(X, y, argument, tile, start, packed, is_complete)
        project(W, packed, base, width, work, 0)
        lengths = base + rows_of_tile(d, tile) - 2 * tile
        _keep_in_range(work, packed, lengths, width, p, argument * argument * norm, activation)
        differentiate(work, width, width, 1, a, factor, activation, residuals)
        squares = _subtract_labels(packed, lengths + tile, width, count, work, residuals, squares)
        factors = slope_factor, bend_factor
        if activation == SOFTPLUS:
            _add_traces(work, width, a, factors, residuals, packed, lengths, traces, True)
        else:
            _add_traces(work, width, a, factors, residuals, packed, lengths, traces, False)
        combine(work, 0, width, packed, base + tile * d, count, start == 0, sums, p, d)
    for j in range(p):
        weight = a[j] * slope_factor / n
        neurons[j] = total(load(work, traces + j)) * weight + lam * d
        _finish(work, sums, j, weight, W, lam, G)
    return total(squares) / (2 * n) + lam * norm / 2


@njit(cache=True, error_model="numpy", inline="always")
def _add_traces(work, width, a, factors, residuals, packed, lengths, traces, is_soft):
    """Add a tile to the traces; turn states into slopes times residuals. Two neurons at once.

    A trace is a C1 times the sum of |x|^2 slope (a C1 slope + C2 bend residual).
    """
    p, (slope_factor, bend_factor) = a.shape[0], factors
    for j in range(0, p, 2):
        k = min(j + 1, p - 1)
        first, second = a[j] * slope_factor, a[k] * slope_factor
        trace, other = load(work, traces + j), load(work, traces + k)
        for t in range(width):
            u, v = j * width + t, k * width + t
            residual, length = load(work, residuals + t), load(packed, lengths + t)
            bending, one, two = residual * bend_factor, load(work, u), load(work, v)
            slope, steep = slope_of(one, is_soft), slope_of(two, is_soft)
            along = fma(slope, first, bending * bend_of(one, is_soft))
            across = fma(steep, second, bending * bend_of(two, is_soft))
            trace = fma(slope * length, along, trace)
            other = fma(steep * length, across, other)
            store(work, u, residual * slope)
            store(work, v, residual * steep)
        store(work, traces + j, trace)
        store(work, traces + k, other)


@njit(cache=True, error_model="numpy")
def _finish(work, sums, j, weight, W, lam, G):
    """Row j of G = weight (row of the sums) + lam (row of W)."""
    d = W.shape[1]
    wide = columns_of(d)
    for c in range(wide):
        start, left = j * d + c * WIDTH, d - c * WIDTH
        value = fma(load(work, sums + j * wide + c), weight, load_part(W, start, left) * lam)
        store_part(G, start, left, value)


@njit(cache=True, error_model="numpy")
def turn_into(W, V, a, X, y, lam, beta, activation, packed, is_complete, work, G):
    """Write the Hessian of L times V into G (p, d)."""
    (p, d), n = W.shape, X.shape[0]
    argument, factor, slope_factor, bend_factor = scales(beta, activation)
    tile = tile_of(p, n)
    turns, sums, residuals, _, _ = _places(p, d, tile)
    norm = squared_norm(W)
    for start in range(0, n, tile * WIDTH):
        base, count, width = _tile(X, y, argument, tile, start, packed, is_complete)
        project(W, packed, base, width, work, 0)
        project(V, packed, base, width, work, turns)
        labels = base + rows_of_tile(d, tile) - tile
        _keep_in_range(
            work, packed, labels - tile, width, p, argument * argument * norm, activation
        )
        differentiate(work, width, width, 1, a, factor, activation, residuals)
        _subtract_labels(packed, labels, width, count, work, residuals, spread(0.0))
        factors, is_soft = (slope_factor, bend_factor), activation == SOFTPLUS
        _turn_states(work, width, a, factors, residuals, turns, is_soft)
        combine(work, 0, width, packed, base + tile * d, count, start == 0, sums, p, d)
    for j in range(p):
        _finish(work, sums, j, a[j] * slope_factor / argument / n, V, lam, G)


@njit(cache=True, error_model="numpy")
def _turn_states(work, width, a, factors, residuals, turns, is_soft):
    """Turn states into what the samples are multiplied by in the Hessian times V."""
    p, (slope_factor, bend_factor) = a.shape[0], factors
    for t in range(width):
        moved, residual = spread(0.0), load(work, residuals + t) * bend_factor
        for j in range(p):
            at = j * width + t
            slope = slope_of(load(work, at), is_soft)
            moved = fma(slope * load(work, turns + at), a[j] * slope_factor, moved)
        for j in range(p):
            at = j * width + t
            state = load(work, at)
            bend = residual * bend_of(state, is_soft)
            weight = fma(bend, load(work, turns + at), moved)
            store(work, at, slope_of(state, is_soft) * weight)


@njit(cache=True, error_model="numpy")
def _evaluate_alone(W, a, X, y, lam, beta, activation, result):
    packed, work = room_of(W.shape[0], W.shape[1], X.shape[0])
    return evaluate_into(W, a, X, y, lam, beta, activation, packed, False, work, result)


@njit(cache=True, error_model="numpy")
def _sweep_alone(W, a, X, y, lam, beta, activation, G, neurons):
    packed, work = room_of(W.shape[0], W.shape[1], X.shape[0])
    return sweep_into(W, a, X, y, lam, beta, activation, packed, False, work, G, neurons)


@njit(cache=True, error_model="numpy")
def _turn_alone(W, V, a, X, y, lam, beta, activation, G):
    packed, work = room_of(W.shape[0], W.shape[1], X.shape[0])
    turn_into(W, V, a, X, y, lam, beta, activation, packed, False, work, G)


@njit(cache=True, error_model="numpy")
def villani_of(G, neurons, s):
    """V_s from the gradient and the Laplacian by neuron."""
    return squared_norm(G) / s - add_in_order(neurons)


@njit(cache=True, error_model="numpy")
def extremes_of(W, a, X, y, lam, beta, activation):
    """As `hessian_extremes`; the samples are packed once."""
    tile = tile_of(W.shape[0], X.shape[0])
    packed = pack_all(X, y, scales(beta, activation)[0], tile)
    rest = a, X, y, lam, beta, activation, packed
    if W.size <= DENSE_LIMIT:
        return _ends(_dense_hessian(W, rest))
    return _ends(_lanczos_matrix(W, rest))


@njit(cache=True, error_model="numpy")
def _ends(matrix):
    values = np.linalg.eigvalsh(matrix)
    return values[0], values[-1]


@njit(cache=True, error_model="numpy")
def _dense_hessian(W, rest):
    a, X, y, lam, beta, activation, packed = rest
    work = room_of(W.shape[0], W.shape[1], X.shape[0])[1]
    second, V = np.empty((W.size, *W.shape)), np.zeros(W.shape)
    for column in range(W.size):
        V.ravel()[column] = 1.0
        turn_into(W, V, a, X, y, lam, beta, activation, packed, True, work, second[column])
        V.ravel()[column] = 0.0
    matrix = second.reshape(W.size, W.size)
    return 0.5 * (matrix + matrix.T)


@njit(cache=True, error_model="numpy")
def _lanczos_matrix(W, rest):
    """The Hessian on the subspace of at most 128 steps of Lanczos."""
    a, X, y, lam, beta, activation, packed = rest
    work = room_of(W.shape[0], W.shape[1], X.shape[0])[1]
    steps = min(W.size, _LANCZOS_STEPS)
    basis = np.zeros((steps, W.size))
    projected = np.zeros((steps, steps))
    vector = np.cos(np.arange(W.size) ** 2 * 1.0)  # fixed, and orthogonal to nothing in particular
    vector /= np.linalg.norm(vector)
    turned, used = np.empty(W.shape), 0
    for step in range(steps):
        basis[step] = vector
        used = step + 1
        turn_into(
            W, basis[step].reshape(W.shape), a, X, y, lam, beta, activation, packed, True, work,
            turned,
        )  # fmt: skip
        image = turned.ravel().copy()
        projected[step, step] = np.dot(vector, image)
        scale = np.linalg.norm(image)
        for _ in range(2):  # twice is enough (Parlett, The Symmetric Eigenvalue Problem, 6.9)
            for earlier in range(used):
                image -= np.dot(basis[earlier], image) * basis[earlier]
        length = np.linalg.norm(image)
        if used == steps or length <= 1e-14 * scale:
            break
        projected[step, step + 1] = projected[step + 1, step] = length
        vector = image / length
    return projected[:used, :used].copy()
