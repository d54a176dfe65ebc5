"""Points at which a comparison fails: found in floats, simplified, and certified by the kernel."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import sympy

from provcheck.engines.formula_floats import compiled
from provcheck.engines.formula_sample import line_of
from provcheck.engines.formula_search import Search, sign_at, value_at
from provcheck.engines.formula_surfaces import on_equalities, point_of
from provcheck.engines.formula_survey import is_inside, near, survey_of
from provcheck.engines.formula_terms import is_polynomial_in
from provcheck.errors import Rejected, StatementError, Undecided
from provcheck.goals import Goal
from provcheck.statement.claim import Claim
from provcheck.statement.space import Real, Setting

Point = dict[Any, Fraction]

_MOST_DEGREE = 30
_DRAWS = 4000
_BEST = 12
_CORNERS = tuple(Fraction(n) for n in (0, 1, -1, 2, -2, 10, -10, 100, -100)) + (
    Fraction(1, 2),
    Fraction(-1, 2),
    Fraction(1, 10),
    Fraction(-1, 10),
)
_FAR = tuple(Fraction(sign * 10**digits) for digits in (4, 6, 8, 12, 16) for sign in (1, -1))


@dataclass(frozen=True)
class Broken:
    """A setting that the kernel certified, with its counterexample."""

    setting: Setting
    counterexample: Any


def find_witness(search: Search, claim: Claim, goal: Goal, seed: int) -> Broken | None:
    """A point at which the goal fails, simple and certified; None if none was met.

    Args:
        goal: the slack of the claim's relation on its region.
        seed: of the random draws.
    """
    free, back = on_equalities(goal)
    for point in itertools.islice(_suspects(search, free, seed), 3 * _BEST):
        search.tick()
        simple = simplified(free, point)
        for candidate in (simple, point):
            at = point_of(back, candidate)
            broken = None if at is None else certified(claim, at)
            if broken is not None:
                return broken
    return None


def certified(claim: Claim, point: Point) -> Broken | None:
    """The kernel's evidence for a point, None if it refuses."""
    from provcheck.kernel import certify

    values = {symbol.name: number for symbol, number in point.items()}
    for component in claim.space.components:
        if isinstance(component, Real) and component.symbol.name not in values:
            values[component.symbol.name] = _any_in(component)
    setting = Setting(values)
    try:
        return Broken(setting, certify(claim, setting, {}))
    except (Rejected, Undecided, StatementError, ArithmeticError):
        return None


def _any_in(component: Real) -> Fraction:
    low, high = component.low, component.high
    if low is None and high is None:
        return Fraction(0)
    if low is None or high is None:
        return Fraction(low + 1 if high is None else high - 1)
    return (Fraction(low) + Fraction(high)) / 2


def fails_at(goal: Goal, point: Point) -> bool:
    """Whether a point of the region certainly breaks the goal."""
    if not _is_admitted(goal, point):
        return False
    if value_at(goal.term, point) < 0:
        return True
    return goal.strict and sign_at(goal.term, point) == 0


def _suspects(search: Search, goal: Goal, seed: int) -> Iterator[Point]:
    """Points that look like failures in floats, the worst first."""
    if not goal.ranges:
        yield {}
        return
    if len(goal.ranges) == 1 and not goal.conditions:
        yield from _on_the_line(goal)
        return
    try:
        slack = compiled(goal.term)
        inside = [compiled(condition.term) for condition in goal.conditions]
    except StatementError:
        return
    symbols = sorted(goal.ranges, key=str)
    rng = np.random.Generator(np.random.Philox(key=seed % 2**64))
    draws = _drawn(goal, symbols, rng)
    values = _penalized(slack, inside, draws)
    order = np.argsort(values, kind="stable")[:_BEST]
    starts = [np.array([draws[symbol][place] for symbol in symbols]) for place in order]
    improved = [_descended(slack, inside, goal, symbols, start) for start in starts]
    limit = 0.0 if goal.strict else -1e-300
    for point in [*starts, *improved]:
        at = {symbol: np.array([x]) for symbol, x in zip(symbols, point, strict=True)}
        if float(_penalized(slack, inside, at)[0]) <= max(limit, 1e-12 if goal.strict else 0.0):
            yield {s: Fraction(float(x)) for s, x in zip(symbols, point, strict=True)}


def smallest_points(goal: Goal, seed: int) -> list[Point]:
    """Points where the goal's term is smallest in floats, at most a dozen or so."""
    free, back = on_equalities(goal)
    if free is not goal:
        found = (point_of(back, point) for point in _smallest(free, seed))
        return [point for point in found if point is not None]
    return _smallest(goal, seed)


def _smallest(goal: Goal, seed: int) -> list[Point]:
    if not goal.ranges:
        return [{}]
    if len(goal.ranges) == 1 and not goal.conditions:
        (symbol,) = goal.ranges
        range_ = goal.range_of(symbol)
        floats = [Fraction(at) for at, _ in survey_of(goal).minima[:_BEST]]
        near_floats = [number for at in floats[:3] for number in near(float(at))]
        candidates = dict.fromkeys((*near_floats, *floats))
        return [{symbol: number} for number in candidates if is_inside(range_, number)]
    try:
        slack, inside = compiled(goal.term), [compiled(c.term) for c in goal.conditions]
    except StatementError:
        return []
    symbols = sorted(goal.ranges, key=str)
    rng = np.random.Generator(np.random.Philox(key=seed % 2**64))
    draws = _drawn(goal, symbols, rng)
    order = np.argsort(_penalized(slack, inside, draws), kind="stable")[:_BEST]
    starts = [np.array([draws[symbol][place] for symbol in symbols]) for place in order]
    found = [*starts, *(_descended(slack, inside, goal, symbols, start) for start in starts)]
    points = [{s: Fraction(float(x)) for s, x in zip(symbols, p, strict=True)} for p in found]
    return [point for point in points if _is_admitted(goal, point)]


