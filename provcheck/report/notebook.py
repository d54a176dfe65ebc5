"""Results in a notebook: a claim with its verdict, its statement, its witness, lines and plots."""

from collections.abc import Mapping
from typing import Any

from provcheck.report.document import SCHEMA, read_run
from provcheck.report.html import claim_figures, environment


def claims_html(results: list[Mapping[str, Any]]) -> str:
    """Results as HTML that keeps its style to itself: one in full, several as a list to open.

    Args:
        results: as in a run document, "provcheck.run/1".
    """
    document = read_run({"schema": SCHEMA, "results": list(results)})
    return (
        environment()
        .get_template("notebook.html.jinja")
        .render(
            claims=document.claims,
            counts=document.counts,
            figures={claim.anchor: claim_figures(claim) for claim in document.claims},
        )
    )


def claim_latex(result: Mapping[str, Any]) -> str:
    """The statement as displayed mathematics, with its verdict; "" for a sentence in words."""
    latex = result.get("statement_latex")
    if not latex or result.get("kind") == "experiment":
        return ""
    return rf"$\displaystyle {latex} \qquad \text{{{result['verdict']}}}$"
