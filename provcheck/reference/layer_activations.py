"""The activation of a net's layers, and its derivative: float64, Arb balls or exact rationals.

At a kink the derivative is the one from the right: a number on a break belongs to the piece on its
right, as in `u for u >= 0`. A ball that may lie on several pieces gets a ball that holds the value,
or derivative, of each of them.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache, reduce
from typing import Any

import numpy as np
from flint import arb, fmpq

from provcheck.errors import DomainError, Undecided
from provcheck.reference import activations
from provcheck.statement.network import Activation

Array = np.ndarray


def activate(activation: Activation, z: Array, slope: Any = None) -> Array:
    """σ(z).

    Args:
        z: any shape, float64, or object array of arb or, for a piecewise polynomial, of fmpq.
        slope: of the negative side, a number or array of one number; of a parametric ReLU only.

    Returns:
        array of the shape and number type of z.

    Raises:
        DomainError: a smooth activation of exact rationals.
    """
    return _apply(activation, z, slope, order=0)


def activate_prime(activation: Activation, z: Array, slope: Any = None) -> Array:
    """σ'(z), from the right at a kink; arguments as for `activate`."""
    return _apply(activation, z, slope, order=1)


def slope_prime(z: Array) -> Array:
    """Derivative of the parametric ReLU by its slope, min(z, 0); z as for `activate`."""
    if z.dtype == object:
        return np.frompyfunc(_negative_part, 1, 1)(z)
    return np.minimum(z, 0.0)


def piece_numbers(activation: Activation, z: Array) -> Array:
    """Which polynomial of the activation each entry of z is on, counted from 0 at the left.

    Args:
        z: any shape, float64, or object array of arb or fmpq. Floats are compared with the exact
            breaks, so the answer is that of the float as the rational it is.

    Returns:
        integer array of the shape of z; zeros for a smooth activation.

    Raises:
        Undecided: a ball may lie on several pieces.
    """
    if z.dtype == object:
        breaks = [fmpq(point.numerator, point.denominator) for point in activation.breaks]
        return np.frompyfunc(lambda u: _certain_piece(breaks, u), 1, 1)(z).astype(np.intp)
    breaks, _ = _float_tables(activation, order=0)
    return _float_pieces(breaks, z)


def _apply(activation: Activation, z: Array, slope: Any, order: int) -> Array:
    if activation.is_smooth:
        return _smooth(activation.name, z, order)
    if activation.trained_slope:
        slope = np.reshape(slope, -1)[0]
    if z.dtype == object:
        return _piecewise_objects(activation, z, slope, order)
    if activation.trained_slope:
        return np.where(z < 0.0, slope, 1.0) * (z if order == 0 else 1.0)
    breaks, table = _float_tables(activation, order)
    if len(table) == 1:
        return _horner(table[0], z)
    return _horner(table.T[:, _float_pieces(breaks, z)], z)


def _smooth(name: str, z: Array, order: int) -> Array:
    if z.dtype == object and any(isinstance(u, fmpq) for u in z.flat):
        raise DomainError(
            f"activation '{name}': met exact rationals; expected float64 or balls, because its "
            "values are not rational."
        )
    one = arb(1) if z.dtype == object else 1.0
    return activations.activate(z, one, activations.Activation[name.upper()], order)


def _horner(coefficients: Sequence[Any], z: Any) -> Any:
    """Σ c_k z^k; never the bare constant, so that NaN stays NaN and the shape is that of z."""
    total = coefficients[-1] + 0 * z
    for coefficient in coefficients[-2::-1]:
        total = total * z + coefficient
    return total


@lru_cache(maxsize=256)
def _float_tables(activation: Activation, order: int) -> tuple[Array, Array]:
    """Breaks, and coefficients (pieces, degree + 1) of the derivative of this order."""
    breaks = np.array([_float_at_least(point) for point in activation.breaks])
    pieces = [_differentiate(piece, order) for piece in activation.pieces]
    table = np.zeros((len(pieces), max([1, *map(len, pieces)])))
    for row, piece in zip(table, pieces, strict=True):
        row[: len(piece)] = [float(coefficient) for coefficient in piece]
    breaks.flags.writeable = table.flags.writeable = False
    return breaks, table


def _float_at_least(point: Fraction) -> float:
    """The least float >= point: a float reaches the one exactly if it reaches the other."""
    nearest = float(point)
    return nearest if Fraction(nearest) >= point else float(np.nextafter(nearest, np.inf))


def _float_pieces(breaks: Array, z: Array) -> Array:
    if len(breaks) == 1:
        return (z >= breaks[0]).astype(np.intp)
    return np.searchsorted(breaks, z, side="right")


def _differentiate(piece: tuple[Fraction, ...], order: int) -> tuple[Fraction, ...]:
    for _ in range(order):
        piece = tuple(power * coefficient for power, coefficient in enumerate(piece))[1:]
    return piece


def _piecewise_objects(activation: Activation, z: Array, slope: Any, order: int) -> Array:
    if activation.trained_slope:
        polynomials: list[tuple] = [(0, slope), (0, 1)] if order == 0 else [(slope,), (1,)]
    else:
        polynomials = [_exact(_differentiate(piece, order)) for piece in activation.pieces]
    breaks = _exact(activation.breaks)

    def value(u: Any) -> Any:
        values = [_horner(polynomials[k] or (0,), u) for k in _possible_pieces(breaks, u)]
        return reduce(lambda x, y: x.union(y), values)

    return np.frompyfunc(value, 1, 1)(z)


def _exact(numbers: Sequence[Fraction]) -> tuple[fmpq, ...]:
    return tuple(fmpq(number.numerator, number.denominator) for number in numbers)


def _possible_pieces(breaks: Sequence[fmpq], u: Any) -> list[int]:
    """The pieces where u may lie; exactly one for an exact number."""
    return [
        number
        for number in range(len(breaks) + 1)
        if not (number > 0 and u < breaks[number - 1])
        and not (number < len(breaks) and u >= breaks[number])
    ]


def _certain_piece(breaks: Sequence[fmpq], u: Any) -> int:
    found = _possible_pieces(breaks, u)
    if len(found) != 1:
        raise Undecided(
            f"activation piece: {u} may lie on pieces {found}; raise the precision, or take a "
            "smaller box."
        )
    return found[0]


def _negative_part(u: Any) -> Any:
    if isinstance(u, arb):
        return -(-u).nonnegative_part()
    return min(u, 0 * u)
