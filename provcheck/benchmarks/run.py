"""A whole run: every workload with every number of threads, as one document of plain data."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from provcheck.benchmarks import processes
from provcheck.benchmarks.catalogue import job, selected
from provcheck.benchmarks.machine import WIDEST, machine
from provcheck.benchmarks.processes import measure_apart
from provcheck.benchmarks.workload import Work, Workload, limit_seconds
from provcheck.errors import EngineError, UsageError

SCHEMA = "provcheck.bench/1"
EXTRAS = ("accuracy", "search", "growth")
"""What a run may add to the workloads; growth only when it is asked for."""

Progress = Callable[[str], None]
Document = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """What a user asked for.

    Args:
        workloads: keys; none for all.
        threads: numbers of threads, each >= 1.
        quick: fewer rounds.
        growth: also time and memory against size.
        command: the words that repeat the run.
    """

    workloads: tuple[str, ...] = ()
    threads: tuple[int, ...] = (1, 2)
    quick: bool = False
    growth: bool = False
    command: str = "provcheck bench"


def parse_threads(text: str) -> tuple[int, ...]:
    """Numbers of threads from `1,2`.

    Raises:
        UsageError: not whole numbers >= 1 between commas.
    """
    try:
        numbers = tuple(dict.fromkeys(int(word) for word in text.split(",")))
    except ValueError:
        numbers = ()
    if not numbers or min(numbers) < 1:
        raise UsageError(f"bench --threads {text}: expected whole numbers >= 1, such as 1,2.")
    return numbers


def run(request: Request, progress: Progress = lambda text: None) -> Document:
    """Measure what was asked for.

    A number of threads that is not there, a peer that is missing, fails or disagrees, and a
    workload that fails are all said in the document, and the run goes on. Ctrl-C ends it with what
    was measured before.

    Raises:
        UsageError: an unknown workload, or none of the numbers of threads is available.
    """
    keys = selected(request.workloads)
    threads, notes = _available(request.threads)
    here = machine()
    if here["registers"] != WIDEST:
        notes.append(
            f"the widest registers here are those of {here['registers']}, half of {WIDEST}'s or "
            "less; the same code runs in them, and targets were set with the wider ones."
        )
    found: Document = {
        "schema": SCHEMA,
        "command": request.command,
        "quick": request.quick,
        "complete": True,
        "machine": here,
        "notes": notes,
        "limits": [],
        "workloads": [],
        **{name: [] for name in EXTRAS},
    }
    try:
        _measure(found, keys, threads, request, progress)
    except KeyboardInterrupt:
        notes.append("interrupted: what was measured before stands here; run it again for all.")
        found["complete"] = False
    return found


def _measure(
    found: Document,
    keys: Sequence[str],
    threads: Sequence[int],
    request: Request,
    progress: Progress,
) -> None:
    """Fill in limits, workloads and what else was asked for, one after the other."""
    notes = found["notes"]
    for count in threads:
        progress(f"limits of the machine, {_threads(count)}")
        found["limits"] += _guarded("limits", count, request.quick, notes)
    for key in keys:
        runs = []
        for count in threads:
            progress(f"{key}, {_threads(count)}")
            runs.append(_run(key, count, request.quick, found["limits"]))
        workload = job(key)
        found["workloads"].append(
            {"key": key, "title": workload.title, "size": workload.size, "runs": runs}
        )
    whole = not request.workloads
    for name in EXTRAS:
        if request.growth if name == "growth" else whole:
            progress(name)
            found[name] = _extra(name, request.quick, notes)


def outcomes(document: Mapping[str, Any]) -> list[str]:
    """What each form came to: target, gate, below, measured, missing, failed, disagrees."""
    found = []
    for run in runs_of(document):
        found += ["failed by provcheck"] if run["status"] != "measured" else []
        found += [form["reached"] or form["status"] for form in run["forms"]]
    return found


def runs_of(document: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Every workload with every number of threads."""
    for workload in document["workloads"]:
        yield from workload["runs"]


def _available(asked: Sequence[int]) -> tuple[list[int], list[str]]:
    """Numbers of threads that can be measured, and what must be said about the others."""
    here = processes.processors()
    threads = [count for count in asked if count <= here]
    if not threads:
        raise UsageError(
            f"bench --threads {','.join(map(str, asked))}: this process may use {here} "
            f"processor(s); ask for at most as many threads."
        )
    notes = [
        f"{_threads(count)} asked, {here} processor(s) here: not measured, since threads that "
        "share a processor would say nothing."
        for count in asked
        if count > here
    ]
    if not processes.can_pin():
        notes.append("this system pins no process to processors; the spread may be larger.")
    return threads, notes


def _run(key: str, threads: int, quick: bool, limits: Sequence[Mapping[str, Any]]) -> Document:
    entry = {"threads": threads, "status": "measured", "reason": "", "limit_seconds": None}
    workload = job(key)
    try:
        alone = isinstance(workload, Workload) and workload.alone
        found = measure_apart(key, threads, quick=quick, alone=alone)
    except EngineError as error:
        return {**entry, "status": "failed", "reason": str(error), "forms": []}
    rates = next((rates for rates in limits if rates["threads"] == threads), None)
    if found["work"] is not None and rates is not None:
        entry["limit_seconds"] = limit_seconds(Work(**found["work"]), dict(rates))
    forms = [form | {"share_of_limit": _share(form, entry)} for form in found["forms"]]
    return {**entry, "forms": forms}


def _share(form: Mapping[str, Any], entry: Mapping[str, Any]) -> float | None:
    """How much of what the machine allows a form reaches, 1 for all of it."""
    if entry["limit_seconds"] is None or form["median"] is None:
        return None
    return entry["limit_seconds"] / form["median"]


def _guarded(name: str, threads: int, quick: bool, notes: list[str]) -> list[Any]:
    try:
        return [{"threads": threads, **measure_apart(name, threads, quick=quick)}]
    except EngineError as error:
        notes.append(f"{name} with {_threads(threads)}: {error}")
        return []


def _extra(name: str, quick: bool, notes: list[str]) -> list[Any]:
    try:
        return measure_apart(name, 1, quick=quick)
    except EngineError as error:
        notes.append(f"{name}: {error}")
        return []


def _threads(count: int) -> str:
    return f"{count} thread" + ("" if count == 1 else "s")


def validate(document: Document) -> None:
    """Hold a document against the schema that the package ships.

    Raises:
        EngineError: it does not fit, which is a fault of provcheck.
    """
    import jsonschema

    file = Path(__file__).parents[1] / "schema" / "bench.schema.json"
    try:
        jsonschema.validate(document, json.loads(file.read_text()))
    except jsonschema.ValidationError as error:
        place = "/".join(map(str, error.absolute_path))
        raise EngineError(
            f"the document does not fit {SCHEMA} at {place}: {error.message:.300}; nothing was "
            "written. Please report it."
        ) from error
