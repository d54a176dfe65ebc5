"""Lemma 3.1 and Section 5: the loss is confining, and a Villani function.

Statement: L̃ is smooth, coercive and ∫exp(−2L̃/s) < ∞ for every s > 0; for λ > λ_c = 2M_D L B_x²‖a‖²
and every s > 0, V_s = ‖∇L̃‖²/s − ΔL̃ → ∞ as ‖W‖_F → ∞; hence the Gibbs measure ∝ exp(−2L̃/s)
satisfies a Poincaré inequality.
Where: Lemma 3.1, Section 5. Kind: limit, existence.
Checked: coercivity and integrability from L̃ ≥ (λ/2)‖W‖²; the limit from (A.1) and (5), with the
leading coefficient g₁/s that they give. Section 5 prints g₁ without 1/s; that display is a claim
of its own (section5/villani_leading_coefficient). Amendments: for bounded activations and for
SoftPlus V_s → ∞ for *every* λ > 0, so there the condition λ > λ_c can be dropped.
Not checked: Villani's Theorem A.1, which is cited.
False variants: kept beside the bounds that these limits rest on.
"""

from dataclasses import replace
from fractions import Fraction

import sympy
from provcheck.proofs.gopalani2025.lemma3_1_laplacian import (
    BOUNDED_HYPOTHESES,
    BOUNDED_RESIDUAL_LINES,
    residual_bound,
)
from provcheck.proofs.gopalani2025.lemma3_1_lower_bounds import HYPOTHESES as GRADIENT_HYPOTHESES
from provcheck.proofs.gopalani2025.net import (
    ABOVE_CRITICAL,
    ALL,
    BOUNDED,
    CURVE_BOUND,
    I_RANGE,
    J_RANGE,
    K_RANGE,
    LAMBDA,
    M_D,
    M_D2,
    Q_VILLANI,
    STEP,
    WEIGHTS,
    Y_BOUND,
    B_x,
    B_y,
    L,
    Real,
    W,
    W_norm,
    X,
    a,
    a_norm,
    a_sum,
    beta,
    c_norm,
    d,
    data_gradient,
    f,
    gradient,
    gradient_norm,
    i,
    j,
    k,
    lam,
    lambda_c,
    laplacian,
    loss,
    n,
    p,
    residual,
    s,
    source,
    space,
    t,
    villani,
    x_norm,
    y,
    z,
)
from provcheck.proofs.gopalani2025.plots import VILLANI_PLOTS
from sympy import Abs, Integer, Rational, Sum, log

from provcheck.statement import (
    Act,
    Claim,
    Derivation,
    ExpIntegrable,
    Hypothesis,
    Kind,
    Norm,
    SatisfiesPoincare,
    Setting,
    Smooth,
    Sup,
    TendsToInfinity,
    Variant,
    line,
)

RANGES = (J_RANGE, K_RANGE)
ABOVE = (*GRADIENT_HYPOTHESES, CURVE_BOUND, ABOVE_CRITICAL)


def _le(small, large):
    return sympy.Le(small, large, evaluate=False)


def _ge(large, small):
    return sympy.Ge(large, small, evaluate=False)


# ---------------------------------------------------------------- properties 1 to 3

_CONFINING = sympy.And(
    Smooth(loss(), W), TendsToInfinity(loss(), W), ExpIntegrable(2 * loss() / s, W)
)
_CONFINING_LINES = (
    line("1", Smooth(loss(), W), "smooth", printed=True),
    line("square", _ge((y[i] - f(i)) ** 2 / 2, 0), "arithmetic",
         squares=((Rational(1, 2), y[i] - f(i)),)),
    line("squares", _ge(Sum((y[i] - f(i)) ** 2 / 2, I_RANGE), 0), "monotone", "square",
         under="sum", ranges=(I_RANGE,), printed=True, note="each data loss is >= 0"),
    line("regularizer", _ge(loss(), lam / 2 * W_norm() ** 2), "arithmetic", "squares",
         multipliers={"squares": 1 / n}),
    line("2", TendsToInfinity(loss(), W), "cited", "regularizer", printed=True,
         theorem="quadratic_growth", of=loss(), base=W, alpha=lam / 2, gamma=Integer(0),
         ranges=RANGES),
    line("exponent", _ge(2 * loss() / s, lam / s * W_norm() ** 2), "arithmetic", "regularizer",
         printed=True, multipliers={"regularizer": 2 / s}),
    line("3", ExpIntegrable(2 * loss() / s, W), "cited", "exponent", "1", printed=True,
         theorem="gaussian_domination", of=2 * loss() / s, base=W, alpha=lam / s,
         gamma=Integer(0), ranges=RANGES),
    line("confining", _CONFINING, "conjunction", "1", "2", "3", printed=True),
)  # fmt: skip

