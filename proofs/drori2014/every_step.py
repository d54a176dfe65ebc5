"""The classical bound L‖x_0 − x*‖²/(2N), one step at a time, for every N.

Statement: k(f(x_k) − f*) + (L/2)‖x_k − x*‖² does not grow along gradient descent with step 1/L;
it falls by (k + 1)(‖∇f(x_k)‖² + ‖∇f(x_{k+1})‖²)/2L at least. Summed over k = 0, …, N − 1 this
gives N(f(x_N) − f*) ≤ (L/2)‖x_0 − x*‖².
Setting: as in gradient_method.py, from any point x_0 = x_k on; the count k is any number ≥ 0.
Where: the classical bound that the paper improves; this proof is that of Bansal and Gupta,
Potential-Function Proofs for Gradient Methods (2019). Kind: upper bound.
Checked: the step, for every k. Not checked: the sum over the steps, which telescopes.
False variants: the fall doubled; k + 2 for k + 1; convexity dropped.
"""

from fractions import Fraction

import sympy

from provcheck.proofs.drori2014.gradient_method import CLAIMS as STEPS
from provcheck.proofs.drori2014.iterates import (
    K_RANGE,
    START,
    L,
    f_star,
    gradient,
    k,
    source,
    value,
)
from provcheck.statement import Claim, Derivation, Kind, Norm, Real, Space, Variant, line

count = sympy.Symbol("c", nonnegative=True)
_HYPOTHESES = tuple(h for h in STEPS[0].hypotheses if h.name != "optimum_1")
_before = count * (value(0) - f_star) + L / 2 * Norm(START, K_RANGE) ** 2
_next = L / 2 * Norm(START - gradient(0)[k] / L, K_RANGE) ** 2
_fall = (
    (count + 1)
    * (Norm(gradient(0)[k], K_RANGE) ** 2 + Norm(gradient(1)[k], K_RANGE) ** 2)
    / (2 * L)
)


def _falls(weight, fall):
    after = weight * (value(1) - f_star) + _next
    return sympy.Le(after, _before - fall, evaluate=False)


POTENTIAL = Claim(
    name="drori2014/every_step/potential",
    title="k(f(x_k) − f*) + (L/2)‖x_k − x*‖² falls at every gradient step",
    source=source("the classical bound L‖x_0 − x*‖²/(2N), which it improves"),
    kind=Kind.UPPER_BOUND,
    space=Space((*STEPS[0].space.components, Real(count, low=0))),
    hypotheses=_HYPOTHESES,
    relation=_falls(count + 1, _fall),
    derivations=(
        Derivation(
            "two tangents",
            (
                *(line(h.name, h.relation, "hypothesis", name=h.name) for h in _HYPOTHESES),
                line("falls", _falls(count + 1, _fall), "arithmetic", "descent_1", "optimum_0",
                     multipliers={"descent_1": count + 1}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("twice_the_fall", _falls(count + 1, 2 * _fall)),
        Variant("faster", _falls(count + 2, _fall)),
        Variant("without_convexity", _falls(count + 1, _fall), dropped=("optimum_0",)),
    ),
    example=STEPS[0].example.replaced(c=Fraction(1)),
    reading="c stands for the count k, x_0 for x_k and x_1 for x_{k+1}.",
    not_checked="that the steps are added up",
)  # fmt: skip

CLAIMS = (POTENTIAL,)
