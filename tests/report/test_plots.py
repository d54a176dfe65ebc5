"""Plots are deterministic, keep their ids to themselves, and survive odd data."""

import re
from xml.etree import ElementTree

import pytest

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
