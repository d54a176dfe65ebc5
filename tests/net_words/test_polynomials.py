"""A polynomial in a shorter form is the same polynomial."""

import random
from fractions import Fraction

import pytest
import sympy

from provcheck.net_words.names import plain
from provcheck.net_words.polynomials import equation, grouped, sides, spelled, value
from provcheck.statement.nets import Polynomial
from tests.net_words.settings import bottleneck, polynomial


def of(expression) -> Polynomial:
    poly = sympy.Poly(sympy.expand(expression))
    return Polynomial(
        tuple(
            (
                Fraction(int(c.p), int(c.q)),
                tuple((g.name, k) for g, k in zip(poly.gens, powers, strict=True) if k),
            )
            for powers, c in poly.terms()
        )
    )


def plainly(total: Polynomial, at) -> Fraction:
    result = Fraction(0)
    for coefficient, powers in total.terms:
        for name, k in powers:
            coefficient *= at[name] ** k
        result += coefficient
    return result


x, y, z = sympy.symbols("x1_1 x2_1 x3_1")
a, b = sympy.symbols("W1_1_1 b1_1")
F = {f"{i}{c}": sympy.Symbol(f"F{i}_{c}") for i in range(1, 5) for c in range(1, 4)}
MINOR = sympy.Matrix(3, 3, lambda i, j: F[f"{i + 1}{j + 1}"] - F[f"4{j + 1}"]).det()
EXAMPLES = [
    x - y,
    y - x,
    3 * x * y**2 - 6 * z,
    (x - y) * (z - x) * (a + b),
    -a * (x - y) ** 3,
    x * F["21"] - y * F["11"],
    sympy.Rational(1, 3) * (x + y + z) ** 2,
    x**4 + 1,
    MINOR,
]


@pytest.mark.parametrize("expression", EXAMPLES, ids=str)
def test_the_shorter_form_has_the_same_values(expression):
    total = of(expression)
    short = grouped(total)
    draw = random.Random(5)
    for _ in range(5):
        at = {n.name: Fraction(draw.randint(-9, 9), draw.randint(1, 5)) for n in (x, y, z, a, b)}
        at |= {s.name: Fraction(draw.randint(-9, 9)) for s in F.values()}
        assert value(short, at) == plainly(total, at)
        left, right = sides(short)
        assert value(left, at) - value(right, at) in (value(short, at), -value(short, at))


@pytest.mark.parametrize(
    ("total", "text"),
    [
        (of(y - x), "x2_1 − x1_1"),
        (of((x - y) * a), "W1_1_1·(x1_1 − x2_1)"),
        (of((y - x) * a), "W1_1_1·(x2_1 − x1_1)"),
        (of(sympy.Rational(1, 2) * x), "x1_1/2"),
        (of(-2 * x**2), "−2·x1_1²"),
        (polynomial(), "0"),
        (polynomial((3, {})), "3"),
        (polynomial((1, {"x1_1": 1}), (-1, {"x1_1": 1})), "0"),
    ],
)
def test_how_a_polynomial_reads(total, text):
    shown = spelled(grouped(total), plain).text
    assert shown.replace("\N{NO-BREAK SPACE}", " ") == text


def test_two_products_are_found_in_eight_terms():
    text = equation(grouped(bottleneck()), plain).text.replace("\N{NO-BREAK SPACE}", " ")
    assert text == "(F1_1 − F3_1)(F2_2 − F3_2) = (F1_2 − F3_2)(F2_1 − F3_1)"


def test_a_large_polynomial_is_left_as_it_is():
    many = of(sum((n + 1) * x**n * y ** (50 - n) for n in range(51)))
    assert len(grouped(many).products) == 51
