"""Trees of texts: precedence, products without a sign, and errors at the right character."""

import pytest
from hypothesis import given, settings

from provcheck.errors import FormulaError
from provcheck.formula.fault import Source
from provcheck.formula.limits import MAX_DEPTH
from provcheck.formula.parse import Parser
from provcheck.formula.readable import readable
from provcheck.formula.tokens import tokenize
from tests.formula.formulas import tree_of, trees


def refusal(text, **options):
    with pytest.raises(FormulaError) as caught:
        tree_of(text, **options)
    message, _, caret = str(caught.value).split("\n")
    return message, caret.index("^") - 2


def conjunction(text):
    source = Source(text)
    parser = Parser(source, tokenize(source))
    found = parser.conjunction()
    parser.finish()
    return [(readable(c.left), c.op, readable(c.right)) for c in found]


@pytest.mark.parametrize(
    "text, same",
    [
        ("-x^2", "-(x^2)"),
        ("2^3^2", "2^(3^2)"),
        ("x^-2", "x^(-2)"),
        ("x**-y**2", "x^(-(y^2))"),
        ("-x*y", "(-x)*y"),
        ("1/2*x", "1/2·x"),
        ("2x^2", "2*(x^2)"),
        ("2x*y", "2*x*y"),
        ("2(x+1)", "2*(x+1)"),
        ("(x+1)(x-1)", "(x+1)*(x-1)"),
        ("2|x|", "2*abs(x)"),
        ("|x||y|", "abs(x)*abs(y)"),
        ("2π x", "2*π*x"),
        ("x²y", "(x^2)*y"),
        ("√2*x", "sqrt(2)*x"),
        ("sin^2(x)", "sin(x)^2"),
        ("2sin(x)cos(x)", "2*sin(x)*cos(x)"),
        ("log(x, 2)", "log(x)/log(2)"),
        ("arctan(x)", "atan(x)"),
        ("d/dx (x^3)", "diff(x^3, x)"),
        ("d²/dx² (x^3)", "diff(x^3, x, 2)"),
        ("∂/∂λ (λ^3)", "diff(λ^3, λ)"),
        ("d^2/dx_1^2 (x_1^3)", "diff(x_1^3, x_1, 2)"),
        ("d/dx sin(x) + 1", "diff(sin(x), x) + 1"),
        ("|x - |y||", "abs(x - abs(y))"),
        ("|(2|x|)|", "abs(2*abs(x))"),
        ("|max(2|x|, 1)|", "abs(max(2*abs(x), 1))"),
    ],
)
def test_the_same_said_more_fully(text, same):
    assert tree_of(text) == tree_of(same)


@pytest.mark.parametrize(
    "one, other", [("a-b-c", "a-(b-c)"), ("a/b/c", "a/(b/c)"), ("-x^2", "(-x)^2")]
)
def test_different_things_stay_different(one, other):
    assert tree_of(one) != tree_of(other)


@pytest.mark.parametrize(
    "text, at",
    [
        ("1/2x", 3),
        ("1/2(x+1)", 3),
        ("x^2y", 3),
        ("2^3x", 3),
        ("x y", 2),
        ("x 2", 2),
        ("2 3", 2),
        ("√2x", 2),
        ("√x^2", 2),
        ("d/dx sin(x)^2", 0),
        ("d/dx sin(x)*x", 0),
        ("d/dx (x)^2", 0),
    ],
)
def test_what_could_mean_two_things_is_refused(text, at):
    assert refusal(text)[1] == at


