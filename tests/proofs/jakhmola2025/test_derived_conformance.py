"""The derived claims are there and conform; their examples satisfy every hypothesis."""

import numpy as np
import pytest

from provcheck.testing import (
    check_conformance,
    check_hypotheses,
    check_metadata,
    check_settings,
)
from tests.proofs.jakhmola2025.claims import AT_EXAMPLE, CLAIMS, DERIVED, JACKSON

KNOWN = {claim.name for claim in CLAIMS.values()}
LONG = ("theorem3_1/basin/two_layer",)


def test_the_pack_has_every_derived_claim():
    assert set(CLAIMS) >= {*DERIVED, JACKSON}


@pytest.mark.parametrize("name", [*DERIVED, JACKSON])
def test_no_derived_claim_is_expected_to_fail(name):
    assert CLAIMS[name].expected == ""


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(n, marks=pytest.mark.slow if n.startswith(LONG) else ())
        for n in DERIVED
        if n not in AT_EXAMPLE
    ],
)
def test_a_claim_conforms(name):
    with np.errstate(all="ignore"):  # huge settings overflow, and ask nothing
        check_conformance(CLAIMS[name], known=KNOWN)


@pytest.mark.parametrize("name", AT_EXAMPLE)
def test_a_claim_that_no_draw_meets_conforms_at_its_example(name):
    claim = CLAIMS[name]
    assert check_metadata(claim, known=KNOWN) == []
    assert check_settings(claim, [claim.example]) == []
    assert check_hypotheses(claim, [claim.example]) == []


@pytest.mark.slow
def test_the_experiment_on_jacksons_inequality_conforms():
    check_conformance(CLAIMS[JACKSON], known=KNOWN)
