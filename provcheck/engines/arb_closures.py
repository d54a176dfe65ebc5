"""Scalar terms compiled once to programs over Arb balls, for searches.

`evaluate` walks a SymPy tree for every box; a program computes each shared subterm once. It only
serves to propose: the kernel has an evaluator of its own, and the tests hold the two against each
other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import flint

from provcheck.engines.term_steps import Stage, steps_of
from provcheck.errors import StatementError
from provcheck.statement.evaluate import evaluate


@dataclass(frozen=True)
class Program:
    """Several terms in the same variables, over one list of registers.

    Args:
        constants: first registers; the variables' values come after them.
        stages: for each term, what its value needs beyond the terms before it.
        places: register of each term.
    """

    constants: tuple[flint.arb, ...]
    stages: tuple[Stage, ...]
    places: tuple[int, ...]

    def begin(self, values: Sequence[flint.arb]) -> list[flint.arb]:
        """Registers for the variables' values, in the order that `compiled` was given."""
        return [*self.constants, *values]

    def reach(self, registers: list[flint.arb], number: int) -> flint.arb:
        """The value of a term; those before it have been reached, one by one."""
        registers += self.stages[number](*registers)
        return registers[self.places[number]]


@dataclass(frozen=True)
class TreeProgram:
    """The same for terms that have no steps: each is evaluated as a tree."""

    terms: tuple
    names: tuple[str, ...]

    def begin(self, values: Sequence[flint.arb]) -> dict[str, flint.arb]:
        return dict(zip(self.names, values, strict=True))

    def reach(self, registers: dict[str, flint.arb], number: int) -> flint.arb:
        return evaluate(self.terms[number], registers)


def compiled(terms: Sequence[Any], names: Sequence[str]) -> Program | TreeProgram:
    """The program of some terms; the same one if it was asked for before.

    Args:
        terms: in the order in which they will be reached.
        names: the variables, in the order in which their values will be given.

    Raises:
        StatementError: when the program runs, where `evaluate` raises it.
    """
    return _compiled(tuple(terms), tuple(names), flint.ctx.prec)


@lru_cache(maxsize=256)
def _compiled(terms: tuple, names: tuple[str, ...], _bits: int) -> Program | TreeProgram:
    """Constants are rounded to the working precision, which is therefore part of the key."""
    try:
        steps = steps_of(terms, names)
        constants = tuple(evaluate(number, {}) for number in steps.constants)
        return Program(constants, steps.functions(_OPERATIONS), steps.places)
    except StatementError:
        return TreeProgram(terms, names)


@lru_cache(maxsize=64)
def _power(exponent: int) -> Callable[[flint.arb], flint.arb]:
    """u^exponent for a whole number above 1; Arb's power of a wide ball around 0 is NaN."""
    is_even = exponent % 2 == 0

    def power(base: flint.arb) -> flint.arb:
        if base > 0 or base < 0:
            return base * base if exponent == 2 else base**exponent
        if is_even:
            return flint.arb(0).union(base.abs_upper() ** exponent)
        result = base
        for _ in range(exponent - 1):
            result = result * base
        return result

    return power


def _real_power(base: flint.arb, exponent: flint.arb) -> flint.arb:
    """A real power is one of a positive number."""
    return base**exponent if base > 0 else flint.arb.nan()


def _root_power(base: flint.arb, exponent: flint.arb) -> flint.arb:
    """A positive rational power, which 0 has too."""
    return base**exponent if base >= 0 else flint.arb.nan()


_OPERATIONS: dict[str, Callable] = {
    "exp": flint.arb.exp,
    "log": flint.arb.log,
    "tanh": flint.arb.tanh,
    "sin": flint.arb.sin,
    "cos": flint.arb.cos,
    "atan": flint.arb.atan,
    "sinh": flint.arb.sinh,
    "cosh": flint.arb.cosh,
    "erf": flint.arb.erf,
    "gamma": flint.arb.gamma,
    "sqrt": flint.arb.sqrt,
    "abs": flint.arb.__abs__,
    "max": flint.arb.max,
    "min": flint.arb.min,
    "power": _power,
    "root_power": _root_power,
    "real_power": _real_power,
}
"""Sums, products and quotients are Python's operators on balls."""
