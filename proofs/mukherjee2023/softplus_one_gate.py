"""The SoftPlus loss of one gate is gradient Lipschitz: there the slides' sentence is false.

Statement: with one gate ‖∇L̃(W₂) − ∇L̃(W₁)‖ ≤ (4a²B_x² + (β/2)|a|B_yB_x² + λ)‖W₂ − W₁‖, for any data
in any dimension, because σσ'' ≤ 1.
Where: "Remarks & Proof Sketch": the SoftPlus loss "does not satisfy the smoothness condition".
Kind: upper bound, Lipschitz bound.
Checked: through the quadratic form of the Hessian.
Not checked: that the constant is sharp.
False variants: σσ'' ≤ 1/4, a term of the constant dropped.
"""

import sympy
from sympy import Abs, Integer, Rational, Sum, exp, log

from provcheck.proofs.gopalani2025.net import le
from provcheck.proofs.mukherjee2023.net import source
from provcheck.proofs.mukherjee2023.softplus_not_smooth import (
    BETA,
    LAMBDA,
    NAME,
    SENTENCE,
    SLIDE,
    SOFTPLUS,
    beta,
    lam,
    t,
)
from provcheck.reference.norms import largest_abs, norm
from provcheck.statement import (
    Act,
    Array,
    Claim,
    Derivation,
    Directional,
    Hypothesis,
    Kind,
    Norm,
    Partial,
    Real,
    Size,
    Smooth,
    Space,
    Sup,
    Variant,
    define,
    line,
)


def largest_row(values):
    """max_i ‖x_i‖ of a setting, generic over the kinds of numbers."""
    import numpy

    rows = values["X"]
    return largest_abs(numpy.array([norm(row) for row in rows], dtype=rows.dtype))


def largest_label(values):
    """max_i |y_i| of a setting."""
    return largest_abs(values["y"])


d, n = sympy.symbols("d n", integer=True, positive=True)
i, k = sympy.symbols("i k", integer=True)
a = sympy.Symbol("a", real=True)
B_x, B_y = sympy.symbols("B_x B_y", nonnegative=True)
W, W1, W2, V = (sympy.IndexedBase(name, shape=(d,), real=True) for name in ("W", "W_1", "W_2", "V"))
X = sympy.IndexedBase("X", shape=(n, d), real=True)
labels = sympy.IndexedBase("y", shape=(n,), real=True)
I_RANGE, K_RANGE = (i, 1, n), (k, 1, d)
E = sympy.Symbol("E", positive=True)
_power = exp(beta * t)

_product = le(Abs(Act(0, t) * Act(2, t)), 1)
_in_E = log(1 + E) * E / (1 + E) ** 2
_value = log(1 + _power) / beta
_bent = beta * _power / (1 + _power) ** 2
_PRODUCT_LINES = (
    line("tangent", le(log(1 + E), E), "cited", theorem="log_tangent", u=1 + E, v=Integer(1)),
    line("in_E", le(_in_E, 1), "arithmetic", "tangent", multipliers={"tangent": E / (1 + E) ** 2}),
    line("in_E_squared", le(_in_E**2, 1), "monotone", "in_E", under="square"),
    line("substituted", le(_in_E.subs(E, _power) ** 2, 1), "instance", "in_E_squared",
         at={E: _power}),
    line("value", sympy.Eq(Act(0, t), _value, evaluate=False), "activation", order=0, point=t),
    line("bend", sympy.Eq(Act(2, t), _bent, evaluate=False), "activation", order=2, point=t),
    line("spelled", sympy.Eq(Act(0, t) * Act(2, t), _value * _bent, evaluate=False),
         "arithmetic", "value", "bend", multipliers={"value": Act(2, t), "bend": _value}),
    line("squared", le((Act(0, t) * Act(2, t)) ** 2, 1), "arithmetic", "substituted", "spelled",
         multipliers={"spelled": Act(0, t) * Act(2, t) + _value * _bent}),
    line("product", _product, "monotone", "squared", under="root"),
)  # fmt: skip

