"""The grammar of ranges and conditions: `x, y in [0, 1)`, `n integer in [1, 9]`, `0 < x <= pi/2`.

Clauses are separated by commas, semicolons or `and`. What a comparison means, a range of one
variable or a condition on several, is found in `ranges.py`.
"""

from dataclasses import dataclass

from provcheck.formula.fault import Source, fault
from provcheck.formula.functions import ALIASES, ARGUMENTS, RESERVED, advice
from provcheck.formula.parse import Parser
from provcheck.formula.tokens import Token, described
from provcheck.formula.tree import Comparison, Name, Node


@dataclass(frozen=True)
class Membership:
    """A variable declared with an interval.

    Args:
        low, high: the ends as trees; None where nothing was said (`n integer`, `x real`).
        at: index of the name; `interval_at` of the interval.
    """

    name: str
    low: Node | None
    high: Node | None
    open_low: bool
    open_high: bool
    is_integer: bool
    at: int
    interval_at: int
    source: Source


@dataclass(frozen=True)
class Condition:
    """A comparison, with the text it stands in."""

    comparison: Comparison
    source: Source


Clause = Membership | Condition


def clauses(parser: Parser) -> list[Clause]:
    """All clauses up to `for`, `given` or the end."""
    found: list[Clause] = []
    if parser.next.kind == "end":
        raise parser.fault("nothing to read; expected a range such as x in [0, 1) or x > 0")
    while True:
        found += _clause(parser)
        if not parser.sees(",", ";", "and"):
            return found
        parser.take()


def aliases_in(source: Source, tokens: tuple[Token, ...]) -> dict[str, str]:
    """The names that stand for a function: every `name is function` among the tokens.

    Raises:
        FormulaError: there is no such function.
    """
    aliases = {}
    for name, word, function in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if name.kind == "name" and (word.kind, word.text) == ("word", "is"):
            if ALIASES.get(function.text, function.text) not in ARGUMENTS:
                said = f"'{function.spelled}' is no known function{advice(function.text)}"
                raise fault(source, function.at, said)
            aliases[name.text] = function.text
    return aliases


def _clause(parser: Parser) -> list[Clause]:
    if parser.next.kind == "name" and parser.after(1).text == "is":
        for _ in range(3):  # an alias, which aliases_in has read
            parser.take()
        return []
    names = _names(parser)
    if not names:
        return [Condition(comparison, parser.source) for comparison in parser.chain()]
    if parser.sees("in", "integer", "real"):
        return _memberships(parser, names)
    start, found = parser.position, []
    for name in names:  # x, y > 0 says the same of each
        parser.position = start
        variable = Name(name.text, name.at)
        found += [Condition(c, parser.source) for c in parser.chain(variable)]
    return found


def _names(parser: Parser) -> list[Token]:
    """`x` or `x, y` before `in`, `integer` or `real`, or `x, y` before a comparison; else none."""
    names, ahead = [], 0
    while parser.after(ahead).kind == "name":
        names.append(parser.after(ahead))
        follows = parser.after(ahead + 1)
        is_relation = follows.text in ("<", "<=", ">", ">=", "==", "!=") and len(names) > 1
        if follows.text in ("in", "integer", "real") or is_relation:
            for name in names:
                _require_free(parser, name)
            parser.position += ahead + 1
            return names
        if follows.text != ",":
            return []
        ahead += 2
    return []


def _require_free(parser: Parser, name: Token) -> None:
    if name.text in RESERVED:
        said = f"'{name.spelled}' is a constant, not a variable; give the variable another name"
        raise parser.fault(said, name.at)


def _memberships(parser: Parser, names: list[Token]) -> list[Clause]:
    word = parser.take()
    is_integer = word.text == "integer"
    low = high = None
    open_low = open_high = True
    at = parser.next.at
    if word.text != "in" and parser.sees("in"):
        parser.take()
        word = parser.last
        at = parser.next.at
    if word.text == "in":
        low, open_low, high, open_high = _interval(parser)
    return [
        Membership(n.text, low, high, open_low, open_high, is_integer, n.at, at, parser.source)
        for n in names
    ]


def _interval(parser: Parser) -> tuple[Node | None, bool, Node | None, bool]:
    opening = parser.next
    if opening.kind == "name" and opening.text == "R":
        parser.take()
        return None, True, None, True
    if not parser.sees("[", "("):
        said = f"{described(opening)}, where an interval was expected such as [0, 1) or (-oo, oo)"
        raise parser.fault(said)
    parser.take()
    low = parser.expression()
    parser.expect(",", "between the ends of the interval")
    high = parser.expression()
    if not parser.sees("]", ")"):
        said = f"{described(parser.next)}, where ']' or ')' was expected to end the interval"
        raise parser.fault(said)
    return low, opening.text == "(", high, parser.take().text == ")"
