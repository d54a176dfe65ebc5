"""Lemma 3.2 amended: a homogeneous activation costs one parameter for each hidden unit.

Statement: where σ(u) = u·σ'(u) (identity, ReLU, leaky ReLU, any slopes on both sides of 0), every
hidden unit with incoming weights w, bias b and outgoing weights v has a null vector of J,
Σ_k w_k ∂f/∂w_k + b ∂f/∂b − Σ_c v_c ∂f/∂v_c = 0. With H such vectors that are linearly independent,
K can be regular only if nq + H ≤ m: the threshold m ≥ nq is off by the number of hidden units.
Setting: a unit anywhere in a net; off the kinks, so that σ(u) = s·u with a slope s for each sample.
Where: amends Lemma 3.2 and the counts of Corollary 3.2.1. Kind: identity, upper bound.
Checked: the null vector for one unit; the count, by the trace of JᵀK⁻¹J + U(UᵀU)⁻¹Uᵀ; the smallest
net, two parameters and two samples, in full.
Not checked: the chain rule through later layers, by which the null vector of one unit's outgoing
signals is one of the net's outputs; that the vectors of several units are independent (they are
where every bias differs from 0: each bias stands in one of them only).
False variants: a sign flipped, the bias left out, the count off by one, a hypothesis dropped.
"""

from fractions import Fraction

import sympy
from sympy import Abs, KroneckerDelta, Sum

from provcheck.proofs.jakhmola2025.lemma3_2_gram import (
    INVERSE,
    NAME,
    TRACE_LINES,
    G,
    projection,
)
from provcheck.proofs.jakhmola2025.net import (
    A_RANGE,
    B_RANGE,
    JACOBIAN,
    K_RANGE,
    L_RANGE,
    SIZES,
    J,
    N,
    a,
    b,
    equal,
    k,
    l,
    le,
    m,
    source,
)
from provcheck.statement import (
    Array,
    Claim,
    Derivation,
    Hypothesis,
    Index,
    Kind,
    Norm,
    Partial,
    Real,
    Setting,
    Size,
    Space,
    Variant,
    define,
    line,
)

PLACE = "Lemma 3.2, amended"
n, d, q, H = sympy.symbols("n d q H", integer=True, positive=True)
i, o, e = sympy.symbols("i o e", integer=True)
X = sympy.IndexedBase("X", shape=(n, d), real=True)
S = sympy.IndexedBase("S", shape=(n,), real=True)
w = sympy.IndexedBase("w", shape=(d,), real=True)
v = sympy.IndexedBase("v", shape=(q,), real=True)
R = sympy.IndexedBase("R", shape=(n, q), real=True)
bias = sympy.Symbol("b", real=True)
j = sympy.Symbol("j", integer=True)
D_RANGE, O_RANGE = (j, 1, d), (o, 1, q)

# ---------------------------------------------------------------- one unit

_unit = S[i] * (Sum(w[j] * X[i, j], D_RANGE) + bias)
output = define("signal", (i, e), v[e] * _unit + R[i, e], r"f_{<1>}(x_{<0>})")
_inward = Sum(w[j] * Partial(output(i, e), w[j]), D_RANGE)
_of_bias = bias * Partial(output(i, e), bias)
_outward = Sum(v[o] * Partial(output(i, e), v[o]), O_RANGE)
_null = equal(_inward + _of_bias - _outward, 0)

RESCALING = Claim(
    name=f"{NAME}/rescaling",
    title="Σ_k w_k ∂f/∂w_k + b ∂f/∂b = Σ_c v_c ∂f/∂v_c for a unit v·σ(w·x + b) with σ(u) = uσ'(u)",
    source=source(PLACE, "ours: homogeneous activations"),
    kind=Kind.IDENTITY,
    space=Space(
        (Size(n), Size(d), Size(q), Array(X, (n, d), plain=1), Array(S, (n,), plain=1),
         Array(w, (d,), plain=1), Real(bias), Array(v, (q,), plain=1), Array(R, (n, q)),
         Index(i, n), Index(e, q))
    ),
    relation=_null,
    derivations=(Derivation("Euler's identity", (line("null", _null, "calculus"),),
                            as_printed=False),),
    variants=(
        Variant("flipped_sign", equal(_inward + _of_bias + _outward, 0)),
        Variant("without_bias", equal(_inward - _outward, 0)),
    ),
    amends="jakhmola2025/lemma3_2/positive_definite",
    reading="At sample i the unit's preactivation u has the slope s_i: σ(u) = s_i u near it, as "
    "for leaky ReLU off its kink. f_c(x_i) = v_c s_i (w·x_i + b) + the rest of the net. So "
    "J u = 0 for the vector u that has w, b and −v in the unit's own places and 0 elsewhere, "
    "whatever the parameters; scaling (w, b) by α and v by 1/α leaves the net as it is.",
    not_checked="later layers: with them v_c s_i (w·x_i + b) is the unit's contribution to the "
    "preactivations that it feeds, and the chain rule carries the identity on to the outputs",
)  # fmt: skip

