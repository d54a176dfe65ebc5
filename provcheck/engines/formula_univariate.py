"""Inequalities in one variable: where the slack is small, derivatives; elsewhere intervals.

A survey in floats finds where the slack vanishes or nearly does. The range is cut there, and each
piece is shown by Taylor's formula from that end, whose last derivative is a goal of the same
kind: on unbounded ranges this goes on until the sign is evident.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import sympy

from provcheck.engines.formula_boxes import by_boxes, is_evident
from provcheck.engines.formula_branches import by_exp, by_sign
from provcheck.engines.formula_polynomial import by_either, by_root, by_sturm
from provcheck.engines.formula_powers import by_log
from provcheck.engines.formula_products import by_dominant, by_factors, with_guards
from provcheck.engines.formula_search import (
    BALL,
    OutOfTime,
    Search,
    Stuck,
    key_of,
    sign_at,
)
from provcheck.engines.formula_slopes import derivative_of
from provcheck.engines.formula_substitute import (
    by_exponential,
    by_inverse,
    by_logarithm,
    by_radical,
    by_scale,
)
from provcheck.engines.formula_survey import Survey, survey_of
from provcheck.engines.formula_terms import is_algebraic
from provcheck.goals import Goal
from provcheck.infinity import limit_at_infinity
from provcheck.regions import Step

_DEPTHS = (24, 32)
"""How deep goals may lie within goals, tried in turn: a short proof is found before a long one."""
_DERIVED, _REWRITTEN = 4, 1
"""What a derivative, and the same goal in another form, take off the depth."""
_ORDERS = 6
_FEW_BOXES, _MANY_BOXES = 24, 600
_SHARES = tuple(Fraction(1, 2**power) for power in (1, 2, 4, 6, 9))
Prove = Callable[[Goal], Step]


def prove_line(search: Search, goal: Goal) -> Step:
    """A step for a goal in at most one variable.

    Raises:
        Stuck: none was found; it says where and why.
    """
    for deepest in _DEPTHS:
        search.cut_short = False
        try:
            return _prove(search, goal, deepest)
        except OutOfTime:
            raise
        except Stuck as stuck:
            if stuck.is_false or not search.cut_short or deepest == _DEPTHS[-1]:
                raise
    raise Stuck("no depth is allowed.", goal)


def _prove(search: Search, goal: Goal, depth: int) -> Step:
    """A step with goals at most `depth` deep within it; failures are remembered."""
    key = key_of(goal)
    known = search.failed.get(key)
    if known is not None and depth <= known[0]:
        search.cut_short = search.cut_short or known[1]
        raise known[2]
    before, search.cut_short = search.cut_short, False
    try:
        return with_guards(search, goal, (goal.term,), lambda g: _proved(search, g, depth))
    except OutOfTime:
        raise
    except Stuck as stuck:
        search.failed[key] = (depth, search.cut_short, stuck)
        raise
    finally:
        search.cut_short = search.cut_short or before


def _proved(search: Search, goal: Goal, depth: int) -> Step:
    if search.accepts(goal, BALL):
        return BALL
    if not goal.term.free_symbols:
        raise Stuck(f"the number {goal.term} is not shown to be positive.", goal)

    def nested(cost: int) -> Prove:
        def prove(inner: Goal) -> Step:
            if depth < cost:
                search.cut_short = True
                raise Stuck("derivatives and factors are nested too deeply.")
            return _prove(search, inner, depth - cost)

        return prove

    algebraic = is_algebraic(goal.term)
    deeper, same = nested(_DERIVED), nested(0 if algebraic else _REWRITTEN)

    def quick(inner: Goal) -> Step:
        return _quick_taylor(search, inner)

    methods: dict[str, Callable[[Goal], Step]] = {"real roots": lambda g: by_sturm(search, g)}
    if algebraic:
        methods["squares of radicals"] = lambda g: by_root(search, g, same)
        methods["factors"] = lambda g: by_factors(search, g, same)
    if algebraic and goal.term.is_rational_function() and not _has_irrational(goal.term):
        return search.first(goal, methods)  # they are complete
    if goal.term.has(sympy.Abs, sympy.Max, sympy.Min):
        methods["one value of |u|, min, max"] = lambda g: by_sign(search, g, same)
        methods["squares of absolute values"] = lambda g: by_root(search, g, same)
        methods["each value of |u|, min, max"] = lambda g: by_either(search, g, same)
    methods |= {
        "t = exp(c*x)": lambda g: by_exponential(search, g, same),
        "Taylor's formula": lambda g: _quick_taylor(search, g),
        "a few boxes": lambda g: by_boxes(search, g, _FEW_BOXES),
        "factors": lambda g: by_factors(search, g, same),
        "a quotient by an exponential": lambda g: by_dominant(search, g, quick),
        "a limit at infinity": lambda g: _by_limit(g, deeper),
        "pieces": lambda g: _by_pieces(search, g, deeper),
        "t = x/k": lambda g: by_scale(search, g, survey_of(g).irrational, same),
    }
    if depth >= _DEPTHS[0] - 2 * _DERIVED:  # another form of what was asked, not of its parts
        methods |= {
            "t = log(x)": lambda g: by_logarithm(search, g, deeper),
            "exp of both sides": lambda g: by_exp(search, g, deeper),
            "log of both sides": lambda g: by_log(search, g, deeper),
            "t = x^(1/q)": lambda g: by_radical(search, g, deeper),
            "t = 1/x": lambda g: by_inverse(search, g, deeper),
        }
    methods["a dominant exponential"] = lambda g: by_dominant(search, g, deeper)
    if depth == _DEPTHS[0]:
        methods["many boxes"] = lambda g: by_boxes(search, g, _MANY_BOXES)
    return search.first(goal, methods)


def _has_irrational(term: Any) -> bool:
    """Whether an irrational number is in it, so that its roots are not counted exactly."""
    return any(number.is_number and not number.is_Rational for number in term.atoms(sympy.Pow)) or (
        bool(term.atoms(sympy.NumberSymbol))
    )


# ---------------------------------------------------------------- Taylor's formula


def _orders(goal: Goal, symbol: Any, side: str) -> Iterator[tuple[int, Goal]]:
    """Orders k for which all lower derivatives have the right sign, with the goal for the k-th."""
    at = getattr(goal.range_of(symbol), side)
    term, flip, some_positive = goal.term, -1 if side == "high" else 1, False
    for order in range(_ORDERS if at is not None else 0):
        sign = sign_at(term, {symbol: at})
        if sign is None or sign * flip**order < 0:
            return
        if order == 0 and sign == 0 and goal.strict and not goal.range_of(symbol).is_open(side):
            return
        some_positive = some_positive or sign != 0
        term = derivative_of(term, symbol)
        if term is None:
            return
        strict = goal.strict and not some_positive
        yield order + 1, goal.on(term=term * flip ** (order + 1), strict=strict, conditions=())


def _taylor(symbol: Any, side: str, order: int, inner: Step) -> Step:
    return {"taylor": {"of": symbol.name, "side": side, "order": order, "step": inner}}


def _symbol_of(goal: Goal) -> sympy.Symbol:
    (symbol,) = goal.term.free_symbols
    return symbol


def _quick_taylor(search: Search, goal: Goal) -> Step:
    """From an end over the whole range, where intervals decide the last derivative."""
    symbol = _symbol_of(goal)
    for side in ("low", "high"):
        for order, below in _orders(goal, symbol, side):
            step = _taylor(symbol, side, order, BALL)
            if is_evident(below) and search.accepts(goal, step):
                return step
    raise Stuck("no derivative at an end decides.")


def _by_taylor(search: Search, goal: Goal, side: str, deeper: Prove) -> Step:
    """From one end over the whole range, the last derivative a goal of its own.

    Raises:
        Stuck: the end is infinite, a sign is wrong, or the derivative's goal is not shown.
    """
    symbol = _symbol_of(goal)
    last = Stuck(f"no order of Taylor's formula applies at the {side} end.", goal)
    tries = 0
    for order, below in _orders(goal, symbol, side):
        if tries >= 2 or not survey_of(below).is_nonnegative:
            continue
        tries += 1
        try:
            return _taylor(symbol, side, order, deeper(below))
        except OutOfTime:
            raise
        except Stuck as stuck:
            last = stuck
    raise last


# ---------------------------------------------------------------- pieces


def _by_pieces(search: Search, goal: Goal, deeper: Prove) -> Step:
    """Cut where the slack is smallest; show every piece from its ends."""
    symbol = _symbol_of(goal)
    survey = survey_of(goal)
    if survey.violation is not None:
        at = survey.violation
        raise Stuck(f"it fails at {symbol} = {at}.", goal, is_false=True)
    if survey.irrational:
        raise Stuck(f"the slack vanishes near {symbol} = {survey.irrational[0]:.12g}.", goal)
    cuts = sorted(set(survey.cuts))
    range_ = goal.range_of(symbol)
    if not cuts and range_.low is None and range_.high is None:
        cuts = [Fraction(0)]
    return _cut_at(goal, symbol, cuts, lambda piece: _piece(search, piece, survey, deeper))


def _cut_at(goal: Goal, symbol: Any, cuts: list[Fraction], prove: Any) -> Step:
    """A tree of cuts, and a step for every piece."""
    range_ = goal.range_of(symbol)
    inside = [
        at
        for at in cuts
        if (range_.low is None or at > range_.low) and (range_.high is None or at < range_.high)
    ]
    if not inside:
        return prove(goal)
    at = inside[len(inside) // 2]
    below = goal.with_range(symbol, replace(range_, high=at, open_high=False))
    above = goal.with_range(symbol, replace(range_, low=at, open_low=False))
    return {
        "cut": {
            "of": symbol.name,
            "at": str(at),
            "below": _cut_at(below, symbol, inside, prove),
            "above": _cut_at(above, symbol, inside, prove),
        }
    }


def _piece(search: Search, goal: Goal, survey: Survey, deeper: Prove) -> Step:
    """One piece, with no small slack but at its ends."""
    if search.accepts(goal, BALL):
        return BALL
    symbol = _symbol_of(goal)
    range_ = goal.range_of(symbol)
    is_bounded = range_.low is not None and range_.high is not None

    methods = {"Taylor's formula": lambda g: _quick_taylor(search, g)}
    if is_bounded:
        methods["a few boxes"] = lambda g: by_boxes(search, g, _FEW_BOXES)
    for side in ("low", "high"):
        methods[f"Taylor's formula, {side}"] = lambda g, side=side: _by_taylor(
            search, g, side, deeper
        )
    methods["both ends"] = lambda g: _from_ends(search, g)
    if not is_bounded:
        methods["a limit at infinity"] = lambda g: _by_limit(g, deeper)
        methods["tail"] = lambda g: _tail(search, g, survey, deeper)
    return search.first(goal, methods)


def _from_ends(search: Search, goal: Goal) -> Step:
    """Taylor's formula near the ends, and boxes between.

    Raises:
        Stuck: on an unbounded piece without a finite end where the slack is small.
    """
    symbol = _symbol_of(goal)
    whole = goal.range_of(symbol)
    cuts: list[Fraction] = []
    near: dict[str, Step] = {}
    for side in ("low", "high"):
        if getattr(whole, side) is None:
            continue
        found = _neighbourhood(search, goal, symbol, side)
        if found is not None:
            cuts.append(found[0])
            near[side] = found[1]
    if not cuts or (whole.low is None or whole.high is None):
        raise Stuck("the slack is small at an end, and no derivative decides there.", goal)
    if len(cuts) == 2 and cuts[0] >= cuts[1]:
        cuts, near = cuts[:1], {"low": near["low"]}

    def prove(piece: Goal) -> Step:
        range_ = piece.range_of(symbol)
        if "low" in near and range_.low == whole.low and range_.high == cuts[0]:
            return near["low"]
        if "high" in near and range_.high == whole.high and range_.low == cuts[-1]:
            return near["high"]
        return by_boxes(search, piece, _MANY_BOXES)

    return _cut_at(goal, symbol, cuts, prove)


def _neighbourhood(
    search: Search, goal: Goal, symbol: Any, side: str
) -> tuple[Fraction, Step] | None:
    """A part of the piece next to an end where Taylor's formula and a few boxes decide."""
    whole = goal.range_of(symbol)
    at, other = whole.end(side), whole.end("high" if side == "low" else "low")
    for share in _SHARES:
        cut = at + (other - at) * share
        narrow = replace(whole, **{"high" if side == "low" else "low": cut})
        narrow = replace(narrow, **{"open_high" if side == "low" else "open_low": False})
        near = goal.with_range(symbol, narrow)
        for order, below in _orders(near, symbol, side):
            if not survey_of(below).is_nonnegative:
                continue
            try:
                step = _taylor(symbol, side, order, by_boxes(search, below, _FEW_BOXES))
            except OutOfTime:
                raise
            except Stuck:
                continue
            if search.accepts(near, step):
                return cut, step
    return None


