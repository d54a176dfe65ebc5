"""Run derivations through the kernel, hold every line against numbers, find the broken ones.

The kernel accepts or refuses each line. Accepted lines are evaluated at sampled settings all the
same: a line that is accepted and violated is an alarm. Printed lines that were refused are
searched for a counterexample of their own: certified, the line is broken; otherwise it is a gap.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import sympy

from provcheck.engines.budget import Budget
from provcheck.engines.draft import complete_exact, exact_draft
from provcheck.engines.propose import with_certificates
from provcheck.engines.refute import refute
from provcheck.engines.sample import draw_draft
from provcheck.engines.settle import Outcome, settle
from provcheck.errors import DomainError, Rejected, StatementError, Undecided
from provcheck.kernel import (
    DerivationCheck,
    LineCheck,
    LineStatus,
    Proof,
    certify,
    check_derivation,
    refuted_line,
)
from provcheck.statement.calculus import evaluate_derivatives
from provcheck.statement.claim import Claim
from provcheck.statement.nets import NetProposition
from provcheck.statement.space import Array, Index, Real, Size, Space, name_of
from provcheck.statement.terms import Act, Jet, Proposition, Sup
from provcheck.statement.unfold import unfold

Progress = Callable[[str, int, int], None]

SAMPLES = 2
"""Settings at which every accepted line is evaluated; small ones, since terms are expanded."""
_SAMPLE_SIZE = 2


def prove(
    claim: Claim,
    facts: Mapping[str, Proof],
    *,
    budget: Budget,
    seed: int,
    progress: Progress | None = None,
) -> tuple[DerivationCheck, ...]:
    """Check every derivation of a claim, its consequence included.

    Args:
        facts: proofs of other claims by name.
        budget: of the claim; each refused printed line is searched with a quarter of it.
        progress: called with a phase, work done and work in all.
    """
    report = progress or (lambda *_: None)
    derivations = [*claim.derivations, *([claim.consequence] if claim.consequence else [])]
    checks = []
    for number, derivation in enumerate(derivations):
        report("prove", number, len(derivations))
        check = check_derivation(claim, with_certificates(claim, derivation), facts)
        lines = tuple(_examined(claim, line, facts, budget, seed) for line in check.lines)
        checks.append(replace(check, lines=lines))
    return tuple(checks)


def _examined(
    claim: Claim, line: LineCheck, facts: Mapping[str, Proof], budget: Budget, seed: int
) -> LineCheck:
    if isinstance(line.relation, NetProposition):
        return _broken_by_a_net(claim, line, budget, seed)
    if not _is_numeric(line.relation):
        return line
    try:
        alone = line_claim(claim, line)
    except StatementError:
        return line
    if line.status is LineStatus.OK:
        return _sampled(alone, line, facts, seed)
    if not line.printed:
        return line
    search = refute(alone, budget=_for_a_line(budget), seed=seed, facts=facts)
    if search.counterexample is None:
        return line
    return refuted_line(line, search.counterexample)


def _broken_by_a_net(claim: Claim, line: LineCheck, budget: Budget, seed: int) -> LineCheck:
    """A line about nets, printed or accepted: marked broken where a net breaks it."""
    from provcheck.engines.break_net import break_net

    if line.status is not LineStatus.OK and not line.printed:
        return line
    search = break_net(line_claim(claim, line), budget=budget, seed=seed)
    found = search.counterexample
    return line if found is None else refuted_line(line, found)


def _for_a_line(budget: Budget) -> Budget:
    """A quarter of the claim's budget for each refused line."""
    return replace(budget, settings=max(1, budget.settings // 4), starts=max(1, budget.starts // 4))


def _is_numeric(relation: Any) -> bool:
    if isinstance(relation, Proposition | sympy.And | sympy.Implies):
        return False
    return not unfold(relation).atoms(Sup)


def line_claim(claim: Claim, line: Any) -> Claim:
    """The line as a claim of its own, with its further variables added to the space.

    Raises:
        StatementError: an index of the line stands in no array entry, or the line speaks of an
            activation and the claim has none.
    """
    about_nets = isinstance(line.relation, NetProposition)
    return replace(
        claim,
        name=f"{claim.name}#{line.id}",
        space=claim.space if about_nets else _extended(claim.space, line.relation),
        relation=line.relation,
        quantities=claim.quantities,
        derivations=(),
        exists=(),
        consequence=None,
        example=None,
    )


def _extended(space: Space, relation: Any) -> Space:
    known = {name_of(component) for component in space.components}
    term = _with_numbers(unfold(relation))
    bases = {entry.base for entry in term.atoms(sympy.Indexed)}
    arrays = {str(base.label): Array(base, base.shape) for base in bases}
    if term.atoms(Act) and not space.activations:
        raise StatementError("line: it speaks of an activation, and the claim has none.")
    sizes = sorted({size for base in bases for size in base.shape if size.is_Symbol}, key=str)
    more: list = [Size(size) for size in sizes if size.name not in known]
    more += [array for name, array in sorted(arrays.items()) if name not in known]
    for symbol in sorted(_free_symbols(term), key=str):
        if symbol.name in known or symbol.name in arrays:
            continue
        more.append(_component(symbol, term))
    return Space((*space.components, *more))


def _with_numbers(term: Any) -> Any:
    """The term with every arbitrary function's value as the number or array that holds it."""
    taken = evaluate_derivatives(term)
    return taken.xreplace({jet: _number_of(jet) for jet in taken.atoms(Jet)})


def _number_of(jet: Jet) -> Any:
    name, base, *indices = jet.args
    if not indices:
        return sympy.Symbol(f"{name}_0", real=True)
    return sympy.IndexedBase(f"{name}_{jet.order}", shape=base.shape * jet.order)[tuple(indices)]


def _free_symbols(term: Any) -> set[sympy.Symbol]:
    """Free symbols that are neither array labels nor sizes of arrays."""
    shapes = {size for entry in term.atoms(sympy.Indexed) for size in entry.base.shape}
    labels = {entry.base.label for entry in term.atoms(sympy.Indexed)}
    return {s for s in term.free_symbols if type(s) is sympy.Symbol} - shapes - labels


def _component(symbol: sympy.Symbol, term: Any) -> Index | Real:
    if not symbol.is_integer:
        bounded = symbol.is_positive or symbol.is_nonnegative
        return Real(symbol, low=0 if bounded else None, open_low=bool(symbol.is_positive))
    for entry in term.atoms(sympy.Indexed):
        if symbol in entry.indices:
            return Index(symbol, entry.base.shape[entry.indices.index(symbol)])
    raise StatementError(f"line: the index {symbol} stands in no array entry.")


def _sampled(alone: Claim, line: LineCheck, facts: Mapping[str, Proof], seed: int) -> LineCheck:
    """The line as it is, or broken if a sampled setting certainly violates it."""
    for number in range(SAMPLES):
        rng = np.random.Generator(np.random.Philox(key=[seed, number]))
        draft = draw_draft(alone.space, rng, _SAMPLE_SIZE)
        try:
            setting = complete_exact(alone.space, exact_draft(alone.space, draft))
        except DomainError:
            continue  # a drawn float lies outside the space once made exact
        if settle(alone, setting, line.relation) is not Outcome.VIOLATED:
            continue
        try:
            return refuted_line(line, certify(alone, setting, facts))
        except (Rejected, Undecided):
            continue  # the kernel does not confirm; the balls of the search are no evidence
    return line
