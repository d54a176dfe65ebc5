"""What is installed beside provcheck: versions, and the packs that distributions name.

Reading the metadata of a hundred distributions takes longer than listing all claims, so it is
remembered until a folder on the path changes, as installing, upgrading and removing do.
"""

import json
import os
import sys
from typing import NamedTuple

from provcheck.digests import is_settled, stamp
from provcheck.errors import OutputError
from provcheck.files import cache_directory, write_whole

GROUP = "provcheck.packs"
"""Entry point group: the pack's name, and the module or package that is the pack."""

LIBRARIES = ("numpy", "python-flint", "sympy", "scipy", "numba", "hypothesis")
"""Packages whose version may change a result."""


class Named(NamedTuple):
    """A pack that a distribution names by an entry point; `owner` is "NAME VERSION", or ""."""

    name: str
    value: str
    owner: str


class Installed(NamedTuple):
    """Versions by the name of the library, "" where one is missing; and the packs named."""

    versions: dict[str, str]
    packs: tuple[Named, ...]


def installed() -> Installed:
    """What is installed now."""
    places = _places()
    found = None if places is None else _kept(places)
    if found is None:
        found = _looked_up()
        if places is not None and all(is_settled(times) for _, times in places):
            _keep(places, found)
    return found


def _looked_up() -> Installed:
    import importlib.metadata

    versions = {}
    for name in LIBRARIES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = ""
    entries = importlib.metadata.entry_points(group=GROUP)
    return Installed(versions, tuple(Named(e.name, e.value, _owner(e)) for e in entries))


def _owner(entry) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else ""


def _places() -> list[list] | None:
    """The folders and archives that are searched, as they are now; None where that is not all."""
    strangers = [f for f in sys.meta_path if hasattr(f, "find_distributions")]
    if any(getattr(finder, "__name__", "") != "PathFinder" for finder in strangers):
        return None
    return [[place, stamp(place or ".")] for place in sys.path if os.path.exists(place or ".")]


def _kept(places: list[list]) -> Installed | None:
    try:
        data = json.loads(_file().read_text())
        if data["places"] != places or set(data["versions"]) != set(LIBRARIES):
            return None
        return Installed(data["versions"], tuple(Named(*entry) for entry in data["packs"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None  # missing or damaged: it is only a copy, and is made again


def _keep(places: list[list], found: Installed) -> None:
    try:
        write_whole(_file(), json.dumps({"places": places, **found._asdict()}))
    except OutputError:
        return


def _file():
    return cache_directory() / "installed-1.json"
