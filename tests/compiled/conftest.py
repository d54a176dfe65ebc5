"""Compile afresh in every run: numba's cache does not notice a changed function that is called."""

import os
import tempfile

_FRESH = tempfile.TemporaryDirectory(prefix="provcheck-numba-", ignore_cleanup_errors=True)
os.environ["NUMBA_CACHE_DIR"] = _FRESH.name  # read whenever a compiled module is imported
