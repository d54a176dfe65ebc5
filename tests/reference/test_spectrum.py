"""Spectral gaps in float64: closed forms, a second method, the certified bracket, refusals."""

import numpy as np
import pytest
from flint import fmpq, fmpq_poly

from provcheck.errors import DomainError, EngineError
from provcheck.reference.spectrum import (
    Spectrum,
    gap_1d,
    gap_2d,
    gap_3d,
    grid_generator,
    tridiagonal_gap,
)
from provcheck.statement.gibbs import spectral_gap

TEN_DIGITS = 1e-10


def oscillator(curvature):
    return lambda x: curvature * x**2 / 2


def log_cosh(x):
    return np.abs(x) + np.log1p(np.exp(-2 * np.abs(x))) - np.log(2)


def cells(count, reach):
    """Centres of equal cells of (-reach, reach), and their size."""
    spacing = 2 * reach / count
    return -reach + spacing * (np.arange(count) + 0.5), spacing


def extrapolated(energy, reach, count=300):
    """Finite volumes at two spacings, Richardson's step: error of fourth order."""
    coarse, fine = (
        tridiagonal_gap(energy(points), spacing)
        for points, spacing in (cells(count, reach), cells(2 * count, reach))
    )
    return (4 * fine - coarse) / 3


# --- what must not come out ---


def test_a_gap_is_not_taken_for_that_of_another_step_size():
    """Both conventions at once would pass the oscillator, whose λ_s does not depend on s."""
    quartic = [gap_1d(lambda x: x**4, s).gap for s in (0.5, 2.0)]
    assert quartic[0] == pytest.approx(quartic[1] * 0.25**0.5, rel=TEN_DIGITS)  # scaling of x⁴


@pytest.mark.parametrize("step_size", [0.0, -1.0, np.nan])
def test_step_sizes_that_are_not_positive_are_refused(step_size):
    with pytest.raises(DomainError, match="expected a positive number"):
        gap_1d(oscillator(1), step_size)


@pytest.mark.parametrize("low, high", [(1.0, 1.0), (2.0, 1.0), (np.nan, 1.0)])
def test_empty_intervals_are_refused(low, high):
    with pytest.raises(DomainError, match="is empty"):
        gap_1d(oscillator(1), 1.0, low, high)


@pytest.mark.parametrize(
    "potential", [lambda x: -(x**2), lambda x: np.log1p(x**2), lambda x: 0 * x]
)
def test_potentials_that_do_not_confine_are_refused(potential):
    with pytest.raises(DomainError, match="expected a confining potential"):
        gap_1d(potential, 1.0)


def test_a_barrier_beyond_floats_is_refused():
    with pytest.raises(DomainError, match="ranges over"):
        gap_1d(lambda x: 1500 * (x**2 - 1) ** 2, 1.0)


def test_a_rough_potential_is_refused():
    with pytest.raises(EngineError, match="too rough"):
        gap_1d(lambda x: 50 * np.sin(1e5 * x), 1.0, -1.0, 1.0)


# --- one dimension ---


@pytest.mark.parametrize("curvature", [1e-4, 1.7, 1e6])
@pytest.mark.parametrize("step_size", [1e-3, 1.0, 50.0])
def test_oscillator(curvature, step_size):
    """λ_s = κ whatever s is, and the spectrum is κ, 2κ, 3κ, …"""
    found = gap_1d(oscillator(curvature), step_size, count=3)
    assert found.gap == pytest.approx(curvature, rel=TEN_DIGITS)
    assert found.eigenvalues == pytest.approx(curvature * np.array([1, 2, 3]), rel=TEN_DIGITS)
    assert abs(found.gap - curvature) <= found.error < TEN_DIGITS * curvature


@pytest.mark.parametrize("nu", [1.5, 2.0, 8.0])
def test_poschl_teller(nu):
    """E = 2ν log cosh x: h = sinh x gives -h'' + E'h' = (2ν - 1)h, square integrable for ν > 1.

    The essential spectrum begins at ν² = (2ν - 1) + (ν - 1)², above the gap.
    """
    found = gap_1d(lambda x: 2 * nu * log_cosh(x), 2.0)
    assert found.gap == pytest.approx(2 * nu - 1, rel=TEN_DIGITS)
    middle = np.abs(found.x) < 1
    ratio = found.eigenfunction[middle] / np.sinh(found.x[middle])
    assert ratio == pytest.approx(np.full(ratio.shape, ratio[0]), rel=1e-7)