# ---------------------------------------------------------------- the count

U = sympy.IndexedBase("U", shape=(m, H), real=True)
E = sympy.IndexedBase("E", shape=(H, H), real=True)
f, g, h, z = sympy.symbols("f g h z", integer=True)
F_RANGE, G_RANGE, H_RANGE = (f, 1, H), (g, 1, H), (h, 1, H)
NULL = Hypothesis("null_vectors", equal(Sum(J[a, k] * U[k, f], K_RANGE), 0), (a, f))
_gram = define("null_gram", (f, g), Sum(U[k, f] * U[k, g], K_RANGE), r"(U^\top U)_{<0><1>}")
INDEPENDENT = Hypothesis(
    "independent", equal(Sum(E[f, g] * _gram(g, h), G_RANGE), KroneckerDelta(f, h)), (f, h)
)
onto = define("onto_null", (k, l), Sum(U[k, f] * E[f, g] * U[l, g], F_RANGE, G_RANGE),
              "Q_{<0><1>}")  # fmt: skip
_both = projection(k, l) + onto(k, l)
_size = Norm(_both, K_RANGE, L_RANGE)
_unit_size = Norm(KroneckerDelta(k, l), K_RANGE, L_RANGE)
_traced = Sum(_both * KroneckerDelta(k, l), K_RANGE, L_RANGE)
_trace_q = Sum(E[f, g] * _gram(g, f), F_RANGE, G_RANGE)
_factor_q = _gram(f, z) * E[z, h]
_HE = (F_RANGE, H_RANGE, (z, 1, H))
_size_q = Norm(onto(k, l), K_RANGE, L_RANGE)
_cross_factor = G[a, b] * E[f, g] * Sum(J[b, l] * U[l, g], L_RANGE)
_ABFG = (A_RANGE, B_RANGE, F_RANGE, G_RANGE)
_cross = Sum(projection(k, l) * onto(k, l), K_RANGE, L_RANGE)
_count = le(N + H, m)

_COUNT_LINES = (
    *TRACE_LINES,
    line("q_diagonal", equal(Sum(E[f, g] * _gram(g, f), G_RANGE), 1), "hypothesis",
         name="independent", at={h: f}),
    line("q_trace", equal(_trace_q, H), "monotone", "q_diagonal", under="sum",
         ranges=(F_RANGE,), note="tr Q = H"),
    line("q_inverse", INDEPENDENT.relation, "hypothesis", name="independent"),
    line("q_weighted", equal(_factor_q * Sum(E[f, g] * _gram(g, h), G_RANGE),
         _factor_q * KroneckerDelta(f, h)), "arithmetic", "q_inverse",
         multipliers={"q_inverse": _factor_q}),
    line("q_sum", equal(Sum(_factor_q * Sum(E[f, g] * _gram(g, h), G_RANGE), *_HE),
         Sum(_factor_q * KroneckerDelta(f, h), *_HE)), "monotone", "q_weighted", under="sum",
         ranges=_HE),
    line("q_frobenius", equal(_size_q**2, H), "arithmetic", "q_sum", "q_trace",
         note="‖Q‖_F² = H"),
    line("null", NULL.relation, "hypothesis", name="null_vectors"),
    line("cross_term", equal(_cross_factor * Sum(J[a, k] * U[k, f], K_RANGE), 0), "arithmetic",
         "null", multipliers={"null": _cross_factor}),
    line("cross_sum", equal(Sum(_cross_factor * Sum(J[a, k] * U[k, f], K_RANGE), *_ABFG),
         Sum(0 * a, *_ABFG)), "monotone", "cross_term", under="sum", ranges=_ABFG),
    line("cross", equal(_cross, 0), "arithmetic", "cross_sum", note="⟨P, Q⟩ = 0, as JU = 0"),
    line("both", equal(_size**2, N + H), "arithmetic", "frobenius", "q_frobenius", "cross",
         multipliers={"cross": 2}),
    line("cauchy_schwarz", le(Abs(_traced), _size * _unit_size), "cited",
         theorem="cauchy_schwarz", u=_both, v=KroneckerDelta(k, l), ranges=(K_RANGE, L_RANGE)),
    line("squared", le(_traced**2, _size**2 * _unit_size**2), "monotone", "cauchy_schwarz",
         under="square"),
    line("traces", equal(_traced, N + H), "arithmetic", "trace", "q_trace"),
    line("counted", le((N + H) ** 2, (N + H) * m), "arithmetic", "squared", "traces", "both",
         multipliers={"traces": -(_traced + N + H), "both": m}),
    line("count", _count, "arithmetic", "counted", multipliers={"counted": 1 / (N + H)}),
)  # fmt: skip

