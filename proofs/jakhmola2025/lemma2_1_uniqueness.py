"""Lemma 2.1, uniqueness within one piece: two flows draw apart at most exponentially.

Statement: where ∇L is Λ-Lipschitz, two solutions θ, ψ of θ' = −∇L(θ) satisfy
(‖θ − ψ‖²)' ≤ 2Λ‖θ − ψ‖², so that with Grönwall's lemma equal starts give equal solutions.
Setting: one time; δ = θ − ψ, η = ∇L(θ) − ∇L(ψ). Where: proof of Lemma 2.1, Picard's theorem in a
piece. Kind: upper bound, identity. Checked: the derivative and the inequality.
Not checked: Grönwall's lemma; existence; what happens at the boundary of a piece, where ∇L jumps.
False variants: half the constant, the hypothesis dropped, the sign.
"""

import sympy
from sympy import Abs, Sum

from provcheck.errors import DomainError
from provcheck.proofs.jakhmola2025.net import K_RANGE, equal, k, le, m, source, tau
from provcheck.statement import (
    Array,
    Claim,
    Derivation,
    Hypothesis,
    Kind,
    Norm,
    Partial,
    Real,
    Size,
    Space,
    Variant,
    define,
    line,
)

NAME = "jakhmola2025/lemma2_1/uniqueness"
delta = sympy.IndexedBase("delta", shape=(m,), real=True)
eta = sympy.IndexedBase("eta", shape=(m,), real=True)
Lip = sympy.Symbol("Lambda", nonnegative=True)
apart = define("apart", (k,), delta[k] - tau * eta[k], r"\delta_{<0>}(t + \tau)")
rate = define("rate", (), Sum(2 * delta[k] * Partial(apart(k), tau), K_RANGE),
              r"(\|\delta\|^2)'")  # fmt: skip
_derivative = equal(
    Partial(Sum(apart(k) ** 2, K_RANGE), tau), rate() + 2 * tau * Norm(eta[k], K_RANGE) ** 2
)
_ARRAYS = (Size(m), Array(delta, (m,), plain=1), Array(eta, (m,)))

DERIVATIVE = Claim(
    name=f"{NAME}/derivative",
    title="(‖θ − ψ‖²)' = −2⟨θ − ψ, ∇L(θ) − ∇L(ψ)⟩, at τ = 0",
    source=source("proof of Lemma 2.1", "uniqueness"),
    kind=Kind.IDENTITY,
    space=Space((*_ARRAYS, Real(tau))),
    relation=_derivative,
    derivations=(Derivation("calculus", (line("derivative", _derivative, "calculus"),),
                            as_printed=False),),
    variants=(Variant("without_two", equal(
        _derivative.lhs, rate() / 2 + 2 * tau * Norm(eta[k], K_RANGE) ** 2)),),
    reading="To first order δ moves by −τη.",
)  # fmt: skip

_d_norm, _e_norm = Norm(delta[k], K_RANGE), Norm(eta[k], K_RANGE)
_inner = Sum(delta[k] * eta[k], K_RANGE)
LIPSCHITZ = Hypothesis("lipschitz", le(_e_norm, Lip * _d_norm))
_bound = le(rate(), 2 * Lip * _d_norm**2)


def _least_constant(values):
    """‖η‖/‖δ‖, generic over floats and balls."""
    sizes = [(array * array).sum() for array in (values["eta"], values["delta"])]
    if not sizes[1] > 0:
        raise DomainError("draft: the two solutions meet, and no constant is known; draw again.")
    ratio = sizes[0] / sizes[1]
    return ratio.sqrt() if hasattr(ratio, "sqrt") else float(ratio) ** 0.5


UNIQUENESS = Claim(
    name=NAME,
    title="∇L Λ-Lipschitz ⇒ (‖θ − ψ‖²)' ≤ 2Λ‖θ − ψ‖²",
    source=source("proof of Lemma 2.1", "Picard's existence and uniqueness theorem"),
    kind=Kind.UPPER_BOUND,
    space=Space((*_ARRAYS, Real(Lip, low=0, at_least=_least_constant))),
    hypotheses=(LIPSCHITZ,),
    relation=_bound,
    derivations=(
        Derivation(
            "Cauchy–Schwarz",
            (
                line("lipschitz", LIPSCHITZ.relation, "hypothesis", name="lipschitz"),
                line("cauchy_schwarz", le(Abs(_inner), _d_norm * _e_norm), "cited",
                     theorem="cauchy_schwarz", u=delta[k], v=eta[k], ranges=(K_RANGE,)),
                line("absolute", le(-_inner, Abs(_inner)), "cited", theorem="at_most_absolute",
                     u=-_inner),
                line("bound", _bound, "arithmetic", "absolute", "cauchy_schwarz", "lipschitz",
                     multipliers={"absolute": 2, "cauchy_schwarz": 2, "lipschitz": 2 * _d_norm}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("half", le(rate(), Lip * _d_norm**2)),
        Variant("any_gradient", _bound, dropped=("lipschitz",)),
        Variant("flipped_sign", le(rate(), -2 * Lip * _d_norm**2)),
    ),
    reading="δ = θ − ψ and η = ∇L(θ) − ∇L(ψ) at one time; δ' = −η. With Grönwall's lemma ‖θ − ψ‖ ≤ "
    "e^{Λt}‖θ(0) − ψ(0)‖.",
    not_checked="Grönwall's lemma; the flow across the boundary of a piece, where ∇L jumps",
)  # fmt: skip

CLAIMS = (DERIVATIVE, UNIQUENESS)
