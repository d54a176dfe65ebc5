"""Local maximisation of a score in many lanes at once, without derivatives.

The moves are those of `engines.climb`: on a multiplicative scale, whole components and single
numbers are scaled, flipped and zeroed, pairs of components are scaled together or against each
other, and all numbers are jittered. Every lane has its own best point, its own moves and its own
factor; one evaluation scores the next point of every lane. A move that helps is repeated while it
helps, and a lane's factor shrinks after as many failures as there are kinds of moves.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from provcheck.engines.climb import FINEST, LARGEST
from provcheck.engines.draft import Domain, domain_of
from provcheck.engines.draw_batch import DraftBatch
from provcheck.statement.space import Array, Real, Space, name_of

_COARSE = 10.0

Score = Callable[[DraftBatch], np.ndarray]


@dataclass(frozen=True)
class _Numbers:
    """The numbers of a draft as rows of one table, (rows, lanes).

    Args:
        pieces: (name, shape, first row) of every array and real number.
        component: (rows,) which of the pieces each row belongs to.
        shares: (rows,) bool, whether the row is a parameter in [0, 1].
        floors: (rows,) bool, whether the row is a parameter that must not be negative.
        open_low, open_high: (rows,) bool, whether 0 or 1 is excluded for such a parameter.
    """

    pieces: tuple[tuple[str, tuple[int, ...], int], ...]
    component: np.ndarray
    shares: np.ndarray
    floors: np.ndarray
    open_low: np.ndarray
    open_high: np.ndarray

    def table(self, batch: DraftBatch) -> np.ndarray:
        """The numbers of a batch."""
        rows = [np.reshape(batch.values[name], (-1, batch.count)) for name, _, _ in self.pieces]
        return np.concatenate(rows)

    def batch(self, like: DraftBatch, table: np.ndarray) -> DraftBatch:
        """The batch with these numbers, whatever else it has taken from another one."""
        values, lanes = dict(like.values), table.shape[1]
        for name, shape, first in self.pieces:
            rows = table[first : first + int(np.prod(shape))]
            values[name] = rows.reshape((*shape, lanes)) if shape else rows[0]
        return DraftBatch(values, lanes)

    def are_inside(self, table: np.ndarray) -> np.ndarray:
        """(lanes,) bool, whether all numbers are such as the space allows."""
        bounded = self.floors | self.shares
        fine = np.abs(table) <= LARGEST
        fine &= ~(bounded[:, None] & (table < 0))
        fine &= ~(self.open_low[:, None] & (table == 0))
        fine &= ~(self.shares[:, None] & (table > 1))
        fine &= ~((self.shares & self.open_high)[:, None] & (table == 1))
        return fine.all(axis=0)


def climb_lanes(
    score: Score, space: Space, batch: DraftBatch, rng: np.random.Generator, steps: int
) -> tuple[DraftBatch, np.ndarray]:
    """The best drafts found from those of a batch, and their scores, (count,).

    Args:
        score: to be maximised, (count,); -inf where undefined.
        steps: >= 1, how often all lanes are scored.
    """
    numbers = _numbers_of(space, batch)
    value = score(batch)
    if not numbers.pieces:
        return batch, value
    best = numbers.table(batch)
    lanes, patience = batch.count, max(8, 2 * len(numbers.pieces) + len(best))
    factor, failed = np.full(lanes, _COARSE), np.zeros(lanes, dtype=int)
    scale, shift = _moves(numbers, best, factor, rng)
    for _ in range(steps - 1):
        tried = scale * best + shift
        inside = numbers.are_inside(tried)
        found = score(numbers.batch(batch, np.where(inside, tried, best)))
        better = inside & (found > value)
        best[:, better], value[better] = tried[:, better], found[better]
        failed = np.where(better, 0, failed + 1)
        shrinks = failed >= patience
        factor[shrinks] **= 1 / 3
        failed[shrinks] = 0
        if np.all(factor <= FINEST):
            break
        again = np.flatnonzero(~better)  # the others repeat what has helped
        scale[:, again], shift[:, again] = _moves(numbers, best[:, again], factor[again], rng)
    return numbers.batch(batch, best), value


def _numbers_of(space: Space, batch: DraftBatch) -> _Numbers:
    pieces, component, rules, first = [], [], [], 0
    for part in space.components:
        if not isinstance(part, Array | Real):
            continue
        shape = batch.values[name_of(part)].shape[:-1]
        size = int(np.prod(shape))
        component += [len(pieces)] * size
        rules += [_rule(part)] * size
        pieces.append((name_of(part), shape, first))
        first += size
    columns = np.array(rules, dtype=bool).reshape(-1, 4).T
    return _Numbers(tuple(pieces), np.array(component, dtype=int), *columns)


def _rule(part: Any) -> tuple[bool, bool, bool, bool]:
    """shares, floors, open_low, open_high of a component's rows."""
    if isinstance(part, Array):
        return False, False, False, False
    domain = domain_of(part)
    if domain is Domain.FREE:
        return False, False, bool(part.symbol.is_nonzero), False
    is_open = part.open_high if domain is Domain.BELOW else part.open_low
    return domain is Domain.BETWEEN, domain is not Domain.BETWEEN, is_open, part.open_high


