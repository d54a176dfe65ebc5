"""The LaTeX commands that a formula may have, by what becomes of them."""

from provcheck.greek import GREEK

SPACES = frozenset(
    ("\\,", "\\;", "\\:", "\\!", "\\ ", "\\>", "\\\\", "\\quad", "\\qquad", "\\displaystyle")
    + ("\\textstyle", "\\limits", "\\nolimits", "\\(", "\\)", "\\[", "\\]", "\\thinspace")
)
SIZES = frozenset(
    f"{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")
)
SIGNS = {
    "le": "<=", "leq": "<=", "leqslant": "<=", "lt": "<", "ge": ">=", "geq": ">=",
    "geqslant": ">=", "gt": ">", "ne": "!=", "neq": "!=", "cdot": "*", "times": "*", "ast": "*",
    "div": "/", "lbrace": "(", "rbrace": ")", "{": "(", "}": ")", "vert": "|", "mid": "|",
}  # fmt: skip
WORD_COMMANDS = {"in": "in", "land": "and", "wedge": "and"}
GREEK_COMMANDS = GREEK | {"varepsilon": "ε", "vartheta": "θ", "varphi": "φ", "varrho": "ρ"}
ACCENTLESS = {"infty": "oo", "partial": "∂"}
FUNCTIONS = {
    "exp": "exp", "log": "log", "ln": "log", "sin": "sin", "cos": "cos", "tan": "tan",
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "sinh": "sinh", "cosh": "cosh",
    "tanh": "tanh", "min": "min", "max": "max",
    "cot": "cot", "sec": "sec", "csc": "csc", "coth": "coth",
}  # fmt: skip
FRACTIONS = frozenset(("frac", "dfrac", "tfrac", "cfrac"))
UPRIGHT = frozenset(
    ("operatorname", "text", "mathrm", "mathit", "textrm", "mbox", "mathbb", "mathsf", "mathop")
)
KNOWN_COMMANDS = frozenset(
    (*SIGNS, *WORD_COMMANDS, *GREEK_COMMANDS, *ACCENTLESS, *FUNCTIONS, *FRACTIONS, *UPRIGHT)
) | {"left", "right", "lvert", "rvert", "sqrt", "sum"}
