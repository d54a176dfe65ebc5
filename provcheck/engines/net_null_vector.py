"""Nets whose Jacobian is singular on an open set, with a null vector of polynomials.

First the rank of J at a random point of a prime field: with the activation left open, then on the
activation patterns that small numbers reach. Where it is below nq, the smallest dependent set of
rows has one null vector, which signed minors give.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

import flint
import numpy as np

from provcheck.engines.net_catalogue import Candidate
from provcheck.engines.net_polynomial import (
    annihilator,
    as_data,
    circuits,
    column_contents,
    independent_columns,
)
from provcheck.engines.net_proposal import (
    RADII,
    Numbers,
    Proposal,
    cut,
    is_generic,
    plain_points,
)
from provcheck.engines.net_values import Values, at_floats, in_field
from provcheck.statement.net_rings import Place, symbolic
from provcheck.statement.nets import NetSetting, NullVector, Polynomial

Pieces = Mapping[Place, int]

_DRAWS = 60
_MOST_PATTERNS = 6
_MOST_STARTS = 4
_MOST_STACKED = 8
_ZERO = Polynomial(())


def singular_jacobians(candidate: Candidate, rng: np.random.Generator) -> Iterator[Proposal | None]:
    """One entry for each activation pattern tried, None where J has full rank there; a few more
    for each pattern where it has not."""
    points = [
        point
        for point in plain_points(candidate, _DRAWS, rng)
        if not _is_at_a_break(candidate, _values(candidate, point))
    ]
    yield from _proposed(candidate, None, points, rng)
    if candidate.network.activation.is_smooth:
        return
    for pieces, reached in _patterns(candidate, points)[:_MOST_PATTERNS]:
        yield from _proposed(candidate, pieces, reached, rng)


def _values(candidate: Candidate, numbers: Numbers) -> Values:
    theta, inputs, _ = cut(candidate, numbers)
    return at_floats(candidate.network, theta, inputs)


def _is_at_a_break(candidate: Candidate, values: Values) -> bool:
    breaks = [float(point) for point in candidate.network.activation.breaks]
    seen = values.preactivations.values()
    return any(abs(u.value - point) < 1e-9 for u in seen for point in breaks)


def _patterns(candidate: Candidate, points: list[Numbers]) -> list[tuple[Pieces, list[Numbers]]]:
    """The patterns reached, with the points that reach them: one piece for all units first."""
    reached: dict[tuple, list[Numbers]] = {}
    pieces: dict[tuple, Pieces] = {}
    for point in points:
        found = _values(candidate, point).pieces
        key = tuple(found.values())
        reached.setdefault(key, []).append(point)
        pieces[key] = found
    ranked = sorted(reached, key=lambda key: (len(set(key)), -sum(key), key))
    return [(pieces[key], reached[key]) for key in ranked]


def _proposed(
    candidate: Candidate, pieces: Pieces | None, points: list[Numbers], rng: np.random.Generator
) -> Iterator[Proposal | None]:
    network = candidate.network
    jacobian = in_field(network, candidate.samples, pieces, rng).jacobian
    if jacobian.rank() == candidate.stacked or candidate.stacked > _MOST_STACKED:
        yield None
        return
    argument = null_vector(candidate, pieces, jacobian)
    if argument is None:
        yield None
        return

    def build(numbers: Numbers) -> Iterator[NetSetting]:
        theta, inputs, _ = cut(candidate, numbers)
        values = _values(candidate, numbers)
        if not is_generic(candidate, numbers) or _is_at_a_break(candidate, values):
            return
        if pieces is not None and dict(values.pieces) != dict(pieces):
            return
        for radius in RADII:
            yield NetSetting(network, inputs, (), theta, radius, argument)

    yield from (Proposal(point, build) for point in points[:_MOST_STARTS])


def null_vector(
    candidate: Candidate, pieces: Pieces | None, jacobian: flint.nmod_mat
) -> NullVector | None:
    """The shortest null vector that the smallest dependent rows give; None if all are too long.

    Args:
        jacobian: J at a random point of a prime field.
    """
    network = candidate.network
    blank = NetSetting(
        network,
        ((Fraction(0),) * network.inputs,) * candidate.samples,
        (),
        (Fraction(0),) * network.parameters,
        Fraction(1),
        NullVector((), pieces is None),
    )
    net = symbolic(blank, pieces)
    zero, stacked = net.ring.constant(0), list(net.outputs.reshape(-1))
    table = [[dual.slopes.get(k, zero) for k in range(network.parameters)] for dual in stacked]
    best: tuple[int, dict] | None = None
    for rows in circuits(jacobian):
        sizes = [sum(len(table[i][k]) for i in rows) for k in range(network.parameters)]
        order = sorted(range(network.parameters), key=lambda k: (sizes[k], k))
        columns = independent_columns(jacobian, rows, order)
        contents = column_contents([[table[i][k] for i in rows] for k in columns])
        part = [
            [table[i][k] / common for k, common in zip(columns, contents, strict=True)]
            for i in rows
        ]
        found = annihilator(part, net.ring.constant(1))
        if found is not None and (best is None or sum(map(len, found)) < best[0]):
            best = sum(map(len, found)), dict(zip(rows, found, strict=True))
    if best is None:
        return None
    names = net.ring.names()
    entries = [as_data(best[1][i], names) if i in best[1] else _ZERO for i in range(len(stacked))]
    return NullVector(tuple(entries), pieces is None)
