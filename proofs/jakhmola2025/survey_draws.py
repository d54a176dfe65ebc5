"""How often K is singular at random: draws of nets and data, each decided for certain.

A draw is singular or definite as the exact numbers that its floats are. Piecewise polynomial
activations: the rank of J over the rationals. Sigmoid: K is definite where a factorization in
balls says so. Some nets need no draw, because the rank of J is too small for all parameters:

    scaling    where σ(cu) = cσ(u) for c > 0, a hidden unit's incoming weights and bias times c and
               its outgoing weights over c leave the outputs: rank J ≤ m − (hidden units);
    bottleneck the outputs are H Vᵀ + 1bᵀ with H (n, h): centred, a matrix of rank ≤ h. These have
               h(n − 1 + q − h) dimensions, less than (n − 1)q for h < q and h < n − 1.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from provcheck.proofs.jakhmola2025.experiments_setup import ball
from provcheck.reference.initialization import kaiming_uniform
from provcheck.statement import Activation, Network, dense

Array = np.ndarray
Initialization = Callable[[Network, np.random.Generator], Array]

_BITS = 256
"""Precision of balls: K of a small sigmoid net has condition numbers up to some 1e40."""


class Found(StrEnum):
    """What a draw is."""

    SINGULAR = "singular"
    DEFINITE = "definite"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Kind:
    """Nets of one kind, that differ in width and number of samples.

    Args:
        activation: piecewise polynomial or smooth.
        hidden: number of hidden layers, all of one width.
        inputs, outputs: d and q.
        initial: draws parameters (m,).
        radius: of the ball that inputs are uniform in.
    """

    activation: Activation
    hidden: int
    bias: bool = True
    inputs: int = 2
    outputs: int = 2
    initial: Initialization = kaiming_uniform
    radius: float = 1.0

    def network(self, width: int) -> Network:
        """The net of that width."""
        widths = (width,) * self.hidden + (self.outputs,)
        return dense(self.inputs, widths, self.activation, bias=self.bias)

    def samples(self, width: int, ratio: float) -> int:
        """The largest n with m/(nq) at least the ratio; 0 if there is none."""
        return int(self.network(width).parameters / (ratio * self.outputs))


@dataclass(frozen=True)
class Count:
    """What was found in the draws of one net and number of samples."""

    singular: int
    definite: int
    draws: int
    always: bool
    """whether K is singular for all parameters and data"""

    @property
    def share(self) -> float:
        """Of draws that are certainly singular."""
        return self.singular / self.draws


def is_scaled_out(network: Network, samples: int) -> bool:
    """Whether nq exceeds m less one for each hidden unit of a net with a homogeneous activation."""
    activation = network.activation
    homogeneous = not activation.is_smooth and activation.breaks in ((), (0,))
    homogeneous = homogeneous and all(not any(p[:1]) and len(p) <= 2 for p in activation.pieces)
    hidden = sum(layer.width for layer in network.layers[:-1]) if homogeneous else 0
    return samples * network.outputs > network.parameters - hidden


def is_bottleneck(network: Network, samples: int) -> bool:
    """Whether the last hidden layer of a dense net is too narrow for its outputs to be free."""
    width = network.incoming[-1]
    return len(network.layers) > 1 and width < min(network.outputs, samples - 1)


def classify(network: Network, theta: Array, inputs: Array) -> Found:
    """Whether K is singular at these parameters (m,) and inputs (n, d), floats taken exactly."""
    if network.activation.is_smooth:
        return Found.DEFINITE if _is_definite(network, theta, inputs) else Found.UNKNOWN
    from provcheck.reference.exact_rank import exact_rank

    full = exact_rank(network, theta, inputs) == len(inputs) * network.outputs
    return Found.DEFINITE if full else Found.SINGULAR


def _is_definite(network: Network, theta: Array, inputs: Array) -> bool:
    from provcheck.reference.enclosed_spectrum import is_enclosed_definite
    from provcheck.reference.network import ntk
    from provcheck.reference.numbers import as_ball
    from provcheck.statement.evaluate import precision

    with precision(_BITS):
        return is_enclosed_definite(ntk(network, as_ball(theta), as_ball(inputs)))


def count(kind: Kind, width: int, samples: int, draws: int, rng: np.random.Generator) -> Count:
    """Draw parameters and inputs that often, where that is needed, and decide each."""
    network = kind.network(width)
    if is_scaled_out(network, samples) or is_bottleneck(network, samples):
        return Count(draws, 0, draws, True)
    found = [
        classify(
            network,
            kind.initial(network, rng),
            ball(rng, (1, samples, kind.inputs), kind.radius)[0],
        )
        for _ in range(draws)
    ]
    return Count(found.count(Found.SINGULAR), found.count(Found.DEFINITE), draws, False)
