"""Theorem 3.1, the rate: L(t) ≤ L(0)e^{−2λ_T t} on [0, T], and the bound that needs no minimum.

Our statement differs from the print: the net is differentiable along the flow but for finitely many
times (at a kink in which the flow stays (3) fails: theorem3_1/rate/at_kinks; the print says “almost
surely, for all T”, and flows stay in kinks with positive probability: lemma2_1/extension); and
nothing says λ_T > 0: for λ_T = 0 it says L(t) ≤ L(0).
Statement: with λ_T = min over [0, T] of λ_min(K), L(t) ≤ L(0) exp(−2λ_T t) for t in [0, T]; and
for every t, L(t) ≤ L(0) exp(−2 ∫₀ᵗ λ_min(K)), which is at least as sharp.
Setting: a flow along which the net is differentiable. At the time ξ in (0, t) that the mean value
theorem gives, K(ξ) has the Jacobian J and the residual r; λ_min(K(ξ)) = λ_T + e with e ≥ 0.
Where: end of the proof of Theorem 3.1, and (3). Kind: rate, upper bound.
Checked: everything at ξ; the derivative of the weighted loss; that the a-posteriori bound implies
the printed one.
Not checked: the mean value theorem, the hypothesis of that name, for the weighted loss
s ↦ e^{2λ_T s}L(s), or e^{2Λ(s)}L(s) with Λ(s) = ∫₀ˢ λ_min(K).
Ambiguous: the second form of (3), “which is equivalent to saying …”, is lost; L(t) is taken for it.
False variants: twice the rate, half the constant, the mean value theorem dropped.
"""

import sympy
from sympy import Sum, exp

from provcheck.proofs.jakhmola2025.net import (
    A_RANGE,
    JACOBIAN,
    K_RANGE,
    OUTPUTS,
    SIZES,
    J,
    N,
    a,
    equal,
    exponential,
    gradient,
    k,
    le,
    least,
    least_eigenvalue,
    r,
    sigma,
    source,
    tau,
)
from provcheck.proofs.jakhmola2025.theorem3_1_dynamics import (
    NAME,
    PROOF,
    loss_moved,
    loss_rate,
)
from provcheck.statement import (
    Array,
    Claim,
    Derivation,
    Hypothesis,
    Kind,
    Norm,
    Partial,
    Real,
    Space,
    Variant,
    define,
    line,
)

t, xi, excess = sympy.symbols("t xi e", nonnegative=True)
L_0, L_t = sympy.symbols("L_0 L_t", nonnegative=True)
Lambda_t, Lambda_xi = sympy.symbols("Lambda_t Lambda_xi", real=True)
lambda_T = define("lambda_T", (), least() - excess, r"\lambda_T")
pull = define("pull", (k,), Sum(J[a, k] * r[a], A_RANGE), r"(J^\top r)_{<0>}")
pull_norm = Norm(pull(k), K_RANGE)
r_norm = Norm(r[a], A_RANGE)

RAYLEIGH_AT_XI = (
    line("rayleigh", le(sigma() * r_norm, pull_norm), "cited", theorem="least_singular_value",
         matrix=J[a, k], vector=r[a], rows=A_RANGE, columns=K_RANGE,
         note="‖Jᵀv‖ ≥ σ_min(J)‖v‖ at v = r"),
    line("squared", le(sigma() ** 2 * r_norm**2, pull_norm**2), "monotone", "rayleigh",
         under="square", note="λ_min(K)‖r‖² ≤ rᵀKr"),
)  # fmt: skip
_PLACE = "proof of Theorem 3.1 and (3)"


def slope(rate):
    """(d/ds)(e^{2λs}L(s)) at ξ without its exponential: L' + 2λL with L = ½‖r‖², L' = −‖Jᵀr‖²."""
    return rate * r_norm**2 - pull_norm**2


def _norms(values):
    """‖Jᵀr‖² and ‖r‖² of a setting, generic over the kinds of numbers."""
    moved = values["J"].T @ values["r"]
    return (moved * moved).sum(), (values["r"] * values["r"]).sum()


# ---------------------------------------------------------------- as printed

MEAN_VALUE = Hypothesis(
    "mean_value", le(exp(2 * lambda_T() * t) * L_t, L_0 + t * exp(2 * lambda_T() * xi)
                     * slope(lambda_T())),
)  # fmt: skip
_bound = le(L_t, L_0 * exp(-2 * lambda_T() * t))


