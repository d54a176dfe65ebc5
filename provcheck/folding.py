"""Text in lines no wider than a terminal, without the imports that colours need."""

import re
import shutil
import textwrap
from collections.abc import Iterator

_LEAST = 30


def terminal_width() -> int:
    """Columns of the terminal, 80 where the output goes elsewhere."""
    return shutil.get_terminal_size((80, 24)).columns


def folded(text: str, width: int, *, first: str = "", rest: str = "") -> Iterator[str]:
    """The text in lines of at most `width`, each line of its own as it was indented.

    A command between backticks, a path, a name is never broken; one that is too long stands alone.

    Args:
        first, rest: what stands before the first line, and before all others.
    """
    for number, line in enumerate(text.splitlines() or [""]):
        own = line[: len(line) - len(line.lstrip())]
        lines = textwrap.wrap(
            re.sub(r"`[^`]*`", lambda command: command[0].replace(" ", "\xa0"), line.strip()),
            max(width, _LEAST),
            initial_indent=own + (rest if number else first),
            subsequent_indent=own + rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        yield from (entry.replace("\xa0", " ") for entry in lines or [first])


def say(text: str, *, first: str = "", rest: str = "", err: bool = False) -> None:
    """Print text in lines no wider than the terminal; indents as in `folded`.

    Args:
        err: on the error stream.
    """
    import click

    for line in folded(text, terminal_width(), first=first, rest=rest):
        click.echo(line, err=err)


def say_error(text: str) -> None:
    """Print a message on the error stream."""
    say(f"provcheck: {text}", err=True)
