"""The algorithm for one ReLU gate: where E M ≻ 0 its expected step contracts.

Statement: without attacks the expected step is E w⁺ − w_* = (I − ηM)(w − w_*), M the second moment
of the active points. If μ‖v‖² ≤ ⟨v, Mv⟩ ≤ ℓ‖v‖² for all v, and η = 1/ℓ, which is any η ≤ 1/λ_max,
then ‖E w⁺ − w_*‖ ≤ q‖w − w_*‖ for every q > 0 with q ≥ 1 − ημ; so q = 1 − ημ where ημ < 1.
Where: "linear time convergence on a ReLU gate", for the step of lines 6 and 7. Kind: upper bound.
Checked: without eigenvectors. With g = w − w_*, u = (I − ηM)g and z = u − qg, ⟨z, (I − ηM)z⟩ ≥ 0
is 2q‖u‖² ≤ ⟨u, (I − ηM)u⟩ + q²⟨g, (I − ηM)g⟩ ≤ q‖u‖² + q³‖g‖². The bounds on the spectrum are
used at g, u and z only, so only there are they assumed.
Not checked: that E M ≻ 0 for given data, which is assumed; the random steps (‖E w⁺ − w_*‖ is
bounded, and not E‖w⁺ − w_*‖); the attacked case, for which the slides give no constants.
False variants: nine tenths of the rate, each hypothesis dropped.
"""

from fractions import Fraction

import sympy
from sympy import Rational, Sum

from provcheck.proofs.gopalani2025.net import ge, le
from provcheck.proofs.mukherjee2023.net import source
from provcheck.proofs.mukherjee2023.relu_gate_indicator import NAME
from provcheck.proofs.mukherjee2023.relu_gate_step import (
    I_RANGE,
    K_RANGE,
    L_RANGE,
    X,
    batch,
    d,
    ell,
    g,
    i,
    k,
    l,
    mu,
    n,
)
from provcheck.statement import (
    Array,
    Claim,
    Derivation,
    Hypothesis,
    Kind,
    Norm,
    Real,
    Setting,
    Size,
    Space,
    Variant,
    define,
    line,
)

SLIDE = "… true S.G.D are virtually indistinguishable for the ReLU gate!"
q = sympy.Symbol("q", positive=True)
moved = define(
    "moved",
    (k,),
    g[k] - Sum(X[i, k] * Sum(X[i, l] * g[l], L_RANGE), I_RANGE) / (batch * ell),
    r"((I - \eta M) g)_{<0>}",
)


def form(vector):
    """⟨v, Mv⟩ = (1/b) Σ (x_i·v)² of a vector with entries `vector`, a term in k."""
    return Sum(Sum(X[i, k] * vector, K_RANGE) ** 2, I_RANGE) / batch


def square(vector):
    """‖v‖²."""
    return Norm(vector, K_RANGE) ** 2


_z = moved(k) - q * g[k]
LOW_HERE = Hypothesis("low_at_g", ge(form(g[k]), mu * square(g[k])))
LOW_NEXT = Hypothesis("low_at_u", ge(form(moved(k)), mu * square(moved(k))))
HIGH = Hypothesis("high_at_z", le(form(_z), ell * square(_z)))
FACTOR = Hypothesis("factor", ge(q, 1 - mu / ell))
HYPOTHESES = (LOW_HERE, LOW_NEXT, HIGH, FACTOR)
_contracts = le(Norm(moved(k), K_RANGE), q * Norm(g[k], K_RANGE))
_apart = sympy.Eq(
    square(_z) - form(_z) / ell,
    (1 - 2 * q) * square(moved(k))
    - form(moved(k)) / ell
    + q**2 * (square(g[k]) - form(g[k]) / ell),
    evaluate=False,
)
_squared = le(square(moved(k)), q**2 * square(g[k]))


