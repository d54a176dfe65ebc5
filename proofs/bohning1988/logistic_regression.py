"""Logistic regression: 0 ⪯ ∇²L ⪯ (β/4n) XᵀX, so ∇L is (β/4n)Σ‖x_i‖²-Lipschitz.

Statement: L(w) = (1/n) Σ_i log(1 + exp(−β y_i⟨w, x_i⟩))/β with labels y_i = ±1 has, for every v,
0 ≤ ⟨v, ∇²L(w)v⟩ ≤ (β/4n) Σ ⟨x_i, v⟩² ≤ (β/4n) Σ ‖x_i‖²‖v‖², and its gradient is
(β/4n)Σ‖x_i‖²-Lipschitz: gradient descent with step 4n/(βΣ‖x_i‖²) does not increase L.
Setting: any data; the rows of X are y_i x_i, which has no effect on ‖x_i‖ or ⟨x_i, v⟩².
Where: the uniform lower bound −XᵀX/4 for the Hessian of the log-likelihood, which is −nL at β = 1.
Kind: lower bound, upper bound, Lipschitz bound.
Checked: each part for every n, d and data, with derivatives taken. Attained: w = 0.
Not checked: the step size, a known consequence.
False variants: 6/25 for 1/4; a strictly positive lower bound; 1/5 in the Lipschitz constant.
"""

import sympy
from sympy import Abs, Rational, Sum

from provcheck.proofs.bohning1988.curvature import (
    CONVEX,
    LOSS,
    QUARTER,
    beta,
    equal,
    le,
    source,
    t,
)
from provcheck.statement import (
    Act,
    Array,
    Claim,
    Derivation,
    Directional,
    Kind,
    Norm,
    Partial,
    Size,
    Smooth,
    Space,
    Variant,
    define,
    line,
)

d, n = sympy.symbols("d n", integer=True, positive=True)
i, k = sympy.symbols("i k", integer=True)
X = sympy.IndexedBase("X", shape=(n, d), real=True)
w, v, w_1, w_2 = (
    sympy.IndexedBase(name, shape=(d,), real=True) for name in ("w", "v", "w_1", "w_2")
)
I_RANGE, K_RANGE = (i, 1, n), (k, 1, d)
DATA = (Size(d), Size(n), *LOSS, Array(X, (n, d), plain=1))
AT_POINT = Space((*DATA, Array(w, (d,)), Array(v, (d,), plain=1)))

margin = define("margin", (i,), Sum(w[k] * X[i, k], K_RANGE), r"\langle w, y_{<0>} x_{<0>}\rangle")
turn = define("turn", (i,), Sum(v[k] * X[i, k], K_RANGE), r"\langle v, y_{<0>} x_{<0>}\rangle")
loss = define("loss", (), Sum(Act(0, -margin(i)), I_RANGE) / n, "L(w)")
constant = define(
    "constant",
    (),
    beta / (4 * n) * Norm(X[i, k], I_RANGE, K_RANGE) ** 2,
    r"\frac{\beta}{4n} \sum_i \|x_i\|^2",
)
form = Sum(v[k] * Directional(Partial(loss(), w[k]), w, v), K_RANGE)
_bend = Act(2, -margin(i))
_size = Norm(v[k], K_RANGE)
_dominated = le(form, beta / (4 * n) * Sum(turn(i) ** 2, I_RANGE))
_convex = le(0 * beta, form)
_uniform = le(form, constant() * _size**2)
_HESSIAN = line("hessian", equal(form, Sum(_bend * turn(i) ** 2, I_RANGE) / n), "calculus")
UPPER_LINES = (
    _HESSIAN,
    line("bend", le(_bend, beta / 4), "claim", claim=QUARTER.name, at={t: -margin(i)}),
    line("sample", le(_bend * turn(i) ** 2, beta / 4 * turn(i) ** 2), "arithmetic", "bend",
         multipliers={"bend": turn(i) ** 2}),
    line("samples", le(Sum(_bend * turn(i) ** 2, I_RANGE), Sum(beta / 4 * turn(i) ** 2, I_RANGE)),
         "monotone", "sample", under="sum", ranges=(I_RANGE,)),
    line("dominated", _dominated, "arithmetic", "hessian", "samples",
         multipliers={"samples": 1 / n}),
)  # fmt: skip
LOWER_LINES = (
    _HESSIAN,
    line("bends", le(0 * beta, _bend), "claim", claim=CONVEX.name, at={t: -margin(i)}),
    line("term", le(0 * beta, _bend * turn(i) ** 2), "arithmetic", "bends",
         multipliers={"bends": turn(i) ** 2}),
    line("terms", le(Sum(0 * i, I_RANGE), Sum(_bend * turn(i) ** 2, I_RANGE)), "monotone", "term",
         under="sum", ranges=(I_RANGE,)),
    line("convex", _convex, "arithmetic", "hessian", "terms",
         multipliers={"hessian": -1, "terms": 1 / n}),
)  # fmt: skip

