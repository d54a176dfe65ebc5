"""A formula cut into tokens, each with its position; Unicode signs become their plain forms."""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from provcheck.formula.fault import Source, fault
from provcheck.formula.limits import MAX_DIGITS, MAX_TEXT
from provcheck.greek import GREEK

WORDS = frozenset({"and", "or", "not", "for", "given", "in", "is", "integer", "real"})
RELATIONS = frozenset({"<=", "<", ">=", ">", "==", "!="})

_LETTERS = {sign: name for name, sign in GREEK.items()} | {"ϵ": "epsilon", "ϕ": "phi", "ϑ": "theta"}
_GREEK = "".join(_LETTERS)
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")

_SPACE = re.compile(r"[ \t\r\n\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_TAIL = rf"(?:_(?:[A-Za-z0-9]+|[{_GREEK}]))*[₀-₉]*"  # _1, _max, _σ, ₁
_NAME = re.compile(rf"(?:[A-Za-z][A-Za-z0-9]*|[{_GREEK}][0-9]*){_TAIL}")
_RAISED = re.compile(r"[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_SIGN = re.compile(r"\*\*|<=|>=|==|!=|[-+*/^()\[\]{},;|<>=]")

_PLAIN = {
    "≤": "<=", "≥": ">=", "⩽": "<=", "⩾": ">=", "≠": "!=", "·": "*", "⋅": "*", "∙": "*",
    "×": "*", "÷": "/", "∕": "/", "⁄": "/", "−": "-", "–": "-", "√": "√", "∣": "|",
    "=": "==", "**": "^",
}  # fmt: skip
_NAMED = {"∞": "oo", "ℝ": "R", "∂": "∂"}
_WORDED = {"∈": "in", "∧": "and"}
_HINTS = {
    "!": "n! is written gamma(n + 1)",
    "%": "per cent is written /100",
    "'": "a derivative is written diff(f, x)",
    '"': "a formula holds no text",
    "\\": "LaTeX is read with --latex",
    "_": "a name starts with a letter",
    "∑": "a sum is written sum(k**2, k, 1, 10)",
    "∫": "integrals are not supported",
    "±": "write the two formulas",
}


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a formula.

    Args:
        kind: number, name, word, sign, function, derivative or end. A `function` was named as one
            (LaTeX); a `derivative` has the variable as its text and the order as its value.
        text: the plain form: `<=` for ≤, `lambda` for λ.
        at: index of its first character in the source.
        value: of a number, exact; of a derivative its order.
        spelled: as the user typed it.
    """

    kind: str
    text: str
    at: int
    value: Fraction = Fraction(0)
    spelled: str = ""


def described(token: Token) -> str:
    """What stands there, for a message."""
    if token.kind == "end":
        return "the text ends"
    return f"'{token.spelled or token.text}' stands here"


def tokenize(source: Source, start: int = 0) -> tuple[Token, ...]:
    """The tokens of a plain formula from a position on, an `end` token last.

    Raises:
        FormulaError: the text is too long, a number too large, or a character has no meaning.
    """
    require_length(source)
    text, at, tokens = source.text, start, []
    while at < len(text):
        if space := _SPACE.match(text, at):
            at = space.end()
            continue
        new, at = next_tokens(source, at)
        tokens += new
    return (*tokens, Token("end", "", len(text)))


def require_length(source: Source) -> None:
    """Refuse a text that is too long to be a formula.

    Raises:
        FormulaError: it has more than `MAX_TEXT` characters.
    """
    if len(source.text) > MAX_TEXT:
        said = f"the text has {len(source.text)} characters; at most {MAX_TEXT} are read"
        raise fault(source, 0, said)


def next_tokens(source: Source, at: int) -> tuple[list[Token], int]:
    """The token that stands at a position (several for x², one for x), and where it ends."""
    text = source.text
    if match := _NUMBER.match(text, at):
        return [number(source, match[0], at)], match.end()
    if match := _NAME.match(text, at):
        return [_name(match[0], at)], match.end()
    if match := _RAISED.match(text, at):
        return _raised(source, match[0], at), match.end()
    if match := _SIGN.match(text, at):
        return [Token("sign", _PLAIN.get(match[0], match[0]), at, spelled=match[0])], match.end()
    char = text[at]
    if char in _PLAIN:
        return [Token("sign", _PLAIN[char], at, spelled=char)], at + 1
    if char in _NAMED:
        return [Token("name", _NAMED[char], at, spelled=char)], at + 1
    if char in _WORDED:
        return [Token("word", _WORDED[char], at, spelled=char)], at + 1
    raise unknown_character(source, at)


def number(source: Source, text: str, at: int) -> Token:
    """The token of a decimal, whose value is the exact rational that it denotes.

    Raises:
        FormulaError: more digits, or a larger exponent, than `MAX_DIGITS`.
    """
    digits, _, exponent = text.lower().partition("e")
    size = exponent.lstrip("+-").lstrip("0")
    if len(digits) > MAX_DIGITS or len(size) > 4 or int(size or 0) > MAX_DIGITS:
        said = f"a number with more than {MAX_DIGITS} digits; nothing that large is read"
        raise fault(source, at, said)
    whole, _, decimals = digits.partition(".")
    power = int(exponent or 0) - len(decimals)
    value = Fraction(int(whole + decimals)) * Fraction(10) ** power
    return Token("number", text, at, value, text)


def _name(text: str, at: int) -> Token:
    name = plain_name(text)
    return Token("word" if name in WORDS else "name", name, at, spelled=text)


def plain_name(text: str) -> str:
    """The name of a symbol in ASCII: `lambda_1` for λ₁ and for λ_1."""
    plain = text.rstrip("₀₁₂₃₄₅₆₇₈₉")
    if plain != text:
        text = f"{plain}_{text[len(plain) :].translate(_SUBSCRIPTS)}"
    parts = ("".join(_LETTERS.get(char, char) for char in part) for part in text.split("_"))
    return "_".join("lambda" if part == "lamda" else part for part in parts)


def _raised(source: Source, text: str, at: int) -> list[Token]:
    """x⁻² is x^(-2)."""
    digits = text.translate(_SUPERSCRIPTS)
    tokens = [Token("sign", "^", at, spelled=text), Token("sign", "(", at, spelled=text)]
    if digits[0] in "-+":
        tokens.append(Token("sign", digits[0], at, spelled=text))
    tokens.append(number(source, digits.lstrip("+-"), at))
    return [*tokens, Token("sign", ")", at, spelled=text)]


def unknown_character(source: Source, at: int):
    """The error for a character without a meaning, named so that a look-alike is told apart."""
    char = source.text[at]
    name = unicodedata.name(char, "")
    shown = f"'{char}'" if char.isprintable() else "an invisible character"
    if ord(char) > 126 or not char.isprintable():
        shown += f" (U+{ord(char):04X}{', ' + name if name else ''})"
    hint = _HINTS.get(char, "expected numbers, names, + - * / ^ ( ) | and comparisons")
    return fault(source, at, f"{shown} has no meaning in a formula; {hint}")
