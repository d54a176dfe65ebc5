"""A claim whose hypotheses no setting satisfies must not count as proved."""

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy
from sympy import Abs, Eq, Gt, Le, Lt

from provcheck.engines.satisfy import find_admitted
from provcheck.statement import Act, ActivationChoice, Hypothesis, Real, Setting

x, t = sympy.symbols("x t", real=True)
c = sympy.Symbol("c", real=True)
B = sympy.Symbol("B", nonnegative=True)
beta = sympy.Symbol("beta", positive=True)


def given(name, relation, *for_all):
    return Hypothesis(name, relation, for_all)


@pytest.fixture
def claim(make_claim):
    def claim(*hypotheses, more=()):
        relation = Le(c, c + 1, evaluate=False)
        return make_claim(relation, *more, Real(c), hypotheses=hypotheses)

    return claim


def test_contradictory_hypotheses_admit_nothing(claim):
    assert find_admitted(claim(given("a", Gt(c, 0)), given("b", Lt(c, -1))), {}, seed=0) is None


def test_a_false_hypothesis_about_the_activation_admits_nothing(claim):
    """|σ(t)| ≤ B for all t has no B for SoftPlus, and no proved claim says so for any."""
    components = (ActivationChoice(("softplus",)), Real(beta, low=0, open_low=True), Real(B, low=0))
    bounded = given("bounded", Le(Abs(Act(0, t)), B, evaluate=False), t)
    assert find_admitted(claim(bounded, more=components), {}, seed=0) is None


def test_satisfiable_hypotheses_give_a_setting_that_satisfies_them(claim):
    found = find_admitted(claim(given("a", Gt(c, 1))), {}, seed=0)
    assert found["c"] > 1


def test_an_example_stands_in_where_drawing_is_hopeless(claim):
    narrow = claim(given("a", Eq(c, sympy.Rational(355, 113), evaluate=False)))
    assert find_admitted(narrow, {}, seed=0) is None
    example = Setting({"c": Fraction(355, 113)})
    assert find_admitted(replace(narrow, example=example), {}, seed=0) == example


def test_a_wrong_example_is_not_believed(claim):
    wrong = replace(
        claim(given("a", Gt(c, 1)), given("b", Lt(c, 0))), example=Setting({"c": Fraction(2)})
    )
    assert find_admitted(wrong, {}, seed=0) is None
