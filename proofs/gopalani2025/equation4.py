"""Section 5, equation (4): the lower bound (A.1) on the gradient, with a factor m.

Statement: ‖∇L̃‖² ≥ (λ² − 2λM_D L B_x²‖a‖²)‖W‖_F² − 2λ m M_D B_x‖a‖(B_y + ‖a‖‖c‖)‖W‖_F.
Where: Section 5, (4). Kind: lower bound.
Checked: from (A.1), which is the same with m = 1.
Reading: m is not defined anywhere in the paper; it is read as any number m ≥ 1, such as a number
of gates or of samples.
False variants: m = 0.
"""

import sympy

from provcheck.proofs.gopalani2025.lemma3_1_lower_bounds import (
    HYPOTHESES,
    flat,
    gradient_bound,
    quadratic,
    total,
)
from provcheck.proofs.gopalani2025.net import (
    ALL,
    LAMBDA,
    M_D,
    Q_GRADIENT_NORM,
    WEIGHTS,
    B_x,
    L,
    W_norm,
    a_norm,
    ge,
    lam,
    source,
    space,
)
from provcheck.statement import (
    Claim,
    Derivation,
    Hypothesis,
    Kind,
    Real,
    Variant,
    line,
)

m = sympy.Symbol("m", positive=True)
AT_LEAST_ONE = Hypothesis("m_at_least_one", ge(m, 1))
_with_m = quadratic - 2 * lam * M_D * L * B_x**2 * a_norm() ** 2 * W_norm() ** 2 - m * flat

EQUATION4 = Claim(
    name="gopalani2025/equation4",
    title="lower bound (4) on the gradient, its undefined factor m read as any number ≥ 1",
    source=source("Section 5", "(4)"),
    kind=Kind.LOWER_BOUND,
    space=space(ALL, HYPOTHESES, LAMBDA, WEIGHTS, Real(m, low=1)),
    hypotheses=(*HYPOTHESES, AT_LEAST_ONE),
    relation=ge(total, _with_m),
    quantities=(Q_GRADIENT_NORM,),
    derivations=(
        Derivation(
            "Section 5",
            (
                line("A.1", ge(total, gradient_bound), "claim", printed=True,
                     claim="gopalani2025/lemma3_1/gradient_lower_bound"),
                line("m", ge(m, 1), "hypothesis", name="m_at_least_one"),
                line("4", ge(total, _with_m), "arithmetic", "A.1", "m", printed=True,
                     multipliers={"m": flat}),
            ),
        ),
    ),
    variants=(Variant("m_dropped_to_zero", ge(total, _with_m + m * flat)),),
    reading="The factor m in the last term is not defined anywhere in the paper; it is read as "
    "any number m >= 1; for m < 1 it does not follow from (A.1), which is the same with m = 1.",
)  # fmt: skip

CLAIMS = (EQUATION4,)
