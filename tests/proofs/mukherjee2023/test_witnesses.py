"""Each erratum has a witness that fits on a line; nearby it is refused, and the amendment holds."""

import pytest

from provcheck.errors import Rejected
from provcheck.kernel import certify
from tests.proofs.mukherjee2023.claims import CLAIMS, REFUTED, is_quick, setting

NET = {"p": 1, "d": 1, "n": 1, "activation": "sigmoid", "beta": "1"}
PLAIN = {**NET, "a": 1, "X": 1, "y": 0, "B_x": 1, "B_y": 0}
LABEL = {**NET, "a": 1, "X": 1, "y": 100, "B_x": 1, "B_y": 100, "lambda": 1000, "W": "1/10"}
BOUND = "lambda_c_sigmoid/gradient_lower_bound"
WITNESSES = {
    "exact_erm_runtime/pattern_count": {"n": 1, "S": 2},
    "lambda_c_sigmoid": PLAIN,
    f"{BOUND}_papers_constants": LABEL,
    "lambda_c_softplus": {**PLAIN, "activation": "softplus"},
    "lambda_c_softplus/footnote": {**PLAIN, "activation": "softplus"},
}
SIDES = {
    "exact_erm_runtime/pattern_count": ("4", "2"),
    "lambda_c_sigmoid": ("0.25", "0.125"),
    "lambda_c_softplus": ("4", "0.5"),
    "lambda_c_softplus/footnote": ("4", "2"),
}
NEARBY = [
    ("exact_erm_runtime/pattern_count", {"n": 2}),
    ("exact_erm_runtime/pattern_count", {"n": 3}),
    (f"{BOUND}_papers_constants", {"lambda": 10}),
    (f"{BOUND}_papers_constants", {"W": "-1/10"}),
]
OUTSIDE = [
    ("exact_erm_runtime/pattern_count", {"S": 1}, "outside its declared range"),
    ("exact_erm_runtime/pattern_count", {"n": 4}, "outside its declared range"),
    ("lambda_c_sigmoid", {"a": 2}, "normalised"),
    ("lambda_c_sigmoid", {"beta": 2}, "beta_one"),
    (f"{BOUND}_papers_constants", {"B_y": 99}, "y_bound"),
]


def certified(name, values, facts_for):
    claim = CLAIMS[name]
    return certify(claim, setting(claim, values), facts_for(claim))


def named(names):
    return [pytest.param(n, marks=() if is_quick(n) else pytest.mark.slow) for n in names]


def test_every_erratum_has_a_witness():
    assert set(WITNESSES) == set(REFUTED)


@pytest.mark.parametrize("name", named(WITNESSES))
def test_a_witness_refutes_the_erratum(name, facts_for):
    found = certified(name, WITNESSES[name], facts_for)
    assert found.claim == f"mukherjee2023/{name}"
    if name in SIDES:
        assert (found.lhs[0], found.rhs[0]) == SIDES[name]


@pytest.mark.slow
def test_the_bound_with_the_papers_constants_has_the_numbers_of_a_hand_calculation(facts_for):
    """‖∇L̃‖² = (100 − 2(100 − σ)σ')² = 2538.8; 10⁴ − 2·10³·0.1(25 + 1/8 + 1/160) = 4973.75."""
    found = certified(f"{BOUND}_papers_constants", LABEL, facts_for)
    assert found.lhs[0].startswith("2538.8") and found.rhs[1].startswith("4973.75")


@pytest.mark.slow
def test_the_amended_bound_holds_there(facts_for):
    with pytest.raises(Rejected, match="the relation holds at this setting"):
        certified(BOUND, LABEL, facts_for)


@pytest.mark.parametrize(("name", "changes"), NEARBY)
def test_a_nearby_setting_that_satisfies_it_is_refused(name, changes, facts_for):
    with pytest.raises(Rejected, match="the relation holds at this setting"):
        certified(name, {**WITNESSES[name], **changes}, facts_for)


@pytest.mark.parametrize(("name", "changes", "words"), OUTSIDE)
def test_a_setting_outside_the_claim_is_refused(name, changes, words, facts_for):
    with pytest.raises(Rejected, match=words):
        certified(name, {**WITNESSES[name], **changes}, facts_for)


@pytest.mark.parametrize("name", ["lambda_c_sigmoid", "lambda_c_softplus"])
def test_a_threshold_needs_the_facts_about_its_activation(name):
    with pytest.raises(Rejected, match="no proved claim gives the hypothesis"):
        certified(name, WITNESSES[name], lambda claim: {})
