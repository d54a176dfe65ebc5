"""Syntax trees of provcheck's own modules, for the tests of the architecture."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def modules() -> dict[str, Path]:
    """File of every module of the package, by import name."""
    found = {}
    for file in (ROOT / "provcheck").rglob("*.py"):
        parts = file.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


@cache
def pack_files() -> tuple[Path, ...]:
    """Every Python file of the built-in packs."""
    return tuple(sorted((ROOT / "proofs").rglob("*.py")))


@cache
def tree(file: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(file.read_bytes(), str(file))


def imports_of(module: str) -> list[str]:
    """Absolute names that a module imports at run time, inside functions too.

    Imports under `if TYPE_CHECKING` are left out: they are for readers of type hints.
    """
    file = modules()[module]
    return [name for name, _ in imported_names(tree(file))]


def imported_names(root: ast.AST) -> list[tuple[str, str]]:
    """(module, name) pairs; the name is "" for a plain import."""
    found: list[tuple[str, str]] = []
    for node in _run_time_nodes(root):
        if isinstance(node, ast.Import):
            found += [(alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [(_source(node, alias), alias.name) for alias in node.names]
    return found


def _source(node: ast.ImportFrom, alias: ast.alias) -> str:
    """`from provcheck import cli` imports provcheck.cli, not only provcheck."""
    base = node.module or ""
    inner = f"{base}.{alias.name}"
    return inner if inner in modules() else base


def _run_time_nodes(root: ast.AST):
    for node in ast.iter_child_nodes(root):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield node
        yield from _run_time_nodes(node)
