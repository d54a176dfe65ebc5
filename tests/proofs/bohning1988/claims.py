"""The claims of the pack as the tests know them, and a witness of each false variant."""

from fractions import Fraction

from provcheck.statement import Setting
from tests.proofs.loading import built_in

PACK, CLAIMS = built_in("bohning1988")
NAMES = (
    "curvature/quarter",
    "curvature/convex",
    "logistic_regression/dominated",
    "logistic_regression/convex",
    "logistic_regression/lipschitz",
)
RESTING = NAMES[2:]
"""Those that rest on the curvature."""


def at(**values):
    """The logistic loss at a number."""
    fractions = {name: Fraction(value) for name, value in values.items()}
    return Setting({"activation": "softplus", "beta": Fraction(1), **fractions})


def one_sample(**values):
    """One sample x = 1, with the weights given."""
    vectors = {name: (Fraction(value),) for name, value in values.items()}
    return Setting({**at().values, "d": 1, "n": 1, "X": ((Fraction(1),),), **vectors})


WITNESSES = {
    ("curvature/quarter", "six_twentyfifths"): at(t=0),
    ("curvature/convex", "strongly"): at(t=20),
    ("logistic_regression/dominated", "six_twentyfifths"): one_sample(w=0, v=1),
    ("logistic_regression/convex", "strongly"): one_sample(w=20, v=1),
    ("logistic_regression/lipschitz", "a_fifth"): one_sample(w_1="-1/10", w_2="1/10"),
}
