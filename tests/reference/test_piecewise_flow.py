"""Gradient flows against closed forms and against gradient descent with tiny steps.

The shift net f(x) = σ(x + w) has one parameter, and its preactivation of x = 0 is w itself.
"""

from fractions import Fraction

import numpy as np
import pytest

from provcheck.compiled import piece as compiled
from provcheck.errors import DataError, DomainError
from provcheck.reference.descent import descend
from provcheck.reference.flow import Ending, Method, OnSliding, Passage
from provcheck.reference.initialization import kaiming_uniform
from provcheck.reference.piece import address, fit_of, loss, pattern_at
from provcheck.reference.piecewise_flow import follow
from provcheck.statement.network import (
    Activation,
    Layer,
    Network,
    dense,
    identity,
    leaky_relu,
    relu,
    smooth,
)

Q = Fraction
HALF, ABSOLUTE = leaky_relu(Q(1, 2)), leaky_relu(Q(-1))
DIGITS = 1e-9  # local errors of 1e-10 relative a step, a few steps


def shift(act, x, y):
    rows = [[float(value)] for value in np.atleast_1d(x)]
    return fit_of(Network(1, (Layer(1, weights=False),), act), rows,
                  [[float(value)] for value in np.atleast_1d(y)])  # fmt: skip


def copies(number, act, y):
    """Copies of the shift net: parameters that do not know of each other."""
    net = Network(number, (Layer(number, weights=False),), act)
    return fit_of(net, [[0.0] * number], [[y] * number])


def random_fit(seed, widths=(5, 1), act=None, n=4, make=compiled.fit_of):
    rng = np.random.default_rng(seed)
    net = dense(2, widths, act or leaky_relu(Q(1, 10)))
    X, y = rng.normal(size=(n, 2)), rng.normal(size=(n, widths[-1]))
    return make(net, X, y), 0.7 * rng.normal(size=net.parameters)


# what must be refused


def test_no_solution_is_reported_beyond_a_kink_that_both_sides_point_into():
    """θ' = −(2w + 1) above and θ' > 0 below w = 0, which the flow reaches at ln(3)/2."""
    flow = follow(shift(HALF, [0, 2], [-4, 5]), [1.0], 5.0)
    assert flow.ending is Ending.SLIDING
    assert flow.end == pytest.approx(np.log(3) / 2, abs=DIGITS)
    assert flow.final[0] == pytest.approx(0.0, abs=1e-12)
    (contact,) = flow.contacts
    assert (contact.layer, contact.sample, contact.unit, contact.at_break) == (1, 1, 1, 1)
    assert contact.passage is Passage.SLIDES
    assert (contact.below, contact.above) == pytest.approx((1.0, -1.0))
    assert contact.loss == pytest.approx(12.5)
    with pytest.raises(DomainError, match="ended"):
        flow.at([flow.end + 1e-6])


@pytest.mark.parametrize("theta, horizon, options, error", [
    ([1.0], -1.0, {}, DomainError), ([1.0], np.inf, {}, DomainError),
    ([1.0], np.nan, {}, DomainError), ([1.0], 1.0, {"steps": -1}, DomainError),
    ([np.nan], 1.0, {}, DataError), ([1.0, 2.0], 1.0, {}, DataError),
])  # fmt: skip
def test_what_cannot_be_followed_is_refused(theta, horizon, options, error):
    with pytest.raises(error, match="expected"):
        follow(shift(HALF, 0, -1), theta, horizon, **options)


# closed forms


@pytest.mark.parametrize("start", [0.25, 1.0, 7.0])
def test_the_absolute_value_slides_when_it_reaches_zero(start):
    flow = follow(shift(ABSOLUTE, 0, -1), [start], 20.0)
    assert flow.ending is Ending.SLIDING
    assert flow.end == pytest.approx(np.log1p(start), abs=DIGITS)


@pytest.mark.parametrize("slope", [Q(1, 2), Q(1, 100), Q(2)])
def test_a_crossing_goes_on_with_the_other_slope(slope):
    """u = (u0 + 1)e^−t − 1 until u = 0, then u' = −a(au + 1)."""
    flow = follow(shift(leaky_relu(slope), 0, -1), [1.0], 4.0)
    assert flow.ending is Ending.REACHED and flow.end == 4.0
    (contact,) = flow.contacts
    crossing, a = np.log(2), float(slope)
    assert contact.passage is Passage.FALLS
    assert contact.time == pytest.approx(crossing, abs=DIGITS)
    assert (contact.below, contact.above) == pytest.approx((-a, -1.0))
    times = np.array([0.0, 0.3, 0.69, crossing + 1e-6, 1.0, 2.5, 4.0])
    before, after = 2 * np.exp(-times) - 1, np.expm1(-a * a * (times - crossing)) / a
    expected = np.where(times < crossing, before, after)
    assert flow.at(times)[:, 0] == pytest.approx(expected, abs=DIGITS)


