"""Theorem 3.2: in place of the unspecified constant A, an explicit bound on the excess risk.

Statement: E_μ L̃ − min L̃ ≤ (sD/4)(1 + log(2 gLip M/(D s))) under the Gibbs measure μ_s, D = pd,
where M = E_μ‖W − W*‖² about a minimiser W* is at most (sD + 2κ + 4L̃(0))/λ.
Setting: a gLip-smooth loss, so bounded activations, with ⟨∇L̃, W⟩ ≥ λ‖W‖² − κ.
Where: not in the paper, which has A(L̃)s with a pointer to [50]. Kind: upper bound.
Checked: over the real numbers, each hypothesis named after the fact it stands for; the tests
evaluate these facts for a one-dimensional net by quadrature.
Not checked: the facts themselves: the Gibbs variational principle, the entropy of Gaussians,
integration by parts.
False variants: without the logarithm, halved bounds, dropped hypotheses.
"""

import sympy
from sympy import log

from provcheck.proofs.gopalani2025.guarantee import (
    SMOOTHNESS,
    STEP_SIZE,
    expected_stationary,
    g_lip,
    least,
    logarithm,
    positive,
)
from provcheck.proofs.gopalani2025.net import ge, lam, le, s, source
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

dim = sympy.Symbol("D", positive=True)
moment = sympy.Symbol("M", positive=True)
negentropy = sympy.Symbol("H", real=True)
expected_near = sympy.Symbol("E_nu", real=True)
_near_entropy = -dim / 2 * (1 + log(sympy.pi * s / g_lip))  # ∫ν log ν, variance s/(2gLip)
_most_entropy = -dim / 2 * (1 + log(2 * sympy.pi * moment / dim))
_explicit = s * dim / 4 * (1 + log(2 * g_lip * moment / (dim * s)))
_GIBBS = Hypothesis(
    "gibbs_variational",
    le(expected_stationary + s / 2 * negentropy, expected_near + s / 2 * _near_entropy),
)
_NEAR = Hypothesis("smoothness", le(expected_near, least + s * dim / 4))
_ENTROPY = Hypothesis("gaussian_entropy", ge(negentropy, _most_entropy))


def _entropy_of(v, scale):
    """−(D/2)(1 + log x), generic over floats and balls."""
    return -v["D"] / 2 * (1 + logarithm(scale))


def _two_pi(v):
    import flint

    return 2 * flint.arb.pi() if isinstance(v, flint.arb) else 6.283185307179586


def _near(v):
    change = v["H"] - _entropy_of(v, _two_pi(v["s"]) / 2 * v["s"] / v["gLip"])
    return v["E_infinity"] + v["s"] / 2 * change


