"""The table: every line fits, nothing is dropped, and the exit code says what happened."""

import pytest

from provcheck.benchmarks.table import counts_line, exit_code, lines, number_text, seconds_text
from tests.bench import fakes

LONG = fakes.form("a name of 23 characters", median=999.4, low=998.7, high=1234.5, ratio=123456.7,
                  target=1234.0, gate=617.0, reached="target")  # fmt: skip


def test_every_line_fits_80_columns():
    gone = fakes.form("gone", status="missing", reason="not installed; " + "word " * 30)
    document = fakes.document(fakes.form(within=6e-4, reached="below"), LONG, gone, **fakes.ROWS)
    shown = list(lines(document))
    assert max(map(len, shown)) <= 80
    text = "\n".join(shown)
    for part in ("missing: not installed", "a name of 23 characters", "≤ 600 µs: missed",
                 "note: 8 threads asked", "laplacian_by_neuron", "villani_every_lambda_softplus",
                 "1 at the target, 1 below the gate, 1 missing"):  # fmt: skip
        assert part in text


def test_a_failure_of_provcheck_is_shown():
    document = fakes.document(status="failed")
    assert "    FAILED: it broke" in "\n".join(lines(document))
    assert exit_code(document) == 3


@pytest.mark.parametrize(
    "form, code",
    [
        (fakes.form("peer", status="disagrees", median=None), 3),
        (fakes.form("peer", reached="below", ratio=1.0), 1),
        (fakes.form("peer", reached="gate", ratio=1.0), 0),
        (fakes.form("peer", status="missing", median=None), 0),
        (fakes.form("peer", status="failed", median=None), 0),
    ],
)
def test_the_exit_code_says_what_a_peer_came_to(form, code):
    assert exit_code(fakes.document(fakes.form(), form)) == code


def test_a_slow_search_counts_as_below():
    rows = [fakes.ROWS["search"][0] | {"reached": "below"}]
    assert exit_code(fakes.document(fakes.form(), search=rows)) == 1


def test_an_error_above_its_stated_bound_is_an_alarm():
    rows = [fakes.ROWS["accuracy"][0] | {"unit": "ulp", "largest": 3.5, "bound": 3}]
    document = fakes.document(fakes.form(), accuracy=rows)
    shown = list(lines(document))
    assert exit_code(document) == 3 and max(map(len, shown)) <= 80
    assert any(line.endswith("ABOVE") for line in shown)


def test_numbers_read_well():
    times = (2.0, 2.213e-3, 1.2345e-6, 0.25e-9, 123.4)
    assert [seconds_text(s) for s in times] == ["2 s", "2.21 ms", "1.23 µs", "0.25 ns", "123 s"]
    assert [number_text(r) for r in (None, 0.456, 4.0, 4.26, 38.4)] == [
        "",
        "0.46",
        "4",
        "4.3",
        "38",
    ]


def test_a_target_beyond_the_limit_is_counted():
    forms = [fakes.form(str(goal), ratio=1.0, target=goal, share_of_limit=0.25, reached="below")
             for goal in (3.9, 4.1)]  # fmt: skip
    line = counts_line(fakes.document(fakes.form(), *forms))
    assert line.endswith("2 below the gate, 1 without a target. 1 target lies beyond this "
                         "machine's limit.")  # fmt: skip
    shown = "\n".join(lines(fakes.document(fakes.form(), forms[1])))
    assert "    4.1     4  below" in shown
