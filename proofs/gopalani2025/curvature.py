"""The largest Hessian eigenvalue of a net's loss that a search finds: a lower bound of gLip.

Statement: none of the paper's; a number to hold its bounds against. For every W and direction V,
|⟨V, ∇²L̃(W) V⟩| / ‖V‖² ≤ gLip, so each point tried gives a lower bound.
Checked: nothing is proved, the eigenvalue is computed in float64. Method: weights over several
scales, Lanczos on Hessian-vector products (no matrix is formed), then ascent of ⟨V, ∇²L̃(W) V⟩ in W
from the best points.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

STEEPEST_CURVE = 1.317  # |σ''| is largest where β|z| = log(2 + √3) (sigmoid)
SCALES = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)  # of β|z|, from nearly linear to saturated
_WORK = 8e9  # operations that a search may cost: a few seconds
_PRODUCTS = (300, 1500)  # Hessian-vector products that they are spent on, least and most
_LEAST_ROWS, _FEW_PRODUCTS = 100, 60  # for the largest nets, whatever that costs
_LANCZOS, _WARM = 10, 5  # steps from any vector, and from a good one
_CLIMBERS = 4  # of the points tried, how many are improved


@dataclass(frozen=True)
class Net:
    """A net with its data: a (p,), X (n, d), y (n,) float64, C-contiguous; lam, beta floats > 0."""

    a: np.ndarray
    X: np.ndarray
    y: np.ndarray
    lam: float
    beta: float
    activation: Any

    def gradient(self, W: np.ndarray) -> np.ndarray:
        """∇L̃(W), (p, d)."""
        from provcheck.compiled import depth2

        return depth2.gradient(
            W, self.a, self.X, self.y, self.lam, self.beta, self.activation
        )  # (p, d)

    def hessian_vector(self, W: np.ndarray, V: np.ndarray) -> np.ndarray:
        """∇²L̃(W) V, (p, d)."""
        from provcheck.compiled import depth2

        return depth2.hessian_vector(
            W, V, self.a, self.X, self.y, self.lam, self.beta, self.activation
        )  # (p, d)


@dataclass(frozen=True)
class Peak:
    """Where the largest curvature was found.

    Attributes:
        value: |⟨V, ∇²L̃(W) V⟩| for the unit direction V; never above gLip, up to rounding.
        curves_up: whether ⟨V, ∇²L̃(W) V⟩ is positive.
        points: weights at which the Hessian was examined.
    """

    value: float
    curves_up: bool
    W: np.ndarray
    V: np.ndarray
    points: int


def largest_curvature(net: Net, rng: np.random.Generator) -> Peak:
    """Search weights for the largest |eigenvalue| of the Hessian of the loss.

    Where all rows would cost too much, weights are sought on a sample of rows, and the best of
    them examined on all.
    """
    rows, row_cost = len(net.y), len(net.a) * (2 * net.X.shape[1] + 60)
    affordable = max(_LEAST_ROWS, int(_WORK / (_PRODUCTS[0] * row_cost)))
    if affordable >= rows:
        products = int(np.clip(_WORK / (rows * row_cost), *_PRODUCTS))
        return max(_peaks(net, products, rng), key=lambda peak: peak.value)
    sample = rng.choice(rows, affordable, replace=False)
    part = replace(net, X=net.X[sample], y=net.y[sample])
    products = int(np.clip(_WORK / (affordable * row_cost), _FEW_PRODUCTS, _PRODUCTS[0]))
    sought = _peaks(part, products, rng)[:2]
    found = [_examined(net, peak.W, _WARM, rng, peak.V) for peak in sought]
    best = max(found, key=lambda peak: peak.value)
    return replace(best, points=sought[0].points)


def _peaks(net: Net, products: int, rng: np.random.Generator) -> list[Peak]:
    """The best points, improved, the highest first; each has the number of all points tried."""
    starts = products // (3 * _LANCZOS)
    peaks = [_examined(net, W, _LANCZOS, rng) for W in _starts(net, starts, rng)]
    peaks.sort(key=lambda peak: -peak.value)
    rounds = (products - starts * _LANCZOS) // (_CLIMBERS * (6 + _WARM))
    climbed = [_climbed(net, peak, rounds, rng) for peak in peaks[:_CLIMBERS]]
    points = len(peaks) + sum(peak.points - 1 for peak in climbed)
    climbed.sort(key=lambda peak: -peak.value)
    polished = _examined(net, climbed[0].W, 3 * _LANCZOS, rng, climbed[0].V)
    best = sorted([polished, *climbed], key=lambda peak: -peak.value)
    return [replace(peak, points=points) for peak in best]


def _starts(net: Net, count: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """The origin, the two places where |σ''| peaks on the largest sample, then random weights."""
    shape = (len(net.a), net.X.shape[1])
    lengths = np.linalg.norm(net.X, axis=1)
    longest = int(np.argmax(lengths))
    usual = float(np.median(lengths)) or float(lengths[longest]) or 1.0
    yield np.zeros(shape)
    if lengths[longest] > 0:
        along = net.X[longest] / lengths[longest] ** 2
        for sign in (1, -1):
            yield np.tile(sign * STEEPEST_CURVE / net.beta * along, (shape[0], 1))
    for number in range(count - 3):
        scale = SCALES[number % len(SCALES)]
        length = usual if number // len(SCALES) % 2 == 0 else float(lengths[longest]) or 1.0
        yield rng.standard_normal(shape) * scale / (net.beta * length)


def _examined(net: Net, W: np.ndarray, steps: int, rng: np.random.Generator, V=None) -> Peak:
    """The Ritz value of largest size after some Lanczos steps, with full reorthogonalization."""
    vector = (rng.standard_normal(W.size) if V is None else V.ravel()).astype(float)
    vector = vector / np.linalg.norm(vector)
    basis, images = [], []
    for _ in range(min(steps, W.size)):
        basis.append(vector)
        images.append(net.hessian_vector(W, vector.reshape(W.shape)).ravel())
        vector = images[-1].copy()
        for _ in range(2):  # twice is enough (Parlett, The Symmetric Eigenvalue Problem, 6.9)
            for earlier in basis:
                vector -= np.dot(earlier, vector) * earlier
        length = np.linalg.norm(vector)
        if length <= 1e-12 * np.linalg.norm(images[-1]):
            break
        vector = vector / length
    projected = np.array(basis) @ np.array(images).T  # (steps, steps)
    values, vectors = np.linalg.eigh((projected + projected.T) / 2)
    best = int(np.argmax(np.abs(values)))
    direction = (vectors[:, best] @ np.array(basis)).reshape(W.shape)
    direction = direction / np.linalg.norm(direction)
    curvature = _rayleigh(net, W, direction)
    return Peak(abs(curvature), curvature > 0, W, direction, 1)


def _rayleigh(net: Net, W: np.ndarray, V: np.ndarray) -> float:
    return float(np.sum(V * net.hessian_vector(W, V)))


def _climbed(net: Net, peak: Peak, rounds: int, rng: np.random.Generator) -> Peak:
    """Ascent in W, the direction being renewed at every point; stops where nothing rises."""
    stride = 1.0
    for _ in range(rounds):
        uphill = _third_derivative(net, peak) * (1 if peak.curves_up else -1)
        turn = net.beta * float(np.max(np.abs(net.X @ uphill.T)))  # how fast the βz move
        if not turn > 0 or not np.isfinite(turn):
            break
        for _ in range(4):
            W = peak.W + stride / turn * uphill
            if abs(_rayleigh(net, W, peak.V)) > peak.value:
                break
            stride /= 4
        else:
            break
        found = _examined(net, W, _WARM, rng, peak.V)
        peak = replace(found, points=peak.points + 1)
        stride *= 2
    return peak


def _third_derivative(net: Net, peak: Peak) -> np.ndarray:
    """Gradient in W of ⟨V, ∇²L̃(W) V⟩, (p, d): a second difference of gradients along V."""
    reach = net.beta * float(np.max(np.abs(net.X @ peak.V.T)))
    if not reach > 0:
        return np.zeros_like(peak.W)
    step = 1e-3 / reach  # error about 1e-6 from the step, 1e-10 from rounding
    ahead, here, behind = (net.gradient(peak.W + sign * step * peak.V) for sign in (1, 0, -1))
    return (ahead - 2 * here + behind) / step**2
