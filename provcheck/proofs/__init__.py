"""Mount point of the built-in packs; in a checkout they stand in the top-level folder `proofs`."""

from pathlib import Path

_checkout = Path(__file__).parents[2]
if (_checkout / "pyproject.toml").is_file():
    __path__.append(str(_checkout / "proofs"))
