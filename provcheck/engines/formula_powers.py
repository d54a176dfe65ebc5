"""Powers compared by their logarithms."""

from collections.abc import Callable
from typing import Any

import sympy

from provcheck.engines.formula_products import with_guards
from provcheck.engines.formula_search import Search, Stuck
from provcheck.goals import Goal
from provcheck.regions import Step

Prove = Callable[[Goal], Step]


def by_log(search: Search, goal: Goal, prove: Prove) -> Step:
    """A difference of two products of powers and exponentials, by their logarithms.

    Raises:
        Stuck: the term is no such difference, or a part is not shown.
    """
    large, small = _logarithms(goal.term)

    def shown(inner: Goal) -> Step:
        if inner.term != goal.term:
            return prove(inner)
        step = prove(inner.on(term=large - small))
        return {"log": {"large": large, "small": small, "factor": "1", "step": step}}

    step = with_guards(search, goal, (large, small), shown)
    if not search.accepts(goal, step):
        raise Stuck("the checker does not take the logarithms.")
    return step


def _logarithms(term: Any) -> tuple[Any, Any]:
    """log A and log B, where the term is A − B."""
    parts = sympy.Add.make_args(term)
    if len(parts) != 2 or not any(_grows(part) for part in parts):
        raise Stuck("the term is no difference of powers.")
    signs = [part.as_coeff_Mul()[0] for part in parts]
    if not (signs[0] * signs[1]).is_negative:
        raise Stuck("the term is no difference of powers.")
    positive, negative = parts if signs[0] > 0 else reversed(parts)
    return _logarithm(positive), _logarithm(-negative)


def _grows(part: Any) -> bool:
    """Whether it has a variable exponent."""
    return any(
        isinstance(factor, sympy.exp) or (factor.is_Pow and not factor.exp.is_Rational)
        for factor in sympy.Mul.make_args(part)
    )


def _logarithm(product: Any) -> Any:
    """The logarithm of a product, factor by factor."""
    total = sympy.Integer(0)
    for factor in sympy.Mul.make_args(product):
        if isinstance(factor, sympy.exp):
            total += factor.args[0]
        elif factor.is_Pow and factor.base is not sympy.E:
            total += factor.exp * sympy.log(factor.base)
        else:
            total += sympy.log(factor)
    return total
