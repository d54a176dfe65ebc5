"""What one interval shows about the largest value of a smooth g on it, or of |g|, in Arb.

Where the slope keeps one sign, the value at an end; where the function is convex, those at both
ends; where it is concave, tangents and parabolas, at points that Newton's method moves towards the
maximum; and elsewhere the mean-value form. Every bound is certified; Newton's method only chooses
a point. For |g| these are applied to g and -g at once: most intervals soon leave one of them.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

import flint
import sympy

from provcheck.engines.arb_closures import compiled
from provcheck.engines.enclose import SATISFIED, guards_of
from provcheck.engines.narrow_terms import Signs, derivative, narrow
from provcheck.statement.evaluate import ball

_LONGEST = 200
"""Operations in a slope beyond which its own derivative costs more than it saves."""
_TANGENTS = 8
"""Tangents tried on a concave interval: the slope at the next point is about the square."""

PLAIN, MIRRORED, MODULUS = (1,), (-1,), (1, -1)
"""Signs of g whose largest value is looked for: those of g, -g, or |g|."""

Cell = tuple[flint.arb, flint.arb, flint.arb, flint.arb | None, flint.arb | None, tuple[int, ...]]
"""An interval and what is known of g on it: the lower end, a point between that is exact, the
upper end; g at both ends, None if unknown; the signs with which g may be above `least`."""


class Look(NamedTuple):
    """What one interval shows; None where it shows nothing.

    Args:
        bound: from above, on g with the signs of the cell; `least` if it is not above that.
        value: a lower bound of the function at `point`.
        centre: g at the middle.
        signs: those with which g may be above `least`.
    """

    bound: flint.arb | None
    point: flint.arb
    value: flint.arb | None
    centre: flint.arb | None
    signs: tuple[int, ...]


class Branch:
    """g or |g|, with two derivatives of g where SymPy's have a meaning in balls.

    Args:
        signs: PLAIN for g, MODULUS for |g|.
        values: balls of further symbols of the body, by name.

    Raises:
        StatementError: the body has a function without a numeric meaning.
    """

    def __init__(
        self,
        body: Any,
        variable: sympy.Symbol,
        values: dict[str, Any],
        signs: tuple[int, ...] = PLAIN,
    ) -> None:
        form = _form(body, variable, (variable.name, *values), flint.ctx.prec)
        self.body, self.signs, self.others = body, signs, tuple(values.values())
        self.form, self.satisfied = form, form.satisfied
        self.value, self.whole = form.value, form.whole

    def at(self, point: flint.arb) -> flint.arb | None:
        """Enclosure of g over a ball; None where g may be undefined on it."""
        registers = self._defined(self.value, point)
        if registers is None:
            return None
        value = self.value.reach(registers, len(self.satisfied))
        return value if value.is_finite() else None

    def size(self, value: flint.arb | None) -> flint.arb | None:
        """The function's value where g has this one."""
        return value if self.signs is PLAIN or value is None else abs(value)

    def look(self, cell: Cell, least: flint.arb, enough: flint.arb) -> Look:
        """A certified upper bound over a cell, and a value at one point of it.

        Args:
            least: a bound that is not above this is not improved,
            enough: > 0; nor one that is so close to a value.
        """
        low, middle, high, _, _, signs = cell
        interval, form = low.union(high), self.form
        registers = self._defined(self.whole, interval)
        if registers is None:
            centre = self.at(middle)
            return Look(None, middle, self.size(centre), centre, signs)
        reach = self.whole.reach
        value = reach(registers, form.value_place)
        signs = _above(least, value, signs)
        if not signs:
            return Look(least, middle, None, None, signs)
        bound = _upper(value, signs)
        if form.slope is None:
            centre = self.at(middle)
            return Look(bound, middle, self.size(centre), centre, signs)
        sign = form.slope.at([reach(registers, place) for place in form.slope_parts])
        if sign:
            bound = _lower(bound, self._at_ends(cell, signs, sign))
            return Look(bound, middle, None, None, signs)
        centre, slope = self.at(middle), reach(registers, form.slope_place)
        if centre is None or not slope.is_finite():
            return Look(bound, middle, self.size(centre), centre, signs)
        mean = centre + slope * (interval - middle)
        signs = _above(least, mean, signs)
        if not signs:
            return Look(least, middle, None, None, signs)
        seen = Look(_lower(bound, _upper(mean, signs)), middle, self.size(centre), centre, signs)
        if form.bend is None:
            return seen
        sign = form.bend.at([reach(registers, place) for place in form.bend_parts])
        if not sign:
            return seen
        return self._curved(seen, cell, sign, reach(registers, form.bend_place), least, enough)

    def _at_ends(self, cell: Cell, signs: tuple[int, ...], sign: int) -> flint.arb | None:
        """A monotone function is largest at one end, its size at either."""
        if len(signs) == 2:
            return self._at_both(cell, signs)
        return _upper(self._end(cell, sign == signs[0]), signs)

    def _at_both(self, cell: Cell, signs: tuple[int, ...]) -> flint.arb | None:
        """A convex function is largest at one of the ends."""
        low, high = _upper(self._end(cell, False), signs), _upper(self._end(cell, True), signs)
        return None if low is None or high is None else low.max(high)

    def _end(self, cell: Cell, is_high: bool) -> flint.arb:
        """g at an end of an interval on which the guards are satisfied."""
        low, _, high, at_low, at_high, _ = cell
        known = at_high if is_high else at_low
        if known is not None:
            return known
        registers = self.value.begin((high if is_high else low, *self.others))
        return [self.value.reach(registers, n) for n in range(len(self.satisfied) + 1)][-1]

    def _curved(
        self,
        seen: Look,
        cell: Cell,
        sign: int,
        bend: flint.arb,
        least: flint.arb,
        enough: flint.arb,
    ) -> Look:
        """One of g and -g is concave, the other convex."""
        concave, convex = (PLAIN, MIRRORED) if sign < 0 else (MIRRORED, PLAIN)
        if seen.signs is convex:
            return seen._replace(bound=_lower(seen.bound, self._at_both(cell, convex)))
        bend = (bend if concave is MIRRORED else -bend).lower()
        found = self._at_tangents(seen, cell, concave, bend, least, enough)
        bound = found.bound
        if seen.signs is MODULUS:
            ends = self._at_both(cell, convex)
            bound = None if bound is None or ends is None else bound.max(ends)
        return found._replace(bound=_lower(seen.bound, bound))

    def _at_tangents(
        self,
        seen: Look,
        cell: Cell,
        signs: tuple[int, ...],
        bend: flint.arb,
        least: flint.arb,
        enough: flint.arb,
    ) -> Look:
        """A concave function is below its tangents, and below parabolas that bend less than it.

        Args:
            signs: PLAIN where g is concave, MIRRORED where -g is.
            bend: what it bends at least, down; no help if not above 0.
        """
        low, _, high, _, _, _ = cell
        best, step = seen._replace(bound=None), _top(cell, seen.centre)
        for _ in range(_TANGENTS):
            point = low.upper() if step < low else high.lower() if step > high else step
            value, slope, change = self._jet(point)
            if signs is MIRRORED:
                value, slope, change = -value, -slope, -change
            bound = _upper(value + _rise(slope, low - point, high - point, bend), PLAIN)
            if bound is None:
                break
            best = Look(_lower(best.bound, bound), point, value, seen.centre, seen.signs)
            if bound - value <= enough or bound - enough <= least:
                break
            step = (point - slope / change).mid()
            if not step.is_finite():
                break
        return best

    def _jet(self, point: flint.arb) -> tuple[flint.arb, flint.arb, flint.arb]:
        """g and two derivatives at a point where the guards are satisfied."""
        form, registers = self.form, self.whole.begin((point, *self.others))
        reached = [self.whole.reach(registers, n) for n in range(form.bend_place + 1)]
        return reached[form.value_place], reached[form.slope_place], reached[form.bend_place]

    def _defined(self, program: Any, point: flint.arb) -> Any | None:
        """Registers after the guards, None unless all of them are certainly satisfied."""
        registers = program.begin((point, *self.others))
        for number, is_satisfied in self.satisfied:
            value = program.reach(registers, number)
            if not (is_satisfied(value) and value.is_finite()):
                return None
        return registers


