"""A measurement in a fresh process: threads, processors and libraries set before anything starts.

A number of threads is settled when a library is loaded, and two threads stacked on one core make
any figure meaningless; so every pair (workload, threads) has a process and processors of its own.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from provcheck.benchmarks.workload import OURS
from provcheck.errors import EngineError

CATALOGUE = "provcheck.benchmarks.catalogue"
_ROOT = Path(__file__).parents[2]
_LONGEST = 1200.0
"""Seconds after which a process is ended; the form at work is named."""

_BLAS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_ONE_XLA_THREAD = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def can_pin() -> bool:
    """Whether this system lets a process choose its processors."""
    return hasattr(os, "sched_setaffinity")


def measure_apart(
    job: str,
    threads: int,
    *,
    quick: bool = False,
    alone: bool = False,
    module: str = CATALOGUE,
    longest: float = _LONGEST,
) -> dict[str, Any]:
    """The result of one job of `module`, measured with this many threads in a fresh process.

    Args:
        job: a name that `module.job` knows.
        alone: one thread for NumPy's linear algebra, whatever the number of threads.

    Raises:
        EngineError: provcheck's own part failed, or ended the process.
    """
    without: dict[str, str] = {}
    while True:
        spec = {"module": module, "job": job, "threads": threads, "quick": quick}
        done, doing, ending = _run(spec | {"without": without}, threads, alone, longest)
        if done is not None:
            return done
        if doing in (None, OURS) or doing in without:
            raise EngineError(
                f"bench {job} with {threads} thread(s), provcheck's own form: {ending}; the other "
                "workloads go on. Please report it."
            )
        without[doing] = ending


def environment(threads: int, *, alone: bool, base: Mapping[str, str]) -> dict[str, str]:
    """The variables that settle how many threads each library starts."""
    chosen = dict(base) | dict.fromkeys(_BLAS, str(threads))
    if alone:
        chosen["OPENBLAS_NUM_THREADS"] = "1"  # NumPy's; PyTorch's threads are OMP_NUM_THREADS
    chosen |= {"NUMBA_NUM_THREADS": str(threads), "JAX_ENABLE_X64": "1", "JAX_PLATFORMS": "cpu"}
    chosen["PYTHONPATH"] = os.pathsep.join(filter(None, (str(_ROOT), base.get("PYTHONPATH"))))
    if threads == 1:
        chosen["XLA_FLAGS"] = f"{base.get('XLA_FLAGS', '')} {_ONE_XLA_THREAD}".strip()
    return chosen


def _run(
    spec: dict[str, Any], threads: int, alone: bool, longest: float
) -> tuple[dict[str, Any] | None, str | None, str]:
    """(result, None, "") or (None, the form at work, how the process ended)."""
    with tempfile.TemporaryDirectory(prefix="provcheck-bench-") as folder:
        out, file = Path(folder, "out.json"), Path(folder, "spec.json")
        file.write_text(json.dumps(spec | {"out": str(out)}))
        command = [sys.executable, "-m", "provcheck.benchmarks.measure", str(file)]
        variables = environment(threads, alone=alone, base=os.environ)
        with _on_processors(threads):
            ending = _ending(command, variables, longest)
        found = json.loads(out.read_text()) if out.exists() else {"doing": None}
    if not ending and "result" in found:
        return found["result"], None, ""
    return None, found["doing"], found.get("error") or ending or "it ended without a result"


def _ending(command: list[str], variables: dict[str, str], longest: float) -> str:
    """How a command ended, "" if well."""
    try:
        done = subprocess.run(
            command, env=variables, capture_output=True, text=True, timeout=longest, check=False
        )
    except subprocess.TimeoutExpired:
        return f"it was ended after {longest:.0f} s"
    if done.returncode == 0:
        return ""
    if done.returncode < 0:
        return f"it ended its process with {signal.Signals(-done.returncode).name}"
    said = done.stderr.strip().splitlines()
    return said[-1][:300] if said else f"it ended its process with exit code {done.returncode}"


@contextmanager
def _on_processors(threads: int) -> Iterator[None]:
    """Processes started inside run on the first so many processors that we may use."""
    if not can_pin():
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, set(sorted(before)[:threads]))
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
