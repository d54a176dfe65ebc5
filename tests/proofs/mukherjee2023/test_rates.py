"""The two results over numbers, at a case where every number is known: the harmonic oscillator.

L̃ = κw²/2 with dW = −κW dt + √s dB and a Gaussian start N(m, v): μ_s = N(0, s/2κ), λ_s = κ,
E_μ L̃ = s/4 so G = 1/4, and C = (∫ L̃² dμ_s)^{1/2} = (√3/4)s. Δ² + 1 = ∫ρ²/μ_s numerically.
"""

from fractions import Fraction

import mpmath
import pytest
from mpmath import mpf

from provcheck.engines.settle import Outcome, settle
from provcheck.statement import Setting
from tests.proofs.mukherjee2023.claims import CLAIMS

CASES = [("1", "1/10", "1", "1/20"), ("3", "1/2", "0", "1/9"), ("1/5", "1/100", "1/10", "1/30")]


@pytest.fixture(autouse=True)
def digits():
    with mpmath.workdps(30):
        yield


def density(w, mean, variance):
    return mpmath.exp(-((w - mean) ** 2) / (2 * variance)) / mpmath.sqrt(2 * mpmath.pi * variance)


def distance(kappa, s, mean, variance):
    """‖ρ − μ_s‖ in L²(1/μ_s), by quadrature; finite while v < s/κ."""
    wide = mpf(s) / (2 * kappa)
    spread = 1 / (2 / variance - 1 / wide)  # the integrand is a Gaussian of this variance
    centre, reach = 2 * mean / variance * spread, 12 * mpmath.sqrt(spread)
    ends = [centre - reach, centre, centre + reach]

    def weighted(w):
        return density(w, mean, variance) ** 2 / density(w, 0, wide)

    return mpmath.sqrt(mpmath.quad(weighted, ends) - 1)


def expected_loss(kappa, s, mean, variance, t):
    decay = mpmath.exp(-2 * kappa * t)
    return kappa / 2 * ((mean**2 + variance) * decay + mpf(s) / (2 * kappa) * (1 - decay))


def fraction(number, up):
    """A rational just above or below, so that the hypotheses hold for certain."""
    return Fraction(int(mpmath.ceil(number * 10**9) if up else mpmath.floor(number * 10**9)), 10**9)


@pytest.mark.parametrize(("kappa", "s", "mean", "variance"), CASES)
def test_the_softplus_rate_holds_for_the_oscillator(kappa, s, mean, variance):
    kappa, s, mean, variance = (mpf(Fraction(x).numerator) / Fraction(x).denominator
                                for x in (kappa, s, mean, variance))  # fmt: skip
    delta, constant, eps = distance(kappa, s, mean, variance), mpmath.sqrt(3) / 4 * s, s / 2
    t = mpmath.log(2 * constant * delta / eps) / kappa
    t = max(t, mpf(1) / 1000)
    loss = expected_loss(kappa, s, mean, variance, t)
    assert loss <= s / 4 + constant * delta * mpmath.exp(-kappa * t)  # the cited bound
    assert loss <= eps
    values = {
        "G": Fraction(1, 4), "s": fraction(s, up=True), "C": fraction(constant, up=True),
        "Delta": fraction(delta, up=True), "lambda_s": fraction(kappa, up=True),
        "epsilon": fraction(eps, up=True), "t": fraction(t, up=True) + Fraction(1, 10**4),
        "E_T": fraction(loss, up=False), "E_infinity": fraction(s / 4, up=True),
        "L_min": Fraction(0),
    }  # fmt: skip
    claim = CLAIMS["softplus_rate"]
    assert settle(claim, Setting(values), claim.relation) is Outcome.HOLDS
    earlier = {**values, "t": values["t"] / 2}
    assert settle(claim, Setting(earlier), claim.relation) in (Outcome.EXCLUDED, Outcome.HOLDS)


def test_the_time_is_needed():
    """Started far away, the oscillator has not reached ε at half the time."""
    kappa, s, mean, variance = mpf(1), mpf("0.01"), mpf(1), mpf("0.005")
    delta, constant, eps = distance(kappa, s, mean, variance), mpmath.sqrt(3) / 4 * s, s / 2
    t = mpmath.log(2 * constant * delta / eps) / kappa
    assert expected_loss(kappa, s, mean, variance, t) <= eps
    assert expected_loss(kappa, s, mean, variance, t / 50) > eps


def test_a_start_of_twice_the_width_is_infinitely_far_away():
    """∫ρ²/μ_s diverges for v ≥ s/κ, so such a start is excluded by L²(1/μ_s)."""
    near = distance(mpf(1), mpf(1), mpf(0), mpf("0.999"))
    nearer = distance(mpf(1), mpf(1), mpf(0), mpf("0.99"))
    assert near > nearer > 1


@pytest.mark.parametrize("q", ["1/1000", "1/2", "7", "1000000"])
def test_the_added_time_is_a_logarithm(q):
    setting = Setting({
        "C": Fraction(3), "Delta": Fraction(5), "epsilon": Fraction(1, 7), "lambda_s": Fraction(2),
        "q": Fraction(q),
    })  # fmt: skip
    first, second = (mpmath.log(30 * 7 * mpf(x)) / 2 for x in (1, Fraction(q).numerator))
    added = second - first - mpmath.log(Fraction(q).denominator) / 2
    assert abs(added - mpmath.log(mpf(Fraction(q).numerator) / Fraction(q).denominator) / 2) < 1e-25
    claim = CLAIMS["softplus_rate/linear_time"]
    assert settle(claim, setting, claim.relation) in (Outcome.HOLDS, Outcome.TIED)
    (variant,) = claim.variants
    assert settle(claim, setting, variant.relation) is Outcome.VIOLATED
