"""What the normaliser refuses, and that it says why."""

import pytest
import sympy
from sympy import Integer, Sum, Symbol

from provcheck.errors import Rejected
from provcheck.normalize import is_plain, normal
from provcheck.statement import Norm, Sup, define

n, m = sympy.symbols("n m", integer=True, positive=True)
i, j = sympy.symbols("i j", integer=True)
X = sympy.IndexedBase("X", shape=(n,), real=True)
x = Symbol("x", real=True)
a = Symbol("a", positive=True)
shapeless = sympy.IndexedBase("S", real=True)


@pytest.mark.parametrize(
    ("term", "reason"),
    [
        (Symbol("c"), "not declared real"),
        (sympy.I * x, "not understood"),
        (sympy.oo, "not understood"),
        (sympy.nan, "not understood"),
        (sympy.Float(0.5), "not understood"),
        (sympy.Piecewise((x, x > 0), (0, True)), "not understood"),
        (sympy.Derivative(sympy.exp(x) * x, x), "not understood"),
        (sympy.Max(x, 0), "not understood"),
        (1 / x, "may vanish"),
        (1 / (a - 1), "not seen to be positive"),
        (sympy.sqrt(x), "not seen to be non-negative"),
        (sympy.log(x), "not seen to be positive"),
        (a**x, "exponent"),
        (a ** sympy.Rational(1, 3), "exponent"),
        (shapeless[i], "another shape"),
        (X[2], "need not exist"),
        (X[i + 1], "not a plain index"),
        (X[x], "not a plain index"),
        (Sum(X[i], (i, 1, m)), "runs past the array"),
        (Sum(X[i], (i, 0, n)), "does not run from 1"),
        (Sum(x, (i, 1, n + 1)), "positive integer symbol"),
        (Sum(i, (i, 1, n)), "stands where a number belongs"),
        (Sum(X[i], (i, 1, n), (i, 1, n)), "bind one symbol each"),
        (Sum(Sum(Integer(1), (i, 1, n)), (n, 1, m)), "size"),
        (Sup(x, (x, 0, 1)), "whole line"),
        (Sup(a, (a, -sympy.oo, sympy.oo)), "not just any real"),
        (sympy.IndexedBase("P", shape=(n,), positive=True)[i], "more than real"),
        (sympy.IndexedBase("P", shape=(n,), integer=True)[i], "more than real"),
    ],
    ids=str,
)
def test_term_is_refused_with_its_reason(term, reason):
    with pytest.raises(Rejected, match=reason):
        normal(term)


def test_plain_symbols():
    assert is_plain(x) and is_plain(sympy.Dummy("x", real=True))
    assumptions = ("positive", "nonnegative", "nonpositive", "nonzero", "integer", "rational")
    assert not any(is_plain(Symbol("x", real=True, **{fact: True})) for fact in assumptions)
    assert not is_plain(Symbol("x"))


def test_parameters_are_not_caught_by_the_sums_of_the_body():
    row = define("row", (i,), Sum(X[i] * X[j], (j, 1, n)), "r")
    assert normal(row(j)) == normal(X[j] * Sum(X[i], (i, 1, n)))
    assert normal(Sum(row(j), (j, 1, n))) == normal(Sum(X[i], (i, 1, n)) ** 2)


def test_free_index_of_a_body_stays_free():
    entry = define("entry", (), X[j], "e")
    assert normal(Sum(entry(), (j, 1, n))) == normal(n * X[j])
    assert normal(Norm(entry(), (j, 1, n))) == normal(sympy.sqrt(n) * sympy.Abs(X[j]))
