"""Corollary 3.1.1: the extension to ReLU, and the comparison of Gram matrices behind it.

Statement: K of a leaky-ReLU net is at least that of the linearized net, in the Loewner order, since
leaky ReLU is bounded below by the identity (loewner); Theorem 3.1 holds for ReLU (relu).
Setting: any net, any parameters and inputs (loewner); ReLU, m ≥ nq (relu, converges).
Where: Corollary 3.1.1 and its proof. Kind: statements about nets.
Checked: loewner at single nets, where vᵀKv is less than vᵀK'v; relu as Lemma 3.2, converges as
Theorem 1.1.
Not checked: the limit of the slopes; both of its ends fail.
Ambiguous: "linearized" is read as the same net with the identity for its activation.
"""

from provcheck.proofs.jakhmola2025.nets import DEFINITE, VANISHES, net_claim
from provcheck.statement import Activations, NtkAtLeastThatOf

LOEWNER = net_claim(
    "corollary3_1_1/loewner",
    "the NTK of a leaky-ReLU net is at least that of the linearized net",
    "Corollary 3.1.1, proof",
    NtkAtLeastThatOf("linear"),
    activations=Activations.LEAKY_RELU,
    overparametrized=False,
    quote="stands for the gram matrix of the linearized network. This holds because φ(u) ≥ u for "
    "all u since leaky ReLU is bounded below by identity function",
    reading="a bound on the activation from below is none on its square, nor on its derivative",
)
RELU = net_claim(
    "corollary3_1_1/relu",
    "Theorem 3.1 holds for ReLU: with m ≥ nq the NTK is positive definite almost surely",
    "Corollary 3.1.1",
    DEFINITE,
    activations=Activations.RELU,
    quote="The above linear convergence result holds for ReLU activation as well",
    reading="Theorem 3.1 with λ_T > 0; else it says no more than L(t) ≤ L(0)",
)
CONVERGES = net_claim(
    "corollary3_1_1/converges",
    "with ReLU and m ≥ nq the loss tends to 0 almost surely",
    "Corollary 3.1.1",
    VANISHES,
    activations=Activations.RELU,
    reading="linear convergence implies that the loss tends to 0",
)

CLAIMS = (LOEWNER, RELU, CONVERGES)
