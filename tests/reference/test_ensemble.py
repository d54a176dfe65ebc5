"""Paths against closed forms, loops written out by hand, and exact laws.

Every statistical test has a fixed seed; correct code would fail it for one seed in 10^6.
"""

from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from provcheck.errors import DomainError
from provcheck.reference import Activation, depth2, ensemble, philox
from provcheck.reference.ensemble import Sampling
from provcheck.reference.philox import Stream

SEED = 11
LIMIT = stats.norm.isf(1e-6 / 4)  # two sides, at most two tests in one
K, P, D, N = 6, 3, 2, 5


def net(seed=0):
    rng = np.random.default_rng(seed)
    return {
        "W0": rng.normal(size=(K, P, D)), "a": rng.normal(size=P), "X": rng.normal(size=(N, D)),
        "y": rng.normal(size=N), "lam": 0.3, "s": 0.2, "beta": 1.5,
        "activation": Activation.SIGMOID,
    }  # fmt: skip


SDE = {"dt": 0.1, "steps": 4, "seed": SEED}
SGD = {"batch": 2, "steps": 4, "seed": SEED}


@pytest.mark.parametrize(
    "change",
    [{"dt": 0.0}, {"dt": -1.0}, {"dt": np.nan}, {"s": -0.1}, {"s": np.inf}, {"beta": 0.0},
     {"steps": -1}, {"steps": 2**32}, {"seed": -1}, {"record": (5,)}, {"record": (-1,)},
     {"record": (2, 1)}, {"record": (1, 1)}, {"W0": np.ones((1, P, D))}, {"W0": np.ones((K, P))},
     {"W0": np.full((K, P, D), np.nan)}, {"a": np.ones(P + 1)}, {"X": np.ones((N, D + 1))},
     {"X": np.empty((0, D)), "y": []}, {"y": np.ones(N - 1)}, {"y": np.full(N, np.inf)}],
    ids=repr,
)  # fmt: skip
def test_euler_maruyama_refuses_what_it_cannot_run(change):
    with pytest.raises(DomainError, match="expected"):
        ensemble.euler_maruyama(**net() | SDE | change)


@pytest.mark.parametrize(
    "change", [{"batch": 0}, {"batch": N + 1}, {"s": -1.0}, {"record": (9,)}, {"steps": -2}]
)
def test_minibatch_sgd_refuses_what_it_cannot_run(change):
    with pytest.raises(DomainError, match="expected"):
        ensemble.minibatch_sgd(**net() | SGD | change)


@pytest.mark.parametrize(
    "change", [{"w0": [1.0]}, {"w0": [[1.0, 2.0]]}, {"coefficients": []}, {"dt": 0.0},
               {"s": -1.0}, {"observable": [[1.0]]}, {"coefficients": [np.nan]}],
)  # fmt: skip
def test_euler_maruyama_polynomial_refuses_what_it_cannot_run(change):
    line = {"w0": [0.0, 1.0], "coefficients": [0.0, 0.0, 0.5], "s": 0.1} | SDE
    with pytest.raises(DomainError, match="expected"):
        ensemble.euler_maruyama_polynomial(**line | change)


def test_a_path_that_explodes_is_refused_and_not_averaged():
    with pytest.raises(DomainError, match="1 of 3 paths are not finite"):
        ensemble.euler_maruyama_polynomial(
            [0.0, 0.1, 9.0], [0, 0, 0, 0, 1.0], 1e-6, dt=0.1, steps=9, seed=1, record=(0,)
        )


@pytest.mark.parametrize("sizes", [(0, 1, 1), (1, 0, 1), (1, 1, -1)])
def test_gaussian_weights_refuses_empty_nets(sizes):
    with pytest.raises(DomainError, match="expected sizes"):
        ensemble.gaussian_weights(*sizes, 1.0, seed=1)


