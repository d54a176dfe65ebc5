"""Ensembles of paths: the stochastic differential equation of SGD, SGD itself, and one dimension.

All of them follow K paths for a number of steps, record the mean loss over the paths and its
standard error at chosen steps, and return the final weights. Random numbers come from
`philox.py` by their address (seed, path, step), so a path does not depend on the others.

Arguments, the same everywhere: W0 (K, p, d) float64, initial weights, K >= 2; a, X, y, lam, beta
and activation as in `depth2.py`; s scalar >= 0; `steps` an integer in [0, 2^32); `seed` an
integer in [0, 2^64), equal seeds giving equal noise; `record` increasing integers in [0, steps],
k standing for the state after k steps. A path that leaves the floats raises DomainError.
"""

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np

from provcheck.errors import DomainError
from provcheck.reference import depth2
from provcheck.reference.activations import Activation
from provcheck.reference.philox import Stream, integers, normals

Array = np.ndarray


class Sampling(IntEnum):
    """How a mini-batch B_k is drawn; the draws of different steps are independent."""

    WITH_REPLACEMENT = 0
    """b independent samples, which may repeat"""
    WITHOUT_REPLACEMENT = 1
    """a subset of size b <= n, all subsets alike (gopalani2025, Sec. 4: "a subset of the data")"""


class Ensemble(NamedTuple):
    """What is kept of K paths."""

    steps: Array
    """(R,) int64, the recorded steps"""
    means: Array
    """(R,) mean over the paths of the recorded function"""
    errors: Array
    """(R,) standard errors of these means: sample deviation / sqrt(K)"""
    final: Array
    """(K, p, d) weights after the last step; (K,) in one dimension"""


def gaussian_weights(K: int, p: int, d: int, deviation: float, *, seed: int) -> Array:
    """Initial weights with independent N(0, deviation^2) entries, (K, p, d).

    Raises:
        DomainError: a size is not positive, or the deviation is negative or not finite.
    """
    if not (min(K, p, d) >= 1 and 0 <= deviation < np.inf):
        raise DomainError(
            f"gaussian_weights: sizes ({K}, {p}, {d}) and deviation {deviation}; expected sizes "
            "of at least 1 and a finite deviation >= 0"
        )
    draws = normals(seed, Stream.INITIAL, np.arange(K), 0, p * d)
    return deviation * draws.reshape(K, p, d)


def euler_maruyama(
    W0: Array,
    a: Array,
    X: Array,
    y: Array,
    lam: float,
    s: float,
    beta: float,
    activation: Activation,
    *,
    dt: float,
    steps: int,
    seed: int,
    record: Sequence[int] = (),
) -> Ensemble:
    """dW = -grad L(W) dt + sqrt(s) dB in steps of length dt > 0; the loss L is recorded.

    Unadjusted Langevin dynamics at temperature T is the same with s = 2 T; SGD-like noise of
    step size s is dt = s.

    Source:
        gopalani2025, Sec. 4, eq. (2).
    """
    W, rest = require_net(W0, a, X, y, lam, s, beta)
    require_positive("dt", dt)

    def advance(W: Array, step: int) -> Array:
        noise = normals(seed, Stream.NOISE, np.arange(len(W)), step, W[0].size).reshape(W.shape)
        slopes = np.array([depth2.gradient(w, *rest, activation) for w in W])
        return W - dt * slopes + np.sqrt(s * dt) * noise

    def losses(W: Array) -> Array:
        return np.array([depth2.loss(w, *rest, activation) for w in W])

    return _follow(W, advance, losses, steps, record)