def _is_admitted(goal: Goal, point: Point) -> bool:
    """Whether a point certainly lies in the region."""
    if not all(is_inside(goal.ranges[symbol], number) for symbol, number in point.items()):
        return False
    signs = [(sign_at(c.term, point), c.strict) for c in goal.conditions]
    return all(sign is not None and sign >= int(strict) for sign, strict in signs)


def _on_the_line(goal: Goal) -> Iterator[Point]:
    (symbol,) = goal.ranges
    survey = survey_of(goal)
    if survey.violation is not None:
        yield {symbol: survey.violation}
    range_ = goal.range_of(symbol)
    ends = [end for end in (range_.low, range_.high) if end is not None]
    roots = _between_roots(goal.term, symbol, ends)
    for number in (*survey.contacts, *ends, *_CORNERS, *_FAR, *roots):
        if fails_at(goal, {symbol: number}):
            yield {symbol: number}


def _between_roots(term: Any, symbol: Any, ends: list[Fraction]) -> list[Fraction]:
    """The rational roots of a polynomial, and a number on each side of every root or end."""
    if not is_polynomial_in(term, [symbol]) or sympy.degree(term, symbol) > _MOST_DEGREE:
        return []
    polynomial = sympy.Poly(term, symbol)
    found = [end for pair, _ in polynomial.intervals() for end in pair]
    found += polynomial.ground_roots()  # an interval may be far wider than its root is large
    marks = sorted({*ends, *(Fraction(int(e.p), int(e.q)) for e in found)})
    if not marks:
        return []
    middles = [(a + b) / 2 for a, b in zip(marks, marks[1:], strict=False)]
    return [*marks, *middles, marks[0] - abs(marks[0]) - 1, marks[-1] + abs(marks[-1]) + 1]


def _drawn(goal: Goal, symbols: list, rng: np.random.Generator) -> dict[Any, np.ndarray]:
    """Corners and small numbers in all combinations that fit, then random ones."""
    simple = []
    for symbol in symbols:
        range_ = goal.ranges[symbol]
        ends = [end for end in (range_.low, range_.high) if end is not None]
        simple.append([n for n in dict.fromkeys((*ends, *_CORNERS)) if is_inside(range_, n)])
    grid = list(itertools.islice(itertools.product(*simple), _DRAWS))
    columns = {}
    for place, symbol in enumerate(symbols):
        line = line_of(goal.ranges[symbol], 200)
        fixed = np.array([float(point[place]) for point in grid])
        columns[symbol] = np.concatenate([fixed, rng.choice(line, _DRAWS)])
    return columns


def _penalized(slack: Any, inside: list, draws: dict) -> np.ndarray:
    """The slack, infinite where it has no value or a condition fails."""
    values = np.array(slack(draws))
    values[~np.isfinite(values)] = np.inf
    for condition in inside:
        values[~(condition(draws) >= 0)] = np.inf
    return values


def _descended(slack, inside, goal: Goal, symbols: list, start: np.ndarray) -> np.ndarray:
    """A local search that stays in the box."""
    from scipy.optimize import minimize

    lows = [-np.inf if goal.ranges[s].low is None else float(goal.ranges[s].low) for s in symbols]
    highs = [np.inf if goal.ranges[s].high is None else float(goal.ranges[s].high) for s in symbols]

    def value(point: np.ndarray) -> float:
        clipped = np.clip(point, lows, highs)
        at = {symbol: np.array([x]) for symbol, x in zip(symbols, clipped, strict=True)}
        found = float(_penalized(slack, inside, at)[0])
        return min(max(found, -1e300), 1e300)  # the search subtracts values

    options = {"maxfev": 300, "xatol": 1e-12, "fatol": 1e-16}
    return np.clip(minimize(value, start, method="Nelder-Mead", options=options).x, lows, highs)


def simplified(goal: Goal, point: Point) -> Point:
    """The point with ever simpler numbers, as long as the goal fails there."""
    if not point or not fails_at(goal, point):
        return _rounded(goal, point)
    current = dict(point)
    for _ in range(2):
        for symbol in sorted(current, key=str):
            for number in _simpler(current[symbol]):
                candidate = {**current, symbol: number}
                if fails_at(goal, candidate):
                    current = candidate
                    break
    return current


def _simpler(number: Fraction) -> list[Fraction]:
    """Numbers to try in place of one, the simplest first."""
    found = [n for n in (*_CORNERS[:9], Fraction(1, 2)) if _cost(n) < _cost(number)]
    return [*found, *(n for n in near(float(number)) if _cost(n) < _cost(number))]


def _cost(number: Fraction) -> int:
    return len(str(abs(number.numerator))) + len(str(number.denominator))


def _rounded(goal: Goal, point: Point) -> Point:
    """All numbers rounded together, for a point that fails only where they agree."""
    for digits in (1, 2, 3, 6, 9):
        candidate = {s: Fraction(f"{float(n):.{digits - 1}e}") for s, n in point.items()}
        if fails_at(goal, candidate):
            return candidate
    return point
