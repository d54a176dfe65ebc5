"""Plots as SVG, drawn from the data in the run document: ratios, curves with bands, heat maps."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_INK, _SOFT = "#010203", "#040506"  # stand-ins, replaced by the colours of the target
_SERIES = ("#010a01", "#010b02", "#010c03", "#010d04", "#010e05", "#010f06")
_DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 3)))
_MARKERS = ("o", "s", "^", "D", "v", "P")
_BINS = 40
_LEVELS = 32
_TICKS = 14
_NARROW = 1.5
"""Decades below which a ratio's axis is marked with decimals instead of powers of ten."""
_NUMBERED = 10
"""Columns of a heat map up to which every cell holds its number."""
_CENTRED = {"ha": "center", "va": "center"}


@dataclass(frozen=True)
class Target:
    """Where a plot goes: the colours of ink, secondary ink and the series, as CSS values."""

    ink: str
    soft: str
    series: tuple[str, ...]


# The page defines the custom properties twice, for light and for dark.
PAGE = Target("currentColor", "var(--soft)", tuple(f"var(--series-{n})" for n in range(1, 7)))
# Okabe and Ito's palette, which stays apart for colour-blind readers.
PAPER = Target(
    "#1a1a1a", "#767676", ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9")
)


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
    with _style(key):
        figure, axes = _axes("lhs / rhs" + note, "settings")
        low, high = min(*drawn, 0.0), max(*drawn, 0.0)
        margin = max(0.04 * (high - low), 0.05)
        axes.set_xlim(low - margin, high + margin)
        axes.hist(drawn, bins=_BINS, range=(low, high + 1e-9), color=_SERIES[0])
        axes.axvline(0.0, color=_SERIES[1], linewidth=1.4)
        axes.annotate(
            "bound",
            (0.0, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(0, 2),
            textcoords="offset points",
            ha="center",
            va="bottom",
            color=_SERIES[1],
        )
        narrow = high - low < _NARROW
        axes.xaxis.set_major_locator(_whole_numbers(8, integer=not narrow))
        axes.yaxis.set_major_locator(_whole_numbers(5))
        shown = _decimal if narrow else _power_of_ten
        axes.xaxis.set_major_formatter(lambda power, _: shown(power))
        return _svg(figure, key, target, f"Distribution of lhs/rhs over {len(ratios)} settings")


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
    with _style(key):
        figure, axes = _axes(str(plot.get("x_label", "")), str(plot.get("y_label", "")))
        figure.set_size_inches(4.6, 1.3 + 0.26 * max(5, min(len(y), 12)))
        _draw_cells(figure, axes, values, plot)
        for axis, numbers in ((axes.xaxis, x), (axes.yaxis, y)):
            every = -(-len(numbers) // _TICKS)
            places = [place + 0.5 for place in range(0, len(numbers), every)]
            axis.set_ticks(places, [_tick(number) for number in numbers[::every]])
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        return _svg(figure, key, target, str(plot.get("title", "")))


def _draw_cells(figure, axes, values, plot: Mapping[str, Any]) -> None:
    import matplotlib
    import numpy as np
    from matplotlib.colors import LogNorm, Normalize

    finite = values[np.isfinite(values)]
    is_log = bool(plot.get("log_values")) and finite.min() > 0
    scale = (LogNorm if is_log else Normalize)(finite.min(), finite.max())
    colours = matplotlib.colormaps["cividis"].resampled(_LEVELS)  # more would become a bitmap
    cells = axes.pcolormesh(values, norm=scale, cmap=colours, edgecolor="face", linewidth=0.3)
    bar = figure.colorbar(cells, ax=axes, pad=0.02)
    bar.set_label(_label(str(plot.get("value_label", ""))), color=_INK)
    bar.outline.set_visible(False)
    bar.ax.minorticks_off()
    if values.shape[1] > _NUMBERED:
        return
    for (row, column), value in np.ndenumerate(values):
        if math.isfinite(value):
            style = {"color": "white" if scale(value) < 0.5 else "black", "fontsize": 6.5}
            axes.text(column + 0.5, row + 0.5, _tick(value), **style, **_CENTRED)


def _tick(value: float) -> str:
    return f"{value:.3g}"


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
    with _style(key):
        figure, axes = _axes(str(plot.get("x_label", "")), str(plot.get("y_label", "")))
        for position, entry in enumerate(series):
            _draw_series(axes, x, entry, position)
        axes.set_xscale("log" if plot.get("log_x") and _any_positive(x) else "linear")
        y = [_number(value) for entry in series for value in entry["y"]]
        axes.set_yscale("log" if plot.get("log_y") and _any_positive(y) else "linear")
        if len(series) > 1 or series[0].get("label"):
            axes.legend(frameon=False, labelcolor=_INK, handlelength=2.4)
        return _svg(figure, key, target, str(plot.get("title", "")))


def _draw_series(axes, x: list[float], entry: Mapping[str, Any], position: int) -> None:
    y = [_number(value) for value in entry["y"]]
    shared = min(len(x), len(y))
    turn = position % len(_SERIES)
    band = entry.get("band") or {}
    low, high = ([_number(value) for value in band.get(end) or ()] for end in ("low", "high"))
    if len(low) == len(high) == len(x):
        axes.fill_between(x, low, high, color=_SERIES[turn], alpha=0.18, linewidth=0)
    axes.plot(
        x[:shared],
        y[:shared],
        color=_SERIES[turn],
        linestyle=_DASHES[turn],
        marker=_MARKERS[turn] if shared <= 24 else None,
        markersize=3.5,
        linewidth=1.5,
        label=_label(str(entry.get("label", ""))),
    )


def _style(key: str):
    import matplotlib

    return matplotlib.rc_context(
        {
            "svg.hashsalt": key,  # same data, same bytes
            "svg.fonttype": "path",  # the same letters in every browser and in typst
            "font.family": "DejaVu Sans",
            "mathtext.fontset": "dejavusans",
            "font.size": 8.5,
            "text.color": _INK,
            "axes.edgecolor": _SOFT,
            "axes.labelcolor": _INK,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.unicode_minus": True,
            "xtick.color": _SOFT,
            "ytick.color": _SOFT,
            "xtick.labelcolor": _INK,
            "ytick.labelcolor": _INK,
            "legend.fontsize": 8,
        }
    )


def _axes(x_label: str, y_label: str):
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.6, 2.7), layout="constrained", facecolor="none")
    FigureCanvasSVG(figure)
    axes = figure.add_subplot(facecolor="none")
    axes.set_xlabel(_label(x_label))
    axes.set_ylabel(_label(y_label))
    return figure, axes


