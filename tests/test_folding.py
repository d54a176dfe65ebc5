"""Text folded to a width keeps what must stay whole."""

import pytest

from provcheck.folding import folded, terminal_width


def test_folding_keeps_lines_commands_and_names_whole():
    text = "  first line\n  then run `provcheck verify a --pack b` " + "word " * 20 + "x" * 90
    lines = list(folded(text, 40, first="> ", rest="  "))
    assert lines[0] == "  > first line"
    assert "`provcheck verify a --pack b`" in lines[2]
    assert lines[-1].strip() == "x" * 90
    assert all(len(line) <= 40 for line in lines[:-1])
    assert " ".join(" ".join(lines).split()) == "> " + " ".join(text.split())


@pytest.mark.parametrize("text", ["", " ", "\n", "one"])
def test_folding_short_text(text):
    assert list(folded(text, 80, first="- "))[0].startswith("- ")


def test_the_width_is_that_of_the_terminal_or_eighty(monkeypatch):
    monkeypatch.setenv("COLUMNS", "57")
    assert terminal_width() == 57
