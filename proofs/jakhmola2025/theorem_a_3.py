"""Theorem A.3: gradient flow does not blow up: ‖θ(t)‖ ≤ ‖θ(0)‖ + √(t·L(0)).

Statement: L' = −‖∇L‖², so ∫₀ᵗ‖∇L‖² = L(0) − L(t) ≤ L(0); ‖θ(t) − θ(0)‖ ≤ ∫‖∇L‖ ≤
√t (∫‖∇L‖²)^{1/2} ≤ √(t·L(0)); sharper, with L(0) − L(t) in place of L(0).
Setting: paths that are linear on n pieces, the i-th with the velocity −g_i for the time w_i²; or
any quadrature of the integrals with weights w_i²; or n steps of gradient descent of size w_i².
Where: Theorem A.3, (14)–(18). Kind: upper bound.
Checked: (16), (17), (18) for all n, by lines; (14) is theorem3_1/loss_dynamics/dissipation.
Not checked: the limit n → ∞; the hypothesis energy, (15), which is (14) integrated: for gradient
flow an equality, for gradient descent an inequality that asks for small steps.
False variants: half of √(t·L(0)), the energy dropped, the square root of t left out.
"""

import sympy
from sympy import Abs, Sum, sqrt

from provcheck.proofs.jakhmola2025.net import K_RANGE, k, le, m, source
from provcheck.statement import (
    Array,
    Claim,
    Derivation,
    Hypothesis,
    Kind,
    Norm,
    Real,
    Size,
    Space,
    Variant,
    define,
    line,
)

NAME = "jakhmola2025/theorem_a_3"
PLACE = "proof of Theorem A.3"
n = sympy.Symbol("n", integer=True, positive=True)
i = sympy.Symbol("i", integer=True)
w = sympy.IndexedBase("w", shape=(n,), real=True)
g = sympy.IndexedBase("g", shape=(n, m), real=True)
theta_0 = sympy.IndexedBase("theta_0", shape=(m,), real=True)
L_0, L_t = sympy.symbols("L_0 L_t", nonnegative=True)
I_RANGE = (i, 1, n)

speed = define("speed", (i,), Norm(g[i, k], K_RANGE), r"\|g_{<0>}\|")
time = define("time", (), Sum(w[i] ** 2, I_RANGE), "t")
theta = define("theta_now", (k,), theta_0[k] - Sum(w[i] ** 2 * g[i, k], I_RANGE),
               r"\theta(t)_{<0>}")  # fmt: skip
_moved = Norm(theta(k) - theta_0[k], K_RANGE)
_path = Sum(w[i] ** 2 * speed(i), I_RANGE)
_energy = Sum(w[i] ** 2 * speed(i) ** 2, I_RANGE)
ENERGY = Hypothesis("energy", le(_energy + L_t, L_0))
_FLOW = (Size(n), Size(m), Array(w, (n,), plain=1), Array(g, (n, m), plain=1))


def _spent(v):
    """Σ w_i²‖g_i‖² + L(t), the least L(0)."""
    squares = (v["g"] * v["g"]).sum(axis=1)
    return (v["w"] * v["w"] * squares).sum() + v["L_t"]


_LOSSES = (Real(L_t, low=0), Real(L_0, low=0, at_least=_spent))
_16 = le(_moved, _path)
_17 = le(_path, Norm(w[i], I_RANGE) * sqrt(_energy))
DISPLACEMENT = (
    line("16", _16, "cited", theorem="norm_of_sum", u=w[i] ** 2 * g[i, k], summed=(I_RANGE,),
         ranges=(K_RANGE,), printed=True, note="‖θ(t) − θ(0)‖ ≤ ∫‖θ'‖"),
    line("cauchy_schwarz", le(Abs(Sum(w[i] * (w[i] * speed(i)), I_RANGE)),
         Norm(w[i], I_RANGE) * Norm(w[i] * speed(i), I_RANGE)), "cited",
         theorem="cauchy_schwarz", u=w[i], v=w[i] * speed(i), ranges=(I_RANGE,)),
    line("17", _17, "arithmetic", "cauchy_schwarz", printed=True,
         note="∫‖∇L‖ ≤ √t (∫‖∇L‖²)^{1/2}"),
)  # fmt: skip

