"""Adjacency matrices that are refused, and the mixing matrix in three number types."""

import numpy as np
import pytest
from flint import arb, fmpq

from provcheck.errors import DataError, DomainError, StatementError
from provcheck.reference.graph import adjacency_graph, mix, mixing_matrix
from provcheck.reference.numbers import as_ball, as_float
from provcheck.statement.network import Graph
from tests.reference.nets import CYCLE, PATH

PATH_MATRIX = np.diag([1, 1, 1], 1) + np.diag([1, 1, 1], -1)


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        ([[0, 1], [0, 0]], r"entry \(1, 2\) is 1 but \(2, 1\) is 0; expected a symmetric"),
        (np.zeros((0, 0)), "no edge between the 0 vertices"),
        (np.zeros((3, 3)), "no edge between the 3 vertices"),
        ([[0, 0.5], [0.5, 0]], r"entry \(1, 2\) is 0.5; expected 0 or 1"),
        ([[0, np.nan], [np.nan, 0]], "is nan; expected 0 or 1"),
        ([[0, 1, 0], [1, 0, 1]], r"met shape \(2, 3\)"),
        ([[1, 1], [1, 0]], r"1 of 2 diagonal entries are 1; expected all \(A \+ I\) or none"),
    ],
)
def test_what_is_no_adjacency_matrix_is_refused(matrix, message):
    with pytest.raises(DataError, match=message):
        adjacency_graph(matrix)


def test_an_isolated_vertex_without_a_loop_is_refused():
    lonely = [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
    with pytest.raises(StatementError, match=r"vertices \[3\] have no neighbour"):
        adjacency_graph(lonely, loops=False)
    assert adjacency_graph(lonely).degrees == (2, 2, 1)


def test_the_graph_of_a_matrix_has_its_edges():
    assert adjacency_graph(PATH_MATRIX) == PATH
    assert adjacency_graph(PATH_MATRIX + np.eye(4), loops=False) == PATH
    assert adjacency_graph(PATH_MATRIX, loops=False) == Graph(4, PATH.edges, loops=False)


def test_mixing_matrix_is_the_normalised_adjacency():
    with_loops = PATH_MATRIX + np.eye(4)
    scale = np.diag(with_loops.sum(axis=1) ** -0.5)
    S = mixing_matrix(PATH)
    assert S == pytest.approx(scale @ with_loops @ scale, rel=1e-15)
    assert (S == S.T).all()
    assert S == pytest.approx(as_float(mixing_matrix(PATH, arb)), rel=1e-15)
    assert mixing_matrix(CYCLE, fmpq)[0, 1] == fmpq(1, 3)
    with pytest.raises(DomainError, match=r"1/sqrt\(6\) is irrational"):
        mixing_matrix(PATH, fmpq)


@pytest.mark.parametrize("vertices", [5, 63, 64, 100])
def test_mixing_is_the_product_with_the_matrix_however_it_is_stored(vertices):
    generator = np.random.default_rng(vertices)
    pairs = {tuple(sorted(pair)) for pair in generator.integers(0, vertices, size=(80, 2)).tolist()}
    graph = Graph(vertices, tuple((i + 1, j + 1) for i, j in sorted(pairs) if i < j))
    z = generator.normal(size=(2, vertices, 3))
    assert mix(graph, z) == pytest.approx(mixing_matrix(graph) @ z, rel=1e-13, abs=1e-14)
    assert mix(graph, z[0]) == pytest.approx(mix(graph, z)[0], rel=1e-13, abs=1e-14)


def test_balls_and_rationals_are_mixed_too():
    z = np.arange(12.0).reshape(4, 3)
    assert as_float(mix(PATH, as_ball(z))) == pytest.approx(mix(PATH, z), rel=1e-14)
