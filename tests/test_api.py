"""The functions say what the command line says, with the fields of the JSON document."""

import copy
import json
import pickle

import jsonschema
import pytest
import rich.console
import sympy

import provcheck
from provcheck.errors import FormulaError, PackError, SelectorError, UsageError
from provcheck.library import Library
from provcheck.verdict import Result, Verdict
from tests.conftest import ROOT

RESULT = json.loads((ROOT / "provcheck" / "schema" / "run.schema.json").read_text())
RESULT = {**RESULT["$defs"]["result"], "$defs": RESULT["$defs"]}


@pytest.fixture
def decided(sums):
    return provcheck.verify(sums, budget="quick")


# ---------------------------------------------------------------- verify


def test_a_false_claim_comes_back_refuted_with_its_witness(decided):
    answer = decided["square"]
    assert answer.verdict == "REFUTED" and answer.as_expected
    assert answer.witness["setting"] == {"x": "1", "y": "1"}
    assert answer.lines[1]["status"] == "broken"


def test_an_answer_has_the_fields_of_the_json(decided):
    for answer in decided:
        data = answer.to_json()
        jsonschema.validate(data, RESULT)
        assert set(data) <= set(dir(answer))
        for name in ("claim", "verdict", "worst_ratio", "searched", "statement", "statement_latex"):
            assert getattr(answer, name) == data[name]
    with pytest.raises(AttributeError):
        decided[0].nonsense  # noqa: B018


def test_it_says_what_the_command_says(provcheck, sums, decided):
    outcome = provcheck("verify", sums, "--budget", "quick", "--jobs", "1", "--json", "-")
    assert [answer.to_json() for answer in decided] == json.loads(outcome.out)["results"]


def test_answers_are_found_by_place_slice_and_name(decided):
    assert len(decided) == 2 and decided.as_expected
    assert decided[-1].claim == decided["theorem1/square_tripled"].claim
    assert [answer.claim for answer in decided[1:]] == ["sums2024/theorem1/square_tripled"]
    with pytest.raises(SelectorError):
        decided["cube"]
    with pytest.raises(SelectorError, match="means several"):
        decided["theorem1"]


def test_answers_can_be_kept_and_copied(decided):
    assert pickle.loads(pickle.dumps(decided)) == decided
    assert copy.copy(decided[0]) == decided[0]


def test_packs_can_be_given_beside_names(sums):
    (answer,) = provcheck.verify("square_tripled", packs=[sums], budget="quick")
    assert answer.verdict == "PROVED"


@pytest.mark.parametrize(
    ("selectors", "options", "error"),
    [
        (["lema3_1"], {}, SelectorError),
        (["gone.py"], {}, PackError),
        (["lambda_c_sigmoid"], {"budget": "fast"}, UsageError),
        (["lambda_c_sigmoid"], {"seed": -1}, UsageError),
        (["lambda_c_sigmoid"], {"jobs": 0}, UsageError),
    ],
)
def test_wrong_use_is_told(selectors, options, error, sums):
    with pytest.raises(error):
        provcheck.verify(*selectors, **options)


# ---------------------------------------------------------------- check


def test_a_false_formula_is_refuted():
    answer = provcheck.check("x*(1 - x) <= 1/5", "x in [0, 1]", budget="quick")
    assert answer.verdict == "REFUTED"
    assert answer.witness["setting"] == {"x": "1/2"}


def test_a_formula_that_says_two_things_has_two_answers():
    answers = provcheck.check("0 <= x*(1 - x) <= 1/5", ["x in [0, 1]"], budget="quick")
    assert [answer.verdict == "REFUTED" for answer in answers] == [False, True]


def test_ranges_may_be_given_by_variable_as_in_a_pack():
    assert provcheck.check("x*y <= 1", {"x": "[0, 1]", "y": "[0, 2]"}).verdict == "REFUTED"
    assert provcheck.check("x*y <= 1", {"x": "[0, 1]", "y": "[0, 1]"}).verdict == "PROVED"


