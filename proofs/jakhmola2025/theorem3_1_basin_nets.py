"""The condition of the amended Theorem 3.1, evaluated: two-layer nets with smooth activations.

Statement: f(x) = Σ_j a_j σ(w_jᵀx), a fixed, W trained, |a_j| ≤ A, ‖x_i‖ ≤ B_x, σ' Lipschitz with
L'_σ: J is β-Lipschitz in W, everywhere, with β = L'_σ A B_x ‖X‖; even in the Frobenius norm of J.
With the weights scaled by α the condition ‖r(0)‖ ≤ λ₀/(4β) holds for every α that is large enough,
and with p copies of each neuron, at outer weights a_j/√p, for every p that is.
By hand: tanh, four neurons a = (1, 1, 1, 1), W(0) = 0, x₁ = (1, 0), x₂ = (0, 1), y = (1, −3/4):
K(0) = 4·I, β = 4/(3√3), 4β‖r(0)‖ = 20/(3√3) < 4 = λ₀, so L(t) ≤ L(0)e^{−2t} for all t.
Setting: all widths, dimensions and sizes; sigmoid, tanh, SoftPlus. N = n samples, one output.
Where: amends Theorem 3.1. Kind: identity, Lipschitz bound, upper bound.
Checked: each part by lines; the example in exact numbers.
Not checked: nets whose outer weights are trained, where J is Lipschitz on bounded sets only.
False variants: halved constants, hypotheses dropped.
"""

import sympy
from sympy import Abs, Integer, Rational, Sum, sqrt

from provcheck.proofs.gopalani2025.net import (
    ALL,
    I_RANGE,
    J_RANGE,
    K_RANGE,
    L2,
    SMOOTH,
    W1,
    W2,
    WEIGHT_PAIR,
    WEIGHTS,
    X_BOUND,
    B_x,
    W,
    X,
    a,
    at_weights,
    change_of_weights,
    d,
    f,
    i,
    j,
    k,
    n,
    p,
    space,
    t,
    u,
    x_norm,
    z,
)
from provcheck.proofs.jakhmola2025.basin_plots import BASIN_PLOTS
from provcheck.proofs.jakhmola2025.net import equal, le, positive, source
from provcheck.proofs.jakhmola2025.theorem3_1_basin import BASIN, PLACE, beta
from provcheck.proofs.jakhmola2025.theorem3_1_basin_plots import condition_against_width
from provcheck.statement import (
    Act,
    Array,
    Claim,
    Derivation,
    Hypothesis,
    Index,
    Kind,
    Norm,
    OperatorNorm,
    Partial,
    Real,
    Space,
    Variant,
    define,
    line,
)

A = sympy.Symbol("A", nonnegative=True)
OUTER = Hypothesis("outer_bound", le(Abs(a[j]), A), (j,))
OUTER_BOUND = Real(A, low=0, at_least=lambda values: max(abs(entry) for entry in values["a"]))
X_operator = define("X_operator", (), OperatorNorm(X[i, k], I_RANGE, K_RANGE), r"\|X\|")
row = define("jacobian", (i, j, k), a[j] * Act(1, z(i, j)) * X[i, k], "J_{<0><1><2>}")

# ---------------------------------------------------------------- the Jacobian and the NTK

_entry = equal(Partial(f(i), W[j, k]), row(i, j, k))

JACOBIAN = Claim(
    name=f"{BASIN}/two_layer/jacobian",
    title="∂f(x_i)/∂W_jk = a_j σ'(w_jᵀx_i) x_ik",
    source=source(PLACE, "for two-layer nets"),
    kind=Kind.IDENTITY,
    space=space(ALL, (), WEIGHTS, Index(i, n), Index(j, p), Index(k, d)),
    relation=_entry,
    derivations=(Derivation("chain rule", (line("entry", _entry, "calculus"),),
                            as_printed=False),),
    variants=(Variant("without_outer_weight",
                      equal(_entry.lhs, Act(1, z(i, j)) * X[i, k])),),
)  # fmt: skip

# ---------------------------------------------------------------- its Lipschitz constant

_slopes = at_weights(Act(1, z(i, j)), W2) - at_weights(Act(1, z(i, j)), W1)
_arguments = at_weights(z(i, j), W2) - at_weights(z(i, j), W1)
_shift = W2[j, k] - W1[j, k]
_change = Norm(a[j] * _slopes * X[i, k], I_RANGE, J_RANGE, K_RANGE)
_constant = L2 * A * B_x * X_operator()
_lipschitz = le(_change, _constant * change_of_weights())
_sample = Abs(a[j]) * Abs(_slopes) * x_norm(i)
_sample_bound = A * L2 * Abs(_arguments) * B_x
_JI = (J_RANGE, I_RANGE)

