"""Training for the experiments: full-batch gradient descent on many nets of one shape at once.

Shapes: S draws of everything random, each with n samples, and one net for each of them. Losses are
L = ½‖F − y‖². Activations are leaky ReLUs.
"""

from typing import Any, NamedTuple

import numpy as np

from provcheck.errors import DataError
from provcheck.statement import Network, Skip

Array = np.ndarray

_DENSE_SAMPLES = 200
"""Vertices up to which a graph's samples are mixed by a dense product."""


class Data(NamedTuple):
    """Training sets, and how the samples of a graph net mix."""

    inputs: Array
    """(S, n, d) float64"""
    labels: Array
    """(S, n, q) float64"""
    mixing: Any
    """(S n, S n) SciPy sparse, block by block the normalised adjacency of each draw; or None"""


class Course(NamedTuple):
    """What is kept of the training."""

    epochs: Array
    """(R,) from 0, equally spaced"""
    losses: Array
    """(S, R) before that epoch's step; inf from where a run has left the range of floats"""
    theta: Array
    """(S, m) at the end"""
    kept: dict[int, Array]
    """(S, m) at the epochs that were asked for"""


def train(
    network: Network,
    data: Data,
    theta: Array,
    rates: Array,
    epochs: int,
    *,
    records: int = 200,
    keep: tuple[int, ...] = (),
    single: bool = True,
) -> Course:
    """Gradient descent θ ← θ − η∇L from every start, for that many epochs.

    Args:
        network: its shape; the graph of a graph net is not read, the mixing is in the data.
        theta: (S, m) float64, initial parameters.
        rates: (S,) learning rates η > 0.
        records: losses kept, from epoch 0 to the last.
        keep: epochs, in 0..epochs, whose parameters are kept too.
        single: gradients in single precision, as frameworks compute them, added to parameters in
            double precision so that small steps are not lost.

    Raises:
        DataError: the activation is no leaky ReLU, or shapes do not agree.
    """
    run = _Run(
        network, data, np.array(theta, dtype=np.float64), np.float32 if single else np.float64
    )
    marks = np.unique(np.linspace(0, epochs, records).round().astype(int))
    losses, kept = np.full((len(marks), len(run.theta)), np.inf), {}
    wanted, place = set(keep), 0
    step = np.asarray(rates, dtype=np.float64)[:, None]
    with np.errstate(over="ignore", invalid="ignore"):
        for epoch in range(epochs + 1):
            if epoch in wanted:
                kept[epoch] = run.theta.copy()
            residual = run.forward()
            if epoch == marks[place]:
                size = np.square(residual, dtype=np.float64).sum(axis=(1, 2)) / 2
                losses[place] = np.where(np.isfinite(size), size, np.inf)
                place += 1
            if epoch < epochs:
                run.theta -= step * run.backward(residual)
    return Course(marks, losses.T, run.theta, kept)


class _Run:
    """Parameters on their way, with the arrays that every epoch uses again."""

    def __init__(self, network: Network, data: Data, theta: Array, dtype: Any) -> None:
        S, n, d = data.inputs.shape
        if theta.shape != (S, network.parameters) or data.labels.shape != (S, n, network.outputs):
            raise DataError(
                f"train: theta {theta.shape}, inputs {data.inputs.shape} and labels "
                f"{data.labels.shape}; expected (S, {network.parameters}), (S, n, "
                f"{network.inputs}) and (S, n, {network.outputs})."
            )
        self.one, self.slope = dtype(1), dtype(_negative_slope(network))
        self.network, self.theta = network, theta
        self.inputs, self.labels = data.inputs.astype(dtype), data.labels.astype(dtype)
        self.mixing = None if data.mixing is None else _blocks(data.mixing.astype(dtype), S, n)
        first = network.layers[0]
        self.first = self._mix(self.inputs) if first.mixes else self.inputs  # the same each epoch
        self.single, self.gradient = (np.empty(theta.shape, dtype=dtype) for _ in range(2))
        self.parts = _views(network, self.single)
        self.slots = _views(network, self.gradient)

    def forward(self) -> Array:
        """F − y at the present parameters, (S, n, q)."""
        self.single[...] = self.theta
        self.received, self.slopes = [], []
        z = self.inputs
        for number, (layer, (weights, bias)) in enumerate(
            zip(self.network.layers, self.parts, strict=True)
        ):
            mixes = layer.mixes and number > 0  # Â(zWᵀ) costs less than (Âz)Wᵀ
            a = z if number else self.first
            u = a @ weights.transpose(0, 2, 1)
            u = self._mix(u) if mixes else u
            if bias is not None:
                u += bias[:, None]
            if layer.skip is Skip.INSIDE:
                u += z
            self.received.append(a)
            self.slopes.append(None)
            if layer.activated:
                self.slopes[-1] = np.where(u > 0, self.one, self.slope)
                u *= self.slopes[-1]
            z = u + z if layer.skip is Skip.OUTSIDE else u
        return z - self.labels

    def backward(self, residual: Array) -> Array:
        """∇L, (S, m), after `forward` and from its result."""
        above = residual
        for number in range(len(self.parts) - 1, -1, -1):
            layer, (weights, _) = self.network.layers[number], self.parts[number]
            slot, bias_slot = self.slots[number]
            below = above * self.slopes[number] if layer.activated else above
            if bias_slot is not None:
                below.sum(axis=1, out=bias_slot)
            mixed = self._mix(below) if layer.mixes and number else below  # Â is symmetric
            np.matmul(mixed.transpose(0, 2, 1), self.received[number], out=slot)
            if number == 0:
                break
            to_input = mixed @ weights
            if layer.skip is Skip.INSIDE:
                to_input += below
            above = to_input + above if layer.skip is Skip.OUTSIDE else to_input
        return self.gradient

    def _mix(self, z: Array) -> Array:
        if isinstance(self.mixing, Array):
            return self.mixing @ z
        return (self.mixing @ z.reshape(-1, z.shape[2])).reshape(z.shape)


def _blocks(mixing: Any, draws: int, samples: int) -> Any:
    """The blocks of a block-diagonal matrix, (S, n, n), where dense products are the faster."""
    if samples > _DENSE_SAMPLES:
        return mixing
    found = np.zeros((draws, samples, samples), dtype=mixing.dtype)
    entries = mixing.tocoo()
    found[entries.row // samples, entries.row % samples, entries.col % samples] = entries.data
    return found


def _negative_slope(network: Network) -> float:
    activation = network.activation
    left, right = activation.pieces if len(activation.pieces) == 2 else ((), ())
    if activation.breaks != (0,) or right != (0, 1) or any(left[:1]) or len(left) > 2:
        raise DataError(f"train: activation '{activation.name}'; expected a leaky ReLU.")
    return float(left[1]) if left else 0.0


def _views(network: Network, flat: Array) -> list[tuple[Array, Array | None]]:
    """Weights (S, width, incoming) and bias (S, width) or None of every layer, views of (S, m)."""
    found, start = [], 0
    for layer, incoming in zip(network.layers, network.incoming, strict=True):
        if not layer.weights:
            raise DataError("train: a layer without weights; expected weights in every layer.")
        end = start + layer.width * incoming
        weights = flat[:, start:end].reshape(len(flat), layer.width, incoming)
        start = end + layer.width * layer.bias
        found.append((weights, flat[:, end:start] if layer.bias else None))
    return found
