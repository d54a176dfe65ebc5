"""Sturm's count against SymPy's isolation of roots and against polynomials with known roots."""

from fractions import Fraction

import flint
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from provcheck.real_roots import roots_inside, square_free, value_inside

x = sympy.Symbol("x")
ROOTS = st.lists(st.fractions(min_value=-5, max_value=5, max_denominator=4), max_size=5)
ENDS = st.none() | st.fractions(min_value=-5, max_value=5, max_denominator=4)
COEFFICIENTS = st.lists(st.integers(min_value=-9, max_value=9), min_size=1, max_size=7)


def product(roots, factor=1):
    poly = flint.fmpq_poly([factor])
    for value in roots:
        poly *= flint.fmpq_poly([-flint.fmpq(value.numerator, value.denominator), 1])
    return poly


def inside(value, low, high):
    return (low is None or low < value) and (high is None or value < high)


def radical(poly):
    """The product of the square-free factors, negated: signs of a chain must not matter."""
    result = flint.fmpq_poly([-3])
    for part, _ in square_free(poly):
        result *= part
    return result


@settings(max_examples=150, deadline=None)
@given(ROOTS, ENDS, ENDS, st.integers(-3, 3).filter(bool))
def test_known_roots_are_counted(roots, low, high, factor):
    """Also where the ends are roots themselves, and roots repeat."""
    if None not in (low, high) and low >= high:
        return
    poly = product(roots, factor) * flint.fmpq_poly([1, 0, 1])
    wanted = len({value for value in roots if inside(value, low, high)})
    assert roots_inside(radical(poly), low, high) == wanted


@settings(max_examples=80, deadline=None)
@given(COEFFICIENTS, ENDS, ENDS)
def test_counts_agree_with_sympy(coefficients, low, high):
    if None not in (low, high) and low >= high:
        return
    if not any(coefficients):
        return
    poly = sympy.Poly.from_list(coefficients[::-1], x)
    roots = set(sympy.real_roots(poly)) if poly.degree() > 0 else set()
    ends = [None if end is None else sympy.Rational(end.numerator, end.denominator)
            for end in (low, high)]  # fmt: skip
    wanted = sum(bool(inside(value, *ends)) for value in roots)
    assert roots_inside(radical(flint.fmpq_poly(coefficients)), low, high) == wanted


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(-4, 4), st.integers(1, 4)), max_size=3,
                unique_by=lambda pair: pair[0]))  # fmt: skip
def test_orders_of_roots(pairs):
    poly = product([Fraction(value) for value, order in pairs for _ in range(order)], 2)
    found = {}
    for part, order in square_free(poly):
        for value, _ in pairs:
            if part(flint.fmpq(value)) == 0:
                found[value] = order
    assert found == dict(pairs)


@pytest.mark.parametrize("constant", [0, 1, -2])
def test_constants_have_no_roots(constant):
    poly = flint.fmpq_poly([constant])
    assert square_free(poly) == []
    assert value_inside(poly, None, None) == constant
    if constant:
        assert roots_inside(poly, None, None) == 0
        assert roots_inside(poly, Fraction(0), Fraction(1)) == 0


@settings(max_examples=100, deadline=None)
@given(ROOTS, ENDS, ENDS)
def test_the_value_inside_is_taken_inside_and_at_no_root(roots, low, high):
    """p = (x − low)(high − x)·Π(x − r)² is positive inside but for its roots, and else is not."""
    if None not in (low, high) and low >= high:
        return
    poly = product(roots) ** 2
    if low is not None:
        poly *= product([low])
    if high is not None:
        poly *= -product([high])
    assert value_inside(poly, low, high) > 0
