"""Claimed suprema over the line against certified enclosures that share nothing with a proof."""

import pytest
import sympy
from sympy import Abs, Rational, sqrt

from provcheck.engines.budget import Budget
from provcheck.engines.line_supremum import check_supremum, is_supremum
from provcheck.statement import Act, ActivationChoice, Real, Space, Sup

t = sympy.Symbol("t", real=True)
beta = sympy.Symbol("beta", positive=True)
SIGMOID = Space((ActivationChoice(("sigmoid",)), Real(beta, low=0, open_low=True)))
TANH = Space((ActivationChoice(("tanh",)),))


@pytest.fixture
def check(make_claim):
    def check(order, value, space):
        supremum = Sup(Abs(Act(order, t)), (t, -sympy.oo, sympy.oo))
        claim = make_claim(sympy.Eq(supremum, value, evaluate=False), space=space)
        assert is_supremum(claim)
        return check_supremum(claim, budget=Budget.parse("quick"))

    return check


@pytest.mark.parametrize("nudge", [Rational(10**6 + 1, 10**6), Rational(10**6 - 1, 10**6)])
@pytest.mark.parametrize(
    ("order", "value", "space"),
    [(0, sympy.Integer(1), SIGMOID), (1, beta / 4, SIGMOID), (2, 4 / (3 * sqrt(3)), TANH)],
)
def test_a_nudged_value_lies_outside(check, order, value, space, nudge):
    search = check(order, value * nudge, space)
    assert search.suspect is not None and "outside" in search.reason


@pytest.mark.parametrize(
    ("order", "value", "space"),
    [(0, sympy.Integer(1), SIGMOID), (1, beta / 4, SIGMOID), (2, 4 / (3 * sqrt(3)), TANH)],
)
def test_the_true_value_lies_inside_and_is_reached(check, order, value, space):
    search = check(order, value, space)
    assert search.suspect is None and search.reason == ""
    assert 1 - 1e-8 < search.worst_ratio <= 1


def test_a_power_of_beta_that_is_wrong_shows_at_the_second_steepness(check):
    """At β = 1 the sup of σ'' is 1/(6√3) with any power of β."""
    search = check(2, beta / (6 * sqrt(3)), SIGMOID)
    assert search.suspect is not None and search.suspect["beta"] != 1
