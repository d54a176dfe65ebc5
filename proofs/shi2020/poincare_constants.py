"""Two explicit constants λ_s for losses of two-layer nets, which the paper leaves open.

Statement: for bounded activations (sigmoid_β, tanh), every λ > 0 and s > 0 the Gibbs measure of L̃
satisfies Var(h) ≤ (s/2λ_s)E‖∇h‖² with λ_s ≥ λ·exp(-(B_y + ‖a‖₁B_σ)²/s) (Holley–Stroock: the data
loss lies between 0 and (B_y + ‖a‖₁B_σ)²/2), and with λ_s ≥ λ - ‖a‖_∞(B_y + ‖a‖₁B_σ)M'_D B_x² where
that is positive (Bakry–Émery: it bounds the Hessian from below).
Where: not in the papers; gopalani2025, Section 7, asks for λ_s of neural losses. Kind: existence.
Checked: both, from the cited theorems; `poincare_without_villani` gives Lemma 3.1 for every λ > 0
without Villani's theorem. The plots compare them with true gaps.
Attained: where a = 0 (the Gaussian measure), by Bakry–Émery, and by Holley–Stroock if B_y = 0.
False variants: the exponent halved (exp(-osc/s)); the curvature term dropped.
"""

import sympy
from sympy import Integer, Rational, Sum, exp

from provcheck.proofs.gopalani2025.lemma3_1_laplacian import (
    BOUNDED_HYPOTHESES,
    BOUNDED_RESIDUAL_LINES,
    residual_bound,
)
from provcheck.proofs.gopalani2025.lemma3_1_smoothness import (
    CURVATURE_LINES,
    RANGES,
    V_norm,
    curve_bound,
    curve_term,
    hessian_form,
    hessian_sample,
    linear_term,
)
from provcheck.proofs.gopalani2025.net import (
    BOUNDED,
    I_RANGE,
    LAMBDA,
    SIGMA_BOUND,
    STEP,
    WEIGHTS,
    X_BOUND,
    Y_BOUND,
    V,
    W,
    W_norm,
    define,
    f,
    ge,
    i,
    j,
    k,
    lam,
    le,
    loss,
    n,
    residual,
    s,
    space,
    y,
)
from provcheck.proofs.shi2020.plots import CONSTANT_PLOTS
from provcheck.statement import (
    Claim,
    Derivation,
    Directional,
    Hypothesis,
    Kind,
    Partial,
    PoincareConstant,
    SatisfiesPoincare,
    Smooth,
    Source,
    Variant,
    line,
)

ridge = define("ridge", (), lam / 2 * W_norm() ** 2, r"\lambda \|W\|_F^2 / 2")
oscillation = define("oscillation", (), residual_bound**2 / 2, r"(B_y + \|a\|_1 B_\sigma)^2 / 2")
holley_stroock = define(
    "holley_stroock",
    (),
    lam * exp(-2 * oscillation() / s),
    r"\lambda \exp(-(B_y + \|a\|_1 B_\sigma)^2 / s)",
)
bakry_emery = define(
    "bakry_emery",
    (),
    lam - curve_bound,
    r"(\lambda - \|a\|_\infty (B_y + \|a\|_1 B_\sigma) M'_D B_x^2)",
)

