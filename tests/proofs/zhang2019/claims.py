"""The claims of the pack as the tests know them."""

from provcheck.packs import find_packs, load_claims

PAPER = "zhang2019"
PACK = next(pack for pack in find_packs() if pack.name == PAPER)
CLAIMS = {claim.name.removeprefix(f"{PAPER}/rms_norm/"): claim for claim in load_claims(PACK)}
NAMES = ("bounded", "invariant", "jacobian", "jacobian_norm")
