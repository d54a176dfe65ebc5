"""The derived claims against numbers found in another way: flows integrated, ranks, counts."""

import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import minimize

from provcheck.proofs.jakhmola2025 import theorem_a_2, theorem_a_2_measured
from provcheck.proofs.jakhmola2025.experiments_parameter_counts import dense_count, h
from provcheck.proofs.jakhmola2025.theorem3_1_basin_plots import (
    condition_against_width,
    condition_ratio,
)
from provcheck.reference.initialization import normal
from provcheck.reference.network import jacobian, loss_gradient
from provcheck.reference.network import loss as network_loss
from provcheck.statement.network import dense, identity, leaky_relu, residual, smooth

TANH = smooth("tanh")


def flow(network, theta, inputs, labels, times):
    """θ and the length of its path along gradient flow, by an integrator that knows no claim."""

    def velocity(_time, state):
        gradient = loss_gradient(network, state[:-1], inputs, labels)
        return np.append(-gradient, np.linalg.norm(gradient))

    found = solve_ivp(velocity, (0, times[-1]), np.append(theta, 0.0), "LSODA", times,
                      rtol=1e-10, atol=1e-12)  # fmt: skip
    return found.y[:-1].T, found.y[-1]


@pytest.fixture(scope="module")
def trained():
    """A tanh net of 3 inputs and 2 outputs on 4 samples, over-parametrised, with its flow."""
    rng = np.random.default_rng(7)
    network = dense(3, (8, 2), TANH)
    inputs, labels = rng.normal(size=(4, 3)), rng.normal(size=(4, 2))
    times = np.linspace(0, 6, 1201)
    states, lengths = flow(network, normal(network, rng), inputs, labels, times)
    return network, inputs, labels, times, states, lengths


def spectrum(network, state, inputs):
    J = jacobian(network, state, inputs)
    return np.linalg.eigvalsh(J @ J.T)


def test_the_two_rates_hold_along_an_integrated_flow(trained):
    network, inputs, labels, times, states, _ = trained
    losses = np.array([network_loss(network, state, inputs, labels) for state in states])
    least = np.array([spectrum(network, state, inputs)[0] for state in states])
    integral = np.concatenate([[0], np.cumsum((least[1:] + least[:-1]) / 2 * np.diff(times))])
    printed = losses[0] * np.exp(-2 * least.min() * times)
    posterior = losses[0] * np.exp(-2 * integral)
    assert least.min() > 1e-3 and np.all(losses <= posterior * (1 + 1e-3))
    assert np.all(posterior <= printed * (1 + 1e-3)) and losses[-1] < 0.9 * losses[0]


def test_theorem_a_3_and_its_sharper_form_hold_along_an_integrated_flow(trained):
    network, inputs, labels, times, states, lengths = trained
    losses = np.array([network_loss(network, state, inputs, labels) for state in states])
    moved = np.linalg.norm(states - states[0], axis=1)
    assert np.all(moved <= lengths + 1e-9)
    assert np.all(lengths**2 <= times * (losses[0] - losses) + 1e-9)
    bound = np.linalg.norm(states[0]) + np.sqrt(times * losses[0])
    assert np.all(np.linalg.norm(states, axis=1) <= bound * (1 + 1e-12))


def test_the_loss_falls_as_the_derivative_says(trained):
    network, inputs, labels, times, states, _ = trained
    losses = [network_loss(network, state, inputs, labels) for state in states]
    slope = (losses[401] - losses[399]) / (times[401] - times[399])
    gradient = loss_gradient(network, states[400], inputs, labels)
    assert abs(slope + gradient @ gradient) < 1e-4 * abs(slope)


# ---------------------------------------------------------------- the basin


def by_hand_net():
    """Four tanh neurons with fixed outer weights 1, W = 0, orthonormal inputs, y = (1, -3/4)."""
    return np.zeros((4, 2)), np.eye(2), np.array([1.0, -0.75])


def test_the_example_by_hand_satisfies_the_condition_and_decays_for_all_time():
    hidden, inputs, labels = by_hand_net()
    ntk = 4 * inputs @ inputs.T
    constant = 4 / (3 * math.sqrt(3))
    assert 4 * constant * np.linalg.norm(labels) <= np.linalg.eigvalsh(ntk)[0] == 4

    def velocity(_time, flat):
        weights = flat.reshape(4, 2)
        active = np.tanh(inputs @ weights.T)  # (n, p)
        residual_ = active.sum(axis=1) - labels
        return -((residual_[:, None] * (1 - active**2)).T @ inputs).ravel()

    times = np.linspace(0, 6, 121)
    start = hidden.ravel()
    states = solve_ivp(velocity, (0, 6), start, "LSODA", times, rtol=1e-10, atol=1e-13).y.T
    outputs = np.array([np.tanh(inputs @ s.reshape(4, 2).T).sum(axis=1) for s in states])
    losses = 0.5 * np.sum((outputs - labels) ** 2, axis=1)
    assert np.all(losses <= losses[0] * np.exp(-4 * times / 2) * (1 + 1e-6))
    radius = 2 / (2 * constant)
    assert np.max(np.linalg.norm(states - start, axis=1)) <= radius


