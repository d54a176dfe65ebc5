"""Complete a batch of drafts to numbers: `engines.draft.float_completion` for many at once.

The lower bound of a number (`Real.at_least`) is a function of one setting. Where the claim states
it as a hypothesis, expression <= number, the expression is evaluated for all settings; otherwise
the function is tried on vectors; otherwise it is called for each setting. The first batches, and
some of the later ones, are held against the function itself at their first and last setting.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
import sympy

from provcheck.engines.draft import Domain, domain_of
from provcheck.engines.draw_batch import DraftBatch
from provcheck.engines.numeric import MEMO, sides_of
from provcheck.engines.numeric_batch import COUNT, compile_batch, lane
from provcheck.engines.settle import index_ranges, plain_hypotheses
from provcheck.errors import DomainError, StatementError
from provcheck.reference.activations import Activation
from provcheck.statement.claim import Claim
from provcheck.statement.space import ActivationChoice, Array, Constant, Real, name_of

_AGREE = 1e-9
"""A bound evaluated two ways may differ by rounding; a wrong formula differs by far more."""

_CHECKED = 32
"""Batches that are held against the function, and then one in so many."""

Bound = Callable[[dict], np.ndarray]


class Completion:
    """Function from drafts to values (see `engines.numeric_batch`); `valid` marks the settings
    that exist: a lower bound may lie above the upper one."""

    def __init__(
        self, claim: Claim, read_names: Callable[[], frozenset[str] | None] = lambda: None
    ) -> None:
        """`read_names` gives the components that will be read, None for all of them; it is only
        called where a bound is slow."""
        self.read_names, self.calls = read_names, 0
        self.read_by_bounds: dict[str, set[str]] = {}
        self.steps = [(name_of(c), c) for c in claim.space.components]
        self.constants: dict[tuple[str, str], Callable] = {}
        self.bounds = {
            name: _bounds(claim, component)
            for name, component in self.steps
            if isinstance(component, Real) and component.at_least is not None
        }

    def __call__(self, batch: DraftBatch) -> tuple[dict[Any, Any], np.ndarray]:
        """The values, with `COUNT` and a memory of terms; (count,) bool, which settings exist."""
        self.calls += 1
        values: dict[Any, Any] = {COUNT: batch.count, MEMO: {}}
        valid = np.ones(batch.count, dtype=bool)
        for name, component in self.steps:
            if isinstance(component, Constant):
                values[name] = self._constant(name, component, values)
            elif isinstance(component, ActivationChoice):
                values[name] = Activation[batch.values[name].upper()]
                values.setdefault("beta", np.ones(batch.count))
            elif self._is_idle(name):
                values[name] = np.full(batch.count, np.nan)
            elif isinstance(component, Real):
                floor = self._floor(name, component, values)
                if floor is not None and component.high is not None:
                    valid &= ~(floor > float(component.high))
                ignores_beta = name == "beta" and batch.values.get("activation") == "tanh"
                placed = _placed(component, floor, batch.values[name])
                values[name] = np.ones(batch.count) if ignores_beta else placed
            elif isinstance(component, Array):
                values[name] = batch.values[name]
            else:
                values[name] = batch.values[name]
        return values, valid

    def _constant(self, name: str, component: Constant, values: Mapping) -> np.ndarray:
        activation = values["activation"].name.lower()
        key = name, activation
        if key not in self.constants:
            self.constants[key] = compile_batch(component.cases[activation])
        return self.constants[key](values, {})

    @property
    def is_looping(self) -> bool:
        """Whether a bound that is needed is called for each setting; known after one batch."""
        return any(not ways and not self._is_idle(name) for name, ways in self.bounds.items())

    @cached_property
    def read(self) -> frozenset[str] | None:
        """Names of the components that will be read; None for all of them."""
        return self.read_names()

    def _is_idle(self, name: str) -> bool:
        """A number whose bound is slow, and which nothing has read in the batches before."""
        if self.calls < 2 or self.bounds.get(name) != [] or self.read is None:
            return False
        others = (names for key, names in self.read_by_bounds.items() if key != name)
        return name not in self.read.union(*others)

    def _floor(self, name: str, component: Real, values: dict) -> np.ndarray | None:
        floor = None if component.low is None else np.full(values[COUNT], float(component.low))
        if component.at_least is None:
            return floor
        above = self._bound(name, component, values)
        return above if floor is None else np.maximum(floor, above)

    def _bound(self, name: str, component: Real, values: dict) -> np.ndarray:
        """The bound by the first way that agrees with the function; a way that fails is dropped."""
        ways = self.bounds[name]
        while ways:
            try:
                found = np.asarray(ways[0](values), dtype=float)
                if found.shape == (values[COUNT],) and self._agrees(found, component, values):
                    return found
            except (StatementError, DomainError, ArithmeticError, TypeError, ValueError,
                    AttributeError, IndexError, np.linalg.LinAlgError):  # fmt: skip
                pass  # written for one setting only
            ways.pop(0)
        return np.array([self._one(component, values, k) for k in range(values[COUNT])])

    def _one(self, component: Real, values: dict, place: int) -> float:
        one = _Reads(lane(values, place))
        try:
            return float(component.at_least(one))
        except (DomainError, ArithmeticError, ValueError, np.linalg.LinAlgError):
            return np.nan  # this setting does not exist
        finally:
            self.read_by_bounds.setdefault(name_of(component), set()).update(one.read)

    def _agrees(self, found: np.ndarray, component: Real, values: dict) -> bool:
        if self.calls > _CHECKED and self.calls % _CHECKED:
            return True
        for place in {0, len(found) - 1}:
            single = self._one(component, values, place)
            if not np.isclose(found[place], single, rtol=_AGREE, atol=0, equal_nan=True):
                return False
        return True


class _Reads(dict):
    """A mapping that remembers which names were asked for."""

    def __init__(self, values: dict) -> None:
        super().__init__(values)
        self.read: set[str] = set()

    def __getitem__(self, name: Any) -> Any:
        self.read.add(name)
        return super().__getitem__(name)


def _bounds(claim: Claim, component: Real) -> list[Bound]:
    """Ways to evaluate a lower bound for all settings of a batch."""
    return [*_hypothesis_bounds(claim, component), component.at_least]


def _hypothesis_bounds(claim: Claim, component: Real) -> list[Bound]:
    """The largest left side of a hypothesis `expression <= number`, over its indices."""
    found = []
    for hypothesis in plain_hypotheses(claim):
        try:
            sides, ranges = sides_of(hypothesis.relation), index_ranges(claim.space, hypothesis)
            if sides.large != component.symbol or _mentions(sides.small, component.symbol):
                continue
            small = compile_batch(sides.small, claim.quantities, tuple(ranges))
        except StatementError:
            continue
        found.append(lambda values, small=small, ranges=ranges: _largest(small, ranges, values))
    return found


def _largest(small: Callable, ranges: Mapping[sympy.Symbol, str], values: dict) -> np.ndarray:
    found = small(values, {symbol: int(values[size]) for symbol, size in ranges.items()})
    return np.max(found, axis=tuple(range(found.ndim - 1)))


def _mentions(term: Any, symbol: sympy.Symbol) -> bool:
    return symbol in getattr(term, "free_symbols", ())


def _placed(component: Real, floor: np.ndarray | None, t: np.ndarray) -> np.ndarray:
    """The numbers that the parameters t stand for."""
    domain = domain_of(component)
    if component.integer:
        floor = None if floor is None else np.ceil(floor)
        t = t if domain is Domain.BETWEEN else np.round(t)
    if domain is Domain.FREE:
        return t
    if domain is Domain.ABOVE:
        return floor + t
    high = float(component.high)
    if domain is Domain.BELOW:
        return high - t
    step = (high - floor) * t
    return floor + (np.floor(step) if component.integer else step)
