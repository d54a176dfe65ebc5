"""How far compiled functions are from Arb's values, on inputs chosen to be hard for them.

Elementary functions and activations are held against balls of many bits and counted in units in
the last place of the exact value, at least 2⁻¹⁰⁷⁴. What is made of them stands in the files
`accuracy_*.py` beside this one: where cancellation leaves no such digit, errors are a share of a
stated bound.
"""

import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from provcheck.benchmarks.largest_errors import SHARE, Row, first_order, share, ulps, worst

_BITS = 300
"""Nothing below cancels in balls, so that a few hundred bits are enough for every float."""

_UNDERFLOW = 2.0**-900
"""What `compiled/rounding.py` allows besides."""

_STATED = {"sigmoid": 8, "tanh": 20, "softplus": 8}
"""Roundings that `compiled/activations.py` states for σ, each at most one ulp."""


def accuracy_job(threads: int, quick: bool) -> list[Row]:
    """A row for each function: inputs, the largest error, where it was seen, the stated bound."""
    from provcheck.benchmarks.accuracy_densities import density_rows
    from provcheck.benchmarks.accuracy_layers import layer_rows
    from provcheck.benchmarks.accuracy_matrices import matrix_rows
    from provcheck.benchmarks.accuracy_nets import net_rows
    from provcheck.benchmarks.accuracy_paths import path_rows
    from provcheck.statement.evaluate import precision

    count, few = (200, 20) if quick else (2000, 200)
    with precision(_BITS):
        return [
            *_elementary(count),
            *_activations(count),
            *net_rows(few),
            *path_rows(few),
            *layer_rows(few),
            *matrix_rows(few),
            *density_rows(few),
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


def _elementary(count: int) -> Iterator[Row]:
    import flint

    from provcheck.compiled import elementary
    from provcheck.compiled.powers import power_of_two

    arb = flint.arb

    def error(compiled: Callable, exact: Callable) -> Callable[[float], float]:
        return lambda x: ulps(compiled(x), exact(arb(x)))

    numbers = hard_numbers(count, -746.0, 709.78)
    yield worst("exp", numbers, error(elementary.exp, arb.exp), bound=2)
    powers = hard_numbers(count, -1000.0, 1000.0)
    yield worst("2^x", powers, error(power_of_two, lambda x: arb(2) ** x), bound=3)
    gap = error(elementary.gap_of_power, lambda u: -(u * arb(2).log()).expm1())
    yield worst("1 - 2^u", powers, gap, bound=11)
    positive = hard_numbers(count, 2.0**-1022, 1.7e308)
    yield worst("log", positive, error(elementary.log, arb.log), bound=3)
    shares = hard_numbers(count, 0.0, 1.0)
    yield worst("log1p", shares, error(elementary.log1p, arb.log1p), bound=3)
    turns = [x for x in shares if x >= 2.0**-53]
    for number, name, wave in ((0, "cosine", arb.cos_pi), (1, "sine", arb.sin_pi)):
        compiled = partial(_part, elementary.cosine_and_sine_of_turn, number)
        turned = error(compiled, lambda x, f=wave: f(2 * x))
        yield worst(f"{name} of a turn", turns, turned, bound=4)


def _part(function: Callable, number: int, x: float) -> float:
    """One of the results of a function."""
    return function(x)[number]


def _activations(count: int) -> Iterator[Row]:
    """σ in ulps, σ' and σ'' as shares of what `rounding.py` allows, where the argument is exact."""
    from provcheck.compiled.activations import CUT, activate_one, bend_of, slope_of
    from provcheck.reference.activations import Activation

    numbers = hard_numbers(count, -CUT, CUT)
    for activation, exact in (
        (Activation.SIGMOID, _sigmoid),
        (Activation.TANH, _tanh),
        (Activation.SOFTPLUS, _softplus),
    ):
        found, is_soft = {}, activation == Activation.SOFTPLUS
        for u in numbers:
            value, state = activate_one(u, activation)
            slope, exactly = slope_of(state, is_soft), exact(u)
            computed = slope, slope * bend_of(state, is_soft)
            shares = map(share, computed, exactly[1:], _allowed(u, activation, computed))
            found[u] = [ulps(value, exactly[0]), *shares]
        name = activation.name.lower()
        yield worst(name, numbers, lambda u, f=found: f[u][0], bound=_STATED[name])
        for order in (1, 2):
            error = partial(_part_of, found, order)
            yield worst(name + "'" * order, numbers, error, unit=SHARE, bound=1)


def _part_of(found: dict[float, list[float]], number: int, u: float) -> float:
    return found[u][number]


def _allowed(u: float, activation: Any, slopes: tuple[float, float]) -> list[float]:
    """ROUNDINGS of |σ'| + sup|σ''| |z| and of |σ''| + sup|σ'''| |z|, for beta = 1, z = u/c."""
    from provcheck.compiled.activations import scales
    from provcheck.compiled.rounding import ROUNDINGS
    from provcheck.reference.activations import activation_constants

    argument, _, slope_factor, bend_factor = scales(1.0, activation)
    constants = activation_constants(activation, 1.0)
    steepest = constants.second_derivative, constants.third_derivative
    factors = slope_factor, abs(slope_factor * bend_factor)
    return [
        first_order(ROUNDINGS) * (abs(slope) + most / factor * abs(u / argument)) + _UNDERFLOW
        for slope, most, factor in zip(slopes, steepest, factors, strict=True)
    ]


def _sigmoid(u: float) -> tuple[Any, Any, Any]:
    """s = 1/(1 + 2^u), 1 - t² and (1 - t²) t for t = 2 s - 1, by 2^-|u|: nothing cancels."""
    import flint

    argument = flint.arb(u) * flint.arb(2).log()
    decay = (-abs(argument)).exp()
    inverse = 1 / (1 + decay)
    slope = 4 * decay * inverse * inverse
    return inverse if u <= 0 else decay * inverse, slope, -slope * (argument / 2).tanh()


def _tanh(u: float) -> tuple[Any, Any, Any]:
    import flint

    _, slope, bent = _sigmoid(u)
    return -(flint.arb(u) * flint.arb(2).log() / 2).tanh(), slope, bent


def _softplus(u: float) -> tuple[Any, Any, Any]:
    """log(1 + 2^-u), s and s (1 - s)."""
    import flint

    argument = flint.arb(u) * flint.arb(2).log()
    value, slope, _ = _sigmoid(u)
    rest = (-abs(argument)).exp().log1p()
    return (-argument if u < 0 else 0) + rest, value, slope / 4
