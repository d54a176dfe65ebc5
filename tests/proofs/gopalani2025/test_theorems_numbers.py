"""The theorems' numbers against ones found without the package: steps, weights and counts.

Only the statement under test is evaluated by the package. The facts that claims over the real
numbers take as hypotheses are checked on one-dimensional nets in `test_gibbs_numbers.py`.
"""

import math

import mpmath
import numpy as np
import pytest
from mpmath import mpf

from provcheck.proofs.gopalani2025 import (
    corollary3_3,
    definition1,
    section3,
    section3_1,
    theorem1_1,
    theorem3_2,
)
from provcheck.statement.calculus import evaluate_derivatives
from tests.proofs.gopalani2025.by_hand import close, stated
from tests.proofs.gopalani2025.claims import CLAIMS

pytestmark = pytest.mark.usefixtures("digits")


# ---------------------------------------------------------------- Definition 1


def sigmoid(z, beta):
    return 1 / (1 + np.exp(-beta * z))


def sgd_by_hand(W, a, X, y, batch, lam, s, beta, place):
    """One entry of one SGD step, the gradients as differences of the losses of Definition 1."""
    step = 1e-6

    def sample(i, weights):
        return (y[i] - a @ sigmoid(weights @ X[i], beta)) ** 2 / 2

    total = 0.0
    for i in batch:
        up, down = W.copy(), W.copy()
        up[place] += step
        down[place] -= step
        total += (sample(i, up) - sample(i, down)) / (2 * step)
    return W[place] - s / len(batch) * total - s * lam * W[place]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", ["sgd_update", "sgd_update_by_entries"])
def test_the_update_is_the_step_taken_with_numerical_gradients(name, seed):
    """Central differences at 1e-6 of losses of size 10: errors of 1e-10 of truncation, 1e-9 of
    cancellation."""
    rng = np.random.default_rng(seed)
    p, d, n, b = rng.integers(1, 4, size=4)
    W, a, X, y = (rng.normal(size=shape) for shape in ((p, d), p, (n, d), n))
    lam, s, beta = 0.3, 0.7, 1.5
    batch = rng.integers(0, n, size=b)  # with replacement
    place = (p - 1, d - 1)
    right = CLAIMS[f"definition1/{name}"].relation.rhs
    found = stated(
        evaluate_derivatives(right), W=W, a=a, X=X, y=y, m=np.bincount(batch, minlength=n) * 1.0,
        b=float(b), s=s, beta=beta, activation="sigmoid", p=int(p), d=int(d), n=int(n),
        j=int(p), k=int(d), **{"lambda": lam},
    )  # fmt: skip
    assert abs(float(found) - sgd_by_hand(W, a, X, y, batch, lam, s, beta, place)) < 1e-8


def test_a_step_without_the_regulariser_is_another_one():
    """The iterate of Section 4, with L̃_i as Definition 1 has it, lacks the decay."""
    W, a, X, y = np.ones((1, 1)), np.ones(1), np.zeros((1, 1)), np.ones(1)
    assert sgd_by_hand(W, a, X, y, [0], 0.5, 1.0, 1.0, (0, 0)) == pytest.approx(0.5)
    assert sgd_by_hand(W, a, X, y, [0], 0.0, 1.0, 1.0, (0, 0)) == pytest.approx(1.0)
    assert definition1.UPDATE.reading.count("Section 4") == 1


# ---------------------------------------------------------------- Section 3 and 3.1


@pytest.mark.parametrize("beta", [1e-4, 0.3, 1.0, 50.0, 1e4])
@pytest.mark.parametrize("t", [-1e3, -1.0, -1e-6, 0.0, 1e-6, 1.0, 1e3])
def test_softplus_stays_within_its_band_above_relu(beta, t):
    with mpmath.workdps(60):  # 1 + e^{-1e7} is told from 1 by log1p only
        b, x = mpf(beta), mpf(t)
        gap = mpmath.log1p(mpmath.exp(-b * abs(x))) / b  # SoftPlus - ReLU, by symmetry
        assert 0 <= gap <= mpmath.log(2) / b
        if b * abs(x) < 100:
            direct = mpmath.log(1 + mpmath.exp(b * x)) / b - max(x, mpf(0))
            assert close(gap, direct, 1e-12)
            left = section3_1.softplus() - section3_1.relu()
            assert close(stated(left, beta=beta, t=t), direct, 1e-12)


def test_the_band_is_met_at_zero():
    gap = stated(section3_1.softplus() - section3_1.relu(), beta=2.0, t=0.0)
    assert close(gap, mpmath.log(2) / 2)


