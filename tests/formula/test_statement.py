"""From text to claims: what is claimed, what is assumed, and hostile text."""

from fractions import Fraction

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from provcheck.errors import FormulaError, Rejected
from provcheck.formula import parse_formula, to_claims
from provcheck.formula.build import symbol
from provcheck.kernel import certify
from provcheck.statement.claim import Kind
from provcheck.statement.space import Real, Setting

x, y = symbol("x"), symbol("y")


def test_the_claim_of_a_formula():
    formula = parse_formula("x*(1 - x) <= 0.25", ranges=["x in [0, 1)"])
    (claim,) = to_claims(formula)
    assert claim.name == "check/formula"
    assert claim.title == formula.readable == "x·(1 - x) ≤ 1/4"
    assert claim.kind is Kind.UPPER_BOUND
    assert str(claim.source) == "check, x*(1 - x) <= 0.25"
    assert claim.relation == sympy.Le(x * (1 - x), sympy.Rational(1, 4), evaluate=False)
    assert claim.space.components == (Real(x, Fraction(0), Fraction(1), False, True),)
    assert [(h.name, h.relation) for h in claim.hypotheses] == [
        ("x ≥ 0", sympy.Ge(x, 0, evaluate=False)),
        ("x < 1", sympy.Lt(x, 1, evaluate=False)),
    ]


def test_a_false_formula_is_refuted_by_the_kernel_and_a_point_outside_its_range_is_not_one():
    (claim,) = to_claims(parse_formula("x^2 <= 1/2", ranges=["x in [0, 1]"]))
    assert certify(claim, Setting({"x": Fraction(1)}), {}).setting["x"] == 1
    for inside_or_out in (Fraction(1, 2), Fraction(2)):
        with pytest.raises(Rejected):
            certify(claim, Setting({"x": inside_or_out}), {})


def test_ranges_and_conditions_may_follow_the_formula():
    inside = parse_formula("x <= y for x in [0, 1], y > 1 given x*y <= 3")
    beside = parse_formula("x <= y", ranges=["x in [0, 1]", "y > 1"], given=["x*y <= 3"])
    assert inside.cases == beside.cases


def test_each_comparison_is_a_claim():
    claims = to_claims(parse_formula("0 <= x^2 < 4 and x = x", ranges=["x in [0, 1]"]))
    assert [claim.name for claim in claims] == [f"check/formula/{k}" for k in (1, 2, 3)]
    assert [type(claim.relation) for claim in claims] == [sympy.Le, sympy.Lt, sympy.Eq]
    assert claims[2].kind is Kind.IDENTITY


def test_each_whole_number_is_a_claim():
    claims = to_claims(parse_formula("x^n >= 0 for x >= 0, n integer in [1, 3]"))
    assert [claim.title for claim in claims] == [f"x^n ≥ 0, n = {n}" for n in (1, 2, 3)]
    assert [claim.relation.lhs for claim in claims] == [x, x**2, x**3]
    assert len({claim.digest() for claim in claims}) == 3


@pytest.mark.parametrize(
    "text, needed",
    [
        ("x/x <= 1", x**2 > 0),
        ("exp(log(x)) = x", x > 0),
        ("sqrt(x)^2 = x", x >= 0),
        ("0/x <= 1", x**2 > 0),
        ("log(x) - log(x) = 0", x > 0),
        ("diff(sqrt(x), x)*0 = 0", x >= 0),
    ],
)
def test_what_sympy_forgets_is_a_claim_of_its_own(text, needed):
    claims = to_claims(parse_formula(text))
    found = [claim.relation for claim in claims if claim.name.startswith("check/defined")]
    assert needed in found


def test_a_point_where_the_formula_has_no_value_does_not_refute_it():
    formula, defined = to_claims(parse_formula("exp(log(x)) >= 0"))
    assert formula.relation == sympy.Ge(x, 0)
    with pytest.raises(Rejected, match="the argument x of log is positive"):
        certify(formula, Setting({"x": Fraction(-1)}), {})
    assert defined.title == "the argument x of log is positive in exp(log(x)) ≥ 0"
    assert certify(defined, Setting({"x": Fraction(-1)}), {})


@pytest.mark.parametrize(
    "text", ["1/x <= 1", "log(x) <= x", "sqrt(x) <= x", "x^(1/3) <= 1", "1/(2*x*y) <= 1",
             "tan(x) >= x", "gamma(x) >= 0", "1/(1 + x^2) <= 1", "arcsin(x) <= 2"]
)  # fmt: skip
def test_what_the_relation_shows_is_not_claimed_twice(text):
    assert [claim.name for claim in to_claims(parse_formula(text))] == ["check/formula"]


def test_a_formula_without_variables_has_an_empty_space():
    (claim,) = to_claims(parse_formula("pi^2/6 > 1.644"))
    assert claim.space.components == ()


def test_a_derivative_is_shown_as_typed_and_claimed_as_taken():
    formula = parse_formula("diff(x^3, x, 2) <= d/dx (3x^2)")
    assert formula.readable == "d²/dx² (x³) ≤ d/dx (3·x²)"
    assert formula.relations == (sympy.Le(6 * x, 6 * x, evaluate=False),)


