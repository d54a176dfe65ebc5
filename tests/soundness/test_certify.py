"""`certify` and the making of evidence: settings that refute nothing, and forged proofs."""

import copy
import dataclasses
import pickle
from fractions import Fraction
from types import SimpleNamespace

import pytest
import sympy
from sympy import Abs, Rational, Sum, sqrt

from provcheck.errors import ProvcheckError, Rejected, StatementError, Undecided
from provcheck.kernel import Counterexample, Proof, _Seal, certify, check_derivation
from provcheck.statement import (
    Act,
    ActivationChoice,
    Array,
    Constant,
    Derivation,
    GibbsMass,
    Hypothesis,
    Index,
    Infimum,
    Jet,
    MaxOver,
    Norm,
    OperatorNorm,
    Partial,
    Real,
    Setting,
    Size,
    define,
    line,
)
from tests.soundness.trial import (
    I_N,
    T,
    X,
    a,
    beta,
    claim_of,
    eq,
    i,
    k,
    le,
    lt,
    m,
    n,
    prove,
    q,
    t,
    x,
    y,
)

HALF = Fraction(1, 2)
VECTOR = (Size(n), Array(X, (n,)), Real(q, low=Fraction(0)))
BOUNDED = claim_of(le(2 * Norm(X[i], I_N), q), le(Norm(X[i], I_N), q), components=VECTOR)


def vector(*entries, bound):
    return Setting({"n": len(entries), "X": tuple(map(Fraction, entries)), "q": Fraction(bound)})


def refuses(claim, setting, kind=(Rejected, Undecided, StatementError), **more):
    with pytest.raises(kind):
        certify(claim, setting, more.pop("facts", {}), **more)


def test_a_true_violation_is_certified():
    found = certify(BOUNDED, vector(3, 4, bound=5), {})
    assert Fraction(found.lhs[0]) <= 10 <= Fraction(found.lhs[1])
    assert found.claim == BOUNDED.name and found.digest == BOUNDED.digest()


