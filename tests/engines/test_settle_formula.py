"""The engine behind `check`: falsehoods first, then the inequalities it is made for."""

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy

from provcheck.engines.budget import Budget
from provcheck.engines.settle_formula import Status, settle_formula
from provcheck.formula import parse_formula, to_claims
from provcheck.regions import require_relation
from provcheck.relations import OPERATORS
from provcheck.statement.evaluate import precision
from tests.engines.formula_problems import ATTAINED, LINE, SLACK

BUDGET = Budget("test", 20.0, 1_000, 6)


def claim_of(text):
    (claim,) = to_claims(parse_formula(text))
    return claim


def settled(claim, seconds=20.0):
    return settle_formula(claim, budget=replace(BUDGET, seconds=seconds), seed=0)


def sides(claim):
    _, flipped = OPERATORS[claim.relation.func]
    return tuple(reversed(claim.relation.args)) if flipped else claim.relation.args


# ---------------------------------------------------------------- falsehoods


@pytest.mark.slow
@pytest.mark.parametrize("text", ATTAINED)
def test_an_attained_bound_with_a_millionth_more_is_not_proved(text):
    claim = claim_of(text)
    small, large = sides(claim)
    nudge = sympy.Rational(1, 10**6)
    false = replace(claim, relation=sympy.Le(small + nudge, large, evaluate=False))
    found = settled(false, seconds=4.0)
    assert found.status is not Status.PROVED
    assert found.derivation is None


@pytest.mark.parametrize(
    "text, at",
    [
        (f"exp(x) > 1 + x {LINE}", {"x": 0}),
        ("log(x) < x - 1 for x > 0", {"x": 1}),
        (f"diff(1/(1 + exp(-x)), x) < 1/4 {LINE}", {"x": 0}),
        ("a/(b + c) + b/(c + a) + c/(a + b) > 3/2 for a > 0, b > 0, c > 0", dict(a=1, b=1, c=1)),
        ("x + y - x*y < 1 for x in [0, 1], y in [0, 1]", None),
        ("1 + sqrt(2) <= 2.4142135", {}),
        (f"x**2 >= x {LINE}", {"x": "1/2"}),
        (f"(x + 1)**2 = x**2 + 2*x + 1.00001 {LINE}", {"x": 0}),
        ("x <= 1 for x in [0, 1.001]", None),
        ("y <= x for x in [0, 5], y in [0, 30] given y >= x**2", None),
        (f"abs(diff(1/(1 + exp(-x)), x, 2)) <= 0.999999/(6*sqrt(3)) {LINE}", None),
    ],
)
def test_a_false_claim_is_refuted_with_simple_numbers(text, at):
    found = settled(claim_of(text))
    assert found.status is Status.REFUTED
    assert found.counterexample is not None
    if at is not None:
        assert dict(found.witness.values) == {name: Fraction(n) for name, n in at.items()}


def test_a_term_without_value_on_the_range_is_not_proved():
    assert settled(claim_of("log(x) <= x for x in [0, 1]")).status is Status.OPEN
    assert settled(claim_of("1/x <= 2 for x in [-1, 1]")).status is not Status.PROVED


def test_no_time_proves_nothing_and_says_so():
    found = settled(claim_of(f"cosh(x) <= exp(x**2/2) {LINE}"), seconds=1e-6)
    assert found.status is Status.OPEN
    assert "time" in found.reason


def test_where_the_search_ends_a_box_and_the_methods_are_named():
    found = settled(claim_of("gamma(x + 1) <= x*gamma(x) for x in [1, 2]"), seconds=5.0)
    assert found.status is Status.OPEN
    assert set(found.stuck) == {"x"}
    assert "Tried: " in found.reason and "a few boxes" in found.tried


@pytest.mark.parametrize(
    "text",
    [
        "x*y <= 0.49 for x, y real given x**2 + y**2 = 1",
        "x*y + y*z + z*x <= 0.33 for x, y, z real given x + y + z = 1",
        "1/x + 1/y >= 4.01 for x, y > 0 given x + y = 1",
        "x*exp(-x) < exp(-1) for x real",
        "abs(atan(x)) <= 1.570796 for x real",
        "x >= 10**(-300) for x in (0, 1]",
        "x <= 10**300 for x real",
        "x**x >= 7/10 for x in (0, 1]",
    ],
)
def test_a_false_claim_under_equalities_far_out_or_attained_is_refuted(text):
    assert settled(claim_of(text), seconds=10.0).status is Status.REFUTED


# ---------------------------------------------------------------- truths


@pytest.mark.parametrize(
    "text",
    [
        "x*y <= 1/2 for x, y real given x**2 + y**2 = 1",
        "1/x + 1/y >= 4 for x, y > 0 given x + y = 1",
        "x + y >= 2 for x, y > 0 given x*y = 1",
        "pi/2 - atan(x) <= 1/x for x > 0",
        "(1 + 1/x)**x < E for x > 0",
        "x**x >= exp(-1/E) for x > 0",
        "sin(x)/x > cos(x/sqrt(3)) for x in (0, 6]",
        "x**3 - 2*x >= -4*sqrt(6)/9 for x in [0, 2]",
        "2/pi < sin(x)/x for x in (0, pi/2)",
        "x**2 + y**2 <= 10 for x in [0, sqrt(5)], y in [0, sqrt(5)]",
    ],
)
def test_conditions_limits_and_irrational_ends_are_made_use_of(text):
    assert settled(claim_of(text)).status is Status.PROVED


@pytest.mark.slow
@pytest.mark.parametrize("text", ATTAINED + SLACK)
def test_a_true_claim_is_proved_by_a_tree_that_the_checker_accepts(text):
    claim = claim_of(text)
    found = settled(claim)
    assert found.status is Status.PROVED, found.reason
    with precision(64):
        require_relation(claim.relation, [h.relation for h in claim.hypotheses], found.tree)


@pytest.mark.parametrize("text", ATTAINED[:4] + SLACK[-2:])
def test_a_usual_claim_is_proved_quickly(text):
    assert settled(claim_of(text)).status is Status.PROVED


def test_an_identity_is_proved_by_algebra():
    found = settled(claim_of(f"(x + 1)**2 = x**2 + 2*x + 1 {LINE}"))
    assert found.status is Status.PROVED
    assert found.derivation.lines[0].by.rule == "algebra"


def test_the_same_seed_gives_the_same_tree():
    claim = claim_of("x*y <= 1/2 for x in (-oo, oo), y in (-oo, oo) given x**2 + y**2 <= 1")
    assert settled(claim).tree == settled(claim).tree
