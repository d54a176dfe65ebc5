"""A limit on the time of one claim that holds even where somebody's function does not come back.

Engines look at the clock between two steps. A step that hangs is stopped by the system's alarm,
which interrupts Python code and sleeping; compiled code is left as soon as it returns. A process
that works for another may be ended as well, whatever it is in.
"""

import faulthandler
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from provcheck.engines.budget import Budget

TIMES = 10
"""So many times its budget may a claim take: it has several engines, and machines have load."""
HARD = 1.5
"""So many times its limit, and the process that examines it is ended."""
LEAST = 30.0
"""Seconds that a claim is never denied: imports and the first compilation take some."""
_AGAIN = 10.0
"""Seconds after which it is stopped again, should the first stop have been swallowed."""


class OutOfTime(BaseException):
    """The limit is reached; no `except Exception` on the way may take it for its own."""


def limit_of(budget: Budget) -> float:
    """Seconds after which the examination of a claim is stopped."""
    return max(LEAST, TIMES * budget.seconds)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise OutOfTime in the block once it has taken so long.

    Without effect outside the main thread, where the system has no alarm, and where somebody else
    has set one, such as a test runner.

    Raises:
        OutOfTime: the limit was reached.
    """
    if not _is_free():
        yield
        return

    def stop(*_: object) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def hard_limit(seconds: float) -> Iterator[None]:
    """End the process, with its traceback on the error stream, should the block take so long."""
    faulthandler.dump_traceback_later(seconds, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def _is_free() -> bool:
    """An alarm can be set here, and nobody has set one."""
    in_main = threading.current_thread() is threading.main_thread()
    if not in_main or not hasattr(signal, "setitimer"):
        return False
    is_default = signal.getsignal(signal.SIGALRM) is signal.SIG_DFL
    return is_default and signal.getitimer(signal.ITIMER_REAL)[0] == 0