PRODUCT = Claim(
    name=f"{NAME}/product",
    title="|SoftPlus·SoftPlus''| ≤ 1",
    source=source(SLIDE, "not in the slides; used for one gate"),
    kind=Kind.UPPER_BOUND,
    space=Space((SOFTPLUS, BETA, Real(t))),
    relation=_product,
    derivations=(Derivation("log(1 + E) ≤ E", _PRODUCT_LINES, False),),
    variants=(Variant("quarter", le(_product.lhs, Rational(1, 4))),),
)

z = define("gate_input", (i,), Sum(W[k] * X[i, k], K_RANGE), r"W^\top x_{<0>}")
turn = define("turn", (i,), Sum(V[k] * X[i, k], K_RANGE), r"V^\top x_{<0>}")
one_gate = define(
    "one_gate_loss",
    (),
    Sum((labels[i] - a * Act(0, z(i))) ** 2, I_RANGE) / n + lam / 2 * Norm(W[k], K_RANGE) ** 2,
    r"\tilde{L}(W)",
)
one_gate_gradient = define(
    "one_gate_gradient",
    (k,),
    2 * Sum((a * Act(0, z(i)) - labels[i]) * a * Act(1, z(i)) * X[i, k], I_RANGE) / n + lam * W[k],
    r"\nabla_{W_{<0>}} \tilde{L}",
)
gLip = define(
    "one_gate_gLip",
    (),
    4 * a**2 * B_x**2 + beta / 2 * Abs(a) * B_y * B_x**2 + lam,
    r"\mathrm{gLip}",
)
X_BOUND = Hypothesis("x_bound", le(Norm(X[i, k], K_RANGE), B_x), (i,))
Y_BOUND = Hypothesis("y_bound", le(Abs(labels[i]), B_y), (i,))


def _at(weights):
    return one_gate_gradient.body.replace(z, lambda index: z.body.xreplace({i: index})).xreplace(
        {W: weights}
    )


_V_norm = Norm(V[k], K_RANGE)
_form = Sum(V[k] * Directional(Partial(one_gate(), W[k]), W, V), K_RANGE)
_steep = 2 * a**2 * Act(1, z(i)) ** 2 * turn(i) ** 2
_bent_part = 2 * a**2 * Act(0, z(i)) * Act(2, z(i)) * turn(i) ** 2
_label_part = 2 * labels[i] * a * Act(2, z(i)) * turn(i) ** 2
_sample = _steep + _bent_part - _label_part
_factor = 4 * a**2 + beta / 2 * Abs(a) * B_y
_change = Norm(_at(W2) - _at(W1), K_RANGE)
_distance = Norm(W2[k] - W1[k], K_RANGE)
_smooth = le(_change, gLip() * _distance)


def _supremum(order, value):
    """|σ^(order)| ≤ value at every point, from the proved supremum."""
    part = {1: "first_derivative", 2: "second_derivative"}[order]
    sup = Sup(Abs(Act(order, t)), (t, -sympy.oo, sympy.oo))
    return (
        line(f"sup_{order}", sympy.Eq(sup, value, evaluate=False), "claim",
             claim=f"gopalani2025/definition2/softplus/{part}"),
        line(f"bound_{order}", le(Abs(Act(order, t)), value), "at_most_supremum",
             f"sup_{order}"),
        line(f"at_{order}", le(Abs(Act(order, z(i))), value), "instance", f"bound_{order}",
             at={t: z(i)}),
    )  # fmt: skip


