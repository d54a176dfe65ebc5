"""Lemma 3.1, Appendix A and Section 5 (5): upper bound on the Laplacian.

Statement: ΔL̃ ≤ p[M_D²B_x²‖a‖² + ‖a‖(B_y + ‖a‖(‖c‖ + L B_x‖W‖_F)) M'_D B_x² + λd].
Setting: Definition 1 with |σ'| ≤ M_D, |σ''| ≤ M'_D, σ L-Lipschitz; SoftPlus included.
Where: Appendix A, last display; equation (5) of Section 5. Kind: upper bound.
Checked: line by line as printed. The amendment for bounded activations needs neither the factor p
nor ‖W‖_F: ΔL̃ ≤ ‖a‖²M_D²B_x² + ‖a‖₁(B_y + ‖a‖₁B_σ)M'_D B_x² + λpd.
Reading: M_d, which occurs here only, is read as M_D.
False variants: M'_D term dropped, M_D term dropped, λd for pλd.
"""

from sympy import Abs, Sum

from provcheck.proofs.gopalani2025.lemma3_1_lower_bounds import (
    OUTPUT_LINES,
    output_bound,
)
from provcheck.proofs.gopalani2025.net import (
    ALL,
    BOUNDED,
    CURVE_BOUND,
    I_RANGE,
    J_RANGE,
    K_RANGE,
    LAMBDA,
    LIPSCHITZ,
    M_D,
    M_D2,
    Q_LAPLACIAN,
    SIGMA_BOUND,
    SLOPE_BOUND,
    WEIGHTS,
    X_BOUND,
    Y_BOUND,
    B_sigma,
    B_x,
    B_y,
    L,
    W,
    W_norm,
    W_operator,
    a,
    a_norm,
    a_sum,
    c_norm,
    d,
    f,
    i,
    j,
    k,
    lam,
    laplacian,
    le,
    n,
    neuron_laplacian,
    p,
    residual,
    source,
    space,
    t,
    x_norm,
    y,
    z,
)
from provcheck.statement import Act, Claim, Derivation, Kind, Variant, line

HYPOTHESES = (X_BOUND, Y_BOUND, SLOPE_BOUND, CURVE_BOUND, LIPSCHITZ)
BOUNDED_HYPOTHESES = (X_BOUND, Y_BOUND, SIGMA_BOUND, SLOPE_BOUND, CURVE_BOUND)


_steep = a[j] ** 2 * Act(1, z(i, j)) ** 2 * x_norm(i) ** 2
_curved = a[j] * residual(i) * Act(2, z(i, j)) * x_norm(i) ** 2
_slopes = M_D**2 * B_x**2 * a_norm() ** 2
_after_slopes = (
    _slopes + a[j] / n * Sum(residual(i) * Act(2, z(i, j)) * x_norm(i) ** 2, I_RANGE) + lam * d
)
_per_neuron = _slopes + a_norm() * output_bound * M_D2 * B_x**2 + lam * d
_frobenius = B_y + a_norm() * (c_norm() + L * B_x * W_norm())
_bound = p * (_slopes + a_norm() * _frobenius * M_D2 * B_x**2 + lam * d)

SIZE_LINES = (
    line("slope", le(Abs(Act(1, z(i, j))), M_D), "hypothesis", name="slope_bound",
         at={t: z(i, j)}),
    line("slope_squared", le(Act(1, z(i, j)) ** 2, M_D**2), "monotone", "slope",
         under="square"),
    line("curve", le(Abs(Act(2, z(i, j))), M_D2), "hypothesis", name="curve_bound",
         at={t: z(i, j)}),
    line("x_squared", le(x_norm(i) ** 2, B_x**2), "monotone", "x_bound", under="square"),
    line("absolute", le(_curved, Abs(_curved)), "cited", theorem="at_most_absolute", u=_curved),
    line("residual", le(Abs(residual(i)), Abs(f(i)) + Abs(y[i])), "cited", theorem="triangle",
         u=f(i), v=-y[i]),
)  # fmt: skip

