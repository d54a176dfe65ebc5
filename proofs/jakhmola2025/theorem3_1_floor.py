"""Theorem 3.1: K ≻ 0 at every time does not give L → 0.

Statement: a net with one monotone hidden unit cannot fit the labels 0, 1, 0 at x₁ < x₂ < x₃: its
loss is at least ¼; and a flow whose K is positive at every time can have a loss that stays away
from 0, since ∫₀^∞ λ_min(K) may be finite: f = σ(w) with the label 1 + γ has K > 0 and L ≥ γ²/2.
And (3) fails where the flow slides along a kink: f = |w|, y = −1 has K = 1 off the kink, and its
loss is at least ½ > L(0)e^{−2t} as soon as t > log(1 + |w(0)|).
Setting: f = v h(x) + c with h monotone (sigmoid, tanh, leaky ReLU of an affine map).
Where: Theorem 3.1, "for all T"; Sections 1 and 5, "convergence to a global minimum". Kind: lower
bound, upper bound. Checked: each by lines. Not checked: nothing is left out.
False variants: a larger floor, the other sign, a hypothesis dropped.
"""

import sympy
from sympy import Abs, Integer, Rational, exp, log

from provcheck.proofs.jakhmola2025.net import ge, positive, source
from provcheck.proofs.jakhmola2025.theorem3_1_dynamics import NAME
from provcheck.statement import (
    Claim,
    Derivation,
    Kind,
    Partial,
    Real,
    Space,
    Variant,
    define,
    line,
)

h, u, c, w = sympy.symbols("h v c w", real=True)
rise, further = sympy.symbols("eta_1 eta_2", nonnegative=True)
gamma = sympy.Symbol("gamma", positive=True)
PLACE = "Sections 1 and 5"
QUOTE = "linear convergence of gradient flow to a global minimum almost surely"

F1 = define("first", (), u * h + c, "f_1")
F2 = define("second", (), u * (h + rise) + c, "f_2")
F3 = define("third", (), u * (h + rise + further) + c, "f_3")
_loss = (F1() ** 2 + (F2() - 1) ** 2 + F3() ** 2) / 2
_floor = ge(_loss, Rational(1, 4))