_ONE_GATE_LINES = (
    *_supremum(1, Integer(1)),
    *_supremum(2, beta / 4),
    line("slope_squared", le(Act(1, z(i)) ** 2, 1), "monotone", "at_1", under="square"),
    line("product", le(Abs(Act(0, z(i)) * Act(2, z(i))), 1), "claim", claim=f"{NAME}/product",
         at={t: z(i)}),
    line("x_bound", X_BOUND.relation, "hypothesis", name="x_bound"),
    line("y_bound", Y_BOUND.relation, "hypothesis", name="y_bound"),
    line("inner", le(Abs(turn(i)), _V_norm * Norm(X[i, k], K_RANGE)), "cited",
         theorem="cauchy_schwarz", u=V[k], v=X[i, k], ranges=(K_RANGE,)),
    line("inner_bound", le(Abs(turn(i)), B_x * _V_norm), "arithmetic", "inner", "x_bound",
         multipliers={"x_bound": _V_norm}),
    line("turn", le(turn(i) ** 2, B_x**2 * _V_norm**2), "monotone", "inner_bound",
         under="square"),
    line("split", le(Abs(_sample), Abs(_steep + _bent_part) + Abs(_label_part)), "cited",
         theorem="triangle", u=_steep + _bent_part, v=-_label_part),
    line("split_again", le(Abs(_steep + _bent_part), Abs(_steep) + Abs(_bent_part)), "cited",
         theorem="triangle", u=_steep, v=_bent_part),
    line("sample", le(Abs(_sample), _factor * B_x**2 * _V_norm**2), "arithmetic",
         "split", "split_again", "slope_squared", "product", "y_bound", "at_2", "turn",
         multipliers={
             "slope_squared": 2 * a**2 * turn(i) ** 2,
             "product": 2 * a**2 * turn(i) ** 2,
             "y_bound": 2 * Abs(a) * Abs(Act(2, z(i))) * turn(i) ** 2,
             "at_2": 2 * Abs(a) * B_y * turn(i) ** 2,
             "turn": _factor,
         }),
    line("samples", le(Sum(Abs(_sample), I_RANGE), Sum(_factor * B_x**2 * _V_norm**2, I_RANGE)),
         "monotone", "sample", under="sum", ranges=(I_RANGE,)),
    line("mean", le(Abs(Sum(_sample, I_RANGE)), Sum(Abs(_sample), I_RANGE)), "cited",
         theorem="triangle_sum", u=_sample, ranges=(I_RANGE,)),
    line("regularized", le(Abs(Sum(_sample, I_RANGE) / n + lam * _V_norm**2),
         Abs(Sum(_sample, I_RANGE) / n) + Abs(lam * _V_norm**2)), "cited", theorem="triangle",
         u=Sum(_sample, I_RANGE) / n, v=lam * _V_norm**2),
    line("hessian", sympy.Eq(_form, Sum(_sample, I_RANGE) / n + lam * _V_norm**2,
         evaluate=False), "calculus"),
    line("form", le(Abs(_form), gLip() * _V_norm**2), "arithmetic", "regularized", "mean",
         "samples", multipliers={"mean": 1 / n, "samples": 1 / n}),
    line("smooth", Smooth(one_gate(), W), "smooth"),
    line("gLip", _smooth, "cited", "form", "smooth", theorem="smooth_from_hessian",
         of=one_gate(), base=W, direction=V, bound=gLip(), start=W1, end=W2, indices=(k,),
         ranges=(K_RANGE,)),
)  # fmt: skip
_DATA = (
    Size(d),
    Size(n),
    SOFTPLUS,
    BETA,
    Real(a),
    Array(X, (n, d), plain=1),
    Array(labels, (n,)),
    Real(B_x, low=0, at_least=largest_row),
    Real(B_y, low=0, at_least=largest_label),
    LAMBDA,
)

ONE_GATE = Claim(
    name=f"{NAME}/one_gate",
    title="with one gate the SoftPlus loss is gradient Lipschitz, for any data",
    source=source(SLIDE, SENTENCE),
    kind=Kind.LIPSCHITZ,
    space=Space((*_DATA, Array(W1, (d,)), Array(W2, (d,)))),
    hypotheses=(X_BOUND, Y_BOUND),
    relation=_smooth,
    derivations=(Derivation("σσ'' ≤ 1", _ONE_GATE_LINES, as_printed=False),),
    variants=(
        Variant("no_label_term", le(_change, (4 * a**2 * B_x**2 + lam) * _distance)),
        Variant("no_slope_term", le(_change, (gLip() - 4 * a**2 * B_x**2) * _distance)),
    ),
    reading="The gradient is one_gate_gradient, that of the slides' loss for one gate. The "
    "sentence is true for two or more gates, as softplus_not_smooth reads it; read for every net, "
    "one gate included, it is false: it would say that for every K there are weights between which "
    "the gradient changes by more than K times their distance.",
    amends=NAME,
)

CLAIMS = (PRODUCT, ONE_GATE)
