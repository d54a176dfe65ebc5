"""The stack of DESIGN.md: each module imports only from what stands above it."""

import pytest

from tests.architecture.sources import imports_of, modules

KERNEL = {
    "algebra",
    "almost_surely",
    "boxes",
    "catalogue",
    "context",
    "decimals",
    "goals",
    "moves",
    "identities",
    "infinity",
    "intervals",
    "normalize",
    "polynomial_steps",
    "real_roots",
    "regions",
    "replacement",
    "relations",
    "rules",
    "kernel",
}

# From the top of the house down; the names on one line may import each other.
STACK = (
    {"digests", "errors", "files", "folding", "greek", "installed", "machine_code"},
    {"statement"},
    KERNEL,
    {"formula"},
    {"reference"},
    {"compiled"},
    {"statistics"},
    {"engines"},
    {"text", "net_words"},
    {"cards", "explain", "step_words"},
    {"verdict"},
    {"directed", "tabular"},
    {"constants"},
    {"proofs", "packs", "library", "new", "scalar"},
    {"findings"},
    {"examine"},
    {"store"},
    {"latest"},
    {"runner"},
    {"checking"},
    {"benchmarks"},
    {"report"},
    {"trials", "testing"},
    {"terminal", "compiling", "doctor", "check_words", "constants_words", "replay_words"},
    {"api", "output", "watched_run"},
    {"cli", "pytest_plugin"},
    {"__main__"},
)
LEVEL = {name: level for level, names in enumerate(STACK) for name in names}


def part(module: str) -> str:
    """First name below provcheck: provcheck.engines.refute is part of engines."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


@pytest.mark.parametrize("module", sorted(modules()))
def test_every_module_has_a_place_in_the_stack(module):
    assert part(module) in LEVEL or module == "provcheck"


@pytest.mark.parametrize("module", sorted(modules()))
def test_a_module_imports_only_what_stands_above_it(module):
    below = [
        name
        for name in imports_of(module)
        if part(name) and LEVEL.get(part(name), -1) > LEVEL.get(part(module), -1)
    ]
    assert not below, f"{module} imports {below}, which stand below it"


@pytest.mark.parametrize("module", [m for m in sorted(modules()) if part(m) in KERNEL])
def test_the_kernel_imports_no_engine_and_reads_no_settings(module):
    allowed = {"errors", "statement"} | KERNEL
    strangers = {n for n in imports_of(module) if n.startswith("provcheck") and part(n)}
    assert {part(name) for name in strangers} <= allowed
    assert not {"os", "subprocess", "pathlib", "random"} & set(imports_of(module))


def test_the_import_check_sees_a_forbidden_import():
    """The test of the test: if runner stood below cli, the import in cli would be caught."""
    assert "provcheck.runner" in imports_of("provcheck.cli")
    assert LEVEL["runner"] < LEVEL["cli"]
