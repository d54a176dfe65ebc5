"""All claims in reach: an index that imports nothing, selection by name, content keys.

The names and titles of a pack's claims are kept in an index, so that listing and selecting
import nothing; the index is renewed whenever a file of the pack changes.
"""

import hashlib
import json
import shlex
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provcheck.digests import Remembered, content_digest, stamp
from provcheck.errors import OutputError, PackError, SelectorError
from provcheck.files import cache_directory, write_whole
from provcheck.packs import GIVEN, MOUNT, Pack, load_claims, pack_of, survey

if TYPE_CHECKING:
    from provcheck.statement.claim import Claim


@dataclass(frozen=True)
class Entry:
    """What is known of a claim without importing its pack."""

    name: str
    title: str
    source: str
    expected: str
    amends: str
    module: str
    rests_on: tuple[str, ...]


class Library:
    """The packs that are in reach: an index of all claims, each pack imported when needed."""

    def __init__(self, paths: Iterable[Path] = ()) -> None:
        self.paths = tuple(Path(path) for path in paths)
        self.entries: dict[str, Entry] = {}
        self.packs, self.errors = survey(self.paths)
        self._claims: dict[str, dict[str, Claim]] = {}
        self._source_keys: dict[str, str] = {}
        self._digest = Remembered("digests-1", content_digest)
        self._imports = Remembered("imports-1", _imports)
        for pack in self.packs:
            try:
                entries = _index(pack)
                if entries is None:
                    entries = self._index_anew(pack)
                self.entries |= {entry.name: entry for entry in entries}
            except PackError as error:
                self.errors[pack.name] = error

    def claim(self, name: str) -> "Claim":
        """The claim of that full name; imports its pack.

        Raises:
            SelectorError: there is no such claim.
            PackError: its pack cannot be imported.
        """
        pack = self.pack(name)
        if pack.name not in self._claims:
            self._claims[pack.name] = {claim.name: claim for claim in load_claims(pack)}
        if name not in self._claims[pack.name]:
            raise SelectorError(_unknown(name, tuple(self.entries)))
        return self._claims[pack.name][name]

    def pack(self, name: str) -> Pack:
        """The pack that a claim's name begins with."""
        for pack in self.packs:
            if pack.name == name.split("/", 1)[0]:
                return pack
        raise SelectorError(_unknown(name, tuple(self.entries)))

    def select(self, selectors: Sequence[str]) -> tuple[str, ...]:
        """Full names of the selected claims; no selector selects all.

        Raises:
            SelectorError: a selector matches nothing, or more than one branch.
            PackError: a selector names a pack that cannot be imported, or has no claims.
        """
        names, chosen = tuple(self.entries), set()
        for selector in selectors:
            broken = self.errors.get(selector.strip("/").split("/", 1)[0])
            if broken is not None:
                raise broken
            inside = self._in_place(selector)
            chosen.update(select(names, [selector]) if inside is None else inside)
        return tuple(name for name in names if name in chosen or not selectors)

    def _in_place(self, selector: str) -> tuple[str, ...] | None:
        """The claims of a pack, or of a module written as `pack/file.py`; None for other selectors.

        Raises:
            PackError: there are none.
        """
        name, _, file = selector.strip("/").partition("/")
        pack = next((pack for pack in self.packs if pack.name == name), None)
        if pack is None or file and not file.endswith(".py"):
            return None
        module = f"{MOUNT}.{name}.{file.removesuffix('.py')}" if file else ""
        inside = tuple(
            entry.name
            for entry in self.entries.values()
            if entry.name.startswith(f"{name}/") and (not file or entry.module == module)
        )
        if not inside:
            where = pack.path / file if file else pack.path
            raise PackError(
                f"{where}: there is no claim in it; end a file of the pack with "
                "`CLAIMS = (claim,)`."
            )
        return inside

    def below(self, name: str) -> tuple[str, ...]:
        """Names of all claims that this one rests on, directly or not, in a fixed order.

        The claim's own name is among them only if it rests on itself.
        """
        found: set[str] = set()
        waiting = [*self.entries[name].rests_on]
        while waiting:
            current = waiting.pop()
            if current in self.entries and current not in found:
                found.add(current)
                waiting += self.entries[current].rests_on
        return tuple(sorted(found))

    def amended_by(self, name: str) -> tuple[str, ...]:
        """Names of the claims that correct or sharpen this one."""
        return tuple(entry.name for entry in self.entries.values() if entry.amends == name)

    def option(self, name: str) -> str:
        """What a command about the claim needs besides its name: ` --pack my_lemma.py`, or ""."""
        pack = self.pack(name)
        if pack.origin != GIVEN:
            return ""
        here = Path.cwd()
        path = pack.path.relative_to(here) if pack.path.is_relative_to(here) else pack.path
        return f" --pack {shlex.quote(str(path))}"

    def require_amended(self, names: Iterable[str]) -> None:
        """Refuse a claim that corrects one which is not there.

        Raises:
            PackError: the name under `amends` is that of no claim in reach.
        """
        for name in names:
            amends = self.entries[name].amends
            if not amends or amends in self.entries or amends.split("/", 1)[0] in self.errors:
                continue
            hint = close_names(amends, tuple(self.entries))
            raise PackError(
                f"claim '{name}' has amends='{amends}', and there is no such claim. {hint}"
                "Expected the full name of a claim; one of another pack of your own needs --pack."
            )

    def source_digest(self, name: str) -> str:
        """Content key of a claim: its module, what that imports from packs, and data files.

        The statement, its numeric references and its derivations are all written there, so a
        result is found again exactly as long as none of them has changed.
        """
        module, pack = self.entries[name].module, self.pack(name)
        if module not in self._source_keys:
            files = {file for file in pack.files if file.suffix != ".py"}
            files |= _sources(module, {pack.name: pack for pack in self.packs}, self._imports)
            self._source_keys[module] = _content_key(sorted(files), self._digest)
            self._digest.save()
            self._imports.save()
        return f"{name}:{self._source_keys[module]}"

    def _index_anew(self, pack: Pack) -> tuple[Entry, ...]:
        state = _state(pack)  # taken first: a file may change while it is imported
        claims = load_claims(pack)
        self._claims[pack.name] = {claim.name: claim for claim in claims}
        homes = _homes(pack)
        entries = tuple(_entry(claim, claims, homes[claim.name]) for claim in claims)
        _save_index(pack, state, entries)
        return entries


