"""The bounds for logistic regression are proved, and no stronger ones pass."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from provcheck.errors import Rejected, Undecided
from provcheck.kernel import certify, check_derivation
from provcheck.statement import Setting
from provcheck.statement.evaluate import evaluate, setting_values
from provcheck.testing import check_metadata
from tests.proofs.bohning1988.claims import CLAIMS, NAMES
from tests.proofs.forging import require_variant_refused

EACH_VARIANT = [
    pytest.param(name, variant, id=f"{name}-{variant.name}")
    for name, claim in CLAIMS.items()
    for variant in claim.variants
]


def at(**values):
    """The logistic loss at a number."""
    fractions = {name: Fraction(value) for name, value in values.items()}
    return Setting({"activation": "softplus", "beta": Fraction(1), **fractions})


def one_sample(**values):
    """One sample x = 1, with the weights given."""
    vectors = {name: (Fraction(value),) for name, value in values.items()}
    return Setting({**at().values, "d": 1, "n": 1, "X": ((Fraction(1),),), **vectors})


WITNESSES = {
    ("curvature/quarter", "six_twentyfifths"): at(t=0),
    ("curvature/convex", "strongly"): at(t=20),
    ("logistic_regression/dominated", "six_twentyfifths"): one_sample(w=0, v=1),
    ("logistic_regression/convex", "strongly"): one_sample(w=20, v=1),
    ("logistic_regression/lipschitz", "a_fifth"): one_sample(w_1="-1/10", w_2="1/10"),
}


def test_the_pack_has_every_claim_and_no_other():
    assert tuple(CLAIMS) == NAMES
    assert set(WITNESSES) == {(p.values[0], p.values[1].name) for p in EACH_VARIANT}


@pytest.mark.parametrize(("name", "variant"), EACH_VARIANT)
def test_no_derivation_proves_a_false_variant(name, variant, facts_for):
    require_variant_refused(CLAIMS[name], variant, facts_for(CLAIMS[name]))


@pytest.mark.parametrize(("name", "variant"), EACH_VARIANT)
def test_a_false_variant_is_refuted(name, variant):
    """By a setting at which the claim itself holds, perhaps with equality."""
    claim = CLAIMS[name]
    witness = WITNESSES[name, variant.name]
    certify(replace(claim, relation=variant.relation), witness, {})
    with pytest.raises((Rejected, Undecided), match="holds at this setting|overlap"):
        certify(claim, witness, {})


@pytest.mark.parametrize("name", NAMES)
def test_the_kernel_proves(name, facts_for):
    claim = CLAIMS[name]
    check = check_derivation(claim, claim.derivations[0], facts_for(claim))
    assert check.proof is not None, [(line.id, line.reason) for line in check.lines if line.reason]


def test_the_bounds_rest_on_the_curvature():
    """Without its proof the derivation has a gap at that line."""
    claim = CLAIMS["logistic_regression/dominated"]
    check = check_derivation(claim, claim.derivations[0], {})
    assert check.proof is None
    assert next(line for line in check.lines if line.reason).id == "bend"


@pytest.mark.parametrize("name", NAMES)
def test_the_metadata_are_complete(name):
    assert check_metadata(CLAIMS[name], known={claim.name for claim in CLAIMS.values()}) == []


def test_the_form_is_that_of_the_usual_hessian():
    """Against Xᵀ diag(p(1 − p)) X/n in numpy, which shares no code with the terms."""
    claim = CLAIMS["logistic_regression/dominated"]
    X = np.array([[1.0, -0.5], [2.0, 0.25], [-1.5, 1.0]])
    w, v = np.array([0.75, -1.0]), np.array([1.0, 3.0])
    setting = Setting(
        {
            **at().values,
            "d": 2,
            "n": 3,
            "X": tuple(tuple(map(Fraction, row)) for row in X),
            "w": tuple(map(Fraction, w)),
            "v": tuple(map(Fraction, v)),
        }
    )
    form = evaluate(claim.relation.args[0], setting_values(claim.space, setting))
    p = 1 / (1 + np.exp(-X @ w))
    expected = v @ (X.T @ np.diag(p * (1 - p)) @ X / 3) @ v
    assert float(form.mid()) == pytest.approx(expected, rel=1e-13)
