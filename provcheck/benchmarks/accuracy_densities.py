"""How far the steps of `fokker_planck` are from the exact ones, relatively in every entry.

Each entry of the x >= 0 with (I + A) x = density is a quotient of two sums of products that hold
every rate at most once. So a relative error e of all 2 N rates moves it by at most 2 N e, and the
elimination itself by ROUNDINGS N 2^-53 (see `implicit_step` in the reference).
"""

from collections.abc import Iterator

import numpy as np

from provcheck.benchmarks.accuracy import hard_numbers
from provcheck.benchmarks.largest_errors import (
    SHARE,
    Row,
    first_order,
    in_balls,
    share,
    worst,
)
from provcheck.reference.fokker_planck import ROUNDINGS, Scheme

Array = np.ndarray

_RATE = 8  # 4 of B, 2 of s/(2 h²), two products


def density_rows(count: int) -> Iterator[Row]:
    """Rows for the Bernoulli function, for both steps, and for evolutions on a line and plane."""
    numbers = hard_numbers(20 * count, -1e9, 800.0)
    yield worst("fokker_planck.bernoulli", numbers, _bernoulli, unit=SHARE, bound=1)
    seeds = range(count)
    for name, scheme in (("implicit", Scheme.IMPLICIT_EULER), ("patankar", Scheme.PATANKAR)):

        def error(seed: int, scheme: Scheme = scheme) -> float:
            return _step(seed, scheme)

        yield worst(f"fokker_planck.{name}_step", seeds, error, unit=SHARE, bound=1)
    yield worst("fokker_planck.evolve", seeds, _evolve, unit=SHARE, bound=1)
    yield worst("fokker_planck.evolve_plane", seeds, _evolve_plane, unit=SHARE, bound=1)


def _bernoulli(x: float) -> float:
    """4 roundings, as the reference says, and x 2^-1074 where e^-x is not a normal number."""
    import flint

    from provcheck.compiled.fokker_planck import bernoulli
    from provcheck.statement.evaluate import precision

    with precision(1400):  # e^x - 1 for the least x
        ball = flint.arb(x)
        exact = ball / ball.expm1() if x else flint.arb(1)
        lost = abs(x) * 2.0**-1074 if x > 700 else 0.0
        return share(bernoulli(x), exact, first_order(4) * float(exact) + lost)


def hard_rates(seed: int) -> tuple[Array, Array, Array]:
    """Rates to the right and to the left, 1e-20 to 1e20, and a density, up to 50 cells."""
    rng = np.random.default_rng(seed)
    cells = int(rng.integers(2, 51))
    right, left = 10.0 ** rng.uniform(-20, 20, size=(2, cells))
    right[-1] = left[0] = 0.0
    density = 10.0 ** rng.uniform(-100, 0, size=cells) * (rng.random(cells) > 0.2)
    density[rng.integers(cells)] = 1.0
    return right, left, density


def _step(seed: int, scheme: Scheme) -> float:
    from provcheck.compiled import fokker_planck

    given = hard_rates(seed)
    if scheme == Scheme.PATANKAR:
        found = fokker_planck.patankar_step(*given)
    else:
        found = fokker_planck.implicit_step(*given)
    exact = exact_step(*in_balls(given), scheme)
    allowed = first_order(_after(0, 0, len(found), scheme))
    return share(found, exact, allowed * abs(exact).astype(float))


def exact_step(right: Array, left: Array, density: Array, scheme: Scheme) -> Array:
    """One step in balls, along the first axis; no ball of the first solution holds 0."""
    from provcheck.reference.fokker_planck import implicit_step

    first = implicit_step(right, left, density)
    if scheme == Scheme.IMPLICIT_EULER:
        return first
    weight = (density + first) / (2 * first)
    return implicit_step(right * weight, left * weight, density)


