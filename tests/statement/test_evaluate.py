"""Ball and exact values of terms against NumPy, mpmath and plain fractions."""

from fractions import Fraction

import flint
import mpmath
import numpy as np
import pytest
import sympy
from sympy import Abs, IndexedBase, Rational, Sum, sqrt, symbols

from provcheck.errors import StatementError, Undecided
from provcheck.statement import Act, LeastSingularValue, MaxOver, Norm, OperatorNorm
from provcheck.statement.evaluate import ball, evaluate, exact, precision

p, d = symbols("p d", integer=True, positive=True)
j, k = symbols("j k", integer=True)
W = IndexedBase("W", shape=(p, d), real=True)
x = sympy.Symbol("x", real=True)
BOTH = (j, 1, p), (k, 1, d)


def point(matrix, number=ball):
    rows = tuple(tuple(number(Fraction(float(entry))) for entry in row) for row in matrix)
    return {"p": len(rows), "d": len(rows[0]), "W": rows}


def close(value, expected, digits=1e-12):
    middle = float(value)
    assert abs(middle - expected) <= digits * max(1, abs(expected)), (middle, expected)


@pytest.mark.parametrize("seed", range(6))
def test_norms_sums_and_maxima_against_numpy(seed):
    rng = np.random.default_rng(seed)
    matrix = rng.normal(size=rng.integers(1, 5, size=2)) * 10.0 ** rng.integers(-3, 4)
    values = point(matrix)
    close(evaluate(Norm(W[j, k], *BOTH), values), np.linalg.norm(matrix))
    close(evaluate(OperatorNorm(W[j, k], *BOTH), values), np.linalg.norm(matrix, 2))
    close(evaluate(OperatorNorm(W[k, j], (k, 1, p), (j, 1, d)), values), np.linalg.norm(matrix, 2))
    close(evaluate(MaxOver(Abs(W[j, k]), *BOTH), values), np.abs(matrix).max())
    close(evaluate(MaxOver(W[j, k], *BOTH), values), matrix.max())
    close(evaluate(Sum(W[j, k] ** 2, *BOTH), values), (matrix**2).sum())
    close(evaluate(Norm(Sum(W[j, k], BOTH[1]), BOTH[0]), values), np.linalg.norm(matrix.sum(1)))


def test_operator_norm_of_a_repeated_singular_value():
    value = evaluate(OperatorNorm(W[j, k], *BOTH), point([[3, 0, 0], [0, 3, 0], [0, 0, 3]]))
    assert value.contains(3) and float(value.rad()) < 1e-10
    assert evaluate(OperatorNorm(W[j, k], *BOTH), point([[0, 0], [0, 0]])).contains(0)


@pytest.mark.parametrize("shape", [(1, 1), (1, 3), (2, 2), (2, 3), (3, 3)])
def test_least_singular_value_against_numpy(shape):
    """Over unit v of as many entries as there are rows; NumPy's is that of the shorter side."""
    matrix = np.random.default_rng(sum(shape)).normal(size=shape)
    found = evaluate(LeastSingularValue(W[j, k], *BOTH), point(matrix))
    close(found, np.linalg.svd(matrix, compute_uv=False)[-1])


def test_least_singular_value_is_zero_with_more_rows_than_columns():
    term = LeastSingularValue(W[j, k], *BOTH)
    assert evaluate(term, point([[3, 0], [0, 2], [1, 1]])) == 0
    assert evaluate(term, point([[1], [2]], exact), exact) == 0


def test_least_singular_value_of_one_row_is_its_norm_and_of_a_singular_matrix_zero():
    term = LeastSingularValue(W[j, k], *BOTH)
    assert evaluate(term, point([[3, 4]], exact), exact) == 5
    singular = evaluate(term, point([[1, 2], [2, 4]]))
    assert singular.contains(0) and not singular < 0 and float(singular.upper()) < 1e-5
    repeated = evaluate(term, point([[2, 0, 0], [0, 2, 0]]))
    assert repeated.contains(2) and float(repeated.rad()) < 1e-6


def test_eigenvalues_that_flint_does_not_isolate_leave_a_wide_ball():
    """Nearly equal rows of numbers of eight digits, at 64 bits."""
    rows = [[20000003, 20000000], [20000001, 19999997], [20000000, 20000000]]
    least = LeastSingularValue(W[j, k], *BOTH)
    with precision(64):
        norm = evaluate(OperatorNorm(W[j, k], *BOTH), point(rows))
        assert norm.contains(evaluate_at(512, OperatorNorm(W[j, k], *BOTH), rows))
        turned = [list(column) for column in zip(*rows, strict=True)]
        wide = evaluate(least, point([*turned[:1], turned[0]]))  # rank 1
        assert wide.contains(0) and not wide < 0
    assert evaluate_at(512, least, turned) > 0.9