def _moves(
    numbers: _Numbers, best: np.ndarray, factor: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """A random move for every lane, both (rows, lanes): x becomes scale x + shift."""
    rows, lanes = best.shape
    scale, shift = np.ones((rows, lanes)), np.zeros((rows, lanes))
    pieces, kinds = len(numbers.pieces), rng.random(lanes)
    up = np.where(rng.random(lanes) < 0.5, factor, 1 / factor)
    first, second = rng.integers(pieces, size=(2, lanes))
    row = rng.integers(rows, size=lanes)

    def those(low: float, high: float) -> np.ndarray:
        return np.flatnonzero((kinds >= low) & (kinds < high))

    chosen = those(0.0, 0.1)
    scale[:, chosen] = factor[chosen] ** rng.standard_normal((rows, len(chosen)))
    chosen = those(0.1, 0.15)
    scale[:, chosen] = up[chosen]
    chosen = those(0.15, 0.35)
    scale[:, chosen] = np.where(numbers.component[:, None] == first[chosen], up[chosen], 1.0)
    chosen = those(0.35, 0.55)
    other = np.where(rng.random(len(chosen)) < 0.5, up[chosen], 1 / up[chosen])
    with_second = np.where(numbers.component[:, None] == second[chosen], other, 1.0)
    scale[:, chosen] = np.where(
        numbers.component[:, None] == first[chosen], up[chosen], with_second
    )
    _change_one(numbers, best, factor, (up, row, those(0.55, 1.0)), rng, (scale, shift))
    return scale, shift


def _change_one(
    numbers: _Numbers,
    best: np.ndarray,
    factor: np.ndarray,
    chosen: tuple[np.ndarray, np.ndarray, np.ndarray],
    rng: np.random.Generator,
    moves: tuple[np.ndarray, np.ndarray],
) -> None:
    """Moves of a single number: scaled, set where it is zero, flipped, zeroed, or 1 - t scaled."""
    (up, row, lanes), (scale, shift) = chosen, moves
    row, up, fine = row[lanes], up[lanes], factor[lanes] - 1
    old, chance = best[row, lanes], rng.random(len(lanes))
    by, plus = up.copy(), np.zeros(len(lanes))
    plus[old == 0] = np.where(up > 1, fine, -fine)[old == 0]
    coarse = (factor[lanes] > 2) & (chance < 0.3)
    by[coarse] = np.where(chance < 0.15, -1.0, 0.0)[coarse]
    plus[coarse] = 0.0
    turned = numbers.shares[row] & (chance > 0.6)
    by[turned], plus[turned] = up[turned], 1 - up[turned]
    scale[row, lanes], shift[row, lanes] = by, plus
