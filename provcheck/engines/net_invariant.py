"""Polynomials that vanish on whatever outputs a net can have: G(X, F) = 0.

A net whose outputs have fewer degrees of freedom than there are outputs obeys one. Values of an
open activation count as free, so that G binds the net for every activation, on every pattern.
"""

import itertools
from collections.abc import Iterator
from fractions import Fraction

import flint
import numpy as np

from provcheck.engines.net_catalogue import Candidate
from provcheck.engines.net_proposal import (
    RADII,
    Numbers,
    Proposal,
    rows_of,
    total_cost,
)
from provcheck.engines.net_values import PRIME, FieldPoint, in_field
from provcheck.errors import Rejected
from provcheck.statement.evaluate import ball
from provcheck.statement.net_rings import polynomial_at
from provcheck.statement.nets import Invariant, NetSetting, Polynomial, parameter_names

Exponents = tuple[int, ...]

_MOST_DEGREE = 3
_MOST_MONOMIALS = 300
_SPARE_POINTS = 10
_MOST_NUMBER = 1000
_MOST_LABELS = 6


def unreachable_labels(candidate: Candidate, rng: np.random.Generator) -> Iterator[Proposal | None]:
    """None where the outputs are free; else one entry for each choice of labels."""
    network = candidate.network
    opaque = network.activation.is_smooth or bool(network.activation.breaks)
    found = invariant(candidate, opaque, rng)
    if found is None:
        yield None
        return
    argument = Invariant(found, opaque)
    theta = tuple(Fraction(name.startswith("W")) for name in parameter_names(network))
    d, n, q = network.inputs, candidate.samples, network.outputs

    def build(numbers: Numbers) -> Iterator[NetSetting]:
        inputs, labels = rows_of(numbers[: n * d], d), rows_of(numbers[n * d :], q)
        if len(set(inputs)) < n:
            return  # different labels for one input are no fault of the net
        for radius in RADII:
            setting = NetSetting(network, inputs, labels, theta, radius, argument)
            if _keeps_away(setting, found):
                yield setting

    inputs = tuple(Fraction(i) for i in range(n) for _ in range(d))
    yield from (Proposal((*inputs, *labels), build) for labels in _labels(n * q))


def _labels(count: int) -> list[Numbers]:
    """Small labels to try, the plainest first."""
    least = itertools.product(map(Fraction, (0, 1)), repeat=min(count, _MOST_LABELS))
    tail = tuple(Fraction(k % 3) for k in range(count - _MOST_LABELS))
    return sorted(((*row, *tail) for row in least), key=lambda row: (total_cost(row), row[::-1]))


def _keeps_away(setting: NetSetting, polynomial: Polynomial) -> bool:
    """G(X, y) is certainly not 0 for all inputs in the box."""
    values = {
        f"x{i}_{k}": ball(entry) + flint.arb(0, 1) * ball(setting.radius)
        for i, row in enumerate(setting.inputs, start=1)
        for k, entry in enumerate(row, start=1)
    } | {
        f"F{i}_{c}": ball(label)
        for i, row in enumerate(setting.labels, start=1)
        for c, label in enumerate(row, start=1)
    }
    try:
        return not polynomial_at(polynomial, values).contains(0)
    except Rejected:
        return False


# ---------------------------------------------------------------- finding G


def invariant(candidate: Candidate, opaque: bool, rng: np.random.Generator) -> Polynomial | None:
    """A polynomial of lowest degree that vanishes on the outputs, in outputs alone if it can be."""
    network, n = candidate.network, candidate.samples
    names = [f"F{i}_{c}" for i in range(1, n + 1) for c in range(1, network.outputs + 1)]
    more = [f"x{i}_{k}" for i in range(1, n + 1) for k in range(1, network.inputs + 1)]
    pieces = None if opaque else _first_pieces(candidate)
    points: list[FieldPoint] = []

    def point(number: int) -> FieldPoint:
        while len(points) <= number:
            points.append(in_field(network, n, pieces, rng, free=True))
        return points[number]

    if point(0).jacobian.rank() == candidate.stacked:
        return None
    for degree, used in itertools.product(range(1, _MOST_DEGREE + 1), (names, [*names, *more])):
        monomials = _monomials(len(used), len(names), degree)
        if len(monomials) > _MOST_MONOMIALS:
            continue
        rows = [point(k) for k in range(len(monomials) + _SPARE_POINTS)]
        values = [[*row.outputs, *row.inputs][: len(used)] for row in rows]
        relation = _relation(monomials, values)
        if relation is not None:
            return _polynomial(monomials, relation, used)
    return None


def _first_pieces(candidate: Candidate) -> dict:
    return {
        (layer, sample, unit): 0
        for layer, spec in enumerate(candidate.network.layers)
        for sample in range(candidate.samples)
        for unit in range(spec.width)
    }


def _monomials(count: int, outputs: int, degree: int) -> list[Exponents]:
    """Exponents of total degree up to the given one, of the first `outputs` variables at least 1,
    and the constant one; products of different variables come last."""
    found = [
        tuple(chosen.count(k) for k in range(count))
        for size in range(degree + 1)
        for chosen in itertools.combinations_with_replacement(range(count), size)
    ]
    return [e for e in found if any(e[:outputs]) or not any(e)]


def _relation(monomials: list[Exponents], values: list[list[flint.nmod]]) -> list[Fraction] | None:
    """Coefficients with Σ coefficient · monomial = 0 at all points: few and small ones."""
    entries = [int(_product(powers, row)) for row in values for powers in monomials]
    matrix = flint.nmod_mat(len(values), len(monomials), entries, PRIME)
    reduced, rank = matrix.rref()
    pivots, column = [], 0
    for row in range(rank):
        while int(reduced[row, column]) == 0:
            column += 1
        pivots.append(column)
        column += 1
    free = [k for k in range(len(monomials)) if k not in set(pivots)]
    candidates = []
    for column in free:
        vector = [Fraction(0)] * len(monomials)
        vector[column] = Fraction(1)
        entries = [_rational(-int(reduced[row, column])) for row in range(rank)]
        if any(entry is None for entry in entries):
            continue
        for pivot, entry in zip(pivots, entries, strict=True):
            vector[pivot] = entry
        candidates.append(vector)
    return min(candidates, key=_length, default=None)


def _length(vector: list[Fraction]) -> tuple:
    return sum(map(bool, vector)), total_cost(vector), vector


def _product(powers: Exponents, row: list[flint.nmod]) -> flint.nmod:
    total = flint.nmod(1, PRIME)
    for value, power in zip(row, powers, strict=True):
        for _ in range(power):
            total = total * value
    return total


def _rational(number: int) -> Fraction | None:
    """The fraction of small numbers that a residue stands for, or None."""
    old, new, before, after = PRIME, number % PRIME, 0, 1
    while new > _MOST_NUMBER:
        quotient = old // new
        old, new, before, after = new, old - quotient * new, after, before - quotient * after
    return Fraction(new, after) if 0 < abs(after) <= _MOST_NUMBER else None


def _polynomial(monomials: list[Exponents], relation: list[Fraction], names: list[str]):
    terms = []
    for powers, coefficient in zip(monomials, relation, strict=True):
        if coefficient:
            used = tuple((name, power) for name, power in zip(names, powers, strict=True) if power)
            terms.append((coefficient, used))
    scale = 1
    for coefficient, _ in terms:
        scale = np.lcm(scale, coefficient.denominator)
    sign = -1 if terms[0][0] < 0 else 1
    return Polynomial(tuple((c * int(scale) * sign, used) for c, used in terms))
