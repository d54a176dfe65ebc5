"""Appendix C: the ground-state inequality and the constant C(s, L̃).

Statement: s·E‖∇h‖² ≥ E[V_s h²] under the Gibbs measure, for every test function h; and
|E_ρ L̃ - E_μ L̃| ≤ C(s, L̃)·‖ρ - μ‖ with C(s, L̃)² = ∫(L̃ - min L̃)² dμ_s.
Where: Appendix C (what λ_s is derived from, and the definition of C). Kind: lower and upper bound.
Checked: for every smooth L̃ (not only the net's): s‖∇h‖² - V_s h² is a square plus a divergence,
each times the Gibbs density. For C: Cauchy–Schwarz on every finite sample space, for every signed
density of mass zero.
Not checked: for C, the passage from finite sample spaces to a density on ℝ^(p×d) (a limit).
False variants: s² for s, V_s with the other sign of the Laplacian; C halved.
"""

import sympy
from sympy import Abs, Sum, sqrt

from provcheck.proofs.gopalani2025.net import W, j, k, le, s, source
from provcheck.proofs.gopalani2025.section4 import (
    RANGES,
    eq,
    gibbs,
    laplacian_of,
    potential,
    space_of,
)
from provcheck.statement import (
    Array,
    Claim,
    Derivation,
    Hypothesis,
    Jet,
    Kind,
    NonnegativeIntegral,
    Norm,
    Partial,
    Real,
    Size,
    Space,
    Variant,
    define,
    line,
)

h_name = sympy.Symbol("h", real=True)
h = Jet(h_name, W)
steepness = define(
    "steepness", (), Norm(Partial(potential(), W[j, k]), *RANGES), r"\|\nabla \tilde{L}\|"
)
slope = define("slope", (), Norm(Partial(h, W[j, k]), *RANGES), r"\|\nabla h\|")
villani = define("villani", (), steepness() ** 2 / s - laplacian_of(potential()), "V_s")


def _excess(step_factor, value):
    """(s‖∇h‖² - V_s h²)·exp(-2L̃/s), its integral is Z_s times the difference of the means."""
    return (step_factor * slope() ** 2 - value * h**2) * gibbs()


_EXCESS = _excess(s, villani())
_FIELD = h**2 * Partial(potential(), W[j, k]) * gibbs()
_DIVERGENCE = Sum(Partial(_FIELD, W[j, k]), *RANGES)
_ROOT = Norm(sqrt(s) * Partial(h, W[j, k]) - h * Partial(potential(), W[j, k]) / sqrt(s), *RANGES)
_GROUND_STATE = NonnegativeIntegral(_EXCESS, W, h_name)
GROUND_STATE = Claim(
    name="gopalani2025/appendix_c/ground_state",
    title="s·E‖∇h‖² ≥ E[V_s h²] under the Gibbs measure",
    source=source("Appendix C", "what λ_s is derived from"),
    kind=Kind.LOWER_BOUND,
    space=space_of("h", "L"),
    relation=_GROUND_STATE,
    derivations=(
        Derivation(
            "completing the square",
            (
                line("identity", eq(_EXCESS, _ROOT**2 * gibbs() + _DIVERGENCE), "calculus"),
                line("bound", sympy.Ge(_EXCESS, _DIVERGENCE, evaluate=False), "arithmetic",
                     squares=((gibbs(), _ROOT),)),
                line("ground state", _GROUND_STATE, "cited", "bound", theorem="divergence_bound",
                     of=_EXCESS, field=_FIELD, base=W, test=h_name, indices=(j, k),
                     ranges=RANGES),
            ),
        ),
    ),
    variants=(
        Variant("half of s", NonnegativeIntegral(_excess(s / 2, villani()), W, h_name)),
        Variant("other sign of the Laplacian", NonnegativeIntegral(
            _excess(s, steepness() ** 2 / s + laplacian_of(potential())), W, h_name)),
    ),
    reading="the inequality is stated as ∫(s‖∇h‖² - V_s h²)exp(-2L̃/s) dW ≥ 0, which is Z_s times "
    "the difference of the two means; the paper uses it through [50] and does not print it",
)  # fmt: skip

# ---------------------------------------------------------------- the constant C

N = sympy.Symbol("N", integer=True, positive=True)
omega = sympy.Symbol("omega", integer=True)
OMEGA = (omega, 1, N)
root_mass = sympy.IndexedBase("m", shape=(N,), real=True)
density = sympy.IndexedBase("r", shape=(N,), real=True)
risk = sympy.IndexedBase("F", shape=(N,), real=True)
least = sympy.Symbol("F_min", real=True)
mass = define("mass", (omega,), root_mass[omega] ** 2, r"\mu(<0>)")
change = define(
    "change", (), Sum(density[omega] * mass(omega) * risk[omega], OMEGA),
    r"\mathbb{E}_\rho \tilde{L} - \mathbb{E}_\mu \tilde{L}",
)  # fmt: skip
distance = define("distance", (), Norm(density[omega] * root_mass[omega], OMEGA),
                  r"\|\rho - \mu\|_{\mu^{-1}}")  # fmt: skip
constant = define("constant", (), Norm((risk[omega] - least) * root_mass[omega], OMEGA), "C")
_CONSTANT = le(Abs(change()), constant() * distance())
_BALANCED = eq(Sum(density[omega] * mass(omega), OMEGA), sympy.Integer(0))
_CENTRED = Sum((risk[omega] - least) * root_mass[omega] * density[omega] * root_mass[omega], OMEGA)
CONSTANT_C = Claim(
    name="gopalani2025/appendix_c/constant_c",
    title="|E_ρ L̃ - E_μ L̃| ≤ C‖ρ - μ‖ with C² = E_μ(L̃ - min L̃)²",
    source=source("Appendix C", "definition of C(s, L̃)"),
    kind=Kind.UPPER_BOUND,
    space=Space(
        (Size(N), Array(root_mass, (N,), plain=1), Array(density, (N,)), Array(risk, (N,)),
         Real(least))
    ),
    hypotheses=(Hypothesis("balanced", _BALANCED),),
    relation=_CONSTANT,
    derivations=(
        Derivation(
            "Cauchy–Schwarz",
            (
                line("balanced", _BALANCED, "hypothesis", name="balanced"),
                line("centred", eq(change(), _CENTRED), "arithmetic", "balanced",
                     multipliers={"balanced": least}),
                line("cauchy", le(Abs(_CENTRED), constant() * distance()), "cited",
                     theorem="cauchy_schwarz", u=(risk[omega] - least) * root_mass[omega],
                     v=density[omega] * root_mass[omega], ranges=(OMEGA,)),
                line("squared", le(_CENTRED**2, (constant() * distance()) ** 2), "monotone",
                     "cauchy", under="square"),
                line("change squared", le(change() ** 2, (constant() * distance()) ** 2),
                     "arithmetic", "centred", "squared",
                     multipliers={"centred": change() + _CENTRED}),
                line("constant", _CONSTANT, "monotone", "change squared", under="root"),
            ),
        ),
    ),
    variants=(Variant("half of C", le(Abs(change()), constant() * distance() / 2)),),
    reading="μ puts the mass m_ω² on the point ω of a finite sample space, and ρ - μ = r·μ with "
    "total mass 0; any two densities are limits of such",
    not_checked="the passage from finite sample spaces to a density on ℝ^(p×d)",
)  # fmt: skip

CLAIMS = (GROUND_STATE, CONSTANT_C)
