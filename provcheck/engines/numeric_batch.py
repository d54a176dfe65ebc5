"""Float64 meaning of terms in many settings at once: `engines.numeric` with one more axis.

A batch of K settings shares sizes, indices and activation; every number of it is a vector (K,),
every array (..., K). That axis is the last, bound indices lie to its left, so the inner loop of
every NumPy call runs along the settings. Nothing here decides anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy

from provcheck.engines.numeric import MEMO, Numeric, TermCompiler, positions
from provcheck.errors import StatementError
from provcheck.reference.activations import Activation, activate
from provcheck.statement.claim import Quantity
from provcheck.statement.terms import Act, Jet

COUNT = "the number of settings"


@dataclass(frozen=True)
class BatchTerm:
    """Float64 values of a term in many settings.

    Args:
        run: the compiled term.
        depth: which axis from the right, that of the settings not counted, is each bound index.
        is_looping: whether a function of one setting is called for each of them.
    """

    run: Numeric
    depth: Mapping[sympy.Symbol, int]
    is_looping: bool

    def __call__(self, values: Mapping, ranges: Mapping[sympy.Symbol, int]) -> np.ndarray:
        """(K,) or, with bound indices, (..., K).

        Args:
            values: of the components, with `COUNT`.
            ranges: how far each bound index runs.
        """
        env, axes = dict(values), len(self.depth) + 1
        env.setdefault(MEMO, {})
        for symbol, place in self.depth.items():
            env[symbol] = positions(ranges[symbol], place + 1)
        found = np.asarray(self.run(env), dtype=float)
        folded = max(0, found.ndim - axes)  # axes of length 1 that folds have left
        shape = [1] * (axes - found.ndim) + list(found.shape[folded:])
        found = found.reshape(shape)
        shape[-1] = values[COUNT]
        return found if found.shape == tuple(shape) else np.broadcast_to(found, shape)


def compile_batch(
    term: Any, quantities: tuple[Quantity, ...] = (), bound: Sequence[sympy.Symbol] = ()
) -> BatchTerm:
    """A scalar term in many settings, for all values of the bound indices.

    A quantity is read from its term; one whose term has no float meaning is evaluated by its own
    function, one setting after the other.

    Raises:
        StatementError: the term has a function without a float meaning here.
    """
    depth = {symbol: place for place, symbol in enumerate(bound)}
    compiler = _Compiler(quantities)
    run = compiler.closure(term, depth)
    return BatchTerm(run, depth, compiler.is_looping)


def lane(values: Mapping, place: int) -> dict:
    """The values of one setting of a batch, as a function of one setting expects them."""
    count = values[COUNT]
    one = {}
    for name, value in values.items():
        if name == MEMO:
            continue
        if isinstance(value, np.ndarray) and isinstance(name, str) and value.shape[-1:] == (count,):
            value = value[..., place]
            value = float(value) if value.ndim == 0 else np.ascontiguousarray(value)
        one[name] = value
    return one


class _Compiler(TermCompiler):
    """As for one setting, with the axis of the settings on the right of all others."""

    axes_on_the_right = 1
    is_looping = False

    def closure(self, term: Any, depth: dict) -> Numeric:
        own = self.functions.pop(term, None)
        try:
            return super().closure(term, depth)
        except StatementError:
            if own is None or term.free_symbols & set(depth):
                raise
            self.is_looping = True
            return lambda env: np.array([own(lane(env, k)) for k in range(env[COUNT])])
        finally:
            if own is not None:
                self.functions[term] = own

    def _entry(self, term: sympy.Indexed, depth: dict) -> Numeric:
        name = str(term.base.label)
        if len(set(term.indices) & set(depth)) == len(term.indices):
            return _view(name, {index: depth[index] for index in term.indices})
        places = [self.closure(index, depth) for index in term.indices]
        return lambda env: env[name][tuple(_place(place(env)) for place in places)]

    def _jet(self, term: Jet, depth: dict) -> Numeric:
        name = f"{term.args[0]}_{term.order}"
        places = [self.closure(index, depth) for index in term.args[2:]]
        if not places:
            return lambda env: env[name]
        half = len(places) // 2 if term.order == 2 else 0

        def value(env: dict) -> Any:
            indices = tuple(_place(place(env)) for place in places)
            return (env[name][indices] + env[name][indices[half:] + indices[:half]]) / 2

        return value

    def _activation(self, term: Act, depth: dict) -> Numeric:
        """As functions of beta t, since `activate` takes one beta: sigma_beta(t) = sigma_1(beta t)
        and beta SoftPlus_beta(t) = SoftPlus_1(beta t)."""
        order, point = int(term.args[0]), self.closure(term.args[1], depth)

        def value(env: dict) -> Any:
            t, beta, activation = (
                np.asarray(point(env), dtype=float),
                env["beta"],
                env["activation"],
            )
            if activation == Activation.TANH:
                return activate(t, 1.0, activation, order)
            power = order - 1 if activation == Activation.SOFTPLUS else order
            scaled = activate(beta * t, 1.0, activation, order)
            return scaled * np.float_power(beta, power) if power else scaled

        return value

    def _power(self, term: sympy.Pow, base: Numeric, exponent: Numeric) -> Numeric:
        if term.exp == 2:
            return lambda env: np.square(base(env))
        if term.exp == -1:
            return lambda env: 1.0 / np.asarray(base(env), dtype=float)
        return super()._power(term, base, exponent)


def _view(name: str, depth: Mapping[sympy.Symbol, int]) -> Numeric:
    """All entries of an array, each of its axes where that of its bound index is: no copy."""
    places, length = list(depth.values()), max(depth.values()) + 1
    order = *sorted(range(len(places)), key=lambda axis: -places[axis]), len(places)

    def value(env: dict) -> np.ndarray:
        array, shape, taken = env[name], [1] * length, []
        for size, (symbol, place) in zip(array.shape, depth.items(), strict=False):
            count = len(env[symbol])
            if count > size:
                raise IndexError(f"search: an index of {name} runs to {count}, beyond its {size}.")
            shape[length - 1 - place] = count
            taken.append(slice(count))
        return array[tuple(taken)].transpose(order).reshape(*shape, array.shape[-1])

    return value


def _place(index: Any) -> np.ndarray:
    """Positions in an array from indices counted from 1, which all settings share."""
    places = np.asarray(index)
    if places.ndim and places.shape[-1] != 1:
        raise StatementError("search: an index differs between the settings of a batch.")
    return (places[..., 0] if places.ndim else places).astype(int) - 1
