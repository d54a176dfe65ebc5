"""Signs and forms of terms against exact values at points."""

from fractions import Fraction

import pytest
import sympy
from sympy import Rational, cos, exp, sqrt, tanh

from provcheck.engines.arb_closures import compiled
from provcheck.engines.narrow_terms import derivative, narrow
from provcheck.statement.evaluate import ball

x, a = sympy.symbols("x a", real=True)
SIGMOID = 1 / (1 + exp(-x))
THIRD = derivative(sympy.diff(SIGMOID, x, 2), x, ("x",))
BITS = 128
TERMS = [
    THIRD,
    derivative(THIRD, x, ("x",)),
    -2 * (x - 1) * (x + 2) ** 3 / (x**2 + 1),
    (x**2 - 3) * (x**2 + x + 1) * x**2,
    (Rational(1, 2) - x / 3) * (x**4 - 7 * x**2 + 4),
    (exp(x) - 1) * (exp(2 * x) + 3 * exp(x) + 2) * (exp(x) + 2),
    (tanh(x) ** 2 - 1) * (3 * tanh(x) ** 2 - 1) * tanh(x),
    (2 * cos(x) - 1) * (cos(x) - 1) * (cos(x) + 3) * (x**2 - sqrt(2)),
    -(x**3) + sympy.sin(x) - exp(x) / 7,
    exp(x / 2) / (1 + exp(x / 3)) - x,
    sympy.Integer(-3),
]


def _sign_over(term, low, high):
    written, signs = narrow(term, x, BITS)
    program = compiled([*signs.parts, written], ("x",))
    registers = program.begin([ball(low).union(ball(high))])
    reached = [program.reach(registers, number) for number in range(len(signs.parts) + 1)]
    return signs.at(reached[:-1]), reached[-1]


def test_a_sign_that_changes_inside_is_not_claimed():
    for term, low, high in (
        (x**2 - 3, 1, 2),
        ((x - 1) * (x - 2) * (x - 3), Fraction(5, 2), 4),
        (-exp(x) + 2, 0, 1),
        (2 * exp(x) - 1, -1, 0),
        (THIRD, 1, 2),  # 0 at log(2 + √3)
        (tanh(x) * exp(-x), Fraction(-1, 100), 7),
    ):
        assert _sign_over(term, low, high)[0] == 0


@pytest.mark.parametrize("term", TERMS, ids=str)
def test_a_sign_over_an_interval_is_that_of_every_point(term):
    claimed, plain = 0, compiled([term], ("x",))
    for start in range(-24, 24, 3):
        for width in (Fraction(1, 8), Fraction(1, 2), Fraction(2), Fraction(9)):
            low = Fraction(start, 5)
            sign, value = _sign_over(term, low, low + width)
            claimed += sign != 0
            for share in range(9):
                point = low + width * Fraction(share, 8)
                exact = plain.reach(plain.begin([ball(point)]), 0)
                assert not sign * exact < 0, (low, width, point)
                assert value.overlaps(exact)
    assert claimed > 20


def test_a_sign_is_seen_where_the_product_of_balls_has_none():
    sign, value = _sign_over(THIRD, 2, 4)
    assert sign == 1 and value.contains(0)


def test_roots_outside_the_values_of_a_part_are_settled_beforehand():
    sign, parts, roots = narrow((exp(x) + 1) * (exp(x) - 2) * (tanh(x) - 1) * exp(-x), x, BITS)[1]
    assert (sign, parts) == (-1, (exp(x),)) and len(roots[0]) == 1


def test_a_term_in_two_symbols_has_the_sign_of_its_ball():
    _, signs = narrow((a * x - 1) * x, x, BITS)
    program = compiled(signs.parts, ("x", "a"))
    for at_x, at_a, sign in ((ball(1), ball(3), 1), (ball(1), ball(0).union(ball(2)), 0)):
        registers = program.begin([at_x, at_a])
        assert signs.at([program.reach(registers, n) for n in range(len(signs.parts))]) == sign
