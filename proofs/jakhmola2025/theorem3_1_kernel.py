"""Theorem 3.1, proof: the NTK along the flow is continuous, its least eigenvalue positive.

Statement: K(t) is continuous in t (kernel_continuous); λ_T = min over [0, T] of λ_min(K(t)) is
positive almost surely (lambda_positive); hence gradient flow converges to a global minimum
(converges).
Setting: as in Lemma 3.2.
Where: proof of Theorem 3.1; Sections 1 and 5. Kind: almost-sure statements about nets.
Checked: kernel_continuous is refuted by an open set of parameters and inputs from which the flow
crosses a kink of the activation, where an entry of K jumps; the minimum of λ_min may then not be
attained, and only an infimum is left. lambda_positive and converges as Lemma 3.2 and Theorem 1.1.
Not checked: the extreme value theorem itself. That λ_min varies continuously with K, its other
premise, is true (theorem3_1/basin/weyl for σ_min(J)).
Ambiguous: "a global minimum" is read as loss 0, as everywhere in the paper.
"""

from provcheck.proofs.jakhmola2025.nets import DEFINITE, VANISHES, net_claim
from provcheck.statement import (
    Activations,
    Family,
    FlowContinuesAlmostSurely,
    NtkContinuousAlmostSurely,
)

KERNEL_CONTINUOUS = net_claim(
    "theorem3_1/kernel_continuous",
    "the NTK is continuous in time along the flow",
    "Theorem 3.1, proof",
    NtkContinuousAlmostSurely(),
    quote="is continuous since K varies continuously with θ and θ is continuous",
    reading="at the time when the flow crosses a kink K has two one-sided limits that differ",
)
LAMBDA_POSITIVE = net_claim(
    "theorem3_1/lambda_positive",
    "λ_T > 0 almost surely",
    "Theorem 3.1, proof",
    DEFINITE,
    quote="We know λ_T > 0 due to lemma 3.2",
    reading="λ_T ≤ λ_min(K(0)), so the claim implies that K(0) is positive definite almost surely. "
    "It asks for K(t) at all t of [0, T] at once, which is more than lemma 3.2 proves of each t",
)
CONVERGES = net_claim(
    "theorem3_1/converges",
    "gradient flow converges to a global minimum, the loss to 0, almost surely",
    "Theorem 3.1, Sections 1 and 5",
    VANISHES,
    quote="linear convergence of GF to a global minimum almost surely",
    reading="a global minimum has loss 0; the bound of Theorem 3.1 with its λ_T, which depends on "
    "T, gives no limit for t → ∞ even where every λ_T is positive (theorem3_1/rate_without_limit)",
)

RATE_FOR_ALL_TIMES = net_claim(
    "theorem3_1/rate_for_all_times",
    "with m ≥ nq the flow, and the bound along it, exists on every [0, T] almost surely",
    "Theorem 3.1, (3)",
    FlowContinuesAlmostSurely(),
    family=Family.DENSE,
    activations=Activations.LEAKY_RELU,
    quote="the following holds almost surely with respect to the initialization and input "
    "distributions, for all",
    reading="for all T, as printed: (3) speaks of L(t) for every t in [0, T], so θ(t) must exist "
    "until then. Where it does, (3) is theorem3_1/rate; continued along a kink, "
    "theorem3_1/rate/at_kinks shows what becomes of it",
)

CLAIMS = (RATE_FOR_ALL_TIMES, KERNEL_CONTINUOUS, LAMBDA_POSITIVE, CONVERGES)