COUNT = Claim(
    name=f"{NAME}/rescaling/count",
    title="J has H linearly independent null vectors and K has an inverse ⇒ nq + H ≤ m",
    source=source(PLACE, "ours: homogeneous activations"),
    kind=Kind.UPPER_BOUND,
    space=Space(
        (*SIZES, Size(H), JACOBIAN, Array(G, (N, N), plain=1), Array(U, (m, H), plain=1),
         Array(E, (H, H), plain=1))
    ),
    hypotheses=(INVERSE, INDEPENDENT, NULL),
    relation=_count,
    example=Setting({
        "N": 1, "m": 2, "H": 1, "J": ((Fraction(1), Fraction(1)),), "G": ((Fraction(1, 2),),),
        "U": ((Fraction(1),), (Fraction(-1),)), "E": ((Fraction(1, 2),),),
    }),
    derivations=(Derivation("P = JᵀK⁻¹J and Q = U(UᵀU)⁻¹Uᵀ", _COUNT_LINES, as_printed=False),),
    variants=(
        Variant("one_more", le(N + H + 1, m)),
        Variant("singular", _count, dropped=("inverse",)),
        Variant("dependent_vectors", _count, dropped=("independent",)),
        Variant("any_vectors", _count, dropped=("null_vectors",)),
    ),
    amends="jakhmola2025/corollary3_2_1/dnn",
    reading="N = nq; the columns of U (m, H) are the null vectors, one for each hidden unit by "
    "lemma3_2/rescaling; G is the inverse of K and E that of UᵀU, so that the columns are "
    "independent. Where m − H < nq ≤ m, K is singular for every parameter though m ≥ nq.",
)  # fmt: skip

# ---------------------------------------------------------------- the smallest instance

v_1, w_1, x_1, x_2, s_1, s_2 = sympy.symbols("v w x_1 x_2 s_1 s_2", real=True)


def _signal(slope, data):
    return v_1 * slope * w_1 * data


def _product(left, right):
    """One entry of K for the two parameters v and w."""
    return sum(Partial(left, weight) * Partial(right, weight) for weight in (v_1, w_1))


_one, _two = _signal(s_1, x_1), _signal(s_2, x_2)
_determinant = _product(_one, _one) * _product(_two, _two) - _product(_one, _two) ** 2
_singular = equal(_determinant, 0)

SMALLEST = Claim(
    name=f"{NAME}/rescaling/smallest",
    title="f = v φ(w x), two samples, two parameters: det K = 0 for all parameters and data",
    source=source(PLACE, "ours: homogeneous activations"),
    kind=Kind.IDENTITY,
    space=Space(tuple(Real(symbol) for symbol in (v_1, w_1, x_1, x_2, s_1, s_2))),
    relation=_singular,
    derivations=(Derivation("derivatives", (line("singular", _singular, "calculus"),),
                            as_printed=False),),
    variants=(Variant("diagonal_only", equal(_determinant + _product(_one, _two) ** 2, 0)),),
    amends="jakhmola2025/lemma3_2/positive_definite",
    reading="m = nq = 2. φ(u) = s_i u near u = w x_i with any slopes: φ is leaky ReLU, ReLU or the "
    "identity. J = (s_1 w x_1, s_1 v x_1; …) has the null vector (v, −w).",
)  # fmt: skip

CLAIMS = (RESCALING, COUNT, SMALLEST)
