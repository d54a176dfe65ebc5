"""How far random numbers and the steps of ensembles are from the exact ones.

A step of `compiled/ensemble.py` is held against the exact step from the same floats, within what
the docstring there leaves to the compiled side of the two: once the bound on the gradient, and
once that on a normal.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from provcheck.benchmarks.accuracy_nets import arguments, hard_net, several
from provcheck.benchmarks.largest_errors import (
    SHARE,
    Row,
    bits_apart,
    first_order,
    in_balls,
    share,
    ulps,
    worst,
)

Array = np.ndarray


def path_rows(count: int) -> Iterator[Row]:
    """Rows for the random words, for normals, and for one step of each kind of ensemble."""
    from provcheck.compiled import philox

    seeds = range(count)
    yield worst("philox words", seeds, _words, bound=0)
    normals = range(50 * count)
    yield worst("standard normal", normals, _normal_error, bound=philox.NORMAL_ROUNDINGS)
    yield worst("ensemble.euler_maruyama", seeds, _diffusion, unit=SHARE, bound=1)
    yield worst("ensemble.minibatch_sgd", seeds, _descent, unit=SHARE, bound=1)
    yield worst("euler_maruyama_polynomial", seeds, _line, unit=SHARE, bound=1)


def _words(seed: int) -> float:
    """Integers of 64 bits, uniforms and bounded integers against the reference's."""
    from provcheck.compiled import philox
    from provcheck.reference import philox as reference
    from provcheck.reference.philox import Stream

    place = (seed * 0x9E3779B97F4A7C15 % 2**64, Stream.BATCH, np.arange(9), 2**32 - 1 - seed, 5)
    below = np.array([1, 2, 3, 2**31 + 1, 2**32])
    return max(
        bits_apart(compiled(*place, **limits), plain(*place, **limits))
        for compiled, plain, limits in (
            (philox.bits, reference.bits, {}),
            (philox.uniforms, reference.uniforms, {}),
            (philox.integers, reference.integers, {"below": below}),
        )
    )


