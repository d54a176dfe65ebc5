"""A run that somebody watches: progress, what is kept when it is interrupted, and its document."""

import shlex
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provcheck.folding import say_error

if TYPE_CHECKING:
    from provcheck.library import Library
    from provcheck.store import Store
    from provcheck.verdict import Result


def run_watched(
    library: "Library",
    names: tuple[str, ...],
    budget: str,
    seed: int,
    jobs: int | None,
    fresh: bool,
) -> "tuple[list[Result], dict[str, str], int]":
    """Results, the verdicts of the claims that amend them as known, and how many were stored."""
    from provcheck import compiling, runner, terminal
    from provcheck.store import usable_store

    store, done, seen = usable_store(say_error), [], {"last": "", "compiled": ""}
    progress = terminal.console(stderr=True)
    waiting = f"{len(names)} claims, Ctrl-C keeps what is finished"
    shown = progress.status(waiting) if progress.is_terminal else nullcontext()

    def tell(**news: str) -> None:
        seen.update(news)
        if progress.is_terminal:
            shown.update(f"{len(done)} of {waiting}{seen['last']}{seen['compiled']}")

    def on_result(result: "Result", stored: bool) -> None:
        done.append(stored)
        tell(last=f"; last: {result.verdict} {result.claim}")

    def on_compiled(count: int) -> None:
        if not seen["compiled"]:
            say_error(compiling.FIRST_TIME)
        tell(compiled=f"; {count} functions compiled")

    try:
        with shown, compiling.watched(on_compiled):
            results = runner.run(
                library,
                names,
                budget=budget,
                seed=seed,
                jobs=_processes(jobs),
                store=store,
                fresh=fresh,
                on_result=on_result,
            )
    except KeyboardInterrupt:
        say_error(
            f"interrupted; {len(done)} of {len(names)} results are stored in {store.path}. "
            + ("Run it without --fresh to resume." if fresh else "The same command resumes.")
        )
        raise
    return results, _amendments(library, store, results), sum(done)


def _processes(jobs: int | None) -> int:
    """As many as were asked for, and no more than there are cores; all cores for None."""
    from provcheck.machine_code import available_cores

    cores = available_cores()
    if jobs is not None and jobs > cores:
        say_error(f"--jobs {jobs}: this process has {cores} cores; going on with {cores}.")
    return min(jobs or cores, cores)


def _amendments(library: "Library", store: "Store", results: "list[Result]") -> "dict[str, str]":
    from provcheck.latest import latest_result

    known = {result.claim: str(result.verdict) for result in results}
    for name in {name for result in results for name in result.amended_by} - set(known):
        stored = latest_result(library, store, name)
        known[name] = str(stored.verdict) if stored else ""
    return known


def document_of(
    library: "Library",
    results: "list[Result]",
    budget: str,
    seed: int,
    packs: tuple[Path, ...],
    selectors: tuple[str, ...],
) -> dict[str, Any]:
    """The JSON document of a run, with the command that repeats it.

    Args:
        packs, selectors: as given to the command.
    """
    from provcheck.runner import document

    papers = dict.fromkeys(result.claim.split("/", 1)[0] for result in results)
    words = ["provcheck verify", *(shlex.quote(word) for word in selectors or papers)]
    words += [f"--pack {shlex.quote(str(pack))}" for pack in packs]
    command = " ".join([*words, f"--budget {budget} --seed {seed}"])
    return document(library, results, budget=budget, seed=seed, command=command)
