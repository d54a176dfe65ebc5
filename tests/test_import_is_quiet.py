"""The command line starts fast: nothing heavy is imported before it is needed."""

import subprocess
import sys

import pytest

from tests.conftest import ROOT

HEAVY = ("sympy", "numba", "numpy", "scipy", "matplotlib", "rich", "hypothesis", "jsonschema")


def loaded_after(script: str, cache: str) -> set[str]:
    script += "\nimport sys; print('MODULES', *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={"PROVCHECK_CACHE": cache, "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.rsplit("MODULES", 1)[1].split())


@pytest.mark.parametrize("module", ["provcheck", "provcheck.cli", "provcheck.library"])
def test_importing_loads_nothing_heavy(module, tmp_path):
    assert not set(HEAVY) & loaded_after(f"import {module}", str(tmp_path))


def test_listing_for_the_second_time_loads_nothing_heavy(tmp_path):
    script = "from provcheck.cli import run_command; run_command(['list'])"
    loaded_after(script, str(tmp_path))
    assert not set(HEAVY) & loaded_after(script, str(tmp_path))


@pytest.mark.parametrize("command", ["show", "verify"])
def test_what_is_known_is_said_without_loading_anything_heavy(command, tmp_path, sums):
    """The second time: words and verdict are kept."""
    words = [command, "square", "--pack", str(sums), *["--budget", "quick"] * (command == "verify")]
    script = f"from provcheck.cli import run_command; run_command({words!r})"
    loaded_after(script, str(tmp_path))
    assert not (set(HEAVY) - {"rich"}) & loaded_after(script, str(tmp_path))
