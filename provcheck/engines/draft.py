"""Drafts: settings whose bounded numbers are still stored as distances from their bounds.

A search may move a draft freely; completing it always gives a point that the space allows. A
number that must be at least a norm is stored as its gap above that norm, so it follows when the
vector moves.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import Any

import flint
import numpy as np

from provcheck.engines.numeric import compile_term
from provcheck.errors import DomainError, StatementError, Undecided
from provcheck.reference.activations import Activation
from provcheck.statement.evaluate import ball, evaluate, exact, precision
from provcheck.statement.space import (
    ActivationChoice,
    Array,
    Constant,
    Real,
    Setting,
    Space,
    dimensions,
    name_of,
)

BOUND_BITS = 256
"""Precision of the lower bounds of exact settings; ample for roots of few-digit rationals."""


class Domain(Enum):
    """Which bounds a real number has, and so what its stored parameter t means."""

    FREE = "the value is t"
    ABOVE = "the value is its lower bound + t, t >= 0"
    BELOW = "the value is its upper bound - t, t >= 0"
    BETWEEN = "the value is lower + (upper - lower) t, 0 <= t <= 1"


@dataclass(frozen=True)
class Draft:
    """Values by component name.

    Args:
        values: int sizes and indices, str activation, arrays (float64, or object arrays of
            Fraction), and the parameter t of every `Real` (float or Fraction).
        digits: significant digits to which an irrational lower bound is rounded up.
    """

    values: Mapping[str, Any]
    digits: int = 4

    def replaced(self, **changes: Any) -> "Draft":
        """A copy with some values changed."""
        return Draft({**self.values, **changes}, self.digits)


def domain_of(component: Real) -> Domain:
    """Which of the four domains a real component has."""
    has_floor = component.low is not None or component.at_least is not None
    if component.high is None:
        return Domain.ABOVE if has_floor else Domain.FREE
    return Domain.BETWEEN if has_floor else Domain.BELOW


def is_allowed(component: Real, t: Any) -> bool:
    """Whether the parameter lies in its domain, open ends respected."""
    domain = domain_of(component)
    if domain is Domain.FREE:
        return bool(t != 0 or not component.symbol.is_nonzero)
    open_start = component.open_high if domain is Domain.BELOW else component.open_low
    if t < 0 or (t == 0 and open_start):
        return False
    return domain is not Domain.BETWEEN or t < 1 or (t == 1 and not component.open_high)


def _allowed(component: Real, name: str, t: Any) -> Any:
    if not is_allowed(component, t):
        domain = domain_of(component)
        raise DomainError(f"draft: {name} has the parameter {t}; {domain.value}, ends as declared.")
    return t


def float_completion(space: Space) -> Callable[[Draft], dict[str, Any]]:
    """Function from drafts to the float64 values mapping that compiled functions receive.

    The function raises DomainError for a parameter outside its domain, or a lower bound above
    the upper one.
    """
    steps = [(name_of(c), c) for c in space.components]  # once: printing names is slow

    def complete(draft: Draft) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, component in steps:
            if isinstance(component, Constant):
                case = component.cases[values["activation"].name.lower()]
                values[name] = _constant(case)(values)
            elif isinstance(component, ActivationChoice):
                values[name] = Activation[draft.values[name].upper()]
                values.setdefault("beta", 1.0)
            elif isinstance(component, Real):
                t = _allowed(component, name, float(draft.values[name]))
                floor = _float_floor(component, values)
                values[name] = float(_placed(component, name, floor, t, draft))
            elif isinstance(component, Array):
                values[name] = np.asarray(draft.values[name], dtype=float)
            else:
                values[name] = draft.values[name]
        return values

    return complete


def complete_floats(space: Space, draft: Draft) -> dict[str, Any]:
    """One draft completed in float64.

    Raises:
        DomainError: a parameter lies outside its domain, or a lower bound above the upper one.
    """
    return float_completion(space)(draft)


def complete_exact(space: Space, draft: Draft) -> Setting:
    """The setting in exact rationals; floats are read as the decimals they print as.

    Raises:
        DomainError: a parameter lies outside its domain, or a lower bound above the upper one.
    """
    stored: dict[str, Any] = {}
    for component in space.components:
        name = name_of(component)
        if isinstance(component, Constant):
            continue
        value = draft.values[name]
        if isinstance(component, Array):
            stored[name] = _nested(value)
        elif isinstance(component, Real):
            t = _allowed(component, name, as_fraction(value))
            floor = _exact_floor(component, space, stored, draft.digits)
            stored[name] = Fraction(_placed(component, name, floor, t, draft))
        else:
            stored[name] = value
    return Setting(stored)


def draft_of(space: Space, setting: Setting) -> Draft:
    """The draft that completes to this setting: every bounded number as its distance.

    Raises:
        DomainError: a number lies below its lower bound, or in an interval of length 0.
    """
    values: dict[str, Any] = {}
    for component in space.components:
        name = name_of(component)
        if isinstance(component, Constant):
            continue
        if isinstance(component, Array):
            shape = dimensions(component.shape, setting.values)
            values[name] = _array(setting[name], shape, Fraction)
        elif isinstance(component, Real):
            floor = _exact_floor(component, space, setting.values, Draft({}).digits)
            values[name] = _distance(component, floor, setting[name])
        else:
            values[name] = setting[name]
    return Draft(values)


def _distance(component: Real, floor: Fraction | None, value: Fraction) -> Fraction:
    """The parameter t for which `_placed` gives the value."""
    domain, high = domain_of(component), component.high
    if domain is Domain.FREE:
        return value
    if domain is Domain.BELOW:
        return high - value
    if domain is Domain.ABOVE:
        return value - floor
    if high == floor:
        raise DomainError(f"draft: {component.symbol} = {value} in an interval of length 0.")
    return (value - floor) / (Fraction(high) - floor)


def as_fraction(value: Any) -> Fraction:
    """A Fraction or int unchanged; a float as the shortest decimal that rounds to it."""
    if isinstance(value, Fraction):
        return value
    return Fraction(repr(float(value))) if isinstance(value, float) else Fraction(value)


def exact_draft(space: Space, draft: Draft) -> Draft:
    """The same draft with every float replaced by the decimal it prints as."""
    values = dict(draft.values)
    for component in space.components:
        name = name_of(component)
        if isinstance(component, Array):
            array = np.empty(np.shape(values[name]), dtype=object)
            for place in np.ndindex(array.shape):
                array[place] = as_fraction(values[name][place])
            values[name] = array
        elif isinstance(component, Real):
            values[name] = as_fraction(values[name])
    return Draft(values, draft.digits)


def values_of(space: Space, setting: Setting, kind: str) -> dict[str, Any]:
    """The values mapping that `Quantity.reference` and `Quantity.compiled` receive.

    Args:
        kind: "float", "ball" or "exact": float64 arrays, or object arrays of arb or fmpq.

    Raises:
        Undecided: an exact value was asked of an irrational constant.
    """
    return _numbers(space, setting.values, {"float": _nearest, "ball": ball, "exact": exact}[kind])


def _numbers(space: Space, stored: Mapping[str, Any], number: Callable) -> dict[str, Any]:
    """As `values_of`, for the components stored so far."""
    values: dict[str, Any] = {}
    for component in space.components:
        name = name_of(component)
        if isinstance(component, Constant):
            if "activation" in values:
                values[name] = _constant_value(component, values, number)
        elif name not in stored:
            continue
        elif isinstance(component, ActivationChoice):
            values[name] = Activation[stored[name].upper()]
            values.setdefault("beta", number(1))
        elif isinstance(component, Array):
            values[name] = _array(stored[name], dimensions(component.shape, stored), number)
        elif isinstance(component, Real):
            values[name] = number(stored[name])
        else:
            values[name] = stored[name]
    return values


def _constant_value(component: Constant, values: Mapping[str, Any], number: Callable) -> Any:
    case = component.cases[values["activation"].name.lower()]
    return _constant(case)(values) if number is _nearest else evaluate(case, values, number)


@lru_cache(maxsize=256)
def _constant(case: Any) -> Callable[[Mapping], float]:
    return compile_term(case)


def _nearest(value: Any) -> float:
    fraction = Fraction(value)
    try:
        return fraction.numerator / fraction.denominator
    except OverflowError as error:
        raise DomainError(f"draft: {fraction} is beyond the range of float64.") from error


def _array(stored: Any, shape: tuple[int, ...], number: Callable) -> np.ndarray:
    array = np.empty(shape, dtype=float if number is _nearest else object)
    for place in np.ndindex(shape):
        entry = stored
        for position in place:
            entry = entry[position]
        array[place] = number(entry)
    return array


def _nested(array: np.ndarray) -> Any:
    if np.ndim(array) == 0:
        return as_fraction(array.item() if isinstance(array, np.ndarray) else array)
    return tuple(_nested(row) for row in array)


def _placed(component: Real, name: str, floor: Any, t: Any, draft: Draft) -> Any:
    """The number that the parameter t stands for."""
    if name == "beta" and draft.values.get("activation") == "tanh":
        return 1
    high, domain = component.high, domain_of(component)
    if high is not None and floor is not None and floor > high:
        raise DomainError(f"draft: {name} must lie in [{floor}, {high}], empty.")
    if component.integer:
        floor = None if floor is None else -((-floor) // 1)
        t = t if domain is Domain.BETWEEN else round(t)
    if domain is Domain.FREE:
        return t
    if domain is Domain.ABOVE:
        return floor + t
    if not isinstance(t, Fraction):
        high = float(high)
    if domain is Domain.BELOW:
        return high - t
    step = (high - floor) * t
    return floor + (step // 1 if component.integer else step)


def _float_floor(component: Real, values: Mapping[str, Any]) -> Any:
    bounds = [] if component.low is None else [float(component.low)]
    if component.at_least is not None:
        bounds.append(float(component.at_least(values)))
    return max(bounds) if bounds else None


def _exact_floor(component: Real, space: Space, stored: Mapping, digits: int) -> Fraction | None:
    bounds = [] if component.low is None else [Fraction(component.low)]
    if component.at_least is not None:
        bounds.append(_rational_above(component.at_least, space, stored, digits))
    return max(bounds) if bounds else None


def _rational_above(bound: Callable, space: Space, stored: Mapping, digits: int) -> Fraction:
    """The bound where it is rational, else a rational of few digits just above it."""
    with precision(BOUND_BITS):
        try:
            value = bound(_numbers(space, stored, exact))
            if not isinstance(value, flint.arb):
                return _fraction(flint.fmpq(value))
        except (Undecided, DomainError, StatementError, flint.utils.flint_exceptions.FlintError):
            pass  # an irrational root: the ball below is as sound, only less simple
        except (AttributeError, TypeError):
            pass  # a bound written for balls only
        value = flint.arb(bound(_numbers(space, stored, ball)))
        if not value.is_finite():
            raise DomainError(f"draft: a lower bound evaluates to {value}; expected a number.")
        upper = _fraction(value.upper().fmpq())
        return upper if value.is_exact() else round_up(upper, digits)


def _fraction(value: flint.fmpq) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def round_up(value: Fraction, digits: int) -> Fraction:
    """The least decimal of about `digits` significant digits that is >= value."""
    if value == 0:
        return value
    size = len(str(abs(value.numerator))) - len(str(value.denominator))
    unit = Fraction(10) ** (size - digits + 1)
    return -((-value) // unit) * unit
