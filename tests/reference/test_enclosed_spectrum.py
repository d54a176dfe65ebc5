"""Determinant and least eigenvalue in balls: what they must not certify, what they must contain."""

import numpy as np
import pytest
from flint import arb, ctx, fmpq, fmpq_mat

from provcheck.errors import DomainError, Undecided
from provcheck.reference.eigenvalues import eigenvalue_range
from provcheck.reference.enclosed_spectrum import (
    enclosed_determinant,
    enclosed_least_eigenvalue,
    is_enclosed_definite,
)
from provcheck.reference.norms import squared_norm
from provcheck.reference.numbers import as_ball, as_exact


def with_spectrum(values, seed=0):
    """A rational symmetric matrix with exactly these eigenvalues."""
    v = as_exact(np.random.default_rng(seed).integers(1, 9, size=len(values)))
    reflection = as_exact(np.eye(len(values))) - np.outer(v, v) * (2 / squared_norm(v))
    return reflection @ np.diag(as_exact(values)) @ reflection


@pytest.mark.parametrize("values", [[0, 1, 2], [-1e-14, 1, 2], [0], [0, 0], [-1e-300, 1]])
def test_a_matrix_that_is_not_definite_is_not_certified(values):
    A = with_spectrum(values)
    assert not is_enclosed_definite(A)
    assert not enclosed_least_eigenvalue(A) > 0
    assert not enclosed_determinant(A) > 0 or values[0] < 0 > values[-1]


def test_balls_that_reach_a_singular_matrix_are_not_certified():
    A = np.array([[arb(1, 0.1), arb(1)], [arb(1), arb(1.05, 0.1)]], dtype=object)
    assert not is_enclosed_definite(A)
    with pytest.raises(Undecided, match="raise the precision"):
        enclosed_least_eigenvalue(np.array([[arb(1, 1e308)]], dtype=object) * arb(2) ** 200)


@pytest.mark.parametrize("values", [[3], [0.5, 1, 1, 7], [1e-9, 1, 2], [-5, -5, 2], [0, 0, 0]])
def test_enclosures_hold_the_known_values_and_sharpen_with_precision(values):
    A = with_spectrum(values)
    before, ctx.prec = ctx.prec, 240
    try:
        ball, determinant = enclosed_least_eigenvalue(A), enclosed_determinant(A)
        assert ball.contains(as_ball(min(values)))
        assert ball.rad() < 1e-13 * max(map(abs, values)) + 1e-200
        exact = fmpq_mat(A.tolist()).det()
        assert (determinant - exact).contains(0) and abs(determinant - exact) < arb("1e-60")
    finally:
        ctx.prec = before
    assert is_enclosed_definite(A) == (min(values) > 0)


def test_it_agrees_with_jacobi_rotations():
    root = np.random.default_rng(1).normal(size=(8, 12))
    ball = enclosed_least_eigenvalue(root @ root.T)
    assert ball.overlaps(eigenvalue_range(as_ball(root @ root.T))[0]) and ball > 0


def test_every_matrix_inside_wide_balls_is_covered():
    A = np.array([[arb(2, 0.1), arb(1, 0.1)], [arb(1, 0.1), arb(2, 0.1)]], dtype=object)
    ball = enclosed_least_eigenvalue(A)
    for corner in ([[1.9, 1.1], [1.1, 1.9]], [[2.1, 0.9], [0.9, 2.1]]):
        assert ball.contains(arb(float(np.linalg.eigvalsh(np.array(corner))[0])))


def test_what_is_no_symmetric_matrix_is_refused():
    with pytest.raises(DomainError, match=r"entries \(2, 1\) and \(1, 2\)"):
        enclosed_least_eigenvalue([[1, 2], [0, 1]])
    with pytest.raises(DomainError, match=r"met shape \(1, 2\)"):
        enclosed_determinant([[1, fmpq(1, 2)]])
    with pytest.raises(DomainError, match="finite"):
        enclosed_determinant([[float("nan")]])
