"""Theorem 1.1: with m ≥ nq the loss converges linearly with probability 1.

Statement: for every net of form (1) with m ≥ nq and labels of any kind, the loss tends to 0 along
the flow from almost all parameters and inputs (linearly, which is more).
Setting: as in Lemma 3.2.
Where: Theorem 1.1 (informal); theorem1_1/leaky_relu_networks restricts it to fully connected
leaky-ReLU nets with biases, the nets of the experiments.
Kind: almost-sure statements about nets.
Checked: the limit. A refutation is a polynomial G with G(X, F) = 0 for the outputs F of the net,
whatever its parameters, and G(X, y) ≠ 0 for the labels: the outputs keep away from the labels, so
the loss has a positive lower bound that no training can pass.
Not checked: the rate, for the limit itself fails.
Ambiguous: "linear convergence of loss" is read as L(t) ≤ L(0)·exp(−2λt) with some λ > 0, hence
L(t) → 0, as Section 1 explains it.
"""

from provcheck.proofs.jakhmola2025.nets import VANISHES, net_claim
from provcheck.statement import Activations, Family

THEOREM = net_claim(
    "theorem1_1",
    "with m ≥ nq the loss tends to 0 with probability 1",
    "Theorem 1.1",
    VANISHES,
    quote="If the network is over-parametrized, ie. m ≥ nq and the initialization, input data "
    "distributions are absolutely continuous, then linear convergence of loss holds with "
    "probability 1",
    reading="linear convergence implies that the loss tends to 0",
)
LEAKY_RELU = net_claim(
    "theorem1_1/leaky_relu_networks",
    "the same for fully connected leaky-ReLU nets with biases alone",
    "Theorem 1.1",
    VANISHES,
    family=Family.DENSE,
    activations=Activations.LEAKY_RELU,
    reading="the architecture and the activation of the experiments, with any slope in (0, 1)",
)

CLAIMS = (THEOREM, LEAKY_RELU)
