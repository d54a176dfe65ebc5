"""What a gradient flow does where preactivations stand on breaks: cross, slide, or neither.

One preactivation: the signs of its two one-sided velocities decide. Several that do not act on each
other (of one layer, or of samples that do not mix), all with a kink of L that is convex: near the
point L plus a multiple of ‖θ‖² is convex, so the inclusion θ' ∈ −∂L has exactly one solution, whose
velocity is the element of least norm; each preactivation goes below, above, or stays. Several
otherwise: not determined here.

Source:
    Filippov (1988), § 4; least norm: Brézis (1973), Opérateurs maximaux monotones, ch. III.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

import numpy as np

from provcheck.reference.contacts import DEGREE, Place, break_points
from provcheck.reference.flow import CROSSINGS, Contact, Ending, OnSliding, Passage
from provcheck.reference.piece import (
    Piece,
    address,
    gradient,
    jacobian,
    loss,
    preactivation_gradient,
    preactivations,
    switched,
)
from provcheck.reference.sliding import jumps_of, normals_of, pressures, velocity

Array = np.ndarray

CERTAIN = 1e-8
"""u' = ⟨∇u, θ'⟩ has a certain sign from this share of |∇u|·|θ'| on: the integrator's errors of
1e-10 a step have not grown to that"""


class Outcome(NamedTuple):
    """What follows a contact: where to go on, or why the flow ends."""

    contacts: tuple[Contact, ...]
    piece: Piece
    theta: Array
    departing: dict[Place, int]
    """margins that start from 0, with the order of that root"""
    ending: Ending | None


def pass_through(
    time: float, piece: Piece, theta: Array, places: Sequence[Place], on_sliding: OnSliding
) -> Outcome:
    """Go on from a point where these entries stand on breaks.

    An entry whose gradient vanishes rests there: nothing that it does changes ∇L.
    """
    normals = {place: preactivation_gradient(piece, theta, place[0]) for place in places}
    moving = [place for place in places if normals[place].any()]
    resting = [place for place in places if place not in moving]
    if not moving:
        return Outcome((), piece, theta, {}, None)
    if len(moving) == 1:
        theta = _onto(piece, theta, moving[0], normals[moving[0]])
    met = tuple(contact_at(time, piece, theta, place) for place in moving)
    stopped = Outcome(met, piece, theta, {}, Ending.AMBIGUOUS)
    if any(contact.passage is Passage.TOUCHES for contact in met) and is_still(piece, theta):
        return stopped._replace(ending=Ending.CONVERGED)
    outcome = None
    if len(moving) > 1 or piece.sliding or met[0].passage is Passage.SLIDES:
        outcome = _least_norm(time, piece, theta, moving)
    if outcome is None and len(moving) == 1 and met[0].passage in CROSSINGS:
        outcome = _cross(met[0], piece, theta, moving[0], resting)
    if outcome is None:
        return stopped
    if outcome.piece.sliding and on_sliding is OnSliding.STOP:
        return stopped._replace(contacts=outcome.contacts, ending=Ending.SLIDING)
    return outcome


def release(time: float, piece: Piece, theta: Array, pushes: Array) -> Outcome:
    """Let entries go that the flow was held on, where a side pushes no more.

    Several at once are common: of one sample, the pressures of units alike vanish together.

    Args:
        pushes: (2, s) bool, whether the side below and the side above still push into each kink.
            Where neither does, the kink turns from convex to concave: the flow is ambiguous.
    """
    contacts, after, departing = [], replace(piece, sliding=()), {}
    kept = []
    for entry, below, above in zip(piece.sliding, *pushes, strict=True):
        if below and above:
            kept.append(entry)
            continue
        at = int(piece.pattern[entry])
        theta = _onto(piece, theta, (entry, at), preactivation_gradient(piece, theta, entry))
        contact = contact_at(time, replace(piece, sliding=()), theta, (entry, at))
        if below or above:
            passage = Passage.LEAVES_UPWARDS if below else Passage.LEAVES_DOWNWARDS
            contact = replace(contact, passage=passage)
        contacts.append(contact)
        after = switched(after, entry, at + bool(below))
        departing[entry, at] = 2
    lost = (~pushes).all(axis=0).any()
    ending = _unclear(piece, theta) if lost else None
    piece = piece if lost else replace(after, sliding=tuple(kept))
    return Outcome(tuple(contacts), piece, theta, departing, ending)


def _unclear(piece: Piece, theta: Array) -> Ending:
    return Ending.CONVERGED if is_still(piece, theta) else Ending.AMBIGUOUS


def contact_at(time: float, piece: Piece, theta: Array, place: Place) -> Contact:
    """The contact of one entry, by its velocities on the two sides of its break."""
    entry, at = place
    normal = preactivation_gradient(piece, theta, entry)
    moved = [velocity(switched(piece, entry, number), theta) for number in (at, at + 1)]
    below, above = (float(normal @ each) for each in moved)
    certain = CERTAIN * float(np.linalg.norm(normal) * max(map(np.linalg.norm, moved)))
    layer, sample, unit = (number + 1 for number in address(piece.fit, entry))
    passage = _passage(below, above, certain)
    value = loss(piece, theta)
    return Contact(float(time), layer, sample, unit, at + 1, below, above, passage, value)


def _passage(below: float, above: float, certain: float) -> Passage:
    if below == 0.0 and above < -certain:
        return Passage.DIES
    if not min(abs(below), abs(above)) > certain:
        return Passage.TOUCHES
    if below > 0:
        return Passage.RISES if above > 0 else Passage.SLIDES
    return Passage.REPELS if above > 0 else Passage.FALLS


def is_still(piece: Piece, theta: Array) -> bool:
    """Whether the speed is what a hundred steps' errors in θ make of ∇L, about λ_max(K) of them."""
    steepest = np.linalg.norm(jacobian(piece, theta), 2) ** 2
    noise = 1e-8 * (1 + np.linalg.norm(theta)) * steepest
    return bool(np.linalg.norm(velocity(piece, theta)) <= noise)


