"""What a run's figures belong to: processor, load, and versions of all that was timed."""

import os
import platform
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from provcheck import __version__
from provcheck.benchmarks.processes import processors

LIBRARIES = (
    "numpy", "scipy", "numba", "llvmlite", "python-flint", "mpmath", "jax", "torch", "diffrax",
    "torchsde", "neural-tangents", "crival",
)  # fmt: skip
WIDEST = "avx512f"
_EXTENSIONS = (WIDEST, "avx2", "avx", "asimd")


def machine() -> dict[str, Any]:
    """Processor, how many of them, their widest registers, load, system and versions."""
    model, flags = _processor()
    return {
        "provcheck": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "processor": model,
        "processors": processors(),
        "registers": next((name for name in _EXTENSIONS if name in flags), "unknown"),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "versions": _versions(LIBRARIES),
    }


def _processor() -> tuple[str, set[str]]:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine(), set()
    facts = dict(line.split(":", 1) for line in lines if ":" in line)
    known = {name.strip(): text.strip() for name, text in facts.items()}
    flags = set((known.get("flags") or known.get("Features") or "").split())
    return known.get("model name") or platform.machine(), flags


def _versions(packages: Iterable[str]) -> dict[str, str]:
    found = {}
    for name in packages:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
