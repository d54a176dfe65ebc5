"""Theorem 3.4: the mixing bound with C(s) = (∫(L̃ − min L̃)² dμ_s)^{1/2}, and C(s) increases.

Statement: |E L̃(W(t)) − E L̃(W(∞))| ≤ C(s)‖ρ − μ_s‖e^{−λ_s t}, and C(s) increases with s.
Setting: the SDE (2); D_t = ‖ρ_t − μ_s‖², q = e^{−λ_s t}.
Where: Theorem 3.4, with C(s) as in Appendix C. Kind: upper bound, lower bound.
Checked: the bound from the Cauchy–Schwarz inequality and D_t ≤ e^{−2λ_s t}‖ρ − μ_s‖²; the latter's
differential inequality from the Poincaré inequality; the bound again, from nothing, for a finite
expansion in eigenfunctions of the generator. C(s) for Gibbs measures on n points, n arbitrary.
The sharper bound has the standard deviation of L̃ under μ_s in place of C(s).
Not checked: Grönwall's lemma; the passage from n modes, or n points, to the limit.
Our statement differs from the print: "increasing" is read as non-decreasing (C is constant, 0, for
a constant loss, which λ > 0 excludes).
False variants: twice the rate, a constant halved, the opposite sign.
"""

import sympy
from sympy import Abs, Sum, exp

from provcheck.proofs.gopalani2025.guarantee import (
    RATE,
    STEP_SIZE,
    C,
    expected_stationary,
    lam_s,
    least,
    positive,
    root,
)
from provcheck.proofs.gopalani2025.net import I_RANGE, ge, i, le, n, s, source
from provcheck.proofs.gopalani2025.theorem3_2_horizon import far
from provcheck.proofs.gopalani2025.theorem3_4 import expected_now, t
from provcheck.statement import (
    Array,
    Claim,
    Derivation,
    Hypothesis,
    Kind,
    Norm,
    Partial,
    Real,
    Size,
    Space,
    Variant,
    define,
    line,
)

squared_distance = sympy.Symbol("D_t", positive=True)
q = sympy.Symbol("q", positive=True)
_VARIANCE = sympy.Symbol("v", positive=True)
_change = expected_now - expected_stationary
_SHARE = Real(q, low=0, high=1, open_low=True)


def _least_distance(v):
    return root(v["D_t"]) / v["q"]


# ---------------------------------------------------------------- over the real numbers

_CAUCHY = Hypothesis("cauchy_schwarz", le(_change**2, C**2 * squared_distance))
_DECAY = Hypothesis("decay", le(squared_distance, q**2 * far**2))
_mixing = le(Abs(_change), C * far * q)

