"""Theorem 3.2: step size, number of steps, exponent, and what follows from the cited bounds.

Statement: with s* = min(1/gLip, ε/(A + B)) and k = T/s*, E L̃(W^k) − min L̃ ≤
ε + C‖ρ − μ‖e^{−s*λ_s k}; the exponent is λ_s T.
Setting: A, B, C are constants of [50] of which the paper says that they exist.
Where: Theorem 3.2 and the end of Section 5. Kind: identity, rate, upper bound.
Checked: s* ≤ 1/gLip and (A + B)s* ≤ ε; T/s* = T max(gLip, (A + B)/ε); the exponent; the rate from
its three parts, each a hypothesis named after the result of [50] that it stands for; what is left
of the rate where T/s* is no integer. For an explicit bound in place of A see
theorem3_2_excess_risk.py.
Not checked: the results of [50]. The rate as printed is OPEN: no value of A, B, C is stated.
Our statement differs from the print: ‖·‖_{1/μ} is taken with the weight 1/μ_s, as its second
formula has it; the print also writes dμ_{s^{-1}}, the Gibbs measure at 1/s (weighted_norm).
False variants: halved constants, a dropped part.
"""

import sympy
from sympy import exp

from provcheck.proofs.gopalani2025.guarantee import (
    CONSTANTS_AB,
    DISTANCE,
    EPS,
    HORIZON,
    RATE,
    SMOOTHNESS,
    STEP_SIZE,
    A,
    B,
    C,
    T,
    decay,
    distance,
    eps,
    equal,
    expected_sde,
    expected_sgd,
    expected_stationary,
    g_lip,
    inverse_step_rule,
    lam_s,
    least,
    positive,
    step_bounds,
    step_rule,
)
from provcheck.proofs.gopalani2025.net import ge, le, s, source
from provcheck.statement import (
    Claim,
    Derivation,
    Hypothesis,
    Index,
    Kind,
    Real,
    Size,
    Space,
    Variant,
    define,
    line,
)

step_size = define("step_size", (), step_rule(eps, A + B), r"s^\ast")
steps = define("steps", (), T * inverse_step_rule(eps, A + B), "k")
_CHOICE = Space((*CONSTANTS_AB, SMOOTHNESS, EPS, HORIZON, RATE))


def _algebra(relation, name):
    lines = (line("identity", relation, "algebra", printed=False),)
    return (Derivation(name, lines, as_printed=False),)


STEPS = Claim(
    name="gopalani2025/theorem3_2/steps",
    title="k = T/s* steps are T·max(gLip, (A + B)/ε)",
    source=source("Theorem 3.2", "k = T/s*"),
    kind=Kind.IDENTITY,
    space=_CHOICE,
    relation=equal(step_size() * steps(), T),
    derivations=_algebra(equal(step_size() * steps(), T), "min(u, v)·max(1/u, 1/v) = 1"),
    variants=(
        Variant("first_only", equal(step_size() * T * g_lip, T)),
        Variant("sum", equal(step_size() * T * (g_lip + (A + B) / eps), T)),
    ),
    reading="The print speaks of k = T/s* steps; where that is no integer, see whole_steps.",
)


STEP_SMOOTH, STEP_ACCURATE = step_bounds(
    "theorem3_2", "Theorem 3.2", "s* = min(1/gLip, ε/(A + B))", "(A + B)s* ≤ ε", step_size(), A + B
)

EXPONENT = Claim(
    name="gopalani2025/theorem3_2/exponent",
    title="the exponent s*λ_s k of Theorem 3.2 equals λ_s T",
    source=source("Theorem 3.2 and Section 5", "e^{−s*λ_{s*}k} and e^{−λ_s T}"),
    kind=Kind.IDENTITY,
    space=_CHOICE,
    relation=equal(step_size() * lam_s * steps(), lam_s * T),
    derivations=_algebra(equal(step_size() * lam_s * steps(), lam_s * T), "s*k = T"),
    variants=(
        Variant("squared_step", equal(step_size() ** 2 * lam_s * steps(), lam_s * T)),
    ),
)  # fmt: skip

# ---------------------------------------------------------------- the rate

_STARTS, _START = sympy.Symbol("M", integer=True, positive=True), sympy.Symbol("j", integer=True)
_REACHED = sympy.IndexedBase("E", shape=(_STARTS,), real=True)
_DISTANCES = sympy.IndexedBase("Delta", shape=(_STARTS,), real=True)
_printed_rate = le(
    _REACHED[_START] - least,
    eps + C * _DISTANCES[_START] * exp(-step_size() * lam_s * steps()),
)
_excess = expected_sgd - least
_rate = le(_excess, eps + C * distance * exp(-s * lam_s * (T / s)))

