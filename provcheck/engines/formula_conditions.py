"""What conditions give: a variable in terms of others, and ends for ranges."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import sympy

from provcheck.engines.formula_products import sign_on, with_guards
from provcheck.engines.formula_search import Search, Stuck, as_rational, fresh_symbol
from provcheck.engines.formula_terms import is_polynomial_in
from provcheck.goals import Condition, Goal, Range
from provcheck.regions import Step

Prove = Callable[[Goal], Step]


def equalities(goal: Goal) -> list[int]:
    """The numbers k at which conditions k and k + 1 are u ≥ 0 and −u ≥ 0."""
    found = []
    for number in range(len(goal.conditions) - 1):
        one, other = goal.conditions[number : number + 2]
        if not (one.strict or other.strict) and sympy.expand(one.term + other.term) == 0:
            if one.term != 0 and (not found or found[-1] < number - 1):
                found.append(number)
    return found


def by_elimination(search: Search, goal: Goal, prove: Prove) -> Step:
    """An equality that is linear in a variable, solved for it.

    Raises:
        Stuck: there is none, or what remains is not shown.
    """
    for number, symbol, factor, by in solutions(goal):
        guarded = with_guards(
            search,
            goal,
            (factor, by),
            lambda inner, at=(number, symbol, factor, by): (
                _eliminated(search, inner, *at, prove) if inner.term == goal.term else prove(inner)
            ),
        )
        if search.accepts(goal, guarded):
            return guarded
    raise Stuck("no equality is linear in a variable.")


def solutions(goal: Goal) -> Iterator[tuple[int, Any, Any, Any]]:
    """Numbers of equalities, a variable, and what it is; those with a numeric factor first."""
    found = []
    for number in equalities(goal):
        term = sympy.expand(goal.conditions[number].term)
        for symbol in sorted(term.free_symbols, key=str):
            slope = term.coeff(symbol, 1)
            rest = sympy.expand(term - slope * symbol)
            if symbol in rest.free_symbols | slope.free_symbols:
                continue
            if slope.free_symbols and sign_on(goal, slope) == 0:
                continue
            ends = goal.range_of(symbol)
            bounds = (ends.low is not None) + (ends.high is not None)
            rank = (bool(slope.free_symbols), bounds, symbol.name)
            found.append((rank, (number, symbol, 1 / slope, sympy.expand(-rest / slope))))
    for _, solution in sorted(found, key=lambda pair: pair[0]):
        yield solution


def _eliminated(
    search: Search, goal: Goal, number: int, symbol: Any, factor: Any, by: Any, prove: Prove
) -> Step:
    inner = without(goal, symbol, by)
    step = by_narrowing(search, inner, lambda g: with_guards(search, g, (g.term,), prove))
    said = {"condition": number, "of": symbol.name, "by": by, "times": factor, "step": step}
    return {"eliminate": said}


def without(goal: Goal, symbol: Any, by: Any) -> Goal:
    """The goal with a variable replaced, and what bounds it among the conditions."""
    range_, kept = goal.range_of(symbol), []
    for condition in goal.conditions:
        kept.append(replace(condition, term=condition.term.xreplace({symbol: by})))
    if range_.low is not None:
        kept.append(Condition(by - as_rational(range_.low), range_.open_low))
    if range_.high is not None:
        kept.append(Condition(as_rational(range_.high) - by, range_.open_high))
    left = {other: r for other, r in goal.ranges.items() if other != symbol}
    term = goal.term.xreplace({symbol: by})
    return goal.on(term=term, ranges=left, conditions=tuple(kept), signs=frozenset())


def by_narrowing(search: Search, goal: Goal, prove: Prove) -> Step:
    """Tighter ranges from linear conditions, as far as they give any, and then the rest."""
    steps, current = [], goal
    search.tick()
    for _ in range(2 * len(goal.ranges)):
        found = _narrower(current)
        if found is None:
            break
        step, current = found
        steps.append(step)
    whole = prove(current)
    for step in reversed(steps):
        whole = {"narrow": {**step, "step": whole}}
    return whole


def by_scaling(search: Search, goal: Goal, prove: Prove) -> Step:
    """Variables with an irrational end k in units of k, their ends then exact.

    Raises:
        Stuck: there is none.
    """
    steps, current = [], goal
    for symbol in sorted(goal.ranges, key=str):
        unit = _unit_of(current, symbol)
        if unit is not None:
            step, current = _in_units(current, symbol, unit)
            steps.append(step)
    if not steps:
        raise Stuck("no condition bounds a variable by an irrational number.")
    whole = by_narrowing(search, current, prove)
    for step in reversed(steps):
        whole = {"scale": {**step, "step": whole}}
    return whole


def _unit_of(goal: Goal, symbol: Any) -> Any | None:
    """The first irrational number that bounds a variable, without its sign."""
    for condition in goal.conditions:
        if condition.term.free_symbols != {symbol}:
            continue
        term = sympy.expand(condition.term)
        own, rest = term.coeff(symbol, 1), term.coeff(symbol, 0)
        if own.is_Rational and own != 0 and not rest.is_Rational:
            if not rest.free_symbols and sympy.expand(term - own * symbol - rest) == 0:
                return abs(rest / own)
    return None


def _in_units(goal: Goal, symbol: Any, unit: Any) -> tuple[dict, Goal]:
    new, range_ = fresh_symbol(goal), goal.range_of(symbol)
    low, high = (
        None if end is None else end and _outward(as_rational(end) / unit, up=up)
        for end, up in ((range_.low, False), (range_.high, True))
    )
    ends = {"low": None if low is None else str(low), "high": None if high is None else str(high)}
    step = {"of": symbol.name, "new": new.name, "by": unit, **ends}
    scaled = Range(low, high, low == 0 and range_.open_low, high == 0 and range_.open_high)
    at = {symbol: unit * new}
    left = {other: r for other, r in goal.ranges.items() if other != symbol}
    conditions = tuple(replace(c, term=c.term.xreplace(at)) for c in goal.conditions)
    moved = goal.on(
        term=goal.term.xreplace(at),
        ranges={**left, new: scaled},
        conditions=conditions,
        signs=frozenset(),
    )
    return step, moved


def _narrower(goal: Goal) -> tuple[dict, Goal] | None:
    """An end that a linear condition with the other variables' ends gives."""
    for number, condition in enumerate(goal.conditions):
        symbols = sorted(condition.term.free_symbols, key=str)
        if len(symbols) == 1 and (found := _beyond(goal, number, symbols[0])) is not None:
            return found
        if not symbols or not is_polynomial_in(condition.term, symbols):
            continue
        polynomial = sympy.Poly(condition.term, *symbols)
        if polynomial.total_degree() != 1:
            continue
        slopes = {s: _fraction(polynomial.coeff_monomial(s)) for s in symbols}
        for symbol in symbols:
            found = _end(goal, number, symbol, slopes, _fraction(polynomial.coeff_monomial(1)))
            if found is not None:
                return found
    return None


