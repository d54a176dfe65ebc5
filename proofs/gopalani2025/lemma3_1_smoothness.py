"""Lemma 3.1: the gradient-Lipschitz constant of the loss.

Statement: gLip(L̃) ≤ √p(‖a‖B_xB_yL'_σ + √p‖a‖²M_D²B_x² + p‖a‖²B_x²M'_DB_σ + λ), that is
‖∇L̃(W₂) − ∇L̃(W₁)‖ ≤ that number times ‖W₂ − W₁‖_F for all W₁, W₂.
Setting: Definitions 1 and 2 (bounded σ: sigmoid_β, tanh), any data.
Where: Lemma 3.1; Section 5; Appendix B, last display. Kind: Lipschitz bound.
Checked: as printed, with the printed derivation of Appendix B line by line. Two amendments:
`gradient_lipschitz_corrected` puts the missing factor B_x into the label term;
`gradient_lipschitz_sharp` bounds the Hessian, an average of rank-one and block-diagonal terms, by
‖a‖²M_D²B_x² + ‖a‖_∞(B_y + ‖a‖₁B_σ)M'_DB_x² + λ, without any factor p.
It is attained where the regulariser dominates; σ' and σ'' are not extremal at one point, so the
other terms are not attained together.
False variants: each of the three terms of the sharp bound dropped.
"""

import sympy
from sympy import Abs, Sum, sqrt

from provcheck.proofs.gopalani2025.appendix_b import CLAIMS as APPENDIX_B
from provcheck.proofs.gopalani2025.appendix_b import HYPOTHESES, NAME
from provcheck.proofs.gopalani2025.appendix_b_terms import L_row, L_row_corrected, row_change
from provcheck.proofs.gopalani2025.lemma3_1_laplacian import (
    BOUNDED_HYPOTHESES,
    BOUNDED_RESIDUAL_LINES,
    residual_bound,
)
from provcheck.proofs.gopalani2025.net import (
    BOUNDED,
    I_RANGE,
    J_RANGE,
    K_RANGE,
    LAMBDA,
    M_D,
    M_D2,
    Q_GRADIENT_CHANGE,
    W1,
    W2,
    WEIGHT_PAIR,
    B_x,
    V,
    W,
    X,
    a,
    a_norm,
    change_of_weights,
    define,
    gradient,
    gradient_change,
    i,
    j,
    k,
    lam,
    le,
    loss,
    n,
    p,
    residual,
    source,
    space,
    t,
    x_norm,
    z,
)
from provcheck.proofs.gopalani2025.plots import SMOOTHNESS_PLOTS
from provcheck.statement import (
    Act,
    Claim,
    Derivation,
    Directional,
    Kind,
    MaxOver,
    Norm,
    Smooth,
    Variant,
    line,
)

RANGES = (J_RANGE, K_RANGE)
_BY_NAME = {claim.name.rsplit("/", 1)[1]: claim for claim in APPENDIX_B}


_NOTES = {
    "product_concatenation": "false, but only product_lipschitz is used of it, and that holds",
    "label_term_lipschitz": "false for ‖x_i‖ > 1; this is what breaks the lemma's constant",
}


def _step(part):
    """A step of Appendix B that is a claim of its own."""
    claim = _BY_NAME[part]
    note = _NOTES.get(part, "")
    return line(part, claim.relation, "claim", claim=claim.name, printed=True, note=note)


_READS = (
    r"\sqrt{p}\,(\|a\| %s L'_\sigma + \sqrt{p}\,\|a\|^2 M_D^2 B_x^2"
    r" + p \|a\|^2 B_x^2 M'_D B_\sigma + \lambda)"
)
gLip_printed = define(
    "gLip_printed",
    (),
    sqrt(p) * L_row(),
    _READS % r"B_x B_y",
)
_printed = le(gradient_change(), gLip_printed() * change_of_weights())

