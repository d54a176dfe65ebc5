"""Claims as test items: `pytest proofs/mypaper` decides every claim of the pack.

A pack is a folder with a `paper.toml` below a folder that pytest is given, or a single .py file
with a tuple CLAIMS that it is given itself. Without one, the plugin imports nothing of provcheck.

A claim passes when its verdict is as declared (PROVED or SUPPORTED where nothing is), or better;
a recorded erratum (`expected="REFUTED"`) passes as long as it is refuted. The false variants that
are kept beside it must fail.
"""

import argparse
import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from provcheck.examine import Session
    from provcheck.verdict import Result

_WIDTH = 100
_UPWARDS = ("OPEN", "SUPPORTED", "PROVED")
"""Verdicts that may become better than declared; any other is declared to stay what it is."""
_SESSIONS = pytest.StashKey[dict]()


class ClaimFailed(Exception):
    """The verdict on a claim is worse than declared; the message says what was found."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("provcheck", "claims of papers")
    group.addoption(
        "--provcheck-budget",
        default="standard",
        metavar="quick|standard|deep|SECONDS",
        help="Work allowed for each claim of a pack (default: standard).",
    )
    group.addoption(
        "--provcheck-seed",
        type=_seed,
        default=0,
        metavar="N",
        help="Seed of the searches and experiments (default: 0).",
    )


def _seed(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r}; expected a whole number >= 0.")
    return int(text)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "provcheck: a claim of a paper, decided by provcheck")


@pytest.hookimpl(tryfirst=True)
def pytest_collect_directory(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A folder with a paper.toml holds claims beside what pytest finds in it."""
    if (path / "paper.toml").is_file():
        return PackFolder.from_parent(parent, path=path)
    return None


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path: Path, parent: pytest.Collector):
    """A file with CLAIMS that pytest is given itself is a pack, and with tests a module too."""
    found = yield
    is_given = file_path.suffix == ".py" and parent.session.isinitpath(file_path)
    if not is_given or isinstance(parent, PackFolder):
        return found
    names = _names_of(file_path)
    if "CLAIMS" not in names:
        return found
    has_tests = any(name.startswith(("test", "Test")) for name in names)
    pack = PackFile.from_parent(parent, path=file_path, pack=file_path)
    return [pack, *(found if has_tests else ())]


def _names_of(file: Path) -> set[str]:
    """Names that a module defines at its top, read without running it."""
    try:
        body = ast.parse(file.read_bytes()).body
    except (SyntaxError, ValueError):
        return set()
    names: set[str] = set()
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


class PackFolder(pytest.Dir):
    """A pack's folder: its modules with their claims, then its tests and folders."""

    def collect(self):
        library, pack = _library(self.config, self.path)
        claims = [entry.module for entry in library.entries.values()]
        for file, module in zip(pack.module_files, pack.modules, strict=True):
            if module in claims:
                yield PackFile.from_parent(self, path=self.path / file.name, pack=self.path)
        modules = {file.name for file in pack.module_files}
        for child in super().collect():
            if child.path.parent != self.path or child.path.name not in modules:
                yield child


class PackFile(pytest.File):
    """A module with claims."""

    def __init__(self, *, pack: Path, **options) -> None:
        super().__init__(**options)
        self.pack = pack

    def collect(self):
        library, pack = _library(self.config, self.pack)
        files = dict(zip(pack.modules, pack.module_files, strict=True))
        for entry in library.entries.values():
            if entry.module in files and files[entry.module].name == self.path.name:
                name = entry.name.removeprefix(f"{pack.name}/")
                yield ClaimItem.from_parent(self, name=name, claim=entry.name)


