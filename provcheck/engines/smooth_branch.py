"""What one interval shows about the largest value of a smooth function on it, in Arb.

Where the slope keeps one sign, the value at an end; where the function is convex, those at both
ends; where it is concave, a tangent, whose point Newton's method moves towards the maximum; and
elsewhere the mean-value form. Every bound is certified; Newton's method only chooses a point.
"""

from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

import flint
import sympy

from provcheck.engines.arb_closures import compiled
from provcheck.engines.enclose import SATISFIED, guards_of
from provcheck.errors import StatementError
from provcheck.statement.evaluate import ball

_LONGEST = 200
"""Operations in a slope beyond which its own derivative costs more than it saves."""
_TANGENTS = 8
"""Tangents tried on a concave interval: the slope at the next point is about the square."""


class Look(NamedTuple):
    """What one interval shows: an upper bound, and a value at a point; None if unknown."""

    bound: flint.arb | None
    point: flint.arb
    value: flint.arb | None


class Branch:
    """A function of one variable, with two derivatives where SymPy's have a meaning in balls.

    Args:
        values: balls of further symbols of the body, by name.

    Raises:
        StatementError: the body has a function without a numeric meaning.
    """

    def __init__(self, body: Any, variable: sympy.Symbol, values: dict[str, Any]) -> None:
        names, guards = (variable.name, *values), _guards_of(body)
        legal, slope = [term for term, _ in guards], _derivative(body, variable, names)
        bend = None if slope is None else _bend(slope, variable, names)
        self.body, self.others = body, tuple(values.values())
        self.satisfied = [(n, SATISFIED[kind]) for n, (_, kind) in enumerate(guards)]
        self.is_sloped, self.is_bent = slope is not None, bend is not None
        self.value = compiled([*legal, body], names)
        terms = [_bounded(term, variable) for term in (body, slope, bend) if term is not None]
        self.whole = compiled([*legal, *terms], names)
        self.at(ball(Fraction(1, 3)))  # StatementError: no numeric meaning

    def at(self, point: flint.arb) -> flint.arb | None:
        """Enclosure over a ball; None where the function may be undefined on it."""
        registers = self._defined(self.value, point)
        if registers is None:
            return None
        value = self.value.reach(registers, len(self.satisfied))
        return value if value.is_finite() else None

    def look(
        self,
        low: flint.arb,
        high: flint.arb,
        middle: flint.arb,
        least: flint.arb,
        enough: flint.arb,
    ) -> Look:
        """A certified upper bound over [low, high], and the value at one point of it.

        Args:
            middle: exact, between the ends.
            least: a bound that is not above this is not improved,
            enough: > 0; nor one that is so close to a value.
        """
        interval, first = low.union(high), len(self.satisfied)
        registers = self._defined(self.whole, interval)
        if registers is None:
            return Look(None, middle, self.at(middle))
        value = self.whole.reach(registers, first)
        if value <= least:
            return Look(value.upper(), middle, None)
        if not self.is_sloped:
            return _lower(Look(None, middle, self.at(middle)), value)
        slope = self.whole.reach(registers, first + 1)
        if slope >= 0 or slope <= 0:
            return _lower(self._at_end(high if slope >= 0 else low), value)
        centre = self.at(middle)
        seen = _lower(Look(None, middle, centre), value)
        if centre is None or not slope.is_finite():
            return seen
        seen = _lower(seen, centre + slope * (interval - middle))
        if self.is_bent and not _is_below(seen, least):
            bend = self.whole.reach(registers, first + 2)
            if bend <= 0:
                return self._at_tangents(seen, low, high, least, enough)
            if bend >= 0:
                return _lower(seen, self._inside(low).max(self._inside(high)))
        return seen

    def _at_end(self, end: flint.arb) -> Look:
        """A monotone function is largest there."""
        value = self._inside(end)
        is_value = end.is_exact() and value.is_finite()
        return _lower(Look(None, end, value if is_value else None), value)

    def _at_tangents(
        self, seen: Look, low: flint.arb, high: flint.arb, least: flint.arb, enough: flint.arb
    ) -> Look:
        """A concave function is below each of its tangents."""
        point, first = seen.point, len(self.satisfied)
        for _ in range(_TANGENTS):
            registers = self.whole.begin((point, *self.others))
            value, slope, bend = [self.whole.reach(registers, n) for n in range(first + 3)][first:]
            tangent = value + (slope * (low - point)).max(slope * (high - point))
            seen = _lower(Look(seen.bound, point, value), tangent)
            step = (point - slope / bend).mid()
            if _is_below(seen, least) or tangent - value <= enough or not step.is_finite():
                break
            point = low.upper() if step < low else high.lower() if step > high else step
        return seen

    def _inside(self, point: flint.arb) -> flint.arb:
        """The value at a point of an interval on which the guards are satisfied."""
        registers = self.value.begin((point, *self.others))
        return [self.value.reach(registers, n) for n in range(len(self.satisfied) + 1)][-1]

    def _defined(self, program: Any, point: flint.arb) -> Any | None:
        """Registers after the guards, None unless all of them are certainly satisfied."""
        registers = program.begin((point, *self.others))
        for number, is_satisfied in self.satisfied:
            value = program.reach(registers, number)
            if not (value.is_finite() and is_satisfied(value)):
                return None
        return registers


def _lower(seen: Look, value: flint.arb) -> Look:
    """The look with a bound that is no larger than an enclosure of values."""
    if not value.is_finite():
        return seen
    bound = value.upper()
    if seen.bound is not None and seen.bound <= bound:
        return seen
    return Look(bound, seen.point, seen.value)


def _is_below(seen: Look, least: flint.arb) -> bool:
    return seen.bound is not None and seen.bound <= least


@lru_cache(maxsize=256)
def _derivative(body: Any, variable: sympy.Symbol, names: tuple[str, ...]) -> Any | None:
    """In factors, which repeat fewer variables; None where it has no meaning in balls.

    With |x| or max inside there is none: bisection without derivatives, slower.
    """
    slope = sympy.factor(sympy.diff(body, variable))
    program = compiled((slope,), names)
    try:
        program.reach(program.begin([ball(Fraction(1, 3))] * len(names)), 0)
    except StatementError:
        return None
    return slope


@lru_cache(maxsize=256)
def _bend(slope: Any, variable: sympy.Symbol, names: tuple[str, ...]) -> Any | None:
    """The second derivative, from the first; None where that is long."""
    return _derivative(slope, variable, names) if slope.count_ops() <= _LONGEST else None


@lru_cache(maxsize=256)
def _bounded(term: Any, variable: sympy.Symbol) -> Any:
    """A rational function of exp(-c x) as one of s = 1/(1 + exp(-c x)), if that is shorter.

    s is in [0, 1] and rises, so that its powers and differences have narrow intervals.
    """
    rates = {power: power.args[0] / variable for power in term.atoms(sympy.exp)}
    if not rates or not all(rate.is_Rational for rate in rates.values()):
        return term
    unit, s = sympy.gcd_list(list(rates.values())), sympy.Dummy("s", positive=True)
    odds = {power: (s / (1 - s)) ** (rate / unit) for power, rate in rates.items()}
    written = sympy.factor(term.xreplace(odds))
    if written.has(variable) or written.count_ops() >= term.count_ops():
        return term
    return written.xreplace({s: 1 / (1 + sympy.exp(-unit * variable))})


@lru_cache(maxsize=256)
def _guards_of(body: Any) -> tuple[tuple[Any, str], ...]:
    return tuple(dict.fromkeys(guards_of(body)))
