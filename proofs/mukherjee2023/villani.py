"""The first part of the main theorem: the slides' loss is smooth, and a Villani function.

Statement: for bounded activations the slides' loss is gLip-gradient Lipschitz, with
gLip = 2‖a‖²M_D²B_x² + 2‖a‖_∞(B_y + ‖a‖₁B_σ)M'_D B_x² + λ, and there is a λ_c > 0 such that it is a
Villani function for every λ > λ_c. It is one for every λ > 0, and so is the loss of SoftPlus.
Where: "Our Primary Result in arXiv:2210.11452"; "Our Result … About SoftPlus Nets"; the four
conditions in "Definition (Villani Functions)". Kind: identity, Lipschitz bound, limit.
Checked: gradient and Laplacian by differentiating the sums; the four conditions for every s > 0.
Not checked: that λ_c is positive, which the slides ask for and nothing needs: any number will do.
False variants: the factor 2 of the slides' loss dropped.
"""

import sympy
from sympy import Integer, Sum, log

from provcheck.proofs.gopalani2025.lemma3_1_every_lambda import (
    DATA_GRADIENT_LINES,
    curvature,
    data_norm,
    inner,
    pull_bound,
)
from provcheck.proofs.gopalani2025.lemma3_1_laplacian import BOUNDED_HYPOTHESES
from provcheck.proofs.gopalani2025.lemma3_1_smoothness import gLip_sharp
from provcheck.proofs.gopalani2025.lemma3_1_softplus import SOFTPLUS, SOFTPLUS_HYPOTHESES
from provcheck.proofs.gopalani2025.lemma3_1_villani import RANGES, laplacian_bound
from provcheck.proofs.gopalani2025.lemma3_1_villani import offset as minus_flat_laplacian
from provcheck.proofs.gopalani2025.net import (
    ALL,
    BOUNDED,
    I_RANGE,
    J_RANGE,
    K_RANGE,
    LAMBDA,
    M_D,
    M_D2,
    STEP,
    W1,
    W2,
    WEIGHT_PAIR,
    WEIGHTS,
    B_x,
    B_y,
    L,
    W,
    W_norm,
    a_norm,
    a_sum,
    at_weights,
    beta,
    change_of_weights,
    d,
    data_gradient,
    f,
    ge,
    i,
    j,
    k,
    lam,
    le,
    n,
    p,
    s,
    space,
    y,
)
from provcheck.proofs.gopalani2025.net import gradient as paper_gradient
from provcheck.proofs.gopalani2025.net import laplacian as paper_laplacian
from provcheck.proofs.mukherjee2023.net import (
    gradient,
    gradient_norm,
    laplacian,
    loss,
    source,
    villani,
)
from provcheck.statement import (
    Claim,
    Derivation,
    ExpIntegrable,
    Index,
    Kind,
    Norm,
    Partial,
    Smooth,
    TendsToInfinity,
    Variant,
    line,
)

MAIN, RATE = "mukherjee2023/main_theorem", "mukherjee2023/softplus_rate"
MAIN_SLIDE, SOFTPLUS_SLIDE = "Our Primary Result in arXiv:2210.11452", "… About SoftPlus Nets"

# ---------------------------------------------------------------- derivatives of the slides' loss

_slope = Partial(loss(), W[j, k])
_trace = Sum(Partial(_slope, W[j, k]), J_RANGE, K_RANGE)


def _formula(part, title, left, right, wrong, *indices) -> Claim:
    relation = sympy.Eq(left, right, evaluate=False)
    return Claim(
        name=f"{MAIN}/{part}",
        title=title,
        source=source("Consider The Following Setup With Neural Nets!", "not in the slides"),
        kind=Kind.IDENTITY,
        space=space(ALL, (), LAMBDA, WEIGHTS, *indices),
        relation=relation,
        derivations=(Derivation("termwise", (line("formula", relation, "calculus"),), False),),
        variants=(Variant("papers_loss", sympy.Eq(left, wrong, evaluate=False)),),
    )