PRINTED = Claim(
    name="gopalani2025/lemma3_1/gradient_lipschitz",
    title="gLip ≤ √p(‖a‖B_xB_yL'_σ + √p‖a‖²M_D²B_x² + p‖a‖²B_x²M'_DB_σ + λ)",
    source=source("Lemma 3.1, Section 5, Appendix B"),
    kind=Kind.LIPSCHITZ,
    space=space(BOUNDED, HYPOTHESES, LAMBDA, *WEIGHT_PAIR),
    hypotheses=HYPOTHESES,
    relation=_printed,
    quantities=(Q_GRADIENT_CHANGE,),
    derivations=(
        Derivation(
            "Appendix B",
            (
                *(
                    _step(part)
                    for part in (
                        "gradient_difference",
                        "product_gradient",
                        "product_concatenation",
                        "product_lipschitz",
                        "label_term_lipschitz",
                        "row_lipschitz",
                    )
                ),
                line("gLip", _printed, "claim", "row_lipschitz", printed=True,
                     claim=f"{NAME}/concatenation",
                     note="the inference from the rows to the whole holds; the rows do not"),
            ),
        ),
    ),
    expected="REFUTED",
    reading="gLip is the least Lipschitz constant of the gradient over all pairs of weights. The "
    "printed bound holds where B_x ≤ 1; for B_x > 1 its label term lacks a factor B_x. That L̃ is "
    "smooth for some gLip, the lemma's first sentence, holds: see gradient_lipschitz_sharp.",
    plots=SMOOTHNESS_PLOTS,
)  # fmt: skip

gLip_corrected = define(
    "gLip_corrected",
    (),
    sqrt(p) * L_row_corrected(),
    _READS % r"B_x^2 B_y",
)
_corrected = le(gradient_change(), gLip_corrected() * change_of_weights())
_corrected_row = L_row_corrected() * change_of_weights()

CORRECTED = Claim(
    name="gopalani2025/lemma3_1/gradient_lipschitz_corrected",
    title="gLip ≤ √p(‖a‖B_x²B_yL'_σ + √p‖a‖²M_D²B_x² + p‖a‖²B_x²M'_DB_σ + λ)",
    source=source("Lemma 3.1", "with the factor B_x that the label term lacks"),
    kind=Kind.LIPSCHITZ,
    space=PRINTED.space,
    hypotheses=HYPOTHESES,
    relation=_corrected,
    quantities=(Q_GRADIENT_CHANGE,),
    derivations=(
        Derivation(
            "Appendix B, corrected",
            (
                line("row", le(row_change(j), _corrected_row), "claim",
                     claim=f"{NAME}/row_lipschitz_corrected"),
                line("squared", le(row_change(j) ** 2, _corrected_row**2), "monotone", "row",
                     under="square"),
                line("sum", le(Sum(row_change(j) ** 2, J_RANGE), Sum(_corrected_row**2, J_RANGE)),
                     "monotone", "squared", under="sum", ranges=(J_RANGE,)),
                line("gLip", _corrected, "monotone", "sum", under="root"),
            ),
            as_printed=False,
        ),
    ),
    variants=(Variant("as_printed", _printed),),
    amends="gopalani2025/lemma3_1/gradient_lipschitz",
)  # fmt: skip

# ---------------------------------------------------------------- sharp

a_max = define("a_max", (), MaxOver(Abs(a[j]), J_RANGE), r"\|a\|_\infty")
v = define("v", (i, j), Sum(V[j, k] * X[i, k], K_RANGE), r"V_{<1>}^\top x_{<0>}")
V_norm = define("V_norm", (), Norm(V[j, k], J_RANGE, K_RANGE), r"\|V\|_F")
hessian_form = Sum(V[j, k] * Directional(gradient(j, k), W, V), *RANGES)
linear_term = Sum(a[j] * Act(1, z(i, j)) * v(i, j), J_RANGE)
curve_term = residual(i) * Sum(a[j] * Act(2, z(i, j)) * v(i, j) ** 2, J_RANGE)
_each = a[j] * residual(i) * Act(2, z(i, j)) * v(i, j) ** 2
hessian_sample = linear_term**2 + curve_term
_steep_bound = a_norm() ** 2 * M_D**2 * B_x**2
curve_bound = a_max() * residual_bound * M_D2 * B_x**2
gLip_sharp = define(
    "gLip_sharp", (), _steep_bound + curve_bound + lam,
    r"(\|a\|^2 M_D^2 B_x^2 + \|a\|_\infty (B_y + \|a\|_1 B_\sigma) M'_D B_x^2 + \lambda)",
)  # fmt: skip
_sharp = le(gradient_change(), gLip_sharp() * change_of_weights())

