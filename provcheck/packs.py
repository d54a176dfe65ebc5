"""Packs: find the papers that are in reach and load their claims.

A pack is a folder with a `paper.toml` and modules that each have a tuple `CLAIMS`, or a single
file with such a tuple. It is built in, or installed (a distribution names it in the entry point
group `provcheck.packs`), or a path that the user gives. A user's pack is mounted below
`provcheck.proofs` like a built-in one, and may not take the name of another.
"""

import importlib.machinery
import importlib.util
import keyword
import os
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import provcheck.proofs
from provcheck.digests import Remembered
from provcheck.errors import PackError
from provcheck.installed import Named, installed
from provcheck.verdict import RECORDED

if TYPE_CHECKING:
    from provcheck.statement.claim import Claim

MOUNT = "provcheck.proofs"
GIVEN = "given by its path"
"""Origin of a pack that only the user's command knows."""

_CLAIM_NAME = re.compile(r"[^/\s]+(/[^/\s]+)+")
_TESTS = ("test_*.py", "*_test.py", "conftest.py")


@dataclass(frozen=True)
class Pack:
    """One paper, found but not imported; `order` lists its files as the paper goes.

    `constants` is the module whose function `constants` gives the paper's numbers for a user's
    net, or ""; `origin` says how the pack was found.
    """

    name: str
    path: Path
    title: str = ""
    authors: tuple[str, ...] = ()
    version: str = ""
    url: str = ""
    order: tuple[str, ...] = ()
    constants: str = ""
    origin: str = GIVEN

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file that belongs to the pack, in a fixed order; no caches and no hidden files."""
        if self.path.is_file():
            return (self.path,)
        found: list[str] = []
        for folder, inside, names in os.walk(self.path):
            inside[:] = [name for name in inside if name != "__pycache__" and name[0] != "."]
            found += [os.path.join(folder, name) for name in names if name[0] != "."]
        return tuple(map(Path, sorted(filter(os.path.isfile, found))))

    def facts(self) -> dict[str, object]:
        """What the paper is, for a run document."""
        return {
            "title": self.title,
            "authors": list(self.authors),
            "version": self.version,
            "url": self.url,
        }

    @property
    def module_files(self) -> tuple[Path, ...]:
        """The files that may declare claims, as the paper goes; tests beside them are left out."""
        if self.path.is_file():
            return (self.path,)
        place = {stem: number for number, stem in enumerate(self.order)}
        files = (
            file
            for file in self.path.glob("[!_]*.py")
            if not any(file.match(pattern) for pattern in _TESTS)
        )
        return tuple(sorted(files, key=lambda file: (place.get(file.stem, len(place)), file)))

    @property
    def modules(self) -> tuple[str, ...]:
        """Import names of the pack's modules, in the order of `module_files`."""
        if self.path.is_file():
            return (f"{MOUNT}.{self.name}",)
        return tuple(f"{MOUNT}.{self.name}.{file.stem}" for file in self.module_files)


def find_packs(paths: Iterable[Path] = ()) -> tuple[Pack, ...]:
    """The built-in packs, then the installed ones, then those that a user points at.

    Args:
        paths: folders with a `paper.toml`, or single `.py` files.

    Raises:
        PackError: a path is no pack, a `paper.toml` is wrong, or the name of a user's pack is
            taken. An installed pack that cannot be used is left out; see `survey`.
    """
    return survey(paths)[0]


def survey(paths: Iterable[Path] = ()) -> tuple[tuple[Pack, ...], dict[str, PackError]]:
    """The packs in reach, and for each installed one that cannot be used, why, by its name.

    Raises:
        PackError: as for `find_packs`.
    """
    folders = [Path(folder) for folder in provcheck.proofs.__path__]
    built_in = sorted(p.parent for folder in folders for p in folder.glob("*/paper.toml"))
    papers = Remembered("papers-1", _parsed)
    packs: dict[str, Pack] = {}
    errors: dict[str, PackError] = {}
    for path in built_in:
        _add(packs, _described(path, papers, "built in"))
    for entry in installed().packs:
        try:
            _add(packs, _installed(entry, papers))
        except PackError as error:
            errors[f"{entry.name} (installed)" if entry.name in packs else entry.name] = error
    for path in paths:
        _add(packs, _described(Path(path).expanduser().resolve(), papers))
    papers.save()
    return tuple(packs.values()), errors


def _add(packs: dict[str, Pack], pack: Pack) -> None:
    known = packs.setdefault(pack.name, pack)
    if known.path.resolve() != pack.path.resolve():
        raise PackError(
            f"{pack.path} ({pack.origin}): the name '{pack.name}' is taken by the pack at "
            f"{known.path} ({known.origin}); rename the folder or file of yours, and the first "
            "part of its claims' names."
        )


