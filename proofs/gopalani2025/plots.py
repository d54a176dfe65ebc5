"""Pictures for the report: how tight the smoothness constants are, and V_s along a ray.

Every number is computed when the claim is verified, with the compiled functions; nothing here
decides a verdict.
"""

import numpy as np

from provcheck.reference import Activation
from provcheck.reference.activations import activation_constants
from provcheck.reference.norms import largest_abs, norm, sum_abs
from provcheck.statement import Curves

_BETA, _REGULARIZATION, _LABEL = 1.0, 0.1, 10.0
_TRIES = 60
_WIDTHS = (1, 2, 4, 8, 16)
_RADII = tuple(float(10.0**exponent) for exponent in np.arange(-1.0, 3.01, 0.25))


def _net(rng, p: int, d: int, n: int, radius: float, weight: float):
    """Outer weights of norm `weight`, data rows of norm `radius`, labels ±_LABEL."""
    a = rng.normal(size=p)
    X = rng.normal(size=(n, d))
    X *= radius / np.linalg.norm(X, axis=1, keepdims=True)
    y = _LABEL * np.where(rng.random(n) < 0.5, -1.0, 1.0)
    return a * (weight / np.linalg.norm(a)), X, y


def _steepest(rng, a, X, y) -> float:
    """Largest |Hessian eigenvalue| over random weights: a lower bound on gLip."""
    from provcheck.compiled import depth2

    p, d, radius = len(a), X.shape[1], np.linalg.norm(X[0])
    largest = 0.0
    for _ in range(_TRIES):
        W = rng.normal(size=(p, d)) * (10 ** rng.uniform(-1, 0.7) / radius)
        ends = depth2.hessian_extremes(W, a, X, y, _REGULARIZATION, _BETA, Activation.TANH)
        largest = max(largest, *(abs(end) for end in ends))
    return largest


def _constants(a, radius: float) -> dict[str, float]:
    """The printed, corrected and sharp bounds on gLip for tanh."""
    of = activation_constants(Activation.TANH, _BETA)
    p, size = len(a), norm(a)
    shared = (
        np.sqrt(p) * size**2 * of.first_derivative**2 * radius**2
        + p * size**2 * radius**2 * of.second_derivative * of.bound
        + _REGULARIZATION
    )
    label = size * radius * _LABEL * of.smoothness
    outputs = _LABEL + sum_abs(a) * of.bound
    return {
        "printed": float(np.sqrt(p) * (label + shared)),
        "corrected": float(np.sqrt(p) * (label * radius + shared)),
        "sharp": float(
            size**2 * of.first_derivative**2 * radius**2
            + largest_abs(a) * outputs * of.second_derivative * radius**2
            + _REGULARIZATION
        ),
    }


def _against_width(rng) -> Curves:
    series: dict[str, list[float]] = {"printed": [], "corrected": [], "sharp": []}
    for p in _WIDTHS:
        a, X, y = _net(rng, p, 3, 10, 1.0, 1.0)
        reached = _steepest(rng, a, X, y)
        for label, bound in _constants(a, 1.0).items():
            series[label].append(reached / bound)
    return Curves(
        "Tightness against the number of gates p",
        "p",
        "found / bound",
        _WIDTHS,
        series,
        caption="tanh, d = 3, n = 10, ‖a‖ = 1, B_x = 1, B_y = 10, λ = 0.1; found: the "
        "largest |Hessian eigenvalue| at 60 random weights. Above 1 a bound is broken.",
        log_x=True,
        log_y=True,
    )


def _against_radius(rng) -> Curves:
    series: dict[str, list[float]] = {"printed": [], "corrected": [], "sharp": []}
    for radius in _RADII:
        a, X, y = _net(rng, 2, 3, 10, radius, 0.01)
        reached = _steepest(rng, a, X, y)
        for label, bound in _constants(a, radius).items():
            series[label].append(reached / bound)
    return Curves(
        "Tightness against the radius B_x of the data",
        "B_x",
        "found / bound",
        _RADII,
        series,
        caption="tanh, p = 2, d = 3, n = 10, ‖a‖ = 0.01, B_y = 10, λ = 0.1; found: the "
        "largest |Hessian eigenvalue| at 60 random weights. Where the label term dominates, the "
        "printed bound is broken.",
        log_x=True,
        log_y=True,
    )


SMOOTHNESS_PLOTS = (_against_width, _against_radius)

_STEP, _OUTER = 4.0, 0.5


def _along_ray(rng) -> Curves:
    """V_s on W = tU for a random direction U, with the printed and the corrected minorant."""
    from provcheck.compiled import depth2

    of = activation_constants(Activation.TANH, _BETA)
    p, d, n = 2, 2, 5
    a, X, y = _net(rng, p, d, n, 1.0, _OUTER)
    y = y / _LABEL
    critical = 2 * of.first_derivative * of.lipschitz * _OUTER**2
    lam = 2 * critical
    leading = lam**2 - lam * critical
    linear = 2 * lam * of.first_derivative * _OUTER / _STEP
    linear += p * _OUTER**2 * of.lipschitz * of.second_derivative
    offset = -p * (of.first_derivative**2 * _OUTER**2 + _OUTER * of.second_derivative + lam * d)
    U = rng.normal(size=(p, d))
    U /= np.linalg.norm(U)
    lengths = np.linspace(0, 40, 81)
    values = [
        float(depth2.villani(r * U, a, X, y, lam, _STEP, _BETA, Activation.TANH)) for r in lengths
    ]
    printed = leading * lengths**2 - linear * lengths + offset
    corrected = leading / _STEP * lengths**2 - linear * lengths + offset
    series = {
        "V_s(tU)": values,
        "minorant with g₁ (printed)": printed.tolist(),
        "minorant with g₁/s (corrected)": corrected.tolist(),
    }
    return Curves(
        "V_s along a ray against its bounds",
        "t = ‖W‖_F",
        "value",
        lengths.tolist(),
        series,
        caption="tanh, p = 2, d = 2, n = 5, ‖a‖ = 0.5, B_x = B_y = 1, λ = 2λ_c, s = 4, one "
        "random direction U. The printed minorant overtakes V_s; with g₁/s it stays below.",
    )


VILLANI_PLOTS = (_along_ray,)
