"""Compiled twins of `provcheck.reference.depth2`: same names, same arguments, float64.

Preconditions, not checked here: C-contiguous float64 arrays, beta > 0, p, d, n >= 1; `activation`
is an `Activation` (an int inside compiled code). Results differ from the exact value by at most
the bound in `rounding.py`. One sweep over the samples, in tiles of TILE, computes everything;
the only scratch is (p + d) x TILE, whatever n is. Strict IEEE arithmetic, no fast-math.
"""

import numpy as np
from numba import njit

from provcheck.compiled.activations import fill_derivatives, fill_values

TILE = 16  # samples whose activations are computed together; two 512-bit registers
DENSE_LIMIT = 64  # p d up to which the eigenvalues come from the dense Hessian
_LANCZOS_STEPS = 128


@njit(cache=True, error_model="numpy")
def _load(X, start, tile):
    """Copy TILE samples from `start` on into columns of `tile` (d, TILE), zeros past the end."""
    n, d = X.shape
    for i in range(TILE):
        for k in range(d):
            tile[k, i] = X[start + i, k] if start + i < n else 0.0


@njit(cache=True, error_model="numpy")
def _project(W, tile, z):
    """z = W tile, (p, TILE)."""
    p, d = W.shape
    for j in range(p):
        for i in range(TILE):
            z[j, i] = 0.0
        for k in range(d):
            weight = W[j, k]
            for i in range(TILE):
                z[j, i] += weight * tile[k, i]


@njit(cache=True, error_model="numpy")
def _combine(a, values, total):
    """total = a^T values, (TILE,)."""
    for i in range(TILE):
        total[i] = 0.0
    for j in range(a.shape[0]):
        for i in range(TILE):
            total[i] += a[j] * values[j, i]


@njit(cache=True, error_model="numpy")
def _subtract_labels(y, start, total):
    """Turn outputs into residuals, (TILE,), zeros past the end."""
    for i in range(TILE):
        total[i] = total[i] - y[start + i] if start + i < y.shape[0] else 0.0


@njit(cache=True, error_model="numpy")
def _accumulate(weights, X, start, G):
    """G += weights X[start : start + TILE], (p, d); each inner loop runs along a row of G."""
    p, d = G.shape
    for j in range(p):
        for i in range(min(TILE, X.shape[0] - start)):
            weight = weights[j, i]
            for k in range(d):
                G[j, k] += weight * X[start + i, k]


@njit(cache=True, error_model="numpy")
def _finish(G, W, lam, n):
    """G = G / n + lam W, in place, (p, d)."""
    for j in range(G.shape[0]):
        for k in range(G.shape[1]):
            G[j, k] = G[j, k] / n + lam * W[j, k]


@njit(cache=True, error_model="numpy")
def _squared_norm(W):
    total = 0.0
    for j in range(W.shape[0]):
        for k in range(W.shape[1]):
            total += W[j, k] * W[j, k]
    return total


@njit(cache=True, error_model="numpy")
def add_in_order(terms):
    """Sum of a 1-D array from first to last, so that every form rounds alike."""
    total = 0.0
    for term in terms:
        total += term
    return total


@njit(cache=True, error_model="numpy")
def outputs(W, a, X, beta, activation):
    """f(x_i) for every sample, (n,)."""
    (p, d), n = W.shape, X.shape[0]
    tile, z = np.empty((d, TILE)), np.empty((p, TILE))
    total, result = np.empty(TILE), np.empty(n)
    for start in range(0, n, TILE):
        _load(X, start, tile)
        _project(W, tile, z)
        fill_values(z.ravel(), beta, activation, z.ravel())
        _combine(a, z, total)
        for i in range(min(TILE, n - start)):
            result[start + i] = total[i]
    return result


@njit(cache=True, error_model="numpy")
def loss(W, a, X, y, lam, beta, activation):
    """L(W), a scalar >= 0."""
    residuals = outputs(W, a, X, beta, activation)
    total = 0.0
    for i in range(y.shape[0]):
        residual = residuals[i] - y[i]
        total += residual * residual
    return total / (2 * y.shape[0]) + lam * _squared_norm(W) / 2


@njit(cache=True, error_model="numpy")
def sweep(W, a, X, y, lam, beta, activation, G, neurons):
    """Return the loss; write the gradient into G (p, d), the Laplacian by neuron into (p,)."""
    (p, d), n = W.shape, X.shape[0]
    tile, z = np.empty((d, TILE)), np.empty((p, TILE))
    values, slopes, curvatures = np.empty((p, TILE)), np.empty((p, TILE)), np.empty((p, TILE))
    residuals, lengths = np.empty(TILE), np.empty(TILE)
    G[:] = 0.0
    neurons[:] = 0.0
    total = 0.0
    for start in range(0, n, TILE):
        _load(X, start, tile)
        _project(W, tile, z)
        fill_derivatives(
            z.ravel(), beta, activation, values.ravel(), slopes.ravel(), curvatures.ravel()
        )
        _combine(a, values, residuals)
        _subtract_labels(y, start, residuals)
        lengths[:] = 0.0
        for k in range(d):
            for i in range(TILE):
                lengths[i] += tile[k, i] * tile[k, i]
        for i in range(TILE):
            total += residuals[i] * residuals[i]
        for j in range(p):
            trace = 0.0
            for i in range(TILE):
                slope = a[j] * slopes[j, i]
                bend = residuals[i] * (a[j] * curvatures[j, i])
                slopes[j, i] = residuals[i] * slope
                trace += lengths[i] * (slope * slope + bend)
            neurons[j] += trace
        _accumulate(slopes, X, start, G)
    _finish(G, W, lam, n)
    for j in range(p):
        neurons[j] = neurons[j] / n + lam * d
    return total / (2 * n) + lam * _squared_norm(W) / 2


