"""The two explicit constants never exceed the true gap, and what is proved is what is plotted."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from provcheck.kernel import check_derivation
from provcheck.proofs.shi2020 import (
    plots,
    poincare,
    poincare_constants,
    unregularized,
    villani_definition,
)
from provcheck.statement import Setting
from provcheck.statement.evaluate import evaluate, setting_values
from tests.proofs.forging import require_variant_refused

CLAIMS = [
    *villani_definition.CLAIMS,
    *poincare.CLAIMS,
    *unregularized.CLAIMS,
    poincare_constants.HOLLEY_STROOCK,
    poincare_constants.BAKRY_EMERY,
]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_the_kernel_proves(claim):
    (derivation,) = claim.derivations
    check = check_derivation(claim, derivation, {})
    assert check.proof is not None, [(line.id, line.reason) for line in check.lines if line.reason]


VARIANTS = [(claim, variant) for claim in CLAIMS for variant in claim.variants]


@pytest.mark.parametrize(("claim", "variant"), VARIANTS, ids=lambda part: part.name)
def test_no_derivation_proves_a_false_variant(claim, variant):
    require_variant_refused(claim, variant, {})


def test_bakry_emery_needs_its_hypothesis():
    claim = poincare_constants.BAKRY_EMERY
    bare = replace(claim, hypotheses=tuple(h for h in claim.hypotheses if h.name != "convex"))
    assert check_derivation(bare, claim.derivations[0], {}).proof is None


NETS = [
    (a, lam, step) for a in (0.1, 0.5, 1.0, -2.0) for lam in (0.05, 0.5, 5.0)
    for step in (0.3, 1.0, 10.0)
]  # fmt: skip


@pytest.mark.parametrize(("a", "lam", "step"), NETS)
def test_the_constants_are_below_the_true_gap(a, lam, step):
    """The gap has ten digits; the constants are smaller by far more."""
    gap = plots.true_gap(a, lam, step)
    assert plots.holley_stroock(a, lam, step) <= gap * (1 + 1e-8)
    assert not plots.bakry_emery(a, lam) > gap * (1 + 1e-8)


def test_without_data_both_constants_are_the_gap():
    assert plots.true_gap(0.0, 0.7, 1.3) == pytest.approx(0.7, rel=1e-9)
    assert plots.bakry_emery(0.0, 0.7) == pytest.approx(0.7)


@pytest.mark.parametrize(("a", "lam", "step"), NETS[:6])
def test_the_plotted_formulas_are_the_claims(a, lam, step):
    """Same numbers from the symbolic terms of the claims, evaluated as balls."""
    claim = poincare_constants.BAKRY_EMERY
    fractions = {name: Fraction(value) for name, value in (("lambda", lam), ("s", step))}
    setting = Setting(
        {"p": 1, "d": 1, "n": 3, "activation": "sigmoid", "beta": Fraction(1),
         "a": (Fraction(a),), "X": tuple((Fraction(float(x)),) for x in plots._X),
         "y": tuple(Fraction(float(y)) for y in plots._Y), "B_x": Fraction(3),
         "B_y": Fraction(1), "W": ((Fraction(0),),), **fractions}
    )  # fmt: skip
    values = setting_values(claim.space, setting)
    symbolic = evaluate(poincare_constants.bakry_emery(), values)
    plotted = plots.bakry_emery(a, lam)
    assert np.isnan(plotted) == (symbolic < 0)
    assert np.isnan(plotted) or plotted == pytest.approx(float(symbolic.mid()), rel=1e-12)
    symbolic = evaluate(poincare_constants.holley_stroock(), values)
    assert plots.holley_stroock(a, lam, step) == pytest.approx(float(symbolic.mid()), rel=1e-12)
