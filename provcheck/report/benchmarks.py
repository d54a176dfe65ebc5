"""A benchmark's document as one self-contained page: bars against the machine's limit, tables."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from provcheck.benchmarks.table import counts_line, most_of, number_text, seconds_text
from provcheck.errors import OutputError
from provcheck.files import write_whole
from provcheck.report import plots
from provcheck.report.bars import draw_bars
from provcheck.report.html import environment
from provcheck.report.overview import draw_overview, overview_of

PAGE = "benchmarks.html"
SCHEMA = "provcheck.bench/1"
_REACHED = {"target": "✓ target", "gate": "✓ gate", "below": "✗ below"}
_TONES = {"target": "ok", "gate": "supported", "below": "refuted"}


def write_benchmarks(document: Mapping[str, Any], directory: Path) -> Path:
    """Write the page of a run of `provcheck bench` as `directory`/benchmarks.html.

    Raises:
        OutputError: the document has another schema, or the page cannot be written.
    """
    if document.get("schema") != SCHEMA:
        raise OutputError(
            f"benchmarks: a document of schema {document.get('schema')!r}; expected {SCHEMA!r}."
        )
    page = Path(directory) / PAGE
    write_whole(page, render(document))
    return page


def render(document: Mapping[str, Any]) -> str:
    """The page as text."""
    from markupsafe import Markup

    templates = environment()
    templates.filters["seconds"] = lambda value: "" if value is None else seconds_text(value)
    templates.filters["number"] = number_text
    templates.filters["most"] = lambda form: number_text(most_of(form))
    figures = {
        workload["key"]: Markup(draw_bars(bars_of(workload), f"bars-{workload['key']}", plots.PAGE))
        for workload in document["workloads"]
    }
    growth = [
        {
            **row,
            "svgs": [
                Markup(plots.draw_plot(growth_plot(row, what), f"{what}-{number}", plots.PAGE))
                for what in ("time", "memory")
            ],
        }
        for number, row in enumerate(document["growth"])
    ]
    return templates.get_template("benchmarks.html.jinja").render(
        document=document,
        counts=counts_line(document),
        overview=Markup(draw_overview(overview_of(document), "overview", plots.PAGE)),
        figures=figures,
        growth=growth,
        reached=_REACHED,
        tones=_TONES,
    )


def bars_of(workload: Mapping[str, Any]) -> dict[str, Any]:
    """The plot of one workload: shares of the limit, or speeds beside provcheck's."""
    runs = [run for run in workload["runs"] if run["forms"]]
    limited = bool(runs) and all(run["limit_seconds"] for run in runs)
    rows: dict[str, dict[str, list[Any]]] = {}
    for number, run in enumerate(runs):
        base = run["limit_seconds"] if limited else run["forms"][0]["median"]
        for form in run["forms"]:
            row = rows.setdefault(form["name"], {"values": [], "texts": []})
            row["values"] += [None] * (number - len(row["values"]))
            row["texts"] += [""] * (number - len(row["texts"]))
            median = form["median"]
            row["values"].append(None if median is None else base / median)
            row["texts"].append(form["status"] if median is None else seconds_text(median))
    return {
        "title": f"{workload['key']}: {workload['title']}",
        "x_label": "of the machine's limit" if limited else "speed; provcheck is 1",
        "series": [f"{run['threads']} thread{'s' * (run['threads'] > 1)}" for run in runs],
        "limit": 1.0 if limited else None,
        "percent": limited,
        "rows": [{"label": name, **row} for name, row in rows.items()],
    }


def growth_plot(row: Mapping[str, Any], what: str = "time") -> dict[str, Any]:
    """Times, or megabytes, at every size, and the expected slope through the last of them."""
    sizes, values = row["sizes"], row["seconds"]
    if what == "memory":
        values = [None if count is None else count / 1e6 for count in row["bytes"]]
    if not values or not values[-1]:
        return {}
    slope = row[f"expected_{what}"]
    expected = [values[-1] * (size / sizes[-1]) ** slope for size in sizes]
    return {
        "title": f"{what} against {row['axis']}",
        "x_label": row["axis"],
        "y_label": "seconds" if what == "time" else "MB at the peak",
        "x": sizes,
        "series": [
            {"label": "measured", "y": values},
            {"label": f"exponent {slope:g}", "y": expected},
        ],
        "log_x": True,
        "log_y": True,
    }
