"""Outputs, Jacobian and loss of a net, and the NTK as the product J Jᵀ: the plain definitions.

Arguments, the same everywhere: network (`statement.network`); theta (m,) its parameters in the
order of `statement.network.split`; inputs (n, d), one sample a row; labels (n, q). Arrays hold
float64 or, all of them, arb or fmpq. The samples of a graph net are the vertices of its graph, and
every output depends on all of them.

At a kink every derivative is taken from the right (`layer_activations.py`); the derivatives where
the pieces are frozen, as an event search along a flow needs them, are in `piece.py`.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from provcheck.errors import DataError
from provcheck.reference.graph import mix
from provcheck.reference.layer_activations import (
    activate,
    activate_prime,
    piece_numbers,
    slope_prime,
)
from provcheck.reference.memory import MEMORY_LIMIT, require_memory
from provcheck.reference.norms import squared_norm
from provcheck.statement.network import Network, Skip, split

Array = np.ndarray
Multiply = Callable[[Array, Array], Array]
"""(a (..., k), b (k, p)) -> a @ b"""


class ForwardPass(NamedTuple):
    """What a forward pass computes, layer by layer, and its derivatives start from."""

    outputs: Array
    """(n, q)"""
    parts: list[tuple[Any, Any, Any]]
    """weights, bias and slope of each layer, views of theta"""
    received: list[Array]
    """(n, incoming width): what each layer's weights multiply, mixed where the layer mixes"""
    preactivations: list[Array]
    """(n, width): what each layer's activation is applied to"""
    slopes: list[Array | None]
    """(n, width): the derivative of each layer's activation; None where there is none"""
    by_slope: list[Array | None]
    """(n, width): derivative of the activated values by a trained slope, where there is one"""


def forward(
    network: Network, theta: Array, inputs: Array, multiply: Multiply = np.matmul
) -> ForwardPass:
    """The net's outputs, and what its layers computed on the way.

    Args:
        multiply: how values and weights are multiplied.

    Raises:
        DataError: the inputs do not fit the net.
        StatementError: theta has not m entries.
    """
    theta, z = _numbers(theta), _numbers(inputs)
    _require_inputs(network, z)
    passed = ForwardPass(z, split(network, theta), [], [], [], [])
    for layer, (weights, bias, slope) in zip(network.layers, passed.parts, strict=True):
        a = mix(network.graph, z) if layer.mixes else z
        u = a if weights is None else multiply(a, weights.T)
        u = u if bias is None else u + bias
        u = u + z if layer.skip is Skip.INSIDE else u
        h = activate(network.activation, u, slope) if layer.activated else u
        z = z + h if layer.skip is Skip.OUTSIDE else h
        derivative = activate_prime(network.activation, u, slope) if layer.activated else None
        passed.received.append(a)
        passed.preactivations.append(u)
        passed.slopes.append(derivative)
        passed.by_slope.append(None if slope is None else slope_prime(u))
    return passed._replace(outputs=z)


def activation_pattern(network: Network, theta: Array, inputs: Array) -> tuple[Array, ...]:
    """The piece of the activation where every preactivation lies: (n, width) integers a layer.

    Only activated layers are listed.

    Raises:
        Undecided: a ball may lie on several pieces.
    """
    preactivations = forward(network, theta, inputs).preactivations
    return tuple(
        piece_numbers(network.activation, u)
        for layer, u in zip(network.layers, preactivations, strict=True)
        if layer.activated
    )


def backward(
    network: Network, passed: ForwardPass, seed: Array, multiply: Multiply = np.matmul
) -> Iterator[tuple[int, Array, Array]]:
    """Derivatives of combinations of the outputs by what each layer computes, last layer first.

    Args:
        seed: (..., n, q); each matrix R of it stands for the number Σ R ∘ outputs.
        multiply: how derivatives and weights are multiplied.

    Yields:
        (layer from 0, derivative by its activated values, derivative by its preactivations), both
        (..., n, width).
    """
    from_above = seed
    for number in range(len(network.layers) - 1, -1, -1):
        layer, weights = network.layers[number], passed.parts[number][0]
        below = from_above
        if layer.activated:
            below = from_above * passed.slopes[number]
        yield number, from_above, below
        if number == 0:
            return
        to_input = below if weights is None else multiply(below, weights)
        to_input = mix(network.graph, to_input) if layer.mixes else to_input  # S is symmetric
        to_input = to_input + below if layer.skip is Skip.INSIDE else to_input
        from_above = to_input + from_above if layer.skip is Skip.OUTSIDE else to_input


