"""Balls as decimals that enclose them (trusted): the two sides of a witness, for people."""

from fractions import Fraction

import flint

from provcheck.errors import Undecided

_MOST_BITS = 1_000_000


def enclosing_decimals(value: flint.arb, digits: int = 12) -> tuple[str, str]:
    """Decimal strings (low, high) that enclose a ball, rounded outward.

    Raises:
        Undecided: the ball is not finite, or a number in it has more than 300 000 digits.
    """
    if not value.is_finite():
        raise Undecided(f"{value.str(3)} is no enclosure.")
    return tuple(
        _rounded(end, up, digits) for end, up in ((value.lower(), False), (value.upper(), True))
    )


def _rounded(end: flint.arb, up: bool, digits: int) -> str:
    mantissa, exponent = (int(part) for part in end.man_exp())
    if mantissa == 0:
        return "0"
    if abs(exponent) > _MOST_BITS:
        raise Undecided("a side has more than 300 000 digits, and is not written out.")
    number = Fraction(mantissa) * Fraction(2) ** exponent
    bits = abs(mantissa).bit_length() + exponent
    scale = digits - 1 - (bits - 1) * 30103 // 100000  # log10(2), nearly: then by single steps
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
