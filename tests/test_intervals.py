"""Intervals contain the values, for every function, at finite and infinite ends."""

from fractions import Fraction

import flint
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from provcheck.errors import Rejected
from provcheck.intervals import EVERYTHING, Interval, between, enclosing, interval_of
from provcheck.statement.evaluate import ball, evaluate, precision

x, y = sympy.symbols("x y", real=True)
HUGE = 10**40 + 1  # Arb overflows
NUMBERS = st.fractions(min_value=-30, max_value=30, max_denominator=64)
EVEN, ODD = x**4 - y**2, x**3 * y
TERMS = [
    x + y, x - y, x * y, x * y - x, EVEN, ODD, x**2 * y**3, sympy.exp(x), sympy.exp(x * y),
    sympy.tanh(x), sympy.sin(x), sympy.cos(x + y), sympy.sinh(x), sympy.cosh(x), sympy.atan(x),
    sympy.erf(x), sympy.Abs(x - y), sympy.Min(x, y, 1), sympy.Max(x, y, -x),
    1 / (1 + x**2), 1 / x, x**-2, x**-3, y / x, sympy.sqrt(x), x ** sympy.Rational(2, 3),
    x ** sympy.Rational(-5, 2), sympy.log(x), x**y, x**sympy.pi, sympy.gamma(x),
    sympy.pi * x - sympy.E * y, sympy.exp(-(x**2)) * sympy.erf(y),
    sympy.Rational(1, 3) * x, sympy.Mul(0, x, evaluate=False),
]  # fmt: skip


@st.composite
def _ranges(draw):
    """A point, and a range around it with perhaps infinite ends."""
    point, low, high = sorted(draw(st.tuples(NUMBERS, NUMBERS, NUMBERS)))[1], None, None
    if draw(st.booleans()):
        low = point - draw(st.fractions(min_value=0, max_value=20, max_denominator=16))
    if draw(st.booleans()):
        high = point + draw(st.fractions(min_value=0, max_value=20, max_denominator=16))
    return point, between(low, high)


def _holds(found: Interval, value: flint.arb) -> bool:
    """Whether the value can lie in the interval."""
    below = found.low is not None and value < found.low
    above = found.high is not None and value > found.high
    return not (below or above)


@pytest.mark.parametrize("term", TERMS, ids=str)
@settings(max_examples=25, deadline=None)
@given(first=_ranges(), second=_ranges(), bits=st.sampled_from([4, 64]))
def test_the_interval_contains_the_value(term, bits, first, second):
    with precision(200):
        value = evaluate(term, {"x": ball(first[0]), "y": ball(second[0])})
        if not value.is_finite() or (term.has(sympy.gamma) and first[0] <= 0):
            return
        with precision(bits):
            found = interval_of(term, {"x": first[1], "y": second[1]})
        assert _holds(found, value), f"{term} at {first}, {second}: {value} not in {found}"


@settings(max_examples=100, deadline=None)
@given(*4 * [st.none() | NUMBERS], NUMBERS, NUMBERS)
def test_products_with_infinite_ends(low, high, bottom, top, left, right):
    ranges = {"x": between(low, high), "y": between(bottom, top)}
    inside = (low is None or low <= left) and (high is None or left <= high)
    if inside and (bottom is None or bottom <= right) and (top is None or right <= top):
        assert _holds(interval_of(x * y, ranges), ball(left * right))


@pytest.mark.parametrize("end", [0, Fraction(1, 3), -7, 10**400, -(10**400)])
def test_ends_are_finite_and_rounded_outward(end):
    with precision(30):
        found = between(Fraction(end), Fraction(end))
    with precision(2000):
        assert found.low <= ball(Fraction(end)) <= found.high
    assert found.low.is_exact() and found.high.is_exact()


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "[0 +/- inf]"])
def test_what_is_not_finite_has_no_bounds(value):
    assert enclosing(flint.arb(value)) == EVERYTHING


OVERFLOWS = [x**HUGE, x ** (HUGE + 1), sympy.exp(x**HUGE), x**HUGE * y, 1 / x**HUGE, x**-HUGE,
             sympy.cosh(x**HUGE), sympy.sin(x**HUGE), sympy.Mul(x**HUGE, y, y, evaluate=False),
             sympy.exp(sympy.exp(sympy.exp(sympy.exp(x)))), x**HUGE - x**HUGE * y]  # fmt: skip


@pytest.mark.parametrize("term", OVERFLOWS, ids=lambda term: str(term)[:12])
@pytest.mark.parametrize("low", [-3, -1, 0, 2])
def test_an_overflow_is_no_number(term, low):
    """No end is NaN or infinite, so that no comparison or product takes it for a number."""
    box = between(Fraction(low), Fraction(100))
    found = interval_of(term, {"x": box, "y": between(Fraction(0), Fraction(1))})
    assert all(end is None or end.is_finite() for end in (found.low, found.high))
    assert found.high is None or term.has(sympy.sin, sympy.Pow)
    wide = interval_of(sympy.Symbol("w", real=True) * x, {"w": EVERYTHING, "x": found})
    assert wide == EVERYTHING or found == Interval(flint.arb(0), flint.arb(0))


def test_constants():
    for term, low in ((sympy.EulerGamma, "0.577215"), (sympy.pi, "3.141592"), (sympy.E, "2.71828")):
        found = interval_of(term, {})
        assert 0 < found.low - flint.arb(low) < flint.arb("1e-5")
        assert found.low < found.high < found.low + flint.arb("1e-12")


def test_nothing_times_everything_is_nothing():
    nothing = between(Fraction(0), Fraction(0))
    assert interval_of(x * y, {"x": nothing, "y": EVERYTHING}) == nothing


@pytest.mark.parametrize(
    "term",
    [
        sympy.tan(x),
        sympy.I * x,
        sympy.oo - x,
        sympy.zoo,
        sympy.nan,
        sympy.Float(0.5),
        sympy.Symbol("w"),
        sympy.sign(x),
    ],
    ids=str,
)
def test_what_is_not_understood_is_refused(term):
    with pytest.raises(Rejected):
        interval_of(term, {"x": EVERYTHING})


@pytest.mark.parametrize("term", [sympy.sqrt(x), sympy.log(x), 1 / sympy.cbrt(x)])
def test_roots_and_logarithms_of_negative_numbers_are_refused(term):
    with pytest.raises(Rejected):
        interval_of(term, {"x": between(None, Fraction(-1))})


def test_terms_known_to_be_positive_are_cut_at_zero():
    known = frozenset({x - y})
    ranges = {"x": EVERYTHING, "y": EVERYTHING}
    assert interval_of(x - y, ranges, known).is_nonnegative
    assert interval_of(1 / (x - y), ranges, known).is_nonnegative
    assert not interval_of(y - x, ranges, known).is_nonnegative