def _rise(slope: flint.arb, left: flint.arb, right: flint.arb, bend: flint.arb) -> flint.arb:
    """How far a concave function rises at most above its value at a point.

    Args:
        slope: there.
        left, right: the ends of the interval from there, <= 0 and >= 0.
        bend: the least by which it bends down.
    """
    if slope > 0:
        rise = slope * right
    else:
        rise = slope * left if slope < 0 else abs(slope) * (right - left)
    return rise.min(slope * slope / (bend + bend)) if bend > 0 else rise


def _top(cell: Cell, centre: flint.arb) -> flint.arb:
    """Where a parabola through three values has its extremum; the middle if not between them."""
    low, middle, high, at_low, at_high, _ = cell
    if at_low is None or at_high is None:
        return middle
    left, right = float(centre - at_low), float(at_high - centre)
    if not left * right < 0:
        return middle
    top = (middle + float(high - low) / 4 * (left + right) / (left - right)).mid()
    return top if low < top < high else middle


def _above(least: flint.arb, value: flint.arb, signs: tuple[int, ...]) -> tuple[int, ...]:
    """The signs with which g can be above `least`."""
    is_high = signs is not MIRRORED and not value <= least
    is_deep = signs is not PLAIN and not -value <= least
    if is_high:
        return MODULUS if is_deep else PLAIN
    return MIRRORED if is_deep else ()