@pytest.mark.parametrize("point", [-30.0, -0.7, 0.0, 2.0, 30.0])
def test_the_derivative_of_softplus_is_the_sigmoid(point):
    beta = mpf("1.7")
    slope = mpmath.diff(lambda x: mpmath.log(1 + mpmath.exp(beta * x)) / beta, mpf(point))
    assert close(slope, 1 / (1 + mpmath.exp(-beta * mpf(point))), 1e-9)


def test_the_critical_value_grows_with_the_width_and_shrinks_with_the_weights():
    """λ_c = 2·(1/4)²·B_x²·‖a‖² for the sigmoid at β = 1."""
    for width in (1, 2, 7, 64):
        found = stated(section3.equal_lambda_c(), p=width, alpha=0.5, B_x=2.0, M_D=0.25, L=0.25)
        assert close(found, mpf(2) / 16 * 4 * width / 4)
    small = CLAIMS["section3/lambda_c_arbitrarily_small"].relation.lhs
    a = np.array([3.0, -4.0])
    before = 2 / 16 * 4 * 25
    after = stated(small, p=2, a=a, B_x=2.0, M_D=0.25, L=0.25, delta=1e-6)
    factor = 1e-6 / (1e-6 + before)
    assert close(after, mpf(before * factor), 1e-12) and after < 1e-6


@pytest.mark.parametrize("seed", range(8))
def test_small_outer_weights_cannot_fit_the_labels(seed):
    rng = np.random.default_rng(seed)
    p, d, n = 5, 3, 6
    X, y, W = rng.normal(size=(n, d)), 10.0 ** rng.uniform(-2, 2) * rng.normal(size=n), None
    a = 10.0 ** rng.uniform(-3, 1) * rng.normal(size=p)
    for scale in (0.0, 0.1, 1.0, 30.0):
        W = scale * rng.normal(size=(p, d))
        data = np.mean((y - np.tanh(X @ W.T) @ a) ** 2) / 2
        floor = np.mean(y**2) / 2 - np.sum(np.abs(a)) * np.mean(np.abs(y))
        assert data >= floor - 1e-12 * np.mean(y**2)
        sharper = np.maximum(np.abs(y) - np.sum(np.abs(a)), 0.0)
        assert data >= np.mean(sharper**2) / 2 * (1 - 1e-12) >= floor - 1e-9 * np.mean(y**2)


# ---------------------------------------------------------------- step sizes and steps


@pytest.mark.parametrize("seed", range(10))
def test_the_step_is_the_smaller_of_two_numbers_and_the_count_its_inverse(seed):
    rng = np.random.default_rng(seed)
    A, B, g, eps, T = (float(v) for v in 10.0 ** rng.uniform(-8, 8, size=5))
    values = {"A": A, "B": B, "gLip": g, "epsilon": eps, "T": T}
    A, B, g, eps, T = (mpf(value) for value in values.values())
    assert close(stated(theorem3_2.step_size(), **values), min(1 / g, eps / (A + B)))
    assert close(stated(theorem3_2.steps(), **values), T * max(g, (A + B) / eps))
    assert close(stated(corollary3_3.corollary_step(), **values), min(1 / g, eps / (2 * (A + B))))
    later = {**values, "b": float(B), "h": float(3 * T)}  # B(T + h) = 2B(T) at h = 3T
    second = (CLAIMS[f"corollary3_3/longer_horizon_{part}"].relation for part in
              ("step", "number_of_steps"))  # fmt: skip
    small, many = (stated(relation.lhs, **later) for relation in second)
    assert close(small, min(1 / g, eps / (2 * (A + 2 * B))))
    assert close(many, 4 * T * max(g, 2 * (A + 2 * B) / eps), 1e-14)
    (steps,) = CLAIMS["theorem1_1/steps"].relation.atoms(theorem1_1._steps)
    assert close(stated(steps, **values), T * max(g, 2 * (A + B) / eps))


@pytest.mark.parametrize("s", [0.3, 0.7, 2.5, 11.0])
def test_rounding_the_number_of_steps_down_loses_at_most_one_step(s):
    T, rate = 10.0, 0.4
    whole = math.floor(T / s)
    assert math.exp(-s * rate * whole) <= math.exp(s * rate) * math.exp(-rate * T) * (1 + 1e-12)
    assert math.exp(-s * rate * math.ceil(T / s)) <= math.exp(-rate * T) * (1 + 1e-12)
