"""Every false variant beside a claim is refuted by the search, with a certified witness."""

from dataclasses import replace

import pytest
from sympy import Integer, Rel

from provcheck.engines.line_supremum import check_supremum, is_supremum
from provcheck.engines.refute import refute
from provcheck.kernel import certify
from provcheck.proofs.gopalani2025.lemma3_1_lambda_c import SIGMOID_SLOPE
from provcheck.proofs.gopalani2025.net import beta
from provcheck.statement import Array
from provcheck.trials import SMALL, falsified
from tests.proofs.gopalani2025.claims import CLAIMS

SEED = 0
NORMALISED = {  # no draw meets ‖a‖B_x = 1: the supremum's proved value, and the two sides
    "lemma3_1/lambda_c_sigmoid": (beta / 4, "0.125", "0.25"),
    "section3/lambda_c_tanh": (Integer(1), "2", "0.5"),
    "section3/lambda_c_softplus": (Integer(1), "2", "0.5"),
}


def is_quick(claim):
    components = claim.space.components
    few = len(components) < 10 and not any(isinstance(c, Array) for c in components)
    return few or claim.name.startswith("gopalani2025/definition2")


VARIANTS = [
    pytest.param(
        falsified(claim, v),
        marks=() if is_quick(claim) else pytest.mark.slow,
        id=f"{name}-{v.name}",
    )
    for name, claim in CLAIMS.items()
    for v in claim.variants
    if name not in NORMALISED and isinstance(v.relation, Rel)  # numbers decide no other
]


@pytest.mark.parametrize("false", [p for p in VARIANTS if not is_supremum(p.values[0])])
def test_a_false_variant_is_refuted(false, facts_for):
    claim = CLAIMS[false.name.removeprefix("gopalani2025/")]
    search = refute(false, budget=SMALL, seed=SEED, facts=facts_for(claim))
    assert search.counterexample is not None, search
    assert not search.capped


@pytest.mark.parametrize("false", [p for p in VARIANTS if is_supremum(p.values[0])])
def test_a_supremum_off_by_a_millionth_lies_outside_its_enclosure(false):
    search = check_supremum(false, budget=SMALL)
    assert search.suspect is not None and "outside" in search.reason


@pytest.mark.parametrize("name", [n for n in CLAIMS if is_supremum(CLAIMS[n])])
def test_a_supremum_lies_inside_its_enclosure(name):
    search = check_supremum(CLAIMS[name], budget=SMALL)
    assert search.suspect is None and 0.999999 < search.worst_ratio < 1.000001


@pytest.mark.parametrize("name", NORMALISED)
def test_another_critical_value_of_an_activation_is_refuted(name, facts_for):
    """The supremum in the statement is replaced by its proved value."""
    claim, (value, lhs, rhs) = CLAIMS[name], NORMALISED[name]
    (variant,) = claim.variants
    false = replace(claim, relation=variant.relation.xreplace({SIGMOID_SLOPE: value}))
    found = certify(false, claim.example, facts_for(claim))
    assert (found.lhs, found.rhs) == ((lhs, lhs), (rhs, rhs))
