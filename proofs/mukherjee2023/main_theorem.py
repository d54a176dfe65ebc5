"""The conclusions of the main theorem and of the SoftPlus result, with the slides' constants.

Statement: with s = min(1/gLip, ε/(2(A + B))) and 2CΔ ≤ ε e^{λ_s T}, E L̃(W^k) − inf L̃ ≤ ε after
k = T/s steps of SGD. For SoftPlus and the SDE, with s ≤ ε/(2G) and t ≥ (1/λ_s) log(2CΔ/ε),
E L̃(W(t)) − min L̃ ≤ ε. Δ = ‖ρ − μ_s‖ is the distance of the initial density in L²(1/μ_s).
Where: "Our Primary Result in arXiv:2210.11452"; "Our Result … About SoftPlus Nets". Kind: upper
bound, identity, existence.
Checked: over the real numbers, each hypothesis named after the result of Shi, Su and Jordan that
it stands for: the split of ε; that the condition on the start is one on the time T; what the
condition t ≥ (1/λ_s) log(2CΔ/ε) adds where ε is divided by q.
Not checked: the cited bounds; that the constants exist (OPEN: no value of them is stated). "Linear
time convergence" holds at a fixed step s. But s ≤ ε/(2G) shrinks with ε, and λ_s, C and Δ with it:
see gopalani2025/theorem3_2_horizon.py. "SDE … still provably converges" is the SoftPlus result.
Our statement differs from the print: "for any small enough step-size" is s ≤ ε/(2G).
False variants: half the accuracy; each part dropped.
"""

import sympy
from sympy import Rational, exp, log

from provcheck.proofs.gopalani2025.guarantee import (
    CONSTANTS_AB,
    DISTANCE,
    HORIZON,
    RATE,
    A,
    B,
    C,
    T,
    decay,
    distance,
    eps,
    expected_sde,
    expected_sgd,
    expected_stationary,
    lam_s,
    least,
    positive,
)
from provcheck.proofs.gopalani2025.net import le, s
from provcheck.proofs.mukherjee2023.net import source
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
    line,
)

MAIN, SOFTPLUS = "mukherjee2023/main_theorem", "mukherjee2023/softplus_rate"
MAIN_SLIDE, SOFTPLUS_SLIDE = "Our Primary Result in arXiv:2210.11452", "… About SoftPlus Nets"
G = sympy.Symbol("G", positive=True)
t = sympy.Symbol("t", positive=True)
far = sympy.Symbol("Delta", positive=True)  # Δ where its logarithm is taken
STEP, TIME, FAR = positive(s), positive(t), positive(far)

# ---------------------------------------------------------------- the main theorem

_DISCRETE = Hypothesis("discretisation", le(expected_sgd, expected_sde + B * s))
_MIXING = Hypothesis(
    "mixing", le(expected_sde, expected_stationary + C * distance * exp(-lam_s * T))
)
_STATIONARY = Hypothesis("stationary_risk", le(expected_stationary, least + A * s))
_SMALL = Hypothesis("small_step", le(2 * (A + B) * s, eps))
_START = Hypothesis("start", le(2 * C * distance, eps * exp(lam_s * T)))
_PARTS = (_DISCRETE, _MIXING, _STATIONARY, _SMALL, _START)
_reached = le(expected_sgd - least, eps)


def _mixed(values, time="T"):
    exponent = values["lambda_s"] * values[time]
    return values["E_T"] - values["C"] * values["Delta"] * decay(exponent)


def _accuracy(values):
    """The larger of the two lower bounds on ε, generic over the kinds of numbers."""
    start = 2 * values["C"] * values["Delta"] * decay(values["lambda_s"] * values["T"])
    step = 2 * (values["A"] + values["B"]) * values["s"]
    return (start + step + abs(start - step)) / 2


