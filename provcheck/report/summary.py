"""The paragraph at the top of a report: what came out, in words."""

from provcheck.report.document import UNKNOWN, VERDICTS, Claim, Document, Link
from provcheck.verdict import Verdict

_TOLD_IN_FULL = 3
"""Refuted claims up to which the paragraph says how each falls, and what amends it."""


def summary(document: Document) -> str:
    """The verdicts of a run in a few sentences, without markup."""
    if not document.claims:
        return "The run holds no results; select at least one claim and verify it first."
    sentences = [_tally(document)]
    refuted = [claim for claim in document.claims if claim.verdict == Verdict.REFUTED]
    if 0 < len(refuted) <= _TOLD_IN_FULL:
        sentences.append(f"False as stated: {'; '.join(map(_refutation, refuted))}.")
    elif refuted:
        corrected = sum(any(a.verdict == Verdict.PROVED for a in c.amended_by) for c in refuted)
        sentences.append(
            f"False as stated: {', '.join(claim.short for claim in refuted)}. "
            f"{_corrections(corrected, len(refuted))} a corrected statement that is proved."
        )
    surprises = [c.short for c in document.claims if not c.as_expected]
    if surprises:
        sentences.append(f"Not as expected: {', '.join(surprises)}.")
    return " ".join(sentences)


def _corrections(count: int, of: int) -> str:
    if count == 0:
        return f"None of these {of} has"
    return f"{count} of these {of} {'has' if count == 1 else 'have'}"


def _tally(document: Document) -> str:
    total = len(document.claims)
    parts = [f"{count} {VERDICTS.get(v, UNKNOWN).summary}" for v, count in document.counts]
    return f"Of {total} claim{'s' if total != 1 else ''} checked: {_listed(parts)}."


def _refutation(claim: Claim) -> str:
    facts = [f"first broken line {claim.first_broken.id}"] if claim.first_broken else []
    facts += [f"amended by {_amendment(link)}" for link in claim.amended_by]
    return f"{claim.short} ({', '.join(facts) or 'no amendment yet'})"


def _amendment(link: Link) -> str:
    return f"{link.short}, {link.verdict}" if link.verdict else link.short


def _listed(parts: list[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
