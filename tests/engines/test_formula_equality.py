"""Equalities: near misses are refuted, identities proved, and by what."""

from dataclasses import replace

import pytest
import sympy

from provcheck.engines.settle_formula import Status
from provcheck.kernel import check_derivation
from tests.engines.test_settle_formula import LINE, claim_of, settled

POSITIVE = "for x, y > 0"
IDENTITIES = [
    f"sin(x)**2 + cos(x)**2 = 1 {LINE}",
    f"cosh(x)**2 - sinh(x)**2 = 1 {LINE}",
    f"sin(2*x) = 2*sin(x)*cos(x) {LINE}",
    f"tanh(2*x) = 2*tanh(x)/(1 + tanh(x)**2) {LINE}",
    f"tanh(x) = 2*sigmoid(2*x) - 1 {LINE}",
    "sin(x + y) = sin(x)*cos(y) + cos(x)*sin(y) for x, y real",
    f"log(x**2*y) = 2*log(x) + log(y) {POSITIVE}",
    f"sqrt(x*y) = sqrt(x)*sqrt(y) {POSITIVE}",
    "1/x - 1/(x + 1) = 1/(x*(x + 1)) for x > 0",
    f"softplus(x) - softplus(-x) = x {LINE}",
]


@pytest.mark.parametrize("text", IDENTITIES)
def test_a_near_miss_is_refuted(text):
    claim = claim_of(text)
    lhs, rhs = claim.relation.args
    false = sympy.Eq(lhs, rhs + sympy.Rational(1, 10**9), evaluate=False)
    found = settled(replace(claim, relation=false), seconds=8.0)
    assert found.status is Status.REFUTED, found.reason


@pytest.mark.parametrize(
    "text",
    [
        f"sin(2*x) = 2*sin(x) {LINE}",
        "sqrt(x**2) = x for x real",
        "log(x*y) = log(x) - log(y) for x, y > 0",
        "atan(x) + atan(1/x) = pi/2 for x in [-2, -1]",
    ],
)
def test_what_only_looks_like_an_identity_is_refuted(text):
    assert settled(claim_of(text), seconds=8.0).status is Status.REFUTED


@pytest.mark.parametrize(
    "text", [*IDENTITIES, "atan(x) + atan(1/x) = pi/2 for x > 0", "abs(x) = x for x >= 0"]
)
def test_an_identity_is_proved(text):
    claim = claim_of(text)
    found = settled(claim)
    assert found.status is Status.PROVED, found.reason
    whole = replace(claim, derivations=(found.derivation,))
    assert check_derivation(whole, found.derivation, {}).proof is not None
