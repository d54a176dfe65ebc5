"""Results in SQLite, keyed by content: what was decided once is found again until it changes.

A key is made of the claim's sources, the keys of the claims it rests on, the code that decides,
the versions of the libraries below it, the budget and the seed.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provcheck.digests import Remembered, content_digest
from provcheck.errors import StoreError
from provcheck.files import cache_directory
from provcheck.installed import installed

if TYPE_CHECKING:
    import sqlite3

_ONLY_SHOWS = (
    "__main__.py", "api.py", "cli.py", "doctor.py", "new.py", "pytest_plugin.py", "report",
    "terminal.py", "testing.py", "trials.py",
)  # fmt: skip
_LAYOUT = 1
_BUSY_SECONDS = 10.0


def default_path() -> Path:
    """PROVCHECK_STORE, or results.sqlite in the cache directory."""
    chosen = os.environ.get("PROVCHECK_STORE")
    return Path(chosen).expanduser() if chosen else cache_directory() / "results.sqlite"


def library_versions() -> dict[str, str]:
    """Installed versions of the libraries that a result depends on; "" where one is missing."""
    return dict(installed().versions)


def code_digest() -> str:
    """Content key of the code that decides: provcheck's own sources and the libraries' versions.

    Modules that only show results are left out, so that a new report keeps old results.
    """
    root, digest = os.path.dirname(__file__), Remembered("code-1", content_digest)
    key = hashlib.sha256(repr(sorted(library_versions().items())).encode())
    for file in sorted(_sources(root)):
        key.update(f"\0{os.path.relpath(file, root)}\0{digest(file)}".encode())
    digest.save()
    return key.hexdigest()[:24]


def _sources(root: str) -> Iterator[str]:
    """The Python files below a folder that decide."""
    for folder, inside, names in os.walk(root):
        if folder == root:
            inside[:] = [name for name in inside if name not in (*_ONLY_SHOWS, "proofs")]
            names = [name for name in names if name not in _ONLY_SHOWS]
        yield from (os.path.join(folder, name) for name in names if name.endswith(".py"))


@dataclass(frozen=True)
class Key:
    """What a result depends on.

    Args:
        claim: full name.
        content: key of the claim's sources, of what it rests on, and of the code.
        budget: name of the budget.
        seed: >= 0.
    """

    claim: str
    content: str
    budget: str
    seed: int


class Store:
    """A SQLite file with one row for each result; safe for several processes at once."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = default_path() if path is None else Path(path)

    def get(self, key: Key) -> dict[str, Any] | None:
        """The result stored under a key as JSON data, or None.

        Raises:
            StoreError: the store cannot be read.
        """
        query = "SELECT result FROM results WHERE claim=? AND content=? AND budget=? AND seed=?"
        return self._one(query, astuple(key))

    def latest(self, claim: str, content: str) -> dict[str, Any] | None:
        """The newest result of a claim as it stands now, under any budget and seed, or None.

        Raises:
            StoreError: the store cannot be read.
        """
        query = "SELECT result FROM results WHERE claim=? AND content=? ORDER BY rowid DESC"
        return self._one(query, (claim, content))

    def put(self, key: Key, result: Mapping[str, Any]) -> None:
        """Store one result at once, so that an interruption later loses nothing.

        Raises:
            StoreError: the store cannot be written.
        """
        row = (*astuple(key), json.dumps(result, allow_nan=False))
        with self._connection() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?, julianday('now'))", row
            )

    def _one(self, query: str, parameters: tuple) -> dict[str, Any] | None:
        if not self.path.exists():
            return None
        with self._connection() as connection:
            row = connection.execute(query, parameters).fetchone()
            return None if row is None else json.loads(row[0])

    @contextmanager
    def _connection(self) -> "Iterator[sqlite3.Connection]":
        """One transaction; errors become one message that says what to do."""
        import sqlite3

        connection = None
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self.path, timeout=_BUSY_SECONDS)
            self._prepare(connection)
            with connection:
                yield connection
        except (sqlite3.Error, OSError, ValueError) as error:
            raise StoreError(_message(self.path, error)) from error
        finally:
            if connection is not None:
                connection.close()

    def _prepare(self, connection: "sqlite3.Connection") -> None:
        layout = connection.execute("PRAGMA user_version").fetchone()[0]
        if layout == _LAYOUT:
            return
        if layout:
            raise ValueError(f"it has layout {layout}, this version reads layout {_LAYOUT}")
        connection.execute("PRAGMA journal_mode = WAL")
        with connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS results "
                "(claim TEXT, content TEXT, budget TEXT, seed INTEGER, result TEXT, written REAL, "
                "PRIMARY KEY (claim, content, budget, seed))"
            )
            connection.execute(f"PRAGMA user_version = {_LAYOUT}")


class NoStore:
    """What stands in for a store where nothing can be kept: it knows nothing and keeps nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def get(self, key: Key) -> None:
        """Nothing is known."""

    def latest(self, claim: str, content: str) -> None:
        """Nothing is known."""

    def put(self, key: Key, result: Mapping[str, Any]) -> None:
        """Nothing is kept."""


def usable_store(say: Callable[[str], None]) -> Store | NoStore:
    """The user's store; where its folder cannot be written that is said, and nothing is kept."""
    store = Store()
    if store.path.exists():
        return store
    try:
        store.path.parent.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=store.path.parent).close()
    except OSError as error:
        say(
            f"{store.path}: results cannot be kept there ({error.strerror or error}); they are "
            "shown and not stored. Set PROVCHECK_CACHE to a folder that can be written."
        )
        return NoStore(store.path)
    return store


def _message(path: Path, error: Exception) -> str:
    if "locked" in str(error):
        advice = (
            f"Another provcheck has held it for {_BUSY_SECONDS:g} s; wait for it to end, or set "
            "PROVCHECK_STORE to another file."
        )
    else:
        advice = (
            "Set PROVCHECK_STORE to another file, or delete this one; its results are computed "
            "again then."
        )
    return f"{path}: the result store cannot be used ({error}). {advice}"
