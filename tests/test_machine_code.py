"""Machine code is kept where the user says, is never that of other sources, and never garbled."""

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from provcheck import machine_code
from tests.conftest import ROOT


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A folder of the user's own for machine code; what `prepare` sets is undone."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "kept"))
    monkeypatch.delenv("NUMBA_NUM_THREADS", raising=False)
    return tmp_path / "kept"


@pytest.fixture
def sources(tmp_path, monkeypatch):
    """Two files that stand for the compiled layer, left alone for an hour."""
    folder = tmp_path / "compiled"
    folder.mkdir()
    for name in ("exp.py", "net.py"):
        (folder / name).write_text("first")
    monkeypatch.setattr(machine_code, "_COMPILED_IN", (folder,))
    return folder


def test_a_change_of_any_source_has_another_folder(kept, sources):
    """A function that has compiled another one in must not live on with the old one."""
    before = machine_code.folder()
    assert before.parent == kept and machine_code.folder() == before
    (sources / "exp.py").write_text("later")
    assert machine_code.folder() != before


def test_only_folders_of_sources_unused_for_a_month_are_removed(kept, sources):
    old, recent, other = (
        machine_code.folder().parent / name
        for name in ("0123456789abcdef", "0123456789abcdee", "my-own-folder")
    )
    for place in (old, recent, other):
        (place / "inside").mkdir(parents=True)
    for place, days in ((old, 31), (recent, 29), (other, 99)):
        then = time.time() - days * 86400
        os.utime(place, (then, then))
    used = machine_code.prepare()
    assert not old.exists() and recent.exists() and other.exists() and used.exists()
    os.utime(used, (1, 1))
    machine_code.prepare()
    assert time.time() - used.stat().st_mtime < 1000


def test_without_a_wish_it_is_in_the_cache_directory(monkeypatch, own_cache):
    monkeypatch.delenv("NUMBA_CACHE_DIR")
    assert machine_code.folder().parent == own_cache / "compiled"


def test_a_started_process_has_the_same_folder(kept):
    place = machine_code.prepare()
    assert place.is_dir() and machine_code.folder() == place == machine_code.prepare()


def test_a_folder_that_cannot_be_written_is_said_and_replaced(tmp_path, kept, monkeypatch, capsys):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "file" / "below"))
    place = machine_code.prepare()
    said = capsys.readouterr().err
    assert "below" in said and "compiled anew in each run" in said and "PROVCHECK_CACHE" in said
    assert place.is_dir() and machine_code.folder() == place
    assert machine_code.prepare() == place and capsys.readouterr().err == ""


@pytest.mark.parametrize("asked", ["0", "-3", "two", "4096"])
def test_threads_that_are_not_there_are_said_and_replaced(asked, kept, monkeypatch, capsys):
    monkeypatch.setenv("NUMBA_NUM_THREADS", asked)
    machine_code.prepare()
    cores = machine_code.available_cores()
    assert os.environ["NUMBA_NUM_THREADS"] == str(cores)
    assert f"NUMBA_NUM_THREADS={asked}" in capsys.readouterr().err


def test_a_possible_number_of_threads_stays(kept, monkeypatch, capsys):
    monkeypatch.setenv("NUMBA_NUM_THREADS", "1")
    machine_code.prepare()
    assert os.environ["NUMBA_NUM_THREADS"] == "1" and capsys.readouterr().err == ""


def test_writers_at_once_do_not_garble_the_index(tmp_path, monkeypatch):
    """Each key finds its own data; unguarded, several take the same file for theirs."""
    pytest.importorskip("fcntl")
    from numba.core.caching import IndexDataCacheFile

    import provcheck.compiled  # noqa: F401 (guards Numba)

    save_index = IndexDataCacheFile._save_index

    def slow(self, overloads):
        time.sleep(0.005)
        save_index(self, overloads)

    monkeypatch.setattr(IndexDataCacheFile, "_save_index", slow)
    keys, together = range(6), threading.Barrier(6)

    def write(key):
        file = IndexDataCacheFile(str(tmp_path), "function", "stamp")
        together.wait()
        file.save(key, f"code of {key}")

    with ThreadPoolExecutor(len(keys)) as pool:
        list(pool.map(write, keys))
    file = IndexDataCacheFile(str(tmp_path), "function", "stamp")
    assert [file.load(key) for key in keys] == [f"code of {key}" for key in keys]


def test_a_full_disk_costs_the_kept_code_only(tmp_path, capsys, monkeypatch):
    from numba.core.caching import IndexDataCacheFile

    import provcheck.compiled  # noqa: F401

    def full(self, name, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(IndexDataCacheFile, "_save_data", full)
    IndexDataCacheFile(str(tmp_path), "function", "stamp").save("key", "code")
    assert "is not kept (No space left on device)" in capsys.readouterr().err


@pytest.mark.slow
def test_processes_that_start_at_once_on_an_empty_folder_agree(tmp_path):
    """Each for other types; then one more finds all of them and compiles nothing."""
    script = (
        "import sys, numpy as np\n"
        "from provcheck.compiled.fokker_planck import bernoulli\n"
        "kind = getattr(np, sys.argv[1])\n"
        "print(float(bernoulli(kind(1))), sum(bernoulli.stats.cache_hits.values()))"
    )
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}

    def started(kind):
        command = [sys.executable, "-c", script, kind]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)

    kinds = ["float64", "float32", "int64", "float64"]
    first = [float(p.communicate()[0].split()[0]) for p in [started(kind) for kind in kinds]]
    again = [started(kind).communicate()[0].split() for kind in kinds]
    assert [float(value) for value, _ in again] == first
    assert [int(hits) for _, hits in again] == [1] * len(kinds)
    assert not list(Path(tmp_path).rglob("*.tmp.*"))
