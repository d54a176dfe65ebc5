"""Lemma 3.2: what is true of K as a Gram matrix, for every net.

Statement: K ⪰ 0; K is singular if m < nq; K dominates the Gram matrix of any subset of the
parameters, so that of the last hidden layer's features.
Setting: any Jacobian J (N, m), N = nq; for the last part a net with a linear output layer.
Where: proof of Theorem 3.1 ("nonnegative definite … since it is a gram matrix") and of Lemma 3.2
("always linearly dependent if …"). Kind: lower bound, identity.
Checked: each part by lines. That K is singular for m < N is said as: if K has an inverse, N ≤ m.
The proof takes the trace of P = JᵀK⁻¹J: tr P = ‖P‖_F² = N, and (tr P)² ≤ m‖P‖_F².
Not checked: nothing is left out.
False variants: one parameter fewer, the inverse dropped, a subset counted twice.
"""

from fractions import Fraction

import sympy
from sympy import Abs, KroneckerDelta, Sum

from provcheck.proofs.jakhmola2025.net import (
    A_RANGE,
    B_RANGE,
    C_RANGE,
    JACOBIAN,
    K_RANGE,
    L_RANGE,
    SIZES,
    J,
    N,
    a,
    b,
    c,
    equal,
    ge,
    k,
    l,
    le,
    m,
    ntk,
    positive,
    sigma,
    source,
    v,
)
from provcheck.statement import (
    Array,
    Claim,
    Derivation,
    Hypothesis,
    Index,
    Kind,
    LeastSingularValue,
    Norm,
    Partial,
    Setting,
    Size,
    Space,
    Variant,
    define,
    line,
)

NAME = "jakhmola2025/lemma3_2"
PROOF = "proof of Lemma 3.2"
VECTOR = Array(v, (N,), plain=1)
_form = Sum(v[a] * ntk(a, b) * v[b], A_RANGE, B_RANGE)
_image = Norm(Sum(J[a, k] * v[a], A_RANGE), K_RANGE)
_nonnegative = equal(_form, _image**2)

NONNEGATIVE = Claim(
    name=f"{NAME}/nonnegative",
    title="vᵀKv = ‖Jᵀv‖² ≥ 0, and 0 just where v combines the rows of J to 0",
    source=source("proof of Theorem 3.1", "K is a Gram matrix",
                  "is a nonegative definite matrix, since it is a gram matrix"),
    kind=Kind.IDENTITY,
    space=Space((*SIZES, JACOBIAN, VECTOR)),
    relation=_nonnegative,
    derivations=(Derivation("K = J Jᵀ", (line("form", _nonnegative, "algebra", printed=True),)),),
    variants=(Variant("twice", equal(_form, 2 * _image**2)),),
    reading="So K is positive definite if and only if the rows of J, the gradients of the N "
    "outputs, are linearly independent.",
)  # fmt: skip

# ---------------------------------------------------------------- m ≥ nq is needed

G = sympy.IndexedBase("G", shape=(N, N), real=True)
e = sympy.Symbol("e", integer=True)
E_RANGE = (e, 1, N)
INVERSE = Hypothesis(
    "inverse", equal(Sum(G[a, b] * ntk(b, c), B_RANGE), KroneckerDelta(a, c)), (a, c)
)
projection = define(
    "projection", (k, l), Sum(J[a, k] * G[a, b] * J[b, l], A_RANGE, B_RANGE), "P_{<0><1>}"
)
_trace = Sum(G[a, b] * ntk(b, a), A_RANGE, B_RANGE)
_factor = ntk(a, e) * G[e, c]
_traced = Sum(projection(k, l) * KroneckerDelta(k, l), K_RANGE, L_RANGE)
_size = Norm(projection(k, l), K_RANGE, L_RANGE)
_unit = Norm(KroneckerDelta(k, l), K_RANGE, L_RANGE)
_enough = le(N, m)

TRACE_LINES = (
    line("diagonal", equal(Sum(G[a, b] * ntk(b, a), B_RANGE), 1), "hypothesis", name="inverse",
         at={c: a}),
    line("trace", equal(_trace, N), "monotone", "diagonal", under="sum", ranges=(A_RANGE,),
         note="tr P = tr(K⁻¹K) = N"),
    line("inverse", INVERSE.relation, "hypothesis", name="inverse"),
    line("weighted", equal(_factor * Sum(G[a, b] * ntk(b, c), B_RANGE),
         _factor * KroneckerDelta(a, c)), "arithmetic", "inverse",
         multipliers={"inverse": _factor}),
    line("frobenius_sum", equal(
         Sum(_factor * Sum(G[a, b] * ntk(b, c), B_RANGE), A_RANGE, C_RANGE, E_RANGE),
         Sum(_factor * KroneckerDelta(a, c), A_RANGE, C_RANGE, E_RANGE)), "monotone", "weighted",
         under="sum", ranges=(A_RANGE, C_RANGE, E_RANGE)),
    line("frobenius", equal(_size**2, N), "arithmetic", "frobenius_sum", "trace",
         note="‖P‖_F² = tr(K⁻¹K) too"),
)  # fmt: skip

