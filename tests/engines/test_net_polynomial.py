"""Null vectors of polynomial matrices: exact, short, and none where there is none."""

import flint
import pytest

from provcheck.engines.net_polynomial import (
    annihilator,
    as_data,
    circuits,
    column_contents,
    independent_columns,
)
from provcheck.engines.net_values import PRIME

RING = flint.fmpq_mpoly_ctx.get(["x", "y", "z"], flint.Ordering.degrevlex)
x, y, z = RING.gens()
ONE = RING.constant(1)


def field_matrix(rows):
    entries = [entry for row in rows for entry in row]
    return flint.nmod_mat(len(rows), len(rows[0]), entries, PRIME)


def test_independent_rows_have_no_circuit():
    assert list(circuits(field_matrix([[1, 0], [1, 1]]))) == []


def test_the_smallest_dependent_rows_are_found():
    rows = [[1, 2, 3], [0, 1, 1], [2, 4, 6], [5, 1, 0]]
    assert list(circuits(field_matrix(rows))) == [(0, 2)]
    assert list(circuits(field_matrix([[1, 1], [0, 0]]))) == [(1,)]


def test_columns_are_taken_in_the_order_given():
    matrix = field_matrix([[1, 1, 0], [1, 1, 1], [0, 0, 0]])
    assert independent_columns(matrix, (0, 1, 2), [1, 0, 2]) == [1, 2]


@pytest.mark.parametrize(
    "matrix, expected",
    [
        ([[x, ONE], [y, ONE], [z, ONE]], [y - z, z - x, x - y]),
        ([[2 * x * y], [4 * x * z]], [2 * z, -y]),
        ([[]], [ONE]),
    ],
)
def test_the_annihilator_is_exact_and_has_no_common_factor(matrix, expected):
    found = annihilator(matrix, ONE)
    for column in range(len(matrix) - 1):
        assert sum((v * row[column] for v, row in zip(found, matrix, strict=True)), 0 * ONE) == 0
    assert found == expected or found == [-entry for entry in expected]


def test_contents_and_plain_data():
    assert column_contents([[x * y, x * z]]) == [x]
    data = as_data(2 * x * x - y / 3, RING.names())
    assert {(str(c), powers) for c, powers in data.terms} == {
        ("2", (("x", 2),)),
        ("-1/3", (("y", 1),)),
    }
