"""Intervals of scalar terms over many boxes at once, in float64 rounded outward, for searches.

An interval is a pair of arrays (low, high), any shapes that broadcast; NaN is an end of which
nothing is known, and stays one through every operation. An interval has all values that the term
has on the box; where the term has no value (a root of a negative number) it says nothing.

Nothing here decides anything: what these intervals settle, the kernel checks again in Arb.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import flint
import numpy as np

from provcheck.engines.term_steps import Stage, steps_of
from provcheck.statement.evaluate import evaluate, precision

Interval = tuple[np.ndarray, np.ndarray]

_ULP = 2.0**-52
_TINY = 5e-324
"""The least positive float; an operation that underflows is off by less."""
_LIBRARY = 8
"""Units in the last place allowed for exp, log, tanh, sinh, cosh, atan, sin, cos and powers.

NumPy's own tests accept at most 4 (numpy/_core/tests/test_umath_accuracy.py), whichever vector
library it was built with."""
_SPECIAL = 32
"""The same for erf: SciPy's is Cephes's, with a stated peak relative error of 4e-16 (2 units) on
tests; a factor 16 is for what those tests did not meet."""
_FARTHEST_WAVE = 2.0**30
"""sin and cos of arguments beyond this are only known to be in [-1, 1]."""
_CACHE_FLOATS = 2**18


def _down(x: np.ndarray, units: float = 1) -> np.ndarray:
    """A float at least `units` units in the last place below.

    |x|·2⁻⁵² is at least one unit of x, and the least float is one where that underflows; this is
    ten times faster than `nextafter`. It takes +inf to NaN.
    """
    slack = np.abs(x)
    slack *= units * _ULP
    slack += units * _TINY
    return np.subtract(x, slack, out=slack)


def _up(x: np.ndarray, units: float = 1) -> np.ndarray:
    slack = np.abs(x)
    slack *= units * _ULP
    slack += units * _TINY
    return np.add(x, slack, out=slack)


# ---------------------------------------------------------------- arithmetic


def _add(a: Interval, b: Interval) -> Interval:
    return _down(a[0] + b[0]), _up(a[1] + b[1])


def _subtract(a: Interval, b: Interval) -> Interval:
    return _down(a[0] - b[1]), _up(a[1] - b[0])


def _negate(a: Interval) -> Interval:
    return -a[1], -a[0]


def _multiply(a: Interval, b: Interval) -> Interval:
    """Smallest and largest product of ends; 0·∞ is NaN, and NaN stays."""
    if a is b:
        return _power(2)(a)
    if a[0].size < b[0].size:
        a, b = b, a
    if b[0].size == 1 and b[0][0] >= 0:  # a constant factor
        return _down(np.minimum(a[0] * b[0], a[0] * b[1])), _up(
            np.maximum(a[1] * b[0], a[1] * b[1])
        )
    p, q, r, s = a[0] * b[0], a[0] * b[1], a[1] * b[0], a[1] * b[1]
    low = np.minimum(np.minimum(p, q), np.minimum(r, s))
    np.maximum(p, q, out=p)
    np.maximum(r, s, out=r)
    return _down(low), _up(np.maximum(p, r, out=p))


def _divide(a: Interval, b: Interval) -> Interval:
    """Smallest and largest quotient of ends; nothing is known where the divisor may be 0."""
    p, q, r, s = a[0] / b[0], a[0] / b[1], a[1] / b[0], a[1] / b[1]
    low = _down(np.minimum(np.minimum(p, q), np.minimum(r, s)))
    high = _up(np.maximum(np.maximum(p, q), np.maximum(r, s)))
    return _unknown_unless((b[0] > 0) | (b[1] < 0), low, high)


def _unknown_unless(known: np.ndarray, low: np.ndarray, high: np.ndarray) -> Interval:
    if not known.all():
        known = np.broadcast_to(known, low.shape)
        low, high = np.where(known, low, np.nan), np.where(known, high, np.nan)
    return low, high


def _absolute(a: Interval) -> Interval:
    nearest = np.maximum(np.maximum(a[0], -a[1]), 0.0)
    return nearest, np.maximum(-a[0], a[1])


@lru_cache(maxsize=64)
def _power(exponent: int) -> Callable[[Interval], Interval]:
    """u^n for whole n > 1: n - 1 products at most, each off by half a unit.

    An inner product that underflows is off by less than the least float, and the factors that
    follow are below 1.
    """

    def raised(x: np.ndarray) -> np.ndarray:
        result, square, left = None, x, exponent
        while left:
            if left % 2:
                result = square if result is None else result * square
            square, left = square * square if left > 1 else square, left // 2
        return result

    def power(a: Interval) -> Interval:
        low, high = a if exponent % 2 else _absolute(a)
        low, high = _down(raised(low), exponent), _up(raised(high), exponent)
        return (low, high) if exponent % 2 else (np.maximum(low, 0.0), high)

    return power


# ---------------------------------------------------------------- functions


def _increasing(
    function: Callable[[np.ndarray], np.ndarray],
    least: float = -np.inf,
    most: float = np.inf,
    units: int = _LIBRARY,
) -> Callable[[Interval], Interval]:
    """An increasing function with values in [least, most]; NaN stays NaN in `maximum`."""

    def rule(a: Interval) -> Interval:
        low, high = _down(function(a[0]), units), _up(function(a[1]), units)
        return np.maximum(low, least), np.minimum(high, most)

    return rule


def _defined(a: Interval) -> Interval:
    """The part at or above 0, where roots and logarithms are defined; unknown if there is none."""
    return np.maximum(a[0], 0.0), np.where(a[1] >= 0, a[1], np.nan)


def _square_root(a: Interval) -> Interval:
    return _increasing(np.sqrt, 0.0, units=1)(_defined(a))


def _logarithm(a: Interval) -> Interval:
    low, high = _increasing(np.log)(_defined(a))
    return low, high


def _cosh(a: Interval) -> Interval:
    return _increasing(np.cosh, 1.0)(_absolute(a))


def _erf(values: np.ndarray) -> np.ndarray:
    import scipy.special

    return scipy.special.erf(values)


def _sine(a: Interval) -> Interval:
    return _wave(np.sin, np.pi / 2, a)


def _cosine(a: Interval) -> Interval:
    return _wave(np.cos, 0.0, a)


def _wave(function: Callable, peak: float, a: Interval) -> Interval:
    """From the values at the ends, and 1 or -1 where a peak or a trough may lie between."""
    ends = function(a[0]), function(a[1])
    slack = _LIBRARY * _ULP
    low, high = np.minimum(*ends) - slack, np.maximum(*ends) + slack
    high = np.where(_passes(a, peak), 1.0, np.minimum(high, 1.0))
    low = np.where(_passes(a, peak + np.pi), -1.0, np.maximum(low, -1.0))
    far = np.maximum(-a[0], a[1]) > _FARTHEST_WAVE
    return np.where(far, -1.0, low), np.where(far, 1.0, high)


def _passes(a: Interval, point: float) -> np.ndarray:
    """Whether point + 2πk may lie in the interval for a whole k; generously."""
    first, last = (a[0] - point) / (2 * np.pi), (a[1] - point) / (2 * np.pi)
    slack = 16 * _ULP * (2 + np.maximum(np.abs(first), np.abs(last)))
    return np.floor(last + slack) >= np.ceil(first - slack)


def _root_power(base: Interval, exponent: Interval) -> Interval:
    """u^q for u >= 0 and a constant q > 0, itself only known between two floats."""
    low, high = _defined(base)
    lows, highs = (
        (low ** exponent[0], low ** exponent[1]),
        (high ** exponent[0], high ** exponent[1]),
    )
    return np.maximum(_down(np.minimum(*lows), _LIBRARY), 0.0), _up(np.maximum(*highs), _LIBRARY)


def _real_power(base: Interval, exponent: Interval) -> Interval:
    return _OPERATIONS["exp"](_multiply(exponent, _logarithm(base)))


_OPERATIONS: dict[str, Callable] = {
    "add": _add,
    "subtract": _subtract,
    "negate": _negate,
    "multiply": _multiply,
    "divide": _divide,
    "power": _power,
    "root_power": _root_power,
    "real_power": _real_power,
    "sqrt": _square_root,
    "abs": _absolute,
    "max": lambda a, b: (np.maximum(a[0], b[0]), np.maximum(a[1], b[1])),
    "min": lambda a, b: (np.minimum(a[0], b[0]), np.minimum(a[1], b[1])),
    "exp": _increasing(np.exp, 0.0),
    "log": _logarithm,
    "tanh": _increasing(np.tanh, -1.0, 1.0),
    "atan": _increasing(np.arctan),
    "sinh": _increasing(np.sinh),
    "cosh": _cosh,
    "sin": _sine,
    "cos": _cosine,
    "erf": _increasing(_erf, -1.0, 1.0, _SPECIAL),
}


# ---------------------------------------------------------------- programs


@dataclass(frozen=True)
class VectorProgram:
    """Several terms as functions of boxes.

    Args:
        constants: one-element intervals.
        stages: as in `term_steps`.
        places: register of each term.
        block: boxes at a time, so that the registers stay in the cache.
    """

    constants: tuple[Interval, ...]
    stages: tuple[Stage, ...]
    places: tuple[int, ...]
    block: int

    def over(
        self, low: np.ndarray, high: np.ndarray, *, terms: int | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Bounds of terms over boxes.

        Args:
            low, high: (variables, n) float64, ends of the boxes.
            terms: so many, from the first on; all if None.

        Returns:
            (terms, n) lower and upper bounds; -inf and inf where nothing is known.
        """
        count, places = low.shape[1], self.places[:terms]
        lows, highs = np.empty((2, len(places), count))
        with np.errstate(all="ignore"):
            for start in range(0, count, self.block):
                part = slice(start, start + self.block)
                registers = [*self.constants, *zip(low[:, part], high[:, part], strict=True)]
                for stage in self.stages[:terms]:
                    registers += stage(*registers)
                for number, place in enumerate(places):
                    lows[number, part], highs[number, part] = registers[place]
        lows[np.isnan(lows)], highs[np.isnan(highs)] = -np.inf, np.inf
        return lows, highs