def test_gaussian_weights_have_the_deviation_and_depend_on_the_path_alone():
    weights = ensemble.gaussian_weights(5000, 2, 3, 0.5, seed=SEED)
    scores = np.sum(np.square(weights / 0.5)) - weights.size
    assert abs(scores / np.sqrt(2 * weights.size)) < LIMIT
    assert abs(np.sum(weights / 0.5) / np.sqrt(weights.size)) < LIMIT
    fewer = ensemble.gaussian_weights(7, 2, 3, 0.5, seed=SEED)
    assert np.array_equal(fewer, weights[:7])


def test_euler_maruyama_is_the_printed_recursion():
    values = net()
    W, rest = values["W0"].copy(), [values[name] for name in ("a", "X", "y", "lam", "beta")]
    for step in range(4):
        for k in range(K):
            kick = philox.normals(SEED, Stream.NOISE, [k], step, P * D)[0].reshape(P, D)
            slope = depth2.gradient(W[k], *rest, Activation.SIGMOID)
            W[k] = W[k] - 0.1 * slope + (0.2 * 0.1) ** 0.5 * kick
    final = ensemble.euler_maruyama(**values | SDE).final
    assert np.allclose(final, W, rtol=0, atol=1e-14)  # the same sums, up to a few roundings


def test_minibatch_sgd_is_definition_1():
    values = net()
    a, X, y, W = values["a"], values["X"], values["y"], values["W0"].copy()
    for step in range(4):
        chosen = ensemble.batches(SEED, np.arange(K), step, N, 2, Sampling.WITHOUT_REPLACEMENT)
        for k in range(K):
            total = np.zeros((P, D))
            for i in chosen[k]:
                total += depth2.gradient(W[k], a, X[[i]], y[[i]], 0.0, 1.5, Activation.SIGMOID)
            W[k] = W[k] - 0.2 / 2 * total - 0.2 * 0.3 * W[k]
    final = ensemble.minibatch_sgd(**values | SGD).final
    assert np.allclose(final, W, rtol=0, atol=1e-14)


def test_the_batch_of_all_samples_is_gradient_descent():
    values = net()
    W, rest = values["W0"].copy(), [values[name] for name in ("a", "X", "y", "lam", "beta")]
    for _ in range(4):
        W = W - 0.2 * np.array([depth2.gradient(w, *rest, Activation.SIGMOID) for w in W])
    final = ensemble.minibatch_sgd(**values | SGD | {"batch": N}).final
    assert np.allclose(final, W, rtol=0, atol=1e-14)


@pytest.mark.parametrize("sampling", Sampling)
def test_the_mean_step_of_sgd_is_the_gradient(sampling):
    values = net()
    values["W0"] = np.repeat(values["W0"][:1], 3000, axis=0)
    run = ensemble.minibatch_sgd(**values | SGD | {"steps": 1, "sampling": sampling})
    moved = (run.final[:, 0, 0] - values["W0"][:, 0, 0]) / -0.2
    W, *rest = (values[name] for name in ("W0", "a", "X", "y", "lam", "beta", "activation"))
    exact = depth2.gradient(W[0], *rest)[0, 0]
    assert abs(np.mean(moved) - exact) < LIMIT * np.std(moved) / np.sqrt(3000)


def test_batches_without_replacement_are_all_subsets_alike():
    chosen = ensemble.batches(SEED, np.arange(20000), 0, 5, 2, Sampling.WITHOUT_REPLACEMENT)
    subsets = list(combinations(range(5), 2))
    counts = [np.sum(np.all(np.sort(chosen, axis=1) == pair, axis=1)) for pair in subsets]
    assert sum(counts) == 20000 and stats.chisquare(counts).pvalue > 1e-6
    everything = ensemble.batches(SEED, np.arange(9), 0, 5, 5, Sampling.WITHOUT_REPLACEMENT)
    assert np.array_equal(np.sort(everything, axis=1), np.tile(np.arange(5), (9, 1)))


