"""Corollary 3.3: the accuracy is split between the step size and the initial distance.

Statement: with s* = min(1/gLip, ε/(2(A + B))) and ‖ρ − μ_s‖ ≤ (ε/2C)e^{λ_s T},
E L̃(W^{T/s*}) − inf L̃ ≤ ε.
Where: Corollary 3.3. Kind: upper bound.
Checked: from the display of Section 5, (A + B)s + C‖ρ − μ_s‖e^{−λ_s T}, which rate_given_constants
derives; each half is at most ε/2.
Not checked: that a density with that distance is at hand; μ_s itself is one. For a fixed density
see theorem3_2_horizon.py.
The remark that a larger T makes the condition on ρ weaker is false for Gaussians: s* shrinks, and
with it L²(1/μ_s) (longer_horizon).
False variants: half the accuracy, a dropped condition.
"""

import sympy
from sympy import exp

from provcheck.proofs.gopalani2025.guarantee import (
    CONSTANTS_AB,
    EPS,
    HORIZON,
    RATE,
    SMOOTHNESS,
    A,
    B,
    C,
    T,
    decay,
    distance,
    eps,
    expected_sgd,
    g_lip,
    lam_s,
    least,
    positive,
    step_rule,
)
from provcheck.proofs.gopalani2025.net import LAMBDA, lam, le, s, source
from provcheck.proofs.gopalani2025.theorem3_2_initialization import tau
from provcheck.statement import (
    Claim,
    Derivation,
    Hypothesis,
    Kind,
    Real,
    Space,
    Variant,
    define,
    line,
)

corollary_step = define("corollary_step", (), step_rule(eps, 2 * (A + B)), r"s_{\mathrm{max}}")
_excess = expected_sgd - least
_bound = (A + B) * s + C * distance * exp(-lam_s * T)
RATE_BOUND = Hypothesis("rate", le(_excess, _bound))
SMALL_STEP = Hypothesis("small_step", le(2 * (A + B) * s, eps))
NEAR = Hypothesis("near", le(2 * C * distance * exp(-lam_s * T), eps))


def _least_accuracy(v):
    """The larger of the two numbers that ε must be at least."""
    step = 2 * (v["A"] + v["B"]) * v["s"]
    start = 2 * v["C"] * v["Delta"] * decay(v["lambda_s"] * v["T"])
    return max(step, start)


def _least_loss(v):
    start = v["C"] * v["Delta"] * decay(v["lambda_s"] * v["T"])
    return v["E_k"] - (v["A"] + v["B"]) * v["s"] - start


_SPLIT_LINES = (
    line("rate", RATE_BOUND.relation, "hypothesis", name="rate", printed=True),
    line("small_step", SMALL_STEP.relation, "hypothesis", name="small_step", printed=True),
    line("near", NEAR.relation, "hypothesis", name="near", printed=True,
         note="‖ρ − μ‖ ≤ (ε/2C)e^{λT}, multiplied out"),
    line("split", le(_excess, eps), "arithmetic", "rate", "small_step", "near", printed=True,
         multipliers={"small_step": sympy.Rational(1, 2), "near": sympy.Rational(1, 2)}),
)  # fmt: skip

SPLIT = Claim(
    name="gopalani2025/corollary3_3/split",
    title="s ≤ ε/(2(A + B)) and ‖ρ − μ‖ ≤ (ε/2C)e^{λT} give E L̃ − inf L̃ ≤ ε",
    source=source("Corollary 3.3"),
    kind=Kind.UPPER_BOUND,
    space=Space(
        (
            *CONSTANTS_AB,
            positive(C),
            positive(s),
            RATE,
            HORIZON,
            Real(distance, low=0),
            Real(expected_sgd),
            Real(least, at_least=_least_loss),
            Real(eps, low=0, open_low=True, at_least=_least_accuracy),
        )
    ),
    hypotheses=(RATE_BOUND, SMALL_STEP, NEAR),
    relation=le(_excess, eps),
    derivations=(Derivation("Corollary 3.3", _SPLIT_LINES),),
    variants=(
        Variant("half", le(_excess, eps / 2)),
        Variant("any_start", le(_excess, eps), dropped=("near",)),
        Variant("any_step", le(_excess, eps), dropped=("small_step",)),
    ),
    reading="The first hypothesis is the display of Section 5, which [50] gives for s ≤ 1/gLip.",
)


