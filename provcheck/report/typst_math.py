"""Writes the tree of a formula as typst mathematics.

Every part becomes a function call or a single token, and every other character is escaped or
quoted, so the text that comes out is well formed whatever went in.
"""

import unicodedata
from functools import singledispatch

from provcheck.report.latex import (
    Accent,
    Binomial,
    Fenced,
    Fraction,
    Mark,
    Operator,
    Root,
    Row,
    Scripts,
    Space,
    Styled,
    Table,
    Words,
    parse,
)
from provcheck.report.latex_names import RELATIONS, SYMBOLS

_RELATION_MARKS = {*RELATIONS.values(), "=", "<", ">"} - {"∣", "∥"}
_KNOWN_MARKS = {*SYMBOLS.values(), "−", "∗", "′"}
_EMPTY = '""'  # an empty piece of text: typst drops an argument that is not there
_LONGEST_FENCE = 600  # characters of typst source, about one and a half lines
_TABLE_FENCES = {"pmatrix": '"("', "bmatrix": '"["', "vmatrix": '"|"', "Vmatrix": '"‖"'}


def typst_segments(latex: str) -> list[str]:
    """A formula as typst mathematics, cut where a line may break.

    Args:
        latex: what SymPy's printer and the statement layer write; unknown commands become
            upright text.

    Returns:
        Segments to set side by side, each an argument that typst can evaluate in math mode;
        cuts stand before relations and signs at the top level. Empty for an empty formula.
    """
    try:
        first, *others = (_row(items) for items in _cut(parse(latex).items))
    except RecursionError:
        return [_quoted(latex)]
    # the empty text makes a leading sign binary, so that it gets its spaces
    segments = [first, *(f"{_EMPTY} {other}" for other in others)]
    return [segment for segment in segments if segment]


def typst_math(latex: str) -> str:
    """A formula as typst mathematics, in one piece."""
    return " ".join(typst_segments(latex))


def _cut(items: tuple) -> list[tuple]:
    """Pieces of a row: cut before relations and signs, never before the first item."""
    while len(items) == 1 and isinstance(items[0], Row):
        items = items[0].items
    pieces: list[list] = [[]]
    for item in _opened(items):
        if pieces[-1] and _opens_piece(item, pieces[-1]):
            pieces.append([])
        pieces[-1].append(item)
    return [tuple(piece) for piece in pieces]


def _opened(items: tuple) -> list:
    """The items, with a fence too long for any line replaced by its parts."""
    parts: list = []
    for item in items:
        if isinstance(item, Fenced) and len(_write(item)) > _LONGEST_FENCE:
            delimiters = [[Mark(side)] if side else [] for side in (item.left, item.right)]
            parts += [*delimiters[0], *item.body.items, *delimiters[1]]
        else:
            parts.append(item)
    return parts


def _opens_piece(item, before: list) -> bool:
    if not isinstance(item, Mark) or all(isinstance(x, Space) for x in before):
        return False
    if item.text in _RELATION_MARKS:
        return True
    last = before[-1]
    follows_sign = isinstance(last, Mark) and last.text in {*_RELATION_MARKS, "+", "−", ","}
    return item.text in "+−" and not follows_sign


@singledispatch
def _write(node) -> str:
    raise TypeError(f"typst: no rule for {type(node).__name__}")


@_write.register
def _(node: Mark) -> str:
    if node.text[:1].isascii() and node.text[:1].isdigit():
        return node.text
    return "".join(_character(character) for character in node.text)


def _character(character: str) -> str:
    if character in _KNOWN_MARKS and not character.isascii():
        return character
    if character.isascii():
        return character if character.isalpha() else f"\\{character}"
    return character if unicodedata.category(character) == "Sm" else _quoted(character)


@_write.register
def _(node: Words) -> str:
    return _quoted(node.text)


@_write.register
def _(node: Space) -> str:
    # \\! takes back the space that TeX, but not typst, puts before \\left
    return f"#h({node.width}em)" if node.width > 0 else ""


@_write.register
def _(node: Row) -> str:
    return _row(node.items)


@_write.register
def _(node: Fraction) -> str:
    return f"frac({_argument(node.top)}, {_argument(node.bottom)})"


@_write.register
def _(node: Binomial) -> str:
    return f"binom({_argument(node.top)}, {_argument(node.bottom)})"


@_write.register
def _(node: Root) -> str:
    if node.index is None:
        return f"sqrt({_argument(node.body)})"
    return f"root({_argument(node.index)}, {_argument(node.body)})"


@_write.register
def _(node: Scripts) -> str:
    below = "" if node.below is None else f", b: {_argument(node.below)}"
    above = "" if node.above is None else f", t: {_argument(node.above)}"
    return f"attach({_argument(node.base)}{below}{above})"


@_write.register
def _(node: Operator) -> str:
    return f"op({_quoted(node.text)}, limits: #{str(node.limits).lower()})"


@_write.register
def _(node: Fenced) -> str:
    left, right = (_character(x[:1]) if x else '""' for x in (node.left, node.right))
    return f"lr({left} {_write(node.body)} {right})"


@_write.register
def _(node: Accent) -> str:
    if node.name in ("overline", "underline"):
        return f"{node.name}({_argument(node.body)})"
    return f"accent({_argument(node.body)}, {node.name})"


@_write.register
def _(node: Styled) -> str:
    return f"{node.style}({_argument(node.body)})"


@_write.register
def _(node: Table) -> str:
    if node.name == "substack":
        lines = [_row(row) for row in node.rows]
        return f"mat(delim: #none, row-gap: #0.15em, {'; '.join(x or _EMPTY for x in lines)})"
    if node.name == "cases":
        return f"cases({', '.join(_row(row, between=' quad ') or _EMPTY for row in node.rows)})"
    width = max(len(row) for row in node.rows)
    rows = [[_argument(cell) for cell in row] + [_EMPTY] * (width - len(row)) for row in node.rows]
    fence = _TABLE_FENCES.get(node.name, "#none")
    return f"mat(delim: {fence}, {'; '.join(', '.join(row) for row in rows)})"


def _row(items: tuple, between: str = " ") -> str:
    return between.join(text for text in (_write(item) for item in items) if text)


def _argument(node) -> str:
    return _write(node) or _EMPTY


def _quoted(text: str) -> str:
    kept = "".join(x for x in text if unicodedata.category(x) not in ("Cc", "Cs"))
    escaped = kept.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
