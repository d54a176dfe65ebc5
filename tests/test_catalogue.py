"""Each theorem of the catalogue at random settings: its instance holds in ball arithmetic."""

import flint
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Sum

from provcheck.catalogue import CATALOGUE
from provcheck.errors import Rejected
from provcheck.statement import Norm, Smooth
from provcheck.statement.evaluate import ball, evaluate, precision

n, p, d = sympy.symbols("n p d", integer=True, positive=True)
i, j, k = sympy.symbols("i j k", integer=True)
A, B = (sympy.IndexedBase(name, shape=(p, d), real=True) for name in "AB")
C = sympy.IndexedBase("C", shape=(p, d), real=True)
w = sympy.IndexedBase("w", shape=(d,), real=True)
v = sympy.IndexedBase("v", shape=(p,), real=True)
x, y = sympy.symbols("x y", real=True)
s, t = sympy.symbols("s t", positive=True)
ROWS, COLUMNS = (j, 1, p), (k, 1, d)
BOTH = {"indices": (j, k), "ranges": (ROWS, COLUMNS)}
SQUARE = Norm(C[j, k], ROWS, COLUMNS) ** 2

INSTANCES = {
    "at_most_absolute": {"u": x},
    "triangle": {"u": x, "v": y},
    "triangle_sum": {"u": w[k], "ranges": (COLUMNS,)},
    "triangle_norm": {"u": A[j, k], "v": B[j, k], "ranges": (ROWS, COLUMNS)},
    "norm_of_sum": {"u": A[j, k], "summed": (ROWS,), "ranges": (COLUMNS,)},
    "cauchy_schwarz": {"u": A[j, k], "v": B[j, k], "ranges": (ROWS, COLUMNS)},
    "operator_norm": {"matrix": A[j, k], "vector": w[k], "rows": ROWS, "columns": COLUMNS},
    "least_singular_value": {
        "matrix": A[j, k], "vector": B[j, 1], "rows": ROWS, "columns": COLUMNS,
    },
    "least_singular_value_bound": {
        "matrix": A[j, k], "bound": sympy.Integer(0), "base": v, "rows": ROWS, "columns": COLUMNS,
    },
    "operator_at_most_frobenius": {"matrix": A[j, k], "rows": ROWS, "columns": COLUMNS},
    "entry_at_most_norm": {"u": A[j, k], "ranges": (ROWS, COLUMNS)},
    "entry_at_most_max": {"u": A[j, k], "ranges": (ROWS, COLUMNS)},
    "log_tangent": {"u": s, "v": t},
    "kronecker": {"left": j, "right": k},
    "mean_value": {
        "of": sympy.tanh(Sum(C[j, k], ROWS, COLUMNS)), "base": C, "bound": sympy.sqrt(p * d),
        "start": A, "end": B, **BOTH,
    },
    "mean_value_scalar": {
        "of": sympy.tanh(2 * x), "variable": x, "bound": 2, "start": y, "end": y + s,
    },
    "smooth_from_hessian": {
        "of": SQUARE, "base": C, "direction": B, "bound": 2, "start": A, "end": B, **BOTH,
    },
}  # fmt: skip
LIMITS = {"quadratic_growth", "gaussian_domination", "villani_poincare"}
INTEGRALS = {"bakry_emery", "holley_stroock", "poincare_constant", "divergence", "divergence_bound"}
"""Tried against exact integrals in test_catalogue_integrals.py."""
NETS = {"semialgebraic_smooth", "picard"}
"""Tried at random nets in test_catalogue_nets.py."""

numbers = st.fractions(-9, 9, max_denominator=8)


@st.composite
def points(draw):
    def array(*shape):
        if not shape:
            return ball(draw(numbers))
        return tuple(array(*shape[1:]) for _ in range(shape[0]))

    rows, columns = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    matrices = {name: array(rows, columns) for name in "ABC"}
    reals = {name: ball(draw(numbers)) for name in "xy"}
    signed = {name: ball(abs(draw(numbers)) + 1) for name in "st"}
    places = {j: draw(st.integers(1, rows)), k: draw(st.integers(1, columns))}
    return {"p": rows, "d": columns, "w": array(columns)} | matrices | reals | signed | places