def _step_bound(part: str, title: str, relation, tangent, factor, variant) -> Claim:
    lines = (
        line("absolute", le(tangent, sympy.Abs(tangent)), "cited", theorem="at_most_absolute",
             u=tangent),
        line("bound", relation, "arithmetic", "absolute", multipliers={"absolute": factor}),
    )  # fmt: skip
    return Claim(
        name=f"gopalani2025/corollary3_3/{part}",
        title=title,
        source=source("Corollary 3.3", "s* = min(1/gLip, ε/(2(A + B)))"),
        kind=Kind.UPPER_BOUND,
        space=Space((*CONSTANTS_AB, SMOOTHNESS, EPS)),
        relation=relation,
        derivations=(Derivation("the smaller of two numbers", lines, as_printed=False),),
        variants=(Variant("half", variant),),
    )


_gap = 2 * (A + B) - g_lip * eps
STEP_SMOOTH = _step_bound(
    "step_size_smooth", "s*·gLip ≤ 1", le(corollary_step() * g_lip, 1), -_gap, 1 / (4 * (A + B)),
    le(corollary_step() * g_lip, sympy.Rational(1, 2)),
)  # fmt: skip
STEP_ACCURATE = _step_bound(
    "step_size_accurate", "2(A + B)s* ≤ ε", le(2 * (A + B) * corollary_step(), eps), _gap,
    1 / (2 * g_lip), le(2 * (A + B) * corollary_step(), eps / 2),
)  # fmt: skip

# ---------------------------------------------------------------- a longer horizon

_before = sympy.Symbol("s_1", positive=True)
_after = sympy.Symbol("s_2", positive=True)

LONGER = Claim(
    name="gopalani2025/corollary3_3/longer_horizon",
    title="a Gaussian N(0, τ²I) that is admitted for some T is admitted for every larger T",
    source=source("Section 3", "first remark: 'choosing a larger T makes the constraints weaker'"),
    kind=Kind.UPPER_BOUND,
    space=Space(
        (
            LAMBDA,
            positive(tau),
            positive(_after),
            positive(_before, at_least=lambda v: max(v["lambda"] * v["tau"] ** 2, v["s_2"])),
        )
    ),
    hypotheses=(
        Hypothesis("admitted", sympy.Lt(lam / _before - 1 / tau**2, 0, evaluate=False)),
        Hypothesis("smaller_step", le(_after, _before)),
    ),
    relation=sympy.Lt(lam / _after - 1 / tau**2, 0, evaluate=False),
    expected="REFUTED",
    reading="s_1 and s_2 are the steps s* for T and for a larger T; the remark itself says that "
    "the step becomes smaller. The factor e^{λ_s T} in the condition grows, but the distance is "
    "from another Gibbs measure, and ρ must be in L²(1/μ_s) at the smaller step: "
    "λ/s − 1/τ² < 0 (theorem3_2/arbitrary_initialization).",
)

_more = sympy.Symbol("h", positive=True)
_radius = eps / (2 * C) * exp(lam_s * T)
_larger = eps / (2 * C) * exp(lam_s * (T + _more))
FIXED_STEP = Claim(
    name="gopalani2025/corollary3_3/longer_horizon_fixed_step",
    title="at a fixed step the radius (ε/2C)e^{λ_s T} of admitted initial densities grows with T",
    source=source("Section 3", "first remark, at a fixed step"),
    kind=Kind.UPPER_BOUND,
    space=Space((EPS, positive(C), RATE, HORIZON, positive(_more))),
    relation=le(_radius, _larger),
    derivations=(
        Derivation(
            "the exponential increases",
            (
                line("exponent", le(lam_s * T, lam_s * (T + _more)), "arithmetic"),
                line("exponential", le(exp(lam_s * T), exp(lam_s * (T + _more))), "monotone",
                     "exponent", under="exp"),
                line("radius", le(_radius, _larger), "arithmetic", "exponential",
                     multipliers={"exponential": eps / (2 * C)}),
            ),
            as_printed=False,
        ),
    ),
    variants=(Variant("twice", le(2 * _radius, _larger)),),
    amends="gopalani2025/corollary3_3/longer_horizon",
    not_checked="whether a step that is small enough for the longer horizon stays the same; "
    "B(T) may grow",
)  # fmt: skip

CLAIMS = (SPLIT, STEP_SMOOTH, STEP_ACCURATE, LONGER, FIXED_STEP)
