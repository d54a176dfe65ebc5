"""Gradient flow θ' = −∇L(θ), stopped and restarted at the kinks of the activation.

On one pattern the gradient field is smooth, and one of SciPy's integrators follows it; it never
sees a kink. `contacts.py` finds where the pattern ends and `passage.py` says what follows there.
"""

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from provcheck.errors import DomainError
from provcheck.reference.contacts import (
    DEGREE,
    Margins,
    Place,
    break_points,
    first_contact,
    margin_values,
    margins_of,
)
from provcheck.reference.flow import Contact, Ending, Flow, Method, OnSliding, Step
from provcheck.reference.passage import Outcome, pass_through, release
from provcheck.reference.piece import (
    Fit,
    Piece,
    parameters,
    pattern_at,
    preactivations,
)
from provcheck.reference.sliding import velocity

Array = np.ndarray

RELATIVE = 1e-10
"""relative local error of a step: a hundredth of what the checks along a flow tell apart, and far
enough above 2^-52 that rounding does not steer the step size"""
ABSOLUTE = 1e-12
TOGETHER = 1e-9
"""margins at most this large are not told from 0, so their entries stand on a break together"""
ROUNDING = 1e-14
"""the same at a start, which is known exactly"""


def follow(
    fit: Fit,
    theta: Any,
    horizon: float,
    *,
    method: Method = Method.EXPLICIT,
    on_sliding: OnSliding = OnSliding.STOP,
    steps: int = 20_000,
    contacts: int = 5_000,
) -> Flow:
    """The gradient flow of L = ½‖F − y‖² from θ until time `horizon`, or until it ends before.

    Args:
        theta: (m,).
        horizon: T >= 0, in units of 1/(gradient of L by θ per θ).
        steps, contacts: budgets, >= 0.

    Returns:
        the flow; its `ending` says whether the time was reached.

    Raises:
        DomainError: the horizon is negative or not finite, or a budget is negative.
        DataError: theta does not fit the net, or is not finite.
    """
    if not (0 <= horizon < np.inf and min(steps, contacts) >= 0):
        raise DomainError(
            f"flow: horizon {horizon}, budgets of {steps} steps and {contacts} contacts; expected "
            "a finite time >= 0 and budgets >= 0"
        )
    theta = start = parameters(fit, theta)
    time, length = 0.0, None
    done: list[Step] = []
    met: list[Contact] = []
    piece = Piece(fit, pattern_at(fit, theta))
    near = ROUNDING * (1 + np.abs(preactivations(piece, theta)).max(initial=0.0))
    outcome = pass_through(0.0, piece, theta, _standing(piece, theta, near), on_sliding)
    while True:
        met += outcome.contacts
        ending = outcome.ending
        if ending is None and len(met) > contacts:
            ending = Ending.BUDGET
        if ending is None and time >= horizon:
            ending = Ending.REACHED
        if ending is not None:
            break
        run = _run(outcome, time, horizon, method, length, steps - len(done))
        done += run.steps
        time, length = run.time, run.length
        outcome = _outcome(run, outcome, on_sliding)
    return Flow(start, tuple(done), tuple(met), ending, time, outcome.theta, RELATIVE, ABSOLUTE)


class _Run(NamedTuple):
    """Steps until a margin becomes negative (the number `hit`), the horizon, or an ending."""

    steps: list[Step]
    time: float
    theta: Array
    length: float | None
    hit: int | None
    departing: dict[int, int]
    ending: Ending | None


def _run(
    outcome: Outcome,
    time: float,
    horizon: float,
    method: Method,
    length: float | None,
    budget: int,
) -> _Run:
    piece, margins = outcome.piece, margins_of(outcome.piece)
    departing = {
        number: outcome.departing[place]
        for number, place in enumerate(_places(piece, margins))
        if place in outcome.departing
    }
    solver = _solver(method, piece, time, outcome.theta, horizon, length)
    steps: list[Step] = []
    while solver.status == "running":
        if len(steps) >= budget:
            return _Run(steps, solver.t, solver.y, length, None, {}, Ending.BUDGET)
        solver.step()
        if solver.status == "failed":
            return _Run(steps, solver.t, solver.y, length, None, {}, Ending.STALLED)
        length = solver.step_size
        step = Step(solver.t_old, solver.t, piece, solver.dense_output())
        found = first_contact(step, margins, departing)
        if found is not None:
            time, hit = found
            if time > step.start:
                steps.append(replace(step, end=time))
            return _Run(steps, time, step.curve(time), length, hit, departing, None)
        steps.append(step)
        if departing:
            left = margin_values(piece, margins, solver.y) > TOGETHER
            departing = {k: _later(order) for k, order in departing.items() if not left[k]}
    return _Run(steps, solver.t, solver.y, length, None, {}, None)


def _later(order: int) -> int:
    """The order of a margin's root at 0 on later steps: still so small that it counts as 0."""
    return order if order > DEGREE else 1


def _solver(
    method: Method, piece: Piece, time: float, theta: Array, horizon: float, length: float | None
) -> Any:
    from scipy.integrate import DOP853, LSODA

    options: dict[str, Any] = {"rtol": RELATIVE, "atol": ABSOLUTE}
    if method is Method.STIFF:
        return LSODA(lambda _, point: velocity(piece, point), time, theta, horizon, **options)
    if length is not None:
        options["first_step"] = min(length, horizon - time)
    return DOP853(lambda _, point: velocity(piece, point), time, theta, horizon, **options)


def _outcome(run: _Run, before: Outcome, on_sliding: OnSliding) -> Outcome:
    piece = before.piece
    if run.hit is None:
        return Outcome((), piece, run.theta, {}, run.ending)
    margins = margins_of(piece)
    places, small = _places(piece, margins), margin_values(piece, margins, run.theta) <= TOGETHER
    small[list(run.departing)] = False
    small[run.hit] = True
    if run.hit < len(places):
        at_once = [place for place, near in zip(places, small, strict=False) if near]
        outcome = pass_through(run.time, piece, run.theta, at_once, on_sliding)
    else:
        pushes = ~small[len(places) :].reshape(2, -1)
        outcome = release(run.time, piece, run.theta, pushes)
        if small[: len(places)].any() and outcome.ending is None:
            outcome = outcome._replace(ending=Ending.AMBIGUOUS)
    others = {places[k]: order for k, order in run.departing.items() if k != run.hit}
    return outcome._replace(departing=others | outcome.departing)


def _places(piece: Piece, margins: Margins) -> list[Place]:
    """Entry and break of each margin, those of entries held left out."""
    free = len(margins.entries) - 2 * len(piece.sliding)
    return list(zip(margins.entries[:free].tolist(), margins.breaks[:free].tolist(), strict=True))


def _standing(piece: Piece, theta: Array, near: float) -> list[Place]:
    """The entries within this distance of a break, each with that break."""
    distances = np.abs(preactivations(piece, theta)[:, None] - break_points(piece.fit))
    return [(int(entry), int(at)) for entry, at in np.argwhere(distances <= near)]
