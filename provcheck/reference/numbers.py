"""Carry arrays between float64, Arb balls and exact rationals without losing anything silently."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, fmpq, fmpz

from provcheck.errors import DomainError


def as_float(array: Any) -> np.ndarray:
    """Nearest float64 of every element; of a ball, that of its midpoint.

    Args:
        array: any shape; elements int, float, Fraction, fmpz, fmpq or arb.

    Returns:
        float64 array of the same shape.

    Raises:
        DomainError: an element is not a finite number within the range of float64.
    """
    return _convert(array, _to_float, np.float64)


def as_ball(array: Any) -> np.ndarray:
    """Ball of every element at the current precision `flint.ctx.prec`; a float is enclosed exactly.

    Args:
        array: any shape; elements int, float, Fraction, fmpz, fmpq or arb.

    Returns:
        object array of `flint.arb`, the same shape. An fmpq or Fraction lies inside its ball.

    Raises:
        DomainError: an element is NaN, infinite or no number.
    """
    return _convert(array, _to_ball, object)


def as_exact(array: Any) -> np.ndarray:
    """Every element as the rational it is: 0.1 becomes 3602879701896397/2**55, never 1/10.

    Args:
        array: any shape; elements int, float, Fraction, fmpz or fmpq.

    Returns:
        object array of `flint.fmpq`, the same shape.

    Raises:
        DomainError: an element is NaN, infinite, a ball or no number.
    """
    return _convert(array, _to_exact, object)


def _convert(array: Any, convert: Callable, dtype: type) -> np.ndarray:
    given = np.asarray(array)
    converted = np.empty(given.shape, dtype=dtype)
    for index in np.ndindex(given.shape):
        try:
            converted[index] = convert(given[index])
        except (ArithmeticError, TypeError, ValueError) as error:
            where = f" at index {index}" if index else ""
            raise DomainError(
                f"conversion to {convert.__name__[4:]}: met {given[index]!r}{where}; "
                "expected a finite number"
            ) from error
    return converted[()]  # a scalar for a scalar


def _to_float(value: Any) -> float:
    if isinstance(value, arb):
        number = float(value.mid())
    else:
        exact = _to_exact(value)
        number = int(exact.p) / int(exact.q)  # rounded once, correctly, by Python's integers
    if not np.isfinite(number):
        raise OverflowError(f"{value!r} has no float64")
    return number


def _to_ball(value: Any) -> arb:
    if isinstance(value, (float, np.floating)):
        ball = arb(float(value))  # exact at any precision, unlike a quotient
    else:
        ball = value if isinstance(value, arb) else arb(_to_exact(value))
    if not ball.is_finite():
        raise OverflowError(f"{value!r} is not finite")
    return ball


def _to_exact(value: Any) -> fmpq:
    if isinstance(value, (fmpq, fmpz)):
        return fmpq(value)
    if isinstance(value, str):
        raise TypeError(f"{value!r} is text, not a number")
    fraction = Fraction(value.item() if isinstance(value, np.generic) else value)
    return fmpq(fraction.numerator, fraction.denominator)
