"""Partial derivatives of a goal's term, as the trusted checker computes them."""

from functools import lru_cache
from typing import Any

import sympy

from provcheck.engines.formula_search import MALFORMED
from provcheck.errors import Rejected
from provcheck.goals import Goal
from provcheck.statement.calculus import partial

_LONGEST = 1500
"""Operations in a derivative beyond which it is not looked at."""


@lru_cache(maxsize=1024)
def derivative_of(term: Any, symbol: sympy.Symbol) -> Any | None:
    """The derivative as the checker computes it; None where it has no rule, or too long a one."""
    if term.has(sympy.Abs, sympy.Min, sympy.Max, sympy.sign):
        return None
    try:
        found = partial(term, symbol)
    except (Rejected, *MALFORMED):
        return None
    return found if found.count_ops() <= _LONGEST else None


def slopes_of(goal: Goal) -> dict[Any, Any]:
    """Partial derivatives where the checker knows them."""
    slopes = {}
    for symbol in sorted(goal.term.free_symbols, key=str):
        slope = derivative_of(goal.term, symbol)
        if slope is not None:
            slopes[symbol] = slope
    return slopes
