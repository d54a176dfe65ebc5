"""Float64 meaning of terms and relations, compiled once to closures, for searches only.

Nothing here decides anything: a float that comes out too large is only a reason to look closer
with balls. A bound index is an integer array along an axis of its own, so that a sum over an
index is one NumPy sum.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import sympy

from provcheck.errors import StatementError
from provcheck.reference.activations import activate
from provcheck.statement.calculus import evaluate_derivatives
from provcheck.statement.claim import Quantity
from provcheck.statement.terms import (
    Act,
    Defined,
    Directional,
    IndexRange,
    Jet,
    LeastSingularValue,
    MaxOver,
    Norm,
    OperatorNorm,
    Partial,
)
from provcheck.statement.unfold import body_of

Numeric = Callable[[dict], Any]

MEMO = "values of the closed sums and names met so far in one evaluation"

ELEMENTARY: dict[Any, Callable] = {
    sympy.exp: np.exp,
    sympy.log: np.log,
    sympy.tanh: np.tanh,
    sympy.sin: np.sin,
    sympy.cos: np.cos,
    sympy.atan: np.arctan,
    sympy.sinh: np.sinh,
    sympy.cosh: np.cosh,
    sympy.Abs: np.abs,
}
"""Functions of one number, with their numpy twins."""


@dataclass(frozen=True)
class Sides:
    """A relation read as small <= large; `is_equality` and `is_strict` say how it may fail."""

    small: Any
    large: Any
    is_strict: bool = False
    is_equality: bool = False


def sides_of(relation: Any) -> Sides:
    """The two sides of a comparison, the one that must not be larger first.

    Raises:
        StatementError: not a comparison of two numbers.
    """
    if isinstance(relation, sympy.Eq):
        return Sides(relation.lhs, relation.rhs, is_equality=True)
    if isinstance(relation, sympy.Le | sympy.Lt):
        return Sides(relation.lhs, relation.rhs, is_strict=isinstance(relation, sympy.Lt))
    if isinstance(relation, sympy.Ge | sympy.Gt):
        return Sides(relation.rhs, relation.lhs, is_strict=isinstance(relation, sympy.Gt))
    raise StatementError(f"'{relation}' is no comparison of two numbers; nothing to evaluate.")


def compile_term(term: Any, quantities: tuple[Quantity, ...] = ()) -> Callable[[Mapping], float]:
    """Float64 value of a scalar term as a function of a values mapping.

    A quantity's own function is used wherever its term stands outside the reach of an index that
    it depends on; everything else is read from the term itself.

    Raises:
        StatementError: the term has a function without a float meaning here.
    """
    run = TermCompiler(quantities).closure(term, {})

    def value(values: Mapping) -> float:
        return float(np.asarray(run({**values, MEMO: {}})).reshape(()))

    return value


class TermCompiler:
    """One recursive pass over a term; `depth` gives every bound index its axis from the right."""

    axes_on_the_right = 0
    """Axes of an array that no bound index has."""

    def __init__(self, quantities: tuple[Quantity, ...]) -> None:
        self.functions = {q.term: _number_of(q) for q in quantities if q.compiled or q.reference}

    def closure(self, term: Any, depth: dict) -> Numeric:
        function = self.functions.get(term)
        if function is not None and not (term.free_symbols & set(depth)):
            return function
        if isinstance(term, sympy.Rational):
            constant = np.float64(int(term.p) / int(term.q))
            return lambda env: constant
        if isinstance(term, sympy.NumberSymbol):
            constant = np.float64(term)
            return lambda env: constant
        if isinstance(term, sympy.Symbol):
            return self._symbol(term)
        if isinstance(term, sympy.Indexed):
            return self._entry(term, depth)
        if isinstance(term, Jet):
            return self._jet(term, depth)
        if isinstance(term, Defined):
            return self._once(term, self.closure(body_of(term), depth), depth)
        if isinstance(term, IndexRange | sympy.Sum):
            return self._once(term, self._range(term, depth), depth)
        if isinstance(term, Act):
            return self._activation(term, depth)
        if isinstance(term, Partial | Directional):
            return self.closure(evaluate_derivatives(term), depth)
        if isinstance(term, sympy.KroneckerDelta):
            left, right = (self.closure(index, depth) for index in term.args[:2])
            return lambda env: np.equal(left(env), right(env)).astype(float)
        return self._operation(term, depth)

    def _once(self, term: Any, run: Numeric, depth: dict) -> Numeric:
        """Evaluate a term without bound indices once, however often it occurs."""
        if term.free_symbols & set(depth):
            return run

        def remembered(env: dict) -> Any:
            memo = env[MEMO]
            if term not in memo:
                memo[term] = run(env)
            return memo[term]

        return remembered

    def _symbol(self, symbol: sympy.Symbol) -> Numeric:
        name = symbol.name
        return lambda env: env[symbol] if symbol in env else env[name]

    def _entry(self, term: sympy.Indexed, depth: dict) -> Numeric:
        name = str(term.base.label)
        places = [self.closure(index, depth) for index in term.indices]
        return lambda env: env[name][tuple(np.asarray(p(env)).astype(int) - 1 for p in places)]

    def _jet(self, term: Jet, depth: dict) -> Numeric:
        """The value, gradient or (symmetric) Hessian of an arbitrary function; see `evaluate`."""
        name = f"{term.args[0]}_{term.order}"
        places = [self.closure(index, depth) for index in term.args[2:]]
        if not places:
            return lambda env: env[name]
        half = len(places) // 2 if term.order == 2 else 0

        def value(env: dict) -> Any:
            indices = tuple(np.asarray(place(env)).astype(int) - 1 for place in places)
            return (env[name][indices] + env[name][indices[half:] + indices[:half]]) / 2

        return value

    def _activation(self, term: Act, depth: dict) -> Numeric:
        order, point = int(term.args[0]), self.closure(term.args[1], depth)
        return lambda env: activate(
            np.asarray(point(env), dtype=float), env["beta"], env["activation"], order
        )

    def _operation(self, term: Any, depth: dict) -> Numeric:
        parts = [self.closure(argument, depth) for argument in term.args]
        if isinstance(term, sympy.Add):
            return lambda env: sum(part(env) for part in parts)
        if isinstance(term, sympy.Mul):
            return lambda env: _product(part(env) for part in parts)
        if isinstance(term, sympy.Pow):
            return self._power(term, *parts)
        if isinstance(term, sympy.Max):
            return lambda env: _fold(np.maximum, [part(env) for part in parts])
        if isinstance(term, sympy.Min):
            return lambda env: _fold(np.minimum, [part(env) for part in parts])
        if term.func in ELEMENTARY and len(parts) == 1:
            function, inner = ELEMENTARY[term.func], parts[0]
            return lambda env: function(inner(env))
        raise StatementError(f"search: '{term}' has no float meaning here.")

    def _power(self, term: sympy.Pow, base: Numeric, exponent: Numeric) -> Numeric:
        if term.exp == sympy.Rational(1, 2):
            return lambda env: np.sqrt(base(env))
        if isinstance(term.exp, sympy.Integer):
            whole = int(term.exp)
            return lambda env: np.float_power(base(env), whole)
        return lambda env: np.float_power(base(env), exponent(env))

    def _range(self, term: Any, depth: dict) -> Numeric:
        symbols = [limit[0] for limit in term.limits]
        inner = {**depth, **{s: len(depth) + k for k, s in enumerate(symbols)}}
        body = self.closure(term.function, inner)
        sizes = [self.closure(limit[2], depth) for limit in term.limits]
        right = self.axes_on_the_right
        fold, axes = fold_of(term), tuple(-(inner[s] + 1 + right) for s in symbols)

        def run(env: dict) -> Any:
            counts = [int(np.asarray(size(env)).reshape(())) for size in sizes]
            env = dict(env)
            for symbol, count in zip(symbols, counts, strict=True):
                env[symbol] = positions(count, inner[symbol] + right)
            return fold(spread(body(env), axes, counts), axes)

        return run


def _number_of(quantity: Quantity) -> Numeric:
    """The quantity's own function; whatever it gives that is no number is an error that says so."""
    function = quantity.compiled or quantity.reference

    def number(env: dict) -> Any:
        value = function(env)
        if isinstance(value, float) or _is_real(value):
            return value
        raise StatementError(
            f"the quantity '{quantity.name}' gave {_described(value)}; expected one real number. "
            f"Its function: {_place_of(function)}."
        )

    return number


