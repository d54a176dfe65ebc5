"""Suprema against closed forms that share no code with the search."""

from fractions import Fraction

import pytest
import sympy
from sympy import Abs, Max, Rational, exp, oo, sqrt, tanh

from provcheck.engines.supremum import enclose_supremum
from provcheck.errors import DomainError, StatementError
from provcheck.statement.evaluate import ball

x = sympy.Symbol("x", real=True)
sigmoid = 1 / (1 + exp(-x))
TIGHT = Fraction(1, 10**10)

KNOWN = [
    ("sigmoid'", sympy.diff(sigmoid, x), -oo, oo, Rational(1, 4)),
    ("|sigmoid''|", Abs(sympy.diff(sigmoid, x, 2)), -oo, oo, 1 / (6 * sqrt(3))),
    ("|tanh''|", Abs(sympy.diff(tanh(x), x, 2)), -oo, oo, 4 / (3 * sqrt(3))),
    ("|tanh'''|", Abs(sympy.diff(tanh(x), x, 3)), -oo, oo, sympy.Integer(2)),
    ("sigmoid, not attained", sigmoid, -oo, oo, sympy.Integer(1)),
    ("x exp(-x)", x * exp(-x), 0, oo, exp(-1)),
    ("x^2/(1+x^2), not attained", x**2 / (1 + x**2), -oo, oo, sympy.Integer(1)),
    ("x/(1+x^2)", x / (1 + x**2), -oo, oo, Rational(1, 2)),
    ("attained at an end", exp(x), -oo, 0, sympy.Integer(1)),
    ("from the right of the peak", x * exp(-x), 2, oo, 2 * exp(-2)),
    ("a polynomial", x * (1 - x), 0, 1, Rational(1, 4)),
    ("two rates", exp(-x / 2) - exp(-x / 3), 0, oo, sympy.Integer(0)),
    ("a maximum of two", Max(x * exp(-x), exp(-x) / 2), 0, oo, Rational(1, 2)),
    ("|g| at its most negative", Abs(x * exp(-x) - 1), 0, oo, sympy.Integer(1)),
    ("a factor of |g|", exp(-x) * Abs(x * exp(-x) - 1), 0, oo, sympy.Integer(1)),
    ("|g| where -g is larger", Abs(x**2 - x - 1), 0, 1, Rational(5, 4)),
    ("|g| at both ends alike", Abs(x**3 - x / 4), -1, 1, Rational(3, 4)),
    ("|max|", Abs(Max(x - 2, -x - 2)), -1, 1, sympy.Integer(2)),
    ("|g| below its tail", Abs(exp(-x) - 1), 0, oo, sympy.Integer(1)),
    ("|g| towards -1", Abs(x * exp(-x) - 1), Rational(1, 2), oo, sympy.Integer(1)),
    ("|g| to the left", Abs(1 - 2 * sigmoid), -oo, 0, sympy.Integer(1)),
    ("a peak far out", x**10 * exp(-x / 3), 0, oo, 30**10 * exp(-10)),
]


@pytest.mark.parametrize(("name", "body", "low", "high", "value"), KNOWN, ids=[k[0] for k in KNOWN])
def test_known_suprema(name, body, low, high, value):
    tolerance = TIGHT * max(1, int(value))
    found = enclose_supremum(body, x, low, high, tolerance)
    exact = sympy.Rational(str(sympy.N(value, 40)))
    assert found.decided and 0 <= found.high - found.low <= tolerance
    slack = Fraction(1, 10**20)
    assert found.low - slack <= Fraction(int(exact.p), int(exact.q)) <= found.high + slack
    nudged = Fraction(int(exact.p), int(exact.q)) * (1 - Fraction(1, 10**9)) - Fraction(1, 10**9)
    assert found.low > nudged, "a constant nudged down by 1e-9 is refuted"
    assert found.boxes < 1000


@pytest.mark.parametrize(
    ("body", "low", "high", "reason"),
    [
        (x, 0, oo, "without bound"),
        (exp(x), -oo, oo, "exponentially"),
        (x * exp(-x), -oo, oo, "exponentially|without bound"),
        (1 / (x - Rational(1, 3)), 0, 1, "pole"),
        (tanh(1 / (x - Rational(1, 3))), 0, 1, "pole"),
        (1 / x**2, -oo, oo, "pole"),
        (exp(-(x**2)), -oo, oo, "rational"),
        (sympy.sin(x), 0, oo, "polynomial"),
        (sqrt(x), -1, 1, "undefined"),
    ],
)
def test_unbounded_or_undefined_functions_are_undecided_with_a_reason(body, low, high, reason):
    found = enclose_supremum(body, x, low, high, TIGHT)
    assert not found.decided and found.high is None
    assert any(words in found.reason for words in reason.split("|"))


def test_a_size_is_searched_once_for_both_signs():
    curvature = sympy.diff(sigmoid, x, 2)
    found = enclose_supremum(Abs(curvature), x, -16, 16, Fraction(1, 10**6))
    above = enclose_supremum(curvature, x, -16, 16, Fraction(1, 10**6))
    assert found.decided and found.boxes <= above.boxes + 2 and found.boxes < 25


def test_balls_of_further_symbols_are_met_in_all_their_values():
    a, steepness = sympy.Symbol("a", positive=True), ball(2).union(ball(Fraction(9, 4)))
    body = Abs(a * x * exp(-a * x) - a)
    found = enclose_supremum(body, x, 0, 3, Fraction(1, 2), values={"a": steepness})
    assert found.decided and found.low <= 2 and Fraction(9, 4) <= found.high


def test_a_tolerance_below_the_precision_is_not_reached():
    found = enclose_supremum(Abs(x**2 - x / 3), x, 0, 1, Fraction(1, 10**60), bits=64)
    two_thirds = Fraction(2, 3)
    assert found.low <= two_thirds <= found.high and found.boxes < 1000


def test_too_few_boxes_are_admitted():
    found = enclose_supremum(sympy.sin(x) * x, x, 0, 10, TIGHT, max_boxes=5)
    assert not found.decided and found.high > found.low and "wider" in found.reason


def test_ends_that_are_no_floats_are_points_too():
    third = Rational(1, 3)
    found = enclose_supremum(-x, x, third, 2, TIGHT)
    assert found.decided and found.at == Fraction(1, 3)
    assert found.low <= -Fraction(1, 3) <= found.high
    assert enclose_supremum(x, x, 0, third, TIGHT).at == Fraction(1, 3)


def test_a_function_with_kinks_needs_no_derivative():
    found = enclose_supremum(Abs(x) - Abs(x) ** 2, x, -2, 2, Fraction(1, 1000))
    assert found.decided and found.low <= Fraction(1, 4) <= found.high


def test_what_cannot_be_asked_is_refused():
    with pytest.raises(DomainError):
        enclose_supremum(x, x, 1, 0, TIGHT)
    with pytest.raises(DomainError):
        enclose_supremum(x, x, 0, 1, 0)
    with pytest.raises(DomainError, match="not rational"):
        enclose_supremum(x, x, 0, sympy.pi, TIGHT)
    with pytest.raises(StatementError):
        enclose_supremum(sympy.Function("g")(x), x, 0, 1, TIGHT)
