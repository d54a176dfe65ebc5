"""Rule `cited`: theorems of the catalogue with the wrong norm, direction, range or premise."""

import pytest
import sympy
from sympy import Abs, Rational, Sum, log, tanh

from provcheck.catalogue import CATALOGUE
from provcheck.statement import (
    Act,
    ActivationChoice,
    Directional,
    ExpIntegrable,
    FlowContinuesAlmostSurely,
    FlowStartsAlmostSurely,
    Hypothesis,
    Jet,
    LeastSingularValue,
    LossSmoothAlmostEverywhere,
    MaxOver,
    NonnegativeIntegral,
    Norm,
    OperatorNorm,
    Partial,
    PoincareConstant,
    PositiveDefiniteAlmostSurely,
    SatisfiesPoincare,
    Smooth,
    TendsToInfinity,
    ZeroIntegral,
    line,
)
from provcheck.statement.terms import define
from tests.soundness.trial import (
    I_N,
    J_P,
    K_D,
    U1,
    U2,
    Case,
    V,
    W,
    X,
    Y,
    a,
    b,
    beta,
    d,
    j,
    k,
    le,
    p,
    require_refused,
    t,
    u,
    v,
    x,
)

W_NORM, V_NORM = Norm(W[j, k], J_P, K_D), Norm(V[j, k], J_P, K_D)
OP = OperatorNorm(W[j, k], J_P, K_D)
IMAGE = Norm(Sum(W[j, k] * V[1, k], K_D), J_P)
LEAST = LeastSingularValue(W[j, k], J_P, K_D)
R = sympy.IndexedBase("R", shape=(p,), real=True)
R_NORM, PULL = Norm(R[j], J_P), Norm(Sum(W[j, k] * R[j], J_P), K_D)
PULLED = {"matrix": W[j, k], "vector": R[j], "rows": J_P, "columns": K_D}
FOR_ALL = {"matrix": W[j, k], "base": R, "rows": J_P, "columns": K_D}
HALF = (
    line("least", le(LEAST * R_NORM, PULL), "cited", theorem="least_singular_value", **PULLED),
    line("half", le(LEAST / 2 * R_NORM, PULL), "arithmetic", "least"),
)
DISTANCE = Norm(U2[j, k] - U1[j, k], J_P, K_D)
hidden = define("hidden", (), t, "h")
first = Sum(W[1, k], K_D)
row_j = Sum(Sum(W[j, k], K_D), J_P) - Sum(W[j, k], K_D)


def case(name, theorem, why, relation, true=None, before=(), given=(), components=(), **arguments):
    uses = [entry.id for entry in before]

    def lines(wanted):
        return (*before, line("last", wanted, "cited", *uses, theorem=theorem, **arguments))

    truth = lines(true) if true is not None else ()
    return Case(f"{theorem}: {name}", why, lines(relation), truth, given, components)


def at_entries(of, base=W):
    return {"of": of, "base": base, "start": U1, "end": U2}


