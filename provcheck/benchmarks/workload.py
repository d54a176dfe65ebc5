"""What is measured: workloads, and the forms in which provcheck and its peers carry them out."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np

from provcheck.errors import EngineError, ProvcheckError

Run = Callable[..., Any]
"""Carries the workload out once; keyword arguments, where a workload has any, change the task to
one on which all forms must agree."""

OURS = "provcheck"


class Missing(ProvcheckError):
    """A peer that is not installed; the message says what is missing."""


class Disagreement(ProvcheckError):
    """A peer solves another problem than provcheck does; the message says by how much."""


@dataclass(frozen=True)
class Form:
    """One way to carry out a workload.

    Args:
        build: (problem, threads) -> what is timed; raises `Missing`.
        targets: peer time / provcheck time that PERFORMANCE.md asks for, with one thread, two, …;
            none where it asks for nothing. With more threads the last one holds.
        share: the part of the workload that it carries out; its times are divided by this.
    """

    name: str
    build: Callable[[Any, int], Run]
    targets: tuple[float, ...] = ()
    share: float = 1.0

    def target(self, threads: int) -> float | None:
        """The ratio asked for with this number of threads."""
        return self.targets[min(threads, len(self.targets)) - 1] if self.targets else None


@dataclass(frozen=True)
class Work:
    """What must be done at least, in units that `limits.py` measures on this machine.

    Args:
        operations: additions and multiplications, each counted as one.
        sigmoids, normals, words: values of these; a word is a random number of 64 bits.
    """

    operations: float = 0.0
    sigmoids: float = 0.0
    normals: float = 0.0
    words: float = 0.0


@dataclass(frozen=True)
class Workload:
    """One task, provcheck's form, and the forms that it stands beside.

    Args:
        key: `A` to `J`, as in PERFORMANCE.md.
        problem: makes the data that every form gets.
        difference: (our run, a peer's run) -> how far apart they are; at most `tolerance`.
        work: the least work for the problem; None where the limit is not one of arithmetic.
        within: seconds that provcheck's form is asked to stay below, or None.
        alone: one thread for NumPy's linear algebra: its form has threads of its own above it.
    """

    key: str
    title: str
    size: str
    problem: Callable[[], Any]
    ours: Form
    peers: tuple[Form, ...]
    difference: Callable[[Run, Run], float]
    tolerance: float
    work: Callable[[Any], Work] | None = None
    within: float | None = None
    alone: bool = False

    @property
    def forms(self) -> tuple[Form, ...]:
        """All forms, provcheck's first."""
        return (self.ours, *self.peers)


def need(module: str, package: str = "") -> ModuleType:
    """A module of an optional package.

    Raises:
        Missing: it is not installed. A package that is there and cannot be imported is not
            missing; its own error goes on.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] != module.split(".")[0]:
            raise
        raise Missing(f'not installed; pip install {package or module}, or ".[bench]"') from error


def relative_difference(mine: Any, other: Any) -> float:
    """Largest distance of two arrays, or of their parts, over the largest entry of ours."""
    if isinstance(mine, tuple):
        if len(mine) != len(other):
            raise Disagreement(f"{len(other)} results; expected {len(mine)}.")
        return max(relative_difference(*pair) for pair in zip(mine, other, strict=True))
    mine, other = np.asarray(mine, dtype=float), np.asarray(other, dtype=float)
    if mine.shape != other.shape:
        raise Disagreement(f"a result of shape {other.shape}; expected {mine.shape}.")
    largest = float(np.max(np.abs(mine)))
    return float(np.max(np.abs(mine - other))) / (largest or 1.0)


def require_agreement(workload: Workload, ours: Run, theirs: Run) -> float:
    """The difference of two forms.

    Raises:
        Disagreement: it is more than the workload allows, or not a number.
    """
    difference = workload.difference(ours, theirs)
    if not difference <= workload.tolerance:  # NaN fails too
        raise Disagreement(
            f"differs from provcheck by {difference:.1e}; at most {workload.tolerance:.0e} was "
            "expected, so its time would say nothing."
        )
    return difference


def limit_seconds(work: Work, limits: dict[str, float]) -> float:
    """The least time for this work at the rates of `limits.measure_limits`."""
    seconds = work.operations / (limits["multiply_add_gflops"] * 1e9)
    for name, count in (
        ("sigmoid_ns", work.sigmoids),
        ("normal_ns", work.normals),
        ("word_ns", work.words),
    ):
        seconds += count * limits[name] * 1e-9
    if not (math.isfinite(seconds) and seconds > 0):
        raise EngineError(f"a limit of {seconds} s for {work}; expected a positive time.")
    return seconds
