"""Look for the smallest net that breaks a claim about nets, and let the kernel certify it.

The nets that the hypotheses admit are tried in order of size (`net_catalogue`). For each one a
searcher that fits the claim proposes settings (`net_null_vector`, `net_invariant`, `net_kink`,
`net_direction`); the first that the kernel certifies is made as plain as it can be.
"""

import functools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from provcheck.engines.budget import Budget
from provcheck.engines.net_catalogue import Candidate, candidates, enumerated
from provcheck.engines.net_direction import larger_minorants
from provcheck.engines.net_invariant import unreachable_labels
from provcheck.engines.net_kink import kinks
from provcheck.engines.net_null_vector import singular_jacobians
from provcheck.engines.net_proposal import Numbers, Proposal, effort, simplified
from provcheck.engines.refute import Search
from provcheck.errors import Rejected, StatementError, Undecided
from provcheck.kernel import Counterexample, certify
from provcheck.statement.claim import Claim
from provcheck.statement.nets import (
    Activations,
    FinitelyManySingular,
    FlowContinuesAlmostSurely,
    FlowKeepsNullSets,
    LossVanishesAlmostSurely,
    Nets,
    NtkAtLeastThatOf,
    NtkContinuousAlmostSurely,
    PositiveDefiniteAlmostSurely,
)
from provcheck.statement.space import Setting

Searcher = Callable[[Candidate, np.random.Generator], Iterator[Proposal | None]]

_MORE = 24
"""Proposals taken for a net that is broken, of which the plainest is kept."""
_SIMPLIFIED = 4
_LEAST_RADIUS = Fraction(1, 10)
"""Plainer numbers are not bought with a box smaller than this."""


@dataclass
class _Run:
    claim: Claim
    nets: Nets
    budget: Budget
    seed: int
    began: float = field(default_factory=time.monotonic)
    drawn: int = 0
    evaluations: int = 0
    capped: bool = False

    def is_over(self) -> bool:
        self.capped = self.capped or time.monotonic() - self.began > self.budget.seconds
        return self.capped or self.drawn >= self.budget.settings


def break_net(claim: Claim, *, budget: Budget, seed: int) -> Search:
    """Search for a net with its data that breaks the claim.

    Args:
        budget: `settings` bounds the trials: pairs of a net and a point or pattern tried on it.
    """
    nets = claim.space.components[0]
    if not isinstance(nets, Nets):
        return Search(claim.relation, reason="the claim's space is not that of nets with data.")
    searcher, sought = _searcher(claim.relation, nets)
    if searcher is None:
        return Search(claim.relation, reason=sought)
    run = _Run(claim, nets, budget, seed)
    found, last = _searched(run, searcher)
    missed = f"{run.drawn} trials of {enumerated(nets)}, the last with {last}: no {sought}"
    return Search(
        relation=claim.relation,
        drawn=run.drawn,
        evaluations=run.evaluations,
        counterexample=found,
        seconds=time.monotonic() - run.began,
        capped=run.capped,
        reason="" if found else missed,
        admitted=run.drawn,
    )


def _searcher(relation: Any, nets: Nets) -> tuple[Searcher | None, str]:
    """Who proposes settings for such a claim, and what it seeks; or None, and why nobody does."""
    if isinstance(relation, PositiveDefiniteAlmostSurely | FinitelyManySingular):
        return singular_jacobians, "polynomials v with vᵀJ = 0"
    if isinstance(relation, LossVanishesAlmostSurely):
        return unreachable_labels, "polynomial that vanishes on all outputs of a net"
    if isinstance(relation, NtkAtLeastThatOf):
        searcher = functools.partial(larger_minorants, name=str(relation.args[0]))
        return searcher, "direction along which the minorant's Gram matrix is larger"
    slides = isinstance(relation, FlowContinuesAlmostSurely | FlowKeepsNullSets)
    if not slides and not isinstance(relation, NtkContinuousAlmostSurely):
        return None, "no setting of a net is known that could break such a statement."
    if nets.activations is Activations.SIGMOID:
        return None, "only kinks could break it, and the sigmoid has none."
    manner = "with both sides pointing into it" if slides else "which it crosses"
    return functools.partial(kinks, slides=slides), f"kink that the flow reaches, {manner}"


def _searched(run: _Run, searcher: Searcher) -> tuple[Counterexample | None, str]:
    """The plainest counterexample with the first net that has any; and the last net tried."""
    last = ""
    for number, candidate in enumerate(candidates(run.nets)):
        if run.is_over():
            break
        last = f"m = {candidate.network.parameters}, nq = {candidate.stacked}"
        found: list[tuple[Counterexample, Proposal]] = []
        more = _MORE
        for proposal in searcher(candidate, _stream(run.seed, number)):
            run.drawn += 1
            broken = None if proposal is None else _certified(run, proposal, proposal.numbers)
            found += [(broken, proposal)] if broken is not None else []
            more -= bool(found)
            if run.is_over() or not more:
                break
        if found:
            found.sort(key=lambda pair: _effort(pair[0]))
            return min((_plain(run, *pair) for pair in found[:_SIMPLIFIED]), key=_effort), last
    return None, last


def _stream(seed: int, number: int) -> np.random.Generator:
    """A random stream of its own for every net."""
    key = np.array([seed % 2**64, number], dtype=np.uint64)
    return np.random.Generator(np.random.Philox(key=key))


def _certified(
    run: _Run, proposal: Proposal, numbers: Numbers, radius: Fraction = Fraction(0)
) -> Counterexample | None:
    """What the kernel certifies of a proposal with such numbers and at least such a radius."""
    for setting in proposal.build(numbers):
        if setting.radius < radius:
            return None
        run.evaluations += 1
        try:
            return certify(run.claim, Setting({Nets.name: setting}), {})
        except (Rejected, Undecided, StatementError):
            continue
    return None


def _plain(run: _Run, found: Counterexample, proposal: Proposal) -> Counterexample:
    """The same with the plainest numbers that the kernel certifies."""
    radius = min(found.setting[Nets.name].radius, _LEAST_RADIUS)
    attempt = functools.partial(_certified, run, proposal, radius=radius)
    return simplified(proposal.numbers, found, attempt, _effort)


def _effort(found: Counterexample) -> float:
    return effort(found.setting[Nets.name])
