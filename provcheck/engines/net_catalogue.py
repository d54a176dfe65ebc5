"""All small nets that a claim about nets admits, in order of size.

Size is compared by the number of parameters m, then stacked outputs nq, then whether there is a
graph, depth, total width, how plain the activation is, and how plain the layers are. Only nets
that apply their activation somewhere are listed: without it they are linear models. Every layer
has a parameter, and a graph has two vertices or more, since with one it does nothing.
"""

import functools
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from provcheck.statement.nets import Activations, Family, Nets
from provcheck.statement.network import (
    Activation,
    Graph,
    Layer,
    Network,
    Skip,
    dense,
    graph_net,
    identity,
    leaky_relu,
    polynomial,
    relu,
    residual,
    smooth,
)

_HALF, _ONE = Fraction(1, 2), Fraction(1)
_SHIFTED = Activation("1 + relu", (Fraction(0),), ((_ONE,), (_ONE, _ONE)))
_SQUARE = polynomial((Fraction(0), Fraction(0), _ONE), "square")

ACTIVATIONS: Mapping[Activations, tuple[Activation, ...]] = MappingProxyType(
    {
        Activations.PIECEWISE_NONZERO: (
            identity(),
            leaky_relu(_HALF),
            leaky_relu(-_ONE),
            _SHIFTED,
            _SQUARE,
        ),
        Activations.LEAKY_RELU: (leaky_relu(_HALF),),
        Activations.RELU: (relu(),),
        Activations.SIGMOID: (smooth("sigmoid"),),
    }
)
"""Those tried for a claim, the plainest first; the shifted ReLU max(u, 0) + 1 is zero nowhere."""

MOST_PARAMETERS: Mapping[Family, int] = MappingProxyType(
    {Family.ANY: 3, Family.DENSE: 12, Family.RESIDUAL: 14, Family.GRAPH: 8}
)
MOST_VERTICES = 4
_BEYOND = 2  # where m >= nq is not assumed, nq goes this far beyond m


@dataclass(frozen=True)
class Candidate:
    """A net and a number of samples."""

    network: Network
    samples: int

    @property
    def stacked(self) -> int:
        """nq, the number of stacked outputs."""
        return self.samples * self.network.outputs


def candidates(nets: Nets) -> Iterator[Candidate]:
    """The nets that the claim admits, the smallest first."""
    plain = ACTIVATIONS[nets.activations]
    for m in range(1, MOST_PARAMETERS[nets.family] + 1):
        most = m if nets.overparametrized else m + _BEYOND
        found = [
            (_size(candidate, rank), candidate)
            for shape in _shapes(nets.family, m, most)
            for rank, activation in enumerate(plain)
            for candidate in _with_samples(replace(shape, activation=activation), most)
        ]
        yield from (candidate for _, candidate in sorted(found, key=lambda pair: pair[0]))


def enumerated(nets: Nets) -> str:
    """What `candidates` lists, for a reader."""
    names = ", ".join(activation.name for activation in ACTIVATIONS[nets.activations])
    has_graphs = nets.family in (Family.ANY, Family.GRAPH)
    graphs_too = f", graphs of 2 to {MOST_VERTICES} vertices" if has_graphs else ""
    most = MOST_PARAMETERS[nets.family]
    return f"{nets.family} with m ≤ {most} and the activation {names}{graphs_too}"


