"""Numbers with derivatives, over any ring (trusted): forward-mode differentiation in 60 lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, eq=False)
class Dual:
    """A value and its partial derivatives by variable number; those not listed are 0."""

    value: Any
    slopes: Mapping[int, Any]

    def __add__(self, other: Any) -> "Dual":
        if not isinstance(other, Dual):
            return Dual(self.value + other, self.slopes)
        slopes = dict(self.slopes)
        for key, slope in other.slopes.items():
            slopes[key] = slopes[key] + slope if key in slopes else slope
        return Dual(self.value + other.value, slopes)

    __radd__ = __add__

    def __mul__(self, other: Any) -> "Dual":
        if not isinstance(other, Dual):
            return self._scaled(self.value * other, other)
        left = self._scaled(self.value * other.value, other.value)
        return left + Dual(self.value * 0, other._scaled(other.value, self.value).slopes)

    __rmul__ = __mul__

    def __neg__(self) -> "Dual":
        return self * -1

    def __sub__(self, other: Any) -> "Dual":
        return self + -other

    def through(self, value: Any, derivative: Any) -> "Dual":
        """A function of this number, from its value and its derivative here."""
        return self._scaled(value, derivative)

    def _scaled(self, value: Any, factor: Any) -> "Dual":
        return Dual(value, {key: slope * factor for key, slope in self.slopes.items()})


def variables(values: list[Any], one: Any) -> np.ndarray:
    """The values as variables 0, 1, …, each with derivative 1 by itself: object array (m,)."""
    return objects([Dual(value, {number: one}) for number, value in enumerate(values)])


def objects(items: list[Any]) -> np.ndarray:
    """A one-dimensional array of the items as they are (some rings look like sequences)."""
    array = np.empty(len(items), dtype=object)
    for number, item in enumerate(items):
        array[number] = item
    return array


def table(rows: list[list[Any]]) -> np.ndarray:
    """A two-dimensional object array from rows of equal length."""
    width = len(rows[0]) if rows else 0
    return objects([item for row in rows for item in row]).reshape(len(rows), width)