CONFINING = Claim(
    name="gopalani2025/lemma3_1/confining",
    title="the loss is confining (properties 1 to 3 of Definition 4)",
    source=source("Section 5", "properties (1) to (3)"),
    kind=Kind.LIMIT,
    space=space(ALL, (), LAMBDA, STEP, WEIGHTS),
    relation=_CONFINING,
    derivations=(Derivation("Section 5", _CONFINING_LINES),),
    not_checked="the printed order O(poly(s/λ)) of the integral, which is at most (πs/λ)^{pd/2}",
)

# ---------------------------------------------------------------- property 4 above lambda_c

_g1 = lam**2 - 2 * lam * M_D * L * B_x**2 * a_norm() ** 2
_g2 = (
    2 * lam * M_D * B_x * a_norm() * (B_y + c_norm() * a_norm()) / s
    + p * a_norm() ** 2 * L * B_x * M_D2 * B_x**2
)
_g3 = -p * (
    M_D**2 * B_x**2 * a_norm() ** 2
    + a_norm() * (B_y + a_norm() * c_norm()) * M_D2 * B_x**2
    + lam * d
)
_minorant = _g1 / s * W_norm() ** 2 - _g2 * W_norm() + _g3
_printed_minorant = _g1 * W_norm() ** 2 - _g2 * W_norm() + _g3
_gradient_bound = (
    lam**2 * W_norm() ** 2
    - 2 * lam * M_D * L * B_x**2 * a_norm() ** 2 * W_norm() ** 2
    - 2 * lam * M_D * B_x * a_norm() * (B_y + c_norm() * a_norm()) * W_norm()
)
_laplacian_bound = p * (
    M_D**2 * B_x**2 * a_norm() ** 2
    + a_norm() * (B_y + a_norm() * (c_norm() + L * B_x * W_norm())) * M_D2 * B_x**2
    + lam * d
)

_BOTH_BOUNDS = (
    line("A.1", _ge(gradient_norm() ** 2, _gradient_bound), "claim", printed=True,
         claim="gopalani2025/lemma3_1/gradient_lower_bound",
         note="(4) without its undefined factor m"),
    line("5", _le(laplacian(), _laplacian_bound), "claim", printed=True,
         claim="gopalani2025/lemma3_1/laplacian_upper_bound"),
)  # fmt: skip
_CRITICAL = TendsToInfinity(villani(), W)
_CRITICAL_REPAIRED = (
    *(replace(bound, printed=False) for bound in _BOTH_BOUNDS),
    line("minorant", _ge(villani(), _minorant), "arithmetic", "A.1", "5",
         multipliers={"A.1": 1 / s}, note="the leading coefficient is g1/s"),
    line("lambda", sympy.Gt(lam, lambda_c(), evaluate=False), "hypothesis",
         name="above_critical"),
    line("positive", sympy.Gt(_g1 / s, 0, evaluate=False), "arithmetic", "lambda",
         multipliers={"lambda": lam / s}),
    line("villani", _CRITICAL, "cited", "minorant", "positive", theorem="quadratic_growth",
         of=villani(), base=W, alpha=_g1 / s, linear=_g2, gamma=_g3, ranges=RANGES),
)  # fmt: skip
_CRITICAL_PRINTED = (
    *_BOTH_BOUNDS,
    line("g1", _ge(villani(), _printed_minorant), "arithmetic", "A.1", "5", printed=True,
         multipliers={"A.1": 1 / s},
         note="the print has g1 and says that g2, g3 exist; these are those of (A.1) and (5)"),
    line("lambda", sympy.Gt(lam, lambda_c(), evaluate=False), "hypothesis",
         name="above_critical", printed=True),
    line("positive", sympy.Gt(_g1, 0, evaluate=False), "arithmetic", "lambda", printed=True,
         multipliers={"lambda": lam}),
    line("villani", _CRITICAL, "cited", "g1", "positive", printed=True,
         theorem="quadratic_growth", of=villani(), base=W, alpha=_g1, linear=_g2, gamma=_g3,
         ranges=RANGES),
)  # fmt: skip