@pytest.mark.parametrize("method", Method)
def test_linear_regression_is_a_matrix_exponential(method):
    from scipy.linalg import expm

    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(5, 3)), rng.normal(size=(5, 1))
    fit, theta = fit_of(dense(3, (1,), identity()), X, y), rng.normal(size=4)
    design = np.hstack([X, np.ones((5, 1))])
    best = np.linalg.lstsq(design, y[:, 0], rcond=None)[0]
    flow = follow(fit, theta, 3.0, method=method)
    for time in (0.1, 1.0, 3.0):
        expected = best + expm(-time * design.T @ design) @ (theta - best)
        assert flow.at([time])[0] == pytest.approx(expected, abs=1e-8)


# starts and endings by name


@pytest.mark.parametrize("act, y, ending, passage", [
    (ABSOLUTE, -1, Ending.SLIDING, Passage.SLIDES),
    (ABSOLUTE, 1, Ending.AMBIGUOUS, Passage.REPELS),
    (HALF, 1, Ending.REACHED, Passage.RISES),
    (HALF, -1, Ending.REACHED, Passage.FALLS),
    (HALF, 0, Ending.CONVERGED, Passage.TOUCHES),
    (relu(), -1, Ending.REACHED, Passage.DIES),
    (relu(), 1, Ending.AMBIGUOUS, Passage.TOUCHES),
], ids=str)  # fmt: skip
def test_a_start_on_a_kink_has_a_name(act, y, ending, passage):
    flow = follow(shift(act, 0, y), [0.0], 1.0)
    assert flow.ending is ending and flow.contacts[0].passage is passage
    assert flow.contacts[0].time == 0.0
    if ending is Ending.REACHED and passage is not Passage.DIES:
        assert np.sign(flow.final[0]) == y


def test_a_dead_unit_stays_on_its_break():
    flow = follow(shift(relu(), 0, -1), [1.0], 3.0)
    assert flow.ending is Ending.REACHED and flow.contacts[0].passage is Passage.DIES
    assert flow.contacts[0].time == pytest.approx(np.log(2), abs=DIGITS)
    assert flow.final[0] == pytest.approx(0.0, abs=1e-12)


def test_a_start_on_a_kink_up_to_rounding_is_on_it():
    fit = fit_of(Network(1, (Layer(1),), ABSOLUTE), [[3.0]], [[1.0]])
    assert 0.1 * 3 - 0.3 > 0
    flow = follow(fit, [0.1, -0.3], 1.0)
    assert flow.ending is Ending.AMBIGUOUS and flow.contacts[0].passage is Passage.REPELS


def test_a_dead_unit_is_not_met_again():
    flow = follow(copies(3, relu(), -1.0), [1.0, 2.0, 3.0], 5.0)
    assert flow.ending is Ending.REACHED
    assert [each.passage for each in flow.contacts] == [Passage.DIES] * 3
    assert [each.time for each in flow.contacts] == pytest.approx(np.log([2, 3, 4]), abs=DIGITS)


def test_a_stationary_start_stays():
    flow = follow(shift(HALF, [0, 1], [2, 3]), [2.0], 5.0)
    assert flow.ending is Ending.REACHED and flow.final[0] == 2.0 and not flow.contacts


def test_a_horizon_of_zero_has_no_step():
    flow = follow(shift(HALF, 0, -1), [1.0], 0.0)
    assert flow.ending is Ending.REACHED and not flow.steps
    assert flow.at([0.0]).tolist() == [[1.0]]


@pytest.mark.parametrize("budget", [{"steps": 2}, {"contacts": 0}])
def test_a_spent_budget_ends_the_flow(budget):
    flow = follow(shift(HALF, 0, -1), [1.0], 40.0, **budget)
    assert flow.ending is Ending.BUDGET and flow.end < 40.0


def test_kinks_met_at_once_are_crossed_where_they_are_convex():
    flow = follow(copies(2, HALF, -1.0), [1.0, 1.0], 2.0)
    alone = follow(shift(HALF, 0, -1), [1.0], 2.0)
    assert flow.ending is Ending.REACHED and len(flow.contacts) == 2
    assert flow.final == pytest.approx(np.repeat(alone.final, 2), abs=DIGITS)


