"""provcheck decides what a paper's theorems are worth, with evidence a reader can replay.

    provcheck.verify("lemma3_1")                          as `provcheck verify lemma3_1`
    provcheck.check("exp(x) >= 1 + x", "x in (-oo, oo)")  as `provcheck check`
    provcheck.scalar_claim(...)                           a claim about numbers, for a pack
    %load_ext provcheck                                   claims and derivations shown in a notebook

They are imported when they are first used, so that importing provcheck stays quick.
"""

import importlib

__all__ = ["__version__", "check", "scalar_claim", "verify"]

__version__ = "0.1.0"

_HOMES = {
    "check": "provcheck.api",
    "load_ipython_extension": "provcheck.report.displays",
    "scalar_claim": "provcheck.scalar",
    "verify": "provcheck.api",
}


def __getattr__(name: str):
    if name not in _HOMES:
        raise AttributeError(f"module 'provcheck' has no attribute '{name}'")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
