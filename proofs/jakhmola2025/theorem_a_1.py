"""Theorem A.1, its union bound: the starts whose flow meets a set of codimension k ≥ 2.

Statement: with M ≤ TΛ/ε + 1 times, Λ the Lipschitz constant of the flow in t, a bound C on the
Jacobian of the inverse flow and the volume cε^k of a tube, the union bound is
(TΛ/ε + 1)·C·c·ε^k ≤ (TΛ + 1)·C·c·ε for every ε in (0, 1], so the measure is 0. With k = 1 it is at
least TΛCc, whatever ε.
Setting: real numbers; each hypothesis is named after the fact that the proof uses.
Where: Theorem A.1, (7)–(12). Kind: upper bound, lower bound.
Checked: the union bound and both of its limits.
Not checked: the facts behind the hypotheses. Each needs more than the paper says: Λ and C exist on
compact sets of starts and off the kinks only; Weyl's formula is for smooth compact submanifolds.
The theorem itself fails for flows that are continued along kinks: there is no C then.
Our statement differs from the print: ε^k is ε²·δ with δ = ε^{k−2} in [0, 1].
False variants: half the bound, each hypothesis dropped, k = 1 read as k = 2.
"""

import sympy
from sympy import Sum

from provcheck.proofs.jakhmola2025.net import ge, le, positive, source
from provcheck.statement import (
    Array,
    Claim,
    Derivation,
    Hypothesis,
    Kind,
    Real,
    Size,
    Space,
    Variant,
    line,
)

NAME = "jakhmola2025/theorem_a_1"
PROOF = "proof of Theorem A.1"
M = sympy.Symbol("M", integer=True, positive=True)
i = sympy.Symbol("i", integer=True)
mu = sympy.IndexedBase("mu", shape=(M,), real=True)
T, C, c, eps, volume = sympy.symbols("T C c epsilon V", positive=True)
Lip, delta = sympy.symbols("Lambda delta", nonnegative=True)
I_RANGE = (i, 1, M)

GRID = Hypothesis("grid", le(M, T * Lip / eps + 1))
JACOBIAN = Hypothesis("bounded_inverse_jacobian", le(mu[i], C * volume), (i,))
TUBE = Hypothesis("weyl_tube", le(volume, c * eps**2 * delta))
FINE = Hypothesis("epsilon_at_most_one", le(eps, 1))
HIGHER = Hypothesis("codimension_at_least_two", le(delta, 1))
HYPOTHESES = (GRID, JACOBIAN, TUBE, FINE, HIGHER)
_union = Sum(mu[i], I_RANGE)
_bound = le(_union, (T * Lip + 1) * C * c * eps)


def _tube_constant(values):
    scale = values["epsilon"] * values["epsilon"] * values["delta"]
    return values["V"] / scale


_LINES = (
    *(line(h.name, h.relation, "hypothesis", name=h.name) for h in HYPOTHESES),
    line("10", le(_union, Sum(C * volume, I_RANGE)), "monotone", "bounded_inverse_jacobian",
         under="sum", ranges=(I_RANGE,), printed=True),
    line("11", le(_union, (T * Lip / eps + 1) * C * volume), "arithmetic", "10", "grid",
         multipliers={"grid": C * volume}, printed=True),
    line("12", le(_union, (T * Lip / eps + 1) * C * c * eps**2 * delta), "arithmetic", "11",
         "weyl_tube", multipliers={"weyl_tube": (T * Lip / eps + 1) * C}, printed=True),
    line("power", le(_union, (T * Lip + eps) * C * c * eps), "arithmetic", "12",
         "codimension_at_least_two",
         multipliers={"codimension_at_least_two": (T * Lip / eps + 1) * C * c * eps**2}),
    line("small", _bound, "arithmetic", "power", "epsilon_at_most_one",
         multipliers={"epsilon_at_most_one": C * c * eps}),
)  # fmt: skip

