"""Many nets at once: every function of `compiled.depth2` over weights and over settings.

`..._over_weights` takes W (K, p, d) and shares the rest, whose samples are packed once;
`..._over_settings` takes a leading axis of length K everywhere (lam, beta and s are then (K,)).
Elements run in parallel and never share a sum, so element k equals the single form bit for bit,
whatever the number of threads. Arguments that are not C-contiguous float64 are copied; shapes
that do not fit raise DomainError. Large results are written into `out` where it is given, arrays
of the shapes and order of the result: fresh memory costs more than it seems.
"""

import numpy as np
from numba import get_num_threads, njit, prange

from provcheck.compiled import depth2, depth2_lanes
from provcheck.compiled.activations import scales
from provcheck.compiled.lanes import WIDTH
from provcheck.compiled.samples import pack_all, tile_of
from provcheck.compiled.turns import take_turn
from provcheck.errors import DomainError
from provcheck.reference.activations import Activation

Array = np.ndarray
Sweep = tuple[Array, Array, Array]


def outputs_over_weights(
    W: Array,
    a: Array,
    X: Array,
    beta: float,
    activation: Activation,
    *,
    out: Array | None = None,
) -> Array:
    """f(x_i) at each of K nets, (K, n)."""
    W, *rest = _share(W, a=a, X=X, y=np.zeros(len(X)), lam=0.0, beta=beta)
    result = _room(out, (len(W), rest[1].shape[1]))
    _evaluate(W, *rest, int(activation), get_num_threads(), np.empty(len(W)), result)
    return result


def outputs_over_settings(
    W: Array,
    a: Array,
    X: Array,
    beta: Array,
    activation: Activation,
    *,
    out: Array | None = None,
) -> Array:
    """f(x_i) in each of K settings, (K, n)."""
    zeros = np.zeros(np.shape(X)[:2])
    W, *rest = _stack(W, a=a, X=X, y=zeros, lam=zeros[:, 0], beta=beta)
    result = _room(out, (len(W), rest[1].shape[1]))
    _evaluate(W, *rest, int(activation), get_num_threads(), np.empty(len(W)), result)
    return result


def loss_over_weights(
    W: Array, a: Array, X: Array, y: Array, lam: float, beta: float, activation: Activation
) -> Array:
    """L at each of K nets, (K,)."""
    W, *rest = _share(W, a=a, X=X, y=y, lam=lam, beta=beta)
    result = np.empty(len(W))
    _evaluate(
        W, *rest, int(activation), get_num_threads(), result, np.empty((len(W), rest[1].shape[1]))
    )
    return result


def loss_over_settings(
    W: Array, a: Array, X: Array, y: Array, lam: Array, beta: Array, activation: Activation
) -> Array:
    """L in each of K settings, (K,)."""
    W, *rest = _stack(W, a=a, X=X, y=y, lam=lam, beta=beta)
    result = np.empty(len(W))
    _evaluate(
        W, *rest, int(activation), get_num_threads(), result, np.empty((len(W), rest[1].shape[1]))
    )
    return result


def loss_gradient_laplacian_over_weights(
    W: Array,
    a: Array,
    X: Array,
    y: Array,
    lam: float,
    beta: float,
    activation: Activation,
    *,
    out: Sweep | None = None,
) -> Sweep:
    """Loss (K,), gradient (K, p, d) and Laplacian by neuron (K, p) at each of K nets."""
    W, *rest = _share(W, a=a, X=X, y=y, lam=lam, beta=beta)
    K, p, d = W.shape
    parts = (None, None, None) if out is None else out
    losses, G, neurons = map(_room, parts, ((K,), (K, p, d), (K, p)))
    _sweep(W, *rest, int(activation), get_num_threads(), losses, G, neurons)
    return losses, G, neurons


