"""Pictures beside the claims of the slides; they decide nothing."""

import math

from provcheck.statement import Curves

_SAMPLES = tuple(float(samples) for samples in range(2, 33))
_WEIGHTS = tuple(2.0 ** (place / 2) for place in range(-4, 25))
_STEPS = 4000


def patterns_against_samples(_rng) -> Curves:
    """Activation patterns of a gate over the printed S^n, for n = 1, 2, 3."""
    series = {
        f"n = {n}": [_count(int(samples), n) / samples**n for samples in _SAMPLES]
        for n in (1, 2, 3)
    }
    return Curves(
        "Activation patterns of a gate on S points, over S^n",
        "S",
        "patterns / S^n",
        _SAMPLES,
        series,
        caption="Above 1 the printed count is broken: for n = 1, by the factor 2 at every S.",
        log_x=True,
        log_y=True,
    )


def _count(samples: int, dimension: int) -> int:
    return 2 * sum(math.comb(samples - 1, k) for k in range(dimension + 1))


def second_derivatives(_rng) -> Curves:
    """|∂²L̃/∂w₁²| along w₂ for two gates at w₁ = 0, and along w₁ for one gate."""
    import numpy as np

    t = np.array(_WEIGHTS)
    far = np.exp(-t)
    softplus, slope, bend = t + np.log1p(far), 1 / (1 + far), far / (1 + far) ** 2
    two = 0.5 + (math.log(2) + softplus) / 2  # σ'(0) = 1/2, σ''(0) = 1/4
    one = 2 * slope**2 + 2 * softplus * bend
    return Curves(
        "SoftPlus: a second derivative of the loss far out",
        "t",
        "second derivative",
        _WEIGHTS,
        {
            "two gates, at (0, t)": [float(value) for value in two],
            "one gate, at t": [float(value) for value in one],
            "bound for one gate": [4.0] * len(_WEIGHTS),
        },
        caption="β = 1, a = 1, x = 1, y = 0, without the regularizer. Two gates grow like t/2, so "
        "the gradient is not Lipschitz; one gate stays below 4.",
        log_x=True,
        log_y=True,
    )


def errors_at_the_corners(rng) -> Curves:
    """Least sum of errors at (±1, ±1) that random descent finds, for one to four gates."""
    gates = (1, 2, 3, 4)
    found = [_least_error(rng, count) for count in gates]
    return Curves(
        "max(x₁, x₂) at the corners (±1, ±1) by nets without biases",
        "gates",
        "sum of the four errors",
        gates,
        {"found": found, "bound for two gates": [1.0] * len(gates)},
        caption="The best of eight descents of 4,000 random steps; three gates reach 0.",
    )


def _least_error(rng, gates: int) -> float:
    """Weights (8, gates, 3): one row (u₁, u₂, a) a gate; a step is kept where it is better."""
    import numpy as np

    weights, scale = rng.normal(size=(8, gates, 3)), np.ones(8)
    best = _errors(weights)
    for _ in range(_STEPS):
        moved = weights + scale[:, None, None] * rng.normal(size=weights.shape)
        value = _errors(moved)
        better = value < best
        weights[better], best[better] = moved[better], value[better]
        scale = np.where(better, 1.5 * scale, 0.98 * scale).clip(1e-9, 10.0)
    return float(best.min())


def _errors(weights):
    import numpy as np

    corners = np.array([[1, 1], [-1, -1], [1, -1], [-1, 1]])
    inputs = weights[:, :, :2] @ corners.T  # (8, gates, 4)
    outputs = (np.maximum(inputs, 0) * weights[:, :, 2:]).sum(axis=1)  # (8, 4)
    return np.abs(outputs - corners.max(axis=1)).sum(axis=1)