def _is_real(value: Any) -> bool:
    """A real number, or an array of a single one."""
    kind = np.asarray(value).dtype.kind
    return kind in "biuf" and np.size(value) == 1


def _described(value: Any) -> str:
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        return f"an array of shape {value.shape}"
    return "None" if value is None else f"{type(value).__name__} {value!r:.60}"


def _place_of(function: Callable) -> str:
    """`my_lemma.py, line 12`, as far as it is known."""
    code = getattr(inspect.unwrap(getattr(function, "py_func", function)), "__code__", None)
    if code is None:
        return repr(function)
    return f"{Path(code.co_filename).name}, line {code.co_firstlineno}"


def spread(value: Any, axes: tuple[int, ...], counts: list[int]) -> np.ndarray:
    """The value repeated along every bound axis that it does not depend on."""
    value = np.asarray(value)
    shape = [1] * max(value.ndim, max(-axis for axis in axes))
    shape[len(shape) - value.ndim :] = value.shape
    for axis, count in zip(axes, counts, strict=True):
        shape[axis] = count
    return value if value.shape == tuple(shape) else np.broadcast_to(value, shape)


def positions(count: int, place: int) -> np.ndarray:
    """1 … count along an axis with so many others on its right."""
    return np.arange(1, count + 1).reshape((-1,) + (1,) * place)


