"""The command line, from arguments to exit code: golden output, JSON, and every bad input."""

import errno
import json
import os
import re

import jsonschema
import pytest

from tests.conftest import ROOT

SQUARE = "sums2024/theorem1/square"
SCHEMA = json.loads((ROOT / "provcheck" / "schema" / "run.schema.json").read_text())
QUICK = ("--budget", "quick", "--jobs", "1")

VERIFIED = """\
REFUTED   sums2024/theorem1/square  (as recorded)
    (x + y)² ≤ x² + y²
    for x ∈ ℝ, y ∈ ℝ
    worst ratio 2 in # settings
    witness: x=1, y=1 : 4 > 2
    first broken line: A.2: (x + y)² ≤ x² + y²
    amended by theorem1/square_tripled (PROVED)

PROVED    sums2024/theorem1/square_tripled
    (x + y)² ≤ 3·x² + 3·y²
    for x ∈ ℝ, y ∈ ℝ
    worst ratio 0.6667 in # settings
    amends theorem1/square

verdict  claim below sums2024/    worst ratio    s
REFUTED  theorem1/square                    2  #.#
PROVED   theorem1/square_tripled       0.6667  #.#

2 claims: 1 PROVED, 1 REFUTED (as recorded) · #.# s
"""

SHOWN = """\
sums2024/theorem1/square
The square of a sum is at most the sum of the squares

source      sums2024 v1, Theorem 1
kind        upper bound
statement   (x + y)² ≤ x² + y²
for all     x ∈ ℝ; y ∈ ℝ
reading     The print does not say that x and y are real; it is assumed.

derivation 'Appendix A'
  ok     A.1  (x + y)² = x² + 2·x·y + y²
           by algebra
"""


@pytest.fixture
def own(provcheck, sums):
    """A command line that knows the test pack."""
    return lambda *arguments: provcheck(*arguments, "--pack", sums)


@pytest.fixture
def verified(own):
    assert own("verify", "sums2024", *QUICK).code == 0
    return own


def without_counts(text: str) -> str:
    text = re.sub(r"\d+\.\d( s)?\n", r"#.#\1\n", text)
    text = re.sub(r"in \d+ settings", "in # settings", text)
    return re.sub(r"[ ]+\n", "\n", text)


# ---------------------------------------------------------------- what is printed


def test_verify_prints_what_one_pastes_into_a_review(own):
    outcome = own("verify", "sums2024", *QUICK)
    assert outcome.code == 0
    assert without_counts(outcome.out) == VERIFIED
    assert outcome.err == ""


def test_a_second_verify_says_the_same_and_that_it_is_stored(verified):
    stored = "all stored by an earlier run, and their seconds with them; --fresh computes anew\n"
    assert without_counts(verified("verify", "sums2024", *QUICK).out) == VERIFIED + stored


def test_list_names_claims_titles_and_records(own):
    outcome = own("list", "sums2024")
    assert outcome.out.splitlines()[:3] == [
        "sums2024  Sums of two numbers",
        "  theorem1/square  [recorded: REFUTED]",
        "      The square of a sum is at most the sum of the squares",
    ]


def test_show_goes_down_to_the_last_line(verified):
    outcome = verified("show", SQUARE)
    assert outcome.out.startswith(SHOWN)
    assert "rests on" not in outcome.out
    assert "Arb ball arithmetic" in verified("show", SQUARE, "--trust").out


def test_show_says_when_nothing_is_decided(own):
    assert f"Not decided yet: provcheck verify {SQUARE}" in own("show", SQUARE).out


def test_replay_certifies_by_name_and_from_a_file(verified, tmp_path):
    by_name = verified("replay", SQUARE)
    assert by_name.code == 0
    assert "left:      [4, 4]\nright:     [2, 2]\n" in by_name.out
    verified("verify", "sums2024", *QUICK, "--witnesses", tmp_path)
    (file,) = tmp_path.iterdir()
    assert verified("replay", file).out == by_name.out


def test_replay_certifies_the_counterexample_to_a_line(verified):
    outcome = verified("replay", SQUARE, "--line", "A.2")
    assert outcome.code == 0
    assert "certified  sums2024/theorem1/square#A.2" in outcome.out
    wrong = verified("replay", SQUARE, "--line", "A.1")
    assert wrong.code == 2
    assert "line A.1" in wrong.err


@pytest.mark.slow
def test_recheck_checks_stored_evidence_again(verified):
    outcome = verified("recheck", "sums2024")
    assert outcome.code == 0
    assert outcome.out.splitlines() == [
        "holds   REFUTED   sums2024/theorem1/square",
        "holds   PROVED    sums2024/theorem1/square_tripled",
    ]


def test_doctor_finds_this_installation_fine(own):
    outcome = own("doctor")
    assert outcome.code == 0, outcome.out
    assert "FAIL" not in outcome.out


# ---------------------------------------------------------------- JSON


def test_json_to_standard_output_is_one_valid_document(own):
    outcome = own("verify", "sums2024", *QUICK, "--json", "-")
    document = json.loads(outcome.out)
    jsonschema.validate(document, SCHEMA)
    assert [r["verdict"] for r in document["results"]] == ["REFUTED", "PROVED"]
    assert document["results"][0]["amended_by"] == ["sums2024/theorem1/square_tripled"]
    assert document["papers"]["sums2024"]["title"] == "Sums of two numbers"


