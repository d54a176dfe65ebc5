"""What is to be shown on a region, and where its term is defined (trusted).

A `Goal` is "term ≥ 0" (or > 0) at every point of a box of ranges, under conditions. Its term is
built of rationals, π, e, the variables of the box, and the functions in `_FUNCTIONS`; nothing that
binds or hides a name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import sympy

from provcheck.errors import Rejected
from provcheck.identities import require_identity
from provcheck.intervals import Interval, between, interval_of
from provcheck.relations import OPERATORS


@dataclass(frozen=True)
class Range:
    """The numbers from low to high, None for infinite ends; ends may be open."""

    low: Fraction | None
    high: Fraction | None
    open_low: bool = False
    open_high: bool = False

    def end(self, side: str) -> Fraction:
        """The end on one side.

        Raises:
            Rejected: it is infinite, or the side is neither "low" nor "high".
        """
        value = {"low": self.low, "high": self.high}.get(side)
        if value is None:
            raise Rejected(f"there is no finite end on the side '{side}' of {self}.")
        return value

    def is_open(self, side: str) -> bool:
        return self.open_low if side == "low" else self.open_high

    def opened(self, side: str) -> "Range":
        return replace(self, **{f"open_{side}": True})


@dataclass(frozen=True)
class Condition:
    """term ≥ 0, or > 0 where strict."""

    term: Any
    strict: bool = False


@dataclass(frozen=True)
class Goal:
    """term ≥ 0 (> 0 where strict) on a region; `signs` are terms shown to be positive on it."""

    term: Any
    ranges: Mapping[sympy.Symbol, Range]
    strict: bool = False
    conditions: tuple[Condition, ...] = ()
    signs: frozenset[Any] = field(default_factory=frozenset)

    def on(self, **changes: Any) -> "Goal":
        return replace(self, **changes)

    def range_of(self, symbol: Any) -> Range:
        if symbol not in self.ranges:
            raise Rejected(f"{symbol} has no range here; known are {list(self.ranges)}.")
        return self.ranges[symbol]

    def with_range(self, symbol: Any, narrowed: Range) -> "Goal":
        return replace(self, ranges={**self.ranges, symbol: narrowed})

    def symbol(self, name: Any) -> sympy.Symbol:
        """The variable of that name."""
        for symbol in self.ranges:
            if symbol.name == str(name):
                return symbol
        raise Rejected(f"there is no variable '{name}'; known are {list(self.ranges)}.")

    def only_symbol(self, name: Any = None) -> sympy.Symbol:
        """The term's only variable, which is the one named."""
        free = self.term.free_symbols
        if len(free) != 1 or (name is not None and {str(name)} != {s.name for s in free}):
            raise Rejected(f"{self.term} has not {name or 'one variable'} for its only variable.")
        return self.symbol(next(iter(free)).name)


# ---------------------------------------------------------------- from hypotheses


def region_of(hypotheses: Sequence[Any], symbols: set) -> tuple[dict, tuple[Condition, ...]]:
    """The ranges of these variables and those of the hypotheses, and conditions on them.

    A hypothesis that is not understood is left out: to assume less shows more.

    Raises:
        Rejected: a variable is not any real, positive or non-negative number, two have one name,
            or a range is empty or a single point.
    """
    others = {s for h in hypotheses for s in h.free_symbols if _natural_range(s)} - symbols
    ranges = {symbol: _natural_range(symbol) for symbol in sorted(symbols | others, key=str)}
    if None in ranges.values():
        raise Rejected(f"of {list(ranges)}, not all are any real, positive or non-negative number.")
    if len({symbol.name for symbol in ranges}) < len(ranges):
        raise Rejected(f"two of the variables {list(ranges)} have one name.")
    conditions = []
    for hypothesis in hypotheses:
        operator = OPERATORS.get(getattr(hypothesis, "func", None))
        if operator is None:
            continue
        if operator[0] == "==":
            conditions += _both_ways(hypothesis, ranges)
            continue
        small, large = reversed(hypothesis.args) if operator[1] else hypothesis.args
        strict = operator[0] == "<"
        if isinstance(small, sympy.Rational) and large in ranges:
            ranges[large] = raised(ranges[large], Fraction(int(small.p), int(small.q)), strict)
        elif isinstance(large, sympy.Rational) and small in ranges:
            ranges[small] = lowered(ranges[small], Fraction(int(large.p), int(large.q)), strict)
        elif _stranger(large - small, ranges) is None:
            conditions.append(Condition(large - small, strict))
    for symbol, range_ in ranges.items():
        if None not in (range_.low, range_.high) and range_.low >= range_.high:
            raise Rejected(f"the range of {symbol} is empty or a single point.")
    return ranges, tuple(conditions)


def _both_ways(equality: Any, ranges: Mapping) -> list[Condition]:
    """u = v as u − v ≥ 0 and then v − u ≥ 0."""
    difference = equality.args[0] - equality.args[1]
    if _stranger(difference, ranges) is not None:
        return []
    return [Condition(difference), Condition(-difference)]


def _natural_range(symbol: Any) -> Range | None:
    """What the assumptions of a symbol say: SymPy and normal forms make use of them."""
    assumed = symbol.assumptions0 if isinstance(symbol, sympy.Symbol) else None
    return next((range_ for known, range_ in _NATURAL if assumed == known), None)


