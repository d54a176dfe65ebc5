"""One claim, from its statement to its result: prove, search, decide."""

import hashlib
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provcheck.errors import (
    ProvcheckError,
    Rejected,
    StatementError,
    Undecided,
    UsageError,
    WitnessError,
)
from provcheck.findings import (
    accounts_of,
    lines_of,
    plot_data,
    plots_of,
    statement_of,
    stream,
    trust_of,
    witness_of,
)
from provcheck.library import Library
from provcheck.verdict import (
    Result,
    Verdict,
    decide,
    decide_experiment,
    measurement_numbers,
)

if TYPE_CHECKING:
    from provcheck.engines.budget import Budget
    from provcheck.engines.refute import Search
    from provcheck.engines.settle_formula import Proposal
    from provcheck.kernel import Counterexample, Proof
    from provcheck.statement.claim import Claim
    from provcheck.statement.experiment import Measurement


_UNDECIDED = (Verdict.SUPPORTED, Verdict.DOUBTED, Verdict.OPEN)


@dataclass
class Session:
    """The packs in reach and the proofs made so far in this process.

    Proofs do not travel between processes: each process lets its own kernel make them. Without a
    library, a claim rests on no other.
    """

    library: Library | None = None
    proofs: "dict[str, Proof | None]" = field(default_factory=dict)

    def facts_for(self, claim: "Claim") -> "dict[str, Proof]":
        """Proofs of the claims that this one rests on, and of those that they rest on."""
        return self._facts(claim, above=(claim.name,)) if self.library else {}

    def _facts(self, claim: "Claim", above: tuple[str, ...]) -> "dict[str, Proof]":
        facts: dict[str, Proof] = {}
        for name in self.library.entries[claim.name].rests_on:
            if name in above or name not in self.library.entries:
                continue  # the kernel will miss the fact and say so on the line that uses it
            used = self.library.claim(name)
            own = self._facts(used, above=(*above, name))
            proof = self.proof(used, own)
            facts |= own if proof is None else {**own, name: proof}
        return facts

    def proof(self, claim: "Claim", facts: "Mapping[str, Proof]") -> "Proof | None":
        """The kernel's proof of a claim, from the first derivation it accepts, or None.

        It is kept unless the claim rests on itself; then it depends on where one began.
        """
        if claim.name in self.library.below(claim.name):
            return _first_proof(claim, facts)
        if claim.name not in self.proofs:
            self.proofs[claim.name] = _first_proof(claim, facts)
        return self.proofs[claim.name]


def _first_proof(claim: "Claim", facts: "Mapping[str, Proof]") -> "Proof | None":
    from provcheck.engines.budget import NAMED
    from provcheck.engines.propose import with_certificates
    from provcheck.kernel import check_derivation

    claim, _ = completed(claim, NAMED["standard"], 0)
    complete = (with_certificates(claim, derivation) for derivation in claim.derivations)
    checks = (check_derivation(claim, derivation, facts) for derivation in complete)
    return next((check.proof for check in checks if check.proof is not None), None)


def examine(session: Session, name: str, budget: "Budget", seed: int) -> Result:
    """Decide one claim.

    An engine that fails makes the verdict ERROR, with its traceback in the details; so does a
    function of the pack that ends the process or does not come back.

    Raises:
        UsageError: the claim is not there or its pack cannot be imported.
    """
    return examine_claim(session, session.library.claim(name), budget, seed)


def examine_claim(session: Session, claim: "Claim", budget: "Budget", seed: int) -> Result:
    """Decide one claim, which need not stand in a pack.

    Raises:
        UsageError: a pack that it rests on cannot be imported.
    """
    from provcheck.engines.time_limit import OutOfTime, limit_of, time_limit

    started = time.monotonic()
    try:
        with time_limit(limit_of(budget)):
            if claim.experiment is not None:
                return _measured(claim, budget, seed, started)
            return _decided(session, claim, budget, seed, started)
    except UsageError:
        raise
    except OutOfTime as error:
        reason = (
            f"stopped after {_since(started):.0f} s in {_place(session, claim, error)}: what runs "
            f"there does not end within the time limit of a claim, {limit_of(budget):.0f} s; if it "
            "only is slow, allow more with --budget SECONDS"
        )
        return _failed(claim, started, reason)
    except SystemExit as error:
        where = _place(session, claim, error)
        return _failed(claim, started, f"exit({error.code!r}) was called ({where})")
    except Exception as error:
        where = f" ({_place(session, claim, error)})"
        if isinstance(error, StatementError) and not _own_frames(session, claim, error):
            where = ""  # the message itself has the place in the pack
        return _failed(claim, started, f"{type(error).__name__}: {error}{where}")


