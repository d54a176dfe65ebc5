"""A tree of cuts for an inequality on a box, found over thousands of boxes at once.

Breadth first: every generation of boxes goes through float intervals together. Where intervals of
the term do not decide, a variable in which the term is monotone goes to the end where the term is
smallest (a face); else the box is cut in half across the variable that matters most. The checker
sees the finished tree, in exact numbers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from provcheck.engines.vector_intervals import VectorProgram

_OPEN, SHOWN, FACE, CUT = range(4)
_MOST_CORNERS = 10
"""Variables up to which all corners are tried for a violation."""


@dataclass
class Tree:
    """Nodes by number; node 0 is the whole box.

    Args:
        kind: of each node, `SHOWN`, `FACE` or `CUT`.
        variable: number of the variable that goes to an end, or is cut.
        side: 0 for the low end of a face, 1 for the high one.
        child: the first child; a cut's second one follows it.
        violation: a point where the term is certainly negative, if one was met; the tree is then
            unfinished.
        is_complete: whether every box is settled.
        boxes: how many were examined.
    """

    kind: list[int] = field(default_factory=list)
    variable: list[int] = field(default_factory=list)
    side: list[int] = field(default_factory=list)
    child: list[int] = field(default_factory=list)
    violation: np.ndarray | None = None
    is_complete: bool = False
    boxes: int = 0

    def grow(self, count: int) -> np.ndarray:
        """Numbers of new, open nodes."""
        first = len(self.kind)
        self.kind += [_OPEN] * count
        self.variable += [-1] * count
        self.side += [0] * count
        self.child += [-1] * count
        return np.arange(first, first + count)


@dataclass
class _Open:
    """Boxes that are not settled: nodes, ends (variables, n), and which variables are fixed."""

    node: np.ndarray
    low: np.ndarray
    high: np.ndarray
    fixed: np.ndarray
    depth: np.ndarray

    def at(self, chosen: np.ndarray) -> "_Open":
        return _Open(
            self.node[chosen],
            self.low[:, chosen],
            self.high[:, chosen],
            self.fixed[:, chosen],
            self.depth[chosen],
        )

    def __len__(self) -> int:
        return len(self.node)


def subdivide(
    program: VectorProgram,
    slopes: Sequence[int],
    low: np.ndarray,
    high: np.ndarray,
    *,
    strict: bool,
    most: int,
    deepest: int = 100,
    tick: Callable[[], None] = lambda: None,
) -> Tree:
    """The tree for "term > 0" (>= 0 unless strict) over a box.

    Args:
        program: the term, and after it slopes.
        slopes: the variable of each slope, in order; others are only cut.
        low, high: (variables,) float64, the box.
        most: boxes examined at most.
        tick: called once a generation; may raise to stop.
    """
    tree, count = Tree(), len(low)
    start = _Open(
        tree.grow(1), low[:, None], high[:, None], np.zeros((count, 1), bool), np.zeros(1, int)
    )
    start.fixed[:, 0] = low == high
    if _is_violated(tree, program, _corners(low, high)):
        return tree
    scale = np.where(high > low, high - low, 1.0)
    left = start
    while len(left):
        tick()
        tree.boxes += len(left)
        if tree.boxes > most or left.depth.max() > deepest:
            return tree
        left = _generation(tree, program, np.asarray(slopes), left, scale, strict)
        if tree.violation is not None:
            return tree
    tree.is_complete = True
    return tree


def _corners(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """(variables, 2^variables) corners of a box; the middle alone where they are too many."""
    if len(low) > _MOST_CORNERS:
        return ((low + high) / 2)[:, None]
    bits = np.arange(2 ** len(low))[None, :] >> np.arange(len(low))[:, None] & 1
    return np.where(bits, high[:, None], low[:, None])


def _points(boxes: _Open) -> np.ndarray:
    """Middles, and two corners, where numbers are simple and bounds often attained."""
    return np.concatenate([(boxes.low + boxes.high) / 2, boxes.low, boxes.high], axis=1)


def _is_violated(tree: Tree, program: VectorProgram, points: np.ndarray) -> bool:
    """Whether the term is certainly negative at one of some points, (variables, n)."""
    _, highs = program.over(points, points, terms=1)
    negative = np.flatnonzero(highs[0] < 0)
    if len(negative):
        tree.violation = points[:, negative[np.argmin(highs[0][negative])]]
    return bool(len(negative))


def _generation(
    tree: Tree,
    program: VectorProgram,
    slopes: np.ndarray,
    boxes: _Open,
    scale: np.ndarray,
    strict: bool,
) -> _Open:
    """Settle what can be settled; the children of the rest."""
    lows, highs = program.over(boxes.low, boxes.high)
    shown = lows[0] > 0 if strict else lows[0] >= 0
    if not strict:  # a number that may be exactly 0: the checker computes it exactly
        shown |= boxes.fixed.all(axis=0) & (highs[0] >= 0)
    for node in boxes.node[shown]:
        tree.kind[node] = SHOWN
    rest = boxes.at(~shown)
    if not len(rest) or _is_violated(tree, program, _points(rest)):
        return rest
    lows, highs = lows[1:, ~shown], highs[1:, ~shown]
    free = ~rest.fixed[slopes]
    rises, falls = (lows >= 0) & free, (highs <= 0) & free
    is_monotone = (rises | falls).any(axis=0)
    faces = _faced(tree, rest.at(is_monotone), slopes, rises[:, is_monotone], falls[:, is_monotone])
    others = ~is_monotone
    weight = _weights(slopes, rest.at(others), lows[:, others], highs[:, others], scale)
    return _joined(faces, _halved(tree, rest.at(others), weight))


def _faced(
    tree: Tree, boxes: _Open, slopes: np.ndarray, rises: np.ndarray, falls: np.ndarray
) -> _Open:
    """The first variable in which each box is monotone goes to an end."""
    if not len(boxes):
        return boxes
    row = np.argmax(rises | falls, axis=0)
    every = np.arange(len(boxes))
    variable, to_high = slopes[row], ~rises[row, every]
    low, high, fixed = boxes.low.copy(), boxes.high.copy(), boxes.fixed.copy()
    end = np.where(to_high, high[variable, every], low[variable, every])
    low[variable, every] = high[variable, every] = end
    fixed[variable, every] = True
    children = tree.grow(len(boxes))
    _record(tree, boxes.node, FACE, variable, to_high, children)
    return _Open(children, low, high, fixed, boxes.depth)


def _weights(
    slopes: np.ndarray, boxes: _Open, lows: np.ndarray, highs: np.ndarray, scale: np.ndarray
) -> np.ndarray:
    """(variables, n): how much each variable may change the term; widths where no slope says."""
    width = boxes.high - boxes.low
    weight = np.where(boxes.fixed, -1.0, width / scale[:, None] * 1e-9)
    with np.errstate(invalid="ignore"):
        steepest = np.maximum(np.abs(lows), np.abs(highs)) * width[slopes]
    steepest = np.where(
        np.isfinite(steepest), steepest, 1e300 * width[slopes] / scale[slopes, None]
    )
    weight[slopes] = np.where(boxes.fixed[slopes], -1.0, weight[slopes] + steepest)
    return weight


def _halved(tree: Tree, boxes: _Open, weight: np.ndarray) -> _Open:
    if not len(boxes):
        return boxes
    variable, every = np.argmax(weight, axis=0), np.arange(len(boxes))
    middle = (boxes.low[variable, every] + boxes.high[variable, every]) / 2
    low, high = boxes.low.copy(), boxes.high.copy()
    high[variable, every] = middle
    low[variable, every] = middle
    children = tree.grow(2 * len(boxes)).reshape(-1, 2)
    _record(tree, boxes.node, CUT, variable, np.zeros_like(variable), children[:, 0])
    below = _Open(children[:, 0], boxes.low, high, boxes.fixed, boxes.depth + 1)
    above = _Open(children[:, 1], low, boxes.high, boxes.fixed, boxes.depth + 1)
    return _joined(below, above)


def _record(tree: Tree, nodes: Any, kind: int, variable: Any, side: Any, child: Any) -> None:
    for node, *entry in zip(*(a.tolist() for a in (nodes, variable, side, child)), strict=True):
        tree.kind[node] = kind
        tree.variable[node], tree.side[node], tree.child[node] = entry


def _joined(first: _Open, second: _Open) -> _Open:
    return _Open(
        np.concatenate([first.node, second.node]),
        np.concatenate([first.low, second.low], axis=1),
        np.concatenate([first.high, second.high], axis=1),
        np.concatenate([first.fixed, second.fixed], axis=1),
        np.concatenate([first.depth, second.depth]),
    )
