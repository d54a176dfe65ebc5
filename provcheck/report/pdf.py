"""The report as a PDF, set by typst with real mathematics."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any

from provcheck.errors import OutputError
from provcheck.files import write_whole
from provcheck.report import plots
from provcheck.report.document import VERDICTS, Claim, Document, Link, Witness, read_run
from provcheck.report.summary import summary
from provcheck.report.typst_math import typst_segments


def write_pdf(run: Mapping[str, Any], file: Path) -> Path:
    """Write the report of a run as an A4 document.

    Args:
        run: a document of schema "provcheck.run/1".
        file: the PDF to write; its folder is made if it does not exist.

    Returns:
        `file`.

    Raises:
        OutputError: the run has another schema, typst refuses the document, or the file cannot
            be written.
    """
    write_whole(Path(file), render(run))
    return Path(file)


def render(run: Mapping[str, Any]) -> bytes:
    """The PDF as bytes; the same document gives the same bytes.

    Raises:
        OutputError: the run has another schema, or typst refuses the document.
    """
    import typst

    # Everything that varies goes in as data, so no text of a pack is ever read as typst markup.
    template = files("provcheck.report").joinpath("templates", "report.typ").read_bytes()
    data = json.dumps(_data(read_run(run)))
    try:
        return typst.compile(template, sys_inputs={"document": data}, timestamp=0)
    except (typst.TypstError, RuntimeError) as error:
        raise OutputError(
            f"report: asked typst for a PDF of {len(run['results'])} results, it answered "
            f"'{error}'; expected every run document to typeset. Please report this; the HTML "
            f"report of the same run does not need typst."
        ) from error


def _data(document: Document) -> dict[str, Any]:
    return {
        "title": document.title,
        "papers": [
            {"key": p.key, "title": p.title, "authors": p.authors, "version": p.version}
            for p in document.papers
        ],
        "summary": summary(document),
        "counts": [[verdict, count] for verdict, count in document.counts],
        "claims": [_claim(claim) for claim in document.claims],
        "environment": [list(row) for row in document.environment],
        "command": document.command,
        "verdicts": {
            name: {"symbol": meaning.symbol, "means": meaning.means, "never": meaning.never}
            for name, meaning in VERDICTS.items()
        },
    }


def _claim(claim: Claim) -> dict[str, Any]:
    plain = (
        "name", "short", "anchor", "title", "statement", "source", "kind", "quote", "reading",
        "sentence", "again", "not_checked", "verdict", "expected", "as_expected", "reason", "ratio",
        "searched", "seconds", "trust",
    )  # fmt: skip
    return {
        **{name: getattr(claim, name) for name in plain},
        "formula": typst_segments(claim.latex),
        "hypotheses": [typst_segments(latex) for latex in claim.hypotheses],
        "domain": claim.domain,
        "notation": [typst_segments(latex) for latex in claim.notation],
        "witness": _witness(claim.witness),
        "amends": _link(claim.amends) if claim.amends else None,
        "amended_by": [_link(link) for link in claim.amended_by],
        "derivations": [
            {
                "name": derivation.name,
                "as_printed": derivation.as_printed,
                "lines": [_line(line) for line in derivation.lines],
            }
            for derivation in claim.derivations
        ],
        "readings": [asdict(reading) for reading in claim.readings],
        "figures": _figures(claim),
    }


def _line(line: Any) -> dict[str, Any]:
    plain = ("id", "relation", "status", "by", "reason", "note", "how", "printed", "first_broken")
    return {
        **{name: getattr(line, name) for name in plain},
        "formula": typst_segments(line.latex),
        "witness": _witness(line.witness),
    }


def _witness(witness: Witness | None) -> dict[str, Any] | None:
    if witness is None:
        return None
    names = ("setting", "lhs", "rhs", "sign", "relation", "line", "command")
    net = [
        {
            "label": fact.label,
            "lines": [
                {"text": line.text, "formula": typst_segments(line.latex)} for line in fact.lines
            ],
        }
        for fact in witness.net
    ]
    return {**{name: getattr(witness, name) for name in names}, "net": net}


def _link(link: Link) -> dict[str, str]:
    return {"name": link.short, "anchor": link.anchor, "verdict": link.verdict}


def _figures(claim: Claim) -> list[dict[str, str]]:
    key = f"plot-{claim.anchor}"
    caption = f"lhs/rhs over {len(claim.ratios):,} settings tried."
    figures = [(plots.draw_ratios(claim.ratios, f"{key}-ratios", plots.PAPER), "", caption)]
    figures += [
        (
            plots.draw_plot(plot, f"{key}-{number}", plots.PAPER),
            str(plot.get("title") or ""),
            str(plot.get("caption") or ""),
        )
        for number, plot in enumerate(claim.plots)
    ]
    return [{"svg": svg, "title": title, "caption": text} for svg, title, text in figures if svg]
