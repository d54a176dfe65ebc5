"""Lemma 3.1, sharpened: for bounded activations V_s → ∞ for every λ > 0.

Statement: for bounded σ (sigmoid_β, tanh) and every λ > 0 and s > 0, V_s → ∞ as ‖W‖_F → ∞.
Where: not in the paper, which asks for λ > λ_c. Kind: limit.
Checked: the gradient of the data loss is at most M_D B_x‖a‖(B_y + ‖a‖₁B_σ) and its Laplacian is
bounded, so ‖∇L̃‖² ≥ λ²‖W‖² − O(‖W‖) decides.
False variants: kept beside the bounds that this limit rests on.
"""

import sympy
from sympy import Abs, Sum

from provcheck.proofs.gopalani2025.lemma3_1_laplacian import (
    BOUNDED_HYPOTHESES,
    BOUNDED_RESIDUAL_LINES,
    residual_bound,
)
from provcheck.proofs.gopalani2025.lemma3_1_villani import RANGES, VILLANI
from provcheck.proofs.gopalani2025.net import (
    BOUNDED,
    I_RANGE,
    J_RANGE,
    K_RANGE,
    LAMBDA,
    M_D,
    M_D2,
    STEP,
    WEIGHTS,
    B_x,
    W,
    W_norm,
    X,
    a,
    a_norm,
    a_sum,
    d,
    data_gradient,
    ge,
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
    x_norm,
    z,
)
from provcheck.statement import (
    Act,
    Claim,
    Derivation,
    Kind,
    Norm,
    line,
)

pull_bound = M_D * B_x * a_norm() * residual_bound  # bounds ‖data gradient‖_F
curvature = a_sum() * residual_bound * M_D2 * B_x**2
inner = Sum(data_gradient(j, k) * W[j, k], J_RANGE, K_RANGE)
data_norm = Norm(data_gradient(j, k), J_RANGE, K_RANGE)
_sample = residual(i) * a[j] * Act(1, z(i, j)) * X[i, k]

DATA_GRADIENT_LINES = (
    *BOUNDED_RESIDUAL_LINES,
    line("slope", le(Abs(Act(1, z(i, j))), M_D), "hypothesis", name="slope_bound",
         at={t: z(i, j)}),
    line("slope_squared", le(Act(1, z(i, j)) ** 2, M_D**2), "monotone", "slope",
         under="square"),
    line("slope_weighted", le(a[j] ** 2 * Act(1, z(i, j)) ** 2, a[j] ** 2 * M_D**2),
         "arithmetic", "slope_squared", multipliers={"slope_squared": a[j] ** 2}),
    line("slope_sum", le(Sum(a[j] ** 2 * Act(1, z(i, j)) ** 2, J_RANGE),
         Sum(a[j] ** 2 * M_D**2, J_RANGE)), "monotone", "slope_weighted", under="sum",
         ranges=(J_RANGE,)),
    line("slope_norm", le(Norm(a[j] * Act(1, z(i, j)), J_RANGE), M_D * a_norm()), "monotone",
         "slope_sum", under="root"),
    line("sample", le(Norm(_sample, J_RANGE, K_RANGE), pull_bound), "arithmetic",
         "residual_bound", "slope_norm", "x_bound",
         multipliers={
             "residual_bound": Norm(a[j] * Act(1, z(i, j)), J_RANGE) * x_norm(i),
             "slope_norm": residual_bound * x_norm(i),
             "x_bound": residual_bound * M_D * a_norm(),
         }),
    line("samples", le(Sum(Norm(_sample, J_RANGE, K_RANGE), I_RANGE),
         Sum(pull_bound, I_RANGE)), "monotone", "sample", under="sum", ranges=(I_RANGE,)),
    line("triangle", le(Norm(Sum(_sample, I_RANGE), J_RANGE, K_RANGE),
         Sum(Norm(_sample, J_RANGE, K_RANGE), I_RANGE)), "cited", theorem="norm_of_sum",
         u=_sample, summed=(I_RANGE,), ranges=RANGES),
    line("data", le(data_norm, pull_bound), "arithmetic", "triangle", "samples",
         multipliers={"triangle": 1 / n, "samples": 1 / n},
         note="the gradient of the data loss is bounded"),
    line("inner", le(Abs(inner), data_norm * W_norm()), "cited", theorem="cauchy_schwarz",
         u=data_gradient(j, k), v=W[j, k], ranges=RANGES),
)  # fmt: skip

squared_gradient = sympy.Eq(
    gradient_norm() ** 2, data_norm**2 + 2 * lam * inner + lam**2 * W_norm() ** 2, evaluate=False
)

_bounded_minorant = (
    lam**2 / s * W_norm() ** 2
    - 2 * lam * pull_bound / s * W_norm()
    - (a_norm() ** 2 * M_D**2 * B_x**2 + curvature + lam * p * d)
)
_EVERY_LAMBDA_LINES = (
    *DATA_GRADIENT_LINES,
    line("square", squared_gradient, "algebra"),
    line("data_square", ge(data_gradient(j, k) ** 2, 0), "arithmetic",
         squares=((1, data_gradient(j, k)),)),
    line("data_squares", ge(Sum(data_gradient(j, k) ** 2, J_RANGE, K_RANGE), 0), "monotone",
         "data_square", under="sum", ranges=RANGES),
    line("signed", le(-inner, Abs(inner)), "cited", theorem="at_most_absolute", u=-inner),
    line("gradient", ge(gradient_norm() ** 2,
         lam**2 * W_norm() ** 2 - 2 * lam * pull_bound * W_norm()), "arithmetic",
         "square", "data_squares", "signed", "inner", "data",
         multipliers={"square": -1, "signed": 2 * lam, "inner": 2 * lam,
                      "data": 2 * lam * W_norm()}),
    line("laplacian", le(laplacian(),
         a_norm() ** 2 * M_D**2 * B_x**2 + curvature + lam * p * d), "claim",
         claim="gopalani2025/lemma3_1/laplacian_upper_bound_sharp"),
    line("minorant", ge(villani(), _bounded_minorant), "arithmetic", "gradient", "laplacian",
         multipliers={"gradient": 1 / s}),
    line("villani", VILLANI, "cited", "minorant", theorem="quadratic_growth", of=villani(),
         base=W, alpha=lam**2 / s, linear=2 * lam * pull_bound / s,
         gamma=-(a_norm() ** 2 * M_D**2 * B_x**2 + curvature + lam * p * d), ranges=RANGES),
)  # fmt: skip

EVERY_LAMBDA = Claim(
    name="gopalani2025/lemma3_1/villani_every_lambda",
    title="for bounded activations V_s → ∞ for every λ > 0 and s > 0",
    source=source("Lemma 3.1", "sharpened: no λ_c is needed"),
    kind=Kind.LIMIT,
    space=space(BOUNDED, BOUNDED_HYPOTHESES, LAMBDA, STEP, WEIGHTS),
    hypotheses=BOUNDED_HYPOTHESES,
    relation=VILLANI,
    derivations=(Derivation("bounded data gradient", _EVERY_LAMBDA_LINES, as_printed=False),),
    amends="gopalani2025/lemma3_1/critical_regularization",
)

CLAIMS = (EVERY_LAMBDA,)
