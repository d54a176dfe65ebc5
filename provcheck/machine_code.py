"""Where compiled functions keep their machine code, and how many threads they may use.

Numba keeps machine code in a folder of NUMBA_CACHE_DIR, or of the cache directory where that is
not set. Each state of the sources has a folder of its own, because Numba looks at a function's own
file only, and would go on using code into which an earlier version of another file was compiled.
Inside it, Numba tells processors and its own versions apart.
"""

import hashlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from provcheck.digests import Remembered, content_digest
from provcheck.files import cache_directory
from provcheck.installed import installed

_CACHE, _THREADS = "NUMBA_CACHE_DIR", "NUMBA_NUM_THREADS"
_ROOT = Path(__file__).parent
_COMPILED_IN = (_ROOT / "compiled", _ROOT / "reference")
"""What compiled functions are made of: themselves, and the constants that they read."""
_LOCK = ".lock"
_KEY = 16
"""Characters of a folder's name."""
_UNUSED = 30 * 86400
"""Seconds after which the folder of other sources is removed, counted from its last use."""


def available_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def folder() -> Path:
    """The folder for the sources as they are now; it need not exist."""
    base, key = os.environ.get(_CACHE), _key()
    if base is None:
        return cache_directory() / "compiled" / key
    return Path(base) if Path(base).name == key else Path(base) / key


def prepare() -> Path:
    """Make the folder and tell Numba, for this process and those it starts.

    What cannot be had is said on the error stream, once, and replaced by what works: a temporary
    folder, which goes with the process, and as many threads as there are cores.
    """
    _limit_threads()
    place = folder()
    fault = _fault_of(place)
    if fault:
        kept = tempfile.TemporaryDirectory(prefix="provcheck-compiled-", ignore_cleanup_errors=True)
        _TEMPORARY.append(kept)
        _say(
            f"{place}: compiled functions cannot be kept there ({fault}); they are compiled anew "
            f"in each run. Set PROVCHECK_CACHE or {_CACHE} to a folder that can be written."
        )
        place = Path(kept.name) / _key()
        place.mkdir()
    else:
        os.utime(place)  # its last use
    os.environ[_CACHE] = str(place)
    return place


_TEMPORARY: list[tempfile.TemporaryDirectory] = []
"""Removed when the process ends."""


def is_empty() -> bool:
    """Nothing was compiled from these sources yet."""
    return not counted()[0]


def counted() -> tuple[int, int]:
    """How many functions have been compiled from these sources, and their size in bytes."""
    functions = size = 0
    for place, _, names in os.walk(folder()):
        for name in names:
            functions += name.endswith(".nbc")
            try:
                size += os.path.getsize(os.path.join(place, name))
            except OSError:
                continue  # another process has just renamed it
    return functions, size


def guard() -> None:
    """Let Numba write its cache one process at a time; called once, before compiled functions.

    Numba writes each file whole, but an index and what it points at one after the other: of two
    processes that compile the same function for different types at once, one would find the
    other's machine code under its own types. A disk that fills up costs the kept code, not the run.
    """
    import numba
    from numba.core.caching import IndexDataCacheFile

    numba.config.CACHE_DIR = os.environ[_CACHE]  # Numba may have been imported long ago
    save = IndexDataCacheFile.save
    if getattr(save, "_is_guarded", False):
        return

    def guarded(self: Any, key: Any, data: Any) -> None:
        try:
            with _alone(Path(self._cache_path)):
                save(self, key, data)
        except OSError as error:
            _say(f"{self._cache_path}: a compiled function is not kept ({error.strerror}).")

    guarded._is_guarded = True
    IndexDataCacheFile.save = guarded


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Holds the folder's lock; without one where the system or the disk has no locks."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with open(place / _LOCK, "ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
        except OSError:
            pass  # some network disks
        yield


def _key() -> str:
    """Digest of all that machine code is made of but the processor and Numba."""
    digest, key = Remembered("code-1", content_digest), hashlib.sha256()
    key.update(repr((sys.version_info[:2], installed().versions["numba"])).encode())
    for place in _COMPILED_IN:
        for file in sorted(place.glob("*.py")):
            key.update(f"\0{place.name}/{file.name}\0{digest(file)}".encode())
    return key.hexdigest()[:_KEY]


def _fault_of(place: Path) -> str:
    """Why nothing can be written in a folder; "" if it can."""
    try:
        is_new = not place.is_dir()
        place.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=place).close()
    except OSError as error:
        return error.strerror or str(error)
    if is_new:
        _remove_unused(place.parent)
    return ""


def _remove_unused(base: Path) -> None:
    """Remove the folders of sources that nobody has used for a month; they are named by a key."""
    for place in list(base.iterdir()):
        is_key = len(place.name) == _KEY and set(place.name) <= set("0123456789abcdef")
        with suppress(OSError):  # another process may remove it at the same time
            if is_key and time.time() - place.stat().st_mtime > _UNUSED:
                shutil.rmtree(place, ignore_errors=True)


def _limit_threads() -> None:
    asked, cores = os.environ.get(_THREADS), available_cores()
    if asked is None or (asked.isdigit() and 1 <= int(asked) <= cores):
        return
    os.environ[_THREADS] = str(cores)
    _say(
        f"{_THREADS}={asked}: expected a whole number from 1 to {cores}, the cores of this "
        f"process; going on with {cores}."
    )


def _say(text: str) -> None:
    print(f"provcheck: {text}", file=sys.stderr, flush=True)
