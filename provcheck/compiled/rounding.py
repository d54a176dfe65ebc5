"""How far a float64 result may lie from the exact one, for `depth2` compiled and reference alike.

For every function of `depth2`, |computed - exact| <= gamma(C) * S, where gamma(C) = C u/(1 - C u),
u = 2^-53, C counts the rounded operations on the longest path (linear in p, d, n; `pd` where all
weights are summed), and S is the same formula with every term replaced by its absolute value.
The rules (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., Sec. 3.1-3.4) are:

- if |x' - x| <= gamma(k) X and |y' - y| <= gamma(l) Y with |x| <= X, |y| <= Y, then a rounded
  product is within gamma(k + l + 1) X Y, a rounded sum within gamma(max(k, l) + 1) (X + Y);
- a sum of m terms in any order adds m - 1 to the count, so the order of summation is free;
- an activation at a computed argument z' is off by sup|sigma^(m+1)| |z' - z|, where
  |z' - z| <= gamma(d + 3) sum_k |W_jk x_ik| (the + 3: samples are multiplied by beta log2(e), a
  rounded product of two), and by at most ROUNDINGS roundings of its own, relative to its size
  |sigma^(m)(z)| + sup|sigma^(m+1)| |W||x|. That is at least the largest value of sigma' for
  SIGMOID and TANH and of sigma'' for SOFTPLUS, and in the notation of `activations.py` at least
  |C1 C2| |t| (2 - t^2) for sigma'' of the other two: so what they are made of may be accurate
  absolutely;
- an activation whose argument is cut is off by 2^-498 at most, which its size outweighs;
- a product that underflows is off by at most 2^-1075. Each product of factors q adds
  w prod(1 + q) to its size, w = 2^-900, whichever of its partial products underflows; that leaves
  room for the powers of beta that stand outside the sums, if 2^-50 <= beta <= 2^50, and for
  |W| <= 2^60.

ROUNDINGS = 40: the largest counts are those of sigma'', 29 compiled (see `activations.py`) and 31
in the reference, if NumPy's exp, tanh and log1p are within 4 ulp. Overflow is outside the bound.
The bounds themselves are evaluated in float64; SLACK covers their own rounding.
"""

import numpy as np

from provcheck.reference.activations import Activation, activate, activation_constants
from provcheck.reference.norms import norm

UNIT = 2.0**-53
ROUNDINGS = 40
SLACK = 1 + 2.0**-20
_UNDERFLOW = 2.0**-900

Array = np.ndarray


def outputs_bound(W: Array, a: Array, X: Array, beta: float, activation: Activation) -> Array:
    """Bound on the error of every output, (n,)."""
    return _gamma(_output_count(W)) * _output_sizes(W, a, X, beta, activation)


def loss_bound(
    W: Array, a: Array, X: Array, y: Array, lam: float, beta: float, activation: Activation
) -> float:
    """Bound on the error of the loss: 2 R + n + p d + 2 roundings, R those of a residual."""
    residuals = _residual_sizes(W, a, X, y, beta, activation)  # (n,)
    size = np.sum(_product(residuals, residuals)) / (2 * len(y))
    size += np.sum(_product(lam, abs(W), abs(W))) / 2
    return _gamma(2 * _residual_count(W) + len(y) + W.size + 2) * (size + _UNDERFLOW)


def gradient_bound(
    W: Array, a: Array, X: Array, y: Array, lam: float, beta: float, activation: Activation
) -> Array:
    """Bound on the error of every entry of the gradient, (p, d)."""
    return _gamma(_gradient_count(W, y)) * _gradient_sizes(W, a, X, y, lam, beta, activation)


def laplacian_by_neuron_bound(
    W: Array, a: Array, X: Array, y: Array, lam: float, beta: float, activation: Activation
) -> Array:
    """Bound on the error of every neuron's share of the Laplacian, (p,)."""
    return _gamma(_neuron_count(W, y)) * _neuron_sizes(W, a, X, y, lam, beta, activation)


def laplacian_bound(
    W: Array, a: Array, X: Array, y: Array, lam: float, beta: float, activation: Activation
) -> float:
    """Bound on the error of the Laplacian: p - 1 additions more than by neuron."""
    sizes = _neuron_sizes(W, a, X, y, lam, beta, activation)
    return _gamma(_neuron_count(W, y) + len(a) - 1) * np.sum(sizes)


def villani_bound(
    W: Array,
    a: Array,
    X: Array,
    y: Array,
    lam: float,
    s: float,
    beta: float,
    activation: Activation,
) -> float:
    """Bound on the error of V_s: the square of the gradient has the longer path of the two."""
    steepness = _gradient_sizes(W, a, X, y, lam, beta, activation)
    traces = _neuron_sizes(W, a, X, y, lam, beta, activation)
    size = np.sum(_product(steepness, steepness, 1 / s)) + np.sum(traces) + _UNDERFLOW
    return _gamma(2 * _gradient_count(W, y) + W.size + 3) * size


