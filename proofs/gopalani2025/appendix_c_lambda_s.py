"""Appendix C: the formula for λ_s, as printed and as its derivation gives it.

Statement: λ_s = (1 + 3s(inf V_s)ε(R_s)) / (2(C(R_s) + 3ε(R_s))) is a constant of the Poincaré
inequality, where ε(R) = 1/inf{V_s : ‖W‖ ≥ R} > 0, μ_s(B_R) ≥ 1/2 and C(R) is a constant of the
Poincaré inequality on the ball, Var(h) ≤ s·C(R)·E‖∇h‖².
Where: Appendix C, last display. Kind: lower bound (on the spectral gap).
Checked: as printed, against the exact gap of potentials on the line: one, two or three wells,
tilted, sharp or flat. The printed formula has a factor s that its derivation does not give:
multiply L̃ and s by c, and μ_s, s·C and s·ε stay as they are, but s·inf V_s is multiplied by c².
Two amendments, for every potential in every dimension, over the numbers that the derivation
speaks of: without the factor s; and with 2 for 3. `lambda_s_gaussian` is the case of a quadratic.
Not checked: the analytic facts behind the hypotheses of the amendments; the ground-state
inequality among them is appendix_c/ground_state, the others are the definitions of ε, C and inf.
False variants: of the amendments, 1 for 2 and s·inf V_s for inf V_s.
"""

from fractions import Fraction

import numpy as np
import sympy
from sympy import Min, Rational, oo

from provcheck.proofs.gopalani2025 import potentials
from provcheck.proofs.gopalani2025.appendix_c_plots import LAMBDA_S_PLOTS
from provcheck.proofs.gopalani2025.net import STEP, define, ge, le, s, source
from provcheck.statement import (
    Claim,
    Derivation,
    GibbsMass,
    Hypothesis,
    Infimum,
    Kind,
    Partial,
    Quantity,
    Real,
    Setting,
    Size,
    Space,
    SpectralGap,
    Variant,
    line,
)

x = sympy.Symbol("x", real=True)
q0, q1, q2, q3, tilt = sympy.symbols("q0 q1 q2 q3 b", real=True)
scale, R = sympy.symbols("A R", positive=True)
bowl = sympy.Symbol("c", nonnegative=True)
U = scale * ((q0 + q1 * x + q2 * x**2 + q3 * x**3) ** 2 + tilt * x + bowl * x**2)
LINE, BALL = (x, -oo, oo), (x, -R, R)

_slope = Partial(U, x)
villani = define("villani_on_the_line", (x,), _slope**2 / s - Partial(_slope, x), "V_s")
inf_villani = define("inf_villani", (), Infimum(villani(x), LINE), r"\inf V_s")
outside = define(
    "outside",
    (),
    Min(Infimum(villani(x), (x, -oo, -R)), Infimum(villani(x), (x, R, oo))),
    r"\inf_{|x| \ge R} V_s",
)
epsilon = define("epsilon", (), 1 / outside(), r"\varepsilon(R)")
mass = define("mass", (), GibbsMass(2 * U / s, BALL), r"\mu_s(B_R)")
gap = define("gap", (), s / 2 * SpectralGap(2 * U / s, LINE), r"\mathrm{gap}_s")
local_gap = define("local_gap", (), s / 2 * SpectralGap(2 * U / s, BALL), r"\mathrm{gap}_s(B_R)")
local = define("local", (), 1 / (2 * local_gap()), "C(R)")


def _formula(weight):
    return (1 + 3 * weight * inf_villani() * epsilon()) / (2 * (local() + 3 * epsilon()))


lambda_printed = _formula(s)


# ---------------------------------------------------------------- float numbers for the search


def _potential(values):
    inner = np.polynomial.Polynomial([values[name] for name in ("q0", "q1", "q2", "q3")])
    line_part = np.polynomial.Polynomial([0.0, values["b"], values["c"]])
    return values["A"] * (inner**2 + line_part)


def _villani(values):
    slope = _potential(values).deriv()
    return slope**2 / values["s"] - slope.deriv()


def _outside(values):
    function, radius = _villani(values), values["R"]
    left = potentials.infimum(function, -np.inf, -radius)
    return min(left, potentials.infimum(function, radius, np.inf))


def _energy(values):
    return _potential(values) * (2 / values["s"])


def _gap(values, radius=np.inf):
    return values["s"] / 2 * potentials.gap(_energy(values), -radius, radius)


def _printed(values):
    eps = 1 / _outside(values)
    least = potentials.infimum(_villani(values), -np.inf, np.inf)
    inside = 1 / (2 * _gap(values, values["R"]))
    return (1 + 3 * values["s"] * least * eps) / (2 * (inside + 3 * eps))


def _mass(values):
    return potentials.mass(_energy(values), -values["R"], values["R"])


