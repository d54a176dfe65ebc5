"""Lemma 3.1: the Gibbs measure of the loss satisfies a Poincaré inequality.

Statement: for λ > λ_c and s > 0 there is λ_s > 0 with Var(h) ≤ (s/2λ_s) E‖∇h‖² under the measure
∝ exp(−2L̃/s), for every smooth h of compact support.
Where: Lemma 3.1, with Theorem 4.1. Kind: existence.
Checked: the hypotheses of Villani's Theorem A.1, from `confining` and `critical_regularization`.
The amendments drop λ > λ_c for bounded activations and for SoftPlus.
Not checked: Villani's theorem, which is cited; no value of λ_s is claimed.
False variants: kept beside the bounds that this rests on.
"""

from provcheck.proofs.gopalani2025.lemma3_1_laplacian import (
    BOUNDED_HYPOTHESES,
)
from provcheck.proofs.gopalani2025.lemma3_1_softplus import SOFTPLUS, SOFTPLUS_HYPOTHESES
from provcheck.proofs.gopalani2025.lemma3_1_villani import ABOVE, ABOVE_LAMBDA_C, RANGES, VILLANI
from provcheck.proofs.gopalani2025.net import (
    ALL,
    BOUNDED,
    LAMBDA,
    STEP,
    WEIGHTS,
    W,
    j,
    k,
    loss,
    s,
    source,
    space,
)
from provcheck.statement import (
    Claim,
    Derivation,
    ExpIntegrable,
    Kind,
    SatisfiesPoincare,
    Smooth,
    TendsToInfinity,
    line,
)

_POINCARE = SatisfiesPoincare(loss(), W, s)
POINCARE = Claim(
    name="gopalani2025/lemma3_1/poincare",
    title="for λ > λ_c the Gibbs measure satisfies a Poincaré inequality",
    source=source("Lemma 3.1", "with Theorem 4.1"),
    kind=Kind.EXISTENCE,
    space=space(ALL, ABOVE, ABOVE_LAMBDA_C, STEP, WEIGHTS),
    hypotheses=ABOVE,
    relation=_POINCARE,
    derivations=(
        Derivation(
            "Section 5",
            (
                line("smooth", Smooth(loss(), W), "claim", printed=True,
                     claim="gopalani2025/lemma3_1/confining"),
                line("coercive", TendsToInfinity(loss(), W), "claim", printed=True,
                     claim="gopalani2025/lemma3_1/confining"),
                line("integrable", ExpIntegrable(2 * loss() / s, W), "claim", printed=True,
                     claim="gopalani2025/lemma3_1/confining"),
                line("villani", VILLANI, "claim", printed=True,
                     claim="gopalani2025/lemma3_1/critical_regularization"),
                line("poincare", _POINCARE, "cited", "smooth", "coercive", "integrable",
                     "villani", printed=True, theorem="villani_poincare", of=loss(), base=W,
                     step=s, indices=(j, k), ranges=RANGES),
            ),
        ),
    ),
    reading="Stated for SoftPlus too, as the proof of Theorem 3.4 needs it; Lemma 3.1, in the "
    "setup of Definition 2, assumes bounded σ.",
    not_checked="Villani's Theorem A.1, which is cited; no value of λ_s is claimed here",
)  # fmt: skip


def _poincare_every_lambda(part, title, basis, hypotheses, activations) -> Claim:
    """The Poincaré inequality without λ > λ_c, from the Villani condition for every λ."""
    confining = "gopalani2025/lemma3_1/confining"
    lines = (
        line("smooth", Smooth(loss(), W), "claim", claim=confining),
        line("coercive", TendsToInfinity(loss(), W), "claim", claim=confining),
        line("integrable", ExpIntegrable(2 * loss() / s, W), "claim", claim=confining),
        line("villani", VILLANI, "claim", claim=f"gopalani2025/lemma3_1/{basis}"),
        line("poincare", _POINCARE, "cited", "smooth", "coercive", "integrable", "villani",
             theorem="villani_poincare", of=loss(), base=W, step=s, indices=(j, k),
             ranges=RANGES),
    )  # fmt: skip
    return Claim(
        name=f"gopalani2025/lemma3_1/{part}",
        title=title,
        source=source("Lemma 3.1", "not in the paper: without λ > λ_c"),
        kind=Kind.EXISTENCE,
        space=space(activations, hypotheses, LAMBDA, STEP, WEIGHTS),
        hypotheses=hypotheses,
        relation=_POINCARE,
        derivations=(Derivation("Villani condition for every λ", lines, as_printed=False),),
        amends="gopalani2025/lemma3_1/poincare",
        not_checked="Villani's Theorem A.1, which is cited; λ_s may tend to 0 as λ does",
    )


POINCARE_EVERY_LAMBDA = _poincare_every_lambda(
    "poincare_every_lambda",
    "for bounded activations the Poincaré inequality holds for every λ > 0",
    "villani_every_lambda",
    BOUNDED_HYPOTHESES,
    BOUNDED,
)
POINCARE_EVERY_LAMBDA_SOFTPLUS = _poincare_every_lambda(
    "poincare_every_lambda_softplus",
    "for SoftPlus the Poincaré inequality holds for every λ > 0",
    "villani_every_lambda_softplus",
    SOFTPLUS_HYPOTHESES,
    SOFTPLUS,
)

CLAIMS = (
    POINCARE,
    POINCARE_EVERY_LAMBDA,
    POINCARE_EVERY_LAMBDA_SOFTPLUS,
)
