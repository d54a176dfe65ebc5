"""The numbers that Theorems 3.2 and 3.4 speak of, as symbols; the bounds that both steps satisfy.

ε is the accuracy, T the time, s the step; A, B, C the constants of [50], gLip the smoothness of
the loss, λ_s the constant of the Poincaré inequality, Δ = ‖ρ − μ_s‖ the distance of the initial
density from the Gibbs measure in L²(1/μ_s). E_k, E_T and E_∞ are the expected losses after k SGD
steps, of the SDE at time T, and under μ_s; L_min is the least loss. A claim about them holds for
all real numbers that satisfy its hypotheses, each of which is named after the fact it stands for.
"""

import sympy
from sympy import Abs

from provcheck.proofs.gopalani2025.net import le, s, source
from provcheck.statement import Claim, Derivation, Kind, Real, Space, Variant, line

eps = sympy.Symbol("epsilon", positive=True)
T = sympy.Symbol("T", positive=True)
A, B, C = sympy.symbols("A B C", positive=True)
g_lip = sympy.Symbol("gLip", positive=True)
lam_s = sympy.Symbol("lambda_s", positive=True)
distance = sympy.Symbol("Delta", nonnegative=True)
expected_sgd, expected_sde = sympy.symbols("E_k E_T", real=True)
expected_stationary = sympy.Symbol("E_infinity", real=True)
least = sympy.Symbol("L_min", real=True)


def positive(symbol: sympy.Symbol, at_least=None) -> Real:
    """The component for a positive number."""
    return Real(symbol, low=0, open_low=True, at_least=at_least)


def step_rule(numerator, denominator):
    """min(1/gLip, numerator/denominator), over a common denominator."""
    first, second = denominator, g_lip * numerator
    return (first + second - Abs(first - second)) / (2 * g_lip * denominator)


def inverse_step_rule(numerator, denominator):
    """max(gLip, denominator/numerator), which is one over `step_rule`."""
    first, second = denominator, g_lip * numerator
    return (first + second + Abs(first - second)) / (2 * numerator)


def equal(left, right):
    """left = right, as written: SymPy does not decide it."""
    return sympy.Eq(left, right, evaluate=False)


def decay(exponent):
    """e^{−x} of a float or a ball, 0 where x > 700: a lower bound to steer a draw by.

    The exact exponential of a huge number would be a rational of astronomic size.
    """
    if exponent > 700:
        return 0
    return (-exponent).exp() if hasattr(exponent, "exp") else _float_decay(exponent)


def _float_decay(exponent):
    import math

    if not isinstance(exponent, float):
        raise TypeError("an exact exponential; use balls")  # the sampler then asks with balls
    return math.exp(-exponent)


def logarithm(number):
    """log of a float or a ball, for steering a draw."""
    import math

    if hasattr(number, "log"):
        return number.log()
    if not isinstance(number, float):
        raise TypeError("an exact logarithm; use balls")
    return math.log(number) if number > 0 else -math.inf


def root(number):
    """Square root of a float or a ball, for steering a draw."""
    return number.sqrt() if hasattr(number, "sqrt") else float(number) ** 0.5


STEP_SIZE = positive(s)
EPS, HORIZON, SMOOTHNESS = positive(eps), positive(T), positive(g_lip)
RATE, DISTANCE = positive(lam_s), Real(distance, low=0)
CONSTANTS_AB = (positive(A), positive(B))


def step_bounds(
    result: str, place: str, equation: str, accurate: str, step, denominator
) -> tuple[Claim, Claim]:
    """s*·gLip ≤ 1 and denominator·s* ≤ ε for s* = min(1/gLip, ε/denominator), from u ≤ |u|."""
    gap = denominator - g_lip * eps

    def bound(part, title, small, large, tangent, factor) -> Claim:
        lines = (
            line("absolute", le(tangent, Abs(tangent)), "cited", theorem="at_most_absolute",
                 u=tangent),
            line("bound", le(small, large), "arithmetic", "absolute",
                 multipliers={"absolute": factor}),
        )  # fmt: skip
        return Claim(
            name=f"gopalani2025/{result}/{part}",
            title=title,
            source=source(place, equation),
            kind=Kind.UPPER_BOUND,
            space=Space((*CONSTANTS_AB, SMOOTHNESS, EPS)),
            relation=le(small, large),
            derivations=(Derivation("the smaller of two numbers", lines, as_printed=False),),
            variants=(Variant("half", le(small, sympy.sympify(large) / 2)),),
        )

    return (
        bound("step_size_smooth", "s*·gLip ≤ 1", step * g_lip, 1, -gap, 1 / (2 * denominator)),
        bound("step_size_accurate", accurate, denominator * step, eps, gap, 1 / (2 * g_lip)),
    )
