"""The definitions refuse what they must refuse, the training is SGD, and draws decide verdicts."""

import numpy as np
import pytest

from provcheck.errors import DomainError
from provcheck.proofs.gopalani2025 import (
    figures,
    figures_noise,
    figures_setup,
    figures_training,
    section6,
)
from provcheck.proofs.gopalani2025.figures_evidence import holm, share_outcome, tail
from provcheck.reference import Activation, depth2
from provcheck.statement import Outcome

FIGURES = {
    claim.name: claim for claim in (*figures.CLAIMS, *figures_noise.CLAIMS, *section6.CLAIMS)
}
DRAWS = 48


def generator(seed=0):
    return np.random.Generator(np.random.Philox(key=[seed, 1]))


# ---------------------------------------------------------------- falsehoods


def losses_of(deterioration, rng, gain=0.5):
    """Planted runs: λ = 1.3e-5 gains about `gain` over W = 0, λ = 0.13 loses a share of it."""
    start = 1 + 0.1 * rng.random(DRAWS)
    best = np.empty((DRAWS, len(figures.LAMBDAS)))
    gained = gain * (0.9 + 0.2 * rng.random(DRAWS))
    lost = deterioration * (0.9 + 0.2 * rng.random(DRAWS))
    best[:] = (start - gained)[:, None]
    best[:, figures.REGIME] += lost * gained
    test = best[:, :, None]
    course = figures_training.Course(np.array([1]), test, np.zeros_like(test))
    return figures_setup.Trained(course, {"W = 0": start, "constant": start - 0.6 * gained})


def planted(*deteriorations):
    rng = generator()
    return {p: losses_of(share, rng) for p, share in enumerate(deteriorations, start=1)}


def test_a_planted_deterioration_is_not_mild():
    assert figures.mild(planted(0.8, 0.8), figures.REGIME, 0.01) is Outcome.FAILS
    assert figures.mild(planted(0.1, 0.8, 0.1), figures.REGIME, 0.01) is Outcome.FAILS
    assert figures.mild(planted(0.1, 0.2, 0.1), figures.REGIME, 0.01) is Outcome.HOLDS
    assert figures.mild(planted(0.1, 0.5, 0.1), figures.REGIME, 0.01) is Outcome.UNDECIDED


def test_a_net_that_gains_nothing_keeps_nothing():
    trained = losses_of(0.1, generator(), gain=0.0)
    assert not trained.kept(figures.REGIME).any()


def test_shuffled_fractions_are_not_progressive():
    rising = np.tile([0.1, 0.2, 0.3], (DRAWS, 1)) + 0.001 * generator().random((DRAWS, 3))
    assert figures_noise._outcome(rising, figures_noise.SHARE, 0.01) is Outcome.HOLDS
    shuffled = generator().permuted(rising, axis=1)
    assert figures_noise._outcome(shuffled, figures_noise.SHARE, 0.01) is Outcome.FAILS
    assert figures_noise._outcome(shuffled, 0.5, 0.01) is Outcome.FAILS


@pytest.mark.slow
def test_noise_that_pulls_labels_away_is_seen_as_progressive(monkeypatch):
    """The same training, tests and thresholds as Figure 3, with noise of one sign."""
    honest = figures_noise.noisy
    monkeypatch.setattr(
        figures_noise, "noisy", lambda *a, **k: -np.minimum(abs(honest(*a, **k)), 1)
    )
    course, _, _ = figures_noise.CAPTIONS[3].run(generator(), DRAWS, 0.1)
    assert figures_noise._outcome(course.final, figures_noise.SHARE, 0.01) is Outcome.HOLDS


def test_equal_losses_are_not_progressive():
    same = np.full((DRAWS, 3), 0.5)
    assert not figures_noise.progressive(same).any()
    assert figures_noise._outcome(same, figures_noise.SHARE, 0.01) is Outcome.FAILS


@pytest.mark.parametrize("name", FIGURES)
def test_few_draws_decide_nothing(name):
    """At effort 0.01 there is one draw, whatever it shows."""
    found = FIGURES[name].experiment(generator(), 0.01)
    assert found.outcome is Outcome.UNDECIDED
    assert all(reading.outcome is Outcome.UNDECIDED for reading in found.readings)


# ---------------------------------------------------------------- statistics


@pytest.mark.parametrize(
    ("counts", "outcome"),
    [
        ([(48, 48)], Outcome.HOLDS),
        ([(0, 48)], Outcome.FAILS),
        ([(24, 48)], Outcome.UNDECIDED),
        ([(48, 48), (24, 48)], Outcome.UNDECIDED),
        ([(48, 48), (48, 48), (0, 48)], Outcome.FAILS),
        ([(1, 1)], Outcome.UNDECIDED),
        ([(0, 1)], Outcome.UNDECIDED),
    ],
)
def test_a_share_is_decided_when_its_runs_are_certain(counts, outcome):
    assert share_outcome(counts, 0.5, 0.01) is outcome


@pytest.mark.parametrize("count", [(-1, 3), (4, 3), (0, 0)])
def test_a_count_out_of_range_is_refused(count):
    with pytest.raises(DomainError):
        share_outcome([count], 0.5, 0.01)


