"""Derivatives against SymPy's own, and against ball difference quotients."""

import pytest
import sympy
from sympy import IndexedBase, KroneckerDelta, Sum, exp, log, symbols, tanh

from provcheck.errors import Rejected
from provcheck.normalize import normal
from provcheck.statement import Act, Directional, MaxOver, Norm, Partial, define
from provcheck.statement.calculus import evaluate_derivatives, is_smooth, partial
from provcheck.statement.evaluate import ball, evaluate, precision

n, p, d = symbols("n p d", integer=True, positive=True)
i, j, k, l = symbols("i j k l", integer=True)  # noqa: E741 (the paper's index)
X = IndexedBase("X", shape=(n, d), real=True)
W, V = (IndexedBase(name, shape=(p, d), real=True) for name in "WV")
a = IndexedBase("a", shape=(p,), real=True)
t, u = symbols("t u", real=True)
s = sympy.Symbol("s", positive=True)
BOTH = (j, 1, p), (k, 1, d)
z = define("z", (i, j), Sum(W[j, k] * X[i, k], (k, 1, d)), "z")
f = define("f", (i,), Sum(a[j] * Act(0, z(i, j)), (j, 1, p)), "f")
loss = define("loss", (), Sum(f(i) ** 2, (i, 1, n)) / n + s * Norm(W[j, k], *BOTH) ** 2, "L")

SCALAR = [t**3 * u - 2 * t, exp(t * u), tanh(t) ** 2, log(1 + t**2), 1 / (1 + exp(-u * t)),
          (1 + t**2) ** sympy.Rational(3, 2), t * exp(-(t**2)) * tanh(u - t)]  # fmt: skip


@pytest.mark.parametrize("term", SCALAR, ids=str)
def test_scalar_derivative_is_that_of_sympy(term):
    assert sympy.simplify(partial(term, t) - sympy.diff(term, t)) == 0


NEW = [sympy.sin, sympy.cos, sympy.sinh, sympy.cosh, sympy.tanh, sympy.atan, sympy.erf]


@pytest.mark.parametrize("function", NEW)
@pytest.mark.parametrize("point", [-3, 0, sympy.Rational(1, 3), 2])
def test_derivative_of_a_function_is_the_limit_of_quotients(function, point):
    """Two times, and of a composed one: f(t²u), f'(t) and f itself, in balls."""
    with precision(300):
        step, here = ball(2) ** -90, {"t": evaluate(sympy.sympify(point), {}), "u": ball(3) / 7}
        for term in (function(t), partial(function(t), t), function(t**2 * u - t)):
            ahead, behind = (evaluate(term, here | {"t": here["t"] + s * step}) for s in (1, -1))
            slope = (ahead - behind) / (2 * step)
            assert abs(slope - evaluate(partial(term, t), here)) < ball(2) ** -120


NOT_PROVIDED = [sympy.gamma(t), sympy.Abs(t), sympy.Max(t, u), u**t, sympy.tan(t)]


@pytest.mark.parametrize("term", NOT_PROVIDED, ids=str)
def test_derivatives_that_are_not_provided(term):
    with pytest.raises(Rejected):
        partial(term, t)


def test_a_logarithm_to_a_varying_base_is_a_quotient():
    assert partial(log(8, t, evaluate=False), t) == partial(log(8) / log(t), t) != 0


INDEXED = [Sum(W[j, k] ** 2, *BOTH), Sum(W[j, k] * V[j, k], *BOTH), exp(Sum(W[1, k], (k, 1, d))),
           Sum(Sum(W[j, k] * X[1, k], (k, 1, d)) ** 3, (j, 1, p))]  # fmt: skip


