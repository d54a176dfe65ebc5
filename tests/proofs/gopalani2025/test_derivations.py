"""What the kernel says of every derivation, and that a falsehood cannot take the place of a claim.

Printed derivations with a fault must stop at the faulty line and nowhere before it.
"""

from functools import cache

import pytest

from provcheck.kernel import LineStatus, check_derivation
from tests.proofs.forging import require_variant_refused
from tests.proofs.gopalani2025.claims import CLAIMS, PROVED, REFUTED, each

FIRST_FAILURE = {
    "appendix_b/label_term_lipschitz": "label",
    "appendix_b/product_concatenation": "h_k",
    "appendix_b/product_lipschitz": "concatenation",
    "appendix_b/row_lipschitz": "label",
    "lemma3_1/critical_regularization": "g1",
    "lemma3_1/gradient_lipschitz": "product_concatenation",
    "section5/villani_leading_coefficient": "g1",
}
VARIANTS = [(name, v) for name, claim in CLAIMS.items() for v in claim.variants]


@pytest.fixture(scope="module")
def checked(facts_for):
    """The kernel's checks of all derivations of a claim, made once."""

    @cache
    def check(name):
        claim = CLAIMS[name]
        facts = facts_for(claim)
        return tuple(check_derivation(claim, derivation, facts) for derivation in claim.derivations)

    return check


@pytest.mark.parametrize("name", each(PROVED))
def test_the_kernel_proves(name, checked):
    proof = next(check.proof for check in checked(name) if check.proof is not None)
    assert proof.claim == CLAIMS[name]


@pytest.mark.parametrize("name", each(PROVED))
def test_the_printed_derivation_proves_the_claim_unless_it_is_known_to_fail(name, checked):
    printed = [check for check in checked(name) if check.derivation.as_printed]
    assert all((check.proof is None) == (name in FIRST_FAILURE) for check in printed)


@pytest.mark.parametrize("name", each(FIRST_FAILURE))
def test_a_printed_derivation_fails_first_at(name, checked):
    printed = next(check for check in checked(name) if check.derivation.as_printed)
    first = next(line for line in printed.lines if line.status is not LineStatus.OK)
    assert printed.proof is None
    assert first.id == FIRST_FAILURE[name] and first.printed, first.reason


@pytest.mark.parametrize("name", each(REFUTED))
def test_no_derivation_proves_an_erratum(name, checked):
    assert all(check.proof is None for check in checked(name))


@pytest.mark.slow
def test_the_consequence_of_the_villani_display_is_accepted(facts_for):
    claim = CLAIMS["section5/villani_leading_coefficient"]
    check = check_derivation(claim, claim.consequence, facts_for(claim))
    assert all(line.status is LineStatus.OK for line in check.lines)
    assert check.proof is None


@pytest.mark.parametrize(
    ("name", "variant"),
    [
        pytest.param(
            name,
            variant,
            marks=() if name.startswith("definition2") else pytest.mark.slow,
            id=f"{name}-{variant.name}",
        )
        for name, variant in VARIANTS
    ],
)
def test_no_derivation_of_a_claim_proves_its_false_variant(name, variant, facts_for):
    require_variant_refused(CLAIMS[name], variant, facts_for(CLAIMS[name]))


@pytest.mark.parametrize("name", CLAIMS)
def test_no_line_of_our_own_derivations_is_given_as_printed(name):
    ours = [derivation for derivation in CLAIMS[name].derivations if not derivation.as_printed]
    printed = [(d.name, step.id) for d in ours for step in d.lines if step.printed]
    assert printed == []
