"""Theorem 4.1: the Gibbs measure of a Villani function satisfies a Poincaré-type inequality.

The statement is that of shi2020/poincare, where its reading is explained; the losses of the paper
are lemma3_1/poincare. Kind: existence.
Checked: the conditions of Definition 4 are those of the cited theorem.
Not checked: Villani's theorem itself.
False variants: one condition left out.
"""

from dataclasses import replace

from provcheck.proofs.gopalani2025.net import source
from provcheck.proofs.shi2020.poincare import POINCARE

THEOREM = replace(
    POINCARE,
    name="gopalani2025/theorem4_1",
    source=source("Theorem 4.1"),
)
CLAIMS = (THEOREM,)
