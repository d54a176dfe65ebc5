"""RMSNorm: its output has norm at most √n, and its Jacobian at most 1/σ.

Statement: y_i = x_i/σ with σ = √(Σ x_i²/n + ε) has Σ y_i² ≤ n; scaled inputs give the same y (with
ε scaled alike); its derivative along v is (v_i − y_i Σ_j y_j v_j/n)/σ, and ‖Jv‖² ≤ ‖v‖²/σ².
Setting: x of any size n, ε > 0.
Where: the definition of RMSNorm; its re-scaling invariance; its gradient, the matrix R.
Kind: identity, upper bound.
Checked: each part, for every n, with derivatives taken. Attained: ‖Jv‖ = ‖v‖/σ for v ⟂ x.
Not checked: the gains g_i, by which y_i is multiplied afterwards.
Differs from the print, which has ε = 0: ε > 0 stands in implementations, and makes y smooth at 0.
False variants: 9/10 of each bound; another power of the scale; the derivative without its second
term.
"""

import sympy
from sympy import Rational, Sum, sqrt

from provcheck.statement import (
    Array,
    Claim,
    Derivation,
    Directional,
    Index,
    Kind,
    Norm,
    Real,
    Size,
    Source,
    Space,
    Variant,
    define,
    line,
)

n = sympy.Symbol("n", integer=True, positive=True)
i, k = sympy.symbols("i k", integer=True)
epsilon, alpha = sympy.symbols("epsilon alpha", positive=True)
x = sympy.IndexedBase("x", shape=(n,), real=True)
v = sympy.IndexedBase("v", shape=(n,), real=True)
I_RANGE = (i, 1, n)
INPUTS = (Size(n), Real(epsilon, low=0, open_low=True), Array(x, (n,), plain=1))
DIRECTION = Array(v, (n,), plain=1)

mean_square = define(
    "mean_square", (), Sum(x[i] ** 2, I_RANGE) / n + epsilon, r"(\sum_i x_i^2 / n + \epsilon)"
)
normed = define("normed", (k,), x[k] / sqrt(mean_square()), "y_{<0>}")


def source(place: str) -> Source:
    """A place in the paper."""
    return Source("zhang2019", place)


def le(small, large):
    """small ≤ large, as written: SymPy does not decide it."""
    return sympy.Le(small, large, evaluate=False)


def equal(left, right):
    """left = right, as written: SymPy does not decide it."""
    return sympy.Eq(left, right, evaluate=False)


def _bounded(bound):
    return le(Sum(normed(i) ** 2, I_RANGE), bound)


BOUNDED = Claim(
    name="zhang2019/rms_norm/bounded",
    title="Σ y_i² ≤ n",
    source=source("the definition of RMSNorm"),
    kind=Kind.UPPER_BOUND,
    space=Space(INPUTS),
    relation=_bounded(n),
    derivations=(
        Derivation("ε ≥ 0", (line("bounded", _bounded(n), "arithmetic"),), as_printed=False),
    ),
    variants=(Variant("nine_tenths", _bounded(Rational(9, 10) * n)),),
)

_scaled_square = Sum((alpha * x[i]) ** 2, I_RANGE) / n + alpha**2 * epsilon


def _invariant(right):
    return equal(alpha * x[k] / sqrt(_scaled_square), right)


INVARIANT = Claim(
    name="zhang2019/rms_norm/invariant",
    title="αx gives the same y as x, with α²ε for ε",
    source=source("re-scaling invariance"),
    kind=Kind.IDENTITY,
    space=Space((*INPUTS, Real(alpha, low=0, open_low=True), Index(k, n))),
    relation=_invariant(normed(k)),
    derivations=(
        Derivation(
            "α leaves the root", (line("same", _invariant(normed(k)), "algebra"),), as_printed=False
        ),
    ),
    variants=(Variant("scaled", _invariant(alpha * normed(k))),),
)

_along = Sum(normed(i) * v[i], I_RANGE) / n
_derivative = Directional(normed(k), x, v)
_formula = equal(_derivative, (v[k] - normed(k) * _along) / sqrt(mean_square()))

JACOBIAN = Claim(
    name="zhang2019/rms_norm/jacobian",
    title="(Jv)_k = (v_k − y_k Σ_j y_j v_j/n)/σ",
    source=source("the gradient of RMSNorm, the matrix R"),
    kind=Kind.IDENTITY,
    space=Space((*INPUTS, DIRECTION, Index(k, n))),
    relation=_formula,
    derivations=(
        Derivation("calculus", (line("formula", _formula, "calculus"),), as_printed=False),
    ),
    variants=(Variant("one_term", equal(_derivative, v[k] / sqrt(mean_square()))),),
)

_image = Sum(Directional(normed(i), x, v) ** 2, I_RANGE)


def _contracts(factor):
    return le(_image, factor * Norm(v[i], I_RANGE) ** 2 / mean_square())


CONTRACTS = Claim(
    name="zhang2019/rms_norm/jacobian_norm",
    title="‖Jv‖² ≤ ‖v‖²/σ²",
    source=source("the gradient of RMSNorm, the matrix R"),
    kind=Kind.UPPER_BOUND,
    space=Space((*INPUTS, DIRECTION)),
    relation=_contracts(sympy.Integer(1)),
    derivations=(
        Derivation(
            "J removes a part of v along x",
            (
                line("norm", _contracts(sympy.Integer(1)), "arithmetic",
                     squares=((n / mean_square() * (1 + epsilon / mean_square()), _along),)),
            ),
            as_printed=False,
        ),
    ),
    variants=(Variant("nine_tenths", _contracts(Rational(9, 10))),),
    reading="So the Jacobian's operator norm is at most 1/σ ≤ 1/√ε.",
)  # fmt: skip

CLAIMS = (BOUNDED, INVARIANT, JACOBIAN, CONTRACTS)
