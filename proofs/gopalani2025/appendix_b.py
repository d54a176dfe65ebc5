"""Appendix B: the steps that lead to the gradient-Lipschitz constant.

Statement: with F_i(W) = (f(x_i; W) − y_i) σ'(W_j·x_i) and L_prod = ‖a‖M_D²B_x + ‖a‖√p B_σ M'_D B_x,
the paper bounds ‖∇_{W_k}[fσ'(W_j·x)]‖ by L_prod, calls the concatenation of these gradients
√p L_prod-Lipschitz, concludes that fσ'(W_j·x) is √p L_prod-Lipschitz and y_iσ'(W_j·x_i) is
|y_i|L'_σ-Lipschitz, and adds up to L_row for a row of the gradient and √p L_row for all of it.
Setting: Definitions 1 and 2 (bounded σ: sigmoid_β, tanh), any data, W₁, W₂ arbitrary.
Where: Appendix B, display by display. Kind: Lipschitz bound.
Checked: each display as printed. Two of them are false: product_concatenation takes a bound on the
size of a gradient for its Lipschitz constant, and label_term_lipschitz lacks the factor ‖x_i‖;
L_row inherits the second. Amendments carry the missing factor.
Reading: `concatenation` is the inference "if every row of the gradient is K-Lipschitz then the
gradient is √p K-Lipschitz", for any number K; the printed L_row is `row_lipschitz`.
False variants: missing √p, missing factors.
"""

from dataclasses import replace

import sympy
from sympy import Abs, Sum, sqrt

from provcheck.proofs.gopalani2025.appendix_b_terms import (
    L_RANGE,
    L_prod,
    L_row,
    L_row_corrected,
    h_change,
    h_difference,
    label_change,
    label_term,
    product,
    product_change,
    product_gradient,
    product_slope,
    pull,
    pull_change,
    row_change,
)
from provcheck.proofs.gopalani2025.net import (
    BOUNDED,
    CURVE_BOUND,
    I_RANGE,
    J_RANGE,
    K_RANGE,
    L2,
    LAMBDA,
    LIPSCHITZ,
    M_D,
    M_D2,
    Q_GRADIENT_CHANGE,
    SIGMA_BOUND,
    SLOPE_BOUND,
    SMOOTH,
    W1,
    W2,
    WEIGHT_PAIR,
    WEIGHTS,
    X_BOUND,
    Y_BOUND,
    B_sigma,
    B_x,
    B_y,
    W,
    X,
    a,
    a_norm,
    at_weights,
    change_of_weights,
    f,
    gradient_change,
    i,
    j,
    k,
    l,
    lam,
    le,
    n,
    p,
    source,
    space,
    t,
    u,
    x_norm,
    y,
    z,
)
from provcheck.reference.norms import largest_abs, norm
from provcheck.statement import (
    Act,
    Claim,
    Derivation,
    Hypothesis,
    Index,
    Kind,
    Norm,
    Real,
    Variant,
    line,
)

HYPOTHESES = (X_BOUND, Y_BOUND, SIGMA_BOUND, SLOPE_BOUND, CURVE_BOUND, LIPSCHITZ, SMOOTH)
NAME = "gopalani2025/appendix_b"

# ---------------------------------------------------------------- gradient_difference