_LINES = (
    *OUTPUT_LINES,
    *SIZE_LINES,
    line("a_entry", le(Abs(a[j]), a_norm()), "cited", theorem="entry_at_most_norm", u=a[j],
         ranges=(J_RANGE,)),
    line("a_squared", le(a[j] ** 2, a_norm() ** 2), "monotone", "a_entry", under="square"),
    line("steep", le(_steep, _slopes), "arithmetic", "a_squared", "slope_squared", "x_squared",
         multipliers={
             "a_squared": Act(1, z(i, j)) ** 2 * x_norm(i) ** 2,
             "slope_squared": a_norm() ** 2 * x_norm(i) ** 2,
             "x_squared": a_norm() ** 2 * M_D**2,
         }),
    line("steep_sum", le(Sum(_steep, I_RANGE), Sum(_slopes, I_RANGE)), "monotone", "steep",
         under="sum", ranges=(I_RANGE,)),
    line("5a", le(neuron_laplacian(j), _after_slopes), "arithmetic", "steep_sum", printed=True,
         multipliers={"steep_sum": 1 / n}),
    line("curved", le(_curved, a_norm() * output_bound * M_D2 * B_x**2), "arithmetic",
         "absolute", "residual", "output", "hidden", "y_bound", "curve", "x_squared", "a_entry",
         multipliers={
             "residual": Abs(a[j] * Act(2, z(i, j))) * x_norm(i) ** 2,
             "output": Abs(a[j] * Act(2, z(i, j))) * x_norm(i) ** 2,
             "hidden": a_norm() * Abs(a[j] * Act(2, z(i, j))) * x_norm(i) ** 2,
             "y_bound": Abs(a[j] * Act(2, z(i, j))) * x_norm(i) ** 2,
             "curve": Abs(a[j]) * output_bound * x_norm(i) ** 2,
             "x_squared": Abs(a[j]) * output_bound * M_D2,
             "a_entry": output_bound * M_D2 * B_x**2,
         }),
    line("curved_sum", le(Sum(_curved, I_RANGE),
         Sum(a_norm() * output_bound * M_D2 * B_x**2, I_RANGE)), "monotone", "curved",
         under="sum", ranges=(I_RANGE,)),
    line("5b", le(neuron_laplacian(j), _per_neuron), "arithmetic", "5a", "curved_sum",
         printed=True, multipliers={"curved_sum": 1 / n}),
    line("neurons", le(Sum(neuron_laplacian(j), J_RANGE), Sum(_per_neuron, J_RANGE)), "monotone",
         "5b", under="sum", ranges=(J_RANGE,)),
    line("5c", le(laplacian(), p * _per_neuron), "arithmetic", "neurons", printed=True),
    line("frobenius", le(W_operator(), W_norm()), "cited", printed=True,
         theorem="operator_at_most_frobenius", matrix=W[j, k], rows=J_RANGE, columns=K_RANGE),
    line("5", le(laplacian(), _bound), "arithmetic", "5c", "frobenius", printed=True,
         multipliers={"frobenius": p * a_norm() ** 2 * L * B_x * M_D2 * B_x**2}),
)  # fmt: skip

UPPER_BOUND = Claim(
    name="gopalani2025/lemma3_1/laplacian_upper_bound",
    title="upper bound (5) on the Laplacian",
    source=source("Appendix A and Section 5", "(5)"),
    kind=Kind.UPPER_BOUND,
    space=space(ALL, HYPOTHESES, LAMBDA, WEIGHTS),
    hypotheses=HYPOTHESES,
    relation=le(laplacian(), _bound),
    quantities=(Q_LAPLACIAN,),
    derivations=(Derivation("Appendix A", _LINES),),
    variants=(
        Variant("no_curvature_term", le(laplacian(), p * (_slopes + lam * d))),
        Variant("no_slope_term", le(laplacian(), _bound - p * _slopes)),
        Variant("one_lambda_d", le(laplacian(), _bound - p * lam * d + lam * d / 2)),
    ),
    reading="M_d is printed once for what is M_D everywhere else; it is read as M_D.",
)

residual_bound = B_y + a_sum() * B_sigma
curved_bound = Abs(a[j]) * residual_bound * M_D2 * B_x**2
_sharp = a_norm() ** 2 * M_D**2 * B_x**2 + a_sum() * residual_bound * M_D2 * B_x**2 + lam * p * d

