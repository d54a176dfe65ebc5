"""Claims and derivations as a notebook shows them before anything is decided.

`%load_ext provcheck` registers them; the answers of `provcheck.verify` and `provcheck.check` show
themselves without it (`notebook.py`).
"""

from typing import Any

from provcheck.explain import how
from provcheck.findings import statement_of
from provcheck.report.html import environment
from provcheck.statement.claim import Claim, Derivation


def load_ipython_extension(shell: Any) -> None:
    """Let a notebook show claims and derivations with their formulas: `%load_ext provcheck`."""
    html = shell.display_formatter.formatters["text/html"]
    html.for_type(Claim, claim_html)
    html.for_type(Derivation, derivation_html)


def claim_html(claim: Claim) -> str:
    """What a claim says, for which settings, and its derivations; no verdict."""
    stated = statement_of(claim)
    shown = {
        "name": claim.name,
        "title": claim.title,
        "latex": stated["statement_latex"],
        "statement": stated["statement"],
        "domain": stated["domain"],
        "hypotheses": stated["hypotheses"],
        "notation": stated["notation"],
        "source": str(claim.source),
    }
    return _page(shown, claim.derivations)


def derivation_html(derivation: Derivation) -> str:
    """The lines of a derivation, each with how it is meant to follow; nothing is checked."""
    return _page(None, (derivation,))


def _page(claim: dict[str, Any] | None, derivations: tuple[Derivation, ...]) -> str:
    shown = [
        {
            "name": derivation.name,
            "as_printed": derivation.as_printed,
            "lines": [_line(line) for line in derivation.lines],
        }
        for derivation in derivations
    ]
    template = environment().get_template("displays.html.jinja")
    return template.render(claim=claim, derivations=shown)


def _line(line: Any) -> dict[str, str]:
    import sympy

    return {
        "id": line.id,
        "latex": sympy.latex(line.relation),
        "how": how(line.by),
        "note": line.note,
    }