_LIPSCHITZ_LINES = (
    line("slopes", le(Abs(_slopes), L2 * Abs(_arguments)), "hypothesis", name="smooth",
         at={t: at_weights(z(i, j), W2), u: at_weights(z(i, j), W1)}),
    line("outer", le(Abs(a[j]), A), "hypothesis", name="outer_bound"),
    line("inputs", le(x_norm(i), B_x), "hypothesis", name="x_bound"),
    line("sample", le(_sample, _sample_bound), "arithmetic", "slopes", "outer", "inputs",
         multipliers={"slopes": Abs(a[j]) * x_norm(i),
                      "outer": L2 * Abs(_arguments) * x_norm(i),
                      "inputs": A * L2 * Abs(_arguments)}),
    line("sample_squared", le(_sample**2, _sample_bound**2), "monotone", "sample",
         under="square"),
    line("samples", le(Sum(_sample**2, *_JI), Sum(_sample_bound**2, *_JI)), "monotone",
         "sample_squared", under="sum", ranges=_JI),
    line("operator", le(Norm(Sum(X[i, k] * _shift, K_RANGE), I_RANGE),
         X_operator() * Norm(_shift, K_RANGE)), "cited", theorem="operator_norm",
         matrix=X[i, k], vector=_shift, rows=I_RANGE, columns=K_RANGE,
         note="‖X(w'_j − w_j)‖ ≤ ‖X‖‖w'_j − w_j‖"),
    line("neuron", le(Norm(_arguments, I_RANGE) ** 2,
         X_operator() ** 2 * Norm(_shift, K_RANGE) ** 2), "monotone", "operator", under="square"),
    line("neurons", le(Sum(Norm(_arguments, I_RANGE) ** 2, J_RANGE),
         Sum(X_operator() ** 2 * Norm(_shift, K_RANGE) ** 2, J_RANGE)), "monotone", "neuron",
         under="sum", ranges=(J_RANGE,)),
    line("squared", le(_change**2, _constant**2 * change_of_weights() ** 2), "arithmetic",
         "samples", "neurons", multipliers={"neurons": L2**2 * A**2 * B_x**2}),
    line("lipschitz", _lipschitz, "monotone", "squared", under="root"),
)  # fmt: skip
_PAIR = space(ALL, (X_BOUND, SMOOTH), *WEIGHT_PAIR, OUTER_BOUND)

LIPSCHITZ = Claim(
    name=f"{BASIN}/two_layer/lipschitz",
    title="‖J(W₂) − J(W₁)‖_F ≤ β‖W₂ − W₁‖_F with β = L'_σ A B_x ‖X‖",
    source=source(PLACE, "for two-layer nets"),
    kind=Kind.LIPSCHITZ,
    space=_PAIR,
    hypotheses=(X_BOUND, SMOOTH, OUTER),
    relation=_lipschitz,
    derivations=(Derivation("entry by entry", _LIPSCHITZ_LINES, as_printed=False),),
    variants=(
        Variant("half", le(_change, _constant * change_of_weights() / 2)),
        Variant("without_inputs", le(_change, L2 * A * X_operator() * change_of_weights())),
        Variant("any_outer_weights", _lipschitz, dropped=("outer_bound",)),
    ),
    reading="J has one row for each sample and one column for each weight; its change at W₂ "
    "against W₁ is a_j(σ'(z_ij(W₂)) − σ'(z_ij(W₁)))x_ik. The operator norm of a matrix is at most "
    "its Frobenius norm. One neuron, one sample and inputs of one size nearly attain the bound.",
)

v = sympy.IndexedBase("v", shape=(n,), real=True)
_combined = Norm(Sum(v[i] * a[j] * _slopes * X[i, k], I_RANGE), J_RANGE, K_RANGE)
_by_vector = le(_combined, _constant * change_of_weights() * Norm(v[i], I_RANGE))
_column = Norm(a[j] * _slopes * X[i, k], I_RANGE)
_column_sum = Abs(Sum(v[i] * a[j] * _slopes * X[i, k], I_RANGE))
_JK = (J_RANGE, K_RANGE)

