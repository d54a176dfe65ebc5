"""Every false variant beside a claim is refuted by the search, with a certified witness."""

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy

from provcheck.engines.budget import Budget
from provcheck.engines.refute import refute
from provcheck.errors import Rejected
from provcheck.kernel import certify
from provcheck.proofs.gopalani2025.net import beta, t
from provcheck.statement import Act, Sup
from provcheck.statement.evaluate import evaluate, exact, setting_values
from tests.proofs.forging import without
from tests.proofs.mukherjee2023.claims import CLAIMS, setting

SMALL = Budget("small", seconds=60.0, settings=600, starts=8)
SUPREMUM = Sup(sympy.Abs(Act(1, t)), (t, -sympy.oo, sympy.oo))
SLOPE = {"lambda_c_sigmoid/corrected": beta / 4}
SPLIT = {
    "A": 1, "B": 1, "C": 1, "Delta": 0, "lambda_s": 1, "T": 1, "s": 1, "E_k": 0, "E_T": 0,
    "E_infinity": 0, "L_min": 0, "epsilon": 4,
}  # fmt: skip
RATE = {
    "G": 1, "s": 1, "C": 1, "Delta": "1/100", "lambda_s": 1, "t": 1, "epsilon": 2, "E_T": 0,
    "E_infinity": 0, "L_min": 0,
}  # fmt: skip
GATE = {"alpha": 1, "xi": 0, "theta": 1, "e": 1, "v": 2}
CONTRACTION = "relu_gate_indicator/expected_contraction"
STEP = {"d": 1, "n": 1, "b": 1, "X": 1, "g": 1, "mu": 1, "ell": 1, "q": "1/2"}
DROPPED = {
    ("relu_gate_indicator", "no_threshold"): {**GATE, "v": -1},
    ("relu_gate_indicator", "any_attack"): {**GATE, "xi": 3, "v": -1},
    ("relu_gate_indicator/rate", "no_upper_end"): {"mu": 1, "m": 4, "ell": 1},
    ("relu_gate_indicator/rate", "no_lower_end"): {"mu": 1, "m": "1/2", "ell": 1},
    (CONTRACTION, "no_lower_bound"): {**STEP, "X": 0},
    (CONTRACTION, "no_upper_bound"): {**STEP, "X": 3},
    (CONTRACTION, "any_factor"): {**STEP, "ell": 2, "q": "1/4"},
    ("relu_gate_indicator/step_too_large", "any_step"): {"eta": 1, "m": 1},
    ("exact_erm_runtime/every_n_step", "powers_not_ordered"): {
        "S": 1, "kappa": 1, "c_n": 1, "c_m": 1, "A": 1, "B": "1/4",
    },
    ("main_theorem", "without_discretisation"): {**SPLIT, "E_k": 5},
    ("main_theorem", "without_mixing"): {**SPLIT, "E_k": 5, "E_T": 5},
    ("main_theorem", "without_stationary_risk"): {**SPLIT, "E_k": 5, "E_T": 5, "E_infinity": 5},
    ("main_theorem", "without_small_step"): {
        **SPLIT, "s": 9, "E_k": 18, "E_T": 9, "E_infinity": 9,
    },
    ("main_theorem", "without_start"): {**SPLIT, "Delta": 99, "E_k": 9, "E_T": 9},
    ("main_theorem/start_is_time", "any_time"): {
        "C": 1, "Delta": 9, "epsilon": 1, "lambda_s": 1, "T": 1,
    },
    ("softplus_rate", "without_mixing"): {**RATE, "E_T": 3},
    ("softplus_rate", "without_excess_risk"): {**RATE, "E_T": 3, "E_infinity": 3},
    ("softplus_rate", "without_small_step"): {**RATE, "s": 3, "E_T": 3, "E_infinity": 3},
    ("softplus_rate", "without_late"): {**RATE, "Delta": 99, "E_T": 9},
}  # fmt: skip
"""Where the space steers its draws by a hypothesis: a setting that breaks the claim without it."""


