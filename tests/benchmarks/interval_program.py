"""A SymPy term as a straight line of interval operations, for intervals of any kind.

Constants become intervals once, rounded outward from the exact rational; every subterm is computed
once. What a kind of interval has no function for is refused.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any


class CannotSay(Exception):
    """A tool has no words for a part of a problem."""


@dataclass(frozen=True)
class Program:
    """What computes the enclosure of a term.

    Args:
        start: the registers before the run: variables (to be filled in) and constants.
        places: the register of each variable.
        steps: (operation, the registers it reads); each writes the next register.
    """

    start: tuple[Any, ...]
    places: Mapping[str, int]
    steps: tuple[tuple[Callable, tuple[int, ...]], ...]

    def __call__(self, box: Mapping[str, Any]) -> Any:
        registers = list(self.start)
        for name, place in self.places.items():
            registers[place] = box[name]
        for operation, reads in self.steps:
            registers.append(operation(*(registers[place] for place in reads)))
        return registers[-1]


def program_of(term, arithmetic) -> Program:
    """The program of a term; its last register is the result.

    Args:
        arithmetic: has `constant(Fraction | "pi" | "E")`, `power(exponent: Fraction)`, which
            gives a function of one interval, and `functions`, by SymPy's name of the class.

    Raises:
        CannotSay: the arithmetic has no such function.
    """
    import sympy

    order = list(dict.fromkeys(sympy.postorder_traversal(term)))
    leaves = [part for part in order if part.is_Symbol or part.is_number and not part.args]
    start = [None if p.is_Symbol else arithmetic.constant(_exact(p)) for p in leaves]
    register = {part: place for place, part in enumerate(leaves)}
    steps: list[tuple[Callable, tuple[int, ...]]] = []

    def emit(operation: Callable, reads: Sequence[int]) -> int:
        steps.append((operation, tuple(reads)))
        return len(leaves) + len(steps) - 1

    for part in order:
        if part not in register:
            register[part] = _emitted(part, register, arithmetic, emit)
    if not steps or register[term] != len(leaves) + len(steps) - 1:
        emit(lambda value: value, [register[term]])
    places = {part.name: place for part, place in register.items() if part.is_Symbol}
    return Program(tuple(start), places, tuple(steps))


def _emitted(part, register: Mapping, arithmetic, emit: Callable) -> int:
    import operator

    import sympy

    name = type(part).__name__
    reads = [register[argument] for argument in part.args]
    folded = {"Add": operator.add, "Mul": operator.mul}
    folded |= {key: arithmetic.functions[key] for key in ("Max", "Min")}
    if name in folded:
        place = reads[0]
        for read in reads[1:]:
            place = emit(folded[name], [place, read])
        return place
    if isinstance(part, sympy.Pow) and part.exp.is_Rational:
        return emit(arithmetic.power(_exact(part.exp)), reads[:1])
    if name not in arithmetic.functions or name == "Pow" and len(reads) != 2:
        raise CannotSay(f"no function {name}")
    return emit(arithmetic.functions[name], reads)


def _exact(number) -> Fraction | str:
    if number.is_Rational:
        return Fraction(int(number.p), int(number.q))
    name = {"Pi": "pi", "Exp1": "E"}.get(type(number).__name__)
    if name is None:
        raise CannotSay(f"no constant {number}")
    return name
