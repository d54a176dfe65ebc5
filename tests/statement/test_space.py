"""Settings: a faithful round trip through JSON, and messages that name what is wrong."""

import json
import pickle
from fractions import Fraction

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from provcheck.errors import StatementError
from provcheck.statement import (
    ActivationChoice,
    Array,
    Constant,
    Index,
    Real,
    Setting,
    Size,
    Space,
)

n, d = sympy.symbols("n d", integer=True, positive=True)
i = sympy.Symbol("i", integer=True)
x = sympy.Symbol("x", real=True)
X = sympy.IndexedBase("X", shape=(n, d), real=True)
SPACE = Space(
    (
        Size(n, low=2),
        Size(d),
        Index(i, n),
        Real(x),
        Array(X, (n, d)),
        ActivationChoice(("tanh",)),
        Constant(sympy.Symbol("M", positive=True), {"tanh": sympy.Integer(1)}),
    )
)
GOOD = {
    "n": 2, "d": 1, "i": 2, "x": "1/3", "X": [["1"], ["-2/7"]], "activation": "tanh",
}  # fmt: skip


@st.composite
def good(draw):
    rows, columns = draw(st.integers(2, 4)), draw(st.integers(1, 3))
    numbers = st.fractions()
    row = st.lists(numbers, min_size=columns, max_size=columns).map(tuple)
    matrix = tuple(draw(st.lists(row, min_size=rows, max_size=rows)))
    place = draw(st.integers(1, rows))
    return Setting(
        {"n": rows, "d": columns, "i": place, "x": draw(numbers), "X": matrix, "activation": "tanh"}
    )


@given(good())
def test_round_trip_is_exact(setting):
    text = json.dumps(setting.to_json())
    assert dict(Setting.from_json(SPACE, json.loads(text)).values) == dict(setting.values)
    assert dict(pickle.loads(pickle.dumps(setting)).values) == dict(setting.values)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n": 1}, "n = 1 is not a whole number >= 2"),
        ({"n": "2"}, "not a whole number"),
        ({"n": True}, "not a whole number"),
        ({"d": 0}, "d = 0"),
        ({"i": 3}, "exceeds n = 2"),
        ({"i": 0}, "i = 0"),
        ({"x": "1/0"}, "not a finite number"),
        ({"x": float("nan")}, "not a finite number"),
        ({"x": float("inf")}, "not a finite number"),
        ({"x": "one"}, "x = 'one'"),
        ({"x": None}, "not a finite number"),
        ({"X": [["1"]]}, "X has 1 where 2 entries belong"),
        ({"X": [["1"], ["2", "3"]]}, "X has 2 where 1 entries belong"),
        ({"X": [["1"], [["2"]]]}, "not a finite number"),
        ({"X": 7}, "X has 7 where 2"),
        ({"activation": "relu"}, "not one of tanh"),
        ({"M": "1"}, r"unknown \['M'\]"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_bad_setting_is_refused_by_name(change, message):
    with pytest.raises(StatementError, match=message):
        Setting.from_json(SPACE, GOOD | change)


def test_missing_component_is_named():
    with pytest.raises(StatementError, match=r"missing \['x'\]"):
        Setting.from_json(SPACE, {name: value for name, value in GOOD.items() if name != "x"})


def test_names_are_unique_and_known():
    with pytest.raises(StatementError, match="declared twice"):
        Space((Real(x), Real(x)))
    with pytest.raises(StatementError, match="no component 'q'"):
        SPACE["q"]
    assert SPACE["x"] == Real(x) and SPACE.activations == ("tanh",)


def test_setting_cannot_be_changed():
    setting = Setting.from_json(SPACE, GOOD)
    with pytest.raises(TypeError):
        setting.values["x"] = Fraction(2)
    assert setting.replaced(x=Fraction(2))["x"] == 2 and setting["x"] == Fraction(1, 3)
