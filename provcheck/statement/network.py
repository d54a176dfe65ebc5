"""Deep nets: what they are made of, and their outputs over any ring (trusted).

A net maps each of n inputs (d numbers) to q outputs. Layer by layer

    z  ->  σ(W A z + b)             plain
    z  ->  σ(z + W A z + b)         with a skip connection inside the activation
    z  ->  z + σ(W A z + b)         with one outside

where A mixes the samples of a graph net by its normalised adjacency and is absent elsewhere. This
is form (1) of jakhmola2025: layers polynomial in (input, parameters) with σ between them.
"""

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from provcheck.errors import StatementError

SMOOTH = ("sigmoid", "tanh", "softplus")


class Skip(StrEnum):
    """Where a layer adds its own input."""

    NONE = "none"
    INSIDE = "inside"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class Activation:
    """A function applied to every entry: continuous and piecewise polynomial, or smooth by name.

    Args:
        name: one of `SMOOTH` for a smooth one, else how people call it.
        breaks: where pieces meet, increasing.
        pieces: coefficients of each piece from left to right, constant term first, without
            trailing zeros; one more than `breaks`; none for a smooth one.
        trained_slope: the activation is u for u >= 0 and a·u for u < 0, with one parameter a for
            each activated layer (parametric ReLU); `pieces` are then empty.

    Raises:
        StatementError: pieces do not meet, are not one more than the breaks, or are missing.
    """

    name: str
    breaks: tuple[Fraction, ...] = ()
    pieces: tuple[tuple[Fraction, ...], ...] = ()
    trained_slope: bool = False

    def __post_init__(self) -> None:
        if self.trained_slope or self.is_smooth:
            if self.pieces or (self.trained_slope and self.breaks != (Fraction(0),)):
                raise StatementError(f"activation '{self.name}': its pieces follow from its name.")
            if self.is_smooth and self.breaks:
                raise StatementError(f"activation '{self.name}': a smooth one has no breaks.")
            return
        if len(self.pieces) != len(self.breaks) + 1:
            raise StatementError(
                f"activation '{self.name}': {len(self.pieces)} pieces for {len(self.breaks)} "
                f"breaks; expected {len(self.breaks) + 1}. Smooth ones are {', '.join(SMOOTH)}."
            )
        if any(low >= high for low, high in zip(self.breaks, self.breaks[1:], strict=False)):
            raise StatementError(f"activation '{self.name}': its breaks do not increase.")
        if any(piece and piece[-1] == 0 for piece in self.pieces):
            raise StatementError(f"activation '{self.name}': a piece ends in a zero coefficient.")
        for number, point in enumerate(self.breaks):
            left, right = (horner(self.pieces[number + side], point) for side in (0, 1))
            if left != right:
                raise StatementError(
                    f"activation '{self.name}': {left} from the left and {right} from the right "
                    f"at {point}; expected a continuous function."
                )

    @property
    def is_smooth(self) -> bool:
        return self.name in SMOOTH

    @property
    def is_piecewise_nonzero(self) -> bool:
        """Whether it is zero at finitely many points only, as jakhmola2025, Section 2, asks."""
        return not self.is_smooth and (self.trained_slope or all(self.pieces))


def horner(coefficients: tuple[Any, ...], point: Any) -> Any:
    """The polynomial with these coefficients, constant term first, at a point of any ring."""
    total: Any = Fraction(0)
    for coefficient in reversed(coefficients):
        total = total * point + coefficient
    return total


def leaky_relu(slope: Fraction = Fraction(1, 100)) -> Activation:
    """u for u >= 0 and slope·u for u < 0; ReLU at slope 0, the absolute value at slope -1."""
    slope = Fraction(slope)
    name = {0: "relu", 1: "identity", -1: "absolute"}.get(slope, f"leaky_relu({slope})")
    left = (Fraction(0), slope) if slope else ()
    if slope == 1:
        return polynomial((Fraction(0), Fraction(1)), name)
    return Activation(name, (Fraction(0),), (left, (Fraction(0), Fraction(1))))


def relu() -> Activation:
    """max(u, 0)."""
    return leaky_relu(Fraction(0))


