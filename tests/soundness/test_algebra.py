"""Rule `algebra`: identities that are none."""

import pytest
import sympy
from sympy import Abs, IndexedBase, Mul, Pow, Sum, Symbol, exp, log, pi, sqrt, tanh

from provcheck.statement import (
    Act,
    ActivationChoice,
    LeastSingularValue,
    MaxOver,
    Norm,
    OperatorNorm,
    Partial,
    Sup,
)
from provcheck.statement.terms import define
from tests.soundness.trial import (
    I_N,
    J_P,
    K_D,
    Case,
    T,
    W,
    X,
    Y,
    a,
    attempt,
    b,
    beta,
    d,
    eq,
    i,
    j,
    k,
    m,
    n,
    p,
    require_refused,
    t,
    u,
    x,
    y,
)
from tests.soundness.trial import line_of as by_algebra

raw = {"evaluate": False}
S1 = Sum(X[i], I_N)
caught = define("caught", (), X[i], "c")
sized = define("sized", (m,), Sum(sympy.Integer(1), (k, 1, m)), "s")
slope = define("slope", (u,), Partial(u * t, t), "s")
delta = sympy.KroneckerDelta


def case(name, why, left, right, true=None, **more):
    truth = (by_algebra(*true),) if true else ()
    return Case(name, why, (by_algebra(left, right),), truth, **more)


