"""The definitions refuse what they must refuse, the training is gradient descent, draws decide."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import block_diag, csr_array

from provcheck.errors import DataError
from provcheck.proofs.jakhmola2025 import (
    experiments_dnn,
    experiments_gcn,
    experiments_linearity,
    experiments_rates,
    experiments_resnet,
    experiments_setup,
)
from provcheck.proofs.jakhmola2025.experiments_linearity import linearity, lines, steadiness, trend
from provcheck.proofs.jakhmola2025.experiments_rates import Rates, agreement, kept_outcome
from provcheck.proofs.jakhmola2025.experiments_training import Course, Data, train
from provcheck.reference import network as reference
from provcheck.reference.graph import mixing_matrix
from provcheck.reference.initialization import kaiming_uniform
from provcheck.reference.ntk import gram_matrix
from provcheck.statement import (
    Graph,
    Outcome,
    Skip,
    dense,
    graph_net,
    leaky_relu,
    residual,
    smooth,
)
from provcheck.testing import check_experiment

PACKS = (experiments_dnn, experiments_gcn, experiments_resnet, experiments_rates)
CLAIMS = {claim.name: claim for pack in PACKS for claim in pack.CLAIMS}
DRAWS = 24
EPOCHS = np.arange(201)


def generator(seed=0):
    return np.random.Generator(np.random.Philox(key=[seed, 1]))


# ---------------------------------------------------------------- falsehoods


def course_of(losses):
    return Course(EPOCHS, np.asarray(losses), np.zeros((len(losses), 1)), {})


def planted(floors, rng):
    """R² (S, k) of planted curves: e^{-t/20} falling onto a floor, a straight line for 0."""
    rows = []
    for floor in floors:
        own = floor * (0.5 + rng.random((DRAWS, 1)))
        rows.append(linearity(course_of(own + np.exp(-EPOCHS / 20) * (1 + rng.random((DRAWS, 1))))))
    return np.array(rows).T


def test_curves_that_level_off_more_with_size_do_not_come_closer_to_lines():
    assert trend(planted([1e-6, 1e-3, 1e-2, 1e-1], generator()), 0.001) is Outcome.FAILS
    assert trend(planted([1e-1, 1e-2, 1e-3, 1e-6], generator()), 0.001) is Outcome.HOLDS


def test_curves_of_one_law_have_no_trend():
    assert trend(planted([1e-2] * 5, generator()), 0.001) is Outcome.UNDECIDED


def test_a_growing_or_broken_curve_is_not_linear_convergence():
    exact = np.exp(-EPOCHS / 20)
    broken = np.where(EPOCHS > 100, np.inf, exact)
    level = np.ones(201)
    found = linearity(course_of([exact, 1 / exact, broken, level, 0 * exact]))
    assert found[0] == pytest.approx(1)
    assert not found[1:].any()
    assert steadiness(course_of([exact, 1 / exact, level])) == pytest.approx([1, 0, 0])


def test_a_late_rate_half_of_the_early_one_is_half_as_steady():
    exponent = np.where(EPOCHS <= 100, EPOCHS, 100 + (EPOCHS - 100) / 2)
    assert steadiness(course_of([np.exp(-exponent / 20)])) == pytest.approx([0.5])


def test_the_line_is_that_of_least_squares():
    losses = np.exp(generator().normal(size=(3, 201)) - EPOCHS / 50)
    slopes, r_squared = lines(EPOCHS, losses)
    for row, slope, square in zip(np.log(losses), slopes, r_squared, strict=True):
        assert slope == pytest.approx(np.polyfit(EPOCHS, row, 1)[0])
        assert square == pytest.approx(np.corrcoef(EPOCHS, row)[0, 1] ** 2)


def test_what_comes_before_the_shown_epochs_does_not_count():
    losses = np.where(EPOCHS < 20, 1e6, np.exp(-EPOCHS / 20.0))[None]
    assert linearity(course_of(losses))[0] < 0.9
    assert linearity(course_of(losses), 0.1)[0] == pytest.approx(1)


def rates_with(mean, least, kept=True):
    """Planted rates of 12 draws, with spread."""
    spread = 1 + 0.1 * generator().random(12)
    bound = np.array([[0.0, 1.0 if kept else 3.0]] * 12)
    decay = np.array([[0.0, 2.0]] * 12)
    return Rates(
        2.0, decay, bound, least * spread, least * spread, np.ones(12, bool), mean * spread,
        mean * spread,
    )  # fmt: skip


def test_rates_a_factor_of_three_apart_do_not_agree():
    def agree(rates):
        return rates.within(2.0, rates.mean, rates.least)

    far = {"DNN": [rates_with(3.0, 1.0)], "GCN": [rates_with(1.0, 1.0)]}
    assert agreement(far, agree, 0.01) is Outcome.FAILS
    slow = {"DNN": [rates_with(1.0, 3.0)]}
    assert agreement(slow, agree, 0.01) is Outcome.FAILS
    near = {"DNN": [rates_with(1.5, 1.0)], "GCN": [rates_with(1.0, 1.0)]}
    assert agreement(near, agree, 0.01) is Outcome.HOLDS


def test_one_breach_of_the_bound_is_seen():
    assert rates_with(1.0, 1.0).is_kept().all()
    assert not rates_with(1.0, 1.0, kept=False).is_kept().any()
    kept = np.ones(80, bool)
    assert kept_outcome(kept) is Outcome.HOLDS
    assert kept_outcome(kept[:5]) is Outcome.UNDECIDED
    kept[17] = False
    assert kept_outcome(kept) is Outcome.FAILS


def test_a_bound_with_a_thousand_million_times_the_rate_is_broken(monkeypatch):
    """The same runs, K multiplied: the bound is then no longer that of the theorem."""
    case = replace(experiments_rates.CASES[0], sizes=(12,), epochs=300)
    honest = experiments_rates._ends
    assert experiments_rates.rates_of(case, generator(), 2, 300)[0].is_kept().all()
    monkeypatch.setattr(
        experiments_rates, "_ends", lambda *args: tuple(1e9 * end for end in honest(*args))
    )
    assert not experiments_rates.rates_of(case, generator(), 2, 300)[0].is_kept().any()


@pytest.mark.parametrize("name", ["dnn", "gcn", "resnet", "rate_agreement"])
def test_few_draws_decide_nothing(name):
    found = CLAIMS[f"jakhmola2025/experiments/{name}"].experiment(generator(), 0.01)
    assert found.outcome is Outcome.UNDECIDED
    assert all(reading.outcome is Outcome.UNDECIDED for reading in found.readings)


@pytest.mark.slow
@pytest.mark.parametrize("name", CLAIMS)
def test_the_same_seed_measures_the_same(name):
    assert check_experiment(CLAIMS[name]) == []


# ---------------------------------------------------------------- training

N = 9
GRAPHS = (
    Graph(N, tuple((v, v + 1) for v in range(1, N))),
    Graph(N, ((1, 5), (2, 7), (3, 4), (8, 9))),
)
NETS = {
    "dense": dense(4, (5, 3, 2), leaky_relu()),
    "no biases": dense(4, (5, 3, 2), leaky_relu(), bias=False),
    "inside": residual(4, 3, leaky_relu()),
    "outside": residual(4, 3, leaky_relu(), skip=Skip.OUTSIDE),
    "graph": graph_net(4, (5, 3, 2), leaky_relu(), GRAPHS[0]),
}


def small(name):
    net, rng = NETS[name], generator()
    mixing = None
    if name == "graph":
        mixing = block_diag([csr_array(mixing_matrix(graph)) for graph in GRAPHS], format="csr")
    data = Data(rng.normal(size=(2, N, 4)), rng.normal(size=(2, N, net.outputs)), mixing)
    return net, data, np.array([kaiming_uniform(net, rng) for _ in range(2)])


def own_net(name, draw):
    net = NETS[name]
    return graph_net(4, (5, 3, 2), leaky_relu(), GRAPHS[draw]) if name == "graph" else net


@pytest.mark.parametrize("name", NETS)
@pytest.mark.parametrize("dense_samples", [200, 1])
def test_training_is_gradient_descent_on_the_loss(name, dense_samples, monkeypatch):
    from provcheck.proofs.jakhmola2025 import experiments_training

    monkeypatch.setattr(experiments_training, "_DENSE_SAMPLES", dense_samples)
    net, data, theta = small(name)
    rates = np.array([0.01, 0.03])
    course = train(net, data, theta, rates, 3, records=4, keep=(0, 2), single=False)
    assert course.epochs.tolist() == [0, 1, 2, 3]
    for draw in range(2):
        own, at = own_net(name, draw), theta[draw]
        X, y = data.inputs[draw], data.labels[draw]
        for epoch in range(4):
            assert course.losses[draw, epoch] == pytest.approx(reference.loss(own, at, X, y))
            if epoch in course.kept:
                np.testing.assert_allclose(course.kept[epoch][draw], at, rtol=1e-12)
            if epoch < 3:
                at = at - rates[draw] * reference.loss_gradient(own, at, X, y)
        np.testing.assert_allclose(course.theta[draw], at, rtol=1e-10, atol=1e-13)


def test_small_steps_are_not_lost_in_single_precision():
    net, data, theta = small("dense")
    rate = np.full(2, 1e-9)
    moved = train(net, data, theta, rate, 100, records=2).theta - theta
    exact = train(net, data, theta, rate, 100, records=2, single=False).theta - theta
    np.testing.assert_allclose(moved, exact, rtol=1e-4, atol=1e-5 * np.abs(exact).max())


def test_a_run_that_diverges_is_infinite_from_there_on():
    net, data, theta = small("inside")
    losses = train(net, data, theta, np.array([1e-3, 1e4]), 50, records=51).losses
    assert np.isfinite(losses[0]).all() and np.isinf(losses[1, -1])


def test_another_activation_is_refused():
    net, data, theta = small("dense")
    with pytest.raises(DataError, match="leaky ReLU"):
        train(dense(4, (5, 3, 2), smooth("tanh")), data, theta, np.ones(2), 1)
    with pytest.raises(DataError, match="expected"):
        train(net, data, theta[:, 1:], np.ones(2), 1)


# ---------------------------------------------------------------- set-ups


def test_inputs_are_uniform_in_the_ball():
    X = experiments_setup.ball(generator(), (1, 20_000, 3), 2.0)[0]
    radii = np.linalg.norm(X, axis=1)
    assert radii.max() <= 2
    assert np.mean(radii <= 1) == pytest.approx(1 / 8, abs=0.01)
    assert np.abs(X.mean(axis=0)).max() < 0.05


def test_neighbours_are_the_nearest():
    X = np.array([[0.0], [1.0], [2.1], [10.0], [10.5]])
    graph = experiments_setup.nearest_neighbours(X, 1)
    assert graph.edges == ((1, 2), (2, 3), (4, 5))


def test_the_reduced_sizes_have_the_papers_over_parametrization():
    for reduced, paper in (
        (experiments_setup.DENSE, experiments_setup.DENSE_PAPER),
        (experiments_setup.RESIDUAL, experiments_setup.RESIDUAL_PAPER),
    ):
        for place in (0, -1):
            small_ratio = reduced.ratio(reduced.sizes[place])
            assert small_ratio == pytest.approx(paper.ratio(paper.sizes[place]), rel=0.08)
    assert experiments_setup.DENSE_PAPER.build(250).parameters == 200_550
    assert experiments_setup.RESIDUAL_PAPER.build(8).parameters == 90_900


def test_the_step_is_a_share_of_the_largest_nets_stiffness():
    setup = experiments_setup.SetUp(experiments_setup.DENSE)
    found = experiments_setup.run(generator(), setup, 2, 50, sizes=(3, 15), keep=(0.0,))
    shape = setup.family.build(15)
    for draw in range(2):
        K = gram_matrix(
            found.draws.network(shape, draw),
            found.courses[15].kept[0][draw],
            found.draws.data.inputs[draw],
        )
        largest = np.linalg.eigvalsh(K)[-1]
        expected = experiments_setup.STEP * experiments_setup.EPOCHS / 50 / largest
        assert found.rates[3][draw] == found.rates[15][draw] == pytest.approx(expected)


def test_products_find_the_largest_eigenvalue(monkeypatch):
    setup = experiments_setup.SetUp(experiments_setup.GRAPH)
    drawn, shape = experiments_setup.draw(generator(), setup, 2), setup.family.build(6)
    theta = np.array([kaiming_uniform(shape, generator(seed)) for seed in range(2)])
    expected = experiments_setup.largest_eigenvalues(drawn, shape, theta)
    monkeypatch.setattr(experiments_setup, "_DENSE_GRAM", 0)
    found = experiments_setup.largest_eigenvalues(drawn, shape, theta)
    np.testing.assert_allclose(found, expected, rtol=1e-3)


def test_he_normal_has_the_variance_of_he():
    net = dense(200, (300, 2), leaky_relu())
    weights, bias = np.split(experiments_setup.he_normal(net, generator())[:60_300], [60_000])
    assert weights.std() == pytest.approx(np.sqrt(2 / 200 / 1.0001), rel=0.02)
    assert not bias.any()


def test_other_set_ups_are_run_at_the_standard_effort_only():
    experiment = replace(
        experiments_dnn.DNN_EXPERIMENT, draws=2, other_draws=1, epochs=40,
        others={"own": experiments_dnn.DNN_EXPERIMENT.others["a quarter of the step"]},
    )  # fmt: skip
    measure = experiments_linearity.measure
    names = [[r.name for r in measure(experiment, generator(), e).readings] for e in (0.3, 1.0)]
    assert "own" not in names[0] and "own" in names[1]


def test_a_deep_budget_runs_the_papers_family(monkeypatch):
    experiment = replace(
        experiments_dnn.DNN_EXPERIMENT, draws=1, other_draws=1, others={},
        paper=experiments_setup.DENSE,
    )  # fmt: skip
    monkeypatch.setattr(experiments_linearity, "EPOCHS", 20)
    found = experiments_linearity.measure(experiment, generator(), 20.0)
    assert "the paper's own size" in found.readings[-1].name