def hessian_vector_bound(
    W: Array,
    V: Array,
    a: Array,
    X: Array,
    y: Array,
    lam: float,
    beta: float,
    activation: Activation,
) -> Array:
    """Bound on the error of every entry of Hessian times V, (p, d)."""
    residuals = _residual_sizes(W, a, X, y, beta, activation)[:, None]  # (n, 1)
    slopes = _activation_sizes(W, X, beta, activation, order=1)  # (n, p)
    curvatures = _activation_sizes(W, X, beta, activation, order=2)  # (n, p)
    turns = np.sum(_product(abs(X)[:, None, :], abs(V)), axis=2)  # (n, p)
    moved = np.sum(_product(abs(a), slopes, turns), axis=1)[:, None]  # (n, 1)
    weights = _product(abs(a), slopes, moved) + _product(abs(a), curvatures, turns, residuals)
    terms = _product(weights[:, :, None], abs(X)[:, None, :])  # (n, p, d)
    size = np.sum(terms, axis=0) / len(y) + _product(lam, abs(V)) + _UNDERFLOW
    count = _size_count(W) + _residual_count(W) + W.shape[1] + len(y) + 14
    return _gamma(count) * size


def hessian_extremes_bound(
    W: Array, a: Array, X: Array, y: Array, lam: float, beta: float, activation: Activation
) -> float:
    """Bound on the error of both extreme eigenvalues from the dense Hessian of order N = p d.

    Weyl: an eigenvalue moves by at most the Frobenius norm of the error of the matrix. The
    eigenvalue solver is *assumed* backward stable with constant 10 N (LAPACK documents only "a
    modest function of N"; the + 1 is the symmetrization), so nothing may rest on these values.
    """
    columns = []
    for column in range(W.size):
        V = np.zeros(W.size)
        V[column] = 1.0
        V = V.reshape(W.shape)
        columns.append(hessian_vector_bound(W, V, a, X, y, lam, beta, activation).ravel())
    errors = np.array(columns)  # (N, N), at least gamma(4 ROUNDINGS / 2) times the entries
    largest = errors / (2 * ROUNDINGS * UNIT)  # at least the absolute values of the entries
    return norm(errors) * SLACK + (10 * W.size + 1) * UNIT * norm(largest)


def _gamma(count: int) -> float:
    return count * UNIT / (1 - count * UNIT) * SLACK


def _product(*factors: Array) -> Array:
    """Size of a rounded product of non-negative factors, underflow included."""
    product, widened = 1.0, _UNDERFLOW
    for factor in factors:
        product, widened = product * factor, widened * (1 + factor)
    return product + widened


def _size_count(W: Array) -> int:
    return W.shape[1] + 3 + ROUNDINGS  # an activation at a computed argument


def _output_count(W: Array) -> int:
    return _size_count(W) + W.shape[0] + 1  # times a_j and a constant, and p - 1 additions


def _residual_count(W: Array) -> int:
    return _output_count(W) + 1


def _gradient_count(W: Array, y: Array) -> int:
    return _size_count(W) + _residual_count(W) + len(y) + 6


def _neuron_count(W: Array, y: Array) -> int:
    return _size_count(W) + _residual_count(W) + W.shape[1] + len(y) + 9


def _activation_sizes(W: Array, X: Array, beta: float, activation: Activation, order: int) -> Array:
    """|sigma^(m)(z)| + sup|sigma^(m+1)| |W||x|, (n, p)."""
    constants = activation_constants(activation, beta)
    steepest = (
        constants.first_derivative,
        constants.second_derivative,
        constants.third_derivative,
    )[order]
    scale = 2.0 if activation == Activation.TANH else beta
    arguments = abs(X) @ abs(W).T + _UNDERFLOW * (W.shape[1] + 1 / scale)  # (n, p)
    values = abs(activate(X @ W.T, beta, activation, order))  # (n, p)
    underflow = _UNDERFLOW * ((1 + scale) ** 2 + 1 / scale)
    return values + steepest * arguments + underflow


def _output_sizes(W: Array, a: Array, X: Array, beta: float, activation: Activation) -> Array:
    values = _activation_sizes(W, X, beta, activation, order=0)  # (n, p)
    return np.sum(_product(abs(a), values), axis=1)


def _residual_sizes(
    W: Array, a: Array, X: Array, y: Array, beta: float, activation: Activation
) -> Array:
    return _output_sizes(W, a, X, beta, activation) + abs(y)


def _gradient_sizes(
    W: Array, a: Array, X: Array, y: Array, lam: float, beta: float, activation: Activation
) -> Array:
    residuals = _residual_sizes(W, a, X, y, beta, activation)[:, None, None]  # (n, 1, 1)
    slopes = _activation_sizes(W, X, beta, activation, order=1)[:, :, None]  # (n, p, 1)
    terms = _product(abs(a)[:, None], slopes, residuals, abs(X)[:, None, :])  # (n, p, d)
    return np.sum(terms, axis=0) / len(y) + _product(lam, abs(W)) + _UNDERFLOW


def _neuron_sizes(
    W: Array, a: Array, X: Array, y: Array, lam: float, beta: float, activation: Activation
) -> Array:
    residuals = _residual_sizes(W, a, X, y, beta, activation)[:, None]  # (n, 1)
    slopes = _activation_sizes(W, X, beta, activation, order=1)  # (n, p)
    curvatures = _activation_sizes(W, X, beta, activation, order=2)  # (n, p)
    lengths = np.sum(_product(abs(X), abs(X)), axis=1)[:, None]  # (n, 1)
    squares = _product(abs(a), slopes, abs(a), slopes, lengths)  # (n, p)
    bends = _product(abs(a), curvatures, residuals, lengths)  # (n, p)
    return np.sum(squares + bends, axis=0) / len(y) + lam * W.shape[1] + _UNDERFLOW
