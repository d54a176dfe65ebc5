"""Tokens: exact numbers, Unicode, and characters that mean nothing."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provcheck.errors import FormulaError
from provcheck.formula.fault import Source
from provcheck.formula.tokens import plain_name, tokenize


def texts(text):
    return [token.text for token in tokenize(Source(text))[:-1]]


@pytest.mark.parametrize(
    "text", ["x.y", "x__y", "_x", "f'(x)", "'x'", '"x"', "x:y", "@", "#", "$x"]
)
def test_what_is_no_formula_is_refused(text):
    with pytest.raises(FormulaError):
        tokenize(Source(text))


@pytest.mark.parametrize(
    "text, value",
    [
        ("0.1", Fraction(1, 10)),
        ("1e-3", Fraction(1, 1000)),
        (".5", Fraction(1, 2)),
        ("3.", Fraction(3)),
        ("2.50E+2", Fraction(250)),
        ("00012", Fraction(12)),
        ("0e0", Fraction(0)),
    ],
)
def test_a_decimal_is_the_rational_that_it_denotes(text, value):
    (token, _) = tokenize(Source(text))
    assert (token.kind, token.value) == ("number", value)


@settings(derandomize=True)
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=0, places=None))
def test_every_decimal_is_exact(decimal):
    if not abs(decimal.adjusted()) < 900 or abs(decimal.as_tuple().exponent) > 900:
        return
    (token, _) = tokenize(Source(f"{decimal:e}"))
    assert token.value == Fraction(decimal)


@pytest.mark.parametrize("text", ["1e1001", "1e-1001", "1" * 1001, "1e99999999999999999999"])
def test_numbers_that_are_too_long_are_refused(text):
    with pytest.raises(FormulaError, match="more than 1000 digits"):
        tokenize(Source(text))


def test_unicode_means_the_same_as_its_plain_form():
    assert texts("−x·y ≤ λ² × √π ≥ ∞ ≠ β⁻¹") == (
        "- x * y <= lambda ^ ( 2 ) * √ pi >= oo != beta ^ ( - 1 )".split()
    )


@pytest.mark.parametrize(
    "text, name",
    [
        ("λ", "lambda"),
        ("lamda", "lambda"),
        ("λ_c", "lambda_c"),
        ("λ₁₂", "lambda_12"),
        ("x_σ", "x_sigma"),
        ("x_1", "x_1"),
    ],
)
def test_one_name_whichever_way_it_is_typed(text, name):
    assert plain_name(text) == name
    assert texts(text) == [name]


def test_a_number_before_a_name_is_a_token_of_its_own():
    assert texts("2x 2e 3exp 2πx") == ["2", "x", "2", "e", "3", "exp", "2", "pi", "x"]


def test_positions_are_those_of_the_text():
    assert [token.at for token in tokenize(Source("  x <= 1.5 "))] == [2, 4, 7, 11]


def test_a_look_alike_letter_is_named():
    with pytest.raises(FormulaError, match=r"U\+0445, CYRILLIC SMALL LETTER HA"):
        tokenize(Source("х <= 1"))


def test_a_text_that_is_too_long_is_refused():
    with pytest.raises(FormulaError, match="1000000 characters; at most 10000"):
        tokenize(Source("x" * 1_000_000))
