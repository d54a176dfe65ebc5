"""Fill in the certificates that a derivation leaves to the engines.

A line `by enclosure` without boxes is subdivided here; the kernel checks the boxes like any
others. A line for which none are found is handed on as it is, and the kernel refuses it.
"""

from dataclasses import replace

from provcheck.boxes import range_of
from provcheck.engines.enclose import Status, enclose_inequality
from provcheck.errors import DomainError, Rejected, StatementError
from provcheck.relations import free_names
from provcheck.statement.claim import Claim, Derivation, Line

BITS = 64


def with_certificates(claim: Claim, derivation: Derivation) -> Derivation:
    """The derivation with boxes proposed for its enclosure lines; itself if it has none."""
    if not any(_wants_boxes(line) for line in derivation.lines):
        return derivation
    lines = tuple(
        _proposed(claim, line) if _wants_boxes(line) else line for line in derivation.lines
    )
    return replace(derivation, lines=lines)


def _wants_boxes(line: Line) -> bool:
    return line.by.rule == "enclosure" and not {"boxes", "tree"} & set(line.by.arguments)


def _proposed(claim: Claim, line: Line) -> Line:
    try:
        ranges = range_of(claim, sorted(free_names(line.relation)))
        found = enclose_inequality(line.relation, ranges, bits=BITS)
    except (Rejected, StatementError, DomainError) as refusal:
        return _without(line, str(refusal))
    if found.status is not Status.HOLDS:
        where = found.point or found.stuck
        return _without(line, f"{found.status.value} at {where}. {found.reason}".rstrip())
    arguments = {**line.by.arguments, **found.certificate}
    return replace(line, by=replace(line.by, arguments=arguments))


def _without(line: Line, reason: str) -> Line:
    """The line with no boxes, and why there are none."""
    note = f"{line.note} (no enclosure: {reason})".strip()
    return replace(
        line, note=note, by=replace(line.by, arguments={**line.by.arguments, "boxes": ()})
    )