def loss_gradient_laplacian_over_settings(
    W: Array,
    a: Array,
    X: Array,
    y: Array,
    lam: Array,
    beta: Array,
    activation: Activation,
    *,
    out: Sweep | None = None,
) -> Sweep:
    """Loss (K,), gradient (K, p, d) and Laplacian by neuron (K, p) in each of K settings."""
    W, *rest = _stack(W, a=a, X=X, y=y, lam=lam, beta=beta)
    K, p, d = W.shape
    parts = (None, None, None) if out is None else out
    losses, G, neurons = map(_room, parts, ((K,), (K, p, d), (K, p)))
    _sweep(W, *rest, int(activation), get_num_threads(), losses, G, neurons)
    return losses, G, neurons


def gradient_over_weights(
    W: Array, a: Array, X: Array, y: Array, lam: float, beta: float, activation: Activation
) -> Array:
    """Gradient of L at each of K nets, (K, p, d)."""
    return loss_gradient_laplacian_over_weights(W, a, X, y, lam, beta, activation)[1]


def gradient_over_settings(
    W: Array, a: Array, X: Array, y: Array, lam: Array, beta: Array, activation: Activation
) -> Array:
    """Gradient of L in each of K settings, (K, p, d)."""
    return loss_gradient_laplacian_over_settings(W, a, X, y, lam, beta, activation)[1]


def laplacian_by_neuron_over_weights(
    W: Array, a: Array, X: Array, y: Array, lam: float, beta: float, activation: Activation
) -> Array:
    """Trace of the Hessian block of each neuron at each of K nets, (K, p)."""
    return loss_gradient_laplacian_over_weights(W, a, X, y, lam, beta, activation)[2]


def laplacian_by_neuron_over_settings(
    W: Array, a: Array, X: Array, y: Array, lam: Array, beta: Array, activation: Activation
) -> Array:
    """Trace of the Hessian block of each neuron in each of K settings, (K, p)."""
    return loss_gradient_laplacian_over_settings(W, a, X, y, lam, beta, activation)[2]


def laplacian_over_weights(
    W: Array, a: Array, X: Array, y: Array, lam: float, beta: float, activation: Activation
) -> Array:
    """Trace of the Hessian at each of K nets, (K,)."""
    return _row_sums(laplacian_by_neuron_over_weights(W, a, X, y, lam, beta, activation))


def laplacian_over_settings(
    W: Array, a: Array, X: Array, y: Array, lam: Array, beta: Array, activation: Activation
) -> Array:
    """Trace of the Hessian in each of K settings, (K,)."""
    return _row_sums(laplacian_by_neuron_over_settings(W, a, X, y, lam, beta, activation))


def villani_over_weights(
    W: Array,
    a: Array,
    X: Array,
    y: Array,
    lam: float,
    s: float,
    beta: float,
    activation: Activation,
) -> Array:
    """V_s at each of K nets, (K,)."""
    _, G, neurons = loss_gradient_laplacian_over_weights(W, a, X, y, lam, beta, activation)
    return _villani(G, neurons, np.full(len(G), float(s)))


def villani_over_settings(
    W: Array,
    a: Array,
    X: Array,
    y: Array,
    lam: Array,
    s: Array,
    beta: Array,
    activation: Activation,
) -> Array:
    """V_s in each of K settings, (K,)."""
    _, G, neurons = loss_gradient_laplacian_over_settings(W, a, X, y, lam, beta, activation)
    return _villani(G, neurons, _numbers("s", s, len(G)))


def hessian_vector_over_weights(
    W: Array,
    V: Array,
    a: Array,
    X: Array,
    y: Array,
    lam: float,
    beta: float,
    activation: Activation,
    *,
    out: Array | None = None,
) -> Array:
    """Hessian times direction at each of K nets, (K, p, d); V is (K, p, d) like W."""
    W, *rest = _share(W, a=a, X=X, y=y, lam=lam, beta=beta)
    result = _room(out, W.shape)
    _turn(W, _direction(V, W), *rest, int(activation), get_num_threads(), result)
    return result


def hessian_vector_over_settings(
    W: Array,
    V: Array,
    a: Array,
    X: Array,
    y: Array,
    lam: Array,
    beta: Array,
    activation: Activation,
    *,
    out: Array | None = None,
) -> Array:
    """Hessian times direction in each of K settings, (K, p, d); V is (K, p, d) like W."""
    W, *rest = _stack(W, a=a, X=X, y=y, lam=lam, beta=beta)
    result = _room(out, W.shape)
    _turn(W, _direction(V, W), *rest, int(activation), get_num_threads(), result)
    return result


