"""Bounds far out hold at every point beyond, and growing functions have none."""

from fractions import Fraction

import flint
import pytest
import sympy
from sympy import Rational, cosh, exp, sinh, tanh

from provcheck.engines.tail import tail_of
from provcheck.errors import Undecided
from provcheck.statement.evaluate import ball, evaluate

x = sympy.Symbol("x", real=True)


GROWING = [x, exp(x / 2), x * tanh(x), 1 / (exp(-x) - exp(-2 * x))]
OTHER = [exp(-(x**2)), exp(sympy.sqrt(2) * x), sympy.sin(x)]


@pytest.mark.parametrize("body", GROWING + OTHER)
def test_what_grows_or_is_not_rational_has_no_tail(body):
    with pytest.raises(Undecided):
        tail_of(body, x, {})


@pytest.mark.parametrize(
    "body",
    [
        x**5 * exp(-x),
        -(x**5) * exp(-x),
        (1 - x) / (1 + x),
        (x**2 - 3 * x) / (x**2 + 1) + exp(-x / 3) * x,
        tanh(x / 2) - tanh(2 * x / 3),
        1 / (1 + exp(-x)),
        exp(x) / (1 + exp(x)) ** 2,
        (x * exp(x) + x**3) / (exp(x) + x**2),
        1 / (1 - 2 * exp(-x)),
        x * sinh(x) / (cosh(x) * (x + 1)),
    ],
)
@pytest.mark.parametrize("reach", [Fraction(1, 2), Fraction(2), Fraction(7), Fraction(40)])
def test_a_tail_bound_is_never_exceeded(body, reach):
    try:
        tail = tail_of(body, x, {})
    except Undecided:
        assert body == (x * exp(x) + x**3) / (exp(x) + x**2)  # it grows like x
        return
    if not tail.starts_before(reach):
        assert reach < 6
        return
    bound = tail.upper(reach)
    for share in range(200):
        point = ball(reach + Fraction(share**2, 97))
        value = evaluate(body, {"x": point})
        assert not value > flint.fmpq(bound.numerator, bound.denominator)


def test_tails_close_in_on_their_limit():
    tail = tail_of((2 * x + 1) / (x + 3) + x**2 * exp(-x / 5), x, {})
    assert not tail.starts_before(Fraction(9))  # x^2 exp(-x/5) still grows until x = 10
    assert 2 <= tail.upper(Fraction(2000)) < 2 + Fraction(1, 100)
    assert Rational(str(tail.rate)) == Rational(1, 5)