def _onto(piece: Piece, theta: Array, place: Place, normal: Array) -> Array:
    """θ moved by the integrator's error so that the entry stands on its break."""
    value = preactivations(piece, theta)[place[0]]
    return theta + (break_points(piece.fit)[place[1]] - value) / (normal @ normal) * normal


def _cross(
    contact: Contact, piece: Piece, theta: Array, place: Place, resting: list[Place]
) -> Outcome | None:
    """One entry goes to the other side; None where the flow on that side does not take it there."""
    entry, at = place
    rises, dies = (contact.passage is one for one in (Passage.RISES, Passage.DIES))
    met, after = (contact,), _settle(switched(piece, entry, at + rises), theta, resting)
    departing = _departing([place], dies) | _departing(resting)
    if after.sliding and not (pressures(after, theta) > 0).all():
        found = _least_norm(contact.time, after, theta, [])
        if found is None:
            return None
        met, after = met + found.contacts, found.piece
        departing |= found.departing
    speed = float(preactivation_gradient(after, theta, entry) @ velocity(after, theta))
    goes_on = speed > 0 if rises else speed == 0 if dies else speed < 0
    return Outcome(met, after, theta, departing, None) if goes_on else None


def _least_norm(time: float, piece: Piece, theta: Array, places: list[Place]) -> Outcome | None:
    """The one way on where all kinks met or held are convex and apart; None elsewhere."""
    from scipy.optimize import lsq_linear

    held = [(entry, int(piece.pattern[entry])) for entry in piece.sliding]
    tied = sorted({*places, *held})
    if _meddle(piece, [entry for entry, _ in tied]):
        return None
    low = replace(piece, sliding=tuple(entry for entry, _ in tied))
    for entry, at in tied:
        low = switched(low, entry, at)
    slope, normals = gradient(low, theta), normals_of(low, theta)
    jumps = jumps_of(low, theta, slope, normals)
    if not (jumps > 0).all():
        return None
    shares = lsq_linear((jumps[:, None] * normals).T, -slope, (0, 1), method="bvls").x
    moved = -slope - (jumps * shares) @ normals
    certain = CERTAIN * np.linalg.norm(moved) * np.linalg.norm(normals, axis=1)
    speeds = np.where((shares > 0) & (shares < 1), np.inf, np.abs(normals @ moved))
    if not (speeds > certain).all():
        return None
    contacts, after, departing = [], replace(piece, sliding=()), {}
    for place, share in zip(tied, shares, strict=True):
        stays, rises = 0 < share < 1, share == 1
        after = switched(after, place[0], place[1] + bool(rises))
        if place in held and stays:
            continue
        passages = (Passage.LEAVES_DOWNWARDS, Passage.LEAVES_UPWARDS)
        if place not in held:
            passages = (Passage.FALLS, Passage.RISES)
        passage = Passage.SLIDES if stays else passages[int(rises)]
        contacts.append(replace(contact_at(time, piece, theta, place), passage=passage))
        if not stays:
            departing[place] = 1
    kept = [entry for (entry, _), share in zip(tied, shares, strict=True) if 0 < share < 1]
    if np.linalg.matrix_rank(normals[(shares > 0) & (shares < 1)]) < len(kept):
        return None  # the kinks coincide: two samples alike
    return Outcome(tuple(contacts), replace(after, sliding=tuple(kept)), theta, departing, None)


def _meddle(piece: Piece, entries: list[int]) -> bool:
    """Whether the side of one entry may change the gradient or the kink of another."""
    places = [address(piece.fit, entry)[:2] for entry in entries]  # layer, sample
    one_by_one = piece.fit.network.graph is None
    return any(
        a[0] != b[0] and not (one_by_one and a[1] != b[1]) for a, b in combinations(places, 2)
    )


def _departing(places: Sequence[Place], never_returns: bool = False) -> dict[Place, int]:
    return dict.fromkeys(places, DEGREE + 1 if never_returns else 1)


def _settle(piece: Piece, theta: Array, resting: list[Place]) -> Piece:
    """Entries that rested behind the crossing one may move now; each goes to its side."""
    for _ in piece.fit.network.layers if resting else ():
        moved = piece
        for entry, at in resting:
            speed = float(preactivation_gradient(moved, theta, entry) @ velocity(moved, theta))
            side = at + (speed > 0)
            if speed and moved.pattern[entry] != side:
                moved = switched(moved, entry, side)
        if moved is piece:
            break
        piece = moved
    return piece
