"""The claims of the pack as the tests know them."""

from provcheck.packs import find_packs, load_claims

PAPER = "bohning1988"
PACK = next(pack for pack in find_packs() if pack.name == PAPER)
CLAIMS = {claim.name.removeprefix(f"{PAPER}/"): claim for claim in load_claims(PACK)}
NAMES = (
    "curvature/quarter",
    "curvature/convex",
    "logistic_regression/dominated",
    "logistic_regression/convex",
    "logistic_regression/lipschitz",
)
