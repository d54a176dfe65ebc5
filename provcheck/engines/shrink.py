"""Simplify a draft that violates a claim until a person can check it by hand.

Order of simplicity: total size, number of nonzero numbers, digits of numerators and denominators.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from provcheck.engines.draft import Draft, complete_exact, is_allowed
from provcheck.errors import DomainError
from provcheck.statement.space import (
    ActivationChoice,
    Array,
    Index,
    Real,
    Setting,
    Size,
    Space,
    entries,
    name_of,
)


def simplicity(space: Space, setting: Setting) -> tuple[int, ...]:
    """Key by which settings are ordered, simplest first."""
    size, numbers = 0, []
    for component in space.components:
        name = name_of(component)
        if isinstance(component, Size):
            size += setting[name]
        elif isinstance(component, Array | Real):
            numbers += [_cost_of(component, number) for number in entries(setting[name])]
    nonzero = [number for number in numbers if number]
    return (
        size,
        len(nonzero),
        sum(_digits(number) for number in nonzero),
        sum(abs(number.numerator) + number.denominator for number in nonzero),
        sum(number < 0 for number in nonzero),
    )


def _cost_of(component: Any, number: Fraction) -> Fraction:
    """The number whose digits count: a component's plain value is as simple as zero.

    Where the plain value is not zero, zero is a degenerate example and counts as the fraction
    1/99: simple values are tried before it.
    """
    plain = getattr(component, "plain", 0)
    if number == plain:
        return Fraction(0)
    return number or Fraction(1, 99)


def _digits(number: Fraction) -> int:
    return len(str(abs(number.numerator))) + len(str(number.denominator))


def shrink(
    space: Space, draft: Draft, violates: Callable[[Draft], bool], tests: int = 2000
) -> list[Draft]:
    """Ever simpler drafts that all satisfy `violates`, the simplest last, the given one first.

    Args:
        draft: exact, and `violates(draft)` is true.
        violates: whether a draft is still a witness; it must be certain of it.
        tests: most calls of `violates`.
    """
    trail, left = [draft], tests
    key = simplicity(space, complete_exact(space, draft))
    improved = True
    while improved and left > 0:
        improved = False
        for step in _steps(space, trail[-1]):
            for candidate in step(trail[-1]):
                simpler = _key(space, candidate)
                if simpler is None or simpler >= key:
                    continue
                left -= 1
                if violates(candidate):
                    trail.append(candidate)
                    key, improved = simpler, True
                    break
                if left <= 0:
                    return trail
    return trail


def _key(space: Space, draft: Draft) -> tuple[int, ...] | None:
    """Simplicity of a draft; None outside the space (a lower bound above the upper one)."""
    try:
        return simplicity(space, complete_exact(space, draft))
    except DomainError:
        return None


Step = Callable[[Draft], Iterator[Draft]]


def _steps(space: Space, draft: Draft) -> Iterator[Step]:
    """Families of simpler candidates; the first candidate that violates is taken."""
    for component in space.components:
        if isinstance(component, Size):
            for _ in range(component.low, draft.values[name_of(component)]):
                yield _dropped(space, component)
    yield _with_digits
    yield lambda current: _rounded_together(space, current)
    yield lambda current: _sizes_together(space, current)
    for component in space.components:
        name = name_of(component)
        if isinstance(component, ActivationChoice):
            yield _activations(component)
        elif isinstance(component, Array):
            yield _whole(component)
    for component in space.components:
        name = name_of(component)
        if isinstance(component, Array | Real):
            for place in np.ndindex(np.shape(draft.values[name])):
                yield _number(component, place)


def _dropped(space: Space, size: Size) -> Step:
    """One slice less along a dimension: a neuron, a sample or a coordinate."""

    def step(draft: Draft) -> Iterator[Draft]:
        count = draft.values[str(size.symbol)]
        for position in range(count if count > size.low else 0):
            changed: dict[str, Any] = {str(size.symbol): count - 1}
            for component in space.components:
                name = name_of(component)
                if isinstance(component, Array):
                    axes = [k for k, s in enumerate(component.shape) if s == size.symbol]
                    array = draft.values[name]
                    for axis in axes:
                        array = np.delete(array, position, axis=axis)
                    changed[name] = array
                elif isinstance(component, Index) and component.size == size.symbol:
                    index = draft.values[name]
                    changed[name] = min(index - (index > position + 1), count - 1)
            yield draft.replaced(**changed)

    return step


def _with_digits(draft: Draft) -> Iterator[Draft]:
    """Lower bounds rounded up to fewer digits."""
    for digits in range(1, draft.digits):
        yield Draft(draft.values, digits)


def _rounded_together(space: Space, draft: Draft) -> Iterator[Draft]:
    """Changes to all numbers at once, for witnesses near a ridge: sizes one, signs, few digits."""
    yield _mapped(space, draft, lambda number: Fraction(number != 0))
    yield _mapped(space, draft, lambda number: Fraction((number > 0) - (number < 0)))
    yield _mapped(space, draft, abs)
    for digits in range(1, 7):
        yield _mapped(space, draft, lambda number, digits=digits: rounded(number, digits))


def _sizes_together(space: Space, draft: Draft) -> Iterator[Draft]:
    """Every number of one magnitude replaced by a simpler one, signs kept."""
    numbers = set()
    _mapped(space, draft, lambda number: numbers.add(abs(number)))
    for size in sorted(numbers - {0}, key=_cost, reverse=True):
        for simpler in simpler_numbers(size):
            if simpler > 0:
                yield _mapped(
                    space,
                    draft,
                    lambda number, old=size, new=simpler: (
                        number if abs(number) != old else new if number > 0 else -new
                    ),
                )


def _mapped(space: Space, draft: Draft, change: Callable[[Fraction], Any]) -> Draft:
    """The draft with a change made to every number."""
    changed = {}
    for component in space.components:
        if isinstance(component, Array | Real):
            value = draft.values[name_of(component)]
            array = np.empty(np.shape(value), dtype=object)
            for place in np.ndindex(array.shape):
                array[place] = change(value[place] if place else value)
            changed[name_of(component)] = array if array.shape else array[()]
    return draft.replaced(**changed)


def rounded(number: Fraction, digits: int) -> Fraction:
    """The number rounded to significant decimal digits."""
    return Fraction(f"{float(number):.{digits - 1}e}")


def _activations(choice: ActivationChoice) -> Step:
    def step(draft: Draft) -> Iterator[Draft]:
        if draft.values["activation"] != choice.names[0]:
            yield draft.replaced(activation=choice.names[0])

    return step


def _whole(component: Array) -> Step:
    """An array replaced by its plain value, or by its signs."""
    name = name_of(component)

    def step(draft: Draft) -> Iterator[Draft]:
        array = draft.values[name]
        yield draft.replaced(**{name: array * 0 + Fraction(component.plain)})
        signs = np.empty(array.shape, dtype=object)
        for place in np.ndindex(array.shape):
            signs[place] = Fraction((array[place] > 0) - (array[place] < 0))
        yield draft.replaced(**{name: signs})

    return step


def _number(component: Any, place: tuple[int, ...]) -> Step:
    name = name_of(component)

    def step(draft: Draft) -> Iterator[Draft]:
        old = draft.values[name]
        if place and any(p >= n for p, n in zip(place, old.shape, strict=True)):
            return  # the array lost this entry on the way
        for simpler in _candidates(component, old[place] if place else old):
            if not place:
                if is_allowed(component, simpler):
                    yield draft.replaced(**{name: simpler})
                continue
            new = old.copy()
            new[place] = simpler
            yield draft.replaced(**{name: new})

    return step


def _candidates(component: Any, number: Fraction) -> list[Fraction]:
    """Simpler numbers to try, simplest first in the eyes of the component."""
    plain = Fraction(getattr(component, "plain", 0))
    found = simpler_numbers(number)
    if plain == 0:
        return found
    return [plain, *(value for value in found if value not in (0, plain)), Fraction(0)]


def simpler_numbers(number: Fraction) -> list[Fraction]:
    """Numbers to try in place of one, simplest first: 0, 1, small integers, fewer digits."""
    if number == 0:
        return []
    sign = 1 if number > 0 else -1
    exponent = int(np.floor(np.log10(float(abs(number)))))
    found = [Fraction(k) for k in range(0, 11)]
    found += [Fraction(1, k) for k in (2, 3, 4, 5, 10)]
    towards_one = range(2, exponent + 2) if exponent > 0 else range(-2, exponent - 1, -1)
    found += [Fraction(10) ** k for k in towards_one]
    for digits in range(1, 7):
        unit = Fraction(10) ** (exponent - digits + 1)
        below = abs(number) // unit * unit
        found += [below, below + unit]
    signed = [
        f
        for value in found
        for f in ((sign * value, -sign * value) if value < 3 else (sign * value,))
    ]
    return sorted(set(signed) - {number}, key=_cost)


def _cost(number: Fraction) -> tuple:
    return (number != 0, _digits(number), abs(number.numerator) + number.denominator, number < 0)