@njit(cache=True, error_model="numpy")
def loss_gradient_laplacian(W, a, X, y, lam, beta, activation):
    """(loss, gradient (p, d), Laplacian by neuron (p,)) for the price of one sweep."""
    G, neurons = np.empty(W.shape), np.empty(W.shape[0])
    value = sweep(W, a, X, y, lam, beta, activation, G, neurons)
    return value, G, neurons


@njit(cache=True, error_model="numpy")
def gradient(W, a, X, y, lam, beta, activation):
    """Gradient of L, (p, d)."""
    return loss_gradient_laplacian(W, a, X, y, lam, beta, activation)[1]


@njit(cache=True, error_model="numpy")
def laplacian_by_neuron(W, a, X, y, lam, beta, activation):
    """Trace of the Hessian block of each neuron, (p,)."""
    return loss_gradient_laplacian(W, a, X, y, lam, beta, activation)[2]


@njit(cache=True, error_model="numpy")
def laplacian(W, a, X, y, lam, beta, activation):
    """Trace of the Hessian of L, a scalar."""
    return add_in_order(laplacian_by_neuron(W, a, X, y, lam, beta, activation))


@njit(cache=True, error_model="numpy")
def villani(W, a, X, y, lam, s, beta, activation):
    """V_s = |grad L|^2 / s - Laplacian of L, a scalar."""
    _, G, neurons = loss_gradient_laplacian(W, a, X, y, lam, beta, activation)
    return _squared_norm(G) / s - add_in_order(neurons)


@njit(cache=True, error_model="numpy")
def hessian_vector(W, V, a, X, y, lam, beta, activation):
    """Hessian of L times the direction V, (p, d), without the Hessian."""
    (p, d), n = W.shape, X.shape[0]
    tile, z, turns = np.empty((d, TILE)), np.empty((p, TILE)), np.empty((p, TILE))
    values, slopes, curvatures = np.empty((p, TILE)), np.empty((p, TILE)), np.empty((p, TILE))
    residuals, moved = np.empty(TILE), np.empty(TILE)
    G = np.zeros((p, d))
    for start in range(0, n, TILE):
        _load(X, start, tile)
        _project(W, tile, z)
        _project(V, tile, turns)
        fill_derivatives(
            z.ravel(), beta, activation, values.ravel(), slopes.ravel(), curvatures.ravel()
        )
        _combine(a, values, residuals)
        _subtract_labels(y, start, residuals)
        moved[:] = 0.0
        for j in range(p):
            for i in range(TILE):
                slopes[j, i] *= a[j]
                moved[i] += slopes[j, i] * turns[j, i]
        for j in range(p):
            for i in range(TILE):
                bend = (a[j] * curvatures[j, i]) * turns[j, i] * residuals[i]
                slopes[j, i] = slopes[j, i] * moved[i] + bend
        _accumulate(slopes, X, start, G)
    _finish(G, V, lam, n)
    return G


@njit(cache=True, error_model="numpy")
def hessian_extremes(W, a, X, y, lam, beta, activation):
    """Smallest and largest eigenvalue of the Hessian of L: an aid to search, never a verdict.

    p d <= DENSE_LIMIT: LAPACK on the dense Hessian, accurate to the bound in `rounding.py`.
    Larger: Lanczos with full reorthogonalization, at most 128 steps. Both Ritz values then lie
    inside [smallest, largest] up to rounding; how close to its ends is not guaranteed.
    """
    size = W.size
    if size <= DENSE_LIMIT:
        values = np.linalg.eigvalsh(_dense_hessian(W, a, X, y, lam, beta, activation))
        return values[0], values[size - 1]
    return _lanczos_extremes(W, a, X, y, lam, beta, activation)


@njit(cache=True, error_model="numpy")
def _dense_hessian(W, a, X, y, lam, beta, activation):
    size = W.size
    second = np.empty((size, size))
    V = np.zeros(W.shape)
    for column in range(size):
        V.ravel()[column] = 1.0
        second[column] = hessian_vector(W, V, a, X, y, lam, beta, activation).ravel()
        V.ravel()[column] = 0.0
    return 0.5 * (second + second.T)


@njit(cache=True, error_model="numpy")
def _lanczos_extremes(W, a, X, y, lam, beta, activation):
    steps = min(W.size, _LANCZOS_STEPS)
    basis = np.zeros((steps, W.size))
    projected = np.zeros((steps, steps))
    vector = np.cos(np.arange(W.size) ** 2 * 1.0)  # fixed, and orthogonal to nothing in particular
    vector /= np.linalg.norm(vector)
    used = 0
    for step in range(steps):
        basis[step] = vector
        used = step + 1
        image = hessian_vector(W, vector.reshape(W.shape), a, X, y, lam, beta, activation).ravel()
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
    values = np.linalg.eigvalsh(projected[:used, :used].copy())
    return values[0], values[used - 1]