DOMINATED = Claim(
    name="bohning1988/logistic_regression/dominated",
    title="⟨v, ∇²L v⟩ ≤ (β/4n) Σ_i ⟨x_i, v⟩²: ∇²L ⪯ (β/4n) XᵀX",
    source=source("the uniform bound XᵀX/4 of the Hessian"),
    kind=Kind.UPPER_BOUND,
    space=AT_POINT,
    relation=_dominated,
    derivations=(Derivation("ℓ'' ≤ β/4 at each sample", UPPER_LINES, as_printed=False),),
    variants=(Variant("six_twentyfifths", le(form, Rational(24, 25) * _dominated.rhs)),),
)

CONVEX_LOSS = Claim(
    name="bohning1988/logistic_regression/convex",
    title="⟨v, ∇²L v⟩ ≥ 0",
    source=source("concavity of the log-likelihood"),
    kind=Kind.LOWER_BOUND,
    space=AT_POINT,
    relation=_convex,
    derivations=(Derivation("ℓ'' ≥ 0 at each sample", LOWER_LINES, as_printed=False),),
    variants=(Variant("strongly", le(_dominated.rhs / 2, form)),),
)

_row = Norm(X[i, k], K_RANGE)
UNIFORM_LINES = (
    *UPPER_LINES,
    *LOWER_LINES[1:],
    line("inner", le(Abs(turn(i)), _size * _row), "cited", theorem="cauchy_schwarz", u=v[k],
         v=X[i, k], ranges=(K_RANGE,)),
    line("inner_squared", le(turn(i) ** 2, _size**2 * _row**2), "monotone", "inner",
         under="square"),
    line("inners", le(Sum(turn(i) ** 2, I_RANGE), Sum(_size**2 * _row**2, I_RANGE)), "monotone",
         "inner_squared", under="sum", ranges=(I_RANGE,)),
    line("uniform", _uniform, "arithmetic", "dominated", "inners",
         multipliers={"inners": beta / (4 * n)}),
    line("below", le(-constant() * _size**2, form), "arithmetic", "convex"),
    line("square", le(form**2, (constant() * _size**2) ** 2), "arithmetic", "uniform", "below",
         products=(("uniform", "below", 1),)),
    line("absolute", le(Abs(form), constant() * _size**2), "monotone", "square", under="root"),
)  # fmt: skip


def gradient(weights, index):
    """∂L/∂w_index at the weights."""
    inside = Sum(weights[k] * X[i, k], K_RANGE)
    return Sum(-Act(1, -inside) * X[i, index], I_RANGE) / n


_change = Norm(gradient(w_2, k) - gradient(w_1, k), K_RANGE)
_distance = Norm(w_2[k] - w_1[k], K_RANGE)
_lipschitz = le(_change, constant() * _distance)

LIPSCHITZ = Claim(
    name="bohning1988/logistic_regression/lipschitz",
    title="‖∇L(w_2) − ∇L(w_1)‖ ≤ (β/4n) Σ_i ‖x_i‖² ‖w_2 − w_1‖",
    source=source("the uniform bound XᵀX/4 of the Hessian, what follows from it"),
    kind=Kind.LIPSCHITZ,
    space=Space((*DATA, Array(w_1, (d,)), Array(w_2, (d,), plain=1))),
    relation=_lipschitz,
    derivations=(
        Derivation(
            "Hessian bound",
            (
                *UNIFORM_LINES,
                line("smooth", Smooth(loss(), w), "smooth"),
                line("lipschitz", _lipschitz, "cited", "absolute", "smooth",
                     theorem="smooth_from_hessian", of=loss(), base=w, direction=v,
                     bound=constant(), start=w_1, end=w_2, indices=(k,), ranges=(K_RANGE,)),
            ),
            as_printed=False,
        ),
    ),
    variants=(Variant("a_fifth", le(_change, Rational(4, 5) * constant() * _distance)),),
    reading="Σ_i ‖x_i‖² is the squared Frobenius norm of X; XᵀX has no larger eigenvalue.",
)  # fmt: skip

CLAIMS = (DOMINATED, CONVEX_LOSS, LIPSCHITZ)
