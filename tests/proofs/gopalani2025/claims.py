"""The claims of the pack as the tests know them: names, outcomes and the slow ones."""

import pytest

from tests.proofs.loading import built_in

PACK, CLAIMS = built_in("gopalani2025")

REFUTED = (
    "appendix_b/label_term_lipschitz",
    "appendix_b/product_concatenation",
    "appendix_b/row_lipschitz",
    "corollary3_3/longer_horizon",
    "lemma3_1/gradient_lipschitz",
    "section3/lambda_c_width",
    "section5/villani_leading_coefficient",
    "theorem3_2/arbitrary_initialization",
    "theorem3_2/weighted_norm",
    "theorem3_4/step_size",
)
OPEN = ("theorem3_2/rate", "theorem3_4/excess_risk")
PROVED = tuple(
    """
    definition2/sigmoid/bound definition2/sigmoid/first_derivative
    definition2/sigmoid/second_derivative definition2/sigmoid/lipschitz
    definition2/sigmoid/smoothness
    definition2/tanh/bound definition2/tanh/first_derivative definition2/tanh/second_derivative
    definition2/tanh/lipschitz definition2/tanh/smoothness
    definition2/softplus/first_derivative definition2/softplus/second_derivative
    definition2/softplus/lipschitz definition2/softplus/smoothness definition2/softplus/unbounded
    definition2/softplus/entropy_nonnegative definition2/softplus/entropy_at_most_log2
    lemma3_1/gradient_formula lemma3_1/laplacian_formula lemma3_1/per_neuron_lower_bound
    lemma3_1/gradient_lower_bound lemma3_1/laplacian_upper_bound
    lemma3_1/laplacian_upper_bound_sharp
    lemma3_1/confining lemma3_1/critical_regularization lemma3_1/lambda_c_sigmoid
    lemma3_1/poincare lemma3_1/poincare_every_lambda lemma3_1/poincare_every_lambda_softplus
    lemma3_1/gradient_lipschitz_corrected lemma3_1/gradient_lipschitz_sharp
    lemma3_1/villani_every_lambda lemma3_1/villani_every_lambda_softplus
    lemma3_1/softplus_gradient_along_weights
    equation4 section5/villani_upper_growth section5/villani_leading_coefficient_corrected
    appendix_b/gradient_difference appendix_b/product_gradient appendix_b/product_lipschitz
    appendix_b/label_term_lipschitz_corrected appendix_b/row_lipschitz_corrected
    appendix_b/product_concatenation_corrected appendix_b/concatenation
    definition1/sgd_update definition1/sgd_update_by_entries definition1/mean_step
    lemma1_2 lemma1_2_every_lambda lemma1_2_every_lambda_softplus
    theorem1_1/number_of_steps theorem1_1/steps theorem1_1/fixed_initialization
    theorem3_2/steps theorem3_2/step_size_smooth theorem3_2/step_size_accurate
    theorem3_2/exponent theorem3_2/rate_given_constants theorem3_2/whole_steps
    theorem3_2/excess_risk_explicit theorem3_2/fixed_gaussian_inadmissible
    theorem3_2/gaussian_initialization theorem3_2/gaussian_initialization_too_wide
    theorem3_2/gaussian_initialization_boundary theorem3_2/distance_by_mean_loss
    theorem3_2/distance_by_support theorem3_2/distance_of_gaussian theorem3_2/time_needed
    corollary3_3/split corollary3_3/step_size_smooth corollary3_3/step_size_accurate
    section3/lambda_c_independence section3/lambda_c_equal_entries section3/lambda_c_scaling
    section3/lambda_c_arbitrarily_small section3/price_of_small_outer_weights
    section3/lambda_c_tanh section3/lambda_c_softplus
    section3_1/softplus_above_relu section3_1/softplus_limit section3_1/softplus_derivative
    theorem3_4/excess_risk_constant_data theorem3_4/step_size_corrected theorem3_4/villani
    theorem3_4/mixing theorem3_4/mixing_sharp theorem3_4/mixing_modes theorem3_4/dissipation
    theorem3_4/c_increasing theorem3_4/time_of_fixed_density
    corollary3_3/longer_horizon_fixed_step corollary3_3/longer_horizon_step
    corollary3_3/longer_horizon_number_of_steps theorem3_2/compact_initialization
    theorem3_2/second_moment theorem3_2/weighted_norm_corrected
    theorem3_2/wide_gaussian_inadmissible theorem3_4/linear_rate
    """.split()
)


def each(names):
    """The names as parameters; those that take longer than a second are marked slow."""
    return [
        pytest.param(name, marks=() if name.startswith("definition2") else pytest.mark.slow)
        for name in names
    ]
