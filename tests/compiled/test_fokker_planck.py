"""Twins against the reference, within the rounding bounds of `implicit_step`."""

import math
import time

import numpy as np
import pytest
from flint import arb, ctx

from provcheck.compiled import fokker_planck as compiled
from provcheck.reference import as_ball
from provcheck.reference import fokker_planck as reference
from provcheck.reference.fokker_planck import ROUNDINGS, Scheme

UNIT = 2.0**-53
CELLS, SPACING, S = 50, 0.1, 0.8


@pytest.fixture(params=list(Scheme), ids=lambda scheme: scheme.name)
def scheme(request):
    return request.param


def random_rates(rng, cells=CELLS):
    right, left = 10.0 ** rng.uniform(-20, 20, size=(2, cells))
    right[-1] = left[0] = 0.0
    return right, left


def random_potential(rng, *shape):
    return np.cumsum(rng.normal(size=shape), axis=0) / 4


def test_bernoulli_is_within_its_bound_of_the_ball():
    rng = np.random.default_rng(1)
    arguments = np.concatenate([rng.normal(size=200) * 10.0 ** rng.integers(-18, 3, size=200),
                                [0.0, 5e-324, 1e-17, -1e-17, 700.0, -1e300]])  # fmt: skip
    before, ctx.prec = ctx.prec, 2400
    try:
        for x in arguments:
            exact = arb(x) / arb(x).expm1() if x else arb(1)
            # below the range of normal numbers one more rounding, to a multiple of 2^-1074
            bound = 5 * UNIT * exact + arb(2) ** -1070
            assert abs(arb(compiled.bernoulli(x)) - exact) <= bound, x
    finally:
        ctx.prec = before


@pytest.mark.parametrize("seed", range(6))
def test_implicit_step_is_within_its_bound_of_the_ball(seed):
    rng = np.random.default_rng(seed)
    rates, density = random_rates(rng), 10.0 ** rng.uniform(-10, 0, size=CELLS)
    before, ctx.prec = ctx.prec, 400
    try:
        exact = reference.implicit_step(*(as_ball(rate) for rate in rates), as_ball(density))
        found = compiled.implicit_step(*rates, density)
        for value, ball in zip(found, exact, strict=True):
            assert abs(arb(value) - ball) <= ROUNDINGS * CELLS * UNIT * ball
    finally:
        ctx.prec = before


@pytest.mark.parametrize("seed", range(6))
def test_patankar_step_of_the_same_rates_agrees_with_the_reference(seed):
    """Weights off by e move entries by at most 2 e N: each rate has elasticity at most 1."""
    rng = np.random.default_rng(seed)
    right, left = random_rates(rng)
    density = 10.0 ** rng.uniform(-10, 0, size=CELLS)
    found = compiled.patankar_step(right, left, density)
    expected = reference.patankar_step(right, left, density)
    first = 2 * ROUNDINGS * CELLS * UNIT
    np.testing.assert_allclose(found, expected, rtol=(2 * CELLS + 1) * first)


def evolution_bound(cells, solves):
    """Rates of the twins differ by at most 12 roundings, with elasticity 1 each."""
    return solves * 2 * cells * (ROUNDINGS + 12) * UNIT


def test_evolve_agrees_with_the_reference(scheme):
    rng = np.random.default_rng(3)
    potential, density = random_potential(rng, CELLS), rng.random(CELLS)
    arguments = density, potential, SPACING, S, 0.02, 25, scheme
    found, expected = compiled.evolve(*arguments), reference.evolve(*arguments)
    np.testing.assert_allclose(found, expected, rtol=evolution_bound(CELLS, 50))
    assert arguments[0].tobytes() == density.tobytes()


def test_evolve_plane_agrees_with_the_reference(scheme):
    rng = np.random.default_rng(4)
    potential, density = random_potential(rng, 17, 23), rng.random((17, 23))
    before = density.tobytes()
    arguments = density, potential, 0.1, 0.2, S, 0.02, 6, scheme
    found, expected = compiled.evolve_plane(*arguments), reference.evolve_plane(*arguments)
    np.testing.assert_allclose(found, expected, rtol=evolution_bound(23, 36))
    assert density.tobytes() == before


def test_zero_steps_change_nothing(scheme):
    density = np.random.default_rng(5).random(CELLS)
    same = compiled.evolve(density, np.zeros(CELLS), SPACING, S, 0.1, 0, scheme)
    assert same.tobytes() == density.tobytes()
    wide = density.reshape(5, 10)
    same = compiled.evolve_plane(wide, np.zeros((5, 10)), 0.1, 0.1, S, 0.1, 0, scheme)
    assert same.tobytes() == wide.tobytes()


@pytest.mark.parametrize("step", [1e-4, 1.0, 1e6])
def test_many_steps_keep_mass_sign_and_gibbs_density(scheme, step):
    cells, steps = 400, 500
    potential = reference.potential_on_line(lambda w: (w**2 - 1) ** 2, -2.2, 2.2, cells)
    spacing = 4.4 / cells
    density = np.zeros(cells)
    density[7] = 1 / spacing
    after = compiled.evolve(density, potential, spacing, S, step, steps, scheme)
    assert (after >= 0).all()
    bound = ROUNDINGS * cells * UNIT * steps
    assert abs(math.fsum(after) * spacing - 1) <= bound + 2 * UNIT
    gibbs = reference.gibbs_density(potential, spacing, S)
    after = compiled.evolve(gibbs, potential, spacing, S, step, steps, scheme)
    assert np.max(np.abs(after / gibbs - 1)) <= 3 * bound


def test_what_is_not_a_number_never_comes_out_as_one(scheme):
    potential, density = np.zeros(CELLS), np.ones(CELLS)
    potential[4] = np.nan
    for twin in (compiled, reference):
        assert np.isnan(twin.evolve(density, potential, SPACING, S, 0.1, 1, scheme)).all()


@pytest.mark.slow
def test_two_thousand_cells_and_a_thousand_steps_take_less_than_a_second(scheme):
    cells = 2000
    potential = reference.potential_on_line(lambda w: w**2 / 2, -5.0, 5.0, cells)
    arguments = np.full(cells, 0.1), potential, 10 / cells, S, 1e-3
    compiled.evolve(*arguments, 1, scheme)
    started = time.perf_counter()
    compiled.evolve(*arguments, 1000, scheme)
    assert time.perf_counter() - started < 1.0
