"""Theorem 3.4: continuous-time SGD on SoftPlus nets, its step size and its conclusion.

Statement: with E L̃ − min L̃ ≤ G s under μ_s and |E L̃(W(t)) − E L̃(W(∞))| ≤ C‖ρ − μ_s‖e^{−λ_s t},
a step 0 < s ≤ min{1/(2G), S} and t ≥ (1/λ_s) log(2C‖ρ − μ_s‖/ε) give E L̃(W(t)) − min L̃ ≤ ε.
Setting: SoftPlus nets, λ > λ_c; the SDE (2).
Where: Theorem 3.4. Kind: upper bound, identity, limit.
Checked: the step size as printed fails: it lacks the factor ε. On nets whose data loss is constant
(all x_i = 0), started at μ_s, the excess is s·pd/4 for all t, G = pd/4, and s = 1/(2G) gives ½.
With s ≤ ε/(2G) the conclusion follows. The Villani property of the SoftPlus loss, from its proved
parts. The mixing bound and C(s) are in theorem3_4_mixing.py.
Not checked: the existence of G (OPEN): no value is stated; for a constant data loss it is pd/4.
Our statement differs from the print: the print has L̃(W(∞)) without the expectation, and speaks of
"Theorem 3.3" where it means Corollary 3.3.
False variants: the printed step in the amended claim, half the time.
"""

import sympy
from sympy import Rational, Sum, exp, log

from provcheck.proofs.gopalani2025.guarantee import (
    EPS,
    RATE,
    STEP_SIZE,
    C,
    decay,
    eps,
    equal,
    expected_stationary,
    lam_s,
    least,
    positive,
)
from provcheck.proofs.gopalani2025.lemma1_2 import VILLANI_FUNCTION, villani_lines
from provcheck.proofs.gopalani2025.lemma3_1_softplus import SOFTPLUS
from provcheck.proofs.gopalani2025.lemma3_1_villani import ABOVE, ABOVE_LAMBDA_C
from provcheck.proofs.gopalani2025.net import (
    J_RANGE,
    K_RANGE,
    LAMBDA,
    STEP,
    WEIGHTS,
    d,
    ge,
    i,
    lam,
    le,
    n,
    p,
    s,
    source,
    space,
)
from provcheck.proofs.gopalani2025.theorem3_2_horizon import (
    NEEDED_LINES,
    depth,
    far,
    least_step,
    least_time,
)
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

G = sympy.Symbol("G", positive=True)
_UPPER = sympy.Symbol("S", positive=True)
t = sympy.Symbol("time", nonnegative=True)
expected_now = sympy.Symbol("E_t", real=True)

# ---------------------------------------------------------------- the excess risk under μ_s

_FREE = sympy.IndexedBase("u", shape=(n,), real=True)
chosen_step = define("chosen_step", (i,), _UPPER / (1 + exp(_FREE[i])), "s_{<0>}")
_MEANS = sympy.IndexedBase("E", shape=(n,), real=True)  # of L̃ under μ_s at these steps
EXCESS = Claim(
    name="gopalani2025/theorem3_4/excess_risk",
    title="one G(S, L̃) has E L̃(W(∞)) − min L̃ ≤ G s for all s ∈ (0, S)",
    source=source("Theorem 3.4"),
    kind=Kind.EXISTENCE,
    space=Space((Size(n), Index(i, n), positive(_UPPER), Real(least))),
    relation=le(_MEANS[i] - least, G * chosen_step(i)),
    exists=(G,),
    expected="OPEN",
    reading="The print has L̃(W(∞)), a random number, without the expectation; it is read as "
    "E L̃(W(∞)), the mean under μ_s. G is chosen before s, and depends on S and L̃ only: it serves "
    "all steps s_1, …, s_n in (0, S), written S/(1 + e^{u_i}), and E_i is the mean of L̃ under μ_s "
    "at s = s_i; for E_i that are any numbers no G would do.",
    not_checked="that such a G exists, which [50] shows; no false variant, because nothing that "
    "leaves G free can be told false by numbers",
)

