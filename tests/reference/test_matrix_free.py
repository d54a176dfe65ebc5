"""Products with J, Jᵀ and K that form none of them, against the dense matrices."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provcheck.errors import DataError
from provcheck.reference import matrix_free
from provcheck.reference.matrix_free import (
    gram_product,
    jacobian_product,
    linear_operator,
    linearize,
    transposed_product,
)
from provcheck.reference.network import jacobian
from provcheck.statement.network import dense, leaky_relu
from tests.reference.nets import NAMES, NETS, drawn, networks


def largest_difference(net, seed, count=3):
    """Of the three products from the dense ones, relative to the size of K."""
    theta, inputs = drawn(net, seed)
    J, at = jacobian(net, theta, inputs), linearize(net, theta, inputs)
    generator = np.random.default_rng(seed)
    V = generator.normal(size=(count, net.parameters))
    U = generator.normal(size=(count, len(J)))
    pairs = (
        (jacobian_product(at, V), V @ J.T),
        (transposed_product(at, U), U @ J),
        (gram_product(at, U), U @ J @ J.T),
    )
    assert all(fast.shape == plain.shape for fast, plain in pairs)
    return max(np.abs(fast - plain).max() for fast, plain in pairs) / max(1, np.sum(J**2))


@pytest.mark.parametrize("net", NETS, ids=NAMES)
def test_products_are_those_of_the_dense_matrices(net):
    assert largest_difference(net, 0) < 1e-13


@settings(max_examples=60, deadline=None)
@given(networks(), st.integers(0, 2**32 - 1))
def test_products_of_random_nets_too(net, seed):
    assert largest_difference(net, seed) < 1e-13


def test_many_vectors_are_taken_a_few_at_a_time(monkeypatch):
    net = NETS[0]
    at = linearize(net, *drawn(net))
    U = np.random.default_rng(0).normal(size=(7, at.rows))
    whole = gram_product(at, U)
    monkeypatch.setattr(matrix_free, "_CACHED", 1)
    assert gram_product(at, U) == pytest.approx(whole, rel=1e-13, abs=1e-13)


def test_scipy_takes_the_operator():
    from scipy.sparse.linalg import eigsh, lobpcg

    net = dense(3, (8, 2), leaky_relu())
    theta, inputs = drawn(net)
    operator = linear_operator(linearize(net, theta, inputs))
    J = jacobian(net, theta, inputs)
    values = np.linalg.eigvalsh(J @ J.T)
    assert eigsh(operator, k=1, return_eigenvectors=False)[0] == pytest.approx(values[-1])
    start = np.random.default_rng(0).normal(size=(8, 1))
    found = lobpcg(operator, start, tol=1e-9, maxiter=200)[0][0]
    assert found == pytest.approx(values[-1], rel=1e-8)
    assert operator @ np.eye(8) == pytest.approx(J @ J.T, rel=1e-12, abs=1e-12)
    assert operator @ np.ones(8) == pytest.approx((J @ J.T).sum(axis=1), rel=1e-12)


@pytest.mark.parametrize("product", [jacobian_product, transposed_product, gram_product])
@pytest.mark.parametrize("shape", [(8,), (3, 7), (0, 8), (2, 8, 1)])
def test_vectors_that_do_not_fit_are_refused(product, shape):
    net = dense(2, (2, 2), leaky_relu())
    at = linearize(net, *drawn(dense(2, (2, 2), leaky_relu())))
    with pytest.raises(DataError, match="one vector a row"):
        product(at, np.zeros(shape))
    assert (at.rows, at.columns) == (8, net.parameters)
