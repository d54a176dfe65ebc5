"""A small net evaluated at numbers: in float64, or at random points of a prime field.

Over the field a polynomial identity that fails is seen to fail at a random point, with a chance
of error below 1e-15, and no number ever grows. Nothing here is trusted: it only proposes.
"""

import itertools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import flint
import numpy as np

from provcheck.statement.dual import Dual, table, variables
from provcheck.statement.net_rings import Place
from provcheck.statement.network import Activation, Network, outputs

PRIME = 2**61 - 1


@dataclass(frozen=True)
class Values:
    """A net at a point.

    Args:
        outputs: (n, q) Duals.
        preactivations: by place, Duals; of activated layers alone.
        pieces: the piece taken at each place, none for a smooth activation.
    """

    outputs: np.ndarray
    preactivations: Mapping[Place, Dual]
    pieces: Mapping[Place, int]


# ---------------------------------------------------------------- float64


def at_floats(
    network: Network,
    theta: Any,
    inputs: Any,
    *,
    sides: Mapping[Place, int] | None = None,
    activation: Activation | None = None,
) -> Values:
    """The net in float64.

    Args:
        theta: m numbers.
        inputs: n rows of d numbers.
        sides: the piece to take at a place, whatever the preactivation.
        activation: taken in place of the net's own.
    """
    chosen = activation or network.activation
    breaks = [float(point) for point in chosen.breaks]
    tables = [tuple(map(float, piece)) for piece in chosen.pieces]
    pieces: dict[Place, int] = {}

    def through(place: Place, u: Dual) -> Dual:
        if chosen.is_smooth:
            return u.through(*_SMOOTH[chosen.name](u.value))
        side = (sides or {}).get(place)
        pieces[place] = sum(u.value > point for point in breaks) if side is None else side
        return _polynomial(tables[pieces[place]], u)

    duals = variables([float(entry) for entry in theta], 1.0)
    rows = table([[Dual(float(entry), {}) for entry in row] for row in inputs])
    found, seen = _evaluated(network, duals, rows, through, _float_mixing(network))
    return Values(found, seen, pieces)


def jacobian_of(values: Values, parameters: int) -> np.ndarray:
    """(nq, m) float64."""
    stacked = values.outputs.reshape(-1)
    return np.array([[dual.slopes.get(k, 0.0) for k in range(parameters)] for dual in stacked])


def numbers_of(values: Values) -> np.ndarray:
    """The outputs, (n, q) float64."""
    return np.array([[dual.value for dual in row] for row in values.outputs])


def _sigmoid(u: float) -> tuple[float, float]:
    value = 1 / (1 + math.exp(-u)) if u > -700 else 0.0
    return value, value * (1 - value)


_SMOOTH: Mapping[str, Callable[[float], tuple[float, float]]] = {
    "sigmoid": _sigmoid,
    "tanh": lambda u: (math.tanh(u), 1 - math.tanh(u) ** 2),
    "softplus": lambda u: (math.log1p(math.exp(u)), _sigmoid(u)[0]),
}


def _float_mixing(network: Network) -> Any:
    return _mixing(network, Dual(0.0, {}), lambda product: 1 / math.sqrt(product))


# ---------------------------------------------------------------- a prime field


def residue(value: Any) -> flint.nmod:
    """A rational number in the field."""
    return flint.nmod(value.numerator, PRIME) / flint.nmod(value.denominator, PRIME)


def random_residue(rng: np.random.Generator) -> flint.nmod:
    return flint.nmod(int(rng.integers(1, PRIME)), PRIME)


@dataclass(frozen=True)
class FieldPoint:
    """A net at a random point of the field.

    Args:
        jacobian: (nq, m); with free activations (nq, m + number of preactivations).
        outputs: nq residues.
        inputs: n·d residues, row by row.
    """

    jacobian: flint.nmod_mat
    outputs: list[flint.nmod]
    inputs: list[flint.nmod]


def in_field(
    network: Network,
    samples: int,
    pieces: Mapping[Place, int] | None,
    rng: np.random.Generator,
    *,
    free: bool = False,
) -> FieldPoint:
    """The net at random parameters and inputs, its graph's roots random numbers too.

    Args:
        pieces: the piece of the activation at each place; None leaves the activation open: its
            values and derivatives are then random as well.
        free: the values of an open activation are variables like the parameters, after them;
            they then depend on nothing.
    """
    m, zero, one = network.parameters, flint.nmod(0, PRIME), flint.nmod(1, PRIME)
    count = itertools.count(m)
    coefficients = [[residue(c) for c in piece] for piece in network.activation.pieces]
    roots: dict[int, flint.nmod] = {}

    def through(place: Place, u: Dual) -> Dual:
        if pieces is None and free:
            return Dual(random_residue(rng), {next(count): one})
        if pieces is None:
            return u.through(random_residue(rng), random_residue(rng))
        return _polynomial(coefficients[pieces[place]], u)

    def root(product: int) -> flint.nmod:
        if math.isqrt(product) ** 2 == product:
            return 1 / flint.nmod(math.isqrt(product), PRIME)
        return roots.setdefault(product, random_residue(rng))

    duals = variables([random_residue(rng) for _ in range(m)], one)
    rows = [[random_residue(rng) for _ in range(network.inputs)] for _ in range(samples)]
    mixing = _mixing(network, Dual(zero, {}), root)
    found, _ = _evaluated(
        network, duals, table([[Dual(x, {}) for x in row] for row in rows]), through, mixing
    )
    stacked = list(found.reshape(-1))
    columns = next(count)
    entries = [int(dual.slopes.get(k, zero)) for dual in stacked for k in range(columns)]
    jacobian = flint.nmod_mat(len(stacked), columns, entries, PRIME)
    return FieldPoint(
        jacobian, [dual.value for dual in stacked], list(itertools.chain.from_iterable(rows))
    )


# ---------------------------------------------------------------- shared


def _evaluated(
    network: Network,
    theta: np.ndarray,
    inputs: np.ndarray,
    through: Callable[[Place, Dual], Dual],
    mixing: Any,
) -> tuple[np.ndarray, dict[Place, Dual]]:
    seen: dict[Place, Dual] = {}

    def activate(layer: int, values: np.ndarray, _slope: Any) -> np.ndarray:
        result = np.empty_like(values)
        for (sample, unit), u in np.ndenumerate(values):
            seen[layer, sample, unit] = u
            result[sample, unit] = through((layer, sample, unit), u)
        return result

    return outputs(network, theta, inputs, activate, mixing), seen


def _polynomial(coefficients: Any, u: Dual) -> Dual:
    if not coefficients:
        return u * 0
    total = u * 0 + coefficients[-1]
    for coefficient in reversed(coefficients[:-1]):
        total = total * u + coefficient
    return total


def _mixing(network: Network, zero: Dual, inverse_root: Callable[[int], Any]) -> Any:
    """The graph's normalised adjacency, (n, n) Duals; None without a graph."""
    graph = network.graph
    if graph is None:
        return None
    rows = [[zero] * graph.vertices for _ in range(graph.vertices)]
    for i, j in graph.neighbours:
        rows[i][j] = Dual(inverse_root(graph.degrees[i] * graph.degrees[j]), {})
    return table(rows)
