"""Numbers of the package beside ones found without it, by mpmath, NumPy and quadrature."""

from fractions import Fraction

import numpy as np
from mpmath import mpf

from provcheck.statement.evaluate import ball, evaluate, precision

DIGITS = 30


def stated(term, **values):
    """The package's value of a term; floats are taken as the rationals they are."""

    def number(value):
        if isinstance(value, str | int):
            return value
        if np.ndim(value):
            return tuple(number(entry) for entry in value)
        return ball(Fraction(float(value)))

    with precision(256):
        found = evaluate(term, {name: number(value) for name, value in values.items()})
        return mpf(found.mid().str(DIGITS, radius=False))


def close(found, wanted, rel=1e-20):
    return abs(found - wanted) <= rel * max(abs(found), abs(wanted), mpf(10) ** -300)


def holds(relation, slack=1e-9, **values):
    """Whether small ≤ large up to `slack`: the values come from quadrature at 15 digits."""
    small, large = relation.args if relation.func.__name__ == "LessThan" else relation.args[::-1]
    numbers = {name: float(value) for name, value in values.items()}
    left, right = stated(small, **numbers), stated(large, **numbers)
    return left <= right + slack * max(1, abs(left), abs(right))
