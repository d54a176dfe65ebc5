"""Products of matrices: entries are chains in order, whatever the layout or number of threads."""

import numpy as np
import pytest
from numba import get_num_threads, njit, set_num_threads

from provcheck.compiled import products
from provcheck.compiled.lanes import fma
from provcheck.compiled.products import fill_panels, multiply, panels_of

RNG = np.random.default_rng(3)


@njit
def one_by_one(a, b, result):
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            for k in range(a.shape[1]):
                result[i, j] = fma(a[i, k], b[k, j], result[i, j])


def chains(a, b):
    result = np.zeros((len(a), b.shape[1]))
    one_by_one(a, np.ascontiguousarray(b), result)
    return result


@pytest.mark.parametrize(
    ("m", "k", "p"), [(1, 1, 1), (3, 2, 8), (65, 9, 25), (8, 513, 24), (130, 7, 50)]
)
def test_every_entry_is_one_chain(m, k, p):
    a, b = RNG.normal(size=(m, k)), RNG.normal(size=(k, p))
    assert (multiply(a, b) == chains(a, b)).all()
    assert (multiply(a, np.asfortranarray(b)) == chains(a, b)).all()
    assert (multiply(np.asfortranarray(a), b) == chains(a, b)).all()
    assert (panels_of(b.T) == panels_of(np.ascontiguousarray(b.T))).all()


def test_leading_axes_are_rows():
    a, b = RNG.normal(size=(3, 4, 5)), RNG.normal(size=(5, 2))
    assert (multiply(a, b) == chains(a.reshape(12, 5), b).reshape(3, 4, 2)).all()
    assert multiply(np.broadcast_to(a[:, :1], a.shape), b) == pytest.approx(
        a[:, :1] @ b + 0 * a @ b
    )


def test_a_matrix_times_its_transpose_is_exactly_symmetric():
    a = RNG.normal(size=(70, 33))
    assert (multiply(a, a.T) == multiply(a, a.T).T).all()


def test_a_product_is_added_to_what_is_there():
    a, b, c, d = (RNG.normal(size=shape) for shape in ((9, 4), (4, 30), (9, 6), (6, 30)))
    result = panels_of(np.ones((30, 9)))
    fill_panels(a, panels_of(b.T), 30, result, True)
    fill_panels(c, panels_of(d.T), 30, result, False)
    expected = chains(a, b)
    one_by_one(c, d, expected)
    assert (products.rows_of(result, 9, 30) == expected).all()


def test_the_number_of_threads_changes_no_bit():
    a, b = RNG.normal(size=(200, 30)), RNG.normal(size=(30, 40))
    before, results = get_num_threads(), []
    try:
        for threads in {1, before}:
            set_num_threads(threads)
            results.append(multiply(a, b))
    finally:
        set_num_threads(before)
    assert all((result == results[0]).all() for result in results)
