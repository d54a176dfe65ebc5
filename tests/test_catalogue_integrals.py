"""The theorems about Gibbs integrals, held against closed forms and exact gaps on the line."""

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, fmpq, fmpq_poly

from provcheck.statement.evaluate import precision
from provcheck.statement.gibbs import spectral_gap

QUARTICS = [  # coefficients of F, lowest first, and its least curvature
    ([0, 0, Fraction(1, 2)], 1),
    ([0, 1, 3, 0, Fraction(1, 4)], 6),
    ([0, 0, 1, Fraction(1, 2), Fraction(1, 4)], Fraction(5, 4)),
]


def gap(coefficients, step):
    """λ_s of F, a ball."""
    energy = fmpq_poly([fmpq(*Fraction(c).as_integer_ratio()) for c in coefficients]) * 2 / step
    with precision(64):
        return spectral_gap(energy, None, None) * step / 2


@pytest.mark.parametrize(("coefficients", "curvature"), QUARTICS)
@pytest.mark.parametrize("step", [fmpq(1, 10), fmpq(1), fmpq(10)])
def test_bakry_emery_on_the_line(coefficients, curvature, step):
    assert gap(coefficients, step) >= fmpq(*Fraction(curvature).as_integer_ratio()) * (
        1 - fmpq(1, 10**6)
    )


@pytest.mark.parametrize("step", [fmpq(1, 2), fmpq(2)])
def test_holley_stroock_on_the_line(step):
    """On an interval, where a polynomial perturbation is bounded: -x⁴ oscillates by 1."""
    low, high = fmpq(-1), fmpq(1)
    flat, bent = fmpq_poly([0, 0, 1]), fmpq_poly([0, 0, 1, 0, -1])
    with precision(64):
        reference = spectral_gap(flat * 2 / step, low, high)
        perturbed = spectral_gap(bent * 2 / step, low, high)
        assert perturbed >= reference * arb(-2 / step).exp()


def test_divergence_of_a_bump_integrates_to_nothing():
    grid = np.linspace(-1, 1, 20001)[1:-1]
    bump = np.exp(-1 / (1 - grid**2))
    field = bump * np.cos(3 * grid)
    divergence = np.gradient(field, grid)
    step = grid[1] - grid[0]
    assert abs(divergence.sum() * step) < 1e-6  # second-order differences, step 1e-4
    assert abs((divergence + bump**2).sum() * step) > 1e-2