MAIN_THEOREM = Claim(
    name=MAIN,
    title="s = min(1/gLip, ε/(2(A + B))) and 2CΔ ≤ ε e^{λ_s T} ⇒ E L̃(W^k) − inf L̃ ≤ ε",
    source=source(MAIN_SLIDE, "theorem, conclusion"),
    kind=Kind.UPPER_BOUND,
    space=Space(
        (
            *CONSTANTS_AB,
            positive(C),
            DISTANCE,
            RATE,
            HORIZON,
            STEP,
            Real(expected_sgd),
            Real(expected_sde, at_least=lambda v: v["E_k"] - v["B"] * v["s"]),
            Real(expected_stationary, at_least=_mixed),
            Real(least, at_least=lambda v: v["E_infinity"] - v["A"] * v["s"]),
            positive(eps, at_least=_accuracy),
        )
    ),
    hypotheses=_PARTS,
    relation=_reached,
    derivations=(
        Derivation(
            "half of ε for the step, half for the start",
            (
                *(line(h.name, h.relation, "hypothesis", name=h.name) for h in _PARTS),
                line("reached", _reached, "arithmetic", *(h.name for h in _PARTS),
                     multipliers={"small_step": Rational(1, 2), "start": exp(-lam_s * T) / 2}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("half_accuracy", le(expected_sgd - least, eps / 2)),
        *(Variant(f"without_{h.name}", _reached, dropped=(h.name,)) for h in _PARTS),
    ),
    reading="The two bounds of Shi et al. on the SDE and their bound on its discretisation are "
    "hypotheses; s ≤ 1/gLip is needed for the last one only. A, B(T), C(s), λ_s and Δ are numbers.",
    not_checked="the three bounds of Shi et al.; that B grows with T and C, λ_s, Δ depend on s",
)  # fmt: skip

runs, starts = sympy.symbols("N M", integer=True, positive=True)
i, j = sympy.symbols("i j", integer=True)
steps, rates, C_of = (
    sympy.IndexedBase(name, shape=(runs,), real=True) for name in ("s", "lambda_s", "C")
)
losses, distances = (
    sympy.IndexedBase(name, shape=(runs, starts), real=True) for name in ("E_k", "Delta")
)

CONSTANTS = Claim(
    name=f"{MAIN}/constants",
    title="there are A, B, C with E L̃(W^k) − inf L̃ ≤ (A + B)s + C(s)Δe^{−λ_s T} for all s, Δ",
    source=source(
        MAIN_SLIDE,
        "there are constants A, B and C",
        quote="∀T, ε > 0, ∃ constants A(L̃), B(T, L̃) and C(s, L̃) s.t with SGD at constant stepsize",
    ),
    kind=Kind.EXISTENCE,
    space=Space((Size(runs), Size(starts), Index(i, runs), Index(j, starts), HORIZON, Real(least))),
    relation=le(
        losses[i, j] - least,
        (A + B) * steps[i] + C_of[i] * distances[i, j] * exp(-rates[i] * T),
    ),
    exists=(A, B, C_of),
    expected="OPEN",
    reading="The constants are chosen before the runs: A for L̃, B for T and L̃, and C_i for the "
    "step s_i. They do not depend on the losses E_ij that SGD reaches after T/s_i steps of "
    "s_i ≤ 1/gLip, nor on the distances Δ_ij of the starts j; λ_i belongs to s_i, and A and B "
    "serve all s_i. The slides say that such constants exist, and give no value or bound. What "
    "follows once they are given, at the printed step and start, is main_theorem.",
    not_checked="that such constants exist; no false variant, because nothing that leaves the "
    "constants free can be told false by numbers.",
)


def _log_lines(time, name):
    """From log(2CΔ/ε) ≤ λ_s·time, by the tangent of the logarithm, 2CΔ ≤ ε e^{λ_s·time}."""
    ratio, power = 2 * C * far / eps, exp(lam_s * time)
    return (
        line("late", le(log(ratio), lam_s * time), "hypothesis", name="late"),
        line("tangent", le(lam_s * time, log(ratio) + (power - ratio) / ratio), "cited",
             theorem="log_tangent", u=power, v=ratio),
        line(name, le(2 * C * far, eps * power), "arithmetic", "tangent", "late",
             multipliers={"tangent": 2 * C * far, "late": 2 * C * far}),
    )  # fmt: skip


def _late(time):
    return Hypothesis("late", le(log(2 * C * far / eps), lam_s * time))


def _logarithm(values):
    """log(2CΔ/ε)/λ_s, generic over floats and balls."""
    from provcheck.proofs.gopalani2025.guarantee import logarithm

    ratio = 2 * values["C"] * values["Delta"] / values["epsilon"]
    return logarithm(ratio) / values["lambda_s"]


_near = le(2 * C * far, eps * exp(lam_s * T))
START_IS_TIME = Claim(
    name=f"{MAIN}/start_is_time",
    title="T ≥ (1/λ_s) log(2CΔ/ε) ⇒ 2CΔ ≤ ε e^{λ_s T}: the condition on the start is one on T",
    source=source(MAIN_SLIDE, "the condition on the initialization"),
    kind=Kind.UPPER_BOUND,
    space=Space((positive(C), FAR, positive(eps), RATE, positive(T, at_least=_logarithm))),
    hypotheses=(_late(T),),
    relation=_near,
    derivations=(Derivation("tangent of the logarithm", _log_lines(T, "start"), False),),
    variants=(
        Variant("half", le(2 * C * far, eps * exp(lam_s * T) / 2)),
        Variant("any_time", _near, dropped=("late",)),
    ),
    not_checked="that T may be chosen freely: s and B depend on it, and C, λ_s, Δ on s",
)

# ---------------------------------------------------------------- SoftPlus

_MIXED = Hypothesis("mixing", le(expected_sde, expected_stationary + C * far * exp(-lam_s * t)))
_EXCESS = Hypothesis("excess_risk", le(expected_stationary, least + G * s))
_ACCURATE = Hypothesis("small_step", le(2 * G * s, eps))
_RATE_PARTS = (_MIXED, _EXCESS, _ACCURATE)
_sde_reached = le(expected_sde - least, eps)

SOFTPLUS_RATE = Claim(
    name=SOFTPLUS,
    title="s ≤ ε/(2G) and t ≥ (1/λ_s) log(2CΔ/ε) ⇒ E L̃(W(t)) − min L̃ ≤ ε",
    source=source(SOFTPLUS_SLIDE, "E L̃(W(t)) − min L̃ ≤ ε"),
    kind=Kind.UPPER_BOUND,
    space=Space(
        (
            positive(G),
            STEP,
            positive(C),
            FAR,
            RATE,
            positive(eps, at_least=lambda v: 2 * v["G"] * v["s"]),
            positive(t, at_least=_logarithm),
            Real(expected_sde),
            Real(expected_stationary, at_least=lambda v: _mixed(v, "t")),
            Real(least, at_least=lambda v: v["E_infinity"] - v["G"] * v["s"]),
        )
    ),
    hypotheses=(*_RATE_PARTS, _late(t)),
    relation=_sde_reached,
    derivations=(
        Derivation(
            "half of ε for the step, half for the time",
            (
                *(line(h.name, h.relation, "hypothesis", name=h.name) for h in _RATE_PARTS),
                *_log_lines(t, "mixed"),
                line("reached", _sde_reached, "arithmetic", "mixing", "excess_risk", "small_step",
                     "mixed", multipliers={"small_step": Rational(1, 2),
                                           "mixed": exp(-lam_s * t) / 2}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("half_accuracy", le(expected_sde - least, eps / 2)),
        *(Variant(f"without_{h.name}", _sde_reached, dropped=(h.name,))
          for h in (*_RATE_PARTS, _late(t))),
    ),
    reading="“For any small enough step-size s” is read as s ≤ ε/(2G), with G the constant of the "
    "excess risk, as in Theorem 3.4. Δ > 0; for Δ = 0 no time is needed.",
    not_checked="the two bounds of Shi et al.; λ > λ_c enters only through λ_s > 0, for which no "
    "threshold is needed (softplus_rate/villani)",
)  # fmt: skip

factor = sympy.Symbol("q", positive=True)
_time = log(2 * C * far / eps) / lam_s
_later = sympy.Eq(
    log(2 * C * far * factor / eps) / lam_s, _time + log(factor) / lam_s, evaluate=False
)
LINEAR_TIME = Claim(
    name=f"{SOFTPLUS}/linear_time",
    title="at the same s, an accuracy of ε/q takes (ln q)/λ_s longer than ε",
    source=source(SOFTPLUS_SLIDE, "(This is linear time convergence)"),
    kind=Kind.IDENTITY,
    space=Space((positive(C), FAR, positive(eps), RATE, positive(factor))),
    relation=_later,
    derivations=(Derivation("logarithm", (line("later", _later, "algebra"),), False),),
    variants=(
        Variant("multiplied", sympy.Eq(_later.lhs, factor * _time, evaluate=False)),
    ),
    reading="“Linear time” is read as linear convergence, a time of order log(1/ε), at a fixed "
    "step. The result needs s ≤ ε/(2G) as well, so λ_s, C and Δ change with ε; nothing is claimed "
    "of the time along such s.",
)  # fmt: skip

CLAIMS = (MAIN_THEOREM, CONSTANTS, START_IS_TIME, SOFTPLUS_RATE, LINEAR_TIME)
