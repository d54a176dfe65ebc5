"""Rules `instance` and `hypothesis`: replacements that change the meaning."""

import pytest
import sympy
from sympy import Abs, IndexedBase, Pow, Sum, Symbol

from provcheck.statement import (
    Act,
    ActivationChoice,
    Hypothesis,
    MaxOver,
    Norm,
    Partial,
    Size,
    Sup,
    define,
    line,
)
from tests.soundness.trial import (
    I_N,
    Case,
    T,
    X,
    Y,
    a,
    beta,
    eq,
    i,
    j,
    k,
    le,
    lt,
    m,
    n,
    q,
    r,
    require_refused,
    t,
    u,
    x,
    y,
    z,
)

nonpositive = Symbol("w", nonpositive=True)
whole = Symbol("e", integer=True, positive=True)
H0 = line("h0", le(x, 1), "hypothesis", name="h0")
SIGMOID = (ActivationChoice(("sigmoid",)),)
BOUND = Hypothesis("bound", le(Act(0, t), a), (t,))
ENTRIES = Hypothesis("entries", le(X[i], a), (i,))


def case(name, why, first, second, at, good=None, **more):
    """`first`, then `second` by replacing; `good` is (relation, replacement) that may pass."""

    def lines(relation, replaced):
        return (first, line("last", relation, "instance", first.id, at=replaced))

    return Case(name, why, lines(second, at), lines(*good) if good else (), **more)


def alg(relation):
    return line("1", relation, "arithmetic")


def triangle_holds(w):
    return le(Abs(y + w * z), Abs(y) + w * Abs(z))


def triangle(w):
    return line("1", triangle_holds(w), "cited", theorem="triangle", u=y, v=w * z)


ENTRY = line("1", le(Abs(X[i]), Norm(X[i], I_N)), "cited", theorem="entry_at_most_norm", u=X[i],
             ranges=(I_N,))  # fmt: skip
