"""Lemma 3.1 and Section 5: the loss is confining, and for λ > λ_c a Villani function.

Statement: L̃ is smooth, coercive and ∫exp(−2L̃/s) < ∞ for every s > 0; for λ > λ_c = 2M_D L B_x²‖a‖²
and every s > 0, V_s = ‖∇L̃‖²/s − ΔL̃ → ∞ as ‖W‖_F → ∞.
Where: Lemma 3.1, Section 5. Kind: limit.
Checked: coercivity and integrability from L̃ ≥ (λ/2)‖W‖²; the limit from (A.1) and (5), with the
leading coefficient g₁/s that they give. Section 5 prints g₁ without 1/s; that display is a claim
of its own (section5/villani_leading_coefficient).
Not checked: whether λ > λ_c is needed; see lemma3_1_every_lambda.py and lemma3_1_softplus.py.
False variants: kept beside the bounds that these limits rest on.
"""

from dataclasses import replace

import sympy
from sympy import Integer, Rational, Sum

from provcheck.proofs.gopalani2025.lemma3_1_lower_bounds import HYPOTHESES as GRADIENT_HYPOTHESES
from provcheck.proofs.gopalani2025.net import (
    ABOVE_CRITICAL,
    ALL,
    CURVE_BOUND,
    I_RANGE,
    J_RANGE,
    K_RANGE,
    LAMBDA,
    M_D,
    M_D2,
    STEP,
    WEIGHTS,
    B_x,
    B_y,
    L,
    Real,
    W,
    W_norm,
    a_norm,
    c_norm,
    d,
    f,
    ge,
    gradient_norm,
    i,
    lam,
    lambda_c,
    laplacian,
    le,
    loss,
    n,
    p,
    s,
    source,
    space,
    villani,
    y,
)
from provcheck.proofs.gopalani2025.plots import VILLANI_PLOTS
from provcheck.statement import (
    Claim,
    Derivation,
    ExpIntegrable,
    Kind,
    Smooth,
    TendsToInfinity,
    line,
)

RANGES = (J_RANGE, K_RANGE)
ABOVE = (*GRADIENT_HYPOTHESES, CURVE_BOUND, ABOVE_CRITICAL)


# ---------------------------------------------------------------- properties 1 to 3

