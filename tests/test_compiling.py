"""Compiling is announced, `warm` names what it compiles, and what fails does not stop the rest."""

import threading

import pytest

from provcheck import compiling
from provcheck.compiled import warm
from provcheck.compiled.warm import Call
from provcheck.errors import SelectorError


@pytest.fixture
def calls(monkeypatch):
    """Three calls in place of the real ones; the names of those that ran."""
    ran = []

    def fail():
        raise ValueError("no luck")

    names = {"net/loss": None, "net/gradient": fail, "noise/normals": None}
    table = [Call(n, run or (lambda n=n: ran.append(n))) for n, run in names.items()]
    monkeypatch.setattr(warm, "calls", lambda: iter(table))
    return ran


@pytest.fixture
def counts(monkeypatch):
    """Sets how many functions the folder seems to have."""
    found = [0]
    monkeypatch.setattr("provcheck.machine_code.counted", lambda: (found[0], 0))

    def set_to(count):
        found[0] = count

    return set_to


def test_every_name_is_a_function_of_its_module():
    import importlib

    names = [call.name for call in warm.calls()]
    assert len(set(names)) == len(names)
    for name in names:
        module, function = name.split("/")
        assert callable(getattr(importlib.import_module(f"provcheck.compiled.{module}"), function))


def test_warm_goes_on_past_a_failure_and_says_so(provcheck, calls):
    outcome = provcheck("warm")
    assert outcome.code == 3 and calls == ["net/loss", "noise/normals"]
    assert "2/3" in outcome.out and "net/gradient  FAILED: ValueError: no luck" in outcome.out
    assert "functions compiled in" in outcome.out.splitlines()[-1]


def test_warm_takes_a_module_or_a_function(provcheck, calls):
    assert provcheck("warm", "noise").code == 0 and calls == ["noise/normals"]
    assert provcheck("warm", "net/loss").code == 0 and calls[1:] == ["net/loss"]


def test_warm_refuses_what_is_not_there(provcheck, calls):
    outcome = provcheck("warm", "los")
    assert outcome.code == 2 and not calls
    assert "warm los: there is no such compiled function" in outcome.said
    assert "net, noise" in outcome.said
    with pytest.raises(SelectorError):
        compiling.selected(["net/loss", "noise/uniforms"])


def test_what_is_compiled_meanwhile_is_told(counts):
    told, heard = [], threading.Event()

    def tell(count):
        told.append(count)
        heard.set()

    counts(7)
    with compiling.watched(tell, pause=0.02):
        threading.Event().wait(0.1)
        counts(9)
        assert heard.wait(10)
    assert told == [2]


def test_nothing_is_told_where_nothing_is_compiled(counts):
    counts(3)
    with compiling.watched(lambda count: pytest.fail("told"), pause=0.01):
        threading.Event().wait(0.05)


def test_processes_beyond_the_cores_are_said_and_not_started(provcheck, sums, monkeypatch):
    monkeypatch.setattr("provcheck.machine_code.available_cores", lambda: 1)
    outcome = provcheck("verify", "square", "--pack", sums, "--budget", "quick", "--jobs", 100)
    assert outcome.code == 0 and "--jobs 100: this process has 1 cores" in outcome.said


def test_without_a_cache_that_can_be_written_verdicts_are_shown(
    provcheck, sums, tmp_path, monkeypatch
):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PROVCHECK_CACHE", str(tmp_path / "file" / "cache"))
    arguments = "square", "--pack", sums, "--budget", "quick", "--jobs", 1
    for _ in range(2):
        outcome = provcheck("verify", *arguments)
        assert outcome.code == 0 and "REFUTED" in outcome.out
        assert "results cannot be kept there" in outcome.said
    shown = provcheck("show", "square", "--pack", sums)
    assert shown.code == 0 and "Not decided yet" in shown.out
    assert provcheck("list", "--pack", sums).code == 0
