"""Spaces that claims quantify over, and settings: single points of them.

A space lists its components in the order in which they are drawn: sizes, indices, scalars, arrays
with symbolic shapes, and a choice of activation. A later component may depend on earlier ones
(B_x is at least the largest norm of a data row), so every setting that a space describes
satisfies the claim's hypotheses and none is left out.
"""

import itertools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import sympy

from provcheck.errors import StatementError
from provcheck.statement import closed_form
from provcheck.statement.net_json import decode, encode
from provcheck.statement.nets import Nets, NetSetting


@dataclass(frozen=True)
class Size:
    """A dimension: a whole number, at least `low`; no upper limit in the claim itself."""

    symbol: sympy.Symbol
    low: int = 1


@dataclass(frozen=True)
class Index:
    """A fixed but arbitrary index, 1 … size."""

    symbol: sympy.Symbol
    size: sympy.Symbol


@dataclass(frozen=True)
class Real:
    """A real number in [low, high], open where `open_low`/`open_high`; None is unbounded.

    `at_least` is a function of the values drawn so far (generic over float, arb and fmpq); the
    number is then that value plus a gap ≥ 0 (> 0 where `open_low`). It only steers the drawing:
    it must restate a hypothesis of the claim, which alone says what is assumed.
    """

    symbol: sympy.Symbol
    low: Fraction | None = None
    high: Fraction | None = None
    open_low: bool = False
    open_high: bool = False
    at_least: Callable[[Mapping[str, Any]], Any] | None = field(default=None, repr=False)
    integer: bool = False


@dataclass(frozen=True)
class Array:
    """An array of real numbers with a symbolic shape, unconstrained by itself.

    `plain` is the entry that a reader finds simplest; a witness is shrunk towards it. It is 1
    where an array of zeros would be a degenerate example.
    """

    base: sympy.IndexedBase
    shape: tuple[sympy.Symbol, ...]
    plain: int = 0


@dataclass(frozen=True)
class ActivationChoice:
    """The activation function, one of `names`; beta is a `Real` component of its own.

    An activation that ignores beta (tanh) is drawn with beta = 1.
    """

    names: tuple[str, ...] = ("sigmoid", "tanh", "softplus")


@dataclass(frozen=True)
class Constant:
    """A number that the claim assumes about the activation, as a closed form for each choice.

    `proved_by` names, for each choice, the claim that proves the assumption for that number;
    a counterexample with that activation rests on it.
    """

    symbol: sympy.Symbol
    cases: Mapping[str, sympy.Expr]
    proved_by: Mapping[str, str] = field(default_factory=dict)


_HUGE_EXPONENT = re.compile(r"[eE][+-]?\d{5,}")  # writing such a number out would take for ever

Component = Size | Index | Real | Array | ActivationChoice | Constant | Nets


@dataclass(frozen=True)
class Space:
    """What a claim quantifies over: its components, in drawing order."""

    components: tuple[Component, ...]

    def __post_init__(self) -> None:
        names = [name_of(component) for component in self.components]
        repeated = {name for name in names if names.count(name) > 1}
        if repeated:
            raise StatementError(f"space: {sorted(repeated)} declared twice; give each one name.")

    def __getitem__(self, name: str) -> Component:
        for component in self.components:
            if name_of(component) == name:
                return component
        known = ", ".join(name_of(component) for component in self.components)
        raise StatementError(f"space: no component '{name}'; it has {known}.")

    @property
    def activations(self) -> tuple[str, ...]:
        """Names of the activations the space admits; empty if it has none."""
        for component in self.components:
            if isinstance(component, ActivationChoice):
                return component.names
        return ()


def name_of(component: Component) -> str:
    """The name under which a setting stores the component's value."""
    if isinstance(component, ActivationChoice):
        return "activation"
    if isinstance(component, Array):
        return component.base.label.name
    if isinstance(component, Nets):
        return component.name
    return component.symbol.name


def dimensions(shape: tuple[sympy.Symbol, ...], sizes: Mapping[str, Any]) -> tuple[int, ...]:
    """The numeric shape of an array."""
    return tuple(int(sizes[symbol.name]) for symbol in shape)