GRADIENT_FORMULA = _formula(
    "gradient_formula", "the gradient of the slides' loss",
    _slope, gradient(j, k), paper_gradient(j, k), Index(j, p), Index(k, d),
)  # fmt: skip
LAPLACIAN_FORMULA = _formula(
    "laplacian_formula", "the Laplacian of the slides' loss",
    _trace, laplacian(), paper_laplacian(),
)  # fmt: skip

# ---------------------------------------------------------------- gradient Lipschitz

_change = Norm(at_weights(gradient(j, k), W2) - at_weights(gradient(j, k), W1), *RANGES)
_half = lam / 2
_halved = Norm(
    at_weights(data_gradient(j, k), W2) + _half * W2[j, k]
    - at_weights(data_gradient(j, k), W1) - _half * W1[j, k],
    *RANGES,
)  # fmt: skip
_smooth = le(_change, (2 * gLip_sharp() - lam) * change_of_weights())
_SMOOTH_LINES = (
    line("sharp", le(_halved, (gLip_sharp() - _half) * change_of_weights()), "claim",
         claim="gopalani2025/lemma3_1/gradient_lipschitz_sharp", at={lam: _half}),
    line("slides", _smooth, "arithmetic", "sharp", multipliers={"sharp": 2}),
)  # fmt: skip

GRADIENT_LIPSCHITZ = Claim(
    name=f"{MAIN}/gradient_lipschitz",
    title="the slides' loss is gradient Lipschitz for bounded activations",
    source=source(MAIN_SLIDE, "the loss is gLip-gradient Lipschitz"),
    kind=Kind.LIPSCHITZ,
    space=space(BOUNDED, BOUNDED_HYPOTHESES, LAMBDA, *WEIGHT_PAIR),
    hypotheses=BOUNDED_HYPOTHESES,
    relation=_smooth,
    derivations=(Derivation("the paper's loss at λ/2", _SMOOTH_LINES, as_printed=False),),
    variants=(Variant("papers_constant", le(_change, gLip_sharp() * change_of_weights())),),
)

# ---------------------------------------------------------------- the four conditions

VILLANI = sympy.And(
    Smooth(loss(), W),
    TendsToInfinity(loss(), W),
    ExpIntegrable(2 * loss() / s, W),
    TendsToInfinity(villani(), W),
)
_CONFINING_LINES = (
    line("1", Smooth(loss(), W), "smooth"),
    line("square", ge((y[i] - f(i)) ** 2, 0), "arithmetic", squares=((1, y[i] - f(i)),)),
    line("squares", ge(Sum((y[i] - f(i)) ** 2, I_RANGE), 0), "monotone", "square", under="sum",
         ranges=(I_RANGE,)),
    line("regularizer", ge(loss(), lam / 2 * W_norm() ** 2), "arithmetic", "squares",
         multipliers={"squares": 1 / n}),
    line("2", TendsToInfinity(loss(), W), "cited", "regularizer", theorem="quadratic_growth",
         of=loss(), base=W, alpha=lam / 2, gamma=Integer(0), ranges=RANGES),
    line("exponent", ge(2 * loss() / s, lam / s * W_norm() ** 2), "arithmetic", "regularizer",
         multipliers={"regularizer": 2 / s}),
    line("3", ExpIntegrable(2 * loss() / s, W), "cited", "exponent", "1",
         theorem="gaussian_domination", of=2 * loss() / s, base=W, alpha=lam / s,
         gamma=Integer(0), ranges=RANGES),
    line("data_square", ge(data_gradient(j, k) ** 2, 0), "arithmetic",
         squares=((1, data_gradient(j, k)),)),
    line("data_squares", ge(data_norm**2, 0), "monotone", "data_square", under="sum",
         ranges=RANGES),
)  # fmt: skip
_square = sympy.Eq(
    gradient_norm() ** 2,
    4 * data_norm**2 + 4 * lam * inner + lam**2 * W_norm() ** 2,
    evaluate=False,
)