_pull_both = a[j] * (at_weights(pull(i, j), W2) - at_weights(pull(i, j), W1))
_data_change = Sum(_pull_both * X[i, k], I_RANGE) / n
_step = lam * (W2[j, k] - W1[j, k])
_difference = a_norm() * B_x / n * Sum(pull_change(i, j), I_RANGE) + lam * change_of_weights()
_DIFFERENCE_LINES = (
    line("equality", sympy.Eq(row_change(j), Norm(_data_change + _step, K_RANGE), evaluate=False),
         "algebra", printed=True),
    line("triangle", le(Norm(_data_change + _step, K_RANGE),
         Norm(_data_change, K_RANGE) + Norm(_step, K_RANGE)), "cited", theorem="triangle_norm",
         u=_data_change, v=_step, ranges=(K_RANGE,)),
    line("mean", le(Norm(Sum(_pull_both * X[i, k], I_RANGE), K_RANGE),
         Sum(Norm(_pull_both * X[i, k], K_RANGE), I_RANGE)), "cited", theorem="norm_of_sum",
         u=_pull_both * X[i, k], summed=(I_RANGE,), ranges=(K_RANGE,)),
    line("triangle_inequality", le(row_change(j),
         Sum(Norm(_pull_both * X[i, k], K_RANGE), I_RANGE) / n
         + lam * Norm(W2[j, k] - W1[j, k], K_RANGE)), "arithmetic", "equality", "triangle",
         "mean", printed=True, multipliers={"equality": -1, "mean": 1 / n}),
    line("a_entry", le(Abs(a[j]), a_norm()), "cited", theorem="entry_at_most_norm", u=a[j],
         ranges=(J_RANGE,)),
    line("x_bound", le(x_norm(i), B_x), "hypothesis", name="x_bound"),
    line("sample", le(Norm(_pull_both * X[i, k], K_RANGE), a_norm() * B_x * pull_change(i, j)),
         "arithmetic", "a_entry", "x_bound",
         multipliers={"a_entry": pull_change(i, j) * x_norm(i),
                      "x_bound": a_norm() * pull_change(i, j)}),
    line("samples", le(Sum(Norm(_pull_both * X[i, k], K_RANGE), I_RANGE),
         Sum(a_norm() * B_x * pull_change(i, j), I_RANGE)), "monotone", "sample", under="sum",
         ranges=(I_RANGE,)),
    line("row", le(Norm(W2[j, k] - W1[j, k], K_RANGE), change_of_weights()), "cited",
         theorem="entry_at_most_norm", u=Norm(W2[j, k] - W1[j, k], K_RANGE), ranges=(J_RANGE,)),
    line("bound", le(row_change(j), _difference), "arithmetic", "triangle_inequality", "samples",
         "row", printed=True, multipliers={"samples": 1 / n, "row": lam}),
)  # fmt: skip

GRADIENT_DIFFERENCE = Claim(
    name=f"{NAME}/gradient_difference",
    title="a row of the gradient changes by no more than its factors F_i do",
    source=source("Appendix B", "first display"),
    kind=Kind.LIPSCHITZ,
    space=space(BOUNDED, (X_BOUND,), LAMBDA, *WEIGHT_PAIR, Index(j, p)),
    hypotheses=(X_BOUND,),
    relation=le(row_change(j), _difference),
    derivations=(Derivation("Appendix B", _DIFFERENCE_LINES),),
    variants=(
        Variant("no_regularizer", le(row_change(j), _difference - lam * change_of_weights())),
        Variant("no_data", le(row_change(j), lam * change_of_weights())),
    ),
)

# ---------------------------------------------------------------- product_gradient

