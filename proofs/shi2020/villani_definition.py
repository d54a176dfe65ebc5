"""Definition 4: what a Villani function is, as a property that can be checked.

Statement: f is a Villani function if it is smooth, tends to infinity, exp(-2f/s) is integrable and
‖∇f‖²/s - Δf tends to infinity, for every s > 0. The quadratic (κ/2)‖w‖² is one; √(1 + x²) is
confining but not one, because V_s stays below 1/s.
Where: gopalani2025, Definition 4; the slides mukherjee2023. Kind: limit, upper bound.
Checked: `villani_property` states the four parts for any term; for the quadratic all four are
proved (a net's loss: gopalani2025/lemma1_2); for √(1 + x²) the bound V_s ≤ 1/s.
False variants: for the second, 1/(2s).
"""

import sympy
from sympy import Rational, sqrt

from provcheck.proofs.gopalani2025.net import STEP, define, ge, le, s
from provcheck.statement import (
    Array,
    Claim,
    Derivation,
    ExpIntegrable,
    Kind,
    Norm,
    Partial,
    Real,
    Size,
    Smooth,
    Source,
    Space,
    TendsToInfinity,
    Variant,
    line,
)

D = sympy.Symbol("D", integer=True, positive=True)
q = sympy.Symbol("q", integer=True)
Q_RANGE = (q, 1, D)
w = sympy.IndexedBase("w", shape=(D,), real=True)
kappa = sympy.Symbol("kappa", positive=True)


def villani_function(term, base, indices, ranges):
    """V_s = ‖∇f‖²/s - Δf of a named term f of an array, itself named V_s."""
    entry = base[indices]
    squares = Norm(Partial(term, entry), *ranges) ** 2
    body = squares / s - sympy.Sum(Partial(Partial(term, entry), entry), *ranges)
    return define(f"villani_of_{type(term).__name__}", (), body, "V_s")()


def villani_property(term, base, indices, ranges):
    """The four conditions of Definition 4, in its order."""
    return (
        Smooth(term, base),
        TendsToInfinity(term, base),
        ExpIntegrable(2 * term / s, base),
        TendsToInfinity(villani_function(term, base, indices, ranges), base),
    )


radius = define("radius", (), Norm(w[q], Q_RANGE), r"\|w\|")
bowl = define("bowl", (), kappa / 2 * radius() ** 2, r"\kappa \|w\|^2 / 2")
_PARTS = villani_property(bowl(), w, q, (Q_RANGE,))
_GROWTH = villani_function(bowl(), w, q, (Q_RANGE,))
_VILLANI = sympy.And(*_PARTS)
QUADRATIC = Claim(
    name="shi2020/villani_definition/quadratic",
    title="(κ/2)‖w‖² is a Villani function",
    source=Source("shi2020", "Definition of Villani functions (gopalani2025, Definition 4)"),
    kind=Kind.LIMIT,
    space=Space((Size(D), Real(kappa, low=0, open_low=True), STEP, Array(w, (D,)))),
    relation=_VILLANI,
    derivations=(
        Derivation(
            "directly",
            (
                line("1", _PARTS[0], "smooth"),
                line("bowl", ge(bowl(), kappa / 2 * radius() ** 2), "algebra"),
                line("2", _PARTS[1], "cited", "bowl", theorem="quadratic_growth", of=bowl(),
                     base=w, alpha=kappa / 2, gamma=sympy.Integer(0), ranges=(Q_RANGE,)),
                line("scaled", ge(2 * bowl() / s, kappa / s * radius() ** 2), "algebra"),
                line("3 smooth", Smooth(2 * bowl() / s, w), "smooth"),
                line("3", _PARTS[2], "cited", "scaled", "3 smooth", theorem="gaussian_domination",
                     of=2 * bowl() / s, base=w, alpha=kappa / s, gamma=sympy.Integer(0),
                     ranges=(Q_RANGE,)),
                line("V_s", ge(_GROWTH, kappa**2 / s * radius() ** 2 - kappa * D), "algebra"),
                line("4", _PARTS[3], "cited", "V_s", theorem="quadratic_growth", of=_GROWTH,
                     base=w, alpha=kappa**2 / s, gamma=-kappa * D, ranges=(Q_RANGE,)),
                line("villani", _VILLANI, "conjunction", "1", "2", "3", "4"),
            ),
        ),
    ),
)  # fmt: skip

x = sympy.Symbol("x", real=True)
cone = define("cone", (), sqrt(1 + x**2), r"\sqrt{1 + x^2}")
_slope = Partial(cone(), x)
cone_villani = define("cone_villani", (), _slope**2 / s - Partial(_slope, x), r"V_s(x)")
_closed = x**2 / ((1 + x**2) * s) - 1 / (1 + x**2) ** Rational(3, 2)
NOT_ENOUGH = Claim(
    name="shi2020/villani_definition/confining_is_not_enough",
    title="√(1 + x²) is confining, yet V_s ≤ 1/s everywhere: condition 4 is needed",
    source=Source("shi2020", "Definition of Villani functions (gopalani2025, Definition 4)"),
    kind=Kind.UPPER_BOUND,
    space=Space((Real(x), STEP)),
    relation=le(cone_villani(), 1 / s),
    derivations=(
        Derivation(
            "directly",
            (
                line("closed form", sympy.Eq(cone_villani(), _closed, evaluate=False), "calculus"),
                line("bound", le(_closed, 1 / s), "arithmetic"),
                line("V_s", le(cone_villani(), 1 / s), "arithmetic", "closed form", "bound"),
            ),
        ),
    ),
    variants=(Variant("half", le(cone_villani(), 1 / (2 * s))),),
)  # fmt: skip

CLAIMS = (QUADRATIC, NOT_ENOUGH)