def _library(config: pytest.Config, path: Path):
    """The packs in reach and the one at a path.

    Raises:
        CollectError: it cannot be used; with the user's line if it raises.
    """
    from provcheck.engines.budget import Budget
    from provcheck.errors import UsageError

    try:
        Budget.parse(config.getoption("provcheck_budget"))
        session = _session(config, path)
        own = path.resolve()
        pack = next(pack for pack in session.library.packs if pack.path.resolve() == own)
        if pack.name in session.library.errors:
            raise session.library.errors[pack.name]
    except UsageError as error:
        raise pytest.Collector.CollectError(f"provcheck: {error}") from error
    return session.library, pack


def _session(config: pytest.Config, path: Path) -> "Session":
    """The proofs made so far with this pack; made once in a run of pytest."""
    from provcheck.examine import Session
    from provcheck.library import Library

    sessions = config.stash.setdefault(_SESSIONS, {})
    if path not in sessions:
        sessions[path] = Session(Library([path]))
    return sessions[path]


class ClaimItem(pytest.Item):
    """One claim: it passes when its verdict is as declared."""

    def __init__(self, *, claim: str, **options) -> None:
        super().__init__(**options)
        self.claim = claim
        self.add_marker("provcheck")

    def runtest(self) -> None:
        from provcheck.errors import ProvcheckError

        try:
            result = self._decided()
        except ProvcheckError as error:
            raise ClaimFailed(f"{self.claim}: {error}") from error
        self.user_properties += _properties(result)
        if not is_as_declared(result):
            raise ClaimFailed(failure_text(result))
        still_true = self._variants_that_hold()
        if still_true:
            raise ClaimFailed("\n".join([f"{self.claim}: {result.verdict}, but", *still_true]))

    def _variants_that_hold(self) -> list[str]:
        """What is wrong with the false variants that are kept beside the claim."""
        session = _session(self.config, self.parent.pack)
        claim = session.library.claim(self.claim)
        if not claim.variants:
            return []
        from provcheck.trials import variants_that_hold

        facts = session.facts_for(claim) if claim.derivations else {}
        return variants_that_hold(claim, facts=facts, seed=self.config.getoption("provcheck_seed"))

    def _decided(self) -> "Result":
        from provcheck.runner import run
        from provcheck.store import Store

        session = _session(self.config, self.parent.pack)
        (result,) = run(
            session.library,
            [self.claim],
            budget=self.config.getoption("provcheck_budget"),
            seed=self.config.getoption("provcheck_seed"),
            jobs=1,
            store=Store(),
            session=session,
        )
        return result

    def repr_failure(self, excinfo, style=None):
        if isinstance(excinfo.value, ClaimFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self):
        return self.path, None, self.claim


def is_as_declared(result: "Result") -> bool:
    """The verdict is the declared one, or better; PROVED or SUPPORTED where none is declared."""
    if result.as_expected:
        return True
    declared, verdict = result.expected, str(result.verdict)
    if declared not in _UPWARDS or verdict not in _UPWARDS:
        return False
    return _UPWARDS.index(verdict) > _UPWARDS.index(declared)


def failure_text(result: "Result") -> str:
    """What was declared and what was found, with the witness and the reason, in a few lines."""
    import io

    from rich.console import Console

    from provcheck.terminal import print_block, shortened, witness_line

    declared = result.expected or "PROVED or SUPPORTED"
    where = f" at {witness_line(result.witness)}" if result.witness else ""
    out = io.StringIO()
    plain = {"color_system": None, "highlight": False, "soft_wrap": True, "force_jupyter": False}
    console = Console(file=out, width=_WIDTH, **plain)
    print_block(console, result, {})
    heading = shortened(f"{result.verdict}{where}", _WIDTH)
    return f"{heading}, declared {declared}\n\n{out.getvalue().rstrip()}"


def _properties(result: "Result") -> list[tuple[str, object]]:
    """What a report in XML should keep of a verdict."""
    found = [("verdict", str(result.verdict)), ("seconds", result.seconds)]
    if result.worst_ratio is not None:
        found.append(("worst_ratio", result.worst_ratio))
    return found
