"""The definitions refuse what they must refuse, the training is SGD, and draws decide verdicts."""

import numpy as np
import pytest
import scipy.optimize

from provcheck.proofs.gopalani2025 import (
    figures,
    figures_noise,
    figures_setup,
    figures_training,
    section6,
    section6_initialization,
)
from provcheck.reference import Activation, depth2
from provcheck.statement import Outcome

PACKS = (figures, figures_noise, section6, section6_initialization)
FIGURES = {claim.name: claim for pack in PACKS for claim in pack.CLAIMS}
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
    course = figures_training.Course(np.array([1]), test, np.zeros_like(test), test)
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


def test_training_losses_that_ignore_the_noise_do_not_degrade():
    rng = generator()
    setup = figures_noise.Ablation(2, 1e-2, 0.13, n=50, m=10)
    course, data, start = setup.run(rng, DRAWS, 0.001)
    noise = np.square(data.Y - data.Y[:, :, :1]).mean(axis=1)[:, :, None]
    feels = course._replace(training=0.5 + noise)
    assert figures_noise._training(feels, data, start, 0.01).outcome is Outcome.HOLDS
    ignores = course._replace(training=0.5 + rng.permuted(noise, axis=1))
    assert figures_noise._training(ignores, data, start, 0.01).outcome is Outcome.FAILS


def settling(rate, rng, growth=1.5):
    """Planted runs: L̃ is 1 + 4·exp(-rate·record) at every λ, the test loss grows with λ."""
    records, lambdas = section6_initialization.RECORDS, len(section6_initialization.LAMBDAS)
    fall = 4 * np.exp(-rate * np.arange(1, records + 1)) * (0.9 + 0.2 * rng.random((DRAWS, 1)))
    training = np.repeat(2 * (1 + fall)[:, None], lambdas, axis=1)
    test = training * growth ** np.arange(lambdas)[:, None]
    return figures_training.Course(np.arange(records), test, np.zeros_like(test), training)


def planted_cases(rate, growth=1.5, other_rate=None):
    """Every case settles at that rate, those of N(0, 1) at another one if it is given."""
    rng, found = generator(), {}
    for p in figures.CHECKED_WIDTHS:
        for law in section6_initialization.LAWS:
            own = rate if other_rate is None or law != "N(0, 1)" else other_rate
            found[section6_initialization.Case(p, law)] = settling(own, rng, growth)
    return found


def test_a_training_loss_that_still_falls_has_not_converged():
    decide = section6_initialization.outcome
    assert decide(planted_cases(1.0), 0.5, 0.01) is Outcome.HOLDS
    assert decide(planted_cases(0.1), 0.5, 0.01) is Outcome.FAILS
    assert decide(planted_cases(1.0, other_rate=0.1), 0.5, 0.01) is Outcome.FAILS


def test_test_losses_that_do_not_feel_lambda_are_not_affected():
    decide = section6_initialization.outcome
    assert decide(planted_cases(1.0, growth=1.0), 0.5, 0.01) is Outcome.FAILS
    assert decide(planted_cases(1.0, growth=1.005), 0.5, 0.01) is Outcome.FAILS
    assert decide(planted_cases(1.0, growth=0.9), 0.5, 0.01) is Outcome.HOLDS


def test_two_limits_do_not_agree():
    found = planted_cases(1.0)
    agree = section6_initialization.agreeing
    assert agree(found) == [(DRAWS, DRAWS)] * 2
    case = section6_initialization.Case(10, "N(0, 1)")
    found[case] = found[case]._replace(training=1.03 * found[case].training)
    assert agree(found) == [(0, DRAWS), (DRAWS, DRAWS)]


@pytest.mark.parametrize("name", FIGURES)
def test_few_draws_decide_nothing(name):
    """At effort 0.01 there is one draw, whatever it shows."""
    found = FIGURES[name].experiment(generator(), 0.01)
    assert found.outcome is Outcome.UNDECIDED
    assert all(reading.outcome is Outcome.UNDECIDED for reading in found.readings)


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


def test_the_late_training_losses_are_the_regularized_empirical_risk():
    data, start = small(generator())
    lam = np.array([0.13, 1.3e-5])
    still, early = (
        figures_training.train(
            generator(), data, start, lam, step=step, batch=2, steps=8, records=4, late=late
        )
        for step, late in ((0.0, 1), (0.1, 4))
    )
    assert still.training.shape == (2, 2, 1) and early.training.shape == (2, 2, 4)
    for s in range(2):
        for k in range(2):
            arguments = (start.a[s], data.X[s], data.Y[s, :, k], lam[k], 1.0)
            risk = depth2.loss(start.W[s], *arguments, Activation.SIGMOID)
            assert still.objective[s, k, 0] == pytest.approx(risk, rel=1e-12)
    last = figures_training.train(
        generator(), data, start, lam, step=0.1, batch=2, steps=8, records=4, late=2
    )
    np.testing.assert_array_equal(last.objective, early.objective[:, :, 2:])


@pytest.mark.slow
def test_sgd_settles_where_a_quasi_newton_method_finds_the_minimum():
    """One draw at λ = 0.13, from N(0, 1): the same loss to 0.1 %, by code that shares nothing."""
    setup, rng = section6_initialization.LONGER, generator()
    data, start = setup.draw(rng, 1, 10)
    lam = section6_initialization.LAMBDAS[section6_initialization.ABOVE]
    start = start._replace(W=rng.normal(size=start.W.shape))
    course = figures_training.train(
        rng, data, start, np.array([lam]), step=1e-1, batch=16, steps=2000
    )
    rest = (start.a[0], data.X[0], data.Y[0, :, 0], lam, 1.0, Activation.SIGMOID)
    shape = start.W[0].shape
    least = scipy.optimize.minimize(
        lambda w: depth2.loss(w.reshape(shape), *rest),
        np.zeros(start.W[0].size),
        jac=lambda w: np.ravel(depth2.gradient(w.reshape(shape), *rest)),
        method="L-BFGS-B",
    )
    assert course.objective[0, 0, -1] == pytest.approx(least.fun, rel=1e-3)


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
@pytest.mark.parametrize(
    "name", ["figure1_tenth_of_threshold", "figure4", "section6/other_initialization"]
)
def test_the_recorded_verdict_comes_out_at_the_quick_budget(name):
    claim = FIGURES[f"gopalani2025/{name}"]
    wanted = Outcome.FAILS if claim.expected == "DOUBTED" else Outcome.HOLDS
    assert claim.experiment(generator(3), 1 / 3).outcome is wanted