variance = s / (2 * lam)  # of each weight under μ_s, if the data loss is constant
constant_excess = define(
    "constant_excess",
    (),
    lam / 2 * Sum(variance, J_RANGE, K_RANGE),
    r"\mathbb{E}_{\mu_s}\tilde{L} - \min\tilde{L}",
)
_SIZES = (Size(p), Size(d))

CONSTANT = Claim(
    name="gopalani2025/theorem3_4/excess_risk_constant_data",
    title="where the data loss is constant, so each weight has variance s/(2λ), the excess risk "
    "under μ_s is s·pd/4",
    source=source("Theorem 3.4", "not in the paper: the exact excess risk of a simple net"),
    kind=Kind.IDENTITY,
    space=Space((*_SIZES, LAMBDA, STEP)),
    relation=equal(constant_excess(), s * p * d / 4),
    derivations=(
        Derivation(
            "the second moments of a Gaussian",
            (line("sum", equal(constant_excess(), s * p * d / 4), "algebra"),),
            as_printed=False,
        ),
    ),
    variants=(Variant("half", equal(constant_excess(), s * p * d / 2)),),
    reading="The data loss is constant if every x_i is 0, or a is 0. Then μ_s is the Gaussian with "
    "variance s/(2λ) in every weight, and E(λ/2)‖W‖² is the sum of pd terms (λ/2)·s/(2λ).",
    not_checked="that the variance of each weight is s/(2λ), which is put in by hand: the second "
    "moment of a Gaussian",
)

# ---------------------------------------------------------------- the step size

share = sympy.Symbol("q", positive=True)  # s = q/(2G), 0 < q ≤ 1
printed_step = define("printed_step", (), share / (2 * (p * d / 4)), "q/(2G)")
_printed_excess = lam / 2 * Sum(printed_step() / (2 * lam), J_RANGE, K_RANGE)

STEP_SIZE_PRINTED = Claim(
    name="gopalani2025/theorem3_4/step_size",
    title="0 < s ≤ 1/(2G) gives an excess risk of at most ε (constant data loss, start at μ_s)",
    source=source(
        "Theorem 3.4",
        "last part",
        "Further, for any step size 0 < s ≤ min{1/(2G(S, L̃)), S}, for λ > λ_c := 2M_D L B_x²‖a‖₂² "
        "(M_D and L being defined as in the remark above) and for "
        "t ≥ (1/λ_s) log(2C(s, L̃)‖ρ − μ_s‖_{μ_s^{-1}}/ε) we have that, "
        "E L̃(W(t)) − min_W L̃(W) ≤ ε.",
    ),
    kind=Kind.UPPER_BOUND,
    space=Space((*_SIZES, LAMBDA, EPS, Real(share, low=0, high=1, open_low=True))),
    relation=le(_printed_excess, eps),
    expected="REFUTED",
    reading="The theorem is applied where everything is explicit: x_i = 0 for all i, so that "
    "L̃ = const + (λ/2)‖W‖² and λ_c = 0, and ρ = μ_s. Then the law of W(t) is μ_s for all t, "
    "‖ρ − μ_s‖ = 0 and every t is admitted, the excess risk is s·pd/4 for all t "
    "(excess_risk_constant_data), G = pd/4 for every S, and s = q/(2G) with 0 < q ≤ 1 is any step "
    "that the print admits for S ≥ 1/(2G). The excess is q/2: the printed step size does not "
    "contain ε, so its conclusion fails for every ε below that. A "
    "larger G is a smaller q, so no choice of G saves it: G(S, L̃) does not depend on ε.",
)

_STATIONARY = Hypothesis("excess_risk", le(expected_stationary - least, G * s))
_MIXING = Hypothesis("mixing", le(expected_now - expected_stationary, C * far * exp(-lam_s * t)))
_SMALL = Hypothesis("step_size", le(2 * G * s, eps))
_LATE = Hypothesis("time", ge(t, log(2 * C * far / eps) / lam_s))
_conclusion = le(expected_now - least, eps)


