"""Lemma 3.1, Appendix A (A.1): lower bounds on the gradient.

Statement: with K = 2λM_D B_x(B_y + ‖a‖(L B_x ‖W‖ + ‖c‖)), every neuron satisfies
‖∇_{W_j}L̃‖² ≥ λ²‖W_j‖² − K‖W_j‖|a_j|, and the whole gradient
‖∇L̃‖² ≥ λ²‖W‖_F² − 2λM_D L B_x²‖a‖²‖W‖_F² − 2λM_D B_x‖a‖(B_y + ‖c‖‖a‖)‖W‖_F.
Setting: Definition 1 with |σ'| ≤ M_D, σ L-Lipschitz, c = σ(0) as a vector; boundedness of σ is
not used, so SoftPlus is included. ‖W‖ without index is the spectral norm.
Where: Appendix A up to (A.1); equation (4) in Section 5 repeats it, see equation4.py.
Kind: lower bound. Checked: line by line as printed; the steps that the paper sums up as "Cauchy–
Schwarz and triangle inequality wherever applicable" are filled in.
False variants: 2λ → λ in the cross term, the cross term dropped.
"""

import sympy
from sympy import Abs, Integer, Sum

from provcheck.proofs.gopalani2025.net import (
    ALL,
    I_RANGE,
    J_RANGE,
    K_RANGE,
    LAMBDA,
    LIPSCHITZ,
    M_D,
    Q_GRADIENT_NORM,
    Q_NEURON_GRADIENT_NORM,
    SLOPE_BOUND,
    WEIGHTS,
    X_BOUND,
    Y_BOUND,
    B_x,
    B_y,
    L,
    W,
    W_norm,
    W_operator,
    X,
    a,
    a_norm,
    c_norm,
    data_gradient,
    f,
    ge,
    gradient_norm,
    i,
    j,
    k,
    lam,
    le,
    n,
    neuron_gradient_norm,
    p,
    row_norm,
    source,
    space,
    t,
    u,
    x_norm,
    y,
    z,
)
from provcheck.statement import (
    Act,
    Claim,
    Derivation,
    Index,
    Kind,
    Norm,
    Variant,
    line,
)

HYPOTHESES = (X_BOUND, Y_BOUND, SLOPE_BOUND, LIPSCHITZ)


hidden_norm = Norm(Act(0, z(i, j)), J_RANGE)  # ‖σ(Wx_i)‖
output_bound = B_y + a_norm() * (L * B_x * W_operator() + c_norm())
_squared = neuron_gradient_norm(j) ** 2
_regular = lam**2 * row_norm(j) ** 2
_pull = a[j] * (y[i] - f(i)) * Act(1, z(i, j))
_sizes = Abs(a[j]) * (Abs(y[i]) + a_norm() * hidden_norm) * Abs(Act(1, z(i, j))) * x_norm(i)
_per_neuron = _regular - row_norm(j) * Abs(a[j]) * 2 * lam * M_D * B_x * output_bound

OUTPUT_LINES = (
    line("lipschitz_at", le(Abs(Act(0, z(i, j)) - Act(0, Integer(0))), L * Abs(z(i, j))),
         "hypothesis", name="lipschitz", at={t: z(i, j), u: Integer(0)}),
    line("lipschitz_squared",
         le((Act(0, z(i, j)) - Act(0, Integer(0))) ** 2, L**2 * z(i, j) ** 2),
         "monotone", "lipschitz_at", under="square"),
    line("lipschitz_sum",
         le(Sum((Act(0, z(i, j)) - Act(0, Integer(0))) ** 2, J_RANGE),
             Sum(L**2 * z(i, j) ** 2, J_RANGE)),
         "monotone", "lipschitz_squared", under="sum", ranges=(J_RANGE,)),
    line("lipschitz_norm",
         le(Norm(Act(0, z(i, j)) - Act(0, Integer(0)), J_RANGE), L * Norm(z(i, j), J_RANGE)),
         "monotone", "lipschitz_sum", under="root"),
    line("hidden_triangle",
         le(hidden_norm, Norm(Act(0, z(i, j)) - Act(0, Integer(0)), J_RANGE) + c_norm()),
         "cited", theorem="triangle_norm", u=Act(0, z(i, j)) - Act(0, Integer(0)),
         v=Act(0, Integer(0)), ranges=(J_RANGE,)),
    line("spectral", le(Norm(z(i, j), J_RANGE), W_operator() * x_norm(i)), "cited",
         theorem="operator_norm", matrix=W[j, k], vector=X[i, k], rows=J_RANGE, columns=K_RANGE),
    line("x_bound", le(x_norm(i), B_x), "hypothesis", name="x_bound"),
    line("y_bound", le(Abs(y[i]), B_y), "hypothesis", name="y_bound"),
    line("hidden", le(hidden_norm, L * B_x * W_operator() + c_norm()), "arithmetic",
         "hidden_triangle", "lipschitz_norm", "spectral", "x_bound",
         multipliers={"spectral": L, "x_bound": L * W_operator()},
         note="‖σ(Wx)‖ ≤ ‖c‖ + L B_x ‖W‖"),
    line("output", le(Abs(f(i)), a_norm() * hidden_norm), "cited",
         theorem="cauchy_schwarz", u=a[j], v=Act(0, z(i, j)), ranges=(J_RANGE,)),
)  # fmt: skip

