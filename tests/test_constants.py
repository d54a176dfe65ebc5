"""`provcheck constants`: wrong requests are refused, the page fits, the JSON says the same."""

import json
from fractions import Fraction

import jsonschema
import pytest

from provcheck.constants import Section, net_shape, outer_weights, positive
from provcheck.constants_words import _lines
from provcheck.errors import DataError
from tests.conftest import ROOT

HOUSES = "area,rooms,price\n100,3,1.5\n80,2,1.25\n120,4,2\n95,2,1\n"
SCHEMA = json.loads((ROOT / "provcheck" / "schema" / "constants.schema.json").read_text())
SIGMOID = ("--activation", "sigmoid", "--width", 4)


@pytest.fixture
def houses(tmp_path):
    file = tmp_path / "houses.csv"
    file.write_text(HOUSES)
    return file


@pytest.fixture
def ask(provcheck, houses):
    """The command for the small table; later options add to the usual ones."""
    return lambda *more, paper="gopalani2025": provcheck(
        "constants", paper, "--data", houses, "--target", "price", *more
    )


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--activation", "sigmoid", "--width", "0"), "--width 0: expected a whole number"),
        (("--activation", "sigmoid", "--width", "-3"), "--width -3"),
        (("--activation", "sigmoid", "--width", "2.5"), "--width 2.5"),
        (("--activation", "sigmoid"), "no width is given"),
        ((*SIGMOID, "--outer-norm", "0"), "--outer-norm 0: expected a number above 0"),
        ((*SIGMOID, "--outer-norm", "-1"), "--outer-norm -1"),
        ((*SIGMOID, "--lam", "0"), "--lam 0: expected a number above 0"),
        ((*SIGMOID, "--lam", "nan"), "--lam nan"),
        ((*SIGMOID, "--lam", "1e999999999"), "--lam 1e999999999"),
        ((*SIGMOID, "--lam", "abc"), "--lam abc"),
        ((*SIGMOID, "--beta", "inf"), "--beta inf"),
        ((*SIGMOID, "--step", "-0.1"), "--step -0.1"),
        ((*SIGMOID, "--outer", "1,x,2,3"), "--outer 1,x,2,3: is no list"),
        ((*SIGMOID, "--outer", "1,2"), "--width 4: --outer has 2 weights"),
        ((*SIGMOID, "--outer", "1,2,3,4", "--outer-norm", "2"), "Leave one out"),
        (("--activation", "relu", "--width", "4"), "expected one of sigmoid, tanh, softplus"),
        ((*SIGMOID, "--drop", "rooms", "--drop", "area"), "nothing is left"),
        ((*SIGMOID, "--data", "none.csv"), "none.csv: there is no such file"),
        ((*SIGMOID, "--target", "prise"), "Did you mean 'price'?"),
    ],
)
def test_a_wrong_request_ends_with_code_2_and_says_why(ask, options, said):
    outcome = ask(*options)
    assert outcome.code == 2
    assert said in outcome.said
    assert outcome.out == "" and "Traceback" not in outcome.said


def test_an_unknown_paper_lists_those_with_constants(ask):
    outcome = ask(*SIGMOID, paper="gopalani")
    assert outcome.code == 2 and "no such paper; expected one of" in outcome.said
    assert "gopalani2025" in outcome.said


def test_a_pack_without_constants_lists_those_that_have_them(ask, sums):
    outcome = ask(*SIGMOID, "--pack", sums, paper="sums2024")
    assert outcome.code == 2
    assert "offers no constants; expected one of: gopalani2025" in outcome.said


def test_a_pack_that_promises_constants_and_has_none_is_refused(ask, new_pack):
    pack = new_pack("empty2024", "CLAIMS = ()\n")
    paper = pack / "paper.toml"
    paper.write_text(paper.read_text() + 'constants = "theorem1"\n')
    outcome = ask(*SIGMOID, "--pack", pack, paper="empty2024")
    assert outcome.code == 2 and "has no function 'constants'" in outcome.said