def _grows(linear, gamma):
    """V_s → ∞ from the lines `gradient` and `laplacian`, and then all four conditions."""
    minorant = ge(villani(), lam**2 / s * W_norm() ** 2 - linear * W_norm() + gamma)
    return (
        line("minorant", minorant, "arithmetic", "gradient", "laplacian",
             multipliers={"gradient": 1 / s, "laplacian": 2}),
        line("4", TendsToInfinity(villani(), W), "cited", "minorant", theorem="quadratic_growth",
             of=villani(), base=W, alpha=lam**2 / s, linear=linear, gamma=gamma, ranges=RANGES),
        line("villani", VILLANI, "conjunction", "1", "2", "3", "4"),
    )  # fmt: skip


_bounded_trace = a_norm() ** 2 * M_D**2 * B_x**2 + curvature + lam * p * d
_BOUNDED_LINES = (
    *_CONFINING_LINES,
    *DATA_GRADIENT_LINES,
    line("gradient_square", _square, "algebra"),
    line("signed", le(-inner, abs(inner)), "cited", theorem="at_most_absolute", u=-inner),
    line("gradient", ge(gradient_norm() ** 2,
         lam**2 * W_norm() ** 2 - 4 * lam * pull_bound * W_norm()), "arithmetic",
         "gradient_square", "data_squares", "signed", "inner", "data",
         multipliers={"gradient_square": -1, "data_squares": 4, "signed": 4 * lam,
                      "inner": 4 * lam, "data": 4 * lam * W_norm()}),
    line("laplacian", le(paper_laplacian(), _bounded_trace), "claim",
         claim="gopalani2025/lemma3_1/laplacian_upper_bound_sharp"),
    *_grows(4 * lam * pull_bound / s, lam * p * d - 2 * _bounded_trace),
)  # fmt: skip

_offset = B_y + a_sum() * log(2) / beta
_softplus_linear = 2 * p * a_norm() ** 2 * L * B_x * M_D2 * B_x**2
_softplus_gamma = lam * p * d - lam * _offset**2 / s + 2 * minus_flat_laplacian
_SOFTPLUS_LINES = (
    *_CONFINING_LINES,
    line("gradient_square", _square, "algebra"),
    line("along", ge(inner + lam * W_norm() ** 2, lam * W_norm() ** 2 - _offset**2 / 4), "claim",
         claim="gopalani2025/lemma3_1/softplus_gradient_along_weights"),
    line("gradient", ge(gradient_norm() ** 2, lam**2 * W_norm() ** 2 - lam * _offset**2),
         "arithmetic", "gradient_square", "data_squares", "along",
         multipliers={"gradient_square": -1, "data_squares": 4, "along": 4 * lam}),
    line("laplacian", le(paper_laplacian(), laplacian_bound), "claim",
         claim="gopalani2025/lemma3_1/laplacian_upper_bound"),
    *_grows(_softplus_linear, _softplus_gamma),
)  # fmt: skip


def _villani(name, title, place, activations, hypotheses, lines, amends) -> Claim:
    return Claim(
        name=f"{name}/villani",
        title=title,
        source=source(*place),
        kind=Kind.LIMIT,
        space=space(activations, hypotheses, LAMBDA, STEP, WEIGHTS),
        hypotheses=hypotheses,
        relation=VILLANI,
        derivations=(Derivation("V_s has a quadratic minorant", lines, as_printed=False),),
        reading="The slides say that there is a λ_c > 0 such that this holds for every λ > λ_c; it "
        "is stated here for every λ > 0, so any λ_c will do.",
        amends=amends,
    )


CLAIMS = (
    GRADIENT_FORMULA,
    LAPLACIAN_FORMULA,
    GRADIENT_LIPSCHITZ,
    _villani(
        MAIN, "for bounded activations the slides' loss is a Villani function for every λ > 0",
        (MAIN_SLIDE, "the loss function is a Villani function"), BOUNDED, BOUNDED_HYPOTHESES,
        _BOUNDED_LINES, "mukherjee2023/lambda_c_sigmoid",
    ),
    _villani(
        RATE, "for SoftPlus the slides' loss is a Villani function for every λ > 0",
        (SOFTPLUS_SLIDE, "λ > λ_c"), SOFTPLUS, SOFTPLUS_HYPOTHESES, _SOFTPLUS_LINES,
        "mukherjee2023/lambda_c_softplus",
    ),
)  # fmt: skip
