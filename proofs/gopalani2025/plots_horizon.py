"""Pictures for the report: what Corollary 3.3 asks of T and k for a fixed initial density.

The net has p = d = n = 1 and x = 0, so that L̃ = ½y² + λw²/2 in closed form; ρ is uniform on
[1, 2]. A = 1/4 is exact and B = 0 is the most favourable value. Nothing here decides a verdict.
"""

import numpy as np

from provcheck.statement import Curves

_LAMBDA, _A = 0.13, 0.25
_LOW, _HIGH = 1.0, 2.0
_ACCURACIES = tuple(float(10.0**-exponent) for exponent in np.arange(0.5, 3.51, 0.125))
_NODES = 80


def log_squared_distance(step_size: float) -> float:
    """log ∫ρ²/μ_s for ρ uniform on [1, 2] and the loss 0.13 w²/2.

    Args:
        step_size: s > 0.
    """
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    excess = np.minimum(_LAMBDA * (_HIGH**2 - _LOW**2) / step_size, 60.0)
    low = np.sqrt(_HIGH**2 - excess * step_size / _LAMBDA)  # below it e^{λw²/s} is negligible
    w = (low + _HIGH) / 2 + (_HIGH - low) / 2 * nodes
    peak = _LAMBDA * _HIGH**2 / step_size
    inside = np.sum(weights * np.exp(_LAMBDA * w**2 / step_size - peak)) * (_HIGH - low) / 2
    return float(peak + np.log(inside) + 0.5 * np.log(np.pi * step_size / _LAMBDA))


def needed_time(accuracy: float) -> tuple[float, float]:
    """(T, s): the least T that meets the condition of Corollary 3.3 on ρ, and its step size."""
    step = accuracy / (2 * _A)
    stationary = np.sqrt(3) / 4 * step  # C(s)
    chi = log_squared_distance(step)
    log_distance = chi / 2 + 0.5 * np.log1p(-np.exp(-chi))
    time = (np.log(2 * stationary / accuracy) + log_distance) / _LAMBDA
    return max(float(time), 0.0), step


def _needed(_rng) -> Curves:
    times, counts = [], []
    for accuracy in _ACCURACIES:
        time, step = needed_time(accuracy)
        times.append(time)
        counts.append(time / step)
    last = counts[-1] * _ACCURACIES[-1] ** 2
    series = {
        "time T": times,
        "steps k = T/s": counts,
        "1/ε²": [last / accuracy**2 for accuracy in _ACCURACIES],
    }
    return Curves(
        "What Corollary 3.3 asks for a fixed initial density",
        "accuracy ε",
        "T, k",
        list(_ACCURACIES),
        series,
        caption="p = d = n = 1, x = 0, λ = 0.13, weights uniform on [1, 2]; A = 1/4 and B = 0. T "
        "grows like 1/ε and the number of steps like 1/ε², not like 1/ε.",
        log_x=True,
        log_y=True,
    )


HORIZON_PLOTS = (_needed,)
