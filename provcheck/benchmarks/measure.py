"""One workload with one number of threads, in a process of its own; see `processes.py`.

    python -m provcheck.benchmarks.measure SPEC.json

The specification has: module, job, threads, quick, without ({form: reason}) and out, the file for
the result. While it works the file says in `doing` which form is at work, so that one that ends
the whole process can be named.
"""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from provcheck.benchmarks.timing import QUICK, STANDARD, Effort, Timing, interleaved
from provcheck.benchmarks.workload import (
    OURS,
    Disagreement,
    Form,
    Missing,
    Run,
    Workload,
    require_agreement,
)

Said = Callable[[str], None]
Entry = dict[str, Any]


def measure_workload(
    workload: Workload,
    threads: int,
    effort: Effort = STANDARD,
    *,
    without: Mapping[str, str] | None = None,
    doing: Said = lambda form: None,
) -> Entry:
    """Build every form, hold it against provcheck's, and time in turn those that agree.

    Args:
        without: forms that are not to be built, with the reason.
        doing: called with the name of the form that is at work.

    Returns:
        {"work": counts or None, "forms": [...]}, provcheck's form first; each has a status:
        measured, missing, failed or disagrees.

    Raises:
        whatever provcheck's own form raises.
    """
    problem = workload.problem()
    doing(OURS)
    ours = workload.ours.build(problem, threads)
    ours()  # compiles
    runs, entries = {workload.ours.name: ours}, {}
    for peer in workload.peers:
        doing(peer.name)
        left_out = (without or {}).get(peer.name)
        entry = _failed(left_out) if left_out else _built(workload, peer, problem, threads, runs)
        entries[peer.name] = entry
    shares = {form.name: form.share for form in workload.forms}
    times = _timed(runs, effort, entries, doing)
    timings = {name: timing.over(shares[name]) for name, timing in times.items()}
    base = timings[workload.ours.name]
    work = None if workload.work is None else asdict(workload.work(problem))
    first = {"name": workload.ours.name, "status": "measured", "reason": "", "difference": 0.0}
    first |= asdict(base) | _within(workload, base)
    forms = [first]
    for peer in workload.peers:
        entry = {"name": peer.name, **entries[peer.name]}
        forms.append(entry | _ratio(peer, threads, timings.get(peer.name), base))
    return {"work": work, "forms": forms}


def _built(
    workload: Workload, peer: Form, problem: Any, threads: int, runs: dict[str, Run]
) -> Entry:
    """The entry of a peer; it joins the runs if it does what provcheck does."""
    try:
        run = peer.build(problem, threads)
        difference = require_agreement(workload, _owned(runs[workload.ours.name]), run)
    except Missing as error:
        return {"status": "missing", "reason": str(error), "difference": None}
    except Disagreement as error:
        return {"status": "disagrees", "reason": str(error), "difference": None}
    except _OwnError:
        raise
    except Exception as error:  # whatever a peer raises is its own; the others go on
        return _failed(_one_line(error))
    runs[peer.name] = run
    return {"status": "measured", "reason": "", "difference": difference}


class _OwnError(Exception):
    """An error of provcheck's own form, which is no peer's."""


def _owned(run: Run) -> Run:
    """The run, its errors marked."""

    def marked(**changes: Any) -> Any:
        try:
            return run(**changes)
        except Exception as error:
            raise _OwnError(f"provcheck's own form: {_one_line(error)}") from error

    return marked


def _timed(
    runs: dict[str, Run], effort: Effort, entries: dict[str, Entry], doing: Said
) -> dict[str, Timing]:
    """Times; a peer that fails now is named as failed, and the rest is timed again without it."""
    at = OURS

    def before(name: str) -> None:
        nonlocal at
        at = name
        doing(name)

    while True:
        try:
            return interleaved(runs, effort, before)
        except Exception as error:
            if at not in entries:
                raise
            entries[at] = _failed(_one_line(error))
            del runs[at]


def _failed(reason: str) -> Entry:
    return {"status": "failed", "reason": reason, "difference": None}


def _one_line(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text:.200}" if text else type(error).__name__


def _ratio(peer: Form, threads: int, timing: Timing | None, base: Timing) -> Entry:
    target = peer.target(threads)
    gate = None if target is None else target / 2
    if timing is None:
        empty = dict.fromkeys(("median", "low", "high", "ratio", "reached"))
        return {**empty, "rounds": 0, "target": target, "gate": gate, "within": None}
    ratio = timing.median / base.median
    times = asdict(timing)
    return {**times, "ratio": ratio, "target": target, "gate": gate, "within": None,
            "reached": verdict_of(ratio, target)}  # fmt: skip


def _within(workload: Workload, base: Timing) -> Entry:
    reached = None if workload.within is None else verdict_of(workload.within / base.median, 1.0)
    return {"ratio": None, "target": None, "gate": None, "within": workload.within,
            "reached": reached}  # fmt: skip


def verdict_of(ratio: float, target: float | None) -> str | None:
    """What a ratio comes to; benchmarks gate on half of the target."""
    if target is None:
        return None
    return "target" if ratio >= target else "gate" if ratio >= target / 2 else "below"


def main(specification: Path) -> None:
    """Carry out one specification and write its result."""
    spec = json.loads(specification.read_text())
    out = Path(spec["out"])

    def doing(form: str) -> None:
        out.write_text(json.dumps({"doing": form}))

    try:
        result = _carried_out(spec, doing)
    except Exception as error:
        out.write_text(json.dumps({"doing": OURS, "error": _one_line(error)}))
        raise
    out.write_text(json.dumps({"doing": None, "result": result}))


def _carried_out(spec: Entry, doing: Said) -> Any:
    job = import_module(spec["module"]).job(spec["job"])
    if isinstance(job, Workload):
        effort = QUICK if spec["quick"] else STANDARD
        return measure_workload(job, spec["threads"], effort, without=spec["without"], doing=doing)
    doing(OURS)
    return job(spec["threads"], spec["quick"])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
