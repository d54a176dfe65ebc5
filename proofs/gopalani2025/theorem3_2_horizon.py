"""Theorem 3.2: how far a fixed initial density is from μ_s as s → 0, and how long T must be.

Statement: with Δ = ‖ρ − μ_s‖ in L²(1/μ_s), 1 + Δ² = ∫ρ²/μ_s, log(1 + Δ²) is at least
(2/s)(E_ρ L̃ − min L̃) up to O(log 1/s) for every density ρ (distance_by_mean_loss), and at least
log(1/μ_s(A)) for a density supported in A (distance_by_support); for a Gaussian and the loss
λw²/2, ∫ρ²/μ_s ≥ e^{λm²/s}, m its mean. So Δ grows like e^{c/2s}, and CΔe^{−λ_s T} ≤ ε/2
needs λ_s T ≥ c/(2s) + log(2C/ε) − ½ log 2.
Setting: s → 0 with the accuracy, as s* ≤ ε/(A + B) demands; C, λ_s at that s.
Where: not in the paper, which leaves T free and asks for ‖ρ − μ‖ ≤ (ε/2C)e^{λ_s T}.
Kind: lower bound.
Checked: over the real numbers, each hypothesis named after the fact it stands for.
Not checked: these facts (Jensen's and the Cauchy–Schwarz inequality for densities, a Gaussian
lower bound on Z_s), and the closed form of ∫ρ²/μ_s for two Gaussians; the tests evaluate them.
False variants: twice the exponent, hypotheses dropped.
"""

import sympy
from sympy import Rational, exp, log, sqrt

from provcheck.proofs.gopalani2025.guarantee import (
    EPS,
    RATE,
    SMOOTHNESS,
    STEP_SIZE,
    C,
    T,
    eps,
    g_lip,
    lam_s,
    least,
    logarithm,
    positive,
    root,
)
from provcheck.proofs.gopalani2025.net import LAMBDA, ge, lam, le, s, source
from provcheck.statement import (
    Claim,
    Derivation,
    Hypothesis,
    Kind,
    Real,
    Space,
    Variant,
    line,
)

far = sympy.Symbol("Delta", positive=True)  # ‖ρ − μ_s‖, not 0 here
depth = sympy.Symbol("c", positive=True)  # log(1 + Δ²) ≥ c/s
mass = sympy.Symbol("mass", positive=True)
mean = sympy.Symbol("m", real=True)
ratio = sympy.Symbol("u", positive=True)
dim = sympy.Symbol("D", positive=True)
divergence = sympy.Symbol("R", real=True)  # log(1 + Δ²)
negentropy = sympy.Symbol("H", real=True)
log_partition = sympy.Symbol("logZ", real=True)
mean_loss = sympy.Symbol("E_rho", real=True)
_OURS = "not in the paper: the distance of a fixed initial density"


def minus_log(number):
    """−log of a number in (0, 1), generic over floats and balls."""
    return -logarithm(number)


# ---------------------------------------------------------------- how far

_mean_loss_bound = 2 / s * (mean_loss - least) + negentropy + dim / 2 * log(sympy.pi * s / g_lip)
_JENSEN = Hypothesis("jensen", ge(divergence, 2 / s * mean_loss + negentropy + log_partition))
_PARTITION = Hypothesis(
    "partition", ge(log_partition, -2 / s * least + dim / 2 * log(sympy.pi * s / g_lip))
)


def _partition(v):
    import flint

    pi = flint.arb.pi() if isinstance(v["s"], flint.arb) else 3.141592653589793
    return -2 / v["s"] * v["L_min"] + v["D"] / 2 * logarithm(pi * v["s"] / v["gLip"])