@pytest.mark.parametrize("slope", [0.0, 1.0, -6.0])
def test_linear_potential_between_reflecting_ends(slope):
    """-h'' + c h' on (0, 3/2): (2πn/3)² + c²/4."""
    found = gap_1d(lambda x: slope * x, 2.0, 0.0, 1.5, count=3)
    exact = (2 * np.pi / 3 * np.arange(1, 4)) ** 2 + slope**2 / 4
    assert found.eigenvalues == pytest.approx(exact, rel=TEN_DIGITS)


def test_half_line():
    assert gap_1d(oscillator(1), 2.0, 0.0).gap == pytest.approx(2, rel=TEN_DIGITS)
    assert gap_1d(oscillator(1), 2.0, -np.inf, 0.0).gap == pytest.approx(2, rel=TEN_DIGITS)


@pytest.mark.parametrize("height", [1, 5, 20, 40])
def test_double_wells_against_the_certified_bracket(height):
    """Down to a gap of 3e-16, relative to itself."""
    bracket = spectral_gap(height * fmpq_poly([-1, 0, 1]) ** 2, None, None)
    found = gap_1d(lambda x: height * (x**2 - 1) ** 2, 2.0)
    assert found.gap == pytest.approx(float(bracket.mid()), rel=TEN_DIGITS)


@pytest.mark.parametrize(
    "coefficients, low, high",
    [
        ([0, 0, 0, 0, 1], None, None),
        ([0, -40, -60, 0, 30], None, None),
        ([0, -60, -60, 0, 30], None, None),  # the slow function lives on a shelf
        ([0, 3, 1, -2, 1], -1, None),
        ([0, 3, 1, -2, -1], -2, 1),
    ],
)
def test_other_energies_against_the_certified_bracket(coefficients, low, high):
    ends = [None if end is None else fmpq(end) for end in (low, high)]
    bracket = spectral_gap(fmpq_poly(coefficients), *ends)
    floats = [-np.inf if low is None else low, np.inf if high is None else high]
    found = gap_1d(lambda x: np.polynomial.polynomial.polyval(x, coefficients), 2.0, *floats)
    assert found.gap == pytest.approx(float(bracket.mid()), rel=TEN_DIGITS)


@pytest.mark.parametrize(
    "energy, reach",
    [
        (lambda x: x**4, 3.0),
        (lambda x: 5 * (x**2 - 1) ** 2, 2.4),
        (lambda x: x**2 / 2 + 2 * np.cos(2 * x), 9.0),
        (lambda x: np.cosh(x), 4.5),
    ],
)
def test_against_finite_volumes(energy, reach):
    found = gap_1d(energy, 2.0)
    assert found.gap == pytest.approx(extrapolated(energy, reach), rel=1e-5)


def test_eigenfunction_solves_its_equation():
    """Increasing, centred and normalised under μ, and its Rayleigh quotient is the gap."""
    found = gap_1d(lambda x: x**4 - x, 1.0)
    assert isinstance(found, Spectrum)
    x, h = found.x, found.eigenfunction
    weight = np.exp(-2 * (x**4 - x))
    mass = np.trapezoid(weight, x)
    assert np.all(np.diff(h)[weight[1:] > 1e-9] > 0) and np.all(np.diff(x) > 0)
    assert np.trapezoid(weight * h, x) / mass == pytest.approx(0, abs=1e-4)
    assert np.trapezoid(weight * h**2, x) / mass == pytest.approx(1, abs=1e-3)
    energy = np.trapezoid(weight * np.gradient(h, x) ** 2, x) / mass / 2
    assert energy == pytest.approx(found.gap, rel=1e-2)


def test_a_sharp_well_far_from_zero():
    assert gap_1d(lambda x: 5e5 * (x - 3) ** 2, 1.0).gap == pytest.approx(1e6, rel=TEN_DIGITS)


