"""Decide one comparison between scalar terms on a region, for the kernel to check again.

A proof is a tree of steps of `regions`; a counterexample is a setting that the kernel certifies.
What is found here is a proposal: neither floats nor a search that ended decide anything.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction
from typing import Any

import sympy

from provcheck.engines.budget import Budget
from provcheck.engines.formula_conditions import by_narrowing, by_scaling
from provcheck.engines.formula_contacts import find_contact
from provcheck.engines.formula_equality import by_identity, prove_equality
from provcheck.engines.formula_multivariate import prove_region
from provcheck.engines.formula_products import with_guards
from provcheck.engines.formula_search import (
    MALFORMED,
    OutOfTime,
    Progress,
    Search,
    Stuck,
    shortened,
)
from provcheck.engines.formula_witness import certified, find_witness, simplified
from provcheck.errors import ProvcheckError, Rejected
from provcheck.goals import Goal, region_of
from provcheck.regions import Step, require_relation
from provcheck.relations import OPERATORS
from provcheck.statement.claim import Claim, Derivation, line
from provcheck.statement.evaluate import precision
from provcheck.statement.space import Setting

BITS = 128
"""Working precision of the search and of the proposed tree."""
_REFUTING_SHARE = 0.25
"""Of the time allowed, the most that is spent on looking for a counterexample first."""


class Status(Enum):
    """How a search ended."""

    PROVED = "a tree of steps that the checker accepts"
    REFUTED = "a setting that the kernel certifies to break it"
    OPEN = "neither"


@dataclass(frozen=True)
class Proposal:
    """What `settle_formula` found.

    Args:
        derivation: for PROVED, one line for `kernel.check_derivation`; else None.
        tree: for PROVED by steps, the step of the whole region.
        witness: for REFUTED, a setting that breaks the claim; else None.
        counterexample: the kernel's evidence for it.
        reason: for OPEN, why, with the box where it got stuck and what was tried.
        stuck: that box, {name: (low, high)} with strings, None for an infinite end.
        tried: how often each method was.
    """

    status: Status
    derivation: Derivation | None = None
    tree: Step | None = None
    witness: Setting | None = None
    counterexample: Any = None
    reason: str = ""
    stuck: dict[str, tuple[str | None, str | None]] | None = None
    tried: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0


def settle_formula(
    claim: Claim, *, budget: Budget, seed: int, progress: Progress | None = None
) -> Proposal:
    """Look for a proof or a counterexample of a comparison between scalar terms.

    Args:
        claim: over a space of `Real` components, without a derivation of its own.
        budget: its seconds are the wall-clock cap.
        seed: of the random draws of a counterexample.
        progress: called with a phase, checks made, and 0.
    """
    import scipy.optimize  # noqa: F401 (loading it is no part of the search)

    began = time.monotonic()
    search = Search(began + budget.seconds, progress or (lambda *_: None))
    with precision(BITS):
        try:
            found = _settled(search, claim, budget, seed)
        except (ProvcheckError, *MALFORMED) as error:
            found = _open(search, error)
    return replace(found, tried=dict(search.tried), seconds=time.monotonic() - began)


def _settled(search: Search, claim: Claim, budget: Budget, seed: int) -> Proposal:
    if isinstance(claim.relation, sympy.Eq):
        return _equality(search, claim, seed)
    goal, sides = goal_of(claim)
    whole, search.deadline = search.deadline, time.monotonic() + _REFUTING_SHARE * budget.seconds
    try:
        broken = find_witness(search, claim, goal, seed) or find_contact(search, claim, goal)
    except OutOfTime:
        broken = None
    search.deadline = whole
    if broken is not None:
        return _refuted(broken)
    return _proved(search, claim, goal, sides)


def goal_of(claim: Claim) -> tuple[Goal, tuple[Any, Any]]:
    """The slack of the claim's inequality on its region, and the two sides.

    Raises:
        Rejected: it is no inequality, or its region is empty or a single point.
    """
    relation = claim.relation
    operator = OPERATORS.get(getattr(relation, "func", None))
    if operator is None or operator[0] == "==":
        raise Rejected(f"'{relation}' is no inequality.")
    small, large = reversed(relation.args) if operator[1] else relation.args
    hypotheses = [h.relation for h in claim.hypotheses if not h.for_all]
    ranges, conditions = region_of(hypotheses, relation.free_symbols)
    return Goal(large - small, ranges, operator[0] == "<", conditions), (small, large)


def _proved(search: Search, claim: Claim, goal: Goal, sides: tuple) -> Proposal:
    try:
        return _checked(search, claim, _tree(search, goal, sides))
    except (ProvcheckError, *MALFORMED) as error:
        broken = _broken_at(claim, goal, getattr(error, "point", None))
        return _open(search, error, goal.term) if broken is None else _refuted(broken)


def _broken_at(claim: Claim, goal: Goal, point: Mapping[Any, Fraction] | None) -> Any | None:
    """The kernel's evidence at a point that a proof's search met, or at a simple one near it."""
    if point is None or set(point) != set(goal.ranges):
        return None
    return certified(claim, simplified(goal, dict(point))) or certified(claim, dict(point))


def _tree(search: Search, goal: Goal, sides: tuple) -> Step:
    """A step, with what conditions say of the ranges put first.

    Raises:
        Stuck: none was found.
    """

    def shown(inner: Goal) -> Step:
        return with_guards(search, inner, (inner.term,), lambda g: prove_region(search, g))

    if goal.conditions:
        try:
            return by_scaling(search, goal, shown)
        except OutOfTime:
            raise
        except Stuck:
            pass
    return by_narrowing(search, goal, lambda g: _inside(search, g, sides))


def _inside(search: Search, goal: Goal, sides: tuple) -> Step:
    return with_guards(search, goal, sides, lambda g: prove_region(search, g))


def _checked(search: Search, claim: Claim, tree: Step) -> Proposal:
    """The proposal of a tree, if the checker takes it for the claim.

    Raises:
        Rejected: it does not.
    """
    hypotheses = [h.relation for h in claim.hypotheses if not h.for_all]
    require_relation(claim.relation, hypotheses, tree)
    by = line("1", claim.relation, "enclosure", tree=tree, bits=BITS)
    return Proposal(Status.PROVED, Derivation("found by check", (by,), as_printed=False), tree)


def _equality(search: Search, claim: Claim, seed: int) -> Proposal:
    """By algebra, or by a tree for both inequalities; or a point where the sides differ."""
    from provcheck.kernel import check_derivation

    by = line("1", claim.relation, "algebra")
    derivation = Derivation("found by check", (by,), as_printed=False)
    checked = check_derivation(claim, derivation, {})
    if checked.proof is not None:
        return Proposal(Status.PROVED, derivation)
    hypotheses = [h.relation for h in claim.hypotheses if not h.for_all]
    ranges, conditions = region_of(hypotheses, claim.relation.free_symbols)
    sides = claim.relation.args
    difference = Goal(sides[1] - sides[0], ranges, False, conditions)
    tree = _identity(search, difference, sides)
    if tree is None:
        broken = find_witness(search, claim, difference.on(term=-(difference.term**2)), seed)
        if broken is not None:
            return _refuted(broken)
        tree = prove_equality(search, difference, sides)
    return _checked(search, claim, tree)


def _identity(search: Search, goal: Goal, sides: tuple[Any, Any]) -> Step | None:
    try:
        return by_identity(search, goal, sides)
    except OutOfTime:
        raise
    except (ProvcheckError, *MALFORMED):
        return None


def _refuted(broken: Any) -> Proposal:
    return Proposal(Status.REFUTED, witness=broken.setting, counterexample=broken.counterexample)


def _open(search: Search, error: Exception, slack: Any = None) -> Proposal:
    """Why nothing was found; `slack` is what was to be shown ≥ 0."""
    stuck = getattr(error, "goal", None)
    box = None if stuck is None else _box(stuck)
    where = "" if box is None else f" Stuck at {_box_text(box)}."
    tried = ", ".join(search.tried) or "nothing yet"
    said = str(error)
    if stuck is not None and slack is not None and stuck.term != slack:
        said = f"on the way, {shortened(stuck.term)} ≥ 0 was needed, and: {error}"
    return Proposal(Status.OPEN, reason=f"{said}{where} Tried: {tried}.", stuck=box)


def _box(goal: Goal) -> dict[str, tuple[str | None, str | None]]:
    return {
        symbol.name: tuple(None if end is None else str(end) for end in (range_.low, range_.high))
        for symbol, range_ in sorted(goal.ranges.items(), key=str)
    }


def _box_text(box: dict) -> str:
    def shown(end: str | None, infinite: str) -> str:
        return infinite if end is None else f"{float(Fraction(end)):.6g}"

    return ", ".join(
        f"{name} in [{shown(low, '-oo')}, {shown(high, 'oo')}]" for name, (low, high) in box.items()
    )