MONOTONE_FLOOR = Claim(
    name=f"{NAME}/monotone_floor",
    title="one monotone hidden unit, labels 0, 1, 0 at x₁ < x₂ < x₃: L ≥ ¼ for all parameters",
    source=source(PLACE, "a global minimum need not have L = 0", QUOTE),
    kind=Kind.LOWER_BOUND,
    space=Space((Real(h), Real(rise, low=0), Real(further, low=0), Real(u), Real(c))),
    relation=_floor,
    derivations=(
        Derivation(
            "2L − ½ = 2(f₂ − f₁)(f₃ − f₂) + (f₁ + f₃ − f₂)² + 2(f₂ − ½)²",
            (
                line("floor", _floor, "arithmetic",
                     squares=((rise * further, u), (Rational(1, 2), F1() + F3() - F2()),
                              (Rational(1), F2() - Rational(1, 2)))),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("third", ge(_loss, Rational(1, 3))),
        Variant("other_labels", ge((F1() ** 2 + F2() ** 2 + (F3() - 1) ** 2) / 2, Rational(1, 4))),
    ),
    reading="f_i = v h_i + c; h_1 ≤ h_2 ≤ h_3 are the values of the hidden unit, η_1 and η_2 its "
    "rises; where it falls with x, v changes its sign. With f = v σ(w x + b) + c, m = 4 ≥ nq = 3. "
    "Equality at f = (0, ½, ½). Where K is positive definite for almost all parameters, as for "
    "the sigmoid, Theorem 3.1 still gives no convergence to L = 0.",
)  # fmt: skip

# ---------------------------------------------------------------- K > 0 for ever, L away from 0

gate = define("gate", (), 1 / (1 + exp(-w)), r"\sigma(w)")
_positive = sympy.Gt(Partial(gate(), w) ** 2, 0, evaluate=False)

KERNEL_POSITIVE = Claim(
    name=f"{NAME}/rate_without_limit/kernel",
    title="f = σ(w): K = σ'(w)² > 0 at every w",
    source=source(PLACE, "ours: K ≻ 0 at every time", QUOTE),
    kind=Kind.LOWER_BOUND,
    space=Space((Real(w),)),
    relation=_positive,
    derivations=(Derivation("derivative", (line("positive", _positive, "arithmetic"),),
                            as_printed=False),),
    variants=(Variant("at_least_a_hundredth", ge(Partial(gate(), w) ** 2, Rational(1, 100))),),
    reading="One parameter, one sample: m = nq = 1.",
)  # fmt: skip

_away = ge((gate() - (1 + gamma)) ** 2 / 2, gamma**2 / 2)

LOSS_AWAY = Claim(
    name=f"{NAME}/rate_without_limit",
    title="f = σ(w), y = 1 + γ: L ≥ γ²/2 at every w, though K > 0 there",
    source=source(PLACE, "ours: what (3) says for t → ∞", QUOTE),
    kind=Kind.LOWER_BOUND,
    space=Space((Real(w), positive(gamma))),
    relation=_away,
    derivations=(
        Derivation(
            "y − σ(w) = γ + e^{−w}/(1 + e^{−w})",
            (line("away", _away, "arithmetic"),),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("twice", ge(_away.lhs, gamma**2)),
        Variant("flipped_sign", sympy.Le(_away.lhs, gamma**2 / 2, evaluate=False)),
    ),
    reading="The flow is w' = (y − σ(w))σ'(w) > 0, and K = σ'(w)² by rate_without_limit/kernel. As "
    "L(t) ≤ L(0)exp(−2∫₀ᵗ K) with L ≥ γ²/2, the integral stays below ½log(2L(0)/γ²) for all t, and "
    "(3) gives no limit: λ_T > 0 for every T, and λ_T → 0.",
)  # fmt: skip

# ---------------------------------------------------------------- a kink that traps the flow

start, late = sympy.symbols("w_0 g", positive=True)
loss_0 = define("loss_at_start", (), (start + 1) ** 2 / 2, "L(0)")
late_time = define("late_time", (), log(1 + start) + late, "t")
_trapped = sympy.Lt(loss_0() * exp(-2 * late_time()), (Abs(w) + 1) ** 2 / 2, evaluate=False)

AT_KINKS = Claim(
    name=f"{NAME}/rate/at_kinks",
    title="f = |w|, y = −1: L(0)e^{−2t} < ½ ≤ L for t > log(1 + w(0)), though K = 1 off the kink",
    source=source("proof of Theorem 3.1", "not in the paper: (3) where the flow meets a kink"),
    kind=Kind.UPPER_BOUND,
    space=Space((positive(start), positive(late), Real(w))),
    relation=_trapped,
    derivations=(
        Derivation(
            "L(0)e^{−2t} = ½e^{−2g}",
            (
                line("later", sympy.Lt(-2 * late, Integer(0), evaluate=False), "arithmetic"),
                line("decayed", sympy.Lt(exp(-2 * late), Integer(1), evaluate=False), "monotone",
                     "later", under="exp"),
                line("trapped", _trapped, "arithmetic", "decayed",
                     multipliers={"decayed": Rational(1, 2)}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("half", sympy.Lt(_trapped.lhs, _trapped.rhs / 2, evaluate=False)),
        Variant("the_other_way", sympy.Lt(_trapped.rhs, _trapped.lhs, evaluate=False)),
    ),
    reading="One sample x = 0 of f(x) = |x + w|, which is of form (1) with a piecewise polynomial "
    "activation. f' = ±1, so K = 1 and (3) would say L(t) ≤ L(0)e^{−2t}, L(0) = ½(1 + w_0)²; "
    "t = log(1 + w_0) + g. The flow w' = −(w + 1) from w_0 > 0 is at the kink w = 0 at the time "
    "log(1 + w_0), both sides point into it, and it stays. So theorem3_1/rate needs a net that is "
    "differentiable along the flow. With |·|'(0) = 0 by convention K = 0 at the kink, so λ_T = 0 "
    "and (3) says no more than L(t) ≤ L(0).",
)  # fmt: skip

CLAIMS = (MONOTONE_FLOOR, KERNEL_POSITIVE, LOSS_AWAY, AT_KINKS)