CURVATURE_LINES = (
    line("hessian", sympy.Eq(hessian_form, Sum(hessian_sample, I_RANGE) / n + lam * V_norm() ** 2,
         evaluate=False), "calculus",
         note="an average of rank-one and block-diagonal terms"),
    *BOUNDED_RESIDUAL_LINES,
    line("slope", le(Abs(Act(1, z(i, j))), M_D), "hypothesis", name="slope_bound",
         at={t: z(i, j)}),
    line("slope_squared", le(Act(1, z(i, j)) ** 2, M_D**2), "monotone", "slope",
         under="square"),
    line("curve", le(Abs(Act(2, z(i, j))), M_D2), "hypothesis", name="curve_bound",
         at={t: z(i, j)}),
    line("x_squared", le(x_norm(i) ** 2, B_x**2), "monotone", "x_bound", under="square"),
    line("inner", le(Abs(v(i, j)), Norm(V[j, k], K_RANGE) * x_norm(i)), "cited",
         theorem="cauchy_schwarz", u=V[j, k], v=X[i, k], ranges=(K_RANGE,)),
    line("inner_squared", le(v(i, j) ** 2, Norm(V[j, k], K_RANGE) ** 2 * x_norm(i) ** 2),
         "monotone", "inner", under="square"),
    line("inner_sum", le(Sum(v(i, j) ** 2, J_RANGE),
         Sum(Norm(V[j, k], K_RANGE) ** 2 * x_norm(i) ** 2, J_RANGE)), "monotone",
         "inner_squared", under="sum", ranges=(J_RANGE,)),
    line("turn", le(Norm(v(i, j), J_RANGE) ** 2, B_x**2 * V_norm() ** 2), "arithmetic",
         "inner_sum", "x_squared", multipliers={"x_squared": V_norm() ** 2}),
    line("slope_weighted", le(a[j] ** 2 * Act(1, z(i, j)) ** 2, a[j] ** 2 * M_D**2),
         "arithmetic", "slope_squared", multipliers={"slope_squared": a[j] ** 2}),
    line("slope_sum", le(Sum(a[j] ** 2 * Act(1, z(i, j)) ** 2, J_RANGE),
         Sum(a[j] ** 2 * M_D**2, J_RANGE)), "monotone", "slope_weighted", under="sum",
         ranges=(J_RANGE,)),
    line("rank_one", le(Abs(linear_term), Norm(a[j] * Act(1, z(i, j)), J_RANGE)
         * Norm(v(i, j), J_RANGE)), "cited", theorem="cauchy_schwarz",
         u=a[j] * Act(1, z(i, j)), v=v(i, j), ranges=(J_RANGE,)),
    line("slope_norm", le(Norm(a[j] * Act(1, z(i, j)), J_RANGE), M_D * a_norm()), "monotone",
         "slope_sum", under="root"),
    line("turn_norm", le(Norm(v(i, j), J_RANGE), B_x * V_norm()), "monotone", "turn",
         under="root"),
    line("linear", le(Abs(linear_term), M_D * a_norm() * B_x * V_norm()), "arithmetic",
         "rank_one", "slope_norm", "turn_norm",
         multipliers={"slope_norm": Norm(v(i, j), J_RANGE), "turn_norm": M_D * a_norm()}),
    line("steep", le(linear_term**2, _steep_bound * V_norm() ** 2), "monotone", "linear",
         under="square"),
    line("a_entry", le(Abs(a[j]), a_max()), "cited", theorem="entry_at_most_max", u=Abs(a[j]),
         ranges=(J_RANGE,)),
    line("block", le(Abs(_each), a_max() * residual_bound * M_D2 * v(i, j) ** 2), "arithmetic",
         "residual_bound", "curve", "a_entry",
         multipliers={
             "residual_bound": Abs(a[j] * Act(2, z(i, j))) * v(i, j) ** 2,
             "curve": Abs(a[j]) * residual_bound * v(i, j) ** 2,
             "a_entry": residual_bound * M_D2 * v(i, j) ** 2,
         }),
    line("block_sum", le(Sum(Abs(_each), J_RANGE),
         Sum(a_max() * residual_bound * M_D2 * v(i, j) ** 2, J_RANGE)), "monotone", "block",
         under="sum", ranges=(J_RANGE,)),
    line("blocks", le(Abs(Sum(_each, J_RANGE)), Sum(Abs(_each), J_RANGE)), "cited",
         theorem="triangle_sum", u=_each, ranges=(J_RANGE,)),
    line("curved", le(Abs(curve_term), curve_bound * V_norm() ** 2), "arithmetic",
         "blocks", "block_sum", "turn",
         multipliers={"turn": a_max() * residual_bound * M_D2}),
)  # fmt: skip
_HESSIAN_LINES = (
    *CURVATURE_LINES,
    line("signed", le(Abs(hessian_sample), Abs(linear_term**2) + Abs(curve_term)), "cited",
         theorem="triangle", u=linear_term**2, v=curve_term),
    line("sample", le(Abs(hessian_sample), (_steep_bound + curve_bound) * V_norm() ** 2),
         "arithmetic", "signed", "steep", "curved"),
    line("samples", le(Sum(Abs(hessian_sample), I_RANGE),
         Sum((_steep_bound + curve_bound) * V_norm() ** 2, I_RANGE)), "monotone", "sample",
         under="sum", ranges=(I_RANGE,)),
    line("mean", le(Abs(Sum(hessian_sample, I_RANGE)), Sum(Abs(hessian_sample), I_RANGE)), "cited",
         theorem="triangle_sum", u=hessian_sample, ranges=(I_RANGE,)),
    line("regularized", le(Abs(Sum(hessian_sample, I_RANGE) / n + lam * V_norm() ** 2),
         Abs(Sum(hessian_sample, I_RANGE) / n) + Abs(lam * V_norm() ** 2)), "cited",
         theorem="triangle", u=Sum(hessian_sample, I_RANGE) / n, v=lam * V_norm() ** 2),
    line("form", le(Abs(hessian_form), gLip_sharp() * V_norm() ** 2), "arithmetic", "regularized",
         "mean", "samples", multipliers={"mean": 1 / n, "samples": 1 / n}),
    line("smooth", Smooth(loss(), W), "smooth"),
    line("gLip", _sharp, "cited", "form", "smooth", theorem="smooth_from_hessian",
         of=loss(), base=W, direction=V, bound=gLip_sharp(), start=W1, end=W2, indices=(j, k),
         ranges=RANGES),
)  # fmt: skip

