"""Pictures of gradient flows: their bounds, jumps of λ_min(K(t)), sliding, a loss with a floor."""

from fractions import Fraction

import numpy as np

from provcheck.reference.initialization import kaiming_uniform
from provcheck.statement import Curves, Layer, Network, dense, leaky_relu, smooth

Array = np.ndarray

CLAIMS = ()
_TRIES = 60
_JUMPS = 3
"""Kinks that the flow of the picture crosses at least."""


def _positive(values: Array) -> list[float]:
    return np.where(values > 0, values, np.nan).tolist()


def _crossing_flow(rng: np.random.Generator):
    """A random flow that crosses a few kinks before it ends, with its record and its crossings."""
    from provcheck.reference.flow import CROSSINGS
    from provcheck.reference.piece import fit_of
    from provcheck.reference.piecewise_flow import follow
    from provcheck.reference.trajectory import record

    network, best = dense(2, (6, 1), leaky_relu()), None
    for _ in range(_TRIES):
        X, y = rng.normal(size=(4, 2)), rng.normal(size=(4, 1))
        flow = follow(fit_of(network, X, y), kaiming_uniform(network, rng), 10.0)
        crossed = sum(contact.passage in CROSSINGS for contact in flow.contacts)
        if flow.steps and (best is None or crossed > best[1]):
            best = flow, crossed
        if flow.steps and crossed >= _JUMPS:
            break
    flow, crossed = best
    return record(flow, np.linspace(0, flow.end, 301)), crossed, flow.ending.name.lower()


def loss_with_bounds(rng: np.random.Generator) -> Curves:
    """The loss of one flow, with the printed and the a-posteriori bound."""
    found, crossed, ending = _crossing_flow(rng)
    first = found.start[0]
    return Curves(
        "Loss along a flow, with its bounds",
        "t",
        "L",
        found.times.tolist(),
        {
            "L(t)": _positive(found.loss),
            "a-posteriori bound L(0)exp(−2∫λ_min(K))": (
                first * np.exp(-2 * found.integral)
            ).tolist(),
            "printed bound L(0)exp(−2λ_t t)": (
                first * np.exp(-2 * found.least_so_far * found.times)
            ).tolist(),
        },
        log_y=True,
        caption=f"Leaky ReLU, d = 2, six hidden units, n = 4; {crossed} kinks crossed, then "
        f"{_ENDINGS.get(ending, ending)}.",
    )


def least_eigenvalue_with_jumps(rng: np.random.Generator) -> Curves:
    """λ_min(K(t)) of one flow, which jumps where the flow crosses a kink."""
    found, crossed, _ = _crossing_flow(rng)
    return Curves(
        "λ_min(K(t)) along a flow",
        "t",
        "least eigenvalue",
        found.times.tolist(),
        {"λ_min(K(t))": _positive(found.least_eigenvalue)},
        log_y=True,
        caption=f"Leaky ReLU, d = 2, six hidden units, n = 4. K jumps at each of the {crossed} "
        "kinks that the flow crosses.",
    )


_ENDINGS = {
    "sliding": "both sides of a kink point into it, where the solution ends",
    "reached": "the time that was asked for is reached",
}


def absolute_value_flow(rng: np.random.Generator) -> Curves:
    """f = |x + w| with x = 0, y = −1: the flow reaches the kink at t = log 2 and stays there."""
    network = Network(1, (Layer(1, weights=False, bias=True),), leaky_relu(Fraction(-1)))
    return _sliding_curves(
        "A flow that ends in a kink: f(x) = |x + w|",
        network, np.array([[0.0]]), np.array([[-1.0]]), 1.0, 2.0,
        "x = 0, y = −1, w(0) = 1: K = 1 everywhere, the loss cannot fall below ½, and from "
        "t = log 2 both sides point into the kink.",
    )  # fmt: skip


def leaky_flow(rng: np.random.Generator) -> Curves:
    """Leaky ReLU of slope ½, f = φ(x + w), x = (0, 2), y = (−4, 5)."""
    network = Network(1, (Layer(1, weights=False, bias=True),), leaky_relu(Fraction(1, 2)))
    return _sliding_curves(
        "A flow that ends in a kink: leaky ReLU with two samples",
        network, np.array([[0.0], [2.0]]), np.array([[-4.0], [5.0]]), 1.0, 2.0,
        "f = φ(x + w) with slope ½, x = (0, 2), y = (−4, 5), w(0) = 1: from the kink at w = 0 on, "
        "−∇L points back into it from both sides.",
    )  # fmt: skip


def _sliding_curves(
    title: str, network: Network, X: Array, y: Array, start: float, horizon: float, caption: str
) -> Curves:
    from provcheck.reference.flow import OnSliding
    from provcheck.reference.network import loss
    from provcheck.reference.piece import fit_of
    from provcheck.reference.piecewise_flow import follow

    fit = fit_of(network, X, y)
    stopped = follow(fit, np.array([start]), horizon)
    beyond = follow(fit, np.array([start]), horizon, on_sliding=OnSliding.FOLLOW)
    times = np.unique(np.concatenate([np.linspace(0, beyond.end, 121), [stopped.end]]))
    theta = beyond.at(times)
    losses = np.array([loss(network, point, X, y) for point in theta])
    is_solution = times <= stopped.end
    return Curves(
        title,
        "t",
        "",
        times.tolist(),
        {
            "w(t)": np.where(is_solution, theta[:, 0], np.nan).tolist(),
            "L(t)": np.where(is_solution, losses, np.nan).tolist(),
            "w(t), along the kink": np.where(times >= stopped.end, theta[:, 0], np.nan).tolist(),
            "L(t), along the kink": np.where(times >= stopped.end, losses, np.nan).tolist(),
        },
        caption=caption + f" The solution of θ' = −∇L ends at t = {stopped.end:.4g}.",
    )


def bottleneck_floor(rng: np.random.Generator) -> Curves:
    """A net with one hidden unit, two outputs and three samples, whose loss cannot vanish."""
    from provcheck.reference.piece import fit_of
    from provcheck.reference.piecewise_flow import follow
    from provcheck.reference.trajectory import record

    network = dense(2, (1, 2), smooth("tanh"))
    X = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    y = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    times = np.linspace(0, 60.0, 121)
    series = {}
    for number in range(3):
        flow = follow(fit_of(network, X, y), kaiming_uniform(network, rng), times[-1])
        found = record(flow, times)
        series[f"initialization {number + 1}"] = [
            *found.loss.tolist(),
            *[float("nan")] * (len(times) - len(found.loss)),
        ]
    series["floor of the loss"] = [_bottleneck_least(y)] * len(times)
    return Curves(
        "A loss with a floor: one hidden unit, q = 2, n = 3",
        "t",
        "L",
        times.tolist(),
        series,
        log_y=True,
        caption=f"tanh, d = 2: m = {network.parameters} ≥ nq = 6. The outputs lie on a line of R², "
        "the labels do not; the floor is half the squared distance to the best line.",
    )


def _bottleneck_least(labels: Array) -> float:
    """½ of the least sum of squared distances of the labels (n, q) from a line of R^q."""
    centred = labels - labels.mean(axis=0)
    return 0.5 * float(np.square(np.linalg.svd(centred, compute_uv=False)[1:]).sum())


BOUND_PLOTS = (loss_with_bounds, least_eigenvalue_with_jumps)
SLIDING_PLOTS = (absolute_value_flow, leaky_flow)
FLOOR_PLOTS = (bottleneck_floor,)
