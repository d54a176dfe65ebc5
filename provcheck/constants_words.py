"""`provcheck constants` on a terminal: what a paper gives for a net, as a page."""

import textwrap
from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from provcheck.constants import Findings, Section, Status

_INDENT = 4
_STYLES = {
    Status.HOLDS: "bold green",
    Status.VACUOUS: "yellow",
    Status.DOES_NOT_APPLY: "yellow",
    Status.FALSE: "bold red",
    Status.NOTE: "bold",
}


def print_findings(out: Console, paper: str, title: str, findings: Findings) -> None:
    """The findings as a page, no wider than the console."""
    out.print(Text(f"{paper}  ", style="bold").append(title, style="not bold"))
    out.print()
    for label, text in findings.about:
        for line in _wrapped(f"{label:<6}{text}", out.width, indent=6):
            out.print(line)
    for section in findings.sections:
        out.print()
        out.print(Text(section.title, style="bold"))
        for line in _lines(section, out.width):
            out.print(line)
    out.print()
    out.print(Text("What this means for your net", style="bold"))
    for guarantee in findings.guarantees:
        mark = Text(f"  {guarantee.about}: ").append(guarantee.status, _STYLES[guarantee.status])
        out.print(mark)
        for line in _wrapped(" " * _INDENT + guarantee.text, out.width, indent=_INDENT):
            out.print(line)


def _lines(section: Section, width: int) -> Iterator[str]:
    """Cells in columns; the last column is wrapped."""
    rows = [section.header, *section.rows] if section.header else list(section.rows)
    columns = len(rows[0])
    widths = [max(len(row[place]) for row in rows) for place in range(columns - 1)]
    for row in rows:
        cells = [f"{cell:<{size}}" for cell, size in zip(row, widths, strict=False)]
        left = "  " + "  ".join(cells) + "  "
        room = max(20, width - len(left))
        wrapped = textwrap.wrap(row[-1], room, break_on_hyphens=False) or [""]
        yield (left + wrapped[0]).rstrip()
        for more in wrapped[1:]:
            yield " " * len(left) + more


def _wrapped(text: str, width: int, *, indent: int) -> list[str]:
    return textwrap.wrap(
        text,
        max(30, width),
        subsequent_indent=" " * indent,
        break_on_hyphens=False,
        drop_whitespace=True,
        initial_indent="",
    )