def _installed(entry: Named, papers: Remembered) -> Pack:
    """The pack that an entry point names; the module itself is not imported.

    Raises:
        PackError: there is no such module, it is no pack, or its name is another.
    """
    owner = f" of {entry.owner}" if entry.owner else ""
    module = entry.value.partition(":")[0].split("[")[0].strip()
    origin = f"installed: entry point '{entry.name} = {entry.value}'{owner}"
    try:
        found = importlib.util.find_spec(module)
    except (Exception, SystemExit) as error:  # finding a.b imports a, which is somebody's code
        raise PackError(f"{origin}: {type(error).__name__}: {error}.") from error
    if found is None:
        raise PackError(f"{origin}: there is no module {module}; install it again.")
    folders = [*(found.submodule_search_locations or ())]
    place = Path(folders[0] if folders else str(found.origin)).resolve()
    pack = _described(place, papers, origin)
    if pack.name != entry.name:
        raise PackError(
            f"{origin}: the pack at {pack.path} is called '{pack.name}'; expected the same name "
            f"on the left, '{pack.name} = {entry.value}'."
        )
    return pack


def pack_of(selector: str) -> tuple[Path | None, str]:
    """The pack that a selector points at by its path, and what is selected of it.

    A path is a .py file, or a folder with a `paper.toml`; or leads into one: to a module of it, or
    with the parts of a claim's name to a claim, `my_lemma.py/tangent`.

    Returns:
        (path, selector): the pack's path, None where the selector is a name and no path; and the
        selector by name.

    Raises:
        PackError: there is no such .py file.
    """
    path = Path(selector).expanduser()
    above = [path, *(parent for parent in path.parents if parent.name)]
    if path.suffix == ".py" and not path.is_file():
        raise PackError(f"{selector}: there is no such file; check the path.")
    if path.suffix == ".py" and (path.parent / "paper.toml").is_file():
        pack = path.parent.resolve()
        return pack, f"{pack.name}/{path.name}"
    pack = next((place for place in above if _is_pack(place)), None)
    if pack is None:
        return None, selector
    return pack, "/".join([pack.resolve().stem, *path.parts[len(pack.parts) :]])


def _is_pack(place: Path) -> bool:
    return place.suffix == ".py" and place.is_file() or (place / "paper.toml").is_file()


def suggested_name(text: str) -> str:
    """A pack's name made of whatever was typed: lower case, a letter first, no spaces."""
    words = re.sub(r"\W+", "_", text.strip().lower()).strip("_")
    year, rest = re.fullmatch(r"(\d*)_*(.*)", words).groups()
    name = f"{rest}{year}" or "surname2024"
    return name if is_pack_name(name) else f"paper_{name}"


def is_pack_name(name: str) -> bool:
    """The name can be imported and stand before a slash in a claim's name."""
    return name.isidentifier() and not keyword.iskeyword(name)


def _described(path: Path, papers: Remembered, origin: str = GIVEN) -> Pack:
    pack = _read(path, papers)
    if not is_pack_name(pack.name):
        raise PackError(
            f"{path}: a pack cannot be called '{pack.name}'; expected a Python name such as "
            f"'{suggested_name(pack.name)}'. Rename the {'file' if path.is_file() else 'folder'}."
        )
    return replace(pack, origin=origin)


def _read(path: Path, papers: Remembered) -> Pack:
    if path.suffix == ".py" and path.is_file():
        return Pack(name=path.stem, path=path, title=path.stem)
    paper = path / "paper.toml"
    if not paper.is_file():
        raise PackError(
            f"{path}: this is no pack; expected a .py file with a tuple CLAIMS, or a folder with "
            "a paper.toml. Check the path."
        )
    try:
        data = dict(papers(paper))
    except (ValueError, KeyError) as error:
        reason = f"no entry {error}" if isinstance(error, KeyError) else str(error)
        raise PackError(
            f"{paper}: {reason}; expected title, authors, version and url in TOML."
        ) from error
    lists = {name: tuple(data.pop(name)) for name in ("authors", "order")}
    return Pack(name=path.name, path=path, **lists, **data)


