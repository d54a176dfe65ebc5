"""Full-batch gradient descent θ ← θ − η ∇L(θ), in arrays that are allocated once.

What gradient flow is the limit of, for η → 0 at epochs·η = t. Derivatives at a kink are taken from
the right, as everywhere (`layer_activations.py`). Nearly all of the time of a large net is spent
in the three matrix products of each layer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from provcheck.errors import DomainError
from provcheck.reference.graph import mix
from provcheck.reference.layer_activations import activate, activate_prime, slope_prime
from provcheck.reference.piece import Fit, parameters
from provcheck.statement.network import Activation, Skip

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Descent:
    """A run of gradient descent.

    Args:
        epochs: (R,) int64, the recorded epochs that were reached.
        losses: (R,) L after that many steps.
        final: (m,) θ after the last step.
        diverged: whether the loss left the floats, which ends the run.
    """

    epochs: Array
    losses: Array
    final: Array
    diverged: bool


def descend(
    fit: Fit,
    theta: Any,
    step_size: float,
    epochs: int,
    *,
    record: Sequence[int] | Array = (),
    observe: Callable[[int, Array], None] | None = None,
) -> Descent:
    """Gradient descent from θ for so many epochs.

    Args:
        theta: (m,).
        step_size: η > 0.
        epochs: >= 0.
        record: increasing integers in [0, epochs]; k stands for the state after k steps.
        observe: called with each recorded epoch and θ (m,), which it must not keep or change.

    Raises:
        DomainError: the step size or a number of epochs lies outside its range.
        DataError: theta does not fit the net, or is not finite.
    """
    recorded = np.asarray(record, dtype=np.int64).ravel()
    inside = not len(recorded) or (recorded[0] >= 0 and recorded[-1] <= epochs)
    if not (0 < step_size < np.inf and epochs >= 0 and inside and (np.diff(recorded) > 0).all()):
        raise DomainError(
            f"descend: step size {step_size}, {epochs} epochs, {len(recorded)} recorded ones; "
            "expected a finite step size > 0, epochs >= 0 and increasing records in [0, epochs]"
        )
    theta = parameters(fit, theta)
    sweep, losses, wanted = _Sweep(fit, theta), [], set(recorded.tolist())
    with np.errstate(over="ignore", invalid="ignore"):
        for epoch in range(epochs + 1):
            residual = sweep.forward()
            if epoch in wanted:
                loss = 0.5 * float(np.vdot(residual, residual))
                if not np.isfinite(loss):
                    return Descent(recorded[: len(losses)], np.array(losses), theta, True)
                losses.append(loss)
                if observe is not None:
                    observe(epoch, theta)
            if epoch < epochs:
                sweep.step(residual, step_size)
    return Descent(recorded, np.array(losses), theta, not np.isfinite(theta).all())


class _Sweep:
    """Forward pass and step of one net, on parameters that it changes in place."""

    def __init__(self, fit: Fit, theta: Array) -> None:
        self.fit, self.residual = fit, np.empty_like(fit.labels)
        self.layers = []
        for number in range(len(fit.network.layers)):
            self.layers.append(_LayerArrays(fit, theta, number))

    def forward(self) -> Array:
        """F − y, (n, q)."""
        z = self.fit.inputs
        for layer in self.layers:
            z = layer.forward(z)
        return np.subtract(z, self.fit.labels, out=self.residual)

    def step(self, residual: Array, step_size: float) -> None:
        """Moves the parameters; every derivative is taken before its layer moves."""
        by_output = residual
        for layer in reversed(self.layers):
            by_output = layer.backward(by_output, step_size)


class _LayerArrays:
    """One layer's parameters, as views of θ, and its scratch."""

    def __init__(self, fit: Fit, theta: Array, number: int) -> None:
        network, n = fit.network, len(fit.inputs)
        self.made, self.first = network.layers[number], number == 0
        self.graph, self.activation = network.graph, network.activation
        self.bend = _bend(network.activation) if self.made.activated else None
        width, incoming = self.made.width, network.incoming[number]
        weights, bias, slope = (theta[slot] for slot in fit.slots[number])
        self.weights = weights.reshape(width, incoming) if self.made.weights else None
        self.bias, self.slope = bias, slope if len(slope) else None
        self.values, self.result, self.slopes, self.by_value = np.empty((4, n, width))
        self.bends = np.empty((n, width), dtype=bool)
        self.by_weights = np.empty((width, incoming)) if self.made.weights else None
        self.by_input = np.empty((n, incoming))
        self.constant = mix(self.graph, fit.inputs) if self.first and self.made.mixes else None
        self.mixed = fit.inputs

    def forward(self, z: Array) -> Array:
        u = self.values
        self.mixed = z
        if self.made.mixes:
            self.mixed = mix(self.graph, z) if self.constant is None else self.constant
        if self.weights is None:
            np.copyto(u, self.mixed)
        else:
            np.matmul(self.mixed, self.weights.T, out=u)
        if self.made.bias:
            u += self.bias
        if self.made.skip is Skip.INSIDE:
            u += z
        h = self._activated(u) if self.made.activated else u
        return np.add(z, h, out=self.result) if self.made.skip is Skip.OUTSIDE else h

    def _activated(self, u: Array) -> Array:
        if self.bend is None:
            self.slopes[...] = activate_prime(self.activation, u, self.slope)
            self.result[...] = activate(self.activation, u, self.slope)
            return self.result
        np.greater_equal(u, 0.0, out=self.bends)
        np.multiply(self.bends, 1.0 - self.bend, out=self.slopes)
        self.slopes += self.bend
        return np.multiply(u, self.slopes, out=self.result)

    def backward(self, by_output: Array, step_size: float) -> Array:
        by_value, weights = by_output, self.weights
        if self.made.activated:
            by_value = np.multiply(by_output, self.slopes, out=self.by_value)
            if self.slope is not None:
                self.slope -= step_size * np.vdot(by_output, slope_prime(self.values))
        if not self.first:
            self._to_input(by_output, by_value)
        if weights is not None:
            np.matmul(by_value.T, self.mixed, out=self.by_weights)
            self.by_weights *= step_size
            weights -= self.by_weights
        if self.made.bias:
            self.bias -= step_size * by_value.sum(axis=0)
        return self.by_input

    def _to_input(self, by_output: Array, by_value: Array) -> None:
        if self.weights is None:
            np.copyto(self.by_input, by_value)
        else:
            np.matmul(by_value, self.weights, out=self.by_input)
        if self.made.mixes:
            np.copyto(self.by_input, mix(self.graph, self.by_input))
        if self.made.skip is Skip.INSIDE:
            self.by_input += by_value
        if self.made.skip is Skip.OUTSIDE:
            self.by_input += by_output


def _bend(activation: Activation) -> float | None:
    """The slope left of 0 of a leaky ReLU; None for other activations."""
    if activation.breaks != (0,) or activation.trained_slope:
        return None
    left, right = activation.pieces
    if right != (0, 1) or len(left) > 2:
        return None
    return float(left[1]) if left else 0.0
