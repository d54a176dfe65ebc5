"""The PDF typesets for every run, and the same run gives the same bytes."""

import pytest

from provcheck.errors import OutputError
from provcheck.report import write_pdf
from provcheck.report.pdf import render


def test_every_run_typesets(any_run, tmp_path):
    file = write_pdf(any_run, tmp_path / "report.pdf")
    content = file.read_bytes()
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    assert len(content) > 10_000


def test_same_run_gives_the_same_pdf(run):
    assert render(run) == render(run)


def test_a_refusal_of_typst_is_an_output_error(nothing, monkeypatch):
    import typst

    def refuse(*_arguments, **_options):
        raise RuntimeError("no fonts")

    monkeypatch.setattr(typst, "compile", refuse)
    with pytest.raises(OutputError, match="no fonts"):
        render(nothing)
