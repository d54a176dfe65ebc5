"""Float closures against the ball evaluator: two readings of a term that share no code."""

import numpy as np
import pytest
import sympy
from sympy import Abs, Eq, Gt, Le, Lt, Max, Sum, exp, sqrt

from provcheck.engines.draft import Draft, complete_exact, complete_floats, exact_draft
from provcheck.engines.numeric import compile_term, fold_of, sides_of
from provcheck.engines.sample import draw_draft
from provcheck.errors import StatementError
from provcheck.statement.claim import Quantity
from provcheck.statement.evaluate import evaluate, precision, setting_values
from provcheck.statement.terms import Act, MaxOver, Norm, OperatorNorm, define
from tests.engines.small_net import Net

W, X, i, j, k = Net.W, Net.X, Net.i, Net.j, Net.k
J, K = (j, 1, Net.p), (k, 1, Net.d)
z = define("z", (i, j), Sum(W[j, k] * X[i, k], K), "z")
TERMS = [
    Norm(W[j, k], J, K) ** 2 / Net.n,
    MaxOver(Norm(X[i, k], K), (i, 1, Net.n)) - Net.B,
    OperatorNorm(W[j, k], J, K),
    Sum(Act(0, z(i, j)) * Act(1, z(i, j)) + Abs(W[j, 1]), J, (i, 1, Net.n)),
    Sum(Net.M * Norm(Act(2, z(i, j)) * X[i, k], K), J),
    Sum(1, J) * sqrt(Net.p) * Max(Net.beta, exp(-Net.beta)) + Sum(X[i, 1], J),
    z(i, 1) ** 3 / (1 + Net.beta**2),
]


@pytest.mark.parametrize("term", TERMS, ids=str)
def test_floats_lie_near_the_ball_value(term, rng):
    compiled = compile_term(term)
    for _ in range(40):
        draft = draw_draft(Net.space, rng, 3)
        draft = draft.replaced(W=draft.values["W"] % 3, X=draft.values["X"] % 3)
        exact = Draft(exact_draft(Net.space, draft).values, digits=20)
        with precision(256):
            values = setting_values(Net.space, complete_exact(Net.space, exact))
            value = evaluate(term, values)
            scale = float(abs(value).mid()) + float(values["B"].mid()) + 10
        found = compiled(complete_floats(Net.space, draft))
        assert abs(found - float(value.mid())) <= 1e-12 * scale


@pytest.mark.parametrize("axes", [(0, 1), (-3, -2), (2, 0)])
@pytest.mark.parametrize(
    "shape", [(1, 1, 5), (1, 4, 1), (2, 2, 2), (3, 2, 4), (2, 4, 3), (3, 4, 3)]
)
def test_the_operator_norm_of_thin_matrices_is_that_of_a_decomposition(shape, axes, rng):
    free = rng.standard_normal(shape) * 10.0 ** rng.integers(-8, 9, shape)
    for value in (free, np.zeros(shape), np.ones(shape), 1e200 * free, 1e-200 * free):
        found = fold_of(OperatorNorm(W[j, k], J, K))(value, axes)
        wanted = np.linalg.norm(value, 2, axis=axes, keepdims=True)
        assert found.shape == wanted.shape and found == pytest.approx(wanted, rel=1e-13, abs=0)


def test_a_quantity_replaces_its_term_but_not_under_its_own_index(rng):
    values = complete_floats(Net.space, draw_draft(Net.space, rng))
    quantity = Quantity("z", z(i, 1), "z", lambda values: 7.0)
    assert compile_term(z(i, 1) + 1, (quantity,))(values) == 8
    inside = compile_term(Sum(z(i, 1), (i, 1, Net.n)), (quantity,))(values)
    assert inside == pytest.approx(np.sum(values["X"] @ values["W"][0]))


def test_sides_point_from_small_to_large():
    x = sympy.Symbol("x", real=True)
    assert sides_of(Gt(x, 1)).small == 1 and sides_of(Gt(x, 1)).is_strict
    assert sides_of(Lt(x, 1)).small == x and not sides_of(Le(x, 1)).is_strict
    assert sides_of(Eq(x, 1)).is_equality
    with pytest.raises(StatementError):
        sides_of(x)


def test_an_unknown_function_is_refused():
    with pytest.raises(StatementError, match="no float meaning"):
        compile_term(sympy.Function("mystery")(sympy.Symbol("x")))
