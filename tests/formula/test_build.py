"""Terms of trees: what they mean, what they need, and what is refused before it grows."""

import flint
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from provcheck.errors import FormulaError, StatementError, Undecided
from provcheck.formula.build import Builder, Work, symbol
from provcheck.formula.constants import Sign
from provcheck.formula.fault import Source
from provcheck.formula.readable import readable
from provcheck.formula.tree import Constant, Name, Number, children
from provcheck.statement.evaluate import evaluate, precision
from tests.formula.formulas import FUNCTIONS, NAMES, fractions, term_of, tree_of, trees, value

x, y = symbol("x"), symbol("y")
R = sympy.Rational


def needs(text):
    builder = Builder(Source(text), {}, Work())
    builder.build(tree_of(text))
    return [(need.term, need.sign) for need in builder.needs]


@pytest.mark.parametrize(
    "text, said",
    [
        ("1/0", "division by zero"),
        ("x/(1-1)", "division by zero"),
        ("x/sin(pi)", "division by zero"),
        ("0^(-1)", "division by zero"),
        ("tan(pi/2)", "division by zero: the denominator cos\\(π/2\\) is zero"),
        ("sqrt(-1)", "no real number: the argument -1 of sqrt is negative"),
        ("sqrt(3 - pi)", "no real number"),
        ("(-8)^(1/3)", "no real number: the base -8 is negative"),
        ("(-1)^x", "no real number"),
        ("log(0)", "the argument 0 of log is zero"),
        ("log(1 - exp(1))", "the argument 1 - exp\\(1\\) of log is negative"),
        ("arcsin(2)", "no real number"),
        ("gamma(0)", "pole at 0"),
        ("gamma(1 - 4)", "pole at -3"),
        ("oo*x", "infinity stands in a formula"),
        ("1/(sqrt(5 + 2*sqrt(6)) - sqrt(2) - sqrt(3))", "may be zero, which 256 bits do not tell"),
    ],
)
def test_what_is_no_real_number_is_refused(text, said):
    with pytest.raises(FormulaError, match=said):
        term_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "10**10**10",
        "10^1000*10^1000*10^1000*10^1000",
        "(10^100*x)^1000",
        "((x^999)^999)^999",
        "x^1001",
        "exp(exp(exp(10)))",
        "exp(-exp(exp(10)))",
        "pi^(pi^(pi^10))",
        "gamma(10000)",
        "cosh(10^6)",
        "sum(k, k, 1, 10^9)",
        pytest.param("sum(sum(x*j*k, j, 1, 1000), k, 1, 1000)", marks=pytest.mark.slow),
        pytest.param("diff(tanh(exp(sin(x))), x, 10)", marks=pytest.mark.slow),
        "2^0.0001",
        "sqrt(" + "7" * 900 + ")",
        pytest.param("*".join(f"{10**40 + n}^(1/7)" for n in range(100)), marks=pytest.mark.slow),
        pytest.param("+".join(f"1/{n}^{n}" for n in range(3, 900)), marks=pytest.mark.slow),
        "asin(x*" * 20 + "x" + ")" * 20,
        "tan(x+" * 20 + "x" + ")" * 20,
    ],
)
def test_what_would_never_end_is_refused(text):
    with pytest.raises(FormulaError):
        term_of(text)


@pytest.mark.parametrize(
    "text, term",
    [
        ("0.1", R(1, 10)),
        ("1/3", R(1, 3)),
        ("2x - x", x),
        ("sqrt(x^2)", sympy.Abs(x)),
        ("sin(pi/6)", R(1, 2)),
        ("tan(x)", sympy.sin(x) / sympy.cos(x)),
        ("sigmoid(x)", 1 / (1 + sympy.exp(-x))),
        ("softplus(x)", sympy.log(1 + sympy.exp(x))),
        ("relu(x)", sympy.Max(0, x)),
        ("e^x", sympy.exp(x)),
        ("max(1, 2, x, x)", sympy.Max(2, x)),
        ("min(pi, 3, e)", sympy.E),
        ("max(max(x, 1), y)", sympy.Max(1, x, y)),
        ("sum(k^2, k, 1, 3)", sympy.Integer(14)),
        ("sum(x^k, k, 0, 2)", 1 + x + x**2),
        ("sum(k, k, 3, 2)", sympy.Integer(0)),
        ("sum(sum(j*k, j, 1, k), k, 1, 3)", sympy.Integer(25)),
        ("diff(x^3, x, 2)", 6 * x),
        ("diff(x^2*y^3, x, y, 2)", 12 * x * y),
        ("diff(erf(x), x)", 2 * sympy.exp(-(x**2)) / sympy.sqrt(sympy.pi)),
    ],
)
def test_terms(text, term):
    assert term_of(text) == term


