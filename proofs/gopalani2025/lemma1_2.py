"""Lemma 1.2: with enough regularisation the loss is a Villani function.

Statement: for λ > λ_c = 2M_D L B_x²‖a‖² and every s > 0 the loss has all four properties of
Definition 4 at once: smooth, coercive, ∫exp(−2L̃/s) < ∞, V_s → ∞.
Setting: SoftPlus, sigmoid, tanh; every width, dimension and data set.
Where: Lemma 1.2. Kind: limit.
Checked: from confining and critical_regularization; the amendments, from villani_every_lambda and
villani_every_lambda_softplus, have no λ_c: any λ > 0 will do.
Our statement differs from the print: "a constant amount" is read as λ_c, which depends on the
data through B_x and on the net through ‖a‖ (section3/lambda_c_width). That one number serves all
sizes and all data is true, but follows from the amendments only.
False variants: kept beside the bounds that these limits rest on.
"""

import sympy

from provcheck.proofs.gopalani2025.lemma3_1_laplacian import BOUNDED_HYPOTHESES
from provcheck.proofs.gopalani2025.lemma3_1_softplus import SOFTPLUS, SOFTPLUS_HYPOTHESES
from provcheck.proofs.gopalani2025.lemma3_1_villani import ABOVE, ABOVE_LAMBDA_C, VILLANI
from provcheck.proofs.gopalani2025.net import (
    ALL,
    BOUNDED,
    LAMBDA,
    STEP,
    WEIGHTS,
    W,
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
    Smooth,
    TendsToInfinity,
    line,
)

VILLANI_FUNCTION = sympy.And(
    Smooth(loss(), W), TendsToInfinity(loss(), W), ExpIntegrable(2 * loss() / s, W), VILLANI
)
_CONFINING = "gopalani2025/lemma3_1/confining"


def villani_lines(basis: str, *, printed: bool) -> tuple:
    """The four properties, each from a proved claim; `basis` is the one that gives V_s → ∞."""
    return (
        line("1", Smooth(loss(), W), "claim", claim=_CONFINING, printed=printed),
        line("2", TendsToInfinity(loss(), W), "claim", claim=_CONFINING, printed=printed),
        line("3", ExpIntegrable(2 * loss() / s, W), "claim", claim=_CONFINING, printed=printed),
        line("4", VILLANI, "claim", claim=f"gopalani2025/lemma3_1/{basis}", printed=printed),
        line("villani", VILLANI_FUNCTION, "conjunction", "1", "2", "3", "4", printed=printed),
    )


LEMMA = Claim(
    name="gopalani2025/lemma1_2",
    title="for λ > λ_c the loss is a Villani function, for every size and all data",
    source=source("Lemma 1.2"),
    kind=Kind.LIMIT,
    space=space(ALL, ABOVE, ABOVE_LAMBDA_C, STEP, WEIGHTS),
    hypotheses=ABOVE,
    relation=VILLANI_FUNCTION,
    derivations=(
        Derivation(
            "Section 5", villani_lines("critical_regularization", printed=True), as_printed=True
        ),
    ),
    reading="The constant amount is λ_c. It is constant in W and s, and in the data and the size "
    "as long as B_x and ‖a‖ are; it is not one number for all data and all outer weights.",
)


def _every_lambda(part: str, title: str, basis: str, activations, hypotheses) -> Claim:
    return Claim(
        name=f"gopalani2025/lemma1_2_{part}",
        title=title,
        source=source("Lemma 1.2", "sharpened: no λ_c is needed"),
        kind=Kind.LIMIT,
        space=space(activations, hypotheses, LAMBDA, STEP, WEIGHTS),
        hypotheses=hypotheses,
        relation=VILLANI_FUNCTION,
        derivations=(
            Derivation(
                "the Villani condition for every λ",
                villani_lines(basis, printed=False),
                as_printed=False,
            ),
        ),
        amends="gopalani2025/lemma1_2",
        reading="B_x and B_y are bounds of the finite data set at hand, so every data set has "
        "them; one λ > 0, however small, serves all data and all sizes.",
    )


EVERY_LAMBDA = _every_lambda(
    "every_lambda",
    "for sigmoid and tanh the loss is a Villani function for every λ > 0",
    "villani_every_lambda",
    BOUNDED,
    BOUNDED_HYPOTHESES,
)
EVERY_LAMBDA_SOFTPLUS = _every_lambda(
    "every_lambda_softplus",
    "for SoftPlus the loss is a Villani function for every λ > 0",
    "villani_every_lambda_softplus",
    SOFTPLUS,
    SOFTPLUS_HYPOTHESES,
)

CLAIMS = (LEMMA, EVERY_LAMBDA, EVERY_LAMBDA_SOFTPLUS)
