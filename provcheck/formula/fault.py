"""Errors that point at a character: the message, the line, and a caret under the place."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from provcheck.errors import FormulaError

_BEFORE, _AFTER = 44, 28  # characters of a long line that are shown around the place


@dataclass(frozen=True)
class Source:
    """A text that is read, and what a message calls it.

    Args:
        text: as the user typed it.
        name: "formula", "range", "condition" or "line 3".
    """

    text: str
    name: str = "formula"


def fault(source: Source, at: int, said: str) -> FormulaError:
    """The error to raise for the character at a position.

    Args:
        at: index into the text; its length means the end.
        said: what was met, what was expected and what to do, without a full stop.
    """
    message = f"{source.name}: {said}{'' if said.endswith('?') else '.'}"
    if not source.text.strip():
        return FormulaError(message)
    return FormulaError(f"{message}\n{_picture(source.text, at)}")


def _picture(text: str, at: int) -> str:
    """The line that holds the position, cut to what is near it, above a caret."""
    at = min(max(at, 0), len(text))
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    line = text[start:] if end < 0 else text[start:end]
    at -= start
    first, last = max(0, at - _BEFORE), min(len(line), at + _AFTER)
    shown = "".join(char if char.isprintable() else " " for char in line[first:last])
    left, right = "…" if first else "", "…" if last < len(line) else ""
    return f"  {left}{shown}{right}\n  {' ' * (len(left) + at - first)}^"


def suggestion(name: str, known: Iterable[str]) -> str:
    """`; did you mean sin or sinh?`, "" if nothing is near."""
    close = difflib.get_close_matches(name[:50], sorted(known), n=3, cutoff=0.6)
    return f"; did you mean {' or '.join(close)}?" if close else ""