def test_the_ratio_of_the_plot_is_that_of_the_example_by_hand():
    """Outer weights 1/√4 in place of 1: K(0) = I, β = 2/(3√3); the condition halves."""
    hidden, inputs, labels = by_hand_net()
    expected = 4 * 4 / (3 * math.sqrt(3)) / 2 * 1.25 / 1
    assert abs(condition_ratio(hidden, inputs, labels) - expected) < 1e-12
    assert condition_ratio(hidden, np.ones((2, 2)), labels) == math.inf


@pytest.mark.slow
def test_the_picture_falls_with_the_width_below_one():
    curves = condition_against_width(np.random.default_rng(0))
    for label, ratios in curves.series.items():
        if label != "the condition":
            assert ratios[0] > 1 and all(b < a for a, b in zip(ratios, ratios[1:], strict=False))
    assert curves.series["n = 2"][-1] < 1


@pytest.mark.parametrize("seed", range(5))
def test_the_lipschitz_constant_of_two_layer_nets(seed):
    """Operator norm of the change of J, by singular values, against β‖W₂ − W₁‖."""
    rng = np.random.default_rng(seed)
    inputs, outer = rng.normal(size=(5, 3)), rng.normal(size=4)
    first, second = (rng.normal(size=(4, 3)) * 10.0 ** rng.uniform(-1, 1) for _ in range(2))
    slopes = [1 - np.tanh(inputs @ weights.T) ** 2 for weights in (first, second)]
    change = np.einsum("ij,j,ik->ijk", slopes[1] - slopes[0], outer, inputs).reshape(5, 12)
    largest = np.max(np.linalg.norm(inputs, axis=1))
    constant = 4 / (3 * math.sqrt(3)) * np.max(np.abs(outer)) * largest
    bound = constant * np.linalg.norm(inputs, 2) * np.linalg.norm(second - first)
    assert np.linalg.norm(change, 2) <= bound


# ---------------------------------------------------------------- ranks


@pytest.mark.parametrize(
    "sizes", [(2, 3, 1), (2, 3, 3, 2), (1, 1, 1)], ids=lambda sizes: "-".join(map(str, sizes))
)
@pytest.mark.parametrize("activation", [identity(), leaky_relu()], ids=lambda a: a.name)
def test_every_hidden_unit_costs_a_parameter(sizes, activation):
    """Many samples, so that only the parameters limit the rank of J."""
    rng = np.random.default_rng(3)
    network = dense(sizes[0], sizes[1:], activation)
    inputs = rng.normal(size=(60, sizes[0]))
    J = jacobian(network, normal(network, rng), inputs)
    assert np.linalg.matrix_rank(J) <= network.parameters - sum(sizes[1:-1])


def test_a_smooth_activation_costs_none():
    rng = np.random.default_rng(3)
    network = dense(2, (3, 1), smooth("sigmoid"))
    J = jacobian(network, normal(network, rng), rng.normal(size=(60, 2)))
    assert np.linalg.matrix_rank(J) == network.parameters


def test_the_null_vector_of_one_unit_in_a_deep_leaky_net():
    """(w, b, −v) of a unit of the first hidden layer: by hand from the order of the parameters."""
    rng = np.random.default_rng(5)
    network = dense(2, (3, 3, 2), leaky_relu())
    theta, unit = normal(network, rng), 1
    null = np.zeros_like(theta)
    null[2 * unit : 2 * unit + 2] = theta[2 * unit : 2 * unit + 2]
    null[6 + unit] = theta[6 + unit]
    outgoing = 9 + unit + 3 * np.arange(3)
    null[outgoing] = -theta[outgoing]
    J = jacobian(network, theta, rng.normal(size=(20, 2)))
    assert np.linalg.norm(J @ null) < 1e-12 * np.linalg.norm(J) * np.linalg.norm(null)
    null[outgoing] = theta[outgoing]
    assert np.linalg.norm(J @ null) > 1e-2


