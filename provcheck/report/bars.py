"""Bars as SVG: how fast each form of a workload is, against what the machine allows."""

from collections.abc import Mapping, Sequence
from typing import Any

from provcheck.report.plot_canvas import INK, SERIES, SOFT, Target, new_axes, style, svg_text

_ROW, _EDGES = 0.19, 0.95
"""Height of one bar, and of everything that is not a bar, in inches."""
_ROOM = 1.26
"""How far the axis reaches beyond its longest bar: the numbers stand there."""
_FAINT = 0.45


def draw_bars(plot: Mapping[str, Any], key: str, target: Target) -> str:
    """Horizontal bars in groups, the first group in full colour.

    Args:
        plot: title, x_label, series [names], limit (where a line stands, or None), and rows
            [{label, values, texts}] with a value and a text for each series; a value that is None
            has no bar, only its text.
        key: prefix of every id in the SVG, unique on its page.
        target: `PAGE` or `PAPER`.

    Returns:
        An <svg> element, or "" when there is nothing to draw.
    """
    rows, series = list(plot.get("rows") or ()), list(plot.get("series") or ())
    values = [value for row in rows for value in row["values"] if value is not None]
    if not values or not series:
        return ""
    with style(key):
        figure, axes = new_axes(str(plot.get("x_label", "")), "")
        figure.set_size_inches(4.6, _EDGES + _ROW * (len(series) + 0.7) * len(rows))
        limit = plot.get("limit")
        longest = max(*values, limit or 0.0, 0.0)
        _draw_rows(axes, rows, series, longest)
        if limit is not None:
            axes.axvline(limit, color=INK, linewidth=1.0, linestyle="--")
        axes.set_xlim(0, longest * _ROOM)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_yticks(range(len(rows)), [str(row["label"]) for row in rows])
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        if plot.get("percent"):
            axes.xaxis.set_major_formatter(lambda value, _: f"{100 * value:g} %")
        if len(series) > 1:
            look = {"frameon": False, "labelcolor": INK}
            figure.legend(loc="outside lower center", ncols=len(series), **look)
        return svg_text(figure, key, target, str(plot.get("title", "")))


def _draw_rows(axes, rows: Sequence[Mapping[str, Any]], series: Sequence[str], longest: float):
    height = 0.8 / len(series)
    for number, name in enumerate(series):
        axes.barh([0], [0], color=SERIES[number], label=name)  # for the legend, in full colour
        for place, row in enumerate(rows):
            value, text = row["values"][number], row["texts"][number]
            middle = place + (number - (len(series) - 1) / 2) * height
            if value is not None:
                faint = 1.0 if place == 0 else _FAINT
                axes.barh(middle, value, height * 0.86, color=SERIES[number], alpha=faint)
            axes.text(
                (value or 0.0) + 0.012 * longest,
                middle,
                text,
                va="center",
                fontsize=6.8,
                color=INK if value is not None else SOFT,
            )
