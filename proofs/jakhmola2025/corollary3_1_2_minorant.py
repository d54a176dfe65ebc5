"""Corollary 3.1.2: far to the left a minorant of the sigmoid is larger than it in absolute value.

Statement: a piecewise non-zero polynomial p has |p(u)| ≥ κ for some κ > 0 and all u far to the
left, and there σ(u) < κ; so p ≤ σ forces p(u) ≤ −κ, and σ(u)² < p(u)², the other way round than
a comparison of the two nets' NTKs would need. For p = −1 on the left it fails at every u.
Setting: the sigmoid 1/(1 + e^{−u}), written out; P stands for −p(u).
Where: Corollary 3.1.2, "any piecewise nonzero polynomial such that it is always at least below".
Kind: upper bound. Checked: each by lines.
Not checked: that a polynomial other than 0 stays away from 0 far to the left (it has finitely many
zeros, and is constant or unbounded there). Whether one NTK is below another is not said here.
False variants: the hypotheses dropped, the sign.
"""

import sympy
from sympy import exp, log

from provcheck.proofs.jakhmola2025.net import exponential, le, positive, source
from provcheck.statement import (
    Claim,
    Derivation,
    Hypothesis,
    Kind,
    Real,
    Space,
    Variant,
    define,
    line,
)

NAME = "jakhmola2025/corollary3_1_2"
PLACE = "proof of Corollary 3.1.2"
QUOTE = "any piecewise nonzero polynomial such that it is always at least below"
kappa = sympy.Symbol("kappa", positive=True)
depth = sympy.Symbol("P", positive=True)
u = sympy.Symbol("u", real=True)
sigmoid = define("sigmoid_at", (u,), 1 / (1 + exp(-u)), r"\sigma(<0>)")


def lt(small, large):
    """small < large, as written: SymPy does not decide it."""
    return sympy.Lt(small, large, evaluate=False)


_below = lt(sigmoid(u), kappa)
LEFT = Hypothesis("left", le(u, log(kappa)))
TAIL_LINES = (
    line("left", LEFT.relation, "hypothesis", name="left"),
    line("exponential", le(exp(u), kappa), "monotone", "left", under="exp"),
    line("tail", _below, "arithmetic", "exponential",
         multipliers={"exponential": exp(-u) * sigmoid(u)}),
)  # fmt: skip


def _exponential(values):
    """e^u, the least κ; generic over floats and balls."""
    return exponential(values["u"])


TAIL = Claim(
    name=f"{NAME}/minorant/tail",
    title="u ≤ log κ ⇒ σ(u) < κ: no positive constant is below the sigmoid far to the left",
    source=source(PLACE, "the horizontal asymptote", QUOTE),
    kind=Kind.UPPER_BOUND,
    space=Space((Real(u), positive(kappa, at_least=_exponential))),
    hypotheses=(LEFT,),
    relation=_below,
    derivations=(Derivation("σ(u) < e^u ≤ κ", TAIL_LINES, as_printed=False),),
    variants=(
        Variant("half", lt(sigmoid(u), kappa / 2)),
        Variant("anywhere", _below, dropped=("left",)),
    ),
    reading="A minorant p ≥ κ > 0 on the left is thus no minorant: the piece that reaches −∞, "
    "being no zero polynomial, is ≤ −κ far out for some κ > 0.",
)  # fmt: skip

AWAY = Hypothesis("away_from_zero", le(kappa, depth))
_squares = lt(sigmoid(u) ** 2, depth**2)

MINORANT = Claim(
    name=f"{NAME}/minorant",
    title="p(u) ≤ −κ and u ≤ log κ ⇒ σ(u)² < p(u)²: a minorant is larger in absolute value",
    source=source(PLACE, "not in the paper: the minorant's squares", QUOTE),
    kind=Kind.UPPER_BOUND,
    space=Space(
        (
            Real(u),
            positive(kappa, at_least=_exponential),
            positive(depth, at_least=lambda values: values["kappa"]),
        )
    ),
    hypotheses=(LEFT, AWAY),
    relation=_squares,
    derivations=(
        Derivation(
            "0 < σ(u) < κ ≤ P",
            (
                *TAIL_LINES,
                line("away", AWAY.relation, "hypothesis", name="away_from_zero"),
                line("smaller", lt(sigmoid(u), depth), "arithmetic", "tail", "away"),
                line("squares", _squares, "monotone", "smaller", under="square"),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("the_other_way", lt(depth**2, sigmoid(u) ** 2)),
        Variant("anywhere", _squares, dropped=("left",)),
        Variant("near_zero", _squares, dropped=("away_from_zero",)),
    ),
    reading="p(u) = −P, the value of any piecewise polynomial with non-zero pieces, which is "
    "negative there by minorant/tail if p ≤ σ. K of one output weight v in f = vσ(u) is σ(u)², so "
    "K_σ < K_p at such a u: p ≤ σ does not order the two.",
    not_checked="that |p| ≥ κ > 0 far to the left, since a polynomial other than 0 has finitely "
    "many zeros and does not tend to 0",
)  # fmt: skip

_everywhere = lt(sigmoid(u) ** 2, (-1) ** 2)

EXAMPLE = Claim(
    name=f"{NAME}/minorant/example",
    title="p(u) = −1: p ≤ σ and σ(u)² < p(u)² = 1 at every u",
    source=source(PLACE, "its example", "For example the piecewise polynomial"),
    kind=Kind.UPPER_BOUND,
    space=Space((Real(u),)),
    relation=_everywhere,
    derivations=(
        Derivation(
            "1 + e^{−u} > 1",
            (
                line("smaller", lt(sigmoid(u), 1), "arithmetic"),
                line("squares", _everywhere, "monotone", "smaller", under="square"),
            ),
            as_printed=False,
        ),
    ),
    variants=(Variant("a_quarter", lt(sigmoid(u) ** 2, sympy.Rational(1, 4))),),
    reading="The values of the example are lost; its left piece is read as −1.",
)  # fmt: skip

CLAIMS = (TAIL, MINORANT, EXAMPLE)
