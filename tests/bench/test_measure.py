"""One workload measured: what is refused, what is named, and what goes on all the same."""

import time

import pytest

from provcheck.benchmarks.measure import measure_workload
from provcheck.benchmarks.timing import Effort
from provcheck.benchmarks.workload import Form, Missing, need, relative_difference
from tests.bench import fakes

FEW = Effort(rounds=3, seconds=0.01)


def entry(result, name):
    return next(form for form in result["forms"] if form["name"] == name)


@pytest.mark.parametrize("peer", [fakes.wrong, fakes.nan])
def test_a_peer_that_gives_another_number_is_not_timed(peer):
    result = measure_workload(fakes.workload(Form("other", peer, (1.0,))), 1, FEW)
    other = entry(result, "other")
    assert other["status"] == "disagrees" and "differs from provcheck by" in other["reason"]
    assert other["median"] is None and other["ratio"] is None and other["reached"] is None


def test_missing_and_failing_peers_are_named_and_the_others_measured():
    peers = (Form("gone", fakes.missing, (2.0,)), Form("broken", fakes.broken),
             Form("tires", fakes.tires), Form("fine", fakes.fine, (1e9,)))  # fmt: skip
    result = measure_workload(fakes.workload(*peers), 2, FEW)
    assert [form["name"] for form in result["forms"]] == [
        "provcheck", "gone", "broken", "tires", "fine"
    ]  # fmt: skip
    gone = entry(result, "gone")
    assert (gone["status"], gone["target"], gone["gate"]) == ("missing", 2.0, 1.0)
    assert "pip install" in gone["reason"]
    assert entry(result, "broken")["reason"] == "RuntimeError: it is broken"
    assert entry(result, "tires")["reason"] == "ValueError: tired"
    fine = entry(result, "fine")
    assert fine["status"] == "measured" and fine["reached"] == "below" and fine["ratio"] > 0
    assert result["work"]["operations"] == 2.0


def test_an_error_of_provcheck_s_own_is_no_peer_s():
    def asked_more(mine, other):
        return mine(steps=20) - other()

    workload = fakes.workload(Form("fine", fakes.fine), difference=asked_more)
    with pytest.raises(Exception, match="provcheck's own form: TypeError"):
        measure_workload(workload, 1, FEW)


def test_the_target_is_that_of_the_number_of_threads():
    form = Form("peer", fakes.fine, (4.0, 6.0))
    assert [form.target(threads) for threads in (1, 2, 5)] == [4.0, 6.0, 6.0]
    assert Form("peer", fakes.fine).target(1) is None


def test_a_share_of_the_work_counts_for_the_whole():
    timed = []
    for share in (1.0, 0.01):
        workload = fakes.workload(Form("part", fakes.fine, share=share))
        timed.append(entry(measure_workload(workload, 1, FEW), "part")["median"])
    assert timed[1] > 10 * timed[0]


def test_a_ratio_is_the_peer_s_time_over_provcheck_s():
    def slow(problem, threads):
        return lambda: time.sleep(0.005) or problem

    workload = fakes.workload(Form("slow", slow, (10.0,)))
    found = entry(measure_workload(workload, 1, FEW), "slow")
    assert found["ratio"] > 10 and found["reached"] == "target" and found["median"] > 0.004


def test_an_absolute_time_is_judged_too():
    result = measure_workload(fakes.workload(within=1000.0), 1, FEW)
    assert (result["forms"][0]["within"], result["forms"][0]["reached"]) == (1000.0, "target")


def test_failures_of_provcheck_itself_are_not_hidden():
    with pytest.raises(RuntimeError, match="broken"):
        measure_workload(fakes.workload(ours=fakes.broken), 1, FEW)


def test_only_what_is_not_there_is_missing(tmp_path, monkeypatch):
    (tmp_path / "hollow_peer.py").write_text("import a_module_that_nobody_has\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(Missing, match=r"pip install peer-package, or \"\.\[bench\]\""):
        need("peer_that_nobody_has", "peer-package")
    with pytest.raises(ModuleNotFoundError):
        need("hollow_peer")


def test_differences_are_relative_to_the_largest_entry():
    assert relative_difference(([1.0, 100.0], [2.0]), ([1.0, 101.0], [2.0])) == 0.01
