"""Find one setting that satisfies every hypothesis of a claim, so that it is not vacuous."""

from collections.abc import Mapping

import numpy as np

from provcheck.engines.draft import complete_exact, exact_draft
from provcheck.engines.sample import draw_draft
from provcheck.errors import DomainError, Rejected
from provcheck.kernel import Proof, require_admitted
from provcheck.statement.claim import Claim
from provcheck.statement.space import Setting

TRIES = 200


def find_admitted(claim: Claim, facts: Mapping[str, Proof], *, seed: int) -> Setting | None:
    """A setting that the kernel admits: the claim's example, or the first drawn one; or None."""
    if claim.example is not None and _is_admitted(claim, claim.example, facts):
        return claim.example
    for number in range(TRIES):
        rng = np.random.Generator(np.random.Philox(key=[seed % 2**64, number]))
        draft = draw_draft(claim.space, rng, max_size=2)
        try:
            setting = complete_exact(claim.space, exact_draft(claim.space, draft))
        except DomainError:
            continue  # a drawn float lies outside the space once made exact
        if _is_admitted(claim, setting, facts):
            return setting
    return None


def _is_admitted(claim: Claim, setting: Setting, facts: Mapping[str, Proof]) -> bool:
    try:
        require_admitted(claim, setting, facts)
    except Rejected:
        return False
    return True
