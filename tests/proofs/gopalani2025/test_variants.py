"""Every false variant beside a claim is refuted by the search, with a certified witness."""

from dataclasses import replace

import pytest

from provcheck.engines.budget import Budget
from provcheck.engines.line_supremum import check_supremum, is_supremum
from provcheck.engines.refute import refute
from provcheck.kernel import certify
from provcheck.proofs.gopalani2025.lemma3_1_lambda_c import SIGMOID_SLOPE
from provcheck.proofs.gopalani2025.net import beta
from tests.proofs.gopalani2025.claims import CLAIMS

SEED = 0
SMALL = Budget("small", seconds=60.0, settings=400, starts=6)
VARIANTS = [
    pytest.param(
        replace(claim, relation=v.relation),
        marks=() if name.startswith("definition2") else pytest.mark.slow,
        id=f"{name}-{v.name}",
    )
    for name, claim in CLAIMS.items()
    for v in claim.variants
    if name != "lemma3_1/lambda_c_sigmoid"  # below: no draw meets its hypothesis
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


def test_twice_the_critical_value_of_the_sigmoid_is_refuted(facts_for):
    """The supremum in the statement is replaced by its proved value, β/4."""
    claim = CLAIMS["lemma3_1/lambda_c_sigmoid"]
    (variant,) = claim.variants
    false = replace(claim, relation=variant.relation.xreplace({SIGMOID_SLOPE: beta / 4}))
    found = certify(false, claim.example, facts_for(claim))
    assert (found.lhs, found.rhs) == (("0.125", "0.125"), ("0.25", "0.25"))
