"""The report as one self-contained web page: MathML, inline SVG, no script, no network."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from provcheck.files import write_whole
from provcheck.report import plots
from provcheck.report.document import VERDICTS, Claim, read_run
from provcheck.report.mathml import mathml
from provcheck.report.summary import summary


def write_html(run: Mapping[str, Any], directory: Path) -> Path:
    """Write the report of a run as `directory`/index.html.

    Args:
        run: a document of schema "provcheck.run/1".
        directory: made if it does not exist.

    Returns:
        The path of the page.

    Raises:
        OutputError: the run has another schema, or the page cannot be written.
    """
    page = Path(directory) / "index.html"
    write_whole(page, render(run))
    return page


def render(run: Mapping[str, Any]) -> str:
    """The page as text.

    Raises:
        OutputError: the run has another schema.
    """
    document = read_run(run)
    page = environment().get_template("report.html.jinja")
    return page.render(
        document=document,
        summary=summary(document),
        verdicts=VERDICTS,
        figures={claim.anchor: claim_figures(claim) for claim in document.claims},
    )


def environment():
    """The templates of the report, with formulas as MathML; everything else is escaped."""
    import jinja2
    from markupsafe import Markup

    templates = jinja2.Environment(
        loader=jinja2.PackageLoader("provcheck.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    templates.filters["breakable"] = _breakable
    templates.filters["math"] = lambda latex: Markup(mathml(latex))
    return templates


def _breakable(name: str):
    """A name that may break after / and _, escaped."""
    import re

    from markupsafe import Markup, escape

    return Markup(re.sub(r"([/_])", r"\1<wbr>", str(escape(name))))


def claim_figures(claim: Claim) -> list[dict[str, Any]]:
    """The claim's plots with their captions, as markup."""
    from markupsafe import Markup

    key = f"plot-{claim.anchor}"
    figures = [
        {
            "svg": plots.draw_ratios(claim.ratios, f"{key}-ratios", plots.PAGE),
            "title": "Tightness",
            "caption": f"lhs/rhs over {len(claim.ratios):,} settings tried.",
        }
    ]
    for number, plot in enumerate(claim.plots):
        figures.append(
            {
                "svg": plots.draw_plot(plot, f"{key}-{number}", plots.PAGE),
                "title": str(plot.get("title") or ""),
                "caption": str(plot.get("caption") or ""),
            }
        )
    return [{**figure, "svg": Markup(figure["svg"])} for figure in figures if figure["svg"]]
