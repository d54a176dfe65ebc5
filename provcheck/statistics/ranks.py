"""Whether something rises with a condition: Spearman's correlation in a row, Page's test of many.

A row has one number for each of k conditions, in their order; rows are independent draws.
"""

import numpy as np

from provcheck.errors import DomainError

Array = np.ndarray

MOST_CONDITIONS = 8
"""Conditions for which Page's exact distribution is computed, from all k! orders of a row."""


def ranks(rows: Array) -> Array:
    """Ranks from 1 in each row; equal numbers share the mean of their ranks.

    Args:
        rows: (S, k), without NaN.

    Returns:
        (S, k).
    """
    rows = _require(rows)
    below = (rows[:, None, :] < rows[:, :, None]).sum(axis=2)
    upto = (rows[:, None, :] <= rows[:, :, None]).sum(axis=2)
    return (below + upto + 1) / 2


def spearman(rows: Array) -> Array:
    """Rank correlation of each row with the order of its conditions, (S,) in [-1, 1].

    A row of equal numbers has correlation 0.
    """
    own = ranks(rows)
    k = own.shape[1]
    order = np.arange(1, k + 1) - (k + 1) / 2
    centred = own - (k + 1) / 2
    sizes = np.sqrt((centred**2).sum(axis=1) * (order @ order))
    return np.divide(centred @ order, sizes, out=np.zeros(len(own)), where=sizes > 0)


def page_p_value(rows: Array) -> float:
    """Chance that rows without any trend rise as much together as these (Page's test, exact).

    Page's statistic Σ j·rank_j over all rows, against all orders of every row being equally
    likely. Ties get mean ranks, whose statistic is less spread: the test then is conservative.

    Args:
        rows: (S, k) with 2 <= k <= 8.

    Source:
        Page, Ordered hypotheses for multiple treatments, JASA 58 (1963).
    """
    from itertools import permutations

    own = ranks(rows)
    S, k = own.shape
    if not 2 <= k <= MOST_CONDITIONS:
        raise DomainError(
            f"page_p_value: {k} conditions; expected 2 to {MOST_CONDITIONS}, for which all orders "
            "of a row are listed."
        )
    order = np.arange(1, k + 1)
    values = np.array(list(permutations(range(1, k + 1)))) @ order
    one = np.bincount(values) / len(values)
    total = np.ones(1)
    for _ in range(S):
        total = np.convolve(total, one)
    least = int(np.ceil((own @ order).sum() - 1e-9))  # mean ranks are multiples of 1/2: exact
    return float(min(1.0, total[least:].sum()))


def _require(rows: Array) -> Array:
    rows = np.asarray(rows, dtype=float)
    if rows.ndim != 2 or rows.shape[1] < 2 or not len(rows) or np.isnan(rows).any():
        raise DomainError(
            f"ranks: rows of shape {rows.shape}; expected (S, k) with S >= 1, k >= 2 and no NaN."
        )
    return rows
