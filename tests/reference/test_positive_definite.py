"""Verified definiteness: what must never be certified, the constants against exact factors, use."""

from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from provcheck.errors import DomainError
from provcheck.reference import positive_definite
from provcheck.reference.network import jacobian
from provcheck.reference.numbers import as_exact
from provcheck.reference.positive_definite import (
    Definiteness,
    least_eigenvalue_lower_bound,
    verified_gram_positive_definite,
    verified_positive_definite,
)
from provcheck.statement.network import dense, identity, leaky_relu
from tests.reference.nets import drawn

CERTIFIED, UNDECIDED = Definiteness.CERTIFIED, Definiteness.UNDECIDED


def integer_factor(rows, columns, seed=0, reach=9):
    return np.random.default_rng(seed).integers(-reach, reach + 1, (rows, columns)).astype(float)


def reflected(values, seed=0):
    """A symmetric matrix of floats whose eigenvalues are nearly these."""
    Q = np.linalg.qr(np.random.default_rng(seed).normal(size=(len(values), len(values))))[0]
    A = Q * values @ Q.T
    return (A + A.T) / 2


# ---------------------------------------------------------------- never certified


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("size", [1, 2, 5, 40, 200])
def test_a_singular_matrix_is_never_certified(size, seed):
    B = integer_factor(size, size - 1, seed)
    A = B @ B.T  # integers, exact in floats: exactly singular
    assert verified_positive_definite(A) is UNDECIDED
    assert verified_gram_positive_definite(B) is UNDECIDED
    assert least_eigenvalue_lower_bound(A) <= 0


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("least", [-1e-14, -1e-17, -1.0, -1e-300])
def test_a_matrix_with_a_negative_eigenvalue_is_never_certified(least, seed):
    B = integer_factor(30, 29, seed)
    A = B @ B.T  # exactly singular, and 2^k times it plus `least` on the diagonal is indefinite
    A = A * 2.0**-40 if least in (-1e-14, -1e-17) else A
    A[np.diag_indices(30)] += least
    assert verified_positive_definite(A) is UNDECIDED
    assert least_eigenvalue_lower_bound(A) <= 0
    assert verified_positive_definite(np.array([[1, 1 + 2.0**-46], [1 + 2.0**-46, 1]])) is UNDECIDED


def test_a_small_negative_eigenvalue_that_lapack_overlooks_is_not_certified():
    """LAPACK factors some exactly singular matrices: success alone must not be enough."""
    overlooked = 0
    for seed in range(200):
        B = integer_factor(6, 5, seed, reach=3)
        A = B @ B.T
        overlooked += positive_definite._is_factored(A.copy())
        scaled = np.asfortranarray(A * 4.0 ** np.arange(6) * 4.0 ** np.arange(6)[:, None])
        for singular in (A, np.asfortranarray(A), scaled, A[::-1, ::-1]):
            assert verified_positive_definite(singular) is UNDECIDED
            assert least_eigenvalue_lower_bound(singular) <= 0
        assert verified_gram_positive_definite(np.hstack([B, 0 * B])) is UNDECIDED
        assert verified_gram_positive_definite(np.asfortranarray(np.hstack([B, B]))) is UNDECIDED
    assert overlooked >= 5


def test_not_numbers_and_asymmetric_matrices_are_refused():
    A = np.eye(300) * 3
    for i, j, value in ((290, 4, 1e-300), (0, 0, np.nan), (299, 3, np.inf), (5, 4, np.nan)):
        bad = A.copy()
        bad[i, j] = value
        for function in (verified_positive_definite, least_eigenvalue_lower_bound):
            place = rf"entries \(({i + 1}, {j + 1}|{j + 1}, {i + 1})\)"
            with pytest.raises(DomainError, match=place):
                function(bad)
    with pytest.raises(DomainError, match="entries"):
        verified_positive_definite(np.full((3, 3), np.nan))
    for shape in ((2, 3), (0, 0), (4,)):
        with pytest.raises(DomainError, match="expected a square matrix"):
            verified_positive_definite(np.zeros(shape))
    for bad in (np.array([[np.nan]]), np.zeros((0, 3)), np.zeros(3), np.array([[np.inf, 1.0]])):
        with pytest.raises(DomainError, match="expected a finite"):
            verified_gram_positive_definite(bad)


@pytest.mark.parametrize("scale", [1e-320, 1e-308, 1e-200, 1.0, 1e200, 1e307])
def test_scale_makes_no_singular_matrix_definite(scale):
    A = np.array([[1.0, 1.0], [1.0, 1.0]]) * scale
    assert verified_positive_definite(A) is UNDECIDED
    assert verified_gram_positive_definite(A) is UNDECIDED
    graded = np.array([[2.0**-1000, 2.0**-100], [2.0**-100, 2.0**800]])  # determinant exactly 0
    assert verified_positive_definite(graded) is UNDECIDED
    assert verified_positive_definite(np.zeros((3, 3))) is UNDECIDED


