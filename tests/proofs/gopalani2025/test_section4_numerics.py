"""The experiments of Section 4: wrong temperatures and rates fail, the paper's do not."""

import numpy as np
import pytest

from provcheck.errors import DomainError
from provcheck.proofs.gopalani2025 import section4_decay, section4_diffusions, section4_numerics
from provcheck.proofs.gopalani2025.section4_diffusions import (
    DOUBLE_WELL,
    INPUTS,
    SIGMOID_NET,
    SOFTPLUS_NET,
    after,
)
from provcheck.reference import Activation, depth2
from provcheck.reference import fokker_planck as fp
from provcheck.statement import Outcome
from provcheck.statistics import densities

CASES = (SIGMOID_NET, SOFTPLUS_NET, DOUBLE_WELL)
NETS = (
    (SIGMOID_NET, (3.0, 0.13, 1.0, Activation.SIGMOID)),
    (SOFTPLUS_NET, (-10.0, 2.1, 4.0, Activation.SOFTPLUS)),
)


def generator(seed=0):
    return np.random.Generator(np.random.Philox(key=[seed, 0]))


def named(case):
    return case.name


# ---------------------------------------------------------------- falsehoods


@pytest.mark.slow
@pytest.mark.parametrize("temperature", [0.9, 1.1])
def test_a_temperature_off_by_ten_per_cent_fails(temperature):
    found = section4_numerics.measure_density(generator(), 0.1, temperature=temperature)
    assert found.outcome is Outcome.FAILS
    assert all(reading.outcome is Outcome.FAILS for reading in found.readings)


@pytest.mark.slow
def test_a_rate_thirty_per_cent_too_large_fails():
    found = section4_decay.measure_decay(generator(), 0.02, rate=1.3)
    assert [reading.outcome for reading in found.readings] == [Outcome.FAILS] * 2


def decay_of(**changes):
    """A decay that holds, with one thing changed."""
    times = np.linspace(0, 3, 7)
    exact = np.exp(-times)
    parts = dict(times=times, exact=exact, bound=2 * exact, measured=exact, errors=0.01 + 0 * times,
                 bias=0 * times, tail=1.0, fit=(1.0, 0.95, 1.05), paths=100)  # fmt: skip
    return section4_decay._Decay(**(parts | changes))


@pytest.mark.parametrize(
    ("changes", "rejected", "outcome"),
    [
        ({}, 0, Outcome.HOLDS),
        ({}, 1, Outcome.FAILS),
        ({"bound": np.full(7, 0.9)}, 0, Outcome.FAILS),
        ({"tail": 0.99}, 0, Outcome.FAILS),
        ({"fit": (0.9, 0.85, 0.95)}, 0, Outcome.FAILS),
        ({"fit": (1.0, 0.5, 1.5)}, 0, Outcome.UNDECIDED),
        ({"fit": (np.nan, -np.inf, np.inf)}, 0, Outcome.UNDECIDED),
    ],
)
def test_each_part_of_the_sentence_can_fail_alone(changes, rejected, outcome):
    assert section4_decay._outcome(decay_of(**changes), rejected, 1.0) is outcome


def test_paths_above_the_bound_are_told_from_paths_below():
    p_values = section4_decay._p_values(decay_of(bound=np.array([0.5, 2, 2, 2, 2, 2, 2])))
    assert p_values[0] < 1e-12
    assert (p_values[1:] > 0.5).all()


# ---------------------------------------------------------------- the paper's sentences


@pytest.mark.slow
def test_densities_hold_at_a_small_effort():
    found = section4_numerics.measure_density(generator(), 0.1)
    assert found.outcome is Outcome.HOLDS
    assert found.false_alarm < 0.03
    assert found.tests == 20


@pytest.mark.slow
def test_the_bound_and_the_rate_hold_at_a_small_effort():
    """Few paths leave the rate undecided; nothing of it may fail."""
    found = section4_decay.measure_decay(generator(), 0.05)
    assert found.outcome is not Outcome.FAILS
    assert found.tests == 64


