"""Theorem A.2: Jackson's inequality, and where no polynomial approximates the sigmoid.

Statement: for f k times continuously differentiable on [−1, 1] and n ≥ k − 1 there is a polynomial
p of degree at most n with ‖f − p‖ ≤ (π/2)^k/((n + 1)n⋯(n − k + 2))·‖f^(k)‖. On all of R every
polynomial is at least ½ away from the sigmoid.
Setting: k = 1, 2, 3, degrees up to 16; steep and flat sigmoids, waves, Runge's functions, and
functions that are just k times differentiable. For the last part σ(u) = 1/(1 + e^{−u}).
Where: Theorem A.2, (13); Corollary 3.1.2. Kind: experiment, lower bound.
Checked: the best errors from below (de la Vallée-Poussin) and above, in balls, against the bound.
That a constant is at least ½ − e^{−u} away at u or −u, by lines.
Not checked: Jackson's theorem itself; that a polynomial which is bounded on R is constant.
Our statement differs from the print: its formula (13) is lost; this is the classical one.
False variants: for the line, a larger distance, the sign. An experiment has none.
"""

import math
from typing import Any

import numpy as np
import sympy
from sympy import Abs, Rational, exp

from provcheck.proofs.jakhmola2025.net import ge, le, source
from provcheck.proofs.jakhmola2025.theorem_a_2_measured import (
    Bracket,
    Function,
    best_error,
    kink,
    least_norm,
    runge,
    scaled_sigmoid,
    wave,
)
from provcheck.statement import (
    Claim,
    Curves,
    Derivation,
    Hypothesis,
    Kind,
    Measurement,
    Outcome,
    Reading,
    Real,
    Sentence,
    Space,
    Variant,
    define,
    line,
)

NAME = "jakhmola2025/theorem_a_2"
_ORDERS = (1, 2, 3)
_DEGREES = (0, 1, 2, 3, 4, 6, 8, 12, 16)
_ROUNDING = 1e-12  # of a bound: π^k and at most five products in float64
_SHORT = 1.5  # the norm of a derivative, looked for on a grid, may fall short of the supremum


def jackson(order: int, degree: int) -> float:
    """(π/2)^k/((n + 1)n⋯(n − k + 2)), just below its value.

    Args:
        order: k >= 1.
        degree: n >= k − 1.
    """
    product = math.prod(degree + 1 - j for j in range(order))
    return (math.pi / 2) ** order / product * (1 - _ROUNDING)


def _family(rng: np.random.Generator, effort: float) -> list[Function]:
    """Functions with random steepness, frequency and place, and one kink for each order."""
    found = []
    for _ in range(max(1, round(3 * effort))):
        centre = float(rng.uniform(-0.9, 0.9))
        found += [
            scaled_sigmoid(float(10 ** rng.uniform(-0.5, 1.5)), centre),
            wave(float(10 ** rng.uniform(0, 1.4)), float(rng.uniform(0, 2 * math.pi))),
            runge(float(10 ** rng.uniform(0, 2)), centre),
            *(kink(order, centre) for order in _ORDERS),
        ]
    return found


def _outcome(low: float, high: float) -> Outcome:
    """Of the ratio of E_n to its bound, known to lie in [low, high]."""
    if high <= 1:
        return Outcome.HOLDS
    return Outcome.FAILS if low > _SHORT else Outcome.UNDECIDED


def _worst(outcomes: list[Outcome]) -> Outcome:
    order = (Outcome.FAILS, Outcome.UNDECIDED, Outcome.HOLDS)
    return next(outcome for outcome in order if outcome in outcomes)


def measure(rng: np.random.Generator, effort: float) -> Measurement:
    """E_n(f) against Jackson's bound for a family of functions, all k and n."""
    worst: dict[int, tuple[float, float, str]] = {}
    outcomes: dict[int, list[Outcome]] = {order: [] for order in _ORDERS}
    count = 0
    for function in _family(rng, effort):
        errors = {degree: best_error(function, degree) for degree in _DEGREES}
        count += len(errors)
        for order in (k for k in _ORDERS if k <= function.smooth):
            size = least_norm(function, order)
            for degree in (n for n in _DEGREES if n >= order - 1):
                bound = jackson(order, degree) * size
                low, high = errors[degree].low / bound, errors[degree].high / bound
                outcomes[order].append(_outcome(low, high))
                if high > worst.get(order, (0.0,))[0]:
                    worst[order] = high, low, f"{function.name}, n = {degree}"
    readings = tuple(
        Reading(f"k = {order}", _worst(outcomes[order]),
                f"largest E_n/bound in [{worst[order][1]:.3g}, {worst[order][0]:.3g}] at "
                f"{worst[order][2]}, of {len(outcomes[order])}")
        for order in _ORDERS
    )  # fmt: skip
    return Measurement(
        outcome=_worst([outcome for found in outcomes.values() for outcome in found]),
        summary="; ".join(f"{reading.name}: {reading.summary}" for reading in readings),
        runs=count,
        tests=0,
        confidence=0.99,
        false_alarm=0.0,
        readings=readings,
        plots=(_picture(scaled_sigmoid(8.0, 0.1)),),
    )


