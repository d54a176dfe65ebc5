"""Every claim of the pack is there, and conforms; nothing happens when the pack is imported."""

import numpy as np
import pytest

from provcheck.compiled import rounding
from provcheck.proofs.mukherjee2023 import net
from provcheck.reference.norms import norm
from provcheck.testing import (
    check_conformance,
    check_hypotheses,
    check_metadata,
    check_pack,
    check_settings,
)
from tests.proofs.mukherjee2023.claims import CLAIMS, OPEN, PACK, PROVED, REFUTED, is_quick

LOSS = ("W", "a", "X", "y", "lambda", "beta", "activation")


def _gradient_norm(values):
    """Twice the bound of the paper's gradient at λ/2, and the rounding of the norm."""
    halved = [values[n] / 2 if n == "lambda" else values[n] for n in LOSS]
    number = float(net.Q_GRADIENT_NORM.reference(values))
    entries = 2 * float(norm(rounding.gradient_bound(*halved))) * rounding.SLACK
    return entries + 2 * (values["W"].size + 4) * rounding.UNIT * number


def test_the_pack_has_every_claim_and_no_other():
    assert set(CLAIMS) == {*PROVED, *REFUTED, *OPEN}


@pytest.mark.parametrize("name", REFUTED)
def test_an_erratum_is_expected_to_fall_and_says_how_it_was_read(name):
    assert CLAIMS[name].expected == "REFUTED" and CLAIMS[name].reading


@pytest.mark.parametrize("name", PROVED)
def test_no_proved_claim_is_expected_to_be_anything_else(name):
    assert CLAIMS[name].expected == ""


CONTRACTION = "relu_gate_indicator/expected_contraction"


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(n, marks=() if is_quick(n) else pytest.mark.slow)
        for n in CLAIMS
        if n != CONTRACTION
    ],
)
def test_a_claim_conforms(name):
    claim = CLAIMS[name]
    bounds = {q.name: _gradient_norm for q in claim.quantities}
    with np.errstate(all="ignore"):  # the bounds of huge settings overflow, and ask nothing
        check_conformance(claim, known={c.name for c in CLAIMS.values()}, rounding=bounds)


def test_the_contraction_conforms_at_its_example():
    """Its hypotheses bound μ from above, and a space can steer a draw from below only."""
    claim = CLAIMS[CONTRACTION]
    assert check_metadata(claim, known={c.name for c in CLAIMS.values()}) == []
    assert check_settings(claim, [claim.example]) == []
    assert check_hypotheses(claim, [claim.example]) == []


@pytest.mark.slow
def test_importing_the_pack_does_no_work_and_its_digests_are_stable():
    assert check_pack(PACK) == []