ALL = {"indices": (j, k), "ranges": (J_P, K_D)}
SQUARE = W_NORM**2
CONFINING = (
    line("grows", TendsToInfinity(SQUARE, W), "cited", theorem="quadratic_growth", of=SQUARE,
         base=W, alpha=1, gamma=0, ranges=(J_P, K_D)),
)  # fmt: skip
H, F = (sympy.Symbol(name, real=True) for name in "HF")
h, F_W, slope_F = Jet(H, W), Jet(F, W), Jet(F, W, j, k)
PLAIN = h * slope_F
ELSEWHERE = Sum(Partial(Jet(H, V) * slope_F, W[j, k]), J_P, K_D)
SPREAD = Sum(Partial(PLAIN, W[j, k]), J_P, K_D)
FORM = Sum(V[j, k] * Directional(Partial(SQUARE, W[j, k]), W, V), J_P, K_D)
CONVEX = (line("form", sympy.Ge(FORM, 2 * V_NORM**2, evaluate=False), "algebra"),)
GAUSS = (
    *CONVEX,
    line("gauss", PoincareConstant(SQUARE, W, a, 2), "cited", "form", theorem="bakry_emery",
         of=SQUARE, base=W, direction=V, step=a, kappa=2, **ALL),
)  # fmt: skip
WIGGLY = SQUARE + tanh(W[1, 1])
BOUNDED = (
    line("low", le(-1, tanh(W[1, 1])), "hypothesis", name="low", at={t: W[1, 1]}),
    line("high", le(tanh(W[1, 1]), 1), "hypothesis", name="high", at={t: W[1, 1]}),
)
TANH = (
    Hypothesis("low", le(-1, tanh(t)), (t,)),
    Hypothesis("high", le(tanh(t), 1), (t,)),
)
PERTURBED = {"of": WIGGLY, "reference": SQUARE, "base": W, "step": a, "kappa": 2}
CASES = [
    case("nudged", "bakry_emery", "the gap of ‖W‖² is 2, not 3",
         PoincareConstant(SQUARE, W, a, 3), PoincareConstant(SQUARE, W, a, 2), before=CONVEX,
         of=SQUARE, base=W, direction=V, step=a, kappa=2, **ALL),
    case("other function", "bakry_emery", "the premise is about ‖W‖²",
         PoincareConstant(-SQUARE, W, a, 2), before=CONVEX, of=-SQUARE, base=W, direction=V,
         step=a, kappa=2, **ALL),
    case("κ of no sign", "bakry_emery", "κ > 0 is needed", PoincareConstant(SQUARE, W, a, x),
         before=(line("form", sympy.Ge(FORM, x * V_NORM**2, evaluate=False), "hypothesis",
                      name="h0"),), given=(sympy.Ge(FORM, x * V_NORM**2, evaluate=False),),
         of=SQUARE, base=W, direction=V, step=a, kappa=x, **ALL),
    case("κ varies", "bakry_emery", "κ must not depend on W",
         PoincareConstant(SQUARE, W, a, 2 + SQUARE), before=CONVEX, of=SQUARE, base=W, direction=V,
         step=a, kappa=2 + SQUARE, **ALL),
    case("one row only", "bakry_emery", "flat in the other rows",
         PoincareConstant(Norm(W[1, k], K_D) ** 2, W, a, 2), of=Norm(W[1, k], K_D) ** 2, base=W,
         direction=V, step=a, kappa=2, indices=(1, k), ranges=(K_D,)),
    case("no loss", "holley_stroock", "a perturbation costs something",
         PoincareConstant(WIGGLY, W, a, 2),
         PoincareConstant(WIGGLY, W, a, 2 * sympy.exp(-4 / a)), before=(*GAUSS, *BOUNDED),
         given=TANH, low=sympy.Integer(-1), high=sympy.Integer(1), **PERTURBED),
    case("half the exponent", "holley_stroock", "exp(-2·osc/s), not exp(-osc/s)",
         PoincareConstant(WIGGLY, W, a, 2 * sympy.exp(-2 / a)), before=(*GAUSS, *BOUNDED),
         given=TANH, low=sympy.Integer(-1), high=sympy.Integer(1), **PERTURBED),
    case("one-sided", "holley_stroock", "nothing bounds it from below",
         PoincareConstant(WIGGLY, W, a, 2 * sympy.exp(-2 / a)), before=(*GAUSS, BOUNDED[1]),
         given=TANH, low=sympy.Integer(0), high=sympy.Integer(1), **PERTURBED),
    case("bound varies", "holley_stroock", "the bounds must not depend on W",
         PoincareConstant(WIGGLY, W, a, 2), before=GAUSS, low=tanh(W[1, 1]),
         high=tanh(W[1, 1]), **PERTURBED),
    case("other step", "holley_stroock", "the reference has the step s too",
         PoincareConstant(WIGGLY, W, b, 2 * sympy.exp(-4 / b)), before=(*GAUSS, *BOUNDED),
         given=TANH, low=sympy.Integer(-1), high=sympy.Integer(1), **{**PERTURBED, "step": b}),
    case("for ever", "picard", "a solution for some time need not go on",
         FlowContinuesAlmostSurely(), FlowStartsAlmostSurely(),
         before=(line("smooth", LossSmoothAlmostEverywhere(), "cited",
                      theorem="semialgebraic_smooth"),)),
    case("everywhere definite", "semialgebraic_smooth", "smooth is not of full rank",
         PositiveDefiniteAlmostSurely(), LossSmoothAlmostEverywhere()),
    case("no constant", "poincare_constant", "nothing is known of it",
         SatisfiesPoincare(-SQUARE, W, a), of=-SQUARE, base=W, step=a, kappa=2),
    case("not supported", "divergence", "∫ ΔF need not vanish",
         ZeroIntegral(Sum(Partial(slope_F, W[j, k]), J_P, K_D), W, H), before=(), of=Sum(
             Partial(slope_F, W[j, k]), J_P, K_D), field=slope_F, base=W, test=H, **ALL),
    case("other test function", "divergence", "F is not of compact support",
         ZeroIntegral(SPREAD, W, H), ZeroIntegral(SPREAD, W, F),
         before=(line("div", sympy.Eq(SPREAD, SPREAD, evaluate=False), "algebra"),),
         of=SPREAD, field=PLAIN, base=W, test=F, **ALL),
    case("function of another array", "divergence", "∫ h(V)ΔF(W) dW = h(V)∫ΔF",
         ZeroIntegral(ELSEWHERE, W, H), of=ELSEWHERE, field=Jet(H, V) * slope_F, base=W, test=H,
         **ALL),
    case("function of another array", "divergence_bound", "F = -‖W‖² makes it negative",
         NonnegativeIntegral(ELSEWHERE, W, H), of=ELSEWHERE, field=Jet(H, V) * slope_F, base=W,
         test=H, **ALL),
    case("a function's name", "mean_value_scalar", "any two functions would be equal",
         le(Abs(Jet(F, W) - Jet(H, W)), 0), of=Jet(t, W), variable=t, bound=0, start=H, end=F),
    case("an array's name", "mean_value_scalar", "any two arrays would be equal",
         le(Abs(V[1, 1] - W[1, 1]), 0), of=U1[1, 1], variable=U1.label, bound=0, start=W.label,
         end=V.label),
    case("no divergence", "divergence", "∫ h² is not 0", ZeroIntegral(h**2, W, H), of=h**2,
         field=PLAIN, base=W, test=H, **ALL),
    case("not everywhere", "divergence", "W is held by a hypothesis", ZeroIntegral(h**2, W, H),
         before=(line("div", sympy.Eq(h**2, SPREAD, evaluate=False), "hypothesis", name="h0"),),
         given=(sympy.Eq(h**2, SPREAD, evaluate=False),), of=h**2, field=PLAIN, base=W, test=H,
         **ALL),
    case("flipped", "divergence_bound", "∫ -h² < 0", NonnegativeIntegral(-(h**2), W, H),
         NonnegativeIntegral(h**2 + SPREAD, W, H),
         before=(line("bound", sympy.Ge(h**2 + SPREAD, SPREAD, evaluate=False), "arithmetic",
                      squares=((1, h),)),), of=h**2 + SPREAD, field=PLAIN, base=W, test=H, **ALL),
    case("integral of no compact support", "divergence_bound", "∫ F² may be infinite",
         NonnegativeIntegral(F_W**2 + SPREAD, W, H),
         before=(line("bound", sympy.Ge(F_W**2 + SPREAD, SPREAD, evaluate=False), "arithmetic",
                      squares=((1, F_W),)),), of=F_W**2 + SPREAD, field=PLAIN, base=W, test=H,
         **ALL),
    case("flipped", "at_most_absolute", "|u| ≤ u", le(Abs(x), x), le(x, Abs(x)), u=x),
    case("flipped", "triangle", "|u|+|v| ≤ |u+v|", le(Abs(x) + Abs(t), Abs(x + t)),
         le(Abs(x + t), Abs(x) + Abs(t)), u=x, v=t),
    case("flipped", "triangle_sum", "Σ|u| ≤ |Σu|", le(Sum(Abs(X[k]), (k, 1, d)), 0), u=X[k],
         ranges=(K_D,)),
    case("no sum", "triangle_sum", "|Σu| ≤ |u|", le(Abs(Sum(W[1, k], K_D)), Abs(W[1, k])),
         le(Abs(Sum(W[1, k], K_D)), Sum(Abs(W[1, k]), K_D)), u=W[1, k], ranges=(K_D,)),
    case("difference", "triangle_norm", "‖u+v‖ ≤ ‖u‖-‖v‖",
         le(Norm(W[j, k] + V[j, k], J_P, K_D), W_NORM - V_NORM),
         le(Norm(W[j, k] + V[j, k], J_P, K_D), W_NORM + V_NORM),
         u=W[j, k], v=V[j, k], ranges=(J_P, K_D)),
    case("norm of the sum", "norm_of_sum", "‖Σu‖ ≤ ‖u‖_F",
         le(Norm(Sum(W[j, k], J_P), K_D), W_NORM),
         le(Norm(Sum(W[j, k], J_P), K_D), Sum(Norm(W[j, k], K_D), J_P)),
         u=W[j, k], summed=(J_P,), ranges=(K_D,)),
    case("one norm", "cauchy_schwarz", "|⟨u,v⟩| ≤ ‖u‖",
         le(Abs(Sum(X[I_N[0]] * Y[I_N[0]], I_N)), Norm(X[I_N[0]], I_N)),
         le(Abs(Sum(X[I_N[0]] * Y[I_N[0]], I_N)),
            Norm(X[I_N[0]], I_N) * Norm(Y[I_N[0]], I_N)),
         u=X[I_N[0]], v=Y[I_N[0]], ranges=(I_N,)),
    case("row dependent", "operator_norm", "a vector that varies with the row",
         le(Norm(Sum(W[j, k] * V[j, k], K_D), J_P), OP * Norm(V[j, k], K_D)),
         matrix=W[j, k], vector=V[j, k], rows=J_P, columns=K_D),
    case("too small", "operator_norm", "‖Ax‖ ≤ ‖A‖_op", le(IMAGE, OP),
         le(IMAGE, OP * Norm(V[1, k], K_D)), matrix=W[j, k], vector=V[1, k], rows=J_P, columns=K_D),
    case("flipped", "least_singular_value", "‖Aᵀv‖ ≤ σ_min‖v‖", le(PULL, LEAST * R_NORM),
         le(LEAST * R_NORM, PULL), **PULLED),
    case("largest", "least_singular_value", "‖A‖‖v‖ ≤ ‖Aᵀv‖", le(OP * R_NORM, PULL), **PULLED),
    case("twice", "least_singular_value", "2σ_min‖v‖ ≤ ‖Aᵀv‖", le(2 * LEAST * R_NORM, PULL),
         le(LEAST * R_NORM, PULL), **PULLED),
    case("column dependent", "least_singular_value", "a vector that varies with the column",
         le(LEAST * Norm(V[j, k], J_P), Norm(Sum(W[j, k] * V[j, k], J_P), K_D)),
         matrix=W[j, k], vector=V[j, k], rows=J_P, columns=K_D),
    case("rows for columns", "least_singular_value", "σ_min of a tall matrix's columns, not rows",
         le(LeastSingularValue(W[j, k], K_D, J_P) * R_NORM, PULL), le(LEAST * R_NORM, PULL),
         **PULLED),
    case("image", "least_singular_value", "σ_min(A)‖x‖ ≤ ‖Ax‖ fails for a wide A",
         le(LEAST * Norm(V[1, k], K_D), IMAGE), matrix=W[j, k], vector=V[1, k], rows=J_P,
         columns=K_D),
    case("nothing shown", "least_singular_value_bound", "c ≤ σ_min for any c", le(a, LEAST),
         bound=a, **FOR_ALL),
    case("flipped", "least_singular_value_bound", "σ_min ≤ c", le(LEAST, LEAST / 2),
         le(LEAST / 2, LEAST), before=HALF, bound=LEAST / 2, **FOR_ALL),
    case("one vector", "least_singular_value_bound", "the premise holds at one v only",
         le(a, LEAST), before=(line("half", le(a * R_NORM, PULL), "hypothesis", name="h0"),),
         given=(le(a * R_NORM, PULL),), bound=a, **FOR_ALL),
    case("bound varies", "least_singular_value_bound", "c = ‖Aᵀv‖/(1 + ‖v‖) depends on v",
         le(PULL / (1 + R_NORM), LEAST),
         before=(line("half", le(PULL / (1 + R_NORM) * R_NORM, PULL), "arithmetic"),),
         bound=PULL / (1 + R_NORM), **FOR_ALL),
    case("flipped", "operator_at_most_frobenius", "‖A‖_F ≤ ‖A‖_op", le(W_NORM, OP),
         le(OP, W_NORM), matrix=W[j, k], rows=J_P, columns=K_D),
    case("flipped", "entry_at_most_norm", "‖u‖ ≤ |u_k|", le(W_NORM, Abs(W[j, k])),
         le(Abs(W[j, k]), W_NORM), u=W[j, k], ranges=(J_P, K_D)),
    case("other range", "entry_at_most_norm", "an entry of another row", le(Abs(W[j, k]),
         Norm(W[1, k], K_D)), le(Abs(W[1, k]), Norm(W[1, k], K_D)), u=W[1, k], ranges=(K_D,)),
    case("flipped", "entry_at_most_max", "max ≤ u_k", le(MaxOver(W[j, k], J_P), W[j, k]),
         le(W[j, k], MaxOver(W[j, k], J_P)), u=W[j, k], ranges=(J_P,)),
    case("flipped", "log_tangent", "log is concave", le(log(b) + (a - b) / b, log(a)),
         le(log(a), log(b) + (a - b) / b), u=a, v=b),
    case("negative point", "log_tangent", "log needs u > 0", le(x - 1, x - 1), u=x, v=1),
    case("two", "kronecker", "δ is no more than 1", le(sympy.KroneckerDelta(j, k), 0),
         le(sympy.KroneckerDelta(j, k), 1), left=j, right=k),
    case("half", "mean_value", "|φ'| ≤ 2, not 1", le(Abs(U2[1, 1] - U1[1, 1]), DISTANCE / 2),
         **at_entries(2 * Sum(W[j, k], J_P, K_D)), bound=1, **ALL),
    case("bound varies", "mean_value", "K must not depend on W",
         le(Abs(Norm(U2[j, k], J_P, K_D) ** 2 - Norm(U1[j, k], J_P, K_D) ** 2),
            2 * W_NORM * DISTANCE), **at_entries(SQUARE), bound=2 * W_NORM, **ALL),
    case("one row only", "mean_value", "the other rows move too",
         le(Abs(Sum(U2[j, k], J_P, K_D) - Sum(U1[j, k], J_P, K_D)),
            sympy.sqrt(d) * Norm(U2[j, k] - U1[j, k], K_D)),
         **at_entries(Sum(W[j, k], J_P, K_D)), bound=sympy.sqrt(d), indices=(j, k), ranges=(K_D,)),
    case("caught index", "mean_value", "φ_j has the gradient's index",
         le(Abs(row_j.xreplace({W: U2}) - row_j.xreplace({W: U1})), 0), **at_entries(row_j),
         bound=0, **ALL),
    case("base constrained", "mean_value", "a hypothesis speaks about W",
         le(Abs(Sum(U2[1, k], K_D) - Sum(U1[1, k], K_D)), sympy.sqrt(d) * DISTANCE),
         given=(le(W[1, 1], 1),), **at_entries(first), bound=sympy.sqrt(d), **ALL),
    case("not smooth", "mean_value", "|W_11| has no gradient",
         le(Abs(Abs(U2[1, 1]) - Abs(U1[1, 1])), 0), **at_entries(Abs(W[1, 1])), bound=0, **ALL),
    case("an index", "mean_value_scalar", "an index cannot be differentiated",
         le(Abs(X[k] - X[j]), 0), of=X[I_N[0]], variable=I_N[0], bound=0, start=j, end=k),
    case("a size", "mean_value_scalar", "a size cannot either", le(Abs(p - d), 0),
         of=Sum(sympy.Integer(1), (k, 1, I_N[2])), variable=I_N[2], bound=0, start=d, end=p),
    case("a positive variable", "mean_value_scalar", "the bound fails for a < 0",
         le(Rational(7, 2), Rational(7, 4)), of=1 / (1 + a), variable=a, bound=1, start=1,
         end=Rational(-3, 4),
         before=(line("s", le(Abs(Partial(1 / (1 + a), a)), 1), "arithmetic"),)),
    case("a hidden variable", "mean_value_scalar", "an abbreviation of t moves with t",
         le(Abs(u - v), 0), of=hidden() - t, variable=t, bound=0, start=u, end=v),
    case("the steepness", "mean_value_scalar", "σ depends on β", le(Abs(Act(0, x) - Act(0, x)), 0),
         components=(ActivationChoice(),), of=Act(0, x), variable=beta, bound=0, start=a, end=b),
    case("nudged", "mean_value_scalar", "2t is 2-Lipschitz, not 1", le(Abs(2 * u - 2 * v),
         Abs(u - v)), of=2 * t, variable=t, bound=1, start=v, end=u),
    case("true slope", "mean_value_scalar", "the factor is not 1/2",
         le(Abs(2 * u - 2 * v), Abs(u - v)), le(Abs(2 * u - 2 * v), 2 * Abs(u - v)),
         of=2 * t, variable=t, bound=2, start=v, end=u),
    case("no premise", "smooth_from_hessian", "nothing bounds the Hessian",
         le(Norm(2 * U2[j, k] - 2 * U1[j, k], J_P, K_D), DISTANCE), **at_entries(SQUARE),
         direction=V, bound=1, **ALL),
    case("bound varies", "smooth_from_hessian", "K must not depend on the direction",
         le(Norm(2 * U2[j, k] - 2 * U1[j, k], J_P, K_D), V_NORM * DISTANCE), **at_entries(SQUARE),
         direction=V, bound=V_NORM, **ALL),
    case("nudged", "smooth_from_hessian", "2, not 1",
         le(Norm(2 * U2[j, k] - 2 * U1[j, k], J_P, K_D), DISTANCE),
         le(Norm(2 * U2[j, k] - 2 * U1[j, k], J_P, K_D), 2 * DISTANCE),
         before=(line("q", le(Abs(Sum(V[j, k] * Directional(Partial(SQUARE, W[j, k]), W, V),
                                      J_P, K_D)), 2 * V_NORM**2), "algebra"),),
         **at_entries(SQUARE), direction=V, bound=2, **ALL),
    case("other function", "quadratic_growth", "-‖W‖² does not grow",
         TendsToInfinity(-SQUARE, W), TendsToInfinity(SQUARE, W), of=SQUARE, base=W, alpha=1,
         gamma=0, ranges=(J_P, K_D)),
    case("α not positive", "quadratic_growth", "α = 0 proves nothing",
         TendsToInfinity(sympy.Integer(1), W), of=sympy.Integer(1), base=W, alpha=0, gamma=0,
         ranges=(J_P, K_D)),
    case("γ varies", "quadratic_growth", "γ must not depend on W",
         TendsToInfinity(-SQUARE, W), of=-SQUARE, base=W, alpha=1, gamma=-2 * SQUARE,
         ranges=(J_P, K_D)),
    case("one row", "quadratic_growth", "‖W_1‖² does not grow with W",
         TendsToInfinity(Norm(W[1, k], K_D) ** 2, W), of=Norm(W[1, k], K_D) ** 2, base=W, alpha=1,
         gamma=0, ranges=(K_D,)),
    case("other array", "quadratic_growth", "it grows in W, not in V", TendsToInfinity(SQUARE, V),
         of=SQUARE, base=W, alpha=1, gamma=0, ranges=(J_P, K_D)),
    case("negative", "gaussian_domination", "e^{+‖W‖²} is not integrable",
         ExpIntegrable(-SQUARE, W), ExpIntegrable(SQUARE, W), of=SQUARE, base=W, alpha=1, gamma=0,
         ranges=(J_P, K_D)),
    case("no growth", "villani_poincare", "confinement alone is not enough",
         SatisfiesPoincare(SQUARE, W, a), before=CONFINING, of=SQUARE, base=W, step=a, **ALL),
    case("step of no sign", "villani_poincare", "s > 0 is needed", SatisfiesPoincare(SQUARE, W, x),
         before=CONFINING, of=SQUARE, base=W, step=x, **ALL),
    case("unknown", "riemann", "no such theorem", le(x, 0)),
    case("misspelt", "triangle", "arguments of another theorem", le(x, 0), w=x),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_not_an_instance(case):
    require_refused(case)


def villani_conditions(of, *left_out):
    entry = W[j, k]
    squares = Norm(Partial(of, entry), J_P, K_D) ** 2
    growth = squares / a - Sum(Partial(Partial(of, entry), entry), J_P, K_D)
    parts = (Smooth(of, W), TendsToInfinity(of, W), ExpIntegrable(2 * of / a, W),
             TendsToInfinity(growth, W))  # fmt: skip
    return [part for place, part in enumerate(parts) if place not in left_out]


@pytest.mark.parametrize("left_out", [(1,), (2,), (3,), (1, 2, 3)])
def test_a_theorem_stated_as_an_implication_needs_every_condition(left_out):
    def lines(*missing):
        theorem = sympy.Implies(
            sympy.And(*villani_conditions(F_W, *missing)), SatisfiesPoincare(F_W, W, a)
        )
        return (line("last", theorem, "cited", theorem="villani_poincare", of=F_W, base=W, step=a,
                     **ALL),)  # fmt: skip

    require_refused(Case("", "a condition is left out", lines(*left_out), lines()))


def test_an_implication_supposes_and_concludes_propositions_only():
    false = sympy.Implies(SatisfiesPoincare(F_W, W, a), le(1, 0))
    last = line("last", false, "cited", theorem="triangle", u=x, v=t)
    require_refused(Case("", "1 ≤ 0", (last,)))


def test_a_function_has_one_array():
    """h(W) and h(V) would be the same number to the normal form."""
    false = sympy.Eq(Jet(H, W), Jet(H, V), evaluate=False)
    require_refused(Case("", "h(W) = h(V)", (line("last", false, "algebra"),)))


def test_names_are_read_as_a_whole():
    """The name of the array spells out the normal form of h(W) times the number g."""
    g = sympy.Symbol("g", real=True)
    odd = sympy.IndexedBase("W:'H'()()^1*symbol", shape=W.shape, real=True)
    false = sympy.Eq(sympy.exp(Jet(g, odd)), sympy.exp(Jet(H, W) * g), evaluate=False)
    require_refused(Case("", "g(A) = h(W)·g", (line("last", false, "algebra"),)))


def test_mixed_derivatives_are_not_read_as_first_ones():
    false = sympy.Eq(Partial(Jet(H, W), W[1, 1]), Jet(H, W), evaluate=False)
    require_refused(Case("", "h' = h", (line("last", false, "calculus"),)))


def test_every_theorem_has_a_falsehood():
    assert set(CATALOGUE) <= {case.name.split(":")[0] for case in CASES}


def test_smoothness_of_tanh_is_a_premise_that_is_seen():
    ok = case("", "mean_value_scalar", "", le(Abs(tanh(u) - tanh(v)), Abs(u - v) / 2),
              of=tanh(t), variable=t, bound=Rational(1, 2), start=v, end=u)  # fmt: skip
    require_refused(ok)


def test_mean_value_over_the_half_line_stays_there():
    """e^{-a} has slope at most 1 for a > 0 only."""
    slope = Abs(Partial(sympy.exp(-a), a))
    tangent = le(0, -a + (1 - sympy.exp(-a)) * sympy.exp(a))
    lines = (
        line("1", tangent, "cited", theorem="log_tangent", u=1, v=sympy.exp(-a)),
        line("2", le(slope, 1), "arithmetic", "1", multipliers={"1": sympy.exp(-a)}),
    )
    change = Abs(sympy.exp(5) - sympy.exp(-1), evaluate=False)
    false = line("3", le(change, 6), "cited", "2", theorem="mean_value_scalar",
                 of=sympy.exp(-a), variable=a, bound=1, start=1, end=-5)  # fmt: skip
    require_refused(Case("", "e^5 - 1/e > 6", (*lines, false), lines))
