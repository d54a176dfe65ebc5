"""Settings that Hypothesis generates, in exact rationals: corners, and ones that shrink to them.

Zeros, ones, small integers, entries and rows that repeat, all of them across many decades. Almost
all of the time goes into Hypothesis's bookkeeping of the integers that it is asked for, so a
number takes one of them, or two. Their ranges end below 100 where they can: into wider ones
Hypothesis mixes constants of whatever modules happen to be loaded.
"""

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from provcheck.engines.draft import Domain, Draft, complete_exact, domain_of
from provcheck.engines.sample import DECADES, decades_of
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

__all__ = ["corner_drafts", "settings_of"]

Choose = Callable[[Any], Any]
"""Draws from a strategy; see `hypothesis.strategies.composite`."""

_SMALL = tuple(Fraction(n) for n in (0, 1, -1, 2, -2, 3, -3))
_DIGITS = tuple(Fraction(n) for n in range(1, 10))
_LEAST_QUARTERS, _MOST_QUARTERS = 4, 39
"""Mantissas in [1, 10), in quarters."""
_REPEATED = 8
"""About one in so many of the drafts of a net is one that Hypothesis has generated before."""


def settings_of(space: Space, max_size: int = 4) -> Any:
    """Hypothesis strategy of exact settings, shrinking to small sizes and small rationals.

    Args:
        max_size: largest dimension drawn, >= 1.
    """
    from hypothesis import reject
    from hypothesis import strategies as st

    @st.composite
    def settings(choose: Choose) -> Setting:
        draft = choose(_drafts_of(space, max_size))
        try:
            return complete_exact(space, draft)
        except DomainError:  # a lower bound above the upper one: no such setting
            reject()

    return settings()


def corner_drafts(space: Space, count: int, seed: int, max_size: int = 4) -> list[Draft]:
    """Drafts that Hypothesis generates: corners such as zeros, ones, equal rows, small integers.

    Args:
        count: >= 1, most drafts; all of them differ.
        seed: >= 0; the same seed gives the same drafts.
    """
    import hypothesis

    drawn: dict[tuple, Draft] = {}

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=count + count // _REPEATED,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(_drafts_of(space, max_size))
    def collect(draft: Draft) -> None:
        floated = _floated(draft)
        drawn.setdefault(_key(floated), floated)

    collect()
    return list(drawn.values())[:count]


def _key(draft: Draft) -> tuple:
    return tuple(
        value.tobytes() if isinstance(value, np.ndarray) else value
        for value in draft.values.values()
    )


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

    parts = [(name_of(c), c) for c in space.components if not isinstance(c, Constant)]

    @st.composite
    def drafts(choose: Choose) -> Draft:
        values: dict[str, Any] = {}
        for name, component in parts:
            values[name] = _chosen(component, values, max_size, choose)
        return Draft(values)

    return drafts()


def _chosen(component: Any, values: dict[str, Any], max_size: int, choose: Choose) -> Any:
    if isinstance(component, Size):
        return choose(_integers(component.low, max(max_size, component.low)))
    if isinstance(component, Index):
        return choose(_integers(1, values[str(component.size)]))
    if isinstance(component, ActivationChoice):
        return component.names[choose(_integers(0, len(component.names) - 1))]
    if isinstance(component, Array):
        return choose(_array(dimensions(component.shape, values)))
    return _parameter(component, choose)


@lru_cache(maxsize=256)
def _integers(low: int | None, high: int | None) -> Any:
    """Kept, since a strategy is checked each time it is made."""
    from hypothesis import strategies as st

    return st.integers(low, high)


def _parameter(component: Real, choose: Choose) -> Fraction:
    """The parameter t of a real component (see `Domain`)."""
    domain = domain_of(component)
    if domain is Domain.FREE:
        return Fraction(choose(_integers(None, None))) if component.integer else _signed(choose)
    if domain is Domain.BETWEEN:
        return _share(component, choose)
    is_open = component.open_high if domain is Domain.BELOW else component.open_low
    if component.integer:
        return Fraction(choose(_integers(int(is_open), None)))
    return _gap(choose, decades_of(component), zero=not is_open)


