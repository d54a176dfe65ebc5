"""Conversions between float64, balls and rationals keep the number or say that they cannot."""

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st

from provcheck.errors import DomainError
from provcheck.reference.numbers import as_ball, as_exact, as_float

finite = st.floats(allow_nan=False, allow_infinity=False)


@given(finite)
def test_float_survives_the_round_trip_through_rationals_and_balls(x):
    assert as_float(as_exact(x)) == x
    assert as_float(as_ball(x)) == x
    assert as_ball(x).is_exact()


@given(st.fractions())
def test_fraction_is_exact_as_rational_and_inside_its_ball(q):
    assert as_exact(q) == fmpq(q.numerator, q.denominator)
    assert as_ball(q).contains(arb(q.numerator) / q.denominator) or as_ball(q).overlaps(
        arb(q.numerator) / q.denominator
    )
    assert (as_ball(q) * q.denominator).contains(q.numerator)


@given(st.fractions())
def test_rational_rounds_to_the_nearest_float(q):
    assert as_float(fmpq(q.numerator, q.denominator)) == float(q)


def test_one_tenth_as_a_float_is_not_one_tenth():
    assert as_exact(0.1) != fmpq(1, 10)
    assert as_exact(Fraction(1, 10)) == fmpq(1, 10)


def test_shapes_and_number_types_are_kept():
    W = np.arange(6.0).reshape(2, 3)
    for convert, kind in ((as_exact, fmpq), (as_ball, arb), (as_float, float)):
        assert convert(W).shape == (2, 3)
        assert convert(np.zeros((0, 3))).shape == (0, 3)
        assert isinstance(convert(W)[1, 2], kind)
        assert isinstance(convert(np.int64(3)), kind)
        assert isinstance(convert([True, 2, Fraction(1, 3), fmpq(1, 2)])[2], kind)


@pytest.mark.parametrize("convert", [as_float, as_ball, as_exact])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, "0.1", None, 1j])
def test_what_is_no_finite_number_is_refused_with_its_place(convert, bad):
    with pytest.raises(DomainError, match=r"at index \(1,\); expected a finite number"):
        convert(np.array([1.0, bad], dtype=object))


def test_ball_is_not_a_rational_and_a_huge_rational_is_not_a_float():
    with pytest.raises(DomainError):
        as_exact(arb(1) / 3)
    with pytest.raises(DomainError):
        as_float(10**400)
    with pytest.raises(DomainError):
        as_ball(arb.pos_inf())
