"""Rules `supremum`, `at_most_supremum`, `growth`, `smooth`, `conjunction` and `activation`."""

import pytest
import sympy
from sympy import Abs, And, Pow, exp, tanh

from provcheck.statement import (
    Act,
    ActivationChoice,
    Directional,
    Norm,
    Smooth,
    Sup,
    TendsToInfinity,
    line,
)
from tests.soundness.trial import (
    J_P,
    K_D,
    Case,
    V,
    W,
    a,
    attempt,
    b,
    beta,
    eq,
    gap,
    j,
    k,
    le,
    lt,
    require_refused,
    t,
    x,
    y,
)

LINE = (t, -sympy.oo, sympy.oo)
E = 1 / (1 + t**2)
UPPER = line("upper", le(E, 1), "arithmetic")
positive_t = sympy.Symbol("t", positive=True)
R = Norm(W[j, k], J_P, K_D)


def sup(name, why, relation, lines, true=None, **arguments):
    def whole(wanted):
        last = line("last", wanted, "supremum", *(entry.id for entry in lines), **arguments)
        return (*lines, last)

    return Case(name, why, whole(relation), whole(true) if true is not None else ())


def one(name, why, relation, rule, true=None, **more):
    arguments = more.pop("arguments", {})
    truth = (line("1", true, rule, **arguments),) if true is not None else ()
    return Case(name, why, (line("1", relation, rule, **arguments),), truth, **more)


