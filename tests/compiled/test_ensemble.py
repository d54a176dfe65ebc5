"""One step against the reference within the stated bound; threads; exact laws at 10^5 paths.

Every statistical test has a fixed seed; correct code would fail it for one seed in 10^6.
"""

import numba
import numpy as np
import pytest
from scipy import stats

from provcheck.compiled import ensemble as compiled
from provcheck.compiled.philox import NORMAL_ROUNDINGS
from provcheck.compiled.rounding import gradient_bound
from provcheck.errors import DomainError
from provcheck.reference import Activation, depth2, ensemble, philox
from provcheck.reference.ensemble import Sampling
from provcheck.reference.philox import Stream
from tests.reference.test_ensemble import LIMIT, SDE, SGD, net

SEED = 11
U = 2.0**-53
# K, p, d, n; blocks that are not full; the last takes two sweeps of 18 and 3 samples, and tiles
SIZES = [(2, 1, 1, 1), (19, 3, 2, 7), (33, 7, 4, 21)]


def setting(sizes, activation, seed=0):
    K, p, d, n = sizes
    rng = np.random.default_rng(seed)
    return {
        "W0": rng.normal(size=(K, p, d)), "a": rng.normal(size=p), "X": rng.normal(size=(n, d)),
        "y": rng.normal(size=n), "lam": 0.3, "s": 0.2, "beta": 1.5, "activation": activation,
    }  # fmt: skip


def step_bound(W, rest, size, dt):
    """The bound on one step in the docstring of the compiled module, without the noise."""
    a, X, activation = rest[0], rest[1], rest[-1]
    bound = 2 * dt * gradient_bound(W, *rest) + 8 * U * (abs(W) + size)
    if activation == Activation.TANH:
        bound += dt * (4 * len(a) + 16) * U * np.sum(abs(a)) * np.max(abs(a)) * np.max(abs(X))
    return bound


@pytest.mark.parametrize("activation", Activation)
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_every_step_of_every_path_equals_the_reference_within_the_bound(sizes, activation):
    values = setting(sizes, activation)
    rest = [values[name] for name in ("a", "X", "y", "lam", "beta", "activation")]
    run = {"dt": 0.1, "seed": SEED}
    states = [compiled.euler_maruyama(**values, **run, steps=m).final for m in range(4)]
    for step, (before, after) in enumerate(zip(states, states[1:], strict=False)):
        kicks = philox.normals(SEED, Stream.NOISE, np.arange(sizes[0]), step, before[0].size)
        for W, kick, found in zip(before, kicks.reshape(before.shape), after, strict=True):
            slope = depth2.gradient(W, *rest)
            expected = W - 0.1 * slope + np.sqrt(0.2 * 0.1) * kick
            size = 0.1 * abs(slope) + np.sqrt(0.2 * 0.1) * abs(kick)
            noise = np.sqrt(0.2 * 0.1) * 8.6 * (16 + NORMAL_ROUNDINGS) * U
            assert np.all(abs(found - expected) <= step_bound(W, rest, size, 0.1) + noise)


@pytest.mark.parametrize("activation", Activation)
def test_arguments_far_beyond_the_cut_saturate(activation):
    values = setting(SIZES[2], activation)
    values["W0"] = values["W0"] * 10.0 ** np.linspace(1, 8, len(values["W0"]))[:, None, None]
    rest = [values[name] for name in ("a", "X", "y", "lam", "beta", "activation")]
    run = compiled.euler_maruyama(**values | {"s": 0.0}, dt=0.1, seed=SEED, steps=1)
    for W, found in zip(values["W0"], run.final, strict=True):
        slope = depth2.gradient(W, *rest)
        assert np.all(abs(found - (W - 0.1 * slope)) <= step_bound(W, rest, 0.1 * abs(slope), 0.1))


@pytest.mark.parametrize("sampling", Sampling)
@pytest.mark.parametrize("activation", Activation)
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_every_step_of_sgd_equals_the_reference_within_the_bound(sizes, activation, sampling):
    values, (K, _, _, n) = setting(sizes, activation), sizes
    a, X, y, *others = (values[name] for name in ("a", "X", "y", "lam", "beta", "activation"))
    batch = min(n, 3)
    run = {"batch": batch, "seed": SEED, "sampling": sampling}
    states = [compiled.minibatch_sgd(**values, **run, steps=m).final for m in range(4)]
    for step, (before, after) in enumerate(zip(states, states[1:], strict=False)):
        chosen = ensemble.batches(SEED, np.arange(K), step, n, batch, sampling)
        for W, rows, found in zip(before, chosen, after, strict=True):
            rest = [a, X[rows], y[rows], *others]
            slope = depth2.gradient(W, *rest)
            bound = step_bound(W, rest, 0.2 * abs(slope), 0.2)
            assert np.all(abs(found - (W - 0.2 * slope)) <= bound)


def test_large_batches_without_replacement_are_the_same_subsets():
    values = setting((17, 1, 1, 40), Activation.TANH)
    run = {"batch": 33, "seed": SEED, "steps": 1}
    ours, plain = (m.minibatch_sgd(**values, **run).final for m in (compiled, ensemble))
    assert np.allclose(ours, plain, rtol=0, atol=1e-14)


def test_a_line_equals_the_reference():
    """A contracting drift: differences of a step, at most 100 U, do not grow."""
    line = {"w0": np.linspace(-1, 1, 35), "coefficients": [1, -0.2, 0.5, 0, 0.01], "s": 0.2}
    run = {"dt": 0.1, "steps": 20, "seed": SEED, "record": (0, 7, 20), "observable": [0, 1, 0, 2]}
    ours, plain = (m.euler_maruyama_polynomial(**line, **run) for m in (compiled, ensemble))
    assert np.all(abs(ours.final - plain.final) <= 20 * 100 * U)
    assert np.allclose(ours.means, plain.means, rtol=0, atol=1e-12)
    assert np.allclose(ours.errors, plain.errors, rtol=1e-11, atol=0)