def _upper(value: flint.arb, signs: tuple[int, ...]) -> flint.arb | None:
    """The largest of g's values with these signs, None if they have no bound."""
    if len(signs) == 2:
        bound = value.abs_upper()
    else:
        bound = (value if signs is PLAIN else -value).upper()
    return bound if bound.is_finite() else None


def _lower(bound: flint.arb | None, other: flint.arb | None) -> flint.arb | None:
    """The smaller of two bounds, of which any may be unknown."""
    if bound is None or (other is not None and other < bound):
        return other
    return bound


@dataclass(frozen=True)
class _Form:
    """Programs of a function: guards and g; guards, g and its derivatives, each after its parts.

    Args:
        satisfied: for each guard its number, and when it is satisfied.
        slope, bend: signs of the derivatives; None for one that is not used.
        value_place, slope_place, bend_place: numbers of terms of `whole`,
        slope_parts, bend_parts: and those of the parts that decide a sign.
    """

    satisfied: tuple[tuple[int, Any], ...]
    value: Any
    whole: Any
    value_place: int
    slope: Signs | None = None
    slope_parts: range = range(0)
    slope_place: int = 0
    bend: Signs | None = None
    bend_parts: range = range(0)
    bend_place: int = 0


@lru_cache(maxsize=256)
def _form(body: Any, variable: sympy.Symbol, names: tuple[str, ...], bits: int) -> _Form:
    guards = tuple(dict.fromkeys(guards_of(body)))
    legal, found = [term for term, _ in guards], {}
    value = compiled([*legal, body], names)
    registers = value.begin([ball(Fraction(1, 3))] * len(names))
    for number in range(len(guards) + 1):
        value.reach(registers, number)  # StatementError: no numeric meaning
    terms = [*legal, narrow(body, variable, bits)[0]]
    for name, term in zip(("slope", "bend"), _derivatives(body, variable, names), strict=False):
        term, signs = narrow(term, variable, bits)
        parts = range(len(terms), len(terms) + len(signs.parts))
        terms += [*signs.parts, term]
        found |= {name: signs, f"{name}_parts": parts, f"{name}_place": parts.stop}
    satisfied = tuple((number, SATISFIED[kind]) for number, (_, kind) in enumerate(guards))
    return _Form(satisfied, value, compiled(terms, names), len(guards), **found)


def _derivatives(body: Any, variable: sympy.Symbol, names: tuple[str, ...]) -> list[Any]:
    """The first two, as far as they have a meaning; no second one of a long first."""
    slope = derivative(body, variable, names)
    if slope is None or slope.count_ops() > _LONGEST:
        return [] if slope is None else [slope]
    bend = derivative(slope, variable, names)
    return [slope] if bend is None else [slope, bend]
