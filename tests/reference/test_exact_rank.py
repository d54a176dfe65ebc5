"""Exact ranks of Jacobians: known deficiencies, agreement with floats where these are clear."""

import numpy as np
import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from provcheck.errors import DomainError
from provcheck.reference import exact_rank as module
from provcheck.reference.exact_rank import exact_jacobian, exact_rank, modular_rank, rational_rank
from provcheck.reference.network import jacobian
from provcheck.reference.numbers import as_exact
from provcheck.statement.network import dense, identity, leaky_relu, relu, smooth
from tests.reference.nets import CYCLE, PIECEWISE, drawn, zoo


def test_a_bottleneck_is_singular_however_many_parameters_it_has():
    """One hidden unit and two outputs: F = h vᵀ + 1 cᵀ, so one polynomial of F vanishes."""
    net = dense(5, (1, 2), leaky_relu())
    theta, inputs = drawn(net)
    assert net.parameters == 10 >= 6
    assert exact_rank(net, theta, inputs[:3]) == 5


def test_an_identity_net_is_affine_in_its_inputs():
    net = dense(2, (7, 2), identity())
    theta, inputs = drawn(net)
    assert net.parameters >= 8
    assert exact_rank(net, theta, inputs) == 2 * 3


def test_dead_units_lose_rank():
    net = dense(3, (12, 2), relu())
    theta, inputs = drawn(net)
    assert exact_rank(net, theta, inputs) == 8
    theta[36:48] = -100  # the biases of the hidden layer: all units dead
    assert exact_rank(net, theta, inputs) == 2


def test_nearly_equal_samples_keep_their_rank_exactly():
    """Floats cannot tell this Jacobian from a singular one; rationals can."""
    net = dense(1, (4, 1), relu())
    theta = np.array([1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 4.0, 0.0])
    inputs = np.array([[1.0], [1.0 + 2.0**-52]])
    J = jacobian(net, theta, inputs)
    assert np.linalg.matrix_rank(J) == 1
    assert exact_rank(net, theta, inputs) == 2


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(PIECEWISE), st.sampled_from(sorted(zoo(relu()))), st.integers(0, 10**6))
def test_floats_agree_where_their_rank_is_clear(activation, kind, seed):
    net = zoo(activation, CYCLE)[kind]
    theta, inputs = drawn(net, seed)
    values = np.linalg.svd(jacobian(net, theta, inputs), compute_uv=False)
    relative = values / values[0] if values[0] else values
    if not ((relative < 1e-6) & (relative > 1e-13)).any():
        assert exact_rank(net, theta, inputs) == (relative > 1e-9).sum()


def test_a_modular_rank_is_a_lower_bound_and_full_rank_is_decided_by_it(monkeypatch):
    matrix = np.array([[fmpq(1, 2), fmpq(1)], [fmpq(1), fmpq(7)]], dtype=object)
    assert modular_rank(matrix, 5) == 1 < rational_rank(matrix) == 2  # det 5/2
    assert modular_rank(matrix, 2) == 0  # 2 divides a denominator
    monkeypatch.setattr(module, "PRIME", 5)
    assert rational_rank(matrix) == 2  # falls back to the rationals
    monkeypatch.undo()
    generator = np.random.default_rng(0)
    low = as_exact(generator.normal(size=(6, 3))) @ as_exact(generator.normal(size=(3, 8)))
    assert modular_rank(low, module.PRIME) == fmpq_mat(low.tolist()).rank() == 3


def test_exact_jacobian_takes_floats_as_they_are():
    net = dense(1, (1,), identity())
    J = exact_jacobian(net, [0.1, 0.2], [[0.1]])
    assert J.tolist() == [[fmpq(3602879701896397, 2**55), fmpq(1)]]


def test_what_is_not_rational_is_refused():
    net = dense(2, (2, 1), smooth("tanh"))
    with pytest.raises(DomainError, match="tanh, whose values are not rational"):
        exact_rank(net, *drawn(dense(2, (2, 1), smooth("tanh"))))
    net = zoo(relu())["graph"]
    with pytest.raises(DomainError, match="irrational"):
        exact_rank(net, *drawn(net))
    with pytest.raises(DomainError, match="finite"):
        exact_rank(dense(1, (1,), identity()), [np.nan, 0.0], [[1.0]])
