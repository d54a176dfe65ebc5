"""Limits of scalar terms at infinity, by the limits of their parts (trusted).

Every operation is continuous where it is used, with ∞ as a value of its own; what has no limit by
its form alone (∞ − ∞, 0·∞, 1/0, sin ∞) is refused.
"""

from typing import Any

import sympy

from provcheck import algebra
from provcheck.errors import Rejected
from provcheck.normalize import normal
from provcheck.statement.evaluate import evaluate

_ENDS = {
    sympy.exp: (sympy.Integer(0), sympy.oo),
    sympy.tanh: (sympy.Integer(-1), sympy.Integer(1)),
    sympy.erf: (sympy.Integer(-1), sympy.Integer(1)),
    sympy.atan: (-sympy.pi / 2, sympy.pi / 2),
    sympy.sinh: (-sympy.oo, sympy.oo),
    sympy.cosh: (sympy.oo, sympy.oo),
}
"""Functions that are continuous on the line, with their limits at −∞ and ∞."""
_CONTINUOUS = (sympy.sin, sympy.cos)


def limit_at_infinity(term: Any, symbol: sympy.Symbol, side: str) -> Any:
    """The limit of a term as its only variable goes to ∞ (side "high") or −∞ ("low").

    The term must be defined on a half line in that direction.

    Returns:
        A number without variables, or ±oo.

    Raises:
        Rejected: the form of the term alone does not give it.
    """
    if term == symbol:
        return sympy.oo if side == "high" else -sympy.oo
    if not term.free_symbols:
        return term
    if symbol not in term.free_symbols:
        raise Rejected(f"{term} has other variables than {symbol}.")
    if isinstance(term, sympy.Pow) and not term.exp.is_Rational:
        raise Rejected(f"{term} is no fixed rational power.")
    limits = [limit_at_infinity(argument, symbol, side) for argument in term.args]
    if isinstance(term, sympy.Add):
        return _sum(term, limits)
    if isinstance(term, sympy.Mul):
        return _product(term, limits)
    if isinstance(term, sympy.Pow):
        return _power(term, *limits)
    if isinstance(term, sympy.log):
        return _logarithm(term, *limits)
    if isinstance(term, sympy.Abs):
        return sympy.oo if _is_infinite(limits[0]) else sympy.Abs(limits[0])
    if term.func in _ENDS and _is_infinite(limits[0]):
        return _ENDS[term.func][limits[0] is sympy.oo]
    if (term.func in _ENDS or term.func in _CONTINUOUS) and not _is_infinite(limits[0]):
        return term.func(limits[0])
    raise Rejected(f"the limit of {term} at infinity is not seen.")


def _is_infinite(limit: Any) -> bool:
    return limit in (sympy.oo, -sympy.oo)


def _sum(term: Any, limits: list[Any]) -> Any:
    infinite = {limit for limit in limits if _is_infinite(limit)}
    if len(infinite) > 1:
        raise Rejected(f"{term} is ∞ − ∞ at infinity.")
    return infinite.pop() if infinite else sympy.Add(*limits)


def _product(term: Any, limits: list[Any]) -> Any:
    infinite = [limit for limit in limits if _is_infinite(limit)]
    finite = sympy.Mul(*(limit for limit in limits if not _is_infinite(limit)))
    if not infinite:
        return finite
    sign = _sign(finite)
    if sign == 0:
        raise Rejected(f"{term} is 0·∞ at infinity.")
    for limit in infinite:
        sign = sign if limit is sympy.oo else -sign
    return sympy.oo if sign > 0 else -sympy.oo


def _power(term: Any, base: Any, exponent: Any) -> Any:
    """A fixed rational power; for a fractional one the base is ≥ 0 where the term is defined."""
    if exponent == 0:
        return sympy.Integer(1)
    if base is -sympy.oo and not exponent.is_Integer:
        raise Rejected(f"{term} is a root of what goes to −∞.")
    if _is_infinite(base):
        is_negative = base is -sympy.oo and exponent % 2 == 1
        return sympy.Integer(0) if exponent < 0 else -sympy.oo if is_negative else sympy.oo
    sign = _sign(base)
    if sign == 0:
        if exponent < 0:
            raise Rejected(f"{term} is 1/0 at infinity.")
        return sympy.Integer(0)
    if sign < 0 and not exponent.is_Integer:
        raise Rejected(f"{term} is a root of what becomes negative.")
    return base**exponent


def _logarithm(term: Any, limit: Any) -> Any:
    """The term is defined, so its argument is > 0: where that goes to 0, the logarithm to −∞."""
    if limit is sympy.oo:
        return sympy.oo
    sign = -1 if limit is -sympy.oo else _sign(limit)
    if sign < 0:
        raise Rejected(f"{term} is the logarithm of what becomes negative.")
    return sympy.log(limit) if sign else -sympy.oo


def _sign(number: Any) -> int:
    """Sign of a number without variables.

    Raises:
        Rejected: it is not certain.
    """
    value = evaluate(number, {})
    if value > 0:
        return 1
    if value < 0:
        return -1
    if algebra.is_zero(normal(number)):
        return 0
    raise Rejected(f"the sign of {number} = {value.str(5)} is not certain.")
