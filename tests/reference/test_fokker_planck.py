"""Structure that a Fokker-Planck solver must keep, and the process of Ornstein and Uhlenbeck."""

import math

import numpy as np
import pytest
from flint import arb, ctx

from provcheck.errors import DomainError
from provcheck.reference import as_ball
from provcheck.reference import fokker_planck as fp
from provcheck.reference.fokker_planck import ROUNDINGS, Scheme

UNIT = 2.0**-53
CELLS = 60
LOW, HIGH = -2.5, 2.5
SPACING = (HIGH - LOW) / CELLS

POTENTIALS = {
    "double well": lambda w: (w**2 - 1) ** 2,
    "tilted, steep": lambda w: 40 * w**2 + 3 * w,
    "flat": lambda w: 0 * w,
    "kinks": lambda w: np.abs(np.sin(5 * w)) + w**2 / 3,
}


@pytest.fixture(params=POTENTIALS)
def potential(request):
    return fp.potential_on_line(POTENTIALS[request.param], LOW, HIGH, CELLS)


@pytest.fixture(params=list(Scheme), ids=lambda scheme: scheme.name)
def scheme(request):
    return request.param


def spike(cells=CELLS):
    """All mass in one cell: the hardest density to keep positive."""
    density = np.zeros(cells)
    density[cells // 3] = 1 / SPACING
    return density


def extreme_rates(rng, cells):
    """Rates over forty orders of magnitude, some of them zero."""
    right, left = 10.0 ** rng.uniform(-20, 20, size=(2, cells))
    right[rng.random(cells) < 0.1] = left[rng.random(cells) < 0.1] = 0.0
    right[-1] = left[0] = 0.0
    return right, left


@pytest.mark.parametrize("x", [0.0, 5e-324, -1e-300, 1e-16, -1e-9, 1e-4, -1.0, 3.0, 36.0, -40.0,
                               300.0, 700.0, -700.0, -1e300])  # fmt: skip
def test_bernoulli_is_accurate_near_zero_and_for_large_arguments(x):
    value = float(fp.bernoulli(np.array(x)))
    ctx.prec, before = 2400, ctx.prec
    try:
        exact = arb(x) / arb(x).expm1() if x else arb(1)
        assert abs(arb(value) - exact) <= 4 * UNIT * exact
    finally:
        ctx.prec = before
    assert fp.bernoulli(np.array(1e4)) == 0


def test_solution_is_within_its_bound_of_the_balls_for_any_rates():
    ctx.prec, before = 400, ctx.prec
    try:
        for seed in range(8):
            rng = np.random.default_rng(seed)
            right, left = extreme_rates(rng, CELLS)
            density = 10.0 ** rng.uniform(-10, 0, size=CELLS)
            exact = fp.implicit_step(as_ball(right), as_ball(left), as_ball(density))
            _check_equations(right, left, density, exact)
            found = fp.implicit_step(right, left, density)
            for value, ball in zip(found, exact, strict=True):
                assert abs(arb(value) - ball) <= ROUNDINGS * CELLS * UNIT * ball, seed
    finally:
        ctx.prec = before


def _check_equations(right, left, density, x):
    """The balls solve the printed rows, so that elimination itself is not taken on its word."""
    right, left = as_ball(right), as_ball(left)
    for i in range(CELLS):
        row = (1 + right[i] + left[i]) * x[i] - as_ball(density)[i]
        row -= right[i - 1] * x[i - 1] if i else 0
        row -= left[i + 1] * x[i + 1] if i + 1 < CELLS else 0
        assert abs(row) < arb(10) ** -60


@pytest.mark.parametrize("step", [1e-6, 1e-2, 1.0, 1e6])
def test_mass_is_conserved_to_rounding_at_any_step(potential, scheme, step):
    steps = 10
    density = fp.evolve(spike(), potential, SPACING, 0.1, step, steps, scheme)
    drift = math.fsum(density) * SPACING - 1
    assert abs(drift) <= ROUNDINGS * CELLS * UNIT * steps + 2 * UNIT


@pytest.mark.parametrize("step", [1e-6, 1e-2, 1.0, 1e6])
def test_density_is_never_negative(potential, scheme, step):
    density = fp.evolve(spike(), potential, SPACING, 0.01, step, 10, scheme)
    assert (density >= 0).all()


def stationarity_bound(potential, s):
    """Largest relative change of an entry of the Gibbs density in one step.

    Each link right[i] gibbs[i] = left[i+1] gibbs[i+1] holds up to 7 + 2 |climb| roundings, each
    entry of the density up to 3 + 2 exponent. The computed rates fix a density within exp(eta)
    of it, so a step changes it by at most exp(2 eta), and solving adds its own bound. The second
    solve of a Patankar step sees weights off by as much; 3 covers both.
    """
    exponent = 2 * (potential - potential.min()) / s
    climbs = np.abs(np.diff(exponent)).sum()
    eta = (7 * len(potential) + 2 * climbs + 2 * exponent.max() + 3) * UNIT
    return 3 * (2 * eta + ROUNDINGS * len(potential) * UNIT)


@pytest.mark.parametrize("step", [1e-3, 1e3])
@pytest.mark.parametrize("s", [0.5, 1.0, 50.0])
def test_gibbs_density_is_stationary_to_rounding(potential, scheme, step, s):
    gibbs = fp.gibbs_density(potential, SPACING, s)
    after = fp.evolve(gibbs, potential, SPACING, s, step, 1, scheme)
    seen = gibbs > 1e-290
    assert seen.any()
    assert np.max(np.abs(after[seen] / gibbs[seen] - 1)) <= stationarity_bound(potential, s)


def test_gibbs_density_of_another_temperature_is_not_stationary(scheme):
    potential = fp.potential_on_line(POTENTIALS["double well"], LOW, HIGH, CELLS)
    wrong = fp.gibbs_density(potential, SPACING, 1.01)
    after = fp.evolve(wrong, potential, SPACING, 1.0, 1.0, 1, scheme)
    assert np.max(np.abs(after / wrong - 1)) > 1e-3


def test_relative_entropy_and_chi_squared_fall_in_every_step(potential):
    s = 1.0
    gibbs = fp.gibbs_density(potential, SPACING, s)
    rng = np.random.default_rng(5)
    density = rng.random(CELLS) ** 8
    density /= density.sum() * SPACING
    for step in 10.0 ** rng.uniform(-5, 1, size=40):
        after = fp.evolve(density, potential, SPACING, s, step, 1, Scheme.IMPLICIT_EULER)
        for distance in (fp.relative_entropy, fp.chi_squared_distance):
            before = distance(density, gibbs, SPACING)
            if before > 1e-6:  # below, rounding of the sum itself may decide
                assert distance(after, gibbs, SPACING) < before
        density = after


def gaussian(w, centre, variance):
    return np.exp(-((w - centre) ** 2) / (2 * variance)) / np.sqrt(2 * np.pi * variance)


def ornstein_uhlenbeck(cells, step, scheme, kappa=1.3, s=0.6, time=0.4, radius=4.0):
    """(computed, exact) density at a time, from a Gaussian, and the width of a cell."""
    spacing = 2 * radius / cells
    w = fp.cell_centres(-radius, radius, cells)
    start, variance, decay = 1.2, 0.15, math.exp(-kappa * time)
    found = fp.evolve(gaussian(w, start, variance), kappa * w**2 / 2, spacing, s, step,
                      round(time / step), scheme)  # fmt: skip
    spread = variance * decay**2 + s / (2 * kappa) * (1 - decay**2)
    return found, gaussian(w, start * decay, spread), spacing


def test_second_order_in_the_width_of_a_cell():
    errors = []
    for cells in (40, 80, 160):
        found, exact, spacing = ornstein_uhlenbeck(cells, 0.004, Scheme.PATANKAR)
        errors.append(np.abs(found - exact).sum() * spacing)
    orders = np.log2(np.array(errors[:-1]) / errors[1:])
    np.testing.assert_allclose(orders, 2, atol=0.15)


@pytest.mark.parametrize("scheme, order", [(Scheme.IMPLICIT_EULER, 1), (Scheme.PATANKAR, 2)])
def test_order_in_time(scheme, order):
    found = [ornstein_uhlenbeck(80, step, scheme)[0] for step in (0.04, 0.02, 0.01, 0.005)]
    moves = [np.abs(a - b).sum() for a, b in zip(found, found[1:], strict=False)]
    orders = np.log2(np.array(moves[:-1]) / moves[1:])
    np.testing.assert_allclose(orders, order, atol=0.25)


def test_chi_squared_distance_decays_at_the_spectral_gap():
    """The gap of the process is kappa; an implicit step multiplies its mode by 1/(1 + gap step)."""
    kappa, s, step, cells, radius = 0.7, 0.5, 0.05, 80, 3.2
    spacing = 2 * radius / cells
    w = fp.cell_centres(-radius, radius, cells)
    gibbs = fp.gibbs_density(kappa * w**2 / 2, spacing, s)
    density = gaussian(w, 0.3, s / (2 * kappa))
    density /= density.sum() * spacing
    distances = []
    for steps in (240, 20):
        density = fp.evolve(density, kappa * w**2 / 2, spacing, s, step, steps,
                            Scheme.IMPLICIT_EULER)  # fmt: skip
        distances.append(fp.chi_squared_distance(density, gibbs, spacing))
    gap = ((distances[0] / distances[1]) ** (1 / 20) - 1) / step
    # on the mode w, B(x) = 1 - x/2 + x^2/12 - ... gives -kappa w (1 - kappa spacing^2/(3s))
    fineness = kappa * spacing**2 / s
    assert gap == pytest.approx(kappa * (1 - fineness / 3), rel=fineness**2)


def plane(cells_x=20, cells_y=26):
    x, y = fp.cell_centres(-2, 2, cells_x), fp.cell_centres(-2.5, 2.5, cells_y)
    potential = (x[:, None] ** 2 - 1) ** 2 + y**2 / 2 + 0.8 * x[:, None] * y
    return potential, 4 / cells_x, 5 / cells_y


@pytest.mark.parametrize("step", [1e-3, 1.0, 1e4])
def test_plane_keeps_mass_sign_and_gibbs_density(scheme, step):
    potential, *spacings = plane()
    volume = spacings[0] * spacings[1]
    start = np.zeros(potential.shape)
    start[3, 20] = 1 / volume
    after = fp.evolve_plane(start, potential, *spacings, 0.7, step, 5, scheme)
    solves = 15  # lines of at most 26 cells, three solves a step
    assert (after >= 0).all()
    assert abs(math.fsum(after.ravel()) * volume - 1) <= ROUNDINGS * 26 * UNIT * 2 * solves
    gibbs = fp.gibbs_density(potential, volume, 0.7)
    kept = fp.evolve_plane(gibbs, potential, *spacings, 0.7, step, 1, scheme)
    exponent = 2 * (potential - potential.min()) / 0.7
    bound = 3 * stationarity_bound(np.linspace(0, exponent.max(), 46) * 0.35, 0.7)
    assert np.max(np.abs(kept / gibbs - 1)) <= bound


def test_plane_entropy_falls():
    potential, *spacings = plane()
    volume = spacings[0] * spacings[1]
    gibbs = fp.gibbs_density(potential, volume, 0.7)
    density = np.random.default_rng(2).random(potential.shape) ** 6
    density /= density.sum() * volume
    for step in (1e-4, 1e-2, 0.1, 1.0):
        after = fp.evolve_plane(density, potential, *spacings, 0.7, step, 1, Scheme.IMPLICIT_EULER)
        for distance in (fp.relative_entropy, fp.chi_squared_distance):
            assert distance(after, gibbs, volume) < distance(density, gibbs, volume)
        density = after


@pytest.mark.parametrize("scheme, order", [(Scheme.IMPLICIT_EULER, 1), (Scheme.PATANKAR, 2)])
def test_splitting_is_off_by_the_order_of_the_scheme(scheme, order):
    potential, *spacings = plane(10, 12)
    start = np.ones(potential.shape)
    exact = _exponential(potential, spacings, 0.7, 0.2) @ start.ravel()
    errors = []
    for step in (0.02, 0.01, 0.005):
        split = fp.evolve_plane(start, potential, *spacings, 0.7, step, round(0.2 / step), scheme)
        errors.append(np.abs(split.ravel() - exact).sum())
    np.testing.assert_allclose(np.log2(np.array(errors[:-1]) / errors[1:]), order, atol=0.3)


def _exponential(potential, spacings, s, time):
    from scipy.linalg import expm

    return expm(-time * fp.generator_matrix(potential, spacings, s).toarray())


def test_sparse_solver_agrees_on_the_line_and_its_columns_sum_to_zero(potential):
    sparse = fp.evolve_unsplit(spike(), potential, (SPACING,), 0.5, 0.01, 20)
    lines = fp.evolve(spike(), potential, SPACING, 0.5, 0.01, 20, Scheme.IMPLICIT_EULER)
    np.testing.assert_allclose(sparse, lines, rtol=1e-8, atol=1e-12)
    matrix = fp.generator_matrix(potential, (SPACING,), 0.5)
    assert np.max(np.abs(matrix.sum(axis=0))) <= 4 * UNIT * np.abs(matrix).max()


def test_plane_of_independent_directions_is_a_product(scheme):
    w = fp.cell_centres(LOW, HIGH, CELLS)
    first, second = POTENTIALS["double well"](w), 2 * w**2
    start = spike()
    lines = [fp.evolve(start, v, SPACING, 0.5, 0.02, 10, Scheme.IMPLICIT_EULER)
             for v in (first, second)]  # fmt: skip
    both = fp.evolve_plane(np.outer(start, start), first[:, None] + second, SPACING, SPACING, 0.5,
                           0.02, 10, Scheme.IMPLICIT_EULER)  # fmt: skip
    np.testing.assert_allclose(both, np.outer(*lines), rtol=1e-11)


def test_distances_of_equal_and_of_disjoint_densities():
    gibbs = np.array([0.5, 0.5, 0.0, 0.0])
    apart = np.array([0.0, 0.0, 0.5, 0.5])
    for distance in (fp.relative_entropy, fp.chi_squared_distance):
        assert distance(gibbs, gibbs, 1.0) == 0
        assert distance(apart, gibbs, 1.0) == math.inf


def test_what_is_out_of_range_is_refused():
    with pytest.raises(DomainError, match="low < high"):
        fp.cell_centres(1.0, 1.0, 10)
    with pytest.raises(DomainError, match="2 or more"):
        fp.cell_centres(0.0, 1.0, 1)
    with pytest.raises(DomainError, match="not a finite number"):
        fp.potential_on_line(lambda w: np.where(w > 0.5, np.nan, w), 0.0, 1.0, 10)
    with pytest.raises(DomainError, match="expected both > 0"):
        fp.jump_rates(np.zeros(5), 0.1, 0.0)
    with pytest.raises(DomainError, match="expected both > 0"):
        fp.jump_rates(np.zeros(5), math.nan, 1.0)
