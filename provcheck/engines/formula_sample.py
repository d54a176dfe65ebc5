"""Samples of a region in float64: where to look for the smallest slack."""

from typing import Any

import numpy as np

from provcheck.goals import Goal, Range

_FAR = 1e6


def sample_of(goal: Goal, count: int = 400) -> dict[Any, np.ndarray]:
    """Points of the region's box, the same for the same goal: {symbol: (n,) float64}."""
    symbols = sorted(goal.ranges, key=str)
    if len(symbols) <= 1:
        return {symbol: line_of(goal.ranges[symbol], count) for symbol in symbols}
    rng = np.random.Generator(np.random.Philox(key=len(symbols)))
    return {symbol: rng.choice(line_of(goal.ranges[symbol], 200), 4 * count) for symbol in symbols}


def line_of(range_: Range, count: int = 400) -> np.ndarray:
    """Increasing points inside a range, denser towards its ends and towards 0.

    Returns:
        (n,) float64; open ends are left out.
    """
    low = None if range_.low is None else float(range_.low)
    high = None if range_.high is None else float(range_.high)
    steps = np.geomspace(1e-6, _FAR, count // 2)
    if low is None and high is None:
        points = np.concatenate([-steps, [0.0], steps, np.linspace(-6, 6, count // 2)])
    elif high is None:
        points = np.concatenate([low + steps, low + np.linspace(0, 10, count // 2)])
    elif low is None:
        points = np.concatenate([high - steps, high - np.linspace(0, 10, count // 2)])
    else:
        shares = np.concatenate([np.linspace(0, 1, count), np.geomspace(1e-9, 0.5, 40)])
        points = np.concatenate([low + (high - low) * shares, high - (high - low) * shares])
    if low is not None:
        points = points[points > low] if range_.open_low else points[points >= low]
    if high is not None:
        points = points[points < high] if range_.open_high else points[points <= high]
    return np.unique(points)
