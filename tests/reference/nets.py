"""Small nets of every kind, and hypothesis strategies for random ones."""

from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

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
    parametric_relu,
    polynomial,
    relu,
    residual,
    smooth,
)

CLIPPED = Activation(  # three pieces, one break that is no float
    "clipped",
    (Fraction(-1), Fraction(1, 3)),
    ((Fraction(-1),), (Fraction(0), Fraction(1)), (Fraction(2, 9), Fraction(0), Fraction(1))),
)
PIECEWISE = (
    identity(),
    relu(),
    leaky_relu(),
    parametric_relu(),
    polynomial((Fraction(1), Fraction(1, 2), Fraction(1, 3))),
    CLIPPED,
)
SMOOTH = tuple(map(smooth, ("sigmoid", "tanh", "softplus")))
PATH = Graph(4, ((1, 2), (2, 3), (3, 4)))
CYCLE = Graph(4, ((1, 2), (2, 3), (3, 4), (1, 4)))  # regular: its mixing matrix is rational
SAMPLES = 4
INPUTS = 3


def zoo(activation: Activation, graph: Graph = PATH) -> dict[str, Network]:
    """Nets of 3 inputs, for 4 samples."""
    odd = (
        Layer(3, weights=False),
        Layer(2, bias=False),
        Layer(2, skip=Skip.OUTSIDE),
        Layer(2, weights=False, activated=False, skip=Skip.INSIDE),
        Layer(2, bias=False, activated=True, skip=Skip.OUTSIDE),
    )
    mixing = (
        Layer(3, weights=False, bias=False, mixes=True),
        Layer(2),
        Layer(2, skip=Skip.OUTSIDE, mixes=True),
        Layer(2, skip=Skip.INSIDE, mixes=True),
    )
    bias_first = (
        Layer(3, weights=False, activated=False),
        Layer(2, weights=True, bias=False, mixes=True),
    )
    return {
        "dense": dense(3, (5, 4, 2), activation),
        "dense without bias": dense(3, (5, 2), activation, bias=False),
        "affine": dense(3, (2,), activation),
        "residual inside": residual(3, 2, activation),
        "residual outside": residual(3, 2, activation, skip=Skip.OUTSIDE),
        "graph": graph_net(3, (5, 2), activation, graph),
        "graph without bias": graph_net(3, (2, 2), activation, graph, bias=False),
        "odd layers": Network(3, odd, activation),
        "odd graph layers": Network(3, mixing, activation, graph),
        "bias alone before mixing": Network(3, bias_first, activation, graph),
    }


ZOO = [
    (f"{name}, {activation.name}", net)
    for activation in (*PIECEWISE, *SMOOTH)
    for name, net in zoo(activation).items()
]
NAMES, NETS = zip(*ZOO, strict=True)


def drawn(net: Network, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Normal parameters and inputs."""
    generator = np.random.default_rng(seed)
    return generator.normal(size=net.parameters), generator.normal(size=(SAMPLES, net.inputs))


@st.composite
def networks(draw) -> Network:
    """Random nets of up to four layers, with every kind of layer."""
    activation = draw(st.sampled_from((*PIECEWISE, *SMOOTH)))
    graph = draw(st.sampled_from((None, PATH, CYCLE)))
    inputs = width = draw(st.integers(1, 4))
    layers = []
    for _ in range(draw(st.integers(1, 4))):
        skip, weights = draw(st.sampled_from(Skip)), draw(st.integers(0, 3)) > 0
        width = width if skip is not Skip.NONE or not weights else draw(st.integers(1, 4))
        layers.append(
            Layer(
                width,
                weights=weights,
                bias=draw(st.booleans()),
                activated=draw(st.booleans()),
                skip=skip,
                mixes=graph is not None and draw(st.booleans()),
            )
        )
    layers.append(Layer(draw(st.integers(1, 3)), activated=False, mixes=graph is not None))
    return Network(inputs, tuple(layers), activation, graph)
