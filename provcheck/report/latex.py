"""Reads the LaTeX that SymPy and the statement layer print into a small tree.

Anything it does not know becomes upright text, and anything unbalanced is closed at the end:
a report must never fail because of a formula.
"""

import re
from dataclasses import dataclass, field

from provcheck.report import latex_names as names


@dataclass(frozen=True)
class Mark:
    """A letter, number or operator sign, in Unicode."""

    text: str


@dataclass(frozen=True)
class Words:
    """Upright text; spaces count."""

    text: str


@dataclass(frozen=True)
class Space:
    """Horizontal space, in em; may be negative."""

    width: float


@dataclass(frozen=True)
class Row:
    """Things side by side."""

    items: tuple = ()


@dataclass(frozen=True)
class Fraction:
    """`top` over `bottom`."""

    top: object
    bottom: object


@dataclass(frozen=True)
class Binomial:
    """`top` choose `bottom`."""

    top: object
    bottom: object


@dataclass(frozen=True)
class Root:
    """A root of `body`; `index` is None for the square root."""

    body: object
    index: object = None


@dataclass(frozen=True)
class Scripts:
    """`base` with a subscript and a superscript, each None where absent."""

    base: object
    below: object = None
    above: object = None


@dataclass(frozen=True)
class Operator:
    """A named function such as log; with `limits` its subscript goes underneath."""

    text: str
    limits: bool = False


@dataclass(frozen=True)
class Fenced:
    """`body` between two delimiters that grow with it; "" for none."""

    left: str
    body: object
    right: str


@dataclass(frozen=True)
class Accent:
    """`body` under an accent, named as in `latex_names.ACCENTS`."""

    name: str
    body: object


@dataclass(frozen=True)
class Styled:
    """`body` in a typeface, named as in `latex_names.STYLES`."""

    style: str
    body: object


@dataclass(frozen=True)
class Table:
    """Rows of cells; `name` is the environment (matrix, cases, substack …)."""

    name: str
    rows: tuple = ()


def parse(latex: str) -> Row:
    """The tree of a formula; never raises on bad input, short of absurd nesting.

    Raises:
        RecursionError: groups nest hundreds deep.
    """
    reader = _Reader([token for token in _TOKEN.findall(latex)])
    items: list = []
    while not reader.at_end():
        items += reader.sequence(stops=()).items
        reader.take()  # a stray closing brace, \right or &
    return Row(tuple(items))


_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
_STRAYS = ("}", "&", r"\\", r"\right", r"\end")