def _nonnegative(name, vector):
    """‖v‖² ≥ 0, as a line, for a norm that the algebra multiplies out."""
    return (
        line(f"{name}_entry", ge(vector**2, 0), "arithmetic", squares=((1, vector),)),
        line(name, ge(square(vector), 0), "monotone", f"{name}_entry", under="sum",
             ranges=(K_RANGE,)),
    )  # fmt: skip


_LINES = (
    *(line(h.name, h.relation, "hypothesis", name=h.name) for h in HYPOTHESES),
    line("apart", _apart, "algebra", note="I − ηM is symmetric"),
    *_nonnegative("u_square", moved(k)),
    *_nonnegative("g_square", g[k]),
    line("squared", _squared, "arithmetic", *(h.name for h in HYPOTHESES), "apart", "u_square",
         "g_square",
         multipliers={"low_at_g": q / ell, "low_at_u": 1 / (q * ell), "high_at_z": 1 / (q * ell),
                      "apart": 1 / q},
         products=(("factor", "u_square", 1 / q), ("factor", "g_square", q))),
    line("contracts", _contracts, "monotone", "squared", under="root"),
)  # fmt: skip


def _trace(values):
    """(1/b) Σ ‖x_i‖² ≥ λ_max of a setting, generic over the kinds of numbers."""
    return (values["X"] * values["X"]).sum() / values["b"]


def _example() -> Setting:
    """M = (1 ½; ½ ½) with eigenvalues (3 ± √5)/4, between 1/8 and 3/2; a draw may have μ > M."""
    one, zero, half = Fraction(1), Fraction(0), Fraction(1, 2)
    values = {"d": 2, "n": 2, "b": Fraction(2), "X": ((one, one), (one, zero)), "g": (one, -one)}
    return Setting({**values, "mu": half / 4, "ell": Fraction(3, 2), "q": Fraction(11, 12)})


CONTRACTION = Claim(
    name=f"{NAME}/expected_contraction",
    title="μI ⪯ M ⪯ ℓI, μ > 0, η = 1/ℓ ⇒ ‖(I − ηM)(w − w_*)‖ ≤ (1 − ημ)‖w − w_*‖",
    source=source(SLIDE, "linear time convergence, the expected step in the realizable case"),
    kind=Kind.UPPER_BOUND,
    space=Space(
        (
            Size(d),
            Size(n),
            Real(batch, low=0, open_low=True),
            Array(X, (n, d), plain=1),
            Array(g, (d,), plain=1),
            Real(mu, low=0, open_low=True),
            Real(ell, low=0, open_low=True, at_least=_trace),
            Real(q, low=0, open_low=True, at_least=lambda v: 1 - v["mu"] / v["ell"]),
        )
    ),
    hypotheses=HYPOTHESES,
    relation=_contracts,
    example=_example(),
    derivations=(Derivation("I − ηM ⪰ 0 at z = u − qg", _LINES, as_printed=False),),
    variants=(
        Variant("nine_tenths", le(Norm(moved(k), K_RANGE),
                Rational(9, 10) * q * Norm(g[k], K_RANGE))),
        Variant("no_lower_bound", _contracts, dropped=("low_at_g", "low_at_u")),
        Variant("no_upper_bound", _contracts, dropped=("high_at_z",)),
        Variant("any_factor", _contracts, dropped=("factor",)),
    ),
    reading="g stands for w − w_*, u for (I − ηM)g and z for u − qg; q is any positive number "
    "≥ 1 − ημ. M = (1/b) Σ x_i x_iᵀ is the second moment of the active points or its expectation: "
    "every symmetric matrix ⪰ 0 has this form. The bounds on its spectrum are assumed at g, u and "
    "z only. ℓ is any upper bound, so η = 1/ℓ is any η ≤ 1/λ_max.",
    not_checked="that E M ≻ 0 for given data; the random steps: ‖E w⁺ − w_*‖ is bounded here, and "
    "not E‖w⁺ − w_*‖; the attacked case",
)  # fmt: skip

CLAIMS = (CONTRACTION,)