@pytest.mark.parametrize(
    "text, at, said",
    [
        ("", 0, "nothing to read"),
        ("x +", 3, "the text ends"),
        ("x + * y", 4, "'*' stands here, where a number, a name or '(' was expected"),
        ("(x + 1", 0, "'(' is not closed; ')' was expected"),
        ("|x", 0, "'|' is not closed"),
        ("sin(x", 0, "'sin(' is not closed"),
        ("x)", 1, "this ')' closes nothing"),
        ("(x, y)", 2, "a comma inside parentheses"),
        ("(x <= 1)", 3, "a comparison inside parentheses"),
        ("max(x <= 1, 2)", 6, "a comparison inside a function"),
        ("[x]", 0, "use parentheses"),
        ("sinn(x)", 0, "unknown function 'sinn'; did you mean sin"),
        ("floor(x)", 0, "unknown function 'floor'; write a variable"),
        ("σ(x)", 0, "unknown function 'σ'; write sigmoid(x), or add the condition"),
        ("x(1 - x)", 0, "for a product write x*("),
        ("sin + 1", 0, "the function sin needs its argument in parentheses"),
        ("sin x", 0, "the function sin needs its argument in parentheses"),
        ("exp()", 0, "exp has 0 arguments; expected 1"),
        ("exp(x, y)", 0, "exp has 2 arguments; expected 1"),
        ("I*x", 0, "complex numbers are not supported"),
        ("diff(x)", 0, "diff needs its variable"),
        ("diff(x, 2)", 8, "where a variable was expected"),
        ("diff(x, x, 1.5)", 11, "no order of a derivative"),
        ("diff(x, x, 11)", 11, "expected 1 to 10"),
        ("sum(k, 1, 2, 3)", 7, "where a variable was expected as in sum(f, k, 1, 10)"),
        ("sum(k, k, 1)", 11, "where ',' was expected"),
        ("not x", 0, "'not' is not supported"),
        ("x; y", 1, "';' stands here"),
        ("sin^-1(x)", 4, "where a number, a name or '(' was expected after ^"),
    ],
)
def test_an_error_points_at_the_character(text, at, said):
    if not text:
        with pytest.raises(FormulaError, match=said):
            tree_of(text)
        return
    message, column = refusal(text)
    assert said in message
    assert column == at


def test_a_chain_is_a_comparison_for_each_sign():
    assert conjunction("0 <= x < y = 1 and a > b, c ≥ d") == [
        ("0", "<=", "x"),
        ("x", "<", "y"),
        ("y", "==", "1"),
        ("a", ">", "b"),
        ("c", ">=", "d"),
    ]


@pytest.mark.parametrize(
    "text, said",
    [
        ("x != 1", "cannot be decided by enclosures"),
        ("x + 1", "a comparison was expected"),
        ("x <= 1 or x > 2", "check the alternatives one by one"),
        ("x in [0, 1]", "ranges follow the formula"),
        ("x <= 1 and", "the text ends"),
        ("x < < 1", "'<' stands here"),
        ("<=".join(["x"] * 200), "more than 100 comparisons"),
    ],
)
def test_what_is_no_comparison_is_refused(text, said):
    with pytest.raises(FormulaError, match=said):
        conjunction(text)


@pytest.mark.parametrize("opening, closing", [("(", ")"), ("sin(", ")"), ("|", "|"), ("-", "")])
def test_nesting_is_read_up_to_the_limit_and_refused_beyond(opening, closing):
    fits = MAX_DEPTH // 2
    tree_of(opening * fits + "x" + closing * fits)
    with pytest.raises(FormulaError, match=f"more than {MAX_DEPTH} deep"):
        tree_of(opening * 1500 + "x" + closing * 1500)


@pytest.mark.parametrize("sign", ["^", "^-"])
def test_a_tower_of_powers_is_nesting_too(sign):
    with pytest.raises(FormulaError, match=f"more than {MAX_DEPTH} deep"):
        tree_of(sign.join(["x"] * 1000))


def test_long_sums_and_products_are_not_deep():
    assert len(tree_of("+".join(["x"] * 2000)).terms) == 2000
    assert len(tree_of("*".join(["x"] * 2000)).factors) == 2000


@given(trees())
@settings(max_examples=150, deadline=None, derandomize=True)
def test_a_printed_tree_is_read_as_the_same_tree(tree):
    assert tree_of(readable(tree)) == tree