SHARP = Claim(
    name="gopalani2025/lemma3_1/gradient_lipschitz_sharp",
    title="gLip ≤ ‖a‖²M_D²B_x² + ‖a‖_∞(B_y + ‖a‖₁B_σ)M'_D B_x² + λ",
    source=source("Lemma 3.1", "not in the paper: corrected, and without a factor p"),
    kind=Kind.LIPSCHITZ,
    space=space(BOUNDED, BOUNDED_HYPOTHESES, LAMBDA, *WEIGHT_PAIR),
    hypotheses=BOUNDED_HYPOTHESES,
    relation=_sharp,
    quantities=(Q_GRADIENT_CHANGE,),
    derivations=(Derivation("bound on the Hessian", _HESSIAN_LINES, as_printed=False),),
    variants=(
        Variant("no_rank_one_term",
                le(gradient_change(), (curve_bound + lam) * change_of_weights())),
        Variant("no_curvature_term",
                le(gradient_change(), (_steep_bound + lam) * change_of_weights())),
        Variant("no_regularizer",
                le(gradient_change(), (_steep_bound + curve_bound) * change_of_weights())),
    ),
    amends="gopalani2025/lemma3_1/gradient_lipschitz",
)  # fmt: skip

CLAIMS = (PRINTED, CORRECTED, SHARP)
