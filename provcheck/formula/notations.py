"""Derivatives and sums, read from tokens: notations that bind or name a variable.

`parse.py` calls these where such a notation begins, and they call its Parser for what is inside.
"""

from typing import TYPE_CHECKING

from provcheck.formula.functions import RESERVED
from provcheck.formula.limits import MAX_ORDER
from provcheck.formula.tokens import Token, described
from provcheck.formula.tree import Call, Derivative, Node, Series

if TYPE_CHECKING:
    from provcheck.formula.parse import Parser


def read_diff(parser: "Parser", token: Token) -> Node:
    """diff(f, x), diff(f, x, 2), diff(f, x, y, 2), its parenthesis open."""
    bars, parser.bars = parser.bars, 0
    body = parser.argument()
    by: list[tuple[str, int]] = []
    while parser.sees(","):
        parser.take()
        if parser.next.kind == "number" and by:
            by[-1] = (by[-1][0], _order(parser, parser.take()))
        else:
            by.append((_variable(parser, "diff(f, x)"), 1))
    if not by:
        raise parser.fault("diff needs its variable; write diff(f, x)", token.at)
    parser.close(token)
    parser.bars = bars
    return _derivative(parser, body, by, token)


def _derivative(parser: "Parser", body: Node, by: list[tuple[str, int]], token: Token) -> Node:
    if sum(order for _, order in by) > MAX_ORDER:
        raise parser.fault(f"a derivative of order above {MAX_ORDER} is not taken", token.at)
    return Derivative(body, tuple(by), token.at)


def _order(parser: "Parser", token: Token) -> int:
    if token.value.denominator != 1 or not 1 <= token.value <= MAX_ORDER:
        said = f"{token.spelled} is no order of a derivative; expected 1 to {MAX_ORDER}"
        raise parser.fault(said, token.at)
    return int(token.value)


def _variable(parser: "Parser", form: str) -> str:
    token = parser.next
    if token.kind != "name" or token.text in RESERVED or token.text == "∂":
        raise parser.fault(f"{described(token)}, where a variable was expected as in {form}")
    return parser.take().text


def leibniz_ahead(parser: "Parser", token: Token) -> tuple[str, int] | None:
    """The variable and order of d^n/dx^n, its tokens taken; None if it stands not here."""
    if token.text not in ("d", "∂"):
        return None
    saved, order = parser.position, 1
    if parser.sees("^"):
        order = _raised_order(parser)
    if order and parser.sees("/") and parser.after(1).kind == "name":
        parser.take()
        name = parser.take().text
        if name == token.text and parser.next.kind == "name":
            name = parser.take().text
        elif name.startswith("d") and len(name) > 1 and token.text == "d":
            name = name[1:]
        else:
            name = ""
        below = _raised_order(parser) if name and parser.sees("^") else 1
        starts = parser.next.kind in ("name", "function") or parser.sees("(", "|")
        if name and below == order and starts:
            return name, order
    parser.position = saved
    return None


def _raised_order(parser: "Parser") -> int:
    """The n of ^n or ^(n) with n from 1 to MAX_ORDER, 0 if it is none; its tokens taken."""
    parser.take()
    grouped = parser.sees("(")
    if grouped:
        parser.take()
    token = parser.take()
    if grouped and not parser.sees(")"):
        return 0
    if grouped:
        parser.take()
    is_order = token.kind == "number" and token.value.denominator == 1
    return int(token.value) if is_order and 1 <= token.value <= MAX_ORDER else 0


def read_leibniz(parser: "Parser", token: Token, name: str, order: int) -> Node:
    """What follows d/dx: something in parentheses, or one call and nothing after it."""
    in_parentheses = parser.sees("(", "|")
    if not in_parentheses and parser.next.kind not in ("name", "function"):
        raise parser.fault("what is differentiated was expected in parentheses, d/dx (...)")
    body = parser.deeper()
    goes_on = parser.sees("^") or (
        not in_parentheses and (parser.sees("*", "/") or parser.starts_factor())
    )
    if goes_on or not (in_parentheses or isinstance(body, Call)):
        said = "what is differentiated is ambiguous; put it in parentheses, d/dx (...)"
        raise parser.fault(said, token.at)
    return _derivative(parser, body, [(name, order)], token)


def read_sum(parser: "Parser", token: Token) -> Node:
    """sum(f, k, 1, n), its parenthesis open."""
    form = "sum(f, k, 1, 10)"
    bars, parser.bars = parser.bars, 0
    body = parser.argument()
    parser.expect(",", f"as in {form}")
    index = _variable(parser, form)
    parser.expect(",", f"as in {form}")
    low = parser.argument()
    parser.expect(",", f"as in {form}")
    high = parser.argument()
    parser.close(token)
    parser.bars = bars
    return Series(body, index, low, high, token.at)
