"""Branch and bound in Arb balls: inequalities on boxes, with a certificate for the kernel.

Every box is a product of intervals with rational ends; a ball evaluation of the difference of
the two sides that is certainly >= 0 settles it for all its points at once. Bounds that are
attained cannot be settled so: there the search ends stuck, and says where.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from typing import Any

import flint
import sympy

from provcheck.engines.arb_closures import compiled
from provcheck.engines.numeric import Sides, sides_of
from provcheck.errors import DomainError, StatementError
from provcheck.statement.evaluate import ball, precision

Box = Mapping[str, tuple[Fraction, Fraction]]
Progress = Callable[[int, int], None]


class Status(Enum):
    """How an enclosure ended."""

    HOLDS = "every box is certainly fine"
    VIOLATED = "a point certainly violates"
    STUCK = "undecided within the limits"


@dataclass(frozen=True)
class Enclosure:
    """Outcome of `enclose_inequality`.

    Args:
        certificate: {"boxes": [{"x": ["l", "u"], …}, …], "bits": 64}, rationals as strings; the
            boxes cover the range. Empty unless the status is HOLDS.
        stuck: a box that could not be settled, for STUCK.
        point: rationals as strings, for VIOLATED.
        boxes: how many boxes were evaluated.
    """

    status: Status
    certificate: Mapping[str, Any] = field(default_factory=dict)
    stuck: Mapping[str, list[str]] | None = None
    point: Mapping[str, str] | None = None
    boxes: int = 0
    reason: str = ""


def enclose_inequality(
    relation: Any,
    box: Mapping[Any, tuple[Any, Any]],
    *,
    max_boxes: int = 20_000,
    bits: int = 64,
    values: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Enclosure:
    """Decide an inequality for all points of a bounded box.

    Args:
        relation: <=, <, >= or > between terms in the box's variables.
        box: closed range of every variable, rational ends.
        max_boxes: most boxes evaluated.
        bits: working precision, which the certificate states.
        values: balls of further symbols, such as "beta".

    Raises:
        StatementError: no inequality, an unknown function, or a free symbol without a range.
        DomainError: a range is empty or not finite.
    """
    sides = sides_of(relation)
    if sides.is_equality:
        raise StatementError(f"enclose: '{relation}' is an equality; boxes decide inequalities.")
    whole = _whole(box)
    with precision(bits):
        search = _BoxSearch(sides, tuple(whole), dict(values or {}), bits)
        return search.run(whole, max_boxes, progress or (lambda *_: None))


def _whole(box: Mapping[Any, tuple[Any, Any]]) -> Box:
    whole = {}
    for variable, ends in box.items():
        try:
            low, high = Fraction(str(ends[0])), Fraction(str(ends[1]))
        except ValueError as error:
            raise DomainError(f"enclose: {variable} in {ends}; expected rational ends.") from error
        if low > high:
            raise DomainError(f"enclose: {variable} in [{low}, {high}] is empty.")
        check_signs(variable, low)
        whole[str(variable)] = (low, high)
    return whole


def check_signs(variable: Any, low: Any) -> None:
    """Refuse a range that a symbol's own assumptions forbid; SymPy has simplified with them.

    Raises:
        DomainError: a non-negative symbol with a range that starts below 0.
    """
    if getattr(variable, "is_nonnegative", False) and low < 0:
        raise DomainError(f"enclose: {variable} is declared non-negative, its range from {low}.")


class _BoxSearch:
    """Breadth-first subdivision of one box."""

    def __init__(
        self, sides: Sides, names: tuple[str, ...], values: dict[str, Any], bits: int
    ) -> None:
        difference = sides.large - sides.small
        guards = list(dict.fromkeys(guards_of(difference)))
        self.satisfied = [SATISFIED[kind] for _, kind in guards]
        others = {name: value for name, value in values.items() if name not in names}
        self.others = tuple(others.values())
        terms = [*(term for term, _ in guards), difference]
        self.program = compiled(terms, (*names, *others))
        self.is_strict, self.bits = sides.is_strict, bits

    def run(self, whole: Box, max_boxes: int, progress: Progress) -> Enclosure:
        queue, settled, count = deque([whole]), [], 0
        while queue:
            if count >= max_boxes:
                return self._stuck(queue[0], count, max_boxes)
            box = queue.popleft()
            if count % 256 == 0:
                progress(count, len(queue))
            count += 1
            if self._is_settled(box):
                settled.append(box)
                continue
            point = {name: (low + high) / 2 for name, (low, high) in box.items()}
            if self._is_violated(point):
                texts = {name: str(value) for name, value in point.items()}
                return Enclosure(Status.VIOLATED, point=texts, boxes=count)
            if all(low == high for low, high in box.values()):
                return self._stuck(box, count, max_boxes)
            queue.extend(_halves(box, whole))
        boxes = [_as_text(box) for box in settled]
        return Enclosure(Status.HOLDS, {"boxes": boxes, "bits": self.bits}, boxes=count)

    def _stuck(self, box: Box, count: int, max_boxes: int) -> Enclosure:
        reason = f"{count} of at most {max_boxes} boxes evaluated, at {self.bits} bits; a bound "
        reason += "that is attained needs an argument of its own there."
        return Enclosure(Status.STUCK, stuck=_as_text(box), boxes=count, reason=reason)

    def _is_settled(self, box: Box) -> bool:
        value = self._difference(interval_ball(*ends) for ends in box.values())
        return value is not None and bool(value > 0 if self.is_strict else value >= 0)

    def _is_violated(self, point: Mapping[str, Fraction]) -> bool:
        value = self._difference(ball(number) for number in point.values())
        return value is not None and bool(value < 0 or (self.is_strict and value.is_zero()))

    def _difference(self, balls: Iterable[flint.arb]) -> flint.arb | None:
        """Large minus small side, None where it may be undefined."""
        registers = self.program.begin((*balls, *self.others))
        for number, is_satisfied in enumerate(self.satisfied):
            value = self.program.reach(registers, number)
            if not (value.is_finite() and is_satisfied(value)):
                return None
        return self.program.reach(registers, len(self.satisfied))


def interval_ball(low: Fraction, high: Fraction) -> flint.arb:
    """A ball that contains [low, high]."""
    return ball(low).union(ball(high)) if low != high else ball(low)


def _halves(box: Box, whole: Box) -> list[Box]:
    """The box cut across its side that is longest relative to the whole."""

    def share(name: str) -> Fraction:
        width = whole[name][1] - whole[name][0]
        return (box[name][1] - box[name][0]) / width if width else Fraction(0)

    name = max(sorted(box), key=share)
    low, high = box[name]
    middle = (low + high) / 2
    return [{**box, name: (low, middle)}, {**box, name: (middle, high)}]


def _as_text(box: Box) -> dict[str, list[str]]:
    return {name: [str(low), str(high)] for name, (low, high) in box.items()}


def guards_of(expression: Any) -> list[tuple[Any, str]]:
    """Where an expression may be undefined: terms that must be ">0", ">=0" or "!=0".

    Arb answers a division by a ball around 0 with NaN, but a bounded function of it (tanh(1/x))
    is finite again, and roots of possibly negative numbers are read as roots of their
    non-negative part; both would hide a point where the expression has no value.
    """
    guards = []
    for part in sympy.preorder_traversal(expression):
        if isinstance(part, sympy.Pow) and part.base is not sympy.E:
            guards += _power_guard(part)
        elif isinstance(part, sympy.log | sympy.gamma):
            guards.append((part.args[0], ">0"))
    return guards


def _power_guard(power: sympy.Pow) -> list[tuple[Any, str]]:
    base, exponent = power.base, power.exp
    if isinstance(exponent, sympy.Integer):
        is_fine = exponent > 0 or base.is_positive  # 1 + exp(-x), for a real x
        return [] if is_fine else [(base, "!=0")]
    if exponent == sympy.Rational(1, 2):
        return [] if base.is_nonnegative else [(base, ">=0")]
    return [] if base.is_positive and base.is_number else [(base, ">0")]


SATISFIED: dict[str, Callable[[flint.arb], bool]] = {
    ">0": lambda value: value > 0,
    ">=0": lambda value: value >= 0,
    "!=0": lambda value: value > 0 or value < 0,
}
"""What a guard asks of its term's ball."""
