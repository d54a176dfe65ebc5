"""Norms and eigenvalues: floats against balls, balls against matrices with known spectra."""

import numpy as np
import pytest
from flint import arb, ctx, fmpq

from provcheck.reference.eigenvalues import eigenvalue_range
from provcheck.reference.norms import largest_abs, norm, operator_norm, squared_norm, sum_abs
from provcheck.reference.numbers import as_ball, as_exact


@pytest.fixture(autouse=True)
def _more_bits():
    before, ctx.prec = ctx.prec, 200
    yield
    ctx.prec = before


def with_spectrum(values, seed=0):
    """Symmetric ball matrix with exactly these eigenvalues: a rational reflection of a diagonal."""
    rng = np.random.default_rng(seed)
    v = as_exact(rng.integers(1, 9, size=len(values)))
    reflection = as_exact(np.eye(len(values))) - np.outer(v, v) * (2 / squared_norm(v))
    return as_ball(reflection @ np.diag(as_exact(values)) @ reflection)


@pytest.mark.parametrize(
    "values",
    [[3], [0, 0, 0], [1, 1, 1, 1], [0, 0, 0, 5, 5, 1e-30], [-7, -7, 2, 2, 1e8], [1e-8] * 5 + [-1]],
)
def test_enclosure_holds_the_known_extremes_and_is_tight_even_if_repeated(values):
    smallest, largest = eigenvalue_range(with_spectrum(values))
    assert smallest.contains(as_ball(min(values))) and largest.contains(as_ball(max(values)))
    width = arb(2) ** -180 * (1 + as_ball(max(map(abs, values))))
    assert smallest.rad() < width and largest.rad() < width


def test_wide_balls_give_an_enclosure_of_every_matrix_inside():
    wide = np.array([[arb(1, 0.1), arb(0, 0.5)], [arb(0, 0.5), arb(1, 0.1)]], dtype=object)
    smallest, largest = eigenvalue_range(wide)
    for inside in ([[1.1, 0.5], [0.5, 1.1]], [[0.9, -0.5], [-0.5, 0.9]], [[1, 0], [0, 1]]):
        low, high = np.linalg.eigvalsh(np.array(inside, dtype=float))
        assert smallest.overlaps(arb(low, 1e-12)) and largest.overlaps(arb(high, 1e-12))


def test_random_matrix_agrees_with_lapack():
    A = np.random.default_rng(1).normal(size=(12, 12))
    A = A + A.T
    smallest, largest = eigenvalue_range(as_ball(A))
    low, high = eigenvalue_range(A)
    allowed = 10 * 12 * 2.0**-53 * np.linalg.norm(A)  # backward stability of LAPACK
    assert abs(smallest - low) < allowed and abs(largest - high) < allowed


def test_norms_of_balls_enclose_those_of_floats():
    A = np.random.default_rng(2).normal(size=(4, 3))
    for measure in (norm, squared_norm, largest_abs, sum_abs, operator_norm):
        exact = measure(as_ball(A))
        assert abs(exact - measure(A)) < 1e-14 * exact
    assert abs(operator_norm(as_ball(A.T)) - operator_norm(as_ball(A))) < 1e-50


@pytest.mark.parametrize("shape", [(1, 4), (4, 1), (1, 1)])
def test_operator_norm_of_one_row_or_column_is_its_length(shape):
    A = np.arange(-1.0, np.prod(shape) - 1).reshape(shape)
    assert operator_norm(A) == pytest.approx(np.linalg.norm(A), rel=1e-15)
    assert operator_norm(as_ball(A)).overlaps(norm(as_ball(A)))


def test_rationals_stay_exact():
    v = as_exact([0.5, -3, 2])
    assert squared_norm(v) == fmpq(53, 4) and largest_abs(v) == 3 and sum_abs(v) == fmpq(11, 2)


@pytest.mark.parametrize("scale", [1e-300, 1.0, 1e300])
def test_norm_neither_overflows_nor_underflows(scale):
    assert norm(np.array([3.0, -4.0]) * scale) == pytest.approx(5 * scale, rel=1e-15)


def test_zero_and_empty_have_norm_zero():
    for measure in (norm, squared_norm, largest_abs, sum_abs):
        assert measure(np.zeros(3)) == 0 and measure(np.zeros(0)) == 0
        assert measure(as_ball(np.zeros(3))) == 0
    assert operator_norm(as_ball(np.zeros((2, 3)))) == 0


def test_balls_that_reach_below_zero_have_a_finite_norm():
    wide = np.array([[arb(0, 0.1), arb(0)], [arb(0), arb(0, 0.1)]], dtype=object)
    for measure in (norm, operator_norm):
        assert measure(wide).is_finite() and measure(wide).contains(arb(0.05))
