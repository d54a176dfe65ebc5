"""What is asked of SymPy terms."""

import pytest
import sympy

from provcheck.formula.build import symbol
from provcheck.formula.constants import Sign
from provcheck.formula.terms import (
    KNOWN,
    foreign,
    largest_bits,
    largest_exponent,
    needs_of,
    root_bits,
    shows,
    size,
)
from provcheck.statement.evaluate import ball, evaluate

x, y = symbol("x"), symbol("y")


@pytest.mark.parametrize(
    "term",
    [sympy.I * x, sympy.oo, sympy.zoo, sympy.nan, sympy.sign(x), sympy.Float(0.1), sympy.re(x**x),
     sympy.Heaviside(x), sympy.polygamma(0, x), sympy.floor(x), sympy.Sum(x, (y, 1, 2)), x < 1]
)  # fmt: skip
def test_strangers_are_found(term):
    assert foreign(sympy.sin(term) if isinstance(term, sympy.Expr) else term) is not None


@pytest.mark.parametrize("kind", [k for k in KNOWN if isinstance(k, type)])
def test_each_known_function_has_a_meaning_in_balls(kind):
    if issubclass(kind, sympy.Function) or kind is sympy.Abs:
        half = sympy.Rational(1, 2)
        arguments = (half, sympy.Rational(1, 3)) if kind in (sympy.Max, sympy.Min) else (half,)
        assert evaluate(kind(*arguments, evaluate=False), {}, ball).is_finite()


def test_sizes():
    assert size(x + 2 * y) == 5
    assert size(x + 2 * y, 3) == 3
    assert largest_bits(x + 1) == 0
    assert largest_bits(x / 1024) == 11
    assert largest_exponent(x**-7 + y**3) == 7
    assert largest_exponent(x) == 1
    assert root_bits(sympy.sqrt(6) * x * sympy.sqrt(y)) == 3


@pytest.mark.parametrize(
    "term, needed",
    [
        (1 / x, [(x, Sign.NONZERO)]),
        (sympy.sqrt(x), [(x, Sign.NONNEGATIVE)]),
        (x ** sympy.Rational(-1, 2), [(x, Sign.POSITIVE)]),
        (x**y, [(x, Sign.POSITIVE)]),
        (sympy.log(1 / x), [(1 / x, Sign.POSITIVE), (x, Sign.NONZERO)]),
        (sympy.exp(x) * x**2, []),
    ],
)
def test_needs(term, needed):
    assert needs_of(term) == needed


def test_a_weaker_need_does_not_show_a_stronger_one():
    root = {(x, Sign.NONNEGATIVE)}
    assert not shows(root, x, Sign.NONZERO)
    assert not shows(root, x, Sign.POSITIVE)
    assert not shows({(x, Sign.NONZERO)}, x, Sign.NONNEGATIVE)
    assert shows({(x, Sign.POSITIVE)}, x, Sign.NONNEGATIVE)
    assert shows({(x, Sign.NONZERO), (y, Sign.POSITIVE)}, 2 * x * y**2, Sign.NONZERO)
    assert not shows({(x, Sign.NONZERO)}, x * y, Sign.NONZERO)
