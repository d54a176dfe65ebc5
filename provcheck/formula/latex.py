r"""LaTeX cut into the same tokens as a plain formula, so that one parser reads both.

\frac{a}{b} becomes ((a)/(b)), \left| x \right| becomes abs(x), \sum_{k=1}^{n} up to the next + or -
becomes sum(..., k, 1, n). Letters are variables of their own, as in print: xy is a product.
"""

import re

from provcheck.formula.fault import Source, fault, suggestion
from provcheck.formula.functions import INSTEAD, NAMES
from provcheck.formula.latex_commands import (
    ACCENTLESS,
    FRACTIONS,
    FUNCTIONS,
    GREEK_COMMANDS,
    KNOWN_COMMANDS,
    SIGNS,
    SIZES,
    SPACES,
    UPRIGHT,
    WORD_COMMANDS,
)
from provcheck.formula.limits import MAX_DEPTH, MAX_ORDER
from provcheck.formula.tokens import (
    RELATIONS,
    WORDS,
    Token,
    next_tokens,
    number,
    plain_name,
    require_length,
)

_SPACE = re.compile(r"[\s~$&]+")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")
_LETTERS = re.compile(r"[A-Za-z]+")
_OPENING = re.compile(r"\s*(?:\\left\s*)?\(")
_COMMAND = re.compile(r"\\(?:[A-Za-z]+\*?|.)", re.DOTALL)
_UPRIGHT_BELOW = r"\{\s*\\(?:text|mathrm)\{([A-Za-z0-9]+)\}\s*\}"
_SUBSCRIPT = re.compile(rf"_(?:\{{\s*([A-Za-z0-9]+)\s*\}}|{_UPRIGHT_BELOW}|([A-Za-z0-9]))")
_UPRIGHT = re.compile(r"\s*\{\s*([A-Za-z]+)\s*\}")


def tokenize_latex(source: Source) -> tuple[Token, ...]:
    """The tokens of a LaTeX formula, an `end` token last.

    Raises:
        FormulaError: the text is too long or too deep, a command is unknown, a brace unmatched.
    """
    require_length(source)
    tokens = _Reader(source).sequence()
    return (*tokens, Token("end", "", len(source.text)))