def _critical_value(values):
    """λ_c of a setting, generic over the kinds of numbers."""
    squares = sum(entry**2 for entry in values["a"])
    return 2 * values["M_D"] * values["L"] * values["B_x"] ** 2 * squares


ABOVE_LAMBDA_C = Real(lam, low=0, open_low=True, at_least=_critical_value)

CRITICAL = Claim(
    name="gopalani2025/lemma3_1/critical_regularization",
    title="for λ > λ_c, V_s → ∞ for every s > 0",
    source=source("Lemma 3.1 and Section 5"),
    kind=Kind.LIMIT,
    space=space(ALL, ABOVE, ABOVE_LAMBDA_C, STEP, WEIGHTS),
    hypotheses=ABOVE,
    relation=_CRITICAL,
    derivations=(
        Derivation("Section 5", _CRITICAL_PRINTED),
        Derivation("Section 5 with g1/s", _CRITICAL_REPAIRED, as_printed=False),
    ),
    not_checked="whether λ > λ_c is needed. It is not for bounded σ or SoftPlus (see the "
    "amendments); for a σ that is merely Lipschitz, such as x sin log(1 + x²), some lower bound "
    "on λ is",
    plots=VILLANI_PLOTS,
)

# ---------------------------------------------------------------- the display of g1

G2, G3 = sympy.symbols("g_2 g_3", real=True)
_pull_bound = M_D * B_x * a_norm() * residual_bound  # bounds ‖data gradient‖_F
_curvature = a_sum() * residual_bound * M_D2 * B_x**2
_inner = Sum(data_gradient(j, k) * W[j, k], J_RANGE, K_RANGE)
_data = Norm(data_gradient(j, k), J_RANGE, K_RANGE)
_sample = residual(i) * a[j] * Act(1, z(i, j)) * X[i, k]

DATA_GRADIENT_LINES = (
    *BOUNDED_RESIDUAL_LINES,
    line("slope", _le(Abs(Act(1, z(i, j))), M_D), "hypothesis", name="slope_bound",
         at={t: z(i, j)}),
    line("slope_squared", _le(Act(1, z(i, j)) ** 2, M_D**2), "monotone", "slope",
         under="square"),
    line("slope_weighted", _le(a[j] ** 2 * Act(1, z(i, j)) ** 2, a[j] ** 2 * M_D**2),
         "arithmetic", "slope_squared", multipliers={"slope_squared": a[j] ** 2}),
    line("slope_sum", _le(Sum(a[j] ** 2 * Act(1, z(i, j)) ** 2, J_RANGE),
         Sum(a[j] ** 2 * M_D**2, J_RANGE)), "monotone", "slope_weighted", under="sum",
         ranges=(J_RANGE,)),
    line("slope_norm", _le(Norm(a[j] * Act(1, z(i, j)), J_RANGE), M_D * a_norm()), "monotone",
         "slope_sum", under="root"),
    line("sample", _le(Norm(_sample, J_RANGE, K_RANGE), _pull_bound), "arithmetic",
         "residual_bound", "slope_norm", "x_bound",
         multipliers={
             "residual_bound": Norm(a[j] * Act(1, z(i, j)), J_RANGE) * x_norm(i),
             "slope_norm": residual_bound * x_norm(i),
             "x_bound": residual_bound * M_D * a_norm(),
         }),
    line("samples", _le(Sum(Norm(_sample, J_RANGE, K_RANGE), I_RANGE),
         Sum(_pull_bound, I_RANGE)), "monotone", "sample", under="sum", ranges=(I_RANGE,)),
    line("triangle", _le(Norm(Sum(_sample, I_RANGE), J_RANGE, K_RANGE),
         Sum(Norm(_sample, J_RANGE, K_RANGE), I_RANGE)), "cited", theorem="norm_of_sum",
         u=_sample, summed=(I_RANGE,), ranges=RANGES),
    line("data", _le(_data, _pull_bound), "arithmetic", "triangle", "samples",
         multipliers={"triangle": 1 / n, "samples": 1 / n},
         note="the gradient of the data loss is bounded"),
    line("inner", _le(Abs(_inner), _data * W_norm()), "cited", theorem="cauchy_schwarz",
         u=data_gradient(j, k), v=W[j, k], ranges=RANGES),
)  # fmt: skip

