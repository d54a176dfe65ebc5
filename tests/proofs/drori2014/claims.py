"""The claims of the pack as the tests know them."""

from provcheck.packs import find_packs, load_claims

PAPER = "drori2014"
PACK = next(pack for pack in find_packs() if pack.name == PAPER)
CLAIMS = {claim.name.removeprefix(f"{PAPER}/"): claim for claim in load_claims(PACK)}
STEPS = tuple(f"gradient_method/steps_{steps}" for steps in (1, 2, 3))
NAMES = (
    *STEPS,
    "worst_case/attained",
    "worst_case/stays_beyond_the_kink",
    "every_step/potential",
)