BOUNDED_RESIDUAL_LINES = (
    line("x_bound", le(x_norm(i), B_x), "hypothesis", name="x_bound"),
    line("y_bound", le(Abs(y[i]), B_y), "hypothesis", name="y_bound"),
    line("sigma", le(Abs(Act(0, z(i, j))), B_sigma), "hypothesis", name="sigma_bound",
         at={t: z(i, j)}),
    line("weighted", le(Abs(a[j]) * Abs(Act(0, z(i, j))), Abs(a[j]) * B_sigma), "arithmetic",
         "sigma", multipliers={"sigma": Abs(a[j])}),
    line("weighted_sum", le(Sum(Abs(a[j]) * Abs(Act(0, z(i, j))), J_RANGE),
         Sum(Abs(a[j]) * B_sigma, J_RANGE)), "monotone", "weighted", under="sum",
         ranges=(J_RANGE,)),
    line("output_sum", le(Abs(f(i)), Sum(Abs(a[j] * Act(0, z(i, j))), J_RANGE)), "cited",
         theorem="triangle_sum", u=a[j] * Act(0, z(i, j)), ranges=(J_RANGE,)),
    line("output", le(Abs(f(i)), a_sum() * B_sigma), "arithmetic", "output_sum",
         "weighted_sum"),
    line("residual", le(Abs(residual(i)), Abs(f(i)) + Abs(y[i])), "cited", theorem="triangle",
         u=f(i), v=-y[i]),
    line("residual_bound", le(Abs(residual(i)), residual_bound), "arithmetic", "residual",
         "output", "y_bound"),
)  # fmt: skip

CURVED_LINES = (
    line("curve", le(Abs(Act(2, z(i, j))), M_D2), "hypothesis", name="curve_bound",
         at={t: z(i, j)}),
    line("x_squared", le(x_norm(i) ** 2, B_x**2), "monotone", "x_bound", under="square"),
    line("curved", le(Abs(_curved), curved_bound), "arithmetic",
         "residual_bound", "curve", "x_squared",
         multipliers={
             "residual_bound": Abs(a[j] * Act(2, z(i, j))) * x_norm(i) ** 2,
             "curve": Abs(a[j]) * residual_bound * x_norm(i) ** 2,
             "x_squared": Abs(a[j]) * residual_bound * M_D2,
         }),
    line("slope", le(Abs(Act(1, z(i, j))), M_D), "hypothesis", name="slope_bound",
         at={t: z(i, j)}),
    line("slope_squared", le(Act(1, z(i, j)) ** 2, M_D**2), "monotone", "slope",
         under="square"),
)  # fmt: skip
curved_term = _curved
steep_term = _steep

_SHARP_LINES = (
    *BOUNDED_RESIDUAL_LINES,
    *CURVED_LINES,
    line("absolute", le(_curved, Abs(_curved)), "cited", theorem="at_most_absolute", u=_curved),
    line("steep", le(_steep, a[j] ** 2 * M_D**2 * B_x**2), "arithmetic", "slope_squared",
         "x_squared", multipliers={
             "slope_squared": a[j] ** 2 * x_norm(i) ** 2,
             "x_squared": a[j] ** 2 * M_D**2,
         }),
    line("entry", le(_steep + _curved, a[j] ** 2 * M_D**2 * B_x**2 + curved_bound), "arithmetic",
         "steep", "absolute", "curved"),
    line("entries", le(Sum(_steep + _curved, I_RANGE, J_RANGE),
         Sum(a[j] ** 2 * M_D**2 * B_x**2 + curved_bound, I_RANGE, J_RANGE)), "monotone", "entry",
         under="sum", ranges=(I_RANGE, J_RANGE)),
    line("laplacian", le(laplacian(), _sharp), "arithmetic", "entries",
         multipliers={"entries": 1 / n}),
)  # fmt: skip

SHARP = Claim(
    name="gopalani2025/lemma3_1/laplacian_upper_bound_sharp",
    title="upper bound on the Laplacian for bounded activations, free of W and of a factor p",
    source=source("Appendix A and Section 5", "(5), sharpened"),
    kind=Kind.UPPER_BOUND,
    space=space(BOUNDED, BOUNDED_HYPOTHESES, LAMBDA, WEIGHTS),
    hypotheses=BOUNDED_HYPOTHESES,
    relation=le(laplacian(), _sharp),
    quantities=(Q_LAPLACIAN,),
    derivations=(Derivation("termwise bounds", _SHARP_LINES, as_printed=False),),
    variants=(Variant("no_curvature_term", le(laplacian(), _slopes + lam * p * d)),),
    amends="gopalani2025/lemma3_1/laplacian_upper_bound",
)

CLAIMS = (UPPER_BOUND, SHARP)