_squared_gradient = sympy.Eq(
    gradient_norm() ** 2, _data**2 + 2 * lam * _inner + lam**2 * W_norm() ** 2, evaluate=False
)
_upper_growth = lam**2 / s * W_norm() ** 2 + 2 * lam * _pull_bound / s * W_norm() + (
    _pull_bound**2 / s + _curvature
)
_each_curved = a[j] * residual(i) * Act(2, z(i, j)) * x_norm(i) ** 2
_curved_bound = Abs(a[j]) * residual_bound * M_D2 * B_x**2
_steep = a[j] ** 2 * Act(1, z(i, j)) ** 2 * x_norm(i) ** 2

_UPPER_GROWTH_LINES = (
    *DATA_GRADIENT_LINES,
    line("square", _squared_gradient, "algebra"),
    line("data_squared", _le(_data**2, _pull_bound**2), "monotone", "data", under="square"),
    line("signed", _le(_inner, Abs(_inner)), "cited", theorem="at_most_absolute", u=_inner),
    line("gradient", _le(gradient_norm() ** 2,
         lam**2 * W_norm() ** 2 + 2 * lam * _pull_bound * W_norm() + _pull_bound**2),
         "arithmetic", "square", "data_squared", "signed", "inner", "data",
         multipliers={"square": -1, "signed": 2 * lam, "inner": 2 * lam,
                      "data": 2 * lam * W_norm()}),
    line("curve", _le(Abs(Act(2, z(i, j))), M_D2), "hypothesis", name="curve_bound",
         at={t: z(i, j)}),
    line("x_squared", _le(x_norm(i) ** 2, B_x**2), "monotone", "x_bound", under="square"),
    line("minus", _le(-_each_curved, Abs(_each_curved)), "cited", theorem="at_most_absolute",
         u=-_each_curved),
    line("curved", _le(-_each_curved - _steep, _curved_bound), "arithmetic",
         "minus", "residual_bound", "curve", "x_squared",
         multipliers={
             "residual_bound": Abs(a[j] * Act(2, z(i, j))) * x_norm(i) ** 2,
             "curve": Abs(a[j]) * residual_bound * x_norm(i) ** 2,
             "x_squared": Abs(a[j]) * residual_bound * M_D2,
         }),
    line("curved_sum", _le(Sum(-_each_curved - _steep, I_RANGE, J_RANGE),
         Sum(_curved_bound, I_RANGE, J_RANGE)), "monotone", "curved", under="sum",
         ranges=(I_RANGE, J_RANGE)),
    line("growth", _le(villani(), _upper_growth), "arithmetic", "gradient", "curved_sum",
         multipliers={"gradient": 1 / s, "curved_sum": 1 / n}),
)  # fmt: skip

