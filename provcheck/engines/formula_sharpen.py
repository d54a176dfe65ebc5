"""The best constant of a bound, between a certified point and a proved tree, and its closed form.

"term <= c" asks for the supremum of the term, "term >= c" for its infimum; where both sides vary,
"term <= C·bound" for that of their ratio. Floats say where it lies; a point certifies one side of
the bracket and `settle_formula` proves the other.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import sympy

from provcheck.engines.budget import Budget
from provcheck.engines.closed_forms import closed_forms
from provcheck.engines.formula_search import Progress, as_rational, value_at
from provcheck.engines.formula_survey import simplest
from provcheck.engines.formula_witness import smallest_points
from provcheck.engines.settle_formula import BITS, Proposal, Status, goal_of, settle_formula
from provcheck.errors import Rejected
from provcheck.relations import OPERATORS
from provcheck.statement.claim import Claim
from provcheck.statement.evaluate import precision

_MARGINS = tuple(Fraction(1, 10**digits) for digits in (9, 7, 5, 3, 2))
_MOST_BITS = 10_000


@dataclass(frozen=True)
class Sharpened:
    """The best constant c of "term <= c" (or >=).

    Args:
        is_upper: whether it is an upper bound of the term.
        certified: a value that the term attains (up to rounding) on the safe side: no constant
            beyond it will do.
        at: where, or None.
        proved: a constant for which the bound is proved, None if none was.
        closed: that constant is exactly this term, found as a closed form; else None.
        claim: the claim with the proved constant, to be checked by the kernel.
        proposal: its proof.
        reason: what is missing, "" if nothing.
    """

    is_upper: bool
    certified: Fraction | None
    at: dict[str, Fraction] | None
    proved: Any | None
    closed: Any | None
    claim: Claim | None
    proposal: Proposal | None
    reason: str = ""


def sharpen(
    claim: Claim,
    *,
    budget: Budget,
    seed: int,
    progress: Progress | None = None,
    with_limits: bool = True,
) -> Sharpened:
    """Bracket the best constant of a claim's bound.

    Args:
        claim: an inequality with a number on one side, or a number times a term.
        budget: wall-clock for all of it.
        with_limits: also try SymPy's limits at the ends, which may take long.

    Raises:
        Rejected: the claim is no inequality, or has no variable.
    """
    term, is_upper, build = _parts(claim)
    deadline = time.monotonic() + budget.seconds
    sign = -1 if is_upper else 1
    goal, _ = goal_of(claim)
    with precision(BITS):
        points = smallest_points(goal.on(term=sign * term, strict=False), seed)
        certified, at = _certified(term, points, is_upper)
    if certified is None:
        return Sharpened(is_upper, None, None, None, None, None, None, "no point has a value.")
    found: Proposal | None = None
    limits = _limits(term, goal, is_upper) if with_limits else []
    for constant, is_closed in _constants(certified, limits, is_upper):
        left = deadline - time.monotonic()
        if left <= 0:
            break
        changed = replace(claim, relation=build(constant), derivations=())
        share = replace(budget, seconds=min(left, max(1.0, budget.seconds / 4)))
        found = settle_formula(changed, budget=share, seed=seed, progress=progress)
        if found.status is Status.PROVED:
            closed = constant if is_closed else None
            return Sharpened(is_upper, certified, at, constant, closed, changed, found)
    reason = "no constant near it was proved; " + (found.reason if found else "no time is left.")
    return Sharpened(is_upper, certified, at, None, None, None, None, reason)


def _parts(claim: Claim) -> tuple[Any, bool, Any]:
    """The term that is bounded, whether from above, and how the claim reads for a constant."""
    operator = OPERATORS.get(getattr(claim.relation, "func", None))
    if operator is None or operator[0] == "==" or not claim.relation.free_symbols:
        raise Rejected(f"'{claim.relation}' has no constant that could be sharper.")
    small, large = reversed(claim.relation.args) if operator[1] else claim.relation.args
    relation = sympy.Le
    if not large.free_symbols:
        return small, True, lambda c: relation(small, c, evaluate=False)
    if not small.free_symbols:
        return large, False, lambda c: relation(c, large, evaluate=False)
    _, bound = large.as_coeff_Mul()
    return small / bound, True, lambda c: relation(small, c * bound, evaluate=False)


def _certified(term: Any, points: list, is_upper: bool) -> tuple[Fraction | None, Any]:
    """The largest certain value of the term at the points (the least, for a lower bound)."""
    best, where = None, None
    for point in points:
        value = value_at(term, point)
        if not value.is_finite():
            continue
        end = value.lower() if is_upper else value.upper()
        if best is None or (end > best if is_upper else end < best):
            best, where = end, {symbol.name: x for symbol, x in point.items()}
    if best is None or abs(int(best.man_exp()[1])) > _MOST_BITS:
        return None, None
    number = best.fmpq()
    return Fraction(int(number.p), int(number.q)), where


def _constants(value: Fraction, limits: list, is_upper: bool) -> Iterator[tuple[Any, bool]]:
    """Closed forms that agree, then rationals ever farther off, with whether they are closed."""
    seen = []
    for closed in (*closed_forms(value), *limits):
        if closed not in seen:
            seen.append(closed)
            yield closed, True
    size = abs(value) or Fraction(1)
    for margin in _MARGINS:
        beyond = value + (size if is_upper else -size) * margin
        shift = size * margin / 4
        yield as_rational(simplest(beyond - shift, beyond + shift)), False


def _limits(term: Any, goal: Any, is_upper: bool) -> list[Any]:
    """Limits at open and infinite ends that lie beyond every value met, in one variable."""
    if len(goal.ranges) != 1 or term.count_ops() > 40 or term.has(sympy.Abs, sympy.Max, sympy.Min):
        return []
    ((symbol, range_),) = goal.ranges.items()
    found = []
    for end, infinite, side in (
        (range_.low, -sympy.oo, "+"),
        (range_.high, sympy.oo, "-"),
    ):
        at = infinite if end is None else as_rational(end)
        try:
            limit = sympy.limit(term, symbol, at, side)
        except (NotImplementedError, ValueError, TypeError):
            continue
        if limit.is_number and limit.is_finite and limit.is_real:
            found.append(limit)
    return found