@dataclass
class _Reader:
    tokens: list[str]
    position: int = field(default=0)

    def at_end(self) -> bool:
        return self.position >= len(self.tokens)

    def peek(self) -> str:
        """The next token that is not white space, "" at the end."""
        while not self.at_end() and self.tokens[self.position].isspace():
            self.position += 1
        return "" if self.at_end() else self.tokens[self.position]

    def take(self) -> str:
        token = self.peek()
        self.position += 1
        return token

    def sequence(self, stops: tuple[str, ...]) -> Row:
        """Items up to a stop or a stray closer, which is left in place."""
        items: list = []
        while (token := self.peek()) and token not in stops and token not in _STRAYS:
            if token in ("^", "_", "'"):
                base = items.pop() if items and not isinstance(items[-1], Space) else Row()
                items.append(self.scripts(base))
            elif token in (r"\limits", r"\nolimits", *names.IGNORED):
                self.take()
            else:
                items.append(self.atom())
        return Row(_paired(items))

    def scripts(self, base):
        below, above = None, []
        while (token := self.peek()) in ("^", "_", "'", r"\limits", r"\nolimits"):
            self.take()
            if token == "'":
                above.append(Mark("′"))
            elif token == "^":
                above.append(self.argument())
            elif token == "_":
                below = self.argument()
        if isinstance(base, Scripts):  # {a}_{j}^{2} read in two steps by \sigma'^{2}
            return Scripts(Row((base,)), below, _joined(above))
        return Scripts(base, below, _joined(above))

    def argument(self):
        """A group in braces, or one atom."""
        if self.peek() == "{":
            return self.group()
        return Row() if self.peek() in ("", "^", "_", *_STRAYS) else self.atom()

    def group(self) -> Row:
        self.take()
        row = self.sequence(stops=())
        while self.peek() in _STRAYS and self.peek() != "}":
            self.take()
            row = Row((*row.items, *self.sequence(stops=()).items))
        self.take()
        return row

    def raw(self) -> str:
        """The source between braces, spaces kept."""
        if self.peek() != "{":
            return self.take()
        self.take()
        start, depth = self.position, 1
        while not self.at_end():
            depth += {"{": 1, "}": -1}.get(self.tokens[self.position], 0)
            self.position += 1
            if depth == 0:
                return "".join(self.tokens[start : self.position - 1])
        return "".join(self.tokens[start:])

    def atom(self):
        token = self.peek()
        if token == "{":
            return self.group()
        self.take()
        if not token.startswith("\\"):
            return Space(0.25) if token == "~" else Mark(names.CHARACTERS.get(token, token))
        return self.command(token[1:])

    def command(self, name: str):
        if name in names.SYMBOLS:
            return Mark(names.SYMBOLS[name])
        if name in names.SPACES:
            return Space(names.SPACES[name])
        if name in names.FUNCTIONS:
            return Operator(names.FUNCTIONS[name], limits=name in names.WITH_LIMITS)
        if name in names.STYLES:
            return self.styled(name)
        if name in names.ACCENTS:
            return Accent(names.ACCENTS[name], self.argument())
        structure = _STRUCTURES.get(name)
        return structure(self) if structure else Words(name)

    def styled(self, name: str):
        start = self.position
        source = self.raw()
        if names.STYLES[name] == "upright" and re.fullmatch(r"[A-Za-z0-9 .-]+", source):
            return Words(source)
        self.position = start
        return Styled(names.STYLES[name], self.argument())

    def words(self) -> Words:
        return Words(re.sub(r"\\([#$%&_{} ])", r"\1", self.raw()).replace("~", "\u00a0"))

    def operator(self) -> Operator:
        starred = self.peek() == "*"
        if starred:
            self.take()
        return Operator(re.sub(r"\\[,:;! ]", " ", self.raw()), limits=starred)

    def fraction(self) -> Fraction:
        return Fraction(self.argument(), self.argument())

    def binomial(self) -> Binomial:
        return Binomial(self.argument(), self.argument())

    def root(self) -> Root:
        index = None
        if self.peek() == "[":
            self.take()
            index = self.sequence(stops=("]",))
            self.take()
        return Root(self.argument(), index)

    def fenced(self) -> Fenced:
        left = self.delimiter()
        items = list(self.sequence(stops=(r"\right",)).items)
        while self.peek() in ("&", r"\\"):  # stray separators inside the fence
            self.take()
            items += self.sequence(stops=(r"\right",)).items
        if self.peek() != r"\right":
            return Fenced(left, Row(tuple(items)), "")
        self.take()
        return Fenced(left, Row(tuple(items)), self.delimiter())

    def delimiter(self) -> str:
        token = self.take()
        if token in (".", ""):
            return ""
        plain = names.CHARACTERS.get(token, token)
        return names.SYMBOLS.get(plain[1:], "") if plain.startswith("\\") else plain

    def table(self) -> Table:
        name = self.raw()
        if name == "array":
            self.raw()  # the column specification
        rows = self.rows(stop=r"\end")
        if self.peek() == r"\end":
            self.take()
            self.raw()
        return Table(name.rstrip("*"), rows)

    def substack(self) -> Table:
        if self.peek() == "{":
            self.take()
        rows = self.rows(stop="}")
        self.take()
        return Table("substack", rows)

    def rows(self, stop: str) -> tuple:
        rows: list[list] = [[]]
        while True:
            rows[-1].append(self.sequence(stops=(stop,)))
            token = self.peek()
            if token == "&":
                self.take()
            elif token == r"\\":
                self.take()
                rows.append([])
            else:
                break
        if len(rows) > 1 and all(not cell.items for cell in rows[-1]):
            rows.pop()  # a trailing \\ opens no row
        return tuple(tuple(row) for row in rows)


_STRUCTURES = {
    **dict.fromkeys(("frac", "tfrac", "dfrac", "cfrac"), _Reader.fraction),
    **dict.fromkeys(("binom", "tbinom", "dbinom"), _Reader.binomial),
    **dict.fromkeys(("text", "textrm", "textup", "mbox", "textit", "textbf"), _Reader.words),
    "operatorname": _Reader.operator,
    "sqrt": _Reader.root,
    "left": _Reader.fenced,
    "begin": _Reader.table,
    "substack": _Reader.substack,
}


def _joined(parts: list):
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else Row(tuple(parts))


def _paired(items: list) -> tuple:
    """Bare bars taken two by two as delimiters: ‖W‖ and |a|; an odd one stays a sign."""
    for bar in ("‖", "|"):
        items = _fence(items, bar)
    return tuple(items)


def _fence(items: list, bar: str) -> list:
    places = [n for n, item in enumerate(items) if _is_bar(item, bar)]
    if len(places) % 2:
        return items
    fenced: list = []
    start = 0
    for first, last in zip(places[::2], places[1::2], strict=True):
        closing = items[last]
        body = Fenced(bar, Row(tuple(items[first + 1 : last])), bar)
        whole = Scripts(body, closing.below, closing.above) if _scripted(closing) else body
        fenced += [*items[start:first], whole]
        start = last + 1
    return fenced + items[start:]


def _scripted(item) -> bool:
    return isinstance(item, Scripts)


def _is_bar(item, bar: str) -> bool:
    return item == Mark(bar) or (_scripted(item) and item.base == Mark(bar))
