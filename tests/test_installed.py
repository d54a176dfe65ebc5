"""What is installed is looked up again whenever a folder on the path changes."""

import importlib.metadata
import os
import sys

import pytest

from provcheck.installed import LIBRARIES, installed

METADATA = "Metadata-Version: 2.1\nName: sums\nVersion: {}\n"
ENTRY_POINTS = "[provcheck.packs]\nsums2024 = sums2024\n"


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A folder on the path, left alone for an hour, as are all the others."""
    place = tmp_path / "site"
    place.mkdir()
    monkeypatch.setattr(sys, "path", [*sys.path, str(place)])
    monkeypatch.setattr("provcheck.digests.time.time_ns", lambda: 2**62)
    return place


def add(site, version: str) -> None:
    info = site / f"sums-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(METADATA.format(version))
    (info / "entry_points.txt").write_text(ENTRY_POINTS)


def test_versions_are_those_of_the_metadata(site):
    assert installed().versions == {name: importlib.metadata.version(name) for name in LIBRARIES}


def test_a_pack_installed_later_is_found(site, monkeypatch):
    before = installed()
    assert installed() == before and "sums2024" not in [pack.name for pack in before.packs]
    add(site, "1.0")
    importlib.invalidate_caches()
    assert ("sums2024", "sums2024", "sums 1.0") in installed().packs


def test_what_is_kept_is_not_looked_up_again(site, monkeypatch):
    before = installed()
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda **_: pytest.fail("looked up"))
    assert installed() == before
    os.utime(site)
    with pytest.raises(pytest.fail.Exception, match="looked up"):
        installed()
