"""Rational points where equalities hold: a goal under equalities as one in free parameters.

Linear equalities are solved for a variable. A quadric with one rational point P has the others on
lines through P: P + s·d for a direction d, with s rational in d.
"""

import itertools
from dataclasses import replace
from fractions import Fraction
from math import isqrt
from typing import Any

import sympy

from provcheck.engines.formula_conditions import equalities, solutions, without
from provcheck.engines.formula_search import as_rational
from provcheck.engines.formula_survey import is_inside
from provcheck.engines.formula_terms import is_polynomial_in
from provcheck.goals import Condition, Goal, Range

_GRID = tuple(Fraction(text) for text in ("0", "1", "-1", "1/2", "-1/2", "2", "-2", "3/5", "4/5"))
_MOST_TRIED = 4000
_MOST_EQUALITIES = 6

Back = dict[Any, Any]
"""Variables of the goal as terms in the parameters."""


def on_equalities(goal: Goal) -> tuple[Goal, Back]:
    """The goal in free parameters, and its variables in terms of them.

    Returns:
        the goal itself with what equalities are left, where one is neither linear nor a quadric
        with a rational point.
    """
    back: Back = {symbol: symbol for symbol in goal.ranges}
    for _ in range(_MOST_EQUALITIES):
        found = _solved(goal) or _projected(goal)
        if found is None:
            break
        goal, step = found
        back = {symbol: term.xreplace(step) for symbol, term in back.items()}
    return goal, back


def point_of(back: Back, parameters: dict[Any, Fraction]) -> dict[Any, Fraction] | None:
    """The variables at a point of the parameters; None where one has no rational value."""
    values = {symbol: as_rational(number) for symbol, number in parameters.items()}
    found = {}
    for symbol, term in back.items():
        value = term.xreplace(values)
        if not value.is_Rational or not value.is_finite:
            return None
        found[symbol] = Fraction(int(value.p), int(value.q))
    return found


def _dropped(goal: Goal, number: int) -> Goal:
    kept = goal.conditions[:number] + goal.conditions[number + 2 :]
    return goal.on(conditions=kept)


def _solved(goal: Goal) -> tuple[Goal, Back] | None:
    for number, symbol, _, by in solutions(goal):
        return without(_dropped(goal, number), symbol, by), {symbol: by}
    return None


def _projected(goal: Goal) -> tuple[Goal, Back] | None:
    """A quadric from one of its rational points."""
    for number in equalities(goal):
        term = goal.conditions[number].term
        symbols = sorted(term.free_symbols, key=str)
        if not symbols or not is_polynomial_in(term, symbols):
            continue
        if sympy.Poly(term, *symbols).total_degree() != 2:
            continue
        start = _rational_point(goal, term, symbols)
        if start is None:
            continue
        return _from_point(_dropped(goal, number), term, start)
    return None


def _rational_point(goal: Goal, term: Any, symbols: list) -> dict[Any, Fraction] | None:
    """One in the ranges of its variables, all numbers but one from a short list."""
    *others, last = symbols
    lists = [[n for n in _GRID if is_inside(goal.ranges[s], n)] for s in others]
    for numbers in itertools.islice(itertools.product(*lists), _MOST_TRIED):
        at = dict(zip(others, map(as_rational, numbers), strict=True))
        for root in _roots(sympy.Poly(term.xreplace(at), last)):
            if is_inside(goal.ranges[last], root):
                return {**dict(zip(others, numbers, strict=True)), last: root}
    return None


def _roots(polynomial: sympy.Poly) -> list[Fraction]:
    """The rational roots of a polynomial of degree at most 2."""
    c, b, a = ([*reversed(polynomial.all_coeffs()), 0, 0])[:3]
    a, b, c = (Fraction(int(n.p), int(n.q)) if n else Fraction(0) for n in (a, b, c))
    if a == 0:
        return [] if b == 0 else [-c / b]
    inside = b * b - 4 * a * c
    if inside < 0:
        return []
    root = Fraction(isqrt(inside.numerator), isqrt(inside.denominator))
    return [(-b + s * root) / (2 * a) for s in (1, -1)] if root * root == inside else []


def _from_point(goal: Goal, term: Any, start: dict[Any, Fraction]) -> tuple[Goal, Back]:
    names = {symbol.name for symbol in goal.ranges}
    fresh = (name for name in (f"d{n}" for n in itertools.count(1)) if name not in names)
    directions = {symbol: sympy.Symbol(next(fresh), real=True) for symbol in start}
    s = sympy.Dummy("s", real=True)
    line = {x: as_rational(at) + s * directions[x] for x, at in start.items()}
    along = sympy.Poly(sympy.expand(term.xreplace(line)), s)
    share = -along.coeff_monomial(s) / along.coeff_monomial(s**2)
    step = {x: as_rational(at) + share * directions[x] for x, at in start.items()}
    kept = [replace(c, term=c.term.xreplace(step)) for c in goal.conditions]
    for symbol, by in step.items():
        range_ = goal.ranges[symbol]
        if range_.low is not None:
            kept.append(Condition(by - as_rational(range_.low), range_.open_low))
        if range_.high is not None:
            kept.append(Condition(as_rational(range_.high) - by, range_.open_high))
    left = {other: r for other, r in goal.ranges.items() if other not in step}
    left |= {direction: Range(None, None) for direction in directions.values()}
    moved = goal.on(term=goal.term.xreplace(step), ranges=left, conditions=tuple(kept))
    return moved.on(signs=frozenset()), step
