"""Ranges and conditions: exact ends, empty ranges, and names that do not belong."""

from fractions import Fraction

import pytest
import sympy

from provcheck.errors import FormulaError
from provcheck.formula import parse_formula
from provcheck.formula.build import symbol

x, y, z = symbol("x"), symbol("y"), symbol("z")


def read(formula, *ranges, given=()):
    return parse_formula(formula, ranges=ranges, given=given)


def ends(*ranges, formula="x <= x + 1"):
    (case,) = read(formula, *ranges).cases
    real = case.variables[0]
    return real.low, real.high, real.open_low, real.open_high


@pytest.mark.parametrize(
    "ranges, said",
    [
        (["x in [1, 0]"], "is empty: nothing has both x ≥ 1 and x ≤ 0"),
        (["x in (1, 1)"], "is empty"),
        (["x in [1, 1)"], "is empty"),
        (["x in (pi, pi]"], "is empty"),
        (["x > 1", "x < 0"], "is empty"),
        (["x >= pi", "x <= 3.14"], "is empty"),
        (["x > sqrt(2)", "x < sqrt(2)"], "is empty"),
        (["x > oo"], "no real number satisfies x > ∞"),
        (["x in (oo, 1)"], "no real number satisfies"),
        (["z in [0, 1]"], "'z' does not occur in the formula; its variables are x"),
        (["xx > 0"], "'xx' does not occur in the formula; its variables are x; did you mean x?"),
        (["z > 0 and z <= 1"], "'z' does not occur"),
        (["1 < 2"], "no variable in it"),
        ([""], "nothing to read"),
        (["x in"], "where an interval was expected"),
        (["x in [0, 1"], "'\\]' or '\\)' was expected"),
        (["x in [0]"], "where ',' was expected"),
        (["pi in [0, 4]"], "a constant, not a variable"),
        (["x in [0, 1] x"], "where an operator or the end was expected"),
        (["x in [0, 1/0]"], "division by zero"),
        (["x in [0, sqrt(-1)]"], "no real number"),
        (["x != 0"], "cannot be decided"),
        (["x integer"], "'x' has no lower end; whole numbers are tried one by one"),
        (["x integer >= 1"], "where an operator or the end was expected"),
        (["x integer in [1, oo)"], "'x' has no upper end"),
        (["x integer in [1/3, 2/3]"], "no whole number is in the range"),
        (["x integer in [0, pi]"], "is no rational"),
        (["x integer in [1, 1001]"], "1001 combinations of whole numbers; at most 1000"),
    ],
)
def test_what_describes_no_values_is_refused(ranges, said):
    with pytest.raises(FormulaError, match=said):
        read("x <= x + 1", *ranges)


def test_an_error_in_a_range_points_into_the_range():
    with pytest.raises(FormulaError) as caught:
        read("x <= 1", "x in [1, 0]")
    assert str(caught.value) == (
        "range: the range of 'x' is empty: nothing has both x ≥ 1 and x ≤ 0.\n"
        "  x in [1, 0]\n"
        "       ^"
    )


@pytest.mark.parametrize(
    "ranges, low, high, open_low, open_high",
    [
        (["x in (-oo, oo)"], None, None, False, False),
        (["x in R"], None, None, False, False),
        (["x real"], None, None, False, False),
        (["x in [0, 1)"], Fraction(0), Fraction(1), False, True),
        (["x in (0.1, 1e3]"], Fraction(1, 10), Fraction(1000), True, False),
        (["x > 0"], Fraction(0), None, True, False),
        (["0 < x <= 3"], Fraction(0), Fraction(3), True, False),
        (["3 >= x"], None, Fraction(3), False, False),
        (["x = 1/3"], Fraction(1, 3), Fraction(1, 3), False, False),
        (["x >= 0", "x > 0", "x <= 5", "x <= 4"], Fraction(0), Fraction(4), True, False),
        (["x >= 0 and x < 2"], Fraction(0), Fraction(2), False, True),
        (["x ∈ [0, ∞)"], Fraction(0), None, False, False),
        (["x in [-1/2, 2^3]"], Fraction(-1, 2), Fraction(8), False, False),
    ],
)
def test_rational_ends_are_exact(ranges, low, high, open_low, open_high):
    assert ends(*ranges) == (low, high, open_low, open_high)