def hessian_extremes_over_weights(
    W: Array, a: Array, X: Array, y: Array, lam: float, beta: float, activation: Activation
) -> Array:
    """Smallest and largest eigenvalue of the Hessian at each of K nets, (K, 2)."""
    W, *rest = _share(W, a=a, X=X, y=y, lam=lam, beta=beta)
    result = np.empty((len(W), 2))
    _extremes(W, *rest, int(activation), get_num_threads(), result)
    return result


def hessian_extremes_over_settings(
    W: Array, a: Array, X: Array, y: Array, lam: Array, beta: Array, activation: Activation
) -> Array:
    """Smallest and largest eigenvalue of the Hessian in each of K settings, (K, 2)."""
    W, *rest = _stack(W, a=a, X=X, y=y, lam=lam, beta=beta)
    result = np.empty((len(W), 2))
    _extremes(W, *rest, int(activation), get_num_threads(), result)
    return result


def _share(W: Array, **shared: Array) -> list[Array]:
    """Weights with a leading axis K, everything else with a leading axis 1."""
    return _fit(W, {name: np.asarray(value)[None] for name, value in shared.items()}, length=1)


def _stack(W: Array, **stacked: Array) -> list[Array]:
    """Everything with a leading axis K."""
    return _fit(W, stacked, length=len(W))


def _fit(W: Array, arrays: dict[str, Array], length: int) -> list[Array]:
    """Contiguous float64 arrays whose shapes are checked: compiled code does not look."""
    weights = np.ascontiguousarray(W, dtype=np.float64)
    if weights.ndim != 3:
        raise DomainError(f"batch: W has shape {weights.shape}; expected (K, p, d)")
    n = np.shape(arrays["X"])[1] if np.ndim(arrays["X"]) == 3 else 0
    p, d = weights.shape[1:]
    expected = {"a": (length, p), "X": (length, n, d), "y": (length, n)}
    fitted = [weights]
    for name, value in arrays.items():
        array = np.ascontiguousarray(value, dtype=np.float64)
        shape = expected.get(name, (length,))
        if array.shape != shape:
            raise DomainError(f"batch: {name} has shape {array.shape}; expected {shape}")
        fitted.append(array)
    return fitted


def _numbers(name: str, value: Array, K: int) -> Array:
    array = np.ascontiguousarray(value, dtype=np.float64)
    if array.shape != (K,):
        raise DomainError(f"batch: {name} has shape {array.shape}; expected {(K,)}")
    return array


def _room(out: Array | None, shape: tuple[int, ...]) -> Array:
    """Where a result goes: the array that was given, if it fits, or a fresh one."""
    if out is None:
        return np.empty(shape)
    if out.shape != shape or out.dtype != np.float64 or not out.flags.carray:
        raise DomainError(
            f"batch: out is {out.dtype} of shape {out.shape}; expected a writable C-contiguous "
            f"float64 array of shape {shape}"
        )
    return out


def _direction(V: Array, W: Array) -> Array:
    direction = np.ascontiguousarray(V, dtype=np.float64)
    if direction.shape != W.shape:
        raise DomainError(f"batch: V has shape {direction.shape}; expected {W.shape} like W")
    return direction


@njit(cache=True, inline="always")
def _at(array, k):
    """Element k of a batch, or the only element of what is shared."""
    return array[k] if array.shape[0] > 1 else array[0]


@njit(cache=True, error_model="numpy")
def _pack(W, X, y, beta, activation):
    """All samples packed, if all nets share them and their scale; and whether they do."""
    if X.shape[0] == 1 and beta.shape[0] == 1 and W.shape[0] > 0:
        tile = tile_of(W.shape[1], X.shape[1])
        return pack_all(X[0], y[0], scales(beta[0], activation)[0], tile), True
    return np.empty((0, WIDTH)), False


