"""Each erratum has a witness that fits on a line; its amendment survives there, and nearby it does.

p = d = n = 1, tanh. The witnesses are written by hand; the kernel certifies them.
"""

from fractions import Fraction

import pytest

from provcheck.errors import Rejected
from provcheck.kernel import certify
from provcheck.statement import Setting
from provcheck.statement.space import name_of
from tests.proofs.gopalani2025.claims import CLAIMS, REFUTED


def one_neuron(**values):
    """A setting with one neuron, one coordinate and one sample; numbers as they are written."""
    known = {"p": 1, "d": 1, "n": 1, "activation": "tanh", "beta": Fraction(1)}
    shapes = {"a": 1, "X": 2, "y": 1, "W": 2, "W_1": 2, "W_2": 2}
    for name, value in values.items():
        if name in ("i", "j", "k", "p", "d"):
            known[name] = value
            continue
        number = Fraction(value)
        for _ in range(shapes.get(name, 0)):
            number = (number,)
        known[name] = number
    return known


PAIR = {"a": 1, "X": 2, "y": 100, "B_x": 2, "B_y": 100, "W_1": 1, "W_2": 0}
LABEL = {"a": 0, "X": 2, "y": 1, "B_x": 2, "B_y": 1, "W_1": 1, "W_2": 0, "i": 1, "j": 1}
BENT = {"a": 1, "X": 2, "y": 0, "B_x": 2, "B_y": 0, "W_1": 0, "W_2": "1/2", "i": 1, "j": 1}
BENT_AT_ITS_END = {k: v for k, v in BENT.items() if not k.startswith("W_")} | {"W": BENT["W_2"]}
WIDE = {"p": 2, "alpha": 1, "B_x": 1}
LONGER = {"lambda": 1, "tau": 1, "s_1": 2, "s_2": "1/2"}
AT_REST = {"lambda": 1, "epsilon": "1/4", "q": 1}  # G = 1/4, s = 2, and the excess is 1/2
STEP = {"a": 0, "X": 0, "y": 0, "B_x": 0, "B_y": 0, "lambda": 1, "s": 2}

WITNESSES = {
    "lemma3_1/gradient_lipschitz": {**PAIR, "lambda": 1},
    "appendix_b/row_lipschitz": {**PAIR, "lambda": 1, "j": 1},
    "appendix_b/label_term_lipschitz": LABEL,
    "appendix_b/product_concatenation": BENT,
    "section5/villani_leading_coefficient": STEP,
    "section3/lambda_c_width": WIDE,
    "theorem3_2/arbitrary_initialization": {"lambda": 1, "s": 1, "tau": 2},
    "theorem3_2/weighted_norm": {"s": 1, "u": 1},
    "theorem3_4/step_size": AT_REST,
    "corollary3_3/longer_horizon": LONGER,
}
AMENDMENTS = [
    ("lemma3_1/gradient_lipschitz_corrected", WITNESSES["lemma3_1/gradient_lipschitz"]),
    ("lemma3_1/gradient_lipschitz_sharp", WITNESSES["lemma3_1/gradient_lipschitz"]),
    ("appendix_b/row_lipschitz_corrected", WITNESSES["appendix_b/row_lipschitz"]),
    ("appendix_b/label_term_lipschitz_corrected", LABEL),
    ("appendix_b/product_concatenation_corrected", BENT_AT_ITS_END),
    ("section5/villani_leading_coefficient_corrected", {**STEP, "W": 1}),
]
NEARBY = [
    ("lemma3_1/gradient_lipschitz", {"X": 1, "B_x": 1}),
    ("lemma3_1/gradient_lipschitz", {"y": 1, "B_y": 1}),
    ("lemma3_1/gradient_lipschitz", {"B_x": 4}),
    ("lemma3_1/gradient_lipschitz", {"W_1": 2}),
    ("appendix_b/row_lipschitz", {"X": 1, "B_x": 1}),
    ("appendix_b/row_lipschitz", {"B_y": 200}),
    ("appendix_b/label_term_lipschitz", {"X": 1, "B_x": 1}),
    ("appendix_b/label_term_lipschitz", {"W_1": 2}),
    ("appendix_b/product_concatenation", {"X": 1, "B_x": 1}),
    ("appendix_b/product_concatenation", {"W_2": 1}),
    ("section5/villani_leading_coefficient", {"s": 1}),
    ("section5/villani_leading_coefficient", {"s": "1/2"}),
    ("section3/lambda_c_width", {"p": 1}),
    ("section3/lambda_c_width", {"alpha": 0}),
    ("theorem3_2/arbitrary_initialization", {"tau": "1/2"}),
    ("theorem3_2/arbitrary_initialization", {"tau": 1}),
    ("theorem3_2/arbitrary_initialization", {"s": 8}),
    ("theorem3_4/step_size", {"q": "1/4"}),
    ("theorem3_4/step_size", {"epsilon": "1/2"}),
    ("corollary3_3/longer_horizon", {"s_2": "3/2"}),
    ("corollary3_3/longer_horizon", {"s_2": 1}),
]
OUTSIDE = [
    ("lemma3_1/gradient_lipschitz", {**PAIR, "lambda": 1, "B_x": 1}, "x_bound"),
    ("lemma3_1/gradient_lipschitz", {**PAIR, "lambda": 1, "B_y": 99}, "y_bound"),
    ("lemma3_1/gradient_lipschitz", {**PAIR, "lambda": 0}, "outside its declared range"),
    (
        "section5/villani_leading_coefficient_corrected",  # λ_c = 2
        {**STEP, "W": 1, "a": 1, "X": 1, "B_x": 1},
        "above_critical",
    ),
    ("corollary3_3/longer_horizon", {**LONGER, "s_1": 1}, "admitted"),
    ("theorem3_4/step_size", {**AT_REST, "q": 2}, "outside its declared range"),
    ("theorem3_2/arbitrary_initialization", {"lambda": 1, "s": 1, "tau": 0}, "declared range"),
    ("theorem3_2/weighted_norm", {"s": 0, "u": 1}, "declared range"),
]