@pytest.mark.parametrize(
    "asked",
    [
        (3,),
        (sympy.Symbol("x") <= 1,),
        (None,),
        (["x <= 1"],),
        ("x <= 1", 3),
        ("x <= 1", [3]),
        ("x <= 1", {"x": (0, 1)}),
        ("x <= 1", sympy.Interval(0, 1)),
    ],
)
def test_what_is_no_text_is_told(asked):
    with pytest.raises(UsageError, match="expected text, such as check"):
        provcheck.check(*asked)


def test_conditions_count():
    options = {"ranges": "x in [0, 1], y in [0, 1]", "budget": "quick"}
    assert provcheck.check("x*y <= 1/4", **options).verdict == "REFUTED"
    assert provcheck.check("x*y <= 1/4", given="y <= 1 - x", **options).verdict != "REFUTED"


def test_no_pack_is_looked_at(monkeypatch):
    monkeypatch.setattr(Library, "__init__", None)
    assert provcheck.check("x**2 >= 0", "x in (-oo, oo)", budget="quick").as_expected


def test_a_formula_that_cannot_be_read_is_told():
    with pytest.raises(FormulaError):
        provcheck.check("x <=", "x in [0, 1]")


# ---------------------------------------------------------------- displays


def test_an_answer_prints_like_the_terminal(decided):
    assert repr(decided["square"]).startswith("REFUTED   sums2024/theorem1/square  (as recorded)")
    assert "witness: x=1, y=1 : 4 > 2" in repr(decided)
    assert repr(decided).endswith("2 claims: 1 PROVED, 1 REFUTED (as recorded)")


def test_a_notebook_shows_verdict_formula_witness_lines_and_plot(decided):
    html = decided["square"]._repr_html_()
    for part in ('class="badge refuted"', "<math", "x = 1, y = 1", "first-broken", "<svg"):
        assert part in html
    assert "<script" not in html
    assert decided["square"]._repr_latex_().startswith(r"$\displaystyle ")


def test_several_answers_are_a_list_to_open(decided):
    html = decided._repr_html_()
    assert html.count("<details>") == 2
    assert "1 PROVED, 1 REFUTED" in html
    assert "No claims" in decided[:0]._repr_html_()


def test_its_style_touches_nothing_else_on_the_page(decided):
    style = decided._repr_html_().split("<style>")[1].split("</style>")[0]
    rules = [rule.strip() for rule in style.replace("}", "}\n").splitlines() if "{" in rule]
    assert rules and all(rule.startswith(".provcheck") for rule in rules)


def test_what_a_pack_says_is_escaped():
    bad = Result("a/b", "<script>", "<b>", Verdict.OPEN, reason="<img src=x>")
    html = __import__("provcheck.api", fromlist=["Answer"]).Answer(bad)._repr_html_()
    assert "<script>" not in html and "<img" not in html


# ---------------------------------------------------------------- the package itself


def test_the_public_names_are_these():
    assert provcheck.__all__ == ["__version__", "check", "scalar_claim", "verify"]
    assert all(hasattr(provcheck, name) for name in provcheck.__all__)
    with pytest.raises(AttributeError):
        provcheck.nonsense  # noqa: B018


def test_an_answer_that_is_not_there_is_told_with_those_that_are(decided):
    with pytest.raises(SelectorError) as error:
        decided["squares"]
    said = str(error.value)
    assert "'squares' is none of these 2 answers. Did you mean square" in said
    assert "sums2024/theorem1/square_tripled" in said and "--pack" not in said


def test_in_a_notebook_an_answer_is_printed_and_not_displayed_besides(decided, monkeypatch):
    monkeypatch.setattr(rich.console, "_is_jupyter", lambda: True)
    assert repr(decided[0]).startswith("REFUTED")


def test_a_bare_check_expects_nothing():
    shown = provcheck.check("x <= 1", "x in [0, 2]", budget="quick")._repr_html_()
    assert "REFUTED" in shown and "ot as expected" not in shown
