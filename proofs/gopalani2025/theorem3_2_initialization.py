"""Theorem 3.2: which initial distributions the condition ρ ∈ L²(1/μ_s) admits.

Statement: for bounded activations the Gaussian N(W₀, τ²I) is in L²(1/μ_s) if τ² < s/λ, and it is
not if τ² > s/λ, or if τ² = s/λ and W₀ = 0; for any activation. So whatever τ is, the Gaussian
is not admitted once ε ≤ λτ²(A + B), since s* ≤ ε/(A + B); and at no ε if τ² ≥ 1/(λ gLip).
Setting: Definitions 1 and 2. ρ²/μ_s = Z_s ρ² exp(2L̃/s) is proportional to e^{−E(W)} with
E = ‖W − W₀‖²/τ² − 2L̃/s, and ρ ∈ L²(1/μ_s) means ∫e^{−E} < ∞.
Where: title of Theorem 3.2 ("Arbitrary Initialization"), its condition on ρ_initial, Section 1.
Kind: limit, lower bound.
Checked: with the data loss between 0 and (B_y + ‖a‖₁B_σ)²/2, E ≥ (δ/2)‖W‖² + γ with explicit γ
where 1/τ² = λ/s + δ, δ > 0; and −E → ∞, so that the integrand tends to infinity, where
1/τ² < λ/s. That ∫e^{−E} = ∞ where e^{−E} → ∞ or e^{−E} ≥ 1 is left to the reader.
Our statement differs from the print: "arbitrary initialization" is read as "any Gaussian".
False variants: the coefficient without λ, the accuracy condition dropped.
"""

import sympy
from sympy import Rational, Sum

from provcheck.proofs.gopalani2025.guarantee import (
    CONSTANTS_AB,
    SMOOTHNESS,
    A,
    B,
    eps,
    g_lip,
    positive,
)
from provcheck.proofs.gopalani2025.lemma3_1_laplacian import BOUNDED_RESIDUAL_LINES, residual_bound
from provcheck.proofs.gopalani2025.lemma3_1_villani import RANGES
from provcheck.proofs.gopalani2025.net import (
    ALL,
    BOUNDED,
    I_RANGE,
    J_RANGE,
    K_RANGE,
    LAMBDA,
    SIGMA_BOUND,
    STEP,
    WEIGHTS,
    X_BOUND,
    Y_BOUND,
    W,
    W_norm,
    d,
    f,
    ge,
    i,
    j,
    k,
    lam,
    le,
    loss,
    n,
    p,
    residual,
    s,
    source,
    space,
    y,
)
from provcheck.statement import (
    Array,
    Claim,
    Derivation,
    ExpIntegrable,
    Hypothesis,
    Kind,
    Norm,
    Real,
    Smooth,
    Space,
    TendsToInfinity,
    Variant,
    define,
    line,
)

tau = sympy.Symbol("tau", positive=True)
delta = sympy.Symbol("delta", positive=True)
W0 = sympy.IndexedBase("W_0", shape=(p, d), real=True)
_precision = lam / s + delta  # 1/τ² of a Gaussian that is narrow enough
_away = Norm(W[j, k] - W0[j, k], J_RANGE, K_RANGE)
_centre = Norm(W0[j, k], J_RANGE, K_RANGE)
_inner = Sum(W[j, k] * W0[j, k], J_RANGE, K_RANGE)
_MEAN = Array(W0, (p, d))
_TAU = positive(tau)

# ---------------------------------------------------------------- as printed

ARBITRARY = Claim(
    name="gopalani2025/theorem3_2/arbitrary_initialization",
    title="the title's 'arbitrary initialization' includes every Gaussian: λ/s − 1/τ² ≤ 0, without "
    "which N(0, τ²I) is not in L²(1/μ_s)",
    source=source(
        "Theorem 3.2",
        "title",
        "Global Convergence of SGD on Sigmoid and Tanh Neural Nets of 2 Layers for Any Width and "
        "Data, Arbitrary Initialization.",
    ),
    kind=Kind.UPPER_BOUND,
    space=Space((LAMBDA, STEP, _TAU)),
    relation=le(lam / s - 1 / tau**2, 0),
    expected="REFUTED",
    reading="The title and the introduction promise the guarantee for arbitrary initialization, "
    "the theorem asks for ρ ∈ L²(1/μ_s); the two agree only if every initial density is in that "
    "space. Gaussians are what is used in practice. For bounded activations the exponent of "
    "ρ²/μ_s is (λ/s − 1/τ²)‖W‖² up to a bounded term, so membership is this inequality, strict; "
    "it fails for every s < λτ² (s = λτ² is gaussian_initialization_boundary). Since s* ≤ 1/gLip, "
    "τ² ≥ 1/(λ gLip) is excluded at every ε (wide_gaussian_inadmissible). The theorem's own "
    "condition on ρ is there: it is the title that is too wide. A bounded density of compact "
    "support is always admitted (compact_initialization).",
)