@pytest.mark.parametrize(
    "text, said",
    [
        ("diff(abs(x), x)", "kinks"),
        ("diff(relu(x), x)", "kinks"),
        ("diff(gamma(x), x)", "the derivative of gamma"),
        ("diff(x^2, y)", "does not occur in it; its variables are x"),
        ("sum(diff(k^2, k), k, 1, 3)", "a whole number here"),
        ("sum(k, k, 1, x)", "the ends of a sum must be whole numbers"),
        ("sum(k, k, 1, 1/2)", "the ends of a sum must be whole numbers"),
    ],
)
def test_derivatives_and_sums_that_have_no_value(text, said):
    with pytest.raises(FormulaError, match=said):
        term_of(text)


@pytest.mark.parametrize(
    "text, needed",
    [
        ("x/x", [(x, Sign.NONZERO)]),
        ("1/(1 + x^2)", []),
        ("1/(1 + exp(-x))", []),
        ("sqrt(x)^2", [(x, Sign.NONNEGATIVE)]),
        ("exp(log(x))", [(x, Sign.POSITIVE)]),
        ("x^y", [(x, Sign.POSITIVE)]),
        ("x^(1/3)", [(x, Sign.NONNEGATIVE)]),
        ("x^(-1/3)", [(x, Sign.POSITIVE)]),
        ("diff(sqrt(x), x)", [(x, Sign.NONNEGATIVE), (x, Sign.POSITIVE)]),
        ("gamma(x)", [(x, Sign.POSITIVE)]),
        ("0*log(x)", [(x, Sign.POSITIVE)]),
        ("1/2 + sqrt(2) + log(3)", []),
    ],
)
def test_what_a_formula_needs_is_noted_though_sympy_forgets_it(text, needed):
    assert needs(text) == needed


def test_integers_stand_for_their_values():
    builder = Builder(Source(""), {"n": 3}, Work())
    assert builder.build(tree_of("sum(x^k, k, 1, n) + n")) == x + x**2 + x**3 + 3


def test_the_work_is_counted_over_all_terms():
    work = Work()
    with pytest.raises(FormulaError, match="more than 20000 parts"):
        for _ in range(1000):
            Builder(Source(""), {}, work).build(tree_of("+".join("x" * 50)))


def is_derivative_free(tree):
    return isinstance(tree, Number | Constant | Name) or all(
        map(is_derivative_free, children(tree))
    )


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_has_its_value(name):
    third = flint.arb(1) / 3
    direct = value(tree_of(f"{name}(x)"), {"x": third})
    with precision(128):
        of_variable = evaluate(term_of(f"{name}(x)"), {"x": flint.arb(1) / 3})
        of_constant = evaluate(term_of(f"{name}(1/3)"), {})
    assert direct.is_finite()
    assert direct.overlaps(of_variable) and direct.overlaps(of_constant)


coordinates = st.fractions(-3, 3, max_denominator=20)
points = st.lists(coordinates, min_size=len(NAMES), max_size=len(NAMES))


@given(trees(fractions, notations=False), points)
@settings(max_examples=100, deadline=None, derandomize=True)
def test_a_term_has_the_value_of_its_tree(tree, point):
    """Two ways that share no code: the tree by its definition, and SymPy's term by the kernel."""
    balls = {
        name: flint.arb(flint.fmpq(number.numerator, number.denominator))
        for name, number in zip(NAMES, point, strict=True)
    }
    try:
        term = term_of(tree)
    except FormulaError:
        assume(False)
    with precision(128):
        direct = value(tree, balls)
        try:
            enclosed = evaluate(term, balls)
        except (StatementError, Undecided):
            assume(False)
        if direct.is_finite() and enclosed.is_finite():
            assert direct.overlaps(enclosed), (readable(tree), term, point)


@given(trees(fractions))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_a_printed_tree_has_the_same_term(tree):
    try:
        term = term_of(tree)
    except FormulaError:
        assume(False)
    assert term_of(readable(tree)) == term


@pytest.mark.parametrize(
    "text",
    [
        "diff(sigmoid(x), x, 2)",
        "diff(tanh(x)*exp(-x^2), x)",
        "diff(x^2*sin(x)/(1 + x^2), x)",
        "diff(log(1 + exp(x)), x)",
        "diff(atan(x)^2 + erf(x/2), x)",
        "diff(x^x, x)",
    ],
)
def test_derivatives_agree_with_difference_quotients(text):
    tree = tree_of(text)
    (_, order), *_ = tree.by
    step = flint.arb(2) ** -60
    with precision(400):
        at = [value(tree.body, {"x": flint.arb(0.75) + step * k}) for k in range(-1, 2)]
        quotient = (
            (at[2] - at[0]) / (2 * step) if order == 1 else (at[2] - 2 * at[1] + at[0]) / step**2
        )
        assert (
            abs(quotient - evaluate(term_of(tree), {"x": flint.arb(0.75)})) < flint.arb(2) ** -100
        )
