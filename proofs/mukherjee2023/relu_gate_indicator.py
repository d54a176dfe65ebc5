"""The algorithm for one ReLU gate under bounded attacks: what its indicator shows.

Statement: the oracle answers y = αξ + ReLU(w_*·x) with α ∈ {0, 1} and |ξ| ≤ θ_*. If y > θ_* then
the gate is active: w_*·x > 0, and indeed w_*·x ≥ y − θ_*.
Where: "Provable Iterative Non-Gradient Algorithm for Data-Poisoning Resistant Training of a ReLU
Gate", lines 3 to 6. Kind: lower bound.
Checked: as it stands. Not checked: the figures, which show attacked runs.
False variants: the conclusion doubled; the threshold or the bound on the attack dropped.
"""

import sympy
from sympy import Abs, Rational

from provcheck.proofs.gopalani2025.net import ge, le
from provcheck.proofs.mukherjee2023.net import relu, source, v
from provcheck.statement import Claim, Derivation, Hypothesis, Kind, Real, Space, Variant, line

NAME = "mukherjee2023/relu_gate_indicator"
SLIDE = "Provable Iterative Non-Gradient Algorithm … Training of a ReLU Gate"
theta, alpha = sympy.symbols("theta alpha", nonnegative=True)
xi = sympy.Symbol("xi", real=True)
e = sympy.Symbol("e", positive=True)

label = alpha * xi + relu(v)
ATTACK = Hypothesis("attack", le(Abs(xi), theta))
COIN = Hypothesis("coin", le(alpha, 1))
FIRES = Hypothesis("fires", ge(label, theta + e))


def _fires(values):
    """θ_* + e − αξ, which w_*·x must reach for the label to exceed θ_* + e."""
    return values["theta"] + values["e"] - values["alpha"] * values["xi"]


_active = ge(v, e)
_gap = Abs(v) - v
_ACTIVE_LINES = (
    line("attack", le(Abs(xi), theta), "hypothesis", name="attack"),
    line("coin", le(alpha, 1), "hypothesis", name="coin"),
    line("fires", ge(label, theta + e), "hypothesis", name="fires"),
    line("shift", le(alpha * xi, Abs(alpha * xi)), "cited", theorem="at_most_absolute",
         u=alpha * xi),
    line("above", ge(v + Abs(v), 2 * e), "arithmetic", "fires", "shift", "attack", "coin",
         multipliers={"fires": 2, "shift": 2, "attack": 2 * alpha, "coin": 2 * theta}),
    line("absolute", ge(_gap, 0), "cited", theorem="at_most_absolute", u=v),
    line("closed", le(_gap, 0), "arithmetic", "absolute", "above",
         products=(("absolute", "above", 1 / (2 * e)),), note="(|v| − v)(|v| + v) = 0"),
    line("active", _active, "arithmetic", "above", "closed",
         multipliers={"above": Rational(1, 2), "closed": Rational(1, 2)}),
)  # fmt: skip

ACTIVE = Claim(
    name=NAME,
    title="y > θ_* implies that the gate is active: w_*·x ≥ y − θ_* > 0",
    source=source(SLIDE, "lines 3 to 6"),
    kind=Kind.LOWER_BOUND,
    space=Space(
        (
            Real(alpha, low=0, high=1, integer=True),
            Real(xi),
            Real(theta, low=0, at_least=lambda values: abs(values["xi"])),
            Real(e, low=0, open_low=True),
            Real(v, at_least=_fires),
        )
    ),
    hypotheses=(ATTACK, COIN, FIRES),
    relation=_active,
    derivations=(Derivation("the attack is at most θ_*", _ACTIVE_LINES, as_printed=False),),
    variants=(
        Variant("twice_as_active", ge(v, 2 * e)),
        Variant("no_threshold", _active, dropped=("fires",)),
        Variant("any_attack", _active, dropped=("attack",)),
    ),
    reading="v stands for w_*·x, and e for any number with 0 < e ≤ y − θ_*, so that y > θ_* reads "
    "y ≥ θ_* + e. Only 0 ≤ α ≤ 1 is used.",
)

CLAIMS = (ACTIVE,)
