"""A tree as people would type it: what was read, for the user to compare with what was meant.

The text is a formula again: reading it gives the same terms. Redundant parentheses are gone,
decimals are the fractions they denote, and every product has its sign.
"""

from fractions import Fraction

from provcheck.formula.tree import (
    Call,
    Comparison,
    Constant,
    Derivative,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Series,
    Total,
)
from provcheck.greek import symbol_text

_SUM, _PRODUCT, _POWER, _ATOM = 10, 20, 30, 40
_SIGNS = {"<=": "≤", ">=": "≥", "==": "=", "<": "<", ">": ">"}
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_CONSTANTS = {"pi": "π", "E": "e", "oo": "∞"}


def comparison_text(comparison: Comparison) -> str:
    """`left ≤ right`."""
    sign = _SIGNS[comparison.op]
    return f"{readable(comparison.left)} {sign} {readable(comparison.right)}"


def comparisons_text(comparisons: tuple[Comparison, ...]) -> str:
    """Comparisons side by side; those of a chain share their middle: `a ≤ b < c and d = 0`."""
    text, previous = "", None
    for comparison in comparisons:
        if previous is not None and previous.right is comparison.left:
            text += f" {_SIGNS[comparison.op]} {readable(comparison.right)}"
        else:
            text += (" and " if text else "") + comparison_text(comparison)
        previous = comparison
    return text


def readable(node: Node) -> str:
    """The expression in one line of Unicode."""
    return _written(node)[0]


def _written(node: Node) -> tuple[str, int]:
    """The text, and how tightly its outermost operator binds."""
    if isinstance(node, Number):
        return _number(node.value)
    if isinstance(node, Constant):
        return _CONSTANTS[node.name], _ATOM
    if isinstance(node, Name):
        return symbol_text(node.name), _ATOM
    if isinstance(node, Negative):
        return f"-{_at_least(node.operand, _POWER)}", _PRODUCT
    if isinstance(node, Total):
        return _total(node), _SUM
    if isinstance(node, Product):
        return _product(node), _PRODUCT
    if isinstance(node, Power):
        return _power(node), _POWER
    if isinstance(node, Derivative):
        return _derivative(node)
    if isinstance(node, Series):
        parts = (readable(part) for part in (node.low, node.high))
        body, index = readable(node.body), symbol_text(node.index)
        return f"sum({body}, {index}, {', '.join(parts)})", _ATOM
    return _call(node)


def _at_least(node: Node, power: int) -> str:
    """The text of an operand, in parentheses unless it binds tightly enough."""
    text, binds = _written(node)
    return text if binds >= power else f"({text})"


def _number(value: Fraction) -> tuple[str, int]:
    if value.denominator == 1 and value >= 0:
        return str(value.numerator), _ATOM
    return f"{value.numerator}/{value.denominator}", _PRODUCT


def _total(node: Total) -> str:
    (_, first), *rest = node.terms
    text = _at_least(first, _PRODUCT)
    for is_minus, term in rest:
        operand = _at_least(term, _POWER if isinstance(term, Negative) else _PRODUCT)
        text += f" {'-' if is_minus else '+'} {operand}"
    return text


def _product(node: Product) -> str:
    (_, first), *rest = node.factors
    is_plain = not isinstance(first, Number | Product)
    text = _at_least(first, _PRODUCT if is_plain else _POWER)
    for is_divided, factor in rest:
        text += ("/" if is_divided else "·") + _at_least(factor, _POWER)
    return text


def _power(node: Power) -> str:
    base = _at_least(node.base, _ATOM)
    exponent, sign = node.exponent, ""
    if isinstance(exponent, Negative):
        exponent, sign = exponent.operand, "-"
    if isinstance(exponent, Number) and exponent.value.denominator == 1:
        return base + f"{sign}{exponent.value.numerator}".translate(_RAISED)
    return f"{base}^{_at_least(node.exponent, _ATOM)}"


def _call(node: Call) -> tuple[str, int]:
    if node.function == "sqrt":
        return f"√{_at_least(node.arguments[0], _ATOM)}", _POWER
    arguments = [readable(argument) for argument in node.arguments]
    if node.function == "abs" and "|" not in arguments[0]:
        return f"|{arguments[0]}|", _ATOM
    return f"{node.function}({', '.join(arguments)})", _ATOM


def _derivative(node: Derivative) -> tuple[str, int]:
    if len(node.by) > 1:
        by = ", ".join(f"{symbol_text(name)}, {order}" for name, order in node.by)
        return f"diff({readable(node.body)}, {by})", _ATOM
    ((name, order),) = node.by
    raised = str(order).translate(_RAISED) if order > 1 else ""
    body = readable(node.body)
    return f"d{raised}/d{symbol_text(name)}{raised} ({body})", _POWER  # its own powers are refused