@pytest.mark.parametrize("name", sorted(INSTANCES))
@settings(max_examples=25, deadline=None, derandomize=True)
@given(point=points())
def test_instance_holds(name, point):
    instance = CATALOGUE[name].build(**INSTANCES[name])
    with precision(128):
        small, large = (evaluate(side, point) for side in instance.conclusion.args)
        assert not small > large, (small, large)


@pytest.mark.parametrize("name", ["mean_value", "mean_value_scalar", "smooth_from_hessian"])
@settings(max_examples=25, deadline=None, derandomize=True)
@given(point=points())
def test_premises_of_the_examples_hold(name, point):
    instance = CATALOGUE[name].build(**INSTANCES[name])
    assert isinstance(instance.premises[0], Smooth)
    with precision(128):
        small, large = (evaluate(side, point) for side in instance.premises[1].args)
        assert not small > large, (small, large)


def test_every_theorem_is_tried():
    assert set(CATALOGUE) == set(INSTANCES) | LIMITS | INTEGRALS | NETS


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_entry_says_what_it_is(name):
    theorem = CATALOGUE[name]
    assert theorem.name == name
    assert theorem.statement and theorem.reference


def test_quadratic_growth_is_true_of_its_own_example():
    """‖C‖² - 4‖C‖ + 1 outgrows every bound along a ray, as the minorant says."""
    radius = Norm(C[j, k], ROWS, COLUMNS)
    term = radius**2 - 4 * radius + 1
    build = CATALOGUE["quadratic_growth"].build
    instance = build(of=term, base=C, alpha=1, linear=4, gamma=1, ranges=(ROWS, COLUMNS))
    heights = [
        evaluate(term, {"p": 1, "d": 1, "C": ((ball(scale),),)}) for scale in (10, 100, 1000)
    ]
    assert heights[0] < heights[1] < heights[2]
    assert instance.positive == (1,)


@pytest.mark.parametrize(
    ("indices", "ranges"),
    [
        ((j, k), (COLUMNS,)),
        ((j, j), (ROWS, ROWS)),
        ((k, j), (ROWS, COLUMNS)),
        ((j, k), ((j, 1, d), (k, 1, p))),
        ((1, k), (COLUMNS,)),
        ((), ()),
    ],
)
def test_gradients_run_over_every_entry_once(indices, ranges):
    more = {"indices": indices, "ranges": ranges}
    for name in ("mean_value", "smooth_from_hessian"):
        with pytest.raises(Rejected):
            CATALOGUE[name].build(**{**INSTANCES[name], **more})
    with pytest.raises(Rejected):
        CATALOGUE["villani_poincare"].build(of=SQUARE, base=C, step=s, **more)


def test_the_least_singular_value_is_that_over_all_vectors_of_a_fixed_matrix():
    build = CATALOGUE["least_singular_value_bound"].build
    instance = build(matrix=A[j, k], bound=s, base=v, rows=ROWS, columns=COLUMNS)
    assert set(instance.fixed) == {(s, v), (A[j, k], v)} and len(instance.premises) == 1
    for wrong in (w, C, s):
        with pytest.raises(Rejected, match="not those of the array"):
            build(matrix=A[j, k], bound=s, base=wrong, rows=ROWS, columns=COLUMNS)
    for bound in (B[j, 1], B[1, k]):
        with pytest.raises(Rejected, match="which runs over|depends on k"):
            build(matrix=A[j, k], bound=bound, base=v, rows=ROWS, columns=COLUMNS)


def test_logarithm_tangent_touches_where_it_should():
    instance = CATALOGUE["log_tangent"].build(u=s, v=t)
    point = {"s": flint.arb(3), "t": flint.arb(3)}
    small, large = (evaluate(side, point) for side in instance.conclusion.args)
    assert small.overlaps(large)
