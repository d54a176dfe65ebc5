"""The first time on a smooth stretch of flow when a preactivation reaches a break.

Every distance of a preactivation to a neighbouring break is followed as a polynomial in time,
through its values at nine Chebyshev points of the stretch. Where its Bernstein coefficients are
not negative it stays inside its piece for the whole stretch: two crossings between two points in
time are not missed. Where some are negative, subdivision isolates the first root.
"""

import math
from typing import NamedTuple

import numpy as np

from provcheck.reference.flow import Step
from provcheck.reference.piece import Fit, Piece, preactivations
from provcheck.reference.sliding import pressures

Array = np.ndarray

DEGREE = 8
NODES = (1 - np.cos(np.pi * np.arange(DEGREE + 1) / DEGREE)) / 2
"""Chebyshev points of [0, 1], its ends among them"""

_BINOMIALS = np.array([math.comb(DEGREE, j) for j in range(DEGREE + 1)], dtype=float)
_POWERS = np.arange(DEGREE + 1)
TO_BERNSTEIN = np.linalg.inv(
    _BINOMIALS * NODES[:, None] ** _POWERS * (1 - NODES[:, None]) ** _POWERS[::-1]
)
"""from values at the nodes to Bernstein coefficients, (9, 9)"""
_HALVES = np.array(
    [[math.comb(i, j) / 2**i if j <= i else 0.0 for j in _POWERS] for i in _POWERS]
)  # Bernstein coefficients on the left half from those on the whole


Place = tuple[int, int]
"""an entry, and the break that it stands on or beside, from 0"""


class Margins(NamedTuple):
    """What must stay positive for the flow to stay on its piece.

    entries: (w,) which preactivations; breaks: (w,) numbers of the breaks, from 0;
    signs: (w,) +1 where the preactivation is above that break and -1 where it is below. An entry
    that the flow is held on comes twice, with the pressures from below and from above.
    """

    entries: Array
    breaks: Array
    signs: Array


def margins_of(piece: Piece) -> Margins:
    """The margins of a pattern."""
    number = len(piece.fit.network.activation.breaks)
    free = np.setdiff1d(np.arange(len(piece.pattern)), piece.sliding)
    above, below = (free[piece.pattern[free] > 0], free[piece.pattern[free] < number])
    held = np.array(piece.sliding, dtype=np.int64)
    entries = np.concatenate([above, below, held, held])
    number_of = piece.pattern
    at = [number_of[above] - 1, number_of[below], number_of[held], number_of[held]]
    signs = np.repeat([1.0, -1.0, -1.0, 1.0], [len(above), len(below), len(held), len(held)])
    return Margins(entries, np.concatenate(at), signs)


def margin_values(piece: Piece, margins: Margins, theta: Array) -> Array:
    """The margins at a point, (w,)."""
    held = len(piece.sliding)
    free = slice(0, len(margins.entries) - 2 * held)
    u = preactivations(piece, theta)[margins.entries[free]]
    values = margins.signs[free] * (u - break_points(piece.fit)[margins.breaks[free]])
    if not held:
        return values
    return np.concatenate([values, *pressures(piece, theta)])


def break_points(fit: Fit) -> Array:
    """Where the pieces of the activation meet, (B,) float64."""
    return np.array([float(point) for point in fit.network.activation.breaks])


def first_contact(
    step: Step, margins: Margins, departing: dict[int, int]
) -> tuple[float, int] | None:
    """When the first margin becomes negative on a step, and its number; None if none does.

    Args:
        departing: numbers of margins that start from 0, with the order of that root.
    """
    if not len(margins.entries):
        return None
    length = step.end - step.start
    curve = step.curve(step.start + length * NODES).T  # (9, m)
    values = [margin_values(step.piece, margins, theta) for theta in curve]
    rows = (TO_BERNSTEIN @ np.array(values)).T  # (w, 9)
    best, which = math.inf, -1
    for number in np.flatnonzero((rows < 0).any(axis=1)).tolist():
        root = first_root(_without_zeros(rows[number], departing.get(number, 0)))
        if root < best:
            best, which = root, number
    return (step.start + length * best, which) if which >= 0 else None


def _without_zeros(row: Array, order: int) -> Array:
    """Bernstein coefficients of p(x)/x^order, up to a positive factor, where p has that root."""
    if order == 0:
        return row
    left = len(row) - order
    weights = _BINOMIALS[order:] / np.array([math.comb(left - 1, j) for j in range(left)])
    return row[order:] * weights


def first_root(row: Array, low: float = 0.0, high: float = 1.0) -> float:
    """Where a polynomial on [low, high] first becomes negative; inf where it does not.

    Args:
        row: its Bernstein coefficients there.
    """
    negative = np.flatnonzero(row < 0)
    if not len(negative):
        return math.inf
    if not (row[: negative[0]] > 0).any() or high - low < 2.0**-50:
        return low
    if (row[negative[0] :] <= 0).all():  # one change of sign: exactly one root
        return low + (high - low) * _only_root(row)
    left, right = halve(row)
    middle = (low + high) / 2
    root = first_root(left, low, middle)
    return root if root < math.inf else first_root(right, middle, high)


def halve(row: Array) -> tuple[Array, Array]:
    """Bernstein coefficients on the left and on the right half."""
    matrix = _HALVES[: len(row), : len(row)]
    return matrix @ row, (matrix @ row[::-1])[::-1]


def _only_root(row: Array) -> float:
    from scipy.optimize import brentq

    degree = len(row) - 1
    powers = np.arange(degree + 1)
    weights = row * np.array([math.comb(degree, j) for j in powers])

    def value(x: float) -> float:
        return float(weights @ (x**powers * (1 - x) ** powers[::-1]))

    return brentq(value, 0.0, 1.0, xtol=1e-16, rtol=1e-15) if row[-1] < 0 else 1.0
