"""Many settings at once are scored as one setting is: vectors against the plain reference."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import sympy
from sympy import Abs, Eq, Ge, Le, Lt, Sum

from provcheck.engines.complete_batch import Completion
from provcheck.engines.draft import complete_floats
from provcheck.engines.draw_batch import draw_batch
from provcheck.engines.numeric import compile_term
from provcheck.engines.numeric_batch import COUNT, compile_batch, lane
from provcheck.engines.objective import Objective, excess
from provcheck.engines.objective_batch import BatchObjective, excesses
from provcheck.statement.claim import Hypothesis, Quantity
from provcheck.statement.space import Real
from provcheck.statement.terms import Act, MaxOver, Norm, OperatorNorm, define
from tests.engines.small_net import Net
from tests.engines.test_numeric import TERMS

W, X, i, j, k = Net.W, Net.X, Net.i, Net.j, Net.k
J, K = (j, 1, Net.p), (k, 1, Net.d)
x, y = sympy.symbols("x y", real=True)
ROW_BOUND = Hypothesis("rows", Le(Norm(X[i, k], K), Net.B), (i,))
SPECIAL = [0.0, -0.0, 1.0, -1.0, 1e308, -1e308, 5e-324, np.inf, -np.inf, np.nan]


@pytest.fixture
def batch(rng):
    return draw_batch(Net.space, rng, 20)


@pytest.mark.parametrize("term", TERMS, ids=str)
def test_a_term_by_vectors_is_the_term_setting_by_setting(term, rng, make_claim):
    complete = Completion(make_claim(Le(0, 1, evaluate=False), space=Net.space))
    single, many = compile_term(term), compile_batch(term)
    for _ in range(10):
        batch = draw_batch(Net.space, rng, 20)
        values, valid = complete(batch)
        assert valid.all()
        found = many(values, {})
        with np.errstate(all="ignore"):
            wanted = [single(complete_floats(Net.space, batch.draft(k))) for k in range(20)]
        assert found == pytest.approx(wanted, rel=1e-9, abs=1e-300, nan_ok=True)


def test_a_wrong_axis_would_be_seen(make_claim, batch):
    """The test of the test: a batch whose settings are in another order is another batch."""
    values, _ = Completion(make_claim(Le(0, 1, evaluate=False), space=Net.space))(batch)
    found = compile_batch(TERMS[0])(values, {})
    assert found != pytest.approx(found[::-1])


def test_an_index_beyond_its_array_is_refused(batch):
    values = {**batch.values, COUNT: batch.count, "n": batch.values["p"] + 1}
    with pytest.raises(IndexError, match="index of W"):
        compile_batch(Sum(W[j, k], (j, 1, Net.n), K))(values, {})


@pytest.mark.parametrize("is_equality", [False, True])
@pytest.mark.parametrize("is_strict", [False, True])
def test_the_excess_of_every_pair_is_that_of_one_pair(is_equality, is_strict):
    small, large = (side.ravel() for side in np.meshgrid(SPECIAL, SPECIAL))
    with np.errstate(all="ignore"):
        found = excesses(small, large, is_equality, is_strict)
        wanted = [excess(s, t, is_equality, is_strict) for s, t in zip(small, large, strict=True)]
    assert found == pytest.approx(wanted, nan_ok=True)


RELATIONS = {
    "bound": Le(Norm(Sum(W[j, k] * X[i, k], K), J), Net.B * OperatorNorm(W[j, k], J, K)),
    "strict": Lt(Abs(Act(1, W[1, 1] * X[i, 1])), Net.M),
    "equality": Eq(MaxOver(Abs(W[j, 1]), J) * 2, 2 * Norm(W[j, 1], J)),
}


@pytest.mark.parametrize("relation", RELATIONS.values(), ids=RELATIONS)
def test_scores_are_those_of_one_draft_at_a_time(relation, rng, make_claim):
    """Hypotheses and admission too; the second has rows that the first hypothesis excludes."""
    more = Hypothesis("small rows", Ge(100, X[i, 1] + Net.B), (i,))
    claim = make_claim(relation, space=Net.space, hypotheses=[ROW_BOUND, more])
    many, one = Objective(claim, relation), Objective(claim, relation)
    score = BatchObjective(many, claim, relation)
    excluded = 0
    for _ in range(8):
        batch = draw_batch(Net.space, rng, 25)
        found = score(batch)
        assert score.complete is not None
        for place in range(25):
            wanted = one(batch.draft(place))
            assert found.scores[place] == pytest.approx(wanted, rel=1e-6, abs=1e-9)
            assert found.admitted[place] == one.is_admitted
            ratio = np.nan if one.ratio is None else one.ratio
            assert found.ratios[place] == pytest.approx(ratio, rel=1e-9, nan_ok=True)
        excluded += np.count_nonzero(~found.admitted)
    assert excluded and many.evaluations == one.evaluations == 200
    for above in (False, True):
        ratios = [ratio for ratio, _ in one.tightest(above)]
        assert [ratio for ratio, _ in many.tightest(above)] == pytest.approx(ratios, rel=1e-9)


def test_a_lower_bound_is_read_from_its_hypothesis_and_held_against_its_function(batch, make_claim):
    claim = make_claim(Le(Net.B, 1), space=Net.space, hypotheses=[ROW_BOUND])
    complete = Completion(claim)
    values, _ = complete(batch)
    assert len(complete.bounds["B"]) == 2, "the first way was dropped"
    wanted = [complete_floats(Net.space, batch.draft(k))["B"] for k in range(20)]
    assert values["B"] == pytest.approx(wanted, rel=1e-12)
    lying = replace(ROW_BOUND, relation=Le(2 * Norm(X[i, k], K), Net.B))
    complete = Completion(make_claim(Le(Net.B, 1), space=Net.space, hypotheses=[lying]))
    assert complete(batch)[0]["B"] == pytest.approx(wanted, rel=1e-12)


def test_a_bound_above_the_upper_one_is_no_setting(rng, make_claim):
    space = (Real(x), Real(y, low=Fraction(-1), high=Fraction(1), at_least=lambda v: v["x"]))
    claim = make_claim(Le(y, 2), *space)
    batch = draw_batch(claim.space, rng, 200)
    found = BatchObjective(Objective(claim, claim.relation), claim, claim.relation)(batch)
    assert (np.isneginf(found.scores) == (batch.values["x"] > 1)).all()


def test_what_knows_one_setting_only_is_asked_for_each(rng, make_claim):
    """An opaque quantity that branches, and a number whose bound does."""
    term = sympy.Function("mystery")(x)

    def branching(values):
        return 2.0 if values["x"] > 0 else -values["x"]

    quantity = Quantity("mystery", term, "m", branching)
    claim = make_claim(Le(term, y), Real(x), Real(y, at_least=branching), quantities=[quantity])
    batch = draw_batch(claim.space, rng, 50)
    objective = Objective(claim, claim.relation)
    score = BatchObjective(objective, claim, claim.relation)
    found = score(batch)
    wanted = [Objective(claim, claim.relation)(batch.draft(place)) for place in range(50)]
    assert found.scores == pytest.approx(wanted)
    score(batch)
    assert not score.by_vectors, "a slow claim would be searched as if it were fast"


def test_a_setting_of_a_batch_is_what_a_function_of_one_expects(batch, make_claim):
    values, _ = Completion(make_claim(Le(0, 1, evaluate=False), space=Net.space))(batch)
    one, wanted = lane(values, 7), complete_floats(Net.space, batch.draft(7))
    one.pop(COUNT)
    assert set(one) == set(wanted)
    for name, value in wanted.items():
        assert type(one[name]) is type(value)
        assert np.asarray(one[name]) == pytest.approx(np.asarray(value), rel=1e-12)


def test_a_number_that_nothing_reads_is_not_waited_for(rng, make_claim):
    """Its bound knows one setting only, and is called for the first batch alone."""
    called = []

    def slow(values):
        called.append(1)
        return 1.0 if values["x"] > 0 else 0.0

    claim = make_claim(Le(x, 1), Real(x), Real(y, at_least=slow))
    score = BatchObjective(Objective(claim, claim.relation), claim, claim.relation)
    for _ in range(2):
        score(draw_batch(claim.space, rng, 50))
    before = len(called)
    score(draw_batch(claim.space, rng, 50))
    assert score.by_vectors and len(called) == before
    read = make_claim(Le(x, y), Real(x), Real(y, at_least=slow))
    score = BatchObjective(Objective(read, read.relation), read, read.relation)
    for _ in range(2):
        score(draw_batch(read.space, rng, 50))
    assert not score.by_vectors


@pytest.mark.parametrize(
    ("value", "agrees"),
    [
        (lambda values: values["x"] ** 2, True),
        (lambda values: np.nan, False),
        (lambda values: values["x"] ** 2 * 2, False),
    ],
)
def test_an_authors_function_that_is_not_its_term_is_not_passed_over(
    value, agrees, rng, make_claim
):
    """Vectors read the term; the search must go on asking such a function."""
    term = define("square", (), x**2, "q")()
    quantity = Quantity("square", term, "q", value)
    claim = make_claim(Le(term, 3 * y), Real(x), Real(y), quantities=[quantity])
    score = BatchObjective(Objective(claim, claim.relation), claim, claim.relation)
    for _ in range(2):
        score.hold_against_functions(draw_batch(claim.space, rng, 40))
    assert score.by_vectors == agrees
