"""Identities that hold are found, and nothing else is."""

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Abs, Sum, cosh, exp, sinh, tanh

from provcheck.errors import Rejected
from provcheck.identities import require_identity
from provcheck.statement import Norm, define
from tests.soundness.trial import X, i, n, t, x, y

OTHER = sympy.Symbol("reciprocal 0", real=True)
HIDDEN = define("hidden_reciprocal", (), OTHER, "h")
S = 1 / (1 + exp(-x))
DIFFERENT = [
    (x, y), (x, -x), (1 / x, x), (Abs(x), x), (tanh(x), tanh(y)), (sinh(x), cosh(x)),
    (1 / (x + 1), 1 / x + 1), (S, 1 - S), (exp(1 / x), exp(x)), (1 / x**2, 1 / x),
    (sympy.sin(x), sympy.cos(x)), (sympy.erf(x), sympy.atan(x)), (1 / (1 + 1 / x), 1 + x),
    (1 / x, OTHER), (OTHER, 1 / x), (1 / x, HIDDEN()), (x / y, y / x), (sinh(2 * x), 2 * sinh(x)),
    (x, sympy.Symbol("x", positive=True)),
    (Sum(1 / X[i], (i, 1, n)), n / X[i]), (Norm(1 / X[i], (i, 1, n)) ** 2, n / X[i] ** 2),
    (x, sympy.Float(1.0) * x), (x, x + sympy.Rational(1, 10**30)), (0 * x, sympy.zoo),
    (tanh(x), (exp(x) - exp(-x)) / (exp(x) + exp(-2 * x))),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right"), DIFFERENT, ids=str)
def test_not_the_same(left, right):
    with pytest.raises(Rejected):
        require_identity(left, right)


SAME = [
    (S * (1 - S), exp(-x) / (1 + exp(-x)) ** 2), (tanh(x), 2 / (1 + exp(-2 * x)) - 1),
    (cosh(x) ** 2 - sinh(x) ** 2, sympy.Integer(1)), (1 / (1 + 1 / x), x / (x + 1)),
    ((x**2 - y**2) / (x - y), x + y), (1 / x - 1 / y, (y - x) / (x * y)),
    (1 - tanh(x) ** 2, 1 / cosh(x) ** 2), (sinh(2 * x), 2 * sinh(x) * cosh(x)),
    (x**-2 * y / (1 / x), y / x), (exp(1 / x) * exp(-1 / x), sympy.Integer(1)),
    (Abs(x) ** 2, x**2), (1 / (1 / (1 + x**2)), 1 + x**2), (1 / (x + 1 / (y + 1 / t)),
     (y * t + 1) / (x * (y * t + 1) + t)), (sympy.sin(x + y) / 2, sympy.sin(y + x) * 2 / 4),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right"), SAME, ids=str)
def test_the_same(left, right):
    require_identity(left, right)
    with pytest.raises(Rejected):
        require_identity(left, right + 1)


LEAVES = st.sampled_from([x, y, sympy.Integer(2), sympy.Integer(-1), sympy.Rational(1, 3)])


def _grown(terms):
    pairs = st.tuples(terms, terms)
    return (pairs.map(lambda p: p[0] + p[1]) | pairs.map(lambda p: p[0] * p[1])
            | terms.map(lambda a: 1 / (a**2 + 1)) | terms.map(tanh))  # fmt: skip


TERMS = st.recursive(LEAVES, _grown, max_leaves=5)


@settings(max_examples=60, deadline=None)
@given(TERMS, TERMS)
def test_what_is_accepted_is_equal_at_points(left, right):
    """A random pair, and a pair that is the same but for its form."""
    for other in (right, sympy.expand(left)):
        try:
            require_identity(left, other)
        except Rejected:
            continue
        point = {x: sympy.Rational(3, 7), y: sympy.Rational(-5, 11)}
        assert abs(sympy.N((left - other).subs(point), 30)) < 10**-20, (left, other)