@pytest.mark.parametrize(
    ("setting", "why"),
    [
        (vector(3, 4, bound=10), "equality is no violation of ≤"),
        (vector(3, 4, bound=Fraction(49999999999999999999, 10**19)), "hypothesis false by 1e-19"),
        (vector(0, 0, bound=0), "0 ≤ 0"),
        (Setting({"n": 1, "X": (Fraction(3), Fraction(4)), "q": Fraction(5)}), "wrong shape"),
        (Setting({"n": 0, "X": (), "q": Fraction(0)}), "sizes are positive"),
        (Setting({"n": 1, "X": (Fraction(1),), "q": float("nan")}), "NaN"),
        (Setting({"n": 1, "X": (Fraction(1),), "q": float("inf")}), "infinity"),
        (Setting({"n": 1, "X": (Fraction(1),)}), "incomplete"),
        (Setting({"n": True, "X": (Fraction(1),), "q": Fraction(1)}), "no whole number"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_no_violation(setting, why):
    refuses(BOUNDED, setting)


@pytest.mark.parametrize("value", ["-1", "3", "1"])
def test_setting_outside_the_declared_range(value):
    component = Real(x, low=Fraction(0), high=Fraction(1), open_high=True)
    claim = claim_of(le(x**2, -1), components=(component,))
    refuses(claim, Setting({"x": Fraction(value)}), Rejected)
    assert certify(claim, Setting({"x": HALF}), {})


def test_setting_against_the_sign_of_its_symbol():
    claim = claim_of(lt(0, a), components=(Real(a),))
    refuses(claim, Setting({"a": Fraction(-1)}), Rejected)


def test_symbol_of_another_assumption_is_another_symbol():
    claim = claim_of(lt(0, a), components=(Real(sympy.Symbol("a", real=True)),))
    refuses(claim, Setting({"a": Fraction(-1)}), Rejected)
    derivation = Derivation("d", (line("1", lt(0, a), "arithmetic"),))
    assert check_derivation(claim, derivation, {}).proof is None


def test_numbers_are_read_exactly():
    claim = claim_of(le(x, 0), components=(Real(x),))
    assert certify(claim, Setting({"x": 0.1}), {}).setting["x"] == Fraction(0.1)


def test_unrelated_relation_refutes_nothing():
    false = le(1, 0)
    claim = claim_of(le(0, x**2), components=(Real(x),))
    refuses(claim, Setting({"x": HALF}), Rejected, relation=false)
    with_line = dataclasses.replace(
        claim, derivations=(Derivation("d", (line("1", false, "algebra"),)),)
    )
    assert certify(with_line, Setting({"x": HALF}), {}, relation=false).relation == false


def test_existing_constants_are_not_given_a_value():
    """∃ y: x ≤ y is true; the setting y = 0 says nothing against it."""
    claim = claim_of(le(x, y), components=(Real(x), Real(y)), exists=(y,))
    setting = Setting({"x": HALF, "y": Fraction(0)})
    refuses(claim, setting, Rejected)
    refuses(claim, setting, Rejected, relation=le(x, y))


def test_consequence_must_be_accepted():
    wrong = Derivation("w", (line("1", le(x, 0), "arithmetic"),))
    claim = claim_of(le(x, y), components=(Real(x),), exists=(y,), consequence=wrong)
    refuses(claim, Setting({"x": HALF}), Rejected)


SIGMOID = ActivationChoice(("sigmoid",))


def activation_claim(constant):
    components = (Real(beta), SIGMOID, Constant(a, {"sigmoid": constant}))
    bounded = Hypothesis("bounded", le(Act(0, t), a), (t,))
    return claim_of(le(2 * a, 1), bounded, components=components)


def bounded_by(value):
    e = sympy.exp(-beta * t)
    spelled = 1 / (1 + e)
    return prove(
        le(Act(0, t), value),
        line("1", eq(Act(0, t), spelled), "activation", order=0, point=t),
        line("2", le(spelled, 1), "arithmetic"),
        line("3", le(Act(0, t), value), "arithmetic", "1", "2"),
        components=(SIGMOID,),
        name="test2025/soundness/sigmoid",
    )


def test_constant_of_the_activation_rests_on_a_proof():
    setting = Setting({"activation": "sigmoid", "beta": Fraction(3)})
    facts = {"test2025/soundness/sigmoid": bounded_by(sympy.Integer(1))}
    assert certify(activation_claim(sympy.Integer(1)), setting, facts)
    refuses(activation_claim(sympy.Integer(1)), setting, Rejected)
    refuses(activation_claim(Rational(99, 100)), setting, Rejected, facts=facts)


def test_constant_before_its_parameter_is_an_error():
    """A constant that depends on β must not be read at β = 1 because β comes later."""
    components = (SIGMOID, Constant(a, {"sigmoid": beta}), Real(beta))
    claim = claim_of(le(2, a), components=components)
    refuses(claim, Setting({"activation": "sigmoid", "beta": Fraction(3)}), ProvcheckError)


@pytest.mark.parametrize(
    "relation",
    [
        le(Sum(X[i], (i, 2, n)), Sum(X[i], I_N)),
        le(X[0], -100),
        le(X[n], -100),
        le(Sum(Sum(X[i], I_N), I_N), -100),
    ],
    ids=["sum from 2", "entry 0", "entry n + 1", "index bound twice"],
)
def test_ill_formed_relation_is_not_evaluated(relation):
    claim = claim_of(relation, components=VECTOR)
    setting = Setting({"n": 2, "X": (Fraction(-3), Fraction(5)), "q": Fraction(0)})
    if relation.lhs == X[n]:
        setting = setting.replaced(n=1, X=(Fraction(-200),))
        refuses(claim, setting, ProvcheckError)
    else:
        refuses(claim, setting, ProvcheckError)


NUMBERS = (Size(n), Size(m), Array(X, (n,)), Array(T, (m,)), Real(x), Real(y))
INDEX = Index(i, m)
SLOPE = Array(sympy.IndexedBase("h_1", shape=(m,), real=True), (m,))
h, g = sympy.symbols("h g", real=True)
POINT = {
    "n": 1, "m": 2, "i": 2, "X": (Fraction(1),), "T": (Fraction(5), Fraction(0)), "x": HALF / 3,
    "y": HALF / 3, "h_0": Fraction(1), "h_1": (Fraction(0), Fraction(9)), "g_0": Fraction(2),
    "g": Fraction(0),
}  # fmt: skip
I_M, LINE = (i, 1, m), (-sympy.oo, sympy.oo)
value_at = define("value_at", (h,), Jet(h, T), "v")
TRUTHS = [
    ("mass of nothing", le(GibbsMass(t**2, (t, -sympy.oo, -sympy.oo)), HALF), ()),
    ("infimum over nothing", le(5, Infimum(t**2, (t, sympy.oo, sympy.oo))), ()),
    ("delta of numbers", eq(sympy.KroneckerDelta(x, y), 1), (eq(x, y),)),
    ("delta under an infimum", le(Infimum(t**2 - sympy.KroneckerDelta(t, 0), (t, *LINE)), -1), ()),
    ("derivative of a sum from 2", eq(Partial(Sum(T[i], (i, 2, m)), T[1]), 0), ()),
    ("derivative of a shorter sum", eq(Partial(Sum(T[k], (k, 1, n)), T[i]), 0), (lt(n, i),)),
    ("spectral norm from 2", le(OperatorNorm(T[i] * X[k], (i, 2, m), (k, 1, n)), 1), ()),
    ("derivative at entry 0", le(Jet(h, T, 0), 1), ()),
    ("derivative past the array", le(Jet(h, X, i), 1), ()),
    ("function's name bound", eq(value_at(g), Jet(g, T)), ()),
]  # fmt: skip


@pytest.mark.parametrize("case", TRUTHS, ids=lambda case: case[0])
def test_a_truth_or_nonsense_is_not_refuted(case):
    _, relation, given = case
    functions = (SLOPE, *(Real(sympy.Symbol(name, real=True)) for name in ("h_0", "g_0", "g")))
    claim = claim_of(relation, *given, components=(*NUMBERS, INDEX, *functions))
    refuses(claim, Setting(POINT), ProvcheckError)


EQUAL = [
    lt(sqrt(2) * sqrt(3, evaluate=False), sqrt(6)),
    lt(x * sympy.exp(-x), sympy.exp(-HALF) / 2),
    sympy.Gt(sympy.sin(2 * x), 2 * sympy.sin(x) * sympy.cos(x), evaluate=False),
]


@pytest.mark.parametrize("relation", EQUAL, ids=str)
def test_equal_numbers_break_a_strict_claim_and_no_other(relation):
    claim = claim_of(relation, components=(Real(x),))
    found = certify(claim, Setting({"x": HALF}), {})
    assert found.lhs == found.rhs or found.bits
    refuses(claim_of(le(relation.lts, relation.gts), components=(Real(x),)),
            Setting({"x": HALF}), Undecided)  # fmt: skip
    near = relation.func(relation.lhs, relation.rhs + (-1 if relation.func is sympy.Gt else 1)
                         * sympy.Rational(1, 10**700), evaluate=False)  # fmt: skip
    refuses(claim_of(near, components=(Real(x),)), Setting({"x": HALF}))


@pytest.mark.parametrize("term", [sqrt(x - 1), 1 / (x - HALF), sympy.log(x - 1)])
def test_equal_terms_without_value_break_nothing(term):
    shifted = sympy.Add(term, 1, evaluate=False)
    for side in (shifted, sympy.Add(sympy.log(-x), 1, evaluate=False)):
        claim = claim_of(lt(side, side), components=(Real(x),))
        refuses(claim, Setting({"x": HALF}), (Undecided, Rejected, StatementError))


# ---------------------------------------------------------------- forged evidence

TRUE = prove(le(0, x**2), line("1", le(0, x**2), "arithmetic"))
FALSE = claim_of(le(x**2, -1), name="test2025/soundness/false")
BY_CLAIM = Derivation("d", (line("1", FALSE.relation, "claim", claim=FALSE.name),))
USER = claim_of(FALSE.relation)


def fields_of(claim):
    return claim, "d", True, (), ()


@pytest.mark.parametrize(
    "forge",
    [
        lambda: Proof(None, *fields_of(FALSE)),
        lambda: Proof(_Seal(fields_of(TRUE.claim)), *fields_of(FALSE)),
        lambda: Proof(TRUE.seal, *fields_of(FALSE)),
        lambda: dataclasses.replace(TRUE, claim=FALSE),
        lambda: dataclasses.replace(TRUE, trust=()) if TRUE.trust else Proof("KERNEL", *TRUE.trust),
        lambda: Counterexample(None, "c", "d", None, None, (), (), 1, ()),
        lambda: dataclasses.replace(
            certify(BOUNDED, vector(3, 4, bound=5), {}), setting=vector(0, bound=0)
        ),
    ],
    ids=["no seal", "other seal", "borrowed seal", "replace", "string", "counterexample",
         "other setting"],
)  # fmt: skip
def test_evidence_cannot_be_made_or_changed(forge):
    with pytest.raises((StatementError, TypeError)):
        forge()


def changed_in_place():
    proof = copy.copy(TRUE)
    object.__setattr__(proof, "claim", FALSE)
    return proof


def changed_pickle():
    proof = pickle.loads(pickle.dumps(TRUE))
    proof.__dict__["claim"] = FALSE
    return proof


@pytest.mark.parametrize(
    "fact",
    [
        SimpleNamespace(claim=FALSE, trust=(), rests_on=()),
        changed_in_place(),
        changed_pickle(),
        object.__new__(Proof),
        None,
    ],
    ids=["look-alike", "copy changed", "pickle changed", "empty", "nothing"],
)
def test_forged_fact_is_refused(fact):
    with pytest.raises((StatementError, AttributeError)):
        check_derivation(USER, BY_CLAIM, {FALSE.name: fact})


def test_copies_of_a_proof_still_count():
    cited = line("1", le(x, Abs(x)), "cited", theorem="at_most_absolute", u=x)
    original = prove(le(x, Abs(x)), cited)
    name = original.claim.name
    claim = claim_of(le(x, Abs(x)), name="test2025/soundness/user")
    for proof in (copy.copy(original), pickle.loads(pickle.dumps(original))):
        lines = (line("1", le(x, Abs(x)), "claim", claim=name),)
        assert check_derivation(claim, Derivation("d", lines), {name: proof}).proof is not None


@pytest.mark.parametrize(
    ("ends", "claimed"),
    [
        (le(0, x**2), le(x, 0)),
        (le(0, x**2), lt(0, x**2)),
        (le(0, x**2), eq(x**2, 0)),
        (le(0, x**2), sympy.And(le(0, x**2), le(x, 0))),
        (le(0, x**2), le(0, x**2 - 1)),
        (le(0, Abs(x)), le(0, x)),
    ],
)
def test_last_line_must_be_the_claim(ends, claimed):
    derivation = Derivation("d", (line("1", ends, "arithmetic"),))
    assert check_derivation(claim_of(claimed), derivation, {}).proof is None
    assert check_derivation(claim_of(ends), derivation, {}).proof is not None


def test_line_of_another_id_or_later_is_not_used():
    twice = (line("1", le(0, x**2), "arithmetic"), line("1", le(0, x**4), "arithmetic"))
    early = (line("1", le(x, 0), "arithmetic", "2"), line("2", le(x, 0), "arithmetic", "1"))
    for lines in (twice, early):
        claim = claim_of(lines[-1].relation)
        assert check_derivation(claim, Derivation("d", lines), {}).proof is None


@pytest.mark.parametrize("swap", [False, True])
def test_a_hypothesis_is_checked_for_all_its_index_reaches(swap):
    """The index is bound in the sum and free outside; only the free one says how far it runs."""
    (small, s), (large, r) = ((X, n), (T, m)) if swap else ((T, m), (X, n))
    given = Hypothesis("h", le(small[i], sympy.Sum(large[i], (i, 1, r))), (i,))
    relation = le(MaxOver(small[i], (i, 1, s)), MaxOver(large[i], (i, 1, r)))
    components = (Size(n), Size(m), Array(X, (n,)), Array(T, (m,)))
    claim = claim_of(relation, given, components=components)
    values = {str(large.label): (Fraction(1),), str(small.label): (Fraction(0), Fraction(7))}
    refuses(claim, Setting({str(r): 1, str(s): 2, **values}))


def test_equal_terms_that_only_sympy_gives_a_value_break_nothing():
    """(x − 1/2)·log(−x) has no value at 1/2, though SymPy makes 0 of it."""
    side = (x - HALF) * sympy.log(-x)
    claim = claim_of(lt(side, 2 * side), components=(Real(x),))
    refuses(claim, Setting({"x": HALF}))