def _by_limit(goal: Goal, deeper: Prove) -> Step:
    """The slack falls towards an infinite end, where its limit is no less than 0.

    Raises:
        Stuck: neither end is infinite and such, or the slope's goal is not shown.
    """
    symbol = _symbol_of(goal)
    derivative = derivative_of(goal.term, symbol)
    for side in ("low", "high") if derivative is not None else ():
        if getattr(goal.range_of(symbol), side) is not None:
            continue
        limit = limit_at_infinity(goal.term, symbol, side)
        if limit == -sympy.oo:
            continue
        slope = goal.on(term=derivative * (1 if side == "low" else -1), conditions=())
        if limit == sympy.oo or sign_at(limit, {}) == 1:
            slope = slope.on(strict=False)
        if survey_of(slope).is_nonnegative:
            return {"limit": {"of": symbol.name, "side": side, "slope": deeper(slope)}}
    raise Stuck("the slack does not fall towards a limit at infinity.", goal)


def _outer(search: Search, goal: Goal, side: str, deeper: Prove) -> Step:
    """A tail from its finite end, or from its limit."""
    methods = {
        "Taylor's formula": lambda g: _by_taylor(search, g, side, deeper),
        "a limit at infinity": lambda g: _by_limit(g, deeper),
    }
    return search.first(goal, methods)