def certified(name, values, facts_for, relation=None):
    claim = CLAIMS[name]
    wanted = {name_of(component) for component in claim.space.components}
    given = {key: value for key, value in one_neuron(**values).items() if key in wanted}
    return certify(claim, Setting(given), facts_for(claim), relation=relation)


@pytest.mark.slow
@pytest.mark.parametrize("name", WITNESSES)
def test_a_witness_refutes_the_erratum(name, facts_for):
    found = certified(name, WITNESSES[name], facts_for)
    assert Fraction(found.lhs[0]) > Fraction(found.rhs[1])  # apart, as the errata ask
    assert found.claim == f"gopalani2025/{name}"


@pytest.mark.slow
def test_the_witness_of_the_lipschitz_constant_has_the_numbers_of_a_hand_calculation(facts_for):
    """187.01 against 200·4/(3√3) + 4 + 16/(3√3) + 1 = 162.04."""
    name = "lemma3_1/gradient_lipschitz"
    found = certified(name, WITNESSES[name], facts_for)
    assert found.lhs[0].startswith("187.0") and found.rhs[0].startswith("162.0")


@pytest.mark.slow
@pytest.mark.parametrize(("name", "values"), AMENDMENTS)
def test_the_amendment_holds_where_the_print_fails(name, values, facts_for):
    with pytest.raises(Rejected, match="the relation holds at this setting"):
        certified(name, values, facts_for)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "changes"), NEARBY)
def test_a_nearby_setting_that_satisfies_the_bound_is_refused(name, changes, facts_for):
    with pytest.raises(Rejected, match="the relation holds at this setting"):
        certified(name, {**WITNESSES[name], **changes}, facts_for)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "values", "words"), OUTSIDE)
def test_a_setting_that_breaks_a_hypothesis_is_refused(name, values, words, facts_for):
    with pytest.raises(Rejected, match=words):
        certified(name, values, facts_for)


@pytest.mark.slow
def test_a_witness_needs_the_facts_about_its_activation():
    name = "lemma3_1/gradient_lipschitz"
    with pytest.raises(Rejected, match="no proved claim gives the hypothesis"):
        certified(name, WITNESSES[name], lambda claim: {})


def test_the_printed_step_size_of_softplus_misses_every_small_accuracy(facts_for):
    """p = d = 1, x = 0: G = 1/4 and s = 1/(2G) = 2 give the excess s/4 = 1/2."""
    found = certified("theorem3_4/step_size", AT_REST, facts_for)
    assert (found.lhs, found.rhs) == (("0.5", "0.5"), ("0.25", "0.25"))


@pytest.mark.slow
def test_the_printed_g1_is_broken_at_one_weight(facts_for):
    """With a = 0, V_s = λ²W²/s − λ, and the print has λ²W² − λ: at s = 2, W = 1, −1/2 ≥ 0."""
    claim = CLAIMS["lemma3_1/critical_regularization"]
    line = next(line for line in claim.derivations[0].lines if line.id == "g1")
    name = "lemma3_1/critical_regularization"
    found = certified(name, {**STEP, "W": 1}, facts_for, relation=line.relation)
    assert (found.lhs[0], found.rhs[0]) == ("-0.5", "0")
    repaired = next(line for line in claim.derivations[1].lines if line.id == "minorant")
    with pytest.raises(Rejected):
        certified(name, {**STEP, "W": 1}, facts_for, relation=repaired.relation)


def test_every_erratum_has_a_witness():
    assert set(WITNESSES) == set(REFUTED)
