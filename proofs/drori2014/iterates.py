"""Gradient descent with step 1/L: what is known of f along it, and settings that satisfy it.

Of a convex f with L-Lipschitz gradient only values f_i = f(x_i), slopes g_i = ∇f(x_i) and f* are
left, with f_j ≥ f_i + ⟨g_i, x_j − x_i⟩ + ‖g_i − g_j‖²/2L for the pairs that the proofs use
(Nesterov, Lectures on Convex Optimization, Theorem 2.1.5), and x_{i+1} = x_i − g_i/L.
"""

import sympy
from sympy import Sum

from provcheck.statement import Array, Hypothesis, Norm, Real, Size, Source, Space

d = sympy.Symbol("d", integer=True, positive=True)
k = sympy.Symbol("k", integer=True)
L = sympy.Symbol("L", positive=True)
f_star = sympy.Symbol("f_star", real=True)
x_0 = sympy.IndexedBase("x_0", shape=(d,), real=True)
x_star = sympy.IndexedBase("x_star", shape=(d,), real=True)
K_RANGE = (k, 1, d)
START = x_0[k] - x_star[k]


def source(place: str) -> Source:
    """A place in the paper."""
    return Source("drori2014", place)


def value(i: int) -> sympy.Symbol:
    """f(x_i)."""
    return sympy.Symbol(f"f_{i}", real=True)


def gradient(i: int) -> sympy.IndexedBase:
    """∇f(x_i), shape (d,)."""
    return sympy.IndexedBase(f"g_{i}", shape=(d,), real=True)


def _above(i, g_i, g_j, step):
    """The least that f_j can be: f_i + ⟨g_i, x_j − x_i⟩ + ‖g_i − g_j‖²/2L."""
    return value(i) + Sum(g_i * step, K_RANGE) + Norm(g_i - g_j, K_RANGE) ** 2 / (2 * L)


def descent(i: int) -> Hypothesis:
    """f_{i-1} against the tangent at x_i, where x_{i-1} − x_i = g_{i-1}/L."""
    before = gradient(i - 1)[k]
    above = _above(i, gradient(i)[k], before, before / L)
    return Hypothesis(f"descent_{i}", sympy.Ge(value(i - 1), above, evaluate=False))


def optimum(i: int) -> Hypothesis:
    """f* against the tangent at x_i, where x* − x_i = x* − x_0 + Σ_{j<i} g_j/L."""
    step = -START + sum(gradient(j)[k] for j in range(i)) / L
    above = _above(i, gradient(i)[k], sympy.Integer(0), step)
    return Hypothesis(f"optimum_{i}", sympy.Ge(f_star, above, evaluate=False))


def _inner(left, right):
    return sum(u * v for u, v in zip(left, right, strict=True))


def _least_value(values, i: int, there, step):
    """The least f_j of a setting that descent or optimum allows, to steer a draw."""
    g = values[f"g_{i}"]
    change = [u - v for u, v in zip(g, there, strict=True)]
    return values[f"f_{i}"] + _inner(g, step) + _inner(change, change) / (2 * values["L"])


def _least_before(i: int):
    def at_least(values):
        before = values[f"g_{i - 1}"]
        return _least_value(values, i, before, [g / values["L"] for g in before])

    return at_least


def _least_optimum(steps: int):
    def at_least(values):
        step = [b - a for a, b in zip(values["x_0"], values["x_star"], strict=True)]
        found = []
        for i in range(steps + 1):
            found.append(_least_value(values, i, [0 * g for g in step], step))
            step = [s + g / values["L"] for s, g in zip(step, values[f"g_{i}"], strict=True)]
        return max(found)

    return at_least


def space(steps: int) -> Space:
    """Sizes, points, slopes and values, from the last value to the first; then f*."""
    vectors = (x_0, x_star, *(gradient(i) for i in range(steps + 1)))
    before = (Real(value(i - 1), at_least=_least_before(i)) for i in range(steps, 0, -1))
    return Space(
        (
            Size(d),
            Real(L, low=0, open_low=True),
            *(Array(vector, (d,)) for vector in vectors),
            Real(value(steps)),
            *before,
            Real(f_star, at_least=_least_optimum(steps)),
        )
    )
