"""A report that cannot be written leaves the old one as it was, and nothing else behind."""

import errno
import os

import pytest

from provcheck.errors import OutputError
from provcheck.report import write_errata, write_html, write_pdf

WRITERS = {
    "index.html": lambda run, folder: write_html(run, folder),
    "report.pdf": lambda run, folder: write_pdf(run, folder / "report.pdf"),
    "errata.md": lambda run, folder: write_errata(run, folder / "errata.md"),
}


def _disk_full(*_arguments):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_disk_full_leaves_no_truncated_file(name, call, nothing, tmp_path, monkeypatch):
    (tmp_path / name).write_text("the old report")
    monkeypatch.setattr(os, call, _disk_full)
    with pytest.raises(OutputError, match="No space left on device") as caught:
        WRITERS[name](nothing, tmp_path)
    assert name in str(caught.value)
    assert [entry.name for entry in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == "the old report"