def _with_samples(network: Network, most: int) -> Iterator[Candidate]:
    if network.graph is not None:
        counts = [network.graph.vertices]
    else:
        counts = list(range(1, most // network.outputs + 1))
    yield from (Candidate(network, n) for n in counts if n * network.outputs <= most)


def _size(candidate: Candidate, rank: int) -> tuple[Any, ...]:
    network = candidate.network
    return (
        candidate.stacked,
        network.graph is not None,
        len(network.layers),
        network.inputs + sum(layer.width for layer in network.layers),
        rank,
        sum(_oddity(layer) for layer in network.layers),
        candidate.samples,
        repr(network),
    )


def _oddity(layer: Layer) -> int:
    return 2 * (not layer.weights) + 3 * (layer.skip is not Skip.NONE) + layer.bias


# ---------------------------------------------------------------- shapes with m parameters


def _shapes(family: Family, m: int, most: int) -> Iterator[Network]:
    """Every network of the family with m parameters, with the identity for its activation.

    Args:
        most: of vertices, where there is a graph.
    """
    if family is Family.DENSE:
        for inputs, widths in _dense_widths(m):
            yield dense(inputs, widths, identity())
    elif family is Family.GRAPH:
        for inputs, widths in _dense_widths(m):
            for graph in graphs(most):
                yield graph_net(inputs, widths, identity(), graph)
    elif family is Family.RESIDUAL:
        for width, layers in itertools.product(range(1, m), range(2, m)):
            if layers * width * (width + 1) == m:
                for skip in (Skip.INSIDE, Skip.OUTSIDE):
                    yield residual(width, layers - 1, identity(), skip=skip)
    else:
        yield from _any_shapes(m, most)


def _dense_widths(m: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """(inputs, widths) of fully connected nets with biases, m parameters and a hidden layer."""

    def extended(incoming: int, left: int) -> Iterator[tuple[int, ...]]:
        if left == 0:
            yield ()
        for width in range(1, left // (incoming + 1) + 1):
            for rest in extended(width, left - width * (incoming + 1)):
                yield (width, *rest)

    for inputs in range(1, m):
        yield from ((inputs, widths) for widths in extended(inputs, m) if len(widths) > 1)


def _any_shapes(m: int, most: int) -> Iterator[Network]:
    """Any sequence of layers, each with weights, biases or both; mixing all or none."""
    for inputs in range(1, m + 1):
        for layers in _any_layers(inputs, m):
            if not any(layer.activated for layer in layers):
                continue
            yield Network(inputs, layers, identity())
            mixing = tuple(replace(layer, mixes=True) for layer in layers)
            yield from (Network(inputs, mixing, identity(), graph) for graph in graphs(most))


def _any_layers(incoming: int, left: int) -> Iterator[tuple[Layer, ...]]:
    if left == 0:
        yield ()
    for layer, count in _any_layer(incoming, left):
        for rest in _any_layers(layer.width, left - count):
            yield (layer, *rest)


def _any_layer(incoming: int, most: int) -> Iterator[tuple[Layer, int]]:
    """Layers after a given width with at most so many parameters, and their number."""
    for activated in (False, True):
        if incoming <= most:
            yield Layer(incoming, weights=False, activated=activated), incoming
        for width, bias in itertools.product(range(1, most // incoming + 1), (False, True)):
            count = width * (incoming + bias)
            if count > most:
                continue
            yield Layer(width, bias=bias, activated=activated), count
            if width == incoming:
                skips = (Skip.INSIDE, Skip.OUTSIDE) if activated else (Skip.INSIDE,)
                for skip in skips:
                    yield Layer(width, bias=bias, activated=activated, skip=skip), count


# ---------------------------------------------------------------- graphs


@functools.cache
def graphs(most: int) -> tuple[Graph, ...]:
    """Connected graphs with 2 to `most` vertices, one of each shape, with loops and without."""
    return tuple(
        Graph(vertices, edges, loops=loops)
        for vertices in range(2, min(most, MOST_VERTICES) + 1)
        for loops in (True, False)
        for edges in _connected(vertices)
    )


def _connected(vertices: int) -> list[tuple[tuple[int, int], ...]]:
    """Edges of the connected graphs up to isomorphism, the fewest first."""
    pairs = list(itertools.combinations(range(1, vertices + 1), 2))
    shapes: dict[tuple, tuple[tuple[int, int], ...]] = {}
    for count in range(vertices - 1, len(pairs) + 1):
        for edges in itertools.combinations(pairs, count):
            if _is_connected(vertices, edges):
                shapes.setdefault(_canonical(vertices, edges), edges)
    return list(shapes.values())


def _is_connected(vertices: int, edges: tuple[tuple[int, int], ...]) -> bool:
    reached = {1}
    for _ in range(vertices):
        reached |= {end for edge in edges if reached & set(edge) for end in edge}
    return len(reached) == vertices


def _canonical(vertices: int, edges: tuple[tuple[int, int], ...]) -> tuple:
    """The least of the edge lists that renaming the vertices gives."""
    return min(
        tuple(sorted(tuple(sorted((order[i - 1], order[j - 1]))) for i, j in edges))
        for order in itertools.permutations(range(1, vertices + 1))
    )
