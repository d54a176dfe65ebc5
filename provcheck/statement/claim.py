"""Claims, their sources and the derivations that lead to them: what a paper says."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import sympy

from provcheck.errors import StatementError
from provcheck.statement.experiment import Curves, HeatMap, Measurement
from provcheck.statement.space import Setting, Space
from provcheck.statement.terms import Defined, Sentence


class Kind(StrEnum):
    """What sort of statement a claim is."""

    IDENTITY = "identity"
    UPPER_BOUND = "upper bound"
    LOWER_BOUND = "lower bound"
    SUPREMUM = "supremum"
    LIMIT = "limit"
    LIPSCHITZ = "Lipschitz bound"
    EXISTENCE = "existence"
    EXPERIMENT = "experiment"


@dataclass(frozen=True)
class Source:
    """Where a claim stands: paper key, version, theorem, equation or appendix line.

    `quote` has the paper's own words where the relation is what they imply, and not a display.
    """

    paper: str
    place: str
    equation: str = ""
    quote: str = ""

    def __str__(self) -> str:
        tail = f", {self.equation}" if self.equation else ""
        return f"{self.paper}, {self.place}{tail}"


@dataclass(frozen=True)
class Hypothesis:
    """An assumption of a claim, for every value of the symbols in `for_all`."""

    name: str
    relation: Any
    for_all: tuple[sympy.Symbol, ...] = ()


@dataclass(frozen=True)
class Justification:
    """Why a line holds, as plain data: the rule's name, the lines it uses, its arguments."""

    rule: str
    uses: tuple[str, ...] = ()
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One step of a derivation.

    `printed` lines stand in the paper; the others fill in what it leaves to the reader.
    """

    id: str
    relation: Any
    by: Justification
    note: str = ""
    printed: bool = True


def line(
    id: str,
    relation: Any,
    rule: str,
    *uses: str,
    note: str = "",
    printed: bool = False,
    **arguments: Any,
) -> Line:
    """A derivation line in one call: its relation, the rule, the lines used, the arguments."""
    return Line(id, relation, Justification(rule, uses, arguments), note, printed)


@dataclass(frozen=True)
class Derivation:
    """Lines that lead to a claim; the last line is the claim itself.

    `as_printed` says that the lines are the paper's own; a claim whose printed derivation has a
    gap or a broken line may carry a second one that closes it.
    """

    name: str
    lines: tuple[Line, ...]
    as_printed: bool = True


@dataclass(frozen=True)
class Quantity:
    """A named expression with a numeric meaning.

    Args:
        term: the SymPy expression (usually a `Defined` applied to its indices).
        latex: how people read it.
        reference: function of a values mapping (arrays of float64, arb or fmpq) to a scalar; None
            where only the term itself has an exact meaning.
        compiled: the same for float64, with compiled functions; None where speed is no matter.
            Without a reference it steers a search and is held to nothing.
    """

    name: str
    term: Any
    latex: str
    reference: Any
    compiled: Any = None


@dataclass(frozen=True)
class Variant:
    """A falsehood kept beside a claim: what was changed, and the relation that must not pass."""

    name: str
    relation: Any
    dropped: tuple[str, ...] = ()


Plot = Callable[[Any], Curves | HeatMap]
"""Computes a picture for the report from a numpy Generator."""

Experiment = Callable[[Any, float], Measurement]
"""Measures a sentence, from a numpy Generator and an effort > 0 that scales the number of runs."""


@dataclass(frozen=True)
class Claim:
    """One checkable statement of a paper.

    Args:
        name: path, `paper/result/part`.
        title: one line that a person would say aloud.
        relation: SymPy relation or Proposition, for every setting of `space` that satisfies
            `hypotheses`.
        exists: symbols for constants of which the claim only says that they exist (they may
            depend on everything but the arrays that the space does not list).
        quantities: the named sides of the relation with their numeric references.
        consequence: for a claim with `exists`, a derivation of a relation without them that
            the claim implies; refuting that refutes the claim.
        amends: name of the claim that this one corrects or sharpens.
        expected: the verdict recorded for it, or "" for PROVED or SUPPORTED.
        reading: what the print leaves open and how it was read, "" if nothing.
        not_checked: what the verdict takes for granted, "" if nothing.
        plots: pictures beside the claim, which decide nothing.
        example: a setting that satisfies every hypothesis, where drawing one is hopeless; a search
            tries it first.
        experiment: for a claim of kind `experiment`, whose relation is a `Sentence`: what
            measures it. The effort is 1 at the budget "standard", where a run should take no
            more than 40 s on one core, 1/3 at "quick" and 20 at "deep".
    """

    name: str
    title: str
    source: Source
    kind: Kind
    space: Space
    relation: Any
    hypotheses: tuple[Hypothesis, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    derivations: tuple[Derivation, ...] = ()
    exists: tuple[sympy.Symbol, ...] = ()
    consequence: Derivation | None = None
    variants: tuple[Variant, ...] = ()
    amends: str = ""
    expected: str = ""
    reading: str = ""
    not_checked: str = ""
    plots: tuple[Plot, ...] = ()
    example: Setting | None = None
    experiment: Experiment | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.relation, sympy.Basic):
            raise StatementError(
                f"claim '{self.name}': its relation is {self.relation!r}; expected a SymPy "
                "relation such as sympy.Le(small, large, evaluate=False)."
            )
        marks = {
            "the kind Kind.EXPERIMENT": self.kind is Kind.EXPERIMENT,
            "a Sentence as its relation": isinstance(self.relation, Sentence),
            "an experiment": self.experiment is not None,
        }
        if len(set(marks.values())) > 1:
            present = " and ".join(name for name, is_there in marks.items() if is_there)
            missing = " and ".join(name for name, is_there in marks.items() if not is_there)
            raise StatementError(
                f"claim '{self.name}': it has {present}, but not {missing}; expected all three, "
                "or none of them."
            )
        if self.experiment is not None and (self.derivations or self.consequence or self.exists):
            raise StatementError(
                f"claim '{self.name}': an experiment is measured, so a derivation, consequence or "
                "constant of it would never be looked at; make that part a claim of its own."
            )

    @property
    def pack(self) -> str:
        """The first part of the name: the paper."""
        return self.name.split("/", 1)[0]

    def digest(self) -> str:
        """Content key: changes whenever the statement or a derivation changes."""
        parts = [self.name, _spelled(self.relation), repr(self.space)]
        parts += [f"{h.name}:{h.for_all}:{_spelled(h.relation)}" for h in self.hypotheses]
        parts += [repr(derivation) for derivation in self.derivations]
        parts += [repr(self.exists), repr(self.consequence)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


def _spelled(relation: Any) -> str:
    """The relation and the bodies of its abbreviations as written, the same in every process."""
    bodies: set[str] = set()
    waiting = [relation]
    while waiting:
        for term in waiting.pop().atoms(Defined):
            body = f"{term.func.__name__}{term.parameters}: {sympy.srepr(term.body)}"
            if body not in bodies:
                bodies.add(body)
                waiting.append(term.body)
    return "\n".join([sympy.srepr(relation), *sorted(bodies)])
