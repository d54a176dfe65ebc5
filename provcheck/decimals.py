"""Balls as decimals that enclose them (trusted): the two sides of a witness, for people."""

from fractions import Fraction

import flint


def enclosing_decimals(value: flint.arb, digits: int = 12) -> tuple[str, str]:
    """Decimal strings (low, high) that enclose a ball, rounded outward."""
    return tuple(
        _rounded(end, up, digits) for end, up in ((value.lower(), False), (value.upper(), True))
    )


def _rounded(end: flint.arb, up: bool, digits: int) -> str:
    mantissa, exponent = end.man_exp()
    number = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    if number == 0:
        return "0"
    scale = 0
    while abs(number) * Fraction(10) ** scale >= Fraction(10) ** digits:
        scale -= 1
    while abs(number) * Fraction(10) ** scale < Fraction(10) ** (digits - 1):
        scale += 1
    scaled = number * Fraction(10) ** scale
    whole = -((-scaled) // 1) if up else scaled // 1
    return _spelled(int(whole), scale)


def _spelled(whole: int, scale: int) -> str:
    if -6 <= scale <= 30:
        sign, text = ("-" if whole < 0 else ""), str(abs(whole)).rjust(max(scale, 0) + 1, "0")
        if scale <= 0:
            return sign + text + "0" * -scale
        return (sign + text[:-scale] + "." + text[-scale:]).rstrip("0").rstrip(".")
    return f"{whole}e{-scale}"
