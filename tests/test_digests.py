"""A remembered value is never that of another content."""

import json
import os

import pytest

from provcheck.digests import Remembered, content_digest
from provcheck.files import cache_directory

LONG_AGO = 1_600_000_000


@pytest.fixture
def file(tmp_path, monkeypatch):
    """A file that has been left alone: the clock stands an hour later."""
    path = tmp_path / "claim.py"
    path.write_text("first")
    later = (path.stat().st_ctime_ns) + 3_600 * 10**9
    monkeypatch.setattr("provcheck.digests.time.time_ns", lambda: later)
    return path


def test_what_is_kept_is_found_by_another_process(file):
    first = Remembered("digests", content_digest)
    value = first(file)
    first.save()
    assert Remembered("digests", lambda _: pytest.fail("computed anew"))(file) == value


def test_a_change_of_the_same_size_with_the_old_time_set_back_is_seen(file):
    """What a careless `touch -r` or an unpacked archive does."""
    kept = Remembered("digests", content_digest)
    os.utime(file, (LONG_AGO, LONG_AGO))
    kept(file)
    kept.save()
    file.write_text("later")
    os.utime(file, (LONG_AGO, LONG_AGO))
    assert Remembered("digests", content_digest)(file) == content_digest(b"later")


def test_a_file_just_written_is_read_anew_each_time(tmp_path):
    """Two changes within one tick of the clock cannot be told apart by times."""
    path = tmp_path / "claim.py"
    path.write_text("first")
    kept = Remembered("digests", content_digest)
    kept(path)
    kept.save()
    assert not (cache_directory() / "digests.json").exists()


@pytest.mark.parametrize("damage", ["", "[]", "{", '{"PATH": 3}', '{"PATH": [[1, 2], "x", 5]}'])
def test_a_damaged_copy_is_made_again(file, damage):
    place = cache_directory() / "digests.json"
    place.write_text(damage.replace("PATH", str(file)))
    kept = Remembered("digests", content_digest)
    assert kept(file) == content_digest(b"first")
    kept.save()
    assert json.loads(place.read_text())[str(file)][1] == content_digest(b"first")


def test_without_a_writable_cache_it_is_only_slower(file, tmp_path, monkeypatch):
    monkeypatch.setenv("PROVCHECK_CACHE", str(file / "below a file"))
    kept = Remembered("digests", content_digest)
    assert kept(file) == content_digest(b"first")
    kept.save()
