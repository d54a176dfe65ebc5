"""`provcheck check`: one formula at the prompt, from its text to verdict and exit code."""

import json

import jsonschema
import pytest

import provcheck as package
from provcheck.checking import Question, ask
from provcheck.engines import settle_formula as engine
from provcheck.engines.budget import Budget
from provcheck.errors import FormulaError
from provcheck.formula import parse_formula
from provcheck.step_words import step_words
from provcheck.verdict import Verdict
from tests.conftest import ROOT

SCHEMA = json.loads((ROOT / "provcheck" / "schema" / "run.schema.json").read_text())
SIGMOID = ("Abs(diff(1/(1+exp(-x)),x,2)) {} 1/(6*sqrt(3))", "--for", "x in (-oo, oo)")


@pytest.fixture
def check(provcheck):
    return lambda *arguments: provcheck("check", "--seconds", "5", *arguments)


def verdict_of(outcome):
    lines = [line for line in outcome.out.splitlines() if line[:7].strip().isupper()]
    return lines[-1].split()[0]


# ---------------------------------------------------------------- falsehoods


@pytest.mark.parametrize(
    ("formula", "range_"),
    [
        ("x**2 >= 1e-9", "x in [-1, 1]"),
        ("x**2 > 0", "x in [-1, 1]"),
        ("x*(1 - x) <= 0.2499999", "x in [0, 1]"),
        ("x*(1 - x) < 1/4", "x in [0, 1]"),
        ("exp(x) >= 1.000001 + x", "x in (-oo, oo)"),
        ("x**2 + y**2 > 2*x*y", "x, y > 0"),
        ("x**2 = 2*x - 1", "x in [0, 1]"),
        ("1/x <= 2", "x in [-1, 1]"),
        ("max(x, 1 - x) <= 0.999", "x in [0, 1]"),
    ],
)
def test_a_near_miss_is_refuted_by_a_certified_point(check, formula, range_):
    outcome = check(formula, "--for", range_)
    assert (outcome.code, verdict_of(outcome)) == (1, "REFUTED")
    for part in ("read as", "at        ", "left      in [", "right     in [", "certified"):
        assert part in outcome.out


def test_a_formula_without_a_value_somewhere_is_not_proved(check):
    outcome = check("x/x <= 1", "--for", "x in [-1, 1]")
    assert (outcome.code, verdict_of(outcome)) == (1, "REFUTED")
    assert "the formula has no value" in outcome.out


def test_conditions_that_nothing_satisfies_prove_nothing(check):
    outcome = check("x <= 1/2", "--for", "x in [0, 1]", "--given", "x**2 <= -1")
    assert (outcome.code, verdict_of(outcome)) == (1, "OPEN")


def test_conditions_that_contradict_one_another_are_named(check):
    outcome = check("x <= 1/2", "--for", "x in [0, 1]", "--given", "x**2 <= -1")
    assert "contradict" in outcome.out
    outcome = check("x <= 1", "--for", "x, y in [0, 1]", "--given", "x + y >= 3")
    assert "contradict" in outcome.out


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("sqrt(x) <= 1", "no real value, for that takes: the argument x of sqrt is at least zero"),
        ("log(x) <= 1", "no real value, for that takes: the argument x of log is positive"),
        ("1/x <= 10", "division by zero, for the denominator x is 0"),
    ],
)
def test_where_there_is_no_value_it_is_said_why_and_where(check, formula, said):
    outcome = check(formula, "--for", "x in [-1, 1]")
    assert (outcome.code, verdict_of(outcome)) == (1, "REFUTED")
    assert said in " ".join(outcome.out.split())


def test_what_the_kernel_refuses_is_open(monkeypatch):
    """A dishonest engine makes no theorem: it hands in a tree and a witness for what is false."""
    honest = engine.settle_formula
    read = {text: parse_formula(text, ranges=["x in [0, 1]"]) for text in ("x <= 2", "x <= 1/2")}
    budget = Budget.parse("5")
    from provcheck.formula import to_claims

    (true,), (false,) = (to_claims(read[text]) for text in ("x <= 2", "x <= 1/2"))
    proof, witness = (honest(claim, budget=budget, seed=0) for claim in (true, false))
    monkeypatch.setattr(engine, "settle_formula", lambda *_args, **_options: proof)
    assert ask(Question(read["x <= 1/2"]), budget, 0).verdict is Verdict.OPEN
    monkeypatch.setattr(engine, "settle_formula", lambda *_args, **_options: witness)
    assert ask(Question(read["x <= 2"]), budget, 0).verdict is Verdict.OPEN


