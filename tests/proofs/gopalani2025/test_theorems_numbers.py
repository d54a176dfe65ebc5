"""The theorems' numbers against ones found without the package: NumPy, mpmath and quadrature.

Only the statement under test is evaluated by the package. The facts that claims over the real
numbers take as hypotheses are checked here on one-dimensional nets, by integration.
"""

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from mpmath import mpf

from provcheck.proofs.gopalani2025 import (
    corollary3_3,
    definition1,
    plots_horizon,
    section3,
    section3_1,
    theorem1_1,
    theorem3_2,
    theorem3_2_horizon,
    theorem3_4,
    theorem3_4_mixing,
)
from provcheck.statement.calculus import evaluate_derivatives
from provcheck.statement.evaluate import ball, evaluate, precision
from tests.proofs.gopalani2025.claims import CLAIMS

DIGITS = 30


@pytest.fixture(autouse=True)
def digits():
    with mpmath.workdps(DIGITS):
        yield


def stated(term, **values):
    """The package's value of a term; floats are taken as the rationals they are."""

    def number(value):
        if isinstance(value, str | int):
            return value
        if np.ndim(value):
            return tuple(number(entry) for entry in value)
        return ball(Fraction(float(value)))

    with precision(256):
        found = evaluate(term, {name: number(value) for name, value in values.items()})
        return mpf(found.mid().str(DIGITS, radius=False))


def close(found, wanted, rel=1e-20):
    return abs(found - wanted) <= rel * max(abs(found), abs(wanted), mpf(10) ** -300)


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


@pytest.mark.parametrize("s", ["0.375", "1", "2.5"])
def test_the_two_printed_weights_of_the_norm_agree_at_no_step(s):
    """Loss w²/2, g = e^{−5w²}: μ_{1/s} is a Gaussian of variance 1/(2s), μ_s one of s/2."""
    s = mpf(s)
    first = integral(lambda w: mpmath.exp(-10 * w**2) * mpmath.npdf(w, 0, 1 / mpmath.sqrt(2 * s)))
    total = mpmath.sqrt(mpmath.pi * s)
    second = integral(lambda w: mpmath.exp(-10 * w**2) * total * mpmath.exp(w**2 / s))
    inverse = integral(lambda w: mpmath.exp(-10 * w**2) / mpmath.npdf(w, 0, mpmath.sqrt(s / 2)))
    assert close(second, inverse, 1e-10) and not close(first, second, 1e-2)
    left, right = CLAIMS["theorem3_2/weighted_norm"].relation.args  # losses 0 and 1/2
    assert close(stated(left, s=s, u=0.5), mpmath.exp(1 / s))
    assert close(stated(right, s=s, u=0.5), mpmath.exp(-s))
    corrected = CLAIMS["theorem3_2/weighted_norm_corrected"].relation
    found = [stated(side, s=s, Z=total, L_W=0.5) for side in corrected.args]
    assert all(close(side, total * mpmath.exp(1 / s), 1e-14) for side in found)


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


@pytest.mark.parametrize("s", [0.3, 0.7, 2.5, 11.0])
def test_rounding_the_number_of_steps_down_loses_at_most_one_step(s):
    T, rate = 10.0, 0.4
    whole = math.floor(T / s)
    assert math.exp(-s * rate * whole) <= math.exp(s * rate) * math.exp(-rate * T) * (1 + 1e-12)
    assert math.exp(-s * rate * math.ceil(T / s)) <= math.exp(-rate * T) * (1 + 1e-12)


# ---------------------------------------------------------------- a one-dimensional net


LAM = mpf("0.13")
SAMPLES = ((mpf(2), mpf(1)), (mpf(-1), mpf(1)))  # (x, y), with a = 3/2 and tanh
GRID = [-40, -10, -4, -2, -1, 0, 1, 2, 4, 10, 40]


def net_loss(w):
    data = sum((y - mpf("1.5") * mpmath.tanh(w * x)) ** 2 / 2 for x, y in SAMPLES)
    return data / len(SAMPLES) + LAM / 2 * w**2


