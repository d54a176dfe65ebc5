"""The claims of the pack as the tests know them."""

from provcheck.packs import find_packs, load_claims

PAPER = "gao2017"
PACK = next(pack for pack in find_packs() if pack.name == PAPER)
CLAIMS = {claim.name.removeprefix(f"{PAPER}/"): claim for claim in load_claims(PACK)}
NAMES = tuple(
    """
    log_sum_exp/upper log_sum_exp/lower log_sum_exp/gradient log_sum_exp/probabilities
    hessian/formula hessian/convex hessian/half
    """.split()
)
