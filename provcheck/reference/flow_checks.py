"""What jakhmola2025 says along a gradient flow, checked at the recorded times.

Every check compares two numbers at each time, allowing for what the integrator and the quadrature
may have got wrong. It supports or doubts; it neither proves nor refutes.
"""

from typing import NamedTuple

import numpy as np

from provcheck.reference.trajectory import Trajectory

Array = np.ndarray

_RESOLVED = 0.1
"""a bound on L is compared only where the error allowed for is at most this share of it"""


class Check(NamedTuple):
    """The worst of lhs/rhs over the times compared, all of them > 0.

    Args:
        ratio: the largest lhs/rhs; 0 where no time was compared.
        time: where.
        allowed: relative error allowed for there.
        holds: whether lhs <= rhs·(1 + error allowed for) at every time compared.
        compared: number of times compared.
    """

    ratio: float
    time: float
    allowed: float
    holds: bool
    compared: int


def printed_bound(trajectory: Trajectory) -> Check:
    """L(t) <= L(0) exp(−2 λ_t t), λ_t the least λ_min(K) over [0, t].

    Source:
        jakhmola2025, Theorem 3.1.
    """
    exponents = trajectory.least_so_far * trajectory.times
    return _decay(trajectory, exponents, np.zeros_like(exponents))


def integral_bound(trajectory: Trajectory) -> Check:
    """L(t) <= L(0) exp(−2 ∫ λ_min(K) from 0 to t), which holds along every flow (Grönwall)."""
    return _decay(trajectory, trajectory.integral, trajectory.integral_error)


def no_blow_up(trajectory: Trajectory) -> Check:
    """‖θ(t)‖ <= ‖θ(0)‖ + √(t L(0)).

    Source:
        jakhmola2025, Theorem A.3.
    """
    loss, norm = trajectory.start
    rhs = norm + np.sqrt(trajectory.times * loss)
    return _worst(trajectory.times, trajectory.norm, rhs, np.full_like(rhs, 1e-8))


def energy_identity(trajectory: Trajectory) -> Check:
    """|L(0) − L(t) − ∫‖θ'‖²| against what the integrator may have done to it: its self-check."""
    loss, _ = trajectory.start
    defect = np.abs(loss - trajectory.loss - trajectory.energy)
    allowed = np.sqrt(2 * loss) * np.maximum.accumulate(trajectory.residual_error) + 1e-8 * loss
    return _worst(trajectory.times, defect, allowed, np.zeros_like(defect))


def _decay(trajectory: Trajectory, exponents: Array, errors: Array) -> Check:
    rhs = trajectory.start[0] * np.exp(-2 * exponents)
    with np.errstate(divide="ignore"):
        off = 2 * trajectory.residual_error / np.sqrt(2 * rhs) + np.expm1(2 * errors)
    resolved = off <= _RESOLVED
    points = (trajectory.times, trajectory.loss, rhs, off)
    return _worst(*(array[resolved] for array in points))


def _worst(times: Array, lhs: Array, rhs: Array, allowed: Array) -> Check:
    later = times > 0  # at time 0 both sides are one number
    times, lhs, rhs, allowed = times[later], lhs[later], rhs[later], allowed[later]
    if not len(times):
        return Check(0.0, 0.0, 0.0, True, 0)
    ratios = np.divide(lhs, rhs, out=np.where(lhs > 0, np.inf, 0.0), where=rhs > 0)
    worst = int(np.argmax(ratios))
    holds = bool((ratios <= 1 + allowed).all())
    where = float(times[worst]), float(allowed[worst])
    return Check(float(ratios[worst]), *where, holds, len(times))
