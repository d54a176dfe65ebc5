"""Theorem 1.1: steps of size O(ε), and O(1/ε) of them.

Statement: with T, A and B fixed, s* = min(1/gLip, ε/(2(A + B))) ≤ ε/(2(A + B)), and for every
ε ≤ ε₀ the number of steps is T/s* = T max(gLip, 2(A + B)/ε) ≤ T(gLip ε₀ + 2(A + B))/ε. With a
fixed initial density instead, the corollary asks for at least
2c(A + B)²/(λ_s ε²) − ((A + B)/(λ_s ε)) log(2(A + B)²/c₀²) steps.
Where: Theorem 1.1, the informal statement of Corollary 3.3. Kind: upper bound, lower bound.
Checked: from the formulas for s* and k; the lower bound from log(1 + ‖ρ − μ_s‖²) ≥ c/s
(theorem3_2_horizon.py) and C = c₀s.
Not checked: that SGD needs so many steps; it is what the corollary's condition on ρ asks of T.
False variants: a smaller constant, a smaller power of 1/ε, a dropped hypothesis.
"""

import sympy
from sympy import exp, log

from provcheck.proofs.gopalani2025.corollary3_3 import corollary_step
from provcheck.proofs.gopalani2025.guarantee import (
    CONSTANTS_AB,
    EPS,
    HORIZON,
    RATE,
    SMOOTHNESS,
    A,
    B,
    T,
    eps,
    equal,
    g_lip,
    inverse_step_rule,
    lam_s,
    logarithm,
    positive,
)
from provcheck.proofs.gopalani2025.net import ge, le, source
from provcheck.proofs.gopalani2025.plots_horizon import HORIZON_PLOTS
from provcheck.proofs.gopalani2025.theorem3_2_horizon import depth, far
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

eps0 = sympy.Symbol("epsilon_0", positive=True)
rate0 = sympy.Symbol("c_0", positive=True)
_steps = define("corollary_steps", (), T * inverse_step_rule(eps, 2 * (A + B)), "k")
_CHOICE = (*CONSTANTS_AB, SMOOTHNESS)

SIZE = Claim(
    name="gopalani2025/theorem1_1/number_of_steps",
    title="k = T/s* is T·max(gLip, 2(A + B)/ε)",
    source=source("Theorem 1.1 and Corollary 3.3", "constant steps"),
    kind=Kind.IDENTITY,
    space=Space((*_CHOICE, EPS, HORIZON)),
    relation=equal(corollary_step() * _steps(), T),
    derivations=(
        Derivation(
            "min(u, v)·max(1/u, 1/v) = 1",
            (line("steps", equal(corollary_step() * _steps(), T), "algebra"),),
            as_printed=False,
        ),
    ),
    variants=(Variant("smooth_only", equal(corollary_step() * T * g_lip, T)),),
)