@pytest.mark.parametrize("sizes", SIZES, ids=str)
@pytest.mark.parametrize("activation", Activation)
def test_records_count_every_path_once(sizes, activation):
    values = setting(sizes, activation)
    for name, extra in (("euler_maruyama", SDE), ("minibatch_sgd", SGD | {"batch": 1})):
        run = values | extra | {"record": (0, 2, 4)}
        ours, plain = (getattr(module, name)(**run) for module in (compiled, ensemble))
        assert ours.steps.tolist() == plain.steps.tolist() == [0, 2, 4]
        assert np.allclose(ours.means, plain.means, rtol=1e-12, atol=0)
        assert np.allclose(ours.errors, plain.errors, rtol=1e-10, atol=0)


def runs(paths):
    values = setting((paths, 3, 2, 7), Activation.SOFTPLUS)
    yield compiled.euler_maruyama(**values | SDE | {"record": (0, 3)})
    yield compiled.minibatch_sgd(**values | SGD | {"record": (0, 3)})
    yield compiled.euler_maruyama_polynomial(
        np.linspace(-1, 1, paths), [0, 0, 0, 0, 1], 0.1, **SDE | {"record": (0, 3)}
    )


def test_results_do_not_depend_on_the_number_of_threads():
    before, results = numba.get_num_threads(), []
    for threads in (1, min(2, before)):
        numba.set_num_threads(threads)
        results.append([tuple(map(np.ndarray.tobytes, run)) for run in runs(150)])
    numba.set_num_threads(before)
    assert results[0] == results[1]


def test_a_path_does_not_depend_on_the_others():
    for many, few in zip(runs(37), runs(37), strict=True):
        assert many.final.tobytes() == few.final.tobytes()
    values = setting((37, 3, 2, 7), Activation.TANH)
    every = compiled.euler_maruyama(**values | SDE).final
    some = compiled.euler_maruyama(**values | SDE | {"W0": values["W0"][:5]}).final
    assert np.array_equal(every[:5], some)
    values["W0"][6] *= 1e6  # whose arguments are cut, beside five in whose block none was
    assert np.array_equal(compiled.euler_maruyama(**values | SDE).final[:5], some)


@pytest.mark.parametrize(
    ("name", "change"),
    [("euler_maruyama", SDE | {"dt": 0.0}), ("euler_maruyama", SDE | {"seed": 2**64}),
     ("euler_maruyama", SDE | {"a": [1.0]}), ("minibatch_sgd", SGD | {"batch": 6}),
     ("minibatch_sgd", SGD | {"record": (7,)}), ("minibatch_sgd", SGD | {"seed": -1})],
)  # fmt: skip
def test_what_the_reference_refuses_is_refused(name, change):
    with pytest.raises(DomainError, match="expected"):
        getattr(compiled, name)(**net() | change)


def test_a_path_that_explodes_is_refused_and_not_averaged():
    with pytest.raises(DomainError, match="1 of 3 paths are not finite"):
        compiled.euler_maruyama_polynomial(
            [0.0, 0.1, 9.0], [0, 0, 0, 0, 1.0], 1e-6, dt=0.1, steps=9, seed=1, record=(0,)
        )


def test_without_data_weights_are_an_ornstein_uhlenbeck_process():
    """X = 0: W_m = q^m W_0 + noise of variance s dt (1 - q^2m)/(1 - q^2), q = 1 - dt lam."""
    paths, m, dt, lam, s = 100_000, 30, 0.2, 0.7, 0.3
    run = compiled.euler_maruyama(
        np.full((paths, 1, 1), 1.5), [1.0], [[0.0]], [0.0], lam, s, 1.0, Activation.TANH,
        dt=dt, steps=m, seed=SEED, record=(m,),
    )  # fmt: skip
    q = 1 - dt * lam
    variance = s * dt * (1 - q ** (2 * m)) / (1 - q**2)
    scores = (run.final.ravel() - q**m * 1.5) / np.sqrt(variance)
    assert abs(np.sum(scores)) / np.sqrt(paths) < LIMIT
    assert abs(np.sum(scores**2) - paths) / np.sqrt(2 * paths) < LIMIT
    assert stats.kstest(scores, "norm").pvalue > 1e-6
    loss = lam / 2 * (variance + (q**m * 1.5) ** 2)  # the net is constant 0: tanh(0) = 0
    assert abs(run.means[0] - loss) < LIMIT * run.errors[0]


def test_on_a_line_the_same_process_has_its_stationary_law():
    """U = kappa w^2/2: variance s/(2 kappa)/(1 - kappa dt/2) of Euler-Maruyama, not s/(2 kappa)."""
    kappa, dt, s, paths = 1.0, 0.8, 0.5, 100_000
    run = compiled.euler_maruyama_polynomial(
        np.zeros(paths), [0, 0, kappa / 2], s, dt=dt, steps=40, seed=SEED, record=(40,)
    )
    variance = s / (2 * kappa) / (1 - kappa * dt / 2)
    assert abs(np.sum(run.final**2 / variance) - paths) / np.sqrt(2 * paths) < LIMIT
    assert stats.kstest(run.final / np.sqrt(variance), "norm").pvalue > 1e-6
    assert abs(run.means[0] - kappa / 2 * variance) < LIMIT * run.errors[0]