UPPER_GROWTH = Claim(
    name="gopalani2025/section5/villani_upper_growth",
    title="for bounded activations V_s grows no faster than (λ²/s)‖W‖²",
    source=source("Section 5", "not in the paper; decides the display of g1"),
    kind=Kind.UPPER_BOUND,
    space=space(BOUNDED, BOUNDED_HYPOTHESES, LAMBDA, STEP, WEIGHTS),
    hypotheses=BOUNDED_HYPOTHESES,
    relation=_le(villani(), _upper_growth),
    quantities=(Q_VILLANI,),
    derivations=(Derivation("termwise bounds", _UPPER_GROWTH_LINES, as_printed=False),),
    variants=(Variant("no_linear_term", _le(villani(), lam**2 / s * W_norm() ** 2)),),
)

_SECTION5_HYPOTHESES = (*ABOVE[:-1], *(h for h in BOUNDED_HYPOTHESES if h not in ABOVE))

LEADING_COEFFICIENT = Claim(
    name="gopalani2025/section5/villani_leading_coefficient",
    title="V_s ≥ g₁‖W‖² − g₂‖W‖ + g₃ with g₁ = λ² − 2λM_D L B_x²‖a‖²",
    source=source("Section 5", "display of g1 after (5)"),
    kind=Kind.EXISTENCE,
    space=space(BOUNDED, _SECTION5_HYPOTHESES, LAMBDA, STEP),
    hypotheses=_SECTION5_HYPOTHESES,
    relation=_ge(villani(), _g1 * W_norm() ** 2 - G2 * W_norm() + G3),
    exists=(G2, G3),
    consequence=Derivation(
        "growth along W → ∞",
        (
            line("upper", _le(villani(), _upper_growth), "claim",
                 claim="gopalani2025/section5/villani_upper_growth"),
            line("leading", _le(_g1, lam**2 / s), "growth", "upper", base=W,
                 lower=(_g1, G2, G3),
                 upper=(lam**2 / s, 2 * lam * _pull_bound / s, _pull_bound**2 / s + _curvature)),
        ),
        as_printed=False,
    ),
    derivations=(
        Derivation(
            "Section 5",
            (
                *_BOTH_BOUNDS,
                line("g1", _ge(villani(), _printed_minorant), "arithmetic", "A.1", "5",
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
    relation=_ge(villani(), _minorant),
    quantities=(Q_VILLANI,),
    derivations=(
        Derivation("(A.1) and (5)", _CRITICAL_REPAIRED[:3], as_printed=False),
    ),
    variants=(Variant("without_division_by_s", _ge(villani(), _printed_minorant)),),
    amends="gopalani2025/section5/villani_leading_coefficient",
)

# ---------------------------------------------------------------- every lambda

_bounded_minorant = (
    lam**2 / s * W_norm() ** 2
    - 2 * lam * _pull_bound / s * W_norm()
    - (a_norm() ** 2 * M_D**2 * B_x**2 + _curvature + lam * p * d)
)
_EVERY_LAMBDA_LINES = (
    *DATA_GRADIENT_LINES,
    line("square", _squared_gradient, "algebra"),
    line("data_square", _ge(data_gradient(j, k) ** 2, 0), "arithmetic",
         squares=((1, data_gradient(j, k)),)),
    line("data_squares", _ge(Sum(data_gradient(j, k) ** 2, J_RANGE, K_RANGE), 0), "monotone",
         "data_square", under="sum", ranges=RANGES),
    line("signed", _le(-_inner, Abs(_inner)), "cited", theorem="at_most_absolute", u=-_inner),
    line("gradient", _ge(gradient_norm() ** 2,
         lam**2 * W_norm() ** 2 - 2 * lam * _pull_bound * W_norm()), "arithmetic",
         "square", "data_squares", "signed", "inner", "data",
         multipliers={"square": -1, "signed": 2 * lam, "inner": 2 * lam,
                      "data": 2 * lam * W_norm()}),
    line("laplacian", _le(laplacian(),
         a_norm() ** 2 * M_D**2 * B_x**2 + _curvature + lam * p * d), "claim",
         claim="gopalani2025/lemma3_1/laplacian_upper_bound_sharp"),
    line("minorant", _ge(villani(), _bounded_minorant), "arithmetic", "gradient", "laplacian",
         multipliers={"gradient": 1 / s}),
    line("villani", _CRITICAL, "cited", "minorant", theorem="quadratic_growth", of=villani(),
         base=W, alpha=lam**2 / s, linear=2 * lam * _pull_bound / s,
         gamma=-(a_norm() ** 2 * M_D**2 * B_x**2 + _curvature + lam * p * d), ranges=RANGES),
)  # fmt: skip

EVERY_LAMBDA = Claim(
    name="gopalani2025/lemma3_1/villani_every_lambda",
    title="for bounded activations V_s → ∞ for every λ > 0 and s > 0",
    source=source("Lemma 3.1", "sharpened: no λ_c is needed"),
    kind=Kind.LIMIT,
    space=space(BOUNDED, BOUNDED_HYPOTHESES, LAMBDA, STEP, WEIGHTS),
    hypotheses=BOUNDED_HYPOTHESES,
    relation=_CRITICAL,
    derivations=(
        Derivation("bounded data gradient", _EVERY_LAMBDA_LINES, as_printed=False),
    ),
    amends="gopalani2025/lemma3_1/critical_regularization",
)

# ---------------------------------------------------------------- SoftPlus, every lambda

SOFTPLUS = ("softplus",)
SOFTPLUS_HYPOTHESES = (*GRADIENT_HYPOTHESES, CURVE_BOUND)
_entropy = Act(0, z(i, j)) - z(i, j) * Act(1, z(i, j))
_error = Sum(a[j] * _entropy, J_RANGE)  # e_i, so that sum_j a_j sigma'(z_ij) z_ij = f_i - e_i
_offset = B_y + a_sum() * log(2) / beta
_along = Sum(gradient(j, k) * W[j, k], J_RANGE, K_RANGE)
_along_bound = lam * W_norm() ** 2 - _offset**2 / 4
_product = residual(i) * (f(i) - _error)

_ALONG_LINES = (
    line("entropy_low", _ge(_entropy, 0), "claim", at={t: z(i, j)},
         claim="gopalani2025/definition2/softplus/entropy_nonnegative"),
    line("entropy_high", _le(_entropy, log(2) / beta), "claim", at={t: z(i, j)},
         claim="gopalani2025/definition2/softplus/entropy_at_most_log2"),
    line("entropy_squared", _le(_entropy**2, (log(2) / beta) ** 2), "arithmetic",
         "entropy_low", "entropy_high", products=(("entropy_low", "entropy_high", 1),),
         multipliers={"entropy_high": log(2) / beta, "entropy_low": 0}),
    line("entropy", _le(Abs(_entropy), log(2) / beta), "monotone", "entropy_squared",
         under="root"),
    line("weighted", _le(Abs(a[j] * _entropy), Abs(a[j]) * log(2) / beta), "arithmetic",
         "entropy", multipliers={"entropy": Abs(a[j])}),
    line("weighted_sum", _le(Sum(Abs(a[j] * _entropy), J_RANGE),
         Sum(Abs(a[j]) * log(2) / beta, J_RANGE)), "monotone", "weighted", under="sum",
         ranges=(J_RANGE,)),
    line("error", _le(Abs(_error), Sum(Abs(a[j] * _entropy), J_RANGE)), "cited",
         theorem="triangle_sum", u=a[j] * _entropy, ranges=(J_RANGE,)),
    line("y_bound", _le(Abs(y[i]), B_y), "hypothesis", name="y_bound"),
    line("difference", _le(Abs(y[i] - _error), Abs(y[i]) + Abs(_error)), "cited",
         theorem="triangle", u=y[i], v=-_error),
    line("offset", _le(Abs(y[i] - _error), _offset), "arithmetic", "difference", "y_bound",
         "error", "weighted_sum"),
    line("offset_squared", _le((y[i] - _error) ** 2, _offset**2), "monotone", "offset",
         under="square"),
    line("product", _ge(_product, -(_offset**2) / 4), "arithmetic", "offset_squared",
         multipliers={"offset_squared": Rational(1, 4)},
         squares=((1, f(i) - (y[i] + _error) / 2),),
         note="(f − y)(f − e) ≥ −(y − e)²/4"),
    line("products", _ge(Sum(_product, I_RANGE), Sum(-(_offset**2) / 4, I_RANGE)), "monotone",
         "product", under="sum", ranges=(I_RANGE,)),
    line("along", _ge(_along, _along_bound), "arithmetic", "products",
         multipliers={"products": 1 / n}),
)  # fmt: skip

ALONG_WEIGHTS = Claim(
    name="gopalani2025/lemma3_1/softplus_gradient_along_weights",
    title="for SoftPlus ⟨∇L̃, W⟩ ≥ λ‖W‖² − (B_y + ‖a‖₁ ln 2/β)²/4",
    source=source("Theorem 3.4", "not in the paper"),
    kind=Kind.LOWER_BOUND,
    space=space(SOFTPLUS, (Y_BOUND,), LAMBDA, WEIGHTS),
    hypotheses=(Y_BOUND,),
    relation=_ge(_along, _along_bound),
    derivations=(Derivation("z σ'(z) differs from σ(z) by an entropy", _ALONG_LINES, False),),
    variants=(
        Variant("no_offset", _ge(_along, lam * W_norm() ** 2)),
        Variant("half_offset", _ge(_along, lam * W_norm() ** 2 - _offset**2 / 8)),
    ),
)

_softplus_gamma = -lam * _offset**2 / (2 * s) + _g3
_softplus_linear = p * a_norm() ** 2 * L * B_x * M_D2 * B_x**2
_SOFTPLUS_LINES = (
    line("along", _ge(_along, _along_bound), "claim",
         claim="gopalani2025/lemma3_1/softplus_gradient_along_weights"),
    line("data_square", _ge(data_gradient(j, k) ** 2, 0), "arithmetic",
         squares=((1, data_gradient(j, k)),)),
    line("data_squares", _ge(Sum(data_gradient(j, k) ** 2, J_RANGE, K_RANGE), 0), "monotone",
         "data_square", under="sum", ranges=RANGES),
    line("gradient", _ge(gradient_norm() ** 2, lam**2 * W_norm() ** 2 - lam * _offset**2 / 2),
         "arithmetic", "along", "data_squares", multipliers={"along": 2 * lam},
         note="‖∇L̃‖² = ‖∇L̃ − λW‖² + 2λ⟨∇L̃, W⟩ − λ²‖W‖²"),
    line("laplacian", _le(laplacian(), _laplacian_bound), "claim",
         claim="gopalani2025/lemma3_1/laplacian_upper_bound"),
    line("minorant", _ge(villani(), lam**2 / s * W_norm() ** 2 - _softplus_linear * W_norm()
         + _softplus_gamma), "arithmetic", "gradient", "laplacian",
         multipliers={"gradient": 1 / s}),
    line("villani", _CRITICAL, "cited", "minorant", theorem="quadratic_growth", of=villani(),
         base=W, alpha=lam**2 / s, linear=_softplus_linear, gamma=_softplus_gamma, ranges=RANGES),
)  # fmt: skip

EVERY_LAMBDA_SOFTPLUS = Claim(
    name="gopalani2025/lemma3_1/villani_every_lambda_softplus",
    title="for SoftPlus V_s → ∞ for every λ > 0 and s > 0",
    source=source("Theorem 3.4", "sharpened: no λ_c is needed"),
    kind=Kind.LIMIT,
    space=space(SOFTPLUS, SOFTPLUS_HYPOTHESES, LAMBDA, STEP, WEIGHTS),
    hypotheses=SOFTPLUS_HYPOTHESES,
    relation=_CRITICAL,
    derivations=(Derivation("the gradient along the weights", _SOFTPLUS_LINES, False),),
    amends="gopalani2025/lemma3_1/critical_regularization",
)

# ---------------------------------------------------------------- lambda_c of the sigmoid

SIGMOID_SLOPE = Sup(Abs(Act(1, t)), (t, -sympy.oo, sympy.oo))
NORMALISED = Hypothesis("normalised", sympy.Eq(a_norm() * B_x, Integer(1), evaluate=False))
_lambda_c_sigmoid = sympy.Eq(
    2 * SIGMOID_SLOPE**2 * B_x**2 * a_norm() ** 2, beta**2 / 8, evaluate=False
)

LAMBDA_C_SIGMOID = Claim(
    name="gopalani2025/lemma3_1/lambda_c_sigmoid",
    title="for sigmoid_β with ‖a‖B_x = 1, λ_c = β²/8 (0.125 at β = 1)",
    source=source("Section 3", "(1)"),
    kind=Kind.IDENTITY,
    space=space(("sigmoid",), ()),
    example=Setting(
        {
            "p": 1, "d": 1, "n": 1, "activation": "sigmoid", "beta": Fraction(1),
            "a": (Fraction(1),), "X": ((Fraction(1),),), "y": (Fraction(0),),
            "B_x": Fraction(1), "B_y": Fraction(0),
        }
    ),
    hypotheses=(NORMALISED,),
    relation=_lambda_c_sigmoid,
    derivations=(
        Derivation(
            "Section 3",
            (
                line("slope", sympy.Eq(SIGMOID_SLOPE, beta / 4, evaluate=False), "claim",
                     claim="gopalani2025/definition2/sigmoid/first_derivative", printed=True),
                line("normalised", sympy.Eq(a_norm() * B_x, Integer(1), evaluate=False),
                     "hypothesis", name="normalised", printed=True),
                line("1", _lambda_c_sigmoid, "arithmetic", "slope", "normalised", printed=True,
                     multipliers={
                         "slope": 2 * (beta / 4 + SIGMOID_SLOPE) * a_norm() ** 2 * B_x**2,
                         "normalised": beta**2 / 8 * (1 + a_norm() * B_x),
                     }),
            ),
        ),
    ),
    variants=(
        Variant("quarter", sympy.Eq(_lambda_c_sigmoid.lhs, beta**2 / 4, evaluate=False)),
    ),
    reading="M_D and L are both the supremum of the slope; Definition 2 allows larger constants, "
    "and then λ_c is larger.",
)  # fmt: skip

# ---------------------------------------------------------------- Poincaré

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
                line("villani", _CRITICAL, "claim", printed=True,
                     claim="gopalani2025/lemma3_1/critical_regularization"),
                line("poincare", _POINCARE, "cited", "smooth", "coercive", "integrable",
                     "villani", printed=True, theorem="villani_poincare", of=loss(), base=W,
                     step=s, indices=(j, k), ranges=RANGES),
            ),
        ),
    ),
    not_checked="Villani's Theorem A.1, which is cited; no value of λ_s is claimed here",
)  # fmt: skip


def _poincare_every_lambda(part, title, basis, hypotheses, activations) -> Claim:
    """The Poincaré inequality without λ > λ_c, from the Villani condition for every λ."""
    confining = "gopalani2025/lemma3_1/confining"
    lines = (
        line("smooth", Smooth(loss(), W), "claim", claim=confining),
        line("coercive", TendsToInfinity(loss(), W), "claim", claim=confining),
        line("integrable", ExpIntegrable(2 * loss() / s, W), "claim", claim=confining),
        line("villani", _CRITICAL, "claim", claim=f"gopalani2025/lemma3_1/{basis}"),
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
    CONFINING,
    CRITICAL,
    UPPER_GROWTH,
    LEADING_COEFFICIENT,
    CORRECTED_COEFFICIENT,
    EVERY_LAMBDA,
    ALONG_WEIGHTS,
    EVERY_LAMBDA_SOFTPLUS,
    LAMBDA_C_SIGMOID,
    POINCARE,
    POINCARE_EVERY_LAMBDA,
    POINCARE_EVERY_LAMBDA_SOFTPLUS,
)
