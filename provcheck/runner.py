"""Plan and carry out a run: stored results first, the rest one process a claim.

Every claim is one task whose result depends on the claim, the budget and the seed alone, so it
is the same for any number of jobs. Results are stored one by one as they come.
"""

import functools
import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provcheck import __version__
from provcheck.engines.budget import Budget
from provcheck.engines.time_limit import HARD, hard_limit, limit_of
from provcheck.errors import EngineError
from provcheck.latest import content_keys, placed, read_result
from provcheck.library import Library
from provcheck.machine_code import available_cores, prepare
from provcheck.store import Key, Store, code_digest, library_versions
from provcheck.verdict import Result, Verdict

if TYPE_CHECKING:
    from concurrent.futures import Future
    from multiprocessing.context import BaseContext

    from provcheck.examine import Session

SCHEMA = "provcheck.run/1"

OnResult = Callable[[Result, bool], None]
"""Called with each result as it comes, and whether it was stored before."""


def run(
    library: Library,
    names: Sequence[str],
    *,
    budget: str,
    seed: int,
    jobs: int,
    store: Store,
    fresh: bool = False,
    on_result: OnResult = lambda result, stored: None,
    session: "Session | None" = None,
) -> list[Result]:
    """Results of the named claims, in the order of the names.

    Those that others rest on are examined first.

    Args:
        names: full names of claims.
        budget: "quick", "standard", "deep" or seconds, for each claim.
        seed: >= 0.
        jobs: >= 1, number of processes.
        fresh: compute everything anew, whatever is stored.
        session: where this process keeps its proofs, for callers that run claims one by one.

    Raises:
        UsageError: the budget is none, a pack cannot be imported, a claim amends one that is not
            there, or the store cannot be used.
        KeyboardInterrupt: the user interrupts; results that came before are stored.
    """
    allowed = Budget.parse(budget)
    library.require_amended(names)
    ordered = in_dependency_order(library, names)
    contents = content_keys(library, ordered)
    keys = {name: Key(name, contents[name], allowed.name, seed) for name in ordered}
    results: dict[str, Result] = {}

    def finished(name: str, result: Result, stored: bool = False) -> None:
        if not stored and result.verdict is not Verdict.ERROR:
            store.put(keys[name], result.to_json())
        results[name] = placed(library, name, result)
        on_result(results[name], stored)

    for name in ordered:
        known = None if fresh else read_result(store, store.get(keys[name]))
        if known is not None:
            finished(name, known, stored=True)
    missing = [name for name in ordered if name not in results]
    if missing:
        prepare()  # before others start: they inherit where machine code is kept
    if min(jobs, len(missing)) > 1:
        _examine_apart(library, missing, allowed, seed, jobs, finished)
    elif missing:
        from provcheck.examine import Session, examine

        session = session or Session(library)
        for name in missing:
            finished(name, examine(session, name, allowed, seed))
    return [results[name] for name in dict.fromkeys(names)]


def in_dependency_order(library: Library, names: Sequence[str]) -> list[str]:
    """The names, each after those that it rests on; otherwise as given."""
    ordered: dict[str, None] = {}

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in ordered or name in above or name not in library.entries:
            return
        for used in library.entries[name].rests_on:
            visit(used, (*above, name))
        ordered[name] = None

    for name in names:
        visit(name, ())
    chosen = set(names)
    return [name for name in ordered if name in chosen]


def recheck_apart(library: Library, results: Sequence[Result]) -> list[str]:
    """What `recheck` says of each result, from one fresh process."""
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(1, mp_context=_spawn(), initializer=_start_worker) as executor:
        return list(executor.map(_recheck_task, [library.paths] * len(results), results))