def fold_of(term: Any) -> Callable[[np.ndarray, tuple[int, ...]], Any]:
    if isinstance(term, sympy.Sum):
        return lambda value, axes: np.sum(value, axis=axes, keepdims=True)
    if isinstance(term, Norm):
        return _norm
    if isinstance(term, MaxOver):
        return lambda value, axes: np.max(value, axis=axes, keepdims=True)
    if isinstance(term, OperatorNorm):
        return _operator_norm
    if isinstance(term, LeastSingularValue):
        return _least_singular_value
    raise StatementError(f"search: '{term}' has no float meaning here.")


def _operator_norm(value: np.ndarray, axes: tuple[int, ...]) -> np.ndarray:
    """Largest singular value, of thin matrices without a decomposition.

    Of two rows or columns u and v it is the root of the largest eigenvalue of their Gram matrix,
    (u² + v² + sqrt((u² - v²)² + 4 (u·v)²))/2: nothing cancels that counts.
    """
    thin = min(axes, key=lambda axis: value.shape[axis])
    if value.shape[thin] == 1:
        return _norm(value, axes)
    if value.shape[thin] > 2:
        return np.linalg.norm(value, 2, axis=axes, keepdims=True)
    scale = np.max(np.abs(value), axis=axes, keepdims=True)
    safe = np.where(scale > 0, scale, 1.0)
    long = next(axis for axis in axes if axis != thin)
    u, v = (np.take(value, [k], axis=thin) / safe for k in (0, 1))
    uu, vv, uv = (np.sum(x * y, axis=long, keepdims=True) for x, y in ((u, u), (v, v), (u, v)))
    return safe * np.sqrt((uu + vv + np.hypot(uu - vv, 2 * uv)) / 2)


def _least_singular_value(value: np.ndarray, axes: tuple[int, ...]) -> np.ndarray:
    """Least singular value; 0 with more rows than columns."""
    rows, columns = (value.shape[axis] for axis in axes)
    least = np.linalg.norm(value, -2, axis=axes, keepdims=True)
    return least if rows <= columns else np.zeros_like(least)


def _norm(value: np.ndarray, axes: tuple[int, ...]) -> np.ndarray:
    """Euclidean norm, scaled so that squares neither overflow nor vanish."""
    scale = np.max(np.abs(value), axis=axes, keepdims=True)
    safe = np.where(scale > 0, scale, 1.0)
    return safe * np.sqrt(np.sum((value / safe) ** 2, axis=axes, keepdims=True))


def _product(factors: Any) -> Any:
    factors = iter(factors)
    first = next(factors)
    is_float = getattr(first, "dtype", None) == np.float64
    result = first if is_float else np.float64(1.0) * first  # integers could overflow
    for factor in factors:
        result = result * factor
    return result


def _fold(operation: Callable, values: list) -> Any:
    result = values[0]
    for value in values[1:]:
        result = operation(result, value)
    return result