def _tail(search: Search, goal: Goal, survey: Survey, deeper: Prove) -> Step:
    """An infinite end: from some number on by Taylor's formula, up to it by what else there is.

    Raises:
        Stuck: no number tried is far enough out.
    """
    symbol = _symbol_of(goal)
    range_ = goal.range_of(symbol)
    side = "low" if range_.high is None else "high"  # the finite end of the tail
    sign, start = (1, range_.low) if side == "low" else (-1, range_.high)
    start = Fraction(0) if start is None else start
    last = Stuck("the tail is not decided.", goal)
    for step_out in (1, 3, 10, 40):
        at = start + sign * max(step_out, step_out * abs(int(start)) // 4)
        far = goal.with_range(
            symbol,
            replace(range_, low=at, open_low=False)
            if side == "low"
            else replace(range_, high=at, open_high=False),
        )
        try:
            if search.accepts(far, BALL):
                outer = BALL
            else:
                outer = _outer(search, far, side, deeper)
            rest = replace(range_, high=at, open_high=False)
            rest = rest if side == "low" else replace(range_, low=at, open_low=False)
            inner = _piece(search, goal.with_range(symbol, rest), survey, deeper)
        except OutOfTime:
            raise
        except Stuck as stuck:
            last = stuck
            continue
        below, above = (inner, outer) if side == "low" else (outer, inner)
        return {"cut": {"of": symbol.name, "at": str(at), "below": below, "above": above}}
    raise last