def test_an_end_that_is_no_rational_is_a_condition_within_an_outer_bound():
    formula = read("x >= 0", "x in (-sqrt(3), pi/2)")
    (case,) = formula.cases
    (real,) = case.variables
    assert float(real.low) == pytest.approx(-(3**0.5), abs=1e-11)
    assert float(real.high) == pytest.approx(1.5707963267949, abs=1e-11)
    assert real.low**2 > 3
    assert sympy.Rational(real.high.numerator, real.high.denominator) > sympy.pi / 2
    assert [given.relation for given in case.conditions] == [
        sympy.Gt(x, -sympy.sqrt(3), evaluate=False),
        sympy.Lt(x, sympy.pi / 2, evaluate=False),
    ]
    assert formula.notes == (
        "x > -√3: kept exactly, as a condition",
        "x < π/2: kept exactly, as a condition",
    )


def test_several_variables_share_a_range():
    (case,) = read("x + y + z <= 9", "x, y in [0, 1], z > 2").cases
    assert [(v.symbol, v.low, v.high) for v in case.variables] == [
        (x, 0, 1),
        (y, 0, 1),
        (z, 2, None),
    ]
    assert read("x + y <= 9", "x, y > 0").cases == read("x + y <= 9", "x > 0", "y > 0").cases


def test_a_variable_without_a_range_is_any_real_number_and_that_is_said():
    formula = read("x + σ <= 1", "x in [0, 1]")
    assert formula.notes == ("σ: no range was given, so it is any real number",)


def test_conditions_between_variables():
    (case,) = read("x <= y + 1", given=["y >= x**2", "x + y = 1"]).cases
    assert [given.relation for given in case.conditions] == [
        sympy.Ge(y, x**2, evaluate=False),
        sympy.Eq(x + y, 1, evaluate=False),
    ]


def test_a_condition_may_bring_in_a_variable_of_its_own():
    (case,) = read("x <= 1", "z in [0, 1]", given=["x <= z"]).cases
    assert [variable.symbol for variable in case.variables] == [x, z]


def test_a_range_may_end_at_another_variable():
    (case,) = read("x <= y", "x in [0, y]", "y in [1, 2]").cases
    assert case.variables[0].high is None
    assert sympy.Le(x, y, evaluate=False) in [given.relation for given in case.conditions]


def test_a_condition_that_sympy_simplifies_keeps_what_it_needs():
    (case,) = read("x <= 1", given=["x/x >= y"]).cases
    assert sympy.Gt(x**2, 0, evaluate=False) in [given.relation for given in case.conditions]


@pytest.mark.parametrize(
    "said, values",
    [
        ("n integer in [1, 3]", [1, 2, 3]),
        ("n integer in (1, 4)", [2, 3]),
        ("n integer in [0.5, 2.5]", [1, 2]),
        ("n integer, 1 <= n < 4", [1, 2, 3]),
        ("n integer in [1, 9], n >= 8", [8, 9]),
        ("n integer in [-1, 1]", [-1, 0, 1]),
    ],
)
def test_whole_numbers_are_tried_one_by_one(said, values):
    cases = read("x + n <= 10", said).cases
    assert [case.integers["n"] for case in cases] == values
    assert [case.relations[0] for case in cases] == [sympy.Le(x + n, 10) for n in values]


def test_conditions_between_whole_numbers_choose_among_them():
    cases = read("x*m <= n + x^2", "m, n integer in [1, 3], m < n").cases
    assert [(case.integers["m"], case.integers["n"]) for case in cases] == [(1, 2), (1, 3), (2, 3)]
    with pytest.raises(FormulaError, match="exclude all values"):
        read("x*m <= n + x^2", "m, n integer in [1, 3], m > n + 5")


def test_ends_may_depend_on_whole_numbers():
    cases = read("x <= 9", "x in [0, n]", "n integer in [1, 2]").cases
    assert [case.variables[0].high for case in cases] == [1, 2]
    with pytest.raises(FormulaError, match="is empty.* for n = 1"):
        read("x <= 9", "x in [2, n]", "n integer in [1, 2]")
