r"""LaTeX is read as the plain formula that means the same."""

import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from provcheck.errors import FormulaError
from provcheck.formula import parse_formula
from provcheck.formula.fault import Source
from provcheck.formula.latex import tokenize_latex
from tests.formula.formulas import fractions, term_of, tree_of, trees


@pytest.mark.parametrize(
    "latex, plain",
    [
        (r"\frac{a}{b}", "a/b"),
        (r"\frac12 x", "(1/2)*x"),
        (r"\frac{a}{b}^2", "(a/b)^2"),
        (r"\sqrt{x+1}", "sqrt(x+1)"),
        (r"\sqrt x", "sqrt(x)"),
        (r"x^{2}y", "x^2*y"),
        (r"x^2y", "x^2*y"),
        (r"x^\alpha", "x^alpha"),
        (r"xy", "x*y"),
        (r"2x\,y", "2*x*y"),
        (r"x\cdot y \times z", "x*y*z"),
        (r"\left( x \right)", "x"),
        (r"\left| x \right|", "abs(x)"),
        (r"\left|\left|x\right| - 1\right|", "abs(abs(x) - 1)"),
        (r"\lvert x \rvert", "abs(x)"),
        (r"|x|", "abs(x)"),
        (r"\bigl( x \bigr)^2", "x^2"),
        (r"\sin(x)", "sin(x)"),
        (r"\sin x", "sin(x)"),
        (r"\sin{2x}", "sin(2*x)"),
        (r"\sin^2(x)", "sin(x)^2"),
        (r"\sin^{2}x", "sin(x)^2"),
        (r"\log\left(x\right)", "log(x)"),
        (r"\ln{\left(x \right)}", "log(x)"),
        (r"\operatorname{erf}(x)", "erf(x)"),
        (r"\operatorname{atan}{\left(x \right)}", "atan(x)"),
        (r"\text{sigmoid}(x)", "sigmoid(x)"),
        (r"\max\{x, y\}", "max(x, y)"),
        (r"\min\left(x, y\right)", "min(x, y)"),
        (r"\Gamma(x)", "gamma(x)"),
        (r"e^{-x}", "e^(-x)"),
        (r"\mathrm{e}^{x}", "e^x"),
        (r"2\pi\sigma", "2*pi*sigma"),
        (r"\lambda_c x_{12} x_{\text{max}}", "lambda_c*x_12*x_max"),
        (r"\varepsilon", "epsilon"),
        (r"x(1-x)", "x*(1-x)"),
        (r"\frac{d}{dx} (x^2)", "diff(x^2, x)"),
        (r"\frac{d^2}{dx^2} \left(x^3\right)", "diff(x^3, x, 2)"),
        (r"\frac{\partial}{\partial \beta} \tanh(\beta x)", "diff(tanh(beta*x), beta)"),
        (r"\frac{\mathrm{d}}{\mathrm{d}x} \exp(x) + 1", "diff(exp(x), x) + 1"),
        (r"\sum_{k=1}^{3} k^2 x + 1", "sum(k^2*x, k, 1, 3) + 1"),
        (r"\sum_{k=1}^3 \frac{1}{k} - x", "sum(1/k, k, 1, 3) - x"),
        (r"\sum_{k=1}^{3} (k - 1)", "sum(k - 1, k, 1, 3)"),
        (r"\left|\sum_{k=1}^{3} k\right|", "abs(sum(k, k, 1, 3))"),
        (r"\sum_{j=1}^{2}\sum_{k=1}^{j} j k", "sum(sum(j*k, k, 1, j), j, 1, 2)"),
        (r"$x$", "x"),
        (r"\(x\)", "x"),
        (r"0.5x", "0.5*x"),
        (r"2e^{x}", "2*e^x"),
    ],
)
def test_latex_and_plain_say_the_same(latex, plain):
    assert tree_of(latex, latex=True, variables={"x"}) == tree_of(plain)


def test_the_index_of_a_root_is_its_exponent():
    term = parse_formula(r"\sqrt[3]{x} \le 1", latex=True).relations[0].lhs
    assert term == term_of("x^(1/3)")