CASES = [
    case("constrained", "x ≤ 1 holds for this x only", H0, le(y, 1), {x: y}, given=(le(x, 1),)),
    case("positive by real", "a·|y| is not x·|y|", triangle(a), triangle_holds(x), {a: x},
         (triangle_holds(a + 1), {a: a + 1})),
    case("positive by non-negative", "q may be 0", alg(lt(0, a)), lt(0, q), {a: q}),
    case("non-negative by real", "x may be negative", triangle(q), triangle_holds(x), {q: x},
         (triangle_holds(r**2), {q: r**2})),
    case("non-positive by real", "sqrt(w²) was read as -w",
         line("1", eq(Norm(nonpositive, (k, 1, 1)), Abs(nonpositive, evaluate=False)), "algebra"),
         eq(Norm(y, (k, 1, 1)), -y), {nonpositive: y}),
    case("index by a real", "0 < e holds for sizes", alg(lt(0, whole)), lt(0, x), {whole: x}),
    case("index by an index of no sign", "e ≥ 1, j is any", alg(lt(0, whole)), lt(0, j),
         {whole: j}),
    case("index by a sum", "i + 1 may not exist", alg(le(X[i], Abs(X[i]))),
         le(X[i + 1], Abs(X[i + 1])), {i: i + 1}),
    case("a term", "|x| cannot be replaced", alg(le(0, Abs(x))), le(0, -1), {Abs(x): -1}),
    case("an entry", "one entry alone cannot either", alg(le(0, X[1] ** 2 + X[i] ** 2)),
         le(0, X[i] ** 2 - 5), {X[1] ** 2: -5}),
    case("a number", "1 is 1", alg(le(x, x + 1)), le(x, x - 5), {sympy.Integer(1): -5}),
    case("an array of another shape", "T has m entries", ENTRY, le(Abs(T[i]), Norm(T[i], I_N)),
         {X: T}, (le(Abs(Y[i]), Norm(Y[i], I_N)), {X: Y})),
    case("a size of the claim", "n is given", alg(le(0, Norm(X[i], I_N))), le(0, n - 5),
         {n: whole}, components=(Size(n),)),
    case("the steepness", "σ_β depends on β", line("1", eq(
        Act(1, t), beta * Act(0, t) * (1 - Act(0, t))), "algebra"), lt(0, 0), {beta: a},
         components=SIGMOID),
    case("what is differentiated", "∂(t·u)/∂t at u = t is t, not 2t",
         line("1", eq(Partial(t * u, t), u), "algebra"), eq(Partial(t * t, t), t), {u: t}),
    case("an array that is differentiated", "∂(X₁Y₁)/∂X₁ at Y = X",
         line("1", eq(Partial(X[1] * Y[1], X[1]), Y[1]), "algebra"),
         eq(Partial(X[1] * X[1], X[1]), X[1]), {Y: X}),
    case("two at once", "x and y change places together", line("1", le(x - 2 * y, Abs(x - 2 * y)),
         "cited", theorem="at_most_absolute", u=x - 2 * y), le(y - 2 * y, Abs(y - 2 * y)),
         {x: y, y: x}, (le(y - 2 * x, Abs(y - 2 * x)), {x: y, y: x})),
    case("infinity", "oo is no value", alg(le(x, x + 1)), le(0, -1), {x: sympy.oo}),
    Case("hypothesis at another variable", "h0 is about x",
         (line("1", le(y, 1), "hypothesis", name="h0", at={x: y}),),
         (line("1", le(x, 1), "hypothesis", name="h0"),), (le(x, 1),)),
    Case("hypothesis flipped", "x ≤ 1 is not 1 ≤ x",
         (line("1", le(1, x), "hypothesis", name="h0"),), (), (le(x, 1),)),
    Case("hypothesis made strict", "x ≤ 1 is not x < 1",
         (line("1", lt(x, 1), "hypothesis", name="h0"),), (), (le(x, 1),)),
    Case("unknown hypothesis", "there is none", (line("1", le(x, 1), "hypothesis", name="h7"),)),
    Case("hypothesis of one entry", "h0 is about X₁",
         (line("1", le(X[i], 1), "hypothesis", name="h0"),), (), (le(X[1], 1),)),
    Case("hypothesis past the array", "T has another length",
         (line("1", le(T[j], a), "hypothesis", name="entries", at={i: j}),),
         (line("1", le(X[j], a), "hypothesis", name="entries", at={i: j}),), (ENTRIES,)),
    Case("hypothesis at the second entry", "there may be one only",
         (line("1", le(X[2], a), "hypothesis", name="entries", at={i: sympy.Integer(2)}),),
         (line("1", le(X[1], a), "hypothesis", name="entries", at={i: sympy.Integer(1)}),),
         (ENTRIES,)),
    Case("hypothesis at another order", "σ ≤ a says nothing of σ'",
         (line("1", le(Act(1, x), a), "hypothesis", name="bound", at={t: x}),),
         (line("1", le(Act(0, x), a), "hypothesis", name="bound", at={t: x}),), (BOUND,)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_replacement_is_refused(case):
    require_refused(case)


def test_a_supremum_may_be_infinite():
    """sup t = sup t, hence t ≤ sup t, hence sup t + 1 ≤ sup t, hence 1 ≤ 0."""
    top = Sup(t, (t, -sympy.oo, sympy.oo))
    lines = (
        line("1", eq(top, top), "algebra"),
        line("2", le(t, top), "at_most_supremum", "1"),
    )
    require_refused(Case("", "the supremum is infinite", lines))


def test_a_parameter_does_not_name_an_array():
    """f(Y) = X_1 as written, Y_1 when unfolded: hence X_1 = Y_1."""
    first = define("first", (X.label,), X[1], "f")
    lines = (line("1", eq(first(Y.label), X[1]), "algebra"),)
    require_refused(Case("", "the parameter is the array's name", lines))


# ---------------------------------------------------------------- how far an index runs

DELTA = sympy.KroneckerDelta
ONE_ENTRY = (Hypothesis("low", le(i, X[i]), (i,)), Hypothesis("high", le(X[i], 1), (i,)))
FIRST_ENTRY = (
    Hypothesis("low", le(1, X[i]), (i,)),
    Hypothesis("high", le(X[i], DELTA(i, 1)), (i,)),
)
I_M = (i, 1, m)


def from_hypotheses(given):
    low, high = (hypothesis.relation for hypothesis in given)
    return (line("1", low, "hypothesis", name="low"), line("2", high, "hypothesis", name="high"))


@pytest.mark.parametrize("value", [m, k])
def test_an_index_that_its_array_entry_has_left(value):
    """i ≤ X_i ≤ 1 for all i ≤ n says n = 1; then i ≤ 1, but not m ≤ 1."""
    lines = (
        *from_hypotheses(ONE_ENTRY),
        line("3", le(i, 1), "arithmetic", "1", "2"),
        line("4", le(value, 1), "instance", "3", at={i: value}),
    )
    require_refused(Case("", "m is any size", lines, lines[:2], ONE_ENTRY))


def test_an_index_does_not_change_arrays():
    """1 ≤ X_i ≤ δ_i1 says n = 1; nothing about the m entries of T."""
    weight = {"1": T[i] ** 2, "2": T[i] ** 2}
    false = line("3", le(T[i] ** 2, DELTA(i, 1) * T[i] ** 2), "arithmetic", "1", "2",
                 multipliers=weight)  # fmt: skip
    require_refused(Case("", "T_2 = 1", (*from_hypotheses(FIRST_ENTRY), false), (), FIRST_ENTRY))


def test_a_bound_index_carries_no_free_one():
    """Σ_i X_i binds an i of its own; the other one runs to n, not to m."""
    total = Sum(X[i], I_N)
    held = (
        *from_hypotheses(FIRST_ENTRY),
        line("3", le(1 + total, DELTA(i, 1) + total), "arithmetic", "1", "2"),
    )
    false = line("4", le(m + m * total, 1 + m * total), "monotone", "3", under="sum",
                 ranges=(I_M,))  # fmt: skip
    true = line("4", le(n + n * total, 1 + n * total), "monotone", "3", under="sum",
                ranges=(I_N,))  # fmt: skip
    require_refused(Case("", "m ≤ 1", (*held, false), (*held, true), FIRST_ENTRY))


def test_an_entry_is_at_most_the_maximum_of_its_own_range():
    """max over i ≤ n of 1 - δ_i1 is 0 where n = 1; nothing about the m entries of T."""
    off = 1 - DELTA(i, 1)
    top = MaxOver(off, I_N)
    held = (
        line("1", le(off, top), "cited", theorem="entry_at_most_max", u=off, ranges=(I_N,)),
        line("2", le(top, 0), "hypothesis", name="h0"),
        line("3", le(off, 0), "arithmetic", "1", "2"),
    )

    def scaled(entry):
        weight = {"3": entry**2}
        return (*held, line("4", le(off * entry**2, 0), "arithmetic", "3", multipliers=weight))

    given = (Hypothesis("h0", le(top, 0)),)
    require_refused(Case("", "T_2 = 0", scaled(T[i]), scaled(X[i]), given))


def test_root_of_a_hidden_square():
    """A nameless square root is rebuilt by no rule into something else."""
    root = Pow(x**2, sympy.S.Half, evaluate=False)
    P = IndexedBase("P", shape=(n,), positive=True)
    lines = (line("1", eq(root, x), "algebra"),)
    require_refused(Case("", "x may be negative", lines, (line("1", eq(root, Abs(x)), "algebra"),)))
    entry = (line("1", le(0, P[1]), "arithmetic"),)
    require_refused(Case("", "entries have no sign", entry))


def test_one_term_is_not_replaced_for_all():
    """|X_i| ≤ ‖X‖ with the free X_i replaced by 5a would bound every norm from below."""
    false = (ENTRY, line("2", le(5 * a, Norm(X[k], (k, 1, n))), "instance", "1", at={X[i]: 5 * a}))
    require_refused(Case("", "an entry is no variable", false))


def test_size_is_not_replaced_by_less():
    for value in (x, j):
        false = (triangle(whole), line("2", triangle_holds(value), "instance", "1",
                                       at={whole: value}))  # fmt: skip
        require_refused(Case("", f"{value} may be negative", false))
