"""Draw settings that cover everything a space allows: fast ones in float64, exact ones to shrink.

Magnitudes are drawn decade first, so that 1e-8 and 1e8 are as likely as 1; zeros, signs, equal
rows, repeated entries and bounds met with equality all have a good share.
"""

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from provcheck.engines.draft import (
    Domain,
    Draft,
    complete_exact,
    complete_floats,
    domain_of,
    values_of,
)
from provcheck.errors import DomainError
from provcheck.statement.space import (
    ActivationChoice,
    Array,
    Constant,
    Index,
    Real,
    Setting,
    Size,
    Space,
    dimensions,
    name_of,
)

__all__ = ["DECADES", "corner_drafts", "draw", "draw_draft", "settings_of", "values_of"]

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


def settings_of(space: Space, max_size: int = 4) -> Any:
    """Hypothesis strategy of exact settings, shrinking to small sizes and small rationals.

    Args:
        max_size: largest dimension drawn, >= 1.
    """
    from hypothesis import reject
    from hypothesis import strategies as st

    @st.composite
    def settings(choose) -> Setting:
        draft = choose(_drafts_of(space, max_size))
        try:
            return complete_exact(space, draft)
        except DomainError:  # a lower bound above the upper one: no such setting
            reject()

    return settings()


def corner_drafts(space: Space, count: int, seed: int, max_size: int = 4) -> list[Draft]:
    """Drafts that Hypothesis generates: corners such as zeros, ones, equal rows, small integers.

    Args:
        count: >= 1, most drafts.
        seed: >= 0; the same seed gives the same drafts.
    """
    import hypothesis

    drawn: list[Draft] = []

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(_drafts_of(space, max_size))
    def collect(draft: Draft) -> None:
        drawn.append(_floated(draft))

    collect()
    return drawn[:count]


def _floated(draft: Draft) -> Draft:
    """The draft with its rationals rounded to float64."""
    return Draft(
        {
            name: value.astype(float)
            if isinstance(value, np.ndarray)
            else float(value)
            if isinstance(value, Fraction)
            else value
            for name, value in draft.values.items()
        }
    )


def _drafts_of(space: Space, max_size: int) -> Any:
    from hypothesis import strategies as st

    @st.composite
    def drafts(choose) -> Draft:
        values: dict[str, Any] = {}
        for component in space.components:
            if not isinstance(component, Constant):
                values[name_of(component)] = choose(_component(component, values, max_size))
        return Draft(values)

    return drafts()


def _component(component: Any, values: dict[str, Any], max_size: int) -> Any:
    from hypothesis import strategies as st

    if isinstance(component, Size):
        return st.integers(component.low, max(max_size, component.low))
    if isinstance(component, Index):
        return st.integers(1, values[str(component.size)])
    if isinstance(component, ActivationChoice):
        return st.sampled_from(component.names)
    if isinstance(component, Array):
        return _exact_array(dimensions(component.shape, values))
    return _exact_parameter(component)


@lru_cache(maxsize=64)
def _exact_parameter(component: Real) -> Any:
    from hypothesis import strategies as st

    domain = domain_of(component)
    if domain is Domain.FREE:
        return st.integers().map(Fraction) if component.integer else _signed()
    if domain is Domain.BETWEEN:
        inside = st.fractions(Fraction(1, 1000), Fraction(999, 1000), max_denominator=1000)
        close = st.integers(1, DECADES).map(lambda k: Fraction(1, 10**k))
        ends = [] if component.open_low else [st.just(Fraction(0))]
        ends += [] if component.open_high else [st.just(Fraction(1))]
        return st.one_of(*ends, inside, close, close.map(lambda t: 1 - t))
    is_open = component.open_high if domain is Domain.BELOW else component.open_low
    if component.integer:
        return st.integers(min_value=int(is_open)).map(Fraction)
    gaps = _positive(decades_of(component))
    return gaps if is_open else st.one_of(st.just(Fraction(0)), gaps)


@lru_cache(maxsize=64)
def _positive(decades: int = DECADES) -> Any:
    """Positive rationals m/4 · 10^k, shrinking to 1."""
    from hypothesis import strategies as st

    powers = st.integers(-decades, decades).map(lambda k: Fraction(10) ** k)
    small = st.integers(1, 9).map(Fraction)
    mantissas = st.integers(4, 39).map(lambda m: Fraction(m, 4))
    return st.one_of(small, st.builds(lambda m, p: m * p, mantissas, powers))


@lru_cache(maxsize=64)
def _signed() -> Any:
    from hypothesis import strategies as st

    signs = st.sampled_from([Fraction(1), Fraction(-1)])
    return st.one_of(
        st.integers(-3, 3).map(Fraction), st.builds(lambda s, m: s * m, signs, _positive())
    )


@lru_cache(maxsize=64)
def _exact_array(shape: tuple[int, ...]) -> Any:
    """Arrays: all zero, free entries, one repeated entry, equal rows, one common scale."""
    from hypothesis import strategies as st

    def free(entries: Any, form: tuple[int, ...]) -> Any:
        count = int(np.prod(form))
        return st.lists(entries, min_size=count, max_size=count).map(lambda e: _shaped(e, form))

    small = free(st.integers(-9, 9).map(Fraction), shape)
    return st.one_of(
        st.just(_shaped([Fraction(0)] * int(np.prod(shape)), shape)),
        free(_signed(), shape),
        _signed().map(lambda e: _shaped([e] * int(np.prod(shape)), shape)),
        free(_signed(), shape[1:]).map(lambda row: _stacked(row, shape)),
        st.builds(lambda array, scale: array * scale, small, _positive()),
    )


def _shaped(entries: list[Fraction], shape: tuple[int, ...]) -> np.ndarray:
    array = np.empty(shape, dtype=object)
    for place, entry in zip(np.ndindex(shape), entries, strict=True):
        array[place] = entry
    return array


def _stacked(row: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    array = np.empty(shape, dtype=object)
    array[...] = row
    return array
