"""Changes of variable: t = exp(c·x), log(x), a root, 1/x, and x/k for an irrational k."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import flint
import sympy

from provcheck.engines.closed_forms import closed_forms
from provcheck.engines.formula_products import with_guards
from provcheck.engines.formula_search import (
    BALL,
    Search,
    Stuck,
    as_rational,
    fresh_symbol,
)
from provcheck.engines.formula_terms import (
    as_rational_function,
    in_exponentials,
    only_exponential,
)
from provcheck.goals import Goal, Range
from provcheck.regions import Step
from provcheck.statement.evaluate import ball, evaluate

Prove = Callable[[Goal], Step]

_MOST_BITS = 10_000
_SEEN = Fraction(1, 10**12)
"""How well a float minimum must agree with a closed form."""


def by_exponential(search: Search, goal: Goal, prove: Prove) -> Step:
    """A rational function of exp(c·x): t = exp(c·x), and then polynomials.

    Raises:
        Stuck: the term is no such function.
    """
    (symbol,) = goal.term.free_symbols
    rate = only_exponential(goal.term, symbol)
    if rate is None:
        raise Stuck("the term is not rational in one exponential.")
    new = fresh_symbol(goal)
    by = sympy.exp(as_rational(rate) * symbol)
    term = sympy.sympify(in_exponentials(goal.term)).replace(
        sympy.exp, lambda u: _in_new(u, symbol, rate, new)
    )
    if symbol in term.free_symbols:
        raise Stuck("the term is not rational in one exponential.")
    return substituted(search, goal, new, by, _image(goal.range_of(symbol), rate), term, prove)


def by_logarithm(search: Search, goal: Goal, prove: Prove) -> Step:
    """A logarithm of a linear term that is positive: t = log(u), x from exp(t).

    Raises:
        Stuck: there is none.
    """
    (symbol,) = goal.term.free_symbols
    for logarithm in sorted(goal.term.atoms(sympy.log), key=str):
        inside = logarithm.args[0]
        slope, number = inside.coeff(symbol, 1), inside.coeff(symbol, 0)
        if not slope.is_Rational or sympy.expand(inside - slope * symbol - number) != 0:
            continue
        new = fresh_symbol(goal)
        back = (sympy.exp(new) - number) / slope
        term = goal.term.xreplace({logarithm: new}).xreplace({symbol: back})
        range_ = _logarithmic(goal.range_of(symbol), Fraction(int(slope.p), int(slope.q)), number)
        return substituted(search, goal, new, logarithm, range_, term, prove)
    raise Stuck("there is no logarithm of a linear term.")


def by_radical(search: Search, goal: Goal, prove: Prove) -> Step:
    """A root of a variable: t = x^(1/q), and x = t^q.

    Raises:
        Stuck: there is none.
    """
    for power in sorted(goal.term.atoms(sympy.Pow), key=str):
        symbol, exponent = power.args
        if not (symbol.is_Symbol and exponent.is_Rational and not exponent.is_Integer):
            continue
        new, order = fresh_symbol(goal), int(exponent.q)
        plain = sympy.Dummy("t", positive=True)  # so that (t^q)^(1/q) is t
        term = goal.term.xreplace({symbol: plain**order}).xreplace({plain: new})
        by = symbol ** sympy.Rational(1, order)
        range_ = _rooted(goal.range_of(symbol), order)
        return substituted(search, goal, new, by, range_, term, prove)
    raise Stuck("there is no root of a variable.")


def by_inverse(search: Search, goal: Goal, prove: Prove) -> Step:
    """t = 1/x for x > 0: a limit at infinity becomes an end at 0.

    Raises:
        Stuck: the range is not unbounded in the positive numbers.
    """
    (symbol,) = goal.term.free_symbols
    range_ = goal.range_of(symbol)
    if range_.high is not None or range_.low is None or range_.low < 0:
        raise Stuck("the range is not of positive numbers up to infinity.")
    if range_.low == 0 and not range_.open_low:
        raise Stuck("the range has 0 in it.")
    new = fresh_symbol(goal)
    rational, names = as_rational_function(goal.term.xreplace({symbol: 1 / new}))
    term = sympy.cancel(rational).xreplace(names)
    image = Range(Fraction(0), None if range_.low == 0 else 1 / range_.low, True, range_.open_low)
    return substituted(search, goal, new, 1 / symbol, image, term, prove)


def by_condition(search: Search, goal: Goal, prove: Prove) -> Step:
    """A condition that bounds a variable by an irrational number k: t = x/k, up to 1.

    Raises:
        Stuck: there is none, or the checker does not use conditions there.
    """
    for number, condition in enumerate(goal.conditions):
        if len(condition.term.free_symbols) != 1:
            continue
        (symbol,) = condition.term.free_symbols
        slope, unit = condition.term.coeff(symbol, 1), condition.term.coeff(symbol, 0)
        range_ = goal.range_of(symbol)
        if slope != -1 or range_.low is None or range_.low < 0 or not unit.is_positive:
            continue
        new = fresh_symbol(goal)
        least = Fraction(0) if range_.low == 0 else _scaled(range_, unit).low
        given: Step = {"squares": [[1, 1, [number]]]}
        step = {
            "new": new.name,
            "by": symbol / unit,
            "low": str(least),
            "high": "1",
            "open": [range_.low == 0 and range_.open_low, False],
            "term": goal.term.xreplace({symbol: unit * new}),
            "above": BALL,
            "below": {"factor": [[1 / unit, BALL], [unit - symbol, given]]},
        }
        image = Range(least, Fraction(1), step["open"][0], False)
        left = {s: r for s, r in goal.ranges.items() if s != symbol}
        inner = goal.on(
            term=step["term"], ranges={**left, new: image}, conditions=(), signs=frozenset()
        )
        whole = {"substitute": {**step, "step": with_guards(search, inner, (inner.term,), prove)}}
        if search.accepts(goal, whole):
            return whole
    raise Stuck("no condition bounds a variable by an irrational number.")


def by_scale(search: Search, goal: Goal, contacts: tuple[float, ...], prove: Prove) -> Step:
    """A bound attained at k·p/q for a known k (√2, π, …): t = x/k, where it is rational.

    Args:
        contacts: floats at which the term seems to vanish.

    Raises:
        Stuck: no such k is recognised.
    """
    (symbol,) = goal.term.free_symbols
    for at in contacts:
        for form in closed_forms(Fraction(at), _SEEN):
            if form.is_Rational:
                continue
            new, unit = fresh_symbol(goal), abs(form)
            term = goal.term.xreplace({symbol: unit * new})
            by = symbol / unit
            range_ = _scaled(goal.range_of(symbol), unit)
            return substituted(search, goal, new, by, range_, term, prove)
    raise Stuck("no irrational number is recognised where the slack vanishes.")


def _scaled(range_: Range, unit: Any) -> Range:
    """The range of x/k, rounded outward."""
    number = evaluate(unit, {})
    low, high = (None if end is None else ball(end) / number for end in (range_.low, range_.high))
    return Range(
        None if low is None else outward(low, up=False),
        None if high is None else outward(high, up=True),
        range_.open_low,
        range_.open_high,
    )


def _rooted(range_: Range, order: int) -> Range:
    """The range of x^(1/q) for x ≥ 0, rounded outward."""
    low, high = (None if e is None or e < 0 else ball(e) for e in (range_.low, range_.high))
    least = Fraction(0) if low is None else outward(low.root(order), up=False)
    most = None if high is None else outward(high.root(order), up=True)
    return Range(max(least, Fraction(0)), most, range_.open_low, range_.open_high)


def _logarithmic(range_: Range, slope: Fraction, number: Any) -> Range:
    """The range of log(a·x + b), rounded outward; infinite where that is not seen."""
    if not number.is_Rational or slope < 0:
        return Range(None, None)
    shift = Fraction(int(number.p), int(number.q))
    low = None if range_.low is None else slope * range_.low + shift
    high = None if range_.high is None else slope * range_.high + shift
    least = None if low is None or low <= 0 else outward(ball(low).log(), up=False)
    most = None if high is None else outward(ball(high).log(), up=True)
    return Range(least, most, least is None or range_.open_low, most is None or range_.open_high)


def _in_new(argument: Any, symbol: Any, rate: Fraction, new: Any) -> Any:
    """exp(c·k·x + number) as number · t^k."""
    varying = sympy.expand(argument).coeff(symbol, 1)
    number = sympy.exp(sympy.expand(argument).coeff(symbol, 0))
    return number * new ** (varying / as_rational(rate))


def _image(range_: Range, rate: Fraction) -> Range:
    """The range of exp(c·x), rounded outward."""
    ends = [(range_.low, range_.open_low), (range_.high, range_.open_high)]
    if rate < 0:
        ends.reverse()
    (low, open_low), (high, open_high) = ends
    least = Fraction(0) if low is None else outward(ball(rate * low).exp(), up=False)
    most = None if high is None else outward(ball(rate * high).exp(), up=True)
    return Range(least, most, open_low or low is None, False if high is None else open_high)


def outward(value: flint.arb, *, up: bool) -> Fraction:
    """A rational at or beyond the end of a ball; exact for exact balls.

    Raises:
        Stuck: it has more digits than are worth writing.
    """
    end = value.upper() if up else value.lower()
    if not end.is_finite() or abs(int(end.man_exp()[1])) > _MOST_BITS:
        raise Stuck("an end of the new variable's range is too large or small to be written out.")
    number = end.fmpq()
    return Fraction(int(number.p), int(number.q))


def substituted(
    search: Search, goal: Goal, new: Any, by: Any, range_: Range, term: Any, prove: Prove
) -> Step:
    """The step that goes over to the new variable, with all that it asks for shown.

    Raises:
        Stuck: one of its parts is not shown.
    """
    step: dict = {
        "new": new.name,
        "by": by,
        "low": None if range_.low is None else str(range_.low),
        "high": None if range_.high is None else str(range_.high),
        "open": [range_.open_low, range_.open_high],
        "term": term,
    }
    if range_.low is not None:
        inside = goal.on(term=by - as_rational(range_.low), strict=range_.open_low)
        step["above"] = prove(inside)
    if range_.high is not None:
        inside = goal.on(term=as_rational(range_.high) - by, strict=range_.open_high)
        step["below"] = prove(inside)
    left = {s: r for s, r in goal.ranges.items() if s in term.free_symbols}
    inner = goal.on(term=term, ranges={**left, new: range_}, conditions=(), signs=frozenset())
    step["step"] = with_guards(search, inner, (term,), prove)
    return {"substitute": step}
