"""The space of a small two-layer net, as a pack would declare it."""

from fractions import Fraction
from functools import reduce

import sympy

from provcheck.reference.norms import norm
from provcheck.statement.space import ActivationChoice, Array, Constant, Index, Real, Size, Space


def largest_row_norm(values):
    """The smallest B_x that the hypotheses allow, for any number type."""
    norms = [norm(row) for row in values["X"]]
    if isinstance(norms[0], float):
        return max(norms)
    return reduce(lambda left, right: left.max(right), norms)


class Net:
    """Symbols and the space of a small two-layer net."""

    p, d, n = sympy.symbols("p d n", integer=True, positive=True)
    i, j, k = sympy.symbols("i j k", integer=True)
    B = sympy.Symbol("B", nonnegative=True)
    beta = sympy.Symbol("beta", positive=True)
    M = sympy.Symbol("M", positive=True)
    W = sympy.IndexedBase("W", shape=(p, d), real=True)
    X = sympy.IndexedBase("X", shape=(n, d), real=True)
    space = Space(
        (
            Size(p),
            Size(d),
            Size(n),
            Index(i, n),
            ActivationChoice(),
            Real(beta, low=Fraction(0), open_low=True),
            Array(W, (p, d)),
            Array(X, (n, d)),
            Real(B, at_least=largest_row_norm),
            Constant(M, {"sigmoid": beta / 4, "tanh": sympy.Integer(1), "softplus": beta / 4}),
        )
    )