def pullback(network: Network, passed: ForwardPass, seed: Array) -> list[tuple[Any, Any, Any]]:
    """Gradients of combinations of the outputs: Jᵀ applied to k vectors at once, by layer.

    Args:
        seed: (k, n, q).

    Returns:
        for each layer the gradients by its weights (k, width, incoming width), bias (k, width) and
        slope (k, 1); None where it has none.
    """
    parts: list[tuple[Any, Any, Any]] = []
    for number, from_above, below in backward(network, passed, seed):
        weights, bias, slope = passed.parts[number]
        by_weights = by_bias = by_slope = None
        if weights is not None:
            by_weights = np.swapaxes(below, -1, -2) @ passed.received[number]
        if bias is not None:
            by_bias = below.sum(axis=-2)
        if slope is not None:
            by_slope = (from_above * passed.by_slope[number]).sum(axis=(-1, -2))[:, None]
        parts.append((by_weights, by_bias, by_slope))
    return parts[::-1]


def stack_parts(parts: list[tuple[Any, Any, Any]]) -> Array:
    """Gradients by layer, as `pullback` returns them, as rows (k, m) in the order of theta."""
    blocks = [
        block.reshape(len(block), -1) for part in parts for block in part if block is not None
    ]
    return np.concatenate(blocks, axis=1)


def jacobian(
    network: Network,
    theta: Array,
    inputs: Array,
    *,
    memory_limit: float = MEMORY_LIMIT,
) -> Array:
    """J, the derivatives of the stacked outputs by the parameters.

    Args:
        memory_limit: bytes that the result may take.

    Returns:
        (nq, m); row i q + c belongs to output c of sample i.

    Raises:
        DataError: the inputs do not fit the net, or J does not fit in the memory allowed; the
            matrix-free products of `matrix_free.py` then still do.
    """
    passed = forward(network, theta, inputs)
    n, q = passed.outputs.shape
    require_memory("Jacobian", (n * q, network.parameters), memory_limit)
    if network.graph is not None:
        seed = _identity(passed.outputs, n * q).reshape(-1, n, q)
        return stack_parts(pullback(network, passed, seed))
    seed = np.broadcast_to(_identity(passed.outputs, q)[:, None], (q, n, q))
    blocks: list[Array] = []
    for number, from_above, below in backward(network, passed, seed):
        weights, bias, slope = passed.parts[number]
        rows = []
        if weights is not None:
            rows.append(below[..., None] * passed.received[number][:, None])  # (q, n, p, p_in)
        if bias is not None:
            rows.append(below)
        if slope is not None:
            rows.append((from_above * passed.by_slope[number]).sum(axis=-1))
        blocks = [row.reshape(q, n, -1) for row in rows] + blocks
    return np.concatenate(blocks, axis=2).swapaxes(0, 1).reshape(n * q, -1)


def ntk(network: Network, theta: Array, inputs: Array) -> Array:
    """K = J Jᵀ, (nq, nq), by its definition; `ntk.gram_matrix` is the fast form.

    Raises:
        DataError: as `jacobian`.
    """
    J = jacobian(network, theta, inputs)
    return J @ J.T


def loss(network: Network, theta: Array, inputs: Array, labels: Array) -> Any:
    """L = |F - y|² / 2, a scalar >= 0."""
    residuals = forward(network, theta, inputs).outputs - _labels(network, inputs, labels)
    return squared_norm(residuals) / 2


def loss_gradient(network: Network, theta: Array, inputs: Array, labels: Array) -> Array:
    """Jᵀ (F - y), the gradient of the loss by theta, (m,), by one backward pass."""
    passed = forward(network, theta, inputs)
    residuals = passed.outputs - _labels(network, inputs, labels)
    return stack_parts(pullback(network, passed, residuals[None]))[0]


def _numbers(values: Any) -> Array:
    array = np.asarray(values)
    return array if array.dtype == object else array.astype(np.float64, copy=False)


def _identity(like: Array, size: int) -> Array:
    """The unit matrix in the number type of an array."""
    if like.dtype != object:
        return np.eye(size)
    kind = type(like.flat[0])
    unit = np.empty((size, size), dtype=object)
    unit[...] = kind(0)
    for k in range(size):
        unit[k, k] = kind(1)
    return unit


def _require_inputs(network: Network, inputs: Array) -> None:
    if not network.parameters:
        raise DataError("network: no layer has weights, a bias or a slope; expected m >= 1.")
    if inputs.ndim != 2 or inputs.shape[1] != network.inputs or not len(inputs):
        raise DataError(
            f"network: inputs of shape {inputs.shape}; expected (n, {network.inputs}) with n >= 1."
        )
    if network.graph is not None and len(inputs) != network.graph.vertices:
        raise DataError(
            f"network: {len(inputs)} samples for a graph of {network.graph.vertices} vertices; "
            "expected one sample a vertex."
        )


def _labels(network: Network, inputs: Array, labels: Any) -> Array:
    labels = _numbers(labels)
    if labels.shape != (len(inputs), network.outputs):
        raise DataError(
            f"network: labels of shape {labels.shape}; expected {(len(inputs), network.outputs)}."
        )
    return labels
