"""Draw settings that cover everything a space allows, one at a time and fast, in float64.

Magnitudes are drawn decade first, so that 1e-8 and 1e8 are as likely as 1; zeros, signs, equal
rows, repeated entries and bounds met with equality all have a good share.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from provcheck.engines.draft import Domain, Draft, complete_floats, domain_of
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

__all__ = ["DECADES", "draw", "draw_draft"]

DECADES = 8
"""Numbers are drawn with magnitudes from 10^-8 to 10^8."""
BETA_DECADES = 4
"""The activation's steepness: from 10^-4 to 10^4."""


def draw(space: Space, rng: np.random.Generator, max_size: int = 4) -> dict[str, Any]:
    """A random values mapping in float64, for compiled functions."""
    return complete_floats(space, draw_draft(space, rng, max_size))


def draw_draft(space: Space, rng: np.random.Generator, max_size: int = 4) -> Draft:
    """A random draft in float64.

    Args:
        max_size: largest dimension drawn, >= 1; a space that demands more gets its least one.
    """
    values: dict[str, Any] = {}
    for component in space.components:
        name = name_of(component)
        if isinstance(component, Array):
            values[name] = _array(rng, dimensions(component.shape, values))
        elif isinstance(component, Real):
            values[name] = _parameter(rng, component)
        elif isinstance(component, Size | Index | ActivationChoice):
            values[name] = drawn_choice(component, values, rng, max_size)
    return Draft(values)


def drawn_choice(
    component: Size | Index | ActivationChoice,
    values: Mapping[str, Any],
    rng: np.random.Generator,
    max_size: int,
) -> int | str:
    """A random size (small ones more often), index or activation, given the sizes drawn so far."""
    if isinstance(component, Size):
        top = max(max_size, component.low)
        return int(min(rng.integers(component.low, top + 1, size=2)))
    if isinstance(component, Index):
        return int(rng.integers(1, values[str(component.size)] + 1))
    return component.names[rng.integers(len(component.names))]


def decades_of(component: Real) -> int:
    """How many powers of ten on either side of 1 a number is drawn from."""
    return BETA_DECADES if name_of(component) == "beta" else DECADES


def _magnitude(rng: np.random.Generator, decades: int = DECADES) -> float:
    """A positive number; half of the time within a factor of 100 of 1, often a power of ten."""
    reach = decades if rng.random() < 0.5 else min(2, decades)
    power = 10.0 ** int(rng.integers(-reach, reach + 1))
    return power if rng.random() < 0.3 else float(power * rng.uniform(1, 10) / 3)


def _sign(rng: np.random.Generator) -> float:
    return 1.0 if rng.random() < 0.5 else -1.0


def _parameter(rng: np.random.Generator, component: Real) -> float:
    """The parameter t of a real component (see `Domain`)."""
    domain, chance = domain_of(component), rng.random()
    if component.integer and domain is not Domain.BETWEEN:
        return _whole(rng, component, domain)
    if domain is Domain.FREE:
        is_zero = chance < 0.1 and not component.symbol.is_nonzero
        return 0.0 if is_zero else _sign(rng) * _magnitude(rng, decades_of(component))
    if domain is Domain.BETWEEN:
        return _share(rng, component, chance)
    is_open = component.open_high if domain is Domain.BELOW else component.open_low
    if chance < 0.35 and not is_open:
        return 0.0
    return _magnitude(rng, decades_of(component))


def _whole(rng: np.random.Generator, component: Real, domain: Domain) -> float:
    least = int(component.open_high if domain is Domain.BELOW else component.open_low)
    size = float(least + int(min(_magnitude(rng), 1e6)))
    return _sign(rng) * size if domain is Domain.FREE else size


def _share(rng: np.random.Generator, component: Real, chance: float) -> float:
    """A number in [0, 1] that often lies at, or close to, an end."""
    if chance < 0.15 and not component.open_low:
        return 0.0
    if chance > 0.85 and not component.open_high:
        return 1.0
    if chance < 0.5:
        return float(rng.uniform(1e-3, 1 - 1e-3))
    close = 10.0 ** -int(rng.integers(1, DECADES + 1))
    return close if rng.random() < 0.5 else 1.0 - close


def _array(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    chance = rng.random()
    if chance < 0.08:
        return np.zeros(shape)
    scale = _magnitude(rng)
    if chance < 0.25:
        array = rng.integers(-3, 4, size=shape).astype(float)
    elif chance < 0.6:
        array = scale * rng.normal(size=shape)
    elif chance < 0.8:
        array = np.reshape(
            [_sign(rng) * _magnitude(rng) for _ in range(int(np.prod(shape)))], shape
        )
    elif chance < 0.9:
        array = np.full(shape, scale * _sign(rng))
    else:
        array = np.broadcast_to(scale * rng.normal(size=shape[1:]), shape).copy()
    if rng.random() < 0.2:
        array = array * (rng.random(size=shape) < 0.5)
    return array