SIGMOID = {"components": (ActivationChoice(("sigmoid",)),)}
spelled = 1 / (1 + exp(-beta * x))
CASES = [
    sup("not attained", "sup 1/(1+t²) is 1, not 2", eq(Sup(E, LINE), 2),
        (line("upper", le(E, 2), "arithmetic"), line("lower", le(1, 1), "arithmetic")), point=0),
    sup("attained", "the supremum is 1", eq(Sup(E, LINE), sympy.Rational(1, 2)),
        (UPPER, line("lower", le(1, 1), "arithmetic")), eq(Sup(E, LINE), 1), point=0),
    sup("half line", "(t-5)² reaches 0 at 5 only", eq(Sup(-((t - 5) ** 2), (t, 0, 1)), 0),
        (line("upper", le(-((t - 5) ** 2), 0), "arithmetic", squares=((1, t - 5),)),
         line("lower", le(0, 0), "arithmetic")), point=5),
    sup("positive variable", "-t is not bounded on the line",
        eq(Sup(-positive_t, (positive_t, -sympy.oo, sympy.oo)), 0),
        (line("upper", le(-positive_t, 0), "arithmetic"), line("lower", le(0, 0), "arithmetic")),
        point=0),
    sup("gap in the value", "the gap must be a symbol of its own", eq(Sup(E, LINE), 1 + gap),
        (line("upper", le(E, 1 + gap), "arithmetic"), line("lower", le(1, 1), "arithmetic")),
        point=0, gap=gap),
    sup("one gap", "1 ≥ 2 - 1 says nothing of smaller gaps", eq(Sup(E, LINE), 2),
        (line("upper", le(E, 2), "arithmetic"), line("lower", le(1, 1), "arithmetic")),
        point=0, gap=sympy.Integer(1)),
    sup("value with the variable", "v must not depend on t", eq(Sup(E, LINE), E),
        (line("upper", le(E, E), "algebra"), line("lower", le(E, E), "algebra")), point=t),
    Case("at most half", "e ≤ v, not e ≤ v/2",
         (line("1", eq(Sup(E, LINE), a), "hypothesis", name="h0"),
          line("2", le(E, a / 2), "at_most_supremum", "1")),
         (line("1", eq(Sup(E, LINE), a), "hypothesis", name="h0"),
          line("2", le(E, a), "at_most_supremum", "1")), (eq(Sup(E, LINE), a),)),
    Case("at most of a bound", "an inequality gives no supremum",
         (UPPER, line("2", le(E, 1), "at_most_supremum", "upper"))),
    one("absolute value", "|W| has a corner", Smooth(Abs(W[1, 1]), W), "smooth",
        Smooth(W[1, 1] ** 2, W)),
    one("norm", "‖W‖ has a corner at 0", Smooth(R, W), "smooth", Smooth(R**2, W)),
    one("norm of roots", "Σ|W| hides behind a norm", Smooth(Norm(
        sympy.sqrt(Abs(W[j, k])), J_P, K_D) ** 2, W), "smooth",
        Smooth(Norm(W[j, k] ** 2, J_P, K_D) ** 2, W)),
    one("root of a square", "sqrt(t²) is |t|", Smooth(Pow(t**2, sympy.S.Half, evaluate=False), t),
        "smooth", Smooth(tanh(t) * t**2, t)),
    one("reciprocal", "1/t has a pole", Smooth(1 / t, t), "smooth", Smooth(t / a, t)),
    one("power of zero", "0^t jumps", Smooth(Pow(0, t, evaluate=False), t), "smooth"),
    one("cubed norm", "‖W‖³ is not C∞", Smooth(R**3, W), "smooth", Smooth(R**4, W)),
    one("infinite", "oo is no function", Smooth(sympy.oo, W), "smooth"),
    Case("part of a conjunction", "y ≤ 0 was not shown",
         (line("1", le(0, x**2), "arithmetic"),
          line("2", And(le(0, x**2), le(y, 0)), "conjunction", "1")),
         (line("1", le(0, x**2), "arithmetic"), line("1b", le(0, y**2), "arithmetic"),
          line("2", And(le(0, x**2), le(0, y**2)), "conjunction", "1", "1b"))),
    Case("stronger part", "0 ≤ x² is not 0 < x²",
         (line("1", le(0, x**2), "arithmetic"),
          line("2", And(lt(0, x**2), le(0, x**2 + 1)), "conjunction", "1"))),
    Case("no conjunction", "a single line", (line("1", le(0, x**2), "arithmetic"),
                                             line("2", le(y, 0), "conjunction", "1"))),
    one("σ spelled with a sign", "1/(1+e^{βx}) is σ(-x)",
        eq(Act(0, x), 1 / (1 + exp(beta * x))), "activation", eq(Act(0, x), spelled),
        arguments={"order": 0, "point": x}, **SIGMOID),
    one("another order", "σ' is not σ", eq(Act(0, x), spelled), "activation",
        arguments={"order": 1, "point": x}, **SIGMOID),
    one("another point", "σ(y) is not σ(x)", eq(Act(0, y), spelled), "activation",
        arguments={"order": 0, "point": x}, **SIGMOID),
    one("any activation", "the claim admits three", eq(Act(0, x), spelled), "activation",
        arguments={"order": 0, "point": x}, components=(ActivationChoice(),)),
    one("another activation", "the claim is about tanh", eq(Act(0, x), spelled), "activation",
        arguments={"order": 0, "point": x}, components=(ActivationChoice(("tanh",)),)),
    one("direction that is no array", "the derivative would vanish",
        eq(Directional(W[1, 1], sympy.Symbol("W", real=True), V), 0), "algebra",
        eq(Directional(W[1, 1], W, V), V[1, 1])),
    one("unknown rule", "there is none", le(x, y), "trust_me"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_refused(case):
    require_refused(case)


G = sympy.symbols("g2 g3", real=True)


@pytest.mark.parametrize(
    ("lower", "value", "upper", "is_true"),
    [
        (b, R**2, 1, True),
        (b, R**2, sympy.Rational(1, 2), False),
        (b, 2 * R**2, 1, False),
        (G[0], R**2, 1, False),
        (b, R**2, R, False),
    ],
)
def test_growth_compares_leading_terms_of_what_was_shown(lower, value, upper, is_true):
    from provcheck.kernel import check_derivation
    from provcheck.statement import Derivation
    from tests.soundness.trial import claim_of

    statement = sympy.Ge(value, lower * R**2 - G[0] * R + G[1], evaluate=False)
    lines = (
        line("bound", le(R**2, R**2), "algebra"),
        line("last", le(lower, upper), "growth", "bound", base=W, lower=(lower, *G),
             upper=(upper, 0, 0)),
    )  # fmt: skip
    growth = Derivation("growth", lines)
    claim = claim_of(statement, exists=G, consequence=growth)
    check = check_derivation(claim, growth, {})
    assert (str(check.lines[-1].status) == "ok") is is_true, check.lines[-1].reason
    assert check.proof is None


def test_limit_holds_for_the_array_it_names():
    false = (line("1", TendsToInfinity(R**2, V), "smooth"),)
    require_refused(Case("", "another rule gives limits", false))


def test_supremum_over_a_part_of_the_line_is_refused_on_its_line():
    term = -((t - 5) ** 2)
    lines = (
        line("upper", le(term, 0), "arithmetic", squares=((1, t - 5),)),
        line("lower", le(0, 0), "arithmetic"),
        line("sup", eq(Sup(term, (t, 0, 1)), 0), "supremum", "upper", "lower", point=5),
    )
    whole = (*lines[:2], line("sup", eq(Sup(term, LINE), 0), *("supremum", "upper", "lower"),
                              point=5))  # fmt: skip
    end = line("end", le(0, x**2), "arithmetic")
    assert str(attempt(CASES[0], (*lines, end)).lines[2].status) == "gap"
    assert attempt(CASES[0], (*whole, end)).proof is not None
