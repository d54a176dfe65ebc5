"""Boxes proposed for enclosure lines, which the kernel then checks like any others."""

from dataclasses import replace

import pytest
import sympy
from sympy import exp

from provcheck.engines.propose import with_certificates
from provcheck.kernel import check_derivation
from provcheck.statement import Derivation, Hypothesis, Real, line

x = sympy.Symbol("x", real=True)
UNIT = (
    Hypothesis("low", sympy.Ge(x, 0, evaluate=False)),
    Hypothesis("high", sympy.Le(x, 1, evaluate=False)),
)


@pytest.fixture
def check(make_claim):
    def check(bound, hypotheses=UNIT):
        relation = sympy.Le(exp(x) * (2 - x), bound, evaluate=False)
        claim = make_claim(relation, Real(x, low=0, high=1), hypotheses=hypotheses)
        derivation = Derivation("balls", (line("1", relation, "enclosure"),))
        claim = replace(claim, derivations=(derivation,))
        return check_derivation(claim, with_certificates(claim, derivation), {})

    return check


def test_a_false_bound_gets_no_boxes(check):
    checked = check(sympy.Rational(27, 10))
    assert checked.proof is None
    assert "certainly violates" in checked.lines[0].note


def test_a_true_bound_is_proved(check):
    assert check(sympy.Rational(28, 10)).proof is not None


def test_an_unbounded_variable_gets_no_boxes(check):
    checked = check(sympy.Integer(3), hypotheses=UNIT[:1])
    assert checked.proof is None
    assert "not bounded" in checked.lines[0].note


def test_a_derivation_without_enclosures_is_itself(make_claim):
    derivation = Derivation("none", (line("1", sympy.Le(x, x + 1, evaluate=False), "arithmetic"),))
    claim = make_claim(derivation.lines[0].relation, Real(x))
    assert with_certificates(claim, derivation) is derivation


def test_a_line_with_a_tree_is_left_as_it_is(make_claim):
    relation = sympy.Le(-(x**2), 0, evaluate=False)
    derivation = Derivation("tree", (line("1", relation, "enclosure", tree={"ball": 1}),))
    assert with_certificates(make_claim(relation, Real(x)), derivation) is derivation
