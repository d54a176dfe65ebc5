"""Corollary 3.1.2: the extension to sigmoid, and the comparison of Gram matrices behind it.

Statement: K of a sigmoid net is at least that of the same net with a piecewise nonzero polynomial
below the sigmoid for its activation, in the Loewner order (loewner); Theorem 3.1 holds for the
sigmoid (sigmoid); the loss then tends to 0 (converges).
Setting: any net, any parameters and inputs (loewner); sigmoid, m ≥ nq (sigmoid, converges).
Where: Corollary 3.1.2 and its proof. Kind: statements about nets.
Checked: loewner at single nets with the minorant −1, a polynomial that is zero nowhere; sigmoid as
Lemma 3.2, converges as Theorem 1.1.
Not checked: the paper's own example of a minorant, whose formula is lost. No choice of it helps:
corollary3_1_2/minorant.
Ambiguous: the class of minorants; the print says "any piecewise nonzero polynomial such that it is
always at least below".
"""

from provcheck.proofs.jakhmola2025.nets import DEFINITE, VANISHES, net_claim
from provcheck.statement import Activations, NtkAtLeastThatOf

LOEWNER = net_claim(
    "corollary3_1_2/loewner",
    "the NTK of a sigmoid net is at least that of the net with a polynomial minorant",
    "Corollary 3.1.2, proof",
    NtkAtLeastThatOf("minusone"),
    activations=Activations.SIGMOID,
    overparametrized=False,
    quote="stands for the gram matrix of any piecewise nonzero polynomial such that it is always "
    "at least below",
    reading="any minorant: the constant −1 is one, more than 1 below the sigmoid at every u; the "
    "print has the sequence that tends to the sigmoid where the limit stands here",
)
SIGMOID = net_claim(
    "corollary3_1_2/sigmoid",
    "Theorem 3.1 holds for the sigmoid: with m ≥ nq the NTK is positive definite almost surely",
    "Corollary 3.1.2",
    DEFINITE,
    activations=Activations.SIGMOID,
    quote="The above result holds for sigmoid activation as well",
    reading="Theorem 3.1 with λ_T > 0; else it says no more than L(t) ≤ L(0)",
)
CONVERGES = net_claim(
    "corollary3_1_2/converges",
    "with the sigmoid and m ≥ nq the loss tends to 0 almost surely",
    "Corollary 3.1.2",
    VANISHES,
    activations=Activations.SIGMOID,
    reading="linear convergence implies that the loss tends to 0",
)

CLAIMS = (LOEWNER, SIGMOID, CONVERGES)