def test_the_binomial_tail_is_the_sum_over_all_sequences():
    for runs, share in ((1, 0.5), (5, 0.75), (9, 0.1)):
        sequences = np.array(list(np.ndindex(*(2,) * runs))).sum(axis=1)
        chances = share**sequences * (1 - share) ** (runs - sequences)
        for least in range(runs + 1):
            assert tail(least, runs, share) == pytest.approx(chances[sequences >= least].sum())


def test_holm_rejects_step_by_step():
    assert holm([0.01, 0.04, 0.03], 0.05) == [True, False, False]
    assert holm([0.01, 0.02, 0.03], 0.05) == [True, True, True]
    assert holm([0.2, 0.001], 0.05) == [False, True]


def test_a_true_share_fails_no_more_often_than_said():
    """2000 binomial draws of a share of exactly one half, at alpha = 0.05."""
    rng = generator()
    runs = rng.binomial(40, 0.5, size=2000)
    wrong = [share_outcome([(int(k), 40)], 0.5, 0.05) is not Outcome.UNDECIDED for k in runs]
    assert sum(wrong) <= 0.05 * 2000 + 4 * np.sqrt(2000 * 0.05 * 0.95)


# ---------------------------------------------------------------- training


def small(rng, S=2, n=7, m=5, p=3, K=2):
    d = figures_training.D
    data = figures_training.Data(
        rng.random((S, n, d)), rng.normal(size=(S, n, K)), rng.random((S, m, d)),
        rng.normal(size=(S, m)),
    )  # fmt: skip
    start = figures_training.Start(rng.normal(size=(S, p)), rng.normal(size=(S, p, d)))
    return data, start


def test_a_step_on_all_samples_is_a_step_of_gradient_descent_on_the_loss():
    data, start = small(generator())
    lam, step, (S, n, d), p = np.array([0.13, 1.3e-5]), 0.3, data.X.shape, start.a.shape[1]
    run = figures_training._Run(data, start, lam, step, n)
    W = np.repeat(start.W[:, None], 2, axis=1)  # (S, K, p, d)
    for _ in range(3):
        run.advance(np.tile(np.arange(n), (S, 1)))
        for s in range(S):
            for k in range(2):
                arguments = (start.a[s], data.X[s], data.Y[s, :, k], lam[k], 1.0)
                W[s, k] -= step * depth2.gradient(W[s, k], *arguments, Activation.SIGMOID)
    found = (run.U * run.scale).reshape(S, d, 2, p).transpose(0, 2, 3, 1)
    np.testing.assert_allclose(found, W, rtol=1e-12)


def test_the_recorded_losses_are_those_of_the_weights():
    data, start = small(generator())
    lam = np.array([0.13, 0.0])
    course = figures_training.train(
        generator(), data, start, lam, step=0.1, batch=2, steps=20, records=4
    )
    assert course.steps.tolist() == [5, 10, 15, 20]
    still = figures_training.train(
        generator(), data, start, lam, step=0.0, batch=2, steps=4, records=1
    )
    for s in range(2):
        f = 1 / (1 + np.exp(-data.X_test[s] @ start.W[s].T)) @ start.a[s]
        assert still.test[s, 0, 0] == pytest.approx(np.mean((f - data.y_test[s]) ** 2))
        assert still.penalty[s, 0, 0] == pytest.approx(0.13 * np.square(start.W[s]).sum())
    assert (course.best <= course.final).all() and (still.penalty[:, 1] == 0).all()


def test_a_strong_decay_underflows_nothing():
    data, start = small(generator())
    course = figures_training.train(
        generator(), data, start, np.array([1.3, 2.9]), step=1 / 3, batch=4, steps=1200
    )
    assert np.isfinite(course.test).all()
    losses = figures_training.constant_losses(data, start.a)
    assert course.final[:, 1] == pytest.approx(losses["W = 0"], rel=0.5)


def test_outer_weights_have_the_norm_for_which_the_threshold_is_one_eighth():
    for law in ("Gaussian", "signs", "positive"):
        a = figures_setup.outer_weights(generator(), law, 3, 5)
        np.testing.assert_allclose(np.linalg.norm(a, axis=1), 1 / np.sqrt(20))


@pytest.mark.parametrize("nested", [True, False])
def test_exactly_the_fraction_of_labels_is_noisy(nested):
    noise = figures_noise.noisy(generator(), 4, 100, nested=nested)
    assert (noise != 0).sum(axis=1).tolist() == [[0, 50, 90]] * 4
    both = (noise[:, :, 1] != 0) & (noise[:, :, 2] == noise[:, :, 1])
    assert both.sum(axis=1).tolist() == ([50] * 4 if nested else [0] * 4)


def test_the_teacher_can_have_the_norm_of_the_student():
    X = generator().random((2, 3, figures_training.D))
    f = figures_setup.teacher_labels(generator(), 2, norm=0.0)(X)
    assert f.shape == (2, 3) and not f.any()


# ---------------------------------------------------------------- verdicts


@pytest.mark.slow
@pytest.mark.parametrize("name", ["figure1_tenth_of_threshold", "figure4"])
def test_the_recorded_verdict_comes_out_at_the_quick_budget(name):
    claim = FIGURES[f"gopalani2025/{name}"]
    wanted = Outcome.FAILS if claim.expected == "DOUBTED" else Outcome.HOLDS
    assert claim.experiment(generator(3), 1 / 3).outcome is wanted