def document(
    library: Library, results: Sequence[Result], *, budget: str, seed: int, command: str
) -> dict[str, Any]:
    """A run as one JSON document, as `schema/run.schema.json` describes it."""
    packs = {library.pack(result.claim) for result in results}
    return {
        "schema": SCHEMA,
        "papers": {pack.name: pack.facts() for pack in sorted(packs, key=lambda p: p.name)},
        "results": [result.to_json() for result in results],
        "environment": environment(),
        "seed": seed,
        "budget": budget,
        "command": command,
    }


def validate(run: Mapping[str, Any]) -> None:
    """Hold a run document against the schema that the package ships.

    Raises:
        EngineError: it does not fit, which is a fault of provcheck.
    """
    import jsonschema

    schema = json.loads((Path(__file__).parent / "schema" / "run.schema.json").read_text())
    try:
        jsonschema.validate(run, schema)
    except jsonschema.ValidationError as error:
        place = "/".join(map(str, error.absolute_path))
        raise EngineError(
            f"the run document does not fit {SCHEMA} at {place}: {error.message:.300}; nothing was "
            "written. Please report it."
        ) from error


def environment() -> dict[str, Any]:
    """Versions and machine that a result depends on."""
    import platform

    return {
        "provcheck": __version__,
        "code": code_digest(),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "machine": platform.machine(),
        "cores": str(available_cores()),
        "versions": library_versions(),
    }


def _examine_apart(
    library: Library,
    names: Sequence[str],
    budget: Budget,
    seed: int,
    jobs: int,
    finished: Callable[[str, Result], None],
) -> None:
    """Examine claims in a pool of processes; a claim whose process dies is an ERROR."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor, as_completed

    others = set(multiprocessing.active_children())
    executor = ProcessPoolExecutor(
        min(jobs, len(names)), mp_context=_spawn(), initializer=_start_worker
    )
    lost: list[str] = []
    try:
        tasks = {executor.submit(_task, library.paths, n, budget, seed): n for n in names}
        for future in as_completed(tasks):
            _collect(future, tasks[future], finished, lost)
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        for child in set(multiprocessing.active_children()) - others:
            child.terminate()
        raise
    executor.shutdown()
    for name in lost:
        _examine_alone(library, name, budget, seed, finished)


def _collect(
    future: "Future", name: str, finished: Callable[[str, Result], None], lost: list[str]
) -> None:
    from concurrent.futures.process import BrokenProcessPool

    try:
        result = future.result()
    except BrokenProcessPool:
        lost.append(name)  # one process died and took all that was waiting with it
        return
    finished(name, result)


def _examine_alone(
    library: Library,
    name: str,
    budget: Budget,
    seed: int,
    finished: Callable[[str, Result], None],
) -> None:
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    with ProcessPoolExecutor(1, mp_context=_spawn(), initializer=_start_worker) as executor:
        try:
            result = executor.submit(_task, library.paths, name, budget, seed).result()
        except BrokenProcessPool as error:
            entry = library.entries[name]
            result = Result(
                claim=name,
                title=entry.title,
                source=entry.source,
                verdict=Verdict.ERROR,
                expected=entry.expected,
                amends=entry.amends,
                reason=(
                    f"the process that examined it died: {error} It is ended where it takes more "
                    f"than {HARD * limit_of(budget):.0f} s; then the error stream has its place."
                ),
            )
    finished(name, result)


def _spawn() -> "BaseContext":
    import multiprocessing

    return multiprocessing.get_context("spawn")


def _start_worker() -> None:
    """One thread a process, and Ctrl-C is left to the process that the user talks to."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
        os.environ[name] = "1"


@functools.cache
def _session(paths: tuple[Path, ...]) -> "Session":
    from provcheck.examine import Session

    return Session(Library(paths))


def _task(paths: tuple[Path, ...], name: str, budget: Budget, seed: int) -> Result:
    from provcheck.examine import examine

    with hard_limit(HARD * limit_of(budget)):
        return examine(_session(paths), name, budget, seed)


def _recheck_task(paths: tuple[Path, ...], result: Result) -> str:
    from provcheck.examine import recheck

    return recheck(_session(paths), result)
