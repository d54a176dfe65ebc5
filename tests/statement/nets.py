"""Random small nets for the tests, and their outputs by plain loops over Fractions or floats."""

import math
from fractions import Fraction
from itertools import pairwise

from provcheck.statement import Direction, Layer, NetSetting, Network
from provcheck.statement.network import (
    Activation,
    Graph,
    Skip,
    identity,
    leaky_relu,
    parametric_relu,
    relu,
    smooth,
)

BENT = Activation(
    "u² | 1 | 2 - u",
    (Fraction(-1), Fraction(1)),
    (
        (Fraction(0), Fraction(0), Fraction(1)),
        (Fraction(1),),
        (Fraction(2), Fraction(-1)),
    ),
)
PIECEWISE = (identity(), relu(), leaky_relu(Fraction(1, 3)), parametric_relu(), BENT)
SMOOTH_ONES = tuple(map(smooth, ("sigmoid", "tanh", "softplus")))


def random_setting(rng, activation, graph=None):
    """A net of one to three layers with skips, biases and weights by chance, and its data."""
    n = graph.vertices if graph else int(rng.integers(1, 4))
    width = inputs = int(rng.integers(1, 4))
    layers = []
    for _ in range(rng.integers(1, 4)):
        weights, skip = rng.random() < 0.8, rng.choice([*Skip])
        keeps = not weights or skip != Skip.NONE
        width = width if keeps else int(rng.integers(1, 4))
        flags = (rng.random() < 0.5 for _ in range(3))
        bias, activated, mixes = map(bool, flags)
        layers.append(Layer(width, bool(weights), bias, activated, Skip(skip), mixes=False))
        if graph and mixes:
            layers[-1] = Layer(width, bool(weights), bias, activated, Skip(skip), mixes=True)
    if graph and not any(layer.mixes for layer in layers):
        layers.append(Layer(width, mixes=True))
    net = Network(inputs, tuple(layers), activation, graph)

    def numbers(count):
        return tuple(Fraction(int(k), 7) for k in rng.integers(-15, 16, count))

    data = tuple(numbers(inputs) for _ in range(n))
    nowhere = Direction(())
    return NetSetting(net, data, (), numbers(net.parameters), Fraction(0), nowhere)


def plain_outputs(setting, theta=None):
    """F as a list of rows, from loops that share nothing with `network.outputs`.

    Args:
        theta: parameters, Fractions or floats; the setting's own by default.
    """
    net, rest = setting.network, list(setting.parameters if theta is None else theta)
    z = [list(row) for row in setting.inputs]
    for layer in net.layers:
        incoming = len(z[0])
        matrix = None
        if layer.weights:
            matrix = [[rest.pop(0) for _ in range(incoming)] for _ in range(layer.width)]
        shift = [rest.pop(0) for _ in range(layer.width)] if layer.bias else [0] * layer.width
        has_slope = net.activation.trained_slope and layer.activated
        slope = rest.pop(0) if has_slope else None
        mixed = _mixed(net.graph, z) if layer.mixes else z
        following = []
        for before, row in zip(z, mixed, strict=True):
            u = row if matrix is None else [_dot(line, row) for line in matrix]
            u = [entry + b for entry, b in zip(u, shift, strict=True)]
            if layer.skip == "inside":
                u = [entry + old for entry, old in zip(u, before, strict=True)]
            h = u
            if layer.activated:
                h = [plain_activation(net.activation, entry, slope) for entry in u]
            if layer.skip == "outside":
                h = [entry + old for entry, old in zip(h, before, strict=True)]
            following.append(h)
        z = following
    if rest:
        raise ValueError(f"{len(rest)} parameters too many")
    return z


def _dot(line, row):
    return sum(w * entry for w, entry in zip(line, row, strict=True))


def _mixed(graph, z):
    neighbours = {i: [i] if graph.loops else [] for i in range(graph.vertices)}
    for i, j in graph.edges:
        neighbours[i - 1].append(j - 1)
        neighbours[j - 1].append(i - 1)
    degree = {i: len(near) for i, near in neighbours.items()}
    return [
        [
            sum(_over_root(z[j][k], degree[i] * degree[j]) for j in neighbours[i])
            for k in range(len(z[0]))
        ]
        for i in range(graph.vertices)
    ]


def _over_root(value, product):
    root = math.isqrt(product)
    return value / root if root * root == product else value / math.sqrt(product)


def plain_activation(activation, u, slope):
    if activation.name == "sigmoid":
        return 1 / (1 + math.exp(-u))
    if activation.name == "tanh":
        return math.tanh(u)
    if activation.name == "softplus":
        return math.log1p(math.exp(u))
    if activation.trained_slope:
        return u if u >= 0 else slope * u
    ends = [-math.inf, *activation.breaks, math.inf]
    for (low, high), piece in zip(pairwise(ends), activation.pieces, strict=True):
        if low <= u <= high:
            return sum((c * u**k for k, c in enumerate(piece)), 0 * u)
    raise ValueError(f"{u} is nowhere")


SQUARE = Graph(4, ((1, 2), (2, 3), (3, 4), (1, 4)), loops=False)
PATH = Graph(3, ((1, 2), (2, 3)))