def test_kinks_met_at_once_slide_together():
    flow = follow(copies(2, ABSOLUTE, -1.0), [1.0, 1.0], 2.0)
    assert flow.ending is Ending.SLIDING and len(flow.contacts) == 2
    assert flow.end == pytest.approx(np.log(2), abs=DIGITS)


def test_concave_kinks_met_at_once_are_ambiguous():
    flow = follow(copies(2, HALF, 1.0), [-1.0, -1.0], 9.0)
    assert flow.ending is Ending.AMBIGUOUS and len(flow.contacts) == 2


@pytest.mark.parametrize("act, ending", [(HALF, Ending.REACHED), (ABSOLUTE, Ending.AMBIGUOUS)])
def test_two_samples_alike_have_one_kink_met_twice(act, ending):
    flow = follow(shift(act, [0, 0], [-1, -1]), [1.0], 2.0)
    assert flow.ending is ending and len(flow.contacts) == 2
    assert flow.contacts[0].time == pytest.approx(np.log(2) / 2, abs=DIGITS)


def test_an_entry_that_rests_on_its_break_is_no_contact():
    rng = np.random.default_rng(0)
    net = dense(1, (3, 1), leaky_relu(), bias=False)
    fit = fit_of(net, [[0.0], [1.0]], [[1.0], [0.5]])
    flow = follow(fit, np.abs(rng.normal(size=6)), 1.0)
    assert flow.ending is Ending.REACHED


def test_entries_behind_a_unit_that_wakes_up_go_to_their_sides():
    """On sample 1 the first unit is dead until b = 1, and both units behind it rest at 0."""
    layers = (Layer(1, weights=False), Layer(2, bias=False), Layer(1, bias=False, activated=False))
    fit = fit_of(Network(1, layers, relu()), [[-1.0], [1.0]], [[0.3], [9.0]])
    theta = np.array([0.0, 1.0, -1.0, 1.0, 1.0])
    flow = follow(fit, theta, 1.0, on_sliding=OnSliding.FOLLOW)
    assert [each.passage for each in flow.contacts] == [Passage.RISES]
    assert (flow.contacts[0].layer, flow.contacts[0].sample) == (1, 1)
    last = flow.steps[-1].piece.pattern
    assert last.tolist() == pattern_at(fit, flow.final).tolist() == [1, 1, 1, 0, 1, 0]


# random nets


def test_descent_comes_closer_to_the_flow_as_its_step():
    errors = []
    fit, theta = random_fit(6)
    whole = follow(fit, theta, 50.0)
    assert whole.ending is Ending.SLIDING and len(whole.contacts) >= 3
    time = 0.9 * whole.end
    flow = follow(fit, theta, time)
    for steps in (500, 1000, 2000):
        errors.append(np.abs(descend(fit, theta, time / steps, steps).final - flow.final).max())
    assert errors[2] < 1e-3
    # kinks and second order in the step move the ratios from 2
    assert 1.5 < errors[0] / errors[1] < 2.7 and 1.5 < errors[1] / errors[2] < 2.7


@pytest.mark.parametrize("seed, widths", [(5, (5, 1)), (7, (5, 1)), (8, (5, 1)), (4, (4, 3, 2))])
def test_a_sliding_flow_is_what_descent_chatters_about(seed, widths):
    fit, theta = random_fit(seed, widths)
    flow = follow(fit, theta, 3.0, on_sliding=OnSliding.FOLLOW)
    passages = {each.passage for each in flow.contacts}
    assert flow.ending is Ending.REACHED and Passage.SLIDES in passages
    assert passages & {Passage.LEAVES_UPWARDS, Passage.LEAVES_DOWNWARDS}
    few, many = (descend(fit, theta, 3.0 / steps, steps).final for steps in (1500, 6000))
    errors = [np.abs(final - flow.final).max() for final in (few, many)]
    assert errors[1] < 1e-3 and 3 < errors[0] / errors[1] < 5


def standard_fit(seed, widths=(8, 1)):
    """Leaky units, six samples, the experiments' initialisation."""
    rng = np.random.default_rng(seed)
    net = dense(2, widths, leaky_relu())
    fit = compiled.fit_of(net, rng.normal(size=(6, 2)), rng.normal(size=(6, 1)))
    return fit, kaiming_uniform(net, rng)


@pytest.mark.parametrize("seed, horizon", [(4, 1.0), (1, 5.0)])
def test_kinks_are_released_together_and_crossed_while_others_are_held(seed, horizon):
    fit, theta = standard_fit(seed)
    flow = follow(fit, theta, horizon, on_sliding=OnSliding.FOLLOW)
    assert flow.ending is Ending.REACHED
    times = [each.time for each in flow.contacts]
    assert len(set(times)) < len(times)
    final = descend(fit, theta, horizon / 8000, 8000).final
    assert np.abs(final - flow.final).max() < 2e-3