_slope_first = a[l] * Act(1, z(i, l)) * Act(1, z(i, j)) * X[i, k]
_delta = sympy.KroneckerDelta(l, j)
_slope_second = _delta * f(i) * Act(2, z(i, j)) * X[i, k]
_PRODUCT_LINES = (
    line("spelled", sympy.Eq(product_gradient, _slope_first + _slope_second, evaluate=False),
         "calculus"),
    line("norm", sympy.Eq(product_slope(i, j, l), Norm(_slope_first + _slope_second, K_RANGE),
         evaluate=False), "calculus", printed=True),
    line("triangle", le(Norm(_slope_first + _slope_second, K_RANGE),
         Norm(_slope_first, K_RANGE) + Norm(_slope_second, K_RANGE)), "cited",
         theorem="triangle_norm", u=_slope_first, v=_slope_second, ranges=(K_RANGE,)),
    line("a_entry", le(Abs(a[l]), a_norm()), "cited", theorem="entry_at_most_norm", u=a[l],
         ranges=(L_RANGE,)),
    line("x_bound", le(x_norm(i), B_x), "hypothesis", name="x_bound"),
    line("slope_l", le(Abs(Act(1, z(i, l))), M_D), "hypothesis", name="slope_bound",
         at={t: z(i, l)}),
    line("slope_j", le(Abs(Act(1, z(i, j))), M_D), "hypothesis", name="slope_bound",
         at={t: z(i, j)}),
    line("curve", le(Abs(Act(2, z(i, j))), M_D2), "hypothesis", name="curve_bound",
         at={t: z(i, j)}),
    line("sigma", le(Abs(Act(0, z(i, j))), B_sigma), "hypothesis", name="sigma_bound",
         at={t: z(i, j)}),
    line("sigma_squared", le(Act(0, z(i, j)) ** 2, B_sigma**2), "monotone", "sigma",
         under="square"),
    line("sigma_sum", le(Sum(Act(0, z(i, j)) ** 2, J_RANGE), Sum(B_sigma**2, J_RANGE)),
         "monotone", "sigma_squared", under="sum", ranges=(J_RANGE,)),
    line("hidden", le(Norm(Act(0, z(i, j)), J_RANGE), sqrt(p) * B_sigma), "monotone",
         "sigma_sum", under="root"),
    line("output", le(Abs(f(i)), a_norm() * Norm(Act(0, z(i, j)), J_RANGE)), "cited",
         theorem="cauchy_schwarz", u=a[j], v=Act(0, z(i, j)), ranges=(J_RANGE,)),
    line("delta", le(_delta, sympy.Integer(1)), "cited", theorem="kronecker", left=l, right=j),
    line("first", le(Norm(_slope_first, K_RANGE), a_norm() * M_D**2 * B_x), "arithmetic",
         "a_entry", "slope_l", "slope_j", "x_bound",
         multipliers={
             "a_entry": Abs(Act(1, z(i, l)) * Act(1, z(i, j))) * x_norm(i),
             "slope_l": a_norm() * Abs(Act(1, z(i, j))) * x_norm(i),
             "slope_j": a_norm() * M_D * x_norm(i),
             "x_bound": a_norm() * M_D**2,
         }),
    line("second", le(Norm(_slope_second, K_RANGE), a_norm() * sqrt(p) * B_sigma * M_D2 * B_x),
         "arithmetic", "delta", "output", "hidden", "curve", "x_bound",
         multipliers={
             "delta": Abs(f(i) * Act(2, z(i, j))) * x_norm(i),
             "output": Abs(Act(2, z(i, j))) * x_norm(i),
             "hidden": a_norm() * Abs(Act(2, z(i, j))) * x_norm(i),
             "curve": a_norm() * sqrt(p) * B_sigma * x_norm(i),
             "x_bound": a_norm() * sqrt(p) * B_sigma * M_D2,
         }),
    line("L_prod", le(product_slope(i, j, l), L_prod()), "arithmetic", "norm", "triangle",
         "first", "second", printed=True, multipliers={"norm": -1}),
)  # fmt: skip
_PRODUCT_HYPOTHESES = (X_BOUND, SIGMA_BOUND, SLOPE_BOUND, CURVE_BOUND)

PRODUCT_GRADIENT = Claim(
    name=f"{NAME}/product_gradient",
    title="the gradient of fσ'(W_j·x) in one neuron is at most L_prod",
    source=source("Appendix B", "display of L_prod"),
    kind=Kind.UPPER_BOUND,
    space=space(BOUNDED, _PRODUCT_HYPOTHESES, WEIGHTS, Index(i, n), Index(j, p), Index(l, p)),
    hypotheses=_PRODUCT_HYPOTHESES,
    relation=le(product_slope(i, j, l), L_prod()),
    derivations=(Derivation("Appendix B", _PRODUCT_LINES),),
    variants=(
        Variant("no_curvature", le(product_slope(i, j, l), a_norm() * M_D**2 * B_x)),
        Variant("half", le(product_slope(i, j, l), L_prod() / 4)),
    ),
)