_RIDGE_FORM = Sum(V[j, k] * Directional(Partial(ridge(), W[j, k]), W, V), *RANGES)
_data = (y[i] - f(i)) ** 2 / 2
RIDGE_LINES = (
    line("ridge smooth", Smooth(ridge(), W), "smooth"),
    line("ridge Hessian", ge(_RIDGE_FORM, lam * V_norm() ** 2), "algebra"),
    line("Gaussian", PoincareConstant(ridge(), W, s, lam), "cited", "ridge smooth",
         "ridge Hessian", theorem="bakry_emery", of=ridge(), base=W, direction=V, step=s,
         kappa=lam, indices=(j, k), ranges=RANGES,
         note="without data the measure is Gaussian and its gap is λ"),
)  # fmt: skip
DATA_LINES = (
    *BOUNDED_RESIDUAL_LINES,
    line("square", ge(_data, 0), "arithmetic", squares=((Rational(1, 2), y[i] - f(i)),)),
    line("squares", ge(Sum(_data, I_RANGE), 0), "monotone", "square", under="sum",
         ranges=(I_RANGE,)),
    line("above", le(Integer(0), loss() - ridge()), "arithmetic", "squares",
         multipliers={"squares": 1 / n}),
    line("residual_squared", le(residual(i) ** 2, residual_bound**2), "monotone",
         "residual_bound", under="square"),
    line("each", le(_data, oscillation()), "arithmetic", "residual_squared",
         multipliers={"residual_squared": Rational(1, 2)}),
    line("all", le(Sum(_data, I_RANGE), Sum(oscillation(), I_RANGE)), "monotone", "each",
         under="sum", ranges=(I_RANGE,)),
    line("below", le(loss() - ridge(), oscillation()), "arithmetic", "all",
         multipliers={"all": 1 / n}, note="the data loss oscillates by at most this"),
    line("smooth", Smooth(loss(), W), "smooth"),
)  # fmt: skip
_HYPOTHESES = (X_BOUND, Y_BOUND, SIGMA_BOUND)
_HOLLEY_STROOCK = PoincareConstant(loss(), W, s, holley_stroock())
HOLLEY_STROOCK = Claim(
    name="shi2020/holley_stroock",
    title="λ_s ≥ λ·exp(-(B_y + ‖a‖₁B_σ)²/s) for bounded activations",
    source=Source("shi2020", "the open question of gopalani2025, Section 7"),
    kind=Kind.LOWER_BOUND,
    space=space(BOUNDED, _HYPOTHESES, LAMBDA, STEP, WEIGHTS),
    hypotheses=_HYPOTHESES,
    relation=_HOLLEY_STROOCK,
    derivations=(
        Derivation(
            "bounded perturbation of a Gaussian",
            (
                *RIDGE_LINES,
                *DATA_LINES,
                line("constant", _HOLLEY_STROOCK, "cited", "Gaussian", "smooth", "above", "below",
                     theorem="holley_stroock", of=loss(), reference=ridge(), base=W, step=s,
                     kappa=lam, low=Integer(0), high=oscillation()),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("half the exponent",
                PoincareConstant(loss(), W, s, lam * exp(-oscillation() / s))),
        Variant("no exponent", PoincareConstant(loss(), W, s, lam)),
    ),
    reading="the constant is a valid λ_s of Theorem 4.1; the true gap may be much larger",
    plots=CONSTANT_PLOTS,
)  # fmt: skip

_BELOW = "convex"
CONVEX = Hypothesis(_BELOW, sympy.Gt(bakry_emery(), 0, evaluate=False))
_BAKRY_EMERY = PoincareConstant(loss(), W, s, bakry_emery())
BAKRY_EMERY_LINES = (
    *CURVATURE_LINES,
    line("absolute", le(-curve_term, sympy.Abs(curve_term)), "cited",
         theorem="at_most_absolute", u=-curve_term),
    line("sample", ge(hessian_sample, -curve_bound * V_norm() ** 2), "arithmetic", "absolute",
         "curved", squares=((1, linear_term),)),
    line("samples", ge(Sum(hessian_sample, I_RANGE), Sum(-curve_bound * V_norm() ** 2, I_RANGE)),
         "monotone", "sample", under="sum", ranges=(I_RANGE,)),
    line("form", ge(hessian_form, bakry_emery() * V_norm() ** 2), "arithmetic", "samples",
         multipliers={"samples": 1 / n}),
    line("smooth", Smooth(loss(), W), "smooth"),
    line("positive", sympy.Gt(bakry_emery(), 0, evaluate=False), "hypothesis", name=_BELOW),
    line("constant", _BAKRY_EMERY, "cited", "smooth", "form", "positive",
         theorem="bakry_emery", of=loss(), base=W, direction=V, step=s, kappa=bakry_emery(),
         indices=(j, k), ranges=RANGES),
)  # fmt: skip
BAKRY_EMERY = Claim(
    name="shi2020/bakry_emery",
    title="λ_s ≥ λ - ‖a‖_∞(B_y + ‖a‖₁B_σ)M'_D B_x² where that is positive",
    source=Source("shi2020", "the open question of gopalani2025, Section 7"),
    kind=Kind.LOWER_BOUND,
    space=space(BOUNDED, BOUNDED_HYPOTHESES, LAMBDA, STEP, WEIGHTS),
    hypotheses=(*BOUNDED_HYPOTHESES, CONVEX),
    relation=_BAKRY_EMERY,
    derivations=(Derivation("Hessian from below", BAKRY_EMERY_LINES, as_printed=False),),
    variants=(
        Variant("no curvature term", PoincareConstant(loss(), W, s, lam)),
        Variant("other sign", PoincareConstant(loss(), W, s, lam + curve_bound)),
    ),
    reading="where the number is positive the loss is strongly convex",
)  # fmt: skip

_POINCARE = SatisfiesPoincare(loss(), W, s)
WITHOUT_VILLANI = Claim(
    name="shi2020/poincare_without_villani",
    title="the Poincaré inequality of Lemma 3.1 for every λ > 0, with an explicit λ_s",
    source=Source("shi2020", "Theorem 4.1 for the losses of gopalani2025"),
    kind=Kind.EXISTENCE,
    space=HOLLEY_STROOCK.space,
    hypotheses=_HYPOTHESES,
    relation=_POINCARE,
    derivations=(
        Derivation(
            "Holley–Stroock",
            (
                line("constant", _HOLLEY_STROOCK, "claim", claim="shi2020/holley_stroock"),
                line("poincare", _POINCARE, "cited", "constant", theorem="poincare_constant",
                     of=loss(), base=W, step=s, kappa=holley_stroock()),
            ),
            as_printed=False,
        ),
    ),
    amends="gopalani2025/lemma3_1/poincare",
)  # fmt: skip

CLAIMS = (HOLLEY_STROOCK, BAKRY_EMERY, WITHOUT_VILLANI)
