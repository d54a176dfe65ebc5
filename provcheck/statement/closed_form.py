"""Real numbers by a formula, such as log(2 + sqrt(3)), as plain data and back (trusted).

    ["log", ["+", "2", ["^", "3", "1/2"]]]

A text is a rational, "pi" or "e"; a list is an operation and its arguments. Nothing is evaluated
while it is read.
"""

from fractions import Fraction
from typing import Any

import sympy

from provcheck.errors import StatementError

_FUNCTIONS = {
    "exp": sympy.exp, "log": sympy.log, "sin": sympy.sin, "cos": sympy.cos, "atan": sympy.atan,
}  # fmt: skip
_NAMES = {function: name for name, function in _FUNCTIONS.items()}
_CONSTANTS = {"pi": sympy.pi, "e": sympy.E}
_MOST_PARTS, _MOST_DIGITS = 60, 40


def is_closed_form(value: Any) -> bool:
    """Whether a value of a setting is a number by a formula."""
    return isinstance(value, sympy.Expr)


def encode(number: sympy.Expr) -> Any:
    """A number as plain data.

    Raises:
        StatementError: it has a variable, a float or another function in it.
    """
    if isinstance(number, sympy.Rational):
        return f"{number.p}/{number.q}" if number.q != 1 else str(number.p)
    for name, constant in _CONSTANTS.items():
        if number == constant:
            return name
    if isinstance(number, sympy.Add | sympy.Mul):
        sign = "+" if isinstance(number, sympy.Add) else "*"
        return [sign, *map(encode, number.args)]
    if isinstance(number, sympy.Pow) and isinstance(number.exp, sympy.Rational):
        return ["^", encode(number.base), encode(number.exp)]
    if type(number) in _NAMES:
        return [_NAMES[type(number)], encode(number.args[0])]
    raise StatementError(f"setting: {number} is no closed form; expected one of {list(_NAMES)}.")


def decode(data: Any) -> sympy.Expr:
    """The number that plain data means.

    Raises:
        StatementError: it is not understood, or too long.
    """
    if _parts(data) > _MOST_PARTS:
        raise StatementError(f"setting: a closed form of more than {_MOST_PARTS} parts.")
    return _decoded(data)


def _parts(data: Any) -> int:
    count, open_parts = 0, [data]
    while open_parts and count <= _MOST_PARTS:
        part = open_parts.pop()
        count += 1
        open_parts += part if isinstance(part, list) else []
    return count


def _decoded(data: Any) -> sympy.Expr:
    if isinstance(data, str):
        return _CONSTANTS[data] if data in _CONSTANTS else _rational(data)
    if isinstance(data, list) and len(data) >= 2 and isinstance(data[0], str):
        sign, *parts = data
        if sign in ("+", "*"):
            return (sympy.Add if sign == "+" else sympy.Mul)(*map(_decoded, parts))
        if sign == "^" and len(parts) == 2 and isinstance(parts[1], str):
            return _power(_decoded(parts[0]), _rational(parts[1]))
        if sign in _FUNCTIONS and len(parts) == 1:
            return _FUNCTIONS[sign](_decoded(parts[0]))
    raise StatementError(
        f"setting: {data!r:.80} is no closed form; expected a rational as text, 'pi', 'e', or a "
        f"list of '+', '*', '^' or {', '.join(_FUNCTIONS)} with its arguments."
    )


def _power(base: sympy.Expr, exponent: sympy.Rational) -> sympy.Expr:
    if abs(exponent.p) > _MOST_PARTS or exponent.q > _MOST_PARTS:
        raise StatementError(f"setting: the exponent {exponent} of a closed form is too long.")
    return sympy.Pow(base, exponent)


def _rational(text: str) -> sympy.Rational:
    try:
        if len(text) > _MOST_DIGITS or "e" in text.lower():
            raise ValueError(text)
        value = Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise StatementError(f"setting: {text!r:.60} is no short rational.") from error
    return sympy.Rational(value.numerator, value.denominator)