def minibatch_sgd(
    W0: Array,
    a: Array,
    X: Array,
    y: Array,
    lam: float,
    s: float,
    beta: float,
    activation: Activation,
    *,
    batch: int,
    steps: int,
    seed: int,
    sampling: Sampling = Sampling.WITHOUT_REPLACEMENT,
    record: Sequence[int] = (),
) -> Ensemble:
    """W <- W - (s/b) sum_{i in B_k} grad L_i(W) - s lam W, with fresh batches of b samples.

    L_i is the loss of sample i alone, without the regularizer; the loss L of all samples is
    recorded.

    Source:
        gopalani2025, Def. 1.
    """
    W, rest = require_net(W0, a, X, y, lam, s, beta)
    a, X, y, *scalars = rest
    require_batch(batch, len(y), sampling)

    def advance(W: Array, step: int) -> Array:
        chosen = batches(seed, np.arange(len(W)), step, len(y), batch, sampling)  # (K, b)
        pairs = zip(W, chosen, strict=True)
        slopes = [depth2.gradient(w, a, X[i], y[i], *scalars, activation) for w, i in pairs]
        return W - s * np.array(slopes)

    def losses(W: Array) -> Array:
        return np.array([depth2.loss(w, *rest, activation) for w in W])

    return _follow(W, advance, losses, steps, record)


def euler_maruyama_polynomial(
    w0: Array,
    coefficients: Array,
    s: float,
    *,
    dt: float,
    steps: int,
    seed: int,
    record: Sequence[int] = (),
    observable: Array | None = None,
) -> Ensemble:
    """dw = -U'(w) dt + sqrt(s) dB on the line, for a polynomial U, in steps of length dt > 0.

    Args:
        w0: (K,) float64, initial positions.
        coefficients: (m,) float64, U(w) = sum_k coefficients[k] w^k.
        observable: (m,) float64, coefficients of the polynomial to record; U itself if None.
    """
    w, potential, seen = require_line(w0, coefficients, observable, s)
    require_positive("dt", dt)
    drift = potential[1:] * np.arange(1, len(potential))

    def advance(w: Array, step: int) -> Array:
        noise = normals(seed, Stream.NOISE, np.arange(len(w)), step, 1)[:, 0]
        return w - dt * evaluate(drift, w) + np.sqrt(s * dt) * noise

    return _follow(w, advance, lambda w: evaluate(seen, w), steps, record)


def batches(seed: int, paths: Array, step: int, n: int, batch: int, sampling: Sampling) -> Array:
    """Indices in [0, n) of the mini-batch of every path, (K, b) int64.

    Without replacement by Floyd's method: draw m lies in [0, n - b + m], and is replaced by
    n - b + m if an earlier draw has taken it.
    """
    if sampling == Sampling.WITH_REPLACEMENT:
        return integers(seed, Stream.BATCH, paths, step, batch, below=n)
    last = np.arange(n - batch, n)
    drawn = integers(seed, Stream.BATCH, paths, step, batch, below=last + 1)
    for m in range(1, batch):
        taken = np.any(drawn[:, :m] == drawn[:, m : m + 1], axis=1)
        drawn[:, m] = np.where(taken, last[m], drawn[:, m])
    return drawn


def evaluate(coefficients: Array, w: Any) -> Any:
    """sum_k coefficients[k] w^k by Horner's scheme; 0 if there are none."""
    total = w * 0
    for coefficient in coefficients[::-1]:
        total = total * w + coefficient
    return total


def _follow(
    state: Array,
    advance: Callable[[Array, int], Array],
    losses: Callable[[Array], Array],
    steps: int,
    record: Sequence[int],
) -> Ensemble:
    recorded = require_record(steps, record)
    K, means, errors = len(state), [], []
    with np.errstate(over="ignore", invalid="ignore"):  # what leaves the floats is refused below
        for step in range(steps + 1):
            if step in recorded:
                values = losses(state)
                means.append(np.mean(values))
                errors.append(np.std(values, ddof=1) / np.sqrt(K))
            if step < steps:
                state = advance(state, step)
    ensemble = Ensemble(recorded, np.array(means), np.array(errors), state)
    return require_finite(ensemble)


