"""The packed products with K against the plain ones and the dense matrix."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import get_num_threads, set_num_threads

from provcheck.compiled.matrix_free import gram_product, linearize
from provcheck.errors import DataError
from provcheck.reference import matrix_free as reference
from provcheck.reference.initialization import kaiming_uniform
from provcheck.reference.network import jacobian
from provcheck.statement.network import dense, leaky_relu
from tests.reference.nets import NAMES, NETS, drawn, networks


def largest_difference(net, seed, count=3):
    """From the product with the dense matrix, relative to the size of K."""
    theta, inputs = drawn(net, seed)
    J, at = jacobian(net, theta, inputs), linearize(net, theta, inputs)
    U = np.random.default_rng(seed).normal(size=(count, len(J)))
    return np.abs(gram_product(at, U) - U @ J @ J.T).max() / max(1, np.sum(J**2))


@pytest.mark.parametrize("net", NETS, ids=NAMES)
def test_products_are_those_of_the_dense_matrix(net):
    assert largest_difference(net, 0) < 1e-13


@settings(max_examples=30, deadline=None)
@given(networks(), st.integers(0, 2**32 - 1))
def test_products_of_random_nets_too(net, seed):
    assert largest_difference(net, seed) < 1e-13


def large(widths=(70, 26, 9), samples=130):
    net, rng = dense(33, widths, leaky_relu()), np.random.default_rng(1)
    return net, kaiming_uniform(net, rng), rng.normal(size=(samples, 33))


def test_nets_that_fill_tiles_and_leave_some_unfilled():
    net, theta, inputs = large()
    at, U = linearize(net, theta, inputs), np.random.default_rng(2).normal(size=(2, 130 * 9))
    assert at.layers
    plain = reference.gram_product(at.at, U)
    assert np.abs(gram_product(at, U) - plain).max() < 1e-13 * np.abs(plain).max()
    assert (gram_product(at, U) == gram_product(at, U)).all()  # the space it works in is as new
    assert (gram_product(at, U[1:])[0] == gram_product(at, U)[1]).all()


def test_only_plain_nets_are_packed():
    packed = {
        name: bool(linearize(net, *drawn(net)).layers)
        for name, net in zip(NAMES, NETS, strict=True)
    }
    assert packed["dense, clipped"] and not packed["dense, parametric_relu"]
    assert not any(packed[name] for name in NAMES if name.startswith(("graph", "residual")))


def test_the_number_of_threads_changes_no_bit():
    net, theta, inputs = large()
    u = np.random.default_rng(2).normal(size=(1, 130 * 9))
    before, results = get_num_threads(), []
    try:
        for threads in {1, before}:
            set_num_threads(threads)
            results.append(gram_product(linearize(net, theta, inputs), u))
    finally:
        set_num_threads(before)
    assert all((result == results[0]).all() for result in results)


@pytest.mark.parametrize("shape", [(8,), (3, 7), (0, 8), (2, 8, 1)])
def test_vectors_that_do_not_fit_are_refused(shape):
    net = dense(2, (2, 2), leaky_relu())
    with pytest.raises(DataError, match="one vector a row"):
        gram_product(linearize(net, *drawn(net)), np.zeros(shape))
