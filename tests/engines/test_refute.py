"""False claims must fall, with witnesses that a person can check; true ones must stand."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from sympy import Abs, Eq, Ge, Le, Lt, Rational, Symbol, exp, sqrt

from provcheck import kernel
from provcheck.engines.budget import Budget
from provcheck.engines.objective import excess
from provcheck.engines.refute import refute
from provcheck.errors import Undecided
from provcheck.statement.claim import Hypothesis, Quantity
from provcheck.statement.space import Array, Real, Size, Space
from provcheck.statement.terms import Act, Norm, Smooth, define

x, y = sympy.symbols("x y", real=True)
a, B = sympy.symbols("a B", nonnegative=True)


def test_a_narrow_violation_far_out_is_found(make_claim, search):
    """The ridge x = y is 0.1 wide, and the claim fails on it only beyond x = 30."""
    claim = make_claim(Le(x * exp(-100 * (x - y) ** 2), 3 + 9 * Abs(y) / 10), Real(x), Real(y))
    found = search(claim).counterexample
    assert found is not None
    assert found.setting["x"] > 30 and abs(found.setting["x"] - found.setting["y"]) < 1


def test_a_violation_that_needs_a_magnitude_of_10_000_is_found(make_claim, search):
    found = search(make_claim(Le(x, 10_000 + x**2 / 100_000), Real(x))).counterexample
    assert found is not None and 10_000 < found.setting["x"] < 100_000


def test_a_true_bound_stands_and_is_seen_to_be_tight(make_claim, search):
    result = search(make_claim(Le(x * y, (x**2 + y**2) / 2), Real(x), Real(y)))
    assert result.counterexample is None and result.suspect is None
    assert 0.999 < result.worst_ratio < 1 + 1e-12
    assert result.drawn == 50_000 and result.starts == 6 * 256 and not result.capped
    assert 0 < len(result.ratios) <= 2000 and max(result.ratios) <= 1 + 1e-12


@pytest.mark.parametrize("relation", [Ge(x**2 + y**2, 3 * x * y), Lt(3 * x * y, x**2 + y**2)])
def test_a_relation_may_point_either_way(relation, make_claim, search):
    found = search(make_claim(relation, Real(x), Real(y))).counterexample
    assert dict(found.setting.values) in ({"x": 1, "y": 1}, {"x": 0, "y": 0})


def test_a_strict_claim_falls_to_equality(make_claim, search):
    found = search(make_claim(Lt(2 * x * y, x**2 + y**2), Real(x), Real(y))).counterexample
    assert dict(found.setting.values) == {"x": 0, "y": 0}


def test_a_false_equality_falls_and_a_true_one_stands(make_claim, search):
    square = sympy.Pow(x + y, 2)
    expanded = x**2 + 2 * x * y + y**2
    false = make_claim(Eq(square, expanded + x / 1000, evaluate=False), Real(x), Real(y))
    true = make_claim(Eq(square, expanded, evaluate=False), Real(x), Real(y))
    assert dict(search(false).counterexample.setting.values) == {"x": 1, "y": 0}
    stands = search(true)
    assert stands.counterexample is None and stands.suspect is None
    assert stands.worst_ratio is None


def test_the_smallest_allowed_bound_is_the_witness(make_claim, search):
    space = (
        Real(x),
        Real(y, low=Fraction(0)),
        Real(a, low=Fraction(0)),
        Real(B, at_least=lambda values: abs(values["x"])),
    )
    found = search(make_claim(Le(a * y * x, a * y * B / 2), *space)).counterexample
    assert dict(found.setting.values) == {"x": 1, "y": 1, "a": 1, "B": 1}
    true = search(make_claim(Le(a * y * x, a * y * B), *space))
    assert true.counterexample is None and true.suspect is None


def test_rounding_alone_is_never_certified(make_claim, search):
    """(x + 1/10) - x exceeds 1/10 in float64 for many x, and for no real number."""
    term = define("Side", (), (x + Rational(1, 10)) - x, "s")()
    quantity = Quantity("side", term, "s", lambda values: values["x"] + 0.1 - values["x"])
    result = search(make_claim(Le(term, Rational(1, 10)), Real(x), quantities=[quantity]))
    assert "violations in float64" in result.reason
    assert result.worst_ratio <= 1
    assert result.counterexample is None and result.suspect is None
    assert "examined in balls" in result.reason


def test_a_violation_that_cannot_be_certified_is_a_suspect(make_claim, search, monkeypatch):
    def refuse(*_args, **_options):
        raise Undecided("not today")

    monkeypatch.setattr(kernel, "certify", refuse)
    result = search(make_claim(Le(x, 1), Real(x)))
    assert result.counterexample is None and result.suspect is not None
    assert "not today" in result.reason


def test_a_quantity_without_a_symbolic_value_is_only_suspected(make_claim, search):
    term = sympy.Function("mystery")(x)
    quantity = Quantity("mystery", term, "m", lambda values: 2 + values["x"] ** 2)
    result = search(make_claim(Le(term, 1), Real(x), quantities=[quantity]))
    assert result.counterexample is None and result.suspect is not None


def test_a_hypothesis_that_nothing_satisfies_is_reported(make_claim, search):
    above, below = Hypothesis("above", Ge(x, y + 1)), Hypothesis("below", Ge(y, x + 1))
    result = search(make_claim(Le(x, -5), Real(x), Real(y), hypotheses=[above, below]))
    assert result.counterexample is None and result.suspect is None
    assert "satisfies the hypotheses" in result.reason
    never = Hypothesis("never", Le(x**2 + 1, 0))  # SymPy makes it false at once
    result = search(make_claim(Le(x, -5), Real(x), hypotheses=[never]))
    assert result.counterexample is None and "never is false" in result.reason


def test_witnesses_satisfy_the_hypotheses(make_claim, search):
    far = Hypothesis("far out", Ge(x, 1000 + Abs(y)))
    found = search(make_claim(Le(x, y**2 / 1000), Real(x), Real(y), hypotheses=[far]))
    assert found.counterexample.setting["x"] == 1000
    assert found.counterexample.setting["y"] == 0


def test_what_is_no_comparison_is_not_searched(make_claim, search):
    result = search(make_claim(Smooth(x**2, x), Real(x)))
    assert result.drawn == 0 and "no comparison" in result.reason
    assert "true" in search(make_claim(sympy.true, Real(x))).reason


def test_a_false_matrix_bound_shrinks_to_two_samples(net, make_claim, search):
    """The Frobenius norm of X Wᵀ is at most sqrt(n) B |W|, and for n > 1 not B |W|."""
    outputs = Norm(
        sympy.Sum(net.W[net.j, net.k] * net.X[net.i, net.k], (net.k, 1, net.d)),
        (net.j, 1, net.p),
        (net.i, 1, net.n),
    )
    weights = Norm(net.W[net.j, net.k], (net.j, 1, net.p), (net.k, 1, net.d))
    space = Space(tuple(c for c in net.space.components if getattr(c, "size", None) is None))
    setting = search(make_claim(Le(outputs, net.B * weights), space=space)).counterexample.setting
    assert (setting["p"], setting["d"], setting["n"]) == (1, 1, 2)
    assert setting["W"] == ((1,),) and setting["X"] == ((1,), (1,)) and setting["B"] == 1
    true = search(make_claim(Le(outputs, sqrt(net.n) * net.B * weights), space=space))
    assert true.counterexample is None and true.suspect is None and true.worst_ratio > 0.99


def test_activations_have_a_float_meaning(net, make_claim, search):
    slope = Act(1, net.W[1, 1] * net.X[net.i, 1])
    bound = make_claim(Le(Abs(slope), net.M), space=net.space)
    found = search(bound).counterexample  # false: SoftPlus has M_D = 1, not beta/4
    assert found is not None and found.setting["activation"] == "softplus"


def test_a_search_repeats_under_its_seed(make_claim, search):
    claim = make_claim(Le(x * y, x**2 + y**2), Real(x), Real(y))
    first, second, other = search(claim), search(claim), search(claim, seed=1)
    assert first.ratios == second.ratios and first.tightest.values == second.tightest.values
    assert (first.evaluations, first.worst_ratio) == (second.evaluations, second.worst_ratio)
    assert other.ratios != first.ratios


def test_the_clock_is_admitted(make_claim):
    claim = make_claim(Le(x * y, x**2 + y**2), Real(x), Real(y))
    result = refute(claim, budget=Budget("tiny", 0.02, 10**6, 5), seed=0, facts={})
    assert result.capped and 0 < result.drawn < 10**6


def test_progress_is_shown(make_claim):
    phases = []
    claim = make_claim(Le(x, 1), Real(x))
    refute(
        claim,
        budget=Budget.parse("quick"),
        seed=0,
        facts={},
        progress=lambda phase, done, total: phases.append(phase),
    )
    assert {"draw", "settle", "shrink"} <= set(phases)


@pytest.mark.parametrize(
    ("small", "large", "sign"),
    [
        (1, 2, -1),
        (2, 1, 1),
        (-5, 1, -1),
        (-1, -5, 1),
        (-5, -1, -1),
        (1, -1, 1),
        (0, 0, -1),
        (1e308, 1.5e308, -1),
        (0, 1e-300, -1),
    ],
)
def test_excess_has_the_sign_of_a_violation(small, large, sign):
    assert np.sign(excess(small, large, False, False)) == sign


def test_excess_grows_with_the_ratio():
    values = [excess(r, 1.0, False, False) for r in (-1e9, -10, -1, 0, 0.5, 1, 2, 1e9)]
    assert values == sorted(values) and len(set(values)) == len(values)
    assert excess(float("nan"), 1, False, False) == -np.inf


def test_arrays_lose_slices_along_every_axis(make_claim, search):
    n = Symbol("n", integer=True, positive=True)
    i = Symbol("i", integer=True)
    K = sympy.IndexedBase("K", shape=(n, n), real=True)
    trace = sympy.Sum(K[i, i], (i, 1, n))
    found = search(make_claim(Le(trace, Rational(7, 2)), Size(n), Array(K, (n, n)))).counterexample
    assert found.setting["n"] == 1 and found.setting["K"] == ((4,),)
