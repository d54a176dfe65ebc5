"""Lemma 2.1: the gradient flow has a unique solution for all times, and is a diffeomorphism.

Statement: for almost all parameters and inputs, θ' = −∇L(θ) has a unique solution on some time
interval (existence), on every [0, T] (extension), and θ(0) ↦ θ(t) is a diffeomorphism off a null
set (diffeomorphism).
Setting: nets of form (1), piecewise polynomial activation, zero at finitely many points; any m.
Where: Lemma 2.1 and its proof. Kind: almost-sure statements about nets.
Checked: extension and diffeomorphism are refuted by an open set of parameters and inputs from
which the flow runs into a kink of the activation in finite time while both sides point into the
kink: a solution can neither cross nor leave it, and the loss has no gradient on it. Existence rests
on two theorems that are cited.
Not checked: Filippov solutions, which slide along the kink and exist for all times; they carry an
open set into a null set, so they do not save the diffeomorphism. Nor a value that convention gives
to ∇L on the kink: with |·|'(0) = 0 the flow of f = |w x| may rest there. The witness of
extension_leaky_relu has no rest there with σ'(0) = 0, ½ or 1.
Differs from the print: nothing is assumed about m, as in the lemma.
"""

from provcheck.proofs.jakhmola2025.nets import net_claim
from provcheck.statement import (
    Activations,
    Derivation,
    FlowContinuesAlmostSurely,
    FlowKeepsNullSets,
    FlowStartsAlmostSurely,
    LossSmoothAlmostEverywhere,
    line,
)

_QUOTE = (
    "has a unique, continuous and piecewise differentiable solution that can be extended till "
    "any T, for almost all initializations and input data"
)

EXISTENCE = net_claim(
    "lemma2_1/existence",
    "from almost all parameters and inputs the flow has a unique solution for some time",
    "Lemma 2.1, proof",
    FlowStartsAlmostSurely(),
    overparametrized=False,
    expected="",
    quote="By Picard’s existence and uniqueness theorem (Hartman, 1964) the GF equation has a "
    "unique solution in a neighbourhood of θ(0)",
    derivations=(
        Derivation(
            "as printed",
            (
                line(
                    "pieces",
                    LossSmoothAlmostEverywhere(),
                    "cited",
                    theorem="semialgebraic_smooth",
                    note="boundaries have zero measure; inside a piece L is a polynomial",
                ),
                line("picard", FlowStartsAlmostSurely(), "cited", "pieces", theorem="picard"),
            ),
        ),
    ),
)
EXTENSION = net_claim(
    "lemma2_1/extension",
    "from almost all parameters and inputs the flow has a solution on every [0, T]",
    "Lemma 2.1",
    FlowContinuesAlmostSurely(),
    overparametrized=False,
    quote=_QUOTE,
    reading="a solution is continuous, and differentiable with θ' = −∇L(θ) at all but finitely "
    "many times",
)
EXTENSION_LEAKY_RELU = net_claim(
    "lemma2_1/extension_leaky_relu",
    "the same for leaky ReLU with a slope in (0, 1)",
    "Lemma 2.1",
    FlowContinuesAlmostSurely(),
    activations=Activations.LEAKY_RELU,
    overparametrized=False,
    reading="as lemma2_1/extension, for the activation of the experiments",
)
DIFFEOMORPHISM = net_claim(
    "lemma2_1/diffeomorphism",
    "the flow is a diffeomorphism of the parameter space off a null set",
    "Lemma 2.1",
    FlowKeepsNullSets(),
    overparametrized=False,
    quote="the solution flow is a diffeomorphism over the parameter space minus a measure zero set",
    reading="whatever continues the flow along the kink: after some time an open set of "
    "parameters has arrived on the kink, which is a null set",
)

CLAIMS = (EXISTENCE, EXTENSION, EXTENSION_LEAKY_RELU, DIFFEOMORPHISM)