def _share(component: Real, choose: Choose) -> Fraction:
    """A number in [0, 1]: an end that belongs to it, close to an end, or anywhere inside."""
    ends = [] if component.open_low else [Fraction(0)]
    ends += [] if component.open_high else [Fraction(1)]
    way = choose(_integers(0, len(ends) + 2))
    if way < len(ends):
        return ends[way]
    if way == len(ends):
        return choose(_inside())
    close = Fraction(1, 10 ** choose(_integers(1, DECADES)))
    return close if way == len(ends) + 1 else 1 - close


@lru_cache(maxsize=1)
def _inside() -> Any:
    from hypothesis import strategies as st

    return st.fractions(Fraction(1, 1000), Fraction(999, 1000), max_denominator=1000)


def _gap(choose: Choose, decades: int, *, zero: bool) -> Fraction:
    """1 to 9, a rational m/4 · 10^k, or, if `zero`, 0: each as likely as the others."""
    powers = 2 * decades + 1
    digits = 9 * max(1, round(powers / 9))  # every digit as often as the others
    zeros = powers if zero else 0
    way = choose(_integers(0, zeros + digits + powers - 1))
    if way < zeros:
        return Fraction(0)
    if way < zeros + digits:
        return _DIGITS[(way - zeros) % 9]
    quarters = choose(_integers(_LEAST_QUARTERS, _MOST_QUARTERS))
    return _decimal(quarters, way - zeros - digits - decades)


def _signed(choose: Choose) -> Fraction:
    """Half of the time -3 to 3, a quarter ±1 to ±9, a quarter ±m/4 · 10^k."""
    way = choose(_integers(0, 71))
    if way < 36:
        return _SMALL[way % 7]
    if way < 54:
        return _DIGITS[way - 36] if way < 45 else -_DIGITS[way - 45]
    power = 0 if way == 71 else way - 54 - DECADES  # 17 powers for 18 numbers
    quarters, is_negative = divmod(choose(_integers(0, 71)), 2)
    size = _decimal(_LEAST_QUARTERS + quarters, power)
    return -size if is_negative else size


def _decimal(quarters: int, power: int) -> Fraction:
    top, bottom = (10**power, 4) if power >= 0 else (1, 4 * 10**-power)
    return Fraction(quarters * top, bottom)


@lru_cache(maxsize=64)
def _array(shape: tuple[int, ...]) -> Any:
    """Arrays: all zero, free entries, one repeated entry, equal rows, one common scale."""
    from hypothesis import strategies as st

    number = _number()  # so that Hypothesis may repeat one as a whole

    def numbers(choose: Choose, form: tuple[int, ...]) -> np.ndarray:
        return _shaped([choose(number) for _ in range(int(np.prod(form)))], form)

    @st.composite
    def array(choose: Choose) -> np.ndarray:
        kind = choose(_integers(0, 4))
        if kind == 0:
            return np.full(shape, Fraction(0), dtype=object)
        if kind == 1:
            return numbers(choose, shape)
        if kind == 2:
            return np.full(shape, choose(number), dtype=object)
        if kind == 3:
            return np.broadcast_to(numbers(choose, shape[1:]), shape).copy()
        small = [choose(_integers(-9, 9)) for _ in range(int(np.prod(shape)))]
        scale = _gap(choose, DECADES, zero=False)
        return _shaped([entry * scale for entry in small], shape)

    return array()


@lru_cache(maxsize=1)
def _number() -> Any:
    from hypothesis import strategies as st

    return st.composite(_signed)()


def _shaped(entries: list[Fraction], shape: tuple[int, ...]) -> np.ndarray:
    array = np.empty(len(entries), dtype=object)
    array[:] = entries
    return array.reshape(shape)
