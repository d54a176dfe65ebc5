"""Flows end where both sides of a kink point into it; larger rates break; pictures are true."""

from dataclasses import replace

import numpy as np
import pytest

from provcheck.proofs.jakhmola2025 import basin_plots, flows, flows_plots
from provcheck.proofs.jakhmola2025.flows import Flows, ended, kept_outcome, never
from provcheck.reference import flow_checks
from provcheck.reference.flow import Ending
from provcheck.reference.network import forward, loss_gradient
from provcheck.reference.piece import fit_of
from provcheck.reference.piecewise_flow import follow
from provcheck.reference.trajectory import record
from provcheck.statement import Outcome, identity, smooth
from provcheck.testing import check_experiment

CLAIMS = {claim.name: claim for claim in flows.CLAIMS}


def generator(seed=0):
    return np.random.Generator(np.random.Philox(key=[seed, 1]))


# ---------------------------------------------------------------- falsehoods


def test_what_happens_often_does_not_never_happen():
    assert never(12, 24) is Outcome.FAILS
    assert never(0, 24) is Outcome.UNDECIDED
    assert never(0, 200) is Outcome.HOLDS
    assert never(3, 24) is Outcome.UNDECIDED


@pytest.mark.parametrize("activation", [identity(), smooth("tanh")])
def test_flows_without_kinks_never_slide(activation):
    for seed in range(3):
        found = ended(Flows(4, 3, activation=activation, horizon=3.0), generator(seed))
        assert not found.slides and found.end == 3.0


def test_one_breach_is_seen():
    kept = np.ones(42, bool)
    assert kept_outcome(kept) is Outcome.HOLDS
    assert kept_outcome(kept[:3]) is Outcome.UNDECIDED
    kept[5] = False
    assert kept_outcome(kept) is Outcome.FAILS


def test_bounds_with_fifty_times_the_rate_break():
    kind, broken = Flows(8, 4, horizon=10.0), 0
    for seed in range(6):
        theta, X, y = kind.draw(generator(seed))
        flow = follow(fit_of(kind.network, X, y), theta, kind.horizon)
        if not flow.steps:
            continue
        found = record(flow, np.linspace(0, flow.end, 13)[1:])
        assert flow_checks.printed_bound(found).holds and flow_checks.integral_bound(found).holds
        faster = replace(found, integral=50 * found.integral, least_so_far=50 * found.least_so_far)
        broken += not flow_checks.integral_bound(faster).holds
    assert broken >= 3


# ---------------------------------------------------------------- sliding, by another way


def test_both_one_sided_gradients_point_into_the_kink_where_a_flow_ends_sliding():
    """∇L from the plain definition, a little to either side of the preactivation at its break."""
    kind, seen = Flows(8, 4), 0
    for seed in range(8):
        theta, X, y = kind.draw(generator(seed))
        net = kind.network
        flow = follow(fit_of(net, X, y), theta, kind.horizon)
        if flow.ending is not Ending.SLIDING:
            continue
        contact, seen = flow.contacts[-1], seen + 1
        sample, unit = contact.sample - 1, contact.unit - 1
        normal = np.zeros(net.parameters)  # of u = w·x + b of that unit and sample
        normal[2 * unit : 2 * unit + 2] = X[sample]
        normal[2 * kind.width + unit] = 1.0
        for side in (-1, 1):
            at = flow.final + side * 1e-7 * normal
            u = forward(net, at, X).preactivations[0][sample, unit]
            assert np.sign(u) == side
            assert np.sign(-loss_gradient(net, at, X, y) @ normal) == -side
    assert seen >= 5


def test_a_bottleneck_levels_off():
    kind = Flows(1, 3, outputs=2, activation=smooth("tanh"), horizon=200.0)
    found = ended(kind, generator(2))
    assert found.levelled and not found.vanished and found.ratio > 1e-3


# ---------------------------------------------------------------- the claims


@pytest.mark.slow
@pytest.mark.parametrize("name", CLAIMS)
def test_the_same_seed_measures_the_same(name):
    assert check_experiment(CLAIMS[name]) == []


@pytest.mark.slow
def test_random_flows_slide_at_a_quarter_of_the_effort():
    found = CLAIMS["jakhmola2025/lemma2_1/random_flows"].experiment(generator(3), 0.25)
    assert found.outcome is Outcome.FAILS


# ---------------------------------------------------------------- pictures


