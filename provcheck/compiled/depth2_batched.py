"""Many nets at once: every function of `compiled.depth2` over weights and over settings.

`..._over_weights` takes W (K, p, d) and shares the rest; `..._over_settings` takes a leading axis
of length K everywhere (lam, beta and s are then (K,)). Elements run in parallel and never share a
sum, so element k equals the single form bit for bit, whatever the number of threads. Arguments
that are not C-contiguous float64 are copied; shapes that do not fit raise DomainError.
"""

import numpy as np
from numba import njit, prange

from provcheck.compiled import depth2
from provcheck.errors import DomainError
from provcheck.reference.activations import Activation

Array = np.ndarray


def outputs_over_weights(
    W: Array, a: Array, X: Array, beta: float, activation: Activation
) -> Array:
    """f(x_i) of each of K nets, (K, n)."""
    W, a, X, _, beta = _share(W, a=a, X=X, y=np.zeros(len(X)), beta=beta)
    return _outputs(W, a, X, beta, activation)


def outputs_over_settings(
    W: Array, a: Array, X: Array, beta: Array, activation: Activation
) -> Array:
    """f(x_i) in each of K settings, (K, n)."""
    W, a, X, _, beta = _stack(W, a=a, X=X, y=np.zeros(np.shape(X)[:2]), beta=beta)
    return _outputs(W, a, X, beta, activation)


def loss_over_weights(
    W: Array, a: Array, X: Array, y: Array, lam: float, beta: float, activation: Activation
) -> Array:
    """L of each of K nets, (K,)."""
    return _losses(*_share(W, a=a, X=X, y=y, lam=lam, beta=beta), activation)


def loss_over_settings(
    W: Array, a: Array, X: Array, y: Array, lam: Array, beta: Array, activation: Activation
) -> Array:
    """L in each of K settings, (K,)."""
    return _losses(*_stack(W, a=a, X=X, y=y, lam=lam, beta=beta), activation)


def loss_gradient_laplacian_over_weights(
    W: Array, a: Array, X: Array, y: Array, lam: float, beta: float, activation: Activation
) -> tuple[Array, Array, Array]:
    """Loss (K,), gradient (K, p, d) and Laplacian by neuron (K, p) for the price of one sweep."""
    return _sweeps(*_share(W, a=a, X=X, y=y, lam=lam, beta=beta), activation)


def loss_gradient_laplacian_over_settings(
    W: Array, a: Array, X: Array, y: Array, lam: Array, beta: Array, activation: Activation
) -> tuple[Array, Array, Array]:
    """Loss (K,), gradient (K, p, d) and Laplacian by neuron (K, p) for the price of one sweep."""
    return _sweeps(*_stack(W, a=a, X=X, y=y, lam=lam, beta=beta), activation)


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
    """Trace of the Hessian block of each neuron, at each of K nets, (K, p)."""
    return loss_gradient_laplacian_over_weights(W, a, X, y, lam, beta, activation)[2]


def laplacian_by_neuron_over_settings(
    W: Array, a: Array, X: Array, y: Array, lam: Array, beta: Array, activation: Activation
) -> Array:
    """Trace of the Hessian block of each neuron, in each of K settings, (K, p)."""
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
    return _villanis(*_share(W, a=a, X=X, y=y, lam=lam, s=s, beta=beta), activation)


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
    return _villanis(*_stack(W, a=a, X=X, y=y, lam=lam, s=s, beta=beta), activation)


def hessian_vector_over_weights(
    W: Array,
    V: Array,
    a: Array,
    X: Array,
    y: Array,
    lam: float,
    beta: float,
    activation: Activation,
) -> Array:
    """Hessian times direction, (K, p, d), at each of K nets; V is (K, p, d) like W."""
    shared = _share(W, a=a, X=X, y=y, lam=lam, beta=beta)
    return _hessian_vectors(shared[0], _direction(V, shared[0]), *shared[1:], activation)


