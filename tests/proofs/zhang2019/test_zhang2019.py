"""The facts on RMSNorm are proved, and no stronger ones pass."""

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
from tests.proofs.zhang2019.claims import CLAIMS, NAMES

EACH_VARIANT = [
    pytest.param(name, variant, id=f"{name}-{variant.name}")
    for name, claim in CLAIMS.items()
    for variant in claim.variants
]


def inputs(x, **more):
    """The input x with ε = 1/100."""
    vectors = {name: tuple(map(Fraction, more.pop(name))) for name in ("v",) if name in more}
    known = {"n": len(x), "epsilon": Fraction(1, 100), "x": tuple(map(Fraction, x))}
    return Setting({**known, **vectors, **more})


WITNESSES = {
    ("bounded", "nine_tenths"): inputs((1, 1)),
    ("invariant", "scaled"): inputs((1, 1), alpha=Fraction(2), k=1),
    ("jacobian", "one_term"): inputs((1, 1), v=(1, 0), k=1),
    ("jacobian_norm", "nine_tenths"): inputs((1, 1), v=(1, -1)),
}


def test_the_pack_has_every_claim_and_no_other():
    assert tuple(CLAIMS) == NAMES
    assert set(WITNESSES) == {(p.values[0], p.values[1].name) for p in EACH_VARIANT}


@pytest.mark.parametrize(("name", "variant"), EACH_VARIANT)
def test_no_derivation_proves_a_false_variant(name, variant):
    require_variant_refused(CLAIMS[name], variant, {})


@pytest.mark.parametrize(("name", "variant"), EACH_VARIANT)
def test_a_false_variant_is_refuted(name, variant):
    """By a setting at which the claim itself holds, perhaps with equality."""
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


def test_the_derivative_is_that_of_finite_differences():
    """Central differences of x/√(mean(x²) + ε) in numpy, which share no code with the terms."""
    claim = CLAIMS["jacobian"]
    x, v, step = np.array([1.0, -0.5, 2.0]), np.array([0.25, 3.0, -1.0]), 1e-5
    ends = [(x + s * v) / np.sqrt(np.mean((x + s * v) ** 2) + 0.01) for s in (step, -step)]
    expected = (ends[0] - ends[1]) / (2 * step)
    for k in (1, 2, 3):
        setting = inputs(x, v=v, k=k)
        found = evaluate(claim.relation.args[1], setting_values(claim.space, setting))
        assert float(found.mid()) == pytest.approx(expected[k - 1], abs=1e-7)