BY_MEAN_LOSS = Claim(
    name="gopalani2025/theorem3_2/distance_by_mean_loss",
    title="log(1 + ‖ρ − μ_s‖²) ≥ (2/s)(E_ρ L̃ − min L̃) + ∫ρ log ρ + (D/2)log(πs/gLip)",
    source=source("Theorem 3.2", _OURS),
    kind=Kind.LOWER_BOUND,
    space=Space(
        (
            STEP_SIZE,
            SMOOTHNESS,
            positive(dim),
            Real(least),
            Real(mean_loss, at_least=lambda v: v["L_min"]),
            Real(negentropy),
            Real(log_partition, at_least=_partition),
            Real(divergence,
                 at_least=lambda v: 2 / v["s"] * v["E_rho"] + v["H"] + v["logZ"]),
        )
    ),
    hypotheses=(_JENSEN, _PARTITION),
    relation=ge(divergence, _mean_loss_bound),
    derivations=(
        Derivation(
            "Jensen's inequality for the logarithm",
            (
                line("jensen", _JENSEN.relation, "hypothesis", name="jensen"),
                line("partition", _PARTITION.relation, "hypothesis", name="partition"),
                line("distance", ge(divergence, _mean_loss_bound), "arithmetic", "jensen",
                     "partition"),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("twice_the_exponent",
                ge(divergence, _mean_loss_bound + 2 / s * (mean_loss - least))),
        Variant("no_partition", ge(divergence, _mean_loss_bound), dropped=("partition",)),
    ),
    reading="R = log ∫ρ²/μ_s = log(1 + Δ²) and D = pd. Jensen: log E_ρ[ρ/μ_s] ≥ E_ρ log(ρ/μ_s) = "
    "∫ρ log ρ + (2/s)E_ρ L̃ + log Z_s. Partition: Z_s ≥ e^{−2 min L̃/s}(πs/gLip)^{D/2} for a "
    "gLip-smooth loss. So for a fixed ρ of finite entropy whose mean loss is above the minimum Δ "
    "grows exponentially in 1/s.",
)  # fmt: skip

_CAUCHY = Hypothesis("cauchy_schwarz", ge((1 + far**2) * mass, 1))
_TAIL = Hypothesis("tail", le(log(mass), -depth / s))
BY_SUPPORT = Claim(
    name="gopalani2025/theorem3_2/distance_by_support",
    title="log(1 + ‖ρ − μ_s‖²) ≥ c/s for a density on a set of Gibbs mass at most e^{−c/s}",
    source=source("Theorem 3.2", _OURS),
    kind=Kind.LOWER_BOUND,
    space=Space(
        (
            Real(mass, low=0, high=1, open_low=True, open_high=True),
            positive(depth),
            positive(s, at_least=lambda v: v["c"] / minus_log(v["mass"])),
            positive(far, at_least=lambda v: root(1 / v["mass"] - 1)),
        )
    ),
    hypotheses=(_CAUCHY, _TAIL),
    relation=ge(log(1 + far**2), depth / s),
    derivations=(
        Derivation(
            "Cauchy–Schwarz",
            (
                line("cauchy_schwarz", _CAUCHY.relation, "hypothesis", name="cauchy_schwarz"),
                line("divided", ge(1 + far**2, 1 / mass), "arithmetic", "cauchy_schwarz",
                     multipliers={"cauchy_schwarz": 1 / mass}),
                line("logarithm", ge(log(1 + far**2), -log(mass)), "monotone", "divided",
                     under="log"),
                line("tail", _TAIL.relation, "hypothesis", name="tail"),
                line("distance", ge(log(1 + far**2), depth / s), "arithmetic", "logarithm",
                     "tail"),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("no_tail", ge(log(1 + far**2), depth / s), dropped=("tail",)),
        Variant("no_cauchy_schwarz", ge(log(1 + far**2), depth / s),
                dropped=("cauchy_schwarz",)),
    ),
    reading="1 = (∫_A ρ)² ≤ ∫ρ²/μ_s · μ_s(A). For the loss λw²/2 and ρ on |w| ≥ r the mass of A "
    "is at most e^{−λr²/s}, so c = λr².",
)  # fmt: skip

_root = 2 * sqrt(ratio)
_gaussian = (1 + ratio) / _root * exp(lam * mean**2 * (1 + ratio) / (s * ratio))
BY_GAUSSIAN = Claim(
    name="gopalani2025/theorem3_2/distance_of_gaussian",
    title="∫ρ²/μ_s ≥ e^{λm²/s} for a Gaussian of mean m and the loss λw²/2",
    source=source("Theorem 3.2", _OURS),
    kind=Kind.LOWER_BOUND,
    space=Space((LAMBDA, STEP_SIZE, positive(ratio), Real(mean))),
    relation=ge(_gaussian, exp(lam * mean**2 / s)),
    derivations=(
        Derivation(
            "1 + u ≥ 2√u",
            (
                line("mean", ge(1 + ratio, _root), "arithmetic", squares=((1, 1 - sqrt(ratio)),)),
                line("factor", ge((1 + ratio) / _root, 1), "arithmetic", "mean",
                     multipliers={"mean": 1 / _root}),
                line("exponent", ge(lam * mean**2 * (1 + ratio) / (s * ratio),
                     lam * mean**2 / s), "arithmetic"),
                line("exponential", ge(exp(lam * mean**2 * (1 + ratio) / (s * ratio)),
                     exp(lam * mean**2 / s)), "monotone", "exponent", under="exp"),
                line("distance", ge(_gaussian, exp(lam * mean**2 / s)), "arithmetic",
                     "exponential", "factor",
                     multipliers={"factor": exp(lam * mean**2 * (1 + ratio) / (s * ratio))}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("twice_the_exponent", ge(_gaussian, exp(2 * lam * mean**2 / s))),
        Variant("without_factor",
                ge(_gaussian, (1 + ratio) / _root * exp(lam * mean**2 * (1 + 2 * ratio)
                   / (s * ratio)))),
    ),
    reading="τ² = s/(λ(1 + u)), u > 0: every Gaussian in L²(1/μ_s) (gaussian_initialization). With "
    "v = s/(2λ) the variance of μ_s, ∫ρ²/μ_s = v/(τ√(2v − τ²))·e^{m²/(2v − τ²)}, the left side.",
    not_checked="that integral, which the tests compare with quadrature",
)  # fmt: skip

# ---------------------------------------------------------------- how long

_INITIAL = Hypothesis("initialization", le(2 * C * far * exp(-lam_s * T), eps))
_FAR = Hypothesis("far", ge(log(1 + far**2), depth / s))
_APART = Hypothesis("apart", ge(far, 1))
_needed = ge(lam_s * T, depth / (2 * s) + log(C) - log(eps) + log(2) / 2)


def least_time(v):
    """log(2CΔ/ε)/λ_s, generic over floats and balls."""
    return logarithm(2 * v["C"] * v["Delta"] / v["epsilon"]) / v["lambda_s"]


def least_step(v):
    """The step at which log(1 + Δ²) = c/s, generic over floats and balls."""
    return v["c"] / logarithm(1 + v["Delta"] * v["Delta"])


NEEDED_LINES = (
    line("apart", _APART.relation, "hypothesis", name="apart"),
    line("double", le(1 + far**2, 2 * far**2), "arithmetic", "apart",
         multipliers={"apart": 1 + far}),
    line("logarithm", le(log(1 + far**2), log(2) + 2 * log(far)), "monotone", "double",
         under="log"),
    line("far", _FAR.relation, "hypothesis", name="far"),
)  # fmt: skip

TIME = Claim(
    name="gopalani2025/theorem3_2/time_needed",
    title="CΔe^{−λ_s T} ≤ ε/2 needs λ_s T ≥ c/(2s) + log(C/ε) + ½ log 2 if log(1 + Δ²) ≥ c/s",
    source=source("Corollary 3.3", "not in the paper: how long the horizon must be"),
    kind=Kind.LOWER_BOUND,
    space=Space(
        (
            positive(C),
            EPS,
            Real(far, low=1),
            positive(depth),
            positive(s, at_least=least_step),
            RATE,
            positive(T, at_least=least_time),
        )
    ),
    hypotheses=(_INITIAL, _FAR, _APART),
    relation=_needed,
    derivations=(
        Derivation(
            "logarithms",
            (
                *NEEDED_LINES,
                line("initialization", _INITIAL.relation, "hypothesis", name="initialization"),
                line("condition", le(log(2) + log(C) + log(far) - lam_s * T, log(eps)),
                     "monotone", "initialization", under="log"),
                line("needed", _needed, "arithmetic", "condition", "logarithm", "far",
                     multipliers={"logarithm": Rational(1, 2), "far": Rational(1, 2)}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("twice_the_exponent", ge(lam_s * T, depth / s + log(C) - log(eps))),
        Variant("any_start", _needed, dropped=("far",)),
        Variant("any_time", _needed, dropped=("initialization",)),
    ),
    reading="The first hypothesis is the condition of Corollary 3.3 on ρ; for a Gibbs measure of "
    "λw²/2, C = (√3/4)s and λ_s = λ.",
)  # fmt: skip

CLAIMS = (BY_MEAN_LOSS, BY_SUPPORT, BY_GAUSSIAN, TIME)