def evaluate_at(bits, term, rows):
    with precision(bits):
        return evaluate(term, point(rows)).mid()


def test_the_operator_norm_of_the_transpose_has_the_rows_first():
    wide = [[1, 0, 0], [0, 2, 0]]
    swapped = LeastSingularValue(W[k, j], (k, 1, p), (j, 1, d))
    close(evaluate(swapped, point(wide)), 1.0)
    across = LeastSingularValue(W[j, k], (k, 1, d), (j, 1, p))
    assert evaluate(across, point(wide)) == 0


FORMULAS = {
    "sigmoid": lambda z, beta: 1 / (1 + mpmath.exp(-beta * z)),
    "tanh": lambda z, beta: mpmath.tanh(z),
    "softplus": lambda z, beta: mpmath.log(1 + mpmath.exp(beta * z)) / beta,
}


@pytest.mark.parametrize("name", FORMULAS)
@pytest.mark.parametrize("order", range(4))
def test_activation_and_its_derivatives_against_mpmath(name, order):
    with precision(200), mpmath.workdps(60):
        for place in (Fraction(-7, 2), Fraction(0), Fraction(1, 3), Fraction(5)):
            values = {"activation": name, "beta": ball(2), "x": ball(place)}
            ours = evaluate(Act(order, x), values)
            at = mpmath.mpf(place.numerator) / place.denominator
            theirs = mpmath.diff(lambda z: FORMULAS[name](z, 2), at, order)
            text = mpmath.nstr(theirs, 50)
            assert abs(ours - flint.arb(text)) < flint.arb("1e-15"), (place, text)


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (Norm(W[j, k], *BOTH), Fraction(5)),
        (sqrt(Sum(W[j, k] ** 2, *BOTH)) / 3, Fraction(5, 3)),
        (MaxOver(W[j, k], *BOTH) ** -2, Fraction(1, 16)),
        (Sum(Abs(W[j, k]), *BOTH) * Rational(1, 10), Fraction(7, 10)),
    ],
    ids=str,
)
def test_exact_values_are_exact(term, expected):
    value = evaluate(term, point([[3, -4], [0, 0]] if "Max" not in str(term) else [[4]], exact),
                     exact)  # fmt: skip
    assert Fraction(int(value.p), int(value.q)) == expected


def test_irrational_values_are_not_exact():
    values = point([[1, 1]], exact) | {"x": exact(2), "activation": "tanh", "beta": exact(1)}
    for term in (Norm(W[j, k], *BOTH), sqrt(x), sympy.exp(x), sympy.pi * x, Act(0, x)):
        with pytest.raises(Undecided):
            evaluate(term, values, exact)


def test_precision_is_restored_even_after_an_error():
    before = flint.ctx.prec
    with pytest.raises(StatementError), precision(999):
        evaluate(sympy.Symbol("unknown"), {})
    assert flint.ctx.prec == before


def test_root_of_a_ball_that_touches_zero():
    value = evaluate(sqrt(x), {"x": ball(0).union(ball(Fraction(1, 4)))})
    assert value.contains(0) and value.contains(Fraction(1, 2).__float__())
    assert not evaluate(sqrt(x), {"x": ball(-1)}).is_finite()


@pytest.mark.parametrize("exponent", [1, 2, 3, 4, 7])
def test_powers_of_wide_balls_contain_the_powers_of_their_points(exponent):
    for low, high in ((-1, 2), (-3, 0), (0, 1), (-1, 1), (-5, -2)):
        wide = ball(low).union(ball(high))
        value = evaluate(x**exponent, {"x": wide})
        for place in (low, high, Fraction(low + high, 2), Fraction(2 * low + high, 3)):
            assert value.contains(ball(place) ** exponent), (low, high, place)


@pytest.mark.parametrize(
    "term",
    [W[j, k], W[0, 1], W[3, 1], Sum(W[j, 1], (j, 2, p)), Sum(W[j, 1], (j, 1, p), (j, 1, p)),
     sympy.Float(0.5), sympy.zeta(x), sympy.Symbol("nobody")],
    ids=str,
)  # fmt: skip
def test_term_without_a_meaning_is_refused(term):
    with pytest.raises((StatementError, KeyError)):
        evaluate(term, point([[1, 2], [3, 4]]) | {"x": ball(1)})