def select_in_reach(
    paths: Iterable[Path], selectors: Sequence[str]
) -> tuple[Library, tuple[str, ...]]:
    """The packs in reach, those that selectors point at by path among them; and the names meant.

    Without a selector these are the claims of the packs at the paths, or all.

    Raises:
        PackError: a path is no pack, or its pack cannot be used.
        SelectorError: a selector matches nothing, or more than one branch.
    """
    pointed = [pack_of(selector) for selector in selectors]
    wanted = [selector for _, selector in pointed]
    given = dict.fromkeys([*paths, *(path for path, _ in pointed if path is not None)])
    library = Library(given)
    own = {pack.name for pack in library.packs if pack.origin == GIVEN}
    for name in sorted(own & set(library.errors)):
        raise library.errors[name]  # the user pointed at it
    try:
        return library, library.select(wanted or tuple(sorted(own)))
    except SelectorError as error:
        for broken in library.errors.values():
            raise SelectorError(f"{error}\nNot searched, because it is broken: {broken}") from error
        raise


def select_one(paths: Iterable[Path], selector: str) -> tuple[Library, str]:
    """The packs in reach, and the one claim that a selector means.

    Raises:
        PackError: a path is no pack, or its pack cannot be used.
        SelectorError: the selector matches nothing, or several claims none of which is above all.
    """
    library, names = select_in_reach(paths, (selector,))
    above = [name for name in names if all(f"{n}/".startswith(f"{name}/") for n in names)]
    if above:
        names = tuple(above)  # a claim whose parts are claims too
    if len(names) > 1:
        listed = "".join(f"\n  {name}" for name in names)
        raise SelectorError(f"'{selector}' selects {len(names)} claims; name one of them:{listed}")
    return library, names[0]


def select(names: Sequence[str], selectors: Sequence[str]) -> tuple[str, ...]:
    """The names that the selectors mean, in the order of `names`.

    A selector is a full name, the beginning of one, or any run of its parts: `lemma3_1`,
    `definition2/tanh`. A run that occurs in two branches is ambiguous.

    Raises:
        SelectorError: a selector matches nothing, or more than one branch.
    """
    if not selectors:
        return tuple(names)
    chosen: set[str] = set()
    for selector in selectors:
        chosen.update(_matches(tuple(names), selector))
    return tuple(name for name in names if name in chosen)


def _matches(names: tuple[str, ...], selector: str) -> list[str]:
    wanted = selector.strip("/")
    below = [name for name in names if name == wanted or name.startswith(wanted + "/")]
    if below:
        return below
    branches: dict[str, list[str]] = {}
    for name in names:
        branch = _branch(name.split("/"), wanted.split("/"))
        if branch:
            branches.setdefault(branch, []).append(name)
    if not branches:
        raise SelectorError(_unknown(selector, names))
    if len(branches) > 1:
        candidates = "".join(f"\n  {branch}" for branch in sorted(branches))
        raise SelectorError(
            f"'{selector}' is ambiguous; it means one of these. Name one in full:{candidates}"
        )
    return next(iter(branches.values()))


def _branch(parts: list[str], wanted: list[str]) -> str:
    """The name up to the first run of parts that equals `wanted`, or ""."""
    for start in range(len(parts) - len(wanted) + 1):
        if parts[start : start + len(wanted)] == wanted:
            return "/".join(parts[: start + len(wanted)])
    return ""


def _unknown(selector: str, names: tuple[str, ...]) -> str:
    return (
        f"'{selector}' matches none of {len(names)} claims. {close_names(selector, names)}"
        "See `provcheck list`; a pack of your own is selected by its path, or needs --pack PATH."
    )


