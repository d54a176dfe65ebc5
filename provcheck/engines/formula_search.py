"""What the engines behind `check` share: goals, the clock, and how a search ends without a step.

A proposal is a step of `regions`; it counts only when that checker has accepted it.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import flint
import sympy

from provcheck.errors import ProvcheckError, Undecided
from provcheck.goals import Goal, Range
from provcheck.regions import Step, require
from provcheck.statement.evaluate import ball, evaluate, precision

Progress = Callable[[str, int, int], None]

BALL: Step = {"ball": 1}
_MOST_TEXT = 80
_LONG = 100
"""Numerators and denominators from which on a number is not put under or into a power."""
MALFORMED = (ArithmeticError, AttributeError, LookupError, NotImplementedError, TypeError)
MALFORMED += (RecursionError, ValueError, sympy.PolynomialError)


class Stuck(Undecided):
    """No step was found for a goal.

    Args:
        goal: where; its ranges are the box to report.
        is_false: a point was met where the goal certainly fails.
        point: that point, where it is known.
    """

    def __init__(
        self,
        reason: str,
        goal: Goal | None = None,
        *,
        is_false: bool = False,
        point: Mapping[Any, Fraction] | None = None,
    ) -> None:
        super().__init__(reason)
        self.goal, self.is_false, self.point = goal, is_false, point


class OutOfTime(Stuck):
    """The clock ran out; no further method is tried."""


@dataclass
class Search:
    """The state of one search: its deadline, and what was tried.

    Args:
        deadline: on the monotonic clock, seconds.
        tried: how often each method was.
        failed: goals for which no step was found: the depth allowed, whether that was what cut it
            short, and the reason.
        cut_short: whether a method was left out for the depth allowed.
    """

    deadline: float
    report: Progress = lambda *_: None
    tried: dict[str, int] = field(default_factory=dict)
    failed: dict[Any, tuple[int, bool, Stuck]] = field(default_factory=dict)
    cut_short: bool = False
    checks: int = 0

    def tick(self) -> None:
        """Count one check.

        Raises:
            OutOfTime: past the deadline.
        """
        self.checks += 1
        if self.checks % 64 == 0:
            self.report("prove", self.checks, 0)
        if time.monotonic() > self.deadline:
            raise OutOfTime("the time allowed is spent.")

    def accepts(self, goal: Goal, step: Step) -> bool:
        """Whether the trusted checker accepts a step."""
        self.tick()
        try:
            require(goal, step)
        except (ProvcheckError, *MALFORMED):
            return False
        return True

    def first(self, goal: Goal, methods: Mapping[str, Callable[[Goal], Step]]) -> Step:
        """The step of the first method that finds one.

        Raises:
            Stuck: with the reason of the last method that says where it failed.
        """
        last = Stuck("no method applies.", goal)
        for name, method in methods.items():
            self.tried[name] = self.tried.get(name, 0) + 1
            self.tick()
            try:
                return method(goal)
            except OutOfTime:
                raise
            except Stuck as stuck:
                if stuck.is_false and stuck.goal is not None and stuck.goal.term == goal.term:
                    raise
                last = stuck if stuck.goal is not None else last
            except (ProvcheckError, *MALFORMED):
                continue  # a proposal that came to nothing
        raise last


def key_of(goal: Goal) -> tuple:
    """What makes two goals the same."""
    return (goal.term, tuple(sorted(goal.ranges.items(), key=str)), goal.strict, goal.signs)


def as_rational(number: Fraction) -> sympy.Rational:
    return sympy.Rational(number.numerator, number.denominator)


def value_at(term: Any, point: dict[Any, Fraction], bits: int = 256) -> flint.arb:
    """A ball of the term at a rational point; NaN where it has none.

    An integer is put into the term, so that 0·x and x^(-1) are what they are there; other numbers
    are not, for SymPy would factor those of a power x^x.
    """
    whole = {symbol: as_rational(n) for symbol, n in point.items() if _is_short(n)}
    with precision(bits):
        try:
            values = {symbol.name: ball(n) for symbol, n in point.items() if symbol not in whole}
            return evaluate(term.xreplace(whole), values)
        except (ProvcheckError, *MALFORMED):
            return flint.arb.nan()


def _is_short(number: Fraction) -> bool:
    return abs(number.numerator) < _LONG and number.denominator < _LONG


def _has_power(term: Any) -> bool:
    """Whether an exponent is no rational number."""
    return any(not power.exp.is_Rational for power in term.atoms(sympy.Pow))


def sign_at(term: Any, point: dict[Any, Fraction]) -> int | None:
    """Sign of the term at a point: certain, 0 only if the number is exactly 0, None if unknown."""
    from provcheck import algebra
    from provcheck.normalize import normal

    value = value_at(term, point)
    if value > 0 or value < 0:
        return 1 if value > 0 else -1
    if _has_power(term) and not all(map(_is_short, point.values())):
        return None
    try:
        values = {symbol: as_rational(number) for symbol, number in point.items()}
        return 0 if algebra.is_zero(normal(term.xreplace(values))) else None
    except (ProvcheckError, *MALFORMED):
        return None


def middle_of(range_: Range) -> Fraction:
    """A number inside a range, near its geometric middle where an end is infinite."""
    low, high = range_.low, range_.high
    if low is None and high is None:
        return Fraction(0)
    if low is None:
        return min(high - 1, 2 * high)
    if high is None:
        return max(low + 1, 2 * low)
    return (low + high) / 2


def fresh_symbol(goal: Goal) -> sympy.Symbol:
    """A variable that the goal has not."""
    names = {symbol.name for symbol in goal.ranges}
    for name in ("t", "s", "r", "t1", "t2", "t3"):
        if name not in names:
            return sympy.Symbol(name, real=True)
    raise Stuck("no name is left for a new variable.")


def shortened(term: Any) -> str:
    """A term as text that a message bears."""
    text = str(term).replace("**", "^")
    return text if len(text) <= _MOST_TEXT else f"{text[: _MOST_TEXT - 1]}…"