def exact_normals(seed: int, paths: Array, step: int, count: int) -> Array:
    """The Box-Muller values of the noise as balls, (K, count)."""
    import flint

    from provcheck.compiled import philox
    from provcheck.reference.philox import Stream

    units = philox.uniforms(seed, Stream.NOISE, paths, step, count + count % 2)
    found = np.empty(units.shape, dtype=object)
    for k, m in np.ndindex(len(paths), units.shape[1] // 2):
        u, v = (flint.arb(float(number)) for number in units[k, 2 * m : 2 * m + 2])
        radius = (-2 * u.log()).sqrt()
        found[k, 2 * m : 2 * m + 2] = radius * (2 * v).cos_pi(), radius * (2 * v).sin_pi()
    return found[:, :count]


def _normal_error(path: int) -> float:
    from provcheck.compiled import philox
    from provcheck.reference.philox import Stream

    paths = np.array([path])
    found = philox.normals(7, Stream.NOISE, paths, 3, 2)
    return max(map(ulps, map(float, found[0]), exact_normals(7, paths, 3, 2)[0]))


def _diffusion(seed: int) -> float:
    """One step of nine paths, for dt from 1e-4 to 10."""
    from provcheck.compiled import ensemble
    from provcheck.compiled.philox import NORMAL_ROUNDINGS
    from provcheck.reference.depth2 import gradient

    net, dt = several(hard_net(seed), "W"), float(10.0 ** (seed % 6 - 4))
    starts, s = net["W"], net["s"]
    rest = arguments(gradient, net)[1:]
    run = ensemble.euler_maruyama(starts, *rest[:4], s, *rest[4:], dt=dt, steps=1, seed=seed)
    shape = starts.shape
    kicks = exact_normals(seed, np.arange(shape[0]), 0, starts[0].size).reshape(shape)
    s_ball, dt_ball, *rest_balls = in_balls((s, dt, *rest))
    noise, shares = (s_ball * dt_ball).sqrt(), []
    for start, kick, found in zip(starts, kicks, run.final, strict=True):
        (ball,) = in_balls([start])
        exact = ball - dt_ball * gradient(ball, *rest_balls) + noise * kick
        kicked = np.sqrt(s * dt) * abs(kick.astype(float))
        allowed = step_bound(start, rest, dt, kicked) + first_order(NORMAL_ROUNDINGS) * kicked
        shares.append(share(found, exact, allowed))
    return max(shares)


def _descent(seed: int) -> float:
    """One step of nine paths, each with a mini-batch of its own, both ways of sampling."""
    from provcheck.compiled import ensemble
    from provcheck.reference.depth2 import gradient
    from provcheck.reference.ensemble import Sampling, batches

    net, sampling = several(hard_net(seed), "W"), Sampling(seed % 2)
    starts, s = net["W"], net["s"]
    a, X, y, lam, beta, activation = arguments(gradient, net)[1:]
    batch = 1 + seed % len(y)
    run = ensemble.minibatch_sgd(
        starts, a, X, y, lam, s, beta, activation,
        batch=batch, steps=1, seed=seed, sampling=sampling,
    )  # fmt: skip
    chosen = batches(seed, np.arange(len(starts)), 0, len(y), batch, sampling)
    shares = []
    for start, rows, found in zip(starts, chosen, run.final, strict=True):
        rest = [a, X[rows], y[rows], lam, beta, activation]
        ball, s_ball, *rest_balls = in_balls((start, s, *rest))
        exact = ball - s_ball * gradient(ball, *rest_balls)
        shares.append(share(found, exact, step_bound(start, rest, s, 0.0)))
    return max(shares)


def step_bound(W: Array, rest: list[Any], dt: float, kicked: Any) -> Array:
    """What the docstring of `compiled/ensemble.py` allows a step, but for the normal itself.

    Args:
        rest: arguments of the gradient after W.
        kicked: sizes of what the noise adds.
    """
    from provcheck.compiled.rounding import gradient_bound
    from provcheck.reference.activations import Activation
    from provcheck.reference.depth2 import gradient

    a, X, activation = rest[0], rest[1], rest[-1]
    terms = abs(W) + dt * abs(gradient(W, *rest)) + kicked
    bound = dt * gradient_bound(W, *rest) + first_order(8) * terms
    if activation == Activation.TANH:
        slope = np.max(abs(a)) * np.max(abs(X))
        bound = bound + dt * first_order(4 * len(a) + 16) * np.sum(abs(a)) * slope
    return bound


def _line(seed: int) -> float:
    """One step on the line from positions where the drift cancels, or is of any size.

    By Horner's scheme with fused operations a drift of m coefficients k c_k is within
    (m + 1) 2^-53 sum |k c_k w^(k-1)|, a rounding for k c_k included; dt and two sums add 3 to
    that, 2 to w, and sqrt(s dt) with one sum 4 to the noise. What underflows is below 2^-1000.
    """
    from provcheck.compiled import ensemble
    from provcheck.compiled.philox import NORMAL_ROUNDINGS

    w0, coefficients, s, dt = hard_line(seed)
    run = ensemble.euler_maruyama_polynomial(w0, coefficients, s, dt=dt, steps=1, seed=seed)
    kicks = exact_normals(seed, np.arange(len(w0)), 0, 1)[:, 0]
    powers = np.arange(1, len(coefficients))
    positions, terms, s_ball, dt_ball = in_balls((w0, coefficients[1:], s, dt))
    drifts = sum(k * c * positions ** int(k - 1) for k, c in zip(powers, terms, strict=True))
    exact = positions - dt_ball * drifts + (s_ball * dt_ball).sqrt() * kicks
    sizes = np.vander(abs(w0), len(powers), increasing=True) @ abs(powers * coefficients[1:])
    kicked = np.sqrt(s * dt) * abs(kicks.astype(float))
    allowed = first_order(len(powers) + 4) * dt * sizes + first_order(2) * abs(w0)
    allowed += first_order(NORMAL_ROUNDINGS + 4) * kicked + 2.0**-1000
    return share(run.final, exact, allowed)


def hard_line(seed: int) -> tuple[Array, Array, float, float]:
    """Positions (9,), coefficients of U, s and dt: (w - 1)^m near 1, or of sizes 1e-8 to 1e8."""
    rng = np.random.default_rng(seed)
    degree = int(rng.integers(1, 8))
    if seed % 2:
        coefficients = np.poly(np.ones(degree))[::-1]
        w0 = 1 + rng.normal(size=9) * 2.0 ** -np.arange(0, 45, 5)
    else:
        coefficients = rng.normal(size=degree + 1) * 10.0 ** rng.integers(-8, 9, size=degree + 1)
        w0 = rng.normal(size=9) * 10.0 ** rng.integers(-3, 4, size=9)
        w0[:3] = 0.0, 5e-324, -1e-310
    return w0, coefficients, float(10.0 ** (seed % 7 - 6)), float(10.0 ** (seed % 5 - 4))
