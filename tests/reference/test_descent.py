"""Gradient descent in place against the plain loop, and against the flow it comes from."""

import numpy as np
import pytest

from provcheck.errors import DataError, DomainError
from provcheck.reference import network as plain
from provcheck.reference.descent import descend
from provcheck.reference.piece import fit_of
from provcheck.reference.piecewise_flow import follow
from provcheck.statement.network import dense, identity, leaky_relu, smooth
from tests.reference.test_piece import CASES, piece_at_random
from tests.reference.test_piecewise_flow import random_fit

ONE = fit_of(dense(1, (1,), identity()), [[1.0]], [[0.0]])


@pytest.mark.parametrize("step, epochs, record", [
    (0.0, 1, ()), (-1.0, 1, ()), (np.inf, 1, ()), (np.nan, 1, ()), (0.1, -1, ()),
    (0.1, 3, (4,)), (0.1, 3, (-1,)), (0.1, 3, (1, 1)), (0.1, 3, (2, 1)),
])  # fmt: skip
def test_what_is_no_run_is_refused(step, epochs, record):
    with pytest.raises(DomainError, match="expected"):
        descend(ONE, [1.0, 0.0], step, epochs, record=record)


def test_parameters_that_do_not_fit_are_refused():
    with pytest.raises(DataError, match="expected"):
        descend(ONE, [1.0], 0.1, 1)


@pytest.mark.parametrize("shape, act", CASES, ids=lambda x: getattr(x, "name", x))
def test_it_is_the_plain_loop(shape, act):
    piece, theta = piece_at_random(shape, act)
    fit, theta = piece.fit, 0.3 * theta
    data = fit.network, fit.inputs, fit.labels
    expected, losses = theta, []
    for _ in range(8):
        losses.append(plain.loss(data[0], expected, *data[1:]))
        expected = expected - 0.01 * plain.loss_gradient(data[0], expected, *data[1:])
    found = descend(fit, theta, 0.01, 8, record=range(8))
    assert found.final == pytest.approx(expected, abs=1e-13)
    assert found.losses == pytest.approx(losses, rel=1e-12)
    assert found.epochs.tolist() == list(range(8)) and not found.diverged


def test_the_start_is_not_changed():
    theta = np.array([1.0, 0.5])
    found = descend(ONE, theta, 0.1, 3)
    assert theta.tolist() == [1.0, 0.5] and found.final.tolist() != [1.0, 0.5]


def test_no_epoch_leaves_the_start():
    found = descend(ONE, [1.0, 0.5], 0.1, 0, record=[0])
    assert found.final.tolist() == [1.0, 0.5] and found.losses.tolist() == [1.125]


def test_a_step_that_is_too_long_diverges_and_says_so():
    found = descend(ONE, [1.0, 0.5], 9.0, 1000, record=range(0, 1001, 50))
    assert found.diverged and len(found.losses) == len(found.epochs) < 21
    assert np.isfinite(found.losses).all()


def test_recorded_epochs_are_shown():
    seen = []
    descend(
        ONE, [1.0, 0.5], 0.1, 4, record=[0, 3], observe=lambda k, theta: seen.append((k, *theta))
    )
    assert seen[0] == (0, 1.0, 0.5) and seen[1][0] == 3 and len(seen) == 2
    assert seen[1][1:] == tuple(descend(ONE, [1.0, 0.5], 0.1, 3).final)


@pytest.mark.parametrize("act", [smooth("tanh"), leaky_relu()], ids=lambda act: act.name)
def test_the_error_against_the_flow_is_of_first_order(act):
    fit, theta = random_fit(6, (4, 1), act, make=fit_of)
    flow = follow(fit, theta, 50.0)
    time = min(0.9 * flow.end, 1.0)
    exact, errors = follow(fit, theta, time).final, []
    for steps in (200, 400, 800):
        errors.append(np.abs(descend(fit, theta, time / steps, steps).final - exact).max())
    assert errors[2] < 1e-2
    assert 1.6 < errors[0] / errors[1] < 2.5 and 1.6 < errors[1] / errors[2] < 2.5