def test_a_pack_of_ones_own_can_offer_constants(ask, new_pack):
    pack = new_pack(
        "own2024",
        "from provcheck.constants import Findings, Side, Value\n"
        "CLAIMS = ()\n"
        "def constants(request):\n"
        "    rows = Value('n', 'n', Side.EQUAL, str(len(request.table.y)), 'rows')\n"
        "    return Findings((), (rows,), (), ())\n",
    )
    paper = pack / "paper.toml"
    paper.write_text(paper.read_text() + 'constants = "theorem1"\n')
    outcome = ask(*SIGMOID, "--pack", pack, "--json", "-", paper="own2024")
    assert outcome.code == 0
    assert json.loads(outcome.out)["constants"]["n"]["decimal"] == "4"


# ---------------------------------------------------------------- what is read


def test_numbers_given_by_hand_are_exact():
    assert positive("--lam", "0.13") == Fraction(13, 100)
    assert positive("--lam", " 1e-3 ") == Fraction(1, 1000)


def test_outer_weights_come_from_a_list_or_a_file(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("0.5\n-0.25, 1e-2\n")
    weights = (Fraction(1, 2), Fraction(-1, 4), Fraction(1, 100))
    assert outer_weights("0.5,-0.25,0.01") == outer_weights(str(file)) == weights
    assert net_shape(None, None, "0.5,-0.25,0.01") == (3, None, weights)


def test_the_outer_norm_is_1_if_nothing_is_said():
    assert net_shape("64", None, None) == (64, 1, None)


@pytest.mark.parametrize("text", ["", "nan", "1,inf", "1e999999999"])
def test_outer_weights_that_are_no_numbers_are_refused(text):
    with pytest.raises(DataError):
        outer_weights(text)


# ---------------------------------------------------------------- what is shown


def test_the_page_fits_into_80_columns_and_has_every_number(ask):
    outcome = ask(*SIGMOID, "--step", "0.01")
    assert outcome.code == 0 and outcome.err == ""
    assert max(map(len, outcome.out.splitlines())) <= 80
    for word in ("B_x", "B_y", "λ_c", "as printed", "corrected", "sharp", "found", "weights tried",
                 "Holley–Stroock", "Bakry–Émery", "yours", "time 1/λ_s", "vacuous",
                 "does not apply", "false as printed", "n = 4 rows, d = 2 columns"):  # fmt: skip
        assert word in outcome.out, word


def test_the_json_is_one_document_and_agrees_with_the_page(ask, tmp_path):
    page, piped = ask(*SIGMOID), ask(*SIGMOID, "--json", "-")
    document = json.loads(piped.out)
    assert document["schema"] == "provcheck.constants/1"
    assert document["data"]["columns"] == ["area", "rooms"]
    assert document["net"]["lambda"] == "13/100"
    for key in ("B_x", "lambda_c", "gLip_printed", "gLip_corrected", "gLip_sharp", "step_sharp",
                "bakry_emery", "holley_stroock_sharp", "largest_curvature"):  # fmt: skip
        value = document["constants"][key]
        assert value["decimal"] in page.out, key
        assert value["side"] in ("≤", "≥")
    for guarantee in document["guarantees"]:
        assert f"{guarantee['about']}: {guarantee['status']}" in page.out

    file = tmp_path / "constants.json"
    assert ask(*SIGMOID, "--json", file).out == page.out
    assert json.loads(file.read_text()) == document


@pytest.mark.parametrize("lam", ["1e-30", "0.13", "1e30"])
@pytest.mark.parametrize("net", [SIGMOID, ("--activation", "softplus", "--outer", "1,-0.5")])
def test_the_json_keeps_its_schema_even_for_extreme_numbers(ask, net, lam):
    document = json.loads(ask(*net, "--lam", lam, "--step", "1e-25", "--json", "-").out)
    jsonschema.validate(document, SCHEMA)
    document["constants"]["B_x"]["decimal"] = "nan"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SCHEMA)


def test_the_same_seed_gives_the_same_page(ask):
    assert ask(*SIGMOID, "--seed", 3).out == ask(*SIGMOID, "--seed", 3).out


def test_the_last_column_of_a_section_is_wrapped():
    section = Section("", (), (("B_x", "≤", "1", "word " * 30), ("y", "≤", "1000", "")))
    lines = list(_lines(section, 40))
    assert all(len(line) <= 40 for line in lines)
    assert lines[1].startswith(" " * 16 + "word")