# ---------------------------------------------------------------- product_concatenation

_concatenated = sqrt(p) * L_prod() * change_of_weights()
_block_change = Norm(h_difference, K_RANGE)

PRODUCT_CONCATENATION = Claim(
    name=f"{NAME}/product_concatenation",
    title="h = ∇_W[fσ'(W_j·x)] is √p L_prod-Lipschitz",
    source=source("Appendix B", "concatenation of h_1, …, h_p"),
    kind=Kind.LIPSCHITZ,
    space=space(BOUNDED, _PRODUCT_HYPOTHESES, *WEIGHT_PAIR, Index(i, n), Index(j, p)),
    hypotheses=_PRODUCT_HYPOTHESES,
    relation=le(h_change(i, j), _concatenated),
    derivations=(
        Derivation(
            "Appendix B",
            (
                line("split", sympy.Eq(h_change(i, j), Norm(_block_change, L_RANGE),
                     evaluate=False), "algebra", printed=True),
                line("h_k", le(_block_change, L_prod() * change_of_weights()), "claim",
                     printed=True, claim=f"{NAME}/product_gradient",
                     note="L_prod bounds the size of h_k; it is used as its Lipschitz constant"),
                line("concatenation", le(h_change(i, j), _concatenated), "arithmetic", "split",
                     "h_k", printed=True),
            ),
        ),
    ),
    expected="REFUTED",
    reading="L_prod is the bound on ‖h_k‖ of the display before.",
)  # fmt: skip

_whole_gradient = Norm(product_gradient, L_RANGE, K_RANGE)
_SIZE_LINES = (
    line("gradient", le(product_slope(i, j, l), L_prod()), "claim",
         claim=f"{NAME}/product_gradient"),
    line("squared", le(product_slope(i, j, l) ** 2, L_prod() ** 2), "monotone", "gradient",
         under="square"),
    line("sum", le(Sum(product_slope(i, j, l) ** 2, L_RANGE), Sum(L_prod() ** 2, L_RANGE)),
         "monotone", "squared", under="sum", ranges=(L_RANGE,)),
    line("whole", le(_whole_gradient, sqrt(p) * L_prod()), "monotone", "sum", under="root"),
)  # fmt: skip

PRODUCT_CONCATENATION_CORRECTED = Claim(
    name=f"{NAME}/product_concatenation_corrected",
    title="h = ∇_W[fσ'(W_j·x)] is at most √p L_prod in size",
    source=source("Appendix B", "concatenation of h_1, …, h_p, corrected"),
    kind=Kind.UPPER_BOUND,
    space=space(BOUNDED, _PRODUCT_HYPOTHESES, WEIGHTS, Index(i, n), Index(j, p)),
    hypotheses=_PRODUCT_HYPOTHESES,
    relation=_SIZE_LINES[-1].relation,
    derivations=(Derivation("sum over the neurons", _SIZE_LINES, as_printed=False),),
    variants=(Variant("quarter", le(_whole_gradient, sqrt(p) * L_prod() / 4)),),
    amends=f"{NAME}/product_concatenation",
    reading="What the next sentence of the paper needs is the size of h, not its Lipschitz "
    "constant.",
)

# ---------------------------------------------------------------- product_lipschitz

_PRODUCT_LIPSCHITZ_REPAIRED = (
    line("whole", le(_whole_gradient, sqrt(p) * L_prod()), "claim",
         claim=f"{NAME}/product_concatenation_corrected"),
    line("lipschitz", le(product_change(i, j), _concatenated), "cited", "whole",
         theorem="mean_value", of=product(i, j), base=W, bound=sqrt(p) * L_prod(), start=W1,
         end=W2, indices=(l, k), ranges=(L_RANGE, K_RANGE)),
)  # fmt: skip

