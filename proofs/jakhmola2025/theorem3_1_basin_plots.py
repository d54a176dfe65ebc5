"""A picture for the amended Theorem 3.1: at which widths random nets satisfy its condition."""

import numpy as np

from provcheck.statement import Curves

_WIDTHS = (4, 16, 64, 256, 1024, 4096, 16384)
_SAMPLES = (2, 4, 8)
_DIMENSION = 16
_NETS = 20
_SMOOTHNESS = 4 / (3 * np.sqrt(3))  # Lipschitz constant of tanh'

CLAIMS = ()


def condition_ratio(hidden: np.ndarray, inputs: np.ndarray, labels: np.ndarray) -> float:
    """4β‖r(0)‖/λ_min(K(0)) of a tanh net whose outputs at the start are 0; at most 1 is enough.

    Outer weights are ±1/√p, W trained, so that β = L'_σ B_x ‖X‖/√p.

    Args:
        hidden: (p, d) weights.
        inputs: (n, d).
        labels: (n,).

    Returns:
        scalar > 0; infinite where the NTK is singular.
    """
    slopes = 1 - np.tanh(inputs @ hidden.T) ** 2  # (n, p)
    ntk = slopes @ slopes.T / len(hidden) * (inputs @ inputs.T)
    largest = np.max(np.linalg.norm(inputs, axis=1))
    constant = _SMOOTHNESS * largest * np.linalg.norm(inputs, 2) / np.sqrt(len(hidden))
    least = max(float(np.linalg.eigvalsh(ntk)[0]), 0.0)
    return float(4 * constant * np.linalg.norm(labels) / least) if least > 0 else float("inf")


def _ratios(rng: np.random.Generator, samples: int, width: int) -> np.ndarray:
    """Ratios of random nets: inputs on the unit sphere, labels ±1, standard normal weights."""
    found = []
    for _ in range(_NETS):
        inputs = rng.normal(size=(samples, _DIMENSION))
        inputs /= np.linalg.norm(inputs, axis=1, keepdims=True)
        labels = rng.choice([-1.0, 1.0], size=samples)
        found.append(condition_ratio(rng.normal(size=(width, _DIMENSION)), inputs, labels))
    return np.array(found)


def condition_against_width(rng: np.random.Generator) -> Curves:
    """The ratio 4β‖r(0)‖/λ₀ against the width, its median and the spread over random nets."""
    series, bands = {}, {}
    for samples in _SAMPLES:
        ratios = np.array([_ratios(rng, samples, width) for width in _WIDTHS])
        label = f"n = {samples}"
        series[label] = np.median(ratios, axis=1).tolist()
        bands[label] = (ratios.min(axis=1).tolist(), ratios.max(axis=1).tolist())
    series["the condition"] = [1.0] * len(_WIDTHS)
    return Curves(
        "Where the condition at the initialisation holds", "width p", "4β‖r(0)‖ / λ₀",
        [float(width) for width in _WIDTHS], series, bands, log_x=True, log_y=True,
        caption=f"tanh nets Σ ±tanh(w_jᵀx)/√p with f = 0 at the start, standard normal W, inputs "
        f"on the unit sphere of R^{_DIMENSION}, labels ±1; median and range of {_NETS} nets. Below "
        "1 the loss decays as e^{−λ₀t/2} for all time.",
    )  # fmt: skip