def parametric_relu() -> Activation:
    """u for u >= 0 and a·u for u < 0, with a trained in each activated layer."""
    return Activation("parametric_relu", (Fraction(0),), (), trained_slope=True)


def polynomial(coefficients: tuple[Fraction, ...], name: str = "polynomial") -> Activation:
    """One polynomial on the whole line, constant term first."""
    return Activation(name, (), (tuple(map(Fraction, coefficients)),))


def identity() -> Activation:
    """u itself: the net is then polynomial in inputs and parameters."""
    return leaky_relu(Fraction(1))


def smooth(name: str) -> Activation:
    """sigmoid 1/(1+e^-u), tanh, or softplus log(1+e^u)."""
    if name not in SMOOTH:
        raise StatementError(f"activation '{name}': expected one of {', '.join(SMOOTH)}.")
    return Activation(name)


@dataclass(frozen=True)
class Layer:
    """One layer; see the module's first lines.

    Args:
        width: number of outputs, >= 1.
        weights: whether it multiplies by a trained matrix (width, incoming width); without one
            the two widths are equal.
        bias: whether it adds a trained vector (width,).
        activated: whether the activation is applied.
        skip: where the layer's input is added; widths must then be equal.
        mixes: whether the graph's normalised adjacency is applied first.
    """

    width: int
    weights: bool = True
    bias: bool = True
    activated: bool = True
    skip: Skip = Skip.NONE
    mixes: bool = False


@dataclass(frozen=True)
class Graph:
    """An undirected graph whose vertices are the samples.

    Args:
        vertices: number of them, >= 1.
        edges: pairs (i, j) with 1 <= i < j <= vertices, each once.
        loops: whether every vertex is its own neighbour too (A + I of Kipf and Welling).

    Raises:
        StatementError: an edge leaves the graph or occurs twice, or a vertex has no neighbour
            (its row of the normalised adjacency would be 0/0).
    """

    vertices: int
    edges: tuple[tuple[int, int], ...]
    loops: bool = True

    def __post_init__(self) -> None:
        for pair in self.edges:
            if len(pair) != 2 or not 1 <= pair[0] < pair[1] <= self.vertices:
                raise StatementError(
                    f"graph: edge {pair} of {self.vertices} vertices; expected (i, j) with "
                    "1 <= i < j <= vertices."
                )
        if len(set(self.edges)) != len(self.edges):
            raise StatementError("graph: an edge occurs twice; list each once.")
        lonely = [number + 1 for number, degree in enumerate(self.degrees) if degree == 0]
        if lonely:
            raise StatementError(
                f"graph: vertices {lonely} have no neighbour, so the normalised adjacency is not "
                "defined there; add edges, or set loops=True."
            )

    @property
    def degrees(self) -> tuple[int, ...]:
        """Neighbours of each vertex, itself among them where there are loops."""
        ends = Counter(end for edge in self.edges for end in edge)
        return tuple(ends[v] + self.loops for v in range(1, self.vertices + 1))

    @property
    def neighbours(self) -> tuple[tuple[int, int], ...]:
        """Ordered pairs (i, j), from 0, where the adjacency is 1."""
        both = [(i - 1, j - 1) for i, j in self.edges] + [(j - 1, i - 1) for i, j in self.edges]
        return tuple(sorted(both + [(v, v) for v in range(self.vertices) if self.loops]))