class _Reader:
    """Goes through the text once; every method returns the tokens of what it has read."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.at = 0
        self.depth = 0

    def fault(self, said: str, at: int | None = None):
        return fault(self.source, self.at if at is None else at, said)

    def skip(self) -> None:
        while True:
            if space := _SPACE.match(self.text, self.at):
                self.at = space.end()
            elif self.command() in SPACES:
                self.at += len(self.command())
            else:
                return

    def command(self) -> str:
        """The command that stands here, with its backslash; "" if none does."""
        match = _COMMAND.match(self.text, self.at)
        return match[0] if match else ""

    def sequence(self, opening: int | None = None, *, in_sum: bool = False) -> list[Token]:
        """All up to the brace that closes the one at `opening`, to the end, or to the end of a sum.

        The closing brace is taken.
        """
        self.depth += 1
        self.require_shallow()
        tokens: list[Token] = []
        while True:
            self.skip()
            if self.at >= len(self.text):
                if opening is not None:
                    raise self.fault("'{' is not closed; '}' was expected", opening)
                break
            if in_sum and self.ends_sum(tokens):
                break
            if self.text[self.at] == "}":
                if opening is None:
                    raise self.fault("this '}' closes nothing; expected '{' before it")
                self.at += 1
                break
            tokens += self.piece()
        self.depth -= 1
        return tokens

    def piece(self) -> list[Token]:
        """What stands here: a command, a group, a power, a letter, a number or a sign."""
        at, char = self.at, self.text[self.at]
        if command := self.command():
            return self.commanded(command)
        if char == "{":
            self.at += 1
            inside = self.sequence(at)
            return grouped(inside, at) if inside else []
        if char == "^":
            self.at += 1
            return [Token("sign", "^", at, spelled="^"), *grouped(self.argument("^"), at)]
        if match := _NUMBER.match(self.text, at):
            self.at = match.end()
            return [number(self.source, match[0], at)]
        if match := _LETTERS.match(self.text, at):
            return self.letter(match[0])
        tokens, self.at = next_tokens(self.source, at)
        return [self.with_subscript(token) if token.kind == "name" else token for token in tokens]

    def letter(self, run: str) -> list[Token]:
        """One letter, or a word between spaces such as `for`."""
        at, end = self.at, self.at + len(run)
        alone = (not at or self.text[at - 1] in " \t\n") and self.text[end : end + 1] in " \t\n"
        if run in WORDS and alone:
            self.at = end
            return [Token("word", run, at, spelled=run)]
        if alone and self.text[:at].rstrip().endswith(" is"):
            self.at = end
            return [Token("name", run, at, spelled=run)]
        is_called = len(run) > 2 and _OPENING.match(self.text, end)
        if len(run) > 1 and (run in NAMES or run in INSTEAD or is_called):
            said = f"'{run}' would be the product of its letters"
            raise self.fault(f"{said}; a function is written \\sin(x) or \\operatorname{{erf}}(x)")
        self.at += 1
        return [self.with_subscript(Token("name", run[0], at, spelled=run[0]))]

    def with_subscript(self, token: Token) -> Token:
        """The name with what stands below it: x_{12} is x_12."""
        match = _SUBSCRIPT.match(self.text, self.at)
        if not match:
            if self.text.startswith("_", self.at):
                said = "this subscript is no short name; expected one such as x_1 or x_{max}"
                raise self.fault(said)
            return token
        self.at = match.end()
        below = next(part for part in match.groups() if part)
        name = f"{token.text}_{below}"
        return Token("name", plain_name(name), token.at, spelled=f"{token.spelled}_{below}")

    def argument(self, of: str) -> list[Token]:
        """A group in braces, or the one sign that stands there."""
        self.depth += 1
        self.require_shallow()
        tokens = self.argument_at(of)
        self.depth -= 1
        return tokens

    def require_shallow(self) -> None:
        if self.depth > MAX_DEPTH:
            raise self.fault(f"nested more than {MAX_DEPTH} deep; flatten it, or split the formula")

    def argument_at(self, of: str) -> list[Token]:
        self.skip()
        at = self.at
        if at >= len(self.text):
            raise self.fault(f"the text ends, where '{{' was expected after {of}")
        if self.text[at] == "{":
            self.at += 1
            return self.sequence(at)
        if self.text[at] in "0123456789":
            self.at += 1
            return [number(self.source, self.text[at], at)]
        if self.text[at] in "}^)":
            raise self.fault(f"'{self.text[at]}' stands here, where '{{' was expected after {of}")
        return self.piece()

    # ------------------------------------------------------------ commands

    def commanded(self, command: str) -> list[Token]:
        at, name = self.at, command[1:].rstrip("*")
        self.at += len(command)
        if name in SIGNS:
            return [Token("sign", SIGNS[name], at, spelled=command)]
        if name in WORD_COMMANDS:
            return [Token("word", WORD_COMMANDS[name], at, spelled=command)]
        if name in GREEK_COMMANDS:
            sign = GREEK_COMMANDS[name]
            return [self.with_subscript(Token("name", plain_name(sign), at, spelled=sign))]
        if name in ACCENTLESS:
            return [Token("name", ACCENTLESS[name], at, spelled=command)]
        if name in FUNCTIONS:
            return self.function(FUNCTIONS[name], command, at)
        if name in FRACTIONS:
            return self.fraction(at, command)
        if name in SIZES:
            return []
        if name in UPRIGHT:
            return self.upright(at, command)
        if name in ("left", "right"):
            return self.delimiter(at, name)
        if name in ("lvert", "rvert"):
            return bar(at, command, is_left=name == "lvert")
        if name == "sqrt":
            return self.root(at)
        if name == "sum":
            return self.sum(at)
        raise self.fault(f"unknown command '{command}'{suggestion(name, KNOWN_COMMANDS)}", at)

    def function(self, name: str, command: str, at: int) -> list[Token]:
        if self.text.startswith("_", self.at):
            said = f"a subscript on {command} is not supported; for a base write"
            raise self.fault(f"{said} \\frac{{\\log(x)}}{{\\log(2)}}")
        return [Token("function", name, at, spelled=command)]

    def upright(self, at: int, command: str) -> list[Token]:
        r"""\operatorname{erf}, \text{for}, \mathrm{e}, \mathbb{R}."""
        match = _UPRIGHT.match(self.text, self.at)
        if not match:
            raise self.fault(f"{command} needs a name in braces, as in {command}{{erf}}", at)
        self.at, name = match.end(), match[1]
        if name in WORDS:
            return [Token("word", name, at, spelled=name)]
        is_function = len(name) > 1 and (name in NAMES or name in INSTEAD)
        if command.startswith("\\operatorname") or is_function:
            return self.function(name, name, at)
        return [self.with_subscript(Token("name", name, at, spelled=name))]

    def fraction(self, at: int, command: str) -> list[Token]:
        above, below = self.argument(command), self.argument(command)
        if derivative := leibniz(above, below):
            name, order = derivative
            if order is None:
                said = "a derivative is written \\frac{d}{dx} ( ... ), or \\frac{d^2}{dx^2} ( ... )"
                raise self.fault(said, at)
            return [Token("derivative", name, at, order, command)]
        slash = Token("sign", "/", at, spelled=command)
        return grouped([*grouped(above, at), slash, *grouped(below, at)], at)

    def root(self, at: int) -> list[Token]:
        self.skip()
        if not self.text.startswith("[", self.at):
            return [Token("function", "sqrt", at, spelled="\\sqrt"), *self.root_of(at)]
        end = self.text.find("]", self.at)
        match = _NUMBER.fullmatch(self.text[self.at + 1 : end].strip()) if end > 0 else None
        if not match or not match[0].isdigit():
            raise self.fault("the index of a root must be a whole number, as in \\sqrt[3]{x}")
        index = number(self.source, match[0], self.at + 1)
        if not index.value:
            raise self.fault("the index of a root must be at least 1, as in \\sqrt[3]{x}")
        self.at = end + 1
        exponent = Token("number", match[0], index.at, 1 / index.value, match[0])
        power = [Token("sign", "^", at, spelled="\\sqrt"), *grouped([exponent], index.at)]
        return grouped([*self.root_of(at), *power], at)

    def root_of(self, at: int) -> list[Token]:
        return grouped(self.argument("\\sqrt"), at)

    def delimiter(self, at: int, side: str) -> list[Token]:
        r"""What follows \left or \right."""
        self.skip()
        command = self.command()
        shape = command or self.text[self.at : self.at + 1]
        self.at += len(shape)
        spelled = f"\\{side}{shape}"
        if shape in ("|", "\\vert", "\\lvert", "\\rvert"):
            return bar(at, spelled, is_left=side == "left")
        sign = {"\\{": "(", "\\}": ")", "\\lbrace": "(", "\\rbrace": ")"}.get(shape, shape)
        if sign not in tuple("()[]"):
            raise self.fault(f"'{spelled}' is no parenthesis; expected \\left( or \\left|", at)
        return [Token("sign", sign, at, spelled=spelled)]

    # ------------------------------------------------------------ sums

    def sum(self, at: int) -> list[Token]:
        low = high = None
        for _ in range(2):
            self.skip()
            if self.text.startswith("_", self.at) and low is None:
                self.at += 1
                low = self.argument("\\sum_")
            elif self.text.startswith("^", self.at) and high is None:
                self.at += 1
                high = self.argument("\\sum^")
        if not low or not high or len(low) < 3 or low[0].kind != "name" or low[1].text != "==":
            raise self.fault("a sum is written \\sum_{k=1}^{n} ...", at)
        body = self.sequence(in_sum=True)
        if not body:
            raise self.fault("nothing to add up; a sum is written \\sum_{k=1}^{n} k^2")
        opening = [Token("function", "sum", at, spelled="\\sum"), Token("sign", "(", at)]
        comma = Token("sign", ",", at)
        bounds = [comma, low[0], comma, *low[2:], comma, *high]
        return [*opening, *body, *bounds, Token("sign", ")", at)]

    def ends_sum(self, body: list[Token]) -> bool:
        """Whether the body of a sum ends here: at + or -, a comparison or a closing sign."""
        at, depth = self.at, self.depth
        if self.command() in ("\\right", "\\rvert", "\\}"):
            return self.is_balanced(body)
        char = self.text[at]
        if char == "}":
            return True
        if char == "|":
            raise self.fault("which bars belong together is unclear in a sum; use \\left| \\right|")
        if not self.is_balanced(body):
            return False
        if char in "+-)],;" and (body or char not in "+-"):
            return True
        if not body and char in "+-":
            raise self.fault("a sum of signed terms needs parentheses, \\sum_{k=1}^{n} (-k)")
        found = self.piece()
        self.at, self.depth = at, depth
        return bool(found) and (found[0].kind == "word" or found[0].text in RELATIONS)

    @staticmethod
    def is_balanced(body: list[Token]) -> bool:
        """Whether all parentheses opened in the body are closed."""
        signs = [token.text for token in body if token.kind == "sign"]
        opened = sum(signs.count(sign) for sign in "([")
        return opened == sum(signs.count(sign) for sign in ")]")


def grouped(tokens: list[Token], at: int) -> list[Token]:
    """The tokens in parentheses."""
    return [Token("sign", "(", at, spelled="{"), *tokens, Token("sign", ")", at, spelled="}")]


def bar(at: int, spelled: str, *, is_left: bool) -> list[Token]:
    """A bar that says which side it closes: abs( or )."""
    if is_left:
        return [Token("function", "abs", at, spelled=spelled), Token("sign", "(", at)]
    return [Token("sign", ")", at, spelled=spelled)]


def leibniz(above: list[Token], below: list[Token]) -> tuple[str, int | None] | None:
    r"""The variable and order of \frac{d^n}{dx^n}; order None if it only begins like one."""
    if not above or len(below) < 2:
        return None
    letter = above[0].text
    if letter not in ("d", "∂") or below[0].text != letter or below[1].kind != "name":
        return None
    orders = raised_order(above[1:]), raised_order(below[2:])
    if orders[0] != orders[1]:
        return below[1].text, None
    return below[1].text, orders[0]


def raised_order(tokens: list[Token]) -> int | None:
    """1 for nothing, n for ^(n), None for anything else."""
    if not tokens:
        return 1
    shape = [token.text if token.kind == "sign" else token.kind for token in tokens]
    if shape != ["^", "(", "number", ")"]:
        return None
    value = tokens[2].value
    return int(value) if value.denominator == 1 and 1 <= value <= MAX_ORDER else None
