"""The letters of a net: its parameters, inputs and outputs as people write them by hand.

With at most two layers the first has weights w and biases b, the second weights a and biases c;
more layers are numbered. A matrix is a capital; what has one entry needs no index.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from provcheck.statement.nets import NetSetting
from provcheck.statement.network import Network

_SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_LETTERS = (("w", "b"), ("a", "c"))
_NUMBERED = 3
"""Layers from which on they are numbered."""


class Spelled(NamedTuple):
    """The same in Unicode and in LaTeX."""

    text: str
    latex: str

    def __add__(self, other: Any) -> "Spelled":
        return Spelled(self.text + other.text, self.latex + other.latex)


def plain(text: str) -> Spelled:
    """What is written alike in both."""
    return Spelled(text, text)


COMMA = Spelled(", ", r",\ ")


def unbroken(text: str) -> str:
    """The text as one word, for it to stay on one line."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def joined(parts: Sequence[Spelled], between: Spelled) -> Spelled:
    """The parts with something between them."""
    return Spelled(
        between.text.join(part.text for part in parts),
        between.latex.join(part.latex for part in parts),
    )


def indexed(letter: str, indices: Sequence[int]) -> Spelled:
    """`x₂₁`; indices above 9 are kept apart, `x_{12,1}`."""
    if not indices:
        return plain(letter)
    together = "" if max(indices) < 10 else ","
    below = together.join(map(str, indices))
    text = below.translate(_SUBSCRIPT) if not together else f"_{{{below}}}"
    return Spelled(letter + text, f"{letter}_{{{below}}}")


def array_name(net: Network, layer: int, kind: str) -> Spelled:
    """Name of the weights, biases or slope ("W", "b", "a") of a layer, counted from 1."""
    number = () if len(net.layers) < _NUMBERED else (layer,)
    if kind == "a":
        slopes = sum(1 for shapes in net.shapes if shapes[2][0])
        return _greek_slope(number if slopes < 2 else (layer,))
    letters = _LETTERS[0] if number else _LETTERS[layer - 1]
    if kind == "b":
        return indexed(letters[1], number)
    is_matrix = min(net.shapes[layer - 1][0]) > 1
    return indexed(letters[0].upper() if is_matrix else letters[0], number)


def _greek_slope(number: tuple[int, ...]) -> Spelled:
    text, latex = indexed("α", number)
    return Spelled(text, latex.replace("α", r"\alpha"))


def variable_name(setting: NetSetting, variable: str) -> Spelled:
    """How a variable of a `nets.Polynomial` is written: `W1_2_1` is `w₂` where W is a column."""
    kind, *numbers = variable[0], *map(int, variable[1:].split("_"))
    net = setting.network
    if kind == "x":
        return indexed("x", numbers if net.inputs > 1 else numbers[:1])
    if kind == "F":
        return indexed("F", numbers if net.outputs > 1 else numbers[:1])
    if kind == "r":
        return Spelled(f"(1/√{numbers[0]})", rf"\tfrac{{1}}{{\sqrt{{{numbers[0]}}}}}")
    if kind in "sd":
        return _open_name(setting, kind, numbers)
    return _entry_name(net, numbers[0], kind, numbers[1:])


def _open_name(setting: NetSetting, kind: str, place: list[int]) -> Spelled:
    """The value or derivative of σ at a preactivation: by sample, and by unit and layer if many."""
    layer, sample, unit = place
    activated = [spec for spec in setting.network.layers if spec.activated]
    indices = [sample] if all(spec.width == 1 for spec in activated) else [sample, unit]
    text, latex = indexed("s" if kind == "s" else "s′", indices)
    latex = latex.replace("s′", "s'") if kind == "d" else latex
    if len(activated) == 1:
        return Spelled(text, latex)
    above = str(layer).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return Spelled(f"{text}⁽{above}⁾", f"{{{latex}}}^{{({layer})}}")


def _entry_name(net: Network, layer: int, kind: str, indices: list[int]) -> Spelled:
    whole = array_name(net, layer, kind)
    shape = {"W": net.shapes[layer - 1][0], "b": net.shapes[layer - 1][1], "a": ()}[kind]
    kept = [index for index, size in zip(indices, shape, strict=True) if size > 1]
    if not kept:
        return whole
    if len(net.layers) < _NUMBERED:
        return indexed(whole.text.lower(), kept)
    below = ",".join(map(str, kept))
    return Spelled(f"{whole.text}[{below}]", rf"({whole.latex})_{{{below}}}")


def spelled_numbers(values: Any) -> Spelled:
    """Numbers in parentheses, nested as they come; one alone stands bare."""
    if not isinstance(values, tuple | list):
        return Spelled(number_text(values), number_latex(values))
    entries = [spelled_numbers(entry) for entry in values]
    inside = joined(entries, Spelled(", ", r",\,"))
    return inside if len(entries) == 1 else plain("(") + inside + plain(")")


def number_text(number: Fraction) -> str:
    """`−1/2`, with a minus sign."""
    return str(number).replace("-", "−")


def number_latex(number: Fraction) -> str:
    """`-\\tfrac{1}{2}`."""
    sign = "-" if number < 0 else ""
    top, bottom = abs(number.numerator), number.denominator
    return f"{sign}{top}" if bottom == 1 else rf"{sign}\tfrac{{{top}}}{{{bottom}}}"
