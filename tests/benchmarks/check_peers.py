"""provcheck and its peers as processes that are asked one problem at a time and can be killed.

A process is started once for each tool, warmed up by a small problem and then asked over its
standard input; what it takes to start is not counted. Limits and times are seconds of the
processor, for all tools alike, so that other work on the machine does not change them. A process
that overruns its limit many times over is killed, and its answer is OPEN.

    python -m tests.benchmarks.check_peers z3 < problems.jsonl
"""

import importlib.util
import json
import os
import select
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.benchmarks.interval_program import CannotSay

ROOT = Path(__file__).parents[2]
TOOLS = {"provcheck": "provcheck", "z3": "z3", "crival": "ival", "mpmath iv": "mpmath"}
"""The tools, each with the module that it needs."""
PATIENCE = 30.0
"""Wall-clock seconds for each second of the limit until a process is killed; every tool looks at
the clock of its process itself."""
_WARM_UP = "x*(1 - x) + sqrt(x) <= 2 for x in [0, 1]"


@dataclass(frozen=True)
class Reply:
    """What a tool says.

    Args:
        verdict: PROVED, REFUTED, OPEN, ERROR, or CANNOT SAY where it has no words for the problem.
        seconds: of the processor.
        note: why it is open.
    """

    verdict: str
    seconds: float
    note: str = ""

    @property
    def is_decided(self) -> bool:
        return self.verdict in ("PROVED", "REFUTED")


def missing_tools() -> list[str]:
    return [tool for tool, module in TOOLS.items() if importlib.util.find_spec(module) is None]


class Worker:
    """One process of one tool; started on the first question, and again after a kill."""

    def __init__(self, tool: str):
        self.tool = tool
        self._process: subprocess.Popen | None = None

    def ask(self, text: str, limit: float) -> Reply:
        """Decide a formula within `limit` seconds of the processor."""
        if self._process is None:
            self._start()
        return self._asked(text, limit)

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _start(self) -> None:
        command = [sys.executable, "-m", "tests.benchmarks.check_peers", self.tool]
        streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self._process = subprocess.Popen(command, cwd=ROOT, env=_environment(), **streams)
        self._asked(_WARM_UP, 120.0)

    def _asked(self, text: str, limit: float) -> Reply:
        self._process.stdin.write(json.dumps({"text": text, "limit": limit}) + "\n")
        self._process.stdin.flush()
        ready, _, _ = select.select([self._process.stdout], [], [], PATIENCE * limit)
        line = self._process.stdout.readline() if ready else ""
        if line:
            return Reply(**json.loads(line))
        note = "died" if ready else "killed"
        self.close()
        return Reply("ERROR" if ready else "OPEN", limit, note)


def _environment() -> dict[str, str]:
    """One thread a process: the tools are compared on one core."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
    return os.environ | threads | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


# ---------------------------------------------------------------- in the process


def decide(tool: str, text: str, limit: float) -> Reply:
    """Ask a tool in this process."""
    started = time.monotonic()
    try:
        verdict, note = _DECIDE[tool](text, limit)
    except CannotSay as error:
        verdict, note = "CANNOT SAY", str(error)
    except Exception as error:
        verdict, note = "ERROR", f"{type(error).__name__}: {error}"
    return Reply(verdict, time.monotonic() - started, note)


def _by_provcheck(text: str, limit: float) -> tuple[str, str]:
    import provcheck
    from provcheck.api import Answers

    found = provcheck.check(text, budget=limit)
    answers = list(found) if isinstance(found, Answers) else [found]
    verdicts = [str(answer.verdict) for answer in answers]
    for verdict in ("INCONSISTENT", "ERROR", "REFUTED", "OPEN"):
        if verdict in verdicts:
            return verdict, answers[verdicts.index(verdict)].reason
    return "PROVED", ""


def _by_claim(decide_claim):
    """A decision of all claims of a text, from one of a claim."""

    def decided(text: str, limit: float) -> tuple[str, str]:
        from provcheck.formula import parse_formula, to_claims

        started, verdict, note = time.monotonic(), "PROVED", ""
        for claim in to_claims(parse_formula(text)):
            if not claim.name.startswith("check/formula"):
                continue
            left = limit - (time.monotonic() - started)
            one, why = decide_claim(claim, max(left, 0.1))
            if one == "REFUTED":
                return one, why
            if one != "PROVED":
                verdict, note = one, why
        return verdict, note

    return decided


def _by_z3(claim, limit: float) -> tuple[str, str]:
    from tests.benchmarks.z3_words import decide_by_z3

    return decide_by_z3(claim, limit)


def _by_crival(claim, limit: float) -> tuple[str, str]:
    from tests.benchmarks.crival_bisection import bisect_vectorised

    return bisect_vectorised(claim, limit)


def _by_iv(claim, limit: float) -> tuple[str, str]:
    from tests.benchmarks.iv_bisection import bisect_one_by_one

    return bisect_one_by_one(claim, limit)


_DECIDE = {
    "provcheck": _by_provcheck,
    "z3": _by_claim(_by_z3),
    "crival": _by_claim(_by_crival),
    "mpmath iv": _by_claim(_by_iv),
}


def main(tool: str) -> None:
    """Answer the questions of standard input, one a line, until it ends."""
    time.monotonic = time.process_time  # before a tool is imported: the clock that its budget reads
    for line in sys.stdin:
        question = json.loads(line)
        reply = decide(tool, question["text"], question["limit"])
        print(json.dumps(asdict(reply)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
