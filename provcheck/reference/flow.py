"""What a gradient flow is: its steps, its contacts with kinks, and how it ended.

The flow θ' = −∇L(θ) is made of steps. On each, one activation pattern holds and θ is a smooth
curve. Where a preactivation reaches a break of the activation, ∇L jumps; the flow's velocities
u' = ⟨∇u, −∇L⟩ of that preactivation u on both sides of the break say what happens there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from provcheck.errors import DomainError
from provcheck.reference.piece import Piece

Array = np.ndarray


class Passage(StrEnum):
    """What a preactivation does at a break, by the signs of its two one-sided velocities."""

    RISES = "crosses upwards: both velocities are positive"
    FALLS = "crosses downwards: both velocities are negative"
    SLIDES = "both sides point into the break"
    REPELS = "both sides point away from the break, and the flow may leave to either"
    TOUCHES = "a velocity has no certain sign"
    DIES = "falls where nothing acts below (ReLU): it stays on the break, its unit dead"
    LEAVES_UPWARDS = "a sliding flow is released, to above the break"
    LEAVES_DOWNWARDS = "a sliding flow is released, to below the break"


CROSSINGS = (Passage.RISES, Passage.FALLS, Passage.DIES)
"""passages after which one entry is on another piece, and none is held"""


class Ending(StrEnum):
    """Why a flow ends where it does."""

    REACHED = "the time that was asked for"
    SLIDING = "both sides of a kink point into it, so that θ' = −∇L has no solution beyond"
    AMBIGUOUS = "what follows is not determined: kinks met at once, touched, or starting on one"
    CONVERGED = "on a kink, so slowly that the integrator's error may have caused the motion"
    BUDGET = "too many steps or contacts"
    STALLED = "the integrator's step fell below the spacing of floats"


class OnSliding(StrEnum):
    """What to do where both sides point into a kink."""

    STOP = "end there"
    FOLLOW = "go on along the kink, in Filippov's sense"


class Method(StrEnum):
    """Which of SciPy's integrators follows the smooth curves."""

    EXPLICIT = "DOP853, order 8; the right one unless T·λ_max(K) is above some 10^4"
    STIFF = "LSODA, which switches between Adams and BDF by itself"


@dataclass(frozen=True)
class Contact:
    """A preactivation at a break of the activation.

    Args:
        time: in [0, T].
        layer, sample, unit: of the preactivation, counted from 1.
        at_break: which break of the activation, counted from 1.
        below, above: its velocity on the side below and on the side above the break.
        passage: what it does there.
        loss: L at that time.
    """

    time: float
    layer: int
    sample: int
    unit: int
    at_break: int
    below: float
    above: float
    passage: Passage
    loss: float


@dataclass(frozen=True, eq=False)
class Step:
    """A stretch of the flow on one pattern.

    Args:
        start, end: times, start < end.
        piece: the loss with this pattern frozen.
        curve: θ at times (k,) of the stretch, (m, k); at one time, (m,).
    """

    start: float
    end: float
    piece: Piece
    curve: Callable[[Array | float], Array]


@dataclass(frozen=True, eq=False)
class Flow:
    """A flow from time 0 until `end`; it keeps some 8 m floats a step.

    Args:
        start: (m,) θ(0).
        steps: in order, without gaps.
        contacts: in order; those that stopped the flow come last.
        ending: why it ends.
        end: when it ends, in [0, T].
        final: (m,) θ(end).
        relative, absolute: local error of a step is at most absolute + relative·|θ_k|, in the
            quadratic mean over the m parameters.
    """

    start: Array
    steps: tuple[Step, ...]
    contacts: tuple[Contact, ...]
    ending: Ending
    end: float
    final: Array
    relative: float
    absolute: float

    def at(self, times: Array) -> Array:
        """θ at times (k,) in [0, end], as (k, m).

        Raises:
            DomainError: a time lies outside.
        """
        times = np.asarray(times, dtype=float)
        if not ((times >= 0) & (times <= self.end)).all():
            raise DomainError(f"flow: asked for times outside [0, {self.end}], where it ended")
        if not self.steps:
            return np.tile(self.start, (len(times), 1))
        return np.array(
            [self.steps[k].curve(t) for k, t in zip(self.find(times), times, strict=True)]
        )

    def find(self, times: Array) -> Array:
        """The number of the step that holds each time, the later one where two meet; (k,)."""
        starts = np.array([step.start for step in self.steps])
        return np.searchsorted(starts, times, side="right") - 1