def _stationary(v):
    return v["E_t"] - v["C"] * v["Delta"] * decay(v["lambda_s"] * v["time"])


_LINES = (
    line("excess_risk", _STATIONARY.relation, "hypothesis", name="excess_risk"),
    line("mixing", _MIXING.relation, "hypothesis", name="mixing"),
    line("step_size", _SMALL.relation, "hypothesis", name="step_size"),
    line("time", _LATE.relation, "hypothesis", name="time"),
    line("exponent", le(-lam_s * t, -log(2 * C * far / eps)), "arithmetic", "time",
         multipliers={"time": lam_s}),
    line("exponential", le(exp(-lam_s * t), eps / (2 * C * far)), "monotone", "exponent",
         under="exp"),
    line("conclusion", _conclusion, "arithmetic", "excess_risk", "mixing", "step_size",
         "exponential", multipliers={"step_size": Rational(1, 2), "exponential": C * far}),
)  # fmt: skip

STEP_SIZE_CORRECTED = Claim(
    name="gopalani2025/theorem3_4/step_size_corrected",
    title="s ≤ ε/(2G) and t ≥ (1/λ_s)log(2C‖ρ − μ‖/ε) give E L̃(W(t)) − min L̃ ≤ ε",
    source=source("Theorem 3.4", "with s ≤ min{ε/(2G), S}"),
    kind=Kind.UPPER_BOUND,
    space=Space(
        (
            STEP_SIZE,
            positive(G),
            positive(C),
            positive(far),
            RATE,
            Real(eps, low=0, open_low=True, at_least=lambda v: 2 * v["G"] * v["s"]),
            Real(t, low=0, at_least=least_time),
            Real(expected_now),
            Real(expected_stationary, at_least=_stationary),
            Real(least, at_least=lambda v: v["E_infinity"] - v["G"] * v["s"]),
        )
    ),
    hypotheses=(_STATIONARY, _MIXING, _SMALL, _LATE),
    relation=_conclusion,
    derivations=(Derivation("half of ε each", _LINES, as_printed=False),),
    variants=(
        Variant("half_accuracy", le(expected_now - least, eps / 2)),
        Variant("any_step", _conclusion, dropped=("step_size",)),
        Variant("any_time", _conclusion, dropped=("time",)),
    ),
    amends="gopalani2025/theorem3_4/step_size",
    reading="Where ‖ρ − μ_s‖ = 0 no time is needed and the logarithm is −∞; Δ > 0 here. The "
    "printed S does not occur: s ∈ (0, S) is asked for within the hypothesis excess_risk, whose G "
    "is G(S, L̃). μ_s, ρ and λ_s are those of Corollary 3.3, where the print has 'Theorem 3.3'. λ "
    "> λ_c is printed for this last part only; it enters through λ_s > 0, so for the mixing bound "
    "too.",
    not_checked="the two bounds that the theorem starts from: excess_risk, mixing",
)

_FAR = Hypothesis("far", ge(log(1 + far**2), depth / s))
_APART = Hypothesis("apart", ge(far, 1))
_slow = ge(lam_s * t, depth * G / eps + log(C) - log(eps) + log(2) / 2)


