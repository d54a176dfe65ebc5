"""Plots as SVG, drawn from the data in the run document: ratios, curves with bands, heat maps."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from provcheck.report.plot_canvas import (
    INK,
    PAGE,
    PAPER,
    SERIES,
    Target,
    axis_label,
    label,
    new_axes,
    style,
    svg_text,
    tick_text,
)

__all__ = ["PAGE", "PAPER", "draw_lines", "draw_plot", "draw_ratios"]

_DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 3)), (0, (8, 2)), (0, (3, 1)))
_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
_MARKED = 24
"""Points of a series up to which each has a marker."""
_BINS = 40
_LEVELS = 32
_TICKS = 14
_TICK_ROOM = 58
"""Characters that have room below a plot."""
_NARROW = 1.5
"""Decades below which a ratio's axis is marked with decimals instead of powers of ten."""
_FEW_DECADES = 100
"""Largest over smallest value up to which a logarithmic axis is marked 1, 2, 5, 10, …"""
_NUMBERED, _ROOMY = 10, 6
"""Columns of a heat map up to which every cell holds its number, and with three digits."""
_CENTRED = {"ha": "center", "va": "center"}
_INSIDE, _SHORT = 3, 30
"""Series, and characters of their labels, up to which the legend stands among the curves."""


def draw_ratios(ratios: Sequence[float], key: str, target: Target) -> str:
    """The distribution of lhs/rhs over the settings tried, with the line at 1.

    Args:
        ratios: any floats; those that are not finite and positive have no place on a
            logarithmic axis and are counted in the axis label.
        key: prefix of every id in the SVG, unique on its page.
        target: `PAGE` or `PAPER`.

    Returns:
        An <svg> element, or "" when no ratio can be drawn.
    """
    drawn = [math.log10(ratio) for ratio in ratios if math.isfinite(ratio) and ratio > 0]
    if not drawn:
        return ""
    left_out = len(ratios) - len(drawn)
    note = f" ({left_out:,} at zero or below not shown)" if left_out else ""
    with style(key):
        figure, axes = new_axes("lhs / rhs" + note, "settings")
        low, high = min(*drawn, 0.0), max(*drawn, 0.0)
        margin = max(0.04 * (high - low), 0.05)
        axes.set_xlim(low - margin, high + margin)
        axes.hist(drawn, bins=_BINS, range=(low, high + 1e-9), color=SERIES[0])
        axes.axvline(0.0, color=SERIES[1], linewidth=1.4)
        axes.annotate(
            "bound",
            (0.0, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(0, 2),
            textcoords="offset points",
            ha="center",
            va="bottom",
            color=SERIES[1],
        )
        narrow = high - low < _NARROW
        axes.xaxis.set_major_locator(_whole_numbers(8, integer=not narrow))
        axes.yaxis.set_major_locator(_whole_numbers(5))
        shown = _decimal if narrow else _power_of_ten
        axes.xaxis.set_major_formatter(lambda power, _: shown(power))
        return svg_text(figure, key, target, f"Distribution of lhs/rhs over {len(ratios)} settings")


def draw_plot(plot: Mapping[str, Any], key: str, target: Target) -> str:
    """A picture of either kind from an entry of `plots` in the run document, or ""."""
    draw = draw_heat if plot.get("kind") == "heat" else draw_lines
    return draw(plot, key, target)


def draw_heat(plot: Mapping[str, Any], key: str, target: Target) -> str:
    """A grid of equal cells, one for each x and y, with its number in it where there is room.

    Args:
        plot: title, x_label, y_label, value_label, x, y, values (a row for each y, the first at
            the bottom), log_values; null entries are left empty.
        key: prefix of every id in the SVG, unique on its page.
        target: `PAGE` or `PAPER`.

    Returns:
        An <svg> element, or "" when there is nothing to draw.
    """
    import numpy as np

    x, y = ([_number(value) for value in plot.get(axis) or ()] for axis in "xy")
    rows = [[_number(value) for value in row] for row in plot.get("values") or ()]
    shaped = bool(x) and len(rows) == len(y) and all(len(row) == len(x) for row in rows)
    if not shaped or not np.isfinite(rows).any():
        return ""
    values = np.array(rows)
    with style(key):
        figure, axes = new_axes(str(plot.get("x_label", "")), str(plot.get("y_label", "")))
        figure.set_size_inches(4.6, 1.3 + 0.26 * max(5, min(len(y), 12)))
        _draw_cells(figure, axes, values, plot)
        for axis, numbers, room in ((axes.xaxis, x, _TICK_ROOM), (axes.yaxis, y, math.inf)):
            texts = [tick_text(number) for number in numbers]
            longest = max(len(re.sub(r"cdot|[\\${}^]", "", text)) for text in texts) + 2
            every = max(-(-len(texts) // _TICKS), math.ceil(len(texts) * longest / room))
            places = [place + 0.5 for place in range(0, len(texts), every)]
            axis.set_ticks(places, texts[::every])
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        return svg_text(figure, key, target, str(plot.get("title", "")))


def _draw_cells(figure, axes, values, plot: Mapping[str, Any]) -> None:
    import matplotlib
    import numpy as np
    from matplotlib.colors import LogNorm, Normalize

    finite = values[np.isfinite(values)]
    is_log = bool(plot.get("log_values")) and finite.min() > 0
    low, high = float(finite.min()), float(finite.max())
    if low == high and not is_log:
        high = low + max(abs(low), 1.0)  # one colour, that of the least value
    scale = (LogNorm if is_log else Normalize)(low, high)
    colours = matplotlib.colormaps["cividis"].resampled(_LEVELS)  # more would become a bitmap
    cells = axes.pcolormesh(values, norm=scale, cmap=colours, edgecolor="face", linewidth=0.3)
    bar = figure.colorbar(cells, ax=axes, pad=0.02)
    bar.set_label(axis_label(str(plot.get("value_label", "")), "y"), color=INK)
    bar.outline.set_visible(False)
    bar.ax.minorticks_off()
    if values.shape[1] > _NUMBERED:
        return
    digits = 3 if values.shape[1] <= _ROOMY else 2
    for (row, column), value in np.ndenumerate(values):
        if math.isfinite(value):
            look = {"color": "white" if scale(value) < 0.5 else "black", "fontsize": 6.5}
            axes.text(column + 0.5, row + 0.5, _cell_text(value, digits), **look, **_CENTRED)


def _cell_text(value: float, digits: int) -> str:
    """A number in a cell; what is not 1 never reads as 1."""
    texts = [tick_text(value, n) for n in (digits, digits + 1)]
    honest = [text for text in texts if text != "1" or value == 1]
    return honest[0] if honest else (">1" if value > 1 else "<1")


def draw_lines(plot: Mapping[str, Any], key: str, target: Target) -> str:
    """A line plot from an entry of `plots` in the run document.

    Args:
        plot: title, x_label, y_label, x, series [{label, y, band {low, high}}], log_x, log_y;
            null entries are gaps, and a band may be absent.
        key: prefix of every id in the SVG, unique on its page.
        target: `PAGE` or `PAPER`.

    Returns:
        An <svg> element, or "" when there is nothing to draw.
    """
    x = [_number(value) for value in plot.get("x") or ()]
    series = [entry for entry in plot.get("series") or () if entry.get("y")]
    if not x or not series:
        return ""
    with style(key):
        figure, axes = new_axes(str(plot.get("x_label", "")), str(plot.get("y_label", "")))
        y = [_number(value) for entry in series for value in entry["y"]]
        logs = [bool(plot.get("log_x")) and _any_positive(x), bool(plot.get("log_y"))]
        logs[1] = logs[1] and _any_positive(y)
        x = _drawable(x, is_log=logs[0])
        for position, entry in enumerate(series):
            _draw_series(axes, x, entry, position, is_log=logs[1])
        for axis, values, is_log in zip((axes.xaxis, axes.yaxis), (x, y), logs, strict=True):
            if is_log:
                (axes.set_xscale if axis is axes.xaxis else axes.set_yscale)("log")
                _mark_decades(axis, values)
        _add_legend(figure, axes, [str(entry.get("label", "")) for entry in series])
        return svg_text(figure, key, target, str(plot.get("title", "")))


def _draw_series(
    axes, x: list[float], entry: Mapping[str, Any], position: int, *, is_log: bool
) -> None:
    y = _drawable([_number(value) for value in entry["y"]], is_log=is_log)
    shared = min(len(x), len(y))
    turn = position % len(SERIES)
    band = entry.get("band") or {}
    low, high = ([_number(value) for value in band.get(end) or ()] for end in ("low", "high"))
    if len(low) == len(high) == len(x):
        axes.fill_between(x, low, high, color=SERIES[turn], alpha=0.18, linewidth=0)
    alone = _alone(y[:shared])
    axes.plot(
        x[:shared],
        y[:shared],
        color=SERIES[turn],
        linestyle=_DASHES[turn],
        marker=_MARKERS[turn] if shared <= _MARKED or alone else None,
        markevery=None if shared <= _MARKED else alone,
        markersize=3.5,
        linewidth=1.5,
        label=label(str(entry.get("label", ""))),
    )


def _drawable(values: list[float], *, is_log: bool) -> list[float]:
    """A logarithmic axis has no place for zero and below: a gap, as where there is no number."""
    return [math.nan if is_log and value <= 0 else value for value in values]


def _alone(y: Sequence[float]) -> list[int]:
    """Where a number stands between two gaps, and no line would show it."""
    is_gap = [True, *(math.isnan(value) for value in y), True]
    return [n for n in range(len(y)) if is_gap[n] and not is_gap[n + 1] and is_gap[n + 2]]


def _mark_decades(axis, values: Sequence[float]) -> None:
    """Round numbers on a short logarithmic axis; on a long one the powers of ten do."""
    from matplotlib.ticker import FixedLocator, NullLocator

    positive = [value for value in values if value > 0]
    low, high = min(positive), max(positive)
    if high > _FEW_DECADES * low or low == high:
        return
    first = math.floor(math.log10(low))
    for steps in ((1, 2, 5), (1, 2, 3, 4, 5, 6, 8), (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9)):
        marks = [m * 10.0**k for k in range(first, first + 4) for m in steps]
        inside = [mark for mark in marks if 0.95 * low <= mark <= 1.05 * high]
        if len(inside) > 2:
            break
    axis.set_major_locator(FixedLocator(inside if len(inside) > 1 else [low, high]))
    axis.set_major_formatter(lambda value, _: tick_text(value))
    axis.set_minor_locator(NullLocator())


def _add_legend(figure, axes, labels: list[str]) -> None:
    """Among the curves where they are few, else below the plot, which becomes taller."""
    if len(labels) < 2 and not any(labels):
        return
    longest = max(map(len, labels))
    look = {"frameon": False, "labelcolor": INK, "handlelength": 2.4}
    if len(labels) <= _INSIDE and longest <= _SHORT:
        axes.legend(**look)
        return
    columns = 2 if longest <= _SHORT else 1
    rows = -(-len(labels) // columns)
    figure.set_size_inches(4.6, 2.7 + 0.18 * rows)
    figure.legend(loc="outside lower center", ncols=columns, **look)


def _whole_numbers(count: int, *, integer: bool = True):
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=count, integer=integer)


def _decimal(power: float) -> str:
    return f"{10.0**power:.3g}"


def _power_of_ten(power: float) -> str:
    exponent = round(power)
    if -3 <= exponent <= 3:
        return f"{10.0**exponent:g}"
    return f"$10^{{{exponent}}}$"


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else math.nan


def _any_positive(values: Sequence[float]) -> bool:
    return any(value > 0 for value in values if not math.isnan(value))
