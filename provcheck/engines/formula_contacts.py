"""Where a strict bound is attained at a number with a closed form: sin x < 1 fails at π/2.

The point is found in floats, refined to many digits as a zero of the derivative, and guessed; the
kernel decides whether both sides are exactly equal there.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import sympy

from provcheck.engines.closed_forms import closed_forms
from provcheck.engines.formula_search import MALFORMED, Search
from provcheck.engines.formula_survey import survey_of
from provcheck.engines.formula_witness import Broken, certified
from provcheck.errors import ProvcheckError
from provcheck.goals import Goal
from provcheck.statement.claim import Claim

_DIGITS = 60
_AGREES = Fraction(1, 10**45)
_SMALL = 1e-9
_MOST_CONTACTS, _MOST_COEFFICIENT = 4, 1000


def find_contact(search: Search, claim: Claim, goal: Goal) -> Broken | None:
    """A point with a closed form at which both sides of a strict bound are equal, or None."""
    if not goal.strict or len(goal.term.free_symbols) != 1 or len(goal.ranges) != 1:
        return None
    (symbol,) = goal.ranges
    try:
        survey = survey_of(goal)
    except (ProvcheckError, *MALFORMED):
        return None
    small = (at for at, value in survey.minima[:_MOST_CONTACTS] if abs(value) <= _SMALL)
    contacts = (*survey.irrational[:_MOST_CONTACTS], *small)
    for at in contacts:
        search.tick()
        refined = _refined(goal.term, symbol, at)
        for number in () if refined is None else _guesses(refined):
            broken = certified(claim, {symbol: number})
            if broken is not None:
                return broken
    return None


def _refined(term: Any, symbol: sympy.Symbol, at: float) -> Any:
    """The zero of the derivative near a float, to 60 digits; None where none is found."""
    import mpmath

    with mpmath.workdps(_DIGITS):
        try:
            slope = sympy.lambdify(symbol, sympy.diff(term, symbol), "mpmath")
            found = mpmath.findroot(slope, (mpmath.mpf(at), mpmath.mpf(at) * (1 + 1e-9) + 1e-9))
        except (ValueError, TypeError, NameError, ArithmeticError):
            return None
        is_near = mpmath.isfinite(found) and abs(found - at) <= 1e-3 * (1 + abs(at))
        return found.real if is_near else None


def _guesses(number: Any) -> Iterator[Any]:
    """Closed forms: what `closed_forms` knows, a quadratic irrational, or the log of one."""
    import mpmath

    with mpmath.workdps(_DIGITS):
        exact = Fraction(int(mpmath.nint(number * mpmath.mpf(10) ** 55)), 10**55)
        yield from closed_forms(exact, _AGREES)
        yield from _quadratic(number)
        if abs(number) < 50:
            yield from (sympy.log(value) for value in _quadratic(mpmath.exp(number)))


def _quadratic(number: Any) -> Iterator[Any]:
    import mpmath

    found = mpmath.findpoly(number, 2, maxcoeff=_MOST_COEFFICIENT, tol=mpmath.mpf(10) ** -40)
    if not found:
        return
    a, b, c = ([0] * (3 - len(found)) + [int(x) for x in found])[-3:]
    inside = b * b - 4 * a * c
    if a == 0 or inside < 0:
        return
    for sign in (1, -1):
        value = (-b + sign * sympy.sqrt(inside)) / (2 * a)
        if abs(float(value) - float(number)) <= 1e-9 * (1 + abs(float(number))):
            yield value
