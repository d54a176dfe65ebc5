"""The compiled gap equals the reference's, is the least, and keeps its digits when it is tiny."""

import numpy as np
import pytest

from provcheck.benchmarks.accuracy_matrices import exact_gap
from provcheck.compiled import spectrum as compiled
from provcheck.reference import spectrum as reference

UNIT = 2.0**-52
ENERGIES = {
    "oscillator": lambda x: x**2,
    "quartic": lambda x: x**4,
    "flat": lambda x: 0 * x,
    "linear": lambda x: 3 * x,
    "double well": lambda x: 5 * (x**2 - 1) ** 2,
    "triple well": lambda x: 40 * x**2 * (x**2 - 1) ** 2,
    "tilted": lambda x: 5 * (x**2 - 1) ** 2 + 4 * x,
}


def cells(count, reach):
    spacing = 2 * reach / count
    return -reach + spacing * (np.arange(count) + 0.5), spacing


def test_the_second_eigenvalue_is_not_taken_for_the_first():
    """A chain of wells has several small eigenvalues, among which Rayleigh quotients can stray."""
    x, spacing = cells(400, 4.0)
    energy = 6 * (1 + np.cos(np.pi * x)) + x**8 / 3**8
    assert compiled.tridiagonal_gap(energy, spacing) == pytest.approx(
        reference.tridiagonal_gap(energy, spacing), rel=1e-9
    )


@pytest.mark.parametrize("seed", range(20))
def test_rough_energies(seed):
    rng = np.random.default_rng(seed)
    count = int(rng.integers(2, 60))
    energy = rng.normal(size=count) * 10 ** rng.uniform(-2, 0.7)
    expected = reference.tridiagonal_gap(energy, 0.1)
    assert compiled.tridiagonal_gap(energy, 0.1) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("count", [2, 3, 10, 300])
@pytest.mark.parametrize("name", ENERGIES)
def test_equals_the_reference(name, count):
    """Both are backward stable for B, but the singular value decomposition only in norm."""
    x, spacing = cells(count, 1.7)
    energy = ENERGIES[name](x)
    expected = reference.tridiagonal_gap(energy, spacing)
    rounding = 64 * count * np.finfo(float).eps / spacing / np.sqrt(expected)
    found = compiled.tridiagonal_gap(energy, spacing)
    assert found == pytest.approx(expected, rel=max(rounding, 1e-13))


def test_a_tiny_gap_keeps_its_digits():
    """A gap of 10^-16 times the largest entry of the matrix, against the ten-digit method."""
    exact = reference.gap_1d(lambda x: 40 * (x**2 - 1) ** 2, 2.0).gap
    coarse, fine = (
        compiled.tridiagonal_gap(40 * (x**2 - 1) ** 2, spacing)
        for x, spacing in (cells(4000, 2.0), cells(8000, 2.0))
    )
    assert (4 * fine - coarse) / 3 == pytest.approx(exact, rel=1e-9)


def test_largest_size_used():
    x, spacing = cells(100_000, 6.0)
    found = compiled.tridiagonal_gap(x**2 / 2, spacing)
    assert found == pytest.approx(1 - spacing**2 / 8, rel=1e-6)


def test_bisection_gives_the_same():
    x, spacing = cells(200, 2.0)
    tilt = np.exp(np.diff(5 * (x**2 - 1) ** 2) / 4)
    least = compiled._least(tilt)
    for guess in (least, least * 1e-6, least * 1e6):
        assert compiled._bisected(tilt, guess) == pytest.approx(least, rel=1e-12)


def test_an_energy_that_is_not_a_number_gives_none():
    x, spacing = cells(10, 2.0)
    energy = x**2
    energy[3] = np.nan
    assert np.isnan(compiled.tridiagonal_gap(energy, spacing))


@pytest.mark.parametrize(
    "energy",
    [
        [0.0, 1000.0, 0.0, 0.5],  # the square of its inverse overflows
        [0.0, 1400.0, 0.0],
        np.cumsum([0, 1, -1, -1, 1, 1, 0, 1, 1, -1, 0, -1, 1, -1]) * 90.0,
    ],
)
def test_a_gap_that_rounds_its_pivots_to_nothing_is_found(energy):
    energy = np.array(energy, dtype=float)
    found = compiled.tridiagonal_gap(energy, 0.25)
    exact = exact_gap(energy, 0.25, found)
    # 104 units was the most over 1600 energies; each pivot and each bisection rounds
    assert abs(found - exact) < 200 * UNIT * exact


def test_cliffs_have_gaps():
    for seed in range(300):
        rng = np.random.default_rng(seed)
        rises = rng.choice([0.0, 0.0, -90.0, 90.0, 1e-9], size=rng.integers(2, 41))
        assert compiled.tridiagonal_gap(np.cumsum(rises), 1.0) > 0
