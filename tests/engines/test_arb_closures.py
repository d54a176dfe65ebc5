"""Programs over balls against the tree evaluator, which shares no code with them."""

from fractions import Fraction

import flint
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Abs, Max, Min, Rational, cos, erf, exp, log, pi, sin, sqrt, tanh

from provcheck.engines.arb_closures import TreeProgram, compiled
from provcheck.errors import StatementError
from provcheck.statement.evaluate import ball, evaluate, precision

x, y = sympy.symbols("x y", real=True)
TERMS = (
    sympy.diff(1 / (1 + exp(-x)), x, 2),
    sympy.factor(sympy.diff(1 / (1 + exp(-x)), x, 3)),
    -x - y - Rational(1, 3),
    -(x**2) * y**3 + pi * x**7 - sympy.E,
    sqrt(x) / sqrt(1 - y),
    x**y + x ** Rational(2, 3) + y ** Rational(-2, 3),
    1 / (x - y) ** 2 + tanh(1 / x),
    Max(x, y, 1) - Min(x * y, Rational(1, 7)) + Abs(x - y),
    log(x) * sin(y) + cos(x * y) ** 4 + erf(x) - sympy.atan(y) + sympy.gamma(x),
    sympy.sinh(x) - sympy.cosh(y),
)
ENDS = st.fractions(-4, 4, max_denominator=64) | st.sampled_from([Fraction(0), Fraction(1)])
RADII = st.sampled_from([Fraction(0), Fraction(1, 2**40), Fraction(1, 8), Fraction(3)])


def test_a_program_that_forgets_a_minus_would_be_seen():
    wrong = compiled((x - y,), ("x", "y"))
    values = [ball(2), ball(3)]
    right = evaluate(x + y, {"x": values[0], "y": values[1]})
    assert not wrong.reach(wrong.begin(values), 0).overlaps(right)


@settings(max_examples=60, deadline=None)
@given(ENDS, ENDS, RADII, RADII)
def test_a_program_says_what_the_tree_says(a, b, left, right):
    with precision(96):
        values = {"x": flint.arb(ball(a), ball(left)), "y": flint.arb(ball(b), ball(right))}
        program = compiled(TERMS, ("x", "y"))
        registers = program.begin(list(values.values()))
        for number, term in enumerate(TERMS):
            found, expected = program.reach(registers, number), evaluate(term, values)
            assert found.is_finite() == expected.is_finite(), (term, values)
            if expected.is_finite():
                assert found.overlaps(expected)
                apart = abs(found.rad() - expected.rad())
                assert apart <= expected.rad() / 2**20 + flint.arb(2) ** -60
                corner = {name: value.upper() for name, value in values.items()}
                assert not evaluate(term, corner).is_finite() or found.overlaps(
                    evaluate(term, corner)
                )


def test_the_terms_share_their_steps_and_are_reached_one_by_one():
    program = compiled((exp(x), exp(x) + 1, 1 / (1 + exp(x))), ("x",))
    registers = program.begin([ball(0)])
    assert program.reach(registers, 0) == 1 and len(registers) == len(program.constants) + 2
    assert program.reach(registers, 1) == 2 and len(registers) == len(program.constants) + 3
    assert program.reach(registers, 2).overlaps(ball(Fraction(1, 2)))


def test_a_constant_has_the_precision_of_its_time():
    with precision(24):
        compiled((x / 3,), ("x",))
    with precision(200):
        program = compiled((x / 3,), ("x",))
        assert program.reach(program.begin([ball(1)]), 0).rel_accuracy_bits() > 190


def test_what_has_no_step_is_left_to_the_tree():
    i, n = sympy.symbols("i n", integer=True)
    program = compiled((sympy.Sum(i * x, (i, 1, 3)),), ("x",))
    assert isinstance(program, TreeProgram)
    assert program.reach(program.begin([ball(2)]), 0) == 12
    for unknown in (sympy.Function("g")(x), x + n):
        program = compiled((unknown,), ("x",))
        with pytest.raises(StatementError):
            program.reach(program.begin([ball(1)]), 0)
