"""Signs and sizes of constant terms, by Arb balls: certain, or not said."""

from enum import Enum
from fractions import Fraction

_BITS = (64, 256)
_GRID = 2**40  # outer bounds of a range are rounded outward to multiples of 1/2⁴⁰


class Sign(Enum):
    """What is known, or needed, of the sign of a number."""

    NEGATIVE = "negative"
    ZERO = "zero"
    POSITIVE = "positive"
    NONNEGATIVE = "at least zero"
    NONZERO = "not zero"

    @property
    def excluded(self) -> tuple["Sign", ...]:
        """The certain signs that contradict this need."""
        return {
            Sign.POSITIVE: (Sign.NEGATIVE, Sign.ZERO),
            Sign.NONNEGATIVE: (Sign.NEGATIVE,),
            Sign.NONZERO: (Sign.ZERO,),
        }.get(self, ())

    def failure(self, why: str, met: "Sign") -> str:
        """The message for a constant whose sign contradicts this need."""
        if self is Sign.NONZERO:
            return f"division by zero: {why} is zero; expected a number other than 0"
        said = f"{why} is {met.value}; expected a number that is {self.value}"
        return f"no real number: {said}, for complex numbers are not supported"


def sign_of(term) -> Sign | None:
    """NEGATIVE, ZERO or POSITIVE where balls (or exactness, for zero) show it; None otherwise."""
    if term == 0:
        return Sign.ZERO
    for bits in _BITS:
        value = _ball(term, bits)
        if value > 0:
            return Sign.POSITIVE
        if value < 0:
            return Sign.NEGATIVE
    return None


def magnitude_above(term, most: int) -> bool:
    """Whether the absolute value of a constant is not certainly at most `most`."""
    return not abs(_ball(term, _BITS[0])) <= most


def outer_bound(term, *, is_low: bool) -> Fraction | None:
    """A rational below (a low end) or above a constant, near it; None if no ball bounds it."""
    from provcheck.statement.evaluate import precision

    value = _ball(term, _BITS[1])
    if not value.is_finite():
        return None
    with precision(_BITS[1]):
        mantissa, exponent = (value.lower() if is_low else value.upper()).man_exp()
    end = Fraction(int(mantissa)) * Fraction(2) ** int(exponent) * _GRID
    return Fraction(end.__floor__() if is_low else end.__ceil__(), _GRID)


def _ball(term, bits: int):
    """An enclosure; the whole line where the evaluator finds none."""
    from provcheck.errors import StatementError, Undecided
    from provcheck.statement.evaluate import evaluate, precision

    with precision(bits):
        try:
            return evaluate(term, {})
        except (StatementError, Undecided):
            import flint

            return flint.arb.nan()
