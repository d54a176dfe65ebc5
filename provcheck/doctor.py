"""Does this installation work? One finding for each thing that a run needs."""

import math
import platform
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from provcheck import machine_code
from provcheck.errors import ProvcheckError
from provcheck.files import cache_directory, write_whole
from provcheck.library import Library

_WIDTHS = (("avx512f", 512), ("avx2", 256), ("avx", 256))
"""Bits of a register, by the feature of the processor that has it."""


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
    from provcheck.compiled.elementary import exp

    value = exp(-1.0)
    if abs(value - math.exp(-1.0)) > 2.0**-50:
        raise ProvcheckError(f"compiled exp(-1) is {value!r}; remove __pycache__ and try again.")
    functions, size = machine_code.counted()
    return (
        f"a compiled function works; {functions} ({size / 1e6:.1f} MB) in {machine_code.folder()}"
    )


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
    """What compiled functions are compiled for: wide registers are faster, and no different."""
    import llvmlite.binding as llvm
    import numba

    name = numba.config.CPU_NAME or llvm.get_host_cpu_name()
    features = {feature for feature, has in llvm.get_host_cpu_features().items() if has}
    forced = numba.config.CPU_FEATURES
    if forced is not None:  # NUMBA_CPU_FEATURES, as in "+avx2,-avx512f"
        features = {word[1:] for word in forced.split(",") if word.startswith("+")}
    found = next((entry for entry in _WIDTHS if entry[0] in features), ("", 128))
    threads = f"{machine_code.available_cores()} cores"
    text = f"{platform.machine()} {name}, {threads}, vectors of {found[1]} bits"
    if found[1] == _WIDTHS[0][1]:
        return f"{text} ({found[0]})"
    reason = f" ({found[0]})" if found[0] else ""
    return f"{text}{reason}; compiled functions use what there is, more slowly than with avx512f"
