"""A gradient flow recorded at chosen times, with the least eigenvalue of K(t) and its integral.

K(t) jumps where the flow crosses a kink, and is smooth between: integrals are taken step by step,
each on one activation pattern, so that no quadrature rule meets a jump. The rule is
Clenshaw–Curtis with nine points; a stretch where it differs from the one with five of them by more
than `QUADRATURE` is halved, and the sum of these differences is recorded as the error. No bound of
it: where it decides, look at it. On a kink that the flow is held on, K = JPJᵀ (`sliding.py`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from provcheck.errors import DomainError
from provcheck.reference.contacts import DEGREE, NODES, TO_BERNSTEIN
from provcheck.reference.flow import CROSSINGS, Flow, Step
from provcheck.reference.piece import Piece, loss
from provcheck.reference.sliding import held_jacobian, velocity

Array = np.ndarray

QUADRATURE = 1e-9
"""largest difference of the two rules on a stretch, relative to the largest value there, or to a
thousandth of that at the start of the flow"""
STEPS_LEFT = 100
"""how many steps' local errors are taken to be left in θ: gradient flow forgets older ones"""
ROUNDING = 1e-13
"""some hundreds of 2^-52: rounding of λ_min in units of ‖J‖², of ‖θ'‖ in units of ‖J‖ ‖y‖"""
_HALVINGS = 10


@dataclass(frozen=True, eq=False)
class Trajectory:
    """What is recorded of a flow; every array but `start` belongs to `times`.

    Args:
        times: (R,), those that were asked for up to the flow's end.
        loss: L(t) = ½‖F − y‖².
        residual_error: what the integrator's errors may have done to ‖F − y‖, as far as is known:
            ‖J‖ times `STEPS_LEFT` local errors.
        least_eigenvalue: λ_min(K(t)); at a kink, just after it.
        least_so_far: the least of it at all points looked at until then, before kinks too: λ_T
            of jakhmola2025, Theorem 3.1, from above.
        integral, integral_error: ∫ λ_min from 0, and the sum of the rules' differences.
        energy: ∫ ‖θ'‖², which is L(0) − L(t).
        norm: ‖θ(t)‖.
        path_length: ∫ ‖θ'‖.
        distance: ‖θ(t) − θ(0)‖.
        flips: how many changes of piece there were until then.
        pattern: a number for each activation pattern, in order of appearance.
        start: L(0) and ‖θ(0)‖.
    """

    times: Array
    loss: Array
    residual_error: Array
    least_eigenvalue: Array
    least_so_far: Array
    integral: Array
    integral_error: Array
    energy: Array
    norm: Array
    path_length: Array
    distance: Array
    flips: Array
    pattern: Array
    start: tuple[float, float]


class _Panel(NamedTuple):
    start: float
    end: float
    rates: Array  # (9, 3): λ_min, ‖θ'‖, ‖θ'‖² at the nodes
    errors: Array  # (3,)


def record(flow: Flow, times: Array) -> Trajectory:
    """The flow at increasing times >= 0; those after its end are left out.

    Raises:
        DomainError: the times do not increase, or one is negative or NaN; the flow has no step.
    """
    times = np.asarray(times, dtype=float)
    if times.ndim != 1 or not (times >= 0).all() or not (np.diff(times) > 0).all():
        raise DomainError("record: expected increasing times >= 0, one or more of them")
    if not flow.steps:
        raise DomainError(f"record: the flow ended at its start ({flow.ending.name}): no step")
    times = times[times <= flow.end]
    floor = 1e-3 * np.array(_rates(flow.steps[0].piece, flow.start)[:3])
    panels = [panel for step in flow.steps for panel in _panels(step, floor)]
    thetas, numbers = flow.at(times), flow.find(times)
    pieces = [flow.steps[number].piece for number in numbers]
    jacobians = [held_jacobian(*point) for point in zip(pieces, thetas, strict=True)]
    least = np.array([_least(J) for J in jacobians])
    norm = np.linalg.norm(thetas, axis=1)
    local = flow.absolute * np.sqrt(len(flow.start)) + flow.relative * norm
    steepest = np.array([np.linalg.norm(J, 2) for J in jacobians])
    integrals, error, least_so_far = _cumulate(panels, times, least)
    changes = [each.time for each in flow.contacts if each.passage in CROSSINGS]
    return Trajectory(
        times=times,
        loss=np.array([loss(*point) for point in zip(pieces, thetas, strict=True)]),
        residual_error=STEPS_LEFT * local * steepest,
        least_eigenvalue=least,
        least_so_far=least_so_far,
        integral=integrals[:, 0],
        integral_error=error,
        energy=integrals[:, 2],
        norm=norm,
        path_length=integrals[:, 1],
        distance=np.linalg.norm(thetas - flow.start, axis=1),
        flips=np.searchsorted(np.array(changes), times, side="right"),
        pattern=_numbered([flow.steps[k].piece.pattern.tobytes() for k in numbers]),
        start=(loss(flow.steps[0].piece, flow.start), float(np.linalg.norm(flow.start))),
    )


