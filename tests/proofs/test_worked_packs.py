"""The small packs that serve as examples: their claims are proved, and no stronger ones pass."""

import pytest

from provcheck.errors import Rejected, Undecided
from provcheck.kernel import certify
from provcheck.testing import check_metadata, check_variants
from tests.proofs.bohning1988 import claims as bohning1988
from tests.proofs.drori2014 import claims as drori2014
from tests.proofs.forging import require_proved
from tests.proofs.gao2017 import claims as gao2017
from tests.proofs.zhang2019 import claims as zhang2019

PACKS = (bohning1988, drori2014, gao2017, zhang2019)
EVERY = {claim.name: claim for pack in PACKS for claim in pack.CLAIMS.values()}
WITNESSES = {
    (f"{pack.PACK.name}/{name}", variant): setting
    for pack in PACKS
    for (name, variant), setting in pack.WITNESSES.items()
}
"""A setting that breaks the variant, and not the claim: it holds there, or a hypothesis fails."""
EACH_VARIANT = [
    pytest.param(name, variant, id=f"{name}-{variant.name}")
    for name, claim in EVERY.items()
    for variant in claim.variants
]


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.PACK.name)
def test_the_pack_has_every_claim_and_no_other(pack):
    assert tuple(pack.CLAIMS) == pack.NAMES


def test_every_false_variant_has_a_witness():
    assert set(WITNESSES) == {(p.values[0], p.values[1].name) for p in EACH_VARIANT}


@pytest.mark.parametrize("name", EVERY)
def test_no_false_variant_passes(name, facts_for):
    """None is proved by a derivation, and each is broken by its witness."""
    claim = EVERY[name]
    witnesses = {v.name: WITNESSES[name, v.name] for v in claim.variants}
    assert check_variants(claim, facts=facts_for(claim), witnesses=witnesses) == []


@pytest.mark.parametrize(("name", "variant"), EACH_VARIANT)
def test_the_claim_survives_the_witness_of_its_variant(name, variant):
    """It holds there, perhaps with equality, or the hypothesis fails that the variant drops."""
    reasons = "holds at this setting|overlap" + ("|hypothesis" if variant.dropped else "")
    with pytest.raises((Rejected, Undecided), match=reasons):
        certify(EVERY[name], WITNESSES[name, variant.name], {})


@pytest.mark.parametrize("name", EVERY)
def test_the_kernel_proves(name, facts_for):
    require_proved(EVERY[name], facts_for(EVERY[name]))


def test_only_bounds_for_logistic_regression_rest_on_other_claims(facts_for):
    resting = {name for name, claim in EVERY.items() if facts_for(claim)}
    assert resting == {f"bohning1988/{name}" for name in bohning1988.RESTING}


@pytest.mark.parametrize("name", EVERY)
def test_the_metadata_are_complete(name):
    claim = EVERY[name]
    known = [other for other in EVERY if other.startswith(f"{claim.pack}/")]
    assert check_metadata(claim, known=known) == []
