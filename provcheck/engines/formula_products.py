"""Goals taken apart: guards, products of factors with known signs, quotients by exponentials."""

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy

from provcheck.engines.formula_floats import compiled
from provcheck.engines.formula_sample import sample_of
from provcheck.engines.formula_search import (
    BALL,
    OutOfTime,
    Search,
    Stuck,
)
from provcheck.engines.formula_terms import (
    in_exponentials,
    product_of,
)
from provcheck.errors import StatementError
from provcheck.goals import Goal, guards_of, require_same
from provcheck.regions import Step

Prove = Callable[[Goal], Step]

_NOISE = 1e-13
"""A share of the usual size that rounding may leave."""


def with_guards(search: Search, goal: Goal, terms: tuple, prove: Prove) -> Step:
    """A step for the goal, led by what shows that some terms are defined.

    Args:
        terms: whose denominators, roots and logarithms are looked at.
        prove: finds steps, for the guards and then for the goal with their signs known.
    """
    needed = list(dict.fromkeys(guard for term in terms for guard in guards_of(term)))
    guards: list = []
    signs = set(goal.signs)
    for base, kind in reversed(needed):  # inner ones last
        known = goal.on(signs=frozenset(signs), conditions=())
        if base in signs or (kind == "!=0" and -base in signs):
            continue
        if any(search.accepts(known.on(term=s * base, strict=True), BALL) for s in _signs(kind)):
            continue
        if kind == ">=0" and search.accepts(known.on(term=base, strict=False), BALL):
            continue
        term = base if kind != "!=0" or sign_on(known, base) != -1 else -base
        guards.append([term, prove(known.on(term=term, strict=True))])
        signs.add(term)
    step = prove(goal.on(signs=frozenset(signs)))
    if not guards:
        return step
    return {**step, "guards": [*guards, *step.get("guards", ())]}


def _signs(kind: str) -> tuple[int, ...]:
    return (1, -1) if kind == "!=0" else (1,)


def sign_on(goal: Goal, term: Any) -> int:
    """Sign of a term over a sample of the region: 1 or -1, and 0 where both occur.

    What rounding alone may leave of a term that vanishes to a high order does not count.
    """
    try:
        values = compiled(term)(sample_of(goal))
    except StatementError:
        return 0
    values = values[np.isfinite(values)]
    noise = _NOISE * float(np.median(np.abs(values))) if len(values) else 0.0
    if (values >= -noise).all():
        return 1
    return -1 if (values <= noise).all() else 0


def by_factors(search: Search, goal: Goal, prove: Prove) -> Step:
    """The term as a product; every factor of odd power is shown to have one sign.

    Raises:
        Stuck: there is nothing to take out, or a factor changes its sign.
        Rejected: the checker does not see that the product is the term.
    """
    for term in dict.fromkeys((goal.term, in_exponentials(goal.term))):
        product = product_of(term)
        if product.powers == ((goal.term, 1),):
            continue
        whole = product.number * sympy.Mul(*(base**power for base, power in product.powers))
        require_same(goal, goal.term, whole)
        return {"factor": _factor_steps(search, goal, product, prove)}
    raise Stuck("the term has no factor to take out.")


def _factor_steps(search: Search, goal: Goal, product: Any, prove: Prove) -> list:
    pairs: list = []
    sign = 1 if product.number > 0 else -1
    pairs.append([abs(product.number), BALL])
    cheap_first = sorted(product.powers, key=lambda p: p[0].count_ops())
    odd: list = []
    for base, power in cheap_first:
        own = sign_on(goal, base)
        if own == 0:
            if power % 2 or goal.strict:
                raise Stuck(f"the factor {base} changes its sign.")
            pairs.append([base**power, BALL])
            continue
        signed = base if own == 1 else sympy.expand(-base)
        sign = sign if own == 1 or power % 2 == 0 else -sign
        odd.append((signed, power))
    if sign < 0:
        raise Stuck(f"{goal.term} is negative somewhere.", goal)
    if [power for _, power in product.powers] == [1] and odd and _is_same(odd[0][0], goal.term):
        raise Stuck("the term has no factor to take out.")
    for signed, power in odd:
        pairs += _powers_of(search, goal, signed, power, prove)
    return pairs


def _is_same(left: Any, right: Any) -> bool:
    return left == right or sympy.expand(left) == sympy.expand(right)


def _powers_of(search: Search, goal: Goal, base: Any, power: int, prove: Prove) -> list:
    """Pairs for base^power, where base ≥ 0, each factor of odd power once."""
    if power > 0:
        if power % 2 == 0 and not goal.strict:
            return [[base**power, BALL]]
        first = [base, prove(goal.on(term=base, conditions=()))]
        if power % 2 == 0 or goal.strict:
            return [first] * power
        return [first, [base ** (power - 1), BALL]] if power > 1 else [first]
    inverse = goal.on(term=base**power)
    if search.accepts(inverse, BALL):
        return [[base**power, BALL]]
    positive = prove(goal.on(term=base, strict=True, conditions=()))
    return [[base**power, {"guards": [[base, positive]], "ball": 1}]]


def by_dominant(search: Search, goal: Goal, prove: Prove) -> Step:
    """A sum with several exponentials, divided by one of them: a derivative then has fewer.

    Raises:
        Stuck: there are fewer than two, or no quotient is shown.
    """
    last = Stuck("there are no two exponentials to divide by.")
    parts = sympy.Add.make_args(sympy.expand(in_exponentials(goal.term)))
    exponents = list(dict.fromkeys(_exponent(part) for part in parts))
    if len(exponents) < 2:
        raise last
    for exponent in exponents:
        if exponent == 0:
            continue
        quotient = sympy.Add(*(_divided(part, exponent) for part in parts))
        try:
            inner = prove(goal.on(term=quotient))
            return {"factor": [[sympy.exp(exponent), BALL], [quotient, inner]]}
        except OutOfTime:
            raise
        except Stuck as stuck:
            last = stuck
    raise last


def _exponent(part: Any) -> Any:
    """u of a product that has exp(u) in it; 0 for others."""
    return sympy.Add(*(f.args[0] for f in sympy.Mul.make_args(part) if isinstance(f, sympy.exp)))


def _divided(part: Any, exponent: Any) -> Any:
    rest = [f for f in sympy.Mul.make_args(part) if not isinstance(f, sympy.exp)]
    return sympy.Mul(*rest) * sympy.exp(sympy.expand(_exponent(part) - exponent))