_NEURON_LINES = (
    line("gradient", sympy.Eq(_squared,
         Norm(data_gradient(j, k), K_RANGE) ** 2 + _regular
         + 2 * Sum(data_gradient(j, k) * lam * W[j, k], K_RANGE), evaluate=False),
         "algebra", printed=True),
    line("square", ge(data_gradient(j, k) ** 2, 0), "arithmetic",
         squares=((1, data_gradient(j, k)),)),
    line("squares", ge(Sum(data_gradient(j, k) ** 2, K_RANGE), Sum(0 * k, K_RANGE)), "monotone",
         "square", under="sum", ranges=(K_RANGE,)),
    line("drop_square", ge(_squared,
         _regular - 2 * lam / n * Sum(Sum(_pull * X[i, k], I_RANGE) * W[j, k], K_RANGE)),
         "arithmetic", "gradient", "squares", printed=True, multipliers={"gradient": -1}),
    *OUTPUT_LINES,
    line("inner", le(Abs(z(i, j)), x_norm(i) * row_norm(j)), "cited",
         theorem="cauchy_schwarz", u=X[i, k], v=W[j, k], ranges=(K_RANGE,)),
    line("residual", le(Abs(y[i] - f(i)), Abs(y[i]) + Abs(f(i))), "cited",
         theorem="triangle", u=y[i], v=-f(i)),
    line("absolute", le(_pull * z(i, j), Abs(_pull * z(i, j))), "cited",
         theorem="at_most_absolute", u=_pull * z(i, j)),
    line("sample", le(_pull * z(i, j), _sizes * row_norm(j)), "arithmetic",
         "absolute", "inner", "residual", "output",
         multipliers={
             "inner": Abs(_pull),
             "residual": Abs(a[j] * Act(1, z(i, j))) * x_norm(i) * row_norm(j),
             "output": Abs(a[j] * Act(1, z(i, j))) * x_norm(i) * row_norm(j),
         }),
    line("samples", le(Sum(_pull * z(i, j), I_RANGE), Sum(_sizes * row_norm(j), I_RANGE)),
         "monotone", "sample", under="sum", ranges=(I_RANGE,)),
    line("cauchy_schwarz", ge(_squared, _regular - 2 * lam * row_norm(j) / n
         * Sum(_sizes, I_RANGE)), "arithmetic", "drop_square", "samples", printed=True,
         multipliers={"samples": 2 * lam / n}),
    line("slope", le(Abs(Act(1, z(i, j))), M_D), "hypothesis", name="slope_bound",
         at={t: z(i, j)}),
    line("size", le(_sizes, Abs(a[j]) * output_bound * M_D * B_x), "arithmetic",
         "hidden", "y_bound", "slope", "x_bound",
         multipliers={
             "hidden": Abs(a[j]) * a_norm() * Abs(Act(1, z(i, j))) * x_norm(i),
             "y_bound": Abs(a[j]) * Abs(Act(1, z(i, j))) * x_norm(i),
             "slope": Abs(a[j]) * output_bound * x_norm(i),
             "x_bound": Abs(a[j]) * output_bound * M_D,
         }),
    line("size_sum", le(Sum(_sizes, I_RANGE), Sum(Abs(a[j]) * output_bound * M_D * B_x, I_RANGE)),
         "monotone", "size", under="sum", ranges=(I_RANGE,)),
    line("per_neuron", ge(_squared, _per_neuron), "arithmetic", "cauchy_schwarz", "size_sum",
         printed=True, multipliers={"size_sum": 2 * lam * row_norm(j) / n}),
)  # fmt: skip

