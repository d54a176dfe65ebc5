"""Balls as short decimals that err on the safe side: a bound stays a bound when it is printed."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from typing import Any

import flint

from provcheck.errors import Undecided

DIGITS = 4
_EXPONENT_DIGITS = 9  # a power of ten with a longer exponent is itself written as 10^(…)
_FINE = 1e-7  # a logarithm known this well gives DIGITS digits of the number


def at_most(number: Any, digits: int = DIGITS) -> str:
    """A decimal that is certainly not below the number.

    Args:
        number: arb, Fraction, int or float, finite; below 10^10000 in size.
        digits: significant digits, >= 1.

    Raises:
        Undecided: the ball is not finite.
    """
    return _text(_directed(_end(number, upper=True), ROUND_CEILING, digits))


def at_least(number: Any, digits: int = DIGITS) -> str:
    """A decimal that is certainly not above the number; arguments as `at_most`."""
    return _text(_directed(_end(number, upper=False), ROUND_FLOOR, digits))


def power_at_most(log10: flint.arb, digits: int = DIGITS) -> str:
    """A decimal that is certainly not below 10^log10, however large or small that is."""
    return _power(log10, digits, upper=True)


def power_at_least(log10: flint.arb, digits: int = DIGITS) -> str:
    """A decimal, never 0, that is certainly not above 10^log10."""
    return _power(log10, digits, upper=False)


def plain(number: Any) -> str:
    """A number that the user gave, in six digits."""
    return f"{float(number):.6g}"


def _end(number: Any, *, upper: bool) -> Fraction:
    if not isinstance(number, flint.arb):
        return Fraction(number)
    if not number.is_finite():
        raise Undecided(f"decimal of {number}: expected a finite ball; raise the precision.")
    mantissa, exponent = (number.upper() if upper else number.lower()).man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _directed(value: Fraction, rounding: str, digits: int) -> Decimal:
    """Rounded once, from the exact quotient."""
    context = Context(prec=digits, rounding=rounding, Emax=10**6, Emin=-(10**6))
    return context.divide(Decimal(value.numerator), Decimal(value.denominator))


def _text(value: Decimal, shift: int = 0) -> str:
    """value * 10^shift, the digits as they are."""
    if value == 0:
        return "0"
    exponent = value.adjusted() + shift
    sign, digits, _ = value.as_tuple()
    mantissa = Decimal((sign, digits, 1 - len(digits)))  # in [1, 10), up to its sign
    if -4 <= exponent < 6:
        return _short(mantissa.scaleb(exponent))
    return f"{_short(mantissa)}e{exponent}"


def _short(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _power(log10: flint.arb, digits: int, *, upper: bool) -> str:
    if not log10.is_finite():
        raise Undecided(f"decimal of 10^({log10}): expected a finite ball; raise the precision.")
    end = log10.upper() if upper else log10.lower()
    whole = int(end.floor().unique_fmpz())
    if len(str(abs(whole))) > _EXPONENT_DIGITS:
        shown = at_most(end) if upper else at_least(end)
        return f"10^({shown})"
    if not log10.rad() < _FINE:
        return f"1e{whole + upper}"
    fraction = flint.arb(10) ** (end - whole)  # in [1, 10)
    value = _directed(_end(fraction, upper=upper), ROUND_CEILING if upper else ROUND_FLOOR, digits)
    return _text(value, whole)
