"""Section 5: the display of g₁, the leading coefficient of the minorant of V_s.

Statement: V_s ≥ g₁‖W‖² − g₂‖W‖ + g₃ for functions g₁, g₂, g₃ of λ and s, where
g₁ = λ² − 2λM_D L B_x²‖a‖².
Where: Section 5, after (5). Kind: existence.
Checked: whatever g₂ and g₃ are, the display implies g₁ ≤ λ²/s, because for bounded activations
V_s grows no faster than (λ²/s)‖W‖² (villani_upper_growth, ours). That is false for large s. The
amendment divides g₁ by s, with explicit g₂ and g₃.
Reading: the constants may depend on anything but W.
False variants: the amendment without the division by s.
"""

import sympy
from sympy import Abs, Sum

from provcheck.proofs.gopalani2025.lemma3_1_every_lambda import (
    DATA_GRADIENT_LINES,
    curvature,
    data_norm,
    inner,
    pull_bound,
    squared_gradient,
)
from provcheck.proofs.gopalani2025.lemma3_1_laplacian import (
    BOUNDED_HYPOTHESES,
    residual_bound,
)
from provcheck.proofs.gopalani2025.lemma3_1_villani import (
    ABOVE,
    ABOVE_LAMBDA_C,
    BOTH_BOUNDS,
    CRITICAL_REPAIRED,
    leading,
    minorant,
    printed_minorant,
)
from provcheck.proofs.gopalani2025.net import (
    ALL,
    BOUNDED,
    I_RANGE,
    J_RANGE,
    LAMBDA,
    M_D2,
    Q_VILLANI,
    STEP,
    WEIGHTS,
    B_x,
    W,
    W_norm,
    a,
    ge,
    gradient_norm,
    i,
    j,
    lam,
    le,
    n,
    residual,
    s,
    source,
    space,
    t,
    villani,
    x_norm,
    z,
)
from provcheck.statement import (
    Act,
    Claim,
    Derivation,
    Kind,
    Variant,
    line,
)

G2, G3 = sympy.symbols("g_2 g_3", real=True)
_upper_growth = (
    lam**2 / s * W_norm() ** 2
    + 2 * lam * pull_bound / s * W_norm()
    + (pull_bound**2 / s + curvature)
)
_each_curved = a[j] * residual(i) * Act(2, z(i, j)) * x_norm(i) ** 2
_curved_bound = Abs(a[j]) * residual_bound * M_D2 * B_x**2
_steep = a[j] ** 2 * Act(1, z(i, j)) ** 2 * x_norm(i) ** 2

_UPPER_GROWTH_LINES = (
    *DATA_GRADIENT_LINES,
    line("square", squared_gradient, "algebra"),
    line("data_squared", le(data_norm**2, pull_bound**2), "monotone", "data", under="square"),
    line("signed", le(inner, Abs(inner)), "cited", theorem="at_most_absolute", u=inner),
    line("gradient", le(gradient_norm() ** 2,
         lam**2 * W_norm() ** 2 + 2 * lam * pull_bound * W_norm() + pull_bound**2),
         "arithmetic", "square", "data_squared", "signed", "inner", "data",
         multipliers={"square": -1, "signed": 2 * lam, "inner": 2 * lam,
                      "data": 2 * lam * W_norm()}),
    line("curve", le(Abs(Act(2, z(i, j))), M_D2), "hypothesis", name="curve_bound",
         at={t: z(i, j)}),
    line("x_squared", le(x_norm(i) ** 2, B_x**2), "monotone", "x_bound", under="square"),
    line("minus", le(-_each_curved, Abs(_each_curved)), "cited", theorem="at_most_absolute",
         u=-_each_curved),
    line("curved", le(-_each_curved - _steep, _curved_bound), "arithmetic",
         "minus", "residual_bound", "curve", "x_squared",
         multipliers={
             "residual_bound": Abs(a[j] * Act(2, z(i, j))) * x_norm(i) ** 2,
             "curve": Abs(a[j]) * residual_bound * x_norm(i) ** 2,
             "x_squared": Abs(a[j]) * residual_bound * M_D2,
         }),
    line("curved_sum", le(Sum(-_each_curved - _steep, I_RANGE, J_RANGE),
         Sum(_curved_bound, I_RANGE, J_RANGE)), "monotone", "curved", under="sum",
         ranges=(I_RANGE, J_RANGE)),
    line("growth", le(villani(), _upper_growth), "arithmetic", "gradient", "curved_sum",
         multipliers={"gradient": 1 / s, "curved_sum": 1 / n}),
)  # fmt: skip