# ---------------------------------------------------------------- the bound, and what is certified


def exact_least(matrix, below):
    """Whether A - below I is positive definite, over the rationals: all leading minors > 0."""
    A = as_exact(matrix)
    shift = Fraction(below)
    for k in range(len(A)):
        A[k, k] -= fmpq(shift.numerator, shift.denominator)
    return all(fmpq_mat(A[:k, :k].tolist()).det() > 0 for k in range(1, len(A) + 1))


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 8), st.integers(0, 2**32 - 1), st.integers(-60, 10), st.floats(-2, 2))
def test_the_factorization_error_is_within_its_bound(size, seed, exponent, shift):
    """‖B - L Lᵀ‖ in exact arithmetic, for LAPACK's own L, against the bound from the diagonal."""
    from scipy.linalg.lapack import dpotrf

    B = np.random.default_rng(seed).normal(size=(size, size + 1))
    A = B @ B.T * 2.0**exponent
    A[np.diag_indices(size)] += abs(shift) * A.trace() * 1e-12
    A = np.tril(A) + np.tril(A, -1).T
    factor, failed = dpotrf(A.T, lower=False, clean=True)
    if not failed:
        L = as_exact(factor.T)
        residual = (as_exact(A) - L @ L.T).tolist()
        frobenius = sum(Fraction(int(x.p), int(x.q)) ** 2 for row in residual for x in row)
        assert frobenius <= Fraction(positive_definite._factorization_error(np.diagonal(A))) ** 2


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 6), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_the_rounding_of_a_gram_matrix_is_within_its_bound(rows, columns, seed):
    """‖fl(J Jᵀ) - J Jᵀ‖ in exact arithmetic, and not a bound of everything."""
    J = np.random.default_rng(seed).normal(size=(rows, columns)) / np.sqrt(columns)
    G, exact = J @ J.T, as_exact(J)
    bound = Fraction(positive_definite._product_error(np.diagonal(G), columns))
    errors = (as_exact(G) - exact @ exact.T).tolist()
    frobenius = sum(Fraction(int(x.p), int(x.q)) ** 2 for row in errors for x in row)
    assert frobenius <= bound**2
    assert bound < 2 * columns * 2.0**-53 * max(np.trace(G), 1e-3)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 6), st.integers(0, 2**32 - 1), st.integers(-12, 2))
def test_the_lower_bound_holds_over_the_rationals_and_is_close(size, seed, exponent):
    spectrum = np.random.default_rng(seed).uniform(-1, 1, size)
    spectrum[0] = 10.0**exponent
    A = reflected(spectrum, seed)
    bound = least_eigenvalue_lower_bound(A)
    assert exact_least(A, bound)
    allowed = 10 * (size + 8) * 2.0**-53 * size * np.linalg.norm(A)
    assert bound > np.linalg.eigvalsh(A)[0] - allowed


@pytest.mark.parametrize("size", [1, 3, 50, 300])
def test_a_definite_matrix_is_certified_when_its_least_eigenvalue_is_clear(size):
    A = reflected(np.linspace(1e-6, 1, size))
    assert verified_positive_definite(A) is CERTIFIED
    assert 0 < least_eigenvalue_lower_bound(A) < np.linalg.eigvalsh(A)[0] * (1 + 1e-6)
    J = np.random.default_rng(1).normal(size=(size, 2 * size))
    assert verified_gram_positive_definite(J) is CERTIFIED


def test_rows_of_any_scale_are_certified_alike():
    scale = 2.0 ** np.array([-500, -40, 0, 60, 511])
    A = reflected(np.linspace(0.1, 1, 5)) * scale[:, None] * scale
    assert verified_positive_definite(A) is CERTIFIED
    J = np.random.default_rng(1).normal(size=(5, 9)) * scale[:, None] * 4.0
    assert verified_gram_positive_definite(J) is CERTIFIED


def test_the_matrix_is_not_changed():
    A = reflected(np.linspace(0.1, 1, 5))
    before = A.copy()
    verified_positive_definite(A)
    least_eigenvalue_lower_bound(A)
    assert (A == before).all()


def test_jacobians_of_nets():
    net = dense(3, (12, 2), leaky_relu())
    assert verified_gram_positive_definite(jacobian(net, *drawn(net))) is CERTIFIED
    singular = dense(2, (9, 2), identity())  # rank at most q (d + 1) = 6 < nq = 8 <= m
    theta, inputs = drawn(singular)
    assert singular.parameters >= 8
    assert verified_gram_positive_definite(jacobian(singular, theta, inputs)) is UNDECIDED
