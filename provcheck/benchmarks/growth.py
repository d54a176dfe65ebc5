"""Time and memory against size, over two decades, with fitted exponents beside the expected ones.

Exponents are fitted by least squares over the larger decade, where fixed costs have faded. Memory
is what a call adds at its peak to the resident memory of the process, arguments not counted.
"""

import ctypes
import gc
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

_SAMPLES, _SECONDS = 5, 3.0
"""Samples of one size, or as many as fit in this time."""
_STATUS, _REFERENCES = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_NOISE = 1_000_000
"""Bytes below which a peak says nothing about growth: pages come and go for other reasons."""


@dataclass(frozen=True)
class Axis:
    """One size that grows.

    Args:
        make: size -> what is timed.
        time, memory: the exponents expected.
    """

    name: str
    title: str
    sizes: tuple[int, ...]
    make: Callable[[int], Callable[[], Any]]
    time: float = 1.0
    memory: float = 1.0


def _decades(start: int) -> tuple[int, ...]:
    """Seven sizes over two decades."""
    return tuple(round(start * 10 ** (k / 3)) for k in range(7))


def _depth2(**sizes: int) -> Callable[[], Any]:
    from provcheck.benchmarks.depth2 import ours, problem

    return ours(problem(**sizes), 1)


def _paths(paths: int, steps: int) -> Callable[[], Any]:
    from provcheck.benchmarks.ensemble import diffusion, problem

    return diffusion(problem(paths, steps), 1)


def _gram(samples: int) -> Callable[[], Any]:
    from provcheck.benchmarks.ntk import gram, small

    return gram(small(samples), 1)


def _boxes(count: int) -> Callable[[], Any]:
    from provcheck.benchmarks.bounds import plane_plain

    run = plane_plain(None, 1)
    return lambda: run(boxes=count)


def _instances(count: int) -> Callable[[], Any]:
    from provcheck.engines.budget import Budget
    from provcheck.engines.refute import refute
    from provcheck.library import Library

    claim = Library(()).claim("gopalani2025/lemma3_1/laplacian_upper_bound")
    return lambda: refute(claim, budget=Budget("bench", 600.0, count, 0), seed=1, facts={})


AXES = (
    Axis("K", "nets, p = 10, d = 20, n = 100, into given arrays", _decades(40),
         lambda K: _depth2(nets=K, neurons=10, inputs=20, samples=100), memory=0.0),
    Axis("p", "neurons, K = 8, d = 20, n = 100", _decades(10),
         lambda p: _depth2(nets=8, neurons=p, inputs=20, samples=100)),
    Axis("n", "samples, K = 8, p = 10, d = 20, packed once for all nets", _decades(100),
         lambda n: _depth2(nets=8, neurons=10, inputs=20, samples=n)),
    Axis("paths", "Euler-Maruyama, 50 steps", _decades(200),
         lambda count: _paths(count, 50)),
    Axis("steps", "Euler-Maruyama, 256 paths", _decades(50),
         lambda count: _paths(256, count), memory=0.0),
    Axis("nq", "rows of the NTK Gram matrix, q = 10", _decades(40),
         lambda rows: _gram(rows // 10), time=2.0, memory=2.0),
    Axis("boxes", "boxes of a rectangle, a generation at a time", _decades(2000), _boxes),
    Axis("instances", "settings of a budget of refute, each 50 instances", _decades(200),
         _instances, memory=0.0),
)  # fmt: skip


def growth_job(threads: int, quick: bool) -> list[dict[str, Any]]:
    """A row for each axis."""
    return [measure_axis(axis, _SAMPLES if not quick else 3) for axis in AXES]


def measure_axis(axis: Axis, samples: int = _SAMPLES) -> dict[str, Any]:
    """Medians of time, and peak memory, at every size; an axis that fails says why."""
    row = {"axis": axis.name, "title": axis.title, "sizes": list(axis.sizes), "seconds": [],
           "bytes": [], "time_exponent": None, "expected_time": axis.time,
           "memory_exponent": None, "expected_memory": axis.memory, "reason": ""}  # fmt: skip
    try:
        for size in axis.sizes:
            run = axis.make(size)
            run()  # compiles
            row["bytes"].append(peak_bytes(run))
            row["seconds"].append(_median_seconds(run, samples))
    except Exception as error:  # an axis is measured or says why not; the others go on
        row["sizes"] = row["sizes"][: len(row["seconds"])]
        row["bytes"] = row["bytes"][: len(row["seconds"])]
        return row | {"reason": f"{type(error).__name__}: {error}"[:300]}
    row["time_exponent"] = exponent(axis.sizes, row["seconds"])
    known = [count for count in row["bytes"] if count is not None]
    if len(known) == len(axis.sizes):
        grows = max(known) > _NOISE
        row["memory_exponent"] = exponent(axis.sizes, known) if grows else 0.0
    return row


def exponent(sizes: Sequence[int], values: Sequence[float]) -> float | None:
    """Slope of log(value) against log(size) over the larger decade; None with too few values."""
    top = max(sizes)
    pairs = [
        (math.log(size), math.log(value))
        for size, value in zip(sizes, values, strict=True)
        if 10 * size >= top * 0.999 and value > 0
    ]
    if len(pairs) < 3:
        return None
    x, y = np.array(pairs).T
    return float(np.polyfit(x, y, 1)[0])


def _median_seconds(run: Callable[[], Any], samples: int) -> float:
    seconds: list[float] = []
    while len(seconds) < samples and sum(seconds) < _SECONDS:
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return float(np.median(seconds))


def peak_bytes(run: Callable[[], Any]) -> int | None:
    """Bytes that a call adds at its peak; None where the system does not tell."""
    gc.collect()
    try:
        ctypes.CDLL(None).malloc_trim(0)  # what earlier calls freed must not serve this one
        _REFERENCES.write_text("5")  # the peak begins anew
        before = _status("VmRSS")
        run()
        return max(0, _status("VmHWM") - before)
    except (OSError, AttributeError, KeyError):
        return None


def _status(name: str) -> int:
    lines = dict(line.split(":", 1) for line in _STATUS.read_text().splitlines())
    return int(lines[name].split()[0]) * 1024