QUANTITIES = (
    Quantity("lambda_printed", lambda_printed, r"\lambda_s", None, _printed),
    Quantity("gap", gap(), r"\mathrm{gap}_s", None, _gap),
    Quantity("outside", outside(), r"\inf_{|x|\ge R} V_s", None, _outside),
    Quantity("mass", mass(), r"\mu_s(B_R)", None, _mass),
)
_WELLS = {"q0": -1, "q1": 0, "q2": 1, "q3": 0, "b": 0, "c": 0}
_EXAMPLE = {**_WELLS, "A": Fraction(1, 250), "s": Fraction(1, 1000), "R": Fraction(6, 5)}
CONFINING = Hypothesis("confining", sympy.Gt(q2**2 + q3**2 + bowl, 0, evaluate=False))
LAMBDA_S = Claim(
    name="gopalani2025/appendix_c/lambda_s",
    title="λ_s = (1 + 3s(inf V_s)ε(R)) / (2(C(R) + 3ε(R))) is at most the spectral gap",
    source=source("Appendix C", "last display"),
    kind=Kind.LOWER_BOUND,
    space=Space(
        (
            *(Real(symbol) for symbol in (q0, q1, q2, q3, tilt)),
            Real(bowl, low=0),
            Real(scale, low=0, open_low=True),
            STEP,
            Real(R, low=0, open_low=True),
        )
    ),
    hypotheses=(
        CONFINING,
        Hypothesis("outside", sympy.Gt(outside(), 0, evaluate=False)),
        Hypothesis("half", ge(mass(), Rational(1, 2))),
    ),
    relation=le(lambda_printed, gap()),
    quantities=QUANTITIES,
    expected="REFUTED",
    reading="tried on potentials A((q0 + q1·x + q2·x² + q3·x³)² + b·x + c·x²) of one weight, which "
    "are Villani functions: potentials, not losses of nets. A sigmoid net with λ < λ_c breaks the "
    "formula too, in floats; with λ > λ_c none is known. C(R) is the best constant on [-R, R]; "
    "Appendix C takes any C(R) with the displayed property, and the best is one. The print has "
    "‖∇h‖²μ_{s,R} dμ_{s,R}, the density twice, and h on ℝ^d: read as ‖∇h‖² dμ_{s,R}, on ℝ^{p×d}. "
    "R > R_{0,s} is the hypothesis 'outside'",
    plots=LAMBDA_S_PLOTS,
    example=Setting({name: Fraction(value) for name, value in _EXAMPLE.items()}),
)

# ---------------------------------------------------------------- what the derivation gives

C, inside, beyond, D, D_in = sympy.symbols("C I O D D_in", nonnegative=True)
squared_mean = sympy.Symbol("Q", nonnegative=True)
V_in, V_out, least = sympy.symbols("V_in V_out v", real=True)
eps, share = sympy.symbols("epsilon M", positive=True)
variance = define("variance", (), inside + beyond, r"\mathrm{Var}(h)")
STEPS = (
    Hypothesis("ground_state", le(V_in + V_out, s * D)),
    Hypothesis("infimum", ge(V_in, least * inside)),
    Hypothesis("least_is_not_positive", le(least, 0)),
    Hypothesis("tail", le(beyond, eps * V_out)),
    Hypothesis("local", le(inside * share, s * C * D_in * share + squared_mean)),
    Hypothesis("part", le(D_in, D)),
    Hypothesis("mean_zero", le(squared_mean, (1 - share) * beyond)),
    Hypothesis("half", ge(share, Rational(1, 2))),
)


def _known(name):
    (found,) = (hypothesis for hypothesis in STEPS if hypothesis.name == name)
    return line(name, found.relation, "hypothesis", name=name)


def _corrected(factor):
    """Var(h)·(1 + factor·(inf V_s)·ε) ≤ s·(C + factor·ε)·E‖∇h‖²."""
    return le(variance() * (1 + factor * least * eps), s * (C + factor * eps) * D)


def _derivation(factor) -> Derivation:
    """Split Var(h) at the sphere; the mean inside is minus the mean outside."""
    balanced = le(share * inside, share * (s * C * D + beyond))
    return Derivation(
        "split at the sphere",
        (
            *(_known(hypothesis.name) for hypothesis in STEPS),
            line("ball", balanced, "arithmetic", "local", "part", "mean_zero",
                 "half", multipliers={"part": s * C * share, "half": 2 * beyond},
                 note="the mean over the ball is bounded by what is outside"),
            line("inside", le(inside, s * C * D + beyond), "arithmetic", "ball",
                 multipliers={"ball": 1 / share}),
            line("outside", le(beyond, eps * (s * D - least * inside)), "arithmetic", "tail",
                 "ground_state", "infimum", multipliers={"ground_state": eps, "infimum": eps}),
            line("sum", _corrected(factor), "arithmetic", "inside", "outside",
                 "least_is_not_positive", multipliers={
                     "outside": 2,
                     "least_is_not_positive": eps * ((factor - 2) * inside + factor * beyond),
                 }),
        ),
        as_printed=False,
    )  # fmt: skip