def require_net(
    W0: Array, a: Array, X: Array, y: Array, lam: float, s: float, beta: float
) -> tuple[Array, tuple[Any, ...]]:
    """W0 and (a, X, y, lam, beta) as contiguous float64 arrays of fitting shapes and floats."""
    arrays = {"W0": W0, "a": a, "X": X, "y": y, "lam": lam, "s": s, "beta": beta}
    found = {name: require_floats(name, value) for name, value in arrays.items()}
    W = found["W0"]
    if W.ndim != 3 or len(W) < 2 or W[0].size == 0:
        raise DomainError(f"ensemble: W0 has shape {W.shape}; expected (K, p, d) with K >= 2")
    n = len(found["X"]) if found["X"].ndim == 2 else 0
    p, d = W.shape[1:]
    expected = {"a": (p,), "X": (max(n, 1), d), "y": (n,), "lam": (), "s": (), "beta": ()}
    for name, shape in expected.items():
        if found[name].shape != shape:
            raise DomainError(f"ensemble: {name} has shape {found[name].shape}; expected {shape}")
    _require_not_negative("s", s)
    require_positive("beta", beta)
    return W, (found["a"], found["X"], found["y"], float(lam), float(beta))


def require_line(
    w0: Array, coefficients: Array, observable: Array | None, s: float
) -> tuple[Array, Array, Array]:
    """Positions, potential and observable as float64 arrays of one axis."""
    observable = coefficients if observable is None else observable
    arrays = {"w0": w0, "coefficients": coefficients, "observable": observable}
    found = [require_floats(name, value) for name, value in arrays.items()]
    for name, array, least in zip(arrays, found, (2, 1, 1), strict=True):
        if array.ndim != 1 or len(array) < least:
            raise DomainError(
                f"ensemble: {name} has shape {array.shape}; expected one axis of length >= {least}"
            )
    _require_not_negative("s", s)
    return found[0], found[1], found[2]


def require_floats(name: str, value: Any) -> Array:
    """A contiguous float64 array, all of it finite."""
    array = np.array(value, dtype=np.float64)
    if not np.all(np.isfinite(array)):
        raise DomainError(f"ensemble: {name} is not finite; expected finite numbers")
    return array


def require_record(steps: int, record: Sequence[int]) -> Array:
    """The recorded steps as int64, (R,)."""
    if not 0 <= steps < 2**32:
        raise DomainError(f"ensemble: steps is {steps}; expected an integer in [0, 2^32)")
    recorded = np.array(record, dtype=np.int64).reshape(-1)
    inside = np.all((recorded >= 0) & (recorded <= steps))
    if not (inside and np.all(np.diff(recorded) > 0)):
        raise DomainError(
            f"ensemble: record is {list(record)}; expected increasing steps in [0, {steps}]"
        )
    return recorded


def require_batch(batch: int, n: int, sampling: Sampling) -> None:
    """Refuse a batch size that the sampling cannot give."""
    largest = n if sampling == Sampling.WITHOUT_REPLACEMENT else 2**32
    if not 1 <= batch <= largest:
        raise DomainError(
            f"minibatch_sgd: batch is {batch}; expected an integer in [1, {largest}] for "
            f"{Sampling(sampling).name} and {n} samples"
        )


def require_positive(name: str, value: float) -> None:
    """Refuse what is not a finite number > 0."""
    if not 0 < value < np.inf:
        raise DomainError(f"ensemble: {name} is {value}; expected a finite number > 0")


def require_finite(ensemble: Ensemble) -> Ensemble:
    """Refuse an ensemble of which a path has left the floats."""
    lost = np.count_nonzero(~np.isfinite(ensemble.final).reshape(len(ensemble.final), -1).all(1))
    if lost or not np.all(np.isfinite(ensemble.means) & np.isfinite(ensemble.errors)):
        raise DomainError(
            f"ensemble: {lost} of {len(ensemble.final)} paths are not finite at the end, or a "
            "recorded mean is not; expected finite numbers; take shorter steps"
        )
    return ensemble


def _require_not_negative(name: str, value: float) -> None:
    if not 0 <= value < np.inf:
        raise DomainError(f"ensemble: {name} is {value}; expected a finite number >= 0")