PRODUCT_LIPSCHITZ = Claim(
    name=f"{NAME}/product_lipschitz",
    title="fσ'(W_j·x) is √p L_prod-Lipschitz",
    source=source("Appendix B", "conclusion about fσ'"),
    kind=Kind.LIPSCHITZ,
    space=space(BOUNDED, _PRODUCT_HYPOTHESES, *WEIGHT_PAIR, Index(i, n), Index(j, p)),
    hypotheses=_PRODUCT_HYPOTHESES,
    relation=le(product_change(i, j), _concatenated),
    derivations=(
        Derivation(
            "Appendix B",
            (
                line("concatenation", le(h_change(i, j), _concatenated), "claim", printed=True,
                     claim=f"{NAME}/product_concatenation"),
                line("lipschitz", le(product_change(i, j), _concatenated), "arithmetic",
                     "concatenation", printed=True,
                     note="a Lipschitz constant of the gradient h is none of the function"),
            ),
        ),
        Derivation("mean value inequality", _PRODUCT_LIPSCHITZ_REPAIRED, as_printed=False),
    ),
    variants=(Variant("quarter", le(product_change(i, j), _concatenated / 4)),),
)  # fmt: skip

# ---------------------------------------------------------------- label_term_lipschitz

_inner_change = at_weights(z(i, j), W2) - at_weights(z(i, j), W1)
_LABEL_LINES = (
    line("smooth", le(Abs(at_weights(Act(1, z(i, j)), W2) - at_weights(Act(1, z(i, j)), W1)),
         L2 * Abs(_inner_change)), "hypothesis", name="smooth",
         at={t: at_weights(z(i, j), W2), u: at_weights(z(i, j), W1)}),
    line("inner", le(Abs(_inner_change), x_norm(i) * Norm(W2[j, k] - W1[j, k], K_RANGE)),
         "cited", theorem="cauchy_schwarz", u=X[i, k], v=W2[j, k] - W1[j, k],
         ranges=(K_RANGE,)),
    line("row", le(Norm(W2[j, k] - W1[j, k], K_RANGE), change_of_weights()), "cited",
         theorem="entry_at_most_norm", u=Norm(W2[j, k] - W1[j, k], K_RANGE), ranges=(J_RANGE,)),
    line("label", le(label_change(i, j), Abs(y[i]) * L2 * x_norm(i) * change_of_weights()),
         "arithmetic", "smooth", "inner", "row",
         multipliers={"smooth": Abs(y[i]), "inner": Abs(y[i]) * L2,
                      "row": Abs(y[i]) * L2 * x_norm(i)}),
)  # fmt: skip
_label_printed = le(label_change(i, j), Abs(y[i]) * L2 * change_of_weights())

LABEL_TERM = Claim(
    name=f"{NAME}/label_term_lipschitz",
    title="y_iσ'(W_j·x_i) is |y_i|L'_σ-Lipschitz in W",
    source=source(
        "Appendix B",
        "sentence on y_iσ'(W_j·x_i)",
        "The Lipschitz constant of y_i σ'(W_j^⊤ x_i) is simply |y_i| L'_σ.",
    ),
    kind=Kind.LIPSCHITZ,
    space=space(BOUNDED, (X_BOUND, SMOOTH), *WEIGHT_PAIR, Index(i, n), Index(j, p)),
    hypotheses=(X_BOUND, SMOOTH),
    relation=_label_printed,
    derivations=(
        Derivation("Appendix B", (
            line("label", _label_printed, "hypothesis", name="smooth", printed=True,
                 at={t: at_weights(z(i, j), W2), u: at_weights(z(i, j), W1)}),
        )),
    ),
    expected="REFUTED",
    reading="Lipschitz in W, as the sum with fσ' requires; in the variable W_j·x_i it is true.",
)  # fmt: skip

