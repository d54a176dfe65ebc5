"""Where a formula has no value: points of its range at which what a part needs fails."""

import numpy as np

from provcheck.engines.formula_floats import compiled
from provcheck.engines.formula_sample import sample_of
from provcheck.engines.formula_search import MALFORMED, OutOfTime, Search
from provcheck.engines.formula_witness import find_witness
from provcheck.engines.settle_formula import BITS, Proposal, Status, goal_of
from provcheck.errors import ProvcheckError
from provcheck.goals import Goal
from provcheck.statement.claim import Claim
from provcheck.statement.evaluate import precision


def find_gap(claim: Claim, *, deadline: float, seed: int) -> Proposal | None:
    """A point that breaks "this part has its sign"; None if none was met.

    Args:
        claim: t > 0, t >= 0, or t² > 0 on the range of a formula.
        deadline: on the monotonic clock, seconds.
    """
    search = Search(deadline)
    try:
        goal, _ = goal_of(claim)
        if not _may_fail(goal):
            return None
        with precision(BITS):
            broken = find_witness(search, claim, goal, seed)
    except (OutOfTime, ProvcheckError, *MALFORMED):
        return None
    if broken is None:
        return None
    return Proposal(Status.REFUTED, witness=broken.setting, counterexample=broken.counterexample)


def _may_fail(goal: Goal) -> bool:
    """Whether a sample of the range does not rule it out; t² > 0 fails where t changes its sign."""
    term = goal.term.base if goal.term.is_Pow and goal.term.exp == 2 else goal.term
    values = np.array(compiled(term)(sample_of(goal)))
    values = values[np.isfinite(values)]
    if term is goal.term:
        return bool((values <= 0).any())
    return bool((values <= 0).any() and (values >= 0).any())
