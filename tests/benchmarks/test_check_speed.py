"""How much of the public inequality collections does `check` decide, how fast, and never wrongly?

Every problem of `inequalities/` goes to provcheck and to its peers, each in a process of its own:
Z3 where it has words for the problem, bisection with crival's vectorised intervals, and bisection
with mpmath's `iv`, which is not always an enclosure. All have the same limit, in seconds of the
processor. A table for each family says how many were decided, how many wrongly, how many a tool
cannot express, and the median and total time. Only one thing is asserted: provcheck proves nothing
false and refutes nothing true.

    pytest -m benchmark -s tests/benchmarks/test_check_speed.py -k polynomials

Peers: pip install z3-solver crival. The environment may set

    CHECK_BENCH_SECONDS  the limit for each problem, 60
    CHECK_BENCH_TOOLS    such as "provcheck,z3"
    CHECK_BENCH_MATCH    only problems whose family, line and name contain this
    CHECK_BENCH_EVERY    only every so many-th problem
    CHECK_BENCH_JOBS     how many problems at once, 1
    CHECK_BENCH_JSON     a file for the answers; families that it holds and that do not run stay
"""

import json
import os
import platform
import statistics
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from threading import local

import pytest

from tests.benchmarks.check_peers import TOOLS, Reply, Worker, missing_tools
from tests.benchmarks.inequality_collection import FAMILIES, Problem, read_family

LIMIT = float(os.environ.get("CHECK_BENCH_SECONDS", "60"))
ASKED = tuple(os.environ.get("CHECK_BENCH_TOOLS", ",".join(TOOLS)).split(","))
MATCH = os.environ.get("CHECK_BENCH_MATCH", "")
EVERY = int(os.environ.get("CHECK_BENCH_EVERY", "1"))
JOBS = int(os.environ.get("CHECK_BENCH_JOBS", "1"))
PACKAGES = ("provcheck", "sympy", "python-flint", "clarabel", "z3-solver", "crival", "mpmath")

Row = tuple[Problem, dict[str, Reply]]


def is_wrong(problem: Problem, reply: Reply) -> bool:
    return reply.is_decided and (reply.verdict == "PROVED") is not problem.expected


@pytest.mark.benchmark
@pytest.mark.parametrize("family", FAMILIES)
def test_no_verdict_of_provcheck_is_wrong(family, capsys):
    problems = [problem for problem in read_family(family) if MATCH in problem.id][::EVERY]
    if not problems:
        pytest.skip(f"{family} has no problem with {MATCH!r}")
    absent = missing_tools()
    with capsys.disabled():
        print(
            f"\n{family}: {len(problems)} problems, {LIMIT:g} s of the processor each; {machine()}"
        )
        for tool in set(absent) & set(ASKED):
            print(f"  {tool} is missing: no module {TOOLS[tool]}")
        rows = ask_all(problems, [tool for tool in ASKED if tool not in absent])
        print_table(rows)
    write_json(family, rows)
    wrong = [
        f"{problem.id} is {problem.expected}, and was {replies['provcheck'].verdict}"
        for problem, replies in rows
        if "provcheck" in replies and is_wrong(problem, replies["provcheck"])
    ]
    assert not wrong, "\n".join(wrong)


def ask_all(problems: list[Problem], tools: list[str]) -> list[Row]:
    """All tools on all problems; the tools take turns on each problem."""
    own, started = local(), []

    def ask(problem: Problem) -> Row:
        if not hasattr(own, "workers"):
            own.workers = {tool: Worker(tool) for tool in tools}
            started.extend(own.workers.values())
        replies = {tool: own.workers[tool].ask(problem.text, LIMIT) for tool in tools}
        said = "   ".join(f"{t} {r.verdict} {r.seconds:.2f}" for t, r in replies.items())
        print(f"  {problem.line:4} {'true ' if problem.expected else 'false'} {said}", flush=True)
        return problem, replies

    try:
        with ThreadPoolExecutor(JOBS) as pool:
            return list(pool.map(ask, problems))
    finally:
        for worker in started:
            worker.close()


def print_table(rows: list[Row]) -> None:
    """Counts of answers, and seconds: the median of what was decided, the total of all."""
    trues = sum(problem.expected for problem, _ in rows)
    print(f"  {trues} true, {len(rows) - trues} false")
    print(f"  {'tool':10} decided  proved refuted  wrong   open  cannot say   median    total")
    for tool in rows[0][1]:
        replies = [(problem, replies[tool]) for problem, replies in rows]
        counts = [reply.verdict for _, reply in replies]
        times = [reply.seconds for _, reply in replies if reply.is_decided]
        median = f"{statistics.median(times):7.3f} s" if times else "        -"
        decided = counts.count("PROVED") + counts.count("REFUTED")
        wrong = sum(is_wrong(problem, reply) for problem, reply in replies)
        rest = len(rows) - decided - counts.count("CANNOT SAY")
        total = sum(reply.seconds for _, reply in replies)
        print(
            f"  {tool:10} {decided / len(rows):6.1%}  {counts.count('PROVED'):6} "
            f"{counts.count('REFUTED'):7} {wrong:6} {rest:6} {counts.count('CANNOT SAY'):11}"
            f"{median} {total:7.0f} s"
        )


def machine() -> str:
    versions = []
    for package in PACKAGES:
        try:
            versions.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            continue
    processors = len(os.sched_getaffinity(0))
    load = f"{processors} processors, load {os.getloadavg()[0]:.1f}, {JOBS} at once"
    return f"{platform.machine()}, {load}; python {sys.version.split()[0]}, {', '.join(versions)}"


def write_json(family: str, rows: list[Row]) -> None:
    """Put a family's answers into the file that the environment names, if it names one."""
    if "CHECK_BENCH_JSON" not in os.environ:
        return
    path = Path(os.environ["CHECK_BENCH_JSON"])
    document = json.loads(path.read_text()) if path.exists() else {"families": {}}
    document |= {"limit": LIMIT, "machine": machine()}
    document["families"][family] = [
        {"line": problem.line, "name": problem.name, "formula": problem.text}
        | {"expected": problem.expected, "note": problem.note}
        | {"answers": {tool: asdict(reply) for tool, reply in replies.items()}}
        for problem, replies in rows
    ]
    path.write_text(json.dumps(document, indent=1))
