"""A net that breaks a claim, in words and formulas that a reader can check by hand.

From the plain data of a witness to a few lines: the net as a formula, its data, and why the claim
fails there. What is shown as certain is what the kernel certified; nothing is decided here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from provcheck.errors import StatementError
from provcheck.net_words.argument import Line, argument_lines, side_names
from provcheck.net_words.formula import activation_formula, graph_text, net_formula
from provcheck.net_words.names import (
    COMMA,
    Spelled,
    array_name,
    indexed,
    joined,
    number_text,
    plain,
    spelled_numbers,
    unbroken,
)
from provcheck.statement.net_json import decode
from provcheck.statement.nets import NetSetting
from provcheck.statement.network import split

_UNREADABLE = (StatementError, LookupError, ValueError, TypeError, ArithmeticError)
_MANY = 60
"""Parameters beyond which they are not written out."""


@dataclass(frozen=True)
class NetWords:
    """A net that breaks a claim.

    `net` names it in one line, `short` says in a clause why it breaks the claim, `lines` all;
    `sides` names the two numbers that the witness compares.
    """

    net: str
    short: str
    lines: tuple[Line, ...]
    sides: tuple[str, str]


def net_words(witness: Mapping[str, Any]) -> NetWords | None:
    """What to say of a witness; None where it is about no net, or its data cannot be read."""
    data = witness.get("setting")
    if not isinstance(data, Mapping) or set(data) != {"net"}:
        return None
    try:
        setting = decode(data["net"])
        short, because = argument_lines(setting, witness)
        sides = side_names(setting, witness)
    except _UNREADABLE:  # a file made by hand; its variables need not be any of the net's
        return None
    return NetWords(_net_line(setting), short, (*net_lines(setting), *because), sides)


# ---------------------------------------------------------------- the net and its data


def _net_line(setting: NetSetting) -> str:
    """The net and its sizes in one line."""
    sigma = activation_formula(setting.network.activation)
    shown = f", {sigma.text}" if sigma else ""
    return f"{net_formula(setting.network).text}{shown}; {_sizes(setting)}"


def _sizes(setting: NetSetting) -> str:
    net = setting.network
    sign = "≥" if net.parameters >= setting.stacked else "<"
    counted = unbroken(f"m = {net.parameters} {sign} nq = {setting.stacked}")
    return f"{unbroken(f'n = {setting.samples}')}, {counted}"


def net_lines(setting: NetSetting) -> list[Line]:
    """The net with its data and its box, one thing a line."""
    net = setting.network
    sigma = activation_formula(net.activation)
    lines = [Line("net", *net_formula(net))]
    lines += [Line("", *sigma)] if sigma else []
    lines += [Line("", graph_text(net))] if net.graph else []
    widths = "–".join(map(str, (net.inputs, *(layer.width for layer in net.layers))))
    lines.append(Line("sizes", f"widths {widths}; {_sizes(setting)}"))
    lines.append(Line("inputs", *_rows("x", setting.inputs)))
    lines += [Line("labels", *_rows("y", setting.labels))] if setting.labels else []
    lines.append(_parameters(setting))
    if setting.radius:
        near = number_text(setting.radius)
        lines.append(Line("box", f"every parameter and input within {near} of these numbers"))
    return lines


def _rows(letter: str, rows: Any) -> Spelled:
    """`x₁ = 0, x₂ = 1` or `y₁ = (1, 0), y₂ = (0, 1)`."""
    numbered = [(i,) if len(rows) > 1 else () for i in range(1, len(rows) + 1)]
    return joined(
        [
            indexed(letter, number) + plain(" = ") + spelled_numbers(row)
            for number, row in zip(numbered, rows, strict=True)
        ],
        COMMA,
    )


def _parameters(setting: NetSetting) -> Line:
    import numpy as np

    net = setting.network
    if net.parameters > _MANY:
        return Line("parameters", f"{net.parameters} rational numbers, in the JSON data")
    theta = np.array(setting.parameters, dtype=object)
    shown = [
        array_name(net, layer, kind) + plain(" = ") + _array(array.tolist())
        for layer, parts in enumerate(split(net, theta), start=1)
        for kind, array in zip("Wba", parts, strict=True)
        if array is not None
    ]
    return Line("parameters", *joined(shown, COMMA))


def _array(rows: Any) -> Spelled:
    """A matrix by rows; one with a single row or column as a vector."""
    if isinstance(rows[0], list) and all(len(row) == 1 for row in rows):
        rows = [row[0] for row in rows]
    return spelled_numbers(rows)
