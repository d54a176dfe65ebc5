"""Results with an error added, for the tests of what looks for errors."""

from functools import wraps

import numpy as np


def spoiled(function, factor=1 + 1e-6):
    """The function, with its results off by one part in a million: no bound allows that."""

    @wraps(function)
    def off(*arguments, **options):
        result = function(*arguments, **options)
        if hasattr(result, "_replace"):  # an ensemble
            return result._replace(final=result.final * factor)
        return tuple(part * factor for part in result) if type(result) is tuple else result * factor

    return off


def largest(rows):
    """The largest error of each row, by function."""
    return {row["function"]: row["largest"] for row in rows}


def above(rows):
    """Functions of which an error above the bound was seen."""
    return {row["function"] for row in rows if np.greater(row["largest"], row["bound"])}
