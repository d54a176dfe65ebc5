"""Compare the two sides of a claim at one setting in balls: what a float search must ask.

It reads the symbolic statement, as the kernel does, but makes no evidence; the kernel's
`certify` has the last word.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any

import flint
import sympy

from provcheck.engines.numeric import Sides, sides_of
from provcheck.errors import StatementError, Undecided
from provcheck.statement.claim import Claim, Hypothesis
from provcheck.statement.evaluate import ball, evaluate, exact, precision, setting_values
from provcheck.statement.space import Setting, Space
from provcheck.statement.unfold import rename_bound, unfold

BITS = (256, 1024)
"""Fewer bits are no cheaper, and what a float search brings here mostly is a tie: sides that agree
to half of the first of these, and no float search can have seen less."""


class Outcome(Enum):
    """What balls say about a relation at a setting."""

    VIOLATED = "certainly violated"
    HOLDS = "certainly holds"
    TIED = "the two sides agree to 128 bits, or both vanish"
    EXCLUDED = "a hypothesis certainly fails"
    UNDECIDED = "balls overlap, or a term has no numeric meaning"


def settle(claim: Claim, setting: Setting, relation: Any) -> Outcome:
    """The outcome at the first precision that decides."""
    outcome = Outcome.UNDECIDED
    try:
        for bits in BITS:
            with precision(bits):
                outcome = _at(claim, setting, sides_of(relation), bits)
            if outcome is not Outcome.UNDECIDED:
                return outcome
        return outcome
    except (StatementError, Undecided):
        return Outcome.UNDECIDED


def _at(claim: Claim, setting: Setting, sides: Sides, bits: int) -> Outcome:
    allowed = _hypotheses(claim, setting, bits)
    if allowed is Outcome.EXCLUDED:
        return allowed
    outcome = _compare(sides, setting_values(claim.space, setting, ball), bits)
    if outcome is Outcome.VIOLATED and allowed is not Outcome.HOLDS:
        return Outcome.UNDECIDED
    return outcome


def ball_ratio(claim: Claim, setting: Setting, relation: Any) -> float | None:
    """small/large at an admitted setting, to 30 bits at least; None where balls do not give it."""
    if not is_admitted(claim, setting):
        return None
    sides = sides_of(relation)
    for bits in BITS:
        with precision(bits):
            values = setting_values(claim.space, setting, ball)
            small, large = (
                flint.arb(evaluate(side, values)) for side in (sides.small, sides.large)
            )
            ratio = small / large if large > 0 else flint.arb.nan()
            if ratio.is_finite() and (ratio.rel_accuracy_bits() >= 30 or ratio.is_exact()):
                return float(ratio.mid())
    return None


def is_admitted(claim: Claim, setting: Setting) -> bool:
    """Whether a setting certainly satisfies the hypotheses that numbers can decide."""
    try:
        with precision(BITS[0]):
            return _hypotheses(claim, setting, BITS[0]) is Outcome.HOLDS
    except (StatementError, Undecided):
        return False


def _hypotheses(claim: Claim, setting: Setting, bits: int) -> Outcome:
    outcome = Outcome.HOLDS
    for hypothesis in plain_hypotheses(claim):
        for point in index_points(index_ranges(claim.space, hypothesis), setting.values):
            holds = _holds(claim, setting, sides_of(hypothesis.relation), point, bits)
            if holds is Outcome.VIOLATED:
                return Outcome.EXCLUDED
            if holds is not Outcome.HOLDS:
                outcome = Outcome.UNDECIDED
    return outcome


def _holds(claim: Claim, setting: Setting, sides: Sides, point: dict, bits: int) -> Outcome:
    """A hypothesis at a setting: exactly where both sides are rational, for it may be tight."""
    try:
        values = {**setting_values(claim.space, setting, exact), **point}
        small, large = (evaluate(side, values, exact) for side in (sides.small, sides.large))
    except Undecided:
        return _compare(sides, {**setting_values(claim.space, setting, ball), **point}, bits)
    if sides.is_equality:
        fine = small == large
    else:
        fine = small < large if sides.is_strict else small <= large
    return Outcome.HOLDS if fine else Outcome.VIOLATED


def plain_hypotheses(claim: Claim) -> list[Hypothesis]:
    """The hypotheses that compare two numbers at a setting, perhaps for all values of indices.

    One that SymPy has simplified to true or false is not among them; see `impossible`.
    """
    return [
        hypothesis
        for hypothesis in claim.hypotheses
        if getattr(hypothesis.relation, "is_Relational", False)
        and all(symbol.is_integer for symbol in hypothesis.for_all)
    ]


def impossible(claim: Claim) -> list[str]:
    """Names of the hypotheses that SymPy has simplified to false: the claim is vacuous."""
    return [h.name for h in claim.hypotheses if h.relation in (sympy.false, False)]


def index_ranges(space: Space, hypothesis: Hypothesis) -> dict[sympy.Symbol, str]:
    """The name of the size up to which each index of a hypothesis runs.

    Raises:
        StatementError: an index stands in no array entry, so that its range is unknown.
    """
    return {symbol: _range_of(space, hypothesis, symbol) for symbol in hypothesis.for_all}


def index_points(ranges: Mapping[sympy.Symbol, str], sizes: Mapping[str, Any]) -> list[dict]:
    """Every value of the indices, as updates of a values mapping."""
    points: list[dict] = [{}]
    for symbol, size in ranges.items():
        points = [{**point, symbol: k} for point in points for k in range(1, int(sizes[size]) + 1)]
    return points


def _range_of(space: Space, hypothesis: Hypothesis, symbol: sympy.Symbol) -> str:
    for entry in rename_bound(unfold(hypothesis.relation)).atoms(sympy.Indexed):
        if symbol in entry.indices:
            return str(space[str(entry.base.label)].shape[entry.indices.index(symbol)])
    raise StatementError(f"hypothesis '{hypothesis.name}': '{symbol}' indexes no array.")


def _compare(sides: Sides, values: dict, bits: int) -> Outcome:
    small, large = (flint.arb(evaluate(side, values)) for side in (sides.small, sides.large))
    difference = small - large
    if not difference.is_finite():
        return Outcome.UNDECIDED
    if sides.is_equality:
        if difference.is_zero():
            return Outcome.HOLDS
        if not difference.contains(0):
            return Outcome.VIOLATED
    elif difference > 0 or (sides.is_strict and difference.is_zero()):
        return Outcome.VIOLATED
    elif difference < 0 or (not sides.is_strict and difference <= 0):
        return Outcome.HOLDS
    scale = abs(small).max(abs(large))
    if bits == BITS[-1] and scale < flint.arb(2) ** (-(bits // 2)):
        return Outcome.TIED  # both sides vanish; what a float saw is its own rounding
    agree = abs(difference) <= scale * flint.arb(2) ** (-(bits // 2))
    return Outcome.TIED if agree else Outcome.UNDECIDED
