"""A comparison on a bounded box, part by part in ball arithmetic (trusted)."""

from fractions import Fraction

import flint
import sympy

from provcheck.errors import Rejected
from provcheck.relations import OPERATORS, free_names
from provcheck.statement.claim import Claim, Line
from provcheck.statement.evaluate import ball, evaluate, precision


def require_on_boxes(claim: Claim, line: Line) -> None:
    """The line's comparison holds on every box, and the boxes cover the claim's range.

    Arguments of the line: boxes ([{name: (low, high)}, …], rationals as strings), bits.

    Raises:
        Rejected: a box on which the comparison is not certain, or a part that no box covers.
    """
    operator = OPERATORS[line.relation.func]
    small, large = reversed(line.relation.args) if operator[1] else line.relation.args
    names = sorted(free_names(line.relation))
    boxes = [
        {name: tuple(Fraction(end) for end in box[name]) for name in names}
        for box in line.by.arguments["boxes"]
    ]
    _require_cover(range_of(claim, names), boxes)
    with precision(int(line.by.arguments.get("bits", 64))):
        for box in boxes:
            values = {name: _interval(*box[name]) for name in names}
            if not all(evaluate(side, values).is_finite() for side in (small, large)):
                raise Rejected(f"on the box {box} a side is not known to have a value.")
            slack = evaluate(large - small, values)
            if operator[0] == "==" or not (slack > 0 if operator[0] == "<" else slack >= 0):
                raise Rejected(f"on the box {box} the slack is only known to be in {slack}.")


def _interval(low: Fraction, high: Fraction) -> flint.arb:
    return ball(low).union(ball(high))


def range_of(claim: Claim, names: list[str]) -> dict[str, tuple[Fraction, Fraction]]:
    """The closed range that the hypotheses give each variable.

    Raises:
        Rejected: a variable is not bounded on both sides by numbers.
    """
    ranges: dict[str, list] = {name: [None, None] for name in names}
    for hypothesis in claim.hypotheses:
        relation = hypothesis.relation
        if hypothesis.for_all or not isinstance(relation, sympy.Ge | sympy.Le):
            continue
        variable, number = relation.args
        if str(variable) in ranges and isinstance(number, sympy.Rational):
            end = 0 if isinstance(relation, sympy.Ge) else 1
            ranges[str(variable)][end] = Fraction(int(number.p), int(number.q))
    for name, ends in ranges.items():
        if None in ends:
            raise Rejected(
                f"{name} is not bounded on both sides by hypotheses; give a tail argument."
            )
    return {name: tuple(ends) for name, ends in ranges.items()}


def _require_cover(region: dict, boxes: list[dict]) -> None:
    """Every point of the region lies in some box."""
    if any(low > high for low, high in region.values()):
        raise Rejected(f"the range {region} is empty.")
    touching = [
        b for b in boxes if all(b[n][0] <= hi and b[n][1] >= lo for n, (lo, hi) in region.items())
    ]
    for box in touching:
        if all(box[n][0] <= lo and hi <= box[n][1] for n, (lo, hi) in region.items()):
            return
    for name, (low, high) in region.items():
        cuts = sorted({end for box in touching for end in box[name] if low < end < high})
        if cuts:
            cut = cuts[len(cuts) // 2]  # halves the work: depth is logarithmic
            _require_cover({**region, name: (low, cut)}, touching)
            _require_cover({**region, name: (cut, high)}, touching)
            return
    raise Rejected(f"the boxes leave {region} uncovered.")
