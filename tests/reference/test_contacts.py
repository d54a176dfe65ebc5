"""First roots of polynomials, and first contacts on a curve that is given."""

from fractions import Fraction

import numpy as np
import pytest

from provcheck.reference.contacts import (
    NODES,
    TO_BERNSTEIN,
    first_contact,
    first_root,
    halve,
    margin_values,
    margins_of,
)
from provcheck.reference.flow import Step
from provcheck.reference.piece import Piece, fit_of
from provcheck.statement.network import Layer, Network, leaky_relu
from tests.reference.test_piece import HAT


def row_of(function):
    return TO_BERNSTEIN @ np.array([function(x) for x in NODES])


@pytest.mark.parametrize("roots, first", [
    ((0.3,), 0.3), ((0.7, 0.2), 0.2), ((0.5, 0.5005), 0.5), ((0.999,), 0.999),
    ((1.2, -0.1), np.inf), ((), np.inf), ((0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8), 0.1),
    ((0.6, 0.6, 0.6), 0.6),
])  # fmt: skip
def test_the_first_root_is_found(roots, first):
    sign = np.sign(np.prod([-root for root in roots]))
    row = row_of(lambda x: sign * np.prod([x - root for root in roots]))
    allowed = 1e-4 if len(set(roots)) < len(roots) else 1e-9
    assert first_root(row) == pytest.approx(first, abs=allowed)


def test_touching_from_above_is_no_root():
    row = row_of(lambda x: (x - 0.5) ** 2 + 1e-9)
    assert (row < 0).any()  # so that subdivision is what decides
    assert first_root(row) == np.inf


def test_a_row_that_starts_below_has_its_root_at_the_start():
    assert first_root(row_of(lambda x: -1.0 + 3 * x)) == 0.0
    assert first_root(row_of(lambda x: -x)) == pytest.approx(0.0, abs=1e-12)


def test_halves_are_the_same_polynomial():
    rng = np.random.default_rng(0)
    row = rng.normal(size=9)
    left, right = halve(row)
    whole = np.linalg.solve(TO_BERNSTEIN, row)  # values at the nodes
    assert left[0] == row[0] and right[-1] == row[-1] and left[-1] == pytest.approx(right[0])
    assert left[-1] == pytest.approx(whole[4])  # the middle node


def shift(act):
    """f(x) = σ(x + w): one parameter, whose preactivation of x = 0 is w itself."""
    return fit_of(Network(1, (Layer(1, weights=False),), act), [[0.0]], [[0.0]])


def on_curve(act, curve, pattern):
    step = Step(0.0, 1.0, Piece(shift(act), np.array([pattern])), curve)
    return first_contact(step, margins_of(step.piece), {})


def test_two_crossings_within_a_step_are_not_stepped_over():
    found = on_curve(leaky_relu(), lambda t: np.array([(t - 0.4321) ** 2 - 1e-8]), 1)
    assert found is not None and found[0] == pytest.approx(0.4321 - 1e-4, abs=1e-9)


def test_a_curve_that_stays_has_no_contact():
    assert on_curve(leaky_relu(), lambda t: np.array([(t - 0.4321) ** 2 + 1e-8]), 1) is None


@pytest.mark.parametrize("slope, expected", [(2.0, (0.5, 1)), (-2.0, (0.5, 0))])
def test_a_middle_piece_has_two_margins(slope, expected):
    found = on_curve(HAT, lambda t: np.array([slope * t]), 1)
    assert found is not None and found[0] == pytest.approx(expected[0])
    margins = margins_of(Piece(shift(HAT), np.array([1])))
    assert int(margins.breaks[found[1]]) == expected[1]


def test_margins_are_distances_inside_the_piece():
    piece = Piece(shift(HAT), np.array([1]))
    assert margin_values(piece, margins_of(piece), np.array([0.25])).tolist() == [1.25, 0.75]


def test_a_root_at_the_start_is_divided_out():
    """A preactivation that has just crossed starts at its break, on either side by rounding."""
    fit = shift(leaky_relu(Fraction(1, 2)))
    step = Step(0.0, 1.0, Piece(fit, np.array([1])), lambda t: np.array([t * (0.8 - t) - 1e-17]))
    found = first_contact(step, margins_of(step.piece), {0: 1})
    assert found is not None and found[0] == pytest.approx(0.8)
