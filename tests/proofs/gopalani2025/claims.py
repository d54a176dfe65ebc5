"""The claims of the pack as the tests know them: names, outcomes and the slow ones."""

import pytest

from provcheck.packs import find_packs, load_claims

PAPER = "gopalani2025"
PACK = next(pack for pack in find_packs() if pack.name == PAPER)
CLAIMS = {claim.name.removeprefix(f"{PAPER}/"): claim for claim in load_claims(PACK)}

REFUTED = (
    "appendix_b/label_term_lipschitz",
    "appendix_b/product_concatenation",
    "appendix_b/row_lipschitz",
    "lemma3_1/gradient_lipschitz",
    "section5/villani_leading_coefficient",
)
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
    """.split()
)


def each(names):
    """The names as parameters; those that take longer than a second are marked slow."""
    return [
        pytest.param(name, marks=() if name.startswith("definition2") else pytest.mark.slow)
        for name in names
    ]
