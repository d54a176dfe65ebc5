"""Importing the compiled layer compiles nothing."""

import subprocess
import sys

SCRIPT = """
import sys
import provcheck.reference
assert "numba" not in sys.modules, "numba was loaded"
from provcheck.compiled import activations, depth2, depth2_batched, rounding
for module in (activations, depth2, depth2_batched):
    for name, value in vars(module).items():
        assert not getattr(value, "signatures", []), f"{name} was compiled"
"""


def test_import_compiles_nothing():
    subprocess.run([sys.executable, "-c", SCRIPT], check=True, timeout=60)
