"""The built-in packs as the tests know them."""

from provcheck.packs import Pack, find_packs, load_claims
from provcheck.statement import Claim


def built_in(paper: str) -> tuple[Pack, dict[str, Claim]]:
    """The pack of a paper, and its claims by their names without the paper's."""
    pack = next(pack for pack in find_packs() if pack.name == paper)
    return pack, {claim.name.removeprefix(f"{paper}/"): claim for claim in load_claims(pack)}