CAUCHY_SCHWARZ = Claim(
    name=f"{NAME}/cauchy_schwarz",
    title="∫‖∇L‖ ≤ √t (∫‖∇L‖²)^{1/2}, and Σ h‖g_k‖ ≤ √(Kh)·√(Σ h‖g_k‖²) for gradient descent",
    source=source(PLACE, "(17)"),
    kind=Kind.UPPER_BOUND,
    space=Space(_FLOW),
    relation=_17,
    derivations=(Derivation("Theorem A.3", DISPLACEMENT[1:]),),
    variants=(
        Variant("half", le(_path, _17.rhs / 2)),
        Variant("without_time", le(_path, sqrt(_energy))),
    ),
    reading="The pieces last w_i², t = Σ w_i²; K steps of size h are w_i² = h.",
)  # fmt: skip

_difference = L_0 - L_t
_SHARP = le(_moved**2, time() * _difference)
_SHARP_LINES = (
    line("energy", ENERGY.relation, "hypothesis", name="energy"),
    *DISPLACEMENT,
    line("path", le(_moved, Norm(w[i], I_RANGE) * sqrt(_energy)), "arithmetic", "16", "17"),
    line("path_squared", le(_moved**2, Norm(w[i], I_RANGE) ** 2 * _energy), "monotone", "path",
         under="square"),
    line("sharp", _SHARP, "arithmetic", "path_squared", "energy", multipliers={"energy": time()}),
)  # fmt: skip
_MODEL = (
    "The path is linear on n pieces, θ(t) = θ(0) − Σ w_i² g_i with t = Σ w_i², g_i = ∇L there; "
    "any n, any pieces."
)
_LIMIT = (
    "the limit of ever finer pieces, by which sums become integrals; the hypothesis energy, "
    "∫‖∇L‖² = L(0) − L(t), which is (14) integrated"
)

SHARP = Claim(
    name=f"{NAME}/sharp",
    title="‖θ(t) − θ(0)‖² ≤ t·(L(0) − L(t))",
    source=source(PLACE, "(18), sharpened"),
    kind=Kind.UPPER_BOUND,
    space=Space((*_FLOW, Array(theta_0, (m,)), *_LOSSES)),
    hypotheses=(ENERGY,),
    relation=_SHARP,
    derivations=(Derivation("Theorem A.3", _SHARP_LINES, as_printed=False),),
    variants=(
        Variant("half", le(_moved**2, _SHARP.rhs / 2)),
        Variant("any_energy", _SHARP, dropped=("energy",)),
    ),
    amends=NAME,
    reading=f"{_MODEL} It is attained by a path of constant velocity.",
    not_checked=_LIMIT,
)

_start = Norm(theta_0[k], K_RANGE)
_bound = le(Norm(theta(k), K_RANGE), _start + sqrt(time() * L_0))

BOUND = Claim(
    name=NAME,
    title="‖θ(t)‖ ≤ ‖θ(0)‖ + √(t·L(0)): no blow-up in finite time",
    source=source("Theorem A.3", "(18)"),
    kind=Kind.UPPER_BOUND,
    space=Space((*_FLOW, Array(theta_0, (m,)), *_LOSSES)),
    hypotheses=(ENERGY,),
    relation=_bound,
    derivations=(
        Derivation(
            "Theorem A.3",
            (
                *_SHARP_LINES,
                line("15", le(_moved**2, time() * L_0), "arithmetic", "sharp",
                     note="L(t) ≥ 0"),
                line("moved", le(_moved, sqrt(time() * L_0)), "monotone", "15", under="root"),
                line("triangle", le(Norm(theta(k), K_RANGE), _start + _moved), "cited",
                     theorem="triangle_norm", u=theta_0[k], v=theta(k) - theta_0[k],
                     ranges=(K_RANGE,)),
                line("18", _bound, "arithmetic", "triangle", "moved", printed=True),
            ),
        ),
    ),
    variants=(
        Variant("half", le(_bound.lhs, _start + sqrt(time() * L_0) / 2)),
        Variant("without_time", le(_bound.lhs, _start + sqrt(L_0))),
        Variant("any_energy", _bound, dropped=("energy",)),
    ),
    reading=_MODEL,
    not_checked=_LIMIT,
)  # fmt: skip

CLAIMS = (CAUCHY_SCHWARZ, BOUND, SHARP)
