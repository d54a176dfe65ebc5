"""Cut a region into boxes until intervals decide each: strict gaps, in any number of variables.

On a box where intervals of the term itself are too wide, the sign of a slope moves the question
to a face; that is often exact where a bound is attained at a corner.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import flint
import sympy

from provcheck.engines.formula_search import (
    BALL,
    MALFORMED,
    OutOfTime,
    Search,
    Stuck,
    middle_of,
    value_at,
)
from provcheck.engines.formula_slopes import slopes_of
from provcheck.engines.formula_trees import by_tree, suits
from provcheck.errors import ProvcheckError
from provcheck.goals import Goal, Range
from provcheck.intervals import Interval, between, interval_of
from provcheck.regions import Step

_DEEPEST = 48
_FARTHEST = Fraction(2) ** 40
_VECTORISED = 100
"""Boxes over arrays of floats that cost as much as one here."""


@dataclass
class _Task:
    """One subdivision: slopes of the term, and how many boxes are left."""

    search: Search
    slopes: Mapping[Any, Any]
    left: int


def by_boxes(search: Search, goal: Goal, most: int = 1000) -> Step:
    """A tree of cuts with intervals at its leaves.

    Args:
        most: boxes examined before giving up.

    Raises:
        Stuck: a point certainly fails, or the boxes are spent; it has the box.
    """
    if not goal.ranges:
        raise Stuck(f"{goal.term} is a number, and intervals do not decide it.", goal)
    if suits(goal):
        try:
            return by_tree(search, goal, most * _VECTORISED, most)
        except OutOfTime:
            raise
        except Stuck as stuck:
            if stuck.is_false:
                raise
    task = _Task(search, slopes_of(goal), most)
    return _settled(task, goal, 0)


def _settled(task: _Task, goal: Goal, depth: int) -> Step:
    task.left -= 1
    step = _leaf(task, goal)
    if step is not None:
        return step
    _require_no_violation(goal)
    if task.left <= 0 or depth >= _DEEPEST:
        raise Stuck("the boxes allowed are spent; the slack may vanish there.", goal)
    face = _face(task, goal, depth) if len(goal.ranges) > 1 else None
    if face is not None:
        return face
    symbol, at = _split(task, goal)
    whole = goal.range_of(symbol)
    below = goal.with_range(symbol, replace(whole, high=at, open_high=False))
    above = goal.with_range(symbol, replace(whole, low=at, open_low=False))
    return {
        "cut": {
            "of": symbol.name,
            "at": str(at),
            "below": _settled(task, below, depth + 1),
            "above": _settled(task, above, depth + 1),
        }
    }


def _leaf(task: _Task, goal: Goal) -> Step | None:
    if is_evident(goal) and task.search.accepts(goal, BALL):
        return BALL
    for number in range(len(goal.conditions)):
        if task.search.accepts(goal, {"empty": number}):
            return {"empty": number}
    if len(goal.term.free_symbols) != 1:
        return None
    for symbol, side in _rising_from(task, goal):
        step = {"taylor": {"of": symbol.name, "side": side, "order": 1, "step": BALL}}
        if task.search.accepts(goal, step):
            return step
    return None


def is_evident(goal: Goal) -> bool:
    """Whether an interval alone shows the term to be ≥ 0; the checker asks a little more."""
    interval = interval_over(goal, goal.term)
    return interval is not None and interval.is_nonnegative


def _rising_from(task: _Task, goal: Goal) -> list[tuple[Any, str]]:
    """Variables in which the term is monotone, with the end where it is smallest."""
    found = []
    for symbol, slope in task.slopes.items():
        interval = interval_over(goal, slope)
        if symbol not in goal.ranges or interval is None:
            continue
        side = "low" if interval.is_nonnegative else "high"
        if interval.is_nonnegative or (interval.high is not None and interval.high <= 0):
            if getattr(goal.range_of(symbol), side) is not None:
                found.append((symbol, side))
    return found


def interval_over(goal: Goal, term: Any) -> Interval | None:
    """An interval of a term over the goal's region, None where there is none."""
    boxes = {symbol.name: between(r.low, r.high) for symbol, r in goal.ranges.items()}
    try:
        return interval_of(term, boxes, goal.signs)
    except (ProvcheckError, *MALFORMED):
        return None


def _face(task: _Task, goal: Goal, depth: int) -> Step | None:
    """Down to a face, where the slope shows it and the goal holds there."""
    for symbol, side in _rising_from(task, goal):
        number = goal.range_of(symbol).end(side)
        at = sympy.Rational(number.numerator, number.denominator)
        left = {other: r for other, r in goal.ranges.items() if other != symbol}
        term = goal.term.xreplace({symbol: at})
        face = goal.on(term=term, ranges=left, conditions=(), signs=frozenset())
        try:
            inner = _on_face(task, face, depth)
        except Stuck as stuck:
            if task.left <= 0 or not stuck.is_false or not goal.conditions:
                raise
            continue  # the face was left without the conditions
        step = {"face": {"of": symbol.name, "side": side, "slope": BALL, "step": inner}}
        if task.search.accepts(goal, step):
            return step
    return None


def _on_face(task: _Task, face: Goal, depth: int) -> Step:
    if task.search.accepts(face, BALL):
        return BALL
    if not face.term.free_symbols:
        raise Stuck(f"{face.term} is not shown to be positive.", face, is_false=True)
    slopes = {s: task.slopes[s] for s in task.slopes if s in face.term.free_symbols}
    inner = _Task(task.search, slopes_of(face) if slopes else {}, task.left)
    step = _settled(inner, face, depth + 1)
    task.left = inner.left
    return step


def _require_no_violation(goal: Goal) -> None:
    """Stop early at a point that certainly fails; not where conditions may exclude it."""
    if goal.conditions:
        return
    point = {symbol: middle_of(range_) for symbol, range_ in goal.ranges.items()}
    value = value_at(goal.term, point, 128)
    if value < 0:
        shown = ", ".join(f"{symbol} = {number}" for symbol, number in point.items())
        raise Stuck(f"it fails at {shown}.", goal, is_false=True)


def _split(task: _Task, goal: Goal) -> tuple[Any, Fraction]:
    """Where to cut: an infinite range first, else the variable that matters most."""
    symbols = [s for s in goal.ranges if s in goal.term.free_symbols or goal.conditions]
    for symbol in symbols:
        range_ = goal.range_of(symbol)
        if range_.low is None or range_.high is None:
            return symbol, _far(goal, range_)
    symbol = max(symbols, key=lambda s: _weight(task, goal, s))
    return symbol, middle_of(goal.range_of(symbol))


def _far(goal: Goal, range_: Range) -> Fraction:
    at = middle_of(range_)
    if abs(at) > _FARTHEST:
        raise Stuck("intervals do not decide it far out.", goal)
    return at


def _weight(task: _Task, goal: Goal, symbol: Any) -> float:
    range_ = goal.range_of(symbol)
    width = float(range_.high - range_.low)
    slope = task.slopes.get(symbol)
    interval = None if slope is None else interval_over(goal, slope)
    if interval is None or interval.low is None or interval.high is None:
        return width * 1e6
    steepest = flint.arb.max(abs(interval.low), abs(interval.high))
    return width * (float(steepest.mid()) + 1e-9)
