"""A claim as interval programs, and how far a bisection goes: shared by the peers that bisect.

A box is dropped where the relation certainly holds or a condition certainly fails, and halved along
its widest side otherwise; the middle of each box is tried as a counterexample. Unbounded ranges are
boxes with infinite ends. A box below the smallest width can neither be proved nor halved: a bound
that is attained leaves such boxes, and the search ends undecided.
"""

import math
from dataclasses import dataclass
from fractions import Fraction

from tests.benchmarks.interval_program import CannotSay, Program, program_of

NARROW = 2.0**-40
"""Boxes are not halved below this width, relative to max(1, |x|)."""
MOST_NARROW = 10_000
"""So many boxes that are too narrow end the search: no proof is left, and no refutation came."""
MANY_BOXES = 500_000
"""Boxes are searched in the order in which they arose; from so many on, the newest come first."""
MOST_BOXES = 4_000_000


@dataclass(frozen=True)
class Task:
    """One claim as programs: `relation` is the difference of its sides, lhs - rhs or rhs - lhs.

    Args:
        names: the variables; `lows` and `highs` their ends as floats rounded outward.
        relation: is to be <= 0, or < 0 where `is_strict`.
        conditions: the same of every condition.
    """

    names: tuple[str, ...]
    lows: tuple[float, ...]
    highs: tuple[float, ...]
    relation: tuple[Program, bool]
    conditions: tuple[tuple[Program, bool], ...]


def task_of(claim, arithmetic) -> Task:
    """Raises CannotSay: an equality, or a function that the arithmetic has not."""
    reals = claim.space.components
    return Task(
        tuple(real.symbol.name for real in reals),
        tuple(-math.inf if r.low is None else _outward(r.low, -math.inf) for r in reals),
        tuple(math.inf if r.high is None else _outward(r.high, math.inf) for r in reals),
        _difference(claim.relation, arithmetic),
        tuple(_difference(given.relation, arithmetic) for given in claim.hypotheses),
    )


def _outward(end: Fraction, towards: float) -> float:
    nearest = float(end)
    is_outside = Fraction(nearest) <= end if towards < 0 else Fraction(nearest) >= end
    return nearest if is_outside else math.nextafter(nearest, towards)


def _difference(relation, arithmetic) -> tuple[Program, bool]:
    import sympy

    if relation.rel_op not in ("<", "<=", ">", ">="):
        raise CannotSay(f"a relation {relation.rel_op}")
    small, large = relation.args if relation.rel_op in ("<", "<=") else relation.args[::-1]
    difference = program_of(sympy.Add(small, -large), arithmetic)
    return difference, relation.rel_op in ("<", ">")
