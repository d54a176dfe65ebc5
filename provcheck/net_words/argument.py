"""Why a claim fails at a net, from the argument that the kernel checked there."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from provcheck.net_words.names import (
    COMMA,
    Spelled,
    joined,
    number_text,
    plain,
    spelled_numbers,
    unbroken,
    variable_name,
)
from provcheck.net_words.pieces import flow_at_kink, pieces_taken
from provcheck.net_words.polynomials import equation, grouped, sides, spelled, value
from provcheck.statement.nets import (
    MINORANTS,
    Direction,
    FinitelyManySingular,
    FlowKeepsNullSets,
    Invariant,
    Kink,
    NetSetting,
    NtkAtLeastThatOf,
    NtkContinuousAlmostSurely,
    NullVector,
)
from provcheck.text import one_line

_DIGITS = 4


@dataclass(frozen=True)
class Line:
    """One line: words, or a formula with its LaTeX; without a label it continues the last one."""

    label: str
    text: str
    latex: str = ""


def argument_lines(setting: NetSetting, witness: Mapping[str, Any]) -> tuple[str, list[Line]]:
    """Why the claim fails there: in a clause, and in lines."""
    argument = setting.argument
    if isinstance(argument, NullVector):
        return _null_vector(setting, argument, witness)
    if isinstance(argument, Invariant):
        return _invariant(setting, argument, witness)
    if isinstance(argument, Kink):
        return _kink(setting, argument, witness)
    return _direction(setting, argument, witness)


def side_names(setting: NetSetting, witness: Mapping[str, Any]) -> tuple[str, str]:
    """What the two sides of the witness are."""
    argument = setting.argument
    if isinstance(argument, NullVector):
        return "rank of J", "nq"
    if isinstance(argument, Invariant):
        return "L at least", "zero"
    if isinstance(argument, Kink):
        jumps = witness.get("relation") == one_line(NtkContinuousAlmostSurely())
        return "jump of K" if jumps else "speed", "zero"
    return f"vᵀ·{_minorant(witness.get('relation'))}·v", "vᵀ·K_σ·v"


def _whatever(setting: NetSetting, *, opaque: bool) -> str:
    """For which parameters and inputs an identity holds."""
    if opaque:
        return "whatever the parameters, the inputs and σ"
    breaks = setting.network.activation.breaks
    if breaks:
        pieces = pieces_taken(setting)
        sign = {frozenset({0}): "negative", frozenset({1}): "positive"}.get(pieces, "")
        if breaks == (0,) and sign:
            return f"where every preactivation is {sign}, as in the whole box"
        return "in the box, where no preactivation leaves its piece of σ"
    return "whatever the parameters and inputs"


def _null_vector(
    setting: NetSetting, argument: NullVector, witness: Mapping[str, Any]
) -> tuple[str, list[Line]]:
    rank, stacked = setting.stacked - 1, setting.stacked
    names = _names(setting)
    entries = [
        Spelled(unbroken(entry.text), entry.latex)
        for entry in (spelled(grouped(polynomial), names) for polynomial in argument.entries)
    ]
    inside = joined(entries, COMMA)
    vector = Spelled(f"v = ({inside.text})", rf"v = \left({inside.latex}\right)")
    if stacked == 1:
        vector = plain("v = ") + inside
    where = _whatever(setting, opaque=argument.opaque)
    bound = unbroken(f"rank J ≤ {rank} < nq = {stacked}")
    singular = f"{unbroken('K = J·Jᵀ')} is singular"
    if witness.get("relation") == one_line(FinitelyManySingular()):
        singular = "so are all those submatrices"
    told = _open_values(setting, inside.text)
    lines = [
        Line("because", f"{where},"),
        Line("", *vector),
        *([Line("", told)] if told else []),
        Line("", f"satisfies vᵀJ = 0, and v ≠ 0 here, so {bound} and {singular}"),
    ]
    shown = f"{vector.text} {told}" if told else vector.text
    return f"{unbroken('vᵀJ = 0')} for {shown} {where}, so {bound}", lines


def _open_values(setting: NetSetting, text: str) -> str:
    """What s and s′ mean, where they occur."""
    if "s" not in text:
        return ""
    activated = [layer for layer in setting.network.layers if layer.activated]
    units = "" if all(layer.width == 1 for layer in activated) else ", unit j"
    index = "ᵢⱼ" if units else "ᵢ"
    value = f"s{index}: the value of σ" if re.search("s[^′]", text) else ""
    slope = f"s′{index}: its derivative" if "s′" in text else ""
    if not value:
        slope = slope.replace("its derivative", "the derivative of σ")
    return f"({', '.join(filter(None, (value, slope)))} on sample i{units})"


def _names(setting: NetSetting) -> Callable[[str], Spelled]:
    return lambda variable: variable_name(setting, variable)


def _invariant(
    setting: NetSetting, argument: Invariant, witness: Mapping[str, Any]
) -> tuple[str, list[Line]]:
    total = grouped(argument.polynomial)
    formula = equation(total, _names(setting))
    where = "whatever the parameters and σ" if argument.opaque else "whatever the parameters"
    at = _at_labels(setting)
    left, right = (number_text(value(side, at)) for side in sides(total))
    floor = unbroken(f"L ≥ {_floor(witness.get('lhs'))}")
    lines = [
        Line("because", f"{where}, the outputs satisfy"),
        Line("", *formula),
        Line("", f"but for F = y it would read {left} = {right}, so {floor} for ever"),
    ]
    return f"{formula.text} {where}, but not for the labels, so {floor}", lines


def _at_labels(setting: NetSetting) -> dict[str, Fraction]:
    """The variables of an invariant at the data, the labels in place of the outputs."""
    return {
        f"{letter}{i}_{k}": entry
        for letter, rows in (("x", setting.inputs), ("F", setting.labels))
        for i, row in enumerate(rows, start=1)
        for k, entry in enumerate(row, start=1)
    }


def _kink(setting: NetSetting, kink: Kink, witness: Mapping[str, Any]) -> tuple[str, list[Line]]:
    net = setting.network
    point = number_text(net.activation.breaks[kink.at_break - 1])
    what, speeds = flow_at_kink(setting, kink)
    u = f"at these inputs u = {what}" if what else "u"
    sigma = "the bars" if net.activation.name == "absolute" else "σ"
    outcome, short = _at_kink(witness, point)
    lines = [
        Line(
            "because",
            f"{u} enters {sigma}{_place(setting, kink)}; from every point of the box gradient flow "
            f"reaches the kink u = {point}:",
        ),
        *(Line("", *speed) for speed in speeds),
        *(
            [Line("", "at these numbers, and alike all over the box;")]
            if speeds and not what
            else []
        ),
        Line("", outcome),
    ]
    named = what or f"the preactivation{_place(setting, kink)}"
    return f"{named} reaches {point}{short}", lines


def _place(setting: NetSetting, kink: Kink) -> str:
    """` on sample 1`, with layer and unit where there are several."""
    net = setting.network
    places = [f"on sample {kink.sample}"] if setting.samples > 1 else []
    if sum(layer.activated for layer in net.layers) > 1:
        places.insert(0, f"of layer {kink.layer}")
    if net.layers[kink.layer - 1].width > 1:
        places.insert(0, f"in unit {kink.unit}")
    return "".join(f" {place}" for place in places)


def _at_kink(witness: Mapping[str, Any], point: str) -> tuple[str, str]:
    shown = _floor(witness.get("lhs"))
    if witness.get("relation") == one_line(NtkContinuousAlmostSurely()):
        return (
            f"the flow crosses it, and there an entry of K jumps by at least {shown}",
            f", the flow crosses the kink there, and an entry of K jumps by at least {shown}",
        )
    both = f"both sides point back into it, at speed ≥ {shown}"
    if witness.get("relation") == one_line(FlowKeepsNullSets()):
        return (
            f"{both}: the whole box is carried into the null set u = {point}",
            f", {both}, so a whole box ends in that null set",
        )
    return (
        f"{both}: the flow cannot leave, and L has no gradient there",
        f", {both}, and L has no gradient there",
    )


def _direction(
    setting: NetSetting, argument: Direction, witness: Mapping[str, Any]
) -> tuple[str, list[Line]]:
    name = _minorant(witness.get("relation"))
    vector = f"v = {spelled_numbers(argument.vector).text}"
    larger, own = _apart(witness.get("lhs"), witness.get("rhs"))
    outcome = f"vᵀ·{name}·v ≥ {larger} > {own} ≥ vᵀ·K_σ·v"
    return f"{outcome} for {vector}", [Line("because", f"for {vector}: {outcome}")]


def _minorant(relation: Any) -> str:
    known = (name for name in MINORANTS if one_line(NtkAtLeastThatOf(name)) == relation)
    return f"K_{next(known, 'minorant')}"


def _apart(larger: Any, smaller: Any) -> tuple[str, str]:
    """The lower end of one enclosure and the upper end of the other, apart as printed."""
    low, high = _end(larger, 0), _end(smaller, 1)
    for digits in (_DIGITS, 3 * _DIGITS, 10 * _DIGITS):
        texts = _rounded(low, digits, ROUND_FLOOR), _rounded(high, digits, ROUND_CEILING)
        if texts[0] != texts[1]:
            break
    return texts


def _floor(enclosure: Any) -> str:
    """The lower end of an enclosure in a few digits, rounded down."""
    return _rounded(_end(enclosure, 0), _DIGITS, ROUND_FLOOR)


def _end(enclosure: Any, end: int) -> Decimal:
    try:
        return Decimal(str(enclosure[end]))
    except (TypeError, IndexError, KeyError, InvalidOperation):
        return Decimal("nan")


def _rounded(number: Decimal, digits: int, rounding: str) -> str:
    if not number.is_finite():
        return "?"
    short = Context(prec=digits, rounding=rounding).plus(number).normalize()
    text = f"{short:f}" if -5 < number.adjusted() < 9 else f"{short:e}"
    return text.replace("-", "−", 1) if number < 0 else text
