"""Every claim of the pack is there, and conforms; nothing happens when the pack is imported."""

import numpy as np
import pytest

from provcheck.compiled import depth2 as compiled
from provcheck.compiled import rounding
from provcheck.proofs.gopalani2025 import net
from provcheck.reference.norms import norm
from provcheck.testing import check_conformance, check_pack
from tests.proofs.gopalani2025.claims import CLAIMS, OPEN, PACK, PROVED, REFUTED

LOSS = ("W", "a", "X", "y", "lambda", "beta", "activation")
STEPPED = ("W", "a", "X", "y", "lambda", "s", "beta", "activation")


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


@pytest.fixture(scope="module", autouse=True)
def compiled_once():
    """The first call of a twin loads Numba; no single test is to be charged for it."""
    one = np.ones((1, 1))
    compiled.villani(one, one[0], one, one[0], 1.0, 1.0, 1.0, 0)


def test_the_pack_has_every_claim_that_is_asked_for():
    assert set(CLAIMS) >= {*PROVED, *REFUTED, *OPEN}


@pytest.mark.parametrize("name", REFUTED)
def test_an_erratum_is_transcribed_as_printed_and_expected_to_fall(name):
    assert CLAIMS[name].expected == "REFUTED" and not CLAIMS[name].amends


@pytest.mark.parametrize("name", OPEN)
def test_a_claim_with_unspecified_constants_is_expected_to_stay_open(name):
    claim = CLAIMS[name]
    assert claim.expected == "OPEN" and claim.exists and not claim.derivations


@pytest.mark.parametrize("name", PROVED)
def test_no_proved_claim_is_expected_to_be_anything_else(name):
    assert CLAIMS[name].expected in ("", "PROVED")


@pytest.mark.parametrize("name", [n for n in CLAIMS if n != "appendix_b/concatenation"])
def test_a_claim_conforms(name):
    claim = CLAIMS[name]
    bounds = {q.name: ROUNDING[q.name] for q in claim.quantities if q.name in ROUNDING}
    with np.errstate(all="ignore"):  # the bounds of huge settings overflow, and ask nothing
        check_conformance(claim, known=_known(), rounding=bounds)


@pytest.mark.slow
def test_the_concatenation_conforms():
    """Its hypothesis holds for the least L_row that the rows of both gradients admit."""
    bounds = {"gradient_change": _gradient_change}
    check_conformance(
        CLAIMS["appendix_b/concatenation"], known=_known(), rounding=bounds, samples=8
    )


@pytest.mark.slow
def test_importing_the_pack_does_no_work_and_its_digests_are_stable():
    assert check_pack(PACK) == []


def _known():
    return {claim.name for claim in CLAIMS.values()}
