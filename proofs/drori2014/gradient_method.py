"""Gradient descent with step 1/L: f(x_N) − f* ≤ L‖x_0 − x*‖²/(4N + 2), for N = 1, 2, 3.

Statement: for f convex with L-Lipschitz gradient and x_{i+1} = x_i − ∇f(x_i)/L, after N steps
f(x_N) − f* ≤ L‖x_0 − x*‖²/(4N + 2), half of the classical L‖x_0 − x*‖²/(2N) and a little less.
Setting: any dimension d. Of f only f_j ≥ f_i + ⟨∇f(x_i), x_j − x_i⟩ + ‖∇f(x_i) − ∇f(x_j)‖²/2L is
used, as hypotheses on the values f_i = f(x_i) and slopes g_i = ∇f(x_i): iterates.py.
Where: the paper's bound for the gradient method with a constant step. Kind: upper bound.
Checked: the three bounds, from the paper's multipliers i/(2N + 1 − i) and explicit squares.
Not checked: that a smooth convex f satisfies the hypotheses; N > 3.
Differs from the print, which bounds this for every N: here N is 1, 2 or 3.
False variants: 4N + 3 for 4N + 2 (worst_case.py has the function that attains it); a hypothesis
dropped.
"""

from fractions import Fraction

import sympy
from sympy import Rational

from provcheck.proofs.drori2014.iterates import (
    K_RANGE,
    START,
    L,
    descent,
    f_star,
    gradient,
    k,
    optimum,
    source,
    space,
    value,
)
from provcheck.statement import Claim, Derivation, Kind, Norm, Setting, Variant, line

SQUARES = {
    1: ((Rational(1, 8), (1, -1)),),
    2: ((Rational(3, 32), (1, Rational(-5, 9), Rational(-4, 9))), (Rational(11, 54), (0, 1, -1))),
    3: (
        (Rational(5, 72), (1, Rational(-7, 25), Rational(-21, 50), Rational(-3, 10))),
        (Rational(51, 250), (0, 1, Rational(-7, 12), Rational(-5, 12))),
        (Rational(23, 96), (0, 0, 1, -1)),
    ),
}
"""For each N what is left after the first square: (c, weights) is c‖Σ weight_i g_i‖²/L."""


def _bound(steps: int, factor: int):
    size = Norm(START, K_RANGE) ** 2
    return sympy.Le(value(steps) - f_star, L * size / factor, evaluate=False)


def _multipliers(steps: int) -> dict[str, Rational]:
    """i/(2N + 1 − i) for descent_i, and what makes f_0, …, f_N cancel but f_N − f*."""
    weights = [Rational(i, 2 * steps + 1 - i) for i in range(steps + 1)] + [sympy.Integer(1)]
    found = {f"descent_{i}": weights[i] for i in range(1, steps + 1)}
    return found | {f"optimum_{i}": weights[i + 1] - weights[i] for i in range(steps + 1)}


def _squares(steps: int) -> tuple:
    """One square in x_0 − x*, and those of SQUARES."""
    weights = [_multipliers(steps)[f"optimum_{i}"] for i in range(steps + 1)]
    first = START - (2 * steps + 1) * sum(w * gradient(i)[k] for i, w in enumerate(weights)) / L
    rest = [
        (c / L, Norm(sum(w * gradient(i)[k] for i, w in enumerate(row)), K_RANGE))
        for c, row in SQUARES[steps]
    ]
    return ((L / (4 * steps + 2), Norm(first, K_RANGE)), *rest)


def worst_setting(steps: int) -> Setting:
    """The Huber function with kink 1/(2N + 1), L = 1, from x_0 = 1: the bound is attained."""
    kink = Fraction(1, 2 * steps + 1)
    points = [1 - i * kink for i in range(steps + 1)]
    values = {f"f_{i}": kink * point - kink**2 / 2 for i, point in enumerate(points)}
    slopes = {f"g_{i}": (kink,) for i in range(steps + 1)}
    ends = {"x_0": (Fraction(1),), "x_star": (Fraction(0),), "f_star": Fraction(0)}
    return Setting({"d": 1, "L": Fraction(1), **ends, **values, **slopes})


def _claim(steps: int) -> Claim:
    hypotheses = (
        *(descent(i) for i in range(1, steps + 1)),
        *(optimum(i) for i in range(steps + 1)),
    )
    given = [line(h.name, h.relation, "hypothesis", name=h.name) for h in hypotheses]
    relation = _bound(steps, 4 * steps + 2)
    last = line("bound", relation, "arithmetic", *(h.name for h in hypotheses),
                multipliers=_multipliers(steps), squares=_squares(steps))  # fmt: skip
    return Claim(
        name=f"drori2014/gradient_method/steps_{steps}",
        title=f"f(x_{steps}) − f* ≤ L‖x_0 − x*‖²/{4 * steps + 2} after {steps} gradient steps",
        source=source(f"the bound for the gradient method with step 1/L, N = {steps}"),
        kind=Kind.UPPER_BOUND,
        space=space(steps),
        hypotheses=hypotheses,
        relation=relation,
        derivations=(Derivation("multipliers and squares", (*given, last), as_printed=False),),
        variants=(
            Variant("larger_denominator", _bound(steps, 4 * steps + 3)),
            Variant("without_convexity", relation, dropped=(f"optimum_{steps}",)),
        ),
        example=worst_setting(steps),
        not_checked="that f_i and g_i are those of a smooth convex function; any such are allowed",
    )


CLAIMS = tuple(_claim(steps) for steps in SQUARES)