def _start(v):
    """The least L(0) that the mean value theorem allows."""
    rate = least_eigenvalue(v["J"]) - v["e"]
    pulled, size = _norms(v)
    weight, inner = exponential(2 * rate * v["t"]), exponential(2 * rate * v["xi"])
    return weight * v["L_t"] + v["t"] * inner * (pulled - rate * size)


RATE = Claim(
    name=f"{NAME}/rate",
    title="where F is differentiable along the flow, L(t) ≤ L(0) e^{−2λ_T t} on [0, T]",
    source=source(_PLACE, "(3)"),
    kind=Kind.UPPER_BOUND,
    space=Space(
        (
            *SIZES,
            JACOBIAN,
            Array(r, (N,), plain=1),
            Real(excess, low=0),
            Real(t, low=0),
            Real(xi, low=0),
            Real(L_t, low=0),
            Real(L_0, low=0, at_least=_start),
        )
    ),
    hypotheses=(MEAN_VALUE,),
    relation=_bound,
    derivations=(
        Derivation(
            "Grönwall's lemma, by the mean value theorem for e^{2λ_T s}L(s)",
            (
                line("mean_value", MEAN_VALUE.relation, "hypothesis", name="mean_value"),
                *RAYLEIGH_AT_XI,
                line("slope", le(slope(lambda_T()), 0), "arithmetic", "squared",
                     note="L' + 2λ_T L ≤ 0 at ξ"),
                line("weighted", le(exp(2 * lambda_T() * t) * L_t, L_0), "arithmetic",
                     "mean_value", "slope",
                     multipliers={"slope": t * exp(2 * lambda_T() * xi)}),
                line("3", _bound, "arithmetic", "weighted", printed=True,
                     multipliers={"weighted": exp(-2 * lambda_T() * t)}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("twice_the_rate", le(L_t, L_0 * exp(-4 * lambda_T() * t))),
        Variant("half", le(L_t, L_0 * exp(-2 * lambda_T() * t) / 2)),
        Variant("any_function", _bound, dropped=("mean_value",)),
    ),
    reading="ξ in (0, t) is the time of the mean value theorem, J and r are those at ξ, "
    "e = λ_min(K(ξ)) − λ_T ≥ 0. L_t and L_0 stand for L(t) and L(0). λ_T is read as the least "
    "eigenvalue over [0, T]; nothing is assumed of its sign.",
    not_checked="the mean value theorem for s ↦ e^{2λ_T s}L(s), which is continuous, and "
    "differentiable where the net is; with finitely many kinks it is used on each piece. Where the "
    "flow stays in a kink the bound fails: theorem3_1/rate/at_kinks",
)  # fmt: skip

# ---------------------------------------------------------------- the weighted loss

rate = sympy.Symbol("lambda", real=True)
Lambda = sympy.Symbol("Lambda", real=True)
_weight = exp(2 * (Lambda + rate * tau))
_second = Norm(Sum(J[a, k] * gradient(k), K_RANGE), A_RANGE) ** 2
_weighted = equal(
    Partial(_weight * loss_moved(), tau),
    _weight * (2 * rate * loss_moved() + loss_rate() + tau * _second),
)

WEIGHTED_LOSS = Claim(
    name=f"{NAME}/rate/weighted_loss",
    title="(e^{2Λ}L)' = e^{2Λ}(L' + 2Λ'L), at τ = 0",
    source=source(PROOF, "rearranging (6)", "Rearranging, we get"),
    kind=Kind.IDENTITY,
    space=Space((*SIZES, JACOBIAN, *OUTPUTS, Real(tau), Real(rate), Real(Lambda))),
    relation=_weighted,
    derivations=(Derivation("product rule", (line("weighted", _weighted, "calculus"),),
                            as_printed=False),),
    variants=(Variant("without_two", equal(
        _weighted.lhs, _weight * (rate * loss_moved() + loss_rate() + tau * _second))),),
    reading="To first order Λ(t + τ) = Λ + λτ, and the outputs move by F' = −K(F − y). With "
    "Λ(t) = λ_T t this is the slope in the hypothesis mean_value of theorem3_1/rate, with "
    "Λ(t) = ∫₀ᵗ λ_min(K) that of theorem3_1/a_posteriori_rate.",
)  # fmt: skip

# ---------------------------------------------------------------- without the minimum

_POSTERIORI = Hypothesis(
    "mean_value",
    le(exp(2 * Lambda_t) * L_t, L_0 + t * exp(2 * Lambda_xi) * slope(least())),
)
_integral = le(L_t, L_0 * exp(-2 * Lambda_t))


def _start_posteriori(v):
    pulled, size = _norms(v)
    weight, inner = exponential(2 * v["Lambda_t"]), exponential(2 * v["Lambda_xi"])
    return weight * v["L_t"] + v["t"] * inner * (pulled - least_eigenvalue(v["J"]) * size)


A_POSTERIORI = Claim(
    name=f"{NAME}/a_posteriori_rate",
    title="L(t) ≤ L(0) exp(−2 ∫₀ᵗ λ_min(K))",
    source=source(_PLACE, "sharpened"),
    kind=Kind.UPPER_BOUND,
    space=Space(
        (
            *SIZES,
            JACOBIAN,
            Array(r, (N,), plain=1),
            Real(Lambda_t),
            Real(Lambda_xi),
            Real(t, low=0),
            Real(L_t, low=0),
            Real(L_0, low=0, at_least=_start_posteriori),
        )
    ),
    hypotheses=(_POSTERIORI,),
    relation=_integral,
    derivations=(
        Derivation(
            "the mean value theorem for e^{2Λ(s)}L(s)",
            (
                line("mean_value", _POSTERIORI.relation, "hypothesis", name="mean_value"),
                *RAYLEIGH_AT_XI,
                line("weighted", le(exp(2 * Lambda_t) * L_t, L_0), "arithmetic", "mean_value",
                     "squared", multipliers={"squared": t * exp(2 * Lambda_xi)}),
                line("bound", _integral, "arithmetic", "weighted",
                     multipliers={"weighted": exp(-2 * Lambda_t)}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("twice_the_rate", le(L_t, L_0 * exp(-4 * Lambda_t))),
        Variant("half", le(L_t, L_0 * exp(-2 * Lambda_t) / 2)),
        Variant("any_function", _integral, dropped=("mean_value",)),
    ),
    amends=f"{NAME}/rate",
    reading="Λ_t = ∫₀ᵗ λ_min(K(s)) ds and Λ_ξ the same up to the time ξ of the mean value theorem, "
    "where J and r are taken and Λ' = λ_min(K(ξ)). It needs no minimum over [0, T], says something "
    "at every t where K is singular only now and then, and can be read off a computed flow.",
    not_checked="the mean value theorem for s ↦ e^{2Λ(s)}L(s)",
)  # fmt: skip

# ---------------------------------------------------------------- one implies the other

lowest = sympy.Symbol("lambda_T", real=True)
_MINIMUM = Hypothesis("minimum", le(lowest * t, Lambda_t))
_implied = le(exp(-2 * Lambda_t), exp(-2 * lowest * t))


def _least_integral(v):
    return v["lambda_T"] * v["t"]


SHARPER = Claim(
    name=f"{NAME}/a_posteriori_rate/sharper",
    title="exp(−2 ∫₀ᵗ λ_min(K)) ≤ exp(−2λ_T t)",
    source=source(_PLACE, "not in the paper: the two rates compared"),
    kind=Kind.UPPER_BOUND,
    space=Space((Real(lowest), Real(t, low=0), Real(Lambda_t, at_least=_least_integral))),
    hypotheses=(_MINIMUM,),
    relation=_implied,
    derivations=(
        Derivation(
            "the exponential increases",
            (
                line("minimum", _MINIMUM.relation, "hypothesis", name="minimum"),
                line("exponents", le(-2 * Lambda_t, -2 * lowest * t), "arithmetic", "minimum",
                     multipliers={"minimum": 2}),
                line("sharper", _implied, "monotone", "exponents", under="exp"),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("the_other_way", le(exp(-2 * lowest * t), exp(-2 * Lambda_t))),
        Variant("any_minimum", _implied, dropped=("minimum",)),
    ),
    reading="Λ_t = ∫₀ᵗ λ_min(K); λ_T ≤ λ_min(K(s)) on [0, t] gives Λ_t ≥ λ_T t.",
)  # fmt: skip

CLAIMS = (RATE, WEIGHTED_LOSS, A_POSTERIORI, SHARPER)
