"""A claim about numbers says exactly what was written: ranges, ends, and nothing simplified."""

from fractions import Fraction

import pytest
import sympy
from sympy import Interval, exp, oo, pi

from provcheck import scalar_claim
from provcheck.errors import FormulaError, StatementError
from provcheck.statement import Kind
from provcheck.testing import check_conformance

x, y = sympy.symbols("x y")
real = sympy.Symbol("x", real=True)


def claim(relation, ranges, **options):
    return scalar_claim("mine/one", relation, ranges, **options)


# ---------------------------------------------------------------- refused


@pytest.mark.parametrize(
    ("relation", "ranges", "said"),
    [
        (x <= 1, {}, "x without a range"),
        (x <= 1, {x: "(0, 1)", y: "(0, 1)"}, "a range for y that does not occur"),
        (x <= 1, {x: "(0, 0)"}, "the range of x is empty"),
        (x <= 1, {x: "[2, 1]"}, "the range of x is empty"),
        (x <= 1, {x: (0, 1)}, "expected text such as"),
        (x <= 1, {x: "0, 1"}, "expected text such as"),
        (x <= 1, {x: "[0, 1/0]"}, "expected text such as"),
        (x <= 1, {x: "[0, __import__('os')]"}, "expected text such as"),
        (x <= 1, "x in [0, 1]", "expected {x: '[0, 1)'} beside a relation in SymPy"),
        (sympy.Symbol("x", positive=True) <= 1, {"x": "(-1, 1)"}, "assumptions of its own"),
        (real**2 >= -1, {real: "(-1, 1)"}, "SymPy has decided a comparison at once, as True"),
        (x * 0.1 <= 1, {x: "(0, 1)"}, "is a rounded number"),
        (x + 1, {x: "(0, 1)"}, "is no comparison of numbers"),
        (sympy.Ne(x, 1), {x: "(0, 1)"}, "is no comparison of numbers"),
        ("x <= 1", {x: "(0, 1)"}, "the relation is text, and"),
        ("0 <= x <= 1", "x in [0, 1]", "says 2 things"),
    ],
)
def test_what_is_unclear_is_refused(relation, ranges, said):
    with pytest.raises(StatementError) as caught:
        claim(relation, ranges)
    assert said in str(caught.value) and "mine/one" in str(caught.value)


def test_a_text_that_cannot_be_read_is_refused():
    with pytest.raises(FormulaError):
        claim("x <=", "x in [0, 1]")


# ---------------------------------------------------------------- accepted


@pytest.mark.parametrize(
    ("written", "low", "high", "hypotheses"),
    [
        ("(-oo, oo)", None, None, ()),
        (sympy.Reals, None, None, ()),
        ("[0, 1/3)", Fraction(0), Fraction(1, 3), (real >= 0, real < sympy.Rational(1, 3))),
        ("(0.1, oo)", Fraction(1, 10), None, (real > sympy.Rational(1, 10),)),
        (Interval.Lopen(0, 2), Fraction(0), Fraction(2), (real > 0, real <= 2)),
    ],
)
def test_a_range_becomes_hypotheses_and_a_space(written, low, high, hypotheses):
    found = claim(x <= y, {x: written, y: "(-oo, oo)"})
    component = found.space["x"]
    assert (component.low, component.high) == (low, high)
    assert tuple(hypothesis.relation for hypothesis in found.hypotheses) == hypotheses
    assert component.open_low == (sympy.Gt in {h.relation.func for h in found.hypotheses})


def test_an_end_that_is_not_rational_stays_exact_in_the_hypothesis():
    found = claim(sympy.sin(x) <= x, {x: Interval(0, pi)})
    assert found.hypotheses[1].relation == (real <= pi)
    assert found.space["x"].high > Fraction("3.14159265358979") and found.space["x"].high < 3.15


def test_symbols_are_real_and_the_relation_is_as_written():
    found = claim(x**2 + 1 >= 1 - y, {x: "(-oo, oo)", y: "[0, oo)"}, given=[y <= x])
    assert found.relation.free_symbols == {real, sympy.Symbol("y", real=True)}
    assert str(found.relation) == "x**2 + 1 >= 1 - y"
    assert found.hypotheses[-1].name == "given_1"


def test_text_and_sympy_say_the_same():
    texts = claim("exp(x) >= 1 + x", "x in [0, oo)", given=["x <= 5"])
    terms = claim(exp(x) >= 1 + x, {x: "[0, oo)"}, given=[x <= 5])
    assert texts.relation == terms.relation
    said = [{h.relation for h in found.hypotheses} for found in (texts, terms)]
    assert said[0] == said[1]


@pytest.mark.parametrize(
    ("relation", "kind"),
    [(x <= 1, Kind.UPPER_BOUND), (x > 1, Kind.LOWER_BOUND), (sympy.Eq(x, 1), Kind.IDENTITY)],
)
def test_the_kind_follows_from_the_comparison(relation, kind):
    assert claim(relation, {x: "(0, oo)"}).kind is kind


@pytest.mark.parametrize(
    ("relation", "ranges", "false"),
    [
        (exp(x) >= 1 + x, {x: "(-oo, oo)"}, exp(x) >= 1 + 2 * x),
        ("exp(x) >= 1 + x", "x in (-oo, oo)", "exp(x) >= 1 + 2*x"),
    ],
)
def test_it_conforms_with_a_false_variant(relation, ranges, false):
    found = claim(relation, ranges, false_variants={"twice": false})
    check_conformance(found, known=())
    assert found.title == "exp(x) ≥ x + 1" and str(found.source) == "mine, one"
    assert oo not in found.relation.atoms()