LABEL_TERM_CORRECTED = Claim(
    name=f"{NAME}/label_term_lipschitz_corrected",
    title="y_iσ'(W_j·x_i) is |y_i|L'_σ‖x_i‖-Lipschitz in W",
    source=source("Appendix B", "sentence on y_iσ'(W_j·x_i), corrected"),
    kind=Kind.LIPSCHITZ,
    space=LABEL_TERM.space,
    hypotheses=LABEL_TERM.hypotheses,
    relation=_LABEL_LINES[-1].relation,
    derivations=(Derivation("chain rule", _LABEL_LINES, as_printed=False),),
    variants=(Variant("as_printed", _label_printed),),
    amends=f"{NAME}/label_term_lipschitz",
)

# ---------------------------------------------------------------- row_lipschitz

_pull_triangle = line(
    "split", le(pull_change(i, j), product_change(i, j) + label_change(i, j)), "cited",
    theorem="triangle",
    u=at_weights(product(i, j), W2) - at_weights(product(i, j), W1),
    v=-(at_weights(label_term(i, j), W2) - at_weights(label_term(i, j), W1)),
)  # fmt: skip
_per_printed = _concatenated + B_y * L2 * change_of_weights()
_ROW_PRINTED = (
    line("difference", le(row_change(j), _difference), "claim", printed=True,
         claim=f"{NAME}/gradient_difference"),
    line("product", le(product_change(i, j), _concatenated), "claim", printed=True,
         claim=f"{NAME}/product_lipschitz"),
    line("label", _label_printed, "claim", printed=True, claim=f"{NAME}/label_term_lipschitz"),
    line("y_bound", le(Abs(y[i]), B_y), "hypothesis", name="y_bound"),
    replace(_pull_triangle, printed=True),
    line("sample", le(pull_change(i, j), _per_printed), "arithmetic", "split", "product",
         "label", "y_bound", printed=True, multipliers={"y_bound": L2 * change_of_weights()},
         note="the Lipschitz constants of fσ' and y_iσ' are added"),
    line("samples", le(Sum(pull_change(i, j), I_RANGE), Sum(_per_printed, I_RANGE)),
         "monotone", "sample", under="sum", ranges=(I_RANGE,)),
    line("row", le(row_change(j), L_row() * change_of_weights()), "arithmetic", "difference",
         "samples", printed=True, multipliers={"samples": a_norm() * B_x / n}),
)  # fmt: skip
_per_sample = _concatenated + B_y * L2 * B_x * change_of_weights()
_ROW_CORRECTED = (
    *(replace(step, printed=False) for step in _ROW_PRINTED[:2]),
    line("label", _LABEL_LINES[-1].relation, "claim",
         claim=f"{NAME}/label_term_lipschitz_corrected"),
    line("x_bound", le(x_norm(i), B_x), "hypothesis", name="x_bound"),
    line("y_bound", le(Abs(y[i]), B_y), "hypothesis", name="y_bound"),
    _pull_triangle,
    line("sample", le(pull_change(i, j), _per_sample), "arithmetic",
         "split", "product", "label", "y_bound", "x_bound",
         multipliers={"y_bound": L2 * x_norm(i) * change_of_weights(),
                      "x_bound": B_y * L2 * change_of_weights()}),
    line("samples", le(Sum(pull_change(i, j), I_RANGE), Sum(_per_sample, I_RANGE)), "monotone",
         "sample", under="sum", ranges=(I_RANGE,)),
    line("row", le(row_change(j), L_row_corrected() * change_of_weights()), "arithmetic",
         "difference", "samples", multipliers={"samples": a_norm() * B_x / n}),
)  # fmt: skip

