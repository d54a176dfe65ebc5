"""How far the NTK's Gram matrix and `piece` are from exact rationals, for deep nets.

For activations of slopes in [0, 1] all of these are polynomials in parameters and inputs on the
piece where the net lies. Each is off by at most gamma(C) S, S the same for the absolute values and
the slope 1 everywhere, C the rounded operations on the longest path (Higham, Sec. 3.1): at most
i + 6 for a layer on the way forward and w + 6 on the way back, i and w what it receives and its
width. Nets whose piece floats do not know are left out: their slopes are another net's.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count as from_
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from provcheck.benchmarks.largest_errors import (
    SHARE,
    Row,
    first_order,
    in_balls,
    share,
    worst,
)
from provcheck.statement.network import Network

Array = np.ndarray


class Trained(NamedTuple):
    """A net, its parameters (m,), inputs (n, d) and labels (n, q)."""

    network: Network
    theta: Array
    inputs: Array
    labels: Array


def layer_rows(count: int) -> Iterator[Row]:
    """Rows for the Gram matrix, with and without kinks, and for each function of `piece`."""
    seeds = list(islice(filter(_is_known, from_()), count))
    for name, error in (
        ("ntk.gram_matrix", _gram_matrix),
        ("piece.preactivations", _preactivations),
        ("piece.jacobian", _jacobian),
        ("piece.gradient", _gradient),
        ("piece.preactivation_gradient", _preactivation_gradient),
    ):
        yield worst(name, seeds, _of_net(error), unit=SHARE, bound=1)
    tanh = "ntk.gram_matrix, tanh"
    yield worst(tanh, range(count), _smooth_gram_matrix, unit=SHARE, bound=1)


def hard_layers(seed: int, net: Network | None = None) -> Trained:
    """Four samples of sizes 1e-4 to 1e4, parameters of sizes 1e-4 to 1e4, one layer to three.

    Two samples are almost equal and two columns of the inputs are, with opposite first weights:
    first preactivations cancel, and the Gram matrix is nearly singular.
    """
    from provcheck.statement import network as nets

    activation = (nets.identity(), nets.relu(), nets.leaky_relu())[seed % 3]
    net = (
        net
        or (
            nets.dense(3, (5, 4, 2), activation),
            nets.residual(3, 2, activation),
            nets.dense(3, (9, 1), activation, bias=False),
            nets.residual(3, 2, activation, skip=nets.Skip.OUTSIDE),
            nets.dense(3, (2,), activation),
        )[seed % 5]
    )
    rng = np.random.default_rng(seed)
    theta = rng.normal(size=net.parameters) * 10.0 ** rng.integers(-4, 5, size=net.parameters)
    inputs = rng.normal(size=(4, 3)) * 10.0 ** rng.integers(-4, 5, size=(4, 1))
    inputs[1] = inputs[0] * (1 + 2.0**-50)
    inputs[:, 1] = inputs[:, 0]
    first = nets.split(net, theta)[0][0]  # a view
    first[:, 1] = -first[:, 0] * (1 + 2.0**-40)
    return Trained(net, theta, inputs, rng.normal(size=(4, net.outputs)))


def _is_known(seed: int) -> bool:
    """Whether floats and exact numbers agree where every preactivation lies."""
    from provcheck.reference import as_exact
    from provcheck.reference.network import activation_pattern

    net, theta, inputs, _ = hard_layers(seed)
    exact = activation_pattern(net, as_exact(theta), as_exact(inputs))
    return all(map(np.array_equal, activation_pattern(net, theta, inputs), exact))


def _of_net(error: Callable[[Trained, Trained, Trained], float]) -> Callable[[int], float]:
    """The error of a net with its exact twin, and with the one whose terms bound its terms."""
    from provcheck.reference import as_exact
    from provcheck.statement.network import identity

    def of(seed: int) -> float:
        net, *arrays = given = hard_layers(seed)
        linear = replace(net, activation=identity())
        exact = Trained(net, *map(as_exact, arrays))
        return error(given, exact, Trained(linear, *map(abs, arrays)))

    return of


def _forward(net: Network) -> int:
    return sum(width + 6 for width in net.incoming)


def _backward(net: Network) -> int:
    return sum(layer.width + 6 for layer in net.layers)


def _gram_matrix(given: Trained, exact: Trained, sizes: Trained) -> float:
    """Both ways twice, and the sums over a layer's width, over what it receives and over layers."""
    from provcheck.compiled import ntk
    from provcheck.reference import network

    net = given.network
    widest = max(*net.incoming, *(layer.width for layer in net.layers))
    roundings = 2 * (_forward(net) + _backward(net) + widest) + len(net.layers) + 3
    allowed = first_order(roundings) * network.ntk(*sizes[:3])
    return share(ntk.gram_matrix(*given[:3]), network.ntk(*exact[:3]), allowed)


