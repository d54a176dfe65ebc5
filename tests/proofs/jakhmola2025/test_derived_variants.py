"""Every false variant of a derived claim is refuted, by the search or at a setting by hand."""

import pytest

from provcheck.engines.budget import Budget
from provcheck.engines.refute import refute
from provcheck.errors import Rejected
from provcheck.kernel import certify
from tests.proofs.forging import without
from tests.proofs.jakhmola2025.claims import CLAIMS, DERIVED, setting

SMALL = Budget("small", seconds=60.0, settings=600, starts=8)
ONE = {"N": 1, "m": 1}
FLOW = {**ONE, "J": 1, "r": 1, "t": 0, "L_t": 1, "L_0": 0}
STUCK = {
    **ONE, "J": 0, "J_0": 2, "r": 5, "s": 2, "beta": "1/10", "d": 0, "ell": 0, "R_0": 10, "t": 1,
    "xi": "1/2", "L_t": 1, "L_0": 0,
}  # fmt: skip
PATH = {"s": 1, "ell": 1, "R_t": 0, "R_0": 0, "rho": "1/2"}
INSIDE = {**PATH, "R_t": "1/8", "R_0": "1/8"}
NET = {
    "p": 1, "d": 1, "n": 1, "activation": "tanh", "beta": 1, "a": 1, "X": 1, "y": 0, "B_x": 1,
    "B_y": 0, "W_1": 0, "W_2": 1, "A": 0,
}  # fmt: skip
START = {"beta": 1, "lambda_0": 1, "R_0": 1}
NULL = {**ONE, "H": 1, "J": 1, "G": 1, "U": 1, "E": 1}
TUBE = {
    "M": 1, "mu": 1, "T": 1, "epsilon": 1, "delta": 1, "V": 1, "Lambda": 0, "C": 1, "c": 1,
}  # fmt: skip
LINEAR = {"n": 1, "m": 1, "w": 1, "g": 1, "theta_0": 0, "L_t": 0, "L_0": 0}
BASIN = "theorem3_1/basin"
BY_HAND = {
    ("theorem3_1/rate", "any_function"): {**FLOW, "e": 0, "xi": 0},
    ("theorem3_1/a_posteriori_rate", "any_function"): {**FLOW, "Lambda_t": 0, "Lambda_xi": 0},
    ("theorem3_1/a_posteriori_rate/sharper", "any_minimum"): {
        "lambda_T": 1, "t": 1, "Lambda_t": 0,
    },
    (BASIN, "without_start"): {**STUCK, "J_0": 0},
    (BASIN, "without_distance_at_most_path"): {**STUCK, "d": 20},
    (f"{BASIN}/path_length", "any_path"): PATH,
    (f"{BASIN}/path_length", "any_residual"): {**PATH, "R_0": "1/2"},
    (f"{BASIN}/first_exit", "any_path"): INSIDE,
    (f"{BASIN}/first_exit", "any_residual"): {**INSIDE, "R_0": "5/8"},
    (f"{BASIN}/two_layer/lipschitz", "any_outer_weights"): NET,
    (f"{BASIN}/two_layer/lipschitz_operator", "any_outer_weights"): {**NET, "v": 1},
    (f"{BASIN}/scaling", "any_scale"): {**START, "alpha": 1},
    (f"{BASIN}/width", "any_width"): {**START, "p": 1},
    ("lemma2_1/uniqueness", "any_gradient"): {"m": 1, "delta": 1, "eta": -1, "Lambda": 0},
    ("lemma3_2/subset", "any_weights"): {**ONE, "J": 1, "w": 2, "B": 1},
    ("lemma3_2/rescaling/count", "singular"): {**NULL, "J": 0},
    ("lemma3_2/rescaling/count", "dependent_vectors"): {**NULL, "U": 0},
    ("lemma3_2/rescaling/count", "any_vectors"): NULL,
    ("corollary3_1_2/minorant", "anywhere"): {"u": 5, "kappa": "1/10", "P": "1/10"},
    ("corollary3_1_2/minorant", "near_zero"): {"u": -5, "kappa": 1, "P": "1/1000"},
    ("corollary3_1_2/minorant/tail", "anywhere"): {"u": 5, "kappa": "1/10"},
    ("theorem_a_1/union_bound", "without_grid"): {**TUBE, "M": 3, "mu": [1, 1, 1]},
    ("theorem_a_1/union_bound", "without_bounded_inverse_jacobian"): {**TUBE, "mu": 5},
    ("theorem_a_1/union_bound", "without_weyl_tube"): {**TUBE, "mu": 5, "V": 5},
    ("theorem_a_2/whole_line", "only_right"): {"u": 5, "c": 1, "epsilon": "1/10"},
    ("theorem_a_2/whole_line", "only_left"): {"u": 5, "c": 0, "epsilon": "1/10"},
    ("theorem_a_3", "any_energy"): LINEAR,
    ("theorem_a_3/sharp", "any_energy"): LINEAR,
    ("theorem_a_4", "any_map"): {"P": 1, "mu": 2, "z": 1, "B": 1},
    ("experiments/parameter_counts/dense/enough", "any_size"): {"h": 79},
    ("experiments/parameter_counts/residual/enough", "any_size"): {"l": 9},
}  # fmt: skip
"""Where the space steers its draws by a hypothesis: a setting that breaks the claim without it."""


def chosen(by_hand, marks=()):
    return [
        pytest.param(name, variant, marks=marks, id=f"{name}-{variant.name}")
        for name in DERIVED
        for variant in CLAIMS[name].variants
        if ((name, variant.name) in BY_HAND) is by_hand
    ]


@pytest.mark.parametrize(("name", "variant"), chosen(False, pytest.mark.slow))
def test_a_false_variant_is_refuted(name, variant, facts_for):
    claim = CLAIMS[name]
    search = refute(without(claim, variant), budget=SMALL, seed=0, facts=facts_for(claim))
    assert search.counterexample is not None, search
    assert not search.capped


@pytest.mark.parametrize(("name", "variant"), chosen(True))
def test_every_hypothesis_is_needed(name, variant, facts_for):
    """The setting breaks the claim without the hypothesis, and is no setting of the claim."""
    claim = CLAIMS[name]
    facts, by_hand = facts_for(claim), setting(claim, BY_HAND[name, variant.name])
    certify(without(claim, variant), by_hand, facts)
    with pytest.raises(Rejected, match=f"hypothesis '{variant.dropped[0]}' fails"):
        certify(claim, by_hand, facts)


def test_every_setting_by_hand_belongs_to_a_variant():
    assert {(p.values[0], p.values[1].name) for p in chosen(True)} == set(BY_HAND)
