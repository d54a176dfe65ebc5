"""What every pack's false variants are put through: no derivation may prove one."""

from dataclasses import replace

from provcheck.kernel import LineStatus, check_derivation


def require_variant_refused(claim, variant, facts) -> None:
    """Neither as it stands, nor with a last line that says the variant, by the same rule."""
    false = replace(
        claim,
        relation=variant.relation,
        hypotheses=tuple(h for h in claim.hypotheses if h.name not in variant.dropped),
    )
    for derivation in claim.derivations:
        assert check_derivation(false, derivation, facts).proof is None
        last = replace(derivation.lines[-1], relation=variant.relation)
        forged = replace(derivation, lines=(*derivation.lines[:-1], last))
        check = check_derivation(false, forged, facts)
        assert check.proof is None and check.lines[-1].status is LineStatus.GAP