@dataclass(frozen=True)
class Network:
    """A net: the dimension of its inputs, its layers, its activation, its graph if layers mix.

    Raises:
        StatementError: no layer, a width below 1, a layer without weights or with a skip
            connection between different widths, mixing layers without a graph or the reverse.
    """

    inputs: int
    layers: tuple[Layer, ...]
    activation: Activation
    graph: Graph | None = None

    def __post_init__(self) -> None:
        if self.inputs < 1 or not self.layers:
            raise StatementError(
                f"network: {self.inputs} inputs and {len(self.layers)} layers; expected at least "
                "one of each."
            )
        incoming = self.inputs
        for number, layer in enumerate(self.layers, start=1):
            keeps = not layer.weights or layer.skip is not Skip.NONE
            if layer.width < 1 or (keeps and layer.width != incoming):
                raise StatementError(
                    f"network: layer {number} has width {layer.width} after width {incoming}; "
                    "expected at least 1, and the same width where a layer has no weights or a "
                    "skip connection."
                )
            incoming = layer.width
        if any(layer.mixes for layer in self.layers) != (self.graph is not None):
            raise StatementError("network: a graph belongs to layers that mix, and they need one.")

    @property
    def outputs(self) -> int:
        """q, the width of the last layer."""
        return self.layers[-1].width

    @property
    def incoming(self) -> tuple[int, ...]:
        """The width that each layer receives."""
        return (self.inputs, *(layer.width for layer in self.layers[:-1]))

    @property
    def parameters(self) -> int:
        """m, the number of trained parameters."""
        return sum(sum(math.prod(shape) for shape in shapes) for shapes in self.shapes)

    @property
    def shapes(self) -> tuple[tuple[tuple[int, ...], ...], ...]:
        """For each layer the shapes of its weights, bias and slope; (0,) where there is none."""
        slope = self.activation.trained_slope
        return tuple(
            (
                (layer.width, incoming) if layer.weights else (0,),
                (layer.width,) if layer.bias else (0,),
                (1,) if slope and layer.activated else (0,),
            )
            for layer, incoming in zip(self.layers, self.incoming, strict=True)
        )


def dense(
    inputs: int, widths: tuple[int, ...], activation: Activation, *, bias: bool = True
) -> Network:
    """A fully connected net (DNN); all layers but the last are activated.

    Args:
        widths: of the hidden layers and, last, the number of outputs.
    """
    last = len(widths) - 1
    layers = (Layer(width, bias=bias, activated=k < last) for k, width in enumerate(widths))
    return Network(inputs, tuple(layers), activation)


def residual(
    width: int,
    hidden: int,
    activation: Activation,
    *,
    bias: bool = True,
    skip: Skip = Skip.INSIDE,
) -> Network:
    """A residual net of one width: `hidden` activated layers with skips, then an affine layer."""
    layers = [Layer(width, bias=bias, skip=skip) for _ in range(hidden)]
    return Network(width, (*layers, Layer(width, bias=bias, activated=False)), activation)


def graph_net(
    inputs: int,
    widths: tuple[int, ...],
    activation: Activation,
    graph: Graph,
    *,
    bias: bool = True,
) -> Network:
    """A graph convolutional net (GCN): every layer mixes; all but the last are activated."""
    last = len(widths) - 1
    layers = (
        Layer(width, bias=bias, activated=k < last, mixes=True) for k, width in enumerate(widths)
    )
    return Network(inputs, tuple(layers), activation, graph)


Activate = Callable[[int, Any, Any], Any]
"""Applies σ: from the layer's number (from 0), its (n, width) values, and its slope or None."""


def split(network: Network, theta: Any) -> list[tuple[Any, Any, Any]]:
    """The flat parameters (m,) as (weights, bias, slope) for each layer, None where absent.

    Layers in order; in each the weights row by row, then the bias, then the slope.
    """
    if len(theta) != network.parameters:
        raise StatementError(
            f"network: {len(theta)} parameters given; expected m = {network.parameters}."
        )
    parts, start = [], 0
    for shapes in network.shapes:
        arrays = []
        for shape in shapes:
            size = math.prod(shape)
            arrays.append(theta[start : start + size].reshape(shape) if size else None)
            start += size
        parts.append(tuple(arrays))
    return parts


def outputs(
    network: Network, theta: Any, inputs: Any, activate: Activate, mixing: Any = None
) -> Any:
    """The net's outputs, over whatever ring the arrays hold.

    Args:
        theta: (m,) array.
        inputs: (n, d) array.
        mixing: (n, n) array, the normalised adjacency; None for a net without graph.

    Returns:
        (n, q) array.
    """
    z = inputs
    for number, (layer, parts) in enumerate(
        zip(network.layers, split(network, theta), strict=True)
    ):
        weights, bias, slope = parts
        u = mixing @ z if layer.mixes else z
        u = u if weights is None else u @ weights.T
        u = u if bias is None else u + bias
        u = u + z if layer.skip is Skip.INSIDE else u
        h = activate(number, u, slope) if layer.activated else u
        z = z + h if layer.skip is Skip.OUTSIDE else h
    return z
