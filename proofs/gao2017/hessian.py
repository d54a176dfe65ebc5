"""The Hessian of log-sum-exp, which is the Jacobian of softmax: 0 ≤ ⟨v, Hv⟩ ≤ (λ/2)‖v‖².

Statement: ⟨v, ∇²lse(x) v⟩ = λ(Σ σ_i v_i² − (Σ σ_i v_i)²), σ the softmax of x. It is ≥ 0, so lse is
convex, and at most (λ/2)‖v‖²: log-sum-exp is (λ/2)-smooth.
Setting: as in log_sum_exp.py, for every direction v.
Where: the paper's Hessian of log-sum-exp, its convexity, and its bound λ. Kind: identity, lower
bound, upper bound.
Checked: the formula, with derivatives taken; both bounds for every n, by Cauchy–Schwarz and by
σ_i(1 − σ_i) ≤ 1/4 with Σ_{i≠j} σ_iσ_j(v_i + v_j)² ≥ 0.
Attained: the upper bound at n = 2, x = 0, v = (1, −1), the lower one at constant v.
Not checked: that a symmetric H with ‖H‖ ≤ λ/2 everywhere makes softmax (λ/2)-Lipschitz.
Differs from the print, where the constant is λ: half of it is enough.
False variants: 1/3 or 49/100 for 1/2; strong convexity; the formula without its square.
"""

import sympy
from sympy import Abs, KroneckerDelta, Rational, Sum, exp

from provcheck.proofs.gao2017.log_sum_exp import (
    I_RANGE,
    SPACE,
    equal,
    i,
    lam,
    le,
    lse,
    n,
    softmax,
    source,
    total,
    x,
)
from provcheck.statement import (
    Array,
    Claim,
    Derivation,
    Directional,
    Kind,
    Norm,
    Partial,
    Space,
    Variant,
    line,
)

j = sympy.Symbol("j", integer=True)
J_RANGE = (j, 1, n)
v = sympy.IndexedBase("v", shape=(n,), real=True)
WITH_DIRECTION = Space((*SPACE.components, Array(v, (n,), plain=1)))

form = Sum(v[i] * Directional(Partial(lse(), x[i]), x, v), I_RANGE)
_mean = Sum(softmax(i) * v[i], I_RANGE)
_mean_square = Sum(softmax(i) * v[i] ** 2, I_RANGE)
_formula = equal(form, lam * (_mean_square - _mean**2))
_size = Norm(v[i], I_RANGE) ** 2

FORMULA = Claim(
    name="gao2017/hessian/formula",
    title="⟨v, ∇²lse v⟩ = λ(Σ σ_i v_i² − (Σ σ_i v_i)²)",
    source=source("the Hessian of log-sum-exp"),
    kind=Kind.IDENTITY,
    space=WITH_DIRECTION,
    relation=_formula,
    derivations=(
        Derivation("calculus", (line("formula", _formula, "calculus"),), as_printed=False),
    ),
    variants=(Variant("without_square", equal(form, lam * _mean_square)),),
)

_root = exp(lam * x[i] / 2)
_weighted = Sum(exp(lam * x[i]) * v[i], I_RANGE)
_norms = Norm(_root, I_RANGE) * Norm(_root * v[i], I_RANGE)
_convex = le(0 * lam, form)
_NORMS_SQUARED = total() * Sum(exp(lam * x[i]) * v[i] ** 2, I_RANGE)
CONVEX = Claim(
    name="gao2017/hessian/convex",
    title="⟨v, ∇²lse v⟩ ≥ 0: log-sum-exp is convex",
    source=source("convexity of log-sum-exp"),
    kind=Kind.LOWER_BOUND,
    space=WITH_DIRECTION,
    relation=_convex,
    derivations=(
        Derivation(
            "Cauchy–Schwarz",
            (
                line("formula", _formula, "calculus"),
                line("products", le(Abs(_weighted), _norms), "cited", theorem="cauchy_schwarz",
                     u=_root, v=_root * v[i], ranges=(I_RANGE,)),
                line("squared", le(_weighted**2, _NORMS_SQUARED), "monotone", "products",
                     under="square"),
                line("convex", _convex, "arithmetic", "formula", "squared",
                     multipliers={"squared": lam / total() ** 2, "formula": -1}),
            ),
            as_printed=False,
        ),
    ),
    variants=(Variant("strongly", le(_size * lam / 100, form)),),
)  # fmt: skip

_e = exp(lam * x[i])
_together = Abs(v[i] + v[j])
_pair = exp(lam * x[j]) * (v[i] + v[j]) ** 2
_row = le(4 * _e * v[i] ** 2, Sum(_pair, J_RANGE))
_rows = le(
    4 * Sum(_e**2 * v[i] ** 2, I_RANGE),
    2 * total() * Sum(_e * v[i] ** 2, I_RANGE) + 2 * _weighted**2,
)
_quarter = le(_e * (total() - _e) * v[i] ** 2, total() ** 2 * v[i] ** 2 / 4)
_upper = le(form, lam / 2 * _size)
SMOOTH = Claim(
    name="gao2017/hessian/half",
    title="⟨v, ∇²lse v⟩ ≤ (λ/2)‖v‖²",
    source=source("Lipschitz constant of softmax, where it is λ"),
    kind=Kind.UPPER_BOUND,
    space=WITH_DIRECTION,
    relation=_upper,
    derivations=(
        Derivation(
            "pairs",
            (
                line("formula", _formula, "calculus"),
                line("delta", le(KroneckerDelta(i, j), 1), "cited", theorem="kronecker", left=i,
                     right=j),
                line("size", le(KroneckerDelta(i, j) * _together, _together), "arithmetic",
                     "delta", multipliers={"delta": _together}),
                line("square", le(KroneckerDelta(i, j) ** 2 * (v[i] + v[j]) ** 2,
                     (v[i] + v[j]) ** 2), "monotone", "size", under="square"),
                line("pair", le(KroneckerDelta(i, j) * _pair, _pair), "arithmetic", "square",
                     multipliers={"square": exp(lam * x[j])}),
                line("row", _row, "monotone", "pair", under="sum", ranges=(J_RANGE,),
                     note="Σ_{j≠i} e_j (v_i + v_j)² ≥ 0"),
                line("weighted", le(_e * _row.lhs, _e * _row.rhs), "arithmetic", "row",
                     multipliers={"row": _e}),
                line("rows", _rows, "monotone", "weighted", under="sum", ranges=(I_RANGE,)),
                line("quarter", _quarter, "arithmetic", squares=((1, (total() / 2 - _e) * v[i]),),
                     note="σ_i(1 − σ_i) ≤ 1/4"),
                line("quarters", le(Sum(_quarter.lhs, I_RANGE), Sum(_quarter.rhs, I_RANGE)),
                     "monotone", "quarter", under="sum", ranges=(I_RANGE,)),
                line("half", _upper, "arithmetic", "formula", "rows", "quarters",
                     multipliers={"formula": 1, "rows": lam / (2 * total() ** 2),
                                  "quarters": 2 * lam / total() ** 2}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("third", le(form, lam / 3 * _size)),
        Variant("just_below", le(form, Rational(49, 100) * lam * _size)),
    ),
    reading="The print has λ for λ/2; that follows.",
)  # fmt: skip

CLAIMS = (FORMULA, CONVEX, SMOOTH)
