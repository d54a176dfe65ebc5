"""Packs are found where they are: built in, in a checkout, or where a user points."""

import subprocess
import sys

from provcheck.packs import find_packs
from tests.conftest import ROOT


def test_the_built_in_packs_are_found():
    packs = {pack.name: pack for pack in find_packs()}
    assert packs["gopalani2025"].title
    assert packs["gopalani2025"].path == ROOT / "proofs" / "gopalani2025"


def test_a_built_in_pack_loads_in_a_fresh_process_from_anywhere(tmp_path):
    script = (
        "from provcheck.packs import find_packs, load_claims\n"
        "print(len(load_claims(find_packs()[0])))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) > 0


def test_every_claim_of_the_built_in_packs_stands_below_its_pack():
    from provcheck.packs import load_claims

    for pack in find_packs():
        names = [claim.name for claim in load_claims(pack)]
        assert len(set(names)) == len(names)
        assert all(name.startswith(f"{pack.name}/") for name in names)
