"""Best uniform approximation by polynomials on [−1, 1], with certified bounds on both sides.

Levelling the error at n + 2 points gives a polynomial p whose error alternates there with equal
size; by de la Vallée-Poussin's theorem the best error E_n is at least the least of these sizes,
and it is at most max |f − p|. Both are evaluated in balls: a float never decides.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from provcheck.errors import DomainError

CLAIMS = ()
_BITS = 128
_GRID = 800  # points where exchange looks for larger errors, and where ‖f^(k)‖ is looked for
_CELLS = 1200  # of the upper bound
_EXCHANGES = 25

Ball = Any
Derivatives = Callable[[Ball, int], list]


@dataclass(frozen=True)
class Function:
    """A function on [−1, 1]: `derivatives(x, k)` gives f(x), f'(x), …, f^(k)(x) for a ball x.

    It is `smooth` times continuously differentiable; 99 stands for every number of times.
    """

    name: str
    derivatives: Derivatives
    smooth: int = 99


def from_series(name: str, of: Callable) -> Function:
    """A function given by its formula for power series; Taylor coefficients give derivatives."""
    import math

    def derivatives(x: Ball, order: int) -> list:
        import flint

        before, flint.ctx.cap = flint.ctx.cap, order + 1
        try:
            series = of(flint.arb_series([x, 1], order + 1))
            return [series[j] * math.factorial(j) for j in range(order + 1)]
        finally:
            flint.ctx.cap = before

    return Function(name, derivatives)


def scaled_sigmoid(beta: float, centre: float) -> Function:
    """σ(β(x − c))."""
    return from_series(
        f"sigmoid({beta:.3g}(x − {centre:.3g}))", lambda x: 1 / (1 + ((x - centre) * -beta).exp())
    )


def wave(frequency: float, phase: float) -> Function:
    """sin(ωx + φ)."""
    return from_series(
        f"sin({frequency:.3g}x + {phase:.3g})", lambda x: (x * frequency + phase).sin()
    )


def runge(steepness: float, centre: float) -> Function:
    """1/(1 + s(x − c)²)."""
    return from_series(
        f"1/(1 + {steepness:.3g}(x − {centre:.3g})²)",
        lambda x: 1 / (1 + (x - centre) * (x - centre) * steepness),
    )


def kink(order: int, centre: float) -> Function:
    """u^k|u| with u = x − c, just k times continuously differentiable: f^(k) = (k + 1)!·|u|."""

    def derivatives(x: Ball, highest: int) -> list:
        import flint

        u, found, factor = x - centre, [], 1
        for j in range(highest + 1):
            beyond = factor * flint.arb(0, 1)  # ± the factor; the sign is unknown
            found.append(factor * u ** (order - j) * abs(u) if j <= order else beyond)
            factor *= order + 1 - j
        return found

    return Function(f"u^{order}|u|, u = x − {centre:.3g}", derivatives, order)


# ---------------------------------------------------------------- near-best polynomials


@dataclass(frozen=True)
class Levelled:
    """A polynomial whose errors at some points are nearly of one size and alternate in sign.

    Args:
        coefficients: (n + 1,) of the Chebyshev polynomials T_0 … T_n.
        points: (n + 2,) in [−1, 1], increasing.
    """

    coefficients: np.ndarray
    points: np.ndarray


def near_best(function: Function, degree: int) -> tuple[Levelled, Levelled]:
    """By Remez exchange, the polynomial of largest levelled error, and that of least error.

    They bound the best error from below and above; where the exchange converges they agree.

    Args:
        degree: >= 0.

    Raises:
        DomainError: the degree is negative.
    """
    if degree < 0:
        raise DomainError(f"near_best: the degree is {degree}; expected a whole number >= 0.")
    import flint
    from numpy.polynomial import chebyshev

    grid = -np.cos(np.linspace(0, np.pi, _GRID))
    values = np.array([float(function.derivatives(flint.arb(x), 0)[0].mid()) for x in grid])
    places = np.round(np.linspace(0, _GRID - 1, degree + 2)).astype(int)
    signs = (-1.0) ** np.arange(degree + 2)
    lowest, highest = (-1.0, None), (np.inf, None)
    for _ in range(_EXCHANGES):
        points = grid[places]
        system = np.column_stack([chebyshev.chebvander(points, degree), signs])
        *coefficients, level = np.linalg.solve(system, values[places])
        found = Levelled(np.array(coefficients), points)
        errors = values - chebyshev.chebval(grid, found.coefficients)
        size = float(np.max(np.abs(errors)))
        lowest = max(lowest, (abs(level), found), key=lambda pair: pair[0])
        highest = min(highest, (size, found), key=lambda pair: pair[0])
        exchanged = _alternating(errors, degree + 2)
        if exchanged is None or np.array_equal(exchanged, places):
            break
        places = exchanged
    return lowest[1], highest[1]


def _alternating(errors: np.ndarray, count: int) -> np.ndarray | None:
    """Places of `count` neighbouring peaks of alternating signs, the largest of all among them.

    None where there are fewer.
    """
    changes = np.flatnonzero(np.signbit(errors[1:]) != np.signbit(errors[:-1])) + 1
    runs = np.split(np.arange(len(errors)), changes)
    peaks = np.array([run[np.argmax(np.abs(errors[run]))] for run in runs])
    if len(peaks) < count:
        return None
    largest = int(np.argmax(np.abs(errors[peaks])))
    starts = range(max(0, largest - count + 1), min(largest, len(peaks) - count) + 1)
    start = max(starts, key=lambda first: np.min(np.abs(errors[peaks[first : first + count]])))
    return peaks[start : start + count]


@dataclass(frozen=True)
class Bracket:
    """E_n lies in [low, high], certified."""

    low: float
    high: float


def best_error(function: Function, degree: int) -> Bracket:
    """Certified bounds of the error of best approximation by polynomials of this degree.

    Args:
        degree: >= 0.
    """
    import flint

    lowest, highest = near_best(function, degree)
    before, flint.ctx.prec = flint.ctx.prec, _BITS
    try:
        low = _lower(function, _power_form(lowest.coefficients), lowest.points)
        high = _upper(function, _power_form(highest.coefficients))
        return Bracket(_float_below(low), _float_above(high))
    finally:
        flint.ctx.prec = before


def _float_below(number: Ball) -> float:
    """A float certainly not above the ball."""
    return float(np.nextafter(float(number.lower()), -np.inf))


def _float_above(number: Ball) -> float:
    """A float certainly not below the ball."""
    return float(np.nextafter(float(number.upper()), np.inf))


def _power_form(coefficients: np.ndarray) -> Any:
    """The same polynomial, its coefficients exact, as an arb_poly."""
    import flint

    x, one = flint.fmpq_poly([0, 1]), flint.fmpq_poly([1])
    total, older, newer = flint.fmpq_poly([]), one, x
    for number, coefficient in enumerate(coefficients):
        basis = one if number == 0 else newer
        numerator, denominator = float(coefficient).as_integer_ratio()
        total += basis * flint.fmpq(numerator, denominator)
        if number:
            older, newer = newer, 2 * x * newer - older
    return flint.arb_poly(total)


def _lower(function: Function, polynomial: Any, points: np.ndarray) -> Ball:
    """The least |error| at the points if its signs certainly alternate there, else 0."""
    import flint

    errors = [function.derivatives(flint.arb(x), 0)[0] - polynomial(flint.arb(x)) for x in points]
    signs = [1 if e > 0 else -1 if e < 0 else 0 for e in errors]
    alternate = all(left * right == -1 for left, right in zip(signs, signs[1:], strict=False))
    if not alternate and len(signs) > 1:
        return flint.arb(0)
    least = abs(errors[0])
    for error in errors[1:]:
        least = least.min(abs(error))
    return flint.arb(least.lower())


def _upper(function: Function, polynomial: Any) -> Ball:
    """max |error| over [−1, 1]: on each cell to second order about its middle.

    The cells are shorter towards the ends, where the derivatives of a polynomial are large.
    """
    import flint

    first, second = polynomial.derivative(), polynomial.derivative().derivative()
    edges = [flint.arb(float(x)) for x in -np.cos(np.linspace(0, np.pi, _CELLS + 1))]
    largest = flint.arb(0)
    for left, right in zip(edges, edges[1:], strict=False):
        middle, radius, cell = (left + right) / 2, (right - left) / 2, left.union(right)
        value, slope = function.derivatives(middle, 1)
        curvature = function.derivatives(cell, 2)[2] - second(cell)
        bound = (
            abs(value - polynomial(middle))
            + radius * abs(slope - first(middle))
            + radius * radius / 2 * abs(curvature)
        )
        largest = largest.max(flint.arb(bound.upper()))
    return flint.arb(largest.upper())


def least_norm(function: Function, order: int) -> float:
    """A number just below ‖f^(k)‖ = sup over [−1, 1]: the largest value on a grid, certified."""
    import flint

    before, flint.ctx.prec = flint.ctx.prec, _BITS
    try:
        grid = np.linspace(-1, 1, _GRID + 1)
        values = [abs(function.derivatives(flint.arb(x), order)[order]) for x in grid]
        return _float_below(max(flint.arb(value.lower()) for value in values))
    finally:
        flint.ctx.prec = before