def test_an_alias_must_name_a_function():
    for formula in ("x <= 1", "σ(x) <= 1"):
        with pytest.raises(FormulaError, match="condition: 'foo' is no known function"):
            parse_formula(formula, given=["sigma is foo"])


@pytest.mark.parametrize("said", ["σ is sigmoid", "sigma is sigmoid", "σ is sigmoid, x > 0"])
def test_an_alias_is_the_function_that_it_names(said):
    assert parse_formula("σ(x) <= 1", given=[said]).readable == "sigmoid(x) ≤ 1"
    assert parse_formula(f"σ(x) <= 1 given {said}").readable == "sigmoid(x) ≤ 1"


def test_errors_as_a_user_sees_them():
    def said(text, **options):
        with pytest.raises(FormulaError) as caught:
            parse_formula(text, **options)
        return str(caught.value)

    assert said("Abs(sinn(x)) <= 1") == (
        "formula: unknown function 'sinn'; did you mean sin or sinh or asin?\n"
        "  Abs(sinn(x)) <= 1\n"
        "      ^"
    )
    assert said("x^2 >= 1/2x") == (
        "formula: what is divided by is ambiguous at 'x'; write (a/b)*c or a/(b*c).\n"
        "  x^2 >= 1/2x\n"
        "            ^"
    )
    assert said("alpha*x <= 1", ranges=["alfa in [0, 1]"]) == (
        "range: 'alfa' does not occur in the formula; its variables are α, x; did you mean alpha?\n"
        "  alfa in [0, 1]\n"
        "  ^"
    )
    assert said("x <= 1", given=["x <"]) == (
        "condition: the text ends, where a number, a name or '(' was expected.\n  x <\n     ^"
    )


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true') <= 1",
        "(lambda x: x)(1) <= 1",
        "x.__class__ <= 1",
        "().__class__.__bases__ <= 1",
        "eval(x) <= 1",
        "exec(x) <= 1",
        "open(x) <= 1",
        "Symbol(x) <= 1",
        "sympify(x) <= 1",
        "Lambda(x, x)(1) <= 1",
        "S(1) <= 1",
        "x := 1",
        "x; import os",
        "{x} <= {1",
        "f'{x}' <= 1",
        "x if x else 1 <= 1",
        "[x for x in x] <= 1",
        "*x <= 1",
        "**x <= 1",
        "x <= 1 # comment",
        "x <= 1\x00",
        "\x00",
        "\ud800",
        "x <= 1 \u202e",
        "\\input{/etc/passwd}",
        "(" * 4000 + "x" + ")" * 4000 + " <= 1",
        "x" * 1_000_000,
        "9" * 5000 + " <= x",
        "None <= None(1)",
        "True(1) <= 1",
    ],
)
@pytest.mark.parametrize("latex", [False, True])
def test_hostile_text_ends_in_a_formula_error(text, latex):
    with pytest.raises(FormulaError):
        parse_formula(text, latex=latex)
    with pytest.raises(FormulaError):
        parse_formula("x <= 1", ranges=[text], latex=latex)


def test_nothing_in_a_formula_is_looked_up_in_sympy_or_python():
    """Names that mean something to SymPy or Python are variables like any other."""
    text = "S + N + Q + beta + zeta + test + doit + print + lambda <= 1"
    (relation,) = parse_formula(text).relations
    assert {s.name for s in relation.free_symbols} == {
        "S", "N", "Q", "beta", "zeta", "test", "doit", "print", "lambda",
    }  # fmt: skip
    assert all(type(s) is sympy.Symbol for s in relation.free_symbols)


pieces = st.sampled_from(
    ["x", "y", "n", "d", "dx", "1", "0.1", "1e-3", ".", "pi", "e", "oo", "I", "+", "-", "*", "/",
     "^", "(", ")", "[", "]", ",", ";", "|", "<=", "<", "=", "!=", "and", "for", "given", "in",
     "integer", "is", " ", "\n", "√", "²", "σ", "∞", "sin", "exp(", "sum(", "diff(", "max(",
     "x in [0,1]", "n integer in [1,3]", "'", "\\", "_", "d/dx", "∂/∂x", "λ_c", "x₁"]
)  # fmt: skip


@given(st.lists(pieces, max_size=14).map(" ".join), st.lists(pieces, max_size=6).map(" ".join))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_any_pieces_end_in_a_formula_or_its_error(text, said):
    for ranges in ((), (said,)):
        try:
            claims = to_claims(parse_formula(text + " <= 1", ranges=ranges))
            assert claims and all(claim.digest() for claim in claims)
        except FormulaError as error:
            assert str(error).startswith(("formula: ", "range: "))


@given(st.text(max_size=30))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_any_text_ends_in_a_formula_or_its_error(text):
    for latex in (False, True):
        try:
            parse_formula(text, latex=latex)
        except FormulaError as error:
            assert str(error)
