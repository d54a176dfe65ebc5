"""Every claim of the pack is there, and conforms; nothing happens when the pack is imported."""

from fractions import Fraction

import numpy as np
import pytest
from provcheck.proofs.gopalani2025 import net

from provcheck.compiled import rounding
from provcheck.reference.norms import norm
from provcheck.statement import Setting
from provcheck.testing import check_conformance, check_pack
from tests.proofs.gopalani2025.claims import CLAIMS, PACK, PROVED, REFUTED

LOSS = ("W", "a", "X", "y", "lambda", "beta", "activation")
STEPPED = ("W", "a", "X", "y", "lambda", "s", "beta", "activation")
_ALONE = ("lambda_c_sigmoid", "concatenation")


def _gradient_bound(values, weights="W"):
    return rounding.gradient_bound(*(values[n] for n in (weights, *LOSS[1:])))  # (p, d)


def _norm_of(bound, number, size):
    """A norm of `size` entries: their errors, and a rounding for each entry and the root."""
    return float(norm(bound)) * rounding.SLACK + 2 * (size + 3) * rounding.UNIT * float(number)


def _gradient_norm(values):
    number = net.Q_GRADIENT_NORM.reference(values)
    return _norm_of(_gradient_bound(values), number, values["W"].size)


def _neuron_gradient_norm(values):
    number = net.Q_NEURON_GRADIENT_NORM.reference(values)
    return _norm_of(_gradient_bound(values)[values["j"] - 1], number, values["W"].shape[1])


def _gradient_entry(values):
    return _gradient_bound(values)[values["j"] - 1, values["k"] - 1]


def _neuron_laplacian(values):
    bounds = rounding.laplacian_by_neuron_bound(*(values[n] for n in LOSS))
    return bounds[values["j"] - 1]


def _gradient_change(values):
    """Errors of both gradients; their difference is rounded once more in every entry."""
    number = net.Q_GRADIENT_CHANGE.reference(values)
    bounds = _gradient_bound(values, "W_1") + _gradient_bound(values, "W_2")
    return _norm_of(bounds, number, values["W_1"].size + 1)


ROUNDING = {
    "gradient_norm": _gradient_norm,
    "neuron_gradient_norm": _neuron_gradient_norm,
    "gradient_entry": _gradient_entry,
    "neuron_laplacian_trace": _neuron_laplacian,
    "gradient_change": _gradient_change,
    "laplacian": lambda values: rounding.laplacian_bound(*(values[n] for n in LOSS)),
    "villani": lambda values: rounding.villani_bound(*(values[n] for n in STEPPED)),
}


def test_the_pack_has_every_claim_that_is_asked_for_and_no_other():
    assert set(CLAIMS) == {*PROVED, *REFUTED}


@pytest.mark.parametrize("name", REFUTED)
def test_the_errata_are_expected_and_have_no_false_variant_but_themselves(name):
    assert CLAIMS[name].expected == "REFUTED"
    assert not CLAIMS[name].amends


@pytest.mark.parametrize("name", PROVED)
def test_no_proved_claim_is_expected_to_be_anything_else(name):
    assert CLAIMS[name].expected in ("", "PROVED")


@pytest.mark.parametrize("name", [n for n in CLAIMS if not n.endswith(_ALONE)])
def test_a_claim_conforms(name):
    claim = CLAIMS[name]
    bounds = {q.name: ROUNDING[q.name] for q in claim.quantities}
    with np.errstate(all="ignore"):  # the bounds of huge settings overflow, and ask nothing
        check_conformance(claim, known=_known(), rounding=bounds)


@pytest.mark.slow
def test_the_concatenation_conforms():
    """Its hypothesis holds for the least L_row that the rows of both gradients admit."""
    bounds = {"gradient_change": _gradient_change}
    check_conformance(
        CLAIMS["appendix_b/concatenation"], known=_known(), rounding=bounds, samples=8
    )


def test_the_normalised_sigmoid_conforms():
    """‖a‖B_x = 1 is met by no draw; here ‖a‖ = 5 and B_x = 1/5."""
    example = Setting({
        "p": 2, "d": 1, "n": 1, "activation": "sigmoid", "beta": Fraction(3),
        "a": (Fraction(3), Fraction(-4)), "X": ((Fraction(1, 7),),), "y": (Fraction(2),),
        "B_x": Fraction(1, 5), "B_y": Fraction(2),
    })  # fmt: skip
    check_conformance(CLAIMS["lemma3_1/lambda_c_sigmoid"], known=_known(), examples=[example])


@pytest.mark.slow
def test_importing_the_pack_does_no_work_and_its_digests_are_stable():
    assert check_pack(PACK) == []


def _known():
    return {claim.name for claim in CLAIMS.values()}
