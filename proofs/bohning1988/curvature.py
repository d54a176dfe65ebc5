"""The logistic loss of one sample bends by at most 1/4: 0 ≤ ℓ'' ≤ β/4.

Statement: for ℓ(t) = log(1 + exp(βt))/β, ℓ'' = β e^{βt}/(1 + e^{βt})² lies between 0 and β/4.
Setting: t any number; β > 0 is 1 for logistic regression as it is usually written.
Where: the bound p(1 − p) ≤ 1/4 behind the lower bound for the Hessian of the logistic likelihood.
Kind: upper bound, lower bound.
Checked: both, from the derivatives of ℓ, taken. Attained: β/4 at t = 0; 0 only in the limit.
Not checked: nothing is left out.
False variants: 6/25 for 1/4; 1/100 for 0.
"""

import sympy
from sympy import Rational, exp

from provcheck.statement import (
    Act,
    ActivationChoice,
    Claim,
    Derivation,
    Kind,
    Real,
    Source,
    Space,
    Variant,
    line,
)
from provcheck.statement.activations import BETA as beta

t = sympy.Symbol("t", real=True)
LOSS = (ActivationChoice(("softplus",)), Real(beta, low=0, open_low=True))


def source(place: str) -> Source:
    """A place in the paper."""
    return Source("bohning1988", place)


def le(small, large):
    """small ≤ large, as written: SymPy does not decide it."""
    return sympy.Le(small, large, evaluate=False)


def equal(left, right):
    """left = right, as written: SymPy does not decide it."""
    return sympy.Eq(left, right, evaluate=False)


_power = exp(beta * t)
_bent = beta * _power / (1 + _power) ** 2
_SPELLED = line("spelled", equal(Act(2, t), _bent), "activation", order=2, point=t)
_at_most = le(Act(2, t), beta / 4)
_at_least = le(0 * beta, Act(2, t))

QUARTER = Claim(
    name="bohning1988/curvature/quarter",
    title="ℓ'' ≤ β/4 for the logistic loss ℓ(t) = log(1 + exp(βt))/β",
    source=source("p(1 − p) ≤ 1/4"),
    kind=Kind.UPPER_BOUND,
    space=Space((*LOSS, Real(t))),
    relation=_at_most,
    derivations=(
        Derivation(
            "(1 − E)² ≥ 0",
            (
                _SPELLED,
                line("square", le(_bent, beta / 4), "arithmetic",
                     squares=((beta / (4 * (1 + _power) ** 2), 1 - _power),)),
                line("quarter", _at_most, "arithmetic", "spelled", "square",
                     multipliers={"spelled": 1}),
            ),
            as_printed=False,
        ),
    ),
    variants=(Variant("six_twentyfifths", le(Act(2, t), Rational(6, 25) * beta)),),
)  # fmt: skip

CONVEX = Claim(
    name="bohning1988/curvature/convex",
    title="ℓ'' ≥ 0",
    source=source("convexity of the logistic loss"),
    kind=Kind.LOWER_BOUND,
    space=Space((*LOSS, Real(t))),
    relation=_at_least,
    derivations=(
        Derivation(
            "positive terms",
            (
                _SPELLED,
                line("convex", _at_least, "arithmetic", "spelled", multipliers={"spelled": -1}),
            ),
            as_printed=False,
        ),
    ),
    variants=(Variant("strongly", le(beta / 100, Act(2, t))),),
)

CLAIMS = (QUARTER, CONVEX)
