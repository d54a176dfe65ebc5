"""The activations of the two-layer paper, their derivatives, and the constants they come with."""

from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
from flint import arb

from provcheck.errors import DomainError

_ball_positive_part = np.frompyfunc(lambda number: arb(number).nonnegative_part(), 1, 1)
# tanh increases, so its ends enclose it; Arb's own is far wider on a wide ball
_ball_tanh = np.frompyfunc(lambda ball: ball.lower().tanh().union(ball.upper().tanh()), 1, 1)


class Activation(IntEnum):
    """Which sigma the net applies; integers, so that the compiled twins take them too."""

    SIGMOID = 0
    """1 / (1 + exp(-beta z))"""
    TANH = 1
    """tanh(z); beta is ignored"""
    SOFTPLUS = 2
    """log(1 + exp(beta z)) / beta"""


class ActivationConstants(NamedTuple):
    """Suprema over the real line, in the number type of beta; none is rounded on purpose."""

    bound: Any
    """B_sigma = sup |sigma|; None for SoftPlus, which has no bound"""
    lipschitz: Any
    """L, the Lipschitz constant of sigma"""
    smoothness: Any
    """L'_sigma, the Lipschitz constant of sigma'"""
    first_derivative: Any
    """M_D = sup |sigma'|"""
    second_derivative: Any
    """M'_D = sup |sigma''|"""
    third_derivative: Any
    """sup |sigma'''|, for rounding bounds; the paper does not use it"""


@np.errstate(over="ignore")  # beta |z| may become inf, and exp(-inf) = 0 is then the right value
def activate(z: Any, beta: Any, activation: Activation, order: int = 0) -> Any:
    """Value of the activation, or of its first, second or third derivative.

    Relatively accurate for float64 in both tails, because every exponential decays.

    Args:
        z: any shape, float64, or object array of arb; finite.
        beta: scalar > 0, float, arb or fmpq; in units of 1/z. TANH ignores it.
        activation: SIGMOID, TANH or SOFTPLUS.
        order: 0, 1, 2 or 3, the derivative with respect to z.

    Returns:
        array of the shape and number type of z.

    Raises:
        DomainError: beta is not certainly positive, or the order is not one of these.

    Source:
        gopalani2025, Def. 2 and the remark on SoftPlus in Sec. 3.1.
    """
    _require_positive(beta)
    if order not in (0, 1, 2, 3):
        raise DomainError(f"activate: order is {order!r}; expected 0, 1, 2 or 3")
    if activation == Activation.SOFTPLUS:
        return _softplus(z, beta) if order == 0 else _sigmoid(z, beta, order - 1)
    if activation == Activation.TANH:
        return _tanh(z) if order == 0 else 2 * _sigmoid(z, 2, order)  # tanh = 2 sigmoid_2 - 1
    return _sigmoid(z, beta, order)


def activation_constants(activation: Activation, beta: Any) -> ActivationConstants:
    """The suprema B_sigma, L, L'_sigma, M_D, M'_D of one activation.

    Args:
        activation: SIGMOID, TANH or SOFTPLUS.
        beta: scalar > 0, float or arb; TANH ignores its value but not its number type.

    Raises:
        DomainError: beta is not certainly positive.

    Source:
        gopalani2025, Def. 2; the suprema follow from sigmoid' = beta t (1 - t), t in (0, 1).
    """
    _require_positive(beta)
    one = beta * 0 + 1  # exactly 1, in the number type of beta
    root = np.sqrt(3 * one)
    if activation == Activation.SOFTPLUS:
        curvature = beta / 4
        return ActivationConstants(None, one, curvature, one, curvature, beta**2 / (6 * root))
    if activation == Activation.TANH:
        curvature = 4 / (3 * root)
        return ActivationConstants(one, one, curvature, one, curvature, 2 * one)
    slope, curvature = beta / 4, beta**2 / (6 * root)
    return ActivationConstants(one, slope, curvature, slope, curvature, beta**3 / 8)


def value_at_zero(activation: Activation, beta: Any) -> Any:
    """sigma(0), every entry of the paper's vector c: 1/2, 0 or log(2)/beta, in beta's type.

    Raises:
        DomainError: beta is not certainly positive.
    """
    return activate(beta * 0, beta, activation)


def _require_positive(beta: Any) -> None:
    if not beta > 0:
        raise DomainError(f"activation: beta is {beta}; expected a number certainly > 0")


def _sigmoid(z: Any, beta: Any, order: int) -> Any:
    decay = np.exp(-beta * _positive_part(np.abs(z)))
    if order == 0:
        return np.exp(-beta * _positive_part(-z)) / (1 + decay)  # exponent is beta min(z, 0)
    bump = decay / (1 + decay) ** 2  # t (1 - t) for t = sigmoid(z)
    if order == 1:
        return beta * bump
    if order == 2:
        return -beta * (beta * bump) * _tanh(beta * z / 2)
    return beta * (beta * (beta * bump)) * (1 - 6 * bump)


def _softplus(z: Any, beta: Any) -> Any:
    decay = np.exp(-beta * _positive_part(np.abs(z)))
    return _positive_part(z) + np.log1p(decay) / beta


def _positive_part(z: Any) -> Any:
    """max(z, 0). Of |z| too: a ball around 0 has an absolute value that reaches below 0."""
    return _ball_positive_part(z) if np.asarray(z).dtype == object else np.maximum(z, 0.0)


def _tanh(z: Any) -> Any:
    return _ball_tanh(z) if np.asarray(z).dtype == object else np.tanh(z)
