"""Local maximisation of a score over the continuous part of a draft, without derivatives.

Pattern search on a multiplicative scale: whole components and single entries are scaled, flipped
and zeroed, pairs of components are scaled together or against each other, and all numbers are
jittered; a move that helps is repeated while it helps, and the factor shrinks when none does.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from provcheck.engines.draft import Domain, Draft, domain_of, is_allowed
from provcheck.statement.space import Array, Real, Space, name_of

Score = Callable[[Draft], float]
Move = Callable[[Draft], Draft]

LARGEST = 1e12
"""Numbers beyond this add overflow and no insight: 10^8 is what the sampler draws."""
FINEST = 1 + 1e-8


def climb(
    score: Score, space: Space, draft: Draft, rng: np.random.Generator, evaluations: int
) -> tuple[Draft, float, int]:
    """Best draft found from `draft`, its score, and the number of evaluations spent.

    Args:
        score: to be maximised; -inf where undefined.
        evaluations: >= 1, most evaluations of the score.
    """
    best, value, used, factor = draft, score(draft), 1, 10.0
    while used < evaluations and factor > FINEST:
        before = value
        for move in _moves(space, best, factor, rng):
            while used < evaluations:
                moved = move(best)
                if moved is best or not _is_inside(space, moved):
                    break
                found = score(moved)
                used += 1
                if not found > value:
                    break
                best, value = moved, found
            if used >= evaluations:
                break
        if not value > before:
            factor = factor ** (1 / 3)
    return best, value, used


def _moves(space: Space, draft: Draft, factor: float, rng: np.random.Generator) -> list[Move]:
    """Moves around a draft, in random order; each applies to whatever draft is best by then."""
    names = [name_of(c) for c in space.components if isinstance(c, Array | Real)]
    moves: list[Move] = [_jitter(space, factor, int(rng.integers(2**62))) for _ in range(4)]
    moves += [_together(names, factor), _together(names, 1 / factor)]
    for name in names:
        moves += [_scaled(name, factor), _scaled(name, 1 / factor)]
        other = names[rng.integers(len(names))]
        if other != name:
            for first, second in ((factor, factor), (1 / factor, 1 / factor), (factor, 1 / factor)):
                moves.append(_paired(name, other, first, second))
        for place in np.ndindex(np.shape(draft.values[name])):
            moves += [_entry(name, place, change) for change in _changes(factor)]
        if isinstance(space[name], Real) and domain_of(space[name]) is Domain.BETWEEN:
            moves += [_complement(name, factor), _complement(name, 1 / factor)]
    rng.shuffle(moves)  # type: ignore[arg-type]
    return moves


def _changes(factor: float) -> list[Callable[[float], float]]:
    """What may happen to one number; from zero it can only be set."""
    fine = factor - 1
    changes: list[Callable[[float], float]] = [
        lambda x: x * factor if x else fine,
        lambda x: x / factor if x else -fine,
    ]
    if factor > 2:
        changes += [lambda x: -x, lambda x: 0.0]
    return changes


def _entry(name: str, place: tuple[int, ...], change: Callable[[float], float]) -> Move:
    def move(draft: Draft) -> Draft:
        old = draft.values[name]
        if not place:
            new: Any = change(float(old))
            return draft if new == old else draft.replaced(**{name: new})
        entry = change(float(old[place]))
        if entry == old[place]:
            return draft
        new = old.copy()
        new[place] = entry
        return draft.replaced(**{name: new})

    return move


def _scaled(name: str, factor: float) -> Move:
    def move(draft: Draft) -> Draft:
        old = draft.values[name]
        return draft.replaced(**{name: old * factor}) if np.any(old) else draft

    return move


def _paired(name: str, other: str, first: float, second: float) -> Move:
    def move(draft: Draft) -> Draft:
        left, right = draft.values[name], draft.values[other]
        if not (np.any(left) and np.any(right)):
            return draft
        return draft.replaced(**{name: left * first, other: right * second})

    return move


def _together(names: list[str], factor: float) -> Move:
    return lambda draft: draft.replaced(**{n: draft.values[n] * factor for n in names})


def _complement(name: str, factor: float) -> Move:
    return lambda draft: draft.replaced(**{name: 1 - (1 - draft.values[name]) * factor})


def _jitter(space: Space, factor: float, seed: int) -> Move:
    """Every number scaled by its own random factor, the same at each repetition."""

    def move(draft: Draft) -> Draft:
        rng, changed = np.random.default_rng(seed), {}
        for component in space.components:
            if isinstance(component, Array | Real):
                name = name_of(component)
                powers = rng.normal(size=np.shape(draft.values[name]))
                new = draft.values[name] * factor**powers
                changed[name] = new if isinstance(component, Array) else float(new)
        return draft.replaced(**changed)

    return move


def _is_inside(space: Space, draft: Draft) -> bool:
    for component in space.components:
        if isinstance(component, Array | Real):
            value = draft.values[name_of(component)]
            if not np.all(np.abs(value) <= LARGEST):
                return False
            if isinstance(component, Real) and not is_allowed(component, value):
                return False
    return True