@pytest.mark.parametrize(
    "latex, at, said",
    [
        (r"\foo", 0, r"unknown command '\foo'"),
        (r"\sinx", 0, r"unknown command '\sinx'; did you mean sin"),
        (r"\frac{1}{x", 8, "'{' is not closed"),
        (r"x}", 1, "this '}' closes nothing"),
        (r"\frac{1}", 8, "the text ends, where '{' was expected after"),
        (r"sin(x)", 0, "would be the product of its letters"),
        (r"foo(x)", 0, "would be the product of its letters"),
        (r"\sin 2x", 6, "where the argument of sin ends is ambiguous"),
        (r"\sin x^2", 6, "where the argument of sin ends is ambiguous"),
        (r"\log_2 x", 4, "a subscript on"),
        (r"x_{a+b}", 1, "this subscript is no short name"),
        (r"\sqrt[n]{x}", 5, "the index of a root must be a whole number"),
        (r"\sqrt[0]{x}", 5, "the index of a root must be at least 1"),
        (r"\sum k", 0, r"a sum is written \sum_{k=1}^{n}"),
        (r"\sum_{k=1}^{3} -k", 15, "a sum of signed terms needs parentheses"),
        (r"\sum_{k=1}^{3} |k|", 15, "which bars belong together"),
        (r"\frac{d x}{dx}", 0, r"a derivative is written \frac{d}{dx}"),
        (r"\frac{d^2}{dx} (x)", 0, r"a derivative is written \frac{d}{dx}"),
        (r"\frac{d}{dx} x^2", 0, "what is differentiated is ambiguous"),
        (r"\sigma(x)", 0, "write sigmoid(x), or add the condition: sigma is sigmoid"),
        (r"f(x)", 0, r"for a product write f \cdot ("),
        (r"\left\langle x", 0, r"is no parenthesis"),
        (r"\text{erf", 0, r"needs a name in braces"),
        (r"\cot(x)", 0, "unknown function"),
        (r"\int x", 0, r"unknown command '\int'"),
        (r"x'", 1, "a derivative is written"),
        (r"\max x", 5, "where '(' was expected after max"),
    ],
)
def test_an_error_points_at_the_character(latex, at, said):
    with pytest.raises(FormulaError) as caught:
        tree_of(latex, latex=True)
    message, _, caret = str(caught.value).split("\n")
    assert said in message
    assert caret.index("^") - 2 == at


def test_a_formula_with_its_range_in_latex():
    latex = (
        r"\left|\frac{d^2}{dx^2}\left(\frac{1}{1+e^{-x}}\right)\right| \leq \frac{1}{6\sqrt{3}}"
        r" \quad\text{for}\quad x \in (-\infty, \infty)"
    )
    plain = "abs(diff(1/(1+exp(-x)), x, 2)) <= 1/(6*sqrt(3)) for x in (-oo, oo)"
    assert parse_formula(latex, latex=True).cases == parse_formula(plain).cases


def test_ranges_beside_a_latex_formula_may_be_plain_or_latex():
    read = [
        parse_formula(r"\lambda x \le 1", latex=True, ranges=ranges, given=["λ is sigmoid"]).cases
        for ranges in (["lambda, x in [0, 1/2]"], [r"\lambda \in [0, \frac{1}{2}], x \in [0, 1/2]"])
    ]
    assert read[0] == read[1]


def test_sigma_is_a_function_only_where_that_is_said():
    formula = parse_formula(r"\sigma(x) \le 1", latex=True, given=[r"\sigma is sigmoid"])
    assert formula.readable == "sigmoid(x) ≤ 1"


def test_words_between_spaces_are_words_and_letters_are_products():
    assert [t.text for t in tokenize_latex(Source("x for y"))[:-1]] == ["x", "for", "y"]
    assert [t.text for t in tokenize_latex(Source("2in"))[:-1]] == list("2in")


@pytest.mark.parametrize("text", ["{" * 3000, r"\frac{" * 1000, "^" * 3000, r"\sqrt" * 1500,
                                  r"\left(" * 1000, "x^{" * 1500])  # fmt: skip
def test_deep_latex_is_refused(text):
    with pytest.raises(FormulaError):
        tree_of(text, latex=True)


@given(trees(fractions, notations=False, names=("x", "y", "beta")))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_what_sympy_prints_is_read_as_the_same_term(tree):
    try:
        term = term_of(tree)
    except FormulaError:
        assume(False)
    latex = sympy.latex(term)
    try:
        read = parse_formula(rf"{latex} \le 1", latex=True).relations[0].lhs
    except FormulaError as error:
        assume("too" not in str(error) and "nested" not in str(error))
        raise
    point = {s: sympy.Rational(k + 3, 7) for k, s in enumerate(sorted(term.free_symbols, key=str))}
    one, other = (t.xreplace(point).evalf(30) for t in (term, read))
    assume(one.is_finite)
    assert abs(one - other) <= 1e-20 * (1 + abs(one))


pieces = st.sampled_from(
    [r"\frac", "{", "}", r"\sqrt", r"\left(", r"\right)", r"\left|", r"\right|", "|", r"\le",
     r"\sum_{k=1}^{3}", "_", "^", "x", "k", "1", r"\sin", r"\max", r"\infty", r"\frac{d}{dx}", "+",
     "-", "=", r"\operatorname{erf}", r"\text", r"\in", "[", "(", ")", ",", " ", "\\", "for", "'"]
)  # fmt: skip


@given(st.lists(pieces, max_size=14).map("".join))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_any_text_ends_in_a_formula_or_its_error(text):
    try:
        parse_formula(text + r" \le 1", latex=True)
    except FormulaError as error:
        assert str(error).startswith("formula: ")
