"""All ratios of a benchmark in one picture, beside gates, targets and the machine's limit."""

from collections.abc import Mapping
from typing import Any

from provcheck.benchmarks.table import is_beyond, most_of
from provcheck.report.plot_canvas import INK, SERIES, SOFT, Target, new_axes, style, svg_text

_ROW, _EDGES = 0.26, 0.9
"""Height of one peer, and of what is not one, in inches."""
_APART = 0.3
"""Between two numbers of threads, in rows."""


def overview_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """The plot of a document: rows of peers that have a target.

    Returns:
        {series: names, rows: [{label, points: [{series, ratio, target, most or None}]}]}.
    """
    series: dict[int, str] = {}
    rows: dict[str, list[dict[str, Any]]] = {}
    for workload in document["workloads"]:
        for run in workload["runs"]:
            threads = run["threads"]
            series.setdefault(threads, f"{threads} thread{'s' * (threads > 1)}")
            for form in run["forms"]:
                if form["target"] is None or form["ratio"] is None:
                    continue
                point = {"series": list(series).index(threads), "ratio": form["ratio"],
                         "target": form["target"],
                         "most": most_of(form) if is_beyond(form) else None}  # fmt: skip
                rows.setdefault(f"{workload['key']}  {form['name']}", []).append(point)
    return {
        "series": list(series.values()),
        "rows": [{"label": label, "points": points} for label, points in rows.items()],
    }


def draw_overview(plot: Mapping[str, Any], key: str, target: Target) -> str:
    """Ratios on a logarithmic axis, a row for each peer.

    Args:
        plot: as from `overview_of`.
        key: prefix of every id in the SVG, unique on its page.
        target: `PAGE` or `PAPER`.

    Returns:
        An <svg> element, or "" when there is nothing to draw.
    """
    rows, series = plot["rows"], plot["series"]
    if not rows:
        return ""
    with style(key):
        figure, axes = new_axes("the peer's time over provcheck's", "")
        figure.set_size_inches(6.6, _EDGES + _ROW * len(rows))
        axes.set_xscale("log")
        for number, name in enumerate(series):
            axes.plot([], [], "o", color=SERIES[number], label=name)
        for place, row in enumerate(rows):
            for point in row["points"]:
                shift = (point["series"] - (len(series) - 1) / 2) * _APART
                _draw_point(axes, place + shift, point)
        axes.axvline(1.0, color=SOFT, linewidth=0.8)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_yticks(range(len(rows)), [row["label"] for row in rows])
        axes.tick_params(axis="y", length=0)
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
        axes.grid(axis="y", color=SOFT, alpha=0.2, linewidth=0.6)
        figure.legend(loc="outside lower center", ncols=len(series), frameon=False, labelcolor=INK)
        return svg_text(figure, key, target, "Ratios of all peers, with targets")


def _draw_point(axes, height: float, point: Mapping[str, Any]) -> None:
    goal, colour = point["target"], SERIES[point["series"]]
    axes.plot([goal / 2, goal], [height, height], color=INK, linewidth=0.9, alpha=0.55)
    axes.plot([goal], [height], "|", color=INK, markersize=5)
    if point["most"] is not None:
        axes.plot([point["most"]], [height], "<", color=INK, markersize=3.2)
    axes.plot([point["ratio"]], [height], "o", color=colour, markersize=4.2)
