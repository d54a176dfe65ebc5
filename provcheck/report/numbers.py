"""How the report writes ratios, enclosures and settings for people."""

import math
from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, InvalidOperation
from typing import Any

from provcheck.text import number_text

Enclosure = tuple[str, str]


def ratio_text(ratio: Any) -> str:
    """A ratio in four digits; one that is close to 1 never reads as 1 unless it is 1.

    JSON has no infinity, so a ratio whose right-hand side vanishes comes as "inf".
    """
    if ratio == "inf":
        return "∞"
    if not isinstance(ratio, int | float) or isinstance(ratio, bool):
        return "–"
    if not math.isfinite(ratio):
        return "∞" if ratio > 0 else "–"
    gap = abs(ratio - 1)
    if 0 < gap < 5e-4:
        return f"1 {'−' if ratio < 1 else '+'} {gap:.0e}"
    return f"{ratio:.4g}"


def enclosure_pair(lhs: Any, rhs: Any) -> tuple[Enclosure, Enclosure, str]:
    """Two enclosures shortened outwards, and the sign that is certain between them.

    The ends are rounded away from the interval, to the fewest digits (8, 16, 24 …) that keep
    the two apart, so what is printed is still an enclosure and still shows what was certified.

    Returns:
        (lhs, rhs, sign) with sign "<", ">", "=" for two equal points, or "" when the enclosures
        overlap or do not parse.
    """
    left, right = _ends(lhs), _ends(rhs)
    if left is None or right is None:
        return _verbatim(lhs), _verbatim(rhs), ""
    sign = _sign(left, right)
    for digits in (8, 16, 24, 40):
        short = _outward(left, digits), _outward(right, digits)
        if sign and _sign(*short) == sign:
            return _texts(short[0]), _texts(short[1]), sign
    return _verbatim(lhs), _verbatim(rhs), sign


def setting_text(setting: Any) -> str:
    """A setting on one line: ``p = 1, W = [[1/2]], activation = sigmoid``."""
    if not isinstance(setting, Mapping):
        return "" if setting is None else str(setting)
    return ", ".join(f"{name} = {_value(value)}" for name, value in setting.items())


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(entry) for entry in value) + "]"
    return number_text(value)


def _ends(enclosure: Any) -> tuple[Decimal, Decimal] | None:
    try:
        low, high = (Decimal(str(end)) for end in enclosure)
    except (TypeError, ValueError, InvalidOperation):
        return None
    return (low, high) if low.is_finite() and high.is_finite() and low <= high else None


def _sign(left: tuple[Decimal, Decimal], right: tuple[Decimal, Decimal]) -> str:
    if left[0] > right[1]:
        return ">"
    if left[0] == left[1] == right[0] == right[1]:
        return "="  # two exact numbers; a strict comparison of them is broken
    return "<" if left[1] < right[0] else ""


def _outward(ends: tuple[Decimal, Decimal], digits: int) -> tuple[Decimal, Decimal]:
    low = Context(prec=digits, rounding=ROUND_FLOOR).plus(ends[0])
    high = Context(prec=digits, rounding=ROUND_CEILING).plus(ends[1])
    return low, high


def _texts(ends: tuple[Decimal, Decimal]) -> Enclosure:
    return _decimal(ends[0]), _decimal(ends[1])


def _decimal(number: Decimal) -> str:
    if number == 0:
        return "0"
    if -6 <= number.adjusted() < 9:
        text = f"{number:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return f"{number.normalize():e}"


def _verbatim(enclosure: Any) -> Enclosure:
    if isinstance(enclosure, list | tuple) and len(enclosure) == 2:
        return str(enclosure[0]), str(enclosure[1])
    text = "" if enclosure is None else str(enclosure)
    return text, text
