"""Errata for a paper, in three parts: the paper says, we find, proposed correction."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from provcheck.files import write_whole
from provcheck.report.document import (
    HOLDING,
    Claim,
    Document,
    Line,
    NetFact,
    Witness,
    is_certain,
    read_run,
)
from provcheck.verdict import Verdict

_NOT_PRINTED = "not in the"
"""How the source of a statement begins that a pack refutes although the paper does not print it."""


def write_errata(run: Mapping[str, Any], file: Path) -> Path:
    """Write what is certainly wrong in a paper, as Markdown.

    An entry stands for each REFUTED claim whose witness is certified, and for each broken
    printed line of a claim that nevertheless holds, unless the line is such a REFUTED claim or
    a line of its derivation. Nothing that is merely doubted appears, nor a statement whose source
    says that it is not in the paper.

    Args:
        run: a document of schema "provcheck.run/1" with the results of one paper.
        file: usually reports/errata/<paper>.md.

    Returns:
        `file`.

    Raises:
        OutputError: the run has another schema, or the file cannot be written.
    """
    write_whole(Path(file), render(run))
    return Path(file)


def render(run: Mapping[str, Any]) -> str:
    """The errata as Markdown text.

    Raises:
        OutputError: the run has another schema.
    """
    document = read_run(run)
    entries = [entry for claim in document.claims for entry in _entries(claim, document)]
    if not entries:
        entries = ["Nothing in this run is certainly wrong."]
    return "\n\n".join([_heading(document), *entries, _ending(document)]).rstrip() + "\n"


def _heading(document: Document) -> str:
    lines = [f"# Errata for {', '.join(_plain(p.key) for p in document.papers) or 'no paper'}"]
    for paper in document.papers:
        facts = [_plain(x) for x in (paper.title, paper.authors, paper.version) if x]
        if facts:
            lines.append(", ".join(facts))
    lines.append(
        "Only what is certain stands here: a witness is a concrete setting in exact rationals, "
        "and the two sides of the statement are enclosed there in ball arithmetic."
    )
    return "\n\n".join(lines)


def _entries(claim: Claim, document: Document) -> list[str]:
    if claim.verdict == Verdict.REFUTED:
        is_erratum = is_certain(claim.witness) and _NOT_PRINTED not in claim.source
        return [_refuted(claim, document)] if is_erratum else []
    if claim.verdict not in HOLDING:
        return []
    told = _told(document)
    return [
        _broken_line(claim, line)
        for derivation in claim.derivations
        for line in derivation.lines
        if line.printed and line.status == "broken" and line.relation not in told
    ]


def _told(document: Document) -> set[str]:
    """Relations that the entries of the REFUTED claims speak of already."""
    refuted = [claim for claim in document.claims if claim.verdict == Verdict.REFUTED]
    lines = {line.relation for claim in refuted for d in claim.derivations for line in d.lines}
    return lines | {claim.statement for claim in refuted}


def _refuted(claim: Claim, document: Document) -> str:
    found = _found(claim.witness)
    if claim.first_broken:
        line = claim.first_broken
        formula = f": {_formula(line.latex, line.relation)}" if line.latex or line.relation else "."
        found += f"\n\nThe first broken line of the derivation is {_code(line.id)}{formula}"
    return _entry(
        claim.name,
        claim,
        _formula(claim.latex, claim.statement),
        found,
        _correction(claim, document),
    )


def _broken_line(claim: Claim, line: Line) -> str:
    found = (
        f"The claim itself is {claim.verdict}, but line {_code(line.id)} of its printed "
        f"derivation is false: {_plain(line.reason)}."
    )
    if line.note:
        found += f"\n\n{_plain(line.note)}."
    if line.witness:
        found += f"\n\n{_found(line.witness)}"
    repaired = [d for d in claim.derivations if not any(x.status == "broken" for x in d.lines)]
    names = ", ".join(_code(derivation.name) for derivation in repaired)
    correction = f"The derivation {names} avoids the line." if repaired else "None yet."
    title = f"{claim.name}, line {line.id}"
    return _entry(title, claim, _formula(line.latex, line.relation), found, correction)


def _entry(heading: str, claim: Claim, says: str, found: str, correction: str) -> str:
    parts = [f"## {_plain(heading)}"]
    if claim.title:
        parts.append(f"*{_plain(claim.title)}*")
    parts.append(f"**The paper says** ({_plain(claim.source)})")
    if claim.quote:
        parts += [f"> {_plain(claim.quote)}", "which implies, as read here,"]
    parts.append(says)
    if claim.reading:
        parts.append(f"Read as: {_plain(claim.reading)}")
    parts += ["**We find**", found, "**Proposed correction**", correction]
    return "\n\n".join(part for part in parts if part)


def _found(witness: Witness | None) -> str:
    if witness is None:
        return ""
    sign = witness.sign or "against"
    if witness.net:
        lines = ["This net breaks it:\n", *map(_net_fact, witness.net), ""]
    else:
        lines = [
            f"At {_code(witness.setting)}",
            f"the left side lies in {_code(f'[{witness.lhs[0]}, {witness.lhs[1]}]')} {sign} "
            f"the right side in {_code(f'[{witness.rhs[0]}, {witness.rhs[1]}]')}.",
        ]
    if witness.relation:
        lines.append(f"This violates {_code(witness.relation)}.")
    text = "\n".join(lines)
    return text + (f"\n\n```sh\n{witness.command}\n```" if witness.command else "")


def _net_fact(fact: NetFact) -> str:
    """One thing about a net as an entry of a list, its formulas inline."""
    said = (f"${line.latex}$" if line.latex else _plain(line.text) for line in fact.lines)
    return f"- {fact.label}: {' '.join(said)}"


def _correction(claim: Claim, document: Document) -> str:
    by_name = {other.name: other for other in document.claims}
    parts = []
    for link in claim.amended_by:
        amendment = by_name.get(link.name)
        verdict = f" ({link.verdict})" if link.verdict else ""
        title = f": {_plain(amendment.title)}" if amendment and amendment.title else ""
        parts.append(f"{_code(link.name)}{verdict}{title}")
        if amendment and amendment.latex:
            parts.append(_formula(amendment.latex, ""))
    return "\n\n".join(parts) or "None yet."


def _ending(document: Document) -> str:
    return f"---\n\nReproduce with {_code(document.command)}." if document.command else ""


def _formula(latex: str, otherwise: str) -> str:
    if latex:
        return f"$${' '.join(latex.split())}$$"
    return _code(otherwise) if otherwise else ""


def _code(text: str) -> str:
    """Inline code that survives backticks of its own."""
    ticks = "`"
    while ticks in text:
        ticks += "`"
    return f"{ticks} {text} {ticks}" if "`" in text else f"`{text}`"


def _plain(text: str) -> str:
    """Text on one line that Markdown shows as it is."""
    flat = " ".join(text.split())
    for mark in "\\`*_<>[]":
        flat = flat.replace(mark, f"\\{mark}")
    return flat.replace("&", "&amp;")
