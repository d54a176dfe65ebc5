"""The claims of the pack as the tests know them: names, outcomes, and which lines fail."""

from fractions import Fraction

from provcheck.statement import ActivationChoice, Array, Setting, Size
from tests.proofs.loading import built_in

PACK, CLAIMS = built_in("mukherjee2023")

REFUTED = (
    "exact_erm_runtime/pattern_count",
    "lambda_c_sigmoid",
    "lambda_c_sigmoid/gradient_lower_bound_papers_constants",
    "lambda_c_softplus",
    "lambda_c_softplus/footnote",
)
OPEN = ("exact_erm_runtime", "main_theorem/constants")
PROVED = tuple(
    """
    max_of_two max_of_two/three_gates max_of_two/two_gates_without_bias max_of_two/relu_shift
    max_of_two/biases_are_bounded max_of_two/two_gates
    exact_erm_runtime/n_1 exact_erm_runtime/n_2 exact_erm_runtime/n_3
    exact_erm_runtime/every_n_step
    relu_gate_indicator relu_gate_indicator/step relu_gate_indicator/contraction
    relu_gate_indicator/rate relu_gate_indicator/step_too_large
    relu_gate_indicator/expected_contraction
    lambda_c_sigmoid/gradient_lower_bound lambda_c_sigmoid/corrected
    lambda_c_softplus/corrected lambda_c_softplus/papers_loss
    main_theorem main_theorem/gradient_formula main_theorem/laplacian_formula
    main_theorem/gradient_lipschitz main_theorem/villani main_theorem/start_is_time
    softplus_rate softplus_rate/villani softplus_rate/linear_time
    softplus_not_smooth softplus_not_smooth/second_derivative
    softplus_not_smooth/smallest_example softplus_not_smooth/product softplus_not_smooth/one_gate
    """.split()
)
LONG = (
    "lambda_c", "main_theorem/g", "main_theorem/l", "main_theorem/villani", "softplus_rate/villani",
    "softplus_not_smooth/one_gate",
)  # fmt: skip


def is_quick(name: str) -> bool:
    """Whether it is decided without proofs that take seconds, its own or those of gopalani2025."""
    return not name.startswith(LONG)


def setting(claim, values):
    """One number for every scalar, and for the only entry of every array."""
    known = {}
    for name, value in values.items():
        component = claim.space[name]
        if isinstance(component, Size | ActivationChoice):
            known[name] = value
            continue
        number = Fraction(value)
        for _ in component.shape if isinstance(component, Array) else ():
            number = (number,)
        known[name] = number
    return Setting(known)
