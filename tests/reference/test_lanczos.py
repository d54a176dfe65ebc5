"""Extreme eigenvalues and stochastic log-determinants against dense matrices with known spectra."""

from functools import partial

import numpy as np
import pytest

from provcheck.errors import DomainError
from provcheck.reference.initialization import kaiming_uniform
from provcheck.reference.lanczos import extremes, stochastic_log_determinant
from provcheck.reference.matrix_free import gram_product, linearize
from provcheck.reference.ntk import gram_matrix, log_determinant
from provcheck.statement.network import dense, leaky_relu


def generator(seed=0):
    return np.random.default_rng(seed)


def with_spectrum(values, seed=0):
    Q = np.linalg.qr(generator(seed).normal(size=(len(values), len(values))))[0]
    return Q * values @ Q.T


def rows(matrix):
    return lambda vectors: vectors @ matrix


def test_a_singular_matrix_gets_no_log_determinant():
    A = with_spectrum(np.array([0.0, *np.linspace(1, 2, 39)]))
    with pytest.raises(DomainError, match="expected least > 0"):
        stochastic_log_determinant(rows(A), 40, generator(), least=0.0)
    with pytest.raises(DomainError, match="singular as far as floats can tell"):
        stochastic_log_determinant(rows(A), 40, generator(), least=0.5)


@pytest.mark.parametrize(
    "values",
    [
        np.geomspace(1e-6, 1, 80),
        np.array([-3.0, -2.0, 5.0]),
        np.array([1e-3, *np.ones(50), 7.0]),
        np.array([2.0]),
        np.full(30, 4.0),
    ],
    ids=["graded", "indefinite", "clustered", "one", "multiple of the identity"],
)
def test_extremes_are_found_and_their_error_estimates_tell(values):
    found = extremes(rows(with_spectrum(values)), len(values), generator(1), tolerance=1e-9)
    assert found.converged
    assert found.least == pytest.approx(values.min(), rel=1e-7, abs=1e-13)
    assert found.largest == pytest.approx(values.max(), rel=1e-9)
    assert found.steps <= 20 * len(values)  # lost orthogonality delays, it does not prevent


def test_a_least_eigenvalue_of_zero_is_found_to_rounding():
    found = extremes(rows(with_spectrum(np.array([0.0, *np.linspace(1, 2, 99)]))), 100, generator())
    assert found.converged and abs(found.least) < 100 * 2.0**-52


def test_too_few_steps_are_said_to_be_too_few():
    found = extremes(rows(with_spectrum(np.geomspace(1e-9, 1, 200))), 200, generator(), steps=20)
    assert not found.converged and found.steps == 20
    assert found.least > 1e-9 and found.least_error > 1e-6 * found.least
    with pytest.raises(DomainError, match="at least 1"):
        extremes(rows(np.eye(2)), 2, generator(), steps=0)


def test_a_product_that_is_not_finite_is_refused():
    with pytest.raises(DomainError, match="not finite"):
        extremes(rows(np.full((3, 3), np.nan)), 3, generator())


def test_the_log_determinant_lies_within_its_error_bar():
    """With 99 % confidence each; 60 bars, of which 5 or more miss with probability 4e-4."""
    A = with_spectrum(np.geomspace(1e-4, 10, 60))
    exact = np.sum(np.log(np.geomspace(1e-4, 10, 60)))
    missed = 0
    for seed in range(60):
        found = stochastic_log_determinant(
            rows(A), 60, generator(seed), least=0.99e-4, probes=6, steps=60
        )
        missed += abs(found.value - exact) > found.error
    assert missed < 5
    assert found.probes == 6 and found.confidence == 0.99


def test_quadratures_bracket_when_steps_are_few():
    """On every probe Gauss lies above and Gauss-Radau below; with many steps they meet."""
    values = np.geomspace(1e-3, 1, 100)
    widths = []
    for steps in (5, 15, 40, 100):
        found = stochastic_log_determinant(
            rows(np.diag(values)), 100, generator(3), least=0.99e-3, probes=4, steps=steps
        )  # for a diagonal matrix the forms of random signs are the trace of log: no sampling error
        assert abs(found.value - np.log(values).sum()) <= found.quadrature_error * 1.001 + 1e-9
        widths.append(found.quadrature_error)
    assert widths == sorted(widths, reverse=True) and widths[-1] < 1e-6 < widths[0]


def test_the_ntk_of_a_net_without_its_matrix():
    net = dense(20, (40, 40, 4), leaky_relu())
    theta = kaiming_uniform(net, generator(5))
    inputs = generator(6).normal(size=(60, 20))
    product = partial(gram_product, linearize(net, theta, inputs))
    K = gram_matrix(net, theta, inputs)
    values = np.linalg.eigvalsh(K)
    ends = extremes(product, len(K), generator(7))
    assert ends.least == pytest.approx(values[0], rel=1e-6)
    assert ends.largest == pytest.approx(values[-1], rel=1e-9)
    found = stochastic_log_determinant(
        product, len(K), generator(8), least=0.99 * ends.least, probes=8, steps=60
    )
    assert abs(found.value - log_determinant(K)) <= found.error < 0.5 * len(K)
    again = stochastic_log_determinant(
        product, len(K), generator(8), least=0.99 * ends.least, probes=8, steps=60
    )
    assert again == found