# ---------------------------------------------------------------- truths


@pytest.mark.parametrize(
    ("arguments", "step"),
    [
        (("x*(1 - x) <= 1/4", "--for", "x in [0, 1]"), "real roots"),
        (("x + y >= 2*sqrt(x*y)", "--for", "x, y > 0"), "sum of squares"),
        (("(x + 1)**2 = x**2 + 2*x + 1",), "by algebra"),
        (("min(x, 1 - x) <= 1/2", "--for", "x in [0, 1]"), "cut x at 1/2"),
        ((r"\frac{x}{1 + x^2} \le \frac{1}{2}", "--latex"), "by"),
        (("x*y <= 1/4", "--for", "x, y in [0, 1]", "--given", "y <= 1 - x"), "(condition 1)"),
        (("-x <= 0", "--for", "x >= 0"), "by"),
    ],
)
def test_a_truth_is_proved_with_its_steps(check, arguments, step):
    outcome = check(*arguments)
    assert (outcome.code, verdict_of(outcome)) == (0, "PROVED")
    assert step in outcome.out and "rests on" in outcome.out
    assert max(map(len, outcome.out.splitlines())) <= 80


@pytest.mark.slow
def test_the_example_of_the_issue(provcheck):
    outcome = provcheck("check", SIGMOID[0].format("<="), *SIGMOID[1:])
    assert (outcome.code, verdict_of(outcome)) == (0, "PROVED")
    assert "read as   |d²/dx² (1/(1 + exp(-x)))| ≤ 1/(6·√3)\nfor       x ∈ ℝ\n" in outcome.out
    assert "substitute t = exp(x), 0 < t" in outcome.out


@pytest.mark.slow
def test_its_strict_form_is_false_and_never_proved(check):
    outcome = check(SIGMOID[0].format("<"), *SIGMOID[1:])
    assert outcome.code == 1 and verdict_of(outcome) in ("OPEN", "REFUTED")


def test_what_is_open_says_what_was_tried(check, monkeypatch):
    outcome = check("sin(x) + sin(sqrt(2)*x) > -2", "--for", "x in (-oo, oo)", "--seconds", "0.3")
    assert (outcome.code, verdict_of(outcome)) == (1, "OPEN")
    assert "because   " in outcome.out and "tried     " in outcome.out


def test_the_best_constant_is_told(check):
    outcome = check("x*(1 - x) <= 1/3", "--for", "x in [0, 1]", "--sharpen")
    assert "sharpest  ≤ 1/4 = 0.25, proved" in outcome.out
    assert "0.25 or more is reached at x=1/2" in outcome.out


# ---------------------------------------------------------------- a file, JSON, errors


FORMULAS = """\
# a comment
x*(1 - x) <= 1/4 for x in [0, 1]

x*(1 - x) <= 1/5 for x in [0, 1]
"""


def test_a_file_that_windows_has_marked_is_read(check, tmp_path):
    file = tmp_path / "bounds.txt"
    file.write_bytes(b"\xef\xbb\xbfx <= 1 for x in [0, 1]\n")
    assert check("--file", file).code == 0


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("gelu", "x*(1 + erf(x/sqrt(2)))/2"),
        ("silu", "x*sigmoid(x)"),
        ("LeakyReLU", "max(x, x/100)"),
    ],
)
def test_an_activation_without_a_name_here_has_a_formula(check, name, instead):
    assert f"write {instead}" in check(f"{name}(x) <= x").said


def test_a_file_has_one_line_each_and_a_summary(check, tmp_path):
    file = tmp_path / "bounds.txt"
    file.write_text(FORMULAS)
    outcome = check("--file", file)
    first, second, blank, last = outcome.out.splitlines()
    assert first.startswith("PROVED ") and "line 2 " in first
    assert second.startswith("REFUTED ") and "line 4 " in second and second.endswith("at x=1/2")
    assert blank == "" and last.startswith("2 formulas: 1 PROVED, 1 REFUTED · ")
    assert outcome.code == 1


