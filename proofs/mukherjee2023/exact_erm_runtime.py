"""Exact empirical-risk minimisation in time 2^w S^{n·w} poly(n, S, w): the count behind it.

Statement: the algorithm solves one convex program for every choice of the outer weights' signs
(2^w of them) and, for each of the w gates, of the samples at which the gate is active; the run
time takes S^n for the number of such choices. A gate with bias can be active on exactly
c(S, n) = 2 Σ_{k=0}^{n} C(S − 1, k) subsets of S points in general position in R^n, and on fewer in
special position (Cover 1965): 2S for n = 1, S² − S + 2 for n = 2, S³/3 − S² + 8S/3 for n = 3.
Where: "What Is Provably Known About Neural Net Training?". Kind: existence, upper bound.
Stated and left open: the run time itself.
Checked: c ≤ S^n as the run time may take for granted, for n ≤ 3 and at least two samples: false for
n = 1. Amended: c ≤ 2S for n = 1 and c ≤ S^n for n = 2, 3; and the step of an induction on S and n
that gives c ≤ 2S^n for all n, and c ≤ S^n for S, n ≥ 2, from c(S + 1, n) = c(S, n) + c(S, n − 1).
Not checked: Cover's count (the tests enumerate it exactly for small S and n); the binomial sum for
n > 3, which the statement language has no word for; the induction itself; the run time.
False variants: a third of the bound, half the step's, a larger count, a hypothesis dropped.
"""

import sympy
from sympy import Integer, Rational

from provcheck.proofs.gopalani2025.net import ge, le
from provcheck.proofs.mukherjee2023.net import source
from provcheck.proofs.mukherjee2023.plots import patterns_against_samples
from provcheck.statement import (
    Claim,
    Derivation,
    Hypothesis,
    Index,
    Kind,
    Real,
    Size,
    Space,
    Variant,
    line,
)

S, n, A, B, kappa = sympy.symbols("S n A B kappa", positive=True)
here, below = sympy.symbols("c_n c_m", nonnegative=True)
SLIDE = "What Is Provably Known About Neural Net Training?"
NAME = "mukherjee2023/exact_erm_runtime"
COUNT = f"{NAME}/pattern_count"
QUOTE = "can be done in time, 2^{width} S^{n × width} poly(n, S, width)"
SAMPLES = Real(S, low=2, integer=True)
AT_LEAST_TWO = Hypothesis("at_least_two_samples", ge(S, 2))

_choose = (Integer(1), S - 1, (S - 1) * (S - 2) / 2, (S - 1) * (S - 2) * (S - 3) / 6)
_from_two, _from_three = (n - 1) * (4 - n) / 2, (n - 1) * (n - 2) / 2  # 1 where n is that large


def count(dimension: int):
    """c(S, n) = 2 Σ_{k=0}^{n} C(S − 1, k) for n = 1, 2, 3, as a polynomial in S."""
    return 2 * sum(_choose[: dimension + 1])


any_count = 2 * (_choose[0] + _choose[1] + _from_two * _choose[2] + _from_three * _choose[3])

instances = sympy.Symbol("N", integer=True, positive=True)
i = sympy.Symbol("i", integer=True)
time, inputs, sizes, widths = (
    sympy.IndexedBase(name, shape=(instances,), positive=True) for name in ("tau", "n", "S", "w")
)
factor, degree = sympy.symbols("c m", positive=True)
RUN_TIME = Claim(
    name=NAME,
    title="exact empirical-risk minimisation takes time 2^w S^{n·w} poly(n, S, w)",
    source=source(SLIDE, "2^width S^(n width) poly(n, S, width)", QUOTE),
    kind=Kind.EXISTENCE,
    space=Space((Size(instances), Index(i, instances))),
    relation=le(
        time[i],
        factor
        * (inputs[i] * sizes[i] * widths[i]) ** degree
        * 2 ** widths[i]
        * sizes[i] ** (inputs[i] * widths[i]),
    ),
    exists=(factor, degree),
    expected="OPEN",
    reading="τ_i is the algorithm's run time on S_i points in R^{n_i} with w_i gates, for any "
    "instances i ≤ N; poly(n, S, w) is c(nSw)^m, with c and m chosen before the instances.",
    not_checked="the run time. By exact_erm_runtime/every_n_step a gate has at most 2S^n patterns, "
    "so that 2^w signs of the outer weights and the patterns of w gates are at most 4^w S^{n·w} "
    "convex programs; an algorithm that visits fewer may still take the printed time; "
    "no false variant, because nothing that leaves the constants free can be told false by "
    "numbers.",
)