CASES = [
    case("sign", "x is not -x", x, -x, (x, x)),
    case("coefficient", "2/3 is not 3/2", x * 2 / 3, x * 3 / 2, (x * 2 / 3, x * 4 / 6)),
    case(
        "root of a square",
        "sqrt(x²) is |x|, not x",
        Pow(x**2, sympy.S.Half, **raw),
        x,
        (Pow(x**2, sympy.S.Half, **raw), Abs(x)),
    ),
    case("absolute value", "|x| is not x", Abs(x), x, (Abs(a, **raw), a)),
    case("root of a sum", "sqrt(a + b) is not sqrt(a) + sqrt(b)", sqrt(a + b), sqrt(a) + sqrt(b)),
    case(
        "inverse of a sum",
        "1/(a + b) is not 1/a + 1/b",
        1 / (a + b),
        1 / a + 1 / b,
        (1 / (a + b) - 1 / (2 * a + 2 * b), 1 / (2 * a + 2 * b)),
    ),
    case("sum of squares", "(Σx)² is not Σx²", S1**2, Sum(X[i] ** 2, I_N)),
    case("sum of products", "ΣxΣy is not Σxy", S1 * Sum(Y[i], I_N), Sum(X[i] * Y[i], I_N)),
    case(
        "constant sum",
        "Σ 1 is n, not 1",
        Sum(sympy.Integer(1), I_N),
        1,
        (Sum(sympy.Integer(1), I_N), n),
    ),
    case("wrong size", "Σ over n is not Σ over m", Sum(sympy.Integer(1), I_N), m),
    case(
        "index bound twice",
        "Σ_i Σ_i x_i is nΣx, not Σx",
        Sum(Sum(X[i], I_N), I_N),
        S1,
        (Sum(Sum(X[i], I_N), (j, 1, n)), n * S1),
    ),
    case(
        "norm bound twice",
        "the norm of a constant vector",
        Norm(Norm(X[i], I_N), I_N),
        Norm(X[i], I_N),
        (Norm(Norm(X[i], I_N), (j, 1, n)), sqrt(n) * Norm(X[i], I_N)),
    ),
    case(
        "size bound outside",
        "ΣΣ1 over a triangle is not m·n",
        Sum(Sum(sympy.Integer(1), (k, 1, n)), (n, 1, m)),
        m * n,
    ),
    case("size as a parameter", "Σ_{k≤n} 1 is n, not m", sized(n), m),
    case(
        "transpose", "W_jk is not W_kj", Sum(W[j, k] * Sum(X[i], I_N), J_P, K_D), Sum(W[j, k], J_P)
    ),
    case(
        "range past the array", "X has n entries, not m", Sum(X[k], (k, 1, m)), Sum(T[k], (k, 1, m))
    ),
    case(
        "unused norm index",
        "‖1‖ over d entries is √d, not 1",
        Norm(x, K_D),
        Abs(x),
        (Norm(x, K_D), sqrt(d) * Abs(x)),
    ),
    case(
        "norm is not linear",
        "‖-x‖ is ‖x‖, not -‖x‖",
        Norm(-X[i], I_N),
        -Norm(X[i], I_N),
        (Norm(-X[i], I_N), Norm(X[i], I_N)),
    ),
    case(
        "norm of a sum",
        "‖x+y‖ is not ‖x‖+‖y‖",
        Norm(X[i] + Y[i], I_N),
        Norm(X[i], I_N) + Norm(Y[i], I_N),
    ),
    case(
        "operator norm",
        "‖W‖_op is not ‖W‖_F",
        OperatorNorm(W[j, k], J_P, K_D),
        Norm(W[j, k], J_P, K_D),
    ),
    case("maximum", "max is not Σ", MaxOver(X[i], I_N), S1),
    case("exp is not linear", "exp(x+y) is not exp x + exp y", exp(x + y), exp(x) + exp(y)),
    case(
        "lost factor of an exponential",
        "2e^x·e^t·e^{-t} is not e^x",
        Mul(exp(sympy.Add(log(2 * exp(x), **raw), t, **raw), **raw), exp(-t), y, **raw),
        exp(x) * y,
    ),
    case(
        "log of a product",
        "log(ab) is not log a · log b",
        log(a * b, **raw),
        log(a) * log(b),
        (log(a * b, **raw), log(a) + log(b)),
    ),
    case("symbol named pi", "a variable of that name is not π", Symbol("pi", positive=True), pi),
    case(
        "symbol named like an index",
        "'#3' is any index",
        X[Symbol("b1.0", integer=True)] * S1,
        Sum(X[i] * X[i], I_N),
    ),
    case("index named 1", "any index is not the first", X[Symbol("1", integer=True)], X[1]),
    case(
        "captured name b1.0",
        "Σ_k W_qk is not Σ_k W_kk",
        Sum(IndexedBase("A", shape=(d, d))[Symbol("b1.0", integer=True), k], K_D),
        Sum(IndexedBase("A", shape=(d, d))[k, k], K_D),
    ),
    case(
        "key injection",
        "one symbol is not a product of two",
        tanh(Symbol("x[]()posi^1*symbol:y", positive=True)),
        tanh(Symbol("x", positive=True) * Symbol("y", positive=True)),
    ),
    case(
        "symbol named exp",
        "exp(log e)·e is e², not e",
        exp(log(Symbol("exp", positive=True), **raw), **raw) * Symbol("exp", positive=True),
        Symbol("exp", positive=True),
    ),
    case(
        "two assumptions, one name",
        "two indices called j",
        X[Symbol("j", integer=True)],
        X[Symbol("j", integer=True, positive=True)],
    ),
    case(
        "dummies of one name",
        "two nameless symbols",
        sympy.Dummy("w", real=True),
        sympy.Dummy("w", real=True),
    ),
    case(
        "one array, two shapes",
        "Σ over n and over m",
        S1,
        Sum(IndexedBase("X", shape=(m,), real=True)[i], (i, 1, m)),
    ),
    case(
        "positive array",
        "entries may be negative",
        Norm(IndexedBase("P", shape=(n,), positive=True)[1], (k, 1, 1)),
        IndexedBase("P", shape=(n,), positive=True)[1],
    ),
    case(
        "entry 2",
        "an array may have one entry only",
        IndexedBase("X", shape=(n,), real=True)[2],
        X[2],
    ),
    case(
        "derivative of a product",
        "∂(x·y)/∂x is y, not 1",
        Partial(x * y, x),
        1,
        (Partial(x * y, x), y),
    ),
    case("derivative in an index", "an index is not a real variable", Partial(X[j], j), 0),
    case(
        "derivative in a size",
        "Σ_{k≤n} 1 depends on n",
        Partial(Sum(sympy.Integer(1), (k, 1, n)), n),
        0,
    ),
    case(
        "derivative past the array",
        "Σ over m misses entries of X",
        Partial(Sum(X[k], (k, 1, m)), X[j]),
        1,
        (Partial(S1, X[j]), 1),
    ),
    case(
        "derivative of another entry",
        "∂X_j/∂X_l is δ_jl, not 0",
        Partial(X[j], X[k]),
        0,
        (Partial(X[j], X[k]), delta(j, k)),
    ),
    case(
        "derivative in beta",
        "the activation depends on β",
        Partial(Act(0, t), beta),
        0,
        components=(ActivationChoice(("sigmoid",)),),
    ),
    case(
        "order of the derivative",
        "σ' is not σ''",
        Partial(Act(1, t), t),
        Act(1, t),
        (Partial(Act(1, t), t), Act(2, t)),
    ),
    case(
        "delta of unknown range",
        "j may lie beyond n",
        Sum(delta(i, j), I_N),
        1,
        (Sum(delta(i, j) * X[i], I_N), X[j]),
    ),
    case("delta beyond 1", "index 2 need not exist", Sum(delta(i, 2), I_N), 1),
    case("delta of two ranges", "i runs to n, j to m", Sum(delta(i, j), I_N, (j, 1, m)), n),
    case(
        "delta is not its square root",
        "Σ_ij δ_ij is n, not n²",
        Sum(delta(i, j), I_N, (j, 1, n)),
        n**2,
        (Sum(delta(i, j), I_N, (j, 1, n)), n),
    ),
    case(
        "collapsed sum keeps its factor",
        "the root of Σ 1/(2+2u²)² is ½‖…‖",
        sqrt(
            Sum(
                delta(i, j) * Sum((2 + W[i, k] ** 2 + W[j, k] ** 2) ** -2, K_D),
                (i, 1, p),
                (j, 1, p),
            )
        ),
        sqrt(Sum((1 + W[j, k] ** 2) ** -2, J_P, K_D)),
    ),
    case("complex unit", "i is no number here", sympy.I**2 * x, sympy.I * x),
    case("infinity", "oo is no number", sympy.oo, sympy.oo),
    case("float", "0.1 is not 1/10", sympy.Float(0.1), sympy.Rational(1, 10)),
    case(
        "division by what may vanish",
        "x/x at 0",
        Mul(x, Pow(x, -1, **raw), **raw),
        1,
        (Mul(a, Pow(a, -1, **raw), **raw), 1),
    ),
    case(
        "root of a negative",
        "sqrt(x)² at x < 0",
        Pow(sqrt(x), 2, **raw),
        x,
        (Pow(sqrt(a), 2, **raw), a),
    ),
    case(
        "supremum on a half line",
        "only the whole line is understood",
        Sup(t, (t, 0, 1)),
        Sup(t, (t, 0, 1)),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_identity(case):
    require_refused(case)


def test_strict_comparison_of_equals_is_refused():
    from provcheck.statement import line

    check = attempt(CASES[0], (line("1", sympy.Lt(x, x, evaluate=False), "algebra"),))
    assert check.proof is None


@pytest.mark.parametrize("factor", [sympy.Integer(1), X[i]])
def test_the_rows_of_a_least_singular_value_are_no_columns(factor):
    """A wide matrix has σ_min > 0 over its rows, and 0 over its columns."""
    rows, columns = (
        Sum(LeastSingularValue(factor * W[j, k], *ranges), I_N)
        for ranges in ((J_P, K_D), (K_D, J_P))
    )
    require_refused(Case("", "", (by_algebra(rows, columns),), (by_algebra(rows, rows),)))


def test_body_is_not_caught_by_a_sum_around_it():
    """Σ_i c() with c() = x_i for a free i is n·x_i; unfolding must not make it Σ x_i."""
    from provcheck.statement import line

    outer = Sum(caught(), I_N)
    lines = (
        line("1", eq(outer, n * X[i]), "algebra"),
        line("2", eq(S1, n * X[i]), "instance", "1", at={}),
    )
    assert attempt(CASES[0], lines).proof is None


def test_argument_of_an_abbreviation_is_not_differentiated():
    """slope(u) = ∂(u·t)/∂t is u, so slope(t) is t and not 2t."""
    from provcheck.statement import line

    assert attempt(CASES[0], (line("1", eq(slope(t), t), "algebra"),)).proof is not None
    lines = (
        line("1", eq(slope(t), t), "algebra"),
        line("2", eq(2 * t, t), "instance", "1", at={}),
    )
    assert attempt(CASES[0], lines).proof is None
