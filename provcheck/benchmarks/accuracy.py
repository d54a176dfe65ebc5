"""How far compiled functions are from Arb's values, on inputs chosen to be hard for them.

Elementary functions and activations are held against balls of many bits and counted in units in
the last place of the exact value, at least 2⁻¹⁰⁷⁴; sums, where cancellation leaves no such digit,
as a share of the bound that `compiled/rounding.py` states.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import numpy as np

_BITS = 300
"""Nothing below cancels in balls, so that a few hundred bits are enough for every float."""

_STATED = (8, 15, 25)
"""Roundings that `compiled/activations.py` states for σ, σ' and σ'', each at most one ulp."""

Row = dict[str, Any]


def accuracy_job(threads: int, quick: bool) -> list[Row]:
    """A row for each function: inputs, the largest error, where it was seen, the stated bound."""
    from provcheck.statement.evaluate import precision

    count = 200 if quick else 2000
    with precision(_BITS):
        return [
            *_elementary(count),
            *_normals(count),
            *_activations(count),
            *_sums(4 if quick else 40),
        ]


def hard_numbers(count: int, low: float, high: float) -> list[float]:
    """Numbers in [low, high]: ends, zeros, subnormals, powers of 2 and their neighbours, spread.

    Args:
        count: how many are drawn beside the fixed ones.
    """
    fixed = [low, high, 0.0, -0.0, 1.0, 0.25, 5e-324, 2.0**-1022, 1e-310, 2.0**-53, 2.0**-27]
    fixed += [k * math.log(2) / 2 for k in range(-2043, 2044, 37)]
    fixed += [2.0**k for k in range(-1074, 1024, 53)]
    rng = np.random.default_rng(0)
    drawn = [*rng.uniform(max(low, -800.0), min(high, 800.0), size=count)]
    drawn += [*(rng.uniform(1, 2, size=count) * 2.0 ** rng.uniform(-1074, 1023, size=count))]
    drawn += [*rng.uniform(-1, 1, size=count)]
    signed = [s * x for x in (*fixed, *drawn) for s in (1.0, -1.0)]
    near = [math.nextafter(x, y) for x in fixed for y in (-math.inf, math.inf)]
    return sorted({float(x) for x in (*signed, *near) if low <= x <= high})


def ulps(computed: float, exact: Any) -> float:
    """|computed - exact| in units in the last place of the exact value, from above."""
    import flint

    middle = abs(float(exact.mid()))
    unit = math.ulp(middle) if math.isfinite(middle) else math.ulp(1.7976931348623157e308)
    if not math.isfinite(computed):
        return math.inf
    return float((abs(flint.arb(computed) - exact) / flint.arb(unit)).upper())


def _worst(
    function: str,
    inputs: Iterable[Any],
    error: Callable[[Any], float],
    *,
    unit: str = "ulp",
    bound: float | None = None,
) -> Row:
    found = [(error(value), value) for value in inputs]
    largest, at = max(found, key=lambda pair: pair[0] if pair[0] == pair[0] else math.inf)
    if not math.isfinite(largest):
        largest = 1.7976931348623157e308  # JSON has no infinity; no bound allows it
    return {"function": function, "inputs": len(found), "unit": unit, "largest": largest,
            "at": str(at), "bound": bound}  # fmt: skip


def _elementary(count: int) -> Iterator[Row]:
    import flint

    from provcheck.compiled import elementary
    from provcheck.compiled.powers import power_of_two

    arb = flint.arb

    def error(compiled: Callable, exact: Callable) -> Callable[[float], float]:
        return lambda x: ulps(compiled(x), exact(arb(x)))

    numbers = hard_numbers(count, -746.0, 709.78)
    yield _worst("exp", numbers, error(elementary.exp, arb.exp), bound=2)
    powers = hard_numbers(count, -1000.0, 1000.0)
    yield _worst("2^x", powers, error(power_of_two, lambda x: arb(2) ** x), bound=3)
    halved = hard_numbers(count, 0.0, 1021.0)
    for number, name, bound in ((0, "2^-y", 2), (1, "1 - 2^-y", 3)):

        def exact(y: Any, n: int = number) -> Any:
            argument = -y * arb(2).log()
            return -argument.expm1() if n else argument.exp()

        compiled = partial(_part, elementary.halving, number)
        yield _worst(name, halved, error(compiled, exact), bound=bound)
    positive = hard_numbers(count, 2.0**-1022, 1.7e308)
    yield _worst("log", positive, error(elementary.log, arb.log), bound=3)
    shares = hard_numbers(count, 0.0, 1.0)
    yield _worst("log1p", shares, error(elementary.log1p, arb.log1p), bound=3)
    turns = [x for x in shares if x >= 2.0**-53]
    for number, name, wave in ((0, "cosine", arb.cos_pi), (1, "sine", arb.sin_pi)):
        compiled = partial(_part, elementary.cosine_and_sine_of_turn, number)
        turned = error(compiled, lambda x, f=wave: f(2 * x))
        yield _worst(f"{name} of a turn", turns, turned, bound=4)


def _part(function: Callable, number: int, x: float) -> float:
    """One of the results of a function."""
    return function(x)[number]


