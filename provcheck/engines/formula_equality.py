"""Equalities: identities where both sides are defined, constants, and two inequalities at once."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import sympy

from provcheck.engines.formula_multivariate import prove_region
from provcheck.engines.formula_products import with_guards
from provcheck.engines.formula_search import (
    BALL,
    MALFORMED,
    OutOfTime,
    Search,
    Stuck,
    as_rational,
    sign_at,
)
from provcheck.engines.formula_slopes import derivative_of
from provcheck.engines.formula_survey import is_inside
from provcheck.errors import ProvcheckError, Rejected
from provcheck.goals import Goal, Range, require_same
from provcheck.regions import Step

NOTHING: Step = {"squares": []}
"""The term is 0 by an identity: a sum of no squares."""
_PLACES = tuple(Fraction(number) for number in (1, 0, "1/2", -1, 2, "1/4", "-1/2", 3, 10, -2))


def prove_equality(search: Search, goal: Goal, sides: tuple[Any, Any]) -> Step:
    """A step for both inequalities of an equality.

    Args:
        goal: its term is the difference of the sides.

    Raises:
        Stuck: none was found.
    """
    methods: dict[str, Callable[[Goal], Step]] = {
        "an identity": lambda g: by_identity(search, g, sides),
        "a derivative that is 0": lambda g: by_constant(search, g, sides),
        "two inequalities": lambda g: _by_two(search, g, sides),
    }
    return search.first(goal, methods)


def by_identity(search: Search, goal: Goal, sides: tuple[Any, Any]) -> Step:
    """Both sides have one normal form.

    Raises:
        Stuck: the checker does not see that, or that they are defined.
    """
    step = _guarded(search, goal, sides, lambda _: {"identity": 1})
    try:
        require_same(goal, *sides)
    except Rejected as error:
        raise Stuck("the two sides are not seen to be the same.") from error
    return step


def by_constant(search: Search, goal: Goal, sides: tuple[Any, Any]) -> Step:
    """The difference has no slope in any variable, and is 0 at a point.

    Raises:
        Stuck: a slope is not seen to be 0, or no point is met.
    """
    return _both(search, goal, sides, lambda inner: _constant(search, inner))


def _by_two(search: Search, goal: Goal, sides: tuple[Any, Any]) -> Step:
    return _both(search, goal, sides, lambda inner: prove_region(search, inner))


def _both(search: Search, goal: Goal, sides: tuple[Any, Any], prove: Callable) -> Step:
    goals = [goal.on(term=sign * goal.term) for sign in (1, -1)]
    steps = [_guarded(search, inner, sides, prove) for inner in goals]
    return _guarded(search, goal, sides, lambda _: {"both": steps})


def _guarded(search: Search, goal: Goal, terms: tuple, prove: Callable[[Goal], Step]) -> Step:
    """A step by `prove`, led by guards that are shown by the usual means."""

    def shown(inner: Goal) -> Step:
        return prove(inner) if inner.term == goal.term else prove_region(search, inner)

    return with_guards(search, goal, terms, shown)


def _accepted(search: Search, goal: Goal, step: Step) -> Step:
    if not search.accepts(goal, step):
        raise Stuck("the two sides are not seen to be the same.")
    return step


def _constant(search: Search, goal: Goal) -> Step:
    """Down to a face in each variable in turn, where the slope is 0 by an identity."""
    if not goal.term.free_symbols:
        return _accepted(search, goal, BALL)
    symbol = min(goal.term.free_symbols, key=str)
    slope = derivative_of(goal.term, symbol)
    if slope is None or not _vanishes(goal, slope):
        raise Stuck(f"the slope in {symbol} is not seen to be 0.")
    for at in _PLACES:
        if not is_inside(goal.range_of(symbol), at):
            continue
        try:
            return _from(search, goal, symbol, at, slope)
        except OutOfTime:
            raise
        except Stuck:
            continue
    raise Stuck("no point was met at which the difference is exactly 0.")


def _vanishes(goal: Goal, term: Any) -> bool:
    try:
        require_same(goal, term, sympy.Integer(0))
    except (ProvcheckError, *MALFORMED):
        return False
    return True


def _from(search: Search, goal: Goal, symbol: Any, at: Fraction, slope: Any) -> Step:
    """Cut at a number, and from there to both sides; an end of the range needs no cut."""
    whole = goal.range_of(symbol)
    if len(goal.term.free_symbols) == 1 and sign_at(goal.term, {symbol: at}) != 0:
        raise Stuck("the difference is not 0 there.")
    low = goal.with_range(symbol, Range(whole.low, at, whole.open_low, False))
    high = goal.with_range(symbol, Range(at, whole.high, False, whole.open_high))
    if at == whole.low:
        return _faced(search, high, symbol, "low", slope)
    if at == whole.high:
        return _faced(search, low, symbol, "high", slope)
    below = _faced(search, low, symbol, "high", slope)
    above = _faced(search, high, symbol, "low", slope)
    return {"cut": {"of": symbol.name, "at": str(at), "below": below, "above": above}}


def _faced(search: Search, goal: Goal, symbol: Any, side: str, slope: Any) -> Step:
    at = as_rational(goal.range_of(symbol).end(side))
    left = {other: r for other, r in goal.ranges.items() if other != symbol}
    inner = goal.on(
        term=goal.term.xreplace({symbol: at}), ranges=left, conditions=(), signs=frozenset()
    )
    sign = -1 if side == "high" else 1
    sloped = goal.on(term=slope * sign, strict=False, conditions=())
    shown = _guarded(search, sloped, (slope,), lambda _: NOTHING)
    step = _guarded(search, inner, (inner.term,), lambda g: _constant(search, g))
    return {"face": {"of": symbol.name, "side": side, "slope": shown, "step": step}}
