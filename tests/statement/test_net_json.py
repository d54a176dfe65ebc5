"""Settings of nets as JSON text and back."""

import json
from fractions import Fraction

import numpy as np
import pytest

from provcheck.errors import StatementError
from provcheck.statement import (
    Direction,
    Invariant,
    Kink,
    Nets,
    NetSetting,
    NullVector,
    Polynomial,
    Setting,
    Space,
    encode_point,
)
from provcheck.statement.net_json import decode, decode_point, encode
from provcheck.statement.network import dense, identity
from tests.statement.nets import PATH, PIECEWISE, SMOOTH_ONES, random_setting

POLY = Polynomial(((Fraction(-2, 3), (("x1_1", 2), ("F1_1", 1))), (Fraction(1), ())))
ARGUMENTS = [
    NullVector((POLY, Polynomial(())), opaque=True),
    Invariant(POLY, opaque=False),
    Kink(1, 2, 3, 1, Fraction(1, 7)),
    Direction((Fraction(1, 3), Fraction(0))),
]
SIMPLE = NetSetting(
    dense(1, (1, 1), identity()),
    ((Fraction(1),),),
    ((Fraction(1, 3),),),
    (Fraction(1),) * 4,
    Fraction(1, 2),
    ARGUMENTS[0],
)


def text_and_back(setting):
    return decode(json.loads(json.dumps(encode(setting), allow_nan=False)))


@pytest.mark.parametrize("argument", ARGUMENTS, ids=lambda argument: argument.kind)
def test_arguments_come_back(argument):
    setting = NetSetting(*(getattr(SIMPLE, f) for f in list(SIMPLE.__dict__)[:5]), argument)
    assert text_and_back(setting) == setting


@pytest.mark.parametrize("activation", [*PIECEWISE, *SMOOTH_ONES], ids=lambda a: a.name)
def test_any_net_comes_back(activation):
    rng = np.random.default_rng(3)
    for graph in (None, PATH) * 10:
        setting = random_setting(rng, activation, graph)
        assert text_and_back(setting) == setting
        point = decode_point(encode_point(setting.network, setting.parameters, setting.inputs))
        assert (point.network, point.parameters, point.inputs) == (
            setting.network,
            setting.parameters,
            setting.inputs,
        )


def test_a_setting_of_a_space_comes_back():
    setting = Setting({"net": SIMPLE})
    again = Setting.from_json(Space((Nets(),)), json.loads(json.dumps(setting.to_json())))
    assert again["net"] == SIMPLE


DAMAGES = [
    (("radius",), "nan"),
    (("radius",), "-1"),
    (("radius",), None),
    (("radius",), "1e99999"),
    (("parameters",), "1234"),
    (("parameters",), ["1"]),
    (("parameters", 0), "inf"),
    (("parameters", 0), "1/0"),
    (("parameters", 0), []),
    (("inputs",), []),
    (("inputs",), "1"),
    (("inputs", 0), "1"),
    (("inputs", 0), ["1", "2"]),
    (("inputs", 0, 0), {}),
    (("labels",), [["1"], ["2"]]),
    (("labels", 0), []),
    (("labels",), 1),
    (("network",), None),
    (("network", "inputs"), True),
    (("network", "inputs"), 1.0),
    (("network", "inputs"), "1"),
    (("network", "inputs"), 10**30),
    (("network", "layers"), []),
    (("network", "layers"), {"width": 1}),
    (("network", "layers", 0, "width"), -1),
    (("network", "layers", 0, "width"), 10**18),
    (("network", "layers", 0, "bias"), 1),
    (("network", "layers", 0, "bias"), "false"),
    (("network", "layers", 0, "skip"), "elsewhere"),
    (("network", "layers", 0, "skip"), None),
    (("network", "activation", "pieces"), []),
    (("network", "activation", "pieces"), [["0", "1", "0"]]),
    (("network", "activation", "pieces"), ["01"]),
    (("network", "activation", "breaks"), ["0"]),
    (("network", "activation", "breaks"), ["nan"]),
    (("network", "activation", "name"), "sigmoid"),
    (("network", "activation", "trained_slope"), 1),
    (("network", "graph"), {"vertices": 1, "edges": [], "loops": True}),
    (("network", "graph"), {"vertices": 2, "edges": [[1, 2, 3]], "loops": True}),
    (("argument",), None),
    (("argument", "kind"), "conviction"),
    (("argument", "opaque"), "no"),
    (("argument", "entries"), 3),
    (("argument", "entries", 0), [["1"]]),
    (("argument", "entries", 0, 0, 0), "one"),
    (("argument", "entries", 0, 0, 1), []),
    (("argument", "entries", 0, 0, 1), {"x1_1": True}),
    (("argument", "entries", 0, 0, 1), {"x1_1": 1.5}),
]


@pytest.mark.parametrize("damage", DAMAGES, ids=str)
def test_what_is_damaged_is_refused(damage):
    data = json.loads(json.dumps(encode(SIMPLE)))
    (*path, last), value = damage
    place = data
    for step in path:
        place = place[step]
    place[last] = value
    with pytest.raises(StatementError):
        decode(data)


@pytest.mark.parametrize("name", ["network", "inputs", "parameters", "radius", "argument"])
def test_nothing_is_made_up_for_what_is_missing(name):
    data = encode(SIMPLE)
    del data[name]
    with pytest.raises(StatementError):
        decode(data)


@pytest.mark.parametrize("data", [None, [], "text", 3, {}])
def test_what_is_no_setting_is_refused(data):
    with pytest.raises(StatementError):
        decode(data)