OPERATOR = Claim(
    name=f"{BASIN}/two_layer/lipschitz_operator",
    title="‖(J(W₂) − J(W₁))ᵀv‖ ≤ β‖W₂ − W₁‖_F‖v‖ for every v: J is β-Lipschitz in operator norm",
    source=source(PLACE, "for two-layer nets"),
    kind=Kind.LIPSCHITZ,
    space=Space((*_PAIR.components, Array(v, (n,), plain=1))),
    hypotheses=(X_BOUND, SMOOTH, OUTER),
    relation=_by_vector,
    derivations=(
        Derivation(
            "operator norm ≤ Frobenius norm",
            (
                line("lipschitz", _lipschitz, "claim", claim=f"{BASIN}/two_layer/lipschitz"),
                line("column", le(_column_sum, Norm(v[i], I_RANGE) * _column), "cited",
                     theorem="cauchy_schwarz", u=v[i], v=a[j] * _slopes * X[i, k],
                     ranges=(I_RANGE,)),
                line("columns_squared", le(_column_sum**2, Norm(v[i], I_RANGE) ** 2 * _column**2),
                     "monotone", "column", under="square"),
                line("columns", le(Sum(_column_sum**2, *_JK),
                     Sum(Norm(v[i], I_RANGE) ** 2 * _column**2, *_JK)), "monotone",
                     "columns_squared", under="sum", ranges=_JK),
                line("frobenius", le(_combined, Norm(v[i], I_RANGE) * _change), "monotone",
                     "columns", under="root"),
                line("operator", _by_vector, "arithmetic", "frobenius", "lipschitz",
                     multipliers={"lipschitz": Norm(v[i], I_RANGE)}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("half", le(_combined, _by_vector.rhs / 2)),
        Variant("any_outer_weights", _by_vector, dropped=("outer_bound",)),
    ),
    reading="J has one row for each sample and one column for each weight.",
)  # fmt: skip

# ---------------------------------------------------------------- where the condition holds

alpha, gap, size, width = sympy.symbols("alpha lambda_0 R_0 p", positive=True)
_LARGE = Hypothesis("large_scale", le(4 * beta * size, alpha * gap))
_scaled = le(4 * (alpha * beta) * size, alpha**2 * gap)

SCALING = Claim(
    name=f"{BASIN}/scaling",
    title="α ≥ 4β‖r(0)‖/λ₀ ⇒ the net αf satisfies the condition, if ‖r(0)‖ stays the same",
    source=source(PLACE, "where the condition holds"),
    kind=Kind.UPPER_BOUND,
    space=Space(
        (
            positive(beta),
            positive(gap),
            positive(size),
            positive(alpha, at_least=lambda v: 4 * v["beta"] * v["R_0"] / v["lambda_0"]),
        )
    ),
    hypotheses=(_LARGE,),
    relation=_scaled,
    derivations=(
        Derivation(
            "αf has the Jacobian αJ, the NTK α²K and the constant αβ",
            (
                line("large", _LARGE.relation, "hypothesis", name="large_scale"),
                line("scaled", _scaled, "arithmetic", "large", multipliers={"large": alpha}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("half", le(_scaled.lhs, _scaled.rhs / 2)),
        Variant("any_scale", _scaled, dropped=("large_scale",)),
    ),
    reading="λ₀, β and R_0 = ‖r(0)‖ are those of f, for instance with f = 0 at the start, where "
    "r(0) = −y whatever α is.",
)  # fmt: skip

_WIDE = Hypothesis("wide", le((4 * beta * size) ** 2, width * gap**2))
_width = le(4 * beta / sqrt(width) * size, gap)

WIDTH = Claim(
    name=f"{BASIN}/width",
    title="p ≥ (4β‖r(0)‖/λ₀)² copies of each neuron, outer weights a_j/√p ⇒ the condition holds",
    source=source(PLACE, "where the condition holds"),
    kind=Kind.UPPER_BOUND,
    space=Space(
        (
            positive(beta),
            positive(gap),
            positive(size),
            positive(width, at_least=lambda v: (4 * v["beta"] * v["R_0"] / v["lambda_0"]) ** 2),
        )
    ),
    hypotheses=(_WIDE,),
    relation=_width,
    derivations=(
        Derivation(
            "the copies have the same NTK, and A/√p for A in β",
            (
                line("wide", _WIDE.relation, "hypothesis", name="wide"),
                line("squared", le((4 * beta / sqrt(width) * size) ** 2, gap**2), "arithmetic",
                     "wide", multipliers={"wide": 1 / width}),
                line("width", _width, "monotone", "squared", under="root"),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("half", le(_width.lhs, gap / 2)),
        Variant("any_width", _width, dropped=("wide",)),
    ),
    reading="λ₀, β and R_0 = ‖r(0)‖ are those of the net without copies, whose NTK Σ_j a_j² "
    "σ'(w_jᵀx_i)σ'(w_jᵀx_l) x_iᵀx_l is the sum of p terms divided by p with copies. R_0 stays the "
    "same with f = 0 at the start, each neuron beside one of opposite outer weight.",
    plots=(condition_against_width, *BASIN_PLOTS),
)  # fmt: skip

_tanh_constant = 4 / (3 * sqrt(3))
_by_hand = sympy.Lt(4 * _tanh_constant * sqrt(Integer(1) + Rational(9, 16)), Integer(4),
                    evaluate=False)  # fmt: skip

BY_HAND = Claim(
    name=f"{BASIN}/by_hand",
    title="four tanh neurons at W = 0, two orthonormal inputs, y = (1, −3/4): 4β‖r(0)‖ < λ₀",
    source=source(PLACE, "where the condition holds"),
    kind=Kind.UPPER_BOUND,
    space=Space(()),
    relation=_by_hand,
    derivations=(
        Derivation("balls", (line("numbers", _by_hand, "enclosure", boxes=({},)),),
                   as_printed=False),
    ),
    variants=(Variant("twice", sympy.Lt(2 * _by_hand.lhs, Integer(4), evaluate=False)),),
    reading="W(0) = 0, so σ' = tanh'(0) = 1, K(0)_il = ‖a‖² x_iᵀx_l = 4δ_il and f = 0, r(0) = −y; "
    "β = L'_σ A B_x ‖X‖ = 4/(3√3), since A = B_x = ‖X‖ = 1. Hence L(t) ≤ L(0)e^{−2t}, for all t.",
)  # fmt: skip

CLAIMS = (JACOBIAN, LIPSCHITZ, OPERATOR, SCALING, WIDTH, BY_HAND)
