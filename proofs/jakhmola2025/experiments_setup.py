"""The set-ups of Section 4: architectures, data, initial weights, step, and what is left open."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from provcheck.proofs.jakhmola2025.experiments_training import Course, Data, train
from provcheck.reference.graph import mixing_matrix
from provcheck.reference.initialization import kaiming_uniform
from provcheck.reference.lanczos import extremes
from provcheck.reference.matrix_free import gram_product, linearize
from provcheck.reference.ntk import gram_matrix
from provcheck.statement import (
    Graph,
    Network,
    Skip,
    dense,
    graph_net,
    leaky_relu,
    residual,
)

Array = np.ndarray

STEP = 0.04
"""η·λ_max(K(0)) of the largest net, at 5000 epochs; λ_max(K) grows by some ten times in training,
so a larger step would leave the flow."""
EPOCHS = 5000
NEIGHBOURS = 5


@dataclass(frozen=True)
class Family:
    """One architecture at one size of the problem, with the sizes that its curves are for.

    Args:
        build: from one of `sizes` to its net; a graph net gets a graph to be replaced.
        sizes: what is varied, increasing: hidden width, or number of hidden layers.
        size_label: what it is called.
        samples: n.
        mixes: whether it is a graph net.
    """

    build: Callable[[int], Network]
    sizes: tuple[int, ...]
    size_label: str
    samples: int
    mixes: bool = False

    def ratio(self, size: int) -> float:
        """m/(nq), above 1 for an over-parametrized net."""
        network = self.build(size)
        return network.parameters / (self.samples * network.outputs)


def _dense(inputs: int, outputs: int, width: int) -> Network:
    return dense(inputs, (width, width, outputs), leaky_relu())


def _graph(inputs: int, outputs: int, samples: int, width: int) -> Network:
    return graph_net(inputs, (width, width, outputs), leaky_relu(), path(samples))


def _residual(width: int, skip: Skip, hidden: int) -> Network:
    return residual(width, hidden, leaky_relu(), skip=skip)


def path(vertices: int) -> Graph:
    """A graph that stands in for one that a draw has of its own."""
    return Graph(vertices, tuple((v, v + 1) for v in range(1, vertices)))


# Everything is divided by the same number, n, d, q and the widths, so that m/(nq) stays.
DENSE = Family(partial(_dense, 30, 3), (3, 6, 9, 12, 15), "hidden width", 60)
DENSE_PAPER = Family(partial(_dense, 500, 50), (50, 100, 150, 200, 250), "hidden width", 1000)
GRAPH = Family(partial(_graph, 30, 3, 60), (2, 4, 6, 9, 12), "hidden width", 60, mixes=True)
GRAPH_PAPER = Family(
    partial(_graph, 500, 50, 1000), (25, 50, 100, 150, 200), "hidden width", 1000, mixes=True
)
RESIDUAL = Family(partial(_residual, 6, Skip.INSIDE), (8, 10, 12, 14, 16), "hidden layers", 69)
RESIDUAL_OUTSIDE = Family(
    partial(_residual, 6, Skip.OUTSIDE), (8, 10, 12, 14, 16), "hidden layers", 69
)
RESIDUAL_PAPER = Family(partial(_residual, 100, Skip.OUTSIDE), (8, 12, 16), "hidden layers", 1000)


def he_uniform(network: Network, rng: np.random.Generator) -> Array:
    """He's own bound for a leaky ReLU, √6/√((1 + 10⁻⁴) fan_in); biases as by default."""
    return kaiming_uniform(network, rng, slope=0.01)


def he_normal(network: Network, rng: np.random.Generator) -> Array:
    """Weights N(0, 2/((1 + 10⁻⁴) fan_in)), biases 0."""
    blocks = []
    for layer, incoming in zip(network.layers, network.incoming, strict=True):
        deviation = np.sqrt(2 / (1.0001 * incoming))
        blocks += [rng.normal(0, deviation, layer.width * incoming), np.zeros(layer.width)]
    return np.concatenate(blocks)


@dataclass(frozen=True)
class SetUp:
    """What the paper leaves open, as it is read here; one field is changed for each reading.

    Args:
        radius: of the ball that inputs are uniform in.
        initial: draws parameters (m,).
        step: η = step·STEP/λ_max(K(0)), K that of the largest net of the draw.
        own_step: whether every net has its own η, from its own K(0).
        length: how many times as many epochs.
        neighbours: k, of the graph of k nearest neighbours.
    """

    family: Family
    radius: float = 1.0
    initial: Callable[[Network, np.random.Generator], Array] = kaiming_uniform
    step: float = 1.0
    own_step: bool = False
    length: float = 1.0
    neighbours: int = NEIGHBOURS


# ---------------------------------------------------------------- data


