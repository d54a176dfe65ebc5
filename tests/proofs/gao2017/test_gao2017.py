"""The facts on log-sum-exp and softmax are proved, and no stronger ones pass."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from provcheck.errors import Rejected, Undecided
from provcheck.kernel import certify, check_derivation
from provcheck.statement import Setting
from provcheck.statement.evaluate import evaluate, setting_values
from provcheck.testing import check_metadata
from tests.proofs.forging import require_variant_refused
from tests.proofs.gao2017.claims import CLAIMS, NAMES

EACH_VARIANT = [
    pytest.param(name, variant, id=f"{name}-{variant.name}")
    for name, claim in CLAIMS.items()
    for variant in claim.variants
]


def setting(n, **values):
    """x = 0 and λ = 1 unless said otherwise."""
    zeros = (Fraction(0),) * n
    return Setting({"n": n, "lambda": Fraction(1), "x": zeros, **values})


ONE = setting(1, v=(Fraction(1),))
EDGE = setting(2, v=(Fraction(1), Fraction(-1)))
WITNESSES = {
    ("log_sum_exp/upper", "half"): setting(2),
    ("log_sum_exp/lower", "raised"): setting(1, k=1),
    ("log_sum_exp/gradient", "without_temperature"): setting(2, k=1, **{"lambda": Fraction(2)}),
    ("log_sum_exp/probabilities", "squares"): setting(2),
    ("hessian/formula", "without_square"): ONE,
    ("hessian/convex", "strongly"): ONE,
    ("hessian/half", "third"): EDGE,
    ("hessian/half", "just_below"): EDGE,
}


def test_the_pack_has_every_claim_and_no_other():
    assert tuple(CLAIMS) == NAMES
    assert set(WITNESSES) == {(p.values[0], p.values[1].name) for p in EACH_VARIANT}


@pytest.mark.parametrize(("name", "variant"), EACH_VARIANT)
def test_no_derivation_proves_a_false_variant(name, variant):
    require_variant_refused(CLAIMS[name], variant, {})


@pytest.mark.parametrize(("name", "variant"), EACH_VARIANT)
def test_a_false_variant_is_refuted_where_the_claim_is_attained(name, variant):
    claim = CLAIMS[name]
    witness = WITNESSES[name, variant.name]
    certify(replace(claim, relation=variant.relation), witness, {})
    with pytest.raises((Rejected, Undecided), match="holds at this setting|overlap"):
        certify(claim, witness, {})


@pytest.mark.parametrize("name", NAMES)
def test_the_kernel_proves(name):
    claim = CLAIMS[name]
    check = check_derivation(claim, claim.derivations[0], {})
    assert check.proof is not None, [(line.id, line.reason) for line in check.lines if line.reason]


@pytest.mark.parametrize("name", NAMES)
def test_the_metadata_are_complete(name):
    assert check_metadata(CLAIMS[name], known={claim.name for claim in CLAIMS.values()}) == []


@pytest.mark.parametrize("temperature", (Fraction(1, 2), Fraction(3)))
def test_the_form_is_that_of_the_matrix(temperature):
    """Against λ(diag σ − σσᵀ) in numpy, which shares no code with the terms."""
    claim = CLAIMS["hessian/half"]
    x, v = (0.5, -1.25, 2.0), (1.0, 3.0, -2.0)
    exact = {"x": tuple(map(Fraction, x)), "v": tuple(map(Fraction, v)), "lambda": temperature}
    form, bound = claim.relation.args
    found = evaluate(form, setting_values(claim.space, setting(3, **exact)))
    powers = np.exp(float(temperature) * np.array(x))
    sigma = powers / powers.sum()
    jacobian = float(temperature) * (np.diag(sigma) - np.outer(sigma, sigma))
    assert float(found.mid()) == pytest.approx(np.array(v) @ jacobian @ np.array(v), rel=1e-13)
    assert found < evaluate(bound, setting_values(claim.space, setting(3, **exact)))
