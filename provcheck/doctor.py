"""Does this installation work? One finding for each thing that a run needs."""

import math
import platform
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from provcheck.errors import ProvcheckError
from provcheck.files import cache_directory, write_whole
from provcheck.library import Library


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    is_fine: bool
    text: str


def examine_installation(packs: Iterable[Path] = ()) -> tuple[Finding, ...]:
    """Findings on Python, libraries, ball arithmetic, compilation, cache, packs, processor."""
    paths = tuple(packs)
    checks: list[tuple[str, Callable[[], str]]] = [
        ("python", platform.python_version),
        *((name, lambda name=name: version(name)) for name in _dependencies()),
        ("arb", _ball_arithmetic),
        ("compiled", _compiles),
        ("cache", _cache),
        ("packs", lambda: _packs(paths)),
        ("processor", _processor),
    ]
    return tuple(_finding(subject, check) for subject, check in checks)


def _finding(subject: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(subject, True, check())
    except PackageNotFoundError:
        return Finding(subject, False, 'not installed; run: pip install -e ".[test]"')
    except Exception as error:  # whatever fails here is the finding
        return Finding(subject, False, f"{type(error).__name__}: {error}")


def _dependencies() -> list[str]:
    """Names of the libraries that provcheck needs, without versions and extras."""
    try:
        needed = [text for text in requires("provcheck") or [] if "extra ==" not in text]
    except PackageNotFoundError:  # run from a bare checkout
        needed = ["click", "numba", "numpy", "python-flint", "rich", "scipy", "sympy"]
    return sorted(text.split(">")[0].split("=")[0].strip() for text in needed)


def _ball_arithmetic() -> str:
    import flint

    third = flint.arb(1) / 3
    if not third.contains(flint.fmpq(1, 3)) or third.contains(flint.fmpq(1, 2)):
        raise ProvcheckError("a ball of 1/3 does not enclose it; reinstall python-flint.")
    return f"1/3 lies in {third}"


def _compiles() -> str:
    from provcheck.compiled.activations import exp_minus

    value = exp_minus(1.0)
    if abs(value - math.exp(-1.0)) > 2.0**-50:
        raise ProvcheckError(f"compiled exp(-1) is {value!r}; remove __pycache__ and try again.")
    return "a compiled function works"


def _cache() -> str:
    folder = cache_directory()
    probe = folder / "doctor"
    write_whole(probe, "")
    probe.unlink()
    return f"{folder} is writable"


def _packs(paths: tuple[Path, ...]) -> str:
    library = Library(paths)
    for error in library.errors.values():
        raise error
    for pack in library.packs:
        names = [name for name in library.entries if name.startswith(f"{pack.name}/")]
        for name in names[:1]:
            library.claim(name)
    return f"{len(library.packs)} packs with {len(library.entries)} claims"


def _processor() -> str:
    try:
        flags = Path("/proc/cpuinfo").read_text()
    except OSError:
        return f"{platform.machine()} (vector extensions unknown)"
    found = [name for name in ("avx512f", "avx2", "avx") if name in flags]
    return f"{platform.machine()}, {found[0] if found else 'no AVX'}"
