"""Theorem A.4: piecewise differentiable maps send null sets to null sets.

Statement: with finitely many pieces A_1 … A_P, and f expanding volume on each by at most B,
μ(f(A)) ≤ Σ_i μ(f(A ∩ A_i)) ≤ P·B·μ(A); so μ(A) = 0 gives μ(f(A)) = 0.
Setting: measures as real numbers. Where: Theorem A.4. Kind: upper bound.
Checked: the bound. Not checked: that a differentiable map on one piece expands volume by a bounded
factor (where it is Lipschitz, which holds on compact sets: a countable union of them is used), the
hypothesis of that name; subadditivity of the measure.
Our statement differs from the print: f is taken to map R^m to R^m. Between spaces of different
dimension it fails: (x, y) ↦ x sends the null set R × {0} of the plane onto the whole line.
False variants: half the bound, the hypothesis dropped.
"""

import sympy
from sympy import Sum

from provcheck.proofs.jakhmola2025.net import le, positive, source
from provcheck.statement import (
    Array,
    Claim,
    Derivation,
    Hypothesis,
    Kind,
    Size,
    Space,
    Variant,
    line,
)

P = sympy.Symbol("P", integer=True, positive=True)
i = sympy.Symbol("i", integer=True)
image = sympy.IndexedBase("mu", shape=(P,), real=True)
size, factor = sympy.symbols("z B", positive=True)
I_RANGE = (i, 1, P)
PIECE = Hypothesis("lipschitz_on_each_piece", le(image[i], factor * size), (i,))
_total = Sum(image[i], I_RANGE)
_bound = le(_total, P * factor * size)

NULL_SETS = Claim(
    name="jakhmola2025/theorem_a_4",
    title="μ(f(A)) ≤ Σ_i μ(f(A ∩ A_i)) ≤ P·B·μ(A): null sets go to null sets",
    source=source("Theorem A.4"),
    kind=Kind.UPPER_BOUND,
    space=Space(
        (
            Size(P),
            Array(image, (P,), plain=1),
            positive(size),
            positive(factor, at_least=lambda v: max(entry for entry in v["mu"]) / v["z"]),
        )
    ),
    hypotheses=(PIECE,),
    relation=_bound,
    derivations=(
        Derivation(
            "Theorem A.4",
            (
                line("piece", PIECE.relation, "hypothesis", name="lipschitz_on_each_piece"),
                line("pieces", le(_total, Sum(factor * size, I_RANGE)), "monotone", "piece",
                     under="sum", ranges=(I_RANGE,)),
                line("bound", _bound, "arithmetic", "pieces", printed=True),
            ),
        ),
    ),
    variants=(
        Variant("half", le(_total, P * factor * size / 2)),
        Variant("any_map", _bound, dropped=("lipschitz_on_each_piece",)),
    ),
    reading="μ_i = μ(f(A ∩ A_i)), z = μ(A) > 0 as small as one likes: a null set lies in open sets "
    "of arbitrarily small measure. f maps R^m to itself and is Lipschitz on each piece; with "
    "unbounded derivatives each piece is first cut into countably many on which it is. Between "
    "spaces of different dimension the theorem fails: (x, y) ↦ x maps a line, a null set of the "
    "plane, onto R. The flow, for which it is used, maps R^m to R^m.",
    not_checked="the volume factor of a Lipschitz map; subadditivity; the limit μ(A) → 0",
)  # fmt: skip

CLAIMS = (NULL_SETS,)
