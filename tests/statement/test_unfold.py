"""Abbreviations and replacements capture nothing."""

import sympy
from sympy import IndexedBase, Sum, symbols

from provcheck.normalize import normal
from provcheck.statement import Norm, Partial, define
from provcheck.statement.evaluate import ball, evaluate
from provcheck.statement.unfold import instantiate, rename_bound, unfold

n = sympy.Symbol("n", integer=True, positive=True)
i, j, k = symbols("i j k", integer=True)
t, u, v = symbols("t u v", real=True)
X = IndexedBase("X", shape=(n, n), real=True)
Y = IndexedBase("Y", shape=(n, n), real=True)
row = define("row", (i,), Sum(X[i, j], (j, 1, n)), "r")
free = define("free", (), X[j, j], "x")
slope = define("slope", (u,), Partial(u * t, t), "s")
VALUES = {"n": 2, "X": tuple(tuple(map(ball, r)) for r in ((1, 2), (4, 8))), "j": 2, "t": ball(3)}


def agree(term, number):
    assert evaluate(term, VALUES) == number
    assert evaluate(unfold(term), VALUES) == number
    assert normal(term) == normal(unfold(term))


def test_argument_of_the_name_of_a_bound_index():
    agree(row(j), 12)
    agree(Sum(row(j) * X[j, j], (j, 1, n)), 3 * 1 + 12 * 8)


def test_free_index_of_a_body_under_a_sum_of_that_name():
    agree(Sum(free(), (j, 1, n)), 16)
    agree(Sum(free() * X[j, 1], (j, 1, n)), 40)


def test_derivative_is_taken_before_its_variable_is_replaced():
    agree(slope(t), 3)
    assert instantiate(Partial(u * t, t), {u: t}) == t
    product = Partial(X[1, 1] * Y[1, 1], X[1, 1])
    assert instantiate(product, {Y: X}) == X[1, 1]


def test_replacement_is_not_caught_by_a_sum():
    term = instantiate(Sum(X[i, j], (j, 1, n)), {i: j})
    assert normal(term) == normal(Sum(X[j, k], (k, 1, n)))
    assert instantiate(t + u, {t: u, u: t}) == t + u


def test_renaming_keeps_the_value_and_shadowing():
    nested = Sum(X[j, j] * Sum(X[j, k], (j, 1, n)), (j, 1, n))
    assert evaluate(rename_bound(nested), VALUES | {"k": 1}) == 9 * 5
    assert normal(rename_bound(nested)) == normal(nested)
    assert rename_bound(Norm(X[i, j], (i, 1, n))).free_symbols >= {j, n}


def test_nested_abbreviations_unfold_at_every_depth():
    outer = define("outer", (k,), row(k) ** 2 + row(1), "o")
    agree(outer(j), 144 + 3)
    assert not unfold(outer(j)).atoms(*[type(row(j)), type(outer(j))])
    assert v not in unfold(outer(j)).free_symbols
