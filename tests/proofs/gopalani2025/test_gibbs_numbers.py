"""Gibbs measures of a one-dimensional net, against numbers found by quadrature.

Only the statement under test is evaluated by the package. The facts that claims over the real
numbers take as hypotheses are checked here, by integration.
"""

import math

import mpmath
import numpy as np
import pytest
from mpmath import mpf

from provcheck.proofs.gopalani2025 import (
    plots_horizon,
    theorem3_2_horizon,
    theorem3_4_mixing,
)
from provcheck.statement.calculus import evaluate_derivatives
from tests.proofs.gopalani2025.by_hand import close, holds, stated
from tests.proofs.gopalani2025.claims import CLAIMS

pytestmark = pytest.mark.usefixtures("digits")


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
