"""Draw many drafts at once, from the same distributions as `engines.sample` draws one.

The drafts of a batch share what decides shapes and branches: sizes, indices, the activation.
Every number is drawn for each draft; its axis is the last one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from provcheck.engines.draft import Domain, Draft, domain_of
from provcheck.engines.sample import DECADES, decades_of, drawn_choice
from provcheck.statement.space import (
    ActivationChoice,
    Array,
    Index,
    Real,
    Size,
    Space,
    dimensions,
    name_of,
)

_CLOSE = np.array([10.0**-k for k in range(1, DECADES + 1)])
"""Distances from an end of an interval."""
_KINDS = np.repeat(np.arange(6, dtype=np.int8), [8, 17, 35, 20, 10, 10])
"""Of a hundred arrays so many are of each kind; see `_arrays`."""


@dataclass(frozen=True)
class DraftBatch:
    """`count` drafts.

    Args:
        values: int sizes and indices and str activation, shared; arrays (..., count) float64, and
            the parameter t of every `Real`, (count,).
    """

    values: Mapping[str, Any]
    count: int

    def draft(self, place: int) -> Draft:
        """One of the drafts, 0 <= place < count."""
        return Draft({name: _at(value, place) for name, value in self.values.items()})

    def chosen(self, places: np.ndarray) -> "DraftBatch":
        """The batch of some of the drafts, (count,) places."""
        values = {
            name: value[..., places] if isinstance(value, np.ndarray) else value
            for name, value in self.values.items()
        }
        return DraftBatch(values, len(places))


def _at(value: Any, place: int) -> Any:
    if not isinstance(value, np.ndarray):
        return value
    return float(value[place]) if value.ndim == 1 else value[..., place].copy()


def copies(space: Space, draft: Draft, count: int) -> DraftBatch:
    """A batch of one draft `count` times."""
    values = dict(draft.values)
    for component in space.components:
        if isinstance(component, Array | Real):
            number = np.asarray(values[name_of(component)], dtype=float)
            values[name_of(component)] = np.repeat(number[..., None], count, axis=-1)
    return DraftBatch(values, count)


def draw_batch(space: Space, rng: np.random.Generator, count: int, max_size: int = 4) -> DraftBatch:
    """Random drafts in float64.

    Args:
        count: >= 1.
        max_size: largest dimension drawn, >= 1; a space that demands more gets its least one.
    """
    values: dict[str, Any] = {}
    for component in space.components:
        name = name_of(component)
        if isinstance(component, Array):
            values[name] = _arrays(rng, dimensions(component.shape, values), count)
        elif isinstance(component, Real):
            values[name] = _parameters(rng, component, count)
        elif isinstance(component, Size | Index | ActivationChoice):
            values[name] = drawn_choice(component, values, rng, max_size)
    return DraftBatch(values, count)


@lru_cache(maxsize=8)
def _powers(decades: int) -> np.ndarray:
    """Powers of ten, any entry as likely as the others; half of them within a factor of 100 of 1.

    So one uniform number picks both how far a power may lie from 1 and how far it does.
    """
    near, far = (range(-reach, reach + 1) for reach in (min(2, decades), decades))
    return np.array([10.0**k for k in (*near,) * len(far) + (*far,) * len(near)])


def _magnitudes(rng: np.random.Generator, shape: Any, decades: int = DECADES) -> np.ndarray:
    """Positive numbers; half of them within a factor of 100 of 1, often powers of ten."""
    powers, share = _powers(decades), rng.random(shape)
    factor = share * (3 / 0.7) + (1 / 3 - 0.9 / 0.7)  # uniform in [1/3, 10/3) where share >= 0.3
    np.putmask(factor, share < 0.3, 1.0)
    return factor * powers[(rng.random(shape) * len(powers)).astype(np.intp)]


def _signs(rng: np.random.Generator, shape: Any) -> np.ndarray:
    return np.copysign(1.0, rng.random(shape) - 0.5)


def _parameters(rng: np.random.Generator, component: Real, count: int) -> np.ndarray:
    """The parameters t of a real component (see `Domain`)."""
    domain, chance = domain_of(component), rng.random(count)
    if component.integer and domain is not Domain.BETWEEN:
        return _whole(rng, component, domain, count)
    if domain is Domain.FREE:
        sizes = _signs(rng, count) * _magnitudes(rng, count, decades_of(component))
        return sizes if component.symbol.is_nonzero else np.where(chance < 0.1, 0.0, sizes)
    if domain is Domain.BETWEEN:
        return _shares(rng, component, chance)
    is_open = component.open_high if domain is Domain.BELOW else component.open_low
    sizes = _magnitudes(rng, count, decades_of(component))
    return sizes if is_open else np.where(chance < 0.35, 0.0, sizes)


def _whole(rng: np.random.Generator, component: Real, domain: Domain, count: int) -> np.ndarray:
    least = int(component.open_high if domain is Domain.BELOW else component.open_low)
    sizes = least + np.floor(np.minimum(_magnitudes(rng, count), 1e6))
    return _signs(rng, count) * sizes if domain is Domain.FREE else sizes


def _shares(rng: np.random.Generator, component: Real, chance: np.ndarray) -> np.ndarray:
    """Numbers in [0, 1] that often lie at, or close to, an end."""
    close = _CLOSE[rng.integers(DECADES, size=len(chance))]
    ends = np.where(rng.random(len(chance)) < 0.5, close, 1.0 - close)
    shares = np.where(chance < 0.5, rng.uniform(1e-3, 1 - 1e-3, len(chance)), ends)
    if not component.open_high:
        shares = np.where(chance > 0.85, 1.0, shares)
    return shares if component.open_low else np.where(chance < 0.15, 0.0, shares)


def _arrays(rng: np.random.Generator, shape: tuple[int, ...], count: int) -> np.ndarray:
    """Zero, small integers, one scale, many scales, one entry repeated, equal rows; some sparse.

    Those of a kind are drawn side by side, and then each goes to its place.
    """
    kinds = _KINDS[(rng.random(count) * len(_KINDS)).astype(np.intp)]
    ends = np.cumsum(np.bincount(kinds, minlength=6)).tolist()
    beside = np.zeros((*shape, count))
    _, whole, scaled, free, repeated, rows = (
        beside[..., start:end] for start, end in zip([0, *ends], ends, strict=False)
    )
    whole[...] = rng.integers(-3, 4, size=whole.shape)
    scaled[...] = rng.standard_normal(scaled.shape) * _magnitudes(rng, scaled.shape[-1])
    free[...] = _signs(rng, free.shape) * _magnitudes(rng, free.shape)
    single = repeated.shape[-1]
    repeated[...] = _signs(rng, single) * _magnitudes(rng, single)
    row = (*shape[1:], rows.shape[-1])
    rows[...] = rng.standard_normal(row) * _magnitudes(rng, row[-1])
    places = np.empty(count, dtype=np.intp)
    places[np.argsort(kinds, kind="stable")] = np.arange(count)
    arrays = beside.take(places, axis=-1)
    sparse = np.flatnonzero(rng.random(count) < 0.2)
    arrays[..., sparse] *= rng.random((*shape, len(sparse))) < 0.5
    return arrays