NECESSARY = Claim(
    name=f"{NAME}/necessary",
    title="if K has an inverse, nq ≤ m: K is singular where m < nq",
    source=source(PROOF, "m ≥ nq is needed", "this set is always linearly dependent if"),
    kind=Kind.UPPER_BOUND,
    space=Space((*SIZES, JACOBIAN, Array(G, (N, N), plain=1))),
    hypotheses=(INVERSE,),
    relation=_enough,
    example=Setting({
        "N": 1, "m": 1, "J": ((Fraction(2),),), "G": ((Fraction(1, 4),),),
    }),
    derivations=(
        Derivation(
            "P = JᵀK⁻¹J",
            (
                *TRACE_LINES,
                line("cauchy_schwarz", le(Abs(_traced), _size * _unit), "cited",
                     theorem="cauchy_schwarz", u=projection(k, l), v=KroneckerDelta(k, l),
                     ranges=(K_RANGE, L_RANGE)),
                line("squared", le(_traced**2, _size**2 * _unit**2), "monotone",
                     "cauchy_schwarz", under="square", note="(tr P)² ≤ m‖P‖_F²"),
                line("counted", le(N**2, N * m), "arithmetic", "squared", "trace", "frobenius",
                     multipliers={"trace": -(_trace + N), "frobenius": m}),
                line("enough", _enough, "arithmetic", "counted", multipliers={"counted": 1 / N}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("one_more", le(N + 1, m)),
        Variant("without_an_inverse", _enough, dropped=("inverse",)),
    ),
    reading="N = nq rows and m parameters; G is the inverse of K, Σ_b G_ab K_bc = δ_ac.",
)  # fmt: skip

# ---------------------------------------------------------------- subsets of the parameters

w = sympy.IndexedBase("w", shape=(m,), real=True)
B = sympy.Symbol("B", positive=True)
_least_of_part = LeastSingularValue(J[a, k] * w[k], A_RANGE, K_RANGE)
WEIGHTS_BOUND = Hypothesis("weights", le(Abs(w[k]), B), (k,))
_column = Sum(J[a, k] * v[a], A_RANGE)
_part_image = Norm(Sum(J[a, k] * w[k] * v[a], A_RANGE), K_RANGE)
_v_norm = Norm(v[a], A_RANGE)
_dominates = le(_least_of_part, B * sigma())

SUBSET = Claim(
    name=f"{NAME}/subset",
    title="λ_min(K) is at least that of the NTK of any subset of the parameters",
    source=source(PROOF, "ours"),
    kind=Kind.LOWER_BOUND,
    space=Space(
        (*SIZES, JACOBIAN, Array(w, (m,), plain=1),
         positive(B, at_least=lambda values: max(abs(entry) for entry in values["w"])))
    ),
    hypotheses=(WEIGHTS_BOUND,),
    relation=_dominates,
    derivations=(
        Derivation(
            "for every vector v",
            (
                line("weights", WEIGHTS_BOUND.relation, "hypothesis", name="weights"),
                line("entry", le(Abs(w[k]) * Abs(_column), B * Abs(_column)), "arithmetic",
                     "weights", multipliers={"weights": Abs(_column)}),
                line("entry_squared", le(w[k] ** 2 * _column**2, B**2 * _column**2), "monotone",
                     "entry", under="square"),
                line("entries", le(Sum(w[k] ** 2 * _column**2, K_RANGE),
                     Sum(B**2 * _column**2, K_RANGE)), "monotone", "entry_squared", under="sum",
                     ranges=(K_RANGE,)),
                line("image", le(_part_image, B * _image), "monotone", "entries", under="root"),
                line("least", le(_least_of_part * _v_norm, _part_image), "cited",
                     theorem="least_singular_value", matrix=J[a, k] * w[k], vector=v[a],
                     rows=A_RANGE, columns=K_RANGE),
                line("vector", le(_least_of_part / B * _v_norm, _image), "arithmetic", "least",
                     "image", multipliers={"least": 1 / B, "image": 1 / B}),
                line("bound", le(_least_of_part / B, sigma()), "cited", "vector",
                     theorem="least_singular_value_bound", matrix=J[a, k],
                     bound=_least_of_part / B, base=v, rows=A_RANGE, columns=K_RANGE),
                line("dominates", _dominates, "arithmetic", "bound", multipliers={"bound": B}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("half", le(_least_of_part, B * sigma() / 2)),
        Variant("any_weights", _dominates, dropped=("weights",)),
    ),
    reading="With B = 1 and every w_k 0 or 1, J_ak w_k has the columns of a subset of the "
    "parameters, and σ_min² is the least eigenvalue of their NTK. Hence m ≥ nq is not needed of "
    "all parameters at once: a subset with a positive definite NTK is enough.",
)  # fmt: skip

# ---------------------------------------------------------------- the output layer

n, p, q = sympy.symbols("n p q", integer=True, positive=True)
i, j, g, o = sympy.symbols("i j g o", integer=True)
H = sympy.IndexedBase("H", shape=(n, p), real=True)
V = sympy.IndexedBase("V", shape=(q, p), real=True)
bias = sympy.IndexedBase("b", shape=(q,), real=True)
R = sympy.IndexedBase("R", shape=(n, q, m), real=True)
x = sympy.IndexedBase("x", shape=(n, q), real=True)
I_RANGE, J_RANGE, G_RANGE, O_RANGE = (i, 1, n), (j, 1, p), (g, 1, q), (o, 1, q)
_f = define("output", (i, g), Sum(V[g, j] * H[i, j], J_RANGE) + bias[g], r"f_{<1>}(x_{<0>})")
_FEATURES = (Size(n), Size(p), Size(q), Array(H, (n, p), plain=1))


def _of_output_layer(left, right):
    """Σ over the parameters of the output layer of the products of two outputs' derivatives."""
    s_, t_ = sympy.symbols("s t", integer=True)
    weights = Sum(Partial(_f(*left), V[s_, t_]) * Partial(_f(*right), V[s_, t_]),
                  (s_, 1, q), (t_, 1, p))  # fmt: skip
    return weights + Sum(Partial(_f(*left), bias[s_]) * Partial(_f(*right), bias[s_]), (s_, 1, q))


_feature_gram = Sum(H[i, j] * H[l, j], J_RANGE) + 1
_last = equal(_of_output_layer((i, g), (l, o)), KroneckerDelta(g, o) * _feature_gram)

FEATURES = Claim(
    name=f"{NAME}/output_layer/features",
    title="the output layer's part of K is δ_cc' (h(x_i)·h(x_l) + 1), h the last hidden features",
    source=source(PROOF, "ours"),
    kind=Kind.IDENTITY,
    space=Space(
        (*_FEATURES, Array(V, (q, p)), Array(bias, (q,)), Index(i, n), Index(l, n), Index(g, q),
         Index(o, q))
    ),
    relation=_last,
    derivations=(Derivation("derivatives", (line("last", _last, "calculus"),),
                            as_printed=False),),
    variants=(
        Variant("without_bias", equal(_last.lhs, KroneckerDelta(g, o) * (_feature_gram - 1))),
        Variant("outputs_coupled", equal(_last.lhs, _feature_gram)),
    ),
)  # fmt: skip

_rest = Sum(x[i, g] * R[i, g, k], I_RANGE, G_RANGE)
_hidden = Sum(x[i, g] * H[i, j], I_RANGE)
_totals = Sum(x[i, g], I_RANGE)
_quadratic = (
    Norm(_rest, K_RANGE) ** 2
    + Sum(
        x[i, g] * x[l, g] * _feature_gram, I_RANGE, (l, 1, n), G_RANGE
    )
)  # fmt: skip
_last_part = Norm(_hidden, J_RANGE, G_RANGE) ** 2 + Norm(_totals, G_RANGE) ** 2
_layer = le(_last_part, _quadratic)

OUTPUT_LAYER = Claim(
    name=f"{NAME}/output_layer",
    title="xᵀKx ≥ Σ_c (‖Σ_i x_ic h(x_i)‖² + (Σ_i x_ic)²): K dominates the features' Gram matrix",
    source=source(PROOF, "ours"),
    kind=Kind.LOWER_BOUND,
    space=Space((*_FEATURES, Size(m), Array(R, (n, q, m)), Array(x, (n, q), plain=1))),
    relation=_layer,
    derivations=(
        Derivation(
            "the other parameters add a Gram matrix",
            (
                line("square", ge(_rest**2, 0), "arithmetic", squares=((1, _rest),)),
                line("rest", ge(Sum(_rest**2, K_RANGE), 0), "monotone", "square", under="sum",
                     ranges=(K_RANGE,)),
                line("layer", _layer, "arithmetic", "rest"),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("twice", le(2 * _last_part, _quadratic)),
        Variant("nothing_else", le(_quadratic, _last_part)),
    ),
    reading="R has the derivatives in all parameters but those of the output layer, whose part of "
    "K is that of output_layer/features. So λ_min(K) ≥ λ_min(H Hᵀ + 1 1ᵀ), H the features of the "
    "last hidden layer, one row a sample: K is positive definite where these n rows, with a 1 "
    "appended, are linearly independent, for which p + 1 ≥ n is needed.",
)  # fmt: skip

CLAIMS = (NONNEGATIVE, NECESSARY, SUBSET, FEATURES, OUTPUT_LAYER)