@lru_cache(maxsize=128)
def vectorised(terms: tuple, names: tuple[str, ...]) -> VectorProgram:
    """The program of some terms.

    Args:
        names: the variables, in the order of the rows of boxes.

    Raises:
        StatementError: a term has a function without intervals here, or another variable.
    """
    steps = steps_of(terms, names, fold=True)
    stages = steps.functions(_OPERATIONS)
    registers = sum(len(stage) for stage in steps.stages) + len(names)
    block = max(256, min(8192, _CACHE_FLOATS // (2 * registers)))
    with precision(96):
        constants = tuple(_constant(evaluate(number, {})) for number in steps.constants)
    return VectorProgram(constants, stages, steps.places, block)


def _constant(value: flint.arb) -> Interval:
    """Floats around a ball: one and the same where the number is a float."""
    nearest = float(value.mid())
    if value.is_exact() and flint.arb(nearest) == value:
        return np.array([nearest]), np.array([nearest])
    low, high = float(value.lower()), float(value.upper())
    return _down(np.array([low])), _up(np.array([high]))


def enclosing_floats(ends: Sequence[Any]) -> tuple[float, float]:
    """Floats at or outside two rational ends."""
    low, high = float(ends[0]), float(ends[1])
    low = low if low <= ends[0] else float(np.nextafter(low, -np.inf))
    return low, high if high >= ends[1] else float(np.nextafter(high, np.inf))