@pytest.mark.parametrize("term", INDEXED, ids=str)
def test_entry_derivative_is_that_of_sympy_written_out(term):
    """Sums written out for p = d = 2, where SymPy differentiates entry by entry."""
    sizes = {p: 2, d: 2}
    plain = term.subs(sizes).doit()
    for row in (1, 2):
        ours = partial(term, W[j, l]).subs({j: row, l: 2} | sizes).doit()
        ours = ours.replace(lambda e: isinstance(e, KroneckerDelta), lambda e: e.doit())
        assert sympy.expand(ours - sympy.diff(plain, W[row, 2].subs(sizes))) == 0


POINT = {
    "n": 2, "p": 2, "d": 3, "activation": "sigmoid", "beta": ball(2), "s": ball(1),
    "X": tuple(tuple(map(ball, row)) for row in ((1, -2, 0), (3, 1, 1))),
    "a": (ball(2), ball(-1)),
    "V": tuple(tuple(map(ball, row)) for row in ((1, 0, 2), (-1, 1, 0))),
}  # fmt: skip


def at(scale):
    rows = ((1, 2, -1), (0, 1, 1))
    moved = [
        [ball(w) / 4 + scale * v for w, v in zip(row, along, strict=True)]
        for row, along in zip(rows, POINT["V"], strict=True)
    ]
    return POINT | {"W": tuple(map(tuple, moved))}


@pytest.mark.parametrize("term", [loss(), f(1), Norm(W[j, k], *BOTH) ** 2], ids=str)
def test_directional_derivative_is_the_limit_of_quotients(term):
    with precision(400):
        step = ball(2) ** -100
        quotient = (evaluate(term, at(step)) - evaluate(term, at(-step))) / (2 * step)
        ours = evaluate(Directional(term, W, V), at(ball(0)))
        along = evaluate(Sum(V[j, k] * Partial(term, W[j, k]), *BOTH), at(ball(0)))
        assert abs(quotient - ours) < ball(2) ** -150
        assert abs(along - ours) < ball(2) ** -150


def test_second_derivative_by_quotients_of_first_ones():
    second = Directional(Directional(loss(), W, V), W, V)
    with precision(400):
        step = ball(2) ** -100
        first = [evaluate(Directional(loss(), W, V), at(h)) for h in (step, -step)]
        assert (
            abs((first[0] - first[1]) / (2 * step) - evaluate(second, at(ball(0))))
            < ball(2) ** -150
        )


@pytest.mark.parametrize(
    ("term", "variable"),
    [
        (sympy.Abs(t), t),
        (MaxOver(W[j, k], *BOTH), W[j, k]),
        (Norm(W[j, k], *BOTH), W[j, k]),
        (sympy.Pow(s, t), t),
        (X[i, k], i),
        (sympy.Max(t, 0), t),
        (t, t + 1),
        (Act(0, t), sympy.Symbol("beta", positive=True)),
    ],
    ids=str,
)
def test_derivative_is_refused(term, variable):
    with pytest.raises(Rejected):
        partial(term, variable)


def test_bound_indices_are_not_mistaken_for_the_entry():
    """∂/∂W_jk of Σ_j Σ_k W_jk² is 2 W_jk although the sums bind j and k themselves."""
    assert normal(partial(Sum(W[j, k] ** 2, *BOTH), W[j, k])) == normal(2 * W[j, k])
    assert partial(Sum(W[j, k], *BOTH), V[j, k]) == 0


def test_derivatives_inside_sums_and_abbreviations_are_taken():
    slope = define("slope", (j,), Partial(Sum(W[j, k] ** 2, (k, 1, d)), W[j, 1]), "s")
    taken = evaluate_derivatives(Sum(slope(j), (j, 1, p)))
    assert not taken.atoms(Partial)
    assert normal(taken) == normal(2 * Sum(W[j, 1], (j, 1, p)))


def test_smoothness_is_seen_and_not_invented():
    assert is_smooth(loss(), W) and is_smooth(tanh(t) ** 3 + t / s, t)
    for term in (sympy.Abs(t), 1 / t, sympy.sqrt(1 + t), Norm(W[j, k], *BOTH), sympy.Max(t, 0)):
        assert not is_smooth(term, t), term