def _failed(claim: "Claim", started: float, reason: str) -> Result:
    """The result of a claim whose examination failed, with the traceback of what is handled."""
    return Result(
        claim=claim.name,
        title=claim.title,
        source=str(claim.source),
        verdict=Verdict.ERROR,
        expected=str(claim.expected),
        seconds=_since(started),
        amends=claim.amends,
        reason=reason,
        details={"traceback": traceback.format_exc()},
    )


def _place(session: Session, claim: "Claim", error: BaseException) -> str:
    """Where an error arose: the pack's own line if there is one on the way, else the last."""
    own = _own_frames(session, claim, error)
    frames = traceback.extract_tb(error.__traceback__)
    last = own[-1] if own else [f for f in frames if Path(f.filename).stem != "time_limit"][-1]
    text = f": `{last.line}`" if own else ""
    return f"{Path(last.filename).name}, line {last.lineno}{text}"


def _own_frames(session: Session, claim: "Claim", error: BaseException) -> list[Any]:
    """The lines of the claim's own pack on the way to an error."""
    packs = session.library.packs if session.library else ()
    roots = [pack.path for pack in packs if pack.name == claim.pack]
    frames = traceback.extract_tb(error.__traceback__)
    return [f for f in frames for root in roots if Path(f.filename).is_relative_to(root)]


def _decided(
    session: Session, claim: "Claim", budget: "Budget", seed: int, started: float
) -> Result:
    from provcheck.engines.prove import prove
    from provcheck.engines.quantities import quantity_fault
    from provcheck.engines.satisfy import find_admitted

    facts = session.facts_for(claim)
    statement = statement_of(claim)
    claim, proposal = completed(claim, budget, seed)
    checks = prove(claim, facts, budget=budget, seed=seed)
    search = searched(claim, facts, budget, seed)
    if proposal is not None and search is not None and search.counterexample is None:
        search = _certified_proposal(claim, facts, search, proposal)
    is_satisfiable = _admits_a_net(claim) or find_admitted(claim, facts, seed=seed) is not None
    verdict, reason = decide(claim, checks, search, is_satisfiable)
    if proposal is not None and proposal.reason and verdict in _UNDECIDED:
        reason = f"{reason.rstrip('.')}; {proposal.reason}"
    if verdict in _UNDECIDED and search is not None and search.drawn:
        fault = quantity_fault(claim, seed)
        verdict, reason = (Verdict.ERROR, fault) if fault else (verdict, reason)
    found = search.counterexample if search else None
    plots = plots_of(claim, seed)
    return Result(
        claim=claim.name,
        title=claim.title,
        source=str(claim.source),
        verdict=verdict,
        expected=str(claim.expected),
        worst_ratio=search.worst_ratio if search else None,
        searched=search.drawn if search else 0,
        seconds=_since(started),
        witness=witness_of(claim.name, found) if found else None,
        lines=tuple(lines_of(claim, checks)),
        trust=trust_of(checks, search),
        amends=claim.amends,
        reason=reason,
        details=statement
        | accounts_of(search)
        | {"budget": budget.name, "seed": seed}
        | ({"plots": plots} if plots else {}),
    )


def _measured(claim: "Claim", budget: "Budget", seed: int, started: float) -> Result:
    """The result of an experiment: run once, from a random stream that no other claim has."""
    from provcheck.engines.budget import NAMED
    from provcheck.errors import EngineError
    from provcheck.statement.experiment import Measurement

    effort = budget.settings / NAMED["standard"].settings
    own = int.from_bytes(hashlib.sha256(claim.name.encode()).digest()[:8])
    found = claim.experiment(stream(seed, own), effort)
    if not isinstance(found, Measurement):
        raise EngineError(
            f"{claim.name}: its experiment returned {found!r:.200}; expected a Measurement."
        )
    verdict, reason = decide_experiment(found)
    plots = [*plots_of(claim, seed), *map(plot_data, found.plots)]
    again = f"provcheck verify {claim.name} --fresh --budget {budget.name} --seed {seed}"
    return Result(
        claim=claim.name,
        title=claim.title,
        source=str(claim.source),
        verdict=verdict,
        expected=str(claim.expected),
        searched=found.runs,
        seconds=_since(started),
        amends=claim.amends,
        reason=reason,
        details=statement_of(claim)
        | _measurement(found, effort, again)
        | ({"plots": plots} if plots else {}),
    )


def _measurement(found: "Measurement", effort: float, command: str) -> dict[str, Any]:
    return {
        "measurement": {
            "outcome": str(found.outcome),
            "summary": found.summary,
            **measurement_numbers(found),
            "effort": effort,
            "command": command,
        },
        "readings": [
            {"name": reading.name, "outcome": str(reading.outcome), "summary": reading.summary}
            for reading in found.readings
        ],
    }


