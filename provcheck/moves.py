"""Steps of a tree that only change the region, as its conditions allow (trusted).

    narrow      {"of": x, "side": side, "at": number, "open": yes, "because": step, "step": step}:
                the conditions put an end to a range
    eliminate   {"condition": n, "of": x, "by": φ, "times": g, "step": step}: x = φ, for the n-th
                condition is an equality u = 0 with g·u = x − φ
    scale       {"of": x, "new": t, "by": k, "low": a, "high": b, "step": step}: x = k·t for a
                number k > 0

Each returns the goal that is left, of which every point of the region is a point, and what stands
in the place of its variables.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import sympy

from provcheck.errors import Rejected
from provcheck.goals import (
    Condition,
    Goal,
    Range,
    lowered,
    raised,
    require_defined,
    require_same,
    require_understood,
)
from provcheck.statement.evaluate import ball, evaluate

Step = Mapping[str, Any]
Replaced = Mapping[Any, Any]
Require = Callable[[Goal, Step], None]
"""Checks that a step shows a goal."""


def narrow(goal: Goal, step: Step, require: Require) -> tuple[Goal, Replaced]:
    """All points with the conditions lie on one side of a number."""
    symbol, side, at = goal.symbol(step["of"]), step["side"], Fraction(step["at"])
    is_open, whole = bool(step["open"]), goal.range_of(symbol)
    if side not in ("low", "high"):
        raise Rejected(f"a range has no side '{side}'.")
    gap = symbol - rational(at) if side == "low" else rational(at) - symbol
    require(goal.on(term=gap, strict=is_open), step["because"])
    narrowed = (raised if side == "low" else lowered)(whole, at, is_open)  # never wider
    if None not in (narrowed.low, narrowed.high) and narrowed.low >= narrowed.high:
        raise Rejected(f"the narrowed range of {symbol} is empty or a single point.")
    return goal.with_range(symbol, narrowed), {}


def eliminate(goal: Goal, step: Step, _require: Require) -> tuple[Goal, Replaced]:
    """Every point has x = φ: x gives way to φ, and what bounds x is a condition on φ."""
    number, symbol, by = int(step["condition"]), goal.symbol(step["of"]), step["by"]
    if not 0 <= number < len(goal.conditions) - 1 or symbol in by.free_symbols:
        raise Rejected(f"condition {number} does not give {symbol} = {by}.")
    one, other = goal.conditions[number : number + 2]
    require_same(goal, one.term, -other.term)
    for term in (step["times"], one.term, by):
        require_defined(goal.on(term=term))
    require_same(goal, one.term * step["times"], symbol - by)
    range_ = goal.range_of(symbol)
    conditions = [c.term.xreplace({symbol: by}) for c in goal.conditions]
    kept = [Condition(t, c.strict) for t, c in zip(conditions, goal.conditions, strict=True)]
    if range_.low is not None:
        kept.append(Condition(by - rational(range_.low), range_.open_low))
    if range_.high is not None:
        kept.append(Condition(rational(range_.high) - by, range_.open_high))
    left = {other: r for other, r in goal.ranges.items() if other != symbol}
    term = goal.term.xreplace({symbol: by})
    moved = goal.on(term=term, ranges=left, conditions=tuple(kept), signs=frozenset())
    return moved, {symbol: by}


def scale(goal: Goal, step: Step, _require: Require) -> tuple[Goal, Replaced]:
    """x = k·t for a number k > 0: t is in the range of x/k, rounded outward."""
    symbol, unit = goal.symbol(step["of"]), step["by"]
    new, whole = sympy.Symbol(str(step["new"]), real=True), goal.range_of(symbol)
    if new.name in {other.name for other in goal.ranges} or unit.free_symbols:
        raise Rejected(f"{symbol} = {unit}·{new} is no change of scale.")
    require_understood(goal, unit)
    size = evaluate(unit, {})
    if not size > 0:
        raise Rejected(f"the unit {unit} is not certainly positive.")
    low, high = (None if step[end] is None else Fraction(step[end]) for end in ("low", "high"))
    if low is not None and not _is_below(ball(low) * size, whole.low):
        raise Rejected(f"{symbol}/{unit} may be below {low}.")
    if high is not None and not _is_below(-ball(high) * size, _negative(whole.high)):
        raise Rejected(f"{symbol}/{unit} may be above {high}.")
    if None not in (low, high) and low >= high:
        raise Rejected(f"the range of {new} is empty or a single point.")
    open_low, open_high = (
        end == 0 == given and flag
        for end, given, flag in (
            (whole.low, low, whole.open_low),
            (whole.high, high, whole.open_high),
        )
    )
    at = {symbol: unit * new}
    ranges = {other: r for other, r in goal.ranges.items() if other != symbol}
    moved = goal.on(
        term=goal.term.xreplace(at),
        ranges={**ranges, new: Range(low, high, open_low, open_high)},
        conditions=tuple(replace(c, term=c.term.xreplace(at)) for c in goal.conditions),
        signs=frozenset(),
    )
    return moved, at


def _is_below(value: Any, end: Fraction | None) -> bool:
    """Whether a ball is certainly at most a finite end."""
    return end is not None and (value <= ball(end) or (end == 0 and value == 0))


def _negative(end: Fraction | None) -> Fraction | None:
    return None if end is None else -end


def rational(value: Fraction) -> sympy.Rational:
    return sympy.Rational(value.numerator, value.denominator)


MOVES: dict[str, Callable[[Goal, Step, Require], tuple[Goal, Replaced]]] = {
    "narrow": narrow,
    "eliminate": eliminate,
    "scale": scale,
}
"""Those that stand first in a tree need no term to be defined before them."""