_READING = (
    "for a test function h of mean zero: I and O are the integrals of h² over the ball and "
    "outside, V_in and V_out those of V_s h², D = E‖∇h‖², D_in its part over the ball, Q the "
    "squared integral of h over the ball, M = μ_s(B_R), v = inf V_s (not positive: at a minimiser "
    "V_s = -ΔL̃ ≤ 0). λ_s = (1 + kvε)/(2(C + kε)) where that is positive, k = 3 or 2"
)


def _mean_needed(v):
    """What the inequality on the ball leaves for the squared mean."""
    return v["M"] * (v["I"] - v["s"] * v["C"] * v["D_in"])


def _energy_needed(v):
    """max(D_in, (V_in + V_out)/s), generic over the kinds of numbers."""
    ground = (v["V_in"] + v["V_out"]) / v["s"]
    return (v["D_in"] + ground + abs(v["D_in"] - ground)) / 2


_NUMBERS = Space(
    (
        STEP,
        Real(C, low=0),
        Real(eps, low=0, open_low=True),
        Real(share, low=Fraction(1, 2), high=1, open_high=True),
        Real(inside, low=0),
        Real(D_in, low=0),
        Real(
            squared_mean, low=0, at_least=lambda v: v["M"] * (v["I"] - v["s"] * v["C"] * v["D_in"])
        ),
        Real(beyond, low=0, at_least=lambda v: v["Q"] / (1 - v["M"])),
        Real(least, high=0),
        Real(V_in, at_least=lambda v: v["v"] * v["I"]),
        Real(V_out, at_least=lambda v: v["O"] / v["epsilon"]),
        Real(D, low=0, at_least=_energy_needed),
    )
)


_TIGHT = {
    "s": Fraction(1, 10), "C": 0, "epsilon": Fraction(1, 2), "I": 2, "O": 2, "D": 20, "D_in": 0,
    "V_in": -2, "V_out": 4, "Q": 1, "v": -1, "M": Fraction(1, 2),
}  # fmt: skip


def _amendment(part, factor, title, variants) -> Claim:
    return Claim(
        name=f"gopalani2025/appendix_c/{part}",
        title=title,
        source=source("Appendix C", "corrected"),
        kind=Kind.UPPER_BOUND,
        space=_NUMBERS,
        hypotheses=STEPS,
        relation=_corrected(factor),
        derivations=(_derivation(factor),),
        variants=variants,
        amends="gopalani2025/appendix_c/lambda_s",
        example=Setting({name: Fraction(value) for name, value in _TIGHT.items()}),
        reading=_READING,
        not_checked="the hypotheses: ground_state is appendix_c/ground_state, local the definition "
        "of C(R), tail that of ε(R), mean_zero the Cauchy–Schwarz inequality outside the ball",
    )


CORRECTED = _amendment(
    "lambda_s_corrected",
    3,
    "λ_s = (1 + 3(inf V_s)ε(R)) / (2(C(R) + 3ε(R))): no factor s",
    (
        Variant(
            "with the factor s",
            le(variance() * (1 + 3 * s * least * eps), s * (C + 3 * eps) * D),
        ),
    ),
)
SHARP = _amendment(
    "lambda_s_sharp",
    2,
    "λ_s = (1 + 2(inf V_s)ε(R)) / (2(C(R) + 2ε(R))): 2 suffices",
    (Variant("1 for 2", _corrected(1)),),
)

dimension = sympy.Symbol("D", integer=True, positive=True)
kappa, tail = sympy.symbols("kappa epsilon", positive=True)
gaussian = (1 - 3 * s * kappa * dimension * tail) / (2 * (1 / (2 * kappa) + 3 * tail))
GAUSSIAN = Claim(
    name="gopalani2025/appendix_c/lambda_s_gaussian",
    title="for L̃ = (κ/2)‖W‖², in any dimension and with C(R) = 1/(2κ), λ_s is at most the gap κ",
    source=source("Appendix C", "last display, for a quadratic"),
    kind=Kind.UPPER_BOUND,
    space=Space(
        (Size(dimension), STEP, Real(kappa, low=0, open_low=True), Real(tail, low=0, open_low=True))
    ),
    relation=le(gaussian, kappa),
    derivations=(
        Derivation(
            "directly",
            (line("gaussian", le(gaussian, kappa), "arithmetic"),),
            as_printed=False,
        ),
    ),
    variants=(Variant("half the gap", le(gaussian, kappa / 2)),),
    reading="V_s = κ²‖W‖²/s - κD, so inf V_s = -κD; C(R) = 1/(2κ) by Bakry–Émery on the ball, "
    "which is convex; ε > 0 is whatever the radius makes it. The gap κ is approached as R → ∞",
    not_checked="C(R) = 1/(2κ), which is cited",
)

CLAIMS = (LAMBDA_S, CORRECTED, SHARP, GAUSSIAN)
