"""Rules that hold for whole folders: where evidence, compiled code and checks may stand."""

import ast

import pytest

from tests.architecture.sources import imported_names, imports_of, modules, pack_files, tree

EVIDENCE = {"Proof", "Counterexample"}
PUBLIC_TO_PACKS = (
    "provcheck.statement",
    "provcheck.reference",
    "provcheck.compiled",
    "provcheck.statistics",
    "provcheck.constants",
    "provcheck.directed",
    "provcheck.tabular",
    "provcheck.errors",
    "provcheck.proofs",
    "provcheck.testing",
    "provcheck.scalar",
)


def calls(file) -> list[ast.Call]:
    return [node for node in ast.walk(tree(file)) if isinstance(node, ast.Call)]


def name_of(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


MACHINE = ("provcheck.doctor", "provcheck.machine_code")
"""They tell what Numba makes code for, and where it keeps it."""


@pytest.mark.parametrize("module", sorted(modules()))
def test_numba_is_imported_by_compiled_modules_only(module):
    if not module.startswith(("provcheck.compiled", *MACHINE)):
        assert not [name for name in imports_of(module) if name.split(".")[0] == "numba"]


@pytest.mark.parametrize("module", sorted(modules()))
def test_evidence_is_made_in_the_kernel_only(module):
    made = [name_of(call.func) for call in calls(modules()[module])]
    if module != "provcheck.kernel":
        assert not EVIDENCE & set(made)


def test_the_kernel_makes_evidence():
    """Otherwise the test above looks for names that nobody uses."""
    sealed = [c for c in calls(modules()["provcheck.kernel"]) if name_of(c.func) == "_sealed"]
    assert {name_of(call.args[0]) for call in sealed} == EVIDENCE


@pytest.mark.parametrize("module", sorted(modules()))
def test_the_seal_of_evidence_stays_in_the_kernel(module):
    names = {n.id for n in ast.walk(tree(modules()[module])) if isinstance(n, ast.Name)}
    names |= {n.attr for n in ast.walk(tree(modules()[module])) if isinstance(n, ast.Attribute)}
    if module != "provcheck.kernel":
        assert not {"_Seal", "_sealed"} & names


@pytest.mark.parametrize("module", sorted(modules()))
def test_no_outcome_depends_on_an_assert(module):
    """`python -O` removes them."""
    found = [n.lineno for n in ast.walk(tree(modules()[module])) if isinstance(n, ast.Assert)]
    assert not found, f"lines {found}"


@pytest.mark.parametrize("module", sorted(modules()))
def test_no_fast_math(module):
    for call in calls(modules()[module]):
        allowed = [k for k in call.keywords if k.arg == "fastmath"]
        assert not allowed, f"line {call.lineno}"


@pytest.mark.parametrize("module", sorted(modules()))
def test_no_bare_except(module):
    handlers = [n for n in ast.walk(tree(modules()[module])) if isinstance(n, ast.ExceptHandler)]
    assert not [handler.lineno for handler in handlers if handler.type is None]


@pytest.mark.parametrize("file", pack_files(), ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_packs_use_public_names_only(file):
    for module, name in imported_names(tree(file)):
        if module.split(".")[0] != "provcheck":
            continue
        is_public = module.startswith(PUBLIC_TO_PACKS) or module == "provcheck"
        assert is_public, f"{module} is not public"
        private = [part for part in (*module.split("."), name) if part.startswith("_")]
        own = module.startswith(f"provcheck.proofs.{file.parent.name}")
        assert own or not private, f"{module}.{name} is private"
