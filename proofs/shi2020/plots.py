"""Pictures: the two explicit constants λ_s beside the true gap of a net with one weight.

The net is a·σ(wx) with the sigmoid and three data points, two of which disagree, so that for small
λ the loss has a plateau. The gaps are computed to ten digits; nothing here decides a verdict.
"""

import numpy as np

from provcheck.statement import Curves

_X = np.array([1.0, -2.0, 3.0])
_Y = np.array([1.0, 0.5, -0.5])
_STEPS = 10.0 ** np.arange(-1.0, 2.01, 0.25)
_RIDGES = 10.0 ** np.arange(-2.0, 1.01, 0.25)


def loss(w: np.ndarray, a: float, lam: float) -> np.ndarray:
    """L̃ of the net a·σ(wx) at every weight of a (K,) array, (K,)."""
    outputs = a / (1 + np.exp(-np.clip(np.multiply.outer(w, _X), -700, 700)))  # (K, n)
    return ((_Y - outputs) ** 2).mean(axis=-1) / 2 + lam / 2 * w**2


def true_gap(a: float, lam: float, step: float) -> float:
    """λ_s of this net."""
    from provcheck.reference.spectrum import gap_1d

    return gap_1d(lambda w: loss(w, a, lam), step).gap


def holley_stroock(a: float, lam: float, step: float) -> float:
    """λ·exp(-(B_y + ‖a‖₁B_σ)²/s)."""
    return lam * float(np.exp(-((np.abs(_Y).max() + abs(a)) ** 2) / step))


def bakry_emery(a: float, lam: float) -> float:
    """λ - ‖a‖_∞(B_y + ‖a‖₁B_σ)M'_D B_x², NaN where it is not positive."""
    curve = abs(a) * (np.abs(_Y).max() + abs(a)) / (6 * np.sqrt(3)) * np.abs(_X).max() ** 2
    return lam - curve if lam > curve else float("nan")


def _series(a: float, points) -> dict[str, list[float]]:
    return {
        "true gap": [true_gap(a, lam, step) for lam, step in points],
        "Holley–Stroock": [holley_stroock(a, lam, step) for lam, step in points],
        "Bakry–Émery": [bakry_emery(a, lam) for lam, _ in points],
    }


def _over_step(_rng) -> Curves:
    return Curves(
        title="λ_s of a net with one weight, a = 1, λ = 0.2",
        x_label="step size s",
        y_label="λ_s",
        x=_STEPS.tolist(),
        series=_series(1.0, [(0.2, float(step)) for step in _STEPS]),
        log_x=True,
        log_y=True,
        caption="Holley–Stroock tends to λ for large s; Bakry–Émery is not positive at this λ",
    )


def _over_ridge(_rng) -> Curves:
    return Curves(
        title="λ_s of a net with one weight, a = 1/2, s = 1",
        x_label="λ",
        y_label="λ_s",
        x=_RIDGES.tolist(),
        series=_series(0.5, [(float(lam), 1.0) for lam in _RIDGES]),
        log_x=True,
        log_y=True,
        caption="above its threshold Bakry–Émery is soon within a few per cent of the gap",
    )


CONSTANT_PLOTS = (_over_step, _over_ridge)
