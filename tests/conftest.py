"""What every test shares: a cache of its own, and the command line as a function."""

import importlib.metadata
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from provcheck.files import cache_directory

os.environ.setdefault("NUMBA_CACHE_DIR", str(cache_directory() / "compiled"))
"""Machine code is the same for all tests; each state of the sources has its own."""

ROOT = Path(__file__).parents[1]
PACKS = ROOT / "tests" / "packs"

_IS_INSTALLED = bool(list(importlib.metadata.entry_points(group="pytest11", name="provcheck")))
PLUGIN = () if _IS_INSTALLED else ("-p", "provcheck.pytest_plugin")
"""What makes a run of pytest load our plugin, in a bare checkout too."""

collect_ignore = ["packs"]
"""They are for the tests of the commands; the pytest plugin would take their claims for tests."""


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory, monkeypatch):
    """No test reads or writes the user's cache."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("PROVCHECK_CACHE", str(folder))
    monkeypatch.delenv("PROVCHECK_STORE", raising=False)
    return folder


@dataclass(frozen=True)
class Outcome:
    """What a command line left behind."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """The error stream on one line, however it was wrapped."""
        return " ".join(self.err.split())


@pytest.fixture
def provcheck(capsys, monkeypatch):
    """Runs one command line in this process, 80 columns wide."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")

    def call(*arguments: object) -> Outcome:
        from provcheck.cli import run_command

        capsys.readouterr()
        code = run_command([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return call


@pytest.fixture
def sums() -> Path:
    """The small pack for tests: one false claim and its amendment."""
    return PACKS / "sums2024"


@pytest.fixture
def new_pack(tmp_path):
    """Makes a pack from a name and the text of its module; returns its folder."""

    def make(name: str, module: str) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        shutil.copy(PACKS / "sums2024" / "paper.toml", folder)
        (folder / "theorem1.py").write_text(module)
        return folder

    return make
