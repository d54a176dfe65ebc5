"""Comparisons in normal form, and when one says at least as much as another (trusted)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy

from provcheck import algebra
from provcheck.algebra import Poly
from provcheck.errors import Rejected
from provcheck.normalize import Normalizer
from provcheck.statement.terms import Proposition, Sup
from provcheck.statement.unfold import unfold


@dataclass(frozen=True)
class Relation:
    """small op large, with op one of '<=', '<', '=='."""

    op: str
    small: Poly
    large: Poly

    @property
    def slack(self) -> Poly:
        return self.large - self.small


OPERATORS = {
    sympy.Le: ("<=", False),
    sympy.Lt: ("<", False),
    sympy.Eq: ("==", False),
    sympy.Ge: ("<=", True),
    sympy.Gt: ("<", True),
}


def normal_relation(relation: Any, env: Mapping | None = None) -> Relation:
    operator = OPERATORS.get(getattr(relation, "func", None))
    if operator is None:
        raise Rejected(f"'{relation}' is not a comparison of two numbers.")
    normalizer = Normalizer()
    sides = [normalizer.poly(side, dict(env or {})) for side in relation.args]
    if normalizer.assumed - normalizer.carried:
        raise Rejected(f"'{relation}': no array entry says how far a Kronecker delta's index runs.")
    small, large = reversed(sides) if operator[1] else sides
    return Relation(operator[0], small, large)


def implies(known: Relation, wanted: Relation) -> bool:
    """Whether the two say the same, or `wanted` says less."""
    difference = algebra.is_zero(known.slack - wanted.slack)
    if known.op == "==":
        opposite = algebra.is_zero(known.slack + wanted.slack)
        return wanted.op != "<" and (difference or opposite)
    return difference and (wanted.op == known.op or (wanted.op == "<=" and known.op == "<"))


def evident(wanted: Relation) -> bool:
    """Whether the structure alone shows the relation."""
    slack = algebra.cleared(wanted.slack)
    if wanted.op == "==":
        return not slack.terms
    return algebra.is_positive(slack) if wanted.op == "<" else algebra.is_nonnegative(slack)


def require_same(relation: Any, wanted: Any) -> None:
    if isinstance(wanted, sympy.And):
        if not isinstance(relation, sympy.And) or len(relation.args) != len(wanted.args):
            raise Rejected("the last line is not the claim's conjunction.")
        for part in wanted.args:
            if not any(same(other, part) for other in relation.args):
                raise Rejected(f"the last line lacks the part {part}.")
    elif not same(relation, wanted):
        raise Rejected(f"the derivation ends in {relation}, not in the claim {wanted}.")


NO_COMPARISON = (Proposition, sympy.And, sympy.Implies)


def same(relation: Any, wanted: Any) -> bool:
    """Whether two relations are spelled alike, or say the same in normal form."""
    if relation == wanted:
        return True
    if isinstance(wanted, Proposition):
        return type(relation) is type(wanted) and all(
            _same_argument(a, b) for a, b in zip(relation.args, wanted.args, strict=True)
        )
    if isinstance(wanted, sympy.Implies):
        return isinstance(relation, sympy.Implies) and relation == wanted
    if isinstance(relation, NO_COMPARISON) or isinstance(wanted, sympy.And):
        return False
    return implies(normal_relation(relation), normal_relation(wanted))


def _same_argument(left: Any, right: Any) -> bool:
    if isinstance(left, sympy.IndexedBase) or isinstance(right, sympy.IndexedBase):
        return left == right
    normalizer = Normalizer()
    return algebra.is_zero(normalizer.poly(left, {}) - normalizer.poly(right, {}))


def free_names(expression: Any) -> set[str]:
    expanded = unfold(expression)
    names = {symbol.name for symbol in expanded.free_symbols if isinstance(symbol, sympy.Symbol)}
    return names | {str(base.label) for base in expanded.atoms(sympy.IndexedBase)}


def pointwise(relation: Any) -> Any:
    if not isinstance(relation, sympy.Eq) or not isinstance(relation.lhs, Sup):
        raise Rejected(f"'{relation}' is not of the form Sup(e, (t, -oo, oo)) = v.")
    if unfold(relation.rhs).atoms(Sup):
        raise Rejected(f"'{relation}' does not show that the supremum is finite.")
    return sympy.Le(relation.lhs.function, relation.rhs, evaluate=False)
