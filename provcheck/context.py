"""What a derivation line may rest on, and what each name in it stands for (trusted).

A rule sees a line through its `Context`: the claim with its hypotheses, proofs of other claims,
the lines accepted so far. Names mean one thing throughout: one symbol or array, one range.
"""

from collections.abc import Mapping
from typing import Any, Protocol

import sympy

from provcheck.errors import Rejected
from provcheck.relations import (
    NO_COMPARISON,
    Relation,
    evident,
    free_names,
    implies,
    normal_relation,
    same,
)
from provcheck.statement import activations
from provcheck.statement.calculus import is_smooth
from provcheck.statement.claim import Claim, Line
from provcheck.statement.space import Array, Constant, Index, Size
from provcheck.statement.terms import Defined, Jet, Proposition, Smooth
from provcheck.statement.unfold import rename_bound, unfold


class Proved(Protocol):
    """What a rule reads of another claim's proof; only the kernel makes one."""

    claim: Claim
    trust: tuple[str, ...]
    rests_on: tuple[str, ...]


class Context:
    """The hypotheses, facts and accepted lines of one derivation."""

    def __init__(self, claim: Claim, facts: Mapping[str, Proved]) -> None:
        self.claim = claim
        self.facts = facts
        self.lines: dict[str, Any] = {}
        self.trust: dict[str, tuple[str, ...]] = {}
        self.used_claims: set[str] = set()
        self.meaning: dict[str, Any] = {}

    def line(self, name: str) -> Any:
        if name not in self.lines:
            raise Rejected(f"it uses line '{name}', which was not accepted.")
        return self.lines[name]

    def relations(self, line: Line) -> list[Relation]:
        found = [self.line(name) for name in line.by.uses]
        return [normal_relation(r) for r in found if not isinstance(r, NO_COMPARISON)]

    def require_one_meaning(self, relation: Any) -> None:
        """One name is one symbol or one array, of one shape, in the claim and all its lines.

        A free index runs equally far in all of them, whether or not an array entry says so.
        """
        if not self.meaning:
            record_names(self.claim, self.meaning)
            record_claimed_ranges(self.claim, self.meaning)
        record_meaning(relation, self.meaning)
        record_ranges(relation, self.meaning)

    def require_range(self, index: Any, size: Any) -> None:
        """The index runs to this size in the claim and all its lines."""
        record_range(index, size, self.meaning)

    def require_ranges(self, relation: Any) -> None:
        """So do all free indices of a relation, which is not itself a line."""
        record_ranges(relation, self.meaning)

    def range_of(self, index: Any) -> Any:
        """How far an index runs as far as is known, or None."""
        return self.meaning.get(f"range of {index}")

    def require_free(self, variable: Any) -> None:
        require_unconstrained(variable, self.claim)

    def establish(self, premise: Any, line: Line) -> None:
        """A premise must be one of the used lines, or evident."""
        known = [self.line(name) for name in line.by.uses]
        if isinstance(premise, Smooth) and is_smooth(*premise.args):
            return
        if isinstance(premise, Proposition):
            if any(same(relation, premise) for relation in known):
                return
        else:
            wanted = normal_relation(premise)
            if evident(wanted) or any(implies(r, wanted) for r in self.relations(line)):
                return
        raise Rejected(f"the premise {premise} is not among the lines used.")

    def require_positive(self, term: Any, line: Line) -> None:
        self.establish(sympy.Gt(term, 0, evaluate=False), line)


def record_names(claim: Claim, meaning: dict[str, Any]) -> None:
    """What the claim's own names stand for; see `record_meaning`."""
    if claim.space.activations:
        record_meaning(activations.BETA, meaning)
    for component in claim.space.components:
        if isinstance(component, Array) and component.base.shape != component.shape:
            raise Rejected(f"the array {component.base} is declared with two shapes.")
        own = getattr(component, "base", getattr(component, "symbol", None))
        record_meaning(sympy.Integer(0) if own is None else own, meaning)
    for relation in (claim.relation, *(h.relation for h in claim.hypotheses)):
        record_meaning(relation, meaning)