EXCESS_RISK = Claim(
    name="gopalani2025/theorem3_2/excess_risk_explicit",
    title="E_μ L̃ − min L̃ ≤ (sD/4)(1 + log(2 gLip M/(D s))), M the second moment of μ_s",
    source=source("Theorem 3.2", "not in the paper: an explicit bound in place of A s"),
    kind=Kind.UPPER_BOUND,
    space=Space(
        (
            STEP_SIZE,
            SMOOTHNESS,
            positive(dim),
            positive(moment),
            Real(negentropy,
                 at_least=lambda v: _entropy_of(v, _two_pi(v["s"]) * v["M"] / v["D"])),
            Real(expected_stationary),
            Real(expected_near, at_least=_near),
            Real(least, at_least=lambda v: v["E_nu"] - v["s"] * v["D"] / 4),
        )
    ),
    hypotheses=(_GIBBS, _NEAR, _ENTROPY),
    relation=le(expected_stationary - least, _explicit),
    derivations=(
        Derivation(
            "compare μ_s with the Gaussian ν of variance s/(2gLip) at a minimiser",
            (
                line("gibbs", _GIBBS.relation, "hypothesis", name="gibbs_variational"),
                line("near", _NEAR.relation, "hypothesis", name="smoothness"),
                line("entropy", _ENTROPY.relation, "hypothesis", name="gaussian_entropy"),
                line("excess", le(expected_stationary - least, _explicit), "arithmetic",
                     "gibbs", "near", "entropy", multipliers={"entropy": s / 2}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("no_logarithm", le(expected_stationary - least, s * dim / 4)),
        Variant("half", le(expected_stationary - least, _explicit / 2)),
    ),
    reading="D = pd, M = E_μ‖W − W*‖² about a minimiser W*; H = ∫μ log μ. The hypotheses are the "
    "Gibbs variational principle (μ_s minimises E L̃ + (s/2)∫ρ log ρ), gLip-smoothness at W*, and "
    "that among densities of given second moment the Gaussian has the largest entropy.",
    not_checked="these three facts, which are cited; for a bound on M see second_moment",
)  # fmt: skip

squared_size = sympy.Symbol("M_0", nonnegative=True)
along = sympy.Symbol("E_along", real=True)
depth = sympy.Symbol("kappa", nonnegative=True)
squared_minimiser = sympy.Symbol("N", nonnegative=True)
at_zero = sympy.Symbol("L_0", nonnegative=True)
_VIRIAL = Hypothesis("virial", le(along, s * dim / 2))
_ALONG = Hypothesis("along", le(lam * squared_size - depth, along))
_MINIMISER = Hypothesis("minimiser", le(lam * squared_minimiser, 2 * at_zero))
_CENTRED = Hypothesis("centred", le(moment, 2 * squared_size + 2 * squared_minimiser))
_moment_bound = le(moment, (s * dim + 2 * depth + 4 * at_zero) / lam)

SECOND_MOMENT = Claim(
    name="gopalani2025/theorem3_2/second_moment",
    title="the second moment of μ_s about a minimiser is at most (sD + 2κ + 4L̃(0))/λ",
    source=source("Theorem 3.2", "not in the paper: the moment M of excess_risk_explicit"),
    kind=Kind.UPPER_BOUND,
    space=Space(
        (
            Real(lam, low=0, open_low=True),
            positive(moment),
            Real(squared_minimiser, low=0),
            Real(squared_size, low=0, at_least=lambda v: v["M"] / 2 - v["N"]),
            Real(at_zero, low=0, at_least=lambda v: v["lambda"] * v["N"] / 2),
            Real(depth, low=0),
            Real(along, at_least=lambda v: v["lambda"] * v["M_0"] - v["kappa"]),
            positive(dim),
            positive(s, at_least=lambda v: 2 * v["E_along"] / v["D"]),
        )
    ),
    hypotheses=(_VIRIAL, _ALONG, _MINIMISER, _CENTRED),
    relation=_moment_bound,
    derivations=(
        Derivation(
            "integration by parts",
            (
                line("virial", _VIRIAL.relation, "hypothesis", name="virial"),
                line("along", _ALONG.relation, "hypothesis", name="along"),
                line("minimiser", _MINIMISER.relation, "hypothesis", name="minimiser"),
                line("centred", _CENTRED.relation, "hypothesis", name="centred"),
                line("moment", _moment_bound, "arithmetic", "virial", "along", "minimiser",
                     "centred",
                     multipliers={"virial": 2 / lam, "along": 2 / lam, "minimiser": 2 / lam}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("half", le(moment, _moment_bound.rhs / 2)),
        Variant("no_virial", _moment_bound, dropped=("virial",)),
        Variant("no_minimiser", _moment_bound, dropped=("minimiser",)),
    ),
    reading="M = E_μ‖W − W*‖² ≤ 2E_μ‖W‖² + 2‖W*‖² with M_0 = E_μ‖W‖² and N = ‖W*‖²; "
    "E_μ⟨∇L̃, W⟩ = sD/2 by parts; ⟨∇L̃, W⟩ ≥ λ‖W‖² − κ, for SoftPlus with "
    "κ = (B_y + ‖a‖₁ ln 2/β)²/4 (lemma3_1/softplus_gradient_along_weights); and "
    "(λ/2)‖W*‖² ≤ L̃(W*) ≤ L̃(0). For bounded activations ⟨∇L̃, W⟩ ≥ λ‖W‖² − P‖W‖, P a bound on "
    "the gradient of the data loss: the claim with λ/2 for λ and κ = P²/(2λ).",
    not_checked="integration by parts under μ_s, whose boundary terms vanish since λ > 0",
)  # fmt: skip

CLAIMS = (EXCESS_RISK, SECOND_MOMENT)
