"""Lemma 3.2, "for all t": definite at almost every start, singular on the way from an open set.

Statement: f(x) = (a x + b)², x = (0, 1), y = (1, 0), u = a + b: det K = 16 b²u², zero on a null set
only (determinant); b' = 2b(1 − b²) − 2u³ (velocity); and b' ≤ −1 where 0 ≤ b ≤ 1/20 and u ≥ 9/10
(crossing). From 0 < b ≤ 1/50 and 99/100 ≤ u ≤ 1 the flow thus reaches b = 0, where K is singular,
before t = 1/50. So "K(t) is positive definite almost surely" for each t does not give it for all t
of [0, T] at once, which λ_T > 0 needs.
Setting: σ(u) = u², a polynomial that is zero at 0 only, without kinks; n = 2, q = 1, m = 2 = nq.
Where: proof of Lemma 3.2, last paragraph; proof of Theorem 3.1, "We know … due to lemma 3.2".
Kind: identity, upper bound.
Checked: det K, the speed of b, and its bound; in the tests also the crossing, by integration.
Not checked: that b with b' ≤ −1 falls from 1/50 to 0 in the time 1/50, in which u falls by at most
4/50 and so stays above 9/10.
False variants: half the determinant, the other sign, twice the speed.
"""

import sympy
from sympy import Rational

from provcheck.proofs.jakhmola2025.net import equal, le, source
from provcheck.statement import (
    Claim,
    Derivation,
    Hypothesis,
    Kind,
    Partial,
    Real,
    Space,
    Variant,
    line,
)

NAME = "jakhmola2025/lemma3_2/all_times"
PRINTED = "jakhmola2025/theorem3_1/lambda_positive"
a, b = sympy.symbols("a b", real=True)
small, rest = sympy.symbols("b_+ p", nonnegative=True)


def f(x):
    """f(x) = (a x + b)²."""
    return (a * x + b) ** 2


def ntk(x, z):
    """The entry of K for two inputs."""
    return sum(Partial(f(x), of) * Partial(f(z), of) for of in (a, b))


_determinant = equal(ntk(0, 0) * ntk(1, 1) - ntk(0, 1) ** 2, 16 * b**2 * (a + b) ** 2)
DETERMINANT = Claim(
    name=f"{NAME}/determinant",
    title="f(x) = (a x + b)² at x = (0, 1): det K = 16 b²(a + b)², zero on a null set only",
    source=source("proof of Lemma 3.2", "last paragraph"),
    kind=Kind.IDENTITY,
    space=Space((Real(a), Real(b))),
    relation=_determinant,
    derivations=(
        Derivation("derivatives", (line("det", _determinant, "calculus"),), as_printed=False),
    ),
    variants=(Variant("half", equal(_determinant.lhs, 8 * b**2 * (a + b) ** 2)),),
)

_velocity = equal(
    -Partial(((f(0) - 1) ** 2 + f(1) ** 2) / 2, b), 2 * b * (1 - b**2) - 2 * (a + b) ** 3
)
VELOCITY = Claim(
    name=f"{NAME}/velocity",
    title="with y = (1, 0) the flow has b' = 2b(1 − b²) − 2(a + b)³",
    source=source("proof of Lemma 3.2", "last paragraph"),
    kind=Kind.IDENTITY,
    space=Space((Real(a), Real(b))),
    relation=_velocity,
    derivations=(
        Derivation("derivatives", (line("b'", _velocity, "calculus"),), as_printed=False),
    ),
    variants=(Variant("sign", equal(_velocity.lhs, -_velocity.rhs)),),
)

_fast = le(2 * small * (1 - small**2) - 2 * (Rational(9, 10) + rest) ** 3, -1)
NEAR = Hypothesis("near", le(small, Rational(1, 20)))
CROSSING = Claim(
    name=NAME,
    title="where 0 ≤ b ≤ 1/20 and a + b ≥ 9/10, b' ≤ −1: the flow runs into b = 0, K singular",
    source=source("proof of Lemma 3.2", "last paragraph"),
    kind=Kind.UPPER_BOUND,
    space=Space((Real(small, low=0, high=Rational(1, 20)), Real(rest, low=0))),
    hypotheses=(NEAR,),
    relation=_fast,
    derivations=(
        Derivation(
            "b' ≤ 1/10 − 2·(9/10)³",
            (
                line("near", NEAR.relation, "hypothesis", name="near"),
                line("fast", _fast, "arithmetic", "near", multipliers={"near": 2}),
            ),
            as_printed=False,
        ),
    ),
    variants=(Variant("twice", le(_fast.lhs, -2)),),
    amends=PRINTED,
    reading="a + b = 9/10 + p with p ≥ 0. K(t) is definite at almost every start and at almost "
    "every time, and yet singular at some time on the way from an open set of starts",
    not_checked="that b reaches 0: from 0 < b ≤ 1/50 and 99/100 ≤ a + b ≤ 1 it takes at most the "
    "time 1/50, in which a + b falls by at most 4/50",
)

CLAIMS = (DETERMINANT, VELOCITY, CROSSING)