def least_loss():
    start = min((net_loss(mpf(k) / 50), mpf(k) / 50) for k in range(-200, 201))[1]
    where = mpmath.findroot(lambda w: mpmath.diff(net_loss, w), start)
    return net_loss(where), where


def steepest():
    """sup |L̃''| over a fine grid, with a margin: any larger number serves as gLip."""
    with mpmath.workdps(15):
        slopes = [abs(mpmath.diff(net_loss, mpf(k) / 40, 2)) for k in range(-120, 121)]
    return max(slopes) * mpf("1.01")


def integral(function):
    with mpmath.workdps(15):
        return mpmath.quad(function, GRID)


@pytest.mark.slow
@pytest.mark.parametrize("s", ["0.05", "0.5", "3"])
def test_the_facts_behind_the_explicit_excess_risk_hold_and_so_does_the_bound(s):
    s = mpf(s)
    least, where = least_loss()
    smooth = steepest()
    weight = lambda w: mpmath.exp(-2 * (net_loss(w) - least) / s)  # noqa: E731
    total = integral(weight)
    mean = integral(lambda w: net_loss(w) * weight(w)) / total
    moment = integral(lambda w: (w - where) ** 2 * weight(w)) / total
    negentropy = -2 * (mean - least) / s - mpmath.log(total)
    variance = s / (2 * smooth)
    near = integral(
        lambda w: net_loss(w) * mpmath.exp(-((w - where) ** 2) / (2 * variance))
    ) / mpmath.sqrt(2 * mpmath.pi * variance)  # fmt: skip
    near_entropy = -(1 + mpmath.log(2 * mpmath.pi * variance)) / 2
    values = {"E_infinity": mean, "H": negentropy, "E_nu": near, "s": s, "gLip": smooth}
    values |= {"D": mpf(1), "M": moment, "L_min": least}
    claim = CLAIMS["theorem3_2/excess_risk_explicit"]
    for hypothesis in claim.hypotheses:
        assert holds(hypothesis.relation, **values), hypothesis.name
    assert holds(claim.relation, **values)
    (written,) = [h.relation.rhs for h in claim.hypotheses if h.name == "gibbs_variational"]
    assert close(stated(written, **values), near + s / 2 * near_entropy, 1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("s", ["0.05", "0.5", "3"])
def test_the_second_moment_obeys_the_virial_identity_and_its_bound(s):
    """κ of the net: the largest λw² − wL̃'(w), on a grid and with a margin."""
    s, (least, where) = mpf(s), least_loss()
    total = integral(lambda w: mpmath.exp(-2 * (net_loss(w) - least) / s))

    def mean(function):
        return integral(lambda w: function(w) * mpmath.exp(-2 * (net_loss(w) - least) / s)) / total

    def slope_along(w):
        tanh = [(x, y, mpmath.tanh(w * x)) for x, y in SAMPLES]
        data = sum((mpf("1.5") * v - y) * mpf("1.5") * (1 - v**2) * x for x, y, v in tanh)
        return w * (data / len(SAMPLES) + LAM * w)

    along = mean(slope_along)
    assert close(along, s / 2, 1e-8)
    kappa = max(LAM * w**2 - slope_along(w) for w in mpmath.linspace(-10, 10, 401)) * mpf("1.01")
    values = {"lambda": LAM, "s": s * (1 + mpf("1e-9")), "D": mpf(1), "kappa": kappa}
    values |= {"E_along": along, "M_0": mean(lambda w: w**2), "N": where**2, "L_0": net_loss(0)}
    values["M"] = mean(lambda w: (w - where) ** 2)
    claim = CLAIMS["theorem3_2/second_moment"]
    for hypothesis in claim.hypotheses:
        assert holds(hypothesis.relation, **values), hypothesis.name
    assert holds(claim.relation, **values)


@pytest.mark.slow
@pytest.mark.parametrize("s", ["0.05", "0.5", "3"])
def test_the_distance_of_a_fixed_density_is_at_least_what_its_mean_loss_says(s):
    """ρ uniform on [2, 3], of entropy 0; ∫ρ²/μ_s by quadrature."""
    s, (least, _) = mpf(s), least_loss()
    total = integral(lambda w: mpmath.exp(-2 * (net_loss(w) - least) / s))
    log_partition = mpmath.log(total) - 2 * least / s
    highest = max(net_loss(mpf(2)), net_loss(mpf(3)))
    inside = mpmath.quad(lambda w: mpmath.exp(2 * (net_loss(w) - highest) / s), [2, 2.9, 3])
    divergence = mpmath.log(inside) + 2 * highest / s + log_partition
    values = {"s": s, "gLip": steepest(), "D": mpf(1), "L_min": least, "H": mpf(0)}
    values |= {"E_rho": mpmath.quad(net_loss, [2, 3]), "logZ": log_partition, "R": divergence}
    claim = CLAIMS["theorem3_2/distance_by_mean_loss"]
    for hypothesis in claim.hypotheses:
        assert holds(hypothesis.relation, **values), hypothesis.name
    assert holds(claim.relation, **values)


def holds(relation, slack=1e-9, **values):
    """Whether small ≤ large up to `slack`: the values come from quadrature at 15 digits."""
    small, large = relation.args if relation.func.__name__ == "LessThan" else relation.args[::-1]
    numbers = {name: float(value) for name, value in values.items()}
    left, right = stated(small, **numbers), stated(large, **numbers)
    return left <= right + slack * max(1, abs(left), abs(right))


def squared_constant(s, least):
    """C(s)² of the net, by quadrature."""

    def weight(w):
        return mpmath.exp(-2 * (net_loss(w) - least) / s)

    return integral(lambda w: (net_loss(w) - least) ** 2 * weight(w)) / integral(weight)


@pytest.mark.slow
def test_the_constant_of_the_mixing_bound_increases_with_the_step():
    least, _ = least_loss()
    constants = []
    for s in ("0.01", "0.1", "0.5", "1", "4", "20"):
        constants.append(squared_constant(mpf(s), least))
    assert all(first < second for first, second in zip(constants, constants[1:], strict=False))


@pytest.mark.parametrize("seed", range(6))
def test_the_derivative_of_the_squared_constant_is_a_covariance(seed):
    """d/ds E g² = (2/s²)(E g³ − E g² E g), against a difference quotient."""
    rng = np.random.default_rng(seed)
    r, w, s = rng.normal(size=7), rng.normal(size=7), float(10 ** rng.uniform(-1, 1))
    left = CLAIMS["theorem3_4/c_increasing"].relation.lhs

    def square(step):
        weights = [mpmath.exp(mpf(b) - 2 * mpf(x) ** 2 / step) for b, x in zip(w, r, strict=True)]
        total = sum(weights)
        return sum(g * mpf(x) ** 4 for g, x in zip(weights, r, strict=True)) / total

    found = stated(evaluate_derivatives(left), r=r, w=w, s=s, n=7)
    assert found >= 0 and close(found, mpmath.diff(square, mpf(s)), 1e-9)
    assert close(stated(theorem3_4_mixing.squared_constant(), r=r, w=w, s=s, n=7), square(mpf(s)))


# ---------------------------------------------------------------- initial Gaussians


def integrand(w, s, tau, mean):
    """ρ²/μ_s for the net above and ρ = N(mean, τ²), up to a constant."""
    return mpmath.exp(2 * net_loss(w) / s - (w - mean) ** 2 / tau**2)


@pytest.mark.parametrize(("ratio", "admitted"), [("0.8", True), ("1.25", False)])
@pytest.mark.parametrize("mean", [0, 2])
def test_a_gaussian_is_admitted_below_the_threshold_and_not_above(ratio, admitted, mean):
    """τ² is 0.8 or 1.25 times s/λ."""
    s = mpf(1)
    tau = mpmath.sqrt(mpf(ratio) * s / LAM)
    far = [integrand(mpf(w), s, tau, mean) for w in (50, 100, 200)]
    assert (far[0] > far[1] > far[2]) == admitted
    assert (far[0] < far[1] < far[2]) != admitted


def test_at_the_threshold_the_integrand_does_not_vanish():
    s = mpf(1)
    tau = mpmath.sqrt(s / LAM)
    assert all(integrand(mpf(w), s, tau, 0) >= 1 for w in (-200, -3, 0, 1, 50, 1000))


@pytest.mark.parametrize(("u", "mean"), [(0.1, 0.0), (0.1, 2.0), (1.0, 1.0), (9.0, 3.0)])
def test_the_distance_of_a_gaussian_is_the_closed_form(u, mean):
    """Loss λw²/2: μ_s has the variance s/(2λ), ρ the mean m and τ² = s/(λ(1 + u))."""
    lam, s = mpf("0.5"), mpf("0.8")
    v, tau2, m = s / (2 * lam), s / (lam * (1 + mpf(u))), mpf(mean)
    density = lambda w: mpmath.npdf(w, m, mpmath.sqrt(tau2))  # noqa: E731
    exact = mpmath.quad(
        lambda w: density(w) ** 2 / mpmath.npdf(w, 0, mpmath.sqrt(v)), [-60, -5, 0, 5, 20, 80, 200]
    )
    values = {"lambda": 0.5, "s": 0.8, "u": u, "m": mean}
    found = stated(theorem3_2_horizon.BY_GAUSSIAN.relation.lhs, **values)
    assert close(found, exact, 1e-6)
    assert found >= mpmath.exp(lam * m**2 / s)


@pytest.mark.parametrize("s", ["0.02", "0.3", "5"])
def test_a_density_away_from_the_minimiser_is_far_in_the_gibbs_distance(s):
    """Loss λw²/2 and ρ uniform on [1, 2]: tail, Cauchy–Schwarz and the bound with c = λ."""
    s, lam = mpf(s), mpf("0.13")
    mass = mpmath.erfc(mpmath.sqrt(lam / s))  # of |w| ≥ 1 under N(0, s/(2λ))
    assert mass <= mpmath.exp(-lam / s)
    divergence = mpf(plots_horizon.log_squared_distance(float(s)))
    assert mpmath.exp(divergence) * mass >= 1
    assert divergence >= lam / s


# ---------------------------------------------------------------- how long


@pytest.mark.parametrize("step", [0.01, 0.05, 1.0, 10.0, 100.0])
def test_the_plotted_distance_is_the_integral(step):
    lam = mpf("0.13")
    inside = mpmath.quad(lambda w: mpmath.exp(lam * w**2 / mpf(step)), mpmath.linspace(1, 2, 12))
    wanted = mpmath.log(inside * mpmath.sqrt(mpmath.pi * mpf(step) / lam))
    assert close(mpf(plots_horizon.log_squared_distance(step)), wanted, 1e-12)


@pytest.mark.parametrize("accuracy", [0.3, 0.03, 0.003])
def test_the_plotted_time_meets_the_condition_and_obeys_the_lower_bounds(accuracy):
    time, step = plots_horizon.needed_time(accuracy)
    lam, rate0, A, c = 0.13, math.sqrt(3) / 4, 0.25, 0.13
    log_distance = plots_horizon.log_squared_distance(step) / 2
    condition = math.log(2 * rate0 * step / accuracy) + log_distance - lam * time
    assert -1e-6 - math.exp(-2 * log_distance) <= condition <= 1e-6 + math.exp(-2 * log_distance)
    assert lam * time >= c / (2 * step) + math.log(rate0 * step / accuracy) + math.log(2) / 2
    least = 2 * c * A**2 / (lam * accuracy**2)
    least -= A / (lam * accuracy) * (math.log(2) + 2 * math.log(A / rate0))
    assert time / step >= least
    values = {"A": A, "B": 0.0, "c": c, "lambda_s": lam, "epsilon": accuracy, "c_0": rate0}
    assert close(stated(CLAIMS["theorem1_1/fixed_initialization"].relation.rhs, **values), least,
                 1e-12)  # fmt: skip


def test_the_plotted_number_of_steps_grows_like_the_inverse_square_of_the_accuracy():
    (curves,) = [make(None) for make in plots_horizon.HORIZON_PLOTS]
    counts, x = curves.series["steps k = T/s"], curves.x
    slope = math.log(counts[-1] / counts[-9]) / math.log(x[-9] / x[-1])
    assert 1.95 < slope < 2.05


# ---------------------------------------------------------------- Theorem 3.4 on a quadratic loss


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
