"""What is said about a claim before anything is decided, kept so that it needs no imports.

Putting a statement into words takes its pack and SymPy; the words are kept under the claim's
content key, so they are found again exactly as long as neither the claim nor the code changes.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from provcheck.errors import OutputError
from provcheck.files import cache_directory, write_whole

if TYPE_CHECKING:
    from provcheck.statement.claim import Claim


@dataclass(frozen=True)
class Card:
    """A claim in words; `rows` are (label, text), texts on one line each."""

    name: str
    title: str
    rows: tuple[tuple[str, str], ...]


def card_of(claim: "Claim") -> Card:
    """The words for a claim."""
    from provcheck.explain import domain, notation, telling_hypotheses
    from provcheck.text import one_line

    rows = [
        ("source", str(claim.source)),
        ("in words", f"“{claim.source.quote}”" if claim.source.quote else ""),
        ("kind", str(claim.kind)),
        ("statement", one_line(claim.relation)),
        ("for all", domain(claim.space)),
        *(("where", entry.text) for entry in notation(claim)),
        ("for some", ", ".join(one_line(symbol) for symbol in claim.exists)),
    ]
    for hypothesis in telling_hypotheses(claim):
        bound = ", ".join(one_line(symbol) for symbol in hypothesis.for_all)
        said = one_line(hypothesis.relation) + (f" for all {bound}" if bound else "")
        name = "" if hypothesis.name == said else f" ({hypothesis.name})"
        rows.append(("assuming", said + name))
    rows += [
        ("reading", claim.reading),
        ("not checked", claim.not_checked),
        ("amends", claim.amends),
    ]
    kept = tuple((label, " ".join(text.split())) for label, text in rows if text)
    return Card(claim.name, claim.title, kept)


def kept_card(name: str, content: str) -> Card | None:
    """The words kept for a claim under its content key, or None."""
    try:
        data = json.loads(_file(name, content).read_text())
        return Card(data["name"], data["title"], tuple((row[0], row[1]) for row in data["rows"]))
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None  # missing or damaged: it is only a copy, and is made again


def keep_card(card: Card, content: str) -> None:
    """Keep the words; without a writable cache they are found anew next time."""
    try:
        write_whole(_file(card.name, content), json.dumps(asdict(card)))
    except OutputError:
        return


def _file(name: str, content: str) -> Path:
    key = hashlib.sha256(f"{name}\0{content}".encode()).hexdigest()[:24]
    return cache_directory() / "cards" / f"{key}.json"
