"""What every plot is drawn on: a small figure in stand-in colours, and the SVG made of it."""

import re
import textwrap
from dataclasses import dataclass

INK, SOFT = "#010203", "#040506"  # stand-ins, replaced by the colours of the target
SERIES = tuple(f"#010{letter}0{n}" for n, letter in enumerate("abcdef", start=1)) + (
    "#011a07",
    "#011b08",
)
_LABEL_WIDTH = {"x": 60, "y": 38}
"""Characters of an axis's label in one line."""


@dataclass(frozen=True)
class Target:
    """Where a plot goes: the colours of ink, secondary ink and the series, as CSS values."""

    ink: str
    soft: str
    series: tuple[str, ...]


# The page defines the custom properties twice, for light and for dark.
PAGE = Target("currentColor", "var(--soft)", tuple(f"var(--series-{n})" for n in range(1, 9)))
# Okabe and Ito's palette, which stays apart for colour-blind readers, and two more.
PAPER = Target(
    "#1a1a1a",
    "#767676",
    ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9", "#6a4fa3", "#555555"),
)


def style(key: str):
    import matplotlib

    return matplotlib.rc_context(
        {
            "svg.hashsalt": key,  # same data, same bytes
            "svg.fonttype": "path",  # the same letters in every browser and in typst
            "font.family": "DejaVu Sans",
            "mathtext.fontset": "dejavusans",
            "font.size": 8.5,
            "text.color": INK,
            "axes.edgecolor": SOFT,
            "axes.labelcolor": INK,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.unicode_minus": True,
            "xtick.color": SOFT,
            "ytick.color": SOFT,
            "xtick.labelcolor": INK,
            "ytick.labelcolor": INK,
            "legend.fontsize": 8,
        }
    )


def new_axes(x_label: str, y_label: str):
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.6, 2.7), layout="constrained", facecolor="none")
    FigureCanvasSVG(figure)
    axes = figure.add_subplot(facecolor="none")
    axes.set_xlabel(axis_label(x_label, "x"))
    axes.set_ylabel(axis_label(y_label, "y"))
    return figure, axes


def label(text: str) -> str:
    """Text that matplotlib can set: with its mathematics if that parses, plain otherwise."""
    from matplotlib.mathtext import MathTextParser

    if "$" not in text:
        return text
    try:
        MathTextParser("path").parse(text)
    except ValueError:
        return text.replace("$", r"\$")
    return text if text.count("$") % 2 == 0 else text.replace("$", r"\$")


def axis_label(text: str, axis: str) -> str:
    """A label in as many lines as its axis needs; mathematics is not cut."""
    whole = label(text)
    pieces = re.sub(r"\$[^$]*\$", lambda math: math[0].replace(" ", "\xa0"), whole)
    lines = textwrap.wrap(pieces, _LABEL_WIDTH[axis], break_long_words=False)
    return "\n".join(lines).replace("\xa0", " ")


def tick_text(value: float, digits: int = 3) -> str:
    """A number at an axis or in a cell: `0.25`, `12,500`, `10⁷`."""
    text = f"{value:.{digits}g}"
    if "e" not in text:
        return text
    if 1 <= abs(value) < 1e6:
        return f"{value:,.0f}"
    mantissa, exponent = text.split("e")
    times = "" if mantissa == "1" else rf"{mantissa}{{\cdot}}"
    return f"${times}10^{{{int(exponent)}}}$"


def svg_text(figure, key: str, target: Target, description: str) -> str:
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
        INK: target.ink,
        SOFT: target.soft,
        **dict(zip(SERIES, target.series, strict=True)),
    }
    pattern = re.compile("|".join(map(re.escape, colours)))
    return pattern.sub(lambda match: colours[match.group()], svg)


def _described(svg: str, description: str) -> str:
    from html import escape

    return svg.replace("<svg", f'<svg role="img" aria-label="{escape(description)}"', 1)