NEARLY_MAX = {
    "a_1": 1, "a_2": 1, "u_11": "3/4", "u_12": "-1/4", "u_21": "-1/4", "u_22": "3/4",
}  # fmt: skip
SHARP = {
    ("max_of_two/two_gates_without_bias", "eleven_tenths"): NEARLY_MAX,
    ("max_of_two/two_gates", "eleven_tenths"): {
        **NEARLY_MAX, "b": 0, "c_1": 0, "c_2": 0, "T": 1,
    },
}  # fmt: skip
"""The net that is max(x₁, x₂) at three corners and 0 at the fourth, where it should be −1."""


def has_supremum(claim):
    return bool(claim.relation.atoms(Sup))


def chosen(wanted, marks=()):
    """The variants of a sort."""
    return [
        pytest.param(name, v, marks=marks, id=f"{name}-{v.name}")
        for name, claim in CLAIMS.items()
        for v in claim.variants
        if wanted(claim, name, v)
    ]


SEARCHED = chosen(
    lambda claim, name, v: not has_supremum(claim) and (name, v.name) not in {**DROPPED, **SHARP},
    pytest.mark.slow,
)
AT_EXAMPLE = chosen(lambda claim, name, v: has_supremum(claim), pytest.mark.slow)
BY_HAND_TOO = chosen(lambda claim, name, v: (name, v.name) in SHARP)
BY_HAND = chosen(lambda claim, name, v: (name, v.name) in DROPPED)


@pytest.mark.parametrize(("name", "variant"), SEARCHED)
def test_a_false_variant_is_refuted(name, variant, facts_for):
    claim = CLAIMS[name]
    search = refute(without(claim, variant), budget=SMALL, seed=0, facts=facts_for(claim))
    assert search.counterexample is not None, search
    assert not search.capped


@pytest.mark.parametrize(("name", "variant"), BY_HAND)
def test_every_hypothesis_is_needed(name, variant):
    """The setting breaks the claim without the hypothesis, and is no setting of the claim."""
    claim = CLAIMS[name]
    by_hand = setting(claim, DROPPED[name, variant.name])
    certify(without(claim, variant), by_hand, {})
    with pytest.raises(Rejected, match=f"hypothesis '{variant.dropped[0]}' fails"):
        certify(claim, by_hand, {})


@pytest.mark.parametrize(("name", "variant"), BY_HAND_TOO)
def test_the_bound_on_two_gates_is_attained(name, variant):
    claim = CLAIMS[name]
    by_hand = setting(claim, SHARP[name, variant.name])
    found = certify(without(claim, variant), by_hand, {})
    assert found.lhs == ("1", "1") and Fraction(found.rhs[0]) > Fraction("1.0999")
    with pytest.raises(Rejected, match="holds at this setting"):
        certify(claim, by_hand, {})


def test_every_setting_by_hand_belongs_to_a_variant():
    assert {(p.values[0], p.values[1].name) for p in BY_HAND} == set(DROPPED)


@pytest.mark.parametrize(("name", "variant"), AT_EXAMPLE)
def test_another_threshold_is_refuted_at_the_example(name, variant, facts_for):
    """No draw meets the normalisation; the supremum is replaced by its proved value."""
    claim = CLAIMS[name]
    value = SLOPE.get(name, sympy.Integer(1))
    false = replace(claim, relation=variant.relation.xreplace({SUPREMUM: value}))
    found = certify(false, claim.example, facts_for(claim))
    assert Fraction(found.lhs[0]) > Fraction(found.rhs[1])


@pytest.mark.parametrize("name", [n for n, claim in CLAIMS.items() if has_supremum(claim)])
def test_the_threshold_itself_holds_at_the_example(name):
    claim = CLAIMS[name]
    values = setting_values(claim.space, claim.example, exact)
    relation = claim.relation.xreplace({SUPREMUM: SLOPE.get(name, sympy.Integer(1))})
    left, right = (evaluate(side, values, exact) for side in relation.args)
    assert left == right
