"""Errata hold what is certain, in three parts, and nothing else."""

from provcheck.report.errata import render


def test_a_refuted_claim_has_three_parts(run):
    text = render(run)
    entry = text[text.index("## gopalani2025/equation4") :]
    parts = [
        "**The paper says**",
        "**We find**",
        "provcheck replay gopalani2025/equation4",
        "first broken line of the derivation is `row-sum`",
        "**Proposed correction**",
        "`gopalani2025/lemma3_1/gradient_lower_bound` (SUPPORTED)",
    ]
    places = [entry.index(part) for part in parts]
    assert places == sorted(places)


def test_a_broken_line_of_a_claim_that_holds_is_listed(run):
    assert r"## gopalani2025/lemma3\_1/gradient\_lipschitz, line product" in render(run)


def test_doubted_and_open_claims_are_not_errata(run):
    text = render(run)
    assert "laplacian" not in text.replace("Delta", "")
    assert "poincare" not in text


def test_a_refuted_claim_without_separate_enclosures_is_left_out(run):
    run["results"][2]["witness"]["rhs"] = run["results"][2]["witness"]["lhs"]
    assert "equation4" not in render(run)


def test_a_broken_line_of_our_own_is_no_erratum(run):
    for line in run["results"][3]["lines"]:
        line["printed"] = False
    assert "line product" not in render(run)


def test_nothing_to_correct_is_said(nothing):
    assert "Nothing in this run is certainly wrong." in render(nothing)


def test_hostile_text_stays_text(hostile):
    hostile["results"][7] |= {"verdict": "REFUTED"}
    hostile["results"][7]["witness"] |= {"lhs": ["2", "2"], "rhs": ["1", "1"]}
    prose = [line for line in render(hostile).splitlines() if not line.startswith(("$$", "<scr"))]
    assert not any("<script>" in line.split("`")[0] for line in prose)


def test_a_statement_that_the_paper_does_not_print_is_no_erratum(run):
    run["results"][2]["source"] = "gopalani2025, Section 5, not in the paper: redone for others"
    assert "equation4" not in render(run)


def test_the_papers_words_come_before_what_they_imply(run):
    run["results"][2]["quote"] = "for an *arbitrary* m"
    entry = render(run)[render(run).index("## gopalani2025/equation4") :]
    places = [entry.index(part) for part in (
        "**The paper says**", r"> for an \*arbitrary\* m", "which implies, as read here,", "$$",
        "**We find**")]  # fmt: skip
    assert places == sorted(places)


def test_a_net_is_listed_fact_by_fact(nets):
    text = render(nets)
    assert "- net: $f(x) = a\\,\\sigma\\left(w\\,x + b\\right) + c$" in text
    assert "- box: every parameter and input within 1/10 of these numbers" in text
    assert "so L ≥ 0.01876 for ever" in text
    assert "the left side lies in" not in text and "'layers'" not in text