def test_eigenvalues_without_digits_are_nan():
    found = gap_1d(lambda x: 40 * (x**2 - 1) ** 2, 2.0, count=2)
    assert found.gap > 0 and np.isnan(found.eigenvalues[1])


# --- grids ---


@pytest.mark.parametrize("energy", [lambda x: x**2, lambda x: 20 * (x**2 - 1) ** 2])
def test_finite_volumes_are_of_second_order(energy):
    exact = gap_1d(energy, 2.0).gap
    errors = [
        abs(tridiagonal_gap(energy(cells(n, 5)[0]), cells(n, 5)[1]) - exact) for n in (200, 400)
    ]
    assert errors[0] / errors[1] == pytest.approx(4, rel=0.1)


def test_the_generator_is_symmetric_and_keeps_the_gibbs_density():
    rng = np.random.default_rng(0)
    energy = rng.normal(size=(4, 5, 3))
    matrix = grid_generator(energy, (0.1, 0.2, 0.3)).toarray()
    assert np.array_equal(matrix, matrix.T)
    ground = np.exp(-energy / 2).ravel()
    assert np.max(np.abs(matrix @ ground)) < 1e-12 * np.max(matrix)
    assert np.linalg.eigvalsh(matrix)[1] > 0


@pytest.mark.parametrize("step_size", [0.5, 2.0])
def test_separable_potentials_in_two_dimensions(step_size):
    """The gap of a sum is the least of the gaps of its terms."""
    x, spacing = cells(60, 2.0)
    y, other = cells(50, 2.2)
    wells, quartic = (x**2 - 1) ** 2, y**4
    found = gap_2d(wells[:, None] + quartic, (spacing, other), step_size)
    parts = [
        tridiagonal_gap(2 * wells / step_size, spacing),
        tridiagonal_gap(2 * quartic / step_size, other),
    ]
    assert found == pytest.approx(step_size / 2 * min(parts), rel=1e-9)


def test_separable_potential_in_three_dimensions():
    x, spacing = cells(12, 1.8)
    wells = 2 * (x**2 - 1) ** 2
    potential = wells[:, None, None] + (x**2)[None, :, None] + (x**4)[None, None, :]
    found = gap_3d(potential, (spacing,) * 3, 2.0)
    assert found == pytest.approx(tridiagonal_gap(wells, spacing), rel=1e-7)


def test_a_coupled_potential_in_three_dimensions_against_the_dense_matrix():
    x, spacing = cells(8, 1.5)
    X, Y, Z = np.meshgrid(x, x, x, indexing="ij")
    potential = X**2 + Y**2 + Z**2 + X * Y + np.sin(Y * Z)
    dense = np.linalg.eigvalsh(grid_generator(potential, (spacing,) * 3).toarray())
    assert gap_3d(potential, (spacing,) * 3, 2.0) == pytest.approx(dense[1], rel=1e-7)


def test_rotated_quadratic_in_two_dimensions():
    """λ_s is the least eigenvalue of the Hessian; the grid is of second order."""
    errors = []
    for count in (40, 80):
        x, spacing = cells(count, 4.0)
        potential = 1.5 * (x[:, None] ** 2 + x**2 + x[:, None] * x)  # Hessian 3/2 and 9/2
        errors.append(gap_2d(potential, (spacing, spacing), 1.0) - 1.5)
    assert abs(errors[1]) < 0.02 and errors[0] / errors[1] == pytest.approx(4, rel=0.15)


@pytest.mark.parametrize(
    "shape, spacings, step_size",
    [((4,), (1.0,), 1.0), ((4, 1), (1.0, 1.0), 1.0), ((4, 4), (1.0,), 1.0),
     ((4, 4), (1.0, -1.0), 1.0), ((4, 4), (1.0, 1.0), 0.0)],
)  # fmt: skip
def test_wrong_shapes_and_signs_are_refused(shape, spacings, step_size):
    with pytest.raises(DomainError, match="expected"):
        gap_2d(np.zeros(shape), spacings, step_size)


def test_infinite_potentials_are_refused():
    with pytest.raises(DomainError, match="finite potential"):
        gap_2d(np.full((4, 4), np.inf), (1.0, 1.0), 1.0)
