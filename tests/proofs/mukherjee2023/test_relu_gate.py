"""The algorithm for one ReLU gate, from its lines in NumPy, against what is claimed of it."""

import numpy as np
import pytest

from provcheck.proofs.mukherjee2023 import relu_gate_contraction, relu_gate_step
from provcheck.statement.evaluate import ball, evaluate


def oracle(rng, x, w_star, theta, chance):
    """Lines 4 and 5: additively attacked labels of the points x (b, d)."""
    attacked = rng.random(len(x)) < chance
    shift = rng.uniform(-theta, theta, len(x))
    shift[::3] = theta * np.sign(shift[::3])  # the largest attack that is allowed
    return attacked * shift + np.maximum(x @ w_star, 0.0)


def step(w, x, y, theta, eta):
    """Lines 6 and 7."""
    active = (y > theta)[:, None]
    gradient = -(active * (y - x @ w)[:, None] * x).mean(axis=0)
    return w - eta * gradient


def batch(rng, size, dimension, scale=1.0):
    return scale * rng.standard_cauchy(size=(size, dimension))


@pytest.mark.parametrize("theta", [0.0, 1e-6, 1.0, 1e3])
def test_a_label_above_the_threshold_comes_from_an_active_gate(theta):
    rng = np.random.default_rng(4)
    fired = 0
    for dimension in (1, 3, 500):
        x, w_star = batch(rng, 4000, dimension, theta + 1), rng.normal(size=dimension)
        y = oracle(rng, x, w_star, theta, 0.5)
        on = y > theta
        fired += on.sum()
        assert np.all((x @ w_star)[on] > 0)
        assert np.all((x @ w_star)[on] >= (y - theta)[on] * (1 - 1e-12))
    assert fired > 1000


def test_a_lower_threshold_lets_inactive_points_through():
    rng = np.random.default_rng(5)
    x, w_star = batch(rng, 4000, 2), np.array([1.0, -2.0])
    y = oracle(rng, x, w_star, 1.0, 0.5)
    assert np.any((x @ w_star)[y > 0.9] <= 0)


@pytest.mark.parametrize("dimension", [1, 2, 5])
def test_the_step_is_linear_without_attacks(dimension):
    rng = np.random.default_rng(6)
    for _ in range(50):
        x, w_star, w = (
            batch(rng, 16, dimension),
            rng.normal(size=dimension),
            rng.normal(size=dimension),
        )
        y = oracle(rng, x, w_star, 0.0, 0.0)
        on = x[x @ w_star > 0]
        moment = on.T @ on / len(x)
        moved = step(w, x, y, 0.0, 0.3) - w_star
        expected = (np.eye(dimension) - 0.3 * moment) @ (w - w_star)
        assert np.allclose(moved, expected, rtol=1e-9, atol=1e-9 * (1 + np.abs(moment).max()))


def test_the_claims_step_is_the_algorithms_step():
    """The term `stepped` over the active points, against lines 6 and 7 over the whole batch."""
    rng = np.random.default_rng(7)
    x, w_star, w = rng.normal(size=(12, 3)), rng.normal(size=3), rng.normal(size=3)
    on = x[x @ w_star > 0]
    moved = step(w, x, oracle(rng, x, w_star, 0.0, 0.0), 0.0, 0.25)
    values = {
        "d": 3, "n": len(on), "eta": ball(0.25), "b": ball(len(x)),
        "w": tuple(map(ball, w)), "w_star": tuple(map(ball, w_star)),
        "X": tuple(tuple(map(ball, row)) for row in on),
    }  # fmt: skip
    for place in range(3):
        values["k"] = place + 1
        found = evaluate(relu_gate_step.stepped(relu_gate_step.k), values)
        assert abs(float(found.mid()) - moved[place]) < 1e-14


def second_moment(dimension, rng):
    x = rng.normal(size=(400, dimension))
    on = x[x[:, 0] > 0]
    return on.T @ on / len(x)