RATE_PRINTED = Claim(
    name="gopalani2025/theorem3_2/rate",
    title="E L̃(W^k) − min L̃ ≤ ε + C‖ρ − μ‖e^{−s*λ_s k} for all ρ, for some A, B, C",
    source=source("Theorem 3.2"),
    kind=Kind.EXISTENCE,
    space=Space((Size(_STARTS), Index(_START, _STARTS), SMOOTHNESS, EPS, HORIZON, RATE,
                 Real(least))),
    relation=_printed_rate,
    exists=(A, B, C),
    expected="OPEN",
    reading="A, B and C are constants that exist, with a pointer to [50]; no value or bound is "
    "given. A depends on L̃ only, B on T and L̃, C on s and L̃. They are chosen before ρ: one C "
    "serves all initial densities ρ_1, …, ρ_M, whose distances from μ_{s*} are Δ_j, and E_j "
    "is the mean loss of SGD from ρ_j after k steps of s*, the step that A and B give; for "
    "E_j that are any numbers no constants would do. λ_s is the one at s*. λ > λ_c is not "
    "printed here: it is in Lemma 3.1, whose setup the theorem continues. What follows once the "
    "constants are given is rate_given_constants.",
    not_checked="that such constants exist: Theorem 3 of [50]; no false variant, because nothing "
    "that leaves C free can be told false by numbers",
)  # fmt: skip

_DISCRETE = Hypothesis("discretisation", le(expected_sgd, expected_sde + B * s))
_MIXING = Hypothesis(
    "mixing", le(expected_sde, expected_stationary + C * distance * exp(-lam_s * T))
)
_STATIONARY = Hypothesis("stationary_risk", le(expected_stationary, least + A * s))
_SMALL = Hypothesis("small_step", le((A + B) * s, eps))


def _mixed(values):
    exponent = values["lambda_s"] * values["T"]
    return values["E_T"] - values["C"] * values["Delta"] * decay(exponent)


_RATE_SPACE = Space(
    (
        *CONSTANTS_AB,
        positive(C),
        positive(g_lip),
        DISTANCE,
        RATE,
        HORIZON,
        Real(expected_sgd),
        Real(s, low=0, open_low=True),
        Real(expected_sde, at_least=lambda v: v["E_k"] - v["B"] * v["s"]),
        Real(expected_stationary, at_least=_mixed),
        Real(least, at_least=lambda v: v["E_infinity"] - v["A"] * v["s"]),
        positive(eps, at_least=lambda v: (v["A"] + v["B"]) * v["s"]),
    )
)
_PARTS = (_DISCRETE, _MIXING, _STATIONARY, _SMALL)
_RATE_LINES = (
    *(line(h.name, h.relation, "hypothesis", name=h.name, printed=True) for h in _PARTS),
    line("section_5", le(_excess, (A + B) * s + C * distance * exp(-lam_s * T)), "arithmetic",
         "discretisation", "mixing", "stationary_risk", printed=True,
         note="the display of Section 5 before s* is chosen"),
    line("rate", _rate, "arithmetic", "section_5", "small_step", printed=True),
)  # fmt: skip

RATE_GIVEN = Claim(
    name="gopalani2025/theorem3_2/rate_given_constants",
    title="the rate of Theorem 3.2 from the bounds of [50] on its three parts",
    source=source("Theorem 3.2 and Section 5", "with A, B, C given"),
    kind=Kind.UPPER_BOUND,
    space=_RATE_SPACE,
    hypotheses=_PARTS,
    relation=_rate,
    derivations=(Derivation("Section 5", _RATE_LINES),),
    variants=(
        Variant("half_accuracy",
                le(_excess, eps / 2 + C * distance * exp(-s * lam_s * (T / s)))),
        Variant("no_mixing_term", le(_excess, eps)),
        Variant("without_discretisation", _rate, dropped=("discretisation",)),
    ),
    amends="gopalani2025/theorem3_2/rate",
    reading="k is T/s. That A is the part of the stationary risk and B that of the discretisation "
    "is from [50] and Section 5; Theorem 3.2 has their sum only. s ≤ 1/gLip is needed by [50] for "
    "the discretisation bound only. Theorem 3.2 itself does not print λ > λ_c (Lemma 3.1 does); it "
    "enters through λ_s > 0 only, for which no threshold is needed "
    "(lemma3_1/poincare_every_lambda).",
    not_checked="the three bounds themselves: weak error of SGD against the SDE, excess risk under "
    "μ_s, mixing (theorem3_4/mixing)",
)  # fmt: skip

