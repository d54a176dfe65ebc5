"""What follows from a file's content, remembered until the file's place, size or times change.

Listing and finding stored results need the content of hundreds of files; looking at their times
takes a hundredth of the time that reading them does. A file touched within the last seconds is
read anew each time, because a second change may leave the clock where it was.
"""

import hashlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from provcheck.errors import OutputError
from provcheck.files import cache_directory, write_whole

_SETTLED_NS = 2_000_000_000
"""A file is remembered once it has been left alone for so long; file systems keep whole seconds."""


class Remembered:
    """Values computed from the content of files, kept in one JSON file of the cache directory.

    Args:
        name: of that file.
        compute: from the content to JSON data; the same content must give the same data. When it
            changes, so must the name.
    """

    def __init__(self, name: str, compute: Callable[[bytes], Any]) -> None:
        self.name, self.compute = name, compute
        self._known: dict[str, list] | None = None
        self._has_news = False

    def __call__(self, file: Path | str) -> Any:
        """The value for the content that the file has now."""
        known, place = self._load(), str(file)
        before = stamp(file)
        found = known.get(place)
        if isinstance(found, list) and len(found) == 2 and found[0] == before:
            return found[1]
        value = self.compute(Path(file).read_bytes())
        if is_settled(before) and stamp(file) == before:
            known[place] = [before, value]
            self._has_news = True
        return value

    def save(self) -> None:
        """Keep what is new; without a writable cache it is computed again next time."""
        if not self._has_news:
            return
        try:
            write_whole(self._place(), json.dumps(self._load()))
            self._has_news = False
        except OutputError:
            return

    def _place(self) -> Path:
        return cache_directory() / f"{self.name}.json"

    def _load(self) -> dict[str, list]:
        if self._known is None:
            try:
                found = json.loads(self._place().read_text())
            except (OSError, ValueError):
                found = None  # missing or damaged: it is only a copy, and is made again
            self._known = found if isinstance(found, dict) else {}
        return self._known


def content_digest(content: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def stamp(file: Path | str) -> list[int]:
    """Inode, size, and both times in ns: nobody sets the last one by hand."""
    state = os.stat(file)
    return [state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns]


def is_settled(times: list[int]) -> bool:
    """Whether a file with this stamp has been left alone long enough to be remembered."""
    return time.time_ns() - max(times[2:]) > _SETTLED_NS