def close_names(selector: str, names: tuple[str, ...]) -> str:
    """`Did you mean …? ` with names like the one that was asked for, or ""."""
    import difflib

    short = selector.strip("/").rsplit("/", 1)[-1]
    parts = {part: name for name in names for part in [name, *name.split("/")]}
    close = [
        like for word in (selector, short) for like in difflib.get_close_matches(word, parts, 3)
    ]
    return f"Did you mean {', '.join(dict.fromkeys(close))}? " if close else ""


def _entry(claim: "Claim", siblings: "Sequence[Claim]", module: str) -> Entry:
    used = dict.fromkeys([*claims_used(claim), *_activation_facts(claim, siblings)])
    return Entry(
        name=claim.name,
        title=claim.title,
        source=str(claim.source),
        expected=str(claim.expected),
        amends=claim.amends,
        module=module,
        rests_on=tuple(used),
    )


def claims_used(claim: "Claim") -> tuple[str, ...]:
    """Names of the claims that the derivations of this one rest on."""
    derivations = [*claim.derivations, *([claim.consequence] if claim.consequence else [])]
    names: dict[str, None] = {}
    for line in (line for derivation in derivations for line in derivation.lines):
        if line.by.rule == "claim":
            names[line.by.arguments["claim"]] = None
    for component in claim.space.components:
        names |= dict.fromkeys(getattr(component, "proved_by", {}).values())
    return tuple(names)


def _activation_facts(claim: "Claim", siblings: "Sequence[Claim]") -> tuple[str, ...]:
    """Claims about one activation that may give a hypothesis of this claim, at every real t.

    A counterexample is certified only where its activation is proved to satisfy them.
    """
    over_reals = any(not t.is_integer for h in claim.hypotheses for t in h.for_all)
    if not over_reals:
        return ()
    return tuple(c.name for c in siblings if len(c.space.activations) == 1 and not c.hypotheses)


def _homes(pack: Pack) -> dict[str, str]:
    """Module of every claim of a loaded pack."""
    modules = [sys.modules[name] for name in pack.modules]
    return {claim.name: m.__name__ for m in modules for claim in getattr(m, "CLAIMS", ())}


def _sources(module: str, packs: Mapping[str, Pack], imports: Remembered) -> set[Path]:
    """The files of a pack's module and of every pack module it imports, directly or not."""
    found: set[Path] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        file = _file_of(name, packs)
        if file is not None and file not in found:
            found.add(file)
            waiting += _pack_imports(imports(file), name)
    return found


def _file_of(module: str, packs: Mapping[str, Pack]) -> Path | None:
    parts = module.removeprefix(f"{MOUNT}.").split(".")
    pack = packs.get(parts[0])
    if pack is None:
        return None
    file = pack.path if pack.path.is_file() else pack.path.joinpath(*parts[1:]).with_suffix(".py")
    return file if file.is_file() else None


def _imports(content: bytes) -> list[tuple[int, str, list[str]]]:
    """Every import as (dots before the module, the module, names); none for what is no Python."""
    import ast

    found: list[tuple[int, str, list[str]]] = []
    for node in ast.walk(ast.parse(content)):
        if isinstance(node, ast.Import):
            found += [(0, alias.name, []) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append((node.level, node.module or "", [alias.name for alias in node.names]))
    return [entry for entry in found if entry[0] or entry[1].startswith("provcheck")]


def _pack_imports(imports: Sequence[Sequence[Any]], module: str) -> list[str]:
    """Names of modules that a module may import from packs; names that are no module do no harm."""
    names: list[str] = []
    for level, base, members in imports:
        above = module.split(".")[:-level] if level else []
        whole = ".".join([*above, *filter(None, [base])])
        names += [whole, *(f"{whole}.{member}" for member in members)]
    return [name for name in names if name.startswith(f"{MOUNT}.")]


def _content_key(files: Sequence[Path], digest: Remembered) -> str:
    key = hashlib.sha256()
    for file in files:
        key.update(f"\0{file.name}\0{digest(file)}".encode())
    return key.hexdigest()[:24]


def _index_file(pack: Pack) -> Path:
    place = hashlib.sha256(str(pack.path).encode()).hexdigest()[:12]
    return cache_directory() / "index" / f"{pack.name}-{place}.json"


def _state(pack: Pack) -> str:
    """Changes when a file of the pack is touched; cheaper than reading them all."""
    stamps = [(str(file), stamp(file)) for file in [*pack.files, Path(__file__)]]
    return hashlib.sha256(repr(stamps).encode()).hexdigest()


def _index(pack: Pack) -> tuple[Entry, ...] | None:
    """The kept index, or None if there is none or the pack has changed since."""
    try:
        data = json.loads(_index_file(pack).read_text())
        if data["state"] != _state(pack):
            return None
        return tuple(Entry(**{**e, "rests_on": tuple(e["rests_on"])}) for e in data["entries"])
    except (OSError, ValueError, KeyError, TypeError):
        return None  # missing or damaged: it is only a copy, and is made again


def _save_index(pack: Pack, state: str, entries: tuple[Entry, ...]) -> None:
    data = {"state": state, "entries": [asdict(entry) for entry in entries]}
    try:
        write_whole(_index_file(pack), json.dumps(data))
    except OutputError:
        return  # listing is slower without it; nothing else depends on it