# ---------------------------------------------------------------- the norm of L²(1/μ_s)

_higher = sympy.Symbol("u", real=True)
_loss = sympy.Symbol("L_W", real=True)
_total = sympy.Symbol("Z", positive=True)
_density = define("gibbs_density", (), exp(-2 * _loss / s) / _total, r"\mu_s(W)")

WEIGHTED_NORM = Claim(
    name="gopalani2025/theorem3_2/weighted_norm",
    title="Z_s e^{2L̃/s}dx and dμ_{s^{-1}} are one measure: where L̃ is higher by u, the densities "
    "change by the factors e^{2u/s} and e^{−2su}",
    source=source(
        "Theorem 3.2",
        "definition of the norm",
        "‖g‖_{μ_s^{-1}} = (∫|g(x)|² dμ_{s^{-1}})^{1/2} = (Z_s ∫|g(x)|² exp(2L̃(x)/s) dx)^{1/2}",
    ),
    kind=Kind.IDENTITY,
    space=Space((STEP_SIZE, Real(_higher))),
    relation=equal(exp(2 * _higher / s), exp(-2 * s * _higher)),
    expected="REFUTED",
    reading="μ_{s^{-1}} is the measure μ_s of the theorem at 1/s, whose density is proportional "
    "to e^{−2sL̃}. If both formulas held for every g, the ratio of e^{2L̃/s} to it would be the "
    "same at all weights; u is the difference of the losses at two weights, and L̃ is not "
    "constant. Only the second formula is used: 1/μ_s is meant, as the sentence after it says.",
)  # fmt: skip

_inverse = equal(1 / _density(), _total * exp(2 * _loss / s))
WEIGHTED_NORM_CORRECTED = Claim(
    name="gopalani2025/theorem3_2/weighted_norm_corrected",
    title="1/μ_s = Z_s e^{2L̃/s}: the second formula is the integral of |g|² with the weight 1/μ_s",
    source=source("Theorem 3.2", "definition of the norm, with 1/μ_s for μ_{s^{-1}}"),
    kind=Kind.IDENTITY,
    space=Space((STEP_SIZE, positive(_total), Real(_loss))),
    relation=_inverse,
    derivations=_algebra(_inverse, "μ_s = e^{−2L̃/s}/Z_s"),
    variants=(
        Variant("step_inverted", equal(1 / _density(), _total * exp(2 * s * _loss))),
        Variant("without_the_factor", equal(1 / _density(), exp(2 * _loss / s))),
    ),
    amends="gopalani2025/theorem3_2/weighted_norm",
    reading="L_W is the loss at the weights, Z the normalisation factor Z_s.",
)

# ---------------------------------------------------------------- whole numbers of steps

whole = sympy.Symbol("K", nonnegative=True)
_ROUNDED = Hypothesis("rounded_down", ge(s * whole, T - s))
_lost = le(exp(-s * lam_s * whole), exp(s * lam_s) * exp(-lam_s * T))
WHOLE_STEPS = Claim(
    name="gopalani2025/theorem3_2/whole_steps",
    title="with ⌊T/s⌋ steps the exponential is at most e^{sλ_s}·e^{−λ_s T}",
    source=source("Theorem 3.2", "not in the paper: T/s* need not be an integer"),
    kind=Kind.UPPER_BOUND,
    space=Space((STEP_SIZE, HORIZON, RATE,
                 Real(whole, low=0, at_least=lambda v: v["T"] / v["s"] - 1))),
    hypotheses=(_ROUNDED,),
    relation=_lost,
    derivations=(
        Derivation(
            "sK > T − s",
            (
                line("rounded", ge(s * whole, T - s), "hypothesis", name="rounded_down"),
                line("exponent", le(-s * lam_s * whole, s * lam_s - lam_s * T), "arithmetic",
                     "rounded", multipliers={"rounded": lam_s}),
                line("exponential", _lost, "monotone", "exponent", under="exp"),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("nothing_lost", le(exp(-s * lam_s * whole), exp(-lam_s * T))),
        Variant("unrounded", _lost, dropped=("rounded_down",)),
    ),
    reading="K = ⌊T/s⌋ satisfies T − s < sK ≤ T. Rounding up instead keeps e^{−λ_s T}, and needs "
    "the discretisation bound on the horizon T + s, so B(T + s).",
)  # fmt: skip

CLAIMS = (
    STEPS,
    STEP_SMOOTH,
    STEP_ACCURATE,
    EXPONENT,
    RATE_PRINTED,
    RATE_GIVEN,
    WEIGHTED_NORM,
    WEIGHTED_NORM_CORRECTED,
    WHOLE_STEPS,
)
