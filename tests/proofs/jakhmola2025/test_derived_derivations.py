"""What the kernel says of every derivation, and that a falsehood cannot take a claim's place."""

import pytest

from tests.proofs.forging import require_proved, require_variant_refused
from tests.proofs.jakhmola2025.claims import CLAIMS, DERIVED

LONG = ("theorem3_1/basin/two_layer", "lemma3_2/rescaling/count")
VARIANTS = [(name, variant) for name in DERIVED for variant in CLAIMS[name].variants]


def marks(name):
    return pytest.mark.slow if name.startswith(LONG) else ()


@pytest.mark.parametrize("name", [pytest.param(n, marks=marks(n)) for n in DERIVED])
def test_the_kernel_proves(name, facts_for):
    require_proved(CLAIMS[name], facts_for(CLAIMS[name]))


@pytest.mark.parametrize(
    ("name", "variant"),
    [pytest.param(n, v, marks=marks(n), id=f"{n}-{v.name}") for n, v in VARIANTS],
)
def test_no_derivation_of_a_claim_proves_its_false_variant(name, variant, facts_for):
    require_variant_refused(CLAIMS[name], variant, facts_for(CLAIMS[name]))


@pytest.mark.parametrize("name", DERIVED)
def test_what_is_taken_for_granted_is_said(name):
    """A hypothesis named after an analytic fact is explained beside the claim."""
    claim = CLAIMS[name]
    if any(hypothesis.name == "mean_value" for hypothesis in claim.hypotheses):
        assert "mean value theorem" in claim.not_checked