def _parsed(content: bytes) -> dict[str, str | list[str]]:
    """What a paper.toml says of a pack."""
    import tomllib

    data = tomllib.loads(content.decode())
    texts = {name: str(data.get(name, "")) for name in ("version", "url", "constants")}
    lists = {name: [str(entry) for entry in data.get(name, ())] for name in ("authors", "order")}
    return {"title": str(data["title"]), **texts, **lists}


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
        declared = getattr(module, "CLAIMS", None if pack.path.is_file() else ())
        if declared is None:
            raise PackError(
                f"{module.__file__}: it has no tuple CLAIMS, so there is nothing to decide; end "
                "it with `CLAIMS = (claim,)`."
            )
        if not isinstance(declared, tuple) or not all(isinstance(c, Claim) for c in declared):
            raise PackError(
                f"{module.__file__}: CLAIMS is {type(declared).__name__}; expected a tuple of "
                "claims."
            )
        for claim in declared:
            if claim.name in claims:
                raise PackError(f"{module.__file__}: claim '{claim.name}' is declared twice.")
            if claim.pack != pack.name or not _CLAIM_NAME.fullmatch(claim.name):
                raise PackError(
                    f"{module.__file__}: claim '{claim.name}' stands in the pack '{pack.name}'; "
                    f"expected a name that begins with '{pack.name}/', without spaces."
                )
            if claim.expected and claim.expected not in RECORDED:
                raise PackError(
                    f"{module.__file__}: claim '{claim.name}' has expected='{claim.expected}'; "
                    f"expected one of {', '.join(RECORDED)}, or nothing."
                )
            claims[claim.name] = claim
    return tuple(claims.values())


def pack_with_constants(name: str, paths: Iterable[Path] = ()) -> Pack:
    """The pack of that name, which offers a paper's numbers for a user's net.

    Args:
        paths: packs of the user's own, as for `find_packs`.

    Raises:
        PackError: there is no such pack, or it offers none.
    """
    found = {pack.name: pack for pack in find_packs(paths)}
    offering = ", ".join(pack.name for pack in found.values() if pack.constants) or "none"
    if name not in found:
        raise PackError(
            f"constants {name}: there is no such paper; expected one of those with constants: "
            f"{offering}. A pack of your own needs --pack PATH."
        )
    if not found[name].constants:
        raise PackError(
            f"constants {name}: that pack offers no constants; expected one of: {offering}. To "
            "offer them, see provcheck/constants.py."
        )
    return found[name]


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
    except SystemExit as error:
        raise PackError(
            f"{_place(pack, error)}; a pack is imported, and must not end the process. Move what "
            f"runs as a script below `if __name__ == '__main__':`. The pack '{pack.name}' was not "
            "loaded."
        ) from error
    except Exception as error:
        said, mark, picture = _place(pack, error).partition("\n")  # a caret keeps its own line
        failed = f"{said.removesuffix('.')}; the pack '{pack.name}' was not loaded."
        raise PackError(f"{failed}{mark}{picture}") from error


def _mount(pack: Pack) -> None:
    """Make a user's pack importable below provcheck.proofs, as a built-in one is.

    One that was loaded before in this process is loaded anew if a file of it has changed since, as
    it does in a notebook.
    """
    top = f"{MOUNT}.{pack.name}"
    if pack.path.parent in map(Path, provcheck.proofs.__path__):
        return
    stamp = _stamp(pack)
    if top in sys.modules:
        known = sys.modules[top]
        if _place_of(known) == str(pack.path) and getattr(known, _STAMP, None) == stamp:
            return
        for name in [n for n in sys.modules if n == top or n.startswith(f"{top}.")]:
            del sys.modules[name]  # another pack of that name, or what this one was before
    initial = pack.path if pack.path.is_file() else pack.path / "__init__.py"
    if initial.is_file():
        spec = importlib.util.spec_from_file_location(top, initial)
    else:
        spec = importlib.machinery.ModuleSpec(top, None, is_package=True)
    if pack.path.is_dir():
        spec.submodule_search_locations = [str(pack.path)]
    module = importlib.util.module_from_spec(spec)
    setattr(module, _STAMP, stamp)
    sys.modules[top] = module
    try:
        if spec.loader is not None:
            spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[top]
        raise


_STAMP = "__provcheck_stamp__"


def _stamp(pack: Pack) -> tuple[tuple[str, int, int], ...]:
    """What tells whether a file of the pack has changed: name, time and size of each."""
    found = ((file, file.stat()) for file in pack.files if file.suffix == ".py")
    return tuple((str(file), state.st_mtime_ns, state.st_size) for file, state in found)


def _place_of(module: ModuleType) -> str:
    """Folder or file that a mounted pack stands for."""
    folders = list(getattr(module, "__path__", ()))
    return folders[0] if folders else str(module.__file__)


def _place(pack: Pack, error: BaseException) -> str:
    """File, line and text of the user's own line behind an import error."""
    import traceback

    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}, line {error.lineno}: SyntaxError: {error.msg}"
    frames = traceback.extract_tb(error.__traceback__)
    root = str(pack.path)
    own = [frame for frame in frames if frame.filename.startswith(root)]
    what, mark, picture = f"{type(error).__name__}: {error}".partition("\n")
    if not own:
        return f"{pack.path}: {what}{mark}{picture}"
    where = f"{own[-1].filename}, line {own[-1].lineno}"
    return f"{where}: {what} (`{own[-1].line}`){mark}{picture}"
