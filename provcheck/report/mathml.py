"""LaTeX to MathML for web pages: latex2mathml, repaired where browsers would stumble."""

import html
import re
from functools import lru_cache
from xml.etree import ElementTree

from provcheck.report.latex_names import RELATIONS

_NAMED_WIDTHS = {"negativethinmathspace": "-0.167em"}
_CHILDREN = {
    "mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3,
    "munderover": 3,
}  # fmt: skip
_NAMED_FUNCTION = re.compile(r"[A-Za-z]{2,}( [a-z]+)?")
_BIG = frozenset("∑∏∐⋃⋂⨁⨂") | {"max", "min", "sup", "inf", "lim"}
_OVER = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}
_BREAKS = frozenset({*RELATIONS.values(), "=", "<", ">", "+", "−", "-"}) - {"∣", "∥"}


@lru_cache(maxsize=4096)
def mathml(latex: str) -> str:
    """A formula as MathML, safe to put into a page as it is.

    Browsers do not break a formula into lines; so that they can, it comes as several <math>
    elements, cut before the relations and signs at its top level.

    Args:
        latex: the formula; what cannot be converted is shown as its escaped source.
    """
    from latex2mathml.converter import convert_to_element

    try:
        element = convert_to_element(latex)
        _repair(element)
        return "<wbr>".join(_markup(piece) for piece in _cut(element))
    except Exception:  # the converter raises bare IndexError and the like on malformed input
        return f'<code class="tex">{html.escape(latex)}</code>'


def _repair(element: ElementTree.Element) -> None:
    """Make the tree safe and well formed, in place.

    latex2mathml writes the content of \\text unescaped and everything else as character
    references; undoing the references here and serialising with ElementTree escapes all of it.

    Raises:
        ValueError: an element has the wrong number of children, as for "\\frac{1".
    """
    for node in element.iter():
        node.text = html.unescape(node.text) if node.text else node.text
        node.tail = None
        if len(node) != _CHILDREN.get(node.tag, len(node)):
            raise ValueError(f"{node.tag} has {len(node)} children")
    for node in element.iter():
        _repair_node(node)


def _repair_node(node: ElementTree.Element) -> None:
    text = node.text or ""
    if node.tag == "mspace":
        node.set("width", _NAMED_WIDTHS.get(node.get("width", ""), node.get("width", "")))
    elif node.tag == "mi" and text.startswith("\\"):  # a command it does not know
        node.tag, node.text = "mtext", text[1:]
    elif node.tag == "mo" and _NAMED_FUNCTION.fullmatch(text):
        node.set("lspace", "0.167em")  # by default log would get the spaces of a relation
        node.set("rspace", "0.167em" if text in _BIG else "0")
    elif node.tag in _OVER and node[0].text in _BIG:
        node.tag = _OVER[node.tag]  # limits of a sum or maximum stand above and below it
        node[0].set("movablelimits", "false")


def _cut(element: ElementTree.Element) -> list[list[ElementTree.Element]]:
    """The parts of a formula between which a line may break."""
    parts = list(element)
    while len(parts) == 1 and parts[0].tag == "mrow":
        parts = list(parts[0])
    pieces: list[list[ElementTree.Element]] = [[]]
    for part in parts:
        if pieces[-1] and part.tag == "mo" and part.text in _BREAKS and not _sign(pieces[-1][-1]):
            pieces.append([])
            part.set("form", "infix")  # first in its piece, it would pass for a prefix
        pieces[-1].append(part)
    return pieces


def _sign(part: ElementTree.Element) -> bool:
    return part.tag == "mo" and (part.text in _BREAKS or part.text == ",")


def _markup(parts: list[ElementTree.Element]) -> str:
    root = ElementTree.Element("math", {"displaystyle": "true"})
    row = ElementTree.SubElement(root, "mrow")
    row.extend(parts)
    return f'<span class="piece">{ElementTree.tostring(root, encoding="unicode")}</span>'
