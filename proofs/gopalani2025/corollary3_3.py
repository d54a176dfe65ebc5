"""Corollary 3.3: the accuracy is split between the step size and the initial distance.

Statement: with s* = min(1/gLip, ε/(2(A + B))) and ‖ρ − μ_s‖ ≤ (ε/2C)e^{λ_s T},
E L̃(W^{T/s*}) − inf L̃ ≤ ε.
Where: Corollary 3.3. Kind: upper bound.
Checked: from the display of Section 5, (A + B)s + C‖ρ − μ_s‖e^{−λ_s T}, which rate_given_constants
derives; each half is at most ε/2.
Not checked: that a density with that distance is at hand; μ_s itself is one. For a fixed density
see theorem3_2_horizon.py.
The remark that a larger T makes the condition on ρ weaker is false for Gaussians if s* shrinks, as
the remark says: L²(1/μ_s) shrinks with it (longer_horizon). That s* does not grow and the number of
steps does not fall holds if B(T) does not decrease.
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
    inverse_step_rule,
    lam_s,
    least,
    positive,
    step_bounds,
    step_rule,
)
from provcheck.proofs.gopalani2025.net import LAMBDA, ge, lam, le, s, source
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

corollary_step = define("corollary_step", (), step_rule(eps, 2 * (A + B)), r"s^\ast")
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


STEP_SMOOTH, STEP_ACCURATE = step_bounds(
    "corollary3_3",
    "Corollary 3.3",
    "s* = min(1/gLip, ε/(2(A + B)))",
    "2(A + B)s* ≤ ε",
    corollary_step(),
    2 * (A + B),
)

# ---------------------------------------------------------------- a longer horizon

_before = sympy.Symbol("s_1", positive=True)
_after = sympy.Symbol("s_2", positive=True)

LONGER = Claim(
    name="gopalani2025/corollary3_3/longer_horizon",
    title="a Gaussian N(0, τ²I) that is in L²(1/μ_{s*}) for some T is in it for every larger T",
    source=source(
        "Section 3",
        "first remark after Corollary 3.3",
        "Choosing a larger T makes the constraints on the initial weight distribution weaker at "
        "the cost of making the step-size smaller and the required number of SGD steps larger.",
    ),
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
    relation=le(lam / _after - 1 / tau**2, 0),
    expected="REFUTED",
    reading="s_1 and s_2 are the steps s* for T and for a larger T; the remark itself says that "
    "the step becomes smaller. The factor e^{λ_s T} in the condition grows, but the distance is "
    "from another Gibbs measure, and ρ must be in L²(1/μ_s) at the smaller step, for which "
    "λ/s − 1/τ² ≤ 0 is needed (theorem3_2/arbitrary_initialization). Of the two constraints on ρ "
    "this is the one that becomes stronger: as soon as s* becomes smaller at all, Gaussians with "
    "s_2 < λτ² < s_1 are lost. That a given one is lost supposes that s* falls below its λτ² as T "
    "grows; for every τ that is B(T) → ∞. B(T) is not printed.",
    not_checked="how B(T) grows, so from which T on a given Gaussian is lost; the distance from "
    "μ_{s*}, the other constraint",
)

_grows = sympy.Symbol("b", nonnegative=True)
_longer = sympy.Symbol("h", nonnegative=True)
_D1, _D2 = 2 * (A + B), 2 * (A + B + _grows)
first_step, second_step = step_rule(eps, _D1), step_rule(eps, _D2)
first_inverse, second_inverse = inverse_step_rule(eps, _D1), inverse_step_rule(eps, _D2)
second_corollary_step = define("second_corollary_step", (), second_step, r"s^\ast_{2}")
corollary_steps = define("corollary_steps", (), T * first_inverse, "k")
second_corollary_steps = define(
    "second_corollary_steps", (), (T + _longer) * second_inverse, "k_{2}"
)
_HORIZONS = Space(
    (*CONSTANTS_AB, SMOOTHNESS, EPS, HORIZON, Real(_grows, low=0), Real(_longer, low=0))
)
_INVERSE_LINES = (
    line("change", le(sympy.Abs(_D1 - g_lip * eps), sympy.Abs(_D2 - g_lip * eps) + 2 * _grows),
         "cited", theorem="triangle", u=_D2 - g_lip * eps, v=-2 * _grows),
    line("inverse", le(first_inverse, second_inverse), "arithmetic", "change",
         multipliers={"change": 1 / (2 * eps)}, note="max(gLip, 2(A + B)/ε) grows with B"),
)  # fmt: skip


def _positive(name: str, size, step) -> tuple:
    """min(1/gLip, ε/size) ≥ 0, from |size − gLip ε| ≤ size + gLip ε."""
    most = le(sympy.Abs(size - g_lip * eps), size + g_lip * eps)
    return (
        line(f"most_{name}", most, "cited", theorem="triangle", u=size, v=-g_lip * eps),
        line(f"step_{name}", ge(step, 0), "arithmetic", f"most_{name}",
             multipliers={f"most_{name}": 1 / (2 * g_lip * size)}),
    )  # fmt: skip


_smaller = le(second_corollary_step(), corollary_step())
LONGER_STEP = Claim(
    name="gopalani2025/corollary3_3/longer_horizon_step",
    title="a larger T makes the step size s* no larger, if B(T) does not decrease",
    source=source("Section 3", "first remark: 'at the cost of making the step-size smaller'"),
    kind=Kind.UPPER_BOUND,
    space=Space((*CONSTANTS_AB, SMOOTHNESS, EPS, Real(_grows, low=0))),
    relation=_smaller,
    derivations=(
        Derivation(
            "1/s* = max(gLip, 2(A + B)/ε)",
            (
                *_INVERSE_LINES,
                *_positive("1", _D1, first_step),
                *_positive("2", _D2, second_step),
                line("steps", ge(first_step * second_step, 0), "arithmetic", "step_1", "step_2",
                     multipliers={"step_1": 0, "step_2": 0}, products=(("step_1", "step_2", 1),)),
                line("smaller", _smaller, "arithmetic", "inverse", "steps",
                     multipliers={"inverse": 0, "steps": 0}, products=(("steps", "inverse", 1),),
                     note="s₁ − s₂ = s₁s₂(1/s₂ − 1/s₁)"),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("larger", le(corollary_step(), second_corollary_step())),
        Variant("half", le(second_corollary_step(), corollary_step() / 2)),
    ),
    reading="B and B + b are B(T₁) and B(T₂) for T₁ ≤ T₂, with b ≥ 0: that B(T) does not decrease "
    "is supposed, for it is not printed. 'Smaller' is 'not larger': where 1/gLip is the smaller "
    "of the two numbers, and where B(T) is constant, s* stays.",
)  # fmt: skip

_larger_count = ge(second_corollary_steps(), corollary_steps())
LONGER_STEPS = Claim(
    name="gopalani2025/corollary3_3/longer_horizon_number_of_steps",
    title="a larger T makes the number of steps T/s* no smaller, if B(T) does not decrease",
    source=source("Section 3", "first remark: 'the required number of SGD steps larger'"),
    kind=Kind.LOWER_BOUND,
    space=_HORIZONS,
    relation=_larger_count,
    derivations=(
        Derivation(
            "1/s* = max(gLip, 2(A + B)/ε)",
            (
                *_INVERSE_LINES,
                line("absolute", ge(sympy.Abs(_D2 - g_lip * eps), _D2 - g_lip * eps), "cited",
                     theorem="at_most_absolute", u=_D2 - g_lip * eps),
                line("count", _larger_count, "arithmetic", "inverse", "absolute",
                     multipliers={"inverse": T, "absolute": _longer / (2 * eps)}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("smaller", le(second_corollary_steps(), corollary_steps())),
        Variant("twice", ge(second_corollary_steps(), 2 * corollary_steps())),
    ),
    reading="T and T + h with h ≥ 0 are the two horizons, B and B + b with b ≥ 0 the values of "
    "B(T) at them. k = T·max(gLip, 2(A + B)/ε) (theorem1_1/number_of_steps).",
)  # fmt: skip

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

CLAIMS = (
    SPLIT,
    STEP_SMOOTH,
    STEP_ACCURATE,
    LONGER,
    LONGER_STEP,
    LONGER_STEPS,
    FIXED_STEP,
)