def test_batches_with_replacement_are_all_tuples_alike():
    chosen = ensemble.batches(SEED, np.arange(20000), 0, 3, 2, Sampling.WITH_REPLACEMENT)
    counts = np.bincount(chosen @ [3, 1], minlength=9)
    assert len(counts) == 9 and stats.chisquare(counts).pvalue > 1e-6


def test_records_are_the_mean_loss_and_its_standard_error():
    values = net()
    run = ensemble.euler_maruyama(**values | SDE | {"record": (0, 4)})
    assert run.steps.tolist() == [0, 4]
    for row, W in enumerate((values["W0"], run.final)):
        rest = [values[name] for name in ("a", "X", "y", "lam", "beta", "activation")]
        losses = np.array([depth2.loss(w, *rest) for w in W])
        assert run.means[row] == pytest.approx(losses.mean(), rel=1e-14)
        assert run.errors[row] == pytest.approx(losses.std(ddof=1) / K**0.5, rel=1e-13)
    bare = ensemble.euler_maruyama(**values | SDE)
    assert bare.means.shape == (0,) and np.array_equal(bare.final, run.final)


def test_no_steps_leave_the_weights():
    values = net()
    assert np.array_equal(
        ensemble.euler_maruyama(**values | SDE | {"steps": 0}).final, values["W0"]
    )


def test_a_path_does_not_depend_on_the_others():
    values = net()
    for run, extra in ((ensemble.euler_maruyama, SDE), (ensemble.minibatch_sgd, SGD)):
        fewer = run(**values | extra | {"W0": values["W0"][:3]})
        assert np.array_equal(fewer.final, run(**values | extra).final[:3])


def test_without_data_weights_are_an_ornstein_uhlenbeck_process():
    """X = 0: W_m = q^m W_0 + noise of variance s dt (1 - q^2m)/(1 - q^2), q = 1 - dt lam."""
    paths, m, dt, lam, s = 400, 12, 0.2, 0.7, 0.3
    start = np.full((paths, 1, 4), 1.5)
    run = ensemble.euler_maruyama(
        start, [1.0], np.zeros((1, 4)), [0.0], lam, s, 1.0, Activation.TANH,
        dt=dt, steps=m, seed=SEED,
    )  # fmt: skip
    q = 1 - dt * lam
    variance = s * dt * (1 - q ** (2 * m)) / (1 - q**2)
    scores = (run.final.ravel() - q**m * 1.5) / np.sqrt(variance)
    assert abs(np.sum(scores)) / np.sqrt(scores.size) < LIMIT
    assert abs(np.sum(scores**2) - scores.size) / np.sqrt(2 * scores.size) < LIMIT


def test_on_a_line_the_same_process_has_its_stationary_variance():
    """U = kappa w^2/2: variance s/(2 kappa)/(1 - kappa dt/2) of Euler-Maruyama, not s/(2 kappa)."""
    kappa, dt, s, paths = 1.0, 0.8, 0.5, 20000
    run = ensemble.euler_maruyama_polynomial(
        np.zeros(paths), [0, 0, kappa / 2], s, dt=dt, steps=40, seed=SEED, record=(40,)
    )
    variance = s / (2 * kappa) / (1 - kappa * dt / 2)
    assert abs(np.sum(run.final**2 / variance) - paths) / np.sqrt(2 * paths) < LIMIT
    assert abs(run.means[0] - kappa / 2 * variance) < LIMIT * run.errors[0]


def test_the_observable_is_recorded_instead_of_the_potential():
    run = ensemble.euler_maruyama_polynomial(
        [1.0, 3.0], [5.0, 0, 1], 0.0, dt=0.25, steps=1, seed=1, record=(0, 1), observable=[0, 1, 2]
    )
    assert run.means.tolist() == [(3 + 21) / 2, (1.0 + 6.0) / 2]  # w halves; w + 2 w^2


def test_a_constant_potential_has_no_drift():
    run = ensemble.euler_maruyama_polynomial([1.0, 3.0], [5.0], 0.0, dt=1.0, steps=3, seed=1)
    assert run.final.tolist() == [1.0, 3.0]