@njit(cache=True, error_model="numpy")
def _share_lanes(eights, a, X, beta, activation):
    """As `depth2_lanes.share`, if any nets go by eights; nothing else uses the result."""
    if eights > 0:
        return depth2_lanes.share(a[0], X[0], beta[0], activation)
    return depth2_lanes.share(np.empty(0), np.empty((0, 0)), 1.0, activation)


@njit(cache=True, parallel=True, error_model="numpy")
def _evaluate(W, a, X, y, lam, beta, activation, threads, losses, outputs):
    (K, p, d), n = W.shape, X.shape[1]
    shared, is_shared = _pack(W, X, y, beta, activation)
    turns = np.zeros(1, np.int64)
    for _ in prange(threads):
        own, work = depth2.room_of(p, d, n)
        packed, k = shared if is_shared else own, take_turn(turns)
        while k < K:
            losses[k] = depth2.evaluate_into(
                W[k], _at(a, k), _at(X, k), _at(y, k), _at(lam, k), _at(beta, k), activation,
                packed, is_shared, work, outputs[k],
            )  # fmt: skip
            k = take_turn(turns)


@njit(cache=True, parallel=True, error_model="numpy")
def _sweep(W, a, X, y, lam, beta, activation, threads, losses, G, neurons):
    (K, p, d), n = W.shape, X.shape[1]
    eights = K // WIDTH if X.shape[0] == 1 and depth2_lanes.pays(p, d) else 0
    before = eights * (WIDTH - 1)  # how far a net's number is from its turn
    common = _share_lanes(eights, a, X, beta, activation)
    shared, is_shared = _pack(W[eights * WIDTH :], X, y, beta, activation)
    turns = np.zeros(1, np.int64)
    for _ in prange(threads):
        room, (own, work) = depth2_lanes.room_of(p, d), depth2.room_of(p, d, n)
        packed, turn = shared if is_shared else own, take_turn(turns)
        while turn < eights:
            first, turn = turn * WIDTH, take_turn(turns)
            after = turn * WIDTH if turn < eights else first
            depth2_lanes.sweep_eight(
                W, first, after, y[0], lam[0], activation, common, room, losses, G, neurons
            )
        while turn < K - before:
            k = turn + before
            losses[k] = depth2.sweep_into(
                W[k], _at(a, k), _at(X, k), _at(y, k), _at(lam, k), _at(beta, k), activation,
                packed, is_shared, work, G[k], neurons[k],
            )  # fmt: skip
            turn = take_turn(turns)


@njit(cache=True, parallel=True, error_model="numpy")
def _turn(W, V, a, X, y, lam, beta, activation, threads, G):
    (K, p, d), n = W.shape, X.shape[1]
    shared, is_shared = _pack(W, X, y, beta, activation)
    turns = np.zeros(1, np.int64)
    for _ in prange(threads):
        own, work = depth2.room_of(p, d, n)
        packed, k = shared if is_shared else own, take_turn(turns)
        while k < K:
            depth2.turn_into(
                W[k], V[k], _at(a, k), _at(X, k), _at(y, k), _at(lam, k), _at(beta, k),
                activation, packed, is_shared, work, G[k],
            )  # fmt: skip
            k = take_turn(turns)


@njit(cache=True, parallel=True, error_model="numpy")
def _extremes(W, a, X, y, lam, beta, activation, threads, result):
    turns = np.zeros(1, np.int64)
    for _ in prange(threads):
        k = take_turn(turns)
        while k < W.shape[0]:
            result[k, 0], result[k, 1] = depth2.extremes_of(
                W[k], _at(a, k), _at(X, k), _at(y, k), _at(lam, k), _at(beta, k), activation
            )
            k = take_turn(turns)


@njit(cache=True, error_model="numpy")
def _row_sums(rows):
    sums = np.empty(rows.shape[0])
    for k in range(rows.shape[0]):
        sums[k] = depth2.add_in_order(rows[k])
    return sums


@njit(cache=True, error_model="numpy")
def _villani(G, neurons, s):
    result = np.empty(G.shape[0])
    for k in range(G.shape[0]):
        result[k] = depth2.villani_of(G[k], neurons[k], s[k])
    return result
