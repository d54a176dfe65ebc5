"""The claims of the pack as the tests know them; DERIVED are those over numbers and arrays."""

from fractions import Fraction

from provcheck.statement import Array, Setting, Size
from tests.proofs.loading import built_in

PACK, CLAIMS = built_in("jakhmola2025")

DERIVED = tuple(
    """
    theorem3_1/gradient theorem3_1/gradient/one_output theorem3_1/prediction_dynamics
    theorem3_1/loss_dynamics theorem3_1/loss_dynamics/derivative
    theorem3_1/loss_dynamics/quadratic_form theorem3_1/loss_dynamics/dissipation
    theorem3_1/rate theorem3_1/rate/at_kinks theorem3_1/rate/weighted_loss
    theorem3_1/a_posteriori_rate
    theorem3_1/a_posteriori_rate/sharper
    theorem3_1/monotone_floor theorem3_1/rate_without_limit theorem3_1/rate_without_limit/kernel
    theorem3_1/basin theorem3_1/basin/weyl theorem3_1/basin/least_eigenvalue
    theorem3_1/basin/decrease theorem3_1/basin/path_length theorem3_1/basin/first_exit
    theorem3_1/basin/two_layer/jacobian theorem3_1/basin/two_layer/lipschitz
    theorem3_1/basin/two_layer/lipschitz_operator theorem3_1/basin/scaling theorem3_1/basin/width
    theorem3_1/basin/by_hand
    lemma2_1/uniqueness lemma2_1/uniqueness/derivative
    lemma3_2/nonnegative lemma3_2/necessary lemma3_2/subset lemma3_2/output_layer
    lemma3_2/output_layer/features lemma3_2/rescaling lemma3_2/rescaling/count
    lemma3_2/rescaling/smallest lemma3_2/all_times lemma3_2/all_times/determinant
    lemma3_2/all_times/velocity
    corollary3_1_2/minorant corollary3_1_2/minorant/tail corollary3_1_2/minorant/example
    theorem_a_1/union_bound theorem_a_1/limit theorem_a_1/codimension_one theorem_a_2/whole_line
    theorem_a_3 theorem_a_3/cauchy_schwarz theorem_a_3/sharp theorem_a_4
    experiments/parameter_counts/dense experiments/parameter_counts/dense/enough
    experiments/parameter_counts/dense/too_few experiments/parameter_counts/residual/enough
    experiments/parameter_counts/residual/too_few
    """.split()
)
"""Proved line by line."""
JACKSON = "theorem_a_2"
AT_EXAMPLE = ("theorem3_1/basin", "theorem3_1/basin/least_eigenvalue")
"""Their hypotheses bound numbers from above by σ_min of a drawn matrix, so no draw is steered."""


def setting(claim, values):
    """One number for every scalar, and for the only entry of every array given as a number."""
    known = {}
    for name, value in values.items():
        component = claim.space[name]
        if isinstance(component, Size) or isinstance(value, str) and name == "activation":
            known[name] = value
        elif isinstance(component, Array):
            known[name] = _array(value, len(component.shape))
        else:
            known[name] = int(value) if type(component).__name__ == "Index" else Fraction(value)
    return Setting(known)


def _array(value, rank):
    if isinstance(value, list | tuple):
        return tuple(_array(entry, rank - 1) for entry in value)
    number = Fraction(value)
    for _ in range(rank):
        number = (number,)
    return number