def test_the_json_is_one_document_of_the_run_schema(check, tmp_path):
    file = tmp_path / "bounds.txt"
    file.write_text(FORMULAS)
    outcome = check("--file", file, "--json", "-")
    data = json.loads(outcome.out)
    jsonschema.validate(data, SCHEMA)
    names = [result["claim"] for result in data["results"]]
    assert names == ["check/line2/formula", "check/line4/formula"]
    again = data["results"][1]["witness"]["command"]
    assert again.startswith("provcheck check 'x*(1 - x) <= 1/5 for x in [0, 1]' --budget 5")
    assert "replay" not in outcome.out


def test_python_has_the_same_answer(check):
    outcome = check("x*(1 - x) <= 1/5", "--for", "x in [0, 1]", "--json", "-")
    answer = package.check("x*(1 - x) <= 1/5", "x in [0, 1]", budget=5).to_json()
    (result,) = json.loads(outcome.out)["results"]
    assert answer | {"seconds": 0} == result | {"seconds": 0}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("x <= +* 2",), "^"),
        (("sine(x) <= 1",), "did you mean"),
        (("x <= 1", "--for", "x in [2, 1]"), "is empty"),
        (("x <= 1", "--given", "x >"), "condition:"),
        ((r"\frac{x}{ \le 1", "--latex"), "^"),
        (("max(x) <=", "--for", "x in [0, 1]"), "^"),
        (("2 = 2 = ",), "^"),
        ((), "expected one of them"),
        (("x <= 1", "--file", "f.txt"), "expected one of them"),
        (("--file", "gone.txt"), "cannot be read"),
        (("--file", "gone.txt", "--for", "x > 0"), "--for and --given beside --file"),
        (("__import__('os').system('true') <= 1",), "^"),
        (("x <= 1", "--sharpn"), "--sharpn"),
        (("x <= 1", "--seconds", "soon"), "budget"),
    ],
)
def test_bad_input_is_told(check, arguments, said):
    outcome = check(*arguments)
    assert outcome.code == 2 and outcome.out == ""
    assert said in outcome.err and "Traceback" not in outcome.err


def test_the_caret_stands_under_the_character(check):
    outcome = check("x + ) <= 1")
    *_, line, caret = outcome.err.splitlines()
    assert line[caret.index("^")] == ")"


def test_a_file_names_the_line_that_cannot_be_read(check, tmp_path):
    file = tmp_path / "bad.txt"
    file.write_text("x <= x\nx <=\n")
    assert "line 2" in check("--file", file).err
    with pytest.raises(FormulaError):
        parse_formula("x <=")


def test_an_engine_that_fails_is_an_error(check, monkeypatch):
    def fails(*_args, **_options):
        raise RuntimeError("out of luck")

    monkeypatch.setattr(engine, "settle_formula", fails)
    outcome = check("x <= 1", "--for", "x in [0, 1]")
    assert (outcome.code, verdict_of(outcome)) == (3, "ERROR")
    assert "out of luck" in outcome.out


# ---------------------------------------------------------------- words


def test_steps_beyond_the_most_are_counted():
    step = {"ball": 1}
    for _ in range(9):
        step = {"end": {"of": "x", "side": "low", "at": {"ball": 1}, "rest": step}}
    assert len(step_words(step, most=4)) == 5
    assert step_words(step, most=4)[-1].startswith("… and ")


def test_cuts_of_one_variable_are_told_together():
    inner = {"cut": {"of": "x", "at": "1", "below": {"ball": 1}, "above": {"sturm": 1}}}
    step = {"cut": {"of": "x", "at": "0", "below": {"ball": 1}, "above": inner}}
    assert step_words(step) == [
        "cut x at 0, 1",
        "  x ≤ 1, 2 pieces: by intervals",
        "  1 ≤ x: a polynomial: its real roots, counted exactly",
    ]


def test_a_step_that_is_not_known_is_named():
    assert step_words({"magic": 1}) == ["by magic"]
