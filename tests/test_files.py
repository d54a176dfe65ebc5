"""Files appear whole or not at all."""

import errno
import os

import pytest

from provcheck.errors import OutputError
from provcheck.files import write_whole


@pytest.fixture
def full_disk(monkeypatch):
    def fsync(_handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fsync)


def test_a_file_and_its_folder_are_made(tmp_path):
    write_whole(tmp_path / "new" / "run.json", "{}")
    assert (tmp_path / "new" / "run.json").read_text() == "{}"


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path, full_disk):
    target = tmp_path / "run.json"
    target.write_text("old")
    with pytest.raises(OutputError, match="No space left.*nothing was changed.*Free some space"):
        write_whole(target, "new" * 1000)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_in_the_way_is_named(tmp_path):
    with pytest.raises(OutputError, match=str(tmp_path)):
        write_whole(tmp_path, "text")


def test_others_may_read_what_is_written(tmp_path):
    before = os.umask(0o022)
    try:
        write_whole(tmp_path / "run.json", "{}")
    finally:
        os.umask(before)
    assert (tmp_path / "run.json").stat().st_mode & 0o777 == 0o644
