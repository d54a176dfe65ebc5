"""The run document is read with defaults, and nothing certified is lost in shortening it."""

from decimal import Decimal

import pytest

from provcheck.errors import OutputError
from provcheck.report.document import is_certain, read_run
from provcheck.report.numbers import enclosure_pair, ratio_text, setting_text
from provcheck.report.summary import summary


@pytest.mark.parametrize(
    "run",
    [
        {},
        {"schema": "provcheck.run/2", "results": []},
        {"schema": "provcheck.run/1", "results": None},
    ],
)
def test_another_schema_is_refused(run):
    with pytest.raises(OutputError, match="expected 'provcheck.run/1'"):
        read_run(run)


@pytest.mark.parametrize(
    "low, high",
    [
        ("0.1", "0.1000000000000000000000000000001"),
        ("-0.33333333333333333334", "-0.33333333333333333333"),
        ("1.99999999999999e-300", "2e-300"),
        ("12345678912", "1e11"),
    ],
)
def test_a_shortened_enclosure_contains_the_full_one(low, high):
    (short_low, short_high), _, sign = enclosure_pair([low, high], ["-1e20", "-1e19"])
    assert sign == ">"
    assert Decimal(short_low) <= Decimal(low) <= Decimal(high) <= Decimal(short_high)


def test_shortening_keeps_close_enclosures_apart():
    lhs, rhs, sign = enclosure_pair(["1.00000000000000000002"] * 2, ["1.00000000000000000001"] * 2)
    assert sign == ">"
    assert Decimal(lhs[0]) > Decimal(rhs[1])


@pytest.mark.parametrize(
    "lhs, rhs",
    [
        (["1", "2"], ["2", "3"]),
        (["nan", "nan"], ["0", "0"]),
        (None, ["0", "0"]),
        (["2", "1"], ["5", "6"]),
        (3, "x"),
    ],
)
def test_enclosures_that_touch_or_make_no_sense_have_no_sign(lhs, rhs):
    assert enclosure_pair(lhs, rhs)[2] == ""


@pytest.mark.parametrize(
    "ratio, text",
    [
        (0.25, "0.25"),
        (1.0, "1"),
        (0.9999999, "1 − 1e-07"),
        (1 + 4e-7, "1 + 4e-07"),
        (None, "–"),
        ("inf", "∞"),
        (float("nan"), "–"),
        (37251.0, "3.725e+04"),
    ],
)
def test_a_ratio_close_to_one_never_reads_as_one(ratio, text):
    assert ratio_text(ratio) == text


def test_a_setting_fits_on_one_line():
    assert setting_text({"p": 1, "W": [["-1/2"]]}) == "p = 1, W = [[-1/2]]"


def test_first_broken_line_is_the_first_of_its_derivation(run):
    equation4 = read_run(run).claims[2]
    assert equation4.first_broken.id == "row-sum"
    assert is_certain(equation4.witness)


def test_amendments_link_both_ways(run):
    claims = {claim.short: claim for claim in read_run(run).claims}
    printed = claims["lemma3_1/gradient_lipschitz"]
    sharp = claims["lemma3_1/gradient_lipschitz_sharp"]
    assert printed.amended_by[0].anchor == sharp.anchor
    assert sharp.amends.anchor == printed.anchor


def test_anchors_are_unique():
    names = ["a/b c", "a/b-c", "a/b/c", ""]
    run = {"schema": "provcheck.run/1", "results": [{"claim": name} for name in names]}
    assert len({claim.anchor for claim in read_run(run).claims}) == len(names)


def test_summary_names_refuted_claims_and_surprises(run):
    text = summary(read_run(run))
    assert text.startswith("Of 8 claims checked: 3 proved, 1 refuted")
    assert "equation4 (first broken line row-sum, amended by lemma3_1/gradient_lower_bound" in text
    assert "Not as expected: lemma3_1/laplacian_upper_bound, lemma3_1/poincare." in text


def test_summary_of_many_refuted_claims_is_short(run):
    refuted = run["results"][2]
    run["results"] += [refuted | {"claim": f"{refuted['claim']}_{n}"} for n in range(4)]
    text = summary(read_run(run))
    assert "equation4, equation4_0, equation4_1, equation4_2, equation4_3. None of these 5" in text


def test_only_web_addresses_become_links(run):
    run["papers"]["gopalani2025"]["url"] = "javascript:alert(1)"
    assert read_run(run).papers[0].url == ""


def test_two_equal_points_are_told_from_intervals_that_touch():
    assert enclosure_pair(["0", "0"], ["0", "0"])[2] == "="
    assert enclosure_pair(["0", "1"], ["0", "1"])[2] == ""


def test_a_net_that_breaks_a_claim_is_told_in_words_and_formulas(nets):
    loss, sliding, _ = read_run(nets).claims
    facts = {fact.label: fact.lines for fact in loss.witness.net}
    assert list(facts) == ["net", "sizes", "inputs", "labels", "parameters", "box", "because"]
    assert facts["net"][0].text == "f(x) = a σ(w x + b) + c"
    assert [bool(line.latex) for line in facts["because"]] == [False, True, False]
    assert loss.witness.setting.startswith("f(x) = a σ(w x + b) + c, σ(u) = max(u, u/2); n")
    assert r"\dot{b} = -b - 1" in "".join(line.latex for line in sliding.witness.net[-1].lines)


def test_a_net_whose_data_are_broken_is_shown_as_it_stands(nets):
    nets["results"][0]["witness"]["setting"]["net"] = {"network": "none"}
    broken = read_run(nets).claims[0]
    assert broken.witness.net == () and "none" in broken.witness.setting
