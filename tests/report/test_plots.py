"""Plots are deterministic, keep their ids to themselves, and survive odd data."""

import math
import re
from xml.etree import ElementTree

import pytest

from provcheck.report import plots
from provcheck.report.plot_canvas import SERIES, axis_label, tick_text
from provcheck.report.plots import PAGE, PAPER, draw_lines, draw_plot, draw_ratios

LINES = {
    "title": "t",
    "x_label": "$p$",
    "y_label": "$V_s$",
    "x": [1, 10, 100],
    "series": [{"label": "a", "y": [1, None, 3]}, {"label": "b", "y": [0, -1, 2]}],
    "log_x": True,
    "log_y": True,
}


def test_plots_are_well_formed_and_deterministic():
    for target in (PAGE, PAPER):
        for draw, data in ((draw_ratios, [0.1, 0.5, 2.0]), (draw_lines, LINES)):
            svg = draw(data, "key", target)
            ElementTree.fromstring(svg)
            assert svg == draw(data, "key", target)
            assert "<metadata" not in svg and "date" not in svg


def test_two_plots_share_no_id_and_refer_to_their_own():
    first, second = (draw_lines(LINES, key, PAGE) for key in ("one", "two"))
    ids = [set(re.findall(r'\bid="([^"]+)"', svg)) for svg in (first, second)]
    assert ids[0] and not ids[0] & ids[1]
    for svg, own in zip((first, second), ids, strict=True):
        assert set(re.findall(r'href="#([^"]+)"', svg)) <= own
        assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= own


def test_page_colours_follow_the_page_and_paper_colours_are_fixed():
    assert "var(--series-1)" in draw_lines(LINES, "k", PAGE)
    assert "currentColor" in draw_lines(LINES, "k", PAGE)
    assert "var(" not in draw_lines(LINES, "k", PAPER)
    assert "#0102" not in draw_lines(LINES, "k", PAPER)


@pytest.mark.parametrize("ratios", [[], [0.0], [-1.0, float("inf")], [float("nan")]])
def test_ratios_that_no_axis_can_show_give_no_plot(ratios):
    assert draw_ratios(ratios, "k", PAGE) == ""


@pytest.mark.parametrize("ratios", [[1.0], [1e-300, 1e300], [0.5] * 2000])
def test_extreme_ratios_are_drawn(ratios):
    assert draw_ratios(ratios, "k", PAGE)


@pytest.mark.parametrize(
    "plot",
    [{}, {"x": [1]}, {"x": [], "series": [{"y": [1]}]}, {"x": [1], "series": [{"label": "none"}]}],
)
def test_a_plot_without_data_is_left_out(plot):
    assert draw_lines(plot, "k", PAGE) == ""


@pytest.mark.parametrize("label", ["costs $5", r"$\unknown$", "$", "a_b < & c", "$a$ and $"])
def test_a_label_with_broken_mathematics_is_shown_plainly(label):
    assert draw_lines(LINES | {"x_label": label}, "k", PAGE)


HEAT = {
    "kind": "heat",
    "title": "t",
    "x_label": "λ",
    "y_label": "$p$",
    "value_label": "test loss",
    "x": [0.001, 0.13],
    "y": [10, 50, 100],
    "values": [[0.25, 0.5], [0.3, None], [1e-9, 4]],
    "log_values": True,
}


@pytest.mark.parametrize(
    "changes",
    [
        {"values": [[0.25, 0.5], [0.3, 0.1]]},
        {"values": [[1], [2], [3]]},
        {"values": [[None, None]] * 3},
        {"x": []},
        {"values": None},
    ],
)
def test_a_heat_map_of_another_shape_is_left_out(changes):
    assert draw_plot(HEAT | changes, "k", PAGE) == ""


def test_a_heat_map_is_well_formed_deterministic_and_all_vectors():
    for target in (PAGE, PAPER):
        svg = draw_plot(HEAT, "key", target)
        ElementTree.fromstring(svg)
        assert svg == draw_plot(HEAT, "key", target)
        assert "<image" not in svg and "#0102" not in svg


