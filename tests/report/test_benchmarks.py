"""The page of a benchmark: nothing dropped, bars against the limit, one page without network."""

import re

import pytest

from provcheck.errors import OutputError
from provcheck.report.benchmarks import bars_of, growth_plot, render, write_benchmarks
from tests.bench import fakes

GONE = fakes.form("gone", status="missing", reason="not <installed>", median=None)


def test_a_document_of_another_schema_is_refused(tmp_path):
    with pytest.raises(OutputError, match="'provcheck.run/1'; expected 'provcheck.bench/1'"):
        write_benchmarks({"schema": "provcheck.run/1"}, tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_page_names_everything(tmp_path):
    peer = fakes.form("peer", median=8e-3, ratio=4.0, target=4.0, gate=2.0, reached="target")
    document = fakes.document(fakes.form(), peer, GONE, **fakes.ROWS)
    text = write_benchmarks(document, tmp_path).read_text()
    for part in (
        "not &lt;installed&gt;",
        "2 ms",
        "✓ target",
        "At a glance",
        "70 % of the limit",
        "laplacian_by_neuron",
        "8 threads asked",
        "provcheck bench X",
        "avx2",
    ):
        assert part in text
    assert text.count("<svg") == 3 and not re.search(r'(src|href)="https?:', text)


def test_bars_are_shares_of_the_limit_where_there_is_one():
    document = fakes.document(fakes.form(), fakes.form("peer", median=8e-3), GONE)
    plot = bars_of(document["workloads"][0])
    assert [row["values"] for row in plot["rows"]] == [[pytest.approx(0.7)], [0.175], [None]]
    assert plot["limit"] == 1.0 and plot["rows"][2]["texts"] == ["missing"]
    document["workloads"][0]["runs"][0]["limit_seconds"] = None
    plot = bars_of(document["workloads"][0])
    assert plot["limit"] is None and plot["rows"][1]["values"] == [0.25]


def test_a_workload_without_figures_has_no_bars():
    assert "<svg" not in render(fakes.document(status="failed"))
    assert growth_plot(fakes.ROWS["growth"][0] | {"seconds": []}) == {}
