"""Intervals over many boxes: each operation holds what Arb finds at points of the box."""

from fractions import Fraction

import flint
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Abs, Max, Min, Rational, cos, erf, exp, log, pi, sin, sqrt, tanh

from provcheck.engines import vector_intervals
from provcheck.engines.vector_intervals import enclosing_floats, vectorised
from provcheck.errors import StatementError
from provcheck.statement.evaluate import evaluate, precision

x, y = sympy.symbols("x y", real=True)
OPERATIONS = (
    x + y,
    x - y,
    -x,
    x * y,
    x / y,
    x**2,
    x**3,
    x**7,
    y**-2,
    (1 + x**2) ** 4,
    sqrt(x),
    1 / sqrt(y),
    x ** Rational(2, 3),
    x**y,
    Abs(x),
    Max(x, y),
    Min(x, y),
    exp(x),
    log(x),
    tanh(x),
    sympy.atan(x),
    sympy.sinh(x),
    sympy.cosh(x),
    sin(x),
    cos(x),
    erf(x),
    x / 3 + pi - sympy.E,
    1 / (1 + exp(-x)) - sqrt(2) * tanh(y) ** 2 * sin(x * y),
)
ENDS = st.one_of(
    st.floats(-20, 20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0.0, -0.0, 1.0, -1.0, 5e-324, 2.0**-1022, 2.0**-970, 1.7976931348623157e308]),
    st.integers(-8, 8).map(lambda k: k * np.pi / 2),
)


def _misses(term, low, high, box, points) -> bool:
    """Whether a value at a point of the box lies certainly outside."""
    with precision(160):
        for point in points:
            value = evaluate(
                term, {n: flint.arb(float(v)) for n, v in zip("xy", point, strict=True)}
            )
            if not value.is_finite():
                continue
            if (np.isfinite(low) and value < flint.arb(float(low))) or (
                np.isfinite(high) and value > flint.arb(float(high))
            ):
                return True
    return False


def _points(box):
    (a, b), (c, d) = box
    middles = [(min(max(a / 2 + b / 2, a), b), min(max(c / 2 + d / 2, c), d))]
    return [(u, v) for u in (a, b) for v in (c, d)] + middles


def _bounds(term, box):
    low, high = np.array(box).T.reshape(2, 2, 1)
    lows, highs = vectorised((term,), ("x", "y")).over(low, high)
    return lows[0, 0], highs[0, 0]


@pytest.mark.parametrize("term", [x + y, x * y, x / y, sqrt(x), exp(x), x**3], ids=str)
def test_without_rounding_outward_a_value_is_missed(term, monkeypatch):
    monkeypatch.setattr(vector_intervals, "_down", lambda value, units=1: value + 0.0)
    monkeypatch.setattr(vector_intervals, "_up", lambda value, units=1: value + 0.0)
    box = [(0.1, 0.1), (0.7, 0.7)]
    boxes = [[(k / 97, k / 97), (0.7, 0.7)] for k in range(1, 40)] + [box]
    assert any(_misses(term, *_bounds(term, b), b, _points(b)) for b in boxes)


@pytest.mark.parametrize("term", OPERATIONS, ids=str)
def test_an_interval_has_the_values_on_its_box(term):
    @settings(max_examples=60, deadline=None, database=None)
    @given(ENDS, ENDS, ENDS, ENDS)
    def holds(a, b, c, d):
        box = [(min(a, b), max(a, b)), (min(c, d), max(c, d))]
        low, high = _bounds(term, box)
        assert not np.isnan(low) and not np.isnan(high)
        assert not _misses(term, low, high, box, _points(box)), (box, low, high)

    holds()


@pytest.mark.parametrize("term", [exp(x), log(x), tanh(x), sin(x), cos(x), sympy.atan(x), erf(x)])
def test_the_units_allowed_for_a_library_function_are_enough_and_few(term):
    points = np.concatenate([np.geomspace(1e-3, 20, 400), np.linspace(1.5, 1.7, 100)])
    low, high = vectorised((term,), ("x",)).over(points[None], points[None])
    with precision(120):
        for point, least, most in zip(points, low[0], high[0], strict=True):
            value = evaluate(term, {"x": flint.arb(float(point))})
            assert not (value < flint.arb(float(least)) or value > flint.arb(float(most)))
            assert most - least <= 2.0**-46 * max(1.0, abs(most))


def test_a_peak_between_the_ends_is_seen():
    assert _bounds(sin(x), [(1.0, 2.0), (0.0, 0.0)])[1] == 1.0
    assert _bounds(cos(x), [(3.0, 3.5), (0.0, 0.0)])[0] == -1.0
    assert _bounds(cos(x), [(-1e300, 1e300), (0.0, 0.0)]) == (-1.0, 1.0)
    assert _bounds(sin(x), [(0.1, 0.2), (0.0, 0.0)])[1] < 0.2


def test_where_nothing_is_known_the_ends_are_infinite():
    unknown = (-np.inf, np.inf)
    assert _bounds(1 / x, [(-1.0, 1.0), (0.0, 0.0)]) == unknown
    assert _bounds(tanh(1 / x), [(-1.0, 1.0), (0.0, 0.0)]) == unknown
    assert _bounds(sqrt(x) * y, [(-2.0, -1.0), (0.0, 1.0)]) == unknown
    assert _bounds(exp(x) * exp(y), [(1000.0, 1000.0), (-1e4, -1e4)])[0] == -np.inf
    assert _bounds(x - y, [(1e308, 1.7e308), (-1.7e308, -1e308)])[1] == np.inf


def test_what_is_exact_stays_exact_enough_to_see_a_zero():
    assert _bounds(x**2, [(-1.0, 1.0), (0.0, 0.0)])[0] == 0.0
    assert _bounds(Abs(x) + 1, [(-1.0, 1.0), (0.0, 0.0)])[0] > 0.999


def test_many_boxes_are_as_one_and_blocks_do_not_show():
    generator = np.random.default_rng(1)
    low = generator.normal(size=(2, 20_001))
    high = low + generator.random((2, 20_001))
    term = exp(x) * y - x / (1 + y**2)
    program = vectorised((term, x * y), ("x", "y"))
    lows, highs = program.over(low, high)
    assert lows.shape == (2, 20_001) and np.all(lows <= highs)
    for place in (0, 8191, 8192, 20_000):
        one = [(low[0, place], high[0, place]), (low[1, place], high[1, place])]
        assert _bounds(term, one) == (lows[0, place], highs[0, place])
    assert program.over(low[:, :0], high[:, :0])[0].shape == (2, 0)


def test_rational_ends_lie_inside_their_floats():
    low, high = enclosing_floats((Fraction(1, 3), Fraction(63504, 10000)))
    assert low <= Fraction(1, 3) and high >= Fraction(63504, 10000)
    assert enclosing_floats((Fraction(-1), Fraction(1, 4))) == (-1.0, 0.25)


def test_a_function_without_intervals_is_refused():
    for term in (sympy.gamma(x), sympy.Function("g")(x), x + sympy.Symbol("z")):
        with pytest.raises(StatementError):
            vectorised((term,), ("x", "y"))