def test_the_ntk_dominates_that_of_the_output_layer():
    rng = np.random.default_rng(2)
    network = dense(2, (6, 2), TANH)
    theta, inputs = normal(network, rng), rng.normal(size=(4, 2))
    J = jacobian(network, theta, inputs)
    hidden = np.tanh(inputs @ theta[:12].reshape(6, 2).T + theta[12:18])
    features = np.kron(hidden @ hidden.T + 1, np.eye(2))
    assert np.linalg.eigvalsh(J @ J.T - features)[0] > -1e-10
    assert np.allclose(J[:, 18:] @ J[:, 18:].T, features)


@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_one_monotone_unit_does_not_fit_zero_one_zero(name):
    network = dense(1, (1, 1), smooth(name))
    inputs, labels = np.array([[-1.0], [0.5], [2.0]]), np.array([[0.0], [1.0], [0.0]])
    found = [
        minimize(lambda theta: network_loss(network, theta, inputs, labels),
                 3 * np.random.default_rng(seed).normal(size=4)).fun
        for seed in range(6)
    ]  # fmt: skip
    assert min(found) >= 0.25 - 1e-9 and min(found) < 0.2502


# ---------------------------------------------------------------- counts


@pytest.mark.parametrize(
    ("width", "is_enough"), [(50, False), (79, False), (80, True), (250, True)]
)
def test_the_count_of_the_dense_net(width, is_enough):
    network = dense(500, (width, width, 50), leaky_relu())
    assert network.parameters == dense_count.subs(h, width)
    assert (network.parameters >= 1000 * 50) is is_enough
    assert (width**2 + 550 * width >= 1000 * 50) is is_enough  # without biases


@pytest.mark.parametrize(("layers", "is_enough"), [(8, False), (9, False), (10, True), (16, True)])
def test_the_count_of_the_residual_net(layers, is_enough):
    network = residual(100, layers - 1, leaky_relu())
    assert network.parameters == 10_100 * layers
    assert (network.parameters >= 1000 * 100) is is_enough


# ---------------------------------------------------------------- Jackson


@pytest.mark.parametrize("degree", [0, 1, 2, 5, 9])
def test_the_best_error_of_a_monomial_is_chebyshevs(degree):
    """x^{n+1} is at the distance 2^{−n} from the polynomials of degree n."""
    monomial = theorem_a_2_measured.from_series("power", lambda x: x ** (degree + 1))
    found = theorem_a_2_measured.best_error(monomial, degree)
    assert found.low <= 2.0**-degree <= found.high
    if degree:  # levelled at once; for x itself the two ends are
        assert found.high / found.low < 1.01


def test_a_polynomial_is_its_own_best_approximation():
    found = theorem_a_2_measured.best_error(
        theorem_a_2_measured.from_series("square", lambda x: x * x + x), 3
    )
    assert found.low <= 0 < found.high < 1e-12


@pytest.mark.parametrize("order", [1, 2, 3])
def test_the_derivatives_of_a_kink(order):
    import flint

    function = theorem_a_2_measured.kink(order, 0.0)
    for place in (-0.5, 0.75):
        values = [float(v.mid()) for v in function.derivatives(flint.arb(place), order)]
        expected = [place**order * abs(place)]
        for j in range(1, order + 1):
            expected.append(
                math.prod(order + 2 - i for i in range(1, j + 1)) * place ** (order - j)
                * abs(place)
            )  # fmt: skip
        assert np.allclose(values, expected)


@pytest.mark.parametrize(("order", "degree", "value"), [
    (1, 0, math.pi / 2), (1, 4, math.pi / 10), (2, 3, math.pi**2 / 48), (3, 2, math.pi**3 / 48),
])  # fmt: skip
def test_jacksons_constant(order, degree, value):
    found = theorem_a_2.jackson(order, degree)
    assert found < value and found > value * (1 - 1e-11)


def test_a_ratio_above_one_is_not_passed_over():
    from provcheck.statement import Outcome

    outcome = theorem_a_2._outcome
    assert outcome(0.1, 1.0) is Outcome.HOLDS
    assert outcome(0.9, 1.1) is Outcome.UNDECIDED
    assert outcome(1.6, 1.7) is Outcome.FAILS
    assert theorem_a_2._worst([Outcome.HOLDS, Outcome.FAILS]) is Outcome.FAILS


def test_a_smaller_constant_is_found_out(monkeypatch):
    """A quarter of Jackson's constant fails for k = 1."""
    from provcheck.statement import Outcome

    right = theorem_a_2.jackson
    monkeypatch.setattr(theorem_a_2, "jackson", lambda k, n: right(k, n) / 4)
    monkeypatch.setattr(theorem_a_2, "_DEGREES", (0, 1, 2))
    found = theorem_a_2.measure(np.random.default_rng(0), 0.01)
    assert found.outcome is Outcome.FAILS
