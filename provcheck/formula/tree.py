"""What a formula says, as a tree; every node knows the character it came from.

Sums and products have all their terms in one node, so a tree is no deeper than the parentheses.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Number:
    """An exact rational."""

    value: Fraction
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Constant:
    """pi, E, or oo (which only a range may have)."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A variable."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Negative:
    """-operand."""

    operand: "Node"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Total:
    """Terms added up; each with whether it is subtracted."""

    terms: tuple[tuple[bool, "Node"], ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Product:
    """Factors multiplied; each with whether it is divided by."""

    factors: tuple[tuple[bool, "Node"], ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Power:
    """base^exponent."""

    base: "Node"
    exponent: "Node"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A known function of its arguments, by its one name."""

    function: str
    arguments: tuple["Node", ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Derivative:
    """The body differentiated by variables in turn, each so many times."""

    body: "Node"
    by: tuple[tuple[str, int], ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Series:
    """The body added up over index = low, …, high."""

    body: "Node"
    index: str
    low: "Node"
    high: "Node"
    at: int = field(default=0, compare=False)


Node = Number | Constant | Name | Negative | Total | Product | Power | Call | Derivative | Series


@dataclass(frozen=True, slots=True)
class Comparison:
    """left op right, with op one of <= < >= > ==."""

    left: Node
    op: str
    right: Node
    at: int = field(default=0, compare=False)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes right below."""
    if isinstance(node, Negative):
        return (node.operand,)
    if isinstance(node, Total):
        return tuple(term for _, term in node.terms)
    if isinstance(node, Product):
        return tuple(factor for _, factor in node.factors)
    if isinstance(node, Power):
        return (node.base, node.exponent)
    if isinstance(node, Call):
        return node.arguments
    if isinstance(node, Derivative):
        return (node.body,)
    if isinstance(node, Series):
        return (node.body, node.low, node.high)
    return ()


def free_names(node: Node) -> Iterator[Name]:
    """The variables in order of appearance, with repetitions, without indices of sums."""
    if isinstance(node, Name):
        yield node
    if isinstance(node, Series):
        yield from (name for name in free_names(node.body) if name.name != node.index)
        yield from free_names(node.low)
        yield from free_names(node.high)
        return
    for child in children(node):
        yield from free_names(child)
