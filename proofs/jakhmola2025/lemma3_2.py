"""Lemma 3.2: the NTK K = J Jᵀ is positive definite almost surely if m ≥ nq.

Statement: for every net of form (1) with a continuous, piecewise polynomial activation that is zero
at finitely many points, and m ≥ nq, K is positive definite for almost all parameters and inputs.
Setting: any depth, widths, skips, biases or none, samples n, outputs q; the architectures that
provcheck can describe (layers affine in their input and in their parameters, graph nets included).
Where: Lemma 3.2 and its proof. Kind: almost-sure statements about nets.
Checked: the statement, and the step of its proof that says where the determinants vanish. A
refutation is an open set of parameters and inputs on which vᵀJ = 0 for a vector v ≠ 0 of
polynomials, checked by exact expansion.
Not checked: polynomial layers of higher degree in their input; the paper's examples have none.
“For all t”: the proof has it for each single t, and λ_T > 0 needs it for all t of [0, T] at once. A
flow may cross the null set where K is singular: f = (a x + b)², x = (0, 1), y = (1, 0) does.
Ambiguous: "piecewise nonzero" is read as in Section 2, zero at finitely many values only.
False variants: tests/soundness/test_nets.py holds null vectors and boxes that must not pass.
"""

from provcheck.proofs.jakhmola2025.nets import DEFINITE, net_claim, printed
from provcheck.statement import Activations, Family, FinitelyManySingular

_FINITE = FinitelyManySingular()
_PROOF = printed(
    (
        "determinants",
        _FINITE,
        "the determinants are zero only at finitely many points, since each is a piecewise "
        "nonzero polynomial",
    ),
    ("definite", DEFINITE, "they are nonzero for almost all parameters and data (Caron, 2005)"),
)

DETERMINANT = net_claim(
    "lemma3_2/determinant",
    "the determinants of square submatrices of J vanish at finitely many points only",
    "Lemma 3.2, proof",
    _FINITE,
    quote="the determinants of these matrices are piecewise polynomials in the parameters and the "
    "dataset and is zero only at finitely many points, since it is a piecewise nonzero polynomial",
    reading="the submatrices that matter are those with nq rows; all of them vanish where K is "
    "singular. What is said to be zero at finitely many points may be a formula that is lost; on "
    "the witness's open set the conclusion, “nonzero for Lebesgue-almost all values”, fails too",
)
POSITIVE_DEFINITE = net_claim(
    "lemma3_2/positive_definite",
    "with m ≥ nq the NTK is positive definite almost surely",
    "Lemma 3.2",
    DEFINITE,
    quote="K is a positive definite matrix almost surely (with respect to initialization and "
    "input data) for all t",
    derivations=_PROOF,
    reading="the statement at t = 0, which the one for all t contains",
)
LEAKY_RELU = net_claim(
    "lemma3_2/positive_definite_leaky_relu",
    "the same for fully connected leaky-ReLU nets with biases alone",
    "Lemma 3.2",
    DEFINITE,
    family=Family.DENSE,
    activations=Activations.LEAKY_RELU,
    reading="the activation and architecture of the experiments, with any slope in (0, 1)",
)

CLAIMS = (DETERMINANT, POSITIVE_DEFINITE, LEAKY_RELU)
