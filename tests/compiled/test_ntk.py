"""The compiled Gram matrix against the plain one within rounding; its spectrum; its refusals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provcheck.compiled import ntk
from provcheck.errors import DataError, DomainError
from provcheck.reference import ntk as reference
from provcheck.reference.initialization import kaiming_uniform
from provcheck.reference.network import forward, jacobian
from provcheck.statement.network import dense, identity, leaky_relu
from tests.reference.nets import NAMES, NETS, drawn, networks


def rounding_bound(net, theta, inputs):
    """Entry by entry 2 γ of the sum of the sizes of all products: each form is one such sum.

    Widths of the layer and of what it receives, layers, and a few for the slopes.
    """
    passed = forward(net, theta, inputs)
    by_layer, by_slope = reference.sample_factors(net, passed)
    q = net.outputs
    total = sum(np.abs(np.outer(column, column)) for column in by_slope)
    for (D, _), a in zip(by_layer, _received(net, passed), strict=True):
        total = total + np.abs(D) @ np.abs(D).T * np.kron(
            np.abs(a) @ np.abs(a).T + 1, np.ones((q, q))
        )
    roundings = 2 * max(max(net.incoming), *(layer.width for layer in net.layers)) + 20
    return 2 * roundings * 2.0**-53 * total


def _received(net, passed):
    """Of the layers with weights or bias, the last first, as the factors are."""
    pairs = list(zip(net.layers, passed.received, strict=True))[::-1]
    return [a for layer, a in pairs if layer.weights or layer.bias]


@pytest.mark.parametrize("net", NETS, ids=NAMES)
def test_the_gram_matrix_is_the_plain_one_within_rounding(net):
    theta, inputs = drawn(net)
    K, plain = ntk.gram_matrix(net, theta, inputs), reference.gram_matrix(net, theta, inputs)
    assert (K == K.T).all()
    if net.graph is None:
        assert (np.abs(K - plain) <= rounding_bound(net, theta, inputs)).all()
    else:
        assert (K == plain).all()


@settings(max_examples=40, deadline=None)
@given(networks(), st.integers(0, 2**32 - 1))
def test_random_nets_too(net, seed):
    theta, inputs = drawn(net, seed)
    K, J = ntk.gram_matrix(net, theta, inputs), jacobian(net, theta, inputs)
    assert np.abs(K - J @ J.T).max() <= 1e-12 * max(1, np.abs(J @ J.T).max())


@pytest.mark.parametrize(
    ("samples", "outputs"), [(1, 1), (5, 5), (7, 7), (24, 1), (31, 3), (60, 4)]
)
def test_sizes_that_fill_no_tile(samples, outputs):
    net = dense(3, (7, outputs), leaky_relu())
    generator = np.random.default_rng(samples)
    theta, inputs = kaiming_uniform(net, generator), generator.normal(size=(samples, 3))
    K, plain = ntk.gram_matrix(net, theta, inputs), reference.gram_matrix(net, theta, inputs)
    assert (np.abs(K - plain) <= rounding_bound(net, theta, inputs)).all() and (K == K.T).all()


@pytest.mark.parametrize("module", [ntk, reference])
def test_the_result_is_written_where_asked(module):
    for net in (NETS[0], NETS[NAMES.index(next(name for name in NAMES if "graph" in name))]):
        theta, inputs = drawn(net)
        fresh = module.gram_matrix(net, theta, inputs)
        out = np.full(fresh.shape, np.nan)
        assert module.gram_matrix(net, theta, inputs, out=out) is out
        assert (out == fresh).all()
        for wrong in (out[:-1], out.astype(np.float32), np.asfortranarray(out)):
            with pytest.raises(DataError, match="expected a writable float64 array"):
                module.gram_matrix(net, theta, inputs, out=wrong)


def test_the_number_of_threads_changes_no_bit():
    from numba import get_num_threads, set_num_threads

    net = dense(5, (9, 6), leaky_relu())
    generator = np.random.default_rng(0)
    theta, inputs = kaiming_uniform(net, generator), generator.normal(size=(30, 5))
    before, results = get_num_threads(), []
    try:
        for threads in {1, before}:
            set_num_threads(threads)
            results.append(ntk.gram_matrix(net, theta, inputs))
    finally:
        set_num_threads(before)
    assert all((K == results[0]).all() for K in results)


def test_the_spectrum_by_cholesky_is_that_of_all_eigenvalues():
    for seed, size in enumerate((1, 2, 3, 40, 150)):
        root = np.random.default_rng(seed).normal(size=(size, size + 20))
        K = root @ root.T
        found, plain = ntk.gram_spectrum(K), reference.gram_spectrum(K)
        assert found.log_determinant == pytest.approx(plain.log_determinant, rel=1e-12)
        assert found.least_eigenvalue == pytest.approx(plain.least_eigenvalue, rel=1e-8)
        assert ntk.least_eigenvalue(K) == found.least_eigenvalue
        assert ntk.log_determinant(K) == found.log_determinant


def test_clustered_and_repeated_least_eigenvalues_are_found():
    Q = np.linalg.qr(np.random.default_rng(0).normal(size=(90, 90)))[0]
    repeated = np.r_[np.full(5, 1e-3), np.linspace(1.01e-3, 2, 85)]
    for values in (np.full(90, 3.0), repeated, np.linspace(1, 1.5, 90)):
        K = Q * values @ Q.T
        assert ntk.least_eigenvalue((K + K.T) / 2) == pytest.approx(values[0], rel=1e-8)


def test_a_singular_matrix_is_refused_or_left_to_the_reference():
    net = dense(2, (3, 2), identity())
    K = ntk.gram_matrix(net, *drawn(dense(2, (3, 2), identity())))
    for singular in (K, np.zeros((3, 3)), np.diag([1.0, 1e-17]), np.diag([1.0, -1.0])):
        with pytest.raises(DomainError, match="singular as far as floats can tell"):
            ntk.log_determinant(singular)
        assert ntk.least_eigenvalue(singular) == reference.least_eigenvalue(singular)
    with pytest.raises(DomainError, match=r"entry \(1, 1\)"):
        ntk.gram_spectrum(np.array([[np.nan]]))
    with pytest.raises(DomainError, match=r"met shape \(2, 3\)"):
        ntk.gram_spectrum(np.zeros((2, 3)))


def test_a_matrix_that_does_not_fit_is_refused_before_it_is_allocated():
    net = dense(500, (250, 250, 50), leaky_relu())
    with pytest.raises(DataError, match="50000 x 50000 numbers are 20 GB"):
        ntk.gram_matrix(net, np.zeros(net.parameters), np.zeros((1000, 500)))
    with pytest.raises(DataError, match="expected"):
        ntk.gram_matrix(net, np.zeros(net.parameters), np.zeros((3, 2)))
