"""Theorem 4.1: the Gibbs measure of a Villani function satisfies a Poincaré inequality.

Statement: for smooth F on ℝ^D with F → ∞, ∫exp(-2F/s) < ∞ and ‖∇F‖²/s - ΔF → ∞ there is λ_s > 0
with Var(h) ≤ (s/2λ_s)E‖∇h‖² for every smooth h of compact support.
Where: gopalani2025, Theorem 4.1; Villani, Hypocoercivity (2009), Theorem A.1. Kind: existence.
Checked: the four conditions of the definition are those of the cited theorem; nothing more. An
explicit λ_s for every such F follows Appendix C: gopalani2025/appendix_c/lambda_s_corrected.
Not checked: Villani's theorem itself.
False variants: one condition left out.
"""

import sympy

from provcheck.proofs.gopalani2025.net import STEP, s
from provcheck.proofs.shi2020.villani_definition import Q_RANGE, D, q, villani_property, w
from provcheck.statement import (
    Array,
    Claim,
    Derivation,
    Jet,
    Kind,
    SatisfiesPoincare,
    Size,
    Source,
    Space,
    Variant,
    define,
    line,
)

F = define("F", (), Jet(sympy.Symbol("F", real=True), w), "F")
_PARTS = villani_property(F(), w, q, (Q_RANGE,))
_POINCARE = SatisfiesPoincare(F(), w, s)


def _theorem(*conditions):
    return sympy.Implies(sympy.And(*conditions), _POINCARE)


POINCARE = Claim(
    name="shi2020/poincare",
    title="a Villani function's Gibbs measure satisfies a Poincaré inequality",
    source=Source("shi2020", "gopalani2025, Theorem 4.1"),
    kind=Kind.EXISTENCE,
    space=Space((Size(D), STEP, Array(w, (D,)))),
    relation=_theorem(*_PARTS),
    derivations=(
        Derivation(
            "Villani's theorem",
            (
                line("poincare", _theorem(*_PARTS), "cited", theorem="villani_poincare",
                     of=F(), base=w, step=s, indices=(q,), ranges=(Q_RANGE,)),
            ),
        ),
    ),
    variants=(
        Variant("confining only", _theorem(*_PARTS[:3])),
        Variant("condition 4 only", _theorem(_PARTS[0], _PARTS[3])),
    ),
    reading="conditions 3 and 4 are asked at the one s of the conclusion; the print asks them for "
    "all s. λ_s may depend on s",
    not_checked="Villani's Theorem A.1, which is cited; no value of λ_s is claimed here",
)  # fmt: skip

CLAIMS = (POINCARE,)
