"""Inequalities between scalar terms on a region, by a tree of steps (trusted).

`require(goal, step)` accepts "term ≥ 0" (or > 0) at every point of a region if the step, plain
data, shows it. A step is a mapping with one of these keys; every other word in it is an argument:

    ball        intervals over the whole region decide (a number may be exactly 0)
    cut         {"of": x, "at": number, "below": step, "above": step}
    end         {"of": x, "side": side, "at": step, "rest": step}: a closed end by itself
    taylor      {"of": x, "side": side, "order": k, "step": step}: from an end, where the first
                derivatives have the right signs, by the k-th
    face        {"of": x, "side": side, "slope": step, "step": step}: monotone in one variable
    limit       {"of": x, "side": side, "slope": step}: monotone down to the limit at an infinite
                end, a number ≥ 0
    factor      [[term, step], …]: a product of terms that are ≥ 0
    root        {"large": c, "small": u, "sign": step, "step": step}: c ≥ u from c ≥ 0, c² ≥ u²
    either      {"of": |u| or a Max or Min, "steps": [step, …]}: whichever of its values it takes;
                or {"of": …, "is": i, "because": [step, …], "step": step}: the i-th of them (from
                0), as its excess over each other one shows (for |u|: as it is ≥ 0)
    exp         {"of": A, "rest": r, "factor": c, "step": step}: c·(log A − r) ≥ 0 from A ≥ e^r
                (A ≤ e^r for c < 0)
    log         {"large": a, "small": b, "factor": c, "step": step}: c·(e^a − e^b) ≥ 0 from a ≥ b,
                for c > 0
    narrow, eliminate, scale    as `moves` says: they change the region alone
    substitute  {"new": t, "by": φ, "low": a, "high": b, "open": (yes, no), "term": g, "above":
                step, "below": step, "step": step}: g at t = φ, where a ≤ φ (< for an open end) is
                shown by "above" and φ ≤ b by "below"; None for an infinite end
    sturm       a polynomial in one variable, by its real roots
    squares     [[c, q, [given, …]], …]: Σ c·q²·Π given, c ≥ 0
    empty       the number of a condition that fails on the whole region

Two more are for an equality:

    identity    both sides have one normal form
    both        [step, step]: left ≤ right, and right ≤ left

A step may have "guards", [[term, step], …]: denominators, and what stands under a root or
logarithm, shown to be positive (or negative, as -term) where intervals do not see it.

Terms are SymPy terms over real symbols. All of it holds for points, so a region may be replaced by
a larger one; `conditions` are used by `squares`, `empty`, `narrow` and `eliminate` alone. One that
is an equality is two, u ≥ 0 and then −u ≥ 0.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import sympy

from provcheck import algebra
from provcheck.errors import Rejected
from provcheck.goals import (
    Goal,
    Range,
    guards_of,
    interval_over,
    is_guarded,
    is_positive,
    region_of,
    require_defined,
    require_same,
    require_understood,
)
from provcheck.infinity import limit_at_infinity
from provcheck.moves import MOVES
from provcheck.normalize import normal
from provcheck.polynomial_steps import squares, sturm
from provcheck.relations import OPERATORS
from provcheck.statement.calculus import partial
from provcheck.statement.evaluate import evaluate

Step = Mapping[str, Any]


def require(goal: Goal, step: Step) -> None:
    """Check that a step shows the goal.

    Raises:
        Rejected: it does not, or is not understood.
    """
    goal, step = _defined(goal, step)
    kinds = [kind for kind in (*_CHECKERS, *MOVES) if kind in step]
    if len(kinds) != 1:
        raise Rejected(f"a step has one kind; this one has {kinds or list(step)}.")
    (kind,) = kinds
    if kind in MOVES:  # behind its guards
        require(MOVES[kind](goal, step[kind], require)[0], step[kind]["step"])
    else:
        _CHECKERS[kind](goal, step[kind])


def require_relation(relation: Any, hypotheses: Sequence[Any], step: Step) -> None:
    """Check that a step shows a comparison where all hypotheses hold, and both sides are defined.

    Args:
        relation: a comparison between scalar terms.
        hypotheses: comparisons. One of a variable with a rational number bounds its range; the
            others are conditions, numbered in their order.

    Raises:
        Rejected: it does not.
    """
    step = _plain(step)
    operator = OPERATORS.get(getattr(relation, "func", None))
    if operator is None:
        raise Rejected(f"'{relation}' is no comparison.")
    small, large = reversed(relation.args) if operator[1] else relation.args
    ranges, conditions = region_of(hypotheses, relation.free_symbols)
    goal = Goal(large - small, ranges, operator[0] == "<", conditions)
    for side in (small, large):
        _defined(goal.on(term=side), step)
    if operator[0] == "==":
        _require_equal(goal, small, large, step)
    else:
        require(goal, step)


def _plain(step: Any) -> Any:
    """Mappings and sequences read once, so that a step says one thing only."""
    if isinstance(step, Mapping):
        return {key: _plain(value) for key, value in step.items()}
    return [_plain(part) for part in step] if isinstance(step, list | tuple) else step


def _require_equal(goal: Goal, left: Any, right: Any, step: Step) -> None:
    """One normal form, or ≥ and ≤."""
    if "both" in step:
        at_most, at_least = step["both"]
        require(goal.on(term=right - left), at_most)
        require(goal.on(term=left - right), at_least)
    elif "identity" in step:
        require_same(_with_guards(goal, step), left, right)
    else:
        raise Rejected(f"a step {list(step)} shows no equality; expected 'identity' or 'both'.")


def _defined(goal: Goal, step: Step) -> tuple[Goal, Step]:
    """The goal, its term known to be defined, after the moves at the head of a step; the rest.

    A move loses no point of the region: the term as it was need be defined only where they go.
    """
    needed: Sequence[tuple[Any, str]] = ()
    while len(step) == 1 and (kind := next(iter(step))) in MOVES:
        needed = (*needed, *guards_of(goal.term))
        goal, at = MOVES[kind](goal, step[kind], require)
        needed = [(part.xreplace(at), sign) for part, sign in needed]
        step = step[kind]["step"]
    goal = _with_guards(goal, step)
    for part, sign in needed:
        require_understood(goal, part)
        if not is_guarded(goal, part, sign):
            raise Rejected(f"{part} {sign} is not shown on the region.")
    return goal, step


def _with_guards(goal: Goal, step: Step) -> Goal:
    """The goal with the guards of its step shown, and the term known to be defined throughout."""
    signs = set(goal.signs)
    for term, inner in step.get("guards", ()):
        bare = goal.on(term=term, strict=True, conditions=(), signs=frozenset(signs))
        require(bare, inner)
        signs.add(term)
    goal = goal.on(signs=frozenset(signs))
    require_defined(goal)
    return goal


# ---------------------------------------------------------------- steps


def _ball(goal: Goal, _argument: Any) -> None:
    """The values lie in an interval at or above 0; or a number is > 0, or exactly 0."""
    if not goal.term.free_symbols:
        if not _is_positive_number(goal.term) and goal.strict:
            raise Rejected(f"{goal.term} is 0, and more is asked.")
        return
    found = interval_over(goal, goal.term)
    if found.is_positive or (not goal.strict and found.is_nonnegative):
        return
    if goal.strict and is_positive(goal, goal.term):
        return
    raise Rejected(f"over the region {goal.term} is only known to be in {found}.")


def _cut(goal: Goal, step: Step) -> None:
    """Every point lies in one of the two parts, which have the cut in common."""
    symbol, at = goal.symbol(step["of"]), Fraction(step["at"])
    whole = goal.range_of(symbol)
    if (whole.low is not None and at <= whole.low) or (whole.high is not None and at >= whole.high):
        raise Rejected(f"{at} does not cut the range of {symbol}.")
    require(goal.with_range(symbol, replace(whole, high=at, open_high=False)), step["below"])
    require(goal.with_range(symbol, replace(whole, low=at, open_low=False)), step["above"])


def _end(goal: Goal, step: Step) -> None:
    """Every point lies on the face at the end, or in the range without that end."""
    symbol, side = goal.symbol(step["of"]), step["side"]
    whole = goal.range_of(symbol)
    require(_at(goal, symbol, whole.end(side)), step["at"])
    require(goal.with_range(symbol, whole.opened(side)), step["rest"])


def _at(goal: Goal, symbol: sympy.Symbol, value: Fraction) -> Goal:
    """The goal on the face where one variable has a value."""
    number = sympy.Rational(value.numerator, value.denominator)
    ranges = {other: r for other, r in goal.ranges.items() if other != symbol}
    conditions = tuple(
        replace(condition, term=condition.term.xreplace({symbol: number}))
        for condition in goal.conditions
    )
    term = goal.term.xreplace({symbol: number})
    if term.has(sympy.zoo, sympy.nan, sympy.oo, -sympy.oo):
        raise Rejected(f"{goal.term} has no value at {symbol} = {value}.")
    return goal.on(term=term, ranges=ranges, conditions=conditions, signs=frozenset())


def _taylor(goal: Goal, step: Step) -> None:
    """From an end c: h^(i)(c) ≥ 0 for i < k and h^(k) ≥ 0 give h ≥ 0 (odd ones flip at a high c).

    Lagrange's remainder: h(x) = Σ h^(i)(c)(x − c)^i/i! + h^(k)(ξ)(x − c)^k/k!. For > 0 one of the
    values at c, or h^(k), is > 0; at a closed end that must be h(c) itself.
    """
    symbol, side, order = goal.only_symbol(step["of"]), step["side"], int(step["order"])
    at, whole = goal.range_of(symbol).end(side), goal.range_of(symbol)
    if not 1 <= order <= 12:
        raise Rejected(f"a Taylor step of order {order}; expected 1 to 12.")
    flip = -1 if side == "high" else 1
    derivative, some_positive = _smooth(goal.term), False
    for number in range(order):
        positive = _is_positive_number(_value(derivative, symbol, at) * flip**number)
        if number == 0 and goal.strict and not positive and not whole.is_open(side):
            raise Rejected(f"{goal.term} is not shown to be positive at {symbol} = {at}.")
        some_positive = some_positive or positive
        require_defined(goal.on(term=derivative))
        derivative = partial(derivative, symbol)
    last = goal.on(
        term=derivative * flip**order,
        strict=goal.strict and not some_positive,
        conditions=(),
    )
    require(last, step["step"])


def _value(term: Any, symbol: sympy.Symbol, at: Fraction) -> Any:
    """The term at a point where it, and so its derivatives by their own guards, is defined."""
    number = sympy.Rational(at.numerator, at.denominator)
    for part, kind in guards_of(term):
        value = evaluate(part.xreplace({symbol: number}), {})
        if not (value > 0 or (kind == "!=0" and value < 0)):
            raise Rejected(f"{part} {kind} is not shown at {symbol} = {at}.")
    return term.xreplace({symbol: number})


def _is_positive_number(number: Any) -> bool:
    """Whether a number is > 0; if not, it is exactly 0.

    Raises:
        Rejected: it is negative, or neither is certain.
    """
    value = evaluate(number, {})
    if value > 0:
        return True
    if algebra.is_zero(normal(number)):
        return False
    raise Rejected(f"{number} = {value.str(5)} is not certainly ≥ 0.")


def _smooth(term: Any) -> Any:
    if term.has(sympy.Abs, sympy.Min, sympy.Max, sympy.sign):
        raise Rejected(f"{term} has |·|, min or max, and need not be differentiable.")
    return term


def _face(goal: Goal, step: Step) -> None:
    """∂h/∂x ≥ 0 throughout: h is smallest at the low end of x (≤ 0: at the high one).

    By the mean value theorem on the segment in x from the face, which lies in the box (not in the
    conditions); h is differentiable inside it, and continuous at the face where it is defined.
    """
    symbol, side = goal.symbol(step["of"]), step["side"]
    at, whole = goal.range_of(symbol).end(side), goal.range_of(symbol)
    slope = partial(_smooth(goal.term), symbol) * (-1 if side == "high" else 1)
    require(goal.on(term=slope, strict=False, conditions=()), step["slope"])
    if whole.is_open(side):
        _require_defined_on_face(goal, symbol, at)
    require(_at(goal, symbol, at).on(conditions=()), step["step"])


def _require_defined_on_face(goal: Goal, symbol: sympy.Symbol, at: Fraction) -> None:
    """At an open end the term must be defined too, to be continuous up to it."""
    on_face = _at(goal, symbol, at)
    number = sympy.Rational(at.numerator, at.denominator)
    for part, kind in guards_of(goal.term):
        if not is_guarded(on_face, part.xreplace({symbol: number}), kind):
            raise Rejected(f"{part} {kind} is not shown where {symbol} = {at}.")


def _limit(goal: Goal, step: Step) -> None:
    """h falls towards an infinite end throughout: h is at least its limit there, and above it

    where h' has no zero; for h > 0 one of that and a positive limit is needed.
    """
    symbol, side = goal.only_symbol(step["of"]), step["side"]
    whole = goal.range_of(symbol)
    if side not in ("low", "high") or getattr(whole, side) is not None:
        raise Rejected(f"the range of {symbol} is not infinite on its {side} side.")
    limit = limit_at_infinity(_smooth(goal.term), symbol, side)
    if limit is -sympy.oo:
        raise Rejected(f"{goal.term} goes to −∞.")
    is_above = limit is sympy.oo or _is_positive_number(limit)
    slope = partial(goal.term, symbol) * (1 if side == "low" else -1)
    strict = goal.strict and not is_above
    require(goal.on(term=slope, strict=strict, conditions=()), step["slope"])


def _factor(goal: Goal, factors: Any) -> None:
    """A product of terms that are all ≥ 0 (all > 0), and all defined throughout."""
    product = sympy.Integer(1)
    for term, inner in factors:
        require(goal.on(term=term), inner)
        product = product * term
    require_same(goal, goal.term, product)


def _root(goal: Goal, step: Step) -> None:
    """c ≥ 0 and c² ≥ u² give c ≥ |u| ≥ u (and > from >), where both are defined."""
    large, small = step["large"], step["small"]
    require_same(goal, goal.term, large - small)
    require_defined(goal.on(term=small))
    require(goal.on(term=large, strict=False), step["sign"])
    require(goal.on(term=large**2 - small**2), step["step"])


def _either(goal: Goal, step: Step) -> None:
    """At each point |u| is u or −u, and a maximum or minimum is one of its arguments."""
    of = step["of"]
    if isinstance(of, sympy.Abs):
        values = (of.args[0], -of.args[0])
    elif isinstance(of, sympy.Min | sympy.Max):
        values = of.args
    else:
        raise Rejected(f"{of} is no absolute value, minimum or maximum.")
    if "is" in step:
        _the_one(goal, step, values)
        return
    if len(step["steps"]) != len(values):
        raise Rejected(f"{of} has {len(values)} values; expected a step for each.")
    for value, inner in zip(values, step["steps"], strict=True):
        require(goal.on(term=goal.term.xreplace({of: value})), inner)


def _the_one(goal: Goal, step: Step, values: tuple[Any, ...]) -> None:
    """|u| is the one of u and −u that is ≥ 0; a maximum is at least every argument."""
    of, number = step["of"], int(step["is"])
    if not 0 <= number < len(values):
        raise Rejected(f"{of} has no value number {number}.")
    chosen = values[number]
    sign = -1 if isinstance(of, sympy.Min) else 1
    others = [sign * (chosen - v) for place, v in enumerate(values) if place != number]
    gaps = [chosen] if isinstance(of, sympy.Abs) else others
    if len(step["because"]) != len(gaps):
        raise Rejected(f"{of} is that value for {len(gaps)} reasons; expected a step for each.")
    for gap, inner in zip(gaps, step["because"], strict=True):
        require(goal.on(term=gap, strict=False), inner)
    require(goal.on(term=goal.term.xreplace({of: chosen})), step["step"])


def _exp(goal: Goal, step: Step) -> None:
    """log is increasing: for A > 0, log A ≥ r wherever A ≥ e^r, and < wherever A < e^r."""
    of, rest, factor = step["of"], step["rest"], _number(Fraction(step["factor"]))
    if factor == 0:
        raise Rejected("a factor 0 says nothing of the logarithm.")
    for part in (sympy.log(of), rest):
        require_defined(goal.on(term=part))
    require_same(goal, goal.term, factor * (sympy.log(of) - rest))
    difference = of - sympy.exp(rest)
    require(goal.on(term=difference if factor > 0 else -difference), step["step"])


def _log(goal: Goal, step: Step) -> None:
    """exp is increasing: e^a ≥ e^b wherever a ≥ b, and > wherever a > b."""
    large, small, factor = step["large"], step["small"], _number(Fraction(step["factor"]))
    if not factor > 0:
        raise Rejected(f"the factor {factor} of a difference of exponentials is not positive.")
    for side in (large, small):
        require_defined(goal.on(term=side))
    difference = factor * (sympy.exp(large) - sympy.exp(small))
    require_same(goal, goal.term, difference)
    require(goal.on(term=large - small), step["step"])


def _substitute(goal: Goal, step: Step) -> None:
    """h = g(t) at t = φ: it is enough that g ≥ 0 for all t that φ may be.

    φ is defined and in the range throughout, g defined on it; so h = g(φ) is no more than an
    identity. g may keep variables of h, in their whole ranges; conditions and signs are dropped,
    but φ need be in the range only where the conditions hold.
    """
    new, by = sympy.Symbol(str(step["new"]), real=True), step["by"]
    if new.name in {symbol.name for symbol in goal.ranges}:
        raise Rejected(f"{new} is no new variable.")
    range_ = Range(
        *(None if step[end] is None else Fraction(step[end]) for end in ("low", "high")),
        *(bool(flag) for flag in step.get("open", (False, False))),
    )
    inside = goal.on(strict=False)
    if range_.low is not None:
        require(inside.on(term=by - _number(range_.low), strict=range_.open_low), step["above"])
    if range_.high is not None:
        require(inside.on(term=_number(range_.high) - by, strict=range_.open_high), step["below"])
    require_defined(inside.on(term=by))
    require_same(goal, goal.term, step["term"].xreplace({new: by}))
    left = {s: r for s, r in goal.ranges.items() if s in step["term"].free_symbols}
    require(
        goal.on(term=step["term"], ranges={**left, new: range_}, conditions=(), signs=frozenset()),
        step["step"],
    )


def _number(value: Fraction) -> sympy.Rational:
    return sympy.Rational(value.numerator, value.denominator)


def _empty(goal: Goal, number: Any) -> None:
    """A condition is < 0 throughout (≤ 0 for a strict one): no point is left to speak about."""
    condition = goal.conditions[int(number)]
    found = interval_over(goal, condition.term)
    fails = found.is_negative or (condition.strict and found.high is not None and found.high <= 0)
    if not fails:
        raise Rejected(f"the condition {condition.term} may hold: it is in {found}.")


_CHECKERS: dict[str, Callable[[Goal, Any], None]] = {
    "ball": _ball,
    "cut": _cut,
    "end": _end,
    "taylor": _taylor,
    "face": _face,
    "limit": _limit,
    "factor": _factor,
    "root": _root,
    "either": _either,
    "exp": _exp,
    "log": _log,
    "substitute": _substitute,
    "sturm": sturm,
    "squares": squares,
    "empty": _empty,
}
