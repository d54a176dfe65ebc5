"""What can be measured, by name; modules are imported when they are asked for."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from provcheck.benchmarks.workload import Workload
from provcheck.errors import UsageError

_WORKLOADS = {
    "A": "depth2:LARGE_ENSEMBLE",
    "B": "depth2:LARGE_NETS",
    "C": "ensemble:DIFFUSION",
    "D": "ensemble:DESCENT",
    "E": "ntk:GRAM_MATRIX",
    "F": "ntk:SPECTRUM",
    "G": "ntk:PRODUCT",
    "H": "bounds:LINE",
    "H2": "bounds:PLANE",
    "I": "definite:DEFINITE",
    "J": "spectrum:WORKLOAD",
}
_JOBS = {
    "limits": "limits:limits_job",
    "accuracy": "accuracy:accuracy_job",
    "growth": "growth:growth_job",
    "search": "search:search_job",
}
KEYS = tuple(_WORKLOADS)

Job = Workload | Callable[[int, bool], Any]


def job(name: str) -> Job:
    """A workload, or another measurement: (threads, quick) -> plain data."""
    module, attribute = (_WORKLOADS | _JOBS)[name].split(":")
    return getattr(import_module(f"provcheck.benchmarks.{module}"), attribute)


def selected(names: tuple[str, ...]) -> tuple[str, ...]:
    """Keys in the order of the catalogue; all if none is named. A letter stands for its family.

    Raises:
        UsageError: there is no such workload.
    """
    wanted = [name.upper() for name in names] or list(KEYS)
    unknown = [name for name in wanted if name not in KEYS]
    if unknown:
        raise UsageError(
            f"bench {' '.join(unknown)}: there is no such workload; expected some of "
            f"{', '.join(KEYS)}, or none for all."
        )
    return tuple(key for key in KEYS if any(key == name or key[0] == name for name in wanted))