UPPER_GROWTH = Claim(
    name="gopalani2025/section5/villani_upper_growth",
    title="for bounded activations V_s grows no faster than (λ²/s)‖W‖²",
    source=source("Section 5", "not in the paper; decides the display of g1"),
    kind=Kind.UPPER_BOUND,
    space=space(BOUNDED, BOUNDED_HYPOTHESES, LAMBDA, STEP, WEIGHTS),
    hypotheses=BOUNDED_HYPOTHESES,
    relation=le(villani(), _upper_growth),
    quantities=(Q_VILLANI,),
    derivations=(Derivation("termwise bounds", _UPPER_GROWTH_LINES, as_printed=False),),
    variants=(Variant("no_linear_term", le(villani(), lam**2 / s * W_norm() ** 2)),),
)

_SECTION5_HYPOTHESES = (*ABOVE[:-1], *(h for h in BOUNDED_HYPOTHESES if h not in ABOVE))

LEADING_COEFFICIENT = Claim(
    name="gopalani2025/section5/villani_leading_coefficient",
    title="V_s ≥ g₁‖W‖² − g₂‖W‖ + g₃ with g₁ = λ² − 2λM_D L B_x²‖a‖²",
    source=source("Section 5", "display of g1 after (5)"),
    kind=Kind.EXISTENCE,
    space=space(BOUNDED, _SECTION5_HYPOTHESES, LAMBDA, STEP),
    hypotheses=_SECTION5_HYPOTHESES,
    relation=ge(villani(), leading * W_norm() ** 2 - G2 * W_norm() + G3),
    exists=(G2, G3),
    consequence=Derivation(
        "growth along W → ∞",
        (
            line("upper", le(villani(), _upper_growth), "claim",
                 claim="gopalani2025/section5/villani_upper_growth"),
            line("leading", le(leading, lam**2 / s), "growth", "upper", base=W,
                 lower=(leading, G2, G3),
                 upper=(lam**2 / s, 2 * lam * pull_bound / s, pull_bound**2 / s + curvature)),
        ),
        as_printed=False,
    ),
    derivations=(
        Derivation(
            "Section 5",
            (
                *BOTH_BOUNDS,
                line("g1", ge(villani(), printed_minorant), "arithmetic", "A.1", "5",
                     printed=True, multipliers={"A.1": 1 / s},
                     note="the print has g1 and says that g2, g3 exist; these are those of (A.1) "
                     "and (5)"),
            ),
        ),
    ),
    expected="REFUTED",
    reading="g₂ and g₃ are constants that exist, depending on anything but W. Whatever they are, "
    "the display implies g₁ ≤ λ²/s, since V_s grows no faster than (λ²/s)‖W‖² for bounded "
    "activations; that is what is searched. (4) divided by s gives g₁/s instead. For λ > λ_c the "
    "display is true exactly for s ≤ λ/(λ − λ_c), so for s ≤ 1; the slip does not touch the "
    "conclusion that V_s → ∞.",
)  # fmt: skip

CORRECTED_COEFFICIENT = Claim(
    name="gopalani2025/section5/villani_leading_coefficient_corrected",
    title="V_s ≥ (g₁/s)‖W‖² − g₂‖W‖ + g₃ with g₁ as printed and explicit g₂, g₃",
    source=source("Section 5", "display of g1, corrected"),
    kind=Kind.LOWER_BOUND,
    space=space(ALL, ABOVE, ABOVE_LAMBDA_C, STEP, WEIGHTS),
    hypotheses=ABOVE,
    relation=ge(villani(), minorant),
    quantities=(Q_VILLANI,),
    derivations=(Derivation("(A.1) and (5)", CRITICAL_REPAIRED[:3], as_printed=False),),
    variants=(Variant("without_division_by_s", ge(villani(), printed_minorant)),),
    amends="gopalani2025/section5/villani_leading_coefficient",
)

CLAIMS = (
    UPPER_GROWTH,
    LEADING_COEFFICIENT,
    CORRECTED_COEFFICIENT,
)
