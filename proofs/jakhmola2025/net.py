"""Outputs, Jacobian and NTK of any net at one set of parameters, as the paper stacks them.

N = nq outputs are stacked into F, sample by sample; J (N, m) is their Jacobian in the m parameters,
y (N,) the labels, r = F − y the residual, L = ½‖r‖² the loss, K = J Jᵀ the NTK. Nothing but the
chain rule is used of the net, so J and F are any arrays; a motion of the parameters moves the
outputs to first order by J.
"""

import sympy
from sympy import Rational, Sum

from provcheck.errors import DomainError
from provcheck.statement import (
    Array,
    LeastSingularValue,
    Norm,
    Real,
    Size,
    Source,
    define,
)

N, m = sympy.symbols("N m", integer=True, positive=True)
a, b, c, k, l = sympy.symbols("a b c k l", integer=True)  # noqa: E741
J = sympy.IndexedBase("J", shape=(N, m), real=True)
J_0 = sympy.IndexedBase("J_0", shape=(N, m), real=True)
F = sympy.IndexedBase("F", shape=(N,), real=True)
y = sympy.IndexedBase("y", shape=(N,), real=True)
r = sympy.IndexedBase("r", shape=(N,), real=True)
v = sympy.IndexedBase("v", shape=(N,), real=True)
tau = sympy.Symbol("tau", real=True)

A_RANGE, B_RANGE, C_RANGE = (a, 1, N), (b, 1, N), (c, 1, N)
K_RANGE, L_RANGE = (k, 1, m), (l, 1, m)


def le(small, large):
    """small ≤ large, as written: SymPy does not decide it."""
    return sympy.Le(small, large, evaluate=False)


def ge(large, small):
    """large ≥ small, as written: SymPy does not decide it."""
    return sympy.Ge(large, small, evaluate=False)


def equal(left, right):
    """left = right, as written: SymPy does not decide it."""
    return sympy.Eq(left, right, evaluate=False)


def source(place: str, equation: str = "", quote: str = "") -> Source:
    """A place in the paper, with its words where the claim is what they imply."""
    return Source("jakhmola2025", place, equation, quote)


# ---------------------------------------------------------------- terms

residual = define("residual", (a,), F[a] - y[a], r"(F - y)_{<0>}")
loss = define("loss", (), Rational(1, 2) * Sum(residual(a) ** 2, A_RANGE), "L")
ntk = define("ntk", (a, b), Sum(J[a, k] * J[b, k], K_RANGE), "K_{<0><1>}")
gradient = define("gradient", (k,), Sum(J[a, k] * residual(a), A_RANGE), r"(\nabla L)_{<0>}")
gradient_norm = define("gradient_norm", (), Norm(gradient(k), K_RANGE), r"\|\nabla L\|")
sigma = define(
    "sigma_min", (), LeastSingularValue(J[a, k], A_RANGE, K_RANGE), r"\sigma_{\mathrm{min}}(J)"
)
sigma_0 = define(
    "sigma_min_0",
    (),
    LeastSingularValue(J_0[a, k], A_RANGE, K_RANGE),
    r"\sigma_{\mathrm{min}}(J_0)",
)
least = define("least_eigenvalue", (), sigma() ** 2, r"\lambda_{\mathrm{min}}(K)")

# ---------------------------------------------------------------- components

SIZES = (Size(N), Size(m))
JACOBIAN = Array(J, (N, m), plain=1)
OUTPUTS = (Array(F, (N,), plain=1), Array(y, (N,)))


def positive(symbol: sympy.Symbol, at_least=None) -> Real:
    """The component for a positive number."""
    return Real(symbol, low=0, open_low=True, at_least=at_least)


# ---------------------------------------------------------------- for steering draws

_LARGEST_EXPONENT = 300


def exponential(exponent):
    """e^x of a float or a ball, for steering a draw.

    Raises:
        DomainError: |x| > 300; no exact rational of sensible size lies just above.
        TypeError: an exact number; the sampler then asks with balls.
    """
    import math

    if not (isinstance(exponent, float) or hasattr(exponent, "exp")):
        raise TypeError("an exact exponential; use balls")
    if not abs(exponent) < _LARGEST_EXPONENT:
        raise DomainError(f"draft: the exponent {exponent} is too large to steer a draw by.")
    return exponent.exp() if hasattr(exponent, "exp") else math.exp(exponent)


def root(number):
    """Square root of a float or a ball, for steering a draw."""
    return number.sqrt() if hasattr(number, "sqrt") else float(number) ** 0.5


def least_eigenvalue(matrix):
    """λ_min(J Jᵀ) of an array of floats or balls, for steering a draw.

    Raises:
        TypeError: the entries are exact; an eigenvalue need not be rational.
    """
    import numpy

    rows, columns = matrix.shape
    if matrix.dtype == float:
        return float(numpy.linalg.norm(matrix, -2)) ** 2 if rows <= columns else 0.0
    return _certain_least(matrix) if rows <= columns else 0


def _certain_least(matrix):
    import flint

    if not isinstance(matrix.flat[0], flint.arb):
        raise TypeError("the least eigenvalue of a rational matrix need not be rational")
    rows = flint.arb_mat([list(row) for row in matrix])
    least = None
    for value in flint.acb_mat(rows * rows.transpose()).eig(multiple=True):
        least = value.real if least is None else least.min(value.real)
    return least.nonnegative_part()