PATTERN_COUNT = Claim(
    name=COUNT,
    title="a gate with bias on S ≥ 2 points in R^n is active on at most S^n subsets (n ≤ 3)",
    source=source(SLIDE, "not in the slides: the count behind S^n"),
    kind=Kind.UPPER_BOUND,
    space=Space((Real(n, low=1, high=3, integer=True), SAMPLES)),
    hypotheses=(AT_LEAST_TWO,),
    relation=le(any_count, S**n),
    expected="REFUTED",
    reading="The factor S^{n·width} of the run time is read as a bound on the number of activation "
    "patterns of the gates, S^n for each, and 2^width as the signs of the outer weights. Only "
    "n = 1, 2, 3 are asked. False for n = 1, where a gate has 2S patterns. Both sides of a "
    "hyperplane count, as either may be the active one; without sides the count is half, and at "
    "most S^n for n = 1 too. Two sides for each gate are a further factor 2^width in all, which "
    "poly(n, S, width) does not cover.",
    plots=(patterns_against_samples,),
)


def _bounded(dimension, power, multiplier, name, title) -> Claim:
    """c(S, n) ≤ `power`; the difference is `multiplier`·(S − 2) and something evident."""
    relation = le(count(dimension), power)
    lines = (
        line("samples", ge(S, 2), "hypothesis", name="at_least_two_samples"),
        line("count", relation, "arithmetic", "samples", multipliers={"samples": multiplier}),
    )
    return Claim(
        name=f"{NAME}/{name}",
        title=title,
        source=source(SLIDE, "with the count of patterns"),
        kind=Kind.UPPER_BOUND,
        space=Space((SAMPLES,)),
        hypotheses=(AT_LEAST_TWO,),
        relation=relation,
        derivations=(Derivation("expansion in S", lines, as_printed=False),),
        variants=(
            Variant("third", le(count(dimension), power / 3)),
            Variant("one_more", le(count(dimension) + Integer(6) ** dimension, power)),
        ),
        amends=COUNT,
    )


_STEP_HYPOTHESES = (
    Hypothesis("same_n", le(here, kappa * S * A)),
    Hypothesis("one_less", le(below, kappa * A)),
    Hypothesis("powers", le(A, B)),
)


def _least_power(values):
    """A number ≥ c(S, n)/(κS) and ≥ c(S, n − 1)/κ, generic over the kinds of numbers."""
    return (values["c_n"] / values["S"] + values["c_m"]) / values["kappa"]


_step = le(here + below, kappa * (S + 1) * B)

STEP = Claim(
    name=f"{NAME}/every_n_step",
    title="c(S, n) ≤ κS^n and c(S, n−1) ≤ κS^{n−1} ⇒ c(S + 1, n) ≤ κ(S + 1)^n",
    source=source(SLIDE, "the step of an induction"),
    kind=Kind.UPPER_BOUND,
    space=Space(
        (
            Real(S, low=1, integer=True),
            Real(kappa, low=0, open_low=True),
            Real(here, low=0),
            Real(below, low=0),
            Real(A, low=0, open_low=True, at_least=_least_power),
            Real(B, low=0, open_low=True, at_least=lambda values: values["A"]),
        )
    ),
    hypotheses=_STEP_HYPOTHESES,
    relation=_step,
    derivations=(
        Derivation(
            "Cover's recursion",
            (
                *(line(h.name, h.relation, "hypothesis", name=h.name) for h in _STEP_HYPOTHESES),
                line("step", _step, "arithmetic", "same_n", "one_less", "powers",
                     multipliers={"powers": kappa * (S + 1)}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("half", le(here + below, kappa * (S + 1) * B / 2)),
        Variant("powers_not_ordered", _step, dropped=("powers",)),
    ),
    reading="A stands for S^{n−1}, B for (S + 1)^{n−1}, c_n and c_m for c(S, n) and c(S, n − 1); "
    "c(S + 1, n) = c(S, n) + c(S, n − 1). With κ = 2 and c(1, n) = c(S, 0) = 2 it gives c ≤ 2S^n "
    "for all S and n, with κ = 1, n_2 and c(2, n) = 4 it gives c ≤ S^n for S ≥ 2 and n ≥ 2.",
    not_checked="the induction itself, and Cover's recursion",
    amends=COUNT,
)  # fmt: skip

CLAIMS = (
    RUN_TIME,
    PATTERN_COUNT,
    _bounded(1, 2 * S, Integer(0), "n_1", "for n = 1 a gate has at most 2S^n = 2S patterns"),
    _bounded(2, S**2, Integer(1), "n_2", "for n = 2 a gate has at most S² patterns"),
    _bounded(3, S**3, Rational(2, 3) * S**2 + Rational(7, 3) * S, "n_3",
             "for n = 3 a gate has at most S³ patterns"),
    STEP,
)  # fmt: skip