def _normals(count: int) -> Iterator[Row]:
    import flint

    from provcheck.compiled import philox
    from provcheck.reference.philox import Stream

    paths = np.arange(count)
    units = philox.uniforms(7, Stream.NOISE, paths, 3, 2)
    pairs = philox.normals(7, Stream.NOISE, paths, 3, 2)

    def error(path: int) -> float:
        u, v = (flint.arb(float(number)) for number in units[path])
        radius = (-2 * u.log()).sqrt()
        exact = radius * (2 * v).cos_pi(), radius * (2 * v).sin_pi()
        return max(ulps(float(pairs[path, m]), exact[m]) for m in (0, 1))

    yield _worst("standard normal", paths, error, bound=philox.NORMAL_ROUNDINGS)


def _activations(count: int) -> Iterator[Row]:
    """σ, σ' and σ'' up to constants, at the scaled argument z' that `activate` gets."""
    from provcheck.compiled.activations import activate
    from provcheck.reference.activations import Activation

    numbers = hard_numbers(count, -1021.0, 1021.0)
    for activation, exact in (
        (Activation.SIGMOID, _sigmoid),
        (Activation.TANH, _tanh),
        (Activation.SOFTPLUS, _softplus),
    ):
        found = {}
        for z in numbers:
            value, slope, bend = activate(z, 0.0, activation)[0]
            computed, exactly = (value, slope, slope * bend), exact(z)
            found[z] = [ulps(*pair) for pair in zip(computed, exactly, strict=True)]
        for order, bound in enumerate(_STATED):
            name = activation.name.lower() + "'" * order
            yield _worst(name, numbers, lambda z, f=found, k=order: f[z][k], bound=bound)


def _sigmoid(z: float) -> tuple[Any, Any, Any]:
    """s = 1/(1 + 2^-z), s (1 - s) and s (1 - s)(2 s - 1), by 2^-|z|, so that nothing cancels."""
    import flint

    argument = flint.arb(z) * flint.arb(2).log()
    decay = (-abs(argument)).exp()
    inverse = 1 / (1 + decay)
    slope = decay * inverse * inverse
    return inverse if z >= 0 else decay * inverse, slope, slope * (argument / 2).tanh()


def _tanh(z: float) -> tuple[Any, Any, Any]:
    import flint

    _, slope, bent = _sigmoid(z)
    return (flint.arb(z) * flint.arb(2).log() / 2).tanh(), slope, bent


def _softplus(z: float) -> tuple[Any, Any, Any]:
    import flint

    argument = flint.arb(z) * flint.arb(2).log()
    value, slope, _ = _sigmoid(z)
    rest = (-abs(argument)).exp().log1p()
    return (argument if z > 0 else 0) + rest, value, slope


def _sums(count: int) -> Iterator[Row]:
    """Loss, gradient and Laplacian of nets that cancel, overflow nothing, and spread widely."""
    from provcheck.compiled import depth2, rounding
    from provcheck.reference import depth2 as reference
    from provcheck.reference.activations import Activation

    nets = [hard_net(seed) for seed in range(count)]
    for name in ("loss", "gradient", "laplacian_by_neuron"):
        compiled, bound = getattr(depth2, name), getattr(rounding, f"{name}_bound")
        exact = getattr(reference, name)

        def error(seed: int, compiled=compiled, bound=bound, exact=exact) -> float:
            *arrays, lam, beta = nets[seed]
            activation = Activation(seed % 3)
            beta = 1.0 if activation is Activation.TANH else beta
            balls = [_balls(array) for array in arrays]
            lam_ball, beta_ball = _balls(np.array([lam, beta]))
            true = np.ravel(exact(*balls, lam_ball, beta_ball, activation))
            found = np.ravel(compiled(*arrays, lam, beta, activation))
            allowed = np.ravel(bound(*arrays, lam, beta, activation))
            return max(map(_share, found, true, allowed))

        yield _worst(f"depth2.{name}", range(count), error, unit="share of the bound", bound=1)


def hard_net(seed: int) -> tuple[Any, ...]:
    """W, a, X, y, λ, β: outer weights that cancel, equal rows, sizes from 1e-8 to 1e8."""
    rng = np.random.default_rng(seed)
    p, d, n = (int(rng.integers(1, 7)) for _ in range(3))
    W = rng.normal(size=(p, d)) * 10.0 ** rng.integers(-8, 9, size=(p, 1))
    a, X = rng.normal(size=p), rng.normal(size=(n, d)) * 10.0 ** rng.integers(-4, 5)
    if seed % 2 and p > 1:
        W[1], a[1] = W[0], -a[0] * (1 + 2.0**-50)
    y = rng.normal(size=n) * 10.0 ** rng.integers(-8, 3)
    return W, a, X, y, float(10.0 ** rng.integers(-8, 3)), float(10.0 ** rng.integers(-2, 3))


def _balls(array: np.ndarray) -> np.ndarray:
    import flint

    balls = np.empty(array.shape, dtype=object)
    for place in np.ndindex(array.shape):
        balls[place] = flint.arb(float(array[place]))
    return balls


def _share(found: float, true: Any, allowed: float) -> float:
    import flint

    distance = abs(flint.arb(float(found)) - true)
    return float((distance / flint.arb(float(allowed))).upper())
