"""A first look at the slack of a goal in one variable: where it is negative, zero or small.

In floats, so it only says where a proof should cut, or a witness be looked for.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import floor
from typing import Any

import numpy as np

from provcheck.engines.formula_floats import compiled
from provcheck.engines.formula_sample import line_of
from provcheck.engines.formula_search import MALFORMED, sign_at, value_at
from provcheck.errors import ProvcheckError, Rejected, StatementError
from provcheck.goals import Goal
from provcheck.intervals import between, interval_of
from provcheck.statement.calculus import partial

_SMALL = 0.05
"""A local minimum below this share of the usual slack is a place to cut at."""
_MOST_CUTS = 10
_FAR = 1e3
"""Beyond this from the ends a small slack is a limit, not a minimum."""
_NOISE = 1e-9
_VANISHING = 1e-13
"""A share of the usual slack that rounding alone may leave."""


@dataclass(frozen=True)
class Survey:
    """What a sample shows.

    Args:
        cuts: numbers inside the range where the slack vanishes, or on both sides of a small one.
        contacts: numbers at which it vanishes exactly.
        irrational: floats inside the range at which it seems to vanish, where it does at no simple
            number.
        violation: a number at which the term is certainly negative, or None.
        minima: local minima as floats (at, value), the smallest value first.
        is_nonnegative: no float value is clearly negative.
    """

    cuts: tuple[Fraction, ...] = ()
    contacts: tuple[Fraction, ...] = ()
    irrational: tuple[float, ...] = ()
    violation: Fraction | None = None
    minima: tuple[tuple[float, float], ...] = ()
    is_nonnegative: bool = True


@lru_cache(maxsize=512)
def _surveyed(term: Any, symbol: Any, range_: Any) -> Survey:
    try:
        value = compiled(term)
    except StatementError:
        return Survey()
    points = line_of(range_)
    values = value({symbol: points})
    keep = np.isfinite(values)
    points, values = points[keep], values[keep]
    if len(points) < 3:
        return Survey()
    scale = float(np.median(np.abs(values))) or 1.0
    minima = _minima(term, symbol, points, values, value)
    smallest = min(v for _, v in minima) if minima else float(values.min())
    found = _violation(term, symbol, [x for x, v in minima if v < 0], range_)
    cuts, contacts, irrational = _cuts(term, symbol, minima, scale, range_)
    return Survey(cuts, contacts, irrational, found, minima, smallest >= -_NOISE * min(scale, 1.0))


def survey_of(goal: Goal) -> Survey:
    """The survey of a goal in one variable."""
    (symbol,) = goal.term.free_symbols or (None,)
    if symbol is None:
        return Survey()
    return _surveyed(goal.term, symbol, goal.range_of(symbol))


def _minima(term, symbol, points, values, value) -> tuple[tuple[float, float], ...]:
    """Local minima of a sample, those inside the range improved."""
    from scipy.optimize import brentq, minimize_scalar

    try:
        slope = compiled(partial(term, symbol))
    except (Rejected, StatementError, *MALFORMED):
        slope = None
    padded = np.concatenate([[np.inf], values, [np.inf]])
    places = np.flatnonzero((values <= padded[:-2]) & (values <= padded[2:]))
    places = places[np.argsort(values[places], kind="stable")][:24]
    found = []
    for place in places:
        at = float(points[place])
        if 0 < place < len(points) - 1:
            low, high = float(points[place - 1]), float(points[place + 1])
            at = _improved(low, at, high, symbol, value, slope, brentq, minimize_scalar)
        found.append((at, float(value({symbol: np.array([at])})[0])))
    return tuple(sorted((m for m in found if m[1] == m[1]), key=lambda m: m[1]))


def _improved(low, at, high, symbol, value, slope, brentq, minimize_scalar) -> float:
    def along(function):
        return lambda x: float(function({symbol: np.array([x])})[0])

    if slope is not None:
        left, right = along(slope)(low), along(slope)(high)
        if left < 0 < right:
            return brentq(along(slope), low, high, xtol=1e-300, rtol=1e-15, disp=False)
    found = minimize_scalar(along(value), bounds=(low, high), method="bounded")
    return float(found.x) if found.fun <= along(value)(at) else at


def _violation(term, symbol, places, range_) -> Fraction | None:
    for at in places[:8]:
        for number in near(at):
            if is_inside(range_, number) and value_at(term, {symbol: number}) < 0:
                return number
    return None


def is_inside(range_: Any, number: Fraction) -> bool:
    """Whether a number lies in the range, its open ends excluded."""
    low, high = range_.low, range_.high
    if low is not None and (number < low or (number == low and range_.open_low)):
        return False
    return high is None or number < high or (number == high and not range_.open_high)


def near(at: float) -> list[Fraction]:
    """Rationals near a float, the simplest first, the float itself last."""
    found = []
    for width in (1e-1, 1e-2, 1e-3, 1e-5, 1e-7, 1e-10, 1e-13):
        spread = Fraction(width * max(abs(at), 1e-3))
        found.append(simplest(Fraction(at) - spread, Fraction(at) + spread))
    return list(dict.fromkeys([*found, Fraction(at)]))


def simplest(low: Fraction, high: Fraction) -> Fraction:
    """The fraction with the smallest denominator in [low, high] (Stern and Brocot)."""
    if low <= 0 <= high:
        return Fraction(0)
    if high < 0:
        return -simplest(-high, -low)
    whole = floor(low)
    if whole == low or whole + 1 <= high:
        return Fraction(whole if whole == low else whole + 1)
    return whole + 1 / simplest(1 / (high - whole), 1 / (low - whole))


def _cuts(term, symbol, minima, scale, range_) -> tuple[tuple, tuple, tuple]:
    small = [
        (at, value)
        for at, value in minima[:_MOST_CUTS]
        if (value <= _SMALL * scale or value <= _SMALL) and not _is_far(range_, at)
    ]
    ends = [end for end in (range_.low, range_.high) if end is not None]
    contacts = [end for end in ends if sign_at(term, {symbol: end}) == 0]
    for at, value in small:
        if abs(value) < 1e-6 * scale and not _is_near(at, contacts):
            exact = _contact(term, symbol, at)
            contacts += [] if exact is None else [exact]
    cuts, irrational = list(contacts), []
    for at, value in small:
        if _is_near(at, contacts):
            continue
        if abs(value) < _VANISHING * scale and _is_strictly_inside(range_, Fraction(at)):
            irrational.append(at)
        elif value > 0:
            cuts += _around(term, symbol, at, value)
    inside = tuple(sorted({c for c in cuts if _is_strictly_inside(range_, c)}))
    return inside, tuple(contacts), tuple(irrational)


def _is_near(at: float, contacts: list[Fraction]) -> bool:
    """Whether rounding alone may make a minimum here, so close to where the term vanishes."""
    return any(abs(at - float(contact)) < 0.01 * max(1.0, abs(at)) for contact in contacts)


def _is_far(range_: Any, at: float) -> bool:
    ends = [float(end) for end in (range_.low, range_.high) if end is not None]
    return len(ends) < 2 and abs(at - (ends[0] if ends else 0.0)) > _FAR


def _contact(term: Any, symbol: Any, at: float) -> Fraction | None:
    """A simple number near a float at which the term is exactly 0."""
    for number in near(at):
        if number.denominator < 10**6 and sign_at(term, {symbol: number}) == 0:
            return number
    return None


def _around(term: Any, symbol: Any, at: float, value: float) -> list[Fraction]:
    """Two numbers close to a minimum, where the term falls before and rises after."""
    before = after = simplest(*_spread(at, 1e-3))
    for width in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-9, 1e-11, 1e-13):
        low, high = _spread(at, width)
        before, after = simplest(low, (3 * low + high) / 4), simplest((low + 3 * high) / 4, high)
        if _is_positive_between(term, symbol, before, after):
            break
    return [before, after]


def _is_positive_between(term: Any, symbol: Any, low: Fraction, high: Fraction) -> bool:
    try:
        return interval_of(term, {symbol.name: between(low, high)}).is_positive
    except (ProvcheckError, *MALFORMED):
        return False


def _spread(at: float, width: float) -> tuple[Fraction, Fraction]:
    spread = Fraction(width * max(abs(at), 1e-3))
    return Fraction(at) - spread, Fraction(at) + spread


def _is_strictly_inside(range_: Any, number: Fraction) -> bool:
    return (range_.low is None or number > range_.low) and (
        range_.high is None or number < range_.high
    )
