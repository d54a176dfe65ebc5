"""Certificates for an inequality on a bounded region in several variables, from vector intervals.

`box_tree` settles thousands of boxes at a time in floats; here its tree becomes a step of
`regions`, with exact cuts, and the trusted checker has the last word.
"""

import time
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from provcheck.engines.box_tree import CUT, SHOWN, Tree, subdivide
from provcheck.engines.formula_search import (
    BALL,
    Search,
    Stuck,
    as_rational,
    middle_of,
    value_at,
)
from provcheck.engines.formula_slopes import derivative_of
from provcheck.engines.vector_intervals import VectorProgram, enclosing_floats, vectorised
from provcheck.errors import StatementError
from provcheck.goals import Goal
from provcheck.regions import Step

_DEEP = 160
"""Nodes above each other in a tree beyond which the checker is not asked."""
_LEAVES_A_SECOND = 400
"""What the checker does of a tree with long terms; a check cannot be cut short."""
_MANY = 300
"""Leaves beyond which a tree is handed on unchecked: whoever takes it checks it once more."""


def suits(goal: Goal) -> bool:
    """Whether vector intervals may be of use: several variables, each with a bounded range."""
    ranges = goal.ranges.values()
    return len(ranges) > 1 and all(r.low is not None and r.high is not None for r in ranges)


def by_tree(search: Search, goal: Goal, most: int, leaves: int, *, checked: bool = True) -> Step:
    """A tree of cuts and faces with intervals at its leaves; it makes no use of conditions.

    Args:
        most: boxes examined before giving up.
        leaves: boxes that the checker may be asked about.
        checked: whether the checker is asked here, for trees that are not large.

    Raises:
        Stuck: a point certainly fails, the boxes are spent, or the checker refuses the tree.
    """
    symbols = tuple(goal.ranges)
    program, slopes = _program(goal.term, symbols)
    ends = [enclosing_floats((r.low, r.high)) for r in goal.ranges.values()]
    low, high = np.array(ends).T
    tree = subdivide(program, slopes, low, high, strict=goal.strict, most=most, tick=search.tick)
    if tree.violation is not None:
        _require_no_violation(goal, tree.violation)
    if not tree.is_complete:
        raise Stuck("the boxes allowed are spent; the slack may vanish there.", goal)
    shown = tree.kind.count(SHOWN)
    if shown > min(leaves, _LEAVES_A_SECOND * (search.deadline - time.monotonic())):
        raise Stuck(f"{shown} boxes are more than the checker is asked about.", goal)
    step = _step(tree, 0, goal, 0)
    if checked and shown <= _MANY and not search.accepts(goal, step):
        raise Stuck("exact intervals do not decide what those of floats did.", goal)
    return step


def _require_no_violation(goal: Goal, point: np.ndarray) -> None:
    """Stop at a point of the region that certainly fails; conditions may exclude it."""
    if goal.conditions:
        raise Stuck("it may fail where the conditions do not hold.", goal)
    exact = {}
    for (symbol, range_), number in zip(goal.ranges.items(), point.tolist(), strict=True):
        exact[symbol] = min(max(Fraction(number), range_.low), range_.high)
    if value_at(goal.term, exact, 128) < 0:
        shown = ", ".join(f"{symbol} = {number}" for symbol, number in exact.items())
        raise Stuck(f"it fails at {shown}.", goal, is_false=True, point=exact)


@lru_cache(maxsize=64)
def _program(term: Any, symbols: tuple) -> tuple[VectorProgram, tuple[int, ...]]:
    """The term and its slopes, and the variables that these are of."""
    slopes = {number: derivative_of(term, symbol) for number, symbol in enumerate(symbols)}
    slopes = {number: slope for number, slope in slopes.items() if slope is not None}
    names = tuple(symbol.name for symbol in symbols)
    try:
        return vectorised((term, *slopes.values()), names), tuple(slopes)
    except StatementError as refusal:
        raise Stuck(f"no vector intervals: {refusal}") from refusal


def _step(tree: Tree, node: int, goal: Goal, depth: int) -> Step:
    """The node's step for its goal; the ranges are halved as the floats were, but exactly."""
    if tree.kind[node] == SHOWN:
        return BALL
    if depth > _DEEP:
        raise Stuck("the tree is too deep.", goal)
    symbol, child = list(goal.ranges)[tree.variable[node]], tree.child[node]
    whole = goal.range_of(symbol)
    if tree.kind[node] == CUT:
        at = middle_of(whole)
        below = goal.with_range(symbol, replace(whole, high=at, open_high=False))
        above = goal.with_range(symbol, replace(whole, low=at, open_low=False))
        parts = [_step(tree, child + k, part, depth + 1) for k, part in enumerate((below, above))]
        return {"cut": {"of": symbol.name, "at": str(at), "below": parts[0], "above": parts[1]}}
    side = "high" if tree.side[node] else "low"
    if symbol not in goal.term.free_symbols:  # it left with another variable
        return _step(tree, child, goal, depth + 1)
    if len(goal.term.free_symbols) == 1:
        return {"taylor": {"of": symbol.name, "side": side, "order": 1, "step": BALL}}
    term = goal.term.xreplace({symbol: as_rational(whole.end(side))})
    face = goal.on(term=term, conditions=(), signs=frozenset())
    inner = _step(tree, child, face, depth + 1)
    return {"face": {"of": symbol.name, "side": side, "slope": BALL, "step": inner}}