def test_json_to_a_file_goes_beside_the_text(own, tmp_path):
    outcome = own("verify", "sums2024", *QUICK, "--json", tmp_path / "run.json")
    assert without_counts(outcome.out) == VERIFIED
    jsonschema.validate(json.loads((tmp_path / "run.json").read_text()), SCHEMA)


@pytest.mark.parametrize(
    "change",
    [
        {"verdict": "TRUE"},
        {"witness": None},
        {"searched": -1},
        {"lines": [{"id": "1", "relation": "x", "status": "fine", "by": "algebra"}]},
        {"worst_ratio": "NaN"},
        {"claim": "no_path"},
    ],
)
def test_the_schema_refuses_what_is_wrong(own, change):
    document = json.loads(own("verify", SQUARE, *QUICK, "--json", "-").out)
    document["results"][0].update(change)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SCHEMA)


def test_a_document_that_does_not_fit_is_not_written(own, tmp_path, monkeypatch):
    monkeypatch.setattr("provcheck.runner.SCHEMA", "provcheck.run/0")
    outcome = own("verify", SQUARE, *QUICK, "--json", tmp_path / "run.json")
    assert outcome.code == 3
    assert "does not fit" in outcome.said
    assert not (tmp_path / "run.json").exists()


# ---------------------------------------------------------------- exit codes


def test_an_unrecorded_refutation_is_exit_code_1(provcheck, new_pack, sums):
    text = (sums / "theorem1.py").read_text().replace("sums2024", "surprise2024")
    folder = new_pack("surprise2024", text.replace('expected="REFUTED"', 'expected=""'))
    outcome = provcheck("verify", "surprise2024", *QUICK, "--pack", folder)
    assert outcome.code == 1
    assert "1 not as expected" in outcome.out


def test_a_failing_engine_is_exit_code_3(own, monkeypatch):
    from provcheck.engines import refute as module

    monkeypatch.setattr(module, "refute", lambda *a, **k: 1 / 0)
    outcome = own("verify", SQUARE, *QUICK)
    assert outcome.code == 3
    assert "ZeroDivisionError" in outcome.out


def test_a_fault_of_provcheck_itself_is_exit_code_3(own, monkeypatch):
    monkeypatch.setattr("provcheck.library.Library.select", lambda *a: 1 / 0)
    outcome = own("list")
    assert outcome.code == 3
    assert "please report it" in outcome.said


def test_ctrl_c_is_exit_code_130_and_says_how_to_go_on(own, monkeypatch):
    def interrupted(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("provcheck.examine.examine", interrupted)
    monkeypatch.setattr("provcheck.examine.examine", interrupted)
    outcome = own("verify", "sums2024", *QUICK)
    assert outcome.code == 130
    assert "0 of 2 results are stored" in outcome.said
    assert "The same command resumes." in outcome.said


# ---------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("verify", "teorem1"), ("'teorem1' matches none of", "Did you mean theorem1")),
        (("verify", "sums2024", "--budget", "huge"), ("huge", "quick")),
        (("verify", "sums2024", "--budget", "-1"), ("-1",)),
        (("verify", "sums2024", "--seed", "-1"), ("--seed",)),
        (("verify", "--nonsense"), ("--nonsense",)),
        (("nonsense",), ("nonsense",)),
        (("show", "theorem1"), ("selects 2 claims", SQUARE)),
        (("replay", "theorem1/square_tripled"), ("no stored result", "provcheck verify")),
        (("replay", "missing.json"), ("missing.json", "cannot be read")),
        (("recheck",), ("run `provcheck verify`",)),
        (("report", "sums2024"), ("--html DIR", "--pdf FILE")),
    ],
)
def test_wrong_usage_is_exit_code_2_with_a_way_out(own, arguments, words):
    outcome = own(*arguments)
    assert outcome.code == 2
    assert outcome.out == ""
    for word in words:
        assert word in outcome.said
    assert "Traceback" not in outcome.said


def test_nothing_that_is_read_by_people_is_wider_than_80_columns(verified, new_pack, sums):
    text = (sums / "theorem1.py").read_text().replace("sums2024", "long2024")
    long = new_pack("long2024", text.replace("The square of a sum", "The square of a sum " * 9))
    shown = [verified("list", "--pack", long).out, verified("show", SQUARE, "--trust").out]
    shown += [verified("replay", SQUARE).out]
    shown += [verified("recheck", "theorem1/square_tripled", "--budget").err]
    shown += [verified("verify", "sums2024", "--budget", "huge" * 9).err]
    shown += [verified("show", "theorem1").err, verified("replay", "missing.json").err]
    assert all(shown)
    assert max(len(line) for text in shown for line in text.splitlines()) <= 80


