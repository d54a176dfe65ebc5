"""Rule `claim`: proofs cited outside what they prove."""

import pytest
from sympy import Abs

from provcheck.errors import StatementError
from provcheck.statement import (
    Act,
    ActivationChoice,
    Hypothesis,
    Index,
    Norm,
    Size,
    TendsToInfinity,
    line,
)
from tests.soundness.trial import (
    I_N,
    J_P,
    K_D,
    Case,
    V,
    W,
    X,
    a,
    attempt,
    beta,
    eq,
    i,
    j,
    k,
    le,
    lt,
    m,
    n,
    prove,
    t,
    u,
    x,
    y,
    z,
)

SIGMOID, ANY = (ActivationChoice(("sigmoid",)),), (ActivationChoice(),)
NAME = "test2025/soundness/cited"
G = Norm(W[j, k], J_P, K_D) ** 2 - 2 * Norm(V[j, k], J_P, K_D) ** 2


def cited(relation, *lines, given=(), **more):
    return prove(relation, *lines, given=given, name=NAME, **more)


PLAIN = cited(le(x, Abs(x)), line("1", le(x, Abs(x)), "cited", theorem="at_most_absolute", u=x))
CONDITIONAL = cited(
    le(x, z),
    line("1", le(x, y), "hypothesis", name="h0"),
    line("2", le(y, z), "hypothesis", name="h1"),
    line("3", le(x, z), "arithmetic", "1", "2"),
    given=(le(x, y), le(y, z)),
)
GROWS = cited(
    TendsToInfinity(G, W),
    line("1", TendsToInfinity(G, W), "cited", theorem="quadratic_growth", of=G, base=W, alpha=1,
         gamma=-2 * Norm(V[j, k], J_P, K_D) ** 2, ranges=(J_P, K_D)),
)  # fmt: skip
SIZED = cited(
    le(0, Norm(X[k], (k, 1, n))),
    line("1", le(0, Norm(X[k], (k, 1, n))), "arithmetic"),
    components=(Size(n),),
)


def activation_fact():
    import sympy

    spelled = 1 / (1 + sympy.exp(-beta * t))
    return cited(
        eq(Act(0, t), spelled),
        line("1", eq(Act(0, t), spelled), "activation", order=0, point=t),
        components=SIGMOID,
    )


def use(relation, **arguments):
    return (line("last", relation, "claim", claim=NAME, **arguments),)


FORWARD = (le(x, y), le(y, z))
CASES = [
    ("flipped", PLAIN, use(le(Abs(x), x)), use(le(x, Abs(x))), (), ()),
    ("made strict", PLAIN, use(lt(x, Abs(x))), use(le(x, Abs(x))), (), ()),
    ("hypothesis dropped", CONDITIONAL, use(le(x, z)), use(le(x, z)), FORWARD, FORWARD[:1]),
    ("hypothesis of another variable", CONDITIONAL, use(le(x, z)), (), (), (le(x, y), le(y, u))),
    ("weaker hypothesis", CONDITIONAL, use(le(x, z)), (), (), (le(x, y), le(y, z + 1))),
    ("constrained variable replaced", CONDITIONAL, use(le(u, z), at={x: u}), (), (), FORWARD),
    ("size replaced", SIZED, use(le(5, Norm(X[k], I_N)), at={n: k}), (), (), ()),
    ("limit with its array put in", GROWS, use(TendsToInfinity(G.xreplace({V: W}), W), at={V: W}),
     use(TendsToInfinity(G, W)), (), ()),
    ("limit in another array", GROWS, use(TendsToInfinity(G, V)), (), (), ()),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_claim_is_cited_as_proved(case):
    name, proof, false, true, given_true, given_false = case
    facts = {NAME: proof}
    assert attempt(Case(name, "", false, given=given_false), false, facts).proof is None
    if true:
        assert attempt(Case(name, "", true, given=given_true), true, facts).proof is not None


@pytest.mark.parametrize("components", [(), ANY, (ActivationChoice(("tanh",)),)])
def test_claim_about_one_activation_says_nothing_of_others(components):
    proof = activation_fact()
    lines = use(proof.claim.relation)
    assert attempt(Case("", "", lines, components=components), lines, {NAME: proof}).proof is None
    own = Case("", "", lines, components=SIGMOID)
    assert attempt(own, lines, {NAME: proof}).proof is not None


def test_steepness_of_a_cited_claim_stays():
    proof = activation_fact()
    lines = use(proof.claim.relation.xreplace({beta: a}), at={beta: a})
    case = Case("", "σ_β is not σ_a", lines, components=SIGMOID)
    assert attempt(case, lines, {NAME: proof}).proof is None


def test_unproved_or_own_claim_is_refused():
    lines = use(le(x, Abs(x)))
    assert attempt(Case("", "", lines), lines, {}).proof is None
    own = (line("1", le(x, 0), "claim", claim="test2025/soundness/claim"),)
    assert attempt(Case("", "", own), own, {}).proof is None


def test_hypothesis_for_all_is_not_one_instance():
    everywhere = Hypothesis("h0", le(Abs(Act(1, t)), a), (t,))
    proof = cited(
        le(Abs(Act(1, x)), a),
        line("1", le(Abs(Act(1, x)), a), "hypothesis", name="h0", at={t: x}),
        given=(everywhere,),
        components=ANY,
    )
    once = Hypothesis("h0", le(Abs(Act(1, t)), a))
    lines = use(le(Abs(Act(1, x)), a))
    for given, is_proved in (((everywhere,), True), ((once,), False), ((), False)):
        check = attempt(Case("", "", lines, given=given, components=ANY), lines, {NAME: proof})
        assert (check.proof is not None) is is_proved


def test_an_index_of_a_cited_claim_runs_as_far_as_there():
    """i ≤ 1 for the index of an array of one entry says nothing of i elsewhere."""
    given = (Hypothesis("low", le(i, X[i]), (i,)), Hypothesis("high", le(X[i], 1), (i,)))
    proof = cited(
        le(i, 1),
        line("1", le(i, X[i]), "hypothesis", name="low"),
        line("2", le(X[i], 1), "hypothesis", name="high"),
        line("3", le(i, 1), "arithmetic", "1", "2"),
        given=given,
        components=(Size(n), Index(i, n)),
    )
    lines = use(le(m, 1), at={i: m})
    assert attempt(Case("", "", lines, given=given), lines, {NAME: proof}).proof is None


def test_fact_under_another_name_is_an_error():
    with pytest.raises(StatementError):
        attempt(Case("", "", ()), use(le(x, Abs(x))), {"test2025/soundness/other": PLAIN})