BOUND = Claim(
    name=f"{NAME}/union_bound",
    title="the starts that meet a set of codimension ≥ 2 have measure ≤ (TΛ + 1)Cc·ε, ε ∈ (0, 1]",
    source=source(PROOF, "(10)–(12)"),
    kind=Kind.UPPER_BOUND,
    space=Space(
        (
            Size(M),
            Array(mu, (M,), plain=1),
            positive(T),
            Real(eps, low=0, high=1, open_low=True),
            Real(delta, low=0, high=1, open_low=True),
            positive(volume),
            Real(Lip, low=0, at_least=lambda v: (v["M"] - 1) * v["epsilon"] / v["T"]),
            positive(C, at_least=lambda v: max(entry for entry in v["mu"]) / v["V"]),
            positive(c, at_least=_tube_constant),
        )
    ),
    hypotheses=HYPOTHESES,
    relation=_bound,
    derivations=(Derivation("Theorem A.1", _LINES),),
    variants=(
        Variant("half", le(_union, _bound.rhs / 2)),
        *(Variant(f"without_{h.name}", _bound, dropped=(h.name,)) for h in (GRID, JACOBIAN, TUBE)),
    ),
    reading="The measure of the bad starts is at most Σ_i μ_i, μ_i that of the starts whose flow "
    "is in the tube of volume V at the i-th of M times; the spacing is ε/Λ. ε^k = ε²δ, so "
    "δ = ε^{k−2} ≤ 1. The formulas (7)–(12) are lost in the text and rebuilt from its words.",
    not_checked="the five facts that the hypotheses are named after: the flow is Λ-Lipschitz in t "
    "and the inverse flow has a bounded Jacobian only on compact sets of starts, and where the "
    "flow is defined at all, which Lemma 2.1 derives from this theorem. Where flows slide it has "
    "none: f = |x + b| in R² with y = (−1, −1), continued along its kinks, goes from every start "
    "with x + b > 0 to b = −x, of codimension 2. Weyl's formula is for "
    "compact smooth submanifolds. With countably many compact sets the conclusion is the same",
)  # fmt: skip

# ---------------------------------------------------------------- ε → 0

measure, slope = sympy.symbols("mu A", positive=True)
_choice = measure / (slope + 1 + measure)
_beaten = sympy.Lt(slope * _choice, measure, evaluate=False)

LIMIT = Claim(
    name=f"{NAME}/limit",
    title="no μ > 0 is at most Aε for every ε in (0, 1]: ε = μ/(A + 1 + μ) gives Aε < μ",
    source=source(PROOF, "finally, taking ε → 0", "Finally, taking"),
    kind=Kind.UPPER_BOUND,
    space=Space((positive(measure), positive(slope))),
    relation=_beaten,
    derivations=(Derivation("0 < μ + μ²", (line("beaten", _beaten, "arithmetic"),),
                            as_printed=False),),
    variants=(Variant("half", sympy.Lt(slope * _choice, measure / 2, evaluate=False)),),
    reading="A = (TΛ + 1)Cc does not depend on ε.",
)  # fmt: skip

_first = ge((T * Lip / eps + 1) * C * c * eps, T * Lip * C * c)

CODIMENSION_ONE = Claim(
    name=f"{NAME}/codimension_one",
    title="with codimension 1 the union bound stays at least TΛCc, whatever ε",
    source=source(PROOF, "not in the paper: why k ≥ 2 is needed"),
    kind=Kind.LOWER_BOUND,
    space=Space((positive(T), positive(C), positive(c), positive(eps), Real(Lip, low=0))),
    relation=_first,
    derivations=(Derivation("expansion", (line("bound", _first, "arithmetic"),),
                            as_printed=False),),
    variants=(Variant("twice", ge(_first.lhs, 2 * T * Lip * C * c)),),
    reading="So the proof says nothing of the boundaries between pieces, which flows do meet.",
)  # fmt: skip

CLAIMS = (BOUND, LIMIT, CODIMENSION_ONE)
