"""Identities that hold are found, and nothing else is."""

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import (
    Abs,
    Max,
    Min,
    Rational,
    Sum,
    cos,
    cosh,
    exp,
    gamma,
    log,
    sin,
    sinh,
    sqrt,
    tanh,
)
from sympy import cbrt as cube_root

from provcheck.errors import Rejected
from provcheck.identities import require_identity
from provcheck.statement import Norm, define
from tests.soundness.trial import X, a, b, i, n, t, x, y

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
    (sin(x) ** 2 + cos(x) ** 2, sympy.Integer(2)), (cos(x) ** 2 - sin(x) ** 2, sympy.Integer(1)),
    (sin(2 * x), 2 * sin(x)), (sin(x + y), sin(x) * cos(y) - cos(x) * sin(y)),
    (sin(x / 2), sin(x) / 2), (sin(-x), sin(x)), (sin(x), cos(y)), (sin(25 * x), sin(24 * x)),
    (sqrt(x**2), x), (log(x * y), log(x) + log(y)), (log(x**2), 2 * log(x)),
    (sqrt(x * y), sqrt(x) * sqrt(y)), (cube_root(1 + x), (1 + x) ** Rational(1, 5)),
    (cube_root(x), cube_root(x) ** 2), (cube_root(x), sqrt(x)), (gamma(x), gamma(x + 1)),
    (Max(x, y), Min(x, y)), (Max(x, y), x), (x**y, y**x), (x**y, x ** (2 * y)), (log(x), log(y)),
    (sqrt(x), sqrt(y)), (1 / sqrt(x), sqrt(x)), (gamma(x), log(x)),
    (sin(x + sympy.pi, evaluate=False), sin(x)), (sin(x / 2), sqrt((1 - cos(x)) / 2)),
    (cos(x + 2 * sympy.pi / 3, evaluate=False), cos(x)), (cos(x * y), cos(x) * cos(y)),
    (sympy.Pow(x**2, Rational(3, 2), evaluate=False), x**3), (Max(x, -x), x), (Abs(1 / x), 1 / x),
    (sympy.Pow(x**2, Rational(1, 3), evaluate=False), cube_root(x)), (sqrt(x**2) / x, x / x),
    (tanh(x / 2), (1 - exp(x)) / (1 + exp(x))), ((x**2) ** y, Abs(x) ** y),
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
    (sin(x) ** 2 + cos(x) ** 2, sympy.Integer(1)), (sin(2 * x), 2 * sin(x) * cos(x)),
    (cos(2 * x), 1 - 2 * sin(x) ** 2), (sin(3 * x), 3 * sin(x) - 4 * sin(x) ** 3),
    (sin(x + y), sin(x) * cos(y) + cos(x) * sin(y)), (sin(x / 2) ** 2, (1 - cos(x)) / 2),
    (cos(x + y) + cos(x - y), 2 * cos(x) * cos(y)), (1 / cos(x) ** 2, 1 + (sin(x) / cos(x)) ** 2),
    (sin(2 * x) / cos(2 * x), 2 * sin(x) * cos(x) / (cos(x) ** 2 - sin(x) ** 2)),
    (log(a * b), log(a) + log(b)), (sqrt(a * b), sqrt(a) * sqrt(b)), (sqrt(x) ** 2, x),
    (sqrt(1 + x) / (1 + x), 1 / sqrt(1 + x)), (cube_root(1 + x) ** 3 * y, y * (x + 1)),
    (x ** Rational(-1, 3) * x, cube_root(x) ** 2), (x**y * x ** (1 - y), x),
    ((1 + x) ** y, exp(y * log(1 + x), evaluate=False)), (2 * log(1 + x) - log(1 + x), log(x + 1)),
    (gamma(x + 1) / gamma(1 + x), sympy.Integer(1)), (Max(x, y) - Max(y, x), sympy.Integer(0)),
    (1 / (1 + sqrt(2)), sqrt(2) - 1), (exp(1), sympy.E * 1),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right"), SAME, ids=str)
def test_the_same(left, right):
    require_identity(left, right)
    with pytest.raises(Rejected):
        require_identity(left, right + 1)


SQUARES = sympy.sin(x) ** 2 + sympy.cos(x) ** 2
ANGLES = [
    (SQUARES, sympy.Integer(1)), (sympy.sin(2 * x), 2 * sympy.sin(x) * sympy.cos(x)),
    (sympy.cos(3 * x), 4 * sympy.cos(x) ** 3 - 3 * sympy.cos(x)),
    (sympy.sin(x + y) * sympy.sin(x - y), sympy.sin(x) ** 2 - sympy.sin(y) ** 2),
    (sympy.sin(-5 * x), -sympy.sin(2 * x + 3 * x)), (1 / SQUARES, sympy.Integer(1)),
    (sympy.cos(x) ** 4 - sympy.sin(x) ** 4, sympy.cos(2 * x)),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right"), ANGLES, ids=str)
def test_angles_are_taken_apart(left, right):
    with pytest.raises(Rejected):
        require_identity(left, right + sympy.sin(x) / 10**9)
    require_identity(left, right)


WHERE_POSITIVE = [
    (log(x * y), log(x) + log(y), (x, y)), (sqrt(x**2), x, (x,)), (Abs(x), x, (x,)),
    (sqrt(x * y), sqrt(x) * sqrt(y), (x, y)),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "positive"), WHERE_POSITIVE, ids=str)
def test_what_holds_for_positive_numbers_is_only_seen_there(left, right, positive):
    with pytest.raises(Rejected):
        require_identity(left, right)
    with pytest.raises(Rejected):
        require_identity(left, right, lambda term: term == y)
    require_identity(left, right, lambda term: term in positive)


U = 2 - sympy.sin(x)  # positive, and not by its form
OPAQUE = [
    (x * log(U) / x, log(U), log(2 + sympy.sin(x))), (sqrt(U) * (1 + x) - x * sqrt(U), sqrt(U), U),
    (1 / sqrt(U) * (y + 1) - y / sqrt(U), 1 / sqrt(U), sqrt(U)), (x ** sympy.Rational(1, 3) * y / y,
     x ** sympy.Rational(1, 3), x ** sympy.Rational(2, 3)),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "other"), OPAQUE, ids=str)
def test_logarithms_and_roots_of_what_may_be_negative_are_names(left, right, other):
    require_identity(left, right)
    with pytest.raises(Rejected):
        require_identity(left, other)


LEAVES = st.sampled_from([x, y, sympy.Integer(2), sympy.Integer(-1), sympy.Rational(1, 3)])


def _grown(terms):
    pairs = st.tuples(terms, terms)
    return (pairs.map(lambda p: p[0] + p[1]) | pairs.map(lambda p: p[0] * p[1])
            | terms.map(lambda a: 1 / (a**2 + 1)) | terms.map(tanh) | terms.map(sin)
            | terms.map(lambda a: cos(2 * a)) | terms.map(lambda a: sqrt(a**2 + 1)))  # fmt: skip


TERMS = st.recursive(LEAVES, _grown, max_leaves=5)


@settings(max_examples=60, deadline=None)
@given(TERMS, TERMS)
def test_what_is_accepted_is_equal_at_points(left, right):
    """A random pair, and a pair that is the same but for its form."""
    for other in (right, sympy.expand(left), sympy.expand_trig(left)):
        try:
            require_identity(left, other)
        except Rejected:
            continue
        point = {x: sympy.Rational(3, 7), y: sympy.Rational(-5, 11)}
        assert abs(sympy.N((left - other).subs(point), 30)) < 10**-20, (left, other)
