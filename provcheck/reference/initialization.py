"""Random parameters for a net, from a generator that the caller seeds; all return (m,) float64."""

import math

import numpy as np

from provcheck.errors import DomainError
from provcheck.statement.network import Network

_PARAMETRIC_SLOPE = 0.25  # where PyTorch starts a parametric ReLU (He et al. 2015)


def kaiming_uniform(
    network: Network, generator: np.random.Generator, *, slope: float = math.sqrt(5)
) -> np.ndarray:
    """Kaiming uniform, as a framework's linear layer does it by default: U(-b, b).

    For weights b = sqrt(6 / ((1 + slope²) fan_in)), with the default slope √5 simply
    1/sqrt(fan_in); for biases b = 1/sqrt(fan_in). This is PyTorch's `Linear`, and our reading of
    "the default Kaiming-He Uniform initialization" of the experiments. The other reading, He's own
    for a leaky ReLU, passes the activation's slope instead. A layer without weights has the fan_in
    of its inputs. The slope of a parametric ReLU starts at 1/4 exactly, so that this initialization
    then has no density.

    Args:
        slope: >= 0; called `a` in PyTorch's `kaiming_uniform_`.

    Raises:
        DomainError: the slope is negative or not finite.

    Source:
        He et al. (2015), eq. (14), with uniform numbers; jakhmola2025, Section 4.
    """
    if not 0 <= slope < math.inf:
        raise DomainError(f"kaiming_uniform: slope is {slope}; expected a finite number >= 0.")
    blocks = [np.empty(0)]
    for shapes, fan_in in zip(network.shapes, network.incoming, strict=True):
        weights, bias, slopes = map(math.prod, shapes)
        bound = math.sqrt(6 / ((1 + slope**2) * fan_in))
        blocks.append(generator.uniform(-bound, bound, weights))
        blocks.append(generator.uniform(-1 / math.sqrt(fan_in), 1 / math.sqrt(fan_in), bias))
        blocks.append(np.full(slopes, _PARAMETRIC_SLOPE))
    return np.concatenate(blocks)


def normal(
    network: Network, generator: np.random.Generator, *, deviation: float = 1.0
) -> np.ndarray:
    """Every parameter independently N(0, deviation²).

    Raises:
        DomainError: the deviation is not positive and finite.
    """
    if not 0 < deviation < math.inf:
        raise DomainError(f"normal: deviation is {deviation}; expected a finite number > 0.")
    return generator.normal(0.0, deviation, network.parameters)


def uniform(network: Network, generator: np.random.Generator, *, bound: float = 1.0) -> np.ndarray:
    """Every parameter independently uniform on [-bound, bound).

    Raises:
        DomainError: the bound is not positive and finite.
    """
    if not 0 < bound < math.inf:
        raise DomainError(f"uniform: bound is {bound}; expected a finite number > 0.")
    return generator.uniform(-bound, bound, network.parameters)
