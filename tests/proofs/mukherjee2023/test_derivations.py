"""What the kernel says of every derivation, and that a falsehood cannot take a claim's place."""

import pytest

from tests.proofs.forging import require_proved, require_variant_refused
from tests.proofs.mukherjee2023.claims import CLAIMS, OPEN, PROVED, REFUTED, is_quick

VARIANTS = [(name, v) for name, claim in CLAIMS.items() for v in claim.variants]


def marks(name):
    return () if is_quick(name) else pytest.mark.slow


@pytest.mark.parametrize("name", [pytest.param(n, marks=marks(n)) for n in PROVED])
def test_the_kernel_proves(name, facts_for):
    require_proved(CLAIMS[name], facts_for(CLAIMS[name]))


@pytest.mark.parametrize("name", (*REFUTED, *OPEN))
def test_no_derivation_is_given_for_an_erratum_or_an_open_claim(name):
    assert CLAIMS[name].derivations == ()


@pytest.mark.parametrize(
    ("name", "variant"),
    [pytest.param(n, v, marks=marks(n), id=f"{n}-{v.name}") for n, v in VARIANTS],
)
def test_no_derivation_of_a_claim_proves_its_false_variant(name, variant, facts_for):
    require_variant_refused(CLAIMS[name], variant, facts_for(CLAIMS[name]))


@pytest.mark.parametrize("name", CLAIMS)
def test_no_line_is_given_as_printed(name):
    """The slides have no derivations; all lines are ours."""
    lines = [step for d in CLAIMS[name].derivations for step in d.lines]
    assert not any(step.printed for step in lines)
    assert not any(d.as_printed for d in CLAIMS[name].derivations)
