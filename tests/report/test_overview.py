"""All ratios in one picture: only peers with a target, the limit where it is short of it."""

from provcheck.report.overview import draw_overview, overview_of
from provcheck.report.plot_canvas import PAGE
from tests.bench import fakes

FAST = {"median": 8e-3, "ratio": 4.0, "share_of_limit": 0.2}


def test_a_peer_without_a_target_has_no_row():
    document = fakes.document(fakes.form(), fakes.form("peer", **FAST))
    assert overview_of(document)["rows"] == []
    assert draw_overview(overview_of(document), "o", PAGE) == ""


def test_the_limit_is_marked_where_the_target_lies_beyond_it():
    near, far = (fakes.form(f"{goal}", target=goal, **FAST) for goal in (4.9, 5.1))
    rows = overview_of(fakes.document(fakes.form(), near, far))["rows"]
    assert [row["points"][0]["most"] for row in rows] == [None, 5.0]


def test_rows_keep_their_series_where_a_peer_failed_with_one_thread():
    document = fakes.document(fakes.form(), fakes.form("peer", status="failed", median=None))
    second = fakes.document(fakes.form(), fakes.form("peer", target=4.0, **FAST))
    run = second["workloads"][0]["runs"][0] | {"threads": 2}
    document["workloads"][0]["runs"].append(run)
    plot = overview_of(document)
    assert plot["series"] == ["1 thread", "2 threads"]
    assert plot["rows"][0]["points"][0]["series"] == 1
    assert draw_overview(plot, "o", PAGE).startswith("<svg")
