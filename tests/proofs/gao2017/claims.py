"""The claims of the pack as the tests know them, and a witness of each false variant."""

from fractions import Fraction

from provcheck.statement import Setting
from tests.proofs.loading import built_in

PACK, CLAIMS = built_in("gao2017")
NAMES = tuple(
    """
    log_sum_exp/upper log_sum_exp/lower log_sum_exp/gradient log_sum_exp/probabilities
    hessian/formula hessian/convex hessian/half
    """.split()
)


def setting(n, **values):
    """x = 0 and λ = 1 unless said otherwise."""
    zeros = (Fraction(0),) * n
    return Setting({"n": n, "lambda": Fraction(1), "x": zeros, **values})


ONE = setting(1, v=(Fraction(1),))
EDGE = setting(2, v=(Fraction(1), Fraction(-1)))
WITNESSES = {
    ("log_sum_exp/upper", "half"): setting(2),
    ("log_sum_exp/lower", "raised"): setting(1, k=1),
    ("log_sum_exp/gradient", "without_temperature"): setting(2, k=1, **{"lambda": Fraction(2)}),
    ("log_sum_exp/probabilities", "squares"): setting(2),
    ("hessian/formula", "without_square"): ONE,
    ("hessian/convex", "strongly"): ONE,
    ("hessian/half", "third"): EDGE,
    ("hessian/half", "just_below"): EDGE,
}
