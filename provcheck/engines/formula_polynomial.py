"""Goals that are polynomials: real roots in one variable, and radicals squared away."""

from collections.abc import Callable
from typing import Any

import sympy

from provcheck.engines.formula_search import BALL, Search, Stuck, shortened
from provcheck.engines.formula_terms import is_polynomial_in
from provcheck.goals import Goal
from provcheck.regions import Step

Prove = Callable[[Goal], Step]
_STURM: Step = {"sturm": 1}


def by_sturm(search: Search, goal: Goal) -> Step:
    """A polynomial in one variable with rational coefficients; complete.

    Raises:
        Stuck: it is none, or the goal is false.
    """
    if not is_polynomial_in(goal.term, sorted(goal.term.free_symbols, key=str)):
        raise Stuck("the term is no polynomial with rational coefficients.")
    for term in dict.fromkeys((goal.term, sympy.expand(goal.term))):
        if search.accepts(goal.on(term=term), _STURM):
            return _STURM if term == goal.term else {"factor": [[term, _STURM]]}
    raise Stuck(f"the polynomial {shortened(goal.term)} becomes negative, or 0.", goal)


def by_root(search: Search, goal: Goal, prove: Prove) -> Step:
    """a + b·s with s² rational or a term, s ≥ 0: a ≥ |b|·s from squares.

    Raises:
        Stuck: the term is not linear in a root, or has no sign on either side.
    """
    for root in _roots(goal.term):
        step = _without(search, goal, root, prove)
        if step is not None:
            return step
    raise Stuck("there is no root to square away.")


def _roots(term: Any) -> list[Any]:
    """Square roots and absolute values in a term, those of numbers first."""
    found = {
        part.base ** sympy.Rational(1, 2)
        for part in term.atoms(sympy.Pow)
        if part.exp.is_Rational and part.exp.q == 2
    }
    found |= term.atoms(sympy.Abs)
    return sorted(found, key=lambda part: (bool(part.free_symbols), part.count_ops(), str(part)))


def _without(search: Search, goal: Goal, root: Any, prove: Prove) -> Step | None:
    dummy = sympy.Dummy("s")
    linear = sympy.collect(sympy.expand(_in_root(sympy.expand(goal.term), root, dummy)), dummy)
    rest, slope = linear.coeff(dummy, 0), linear.coeff(dummy, 1)
    if rest.has(dummy) or slope.has(dummy):
        return None
    if slope == 0 or sympy.expand(linear - rest - slope * dummy) != 0 or rest == 0:
        return None
    plain, radical = rest, slope * root
    for large, small in ((plain, -radical), (radical, -plain)):
        step = _rooted(search, goal, large, small, prove)
        if step is not None:
            return step
    return None


def _in_root(term: Any, root: Any, dummy: Any) -> Any:
    """The term with odd powers of the root over a name; even ones are free of it."""

    if isinstance(root, sympy.Abs):
        return term.xreplace({root: dummy})

    def named(power: Any) -> Any:
        whole = power.exp - sympy.Rational(1, 2)
        return dummy * root.base**whole if whole.is_Integer else power

    return term.replace(lambda part: part.is_Pow and part.base == root.base, named)


def _rooted(search: Search, goal: Goal, large: Any, small: Any, prove: Prove) -> Step | None:
    """large ≥ small from large ≥ 0 and large² ≥ small²."""
    squares = large**2 - small**2
    try:
        sign = prove(goal.on(term=large, strict=False)) if large.free_symbols else BALL
        inner = prove(goal.on(term=squares))
    except Stuck:
        return None
    step = {"root": {"large": large, "small": small, "sign": sign, "step": inner}}
    return step if search.accepts(goal, step) else None


def by_either(search: Search, goal: Goal, prove: Prove) -> Step:
    """|u|, a maximum or a minimum: a step for each of its values, over the whole region.

    Raises:
        Stuck: there is none, or one of the values does not do everywhere.
    """
    found = goal.term.atoms(sympy.Abs, sympy.Max, sympy.Min)
    for part in sorted(found, key=lambda part: (-part.count_ops(), str(part))):
        values = (part.args[0], -part.args[0]) if isinstance(part, sympy.Abs) else part.args
        steps = [prove(goal.on(term=goal.term.xreplace({part: value}))) for value in values]
        return {"either": {"of": part, "steps": steps}}
    raise Stuck("there is no absolute value, maximum or minimum.")