PER_NEURON = Claim(
    name="gopalani2025/lemma3_1/per_neuron_lower_bound",
    title="lower bound on the gradient with respect to one neuron",
    source=source("Appendix A", "display before the sum over j"),
    kind=Kind.LOWER_BOUND,
    space=space(ALL, HYPOTHESES, LAMBDA, WEIGHTS, Index(j, p)),
    hypotheses=HYPOTHESES,
    relation=ge(_squared, _per_neuron),
    quantities=(Q_NEURON_GRADIENT_NORM,),
    derivations=(Derivation("Appendix A", _NEURON_LINES),),
    variants=(Variant("no_cross_term", ge(_squared, _regular)),),
    reading="c = σ(0) is the vector with p equal entries, so ‖c‖ = √p |σ(0)|.",
)

total = gradient_norm() ** 2
flat = 2 * lam * M_D * B_x * a_norm() * (B_y + c_norm() * a_norm()) * W_norm()
quadratic = lam**2 * W_norm() ** 2
gradient_bound = quadratic - 2 * lam * M_D * L * B_x**2 * a_norm() ** 2 * W_norm() ** 2 - flat
_first = quadratic - a_norm() * W_norm() * 2 * lam * M_D * B_x * output_bound
_expanded = quadratic - 2 * lam * M_D * L * B_x**2 * a_norm() ** 2 * W_norm() * W_operator() - flat

_TOTAL_LINES = (
    line("per_neuron", ge(_squared, _per_neuron), "claim",
         claim="gopalani2025/lemma3_1/per_neuron_lower_bound", printed=True),
    line("sum", ge(Sum(_squared, J_RANGE), Sum(_per_neuron, J_RANGE)), "monotone", "per_neuron",
         under="sum", ranges=(J_RANGE,)),
    line("cauchy_schwarz", le(Sum(row_norm(j) * Abs(a[j]), J_RANGE), W_norm() * a_norm()),
         "cited", printed=True, theorem="cauchy_schwarz", u=row_norm(j), v=Abs(a[j]),
         ranges=(J_RANGE,)),
    line("A.1a", ge(total, _first), "arithmetic", "sum", "cauchy_schwarz", printed=True,
         multipliers={"cauchy_schwarz": 2 * lam * M_D * B_x * output_bound}),
    line("A.1b", ge(total, _expanded), "arithmetic", "A.1a", printed=True),
    line("spectral", le(W_operator(), W_norm()), "cited", printed=True,
         theorem="operator_at_most_frobenius", matrix=W[j, k], rows=J_RANGE, columns=K_RANGE),
    line("A.1", ge(total, gradient_bound), "arithmetic", "A.1b", "spectral", printed=True,
         multipliers={"spectral": 2 * lam * M_D * L * B_x**2 * a_norm() ** 2 * W_norm()}),
)  # fmt: skip

GRADIENT_LOWER_BOUND = Claim(
    name="gopalani2025/lemma3_1/gradient_lower_bound",
    title="lower bound (A.1) on the gradient",
    source=source("Appendix A", "(A.1)"),
    kind=Kind.LOWER_BOUND,
    space=space(ALL, HYPOTHESES, LAMBDA, WEIGHTS),
    hypotheses=HYPOTHESES,
    relation=ge(total, gradient_bound),
    quantities=(Q_GRADIENT_NORM,),
    derivations=(Derivation("Appendix A", _TOTAL_LINES),),
    variants=(
        Variant("no_cross_terms", ge(total, quadratic)),
        Variant("flipped_sign", ge(total, gradient_bound + 2 * flat)),
        Variant("half_cross_terms", ge(total, quadratic / 2 + gradient_bound / 2)),
    ),
)

CLAIMS = (PER_NEURON, GRADIENT_LOWER_BOUND)