@pytest.mark.slow
@pytest.mark.parametrize(
    "claim", [*section4_numerics.CLAIMS, *section4_decay.CLAIMS], ids=lambda claim: claim.name
)
def test_claims_conform(claim):
    from provcheck.testing import check_experiment

    assert check_experiment(claim) == []


# ---------------------------------------------------------------- what they are made of


@pytest.mark.parametrize(("case", "data"), NETS, ids=["sigmoid", "softplus"])
def test_potentials_are_the_loss_of_the_net(case, data):
    label, lam, beta, activation = data
    rest = (np.ones(1), np.array(INPUTS)[:, None], np.full(4, label), lam, beta, activation)
    points = np.array([-9.0, -0.3, 0.0, 1e-3, 2.0, 5.0])
    losses = [depth2.loss(np.full((1, 1), w), *rest) for w in points]
    slopes = [depth2.gradient(np.full((1, 1), w), *rest)[0, 0] for w in points]
    np.testing.assert_allclose(case.potential(points), losses, rtol=1e-13)
    np.testing.assert_allclose(case.slope(points), slopes, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_box_holds_all_but_a_billionth_of_both_ends(case):
    assert max(case.gibbs[0], case.gibbs[-1]) < 1e-9 * case.gibbs.max()
    assert abs(case.initial.sum() * case.spacing - 1) < 1e-12
    assert max(case.initial[0], case.initial[-1]) < 1e-9 * case.initial.max()


@pytest.mark.parametrize("case", CASES, ids=named)
def test_gap_agrees_with_that_of_the_finite_volumes(case):
    """Two discretizations without shared code; the coarser errs by spacing^2."""
    from scipy.linalg import eigh_tridiagonal

    right, left = fp.jump_rates(case.values, case.spacing, case.s)
    off = -np.sqrt(right[:-1] * left[1:])
    found = eigh_tridiagonal(right + left, off, select="i", select_range=(1, 1))[0][0]
    assert found == pytest.approx(case.spectral_gap, rel=2e-4)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_law_of_the_chain_is_that_of_its_paths_at_long_steps(case):
    """Steps so long that equation (3) is rejected: the chain's own law must not be."""
    steps, paths = 12, 60_000
    dt = case.horizon / 60
    sample = case.simulate(
        case.sample(generator(3), paths), case.s, dt=dt, steps=steps, seed=5
    ).final
    chain = after(case.chain_matrix(dt), case.initial, steps)
    assert chain.sum() * case.spacing == pytest.approx(1, abs=1e-6)
    found = densities.compare(sample, chain, case.low, case.high, 40)
    assert min(test.p_value for test in found) > 1e-3
    diffused = case.density(case.initial, steps * dt, 400)
    found = densities.compare(sample, diffused, case.low, case.high, 40)
    assert min(test.p_value for test in found) < 1e-6


def test_density_of_the_equation_is_that_of_the_chain_as_steps_shrink():
    """Twice the fine chain less the coarse one, the two laws differ by O(dt^2) only."""
    case, time = DOUBLE_WELL, 0.54
    coarse, fine = (
        after(case.chain_matrix(time / steps), case.initial, steps) for steps in (200, 400)
    )
    exact = case.density(case.initial, time, 400)
    distance = np.abs(coarse - exact).sum() * case.spacing
    extrapolated = np.abs(2 * fine - coarse - exact).sum() * case.spacing
    assert extrapolated < distance / 20
    assert extrapolated < 1e-4


def test_a_chain_that_the_cells_do_not_resolve_is_refused():
    with pytest.raises(DomainError, match="narrower cells"):
        DOUBLE_WELL.chain_matrix(1e-6)


def test_the_number_of_cells_is_what_the_matrix_has():
    assert DOUBLE_WELL.chain_matrix(1e-3).shape == (section4_diffusions.CELLS,) * 2