@dataclass(frozen=True)
class Setting:
    """One point of a space, in exact numbers.

    Values: int for sizes and indices, str for the activation, Fraction for scalars (or a SymPy
    number such as log(2 + sqrt(3)), see `closed_form`), nested tuples of Fraction for arrays, a
    NetSetting for a net with its data. Constants are not stored; they follow from the activation.
    """

    values: Mapping[str, Any]

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def __reduce__(self):
        return (Setting, (dict(self.values),))

    def replaced(self, **changes: Any) -> "Setting":
        """A copy with some values changed."""
        return Setting({**self.values, **changes})

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data; rationals are strings such as "1/3", so nothing is rounded."""
        return {name: _encoded(value) for name, value in self.values.items()}

    @staticmethod
    def from_json(space: Space, data: Mapping[str, Any]) -> "Setting":
        """Read a setting back, checked against its space.

        Raises:
            StatementError: a component is missing, unknown, of the wrong shape, not finite, or
                not a number; the message names it.
        """
        wanted = {name_of(c): c for c in space.components if not isinstance(c, Constant)}
        unknown = sorted(set(data) - set(wanted))
        missing = sorted(set(wanted) - set(data))
        if unknown or missing:
            raise StatementError(
                f"setting: missing {missing or 'nothing'}, unknown {unknown or 'nothing'}; "
                f"expected exactly {sorted(wanted)}."
            )
        values: dict[str, Any] = {}
        for name, component in wanted.items():
            values[name] = _decoded(name, component, data[name], values)
        return Setting(values)


def _encoded(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_encoded(entry) for entry in value]
    if isinstance(value, NetSetting):
        return encode(value)
    if closed_form.is_closed_form(value):
        return {"closed_form": closed_form.encode(value)}
    return str(value) if isinstance(value, Fraction) else value


def _decoded(name: str, component: Component, data: Any, sizes: Mapping[str, Any]) -> Any:
    if isinstance(component, Nets):
        return decode(data)
    if isinstance(component, ActivationChoice):
        if data not in component.names:
            raise StatementError(
                f"setting: activation {data!r} is not one of {', '.join(component.names)}."
            )
        return data
    if isinstance(component, Size | Index):
        low = component.low if isinstance(component, Size) else 1
        if not isinstance(data, int) or isinstance(data, bool) or data < low:
            raise StatementError(f"setting: {name} = {data!r} is not a whole number >= {low}.")
        if isinstance(component, Index) and data > sizes[str(component.size)]:
            raise StatementError(
                f"setting: {name} = {data} exceeds {component.size} = {sizes[str(component.size)]}."
            )
        return data
    if isinstance(component, Array):
        return _decoded_array(name, data, dimensions(component.shape, sizes))
    if isinstance(data, dict) and set(data) == {"closed_form"}:
        return closed_form.decode(data["closed_form"])
    return rational(name, data)


def _decoded_array(name: str, data: Any, shape: tuple[int, ...]) -> Any:
    if not shape:
        return rational(name, data)
    if not isinstance(data, list | tuple) or len(data) != shape[0]:
        found = len(data) if isinstance(data, list | tuple) else repr(data)
        raise StatementError(f"setting: {name} has {found} where {shape[0]} entries belong.")
    return tuple(_decoded_array(name, entry, shape[1:]) for entry in data)


def rational(name: str, data: Any) -> Fraction:
    """The exact rational that a number or a string denotes.

    Raises:
        StatementError: NaN, infinity or no number at all.
    """
    try:
        if isinstance(data, str) and _HUGE_EXPONENT.search(data):
            raise ValueError(data)
        return Fraction(data)
    except (ValueError, TypeError, OverflowError, ZeroDivisionError) as error:
        raise StatementError(
            f"setting: {name} = {data!r} is not a finite number; expected a rational such as "
            f'"1/3" or a decimal.'
        ) from error


def entries(value: Any) -> list[Fraction]:
    """All numbers of a scalar or nested tuple, in row-major order."""
    if isinstance(value, tuple):
        return list(itertools.chain.from_iterable(entries(entry) for entry in value))
    return [value]