_CONFINING = sympy.And(
    Smooth(loss(), W), TendsToInfinity(loss(), W), ExpIntegrable(2 * loss() / s, W)
)
_CONFINING_LINES = (
    line("1", Smooth(loss(), W), "smooth", printed=True),
    line("square", ge((y[i] - f(i)) ** 2 / 2, 0), "arithmetic",
         squares=((Rational(1, 2), y[i] - f(i)),)),
    line("squares", ge(Sum((y[i] - f(i)) ** 2 / 2, I_RANGE), 0), "monotone", "square",
         under="sum", ranges=(I_RANGE,), printed=True, note="each data loss is >= 0"),
    line("regularizer", ge(loss(), lam / 2 * W_norm() ** 2), "arithmetic", "squares",
         multipliers={"squares": 1 / n}),
    line("2", TendsToInfinity(loss(), W), "cited", "regularizer", printed=True,
         theorem="quadratic_growth", of=loss(), base=W, alpha=lam / 2, gamma=Integer(0),
         ranges=RANGES),
    line("exponent", ge(2 * loss() / s, lam / s * W_norm() ** 2), "arithmetic", "regularizer",
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
    not_checked="the printed order O(poly(s/λ)) of the integral, which is at most (πs/λ)^{pd/2}: "
    "the exponent depends on the size of the net, and it is a polynomial in s/λ for even pd only",
)

# ---------------------------------------------------------------- property 4 above lambda_c

leading = lam**2 - 2 * lam * M_D * L * B_x**2 * a_norm() ** 2
linear = (
    2 * lam * M_D * B_x * a_norm() * (B_y + c_norm() * a_norm()) / s
    + p * a_norm() ** 2 * L * B_x * M_D2 * B_x**2
)
offset = -p * (
    M_D**2 * B_x**2 * a_norm() ** 2
    + a_norm() * (B_y + a_norm() * c_norm()) * M_D2 * B_x**2
    + lam * d
)
minorant = leading / s * W_norm() ** 2 - linear * W_norm() + offset
printed_minorant = leading * W_norm() ** 2 - linear * W_norm() + offset
gradient_bound = (
    lam**2 * W_norm() ** 2
    - 2 * lam * M_D * L * B_x**2 * a_norm() ** 2 * W_norm() ** 2
    - 2 * lam * M_D * B_x * a_norm() * (B_y + c_norm() * a_norm()) * W_norm()
)
laplacian_bound = p * (
    M_D**2 * B_x**2 * a_norm() ** 2
    + a_norm() * (B_y + a_norm() * (c_norm() + L * B_x * W_norm())) * M_D2 * B_x**2
    + lam * d
)

BOTH_BOUNDS = (
    line("A.1", ge(gradient_norm() ** 2, gradient_bound), "claim", printed=True,
         claim="gopalani2025/lemma3_1/gradient_lower_bound",
         note="(4) without its undefined factor m"),
    line("5", le(laplacian(), laplacian_bound), "claim", printed=True,
         claim="gopalani2025/lemma3_1/laplacian_upper_bound"),
)  # fmt: skip
VILLANI = TendsToInfinity(villani(), W)
CRITICAL_REPAIRED = (
    *(replace(bound, printed=False) for bound in BOTH_BOUNDS),
    line("minorant", ge(villani(), minorant), "arithmetic", "A.1", "5",
         multipliers={"A.1": 1 / s}, note="the leading coefficient is g1/s"),
    line("lambda", sympy.Gt(lam, lambda_c(), evaluate=False), "hypothesis",
         name="above_critical"),
    line("positive", sympy.Gt(leading / s, 0, evaluate=False), "arithmetic", "lambda",
         multipliers={"lambda": lam / s}),
    line("villani", VILLANI, "cited", "minorant", "positive", theorem="quadratic_growth",
         of=villani(), base=W, alpha=leading / s, linear=linear, gamma=offset, ranges=RANGES),
)  # fmt: skip
CRITICAL_PRINTED = (
    *BOTH_BOUNDS,
    line("g1", ge(villani(), printed_minorant), "arithmetic", "A.1", "5", printed=True,
         multipliers={"A.1": 1 / s},
         note="the print has g1 and says that g2, g3 exist; these are those of (A.1) and (5)"),
    line("lambda", sympy.Gt(lam, lambda_c(), evaluate=False), "hypothesis",
         name="above_critical", printed=True),
    line("positive", sympy.Gt(leading, 0, evaluate=False), "arithmetic", "lambda", printed=True,
         multipliers={"lambda": lam}),
    line("villani", VILLANI, "cited", "g1", "positive", printed=True,
         theorem="quadratic_growth", of=villani(), base=W, alpha=leading, linear=linear,
         gamma=offset, ranges=RANGES),
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
    relation=VILLANI,
    derivations=(
        Derivation("Section 5", CRITICAL_PRINTED),
        Derivation("Section 5 with g1/s", CRITICAL_REPAIRED, as_printed=False),
    ),
    reading="Stated for SoftPlus too, as the proof of Theorem 3.4 uses it; Lemma 3.1, in the setup "
    "of Definition 2, assumes bounded σ. Appendix A does not use the bound.",
    not_checked="whether λ > λ_c is needed. It is not for bounded σ or SoftPlus (see the "
    "amendments); for a σ that is merely Lipschitz, such as x sin log(1 + x²), some lower bound "
    "on λ is",
    plots=VILLANI_PLOTS,
)

CLAIMS = (
    CONFINING,
    CRITICAL,
)
