"""Rule `monotone`: contexts that are not monotone, or are not allowed."""

import pytest
import sympy
from sympy import Abs, Sum, log

from provcheck.statement import Act, Hypothesis, MaxOver, line
from tests.soundness.trial import (
    I_N,
    Case,
    X,
    Y,
    a,
    b,
    i,
    j,
    le,
    lt,
    m,
    n,
    q,
    require_refused,
    t,
    x,
    y,
)

S = Sum(X[i], I_N)
ABOVE_CITED = line("1", le(X[i], Abs(X[i])), "cited", theorem="at_most_absolute", u=X[i])
ORDER = line("1", le(x, y), "hypothesis", name="h0")
POSITIVE = line("1", le(a, b), "hypothesis", name="h0")


def case(name, why, first, relation, true=None, given=(), **arguments):
    def lines(wanted):
        return (first, line("last", wanted, "monotone", "1", **arguments))

    return Case(name, why, lines(relation), lines(true) if true is not None else (), given)


CASES = [
    case("half of a sum", "Σx ≤ Σ|x|, not half of it", ABOVE_CITED, le(S, Sum(Abs(X[i]), I_N) / 2),
         le(S, Sum(Abs(X[i]), I_N)), under="sum", ranges=(I_N,)),
    case("wrong range", "X has n entries", ABOVE_CITED,
         le(Sum(X[i], (i, 1, m)), Sum(Abs(X[i]), (i, 1, m))), under="sum", ranges=((i, 1, m),)),
    case("index of the claim's hypothesis", "it holds for one i", line(
        "1", le(X[i], 1), "hypothesis", name="h0"), le(S, n), given=(le(X[i], 1),),
         under="sum", ranges=(I_N,)),
    case("index for all", "one hypothesis for all i sums to n", line(
        "1", le(X[i], 1), "hypothesis", name="all"), le(S, 1), le(S, n),
         given=(Hypothesis("all", le(X[i], 1), (i,)),), under="sum", ranges=(I_N,)),
    case("maximum", "max x ≤ x", ABOVE_CITED, le(MaxOver(Abs(X[i]), I_N), MaxOver(X[i], I_N)),
         le(MaxOver(X[i], I_N), MaxOver(Abs(X[i]), I_N)), under="max", ranges=(I_N,)),
    case("index as a number", "j has no range", line(
        "1", le(0, sympy.Abs(sympy.Symbol("e", integer=True, positive=True))), "arithmetic"),
         le(0, 0), under="sum", ranges=((sympy.Symbol("e", integer=True, positive=True), 1, n),)),
    case("other index", "Y_j stays", line("1", le(X[i] * Y[j], Abs(X[i] * Y[j])), "cited",
         theorem="at_most_absolute", u=X[i] * Y[j]), le(Sum(X[i] * Y[i], I_N), 0),
         under="sum", ranges=(I_N,)),
    case("exp flipped", "exp grows", ORDER, le(sympy.exp(y), sympy.exp(x)),
         le(sympy.exp(x), sympy.exp(y)), given=(le(x, y),), under="exp"),
    case("exp of a logarithm", "a ≤ b, not a ≤ b/2", line(
        "1", le(log(a), log(b)), "hypothesis", name="h0"), le(a, b / 2), le(a, b),
         given=(le(log(a), log(b)),), under="exp"),
    case("exp of a sum of logarithms", "ab ≤ 1, not a ≤ 1", line(
        "1", le(log(a) + log(b), 0), "hypothesis", name="h0"), le(a, 1), le(a * b, 1),
         given=(le(log(a) + log(b), 0),), under="exp"),
    case("square of a negative", "-3 ≤ 1 squared", ORDER, le(x**2, y**2), given=(le(x, y),),
         under="square"),
    case("square of positives", "a² ≤ b², not a² < b²", POSITIVE, lt(a**2, b**2), le(a**2, b**2),
         given=(le(a, b),), under="square"),
    case("root with a negative side", "x² ≤ y² is not x ≤ y", line(
        "1", le(x**2, y**2), "hypothesis", name="h0"), le(x, y), given=(le(x**2, y**2),),
         under="root"),
    case("root", "x² ≤ b² is x ≤ b, not x < b", line(
        "1", le(x**2, b**2), "hypothesis", name="h0"), lt(x, b), le(x, b),
         given=(le(x**2, b**2),), under="root"),
    case("log of a real", "log x at x < 0", ORDER, le(x, y - 1), given=(le(x, y),), under="log"),
    case("log", "log a ≤ log b, not the other way", POSITIVE, le(log(b), log(a)),
         le(log(a), log(b)), given=(le(a, b),), under="log"),
    case("the activation", "σ need not grow", ORDER, le(Act(0, x), Act(0, y)), given=(le(x, y),),
         under="activation"),
    case("inverse", "1/x falls", POSITIVE, le(1 / a, 1 / b), given=(le(a, b),), under="inverse"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_not_monotone(case):
    require_refused(case)


def test_factor_that_may_be_negative():
    """From X_i ≤ 1 for all i, t·X_i ≤ t does not follow."""
    relation = Hypothesis("all", le(X[i], 1), (i,))
    first = line("1", le(X[i], 1), "hypothesis", name="all")
    false = (first, line("2", le(t * X[i], t), "arithmetic", "1", multipliers={"1": t}))
    true = (first, line("2", le(q * X[i], q), "arithmetic", "1", multipliers={"1": q}))
    require_refused(Case("", "t may be negative", false, true, (relation,)))
