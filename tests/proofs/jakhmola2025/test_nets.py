"""The claims about nets: every printed one is broken by a small net, every amendment proved."""

import numpy as np
import pytest

from provcheck.engines.break_net import break_net
from provcheck.engines.budget import NAMED
from provcheck.kernel import check_derivation
from provcheck.statement import Derivation, line
from provcheck.statement.nets import NetProposition
from tests.proofs.jakhmola2025.claims import CLAIMS

NET_CLAIMS = {
    name: claim for name, claim in CLAIMS.items() if isinstance(claim.relation, NetProposition)
}
REFUTED = tuple(
    """
    theorem1_1 theorem1_1/leaky_relu_networks
    lemma2_1/extension lemma2_1/extension_leaky_relu lemma2_1/diffeomorphism
    theorem3_1/rate_for_all_times theorem3_1/kernel_continuous theorem3_1/lambda_positive
    theorem3_1/converges
    corollary3_1_1/loewner corollary3_1_1/relu corollary3_1_1/converges
    corollary3_1_2/loewner corollary3_1_2/sigmoid corollary3_1_2/converges
    lemma3_2/determinant lemma3_2/positive_definite lemma3_2/positive_definite_leaky_relu
    corollary3_2_1/dnn corollary3_2_1/dnn_converges corollary3_2_1/resnet
    corollary3_2_1/gcn corollary3_2_1/gcn_converges
    """.split()
)
DEFINITE = tuple(
    f"lemma3_2/definite_{name}" for name in ("sigmoid", "leaky_relu", "relu", "residual", "graph")
)
SMALL = 6
"""No counterexample needs more parameters, so each can be checked by hand."""


def test_every_claim_about_nets_is_listed():
    assert {name for name in NET_CLAIMS} == {*REFUTED, "lemma2_1/existence"}


@pytest.mark.parametrize("name", REFUTED)
def test_a_printed_claim_is_broken_by_a_small_net(name):
    claim = CLAIMS[name]
    found = break_net(claim, budget=NAMED["quick"], seed=1)
    assert claim.expected == "REFUTED"
    assert found.counterexample is not None, found.reason
    setting = found.counterexample.setting["net"]
    assert setting.network.parameters <= SMALL
    if claim.space.components[0].overparametrized:
        assert setting.network.parameters >= setting.stacked


def test_existence_is_proved_and_no_net_breaks_it():
    claim = CLAIMS["lemma2_1/existence"]
    assert check_derivation(claim, claim.derivations[0], {}).proof is not None
    assert break_net(claim, budget=NAMED["quick"], seed=1).counterexample is None


@pytest.mark.parametrize("name", DEFINITE)
def test_definite_at_a_point(name):
    claim = CLAIMS[name]
    assert check_derivation(claim, claim.derivations[0], {}).proof is not None


@pytest.mark.parametrize("name", DEFINITE)
def test_not_definite_on_singular_data(name):
    claim = CLAIMS[name]
    (variant,) = claim.variants
    false = Derivation("false", (line("false", variant.relation, "full_rank"),))
    (check,) = check_derivation(claim, false, {}).lines
    assert "det K" in check.reason


def test_the_flow_through_a_singular_kernel_is_there():
    """lemma3_2/all_times: from its box det K = 16 b²(a + b)² vanishes before t = 1/50."""
    rng = np.random.default_rng(5)
    for _ in range(20):
        b = rng.uniform(1e-3, 0.02)
        a = rng.uniform(0.99, 1.0) - b
        for _ in range(2000):
            u = a + b
            a, b = a - 1e-5 * 2 * u**3, b + 1e-5 * (2 * b * (1 - b**2) - 2 * u**3)
            if b <= 0:
                break
        assert b <= 0 and a + b >= 0.9
