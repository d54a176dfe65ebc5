"""Packs: find the papers that are in reach and load their claims.

A pack is a folder with a `paper.toml` and modules that each have a tuple `CLAIMS`, or a single
file with such a tuple. A user's pack is mounted below `provcheck.proofs` like a built-in one.
"""

import importlib.machinery
import importlib.util
import sys
import tomllib
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import provcheck.proofs
from provcheck.errors import PackError

if TYPE_CHECKING:
    from provcheck.statement.claim import Claim

MOUNT = "provcheck.proofs"


@dataclass(frozen=True)
class Pack:
    """One paper, found but not imported; `order` lists its files as the paper goes.

    `constants` is the module whose function `constants` gives the paper's numbers for a user's
    net, or "".
    """

    name: str
    path: Path
    title: str = ""
    authors: tuple[str, ...] = ()
    version: str = ""
    url: str = ""
    order: tuple[str, ...] = ()
    constants: str = ""

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file that belongs to the pack, in a fixed order."""
        if self.path.is_file():
            return (self.path,)
        found = (p for p in self.path.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
        return tuple(sorted(found))

    def facts(self) -> dict[str, object]:
        """What the paper is, for a run document."""
        return {
            "title": self.title,
            "authors": list(self.authors),
            "version": self.version,
            "url": self.url,
        }

    @property
    def modules(self) -> tuple[str, ...]:
        """Import names of the pack's modules."""
        if self.path.is_file():
            return (f"{MOUNT}.{self.name}",)
        place = {stem: number for number, stem in enumerate(self.order)}
        files = sorted(
            self.path.glob("[!_]*.py"), key=lambda file: (place.get(file.stem, len(place)), file)
        )
        return tuple(f"{MOUNT}.{self.name}.{file.stem}" for file in files)


def find_packs(paths: Iterable[Path] = ()) -> tuple[Pack, ...]:
    """The built-in packs, then those that a user points at.

    Args:
        paths: folders with a `paper.toml`, or single `.py` files.

    Raises:
        PackError: a path is no pack, a `paper.toml` is wrong, or two packs share a name.
    """
    folders = [Path(folder) for folder in provcheck.proofs.__path__]
    built_in = sorted(p.parent for folder in folders for p in folder.glob("*/paper.toml"))
    packs: dict[str, Pack] = {}
    for path in [*built_in, *(Path(p).expanduser().resolve() for p in paths)]:
        pack = _described(path)
        known = packs.setdefault(pack.name, pack)
        if known.path.resolve() != pack.path.resolve():
            raise PackError(
                f"{pack.path}: a pack called '{pack.name}' is already loaded from {known.path}; "
                "rename one of them."
            )
    return tuple(packs.values())


def _described(path: Path) -> Pack:
    if path.suffix == ".py" and path.is_file():
        return Pack(name=path.stem, path=path, title=path.stem)
    paper = path / "paper.toml"
    if not paper.is_file():
        raise PackError(
            f"{path}: this is no pack; expected a .py file with a tuple CLAIMS, or a folder with "
            "a paper.toml. Check the path."
        )
    try:
        data = tomllib.loads(paper.read_text())
        return Pack(
            name=path.name,
            path=path,
            title=str(data["title"]),
            authors=tuple(data.get("authors", ())),
            version=str(data.get("version", "")),
            url=str(data.get("url", "")),
            order=tuple(data.get("order", ())),
            constants=str(data.get("constants", "")),
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError) as error:
        reason = f"no entry {error}" if isinstance(error, KeyError) else str(error)
        raise PackError(
            f"{paper}: {reason}; expected title, authors, version and url in TOML."
        ) from error


def load_claims(pack: Pack) -> "tuple[Claim, ...]":
    """Import a pack and return its claims, in the order of its files.

    Raises:
        PackError: a module raises on import (the message has the user's file and line), CLAIMS is
            not a tuple of claims, or a claim's name is taken or does not begin with the pack's.
    """
    from provcheck.statement.claim import Claim

    claims: dict[str, Claim] = {}
    for name in pack.modules:
        module = _imported(pack, name)
        declared = getattr(module, "CLAIMS", ())
        if not isinstance(declared, tuple) or not all(isinstance(c, Claim) for c in declared):
            raise PackError(
                f"{module.__file__}: CLAIMS is {type(declared).__name__}; expected a tuple of "
                "claims."
            )
        for claim in declared:
            if claim.name in claims:
                raise PackError(f"{module.__file__}: claim '{claim.name}' is declared twice.")
            if claim.pack != pack.name:
                raise PackError(
                    f"{module.__file__}: claim '{claim.name}' stands in the pack '{pack.name}'; "
                    f"expected a name that begins with '{pack.name}/'."
                )
            claims[claim.name] = claim
    return tuple(claims.values())


def load_constants(pack: Pack) -> Callable:
    """The function that gives the paper's numbers for a user's net (see provcheck/constants.py).

    Raises:
        PackError: the pack declares none, or its module cannot be imported or has no such function.
    """
    if not pack.constants:
        raise PackError(f"{pack.path}: its paper.toml has no entry 'constants'.")
    module = _imported(pack, f"{MOUNT}.{pack.name}.{pack.constants}")
    function = getattr(module, "constants", None)
    if not callable(function):
        raise PackError(
            f"{module.__file__}: has no function 'constants', which paper.toml promises; expected "
            "one that takes a request and returns findings. Define it, or drop the entry."
        )
    return function


def _imported(pack: Pack, name: str) -> ModuleType:
    try:
        _mount(pack)
        return importlib.import_module(name)
    except Exception as error:
        raise PackError(f"{_place(pack, error)}; the pack '{pack.name}' was not loaded.") from error


def _mount(pack: Pack) -> None:
    """Make a user's pack importable below provcheck.proofs, as a built-in one is."""
    top = f"{MOUNT}.{pack.name}"
    if pack.path.parent in map(Path, provcheck.proofs.__path__):
        return
    if top in sys.modules:
        if _place_of(sys.modules[top]) == str(pack.path):
            return
        for name in [n for n in sys.modules if n == top or n.startswith(f"{top}.")]:
            del sys.modules[name]  # another pack of that name, loaded before in this process
    initial = pack.path if pack.path.is_file() else pack.path / "__init__.py"
    if initial.is_file():
        spec = importlib.util.spec_from_file_location(top, initial)
    else:
        spec = importlib.machinery.ModuleSpec(top, None, is_package=True)
    if pack.path.is_dir():
        spec.submodule_search_locations = [str(pack.path)]
    module = importlib.util.module_from_spec(spec)
    sys.modules[top] = module
    try:
        if spec.loader is not None:
            spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[top]
        raise


def _place_of(module: ModuleType) -> str:
    """Folder or file that a mounted pack stands for."""
    folders = list(getattr(module, "__path__", ()))
    return folders[0] if folders else str(module.__file__)


def _place(pack: Pack, error: Exception) -> str:
    """File, line and text of the user's own line behind an import error."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}, line {error.lineno}: SyntaxError: {error.msg}"
    frames = traceback.extract_tb(error.__traceback__)
    root = str(pack.path)
    own = [frame for frame in frames if frame.filename.startswith(root)]
    what = f"{type(error).__name__}: {error}"
    if not own:
        return f"{pack.path}: {what}"
    return f"{own[-1].filename}, line {own[-1].lineno}: {what} (`{own[-1].line}`)"
