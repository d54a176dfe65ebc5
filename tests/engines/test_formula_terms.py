"""Terms over generators are the same terms, and are told apart by kind."""

from fractions import Fraction

import pytest
import sympy
from sympy import Rational, cosh, exp, log, pi, sin, sqrt, tanh

from provcheck.engines.formula_terms import (
    as_rational_function,
    in_exponentials,
    is_algebraic,
    is_polynomial_in,
    only_exponential,
    product_of,
)
from provcheck.errors import Rejected
from provcheck.identities import require_identity
from tests.engines.formula_goals import x, y

TERMS = [
    exp(2 * x) - 2 * exp(x) + 1,
    x**2 * exp(-x) - x * exp(-2 * x),
    (x**2 - y**2) / (x - y) * sqrt(x),
    exp(x / 2 + y) * log(x) + exp(y),
    tanh(x) - tanh(x) ** 3,
]


@pytest.mark.parametrize("term", TERMS, ids=str)
def test_another_form_is_the_same_term(term):
    rational, names = as_rational_function(term)
    product = product_of(in_exponentials(term))
    whole = product.number * sympy.Mul(*(base**power for base, power in product.powers))
    for form in (rational.xreplace(names), in_exponentials(term), whole):
        require_identity(term, form)
        with pytest.raises(Rejected):
            require_identity(term, form + Rational(1, 10**6))


def test_a_square_is_taken_out():
    assert dict(product_of(x**3 - 2 * x**2 + x).powers) == {x: 1, x - 1: 2}


def test_kinds():
    assert not is_polynomial_in(x / y, (x, y)) and not is_polynomial_in(sqrt(2) * x, (x,))
    assert is_polynomial_in(x * y + Rational(1, 2), (x, y))
    assert (
        only_exponential(exp(x) + x, x) is None and only_exponential(exp(x) * exp(x**2), x) is None
    )
    assert only_exponential(cosh(x), x) == 1
    assert only_exponential(exp(x / 2) + exp(x / 3), x) == Fraction(1, 6)
    assert is_algebraic(sqrt(x) / (1 + x)) and not is_algebraic(sin(x)) and not is_algebraic(pi * x)
