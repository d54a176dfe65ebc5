"""A run: stored results first, the same for any number of processes, nothing finished is lost."""

import dataclasses
import os
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from provcheck.errors import UsageError
from provcheck.library import Library
from provcheck.runner import content_keys, in_dependency_order, run
from provcheck.store import Store, default_path
from provcheck.verdict import Verdict
from tests.conftest import PACKS, ROOT


def decided(library, names, store, **options):
    settings = {"budget": "quick", "seed": 0, "jobs": 1, "store": store, **options}
    return run(library, names, **settings)


def without_times(results):
    return [{**result.to_json(), "seconds": 0} for result in results]


@pytest.fixture
def library(sums):
    return Library([sums])


@pytest.fixture
def names(library):
    return library.select(["sums2024"])


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "results.sqlite")


def test_the_verdicts_of_the_test_pack(library, names, store):
    results = decided(library, names, store)
    assert [result.verdict for result in results] == [Verdict.REFUTED, Verdict.PROVED]
    assert results[0].amended_by == ("sums2024/theorem1/square_tripled",)
    assert results[0].witness["setting"] == {"x": "1", "y": "1"}


def test_a_second_run_takes_everything_from_the_store(library, names, store):
    seen = []
    first = decided(library, names, store)
    second = decided(library, names, store, on_result=lambda result, stored: seen.append(stored))
    assert seen == [True, True]
    assert [r.to_json() for r in second] == [r.to_json() for r in first]


def test_another_seed_and_fresh_compute_anew(library, names, store):
    seen = []
    decided(library, names, store)
    for options in ({"seed": 1}, {"fresh": True}):
        decided(library, names, store, on_result=lambda r, stored: seen.append(stored), **options)
    assert seen == [False] * 4


@pytest.mark.slow
def test_results_do_not_depend_on_the_number_of_processes(library, names, store, tmp_path):
    alone = decided(library, names, store)
    apart = decided(library, names, Store(tmp_path / "apart.sqlite"), jobs=2)
    assert without_times(apart) == without_times(alone)


def test_a_wrong_budget_is_refused_before_anything_runs(library, names, store):
    with pytest.raises(UsageError, match="quick"):
        decided(library, names, store, budget="huge")


def test_an_engine_that_fails_makes_an_error_that_is_not_stored(library, names, store, monkeypatch):
    from provcheck.engines import prove  # noqa: F401 (it must not bind the failing search below)
    from provcheck.engines import refute as module

    def fail(*_arguments, **_options):
        raise RuntimeError("no luck")

    monkeypatch.setattr(module, "refute", fail)
    results = decided(library, names, store)
    assert {result.verdict for result in results} == {Verdict.ERROR}
    assert results[0].reason.startswith("RuntimeError: no luck (test_runner.py, line ")
    assert "Traceback" in results[0].details["traceback"]
    monkeypatch.undo()
    assert Verdict.ERROR not in {result.verdict for result in decided(library, names, store)}


def test_claims_come_after_those_they_rest_on(library, names):
    rests_on = {"a/1": ("a/2",), "a/2": ("a/3", "a/1"), "a/3": ("b/unknown",)}

    class Entries:
        entries = {name: type("E", (), {"rests_on": used}) for name, used in rests_on.items()}

    assert in_dependency_order(Entries, ["a/1", "a/2", "a/3"]) == ["a/3", "a/2", "a/1"]
    assert in_dependency_order(Entries, ["a/1", "a/3"]) == ["a/3", "a/1"]


def test_a_content_key_covers_the_claims_below(library, names, monkeypatch):
    upper, lower = names
    digest = {upper: "u", lower: "l"}
    monkeypatch.setattr(library, "source_digest", lambda name: digest[name])
    before = content_keys(library, [upper])
    digest[lower] = "changed"
    assert content_keys(library, [upper]) == before, "nothing rests on the other claim yet"
    library.entries[upper] = dataclasses.replace(library.entries[upper], rests_on=(lower,))
    with_lower = content_keys(library, [upper])
    digest[lower] = "changed again"
    assert len({before[upper], with_lower[upper], content_keys(library, [upper])[upper]}) == 3


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_keeps_finished_results_and_the_same_command_resumes(tmp_path, jobs):
    command = [sys.executable, "-m", "provcheck", "verify", "halting2024", "--budget", "quick"]
    command += ["--jobs", str(jobs), "--pack", str(PACKS / "halting2024")]
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path}
    halted = tmp_path / "halted"
    process = subprocess.Popen(
        command, env={**environment, "HALT": str(halted)}, stderr=subprocess.PIPE, text=True
    )
    try:
        wait_until(lambda: halted.exists() and stored_claims() == 1)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 130, errors
    said = " ".join(errors.split())
    assert "interrupted; 1 of 2 results are stored in" in said
    assert "The same command resumes." in said
    again = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert again.returncode == 0, again.stderr
    assert "2 claims: 2 SUPPORTED" in again.stdout


def wait_until(condition, seconds=60.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def stored_claims() -> int:
    """Rows of the store that this test's environment points at."""
    path = default_path()
    if not path.exists():
        return 0
    connection = sqlite3.connect(path)
    try:
        return connection.execute("SELECT count(*) FROM results").fetchone()[0]
    except sqlite3.OperationalError:
        return 0  # the table is just being made
    finally:
        connection.close()
