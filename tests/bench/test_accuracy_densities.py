"""An error in a step of Fokker-Planck is seen."""

import pytest

from provcheck.benchmarks.accuracy_densities import density_rows
from provcheck.compiled import fokker_planck as compiled
from provcheck.reference import fokker_planck as reference
from tests.bench.spoiling import above, spoiled

pytestmark = pytest.mark.usefixtures("many_bits")

NAMES = ("bernoulli", "implicit_step", "patankar_step", "evolve", "evolve_plane")


@pytest.fixture
def plain(monkeypatch):
    """The references in place of their twins: their bounds are the same, and nothing compiles."""
    for name in NAMES:
        monkeypatch.setattr(compiled, name, getattr(reference, name))


def test_every_spoiled_function_is_above_its_bound(plain, monkeypatch):
    for name in NAMES:
        monkeypatch.setattr(compiled, name, spoiled(getattr(reference, name)))
    assert above(density_rows(4)) == {f"fokker_planck.{name}" for name in NAMES}


def test_correct_functions_are_within_their_bounds(plain):
    assert not above(density_rows(4))
