"""Inequalities in several variables: squares for polynomials, boxes, and faces that reduce them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import sympy

from provcheck.engines.formula_boxes import by_boxes
from provcheck.engines.formula_branches import by_exp, by_sign
from provcheck.engines.formula_conditions import by_elimination, by_narrowing
from provcheck.engines.formula_polynomial import by_either, by_root
from provcheck.engines.formula_powers import by_log
from provcheck.engines.formula_products import by_factors, sign_on, with_guards
from provcheck.engines.formula_search import BALL, OutOfTime, Search, Stuck, key_of
from provcheck.engines.formula_slopes import slopes_of
from provcheck.engines.formula_squares import by_squares
from provcheck.engines.formula_substitute import (
    by_condition,
    by_radical,
)
from provcheck.engines.formula_terms import is_algebraic
from provcheck.engines.formula_univariate import prove_line
from provcheck.goals import Goal
from provcheck.regions import Step

_DEEPEST = 6
_FEW_BOXES, _MANY_BOXES = 60, 3000


def prove_region(search: Search, goal: Goal, depth: int = _DEEPEST) -> Step:
    """A step for a goal in any number of variables.

    Args:
        depth: how deep goals may lie within goals.

    Raises:
        Stuck: none was found; it says where and why.
    """
    if not goal.conditions and len(goal.term.free_symbols) <= 1:
        return prove_line(search, goal)
    key = ("region", depth, *key_of(goal))
    if key in search.failed:
        raise search.failed[key][2]
    try:
        return with_guards(search, goal, (goal.term,), lambda g: _proved(search, g, depth))
    except OutOfTime:
        raise
    except Stuck as stuck:
        search.failed[key] = (depth, False, stuck)
        raise


def _proved(search: Search, goal: Goal, depth: int) -> Step:
    if search.accepts(goal, BALL):
        return BALL

    def deeper(inner: Goal) -> Step:
        if depth == 0:
            raise Stuck("factors and faces are nested too deeply.")
        return prove_region(search, inner, depth - 1)

    methods: dict[str, Callable[[Goal], Step]] = {
        "a few boxes": lambda g: by_boxes(search, g, _FEW_BOXES),
    }
    if depth == _DEEPEST and len(goal.ranges) > 4:
        methods["many boxes"] = lambda g: by_boxes(search, g, _MANY_BOXES)
    methods["squares"] = lambda g: by_squares(search, g)
    if goal.conditions:
        methods["an equality solved"] = lambda g: by_elimination(search, g, deeper)
        methods["narrower ranges"] = lambda g: _narrowed(search, g, deeper)
        methods["t = x/k from a condition"] = lambda g: by_condition(search, g, deeper)
    if goal.conditions and len(goal.term.free_symbols) == 1:
        methods["without conditions"] = lambda g: prove_line(search, g.on(conditions=()))
    if is_algebraic(goal.term):
        methods["squares of radicals"] = lambda g: by_root(search, g, deeper)
    if goal.term.has(sympy.Abs, sympy.Max, sympy.Min):
        methods["one value of |u|, min, max"] = lambda g: by_sign(search, g, deeper)
        methods["squares of absolute values"] = lambda g: by_root(search, g, deeper)
        methods["each value of |u|, min, max"] = lambda g: by_either(search, g, deeper)
    methods["exp of both sides"] = lambda g: by_exp(search, g, deeper)
    methods["log of both sides"] = lambda g: by_log(search, g, deeper)
    methods["t = x^(1/q)"] = lambda g: by_radical(search, g, deeper)
    methods["factors"] = lambda g: by_factors(search, g, deeper)
    methods["a face"] = lambda g: _by_face(search, g, deeper)
    methods["closed ends"] = lambda g: _by_ends(g, deeper)
    if depth == _DEEPEST:
        methods["many boxes"] = lambda g: by_boxes(search, g, _MANY_BOXES)
    return search.first(goal, methods)


def _narrowed(search: Search, goal: Goal, prove: Callable[[Goal], Step]) -> Step:
    step = by_narrowing(search, goal, lambda g: _once(g, goal, prove))
    if "narrow" not in step:
        raise Stuck("the conditions give no end of a range.")
    return step


def _once(goal: Goal, before: Goal, prove: Callable[[Goal], Step]) -> Step:
    if goal.ranges == before.ranges and goal.term == before.term:
        raise Stuck("the conditions give no end of a range.")
    return prove(goal)


def _by_ends(goal: Goal, prove: Callable[[Goal], Step]) -> Step:
    """A closed end at 0 by itself; elsewhere the variable is positive, and may be divided by.

    Raises:
        Stuck: no variable has such an end, or a part is not shown.
    """
    for symbol in sorted(goal.term.free_symbols, key=str):
        range_ = goal.range_of(symbol)
        if range_.low != 0 or range_.open_low:
            continue
        face, rest = at_end(goal, symbol, "low"), goal.with_range(symbol, range_.opened("low"))
        step = {"of": symbol.name, "side": "low", "at": prove(face), "rest": prove(rest)}
        return {"end": step}
    raise Stuck("no range has a closed end at 0.")


def at_end(goal: Goal, symbol: Any, side: str) -> Goal:
    """The goal on the face where a variable has the value of its end."""
    end = goal.range_of(symbol).end(side)
    at = {symbol: sympy.Rational(end.numerator, end.denominator)}
    left = {other: r for other, r in goal.ranges.items() if other != symbol}
    conditions = tuple(replace(c, term=c.term.xreplace(at)) for c in goal.conditions)
    term = goal.term.xreplace(at)
    return goal.on(term=term, ranges=left, conditions=conditions, signs=frozenset())


def _by_face(search: Search, goal: Goal, prove: Callable[[Goal], Step]) -> Step:
    """A variable in which the term is monotone throughout, and the goal at its end.

    Raises:
        Stuck: there is none.
    """
    last = Stuck("the term is monotone in no variable.")
    for symbol, slope in slopes_of(goal).items():
        sign = sign_on(goal, slope)
        side = "low" if sign > 0 else "high"
        if sign == 0 or getattr(goal.range_of(symbol), side) is None:
            continue
        try:
            return _faced(goal, symbol, side, slope * sign, prove)
        except OutOfTime:
            raise
        except Stuck as stuck:
            last = stuck
    raise last


def _faced(goal: Goal, symbol: Any, side: str, slope: Any, prove: Callable) -> Step:
    inner = prove(at_end(goal, symbol, side).on(conditions=()))
    shown = prove(goal.on(term=slope, strict=False, conditions=()))
    return {"face": {"of": symbol.name, "side": side, "slope": shown, "step": inner}}
