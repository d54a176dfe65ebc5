"""The page is self-contained, well formed, and shows hostile text as text."""

import re
from html.parser import HTMLParser

import pytest

from provcheck.errors import OutputError
from provcheck.report import write_html
from provcheck.report.html import render

VOID = {"meta", "br", "wbr", "hr", "img", "link", "input"}


class Page(HTMLParser):
    """Keeps the tags, ids and references of a page; fails on a tag that does not match."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.ids, self.references = [], [], [], []
        self.feed(text)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        self.handle_startendtag(tag, attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value)
            if name in ("src", "href", "xlink:href"):
                self.references.append((tag, value))

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, f"</{tag}> closes nothing"


def test_page_is_balanced_and_self_contained(any_run):
    page = Page(render(any_run))
    assert not {"script", "link", "iframe", "object", "img"} & set(page.tags)
    for tag, value in page.references:
        assert value.startswith("#") or tag == "a"
    assert len(page.ids) == len(set(page.ids))
    assert {value[1:] for _, value in page.references if value[0] == "#"} <= set(page.ids)


def test_every_claim_has_a_section_with_mathematics(run):
    page = Page(render(run))
    assert page.tags.count("section") == len(run["results"])
    assert page.tags.count("math") > 30
    assert page.tags.count("svg") == 6


def test_page_answers_what_a_reviewer_asks(run):
    text = re.sub(r"<[^>]+>", "", render(run))
    for wanted in (
        "provcheck replay gopalani2025/equation4",
        "First broken line",
        "Not checked",
        "left side in [0.03125, 0.031250001]",
        "Cauchy–Schwarz inequality",
        "3.11.7",
        "provcheck report lemma3_1 --html reports",
        "Never means: sampled",
    ):
        assert wanted in text


def test_an_experiment_shows_its_sentence_readings_and_pictures(measured):
    page = render(measured)
    assert page.count("“100% of λ &gt; λ_c &lt;b&gt;”") == 2  # in the summary and in its section
    assert Page(page).tags.count("svg") == 2
    text = re.sub(r"<[^>]+>", "", page)
    for wanted in (
        "Other readings of the set-up",
        "~ fails",
        "0.5 &lt;against&gt; 0.1",
        "≈ holds",
        "provcheck verify gopalani2025/figure1 --fresh --budget standard --seed 0",
    ):
        assert wanted in text
    assert "1,200 settings searched" not in text


def test_dark_narrow_and_printed_pages_are_styled(nothing):
    text = render(nothing)
    for query in ("prefers-color-scheme: dark", "max-width: 46rem", "@media print"):
        assert query in text


def test_no_results_is_said(nothing):
    assert "No claims were checked" in render(nothing)


def test_same_run_gives_the_same_page(run):
    assert render(run) == render(run)


def test_the_directory_holds_one_page(run, tmp_path):
    page = write_html(run, tmp_path / "new" / "report")
    assert page == tmp_path / "new" / "report" / "index.html"
    assert [entry.name for entry in page.parent.iterdir()] == ["index.html"]


def test_a_file_in_the_way_is_an_output_error(nothing, tmp_path):
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(OutputError):
        write_html(nothing, tmp_path / "taken")
    assert (tmp_path / "taken").read_text() == "mine"


def test_a_net_is_shown_with_mathematics_and_not_as_data(nets):
    page = render(nets)
    text = re.sub(r"<[^>]+>", "", page)
    assert page.count('<dl class="net">') == 3
    assert "whatever the parameters and σ, the outputs satisfy" in text
    assert "left side in" not in text and "&#39;layers" not in text