MIXING = Claim(
    name="gopalani2025/theorem3_4/mixing",
    title="|E L̃(W(t)) − E L̃(W(∞))| ≤ C(s)‖ρ − μ_s‖e^{−λ_s t}, given that ‖ρ_t − μ_s‖ decays so",
    source=source("Theorem 3.4", "second display"),
    kind=Kind.UPPER_BOUND,
    space=Space(
        (
            Real(expected_now),
            Real(expected_stationary),
            positive(squared_distance),
            _SHARE,
            positive(C, at_least=lambda v: abs(v["E_t"] - v["E_infinity"]) / root(v["D_t"])),
            positive(far, at_least=_least_distance),
        )
    ),
    hypotheses=(_CAUCHY, _DECAY),
    relation=_mixing,
    derivations=(
        Derivation(
            "Cauchy–Schwarz and the decay of the density",
            (
                line("cauchy_schwarz", _CAUCHY.relation, "hypothesis", name="cauchy_schwarz"),
                line("decay", _DECAY.relation, "hypothesis", name="decay"),
                line("squared", le(_change**2, (C * far * q) ** 2), "arithmetic",
                     "cauchy_schwarz", "decay", multipliers={"decay": C**2}),
                line("mixing", _mixing, "monotone", "squared", under="root"),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("half", le(Abs(_change), C * far * q / 2)),
        Variant("twice_the_rate", le(Abs(_change), C * far * q**2)),
        Variant("no_decay", _mixing, dropped=("decay",)),
    ),
    reading="C(s) is that of Appendix C, (∫(L̃ − min L̃)² dμ_s)^{1/2}; Theorem 3.4 says only that "
    "a C(s, L̃) exists. q = e^{−λ_s t} is in (0, 1], D_t = ‖ρ_t − μ_s‖². E L̃(W(t)) − E L̃(W(∞)) "
    "= ∫(L̃ − min L̃)(ρ_t − μ_s), whose square is at most C(s)²D_t.",
    not_checked="the two hypotheses: the Cauchy–Schwarz inequality for densities "
    "(appendix_c/constant_c has finite spaces only), and the decay D_t ≤ e^{−2λ_s t}‖ρ − μ_s‖², "
    "the part that is about the dynamics, which is dissipation with Grönwall's lemma",
)  # fmt: skip

_SHARP_CAUCHY = Hypothesis("cauchy_schwarz", le(_change**2, _VARIANCE * squared_distance))
_SECOND = Hypothesis("variance", le(_VARIANCE, C**2 - (expected_stationary - least) ** 2))
_sharp = le(_change**2, (C**2 - (expected_stationary - least) ** 2) * far**2 * q**2)


def _least_constant(v):
    return root(v["v"] + (v["E_infinity"] - v["L_min"]) ** 2)


SHARP = Claim(
    name="gopalani2025/theorem3_4/mixing_sharp",
    title="the mixing bound with C(s)² − (E_μ L̃ − min L̃)² in place of C(s)²",
    source=source("Theorem 3.4", "sharpened"),
    kind=Kind.UPPER_BOUND,
    space=Space(
        (
            Real(expected_now),
            Real(expected_stationary),
            Real(least),
            positive(_VARIANCE),
            _SHARE,
            positive(squared_distance,
                     at_least=lambda v: (v["E_t"] - v["E_infinity"]) ** 2 / v["v"]),
            positive(C, at_least=_least_constant),
            positive(far, at_least=_least_distance),
        )
    ),
    hypotheses=(_SHARP_CAUCHY, _SECOND, _DECAY),
    relation=_sharp,
    derivations=(
        Derivation(
            "∫(ρ_t − μ_s) = 0, so L̃ may be centred",
            (
                line("cauchy_schwarz", _SHARP_CAUCHY.relation, "hypothesis",
                     name="cauchy_schwarz"),
                line("variance", _SECOND.relation, "hypothesis", name="variance"),
                line("decay", _DECAY.relation, "hypothesis", name="decay"),
                line("sharp", _sharp, "arithmetic", "cauchy_schwarz", "variance", "decay",
                     multipliers={"variance": far**2 * q**2, "decay": _VARIANCE}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("half", le(_change**2, _sharp.rhs / 2)),
        Variant("no_variance", _sharp, dropped=("variance",)),
    ),
    amends="gopalani2025/theorem3_4/mixing",
    reading="C(s) is that of Appendix C. v is the variance of L̃ under μ_s: E(L̃ − min)² less the "
    "square of the mean.",
    not_checked="the Cauchy–Schwarz inequality for densities and the decay, as in "
    "theorem3_4/mixing",
)  # fmt: skip

_dirichlet = sympy.Symbol("energy", nonnegative=True)
_decrease = sympy.Symbol("decrease", real=True)
_now = sympy.Symbol("D_t", nonnegative=True)
_DISSIPATION = Hypothesis("dissipation", ge(_decrease, s * _dirichlet))
_POINCARE = Hypothesis("poincare", le(2 * lam_s * _now, s * _dirichlet))
DECAY_RATE = Claim(
    name="gopalani2025/theorem3_4/dissipation",
    title="the Poincaré inequality makes D_t decrease at a rate of at least 2λ_s D_t",
    source=source("Theorem 3.4", "not in the paper: where e^{−λ_s t} comes from"),
    kind=Kind.LOWER_BOUND,
    space=Space(
        (
            STEP_SIZE,
            RATE,
            Real(_now, low=0),
            Real(_dirichlet, low=0, at_least=lambda v: 2 * v["lambda_s"] * v["D_t"] / v["s"]),
            Real(_decrease, at_least=lambda v: v["s"] * v["energy"]),
        )
    ),
    hypotheses=(_DISSIPATION, _POINCARE),
    relation=ge(_decrease, 2 * lam_s * _now),
    derivations=(
        Derivation(
            "−dD/dt = s E_μ‖∇h‖², h = ρ_t/μ_s",
            (
                line("dissipation", _DISSIPATION.relation, "hypothesis", name="dissipation"),
                line("poincare", _POINCARE.relation, "hypothesis", name="poincare"),
                line("rate", ge(_decrease, 2 * lam_s * _now), "arithmetic", "dissipation",
                     "poincare"),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("twice", ge(_decrease, 4 * lam_s * _now)),
        Variant("no_poincare", ge(_decrease, 2 * lam_s * _now), dropped=("poincare",)),
    ),
    reading="D_t = Var_μ(h), energy = E_μ‖∇h‖², decrease = −dD_t/dt. With Grönwall's lemma "
    "D_t ≤ e^{−2λ_s t}D_0.",
    not_checked="the two hypotheses: −dD_t/dt = s E_μ‖∇h‖², integration by parts for the "
    "Fokker–Planck equation, and the Poincaré inequality (lemma3_1/poincare) for h, which need not "
    "have compact support; Grönwall's lemma",
)  # fmt: skip

# ---------------------------------------------------------------- in eigenfunctions

c = sympy.IndexedBase("c", shape=(n,), real=True)  # of ρ/μ_s − 1
g = sympy.IndexedBase("g", shape=(n,), real=True)  # of L̃ − min L̃
r = sympy.IndexedBase("r", shape=(n,), real=True)  # λ_i = λ_s + r_i²
_mode = exp(-(lam_s + r[i] ** 2) * t)
_slow = exp(-lam_s * t)
_overlap = Abs(Sum(g[i] * c[i] * _mode, I_RANGE))
_modes = le(_overlap, Norm(g[i], I_RANGE) * Norm(c[i], I_RANGE) * _slow)
_MODE_LINES = (
    line("exponent", le(-(lam_s + r[i] ** 2) * t, -lam_s * t), "arithmetic"),
    line("exponential", le(_mode, _slow), "monotone", "exponent", under="exp"),
    line("squared", le(_mode**2, _slow**2), "monotone", "exponential", under="square"),
    line("weighted", le(c[i] ** 2 * _mode**2, c[i] ** 2 * _slow**2), "arithmetic", "squared",
         multipliers={"squared": c[i] ** 2}),
    line("summed", le(Sum(c[i] ** 2 * _mode**2, I_RANGE), Sum(c[i] ** 2 * _slow**2, I_RANGE)),
         "monotone", "weighted", under="sum", ranges=(I_RANGE,)),
    line("distance", le(Norm(c[i] * _mode, I_RANGE), Norm(c[i], I_RANGE) * _slow), "monotone",
         "summed", under="root", note="‖ρ_t − μ_s‖ ≤ e^{−λ_s t}‖ρ − μ_s‖"),
    line("cauchy_schwarz", le(_overlap, Norm(g[i], I_RANGE) * Norm(c[i] * _mode, I_RANGE)),
         "cited", theorem="cauchy_schwarz", u=g[i], v=c[i] * _mode, ranges=(I_RANGE,)),
    line("mixing", _modes, "arithmetic", "cauchy_schwarz", "distance",
         multipliers={"distance": Norm(g[i], I_RANGE)}),
)  # fmt: skip

MODES = Claim(
    name="gopalani2025/theorem3_4/mixing_modes",
    title="the mixing bound for n eigenfunctions of the generator, none slower than λ_s",
    source=source("Theorem 3.4", "for a finite expansion; ours"),
    kind=Kind.UPPER_BOUND,
    space=Space((Size(n), RATE, Real(t, low=0), Array(c, (n,)), Array(g, (n,)), Array(r, (n,)))),
    relation=_modes,
    derivations=(Derivation("Cauchy–Schwarz", _MODE_LINES, as_printed=False),),
    variants=(
        Variant("twice_the_rate", le(_overlap, Norm(g[i], I_RANGE) * Norm(c[i], I_RANGE)
                * _slow**2)),
        Variant("half", le(_overlap, _modes.rhs / 2)),
    ),
    reading="ρ/μ_s − 1 = Σ c_i φ_i and L̃ − min L̃ = const + Σ g_i φ_i in eigenfunctions φ_i of "
    "−𝓛, orthonormal in L²(μ_s), with eigenvalues λ_i = λ_s + r_i² ≥ λ_s; then E L̃(W(t)) − "
    "E L̃(W(∞)) = Σ g_i c_i e^{−λ_i t}, ‖c‖ = ‖ρ − μ_s‖ and ‖g‖ ≤ C(s).",
)  # fmt: skip

# ---------------------------------------------------------------- C(s) increases

w = sympy.IndexedBase("w", shape=(n,), real=True)
_energy = r[i] ** 2  # L̃ − min L̃ at the i-th point
_weight = exp(w[i] - 2 * _energy / s)
total = define("gibbs_total", (), Sum(_weight, I_RANGE), "Z")
first = define("gibbs_first", (), Sum(_weight * _energy, I_RANGE) / total(), "m_1")
squared_constant = define(
    "squared_constant", (), Sum(_weight * _energy**2, I_RANGE) / total(), "C(s)^2"
)
_point = _weight * (_energy**2 - first() ** 2) * (_energy - first())
_increase = ge(Partial(squared_constant(), s), 0)

INCREASING = Claim(
    name="gopalani2025/theorem3_4/c_increasing",
    title="C(s)² = E_{μ_s}(L̃ − min L̃)² does not decrease with s, for Gibbs measures on n points",
    source=source("Theorem 3.4", "C(s, L̃), an increasing function of s"),
    kind=Kind.LOWER_BOUND,
    space=Space((Size(n), STEP_SIZE, Array(w, (n,)), Array(r, (n,)))),
    relation=_increase,
    derivations=(
        Derivation(
            "Chebyshev's association inequality for g² and g",
            (
                line("point", ge(_point, 0), "arithmetic",
                     squares=((_weight * (_energy + first()), _energy - first()),),
                     note="(g² − m²)(g − m) = (g + m)(g − m)² ≥ 0, m the mean of g"),
                line("sum", ge(Sum(_point, I_RANGE), 0), "monotone", "point", under="sum",
                     ranges=(I_RANGE,), note="hence E g³ ≥ E g² · E g"),
                line("increase", _increase, "arithmetic", "sum",
                     multipliers={"sum": 2 / (s**2 * total())},
                     note="dC²/ds = (2/s²)(E g³ − E g² · E g)"),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("decreasing", le(Partial(squared_constant(), s), 0)),
        Variant("at_least_one", ge(Partial(squared_constant(), s), 1)),
    ),
    reading="C(s) is that of Appendix C; 'increasing' is read as non-decreasing. A Gibbs measure "
    "on n points, n arbitrary, with the values r_i² of L̃ − min L̃ and the weights e^{w_i}, as "
    "any quadrature of the two integrals is. C is constant only where the values r_i² of positive "
    "weight are all equal.",
    not_checked="the limit of ever finer quadratures",
)  # fmt: skip

CLAIMS = (MIXING, SHARP, DECAY_RATE, MODES, INCREASING)