ROW_LIPSCHITZ = Claim(
    name=f"{NAME}/row_lipschitz",
    title="every row of the gradient is L_row-Lipschitz, with the printed L_row",
    source=source(
        "Appendix B",
        "display of L_row",
        "a common upperbound on the Lipschitz constant of g_j(W), j = 1, 2, …, p (say L_row) can "
        "be given as, L_row = ‖a‖₂B_xB_yL'_σ + √p‖a‖₂²M_D²B_x² + p‖a‖₂²B_x²M'_DB_σ + λ",
    ),
    kind=Kind.LIPSCHITZ,
    space=space(BOUNDED, HYPOTHESES, LAMBDA, *WEIGHT_PAIR, Index(j, p)),
    hypotheses=HYPOTHESES,
    relation=le(row_change(j), L_row() * change_of_weights()),
    derivations=(Derivation("Appendix B", _ROW_PRINTED),),
    expected="REFUTED",
)
ROW_LIPSCHITZ_CORRECTED = Claim(
    name=f"{NAME}/row_lipschitz_corrected",
    title="every row of the gradient is Lipschitz, with B_x² in the label term",
    source=source("Appendix B", "display of L_row, corrected"),
    kind=Kind.LIPSCHITZ,
    space=ROW_LIPSCHITZ.space,
    hypotheses=HYPOTHESES,
    relation=le(row_change(j), L_row_corrected() * change_of_weights()),
    derivations=(Derivation("Appendix B, corrected", _ROW_CORRECTED, as_printed=False),),
    variants=(Variant("as_printed", ROW_LIPSCHITZ.relation),),
    amends=f"{NAME}/row_lipschitz",
)

# ---------------------------------------------------------------- concatenation

K = sympy.Symbol("K", nonnegative=True)


def _largest_slope(values):
    """Largest ‖Δg_j‖/‖ΔW‖ over the rows: the least K that the hypothesis admits."""
    from provcheck.reference import depth2

    names = ("a", "X", "y", "lambda", "beta", "activation")
    shared = [values[name] for name in names]
    change = depth2.gradient(values["W_2"], *shared) - depth2.gradient(values["W_1"], *shared)
    distance = norm(values["W_2"] - values["W_1"])
    if not distance > 0:
        return 0 * distance
    rows = change[:, 0] * 0
    for place, row in enumerate(change):
        rows[place] = norm(row) / distance
    return largest_abs(rows)


ROWS = Hypothesis("rows", le(row_change(j), K * change_of_weights()), (j,))
CONCATENATION = Claim(
    name=f"{NAME}/concatenation",
    title="if every row of the gradient is K-Lipschitz, all of it is √p K-Lipschitz",
    source=source("Appendix B", "last display"),
    kind=Kind.LIPSCHITZ,
    space=space(BOUNDED, (), LAMBDA, *WEIGHT_PAIR, Real(K, low=0, at_least=_largest_slope)),
    hypotheses=(ROWS,),
    relation=le(gradient_change(), sqrt(p) * K * change_of_weights()),
    quantities=(Q_GRADIENT_CHANGE,),
    derivations=(
        Derivation(
            "Appendix B",
            (
                line("rows", ROWS.relation, "hypothesis", name="rows", printed=True),
                line("squared", le(row_change(j) ** 2, (K * change_of_weights()) ** 2),
                     "monotone", "rows", under="square"),
                line("sum", le(Sum(row_change(j) ** 2, J_RANGE),
                     Sum((K * change_of_weights()) ** 2, J_RANGE)), "monotone", "squared",
                     under="sum", ranges=(J_RANGE,)),
                line("gLip", le(gradient_change(), sqrt(p) * K * change_of_weights()),
                     "monotone", "sum", under="root", printed=True),
            ),
        ),
    ),
    variants=(Variant("without_root_p", le(gradient_change(), K * change_of_weights())),),
    reading="Read as the inference from the rows to the whole gradient, for any number K. With "
    "the printed L_row for K the display is lemma3_1/gradient_lipschitz, which is false.",
)  # fmt: skip

CLAIMS = (
    GRADIENT_DIFFERENCE,
    PRODUCT_GRADIENT,
    PRODUCT_CONCATENATION,
    PRODUCT_CONCATENATION_CORRECTED,
    PRODUCT_LIPSCHITZ,
    LABEL_TERM,
    LABEL_TERM_CORRECTED,
    ROW_LIPSCHITZ,
    ROW_LIPSCHITZ_CORRECTED,
    CONCATENATION,
)