def ball(rng: np.random.Generator, shape: tuple[int, int, int], radius: float) -> Array:
    """(S, n, d) points, uniform in the ball of that radius."""
    X = rng.normal(size=shape)
    X /= np.linalg.norm(X, axis=2, keepdims=True)
    return radius * rng.random(shape[:2])[..., None] ** (1 / shape[2]) * X


def nearest_neighbours(X: Array, neighbours: int) -> Graph:
    """Vertices are joined where one is among the k nearest of the other; loops are added."""
    square = np.square(X).sum(axis=1)
    distances = square[:, None] + square - 2 * X @ X.T
    np.fill_diagonal(distances, np.inf)
    nearest = np.argsort(distances, axis=1, kind="stable")[:, :neighbours]
    edges = {(min(i, j) + 1, max(i, j) + 1) for i, row in enumerate(nearest) for j in row.tolist()}
    return Graph(len(X), tuple(sorted(edges)))


@dataclass(frozen=True)
class Draws:
    """Training sets of S draws, and the graph of each for a graph net."""

    data: Data
    graphs: tuple[Graph, ...] | None

    def network(self, shape: Network, draw: int) -> Network:
        """The net of that shape on the data of one draw."""
        if self.graphs is None:
            return shape
        return Network(shape.inputs, shape.layers, shape.activation, self.graphs[draw])


def draw(rng: np.random.Generator, setup: SetUp, draws: int) -> Draws:
    """Inputs uniform in a ball, labels N(0, 1), graphs of nearest neighbours."""
    from scipy.sparse import block_diag, csr_array

    network, n = setup.family.build(setup.family.sizes[0]), setup.family.samples
    X = ball(rng, (draws, n, network.inputs), setup.radius)
    y = rng.normal(size=(draws, n, network.outputs))
    if not setup.family.mixes:
        return Draws(Data(X, y, None), None)
    graphs = tuple(nearest_neighbours(inputs, setup.neighbours) for inputs in X)
    mixing = block_diag([csr_array(mixing_matrix(graph)) for graph in graphs], format="csr")
    return Draws(Data(X, y, mixing), graphs)


# ---------------------------------------------------------------- training


@dataclass(frozen=True)
class Trained:
    """Runs of one set-up: a course and learning rates (S,) for each size, on the same draws."""

    setup: SetUp
    draws: Draws
    courses: dict[int, Course]
    rates: dict[int, Array]


def run(
    rng: np.random.Generator,
    setup: SetUp,
    draws: int,
    epochs: int,
    *,
    sizes: tuple[int, ...] = (),
    keep: tuple[float, ...] = (),
    single: bool = True,
) -> Trained:
    """Train every size of a set-up on the same draws.

    Args:
        epochs: of the set-up with length 1; the step is such that η·epochs is STEP·EPOCHS.
        sizes: those of the family that are trained; all if empty.
        keep: shares in [0, 1] of the epochs where parameters are kept.
    """
    drawn = draw(rng, setup, draws)
    sizes = sizes or setup.family.sizes
    starts, largest = {}, {}
    for size in setup.family.sizes:
        network = setup.family.build(size)
        starts[size] = np.array([setup.initial(network, rng) for _ in range(draws)])
        if size in sizes if setup.own_step else size == setup.family.sizes[-1]:
            largest[size] = largest_eigenvalues(drawn, network, starts[size])
    courses, rates, last = {}, {}, setup.family.sizes[-1]
    length = round(setup.length * epochs)
    for size in sizes:
        own = largest[size if setup.own_step else last]
        rates[size] = setup.step * STEP * EPOCHS / (epochs * own)
        courses[size] = train(
            setup.family.build(size), drawn.data, starts[size], rates[size], length,
            keep=tuple(round(share * length) for share in keep), single=single,
        )  # fmt: skip
    return Trained(setup, drawn, courses, rates)


_DENSE_GRAM = 2000
"""Outputs nq up to which K is formed; beyond, its largest eigenvalue comes from products."""


def _by_products(network: Network, theta: Array, inputs: Array) -> float:
    """λ_max(K) to three digits; the start is fixed, as it is not data."""
    at = linearize(network, theta, inputs)
    start = np.random.Generator(np.random.Philox(key=[0, 0]))
    return extremes(lambda rows: gram_product(at, rows), at.rows, start, steps=40).largest


def largest_eigenvalues(drawn: Draws, shape: Network, theta: Array) -> Array:
    """λ_max(K) of each draw, (S,)."""
    found = []
    for number, parameters in enumerate(theta):
        network, X = drawn.network(shape, number), drawn.data.inputs[number]
        if len(X) * network.outputs > _DENSE_GRAM:
            found.append(_by_products(network, parameters, X))
            continue
        found.append(np.linalg.norm(gram_matrix(network, parameters, X), 2))
    return np.array(found)