INADMISSIBLE = Claim(
    name="gopalani2025/theorem3_2/fixed_gaussian_inadmissible",
    title="for ε ≤ λτ²(A + B) the step size s* makes N(0, τ²I) inadmissible: λ/s* ≥ 1/τ²",
    source=source("Theorem 3.2", "not in the paper: s* against a fixed Gaussian"),
    kind=Kind.UPPER_BOUND,
    space=Space(
        (
            *CONSTANTS_AB,
            STEP,
            _TAU,
            positive(eps, at_least=lambda v: (v["A"] + v["B"]) * v["s"]),
            Real(lam, low=0, open_low=True,
                 at_least=lambda v: v["epsilon"] / (v["tau"] ** 2 * (v["A"] + v["B"]))),
        )
    ),
    hypotheses=(
        Hypothesis("small_step", le((A + B) * s, eps)),
        Hypothesis("small_accuracy", le(eps, lam * tau**2 * (A + B))),
    ),
    relation=le(1 / tau**2, lam / s),
    derivations=(
        Derivation(
            "s* ≤ ε/(A + B) ≤ λτ²",
            (
                line("step", le((A + B) * s, eps), "hypothesis", name="small_step"),
                line("accuracy", le(eps, lam * tau**2 * (A + B)), "hypothesis",
                     name="small_accuracy"),
                line("coefficient", le(1 / tau**2, lam / s), "arithmetic", "step", "accuracy",
                     multipliers={
                         "step": 1 / (s * tau**2 * (A + B)),
                         "accuracy": 1 / (s * tau**2 * (A + B)),
                     }),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("twice", le(2 / tau**2, lam / s)),
        Variant("any_accuracy", le(1 / tau**2, lam / s), dropped=("small_accuracy",)),
    ),
)  # fmt: skip

_share = sympy.Symbol("q", positive=True)
_admitted_step = define("admitted_step", (), _share / g_lip, r"s^\ast")
_SMOOTH_STEP = Hypothesis("smooth_step", le(_admitted_step() * g_lip, 1))
_WIDER = Hypothesis("wide", ge(lam * tau**2 * g_lip, 1))
_too_wide = le(1 / tau**2, lam / _admitted_step())
EVERY_ACCURACY = Claim(
    name="gopalani2025/theorem3_2/wide_gaussian_inadmissible",
    title="for τ² ≥ 1/(λ gLip) the step size s* ≤ 1/gLip makes N(0, τ²I) inadmissible at every ε",
    source=source("Theorem 3.2", "not in the paper: s* ≤ 1/gLip against a Gaussian"),
    kind=Kind.UPPER_BOUND,
    space=Space(
        (
            SMOOTHNESS,
            Real(_share, low=0, high=1, open_low=True),
            _TAU,
            Real(lam, low=0, open_low=True, at_least=lambda v: 1 / (v["gLip"] * v["tau"] ** 2)),
        )
    ),
    hypotheses=(_SMOOTH_STEP, _WIDER),
    relation=_too_wide,
    derivations=(
        Derivation(
            "s* ≤ 1/gLip ≤ λτ²",
            (
                line("step", _SMOOTH_STEP.relation, "hypothesis", name="smooth_step"),
                line("wide", _WIDER.relation, "hypothesis", name="wide"),
                line("coefficient", _too_wide, "arithmetic", "step", "wide",
                     multipliers={"step": lam / _admitted_step(), "wide": 1 / tau**2}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("twice", le(2 / tau**2, lam / _admitted_step())),
        Variant("any_width", _too_wide, dropped=("wide",)),
    ),
    reading="s* = q/gLip with 0 < q ≤ 1 is any step with s* ≤ 1/gLip. λ/s ≥ 1/τ² excludes N(0, "
    "τ²I) by gaussian_initialization_too_wide and, where the two are equal, "
    "gaussian_initialization_boundary.",
)  # fmt: skip

# ---------------------------------------------------------------- narrow enough

exponent = define("exponent", (), _precision * _away**2 - 2 * loss() / s, "E(W)")
_HYPOTHESES = (X_BOUND, Y_BOUND, SIGMA_BOUND)
_gamma = _precision * _centre**2 - 2 * _precision**2 / delta * _centre**2 - residual_bound**2 / s
_NARROW_LINES = (
    *BOUNDED_RESIDUAL_LINES,
    line("squared", le(residual(i) ** 2, residual_bound**2), "monotone", "residual_bound",
         under="square"),
    line("summed", le(Sum(residual(i) ** 2, I_RANGE), Sum(residual_bound**2, I_RANGE)),
         "monotone", "squared", under="sum", ranges=(I_RANGE,)),
    line("cauchy_schwarz", le(sympy.Abs(_inner), W_norm() * _centre), "cited",
         theorem="cauchy_schwarz", u=W[j, k], v=W0[j, k], ranges=RANGES),
    line("signed", le(_inner, sympy.Abs(_inner)), "cited", theorem="at_most_absolute", u=_inner),
    line("minorant", ge(exponent(), delta / 2 * W_norm() ** 2 + _gamma), "arithmetic", "summed",
         "cauchy_schwarz", "signed",
         multipliers={"summed": 1 / (s * n), "cauchy_schwarz": 2 * _precision,
                      "signed": 2 * _precision},
         squares=((delta / 2, W_norm() - 2 * _precision / delta * _centre),)),
    line("smooth", Smooth(exponent(), W), "smooth"),
    line("integrable", ExpIntegrable(exponent(), W), "cited", "smooth", "minorant",
         theorem="gaussian_domination", of=exponent(), base=W, alpha=delta / 2, gamma=_gamma,
         ranges=RANGES),
)  # fmt: skip

NARROW = Claim(
    name="gopalani2025/theorem3_2/gaussian_initialization",
    title="for bounded activations N(W₀, τ²I) is in L²(1/μ_s) wherever τ² < s/λ",
    source=source("Theorem 3.2", "'Arbitrary Initialization', with its condition"),
    kind=Kind.LIMIT,
    space=space(BOUNDED, _HYPOTHESES, LAMBDA, STEP, _MEAN, positive(delta), WEIGHTS),
    hypotheses=_HYPOTHESES,
    relation=ExpIntegrable(exponent(), W),
    derivations=(Derivation("the data loss is bounded", _NARROW_LINES, as_printed=False),),
    amends="gopalani2025/theorem3_2/arbitrary_initialization",
    reading="1/τ² is written λ/s + δ with δ > 0, which is τ² < s/λ.",
)

# ---------------------------------------------------------------- too wide

_wide_exponent = 2 * loss() / s - _away**2 / tau**2
_WIDE = Hypothesis("wide", sympy.Lt(1 / tau**2, lam / s, evaluate=False))
_linear, _offset = 2 / tau**2 * _centre, -(_centre**2) / tau**2
_LOSS_LINES = (
    line("square", ge((y[i] - f(i)) ** 2 / 2, 0), "arithmetic",
         squares=((Rational(1, 2), y[i] - f(i)),)),
    line("squares", ge(Sum((y[i] - f(i)) ** 2 / 2, I_RANGE), 0), "monotone", "square",
         under="sum", ranges=(I_RANGE,)),
)  # fmt: skip
_WIDE_LINES = (
    *_LOSS_LINES,
    line("cauchy_schwarz", le(sympy.Abs(_inner), W_norm() * _centre), "cited",
         theorem="cauchy_schwarz", u=W[j, k], v=W0[j, k], ranges=RANGES),
    line("signed", le(-_inner, sympy.Abs(_inner)), "cited", theorem="at_most_absolute",
         u=-_inner),
    line("minorant", ge(_wide_exponent, (lam / s - 1 / tau**2) * W_norm() ** 2
         - _linear * W_norm() + _offset), "arithmetic", "squares", "cauchy_schwarz", "signed",
         multipliers={"squares": 2 / (s * n), "cauchy_schwarz": 2 / tau**2,
                      "signed": 2 / tau**2}),
    line("wide", sympy.Lt(1 / tau**2, lam / s, evaluate=False), "hypothesis", name="wide"),
    line("positive", sympy.Gt(lam / s - 1 / tau**2, 0, evaluate=False), "arithmetic", "wide"),
    line("diverges", TendsToInfinity(_wide_exponent, W), "cited", "minorant", "positive",
         theorem="quadratic_growth", of=_wide_exponent, base=W, alpha=lam / s - 1 / tau**2,
         linear=_linear, gamma=_offset, ranges=RANGES),
)  # fmt: skip

TOO_WIDE = Claim(
    name="gopalani2025/theorem3_2/gaussian_initialization_too_wide",
    title="for τ² > s/λ the integrand of N(W₀, τ²I) in L²(1/μ_s) tends to infinity",
    source=source("Theorem 3.2", "'Arbitrary Initialization', the converse"),
    kind=Kind.LIMIT,
    space=space(
        ALL,
        (),
        STEP,
        _TAU,
        Real(lam, low=0, open_low=True, at_least=lambda v: v["s"] / v["tau"] ** 2),
        _MEAN,
        WEIGHTS,
    ),
    hypotheses=(_WIDE,),
    relation=TendsToInfinity(_wide_exponent, W),
    derivations=(Derivation("the data loss is ≥ 0", _WIDE_LINES, as_printed=False),),
    reading="log(ρ²/μ_s) = 2L̃/s − ‖W − W₀‖²/τ² up to a constant. Where it tends to infinity the "
    "integral of its exponential is infinite.",
)

BOUNDARY = Claim(
    name="gopalani2025/theorem3_2/gaussian_initialization_boundary",
    title="at τ² = s/λ the integrand of N(0, τ²I) in L²(1/μ_s) is at least a positive constant",
    source=source("Theorem 3.2", "'Arbitrary Initialization', the boundary"),
    kind=Kind.LOWER_BOUND,
    space=space(ALL, (), LAMBDA, STEP, WEIGHTS),
    relation=ge(2 * loss() / s - lam / s * W_norm() ** 2, 0),
    derivations=(
        Derivation(
            "the data loss is ≥ 0",
            (
                *_LOSS_LINES,
                line("constant", ge(2 * loss() / s - lam / s * W_norm() ** 2, 0), "arithmetic",
                     "squares", multipliers={"squares": 2 / (s * n)}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("twice_lambda", ge(2 * loss() / s - 2 * lam / s * W_norm() ** 2, 0)),
    ),
)  # fmt: skip

# ---------------------------------------------------------------- compact support

radius = sympy.Symbol("R", nonnegative=True)
_INSIDE = Hypothesis("support", le(W_norm(), radius))


def _weights_norm(values):
    from provcheck.reference.norms import norm

    return norm(values["W"])


_largest = le(2 * loss() / s, (residual_bound**2 + lam * radius**2) / s)
COMPACT = Claim(
    name="gopalani2025/theorem3_2/compact_initialization",
    title="where ‖W‖_F ≤ R, 2L̃/s ≤ ((B_y + ‖a‖₁B_σ)² + λR²)/s: a bounded density there is "
    "admitted",
    source=source("Theorem 3.2", "not in the paper: densities that are always admitted"),
    kind=Kind.UPPER_BOUND,
    space=space(BOUNDED, _HYPOTHESES, LAMBDA, STEP, WEIGHTS,
                Real(radius, low=0, at_least=_weights_norm)),
    hypotheses=(*_HYPOTHESES, _INSIDE),
    relation=_largest,
    derivations=(
        Derivation(
            "the data loss is bounded",
            (
                *_NARROW_LINES[: len(BOUNDED_RESIDUAL_LINES) + 2],
                line("support", le(W_norm(), radius), "hypothesis", name="support"),
                line("radius", le(W_norm() ** 2, radius**2), "monotone", "support",
                     under="square"),
                line("largest", _largest, "arithmetic", "summed", "radius",
                     multipliers={"summed": 1 / (s * n), "radius": lam / s}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("without_the_data", le(2 * loss() / s, lam * radius**2 / s)),
        Variant("half", le(2 * loss() / s, _largest.rhs / 2)),
        Variant("anywhere", _largest, dropped=("support",)),
    ),
    reading="Then ∫ρ²/μ_s ≤ Z_s·sup ρ·e^{that bound} is finite, for every s. It grows like "
    "e^{c/s} as s → 0 (theorem3_2/distance_by_mean_loss).",
)  # fmt: skip

CLAIMS = (ARBITRARY, INADMISSIBLE, EVERY_ACCURACY, NARROW, TOO_WIDE, BOUNDARY, COMPACT)
