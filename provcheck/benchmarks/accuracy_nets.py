"""How far `depth2` is from the exact values, on nets chosen to be hard for sums.

The bounds are those of `compiled/rounding.py`: where sums cancel, no digit need be left, and an
error is a share of its bound.
"""

from collections.abc import Iterator
from inspect import signature
from typing import Any

import numpy as np

from provcheck.benchmarks.largest_errors import SHARE, Row, bits_apart, in_balls, share, worst

Array = np.ndarray

_FUNCTIONS = (
    "outputs", "loss", "gradient", "laplacian_by_neuron", "laplacian", "villani",
    "hessian_vector", "hessian_extremes",
)  # fmt: skip
_SMALL = 9  # p d up to which eigenvalues are enclosed in moderate time
_FACTORS = 1.1 * 2.0 ** np.arange(-4, 5)  # of nine nets in a batch: one more than fills the lanes


def net_rows(count: int) -> Iterator[Row]:
    """A row for each function of `depth2`, and one for all of `depth2_batched`."""
    from provcheck.compiled import depth2, rounding
    from provcheck.reference import depth2 as reference

    nets = {seed: hard_net(seed) for seed in range(5 * count)}
    small = [seed for seed, net in nets.items() if net["W"].size <= _SMALL]
    for name in _FUNCTIONS:
        compiled, bound = getattr(depth2, name), getattr(rounding, f"{name}_bound")
        exact = getattr(reference, name)
        seeds = small[:count] if name == "hessian_extremes" else range(count)

        def error(seed: int, compiled=compiled, bound=bound, exact=exact) -> float:
            given = arguments(exact, nets[seed])
            return share(compiled(*given), exact(*in_balls(given)), bound(*given))

        yield worst(f"depth2.{name}", seeds, error, unit=SHARE, bound=1)
    yield worst("depth2_batched", range(count), lambda seed: _batched(nets[seed]), bound=0)


def hard_net(seed: int) -> dict[str, Any]:
    """Arguments of the functions of `depth2`, by name: sizes from 1e-8 to 1e8, in every position.

    Every third net has sizes near 1 alone, where bounds are closest. Every second has equal rows
    whose outer weights cancel; every fourth has its own outputs for labels, so that residuals are
    nothing but rounding; every fifth has samples whose squares underflow.
    """
    from provcheck.reference.activations import Activation
    from provcheck.reference.depth2 import outputs

    rng = np.random.default_rng(seed)
    wide = seed // 3 % 3 > 0  # each activation in turn

    def size(low: int, high: int, *shape: int) -> Any:
        return 10.0 ** (rng.integers(low, high + 1, size=shape) * wide)

    p, d, n = (int(rng.integers(1, 7)) for _ in range(3))
    W, V = rng.normal(size=(2, p, d)) * size(-8, 8, 2, p, 1)
    a, X = rng.normal(size=p), rng.normal(size=(n, d)) * size(-4, 4)
    if seed % 2 and p > 1:
        W[1], a[1] = W[0], -a[0] * (1 + 2.0**-50)
    if seed % 5 == 4:
        X *= 1e-170
    y = rng.normal(size=n) * size(-8, 2)
    lam, beta, s = (float(size(low, 2)) for low in (-8, -2, -8))
    activation = Activation(seed % 3)
    beta = 1.0 if activation is Activation.TANH else beta
    if seed % 4 == 3:
        y = outputs(W, a, X, beta, activation)
    return {"W": W, "V": V, "a": a, "X": X, "y": y, "lam": lam, "s": s, "beta": beta,
            "activation": activation}  # fmt: skip


def arguments(function: Any, net: dict[str, Any]) -> list[Any]:
    """What a function takes of a net, in its order."""
    return [net[name] for name in signature(function).parameters]


def several(net: dict[str, Any], names: str) -> dict[str, Any]:
    """Nine nets in one: the named arguments at nine sizes, along a new first axis."""
    return net | {name: np.multiply.outer(_FACTORS, net[name]) for name in names.split()}


def _batched(net: dict[str, Any]) -> float:
    """Over weights and over settings, every element against the single form, bit for bit."""
    from provcheck.compiled import depth2, depth2_batched

    found = []
    for form, names in (("weights", "W V"), ("settings", "W V a X y lam s beta")):
        stacked = several(net, names)
        for name in (*_FUNCTIONS, "loss_gradient_laplacian"):
            alone = getattr(depth2, name)
            batch = getattr(depth2_batched, f"{name}_over_{form}")
            results = _parts(batch(*arguments(alone, stacked)))
            for k in range(len(_FACTORS)):
                element = stacked | {word: _element(stacked[word][k]) for word in names.split()}
                expected = np.hstack(
                    [np.ravel(x) for x in _parts(alone(*arguments(alone, element)))]
                )
                found.append(bits_apart(np.hstack([np.ravel(x[k]) for x in results]), expected))
    return max(found, key=lambda distance: distance if distance == distance else np.inf)


def _element(value: Any) -> Any:
    return float(value) if np.ndim(value) == 0 else value


def _parts(result: Any) -> tuple[Any, ...]:
    return result if isinstance(result, tuple) else (result,)