_few = le(_steps(), T * (g_lip * eps0 + 2 * (A + B)) / eps)
_difference = 2 * (A + B) - g_lip * eps
STEPS = Claim(
    name="gopalani2025/theorem1_1/steps",
    title="for ε ≤ ε₀ and fixed T, A, B the number of steps is at most T(gLip ε₀ + 2(A + B))/ε",
    source=source("Theorem 1.1", "O(1/ε) steps of size O(ε)"),
    kind=Kind.UPPER_BOUND,
    space=Space((*_CHOICE, EPS, HORIZON, positive(eps0, at_least=lambda v: v["epsilon"]))),
    hypotheses=(Hypothesis("small_accuracy", le(eps, eps0)),),
    relation=_few,
    derivations=(
        Derivation(
            "max(u, v) ≤ u + v",
            (
                line("accuracy", le(eps, eps0), "hypothesis", name="small_accuracy"),
                line("absolute", le(sympy.Abs(_difference), 2 * (A + B) + g_lip * eps), "cited",
                     theorem="triangle", u=2 * (A + B), v=-g_lip * eps),
                line("steps", _few, "arithmetic", "absolute", "accuracy",
                     multipliers={"absolute": T / (2 * eps), "accuracy": T * g_lip / eps}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("half", le(_steps(), T * (g_lip * eps0 + 2 * (A + B)) / (2 * eps))),
        Variant("any_accuracy", _few, dropped=("small_accuracy",)),
    ),
    reading="O(ε) and O(1/ε) are as ε → 0 with the net, the data and T fixed, and the initial "
    "density chosen for each ε, as the theorem says. That s* ≤ ε/(2(A + B)) is "
    "corollary3_3/step_size_accurate. B may grow with T.",
)  # fmt: skip

# ---------------------------------------------------------------- a fixed initial density

_step = eps / (2 * (A + B))
_INITIAL = Hypothesis("initialization", le(2 * rate0 * _step * far * exp(-lam_s * T), eps))
_FAR = Hypothesis("far", ge(log(1 + far**2), depth / _step))
_APART = Hypothesis("apart", ge(far, 1))
_leading = 2 * depth * (A + B) ** 2 / (lam_s * eps**2)
_lower = (A + B) / (lam_s * eps) * (log(2) + 2 * log(A + B) - 2 * log(rate0))
_many = ge(T / _step, _leading - _lower)
_FIXED_LINES = (
    line("apart", _APART.relation, "hypothesis", name="apart"),
    line("double", le(1 + far**2, 2 * far**2), "arithmetic", "apart",
         multipliers={"apart": 1 + far}),
    line("logarithm", le(log(1 + far**2), log(2) + 2 * log(far)), "monotone", "double",
         under="log"),
    line("far", _FAR.relation, "hypothesis", name="far"),
    line("initialization", _INITIAL.relation, "hypothesis", name="initialization"),
    line("cancelled", le(rate0 * far * exp(-lam_s * T), A + B), "arithmetic", "initialization",
         multipliers={"initialization": (A + B) / eps}, note="ε cancels, since C = c₀s"),
    line("condition", le(log(rate0) + log(far) - lam_s * T, log(A + B)), "monotone",
         "cancelled", under="log"),
    line("steps", _many, "arithmetic", "condition", "logarithm", "far",
         multipliers={
             "condition": 2 * (A + B) / (lam_s * eps),
             "logarithm": (A + B) / (lam_s * eps),
             "far": (A + B) / (lam_s * eps),
         }),
)  # fmt: skip


def _least_accuracy(v):
    """The ε at which log(1 + Δ²) = c/s, generic over floats and balls."""
    return 2 * v["c"] * (v["A"] + v["B"]) / logarithm(1 + v["Delta"] * v["Delta"])


def _least_time(v):
    return logarithm(v["c_0"] * v["Delta"] / (v["A"] + v["B"])) / v["lambda_s"]


FIXED = Claim(
    name="gopalani2025/theorem1_1/fixed_initialization",
    title="with a fixed initial density Corollary 3.3 asks for at least of the order of 1/ε² steps",
    source=source("Theorem 1.1", "not in the paper: O(1/ε) for a fixed initial density"),
    kind=Kind.LOWER_BOUND,
    space=Space(
        (
            *CONSTANTS_AB,
            positive(rate0),
            positive(depth),
            Real(far, low=1),
            positive(eps, at_least=_least_accuracy),
            RATE,
            positive(T, at_least=_least_time),
        )
    ),
    hypotheses=(_INITIAL, _FAR, _APART),
    relation=_many,
    derivations=(Derivation("logarithms", _FIXED_LINES, as_printed=False),),
    variants=(
        Variant("twice", ge(T / _step, 2 * _leading - _lower)),
        Variant("any_start", _many, dropped=("far",)),
        Variant("any_time", _many, dropped=("initialization",)),
    ),
    reading="s = ε/(2(A + B)), the step for small ε; C = c₀s and log(1 + Δ²) ≥ c/s. For the loss "
    "λw²/2, a net with x = 0, and a density on |w| ≥ r: λ_s = λ, c = λr², c₀ = √3/4 "
    "(theorem3_2/distance_by_support), so k ≥ 2r²(A + B)²/ε² up to O(1/ε). The print says "
    "O(1/ε), for initial densities that approach μ_s as ε → 0.",
    not_checked="the two facts about Δ and C, which theorem3_2_horizon.py and the tests treat",
    plots=HORIZON_PLOTS,
)  # fmt: skip

CLAIMS = (SIZE, STEPS, FIXED)
