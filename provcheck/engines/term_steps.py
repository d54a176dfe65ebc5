"""Scalar terms as straight-line steps over registers, and those steps as Python functions.

Equal subterms are one register. What an operation does is for the engine to say: over Arb balls
(`arb_closures.py`) or over arrays of intervals (`vector_intervals.py`). Python runs the steps from
a syntax tree built here of operations and register numbers; no text is ever run.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sympy

from provcheck.errors import StatementError
from provcheck.statement.evaluate import FUNCTIONS

Operation = str | tuple[str, int]
"""A name, or ("power", n) for a whole n > 1."""

Step = tuple[Operation, int, int | None]
"""An operation and the registers of its one or two arguments."""

Stage = Callable[..., tuple]
"""All registers so far -> the registers that follow."""

_FUNCTIONS = FUNCTIONS | {sympy.Abs: "abs"}
_OPERATORS = {"add": ast.Add, "subtract": ast.Sub, "multiply": ast.Mult, "divide": ast.Div}
_LONG = 16
"""Powers above this are one operation."""


@dataclass(frozen=True)
class Steps:
    """Several terms in the same variables.

    Args:
        constants: numbers in the first registers; the variables come after them.
        stages: for each term, the steps that it needs beyond the terms before it.
        places: register of each term.
    """

    constants: tuple[Any, ...]
    variables: int
    stages: tuple[tuple[Step, ...], ...]
    places: tuple[int, ...]

    def functions(self, operations: Mapping[str, Callable]) -> tuple[Stage, ...]:
        """The stages as Python functions; ("power", n) is made by operations["power"](n)."""
        known, stages = len(self.constants) + self.variables, []
        for steps in self.stages:
            stages.append(_stage(steps, known, operations))
            known += len(steps)
        return tuple(stages)


def steps_of(terms: Sequence[Any], names: Sequence[str], *, fold: bool = False) -> Steps:
    """The steps of some terms.

    Args:
        names: the variables, in the order of their registers.
        fold: whether a part without variables is one constant.

    Raises:
        StatementError: a part of a term is no function that is known here.
    """
    builder = _Builder(tuple(names), fold)
    builder.collect_constants(terms)
    places, stages = [], []
    for term in terms:
        done = len(builder.steps)
        places.append(builder.place(term))
        stages.append(tuple(builder.steps[done:]))
    return Steps(tuple(builder.constants), len(builder.names), tuple(stages), tuple(places))


@dataclass
class _Builder:
    """Registers by what they hold: equal terms, and equal steps, are one register."""

    names: tuple[str, ...]
    fold: bool
    constants: list[Any] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    known: dict[Any, int] = field(default_factory=dict)

    def collect_constants(self, terms: Sequence[Any]) -> None:
        """Constants have the first registers, and the variables the next."""
        found: dict[Any, None] = {sympy.S.One: None}
        for term in terms:
            self._collect(sympy.sympify(term), found)
        self.constants = list(found)
        for place, key in enumerate((*self.constants, *self.names)):
            self.known[key] = place

    def _collect(self, term: Any, found: dict[Any, None]) -> None:
        if isinstance(term, sympy.Rational):
            found |= {term: None, abs(term): None}
        elif term in (sympy.pi, sympy.E) or (self.fold and not term.free_symbols):
            is_negative = term.as_coeff_Mul()[0].is_negative
            found |= {term: None, (-term if is_negative else term): None}
        else:
            for part in term.args:
                self._collect(part, found)

    def place(self, term: Any) -> int:
        """The register of a term."""
        if term not in self.known:
            self.known[term] = self._placed(term)
        return self.known[term]

    def _placed(self, term: Any) -> int:
        if isinstance(term, sympy.Symbol) and term.name in self.known:
            return self.known[term.name]
        if isinstance(term, sympy.Add):
            return self._sum(term.args)
        if isinstance(term, sympy.Mul):
            return self._product(term.args)
        if isinstance(term, sympy.Pow):
            return self._power(term.base, term.exp)
        if isinstance(term, sympy.Max | sympy.Min):
            return self._chain("max" if isinstance(term, sympy.Max) else "min", term.args)
        if term.func in _FUNCTIONS and len(term.args) == 1:
            return self._step(_FUNCTIONS[term.func], self.place(term.args[0]))
        raise StatementError(f"'{term}' has no step here; expected a scalar function.")

    def _step(self, operation: Operation, first: int, second: int | None = None) -> int:
        key = (operation, first, second)
        if key not in self.known:
            self.steps.append(key)
            self.known[key] = len(self.constants) + len(self.names) + len(self.steps) - 1
        return self.known[key]

    def _chain(self, operation: str, arguments: Sequence[Any]) -> int:
        place = self.place(arguments[0])
        for argument in arguments[1:]:
            place = self._step(operation, place, self.place(argument))
        return place

    def _sum(self, arguments: Sequence[Any]) -> int:
        """What has a minus is subtracted, which saves a product."""
        plus = [part for part in arguments if not part.as_coeff_Mul()[0].is_negative]
        minus = [-part for part in arguments if part.as_coeff_Mul()[0].is_negative]
        if not plus:
            return self._step("negate", self._chain("add", minus))
        place = self._chain("add", plus)
        for part in minus:
            place = self._step("subtract", place, self.place(part))
        return place

    def _product(self, factors: Sequence[Any]) -> int:
        if factors[0] == -1:
            return self._step("negate", self._chain("multiply", factors[1:]))
        return self._chain("multiply", factors)

    def _power(self, base: Any, exponent: Any) -> int:
        place = self.place(base)
        if isinstance(exponent, sympy.Integer):
            place = place if exponent > 0 else self._inverse(place)
            return self._whole_power(place, abs(int(exponent)), base.is_nonnegative)
        if abs(exponent) == sympy.Rational(1, 2):
            root = self._step("sqrt", place)
            return root if exponent.is_positive else self._inverse(root)
        is_root = isinstance(exponent, sympy.Rational) and exponent > 0
        return self._step("root_power" if is_root else "real_power", place, self.place(exponent))

    def _whole_power(self, place: int, exponent: int, is_nonnegative: bool | None) -> int:
        """By squares where the sign is known, which is fastest; they would lose it elsewhere."""
        if exponent == 1:
            return place
        if not is_nonnegative or exponent > _LONG:
            return self._step(("power", exponent), place)
        half = self._whole_power(place, exponent // 2, True)
        square = self._step("multiply", half, half)
        return self._step("multiply", square, place) if exponent % 2 else square

    def _inverse(self, place: int) -> int:
        return self._step("divide", self.known[sympy.S.One], place)


# ---------------------------------------------------------------- steps as Python functions


def _stage(steps: Sequence[Step], known: int, operations: Mapping[str, Callable]) -> Stage:
    """A Python function of the first `known` registers that returns those of the steps."""
    namespace: dict[str, Any] = {}
    body: list[ast.stmt] = []
    for number, step in enumerate(steps):
        target = _register(known + number, ast.Store())
        body.append(ast.Assign([target], _call(step, operations, namespace)))
    results: list[ast.expr] = [_register(known + number) for number in range(len(steps))]
    body.append(ast.Return(ast.Tuple(results, ast.Load())))
    parameters = [ast.arg(f"r{place}") for place in range(known)]
    arguments = ast.arguments([], parameters, None, [], [], None, [])
    module = ast.Module([ast.FunctionDef("stage", arguments, body, [])], [])
    exec(compile(ast.fix_missing_locations(module), "<steps>", "exec"), namespace)  # noqa: S102
    return namespace["stage"]


def _register(place: int, context: ast.expr_context | None = None) -> ast.Name:
    return ast.Name(f"r{place}", context or ast.Load())


def _call(step: Step, operations: Mapping[str, Callable], namespace: dict[str, Any]) -> ast.expr:
    """A Python operator where the engine names no function, else a call of it."""
    operation, first, second = step
    if operation in _OPERATORS and operation not in operations:
        return ast.BinOp(_register(first), _OPERATORS[operation](), _register(second))
    if operation == "negate" and operation not in operations:
        return ast.UnaryOp(ast.USub(), _register(first))
    if isinstance(operation, tuple):
        name, function = f"power_{operation[1]}", operations[operation[0]](operation[1])
    else:
        name, function = operation, operations.get(operation)
    if function is None:
        raise StatementError(f"'{name}' has no meaning here; known are {sorted(operations)}.")
    namespace[name] = function
    arguments: list[ast.expr] = [_register(p) for p in (first, second) if p is not None]
    return ast.Call(ast.Name(name, ast.Load()), arguments, [])
