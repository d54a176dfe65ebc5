"""Theorem 3.4 on a quadratic loss, whose Fokker–Planck equation has an exact solution."""

import mpmath
import numpy as np
import pytest
from mpmath import mpf

from provcheck.proofs.gopalani2025 import (
    theorem3_4,
)
from tests.proofs.gopalani2025.by_hand import close, holds, stated
from tests.proofs.gopalani2025.claims import CLAIMS

pytestmark = pytest.mark.usefixtures("digits")


def quadratic(time, s, lam, mean, tau2):
    """E L̃(W(t)) for the loss λw²/2 and W(0) of the given mean and variance."""
    stationary = s / (2 * lam)
    slow = mpmath.exp(-lam * time)
    return lam / 2 * ((mean * slow) ** 2 + stationary + (tau2 - stationary) * slow**2)


@pytest.mark.parametrize("time", ["0", "0.4", "3", "40"])
@pytest.mark.parametrize(("mean", "tau2"), [("0", "0.3"), ("2", "0.3"), ("0.1", "1.9")])
def test_the_mixing_bounds_hold_for_the_exact_solution(time, mean, tau2):
    """λ_s = λ, C(s) = (√3/4)s, and the variance of L̃ under μ_s is s²/8."""
    s, lam, t = mpf(1), mpf("0.5"), mpf(time)
    m, spread, v = mpf(mean), mpf(tau2), s / (2 * lam)
    distance = v / mpmath.sqrt(spread * (2 * v - spread)) * mpmath.exp(m**2 / (2 * v - spread)) - 1
    change = quadratic(t, s, lam, m, spread) - s / 4
    decay = mpmath.exp(-lam * t)
    assert abs(change) <= mpmath.sqrt(3) / 4 * s * mpmath.sqrt(distance) * decay
    values = {"E_t": change + s / 4, "E_infinity": s / 4, "L_min": 0, "q": decay}
    values |= {"C": mpmath.sqrt(3) / 4 * s, "Delta": mpmath.sqrt(distance)}
    for name in ("theorem3_4/mixing", "theorem3_4/mixing_sharp"):
        assert holds(CLAIMS[name].relation, **values), name


def test_the_moments_of_the_quadratic_loss_are_those_that_are_quoted():
    s, lam = mpf("0.7"), mpf("0.3")
    weight = lambda w: mpmath.npdf(w, 0, mpmath.sqrt(s / (2 * lam)))  # noqa: E731
    first, second = (
        mpmath.quad(lambda w, k=k: (lam * w**2 / 2) ** k * weight(w), [-40, -3, 0, 3, 40])
        for k in (1, 2)
    )
    assert close(first, s / 4, 1e-12) and close(second, 3 * s**2 / 16, 1e-12)
    found = stated(theorem3_4.constant_excess(), s=0.7, p=3, d=2, **{"lambda": 0.3})
    assert close(found, mpf(0.7) * 6 / 4)


def test_the_printed_step_size_misses_the_accuracy_on_the_exact_solution():
    """p = d = 1, x = 0: G = 1/4, s = 1/(2G) = 2, and the loss stays 1/2 above its minimum."""
    for time in (0, 1, 100):
        assert close(quadratic(mpf(time), mpf(2), mpf(1), mpf(0), mpf(1)), mpf(1) / 2)
    corrected = quadratic(mpf(100), mpf("0.1") * 2, mpf(1), mpf(0), mpf("0.1"))  # s = ε/(2G)
    assert corrected <= mpf("0.1")


@pytest.mark.parametrize("seed", range(6))
def test_no_mode_decays_slower_than_the_gap(seed):
    rng = np.random.default_rng(seed)
    size, rate, time = 5, float(10 ** rng.uniform(-3, 1)), float(10 ** rng.uniform(-3, 1))
    c, g, r = rng.normal(size=(3, size))
    overlap = abs(np.sum(g * c * np.exp(-(rate + r**2) * time)))
    bound = np.linalg.norm(g) * np.linalg.norm(c) * np.exp(-rate * time)
    relation = CLAIMS["theorem3_4/mixing_modes"].relation
    values = {"c": c, "g": g, "r": r, "n": size, "lambda_s": rate, "time": time}
    assert overlap <= bound * (1 + 1e-12)
    assert close(stated(relation.lhs, **values), mpf(overlap), 1e-11)
    assert close(stated(relation.rhs, **values), mpf(bound), 1e-11)


@pytest.mark.parametrize("step", ["0.1", "1"])
def test_the_time_to_the_stationary_loss_grows_with_the_logarithm_of_the_accuracy(step):
    """Loss λw²/2; CΔ is the excess at time 0, so ε = 2CΔ asks for no time and ε/q for log(q)/λ."""
    lam, s = mpf("0.5"), mpf(step)
    excess = lambda time: quadratic(time, s, lam, 1, s / (2 * lam)) - s / 4  # noqa: E731
    start = excess(mpf(0))
    claim = CLAIMS["theorem3_4/linear_rate"].relation
    for ratio in (2, 10, 1000):
        values = {"C": start, "Delta": 1, "epsilon": 2 * start, "q": ratio, "lambda_s": lam}
        time = stated(claim.lhs, **values)
        assert close(time, mpmath.log(ratio) / lam, 1e-12)
        assert excess(time) <= start / ratio * (1 + mpf("1e-12"))