_NATURAL = tuple(
    (sympy.Symbol("x", **{assumed: True}).assumptions0, range_)
    for assumed, range_ in (
        ("real", Range(None, None)),
        ("positive", Range(Fraction(0), None, open_low=True)),
        ("nonnegative", Range(Fraction(0), None)),
    )
)


def raised(range_: Range, low: Fraction, strict: bool) -> Range:
    known = range_.low
    if known is not None and (known > low or (known == low and range_.open_low)):
        return range_
    return replace(range_, low=low, open_low=strict)


def lowered(range_: Range, high: Fraction, strict: bool) -> Range:
    known = range_.high
    if known is not None and (known < high or (known == high and range_.open_high)):
        return range_
    return replace(range_, high=high, open_high=strict)


# ---------------------------------------------------------------- where a term is defined


_FUNCTIONS = {
    sympy.exp,
    sympy.log,
    sympy.gamma,
    sympy.sin,
    sympy.cos,
    sympy.sinh,
    sympy.cosh,
    sympy.tanh,
    sympy.atan,
    sympy.erf,
    sympy.Abs,
}
_OPERATIONS = {sympy.Add, sympy.Mul, sympy.Pow, sympy.Min, sympy.Max}
_NUMBERS = {sympy.pi, sympy.E, sympy.EulerGamma}


def require_defined(goal: Goal) -> None:
    """Check that the goal's term has a value at every point of the region.

    Raises:
        Rejected: a part is not understood, or may lie where it has no value.
    """
    require_understood(goal, goal.term)
    for term, kind in guards_of(goal.term):
        if not is_guarded(goal, term, kind):
            raise Rejected(f"{term} {kind} is not shown on the region.")


def require_understood(goal: Goal, term: Any) -> None:
    """Check that a term is a scalar one in the goal's variables.

    Raises:
        Rejected: a part of it is not understood.
    """
    stranger = _stranger(term, goal.ranges)
    if stranger is not None:
        raise Rejected(f"{stranger} in {term} is no part of a scalar term on {goal.ranges}.")


def _stranger(term: Any, symbols: Any) -> Any:
    """A part that is neither a number, a variable nor a known function, or None."""
    for part in sympy.preorder_traversal(term):
        is_number = isinstance(part, sympy.Rational) or part in _NUMBERS
        is_call = part.func in _OPERATIONS or (part.func in _FUNCTIONS and len(part.args) == 1)
        if not (is_number or is_call or part in symbols):
            return part
    return None


def guards_of(term: Any) -> list[tuple[Any, str]]:
    """What must be ">0", ">=0" or "!=0" where the term is defined.

    It is continuous there; and where all its guards are > 0 or < 0, smooth but for |·|, min, max.
    """
    guards = []
    for part in sympy.preorder_traversal(term):
        if isinstance(part, sympy.log | sympy.gamma):
            guards.append((part.args[0], ">0"))
        if not isinstance(part, sympy.Pow) or part.base is sympy.E:
            continue
        if not isinstance(part.exp, sympy.Rational):
            guards.append((part.base, ">0"))
        elif not part.exp.is_Integer:
            guards.append((part.base, ">=0" if part.exp > 0 else ">0"))
        elif part.exp < 0:
            guards.append((part.base, "!=0"))
    return [(of, kind) for of, kind in guards if not (isinstance(of, sympy.Rational) and of > 0)]


def is_guarded(goal: Goal, term: Any, kind: str) -> bool:
    """Whether a guard holds on the region, as far as signs, intervals and structure show."""
    if is_positive(goal, term) or (kind == "!=0" and is_positive(goal, -term)):
        return True
    return kind == ">=0" and interval_over(goal, term).is_nonnegative


def is_positive(goal: Goal, term: Any) -> bool:
    """By signs, an open end at 0, intervals, or structure: exp(u), products, sums, powers."""
    if term in goal.signs:
        return True
    if isinstance(term, sympy.Symbol):
        range_ = goal.range_of(term)
        return range_.low is not None and (range_.low > 0 or (range_.low == 0 and range_.open_low))
    return interval_over(goal, term).is_positive or _is_evidently_positive(goal, term)


def require_same(goal: Goal, left: Any, right: Any) -> None:
    """Check that two terms are equal throughout the region, wherever both are defined.

    Raises:
        Rejected: it is not seen.
    """

    def is_known(term: Any) -> bool:
        try:
            return is_positive(goal, term)
        except Rejected:
            return False

    require_identity(left, right, is_known)


def _is_evidently_positive(goal: Goal, term: Any) -> bool:
    if isinstance(term, sympy.exp):
        return True
    if isinstance(term, sympy.Mul):
        return all(is_positive(goal, part) for part in term.args)
    if isinstance(term, sympy.Add):
        rest = [part for part in term.args if not is_positive(goal, part)]
        return rest != list(term.args) and all(
            interval_over(goal, part).is_nonnegative for part in rest
        )
    return isinstance(term, sympy.Pow) and is_positive(goal, term.base)


def interval_over(goal: Goal, term: Any) -> Interval:
    """An interval of the term; parts known to be positive are cut at 0."""
    boxes = {symbol.name: between(r.low, r.high) for symbol, r in goal.ranges.items()}
    return interval_of(term, boxes, goal.signs)
