"""Refuse an array that will not fit, before anything is allocated."""

import math

from provcheck.errors import DataError

MEMORY_LIMIT = 2e9
"""bytes that one dense computation may take unless the caller says otherwise"""


def require_memory(
    name: str, shape: tuple[int, ...], limit: float, *, working: float = 0.0
) -> None:
    """Raise unless float64 of this shape, and what is needed beside it, fit.

    Args:
        name: what is asked for, as the message is to call it.
        limit: bytes, > 0.
        working: bytes needed beside the array.

    Raises:
        DataError: with the size in GB, and the matrix-free alternative.
    """
    alone = 8.0 * math.prod(shape)
    needed = alone + working
    if needed > limit:
        size = " x ".join(str(length) for length in shape)
        beside = f", {needed / 1e9:.3g} GB with the work beside it" if working else ""
        raise DataError(
            f"{name}: {size} numbers are {alone / 1e9:.3g} GB{beside}; expected at most "
            f"{limit / 1e9:.3g} GB. Use the matrix-free products of "
            "provcheck.reference.matrix_free, fewer samples, or a larger memory_limit."
        )