def test_kinks_of_two_layers_hold_the_flow_on_different_samples():
    fit, theta = standard_fit(4, (8, 8, 1))
    flow = follow(fit, theta, 2.0, on_sliding=OnSliding.FOLLOW)
    assert flow.ending is Ending.REACHED
    held = [[address(fit, k)[:2] for k in step.piece.sliding] for step in flow.steps]
    assert any(len({layer for layer, _ in each}) == 2 for each in held)
    assert np.abs(descend(fit, theta, 2.0 / 5000, 5000).final - flow.final).max() < 2e-3


def test_a_kink_behind_a_kink_of_the_same_sample_is_ambiguous():
    fit, theta = standard_fit(3, (8, 8, 1))
    flow = follow(fit, theta, 5.0, on_sliding=OnSliding.FOLLOW)
    held = [address(fit, k)[:2] for k in flow.steps[-1].piece.sliding]
    last = flow.contacts[-1]
    assert flow.ending is Ending.AMBIGUOUS and last.passage is Passage.SLIDES
    assert any(layer + 1 != last.layer and sample + 1 == last.sample for layer, sample in held)


def test_a_kink_that_turns_concave_under_the_flow_is_ambiguous():
    """The weight behind the unit passes 0: from then on both sides point away."""
    fit, theta = standard_fit(12)
    flow = follow(fit, theta, 1.0, on_sliding=OnSliding.FOLLOW)
    last = flow.contacts[-1]
    assert flow.ending is Ending.AMBIGUOUS and last.passage is Passage.TOUCHES
    assert max(abs(last.below), abs(last.above)) < 1e-9
    assert abs(flow.final[fit.slots[1][0]][last.unit - 1]) < 1e-9


def test_two_kinks_may_hold_the_flow_at_once():
    fit, theta = random_fit(3)
    flow = follow(fit, theta, 3.0, on_sliding=OnSliding.FOLLOW)
    assert max(len(step.piece.sliding) for step in flow.steps) >= 2
    assert np.abs(descend(fit, theta, 3.0 / 6000, 6000).final - flow.final).max() < 5e-4


@pytest.mark.parametrize("seed", range(3))
def test_every_step_stays_on_its_pattern(seed):
    fit, theta = random_fit(seed, (4, 3, 2))
    flow = follow(fit, theta, 2.0)
    assert flow.steps[0].start == 0.0 and flow.steps[-1].end == flow.end
    for step, following in zip(flow.steps, flow.steps[1:], strict=False):
        assert step.end == following.start
    for step in flow.steps:
        for share in (0.1, 0.5, 0.9):
            theta = step.curve(step.start + share * (step.end - step.start))
            assert pattern_at(fit, theta).tolist() == step.piece.pattern.tolist()


def test_the_compiled_losses_give_the_same_flow():
    for seed in range(2):
        fast, theta = random_fit(seed)
        plain, _ = random_fit(seed, make=fit_of)
        one, other = (follow(fit, theta, 1.0) for fit in (fast, plain))
        assert one.ending is other.ending and len(one.contacts) == len(other.contacts)
        assert one.end == pytest.approx(other.end, abs=1e-9)
        assert one.final == pytest.approx(other.final, abs=1e-9)


def test_the_loss_falls():
    fit, theta = random_fit(2)
    flow = follow(fit, theta, 5.0, on_sliding=OnSliding.FOLLOW)
    points = [step.curve(step.start) for step in flow.steps]
    losses = [loss(step.piece, point) for step, point in zip(flow.steps, points, strict=True)]
    assert (np.diff(losses) < 0).all()


def test_both_integrators_follow_the_same_smooth_flow():
    fit, theta = random_fit(0, (4, 3, 2), smooth("tanh"), make=fit_of)
    flows = [follow(fit, theta, 4.0, method=method) for method in Method]
    assert all(flow.ending is Ending.REACHED and not flow.contacts for flow in flows)
    assert flows[0].final == pytest.approx(flows[1].final, abs=1e-7)


def test_a_middle_piece_is_left_through_either_break():
    act = Activation("steps", (Q(0), Q(1)), ((Q(0), Q(1, 2)), (Q(0), Q(1)), (Q(1, 2), Q(1, 2))))
    for y, start, numbers in ((5, -1.0, [1, 2]), (-5, 2.0, [2, 1])):
        flow = follow(shift(act, 0, y), [start], 30.0)
        assert [each.at_break for each in flow.contacts] == numbers
        assert flow.ending is Ending.REACHED
