"""Forward differentiation over several rings."""

from fractions import Fraction

import flint
import numpy as np
import pytest

from provcheck.statement.dual import Dual, objects, table, variables

RINGS = {
    "Fraction": Fraction,
    "fmpq": lambda value: flint.fmpq(value),
    "arb": flint.arb,
    "float": float,
}


@pytest.fixture(params=RINGS)
def number(request):
    return RINGS[request.param]


def test_product_and_sum_rules(number):
    x, y = variables([number(2), number(3)], number(1))
    for made, value, slopes in (
        (x * y + x, 8, {0: 4, 1: 2}),
        (x * x * y, 12, {0: 12, 1: 4}),
        (x - y, -1, {0: 1, 1: -1}),
        (-x, -2, {0: -1}),
        (x * number(5), 10, {0: 5}),
        (number(5) * x, 10, {0: 5}),
        (number(5) + x, 7, {0: 1}),
        (x - number(5), -3, {0: 1}),
        (x.through(number(7), number(11)) * y, 21, {0: 33, 1: 7}),
        (x * 0, 0, {0: 0}),
        (x - x, 0, {0: 0}),
    ):
        assert made.value == value
        assert {key: slope == slopes[key] for key, slope in made.slopes.items()} == dict.fromkeys(
            slopes, True
        )


def test_nothing_is_changed_in_place(number):
    x, y = variables([number(2), number(3)], number(1))
    total = x + y
    x + total, x * total, -total  # noqa: B018
    assert x.slopes == {0: 1} and total.slopes == {0: 1, 1: 1}


def test_matrix_products_of_object_arrays(number):
    x = variables([number(value) for value in range(1, 7)], number(1)).reshape(2, 3)
    constant = table([[Dual(number(2), {})], [Dual(number(0), {})], [Dual(number(-1), {})]])
    (first,), (second,) = x @ constant
    assert first.value == -1 and second.value == 2
    assert {key: slope for key, slope in first.slopes.items() if slope != 0} == {0: 2, 2: -1}
    square = x @ x.T
    assert square[0, 0].value == 14 and square[0, 0].slopes[1] == 4
    assert square[0, 1].value == 32 and square[0, 1].slopes == {0: 4, 1: 5, 2: 6, 3: 1, 4: 2, 5: 3}


def test_what_is_not_finite_stays_so():
    x = Dual(flint.arb("inf"), {0: flint.arb(1)})
    for made in (x * 0, x - x, x * Dual(flint.arb(0), {1: flint.arb(1)})):
        assert not made.value == 0 and not made.value > 0


def test_rows_become_a_table():
    assert table([[1, 2, 3], [4, 5, 6]]).shape == (2, 3)
    assert objects([[1, 2], [3, 4]]).shape == (2,)
    assert np.asarray(objects([])).shape == (0,)
