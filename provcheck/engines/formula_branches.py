"""|u|, maxima and minima with one value throughout; and logarithms undone by exp.

Both steps make a goal smooth, so that derivatives and intervals can go on.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import sympy

from provcheck.engines.formula_floats import compiled
from provcheck.engines.formula_products import sign_on
from provcheck.engines.formula_sample import line_of
from provcheck.engines.formula_search import BALL, Search, Stuck, sign_at
from provcheck.engines.formula_survey import near
from provcheck.errors import StatementError
from provcheck.goals import Goal, Range
from provcheck.regions import Step

Prove = Callable[[Goal], Step]


def by_sign(search: Search, goal: Goal, prove: Prove) -> Step:
    """The innermost |u|, Max or Min, replaced by the value it takes; cut where that changes.

    Raises:
        Stuck: there is none, it changes at no simple number of one variable, or a part fails.
    """
    found = goal.term.atoms(sympy.Abs, sympy.Max, sympy.Min)
    for part in sorted(found, key=lambda part: (part.count_ops(), str(part))):
        values = (part.args[0], -part.args[0]) if isinstance(part, sympy.Abs) else part.args
        for number in range(len(values)):
            gaps = gaps_of(part, values, number)
            if all(sign_on(goal, gap) > 0 for gap in gaps):
                return _taken(search, goal, part, (number, values[number], gaps), prove)
        for gap in gaps_of(part, values, 0):
            cut = _change(goal, gap)
            if cut is not None:
                return _cut(goal, *cut, lambda g: by_sign(search, g, prove))
    raise Stuck("no |u|, min or max has one value throughout.")


def gaps_of(part: Any, values: tuple, number: int) -> list[Any]:
    """Terms that are ≥ 0 where the part is its value of that number."""
    chosen = values[number]
    if isinstance(part, sympy.Abs):
        return [chosen]
    others = [value for place, value in enumerate(values) if place != number]
    sign = 1 if isinstance(part, sympy.Max) else -1
    return [sign * (chosen - other) for other in others]


def _taken(search: Search, goal: Goal, part: Any, chosen: tuple, prove: Prove) -> Step:
    number, value, gaps = chosen
    because = [prove(goal.on(term=gap, strict=False)) for gap in gaps]
    probe = {"either": {"of": part, "is": number, "because": because, "step": BALL}}
    inner = goal.on(term=goal.term.xreplace({part: value}))
    step = {"either": {**probe["either"], "step": prove(inner)}}
    if not search.accepts(goal, step):
        raise Stuck("the checker does not take one value of |u|, min or max alone.")
    return step


def _change(goal: Goal, gap: Any) -> tuple[Any, Fraction] | None:
    """A variable and a simple number at which a term of it alone changes its sign."""
    if len(gap.free_symbols) != 1:
        return None
    (symbol,) = gap.free_symbols
    points = line_of(goal.range_of(symbol))
    try:
        values = compiled(gap)({symbol: points})
    except StatementError:
        return None
    keep = np.isfinite(values)
    points, signs = points[keep], np.sign(values[keep])
    for place in np.flatnonzero(signs[:-1] * signs[1:] <= 0):
        for at in (points[place], points[place + 1]):
            for number in near(float(at)):
                if sign_at(gap, {symbol: number}) == 0 and _cuts(goal.range_of(symbol), number):
                    return symbol, number
    return None


def _cuts(range_: Range, number: Fraction) -> bool:
    return (range_.low is None or number > range_.low) and (
        range_.high is None or number < range_.high
    )


def _cut(goal: Goal, symbol: Any, at: Fraction, prove: Prove) -> Step:
    whole = goal.range_of(symbol)
    below = goal.with_range(symbol, Range(whole.low, at, whole.open_low, False))
    above = goal.with_range(symbol, Range(at, whole.high, False, whole.open_high))
    return {"cut": {"of": symbol.name, "at": str(at), "below": prove(below), "above": prove(above)}}


def by_exp(search: Search, goal: Goal, prove: Prove) -> Step:
    """log(u) ≥ r from u ≥ e^r, and r ≥ log(u) from e^r ≥ u.

    Raises:
        Stuck: there is no single logarithm, the checker has no such step, or it is not shown.
    """
    term = sympy.expand(goal.term)
    logs = [part for part in sympy.Add.make_args(term) if part.has(sympy.log)]
    number, logarithm = logs[0].as_coeff_Mul() if len(logs) == 1 else (0, None)
    if not isinstance(logarithm, sympy.log) or not logarithm.free_symbols:
        raise Stuck("there is no single logarithm.")
    of, rest = logarithm.args[0], -(term - logs[0]) / number
    sign = 1 if number > 0 else -1
    inner = prove(goal.on(term=sign * (of - sympy.exp(rest))))
    step = {"exp": {"of": of, "rest": rest, "factor": str(number), "step": inner}}
    if not search.accepts(goal, step):
        raise Stuck("the checker does not take exp on both sides.")
    return step
