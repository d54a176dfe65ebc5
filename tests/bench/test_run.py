"""A whole run as a document: what it holds, what it says of what could not be measured."""

import pytest

from provcheck.benchmarks import run as running
from provcheck.benchmarks.catalogue import KEYS, job, selected
from provcheck.benchmarks.run import Request, parse_threads, run, validate
from provcheck.benchmarks.workload import Work, limit_seconds
from provcheck.errors import EngineError, UsageError
from tests.bench import fakes

RATES = fakes.document()["limits"][0]


@pytest.mark.parametrize(
    "place, value",
    [
        (("schema",), "provcheck.bench/2"),
        (("workloads", 0, "runs", 0, "forms", 0, "status"), "skipped"),
        (("workloads", 0, "runs", 0, "forms", 0, "median"), -1.0),
        (("limits", 0, "threads"), 0),
    ],
)
def test_a_document_that_does_not_fit_the_schema_is_refused(place, value):
    document = fakes.document(fakes.form())
    validate(document)
    inner = document
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    with pytest.raises(EngineError, match="does not fit provcheck.bench/1"):
        validate(document)


def measured(name, threads, **options):
    """Stands for `measure_apart`."""
    if name == "limits":
        return {rate: value for rate, value in RATES.items() if rate != "threads"}
    if name == "H":
        raise EngineError("bench H: it broke")
    form = {key: value for key, value in fakes.form().items() if key != "share_of_limit"}
    return {"work": {"operations": 1e6}, "forms": [form]}


def test_a_run_goes_on_past_what_fails_and_says_so(monkeypatch):
    monkeypatch.setattr(running, "measure_apart", measured)
    monkeypatch.setattr(running.processes, "processors", lambda: 2)
    said = []
    document = run(Request(("j", "H"), (1, 2, 64)), said.append)
    validate(document)
    assert "64 threads asked, 2 processor(s) here" in document["notes"][0]
    H, _, J = document["workloads"]
    assert H["runs"][0]["status"] == "failed" and "it broke" in H["runs"][0]["reason"]
    assert [entry["threads"] for entry in J["runs"]] == [1, 2]
    assert J["runs"][0]["limit_seconds"] == pytest.approx(1e-3)
    assert J["runs"][0]["forms"][0]["share_of_limit"] == pytest.approx(0.5)
    assert document["accuracy"] == [] and "J, 2 threads" in said


def test_an_interrupted_run_keeps_what_it_has(monkeypatch):
    def impatient(name, threads, **options):
        if name == "J":
            raise KeyboardInterrupt
        return measured(name, threads)

    monkeypatch.setattr(running, "measure_apart", impatient)
    document = run(Request(("H", "J"), (1,)))
    validate(document)
    assert not document["complete"] and document["notes"][-1].startswith("interrupted")
    assert [workload["key"] for workload in document["workloads"]] == ["H", "H2"]


def test_no_number_of_threads_left_is_an_error(monkeypatch):
    monkeypatch.setattr(running.processes, "processors", lambda: 2)
    with pytest.raises(UsageError, match=r"may use 2 processor\(s\)"):
        run(Request(("J",), (3,)))


@pytest.mark.parametrize("text", ["", "0", "one", "1,,2", "-1", "1.5"])
def test_numbers_of_threads_are_whole_and_positive(text):
    with pytest.raises(UsageError, match="whole numbers >= 1"):
        parse_threads(text)
    assert parse_threads("2,1,2") == (2, 1)


def test_workloads_are_named_by_letters():
    assert selected(()) == KEYS and selected(("j", "H")) == ("H", "H2", "J")
    assert selected(("H2",)) == ("H2",)
    with pytest.raises(UsageError, match="bench Z: there is no such workload; expected some of A,"):
        selected(("Z",))


@pytest.mark.parametrize("key", KEYS)
def test_every_workload_says_what_it_is_within_the_columns_of_the_table(key):
    workload = job(key)
    assert workload.key == key and len(f"{workload.title}: {workload.size}") <= 77
    assert all(len(form.name) <= 23 for form in workload.forms)
    assert len({form.name for form in workload.forms}) == len(workload.forms)


def test_the_limit_is_a_sum_of_measured_costs():
    rates = RATES | {"multiply_add_gflops": 50.0, "sigmoid_ns": 0.5, "normal_ns": 2.0}
    work = Work(operations=1e9, sigmoids=1e6, normals=1e6)
    assert limit_seconds(work, rates) == pytest.approx(0.02 + 0.0005 + 0.002)
