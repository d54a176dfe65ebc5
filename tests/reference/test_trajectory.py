"""Records of flows against closed forms, and against quadrature by SciPy."""

from fractions import Fraction

import numpy as np
import pytest

from provcheck.errors import DomainError
from provcheck.reference import network as plain
from provcheck.reference.flow import OnSliding, Passage
from provcheck.reference.piece import fit_of
from provcheck.reference.piecewise_flow import follow
from provcheck.reference.trajectory import record
from provcheck.statement.network import dense, identity, smooth
from tests.reference.test_piecewise_flow import ABSOLUTE, HALF, random_fit, shift

Q = Fraction
CROSSING = np.log(2)


def crossing_flow():
    """w = 2e^−t − 1 until it crosses 0 at ln 2, then slope ½: K jumps from 1 to ¼."""
    return follow(shift(HALF, 0, -1), [1.0], 4.0)


@pytest.mark.parametrize("times", [[1.0, 0.5], [-0.1, 1.0], [0.0, np.nan], [[0.0]], [1.0, 1.0]])
def test_times_that_do_not_increase_are_refused(times):
    with pytest.raises(DomainError, match="increasing"):
        record(crossing_flow(), times)


def test_a_flow_without_steps_is_refused():
    with pytest.raises(DomainError, match="SLIDING"):
        record(follow(shift(ABSOLUTE, 0, -1), [0.0], 1.0), [0.0])


def test_everything_recorded_of_a_crossing_is_its_closed_form():
    times = np.array([0.0, 0.25, CROSSING + 1e-8, 1.0, 4.0])
    found = record(crossing_flow(), times)
    before = times < CROSSING
    w = np.where(before, 2 * np.exp(-times) - 1, 2 * np.expm1(-(times - CROSSING) / 4))
    loss = 0.5 * np.where(before, w + 1, w / 2 + 1) ** 2
    integral = np.where(before, times, CROSSING + (times - CROSSING) / 4)
    assert found.loss == pytest.approx(loss, rel=1e-8)
    assert found.least_eigenvalue == pytest.approx(np.where(before, 1, 0.25))
    assert found.least_so_far == pytest.approx(np.where(before, 1, 0.25))
    assert found.integral == pytest.approx(integral, abs=1e-9)
    assert found.integral_error.max() < 1e-12
    assert found.energy == pytest.approx(2 - loss, abs=1e-9)
    assert found.path_length == pytest.approx(1 - w, abs=1e-9)
    assert found.distance == pytest.approx(1 - w, abs=1e-9)
    assert found.norm == pytest.approx(np.abs(w), abs=1e-9)
    assert found.flips.tolist() == found.pattern.tolist() == [0, 0, 1, 1, 1]
    assert found.start == (2.0, 1.0)


def test_the_record_is_right_continuous_at_a_kink():
    flow = crossing_flow()
    found = record(flow, [flow.contacts[0].time])
    assert found.least_eigenvalue[0] == 0.25 and found.flips[0] == 1
    assert found.integral[0] == pytest.approx(CROSSING, abs=1e-9)


def test_times_after_the_end_are_left_out():
    found = record(follow(shift(ABSOLUTE, 0, -1), [1.0], 5.0), np.linspace(0, 5, 51))
    assert found.times[-1] == pytest.approx(0.6)


def test_records_do_not_depend_on_each_other():
    fit, theta = random_fit(6)
    flow = follow(fit, theta, 2.0)
    times = np.linspace(0, 0.99 * flow.end, 12)
    many, few = record(flow, times), record(flow, times[[3, 7]])
    for name in ("loss", "least_eigenvalue", "integral", "energy", "path_length", "norm", "flips"):
        assert (getattr(many, name)[[3, 7]] == getattr(few, name)).all(), name


def test_a_linear_net_has_one_gram_matrix():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(3, 2)), rng.normal(size=(3, 1))
    found = record(follow(fit_of(dense(2, (1,), identity()), X, y), np.ones(3), 2.0), [0.5, 2.0])
    design = np.hstack([X, np.ones((3, 1))])
    least = np.linalg.eigvalsh(design @ design.T)[0]
    assert found.least_eigenvalue == pytest.approx(least, rel=1e-12)
    assert found.integral == pytest.approx(least * found.times, rel=1e-12)


def test_integrals_are_those_of_scipy():
    from scipy.integrate import quad

    fit, theta = random_fit(1, (3, 2), smooth("tanh"), make=fit_of)
    flow = follow(fit, theta, 1.0)
    found = record(flow, [1.0])

    def least(time):
        K = plain.ntk(fit.network, flow.at([time])[0], fit.inputs)
        return np.linalg.eigvalsh(K)[0]

    expected, error = quad(least, 0, 1, epsabs=1e-10)
    assert found.integral[0] == pytest.approx(expected, abs=1e-8 + error)
    assert found.least_so_far[0] == pytest.approx(min(map(least, np.linspace(0, 1, 101))), rel=1e-3)


def test_on_a_kink_the_gram_matrix_is_that_of_the_held_flow():
    """There F' = −K(F − y) with the projected K; without the projection it fails."""
    fit, theta = random_fit(5)
    flow = follow(fit, theta, 3.0, on_sliding=OnSliding.FOLLOW)
    slides = next(each for each in flow.contacts if each.passage is Passage.SLIDES)
    steps = [step for step in flow.steps if step.start >= slides.time and step.piece.sliding]
    middle = (steps[1].start + steps[1].end) / 2

    def predictions(time):
        return plain.forward(fit.network, flow.at([time])[0], fit.inputs).outputs.ravel()

    from provcheck.reference.sliding import held_jacobian

    width = (steps[1].end - steps[1].start) / 20
    rate = (predictions(middle + width) - predictions(middle - width)) / 2 / width
    J = held_jacobian(steps[1].piece, flow.at([middle])[0])
    residual = predictions(middle) - fit.labels.ravel()
    assert rate == pytest.approx(-J @ J.T @ residual, abs=1e-3 * np.abs(rate).max())
    free = plain.jacobian(fit.network, flow.at([middle])[0], fit.inputs)
    assert rate != pytest.approx(-free @ free.T @ residual, abs=1e-2 * np.abs(rate).max())