def _end(goal: Goal, number: int, symbol: Any, slopes: dict, constant: Fraction) -> Any:
    """a·x + Σ aᵢ·xᵢ + b ≥ 0 with the largest values of the aᵢ·xᵢ."""
    own, most, is_open = slopes[symbol], constant, goal.conditions[number].strict
    squares: list = [[str(1 / abs(own)), sympy.Integer(1), [number]]]
    for other, slope in slopes.items():
        if other == symbol:
            continue
        side = "high" if slope > 0 else "low"
        end = getattr(goal.range_of(other), side)
        if end is None:
            return None
        most += slope * end
        is_open = is_open or goal.range_of(other).is_open(side)
        squares.append([str(abs(slope / own)), sympy.Integer(1), [[other.name, side]]])
    side, at, range_ = "high" if own < 0 else "low", -most / own, goal.range_of(symbol)
    known = getattr(range_, side)
    is_tighter = known is None or (at < known if side == "high" else at > known)
    if not is_tighter:
        return None
    narrowed = replace(range_, **{side: at, f"open_{side}": is_open})
    if None not in (narrowed.low, narrowed.high) and narrowed.low >= narrowed.high:
        return None
    because = {"squares": squares}
    step = {"of": symbol.name, "side": side, "at": str(at), "open": is_open, "because": because}
    return step, goal.with_range(symbol, narrowed)


def _beyond(goal: Goal, number: int, symbol: Any) -> tuple[dict, Goal] | None:
    """A rational end a little beyond an irrational one, b in a·x + b ≥ 0."""
    term = sympy.expand(goal.conditions[number].term)
    own, rest = term.coeff(symbol, 1), term.coeff(symbol, 0)
    if own.free_symbols or own == 0 or rest.free_symbols:
        return None
    if sympy.expand(term - own * symbol - rest) != 0:
        return None
    if not own.is_Rational and (rest / own).is_Rational:
        return _exactly(goal, number, symbol, own, rest)
    if not own.is_Rational or rest.is_Rational:
        return None
    end, side = -rest / own, "low" if own > 0 else "high"
    at = _outward(end, up=side == "high")
    known, range_ = getattr(goal.range_of(symbol), side), goal.range_of(symbol)
    if known is not None and (known >= at if side == "low" else known <= at):
        return None
    margin = sympy.sqrt(abs(as_rational(at) - end))
    squares = [["1", margin, []], [str(1 / abs(_fraction(own))), sympy.Integer(1), [number]]]
    narrowed = replace(range_, **{side: at, f"open_{side}": False})
    if None not in (narrowed.low, narrowed.high) and narrowed.low >= narrowed.high:
        return None
    step = {"of": symbol.name, "side": side, "at": str(at), "open": False}
    return {**step, "because": {"squares": squares}}, goal.with_range(symbol, narrowed)


def _exactly(goal: Goal, number: int, symbol: Any, own: Any, rest: Any) -> Any:
    """The rational end −b/a of k·(p·x + q) ≥ 0 for an irrational k."""
    at, side = _fraction(-rest / own), "low" if own.is_positive else "high"
    range_, is_open = goal.range_of(symbol), goal.conditions[number].strict
    known = getattr(range_, side)
    if known is not None and (known > at if side == "low" else known < at):
        return None
    if known == at and (range_.is_open(side) or not is_open):
        return None
    narrowed = replace(range_, **{side: at, f"open_{side}": is_open})
    if None not in (narrowed.low, narrowed.high) and narrowed.low >= narrowed.high:
        return None
    because = {"squares": [["1", 1 / sympy.sqrt(abs(own)), [number]]]}
    step = {"of": symbol.name, "side": side, "at": str(at), "open": is_open, "because": because}
    return step, goal.with_range(symbol, narrowed)


def _outward(number: Any, *, up: bool) -> Fraction:
    """A fraction at most 10⁻¹² beyond a number."""
    value = Fraction(str(sympy.N(number, 30)))
    step = Fraction(1, 10**12)
    count = value / step
    return (count.__floor__() + 2 if up else count.__ceil__() - 2) * step


def _fraction(number: Any) -> Fraction:
    return Fraction(int(number.p), int(number.q))
