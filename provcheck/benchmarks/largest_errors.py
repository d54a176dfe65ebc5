"""The largest error that a compiled function makes over many inputs, as a row of the table.

Exact values are balls of Arb, or rationals. What is not a number, or not finite, is no small error.
"""

import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

UNIT = 2.0**-53
SLACK = 1 + 2.0**-20
"""What a bound that is evaluated in float64, to first order, has for its own rounding."""

SHARE = "share of the bound"
_FINITE = 1.7976931348623157e308

Row = dict[str, Any]


def worst(
    function: str,
    inputs: Iterable[Any],
    error: Callable[[Any], float],
    *,
    unit: str = "ulp",
    bound: float | None = None,
) -> Row:
    """The row of a function: how many inputs, the largest error, where it was seen, its bound."""
    found = [(error(value), value) for value in inputs]
    largest, at = max(found, key=lambda pair: pair[0] if pair[0] == pair[0] else math.inf)
    if not math.isfinite(largest):
        largest = _FINITE  # JSON has no infinity; no bound allows it
    return {"function": function, "inputs": len(found), "unit": unit, "largest": largest,
            "at": str(at), "bound": bound}  # fmt: skip


def ulps(computed: float, exact: Any) -> float:
    """|computed - exact| in units in the last place of the exact value, from above."""
    middle = abs(float(exact.mid()))
    unit = math.ulp(middle) if math.isfinite(middle) else math.ulp(_FINITE)
    return _in_units(computed, exact, unit)


def share(found: Any, exact: Any, allowed: Any) -> float:
    """The largest error of the entries as a share of what is allowed, each of its own bound."""
    found = np.ravel(found)
    bounds = np.broadcast_to(allowed, np.shape(allowed) or found.shape).ravel()
    triples = zip(found, np.ravel(exact), bounds, strict=True)
    return max(_in_units(float(number), entry, float(bound)) for number, entry, bound in triples)


def bits_apart(found: Any, expected: Any) -> float:
    """0 if two arrays are the same bit for bit, else their distance in ulp, and at least 1."""
    found, expected = np.ravel(found), np.ravel(expected)
    if found.dtype == expected.dtype and found.tobytes() == expected.tobytes():
        return 0.0
    distances = abs(found.astype(float) - expected) / np.spacing(abs(expected.astype(float)))
    return float(np.max(np.append(distances, 1.0)))


def first_order(roundings: Any) -> Any:
    """A relative error of so many roundings, the products of errors included."""
    return roundings * UNIT * SLACK


def in_balls(values: Iterable[Any]) -> list[Any]:
    """Floats and arrays of floats as balls that hold nothing else; an enumeration stays."""
    from enum import Enum

    from provcheck.reference import as_ball

    return [value if isinstance(value, Enum) else as_ball(value) for value in values]


def _in_units(computed: float, exact: Any, unit: float) -> float:
    """|computed - exact| / unit from above; infinite for what is not a finite number."""
    import flint

    if not math.isfinite(computed):
        return math.inf
    distance = abs(flint.arb(computed) - flint.arb(exact))
    if distance.is_zero():
        return 0.0
    quotient = float((distance / flint.arb(unit)).upper())
    return quotient if quotient == quotient else math.inf
