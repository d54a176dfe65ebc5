"""A relation with other terms in place of its free variables, none of them caught (trusted)."""

from collections.abc import Mapping
from typing import Any

import sympy

from provcheck import algebra
from provcheck.context import require_unconstrained
from provcheck.errors import Rejected
from provcheck.normalize import Normalizer
from provcheck.relations import free_names
from provcheck.statement.claim import Claim
from provcheck.statement.nets import NetProposition, PositiveDefiniteAround
from provcheck.statement.terms import Proposition
from provcheck.statement.unfold import instantiate, unfold


def replaced(relation: Any, at: Mapping[Any, Any], claim: Claim) -> Any:
    """The relation with unconstrained variables replaced, signs respected.

    Raises:
        Rejected: a variable that a hypothesis constrains or the relation binds, or a value of
            another sign, shape or kind.
    """
    at = dict(at)
    _require_apart(relation, at)
    for variable, value in at.items():
        require_unconstrained(variable, claim)
        if isinstance(variable, sympy.Symbol) and not variable.is_integer:
            require_sign(variable, value)
        elif isinstance(variable, sympy.Symbol):
            require_index(variable, value)
        elif not isinstance(value, sympy.IndexedBase) or value.shape != variable.shape:
            raise Rejected(f"the array {variable} has another shape than {value}.")
    return instantiate(unfold(relation), at)


def require_index(variable: sympy.Symbol, value: Any) -> None:
    """An index (or size) gives way to another one of which at least as much is assumed.

    Raises:
        Rejected: `value` is no index, or less is known of it.
    """
    assumed = variable.assumptions0.items()
    if not isinstance(value, sympy.Symbol) or not assumed <= value.assumptions0.items():
        raise Rejected(f"the index {variable} can only be replaced by such an index, not {value}.")


def _require_apart(relation: Any, at: Mapping[Any, Any]) -> None:
    """A limit or a smoothness in W speaks of all W: no W may come in, or be put elsewhere."""
    if at and relation.atoms(NetProposition, PositiveDefiniteAround):
        raise Rejected(f"'{relation}' speaks of nets, and has no variable to replace.")
    binding = (of for of in relation.atoms(Proposition) if len(of.args) > 1)
    bound = set().union(*(free_names(of.args[1]) for of in binding))
    for variable, value in at.items():
        caught = bound & (free_names(sympy.sympify(value)) | free_names(variable))
        if caught:
            raise Rejected(f"{caught} is bound in {relation}; {variable} = {value} would mix it.")


def require_sign(variable: sympy.Symbol, value: Any) -> None:
    """A real variable gives way to a term that is seen to have its sign.

    Raises:
        Rejected: it is not seen, or more than a sign is assumed of the variable.
    """
    if not any(variable.assumptions0 == kind for kind in _REPLACEABLE):
        raise Rejected(f"{variable} is more than real, positive or non-negative: {value} is not.")
    poly = Normalizer().poly(sympy.sympify(value), {})
    if variable.is_positive and not algebra.is_positive(poly):
        raise Rejected(f"{variable} is positive, and {value} is not seen to be.")
    if variable.is_nonnegative and not algebra.is_nonnegative(poly):
        raise Rejected(f"{variable} is non-negative, and {value} is not seen to be.")


_REPLACEABLE = tuple(
    sympy.Symbol("x", **{sign: True}).assumptions0 for sign in ("real", "positive", "nonnegative")
)