def least_eigenvalue(piece: Piece, theta: Array) -> float:
    """λ_min(JPJᵀ) >= 0, within a few nq 2^-52 λ_max; 0 where nq > m."""
    return _least(held_jacobian(piece, theta))


def _least(J: Array) -> float:
    return max(float(np.linalg.eigvalsh(J @ J.T)[0]), 0.0)


def _rates(piece: Piece, theta: Array) -> tuple[float, float, float, float]:
    """λ_min, ‖θ'‖, ‖θ'‖² and ‖J‖_F, which says how far rounding moves the others."""
    J = held_jacobian(piece, theta)
    speed = float(np.linalg.norm(velocity(piece, theta)))
    return _least(J), speed, speed * speed, float(np.linalg.norm(J))


def _rounding(piece: Piece, rates: Array) -> Array:
    """What rounding may do to λ_min, ‖θ'‖ and ‖θ'‖² on a stretch: differences of that size stay."""
    size = rates[:, 3].max()
    speed = ROUNDING * size * (1 + np.linalg.norm(piece.fit.labels))
    return np.array([ROUNDING * size**2, speed, speed * (speed + rates[:, 1].max())])


_RULE = TO_BERNSTEIN.sum(axis=0) / (DEGREE + 1)  # Clenshaw–Curtis on all nodes
_COARSE_RULE = np.array([1, 8, 12, 8, 1]) / 30  # and on every second one


def _panels(step: Step, floor: Array, depth: int = 0) -> Iterator[_Panel]:
    length = step.end - step.start
    points = step.curve(step.start + length * NODES).T  # (9, m)
    rates = np.array([_rates(step.piece, theta) for theta in points])
    rates, allowed = rates[:, :3], _rounding(step.piece, rates)
    allowed = length * (QUADRATURE * np.maximum(rates.max(axis=0), floor) + allowed)
    errors = length * np.abs(_RULE @ rates - _COARSE_RULE @ rates[::2])
    if depth == _HALVINGS or (errors <= allowed).all():
        yield _Panel(step.start, step.end, rates, errors)
        return
    middle = step.start + length / 2
    for start, end in ((step.start, middle), (middle, step.end)):
        yield from _panels(Step(start, end, step.piece, step.curve), floor, depth + 1)


def _cumulate(panels: list[_Panel], times: Array, least: Array) -> tuple[Array, Array, Array]:
    """(R, 3) integrals of the rates, (R,) error of the first, (R,) least λ_min until then."""
    whole = np.array([(each.end - each.start) * (_RULE @ each.rates) for each in panels])
    before = np.concatenate([np.zeros((1, 3)), np.cumsum(whole, axis=0)])
    errors = np.cumsum([each.errors[0] for each in panels])
    lows = np.minimum.accumulate([each.rates[:, 0].min() for each in panels])
    starts = np.array([each.start for each in panels])
    numbers = np.searchsorted(starts, times, side="right") - 1
    integrals, least_so_far = np.zeros((len(times), 3)), np.zeros(len(times))
    for row, (number, time) in enumerate(zip(numbers, times, strict=True)):
        panel = panels[number]
        share = min((time - panel.start) / (panel.end - panel.start), 1.0)
        part = (panel.end - panel.start) * _integral_until(panel.rates, share)
        integrals[row] = before[number] + part
        seen = [least[row], *panel.rates[NODES <= share, 0]]
        least_so_far[row] = min([*seen, lows[number - 1]] if number else seen)
    return integrals, errors[numbers], least_so_far


def _integral_until(rates: Array, share: float) -> Array:
    """∫ from 0 to `share` of the polynomials through the values at the nodes of [0, 1]."""
    coefficients = np.cumsum(TO_BERNSTEIN @ rates, axis=0) / (DEGREE + 1)
    row = np.concatenate([np.zeros((1, rates.shape[1])), coefficients])  # degree 9
    while len(row) > 1:  # de Casteljau
        row = (1 - share) * row[:-1] + share * row[1:]
    return row[0]


def _numbered(keys: list[bytes]) -> Array:
    seen: dict[bytes, int] = {}
    return np.array([seen.setdefault(key, len(seen)) for key in keys], dtype=np.int64)
