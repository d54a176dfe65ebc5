"""Limits at infinity: refused where the form alone gives none, and right where it does."""

import pytest
import sympy
from sympy import Rational, atan, cos, cosh, erf, exp, gamma, log, oo, pi, sin, sqrt, tanh

from provcheck.errors import Rejected
from provcheck.infinity import limit_at_infinity

x, y = sympy.symbols("x y", real=True)


@pytest.mark.parametrize(
    "term",
    [
        x - sqrt(x),
        x * exp(-x),
        exp(x) / x,
        1 / (atan(x) - pi / 2),
        (1 + 1 / x) ** x,
        x ** (1 + 1 / x),
        2**x,
        sin(x),
        x * sin(1 / x),
        log(1 / x - 1),
        sqrt(1 / x - 1),
        gamma(x),
        x + y,
        x * (tanh(1) - (exp(2) - 1) / (exp(2) + 1)),
    ],
    ids=str,
)
def test_an_undetermined_form_has_no_limit(term):
    with pytest.raises(Rejected):
        limit_at_infinity(term, x, "high")


@pytest.mark.parametrize(
    ("term", "side", "limit"),
    [
        (x**3, "low", -oo),
        (x**2, "low", oo),
        (x**-3, "low", 0),
        (-2 * x + 5, "high", -oo),
        (exp(-x), "high", 0),
        (exp(-x), "low", oo),
        (x * exp(x), "high", oo),
        (1 / (2 - exp(-x)), "high", Rational(1, 2)),
        (pi / 2 - atan(x) - 1 / x, "high", 0),
        (erf(x) + 1, "low", 0),
        (tanh(x) * (x + 1), "low", oo),
        (cosh(x), "low", oo),
        (log(exp(-x)), "high", -oo),
        (log(2 + 1 / x), "high", log(2)),
        (sqrt(1 / x), "high", 0),
        (x ** Rational(-1, 2), "high", 0),
        (cos(1 / x) + sin(1 / x), "high", 1),
        (abs(x) - exp(x), "low", oo),
        (7, "high", 7),
    ],
    ids=str,
)
def test_limits_by_their_parts(term, side, limit):
    assert limit_at_infinity(sympy.sympify(term), x, side) == limit
    if sympy.sympify(term).free_symbols:  # SymPy's own algorithm, which shares no code
        assert sympy.limit(term, x, oo if side == "high" else -oo) == limit