def test_the_flow_of_the_absolute_value_reaches_its_kink_at_log_two():
    plot = flows_plots.absolute_value_flow(generator())
    t, w = np.array(plot.x), np.array(plot.series["w(t)"])
    before = t <= np.log(2)
    np.testing.assert_allclose(w[before], 2 * np.exp(-t[before]) - 1, atol=1e-7)
    beyond = np.array(plot.series["L(t), along the kink"])
    np.testing.assert_allclose(beyond[~np.isnan(beyond)], 0.5, atol=1e-9)
    assert np.isnan(w[t > np.log(2) + 1e-6]).all()


def test_the_leaky_flow_slides_at_zero():
    plot = flows_plots.leaky_flow(generator())
    w = np.array(plot.series["w(t), along the kink"])
    assert np.abs(w[~np.isnan(w)]).max() < 1e-9


@pytest.mark.slow
def test_no_loss_falls_below_the_floor_of_the_bottleneck():
    plot = flows_plots.bottleneck_floor(generator())
    floor = plot.series["floor of the loss"][0]
    assert floor == pytest.approx(1 / 6)  # scatter matrix [[2, -1], [-1, 2]]/3: by hand
    for label, losses in plot.series.items():
        values = np.array(losses)
        assert (values[~np.isnan(values)] >= floor * (1 - 1e-9)).all(), label


@pytest.mark.slow
def test_the_loss_stays_below_both_bounds():
    plot = flows_plots.loss_with_bounds(generator())
    found, *bounds = (np.array(row) for row in plot.series.values())
    for bound in bounds:
        assert (found <= bound * (1 + 1e-6)).all()


def test_the_least_eigenvalue_jumps():
    plot = flows_plots.least_eigenvalue_with_jumps(generator())
    assert next(iter(plot.series.values()))[0] > 0


def test_the_condition_map_falls_with_the_width(monkeypatch):
    monkeypatch.setattr(basin_plots, "_WIDTHS", (16, 256, 4096))
    monkeypatch.setattr(basin_plots, "_SAMPLES", (1, 2))
    plot = basin_plots.condition_map(generator())
    for row in plot.values:
        assert row[0] > row[1] > row[2] and row[2] < 0


def test_a_flow_from_inside_keeps_the_amended_bound_and_one_at_twice_the_slowest_rate_does_not():
    found = basin_plots.flow_from(basin_plots.start(generator(), 1024, 2), 4.0, 41)
    assert found.ratio <= 1
    bound = found.losses[0] * np.exp(-found.least * found.times / 2)
    assert (found.losses <= bound * (1 + 1e-6)).all()
    slow = [
        basin_plots.flow_from(basin_plots.start(generator(s), 1024, 2), 4.0, 9) for s in range(4)
    ]
    assert any((f.losses > f.losses[0] * np.exp(-4 * f.least * f.times)).any() for f in slow)


def test_the_loss_of_the_basins_flow_starts_to_fall_at_the_rate_of_its_ntk():
    """L' = −(f − y)ᵀK(f − y), K by differences of the outputs."""
    one = basin_plots.start(generator(), 64, 3)

    def outputs(W):
        return np.tanh(one.inputs @ W.T) @ one.outer

    columns = []
    for place in np.ndindex(one.hidden.shape):
        shift = np.zeros_like(one.hidden)
        shift[place] = 1e-6
        columns.append((outputs(one.hidden + shift) - outputs(one.hidden - shift)) / 2e-6)
    J, r = np.array(columns).T, outputs(one.hidden) - one.labels
    assert np.linalg.eigvalsh(J @ J.T)[0] == pytest.approx(
        basin_plots.flow_from(one, 1.0, 3).least, rel=1e-6
    )
    found = basin_plots.flow_from(one, 1e-3, 3)
    slope = (found.losses[1] - found.losses[0]) / found.times[1]
    assert slope == pytest.approx(-r @ J @ J.T @ r, rel=0.01)


def test_the_start_of_paired_neurons_is_zero():
    found = basin_plots.start(generator(), 64, 3)
    assert np.abs(np.tanh(found.inputs @ found.hidden.T) @ found.outer).max() < 1e-14


def test_flows_that_cannot_slide_are_held_on_nothing():
    """One sample: a kink is crossed or not, and no flow stays on one."""
    from provcheck.proofs.jakhmola2025 import theorem_a_1_measured as measured

    rng = np.random.default_rng(7)
    one_sample = Flows(4, 1, horizon=5.0)
    assert max(measured.held(one_sample, rng) for _ in range(6)) == 0


@pytest.mark.slow
def test_wide_nets_are_held_on_several_kinks():
    from provcheck.proofs.jakhmola2025 import theorem_a_1_measured as measured

    rng = np.random.default_rng(7)
    wide = measured.NETS["width 16"]
    assert max(measured.held(wide, rng) for _ in range(8)) >= 2
    assert max(measured.met(wide, rng) for _ in range(8)) <= 1
