"""Nets and directions along which the Gram matrix of a minorant is larger."""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from provcheck.engines.net_catalogue import Candidate
from provcheck.engines.net_proposal import Numbers, Proposal, cut, is_generic, plain_points
from provcheck.engines.net_values import at_floats, jacobian_of
from provcheck.statement.nets import MINORANTS, Direction, NetSetting

_DRAWS = 20
_SURE = 1e-9


def larger_minorants(
    candidate: Candidate, rng: np.random.Generator, name: str
) -> Iterator[Proposal | None]:
    """One entry for each point tried.

    Args:
        name: of the minorant, a key of `MINORANTS`.
    """
    network, minorant = candidate.network, MINORANTS.get(name)
    if minorant is None:
        return

    def build(numbers: Numbers) -> Iterator[NetSetting]:
        theta, inputs, vector = cut(candidate, numbers)
        if any(vector) and is_generic(candidate, numbers):
            yield NetSetting(network, inputs, (), theta, Fraction(0), Direction(vector))

    for point in plain_points(candidate, _DRAWS, rng):
        theta, inputs, _ = cut(candidate, point)
        own, other = (
            jacobian_of(at_floats(network, theta, inputs, activation=chosen), len(theta))
            for chosen in (None, minorant)
        )
        values, vectors = np.linalg.eigh(other @ other.T - own @ own.T)
        if values[-1] <= _SURE:
            yield None
            continue
        for vector in _rounded(vectors[:, -1]):
            yield Proposal((*point, *vector), build)


def _rounded(vector: np.ndarray) -> list[Numbers]:
    """Small whole numbers in about the direction of the vector, the smallest first."""
    scaled = vector / np.max(np.abs(vector)) * np.sign(vector[np.argmax(np.abs(vector))])
    multiples = (np.rint(k * scaled) for k in (1, 2, 5))
    return list(dict.fromkeys(tuple(map(Fraction, map(int, row))) for row in multiples))