def _after(before: float, rates: float, cells: int, scheme: Scheme) -> float:
    """Roundings of a density's entries after a step, from those before and those of the rates.

    A weight is off by at most twice what the first solution is, and 2; weighted rates by 1 more.
    """
    first = before + 2 * cells * rates + ROUNDINGS * cells
    if scheme == Scheme.IMPLICIT_EULER:
        return first
    return before + 2 * cells * (rates + 2 * first + 3) + ROUNDINGS * cells


def hard_potential(seed: int, *shape: int) -> Array:
    """Rough, on several scales, with cliffs of 200; every third one flat somewhere."""
    rng = np.random.default_rng(seed)
    steps = rng.normal(size=shape) * 10.0 ** rng.uniform(-8, 2, size=shape)
    if seed % 3 == 0:
        steps[rng.random(shape) < 0.5] = 0.0
    return np.clip(np.cumsum(steps, axis=-1), -100, 100)


def exact_rates(potential: Array, spacing: float, s: float, step: float) -> tuple[Array, Array]:
    """The rates times a step along the first axis, as balls of the shape of the potential."""
    energies, width, s_ball, step_ball = in_balls((potential, spacing, s, step))
    climbs = 2 * np.diff(energies, axis=0) / s_ball
    right, left = (energies * 0 for _ in range(2))
    scale = step_ball * s_ball / (2 * width * width)
    right[:-1] = scale * _exact_bernoulli(climbs)
    left[1:] = scale * _exact_bernoulli(-climbs)
    return right, left


def _exact_bernoulli(climbs: Array) -> Array:
    return np.frompyfunc(lambda x: x / x.expm1() if x != 0 else x + 1, 1, 1)(climbs)


def _rate_roundings(potential: Array, s: float, axis: int) -> float:
    """B multiplies the two relative roundings of its argument x by at most max(1, |x|)."""
    climbs = 2 * abs(np.diff(potential, axis=axis)) / s
    return _RATE + 2 * max(1.0, float(np.max(climbs)))


def _evolve(seed: int) -> float:
    """Three steps on up to 30 cells, by either scheme."""
    from provcheck.compiled import fokker_planck

    scheme, cells, step = Scheme(seed % 2), 2 + seed % 29, float(10.0 ** (seed % 7 - 3))
    potential = hard_potential(seed, cells)
    density, spacing, s = np.random.default_rng(seed).random(cells), 0.1, 0.8
    found = fokker_planck.evolve(density, potential, spacing, s, step, 3, scheme)
    rates, (exact,) = exact_rates(potential, spacing, s, step), in_balls([density])
    off, own = 0.0, _rate_roundings(potential, s, 0)
    for _ in range(3):
        exact = exact_step(*rates, exact, scheme)
        off = _after(off, own, cells, scheme)
    return share(found, exact, first_order(off) * exact.astype(float))


def _evolve_plane(seed: int) -> float:
    """One step on up to 7 times 8 cells, line by line, by either scheme."""
    from provcheck.compiled import fokker_planck

    scheme, step, s = Scheme(seed % 2), float(10.0 ** (seed % 7 - 3)), 0.8
    shape, halved = (2 + seed % 6, 2 + seed % 7), scheme == Scheme.PATANKAR
    potential, density = hard_potential(seed, *shape), np.random.default_rng(seed).random(shape)
    found = fokker_planck.evolve_plane(density, potential, 0.1, 0.2, s, step, 1, scheme)
    along_x = exact_rates(potential, 0.1, s, step / 2 if halved else step)
    along_y = exact_rates(potential.T, 0.2, s, step)
    (exact,), off = in_balls([density]), 0.0
    for axis, rates in [(0, along_x), (1, along_y), (0, along_x)][: 2 + halved]:
        exact = exact_step(*rates, exact.T if axis else exact, scheme)
        exact = exact.T if axis else exact
        off = _after(off, _rate_roundings(potential, s, axis), shape[axis], scheme)
    return share(found, exact, first_order(off) * exact.astype(float))
