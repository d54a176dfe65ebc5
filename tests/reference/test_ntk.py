"""The Gram matrix by layers against J Jᵀ; what is refused before it is allocated or computed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provcheck.errors import DataError, DomainError
from provcheck.reference import ntk as ntk_module
from provcheck.reference.initialization import kaiming_uniform
from provcheck.reference.network import jacobian, ntk
from provcheck.reference.ntk import (
    gram_matrix,
    gram_spectrum,
    least_eigenvalue,
    log_determinant,
)
from provcheck.statement.network import dense, identity, leaky_relu
from tests.reference.nets import NAMES, NETS, drawn, networks


def test_a_singular_gram_matrix_has_no_log_determinant():
    net = dense(2, (3, 2), identity())  # affine in its inputs: rank <= q (d + 1) = 6 < nq = 8
    K = gram_matrix(net, *drawn(dense(2, (3, 2), identity())))
    for function in (log_determinant, gram_spectrum):
        with pytest.raises(DomainError, match=r"8 x 8 Gram matrix is .* λ_max = .*exact_rank"):
            function(K)
    assert abs(least_eigenvalue(K)) < 1e-13 * np.trace(K)
    assert len(K) <= net.parameters


@pytest.mark.parametrize("net", NETS, ids=NAMES)
def test_the_structure_of_layers_gives_the_product_of_jacobians(net):
    theta, inputs = drawn(net)
    K, J = gram_matrix(net, theta, inputs), jacobian(net, theta, inputs)
    assert np.abs(K - J @ J.T).max() < 1e-13 * max(1, np.abs(K).max())
    assert (K == K.T).all()
    assert (ntk(net, theta, inputs) == J @ J.T).all()


@settings(max_examples=60, deadline=None)
@given(networks(), st.integers(0, 2**32 - 1))
def test_random_nets_too(net, seed):
    theta, inputs = drawn(net, seed)
    J = jacobian(net, theta, inputs)
    K = gram_matrix(net, theta, inputs)
    assert np.abs(K - J @ J.T).max() < 1e-12 * max(1, np.abs(J @ J.T).max())


@pytest.mark.parametrize("net", NETS[:10], ids=NAMES[:10])
def test_blocks_of_one_sample_or_unit_give_the_same(net, monkeypatch):
    theta, inputs = drawn(net)
    whole = gram_matrix(net, theta, inputs)
    monkeypatch.setattr(ntk_module, "_BLOCK_ROWS", 1)
    monkeypatch.setattr(ntk_module, "_BLOCK_NUMBERS", 1)
    assert gram_matrix(net, theta, inputs) == pytest.approx(whole, rel=1e-13, abs=1e-13)


def test_several_blocks_are_put_together_and_mirrored():
    net = dense(6, (12, 9, 5), leaky_relu())
    generator = np.random.default_rng(2)
    inputs = generator.normal(size=(150, 6))
    theta = kaiming_uniform(net, generator)
    K = gram_matrix(net, theta, inputs)  # 750 rows: three blocks
    J = jacobian(net, theta, inputs)
    assert np.abs(K - J @ J.T).max() < 1e-13 * K.max() and (K == K.T).all()


def test_a_matrix_that_does_not_fit_is_refused_before_it_is_allocated():
    net = dense(500, (250, 250, 50), leaky_relu())
    with pytest.raises(DataError, match=r"50000 x 50000 numbers are 20 GB, 21 GB .*matrix_free"):
        gram_matrix(net, np.zeros(net.parameters), np.zeros((1000, 500)))


def test_log_determinant_and_least_eigenvalue_are_those_of_the_matrix():
    root = np.random.default_rng(3).normal(size=(40, 60))
    K = root @ root.T
    assert log_determinant(K) == pytest.approx(np.linalg.slogdet(K)[1], rel=1e-13)
    assert least_eigenvalue(K) == pytest.approx(np.linalg.eigvalsh(K)[0], rel=1e-11)
    assert gram_spectrum(np.diag([2.0, 3.0])) == pytest.approx((np.log(6), 2.0), rel=1e-15)


def test_one_by_one_and_the_zero_matrix():
    assert log_determinant(np.array([[4.0]])) == pytest.approx(np.log(4))
    for singular in (np.zeros((3, 3)), np.diag([1.0, 1e-17])):
        with pytest.raises(DomainError, match="singular as far as floats can tell"):
            log_determinant(singular)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_numbers_that_are_not_finite_are_refused(bad):
    with pytest.raises(DomainError, match=r"entry \(1, 2\)"):
        least_eigenvalue(np.array([[1.0, bad], [bad, 1.0]]))
    with pytest.raises(DomainError, match=r"met shape \(2, 3\)"):
        log_determinant(np.zeros((2, 3)))
