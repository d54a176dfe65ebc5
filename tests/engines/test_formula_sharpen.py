"""Best constants: brackets that hold, and closed forms that are proved."""

from fractions import Fraction

import pytest
import sympy

from provcheck.engines.budget import Budget
from provcheck.engines.closed_forms import closed_forms
from provcheck.engines.formula_sharpen import sharpen
from provcheck.errors import Rejected
from provcheck.formula import parse_formula, to_claims

BUDGET = Budget("test", 20.0, 1_000, 6)
LINE = "for x in (-oo, oo)"


def sharpened(text):
    (claim,) = to_claims(parse_formula(text))
    return sharpen(claim, budget=BUDGET, seed=0)


def test_a_number_with_no_simple_form_is_given_none():
    assert list(closed_forms(Fraction("0.22387160234715142"))) == []


@pytest.mark.parametrize(
    "form", [sympy.Rational(1, 4), sympy.sqrt(3) / 18, 3 * sympy.pi / 4, sympy.log(2), sympy.E / 3]
)
def test_a_closed_form_is_recognised_from_its_digits(form):
    assert form in list(closed_forms(Fraction(str(sympy.N(form, 40)))))


def test_an_equality_has_no_constant():
    with pytest.raises(Rejected):
        sharpened(f"x + 1 = 1 + x {LINE}")


@pytest.mark.slow
@pytest.mark.parametrize(
    "text, best",
    [
        (f"diff(1/(1 + exp(-x)), x) <= 1 {LINE}", "1/4"),
        (f"diff(1/(1 + exp(-x)), x, 2) <= 1 {LINE}", "sqrt(3)/18"),
        (f"x*exp(-x) <= 1 {LINE}", "exp(-1)"),
        ("x**2 + y**2 >= -1 for x in [-1, 1], y in [1, 2]", "1"),
        (f"tanh(x) <= 5 {LINE}", "1"),
        ("sin(x) <= 3*x for x > 0", "1"),
    ],
)
def test_the_best_constant_is_found_and_proved(text, best):
    found = sharpened(text)
    assert found.closed == sympy.sympify(best)
    assert found.proposal.derivation is not None


@pytest.mark.slow
def test_a_constant_without_closed_form_is_bracketed_to_nine_digits():
    found = sharpened(f"x*diff(1/(1 + exp(-x)), x) <= 1 {LINE}")
    assert found.closed is None
    assert 0 < Fraction(str(found.proved)) - found.certified < Fraction(1, 10**9)