def test_an_ambiguous_name_lists_the_candidates(provcheck, new_pack, sums):
    text = (sums / "theorem1.py").read_text().replace("sums2024", "twin2024")
    other = new_pack("twin2024", text)
    outcome = provcheck("verify", "theorem1", "--pack", other, "--pack", sums)
    assert outcome.code == 2
    assert "sums2024/theorem1" in outcome.said
    assert "twin2024/theorem1" in outcome.said


def test_a_pack_of_ones_own_that_raises_stops_the_run(own, new_pack):
    broken = new_pack("broken2024", "CLAIMS = nothing\n")
    for selected in (("sums2024",), ()):
        outcome = own("verify", *selected, *QUICK, "--pack", broken)
        assert outcome.code == 2 and outcome.out == ""
        assert "theorem1.py, line 1: NameError" in outcome.said


def test_packs_of_ones_own_without_a_selector_are_selected_alone(own):
    assert "sums2024  Sums of two numbers" in own("list").out
    assert "gopalani2025" not in own("list").out


def test_asking_for_a_pack_that_raises_is_exit_code_2(own, new_pack):
    broken = new_pack("failing2024", "CLAIMS = nothing\n")
    assert own("verify", "failing2024", "--pack", broken).code == 2
    assert own("list", "--pack", broken).code == 2


def test_a_corrupt_store_is_exit_code_2_and_is_left_alone(own, monkeypatch, tmp_path):
    store = tmp_path / "mine.sqlite"
    store.write_bytes(b"no database " * 1000)
    monkeypatch.setenv("PROVCHECK_STORE", str(store))
    outcome = own("verify", "sums2024", *QUICK)
    assert outcome.code == 2
    assert "mine.sqlite" in outcome.said
    assert "PROVCHECK_STORE" in outcome.said
    assert store.read_bytes() == b"no database " * 1000


WITNESS = {"claim": SQUARE, "setting": {"x": "1", "y": "1"}}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "cannot be read as a witness"),
        ("[1, 2]", "holds a list"),
        ("{}", "names the claim None"),
        (json.dumps({**WITNESS, "claim": "nowhere/1"}), "'nowhere/1', which is in no pack"),
        (json.dumps({"claim": SQUARE}), "no setting"),
        (json.dumps({**WITNESS, "setting": {"x": "1"}}), "missing ['y']"),
        (json.dumps({**WITNESS, "setting": {"x": float("nan"), "y": "1"}}), "x = nan"),
        (json.dumps({**WITNESS, "setting": {"x": float("inf"), "y": "1"}}), "x = inf"),
        (json.dumps({**WITNESS, "setting": {"x": "Infinity", "y": "1"}}), "x = 'Infinity'"),
        (json.dumps({**WITNESS, "setting": {"x": [1], "y": "1"}}), "x = [1]"),
        (json.dumps({**WITNESS, "line": "Z.9"}), "no line 'Z.9'"),
        ("\x00\xff", "cannot be read as a witness"),
    ],
)
def test_a_corrupt_witness_is_exit_code_2(own, tmp_path, content, words):
    file = tmp_path / "witness.json"
    file.write_text(content)
    outcome = own("replay", file)
    assert outcome.code == 2, outcome
    assert words in outcome.said
    assert "Traceback" not in outcome.said


def test_a_setting_that_breaks_nothing_is_not_confirmed(own, tmp_path):
    file = tmp_path / "witness.json"
    file.write_text(json.dumps({**WITNESS, "setting": {"x": "1", "y": "-1"}}))
    outcome = own("replay", file)
    assert outcome.code == 1
    assert "not confirmed" in outcome.out


def test_an_empty_range_is_never_a_good_verdict(provcheck, new_pack, sums):
    text = (sums / "theorem1.py").read_text().replace("sums2024", "empty2024")
    folder = new_pack("empty2024", text.replace("Real(x)", "Real(x, low=2, high=1)"))
    outcome = provcheck("verify", "empty2024", *QUICK, "--pack", folder)
    assert outcome.code in (1, 2, 3)
    assert "x" in outcome.out + outcome.err
    assert "PROVED" not in outcome.out
    assert "SUPPORTED" not in outcome.out


def test_a_full_disk_leaves_the_old_json_and_the_results(own, tmp_path, monkeypatch):
    target = tmp_path / "run.json"
    target.write_text("old")
    own("list")

    def full(*_arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    outcome = own("verify", "sums2024", *QUICK, "--json", target)
    assert outcome.code == 2
    assert "No space left" in outcome.said
    assert list(tmp_path.iterdir()) == [target]
    assert target.read_text() == "old"
    monkeypatch.undo()


def test_a_report_that_cannot_be_written_is_exit_code_2(verified, tmp_path, monkeypatch):
    def full(_run, _target):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("provcheck.report.write_html", full)
    outcome = verified("report", "sums2024", *QUICK, "--html", tmp_path / "html")
    assert outcome.code == 2
    assert "No space left" in outcome.said
    assert "The results are stored" in outcome.said


def test_a_report_is_written_from_the_run_document(verified, tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr("provcheck.report.write_html", lambda run, place: seen.append((run, place)))
    outcome = verified("report", "sums2024", *QUICK, "--html", tmp_path)
    assert outcome.code == 0
    ((run, place),) = seen
    jsonschema.validate(run, SCHEMA)
    assert place == tmp_path