def completed(claim: "Claim", budget: "Budget", seed: int) -> "tuple[Claim, Proposal | None]":
    """The claim with a derivation that an engine proposes, where it is over numbers and has none.

    The kernel decides what the proposal is worth, as of any other derivation or witness.
    """
    if not is_unproved_scalar(claim):
        return claim, None
    from provcheck.engines.settle_formula import settle_formula

    proposal = settle_formula(claim, budget=budget, seed=seed)
    if proposal.derivation is None:
        return claim, proposal
    return replace(claim, derivations=(proposal.derivation,)), proposal


def is_unproved_scalar(claim: "Claim") -> bool:
    """The claim compares terms in real numbers, and its author gives no derivation."""
    from provcheck.statement.space import Real

    return (
        getattr(claim.relation, "is_Relational", False)
        and all(isinstance(component, Real) for component in claim.space.components)
        and not (claim.derivations or claim.exists or claim.consequence)
    )


def _certified_proposal(
    claim: "Claim", facts: "Mapping[str, Proof]", search: "Search", proposal: "Proposal"
) -> "Search":
    """The search with the proposed witness as its counterexample, if the kernel certifies it."""
    from provcheck.kernel import certify

    if proposal.witness is None:
        return search
    try:
        return replace(search, counterexample=certify(claim, proposal.witness, facts))
    except (Rejected, Undecided):
        return search


def searched(
    claim: "Claim", facts: "Mapping[str, Proof]", budget: "Budget", seed: int
) -> "Search | None":
    """What the engine that fits the statement found; None where no setting could break it."""
    from provcheck.engines.break_net import break_net
    from provcheck.engines.line_supremum import check_supremum, is_supremum
    from provcheck.engines.refute import refute

    if is_about_nets(claim):
        return break_net(claim, budget=budget, seed=seed)
    if is_supremum(claim):
        return check_supremum(claim, budget=budget)
    if is_searchable(claim):
        return refute(claim, budget=budget, seed=seed, facts=facts)
    return None


def _admits_a_net(claim: "Claim") -> bool:
    """Every family has nets; a claim about nets is vacuous only by hypotheses of its own."""
    return is_about_nets(claim) and not claim.hypotheses


def is_about_nets(claim: "Claim") -> bool:
    """The claim is about nets with their data."""
    from provcheck.statement.nets import NetProposition

    return isinstance(claim.relation, NetProposition)


def is_searchable(claim: "Claim") -> bool:
    """The claim, or a consequence of it, compares numbers, so a setting may break it."""
    from provcheck.relations import NO_COMPARISON

    if claim.consequence is not None:
        return True
    return not claim.exists and not isinstance(claim.relation, NO_COMPARISON)


def certify_witness(session: Session, witness: Mapping[str, Any]) -> "Counterexample":
    """Let this process's kernel certify a saved witness.

    Args:
        witness: JSON data with "claim", "setting" and, for one line of a derivation, "line".

    Raises:
        WitnessError: the data is incomplete, not finite, or does not fit the claim.
        Rejected: the setting does not break the claim.
        Undecided: the two sides cannot be told apart at the precision allowed.
    """
    from provcheck.kernel import certify
    from provcheck.statement.space import Setting

    name = witness.get("claim")
    if not isinstance(name, str) or name not in session.library.entries:
        raise WitnessError(
            f"witness: it names the claim {name!r}, which is in no pack; give its pack with "
            "--pack, or check the file."
        )
    claim = session.library.claim(name)
    data = witness.get("setting")
    if not isinstance(data, Mapping):
        raise WitnessError(f"witness: no setting for '{name}'; expected an object of its values.")
    facts = session.facts_for(claim)
    if witness.get("line"):
        claim = _line_claim(claim, witness["line"])
    try:
        setting = Setting.from_json(claim.space, data)
    except StatementError as error:
        raise WitnessError(f"witness of '{name}': {error} Check the file.") from error
    return certify(claim, setting, facts)


def _line_claim(claim: "Claim", line: str) -> "Claim":
    """One derivation line as a claim; its setting may have more variables."""
    from provcheck.engines.prove import line_claim

    derivations = [*claim.derivations, *([claim.consequence] if claim.consequence else [])]
    for candidate in (candidate for derivation in derivations for candidate in derivation.lines):
        if candidate.id == line:
            return line_claim(claim, candidate)
    raise WitnessError(f"witness: '{claim.name}' has no line '{line}'; check the file.")


def recheck(session: Session, result: Result) -> str:
    """Check a stored result's evidence again; "" if it holds, else what does not.

    An experiment leaves no certificate: there is nothing to check but to run it again, with the
    same seed, which its `measured["command"]` does.
    """
    try:
        if result.verdict is Verdict.REFUTED:
            certify_witness(session, result.witness or {})
        elif result.verdict is Verdict.PROVED:
            claim = session.library.claim(result.claim)
            if session.proof(claim, session.facts_for(claim)) is None:
                return "no derivation is accepted any more"
    except ProvcheckError as error:
        return str(error)
    return ""


def _since(started: float) -> float:
    return round(time.monotonic() - started, 3)
