"""Messages: the line, the caret, and near names."""

from provcheck.formula.fault import Source, fault, suggestion


def test_the_caret_stands_below_the_place():
    assert (
        str(fault(Source("sinn(x) <= 1"), 8, "what"))
        == "formula: what.\n  sinn(x) <= 1\n          ^"
    )


def test_only_the_line_of_the_place_is_shown():
    message = str(fault(Source("a\n\tbb\nc", "range"), 3, "what"))
    assert message == "range: what.\n   bb\n   ^"


def test_the_end_of_the_text_is_a_place():
    assert str(fault(Source("x <="), 4, "what")).endswith("  x <=\n      ^")


def test_a_long_line_is_cut_around_the_place():
    _, line, caret = str(fault(Source("a" * 300 + "!" + "b" * 300), 300, "what")).split("\n")
    assert len(line) < 80
    assert line[caret.index("^")] == "!"
    assert line.strip().startswith("…") and line.endswith("…")


def test_control_characters_are_not_printed():
    assert "\x00" not in str(fault(Source("x\x00\x1b"), 1, "what"))


def test_nothing_is_drawn_for_an_empty_text():
    assert str(fault(Source(" "), 0, "what")) == "formula: what."


def test_near_names_are_suggested():
    assert suggestion("sinn", ["sin", "sinh", "log"]) == "; did you mean sin or sinh?"
    assert suggestion("qqq", ["sin"]) == ""
