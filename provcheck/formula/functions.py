"""The functions and constants of formulas, their other names, and what to write for other ones.

Each function has an enclosure in balls, of its own or through the functions that it is short for.
"""

from provcheck.formula.fault import suggestion
from provcheck.formula.limits import MAX_ARGUMENTS

ARGUMENTS = {
    "abs": (1, 1), "sqrt": (1, 1), "exp": (1, 1), "log": (1, 2),
    "sin": (1, 1), "cos": (1, 1), "tan": (1, 1), "asin": (1, 1), "acos": (1, 1), "atan": (1, 1),
    "sinh": (1, 1), "cosh": (1, 1), "tanh": (1, 1), "erf": (1, 1), "gamma": (1, 1),
    "sigmoid": (1, 1), "softplus": (1, 1), "relu": (1, 1),
    "min": (1, MAX_ARGUMENTS), "max": (1, MAX_ARGUMENTS),
}  # fmt: skip
"""How many arguments each function takes: at least, at most."""

NOTATIONS = ("diff", "sum")
"""Written like functions, with a variable among the arguments."""

ALIASES = {
    "Abs": "abs", "Min": "min", "Max": "max", "ln": "log", "arcsin": "asin", "arccos": "acos",
    "arctan": "atan", "Gamma": "gamma", "ReLU": "relu", "Sum": "sum",
}  # fmt: skip

INSTEAD = {
    "sign": "x/abs(x) where x is not 0",
    "sgn": "x/abs(x) where x is not 0",
    "floor": "a variable of its own, such as n integer in [0, 9]",
    "ceil": "a variable of its own, such as n integer in [0, 9]",
    "factorial": "gamma(n + 1)",
    "lgamma": "log(gamma(x))",
    "loggamma": "log(gamma(x))",
    "erfc": "1 - erf(x)",
    "cbrt": "x**(1/3)",
    "pow": "x**y",
    "log2": "log(x, 2)",
    "log10": "log(x, 10)",
    "log1p": "log(1 + x)",
    "expm1": "exp(x) - 1",
    "sec": "1/cos(x)",
    "csc": "1/sin(x)",
    "cot": "cos(x)/sin(x)",
    "coth": "cosh(x)/sinh(x)",
    "sech": "1/cosh(x)",
    "asinh": "log(x + sqrt(x**2 + 1))",
    "acosh": "log(x + sqrt(x**2 - 1))",
    "atanh": "log((1 + x)/(1 - x))/2",
    "gelu": "x*(1 + erf(x/sqrt(2)))/2",
    "GELU": "x*(1 + erf(x/sqrt(2)))/2",
    "silu": "x*sigmoid(x)",
    "SiLU": "x*sigmoid(x)",
    "swish": "x*sigmoid(x), or x*sigmoid(b*x)",
    "mish": "x*tanh(softplus(x))",
    "leaky_relu": "max(x, x/100), with your slope",
    "LeakyReLU": "max(x, x/100), with your slope",
    "relu6": "min(max(x, 0), 6)",
    "hardtanh": "min(max(x, -1), 1)",
    "elu": "max(x, 0) + min(exp(x) - 1, 0)",
    "prod": "the factors written out",
    "sigma": "sigmoid(x), or add the condition: sigma is sigmoid",
    "D": "diff(f, x)",
    "Derivative": "diff(f, x)",
    "derivative": "diff(f, x)",
    "integrate": "its value; integrals are not supported",
}

NAMES = frozenset(ARGUMENTS) | frozenset(ALIASES) | frozenset(NOTATIONS)

CONSTANTS = {"pi": "pi", "e": "E", "E": "E", "oo": "oo", "inf": "oo", "infinity": "oo"}
RESERVED = frozenset(CONSTANTS) | {"I"}
"""Names that no variable can have."""


def advice(name: str) -> str:
    """What to write for an unknown function: `; write 1/cos(x)`, a near name, or the list."""
    if name in INSTEAD:
        return f"; write {INSTEAD[name]}"
    near = suggestion(name, NAMES)
    return near or f"; known are {', '.join(sorted((*ARGUMENTS, *NOTATIONS)))}"
