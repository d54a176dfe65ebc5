"""Appendix C: the printed λ_s is refuted by an exact gap; its derivation's steps hold in fact."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq, fmpq_poly
from numpy.polynomial import Polynomial

from provcheck.errors import Rejected
from provcheck.kernel import certify
from provcheck.proofs.gopalani2025 import appendix_c_plots, potentials
from provcheck.proofs.gopalani2025.appendix_c_lambda_s import (
    CORRECTED,
    LAMBDA_S,
    SHARP,
    STEPS,
    C,
    D,
    D_in,
    V_in,
    V_out,
    beyond,
    eps,
    inside,
    least,
    share,
    squared_mean,
)
from provcheck.proofs.gopalani2025.net import s
from provcheck.statement.evaluate import precision
from provcheck.statement.gibbs import spectral_gap


def test_the_printed_formula_exceeds_the_gap_of_two_wells():
    """L̃ = (x² - 1)²/250, s = 1/1000, R = 6/5."""
    found = certify(LAMBDA_S, LAMBDA_S.example, {})
    assert found.lhs[0] == "0.00000234508894682" and found.rhs[1] == "0.00000228747555548"


@pytest.mark.parametrize(
    "changes",
    [
        {"A": Fraction(4), "s": Fraction(1)},  # the same measure at s = 1: V_s is too negative
        {"R": Fraction(3, 2)},  # a larger ball
        {"q2": Fraction(0), "c": Fraction(1)},  # one quadratic well
    ],
)
def test_where_the_printed_formula_holds_there_is_no_counterexample(changes):
    with pytest.raises(Rejected):
        certify(LAMBDA_S, LAMBDA_S.example.replaced(**changes), {})


@pytest.mark.parametrize(("radius", "high"), [(None, np.inf), (fmpq(6, 5), 1.2)])
def test_float_gap_agrees_with_the_bracket(radius, high):
    energy = appendix_c_plots.TWO_WELLS
    exact = fmpq_poly([fmpq(int(c)) for c in energy.coef])
    with precision(64):
        ball = spectral_gap(exact, None if radius is None else -radius, radius)
    assert potentials.gap(energy, -high, high) == pytest.approx(float(ball.mid()), rel=1e-3)


def test_a_correct_formula_does_not_depend_on_the_unit_of_the_loss():
    of = appendix_c_plots.shape(appendix_c_plots.TWO_WELLS, 1.5)
    corrected = [appendix_c_plots.ratio(of, step, "without the factor s") for step in (1e-4, 1.0)]
    printed = [appendix_c_plots.ratio(of, step, "as printed") for step in (1e-4, 1.0)]
    assert corrected[0] == corrected[1] and printed[0] > 1.1 * printed[1]


def test_a_net_below_lambda_c_breaks_the_printed_formula_in_floats():
    """One sigmoid gate, two data points; found by the referee of the transcription."""
    from provcheck.reference.spectrum import gap_1d

    unit = 1e-4  # of the loss and the step
    data, labels = np.array([-0.356, -2.627]), np.sqrt(unit) * np.array([-1.911, 1.905])
    outer, lam, step, radius = 1.492 * np.sqrt(unit), 0.00894 * unit, 0.043 * unit, 7.76

    def loss(w):
        outputs = outer / (1 + np.exp(-np.clip(np.multiply.outer(w, data), -700, 700)))
        return ((labels - outputs) ** 2).mean(axis=-1) / 2 + lam / 2 * w**2

    grid = np.linspace(-60, 60, 240001)
    slope = np.gradient(loss(grid), grid)
    villani = slope**2 / step - np.gradient(slope, grid)
    eps = 1 / villani[np.abs(grid) >= radius].min()
    local = 1 / (2 * gap_1d(loss, step, -radius, radius).gap)
    printed = (1 + 3 * step * villani.min() * eps) / (2 * (local + 3 * eps))
    assert printed > 1.02 * gap_1d(loss, step).gap
    assert lam < 2 * outer**2 * np.abs(data).max() ** 2 / 16


def moments(coefficients, step, radius, test):
    """The numbers of the amendments, by quadrature, for one potential and test function."""
    potential = Polynomial(coefficients)
    grid = np.linspace(-6, 6, 400001)
    weight = np.exp(-2 / step * (potential(grid) - potential(grid).min()))
    weight /= weight.sum()
    function, slope = test(grid), np.gradient(test(grid), grid)
    function = function - (weight * function).sum()
    villani = potential.deriv()(grid) ** 2 / step - potential.deriv(2)(grid)
    ball = np.abs(grid) <= radius
    outside = villani[~ball].min()
    energy = potential * (2 / step)
    local = step / 2 * potentials.gap(energy, -radius, radius)
    squares, energies = weight * function**2, weight * villani * function**2
    slopes, means = weight * slope**2, weight * function
    return {
        s: step, C: 1 / (2 * local), eps: 1 / outside, share: weight[ball].sum(),
        inside: squares[ball].sum(), beyond: squares[~ball].sum(),
        V_in: energies[ball].sum(), V_out: energies[~ball].sum(),
        D: slopes.sum(), D_in: slopes[ball].sum(), squared_mean: means[ball].sum() ** 2,
        least: villani.min(),
    }  # fmt: skip


POTENTIALS = {"two wells": [1, 0, -2, 0, 1], "tilted": [0, 0.4, -1, 0, 1], "one well": [0, 0, 0.5]}
TESTS = {"x": lambda x: x, "x²": lambda x: x**2, "tanh": lambda x: np.tanh(3 * x), "sin": np.sin}


@pytest.mark.parametrize("potential", POTENTIALS)
@pytest.mark.parametrize("test", TESTS)
def test_the_steps_of_the_derivation_hold_for_real_integrals(potential, test):
    """Grid of 4e5 points: its error, and that of the local gap, are far below 1e-3; sums of 4e5
    weights are rounded by at most 4e5·2^-53 < 1e-10.
    """
    numbers = moments(POTENTIALS[potential], 1.0, 1.6, TESTS[test])
    relations = {h.name: h.relation for h in STEPS}
    relations |= {"corrected": CORRECTED.relation, "sharp": SHARP.relation}
    for name, relation in relations.items():
        small, large = sorted_sides(relation, numbers)
        assert small <= large + 1e-3 * (abs(small) + abs(large)) + 1e-10, name


def sorted_sides(relation, numbers):
    from provcheck.statement.unfold import unfold

    sides = [float(unfold(side).subs(numbers)) for side in relation.args]
    return sides[::-1] if relation.rel_op == ">=" else sides


@pytest.mark.parametrize("claim", [CORRECTED, SHARP], ids=lambda claim: claim.name)
def test_a_false_variant_of_the_amendments_is_refuted(claim):
    from provcheck.engines.budget import Budget
    from provcheck.engines.refute import refute

    small = Budget("small", seconds=60.0, settings=4000, starts=24)
    for variant in claim.variants:
        search = refute(replace(claim, relation=variant.relation), budget=small, seed=0, facts={})
        assert search.counterexample is not None, (variant.name, search.reason)
