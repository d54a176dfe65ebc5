"""What balls say at one setting: certain, tied, excluded, or nothing."""

from fractions import Fraction

import pytest
import sympy
from sympy import Eq, Ge, Gt, Le, Lt, Rational, exp, sqrt

from provcheck.engines.settle import Outcome, is_admitted, settle
from provcheck.statement.claim import Hypothesis
from provcheck.statement.space import Array, Real, Setting, Size

x, y = sympy.symbols("x y", real=True)
AT = Setting({"x": Fraction(1, 3), "y": Fraction(2)})
OUTCOMES = [
    (Le(x, y / 6 - Rational(1, 10**30)), Outcome.VIOLATED),
    (Le(x, y / 6), Outcome.TIED),
    (Le(x, y / 6 + Rational(1, 10**30)), Outcome.HOLDS),
    (Lt(y, 2), Outcome.VIOLATED),
    (Le(y, 2), Outcome.HOLDS),
    (Ge(y, 2), Outcome.HOLDS),
    (Gt(y, 2), Outcome.VIOLATED),
    (Eq(y, 2), Outcome.HOLDS),
    (Eq(exp(x) ** 3, sympy.E), Outcome.TIED),
    (Eq(exp(x) ** 3 - sympy.E, sympy.E - exp(x) ** 3, evaluate=False), Outcome.TIED),
    (Eq(exp(x) ** 3, sympy.E + Rational(1, 10**30)), Outcome.VIOLATED),
    (Le(sympy.Function("mystery")(x), 1), Outcome.UNDECIDED),
    (Le(1 / (x - y / 6), 1), Outcome.UNDECIDED),
]


@pytest.mark.parametrize(("relation", "outcome"), OUTCOMES, ids=[str(o[0]) for o in OUTCOMES])
def test_outcomes(relation, outcome, make_claim):
    assert settle(make_claim(relation, Real(x), Real(y)), AT, relation) is outcome


@pytest.mark.parametrize(
    ("hypothesis", "outcome"),
    [
        (Ge(x, y), Outcome.EXCLUDED),
        (Gt(3 * x, 1), Outcome.EXCLUDED),
        (Ge(3 * x, 1), Outcome.VIOLATED),
        (Ge(exp(x), exp(y / 6)), Outcome.UNDECIDED),
    ],
)
def test_a_violation_counts_only_where_the_hypotheses_hold(hypothesis, outcome, make_claim):
    false = Le(y, 1)
    claim = make_claim(false, Real(x), Real(y), hypotheses=[Hypothesis("h", hypothesis)])
    assert settle(claim, AT, false) is outcome
    assert is_admitted(claim, AT) is (outcome is Outcome.VIOLATED)


def test_a_hypothesis_for_every_index_is_checked_at_every_index(make_claim):
    n = sympy.Symbol("n", integer=True, positive=True)
    i = sympy.Symbol("i", integer=True)
    v = sympy.IndexedBase("v", shape=(n,), real=True)
    small = Hypothesis("small", Le(v[i], sqrt(2)), (i,))
    claim = make_claim(Le(v[1], 0), Size(n), Array(v, (n,)), hypotheses=[small])
    fine = Setting({"n": 2, "v": (Fraction(1), Fraction(1))})
    bad = Setting({"n": 2, "v": (Fraction(1), Fraction(3, 2))})
    assert settle(claim, fine, claim.relation) is Outcome.VIOLATED
    assert settle(claim, bad, claim.relation) is Outcome.EXCLUDED
