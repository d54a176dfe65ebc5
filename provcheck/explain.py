"""What a reader needs beside a statement: its domain, its notation, and how a line follows."""

from collections.abc import Mapping
from typing import Any

import sympy

from provcheck.statement.claim import Claim, Justification
from provcheck.statement.space import (
    ActivationChoice,
    Array,
    Component,
    Constant,
    Index,
    Real,
    Size,
    Space,
)
from provcheck.statement.terms import Defined
from provcheck.text import one_line

_RANGES = ("ranges", "summed", "rows", "columns", "indices")


def domain(space: Space) -> str:
    """What a claim quantifies over, on one line: `p, d, n ≥ 1; sigmoid or tanh; β > 0; a ∈ ℝ^p`."""
    sizes = [one_line(c.symbol) for c in space.components if isinstance(c, Size)]
    parts = [f"{', '.join(sizes)} = 1, 2, …"] if sizes else []
    parts += [_range(c) for c in space.components if not isinstance(c, Size | Constant)]
    return "; ".join(parts)


def _range(component: Component) -> str:
    if isinstance(component, ActivationChoice):
        return " or ".join(component.names)
    if isinstance(component, Index):
        return f"{one_line(component.symbol)} = 1 … {one_line(component.size)}"
    if isinstance(component, Array):
        shape = "×".join(one_line(size) for size in component.shape)
        return f"{one_line(component.base)} ∈ ℝ^{shape}"
    return _interval(component)


def _interval(component: Real) -> str:
    name = one_line(component.symbol)
    low = "" if component.low is None else f"{component.low} {'<' if component.open_low else '≤'} "
    high = (
        "" if component.high is None else f" {'<' if component.open_high else '≤'} {component.high}"
    )
    nonzero = " ∖ {0}" if component.symbol.is_nonzero else ""
    return f"{low}{name}{high}" if low or high else f"{name} ∈ ℝ{nonzero}"


def notation(claim: Claim) -> list[Any]:
    """An equation for every abbreviation in the claim and its hypotheses, the outer ones first.

    One that reads like its own body explains nothing and is left out.
    """
    relations = [claim.relation, *(hypothesis.relation for hypothesis in claim.hypotheses)]
    waiting = [kind for relation in relations for kind in _kinds(relation)]
    found: dict[type[Defined], None] = {}
    while waiting:
        kind = waiting.pop(0)
        if kind not in found:
            found[kind] = None
            waiting += _kinds(kind.body)
    return [
        sympy.Eq(kind(*kind.parameters), kind.body, evaluate=False)
        for kind in found
        if one_line(kind(*kind.parameters)).strip("()") != one_line(kind.body).strip("()")
    ]


def _kinds(expression: Any) -> list[type[Defined]]:
    return sorted(
        {type(term) for term in expression.atoms(Defined)}, key=lambda kind: kind.__name__
    )


def how(by: Justification) -> str:
    """How a line follows: the lines it uses, what they are multiplied by, what is inserted."""
    arguments = by.arguments
    multipliers = arguments.get("multipliers", {})
    parts = []
    if by.uses:
        used = [_used(name, multipliers.get(name, 1)) for name in by.uses]
        parts.append("from " + ", ".join(used))
    for left, right, factor in arguments.get("products", ()):
        parts.append(f"the product of {left} and {right}" + _times(factor))
    for weight, term in arguments.get("squares", ()):
        parts.append(f"the square of {one_line(term)}" + _times(weight))
    if "name" in arguments:
        parts.insert(0, str(arguments["name"]))
    if "under" in arguments:
        parts.insert(0, f"under the {arguments['under']}")
    inserted = {**arguments.get("at", {}), **_plain(arguments)}
    if inserted:
        pairs = [f"{_shown(key)} = {_shown(value)}" for key, value in inserted.items()]
        parts.append("with " + ", ".join(pairs))
    return "; ".join(parts)


def _used(name: str, factor: Any) -> str:
    return name + _times(factor)


def _times(factor: Any) -> str:
    factor = sympy.sympify(factor)
    if factor == 1:
        return ""
    text = one_line(factor)
    return f" × ({text})" if factor.is_Add else f" × {text}"


def _plain(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The terms that a theorem is applied to, without index ranges and what is told elsewhere."""
    told = {
        "multipliers",
        "products",
        "squares",
        "at",
        "name",
        "under",
        "theorem",
        "claim",
        "boxes",
    }
    skipped = told | set(_RANGES) | {"lower", "upper", "bits"}
    return {key: value for key, value in arguments.items() if key not in skipped}


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else one_line(value)
