"""A measurement says nothing that its numbers do not allow, and a claim is one whole."""

import math

import pytest
import sympy

from provcheck.errors import StatementError
from provcheck.statement import (
    Claim,
    Curves,
    Derivation,
    HeatMap,
    Kind,
    Measurement,
    Outcome,
    Reading,
    Real,
    Sentence,
    Source,
    Space,
    line,
)
from provcheck.text import one_line

SOUND = {
    "outcome": Outcome.HOLDS,
    "summary": "12 of 12",
    "runs": 12,
    "tests": 1,
    "confidence": 0.99,
    "false_alarm": 0.01,
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("confidence", 1.2),
        ("confidence", 1),
        ("confidence", 0.0),
        ("confidence", math.nan),
        ("confidence", "0.99"),
        ("false_alarm", 1.0),
        ("false_alarm", -0.01),
        ("false_alarm", math.nan),
        ("runs", 0),
        ("runs", 1.0),
        ("runs", True),
        ("tests", -1),
        ("outcome", "holds"),
        ("outcome", True),
        ("summary", ""),
        ("summary", "two\nlines"),
        ("readings", ("a reading",)),
        ("plots", (Reading("r", Outcome.HOLDS, "s"),)),
    ],
)
def test_a_measurement_out_of_range_is_refused(name, value):
    Measurement(**SOUND)
    with pytest.raises(StatementError):
        Measurement(**{**SOUND, name: value})


def test_a_reading_needs_a_name_an_outcome_and_numbers():
    for arguments in (("", Outcome.HOLDS, "s"), ("r", "holds", "s"), ("r", Outcome.HOLDS, " ")):
        with pytest.raises(StatementError):
            Reading(*arguments)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"series": {"a": [1.0]}}, "'a' has 1 numbers; expected 2"),
        ({"series": {"a": [1.0, math.inf]}}, "holds inf"),
        ({"x": [1.0, None]}, "holds None"),
        ({"x": sympy.Array([1, 2])}, r"expected a list of numbers"),
        ({"bands": {"b": ([0.0, 0.0], [1.0, 1.0])}}, "expected one of"),
        ({"bands": {"a": ([0.0], [1.0, 1.0])}}, "'a, low' has 1"),
        ({"bands": {"a": ([0.0, 2.0], [1.0, 1.0])}}, "low > high"),
    ],
)
def test_curves_of_other_shapes_are_refused(changes, words):
    sound = {"x": [1.0, 2.0], "series": {"a": [1.0, math.nan]}}
    Curves("t", "x", "y", **sound)
    with pytest.raises(StatementError, match=words):
        Curves("t", "x", "y", **{**sound, **changes})


@pytest.mark.parametrize(
    "values", [[[1.0, 2.0]], [[1.0], [2.0]], [[1.0, math.inf], [1.0, 2.0]], None, [[1.0, 2.0], 3.0]]
)
def test_a_heat_map_of_another_shape_is_refused(values):
    HeatMap("t", "x", "y", "v", [1.0, 2.0], [3.0, 4.0], [[1.0, math.nan], [1.0, 2.0]])
    with pytest.raises(StatementError):
        HeatMap("t", "x", "y", "v", [1.0, 2.0], [3.0, 4.0], values)


# ---------------------------------------------------------------- sentences and claims


def test_a_sentence_is_shown_as_it_stands():
    text = "100% of λ > lambda_c {x}, $5 & more"
    assert one_line(Sentence(text)) == text
    assert sympy.latex(Sentence(text)) == r"\text{100\% of λ > lambda\_c \{x\}, \$5 \& more}"


def test_a_sentence_survives_being_made_anew():
    sentence = Sentence("a  sentence\nof two lines")
    assert sentence.func(*sentence.args) == sentence
    assert sentence.text == "a sentence of two lines"


@pytest.mark.parametrize("text", ["", "  ", 3, None])
def test_what_is_no_text_is_no_sentence(text):
    with pytest.raises(StatementError, match="is no text"):
        Sentence(text)


def claim(**changes):
    sound = {
        "name": "a/b",
        "title": "t",
        "source": Source("a", "b"),
        "kind": Kind.EXPERIMENT,
        "space": Space(()),
        "relation": Sentence("it works"),
        "experiment": lambda rng, effort: Measurement(**SOUND),
    }
    return Claim(**{**sound, **changes})


t = sympy.Symbol("t", real=True)
square = sympy.Ge(t**2, 0, evaluate=False)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"experiment": None}, "but not an experiment"),
        ({"kind": Kind.IDENTITY}, "but not the kind"),
        ({"relation": square}, "but not a Sentence"),
        ({"kind": Kind.LOWER_BOUND, "relation": square, "space": Space((Real(t),))}, "but not"),
        ({"kind": Kind.IDENTITY, "experiment": None}, "it has a Sentence"),
    ],
)
def test_kind_sentence_and_experiment_belong_together(changes, words):
    claim()
    with pytest.raises(StatementError, match=words):
        claim(**changes)


def test_an_experiment_has_no_derivation():
    derivation = Derivation("d", (line("1", square, "arithmetic"),))
    for changes in ({"derivations": (derivation,)}, {"consequence": derivation}, {"exists": (t,)}):
        with pytest.raises(StatementError, match="would never be looked at"):
            claim(**changes)