def record_meaning(expression: Any, meaning: dict[str, Any]) -> None:
    """Note what each free name stands for; normal forms know symbols and arrays by name.

    An arbitrary function (`Jet`) is a function of one array throughout.

    Raises:
        Rejected: a name that stood for something else, or a symbol that is nameless (`Dummy`).
    """
    for part, parameters in _spelled_parts(expression):
        for jet in part.atoms(Jet):
            if meaning.setdefault(f"function {jet.args[0]}", jet.args[1]) != jet.args[1]:
                raise Rejected(f"'{jet.args[0]}' names functions of two arrays.")
        arrays = part.atoms(sympy.IndexedBase)
        for array in arrays:
            if meaning.setdefault(f"array {array.label}", array) != array:
                raise Rejected(f"'{array.label}' names two arrays; their shapes or kinds differ.")
        for symbol in part.free_symbols - {array.label for array in arrays} - parameters:
            if isinstance(symbol, sympy.Dummy):
                raise Rejected(f"the symbol {symbol} has no name of its own (a Dummy).")
            known = meaning.setdefault(symbol.name, symbol) if symbol.is_Symbol else symbol
            if known != symbol:
                raise Rejected(f"'{symbol}' names two symbols; their assumptions differ.")


def record_claimed_ranges(claim: Claim, meaning: dict[str, Any]) -> None:
    """How far the free indices of the claim run; of one without an array entry nothing is said."""
    for component in claim.space.components:
        if isinstance(component, Index):
            record_range(component.symbol, component.size, meaning)
    record_ranges(claim.relation, meaning)
    for symbol in unfold(claim.relation).free_symbols:
        if symbol.is_Symbol and symbol.is_integer and not symbol.is_positive:
            meaning.setdefault(f"range of {symbol}", sympy.oo)


def record_ranges(relation: Any, meaning: dict[str, Any]) -> None:
    """Note how far each index runs that stands free in an array entry or a derivative."""
    for term in rename_bound(unfold(relation)).atoms(sympy.Indexed, Jet):
        is_jet = isinstance(term, Jet)
        base, indices = (term.args[1], term.args[2:]) if is_jet else (term.base, term.indices)
        shape = base.shape or ()
        for index, size in zip(indices, shape * (term.order if is_jet else 1), strict=False):
            if isinstance(index, sympy.Symbol) and not isinstance(index, sympy.Dummy):
                record_range(index, size, meaning)


def record_range(index: Any, size: Any, meaning: dict[str, Any]) -> None:
    """Note how far one index runs.

    Raises:
        Rejected: it runs elsewhere in the claim or its lines, or is a size itself.
    """
    if index.is_positive and index != size:
        raise Rejected(f"the size {index} is no index that runs to {size}.")
    known = meaning.setdefault(f"range of {index}", size)
    if known != size:
        raise Rejected(f"the index {index} runs to {size} here and to {known} elsewhere.")


def _spelled_parts(expression: Any) -> list[tuple[Any, set]]:
    """The expression and the bodies of its abbreviations, each with its parameters."""
    parts, seen = [(expression, set())], set()
    for part, _ in parts:  # grows while it runs
        new = {type(term) for term in part.atoms(Defined)} - seen
        seen |= new
        parts += [(named.body, set(named.parameters)) for named in new]
    return parts


def _constrained(claim: Claim) -> set[str]:
    """Names of the variables that some hypothesis speaks about."""
    names: set[str] = set()
    for hypothesis in claim.hypotheses:
        bound = {symbol.name for symbol in hypothesis.for_all}
        names |= free_names(hypothesis.relation) - bound
    return names | {symbol.name for symbol in claim.exists}


def require_unconstrained(variable: Any, claim: Claim) -> None:
    if not isinstance(variable, sympy.Symbol | sympy.IndexedBase):
        raise Rejected(f"{variable} is a term; only a symbol or an array can be replaced.")
    name = str(getattr(variable, "label", variable))
    if name == "beta" and claim.space.activations:
        raise Rejected("the activation depends on beta; it cannot be replaced or generalised.")
    if name in _constrained(claim):
        raise Rejected(f"a hypothesis speaks about {name}; it cannot be replaced or generalised.")
    sizes = {str(c.symbol) for c in claim.space.components if isinstance(c, Size | Constant)}
    if name in sizes:
        raise Rejected(f"{name} is a size or a constant of the claim; it cannot be replaced.")
