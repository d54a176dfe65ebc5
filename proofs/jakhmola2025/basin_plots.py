"""Pictures for the amended Theorem 3.1: where its condition holds, and a flow that satisfies it.

Nets f(x) = Σ_j a_j tanh(w_jᵀx) with a_j = ±1/√p fixed, each neuron beside one of opposite outer
weight, so that f = 0 at the start; W trained. J is β-Lipschitz with β = L'_σ B_x ‖X‖/√p, and
‖r(0)‖ ≤ λ₀/(4β) gives L(t) ≤ L(0)e^{−λ₀t/2} for all t.
"""

from typing import NamedTuple

import numpy as np

from provcheck.proofs.jakhmola2025.theorem3_1_basin_plots import condition_ratio
from provcheck.statement import Curves, HeatMap

Array = np.ndarray

CLAIMS = ()
_DIMENSION = 16
_WIDTHS = tuple(4**power for power in range(1, 9))
_SAMPLES = (1, 2, 3, 4, 6, 8, 12, 16)
_NETS = 5
_NUMBERS = 2_000_000  # of one array of slopes; a wider or larger net is left out


class Start(NamedTuple):
    """A net of paired neurons with its data."""

    outer: Array
    """(p,) a"""
    hidden: Array
    """(p, d) W(0)"""
    inputs: Array
    """(n, d), on the unit sphere"""
    labels: Array
    """(n,), ±1"""


def start(rng: np.random.Generator, width: int, samples: int) -> Start:
    """Random data, and standard normal W with every row twice.

    Args:
        width: p, even.
    """
    half = rng.normal(size=(width // 2, _DIMENSION))
    inputs = rng.normal(size=(samples, _DIMENSION))
    inputs /= np.linalg.norm(inputs, axis=1, keepdims=True)
    signs = np.repeat([1.0, -1.0], width // 2)
    labels = rng.choice([-1.0, 1.0], size=samples)
    return Start(signs / np.sqrt(width), np.vstack([half, half]), inputs, labels)


def condition_map(rng: np.random.Generator) -> HeatMap:
    """log₁₀ of 4β‖r(0)‖/λ₀ over width and number of samples; up to 0 the theorem speaks."""
    rows = []
    for samples in _SAMPLES:
        row = []
        for width in _WIDTHS:
            if width * samples > _NUMBERS:
                row.append(float("nan"))
                continue
            starts = [start(rng, width, samples) for _ in range(_NETS)]
            ratios = [condition_ratio(one.hidden, one.inputs, one.labels) for one in starts]
            middle = float(np.median(ratios))
            row.append(float(np.log10(middle)) if 0 < middle < np.inf else float("nan"))
        rows.append(row)
    return HeatMap(
        "Where the condition of the amended theorem holds",
        "width p",
        "samples n",
        "log₁₀ of 4β‖r(0)‖/λ₀",
        [float(width) for width in _WIDTHS],
        [float(samples) for samples in _SAMPLES],
        rows,
        caption=f"tanh nets with f = 0 at the start, inputs on the unit sphere of R^{_DIMENSION}, "
        f"labels ±1; medians of {_NETS} nets. The condition holds where the number is at most 0.",
    )


class Inside(NamedTuple):
    """A flow from a start."""

    times: Array
    losses: Array
    least: float
    """λ₀ = λ_min(K(0))"""
    ratio: float
    """4β‖r(0)‖/λ₀"""


def flow_from(found: Start, reach: float, points: int = 101) -> Inside:
    """The gradient flow of ½‖f − y‖² in W, until `reach`/λ₀."""
    from scipy.integrate import solve_ivp

    a, W, X, y = found
    slopes = a * (1 - np.tanh(X @ W.T) ** 2)  # (n, p)
    least = float(np.linalg.eigvalsh((slopes @ slopes.T) * (X @ X.T))[0])
    times = np.linspace(0, reach / least, points)

    def residual(flat: Array) -> tuple[Array, Array]:
        values = np.tanh(X @ flat.reshape(W.shape).T)
        return values @ a - y, values

    def velocity(_: float, flat: Array) -> Array:
        r, values = residual(flat)
        return -((a * (1 - values**2) * r[:, None]).T @ X).ravel()

    solved = solve_ivp(
        velocity, (0, times[-1]), W.ravel(), method="DOP853", t_eval=times, rtol=1e-8, atol=1e-10
    )
    losses = np.array([0.5 * np.square(residual(flat)[0]).sum() for flat in solved.y.T])
    return Inside(times, losses, least, condition_ratio(W, X, y))


def flow_inside(rng: np.random.Generator) -> Curves:
    """A flow from inside the basin, with its bound."""
    found = flow_from(start(rng, 4096, 2), 4.0)
    least, times = found.least, found.times
    return Curves(
        "A flow from where the condition holds",
        "λ₀ t",
        "L",
        (least * times).tolist(),
        {
            "L(t)": found.losses.tolist(),
            "amended bound L(0)e^{−λ₀t/2}": (found.losses[0] * np.exp(-least * times / 2)).tolist(),
            "linearized net, slowest mode L(0)e^{−2λ₀t}": (
                found.losses[0] * np.exp(-2 * least * times)
            ).tolist(),
        },
        log_y=True,
        caption=f"tanh, p = 4096, n = 2, d = {_DIMENSION}: 4β‖r(0)‖/λ₀ = {found.ratio:.2g} ≤ 1.",
    )


BASIN_PLOTS = (condition_map, flow_inside)