def _smooth_gram_matrix(seed: int) -> float:
    """One hidden layer of tanh, whose first two derivatives are at most 1.

    At an argument off by gamma(i + 2) z, z = |W| |x| + |b|, values and slopes are off by that and
    ROUNDINGS of their own, as in `compiled/rounding.py`; so z is added to their sizes.
    """
    from provcheck.compiled import ntk
    from provcheck.compiled.rounding import ROUNDINGS
    from provcheck.reference import network
    from provcheck.statement.network import dense, smooth, split

    net = dense(3, (5, 2), smooth("tanh"))
    theta, inputs = hard_layers(seed, net)[1:3]
    (W, b, _), (outer, _, _) = split(net, theta)
    sizes, values = abs(inputs) @ abs(W).T + abs(b), np.tanh(inputs @ W.T + b)
    slopes, values = 1 - values**2 + sizes, abs(values) + sizes  # (n, 5)
    factors = (slopes[:, None, :] * abs(outer)).reshape(-1, 5)  # (nq, 5)
    received = abs(inputs) @ abs(inputs).T + 1
    hidden = factors @ factors.T * np.kron(received, np.ones((2, 2)))
    terms = hidden + np.kron(values @ values.T + 1, np.eye(2))
    allowed = first_order(2 * (3 + 2 + ROUNDINGS + 1) + 5 + 3 + 4) * terms
    exact = network.ntk(net, *in_balls((theta, inputs)))
    return share(ntk.gram_matrix(net, theta, inputs), exact, allowed)


def _piece(given: Trained) -> Any:
    from provcheck.compiled.piece import fit_of
    from provcheck.reference.piece import Piece, pattern_at

    fit = fit_of(given.network, given.inputs, given.labels)
    return Piece(fit, pattern_at(fit, given.theta))


def _preactivations(given: Trained, exact: Trained, sizes: Trained) -> float:
    from provcheck.reference import piece

    found = piece.preactivations(_piece(given), given.theta)
    if not len(found):
        return 0.0
    allowed = first_order(_forward(given.network)) * _activated(sizes)
    return share(found, _activated(exact), allowed)


def _activated(given: Trained) -> Array:
    """Preactivations of the activated layers, (P,)."""
    from provcheck.reference.network import forward

    found = forward(*given[:3]).preactivations
    pairs = zip(given.network.layers, found, strict=True)
    return np.concatenate([np.ravel(values) for layer, values in pairs if layer.activated])


def _jacobian(given: Trained, exact: Trained, sizes: Trained) -> float:
    from provcheck.reference import network, piece

    net = given.network
    allowed = first_order(_forward(net) + _backward(net) + 1) * network.jacobian(*sizes[:3])
    found = piece.jacobian(_piece(given), given.theta)
    return share(found, network.jacobian(*exact[:3]), allowed)


def _gradient(given: Trained, exact: Trained, sizes: Trained) -> float:
    """Forward for the residual and for what a layer receives, back, and the sum over samples."""
    from provcheck.reference import network, piece

    net, samples = given.network, len(given.inputs)
    roundings = 2 * _forward(net) + _backward(net) + samples + 2
    sums = network.loss_gradient(*sizes[:3], -sizes.labels)  # residuals of added sizes
    found = piece.gradient(_piece(given), given.theta)
    return share(found, network.loss_gradient(*exact), first_order(roundings) * sums)


def _preactivation_gradient(given: Trained, exact: Trained, sizes: Trained) -> float:
    """The largest of all layers, each the last of a net that ends there."""
    from provcheck.reference import network, piece

    own, net, shares = _piece(given), given.network, [0.0]
    roundings = _forward(net) + _backward(net) + 1
    for number, part, _ in own.fit.layout:
        true, terms = (network.jacobian(*_cut(some, number)) for some in (exact, sizes))
        for row, entry in enumerate(range(part.start, part.stop)):
            found = piece.preactivation_gradient(own, given.theta, entry)
            shares.append(0.0 if not found[true.shape[1] :].any() else np.inf)
            allowed = first_order(roundings) * terms[row]
            shares.append(share(found[: true.shape[1]], true[row], allowed))
    return max(shares)


def _cut(given: Trained, number: int) -> tuple[Network, Array, Array]:
    """The net whose outputs are the preactivations of a layer, with its parameters and inputs."""
    from provcheck.statement.network import Skip

    net, layer = given.network, given.network.layers[number]
    skip = layer.skip if layer.skip is Skip.INSIDE else Skip.NONE
    last = replace(layer, activated=False, skip=skip)
    shorter = replace(net, layers=(*net.layers[:number], last))
    return shorter, given.theta[: shorter.parameters], given.inputs