def _label(text: str) -> str:
    """Text that matplotlib can set: with its mathematics if that parses, plain otherwise."""
    from matplotlib.mathtext import MathTextParser

    if "$" not in text:
        return text
    try:
        MathTextParser("path").parse(text)
    except ValueError:
        return text.replace("$", r"\$")
    return text if text.count("$") % 2 == 0 else text.replace("$", r"\$")


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


def _svg(figure, key: str, target: Target, description: str) -> str:
    import io
    import warnings

    buffer = io.StringIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(
            buffer,
            format="svg",
            transparent=True,
            metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
        )
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = _private_ids(re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL), key)
    return _described(_coloured(text, target), description)


def _private_ids(svg: str, key: str) -> str:
    """Every id with the key before it, so that two plots can stand on one page."""
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{key}-\1"', svg)
    svg = re.sub(r'(href=")#', rf"\1#{key}-", svg)
    return re.sub(r"url\(#", f"url(#{key}-", svg)


def _coloured(svg: str, target: Target) -> str:
    colours = {
        _INK: target.ink,
        _SOFT: target.soft,
        **dict(zip(_SERIES, target.series, strict=True)),
    }
    pattern = re.compile("|".join(map(re.escape, colours)))
    return pattern.sub(lambda match: colours[match.group()], svg)


def _described(svg: str, description: str) -> str:
    from html import escape

    return svg.replace("<svg", f'<svg role="img" aria-label="{escape(description)}"', 1)


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else math.nan


def _any_positive(values: Sequence[float]) -> bool:
    return any(value > 0 for value in values if not math.isnan(value))