@pytest.mark.parametrize("share", [0.1, 0.5, 1.0, 1.9])
def test_the_distance_contracts_at_the_rate_of_the_spectrum(share):
    """η = share/λ_max; the rate max(|1 − ημ|, |1 − ηλ_max|) is 1 − ημ up to η = 1/λ_max."""
    rng = np.random.default_rng(8)
    moment = second_moment(4, rng)
    spectrum = np.linalg.eigvalsh(moment)
    eta = share / spectrum[-1]
    rate = np.abs(1 - eta * spectrum).max()
    assert rate < 1 and (share > 1 or rate == pytest.approx(1 - eta * spectrum[0]))
    for _ in range(200):
        gap = rng.normal(size=4)
        moved = gap - eta * moment @ gap
        assert np.linalg.norm(moved) <= rate * np.linalg.norm(gap) * (1 + 1e-12)


def test_a_step_beyond_two_over_the_largest_eigenvalue_runs_away():
    rng = np.random.default_rng(9)
    moment = second_moment(4, rng)
    values, vectors = np.linalg.eigh(moment)
    gap = vectors[:, -1]
    for _ in range(20):
        gap = gap - 2.1 / values[-1] * moment @ gap
    assert np.linalg.norm(gap) > 6


def test_the_algorithm_finds_the_gate():
    """Linear convergence without attacks, for data that are not symmetric."""
    rng = np.random.default_rng(10)
    w_star, w = np.array([1.0, -0.5, 2.0]), np.zeros(3)
    distances = []
    for _ in range(400):
        x = rng.exponential(size=(16, 3)) - 0.5
        w = step(w, x, oracle(rng, x, w_star, 0.0, 0.0), 0.0, 0.1)
        distances.append(np.linalg.norm(w - w_star))
    assert distances[-1] < 1e-6 * distances[0]


def test_the_claims_expected_step_is_the_one_of_the_matrix():
    """The terms `moved` and `form` against I − ηM and ⟨g, Mg⟩ as matrices."""
    rng = np.random.default_rng(11)
    x, gap, batch_size, bound = rng.normal(size=(5, 3)), rng.normal(size=3), 7.0, 2.5
    moment = x.T @ x / batch_size
    values = {
        "d": 3, "n": 5, "b": ball(batch_size), "ell": ball(bound), "g": tuple(map(ball, gap)),
        "X": tuple(tuple(map(ball, row)) for row in x),
    }  # fmt: skip
    form = evaluate(relu_gate_contraction.form(relu_gate_contraction.g[relu_gate_step.k]), values)
    assert abs(float(form.mid()) - gap @ moment @ gap) < 1e-13
    for place in range(3):
        values["k"] = place + 1
        found = evaluate(relu_gate_contraction.moved(relu_gate_step.k), values)
        assert abs(float(found.mid()) - (gap - moment @ gap / bound)[place]) < 1e-14


@pytest.mark.parametrize("dimension", [1, 2, 6])
def test_the_argument_at_three_points_gives_the_rate_of_the_spectrum(dimension):
    """For μ = λ_min, ℓ ≥ λ_max and q = 1 − μ/ℓ the three bounds hold, and so does ‖u‖ ≤ q‖g‖."""
    rng = np.random.default_rng(12)
    for stretch in (1.0, 1.5, 100.0):
        moment = second_moment(dimension, rng)
        low, high = np.linalg.eigvalsh(moment)[[0, -1]]
        bound = stretch * high + 1e-9
        gap = rng.normal(size=dimension)
        moved, rate = gap - moment @ gap / bound, 1 - low / bound
        apart = moved - rate * gap
        assert gap @ moment @ gap >= low * gap @ gap * (1 - 1e-12)
        assert apart @ moment @ apart <= bound * apart @ apart * (1 + 1e-12)
        assert np.linalg.norm(moved) <= rate * np.linalg.norm(gap) * (1 + 1e-12) + 1e-15