@pytest.mark.parametrize(
    "changes",
    [
        {"values": [[0, -1], [0.3, 1], [1, 4]]},
        {"values": [[2, 2], [2, 2], [2, 2]]},
        {"x": [0.5], "values": [[1], [2], [3]]},
        {"log_values": False},
        {"x": list(range(40)), "values": [[1.0 + n for n in range(40)]] * 3},
    ],
)
def test_odd_heat_maps_are_drawn(changes):
    assert "<image" not in draw_plot(HEAT | changes, "k", PAGE)
    assert draw_plot(HEAT | changes, "k", PAGE)


def test_a_band_is_drawn_about_its_series_only_where_it_fits():
    plain = draw_plot(LINES, "k", PAGE)
    series = [LINES["series"][0] | {"band": {"low": [0.5, 1, None], "high": [2, 3, None]}}]
    banded = draw_plot(LINES | {"series": series + LINES["series"][1:]}, "k", PAGE)
    assert banded.count("fill-opacity: 0.18") == plain.count("fill-opacity: 0.18") + 1
    short = [LINES["series"][0] | {"band": {"low": [0.5], "high": [2]}}]
    assert "fill-opacity: 0.18" not in draw_plot(LINES | {"series": short}, "k", PAGE)


MANY = LINES | {"series": [{"label": f"width {2**k}", "y": [1, 2, 3 + k]} for k in range(8)]}


def test_eight_series_look_different_and_their_legend_stands_below():
    svg = draw_lines(MANY, "k", PAGE)
    assert all(f"var(--series-{n})" in svg for n in range(1, 9))
    looks = [(SERIES[n], plots._DASHES[n], plots._MARKERS[n]) for n in range(8)]
    assert len(set(looks)) == len(set(SERIES)) == len(PAGE.series) == len(PAPER.series) == 8

    def height(svg: str) -> float:
        return float(re.search(r'height="([\d.]+)pt"', svg)[1])

    assert height(svg) > height(draw_lines(LINES, "k", PAGE))


def test_zero_has_no_place_on_a_logarithmic_axis_and_leaves_a_gap():
    assert [math.isnan(value) for value in plots._drawable([0, 1e-9, -1], is_log=True)] == [
        True,
        False,
        True,
    ]
    assert plots._drawable([0.0, -1.0], is_log=False) == [0.0, -1.0]


def test_a_number_between_two_gaps_is_marked():
    gap = math.nan
    assert plots._alone([1, gap, 2, 3, gap, 4]) == [0, 5]
    assert plots._alone([gap, 5, gap]) == [1] and plots._alone([1, 2]) == []
    long = LINES | {"x": list(range(1, 60)), "series": [{"y": [None] * 30 + [1] + [None] * 28}]}
    assert "<use" in draw_lines(long, "k", PAGE)


@pytest.mark.parametrize("x", [[20, 90], [3, 3], [1.01, 1.02], [1e-9, 1e-8], [1, 99, 101]])
def test_a_short_logarithmic_axis_is_drawn(x):
    assert draw_lines(LINES | {"x": x, "series": [{"y": x}]}, "k", PAGE)


def test_a_short_logarithmic_axis_has_at_least_three_round_marks():
    from provcheck.report.plot_canvas import new_axes

    for low, high in ((20, 90), (8, 32), (0.25, 4), (3, 5)):
        _, axes = new_axes("x", "y")
        axes.set_xscale("log")
        plots._mark_decades(axes.xaxis, [low, high])
        marks = axes.xaxis.get_majorticklocs()
        assert 3 <= len(marks) <= 9 and all(0.9 * low <= mark <= 1.1 * high for mark in marks)


def test_a_long_label_is_broken_but_its_mathematics_is_not():
    text = "share of draws with a singular Gram matrix $K = J J^T$ among all of the draws"
    lines = axis_label(text, "y").split("\n")
    assert len(lines) > 1 and max(map(len, lines)) <= 45
    assert " ".join(lines) == text and any("$K = J J^T$" in line for line in lines)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.25, "0.25"),
        (0, "0"),
        (12500, "12,500"),
        (1e7, "$10^{7}$"),
        (-1.5e-9, r"$-1.5{\cdot}10^{-9}$"),
    ],
)
def test_numbers_at_axes(value, text):
    assert tick_text(value) == text


def test_a_cell_that_is_not_1_never_reads_as_1():
    assert plots._cell_text(1, 2) == "1" and plots._cell_text(0.997, 2) == "0.997"
    assert plots._cell_text(0.99999, 2) == "<1" and plots._cell_text(1.00001, 3) == ">1"
