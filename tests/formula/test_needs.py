"""What a formula needs to be defined is never lost with what SymPy simplifies away."""

import pytest

from provcheck.formula import parse_formula, to_claims


def claims_of(text, *given, ranges=()):
    return to_claims(parse_formula(text, ranges=ranges, given=given))


@pytest.mark.parametrize(
    ("given", "assumed"),
    [
        ("x/x == 1", "the denominator x is not zero"),
        ("0*log(x) <= 1", "the argument x of log is positive"),
        ("sqrt(x) - sqrt(x) >= 0", "the argument x of sqrt is at least zero"),
    ],
)
def test_a_condition_that_simplifies_to_true_still_says_where_it_is_defined(given, assumed):
    (claim,) = claims_of("x**2 >= 0", given)
    assert assumed in [hypothesis.name for hypothesis in claim.hypotheses]


def test_a_condition_that_keeps_its_needs_says_them_once():
    (claim,) = claims_of("x >= 0", "sqrt(x) <= 1")
    assert [hypothesis.name for hypothesis in claim.hypotheses] == ["√x ≤ 1"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("x/x <= 1", ["check/formula", "check/defined"]),
        ("0*gamma(x) == 0", ["check/formula", "check/understood"]),
        ("x**y - x**y == 0", ["check/formula", "check/understood"]),
        ("x**y*0 + 0*log(x) == 0", ["check/formula", "check/defined"]),
    ],
)
def test_only_what_has_no_value_is_claimed_to_be_undefined(text, names):
    """gamma(-1/2) and 0**2 are numbers, though x > 0 is asked for them here."""
    assert [claim.name for claim in claims_of(text)] == names