def hessian_vector_over_settings(
    W: Array,
    V: Array,
    a: Array,
    X: Array,
    y: Array,
    lam: Array,
    beta: Array,
    activation: Activation,
) -> Array:
    """Hessian times direction, (K, p, d), in each of K settings; V is (K, p, d) like W."""
    stacked = _stack(W, a=a, X=X, y=y, lam=lam, beta=beta)
    return _hessian_vectors(stacked[0], _direction(V, stacked[0]), *stacked[1:], activation)


def hessian_extremes_over_weights(
    W: Array, a: Array, X: Array, y: Array, lam: float, beta: float, activation: Activation
) -> Array:
    """Smallest and largest eigenvalue of the Hessian at each of K nets, (K, 2)."""
    return _hessian_extremes(*_share(W, a=a, X=X, y=y, lam=lam, beta=beta), activation)


def hessian_extremes_over_settings(
    W: Array, a: Array, X: Array, y: Array, lam: Array, beta: Array, activation: Activation
) -> Array:
    """Smallest and largest eigenvalue of the Hessian in each of K settings, (K, 2)."""
    return _hessian_extremes(*_stack(W, a=a, X=X, y=y, lam=lam, beta=beta), activation)


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


def _direction(V: Array, W: Array) -> Array:
    direction = np.ascontiguousarray(V, dtype=np.float64)
    if direction.shape != W.shape:
        raise DomainError(f"batch: V has shape {direction.shape}; expected {W.shape} like W")
    return direction


@njit(cache=True, inline="always")
def _at(array, k):
    """Element k of a batch, or the only element of what is shared."""
    return array[k] if array.shape[0] > 1 else array[0]


@njit(cache=True, parallel=True, error_model="numpy")
def _outputs(W, a, X, beta, activation):
    result = np.empty((W.shape[0], X.shape[1]))
    for k in prange(W.shape[0]):
        result[k] = depth2.outputs(W[k], _at(a, k), _at(X, k), _at(beta, k), activation)
    return result


@njit(cache=True, parallel=True, error_model="numpy")
def _losses(W, a, X, y, lam, beta, activation):
    result = np.empty(W.shape[0])
    for k in prange(W.shape[0]):
        result[k] = depth2.loss(
            W[k], _at(a, k), _at(X, k), _at(y, k), _at(lam, k), _at(beta, k), activation
        )
    return result


@njit(cache=True, parallel=True, error_model="numpy")
def _sweeps(W, a, X, y, lam, beta, activation):
    losses, G, neurons = np.empty(W.shape[0]), np.empty(W.shape), np.empty(W.shape[:2])
    for k in prange(W.shape[0]):
        losses[k] = depth2.sweep(
            W[k], _at(a, k), _at(X, k), _at(y, k), _at(lam, k), _at(beta, k), activation,
            G[k], neurons[k],
        )  # fmt: skip
    return losses, G, neurons


@njit(cache=True, parallel=True, error_model="numpy")
def _villanis(W, a, X, y, lam, s, beta, activation):
    result = np.empty(W.shape[0])
    for k in prange(W.shape[0]):
        result[k] = depth2.villani(
            W[k], _at(a, k), _at(X, k), _at(y, k), _at(lam, k), _at(s, k), _at(beta, k), activation
        )
    return result


@njit(cache=True, parallel=True, error_model="numpy")
def _hessian_vectors(W, V, a, X, y, lam, beta, activation):
    result = np.empty(W.shape)
    for k in prange(W.shape[0]):
        result[k] = depth2.hessian_vector(
            W[k], V[k], _at(a, k), _at(X, k), _at(y, k), _at(lam, k), _at(beta, k), activation
        )
    return result


@njit(cache=True, parallel=True, error_model="numpy")
def _hessian_extremes(W, a, X, y, lam, beta, activation):
    result = np.empty((W.shape[0], 2))
    for k in prange(W.shape[0]):
        result[k, 0], result[k, 1] = depth2.hessian_extremes(
            W[k], _at(a, k), _at(X, k), _at(y, k), _at(lam, k), _at(beta, k), activation
        )
    return result


@njit(cache=True)
def _row_sums(rows):
    sums = np.empty(rows.shape[0])
    for k in range(rows.shape[0]):
        sums[k] = depth2.add_in_order(rows[k])
    return sums
