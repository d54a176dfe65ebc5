"""Loss of the depth-2 net with trained inner weights, and its derivatives: one formula a function.

The net is f(x) = a^T sigma(W x), and the loss
L(W) = (1/n) sum_i (f(x_i) - y_i)^2 / 2 + (lam/2) |W|_F^2  (gopalani2025, Def. 1).

Arguments, the same everywhere: W (p, d) trained weights; a (p,) outer weights; X (n, d) data, one
sample a row; y (n,) labels; lam scalar >= 0; beta scalar > 0, which TANH ignores; activation.
Arrays hold float64 or, all of them, arb; scalars are of that type (or fmpq among balls); p, d and
n are at least 1. A beta that is not positive raises DomainError.
"""

from typing import Any

import numpy as np

from provcheck.reference.activations import Activation, activate
from provcheck.reference.eigenvalues import eigenvalue_range
from provcheck.reference.norms import squared_norm

Array = np.ndarray


def outputs(W: Array, a: Array, X: Array, beta: Any, activation: Activation) -> Array:
    """f(x_i) for every sample, (n,)."""
    return activate(X @ W.T, beta, activation) @ a


def loss(
    W: Array, a: Array, X: Array, y: Array, lam: Any, beta: Any, activation: Activation
) -> Any:
    """L(W), a scalar >= 0."""
    residuals = outputs(W, a, X, beta, activation) - y  # (n,)
    return squared_norm(residuals) / (2 * len(y)) + lam * squared_norm(W) / 2


def gradient(
    W: Array, a: Array, X: Array, y: Array, lam: Any, beta: Any, activation: Activation
) -> Array:
    """Gradient of L, (p, d).

    Source:
        gopalani2025, Lemma 3.1, App. A.
    """
    residuals = outputs(W, a, X, beta, activation) - y  # (n,)
    slopes = activate(X @ W.T, beta, activation, order=1) * a  # (n, p)
    return (residuals[:, None] * slopes).T @ X / len(y) + lam * W  # (p, d)


def laplacian_by_neuron(
    W: Array, a: Array, X: Array, y: Array, lam: Any, beta: Any, activation: Activation
) -> Array:
    """Trace of the Hessian block of each neuron, (p,); their sum is the Laplacian.

    Source:
        gopalani2025, Lemma 3.1, App. A.
    """
    residuals = outputs(W, a, X, beta, activation) - y  # (n,)
    slopes = activate(X @ W.T, beta, activation, order=1) * a  # (n, p)
    curvatures = activate(X @ W.T, beta, activation, order=2) * a  # (n, p)
    weights = np.square(slopes) + residuals[:, None] * curvatures  # (n, p)
    return np.sum(np.square(X), axis=1) @ weights / len(y) + lam * W.shape[1]


def laplacian(
    W: Array, a: Array, X: Array, y: Array, lam: Any, beta: Any, activation: Activation
) -> Any:
    """Sum of all second derivatives of L, the trace of its Hessian, a scalar."""
    return np.sum(laplacian_by_neuron(W, a, X, y, lam, beta, activation))


def hessian(
    W: Array, a: Array, X: Array, y: Array, lam: Any, beta: Any, activation: Activation
) -> Array:
    """Second derivatives of L, (p d, p d), symmetric; rows and columns as in W.ravel()."""
    p, d = W.shape
    residuals = outputs(W, a, X, beta, activation) - y  # (n,)
    slopes = activate(X @ W.T, beta, activation, order=1) * a  # (n, p)
    curvatures = activate(X @ W.T, beta, activation, order=2) * a  # (n, p)
    jacobian = (slopes[:, :, None] * X[:, None, :]).reshape(len(y), p * d)  # row i: grad f(x_i)
    second = jacobian.T @ jacobian / len(y) + np.eye(p * d, dtype=int) * lam  # (p d, p d)
    for j in range(p):
        block = slice(j * d, (j + 1) * d)
        weighted = (residuals * curvatures[:, j])[:, None] * X  # (n, d)
        second[block, block] = second[block, block] + weighted.T @ X / len(y)
    return second


def hessian_vector(
    W: Array, V: Array, a: Array, X: Array, y: Array, lam: Any, beta: Any, activation: Activation
) -> Array:
    """Hessian of L times the direction V, both (p, d), without the Hessian."""
    residuals = outputs(W, a, X, beta, activation) - y  # (n,)
    slopes = activate(X @ W.T, beta, activation, order=1) * a  # (n, p)
    curvatures = activate(X @ W.T, beta, activation, order=2) * a  # (n, p)
    turns = X @ V.T  # (n, p), the derivative of W x_i along V
    moved = np.sum(slopes * turns, axis=1)  # (n,), the derivative of f(x_i) along V
    weights = slopes * moved[:, None] + curvatures * turns * residuals[:, None]  # (n, p)
    return weights.T @ X / len(y) + lam * V  # (p, d)


def hessian_extremes(
    W: Array, a: Array, X: Array, y: Array, lam: Any, beta: Any, activation: Activation
) -> tuple[Any, Any]:
    """Smallest and largest eigenvalue of the Hessian of L.

    float64: LAPACK on the dense Hessian. Balls: a rigorous enclosure (see `eigenvalue_range`).
    """
    return eigenvalue_range(hessian(W, a, X, y, lam, beta, activation))


def villani(
    W: Array, a: Array, X: Array, y: Array, lam: Any, s: Any, beta: Any, activation: Activation
) -> Any:
    """V_s = |grad L|^2 / s - Laplacian of L, for a step size s > 0, a scalar.

    Source:
        gopalani2025, Def. 4, Sec. 5.
    """
    steepness = squared_norm(gradient(W, a, X, y, lam, beta, activation))
    return steepness / s - laplacian(W, a, X, y, lam, beta, activation)