SLOW = Claim(
    name="gopalani2025/theorem3_4/time_of_fixed_density",
    title="for a fixed initial density the time of the corrected Theorem 3.4 is at least of the "
    "order of 1/ε",
    source=source("Theorem 3.4", "not in the paper: the time where s ≤ ε/(2G)"),
    kind=Kind.LOWER_BOUND,
    space=Space(
        (
            positive(G),
            positive(C),
            Real(far, low=1),
            positive(depth),
            Real(s, low=0, open_low=True, at_least=least_step),
            Real(eps, low=0, open_low=True, at_least=lambda v: 2 * v["G"] * v["s"]),
            RATE,
            Real(t, low=0, at_least=least_time),
        )
    ),
    hypotheses=(_SMALL, _LATE, _FAR, _APART),
    relation=_slow,
    derivations=(
        Derivation(
            "the distance grows as the step shrinks",
            (
                *NEEDED_LINES,
                line("time", _LATE.relation, "hypothesis", name="time"),
                line("step_size", _SMALL.relation, "hypothesis", name="step_size"),
                line("inverse", ge(depth / (2 * s), depth * G / eps), "arithmetic", "step_size",
                     multipliers={"step_size": depth / (2 * s * eps)}),
                line("needed", _slow, "arithmetic", "time", "logarithm", "far", "inverse",
                     multipliers={"time": lam_s, "logarithm": Rational(1, 2),
                                  "far": Rational(1, 2)}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("twice", ge(lam_s * t, 2 * depth * G / eps + log(C) - log(eps))),
        Variant("any_step", _slow, dropped=("step_size",)),
        Variant("any_start", _slow, dropped=("far",)),
    ),
    reading="t ≥ (1/λ_s) log(2C‖ρ − μ_s‖/ε) looks like log(1/ε), but s ≤ ε/(2G) makes log(1 + ‖ρ "
    "− μ_s‖²) ≥ c/s grow like 1/ε for a fixed ρ (theorem3_2/distance_by_mean_loss). The rate is "
    "linear for a fixed step (linear_rate), whose excess risk stays; not as ε → 0. With the "
    "printed step, which has no ε, the time is of the order of log(1/ε), but the conclusion fails "
    "(step_size).",
)  # fmt: skip

_quotient = sympy.Symbol("q", positive=True)
_printed_time = log(2 * C * far / eps) / lam_s
_later = equal(log(2 * C * far * _quotient / eps) / lam_s, _printed_time + log(_quotient) / lam_s)
LINEAR_RATE = Claim(
    name="gopalani2025/theorem3_4/linear_rate",
    title="at a fixed step, an accuracy of ε/q takes (log q)/λ_s longer than ε",
    source=source("Section 3.1", "'the SDE converges exponentially faster i.e at a linear rate'"),
    kind=Kind.IDENTITY,
    space=Space((positive(C), positive(far), EPS, RATE, positive(_quotient))),
    relation=_later,
    derivations=(Derivation("logarithm", (line("later", _later, "algebra"),), False),),
    variants=(
        Variant("multiplied", equal(_later.lhs, _quotient * _printed_time)),
        Variant("same_time", equal(_later.lhs, _printed_time)),
    ),
    reading="'A linear rate' is read as a time of order log(1/ε), at a fixed step s: ε/2 is then a "
    "bound on the distance of E L̃(W(t)) from its mean under μ_s, not from the minimum. To come "
    "within ε of the minimum s must shrink with ε, and λ_s, C and Δ change with it "
    "(time_of_fixed_density).",
)

VILLANI_SOFTPLUS = Claim(
    name="gopalani2025/theorem3_4/villani",
    title="for λ > λ_c the SoftPlus loss is a Villani function",
    source=source("Theorem 3.4", "proof"),
    kind=Kind.LIMIT,
    space=space(SOFTPLUS, ABOVE, ABOVE_LAMBDA_C, STEP, WEIGHTS),
    hypotheses=ABOVE,
    relation=VILLANI_FUNCTION,
    derivations=(Derivation("Appendix A", villani_lines("critical_regularization", printed=True)),),
    reading="SoftPlus is unbounded; Appendix A does not use the bound on σ. Any λ > 0 will do "
    "(lemma1_2_every_lambda_softplus).",
)

CLAIMS = (
    EXCESS,
    CONSTANT,
    STEP_SIZE_PRINTED,
    STEP_SIZE_CORRECTED,
    SLOW,
    LINEAR_RATE,
    VILLANI_SOFTPLUS,
)
