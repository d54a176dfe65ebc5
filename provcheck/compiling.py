"""What a command says while functions are compiled: `provcheck warm`, and the first `verify`."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from provcheck import machine_code
from provcheck.errors import SelectorError

if TYPE_CHECKING:
    from provcheck.compiled.warm import Call

FIRST_TIME = (
    "functions are being compiled; this happens once for each version on a machine, and "
    "`provcheck warm` does it in advance."
)
_PAUSE = 0.5
"""Seconds between two looks at the folder."""


@contextmanager
def watched(tell: Callable[[int], None], pause: float = _PAUSE) -> Iterator[None]:
    """Calls `tell` with the number of functions compiled in the block, whenever there are more."""
    ended = threading.Event()

    def watch() -> None:
        before = told = -1
        while not ended.wait(pause):
            compiled, _ = machine_code.counted()
            if before < 0:
                before = told = compiled
            elif compiled > told:
                told = compiled
                tell(compiled - before)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def selected(selectors: Sequence[str]) -> "list[Call]":
    """The calls that compile what is selected: whole parts of `module/function`; all for none.

    Raises:
        SelectorError: a selector matches nothing.
    """
    from provcheck.compiled.warm import calls

    found = list(calls())
    for selector in selectors:
        if not any(_matches(call.name, selector) for call in found):
            modules = ", ".join(dict.fromkeys(call.name.split("/")[0] for call in found))
            raise SelectorError(
                f"warm {selector}: there is no such compiled function; expected one of the modules "
                f"{modules}, or a function of one, such as {found[0].name}."
            )
    return [
        call
        for call in found
        if not selectors or any(_matches(call.name, selector) for selector in selectors)
    ]


def _matches(name: str, selector: str) -> bool:
    return f"/{selector.strip('/')}/" in f"/{name}/"


def warm(selectors: Sequence[str]) -> int:
    """Compile what is selected, with a line for each function; how many could not be compiled.

    Raises:
        SelectorError: a selector matches nothing.
    """
    place = machine_code.prepare()
    chosen, began, failed = selected(selectors), time.monotonic(), 0
    functions, _ = machine_code.counted()
    click.echo(f"compiling for this processor into {place}")
    for number, call in enumerate(chosen, 1):
        started = time.monotonic()
        fault = _fault_of(call)
        failed += bool(fault)
        seconds = f"{time.monotonic() - started:6.1f} s"
        click.echo(f"{number:>3}/{len(chosen)} {seconds}  {call.name}{fault}")
    compiled, size = machine_code.counted()
    click.echo(
        f"{compiled - functions} functions compiled in {time.monotonic() - began:.1f} s, "
        f"{functions} were there; {size / 1e6:.1f} MB in {place}"
    )
    return failed


def _fault_of(call: "Call") -> str:
    try:
        call.run()
    except Exception as error:  # the others are compiled all the same
        return f"  FAILED: {type(error).__name__}: {error}"
    return ""
