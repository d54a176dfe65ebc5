"""The bound L‖x_0 − x*‖²/(4N + 2) is attained, for every N, by a Huber function.

Statement: let h(x) = x²/2 for |x| ≤ κ and κ|x| − κ²/2 beyond, κ = 1/(2N + 1), which is
convex with 1-Lipschitz gradient and h* = 0. Gradient descent with step 1 from x_0 = 1 moves by κ a
step, x_i = 1 − iκ, stays beyond the kink as x_i ≥ (N + 1)κ, and ends with h(x_N) = 1/(4N + 2).
Setting: L = 1, ‖x_0 − x*‖ = 1; N any number > 0. As h(x) = x²/2 − (|x| − κ)₊²/2.
Where: the function with which the paper shows its bound to be tight. Kind: identity, lower bound.
Checked: the value h(x_N); that x_i ≥ (N + 1)κ for i ≤ N. Not checked: that h is convex and smooth.
False variants: 4N + 3 for 4N + 2; steps beyond N, or twice as long.
"""

import sympy
from sympy import Abs

from provcheck.proofs.drori2014.iterates import source
from provcheck.statement import Claim, Derivation, Hypothesis, Kind, Real, Space, Variant, line

N = sympy.Symbol("N", positive=True)
i = sympy.Symbol("i", nonnegative=True)
KINK = 1 / (2 * N + 1)


def huber(x):
    """x²/2 − (|x| − κ)₊²/2."""
    beyond = Abs(x) - KINK
    return x**2 / 2 - ((beyond + Abs(beyond)) / 2) ** 2 / 2


def _ends_at(denominator):
    return sympy.Eq(huber((N + 1) * KINK), 1 / denominator, evaluate=False)


_value = _ends_at(4 * N + 2)
ATTAINED = Claim(
    name="drori2014/worst_case/attained",
    title="h(x_N) = 1/(4N + 2) for the Huber function with kink 1/(2N + 1)",
    source=source("the function that attains the bound for the gradient method"),
    kind=Kind.IDENTITY,
    space=Space((Real(N, low=0, open_low=True),)),
    relation=_value,
    derivations=(Derivation("evaluate", (line("value", _value, "algebra"),), as_printed=False),),
    variants=(Variant("larger_denominator", _ends_at(4 * N + 3)),),
    reading="x_N = 1 − Nκ = (N + 1)κ.",
)

WITHIN = Hypothesis("within", sympy.Le(i, N, evaluate=False))


def _beyond(point):
    return sympy.Ge(point, (N + 1) * KINK, evaluate=False)


_stays = _beyond(1 - i * KINK)
STAYS = Claim(
    name="drori2014/worst_case/stays_beyond_the_kink",
    title="x_i = 1 − iκ ≥ (N + 1)κ > κ for i ≤ N: each step moves by the kink",
    source=source("the function that attains the bound for the gradient method"),
    kind=Kind.LOWER_BOUND,
    space=Space(
        (Real(i, low=0), Real(N, low=0, open_low=True, at_least=lambda values: values["i"]))
    ),
    hypotheses=(WITHIN,),
    relation=_stays,
    derivations=(
        Derivation(
            "i ≤ N",
            (
                line("within", WITHIN.relation, "hypothesis", name="within"),
                line("stays", _stays, "arithmetic", "within", multipliers={"within": KINK}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("any_step", _stays, dropped=("within",)),
        Variant("twice_as_far", _beyond(1 - 2 * i * KINK)),
    ),
)  # fmt: skip

CLAIMS = (ATTAINED, STAYS)