def _picture(function: Function) -> Curves:
    degrees = range(0, 17)
    found: list[Bracket] = [best_error(function, degree) for degree in degrees]
    series: dict[str, Any] = {
        "E_n, from above": [one.high for one in found],
        "E_n, from below": [one.low if one.low > 0 else math.nan for one in found],
    }
    for order in _ORDERS:
        size = least_norm(function, order)
        series[f"Jackson, k = {order}"] = [
            jackson(order, degree) * size if degree >= order - 1 else math.nan for degree in degrees
        ]
    return Curves(
        f"Best approximation of {function.name}", "degree n", "uniform error on [−1, 1]",
        [float(degree) for degree in degrees], series, log_y=True,
        caption="Certified bounds of the best error, and Jackson's.",
    )  # fmt: skip


JACKSON = Claim(
    name=NAME,
    title="Jackson's inequality on [−1, 1], with the classical constant",
    source=source("Theorem A.2", "(13)"),
    kind=Kind.EXPERIMENT,
    space=Space(()),
    relation=Sentence(
        "Any k-times continuously differentiable function can be uniformly approximated by "
        "polynomials of degree n such that ‖f − p‖ ≤ (π/2)^k/((n + 1)n⋯(n − k + 2))·‖f^(k)‖"
    ),
    experiment=measure,
    reading="The formula (13) is lost; taken as Cheney's theorem on [−1, 1], n ≥ k − 1; on [−R, R] "
    "the bound has a further R^k. Said to hold if the best error, bounded from above in balls, is "
    "at most the bound, for k ≤ 3 and degrees up to 16, with ‖f^(k)‖ bounded from below.",
    not_checked="Jackson's theorem itself, which is proved in the literature; k > 3",
)

# ---------------------------------------------------------------- the whole line

u, c = sympy.symbols("u c", real=True)
eps = sympy.Symbol("epsilon", nonnegative=True)
sigmoid = define("sigmoid_at", (u,), 1 / (1 + exp(-u)), r"\sigma(<0>)")
RIGHT = Hypothesis("right", le(Abs(sigmoid(u) - c), eps))
LEFT = Hypothesis("left", le(Abs(sigmoid(-u) - c), eps))
_away = ge(eps, Rational(1, 2) - exp(-u))


def _largest_error(values):
    """The larger of |σ(u) − c| and |σ(−u) − c|, generic over floats and balls."""
    from provcheck.proofs.jakhmola2025.net import exponential

    right = abs(1 / (1 + exponential(-values["u"])) - values["c"])
    left = abs(1 / (1 + exponential(values["u"])) - values["c"])
    return right.max(left) if hasattr(right, "max") else max(right, left)


WHOLE_LINE = Claim(
    name=f"{NAME}/whole_line",
    title="a constant within ε of the sigmoid at u and −u has ε ≥ ½ − e^{−u}: no polynomial is "
    "within less than ½ of it on all of R",
    source=source("Corollary 3.1.2", "not in the paper: compact intervals are needed"),
    kind=Kind.LOWER_BOUND,
    space=Space((Real(u), Real(c), Real(eps, low=0, at_least=_largest_error))),
    hypotheses=(RIGHT, LEFT),
    relation=_away,
    derivations=(
        Derivation(
            "σ(u) − σ(−u) = 1 − 2σ(−u) ≥ 1 − 2e^{−u}",
            (
                line("right", RIGHT.relation, "hypothesis", name="right"),
                line("left", LEFT.relation, "hypothesis", name="left"),
                line("above", le(sigmoid(u) - c, Abs(sigmoid(u) - c)), "cited",
                     theorem="at_most_absolute", u=sigmoid(u) - c),
                line("below", le(c - sigmoid(-u), Abs(c - sigmoid(-u))), "cited",
                     theorem="at_most_absolute", u=c - sigmoid(-u)),
                line("apart", le(sigmoid(u) - sigmoid(-u), 2 * eps), "arithmetic", "right",
                     "left", "above", "below"),
                line("away", _away, "arithmetic", "apart",
                     multipliers={"apart": Rational(1, 2)}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("one", ge(eps, 1 - exp(-u))),
        Variant("only_right", _away, dropped=("left",)),
        Variant("only_left", _away, dropped=("right",)),
    ),
    reading="A polynomial within ε of the sigmoid on all of R is bounded, hence a constant c; u "
    "is arbitrary, so ε ≥ ½. The piecewise polynomials of Corollary 3.1.2 are constant far out.",
    not_checked="that a bounded polynomial is constant; the limit u → ∞",
)  # fmt: skip

CLAIMS = (JACKSON, WHOLE_LINE)
