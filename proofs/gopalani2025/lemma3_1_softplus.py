"""Lemma 3.1 and Theorem 3.4, sharpened: for SoftPlus V_s → ∞ for every λ > 0.

Statement: ⟨∇L̃, W⟩ ≥ λ‖W‖² − (B_y + ‖a‖₁ ln 2/β)²/4, and V_s → ∞ for every λ > 0 and s > 0.
Where: not in the paper, which asks for λ > λ_c. Kind: lower bound, limit.
Checked: zσ'(z) differs from σ(z) by the binary entropy of the sigmoid over β, so by at most
ln 2/β (definition2/softplus/entropy_at_most_log2); the Laplacian grows at most linearly.
False variants: the offset dropped, or halved.
"""

from sympy import Abs, Rational, Sum, log

from provcheck.proofs.gopalani2025.lemma3_1_lower_bounds import HYPOTHESES as GRADIENT_HYPOTHESES
from provcheck.proofs.gopalani2025.lemma3_1_villani import RANGES, VILLANI, laplacian_bound, offset
from provcheck.proofs.gopalani2025.net import (
    CURVE_BOUND,
    I_RANGE,
    J_RANGE,
    K_RANGE,
    LAMBDA,
    M_D2,
    STEP,
    WEIGHTS,
    Y_BOUND,
    B_x,
    B_y,
    L,
    W,
    W_norm,
    a,
    a_norm,
    a_sum,
    beta,
    data_gradient,
    f,
    ge,
    gradient,
    gradient_norm,
    i,
    j,
    k,
    lam,
    laplacian,
    le,
    n,
    p,
    residual,
    s,
    source,
    space,
    t,
    villani,
    y,
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

SOFTPLUS = ("softplus",)
SOFTPLUS_HYPOTHESES = (*GRADIENT_HYPOTHESES, CURVE_BOUND)
_entropy = Act(0, z(i, j)) - z(i, j) * Act(1, z(i, j))
_error = Sum(a[j] * _entropy, J_RANGE)  # e_i, so that sum_j a_j sigma'(z_ij) z_ij = f_i - e_i
_offset = B_y + a_sum() * log(2) / beta
_along = Sum(gradient(j, k) * W[j, k], J_RANGE, K_RANGE)
_along_bound = lam * W_norm() ** 2 - _offset**2 / 4
_product = residual(i) * (f(i) - _error)

_ALONG_LINES = (
    line("entropy_low", ge(_entropy, 0), "claim", at={t: z(i, j)},
         claim="gopalani2025/definition2/softplus/entropy_nonnegative"),
    line("entropy_high", le(_entropy, log(2) / beta), "claim", at={t: z(i, j)},
         claim="gopalani2025/definition2/softplus/entropy_at_most_log2"),
    line("entropy_squared", le(_entropy**2, (log(2) / beta) ** 2), "arithmetic",
         "entropy_low", "entropy_high", products=(("entropy_low", "entropy_high", 1),),
         multipliers={"entropy_high": log(2) / beta, "entropy_low": 0}),
    line("entropy", le(Abs(_entropy), log(2) / beta), "monotone", "entropy_squared",
         under="root"),
    line("weighted", le(Abs(a[j] * _entropy), Abs(a[j]) * log(2) / beta), "arithmetic",
         "entropy", multipliers={"entropy": Abs(a[j])}),
    line("weighted_sum", le(Sum(Abs(a[j] * _entropy), J_RANGE),
         Sum(Abs(a[j]) * log(2) / beta, J_RANGE)), "monotone", "weighted", under="sum",
         ranges=(J_RANGE,)),
    line("error", le(Abs(_error), Sum(Abs(a[j] * _entropy), J_RANGE)), "cited",
         theorem="triangle_sum", u=a[j] * _entropy, ranges=(J_RANGE,)),
    line("y_bound", le(Abs(y[i]), B_y), "hypothesis", name="y_bound"),
    line("difference", le(Abs(y[i] - _error), Abs(y[i]) + Abs(_error)), "cited",
         theorem="triangle", u=y[i], v=-_error),
    line("offset", le(Abs(y[i] - _error), _offset), "arithmetic", "difference", "y_bound",
         "error", "weighted_sum"),
    line("offset_squared", le((y[i] - _error) ** 2, _offset**2), "monotone", "offset",
         under="square"),
    line("product", ge(_product, -(_offset**2) / 4), "arithmetic", "offset_squared",
         multipliers={"offset_squared": Rational(1, 4)},
         squares=((1, f(i) - (y[i] + _error) / 2),),
         note="(f − y)(f − e) ≥ −(y − e)²/4"),
    line("products", ge(Sum(_product, I_RANGE), Sum(-(_offset**2) / 4, I_RANGE)), "monotone",
         "product", under="sum", ranges=(I_RANGE,)),
    line("along", ge(_along, _along_bound), "arithmetic", "products",
         multipliers={"products": 1 / n}),
)  # fmt: skip

ALONG_WEIGHTS = Claim(
    name="gopalani2025/lemma3_1/softplus_gradient_along_weights",
    title="for SoftPlus ⟨∇L̃, W⟩ ≥ λ‖W‖² − (B_y + ‖a‖₁ ln 2/β)²/4",
    source=source("Theorem 3.4", "not in the paper"),
    kind=Kind.LOWER_BOUND,
    space=space(SOFTPLUS, (Y_BOUND,), LAMBDA, WEIGHTS),
    hypotheses=(Y_BOUND,),
    relation=ge(_along, _along_bound),
    derivations=(Derivation("z σ'(z) differs from σ(z) by an entropy", _ALONG_LINES, False),),
    variants=(
        Variant("no_offset", ge(_along, lam * W_norm() ** 2)),
        Variant("half_offset", ge(_along, lam * W_norm() ** 2 - _offset**2 / 8)),
    ),
)

_softplus_gamma = -lam * _offset**2 / (2 * s) + offset
_softplus_linear = p * a_norm() ** 2 * L * B_x * M_D2 * B_x**2
_SOFTPLUS_LINES = (
    line("along", ge(_along, _along_bound), "claim",
         claim="gopalani2025/lemma3_1/softplus_gradient_along_weights"),
    line("data_square", ge(data_gradient(j, k) ** 2, 0), "arithmetic",
         squares=((1, data_gradient(j, k)),)),
    line("data_squares", ge(Sum(data_gradient(j, k) ** 2, J_RANGE, K_RANGE), 0), "monotone",
         "data_square", under="sum", ranges=RANGES),
    line("gradient", ge(gradient_norm() ** 2, lam**2 * W_norm() ** 2 - lam * _offset**2 / 2),
         "arithmetic", "along", "data_squares", multipliers={"along": 2 * lam},
         note="‖∇L̃‖² = ‖∇L̃ − λW‖² + 2λ⟨∇L̃, W⟩ − λ²‖W‖²"),
    line("laplacian", le(laplacian(), laplacian_bound), "claim",
         claim="gopalani2025/lemma3_1/laplacian_upper_bound"),
    line("minorant", ge(villani(), lam**2 / s * W_norm() ** 2 - _softplus_linear * W_norm()
         + _softplus_gamma), "arithmetic", "gradient", "laplacian",
         multipliers={"gradient": 1 / s}),
    line("villani", VILLANI, "cited", "minorant", theorem="quadratic_growth", of=villani(),
         base=W, alpha=lam**2 / s, linear=_softplus_linear, gamma=_softplus_gamma, ranges=RANGES),
)  # fmt: skip

EVERY_LAMBDA_SOFTPLUS = Claim(
    name="gopalani2025/lemma3_1/villani_every_lambda_softplus",
    title="for SoftPlus V_s → ∞ for every λ > 0 and s > 0",
    source=source("Theorem 3.4", "sharpened: no λ_c is needed"),
    kind=Kind.LIMIT,
    space=space(SOFTPLUS, SOFTPLUS_HYPOTHESES, LAMBDA, STEP, WEIGHTS),
    hypotheses=SOFTPLUS_HYPOTHESES,
    relation=VILLANI,
    derivations=(Derivation("the gradient along the weights", _SOFTPLUS_LINES, False),),
    amends="gopalani2025/lemma3_1/critical_regularization",
)

CLAIMS = (
    ALONG_WEIGHTS,
    EVERY_LAMBDA_SOFTPLUS,
)
