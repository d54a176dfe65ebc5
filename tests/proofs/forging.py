"""What a derivation must prove, and false variants in its claim's place, which it must not."""

from dataclasses import replace

from provcheck.kernel import check_derivation
from provcheck.trials import check_unproved


def require_proved(claim, facts) -> None:
    """The kernel makes a proof of this claim from its one derivation."""
    (check,) = (check_derivation(claim, derivation, facts) for derivation in claim.derivations)
    assert check.proof is not None, [(line.id, line.reason) for line in check.lines if line.reason]
    assert check.proof.claim == claim


def require_variant_refused(claim, variant, facts) -> None:
    """Neither as it stands, nor with a last line that says the variant, by the same rule."""
    assert check_unproved(claim, variant, facts=facts) == []


def without(claim, variant):
    """The claim with the variant's relation and hypotheses, its draws still steered."""
    kept = tuple(h for h in claim.hypotheses if h.name not in variant.dropped)
    return replace(claim, relation=variant.relation, hypotheses=kept)
