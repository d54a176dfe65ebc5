"""Numbers by a formula: read without evaluation, and never taken for what they are not."""

import json

import pytest
import sympy

from provcheck.errors import StatementError
from provcheck.statement.closed_form import decode, encode

NUMBERS = [
    sympy.log(2 + sympy.sqrt(3)), -sympy.sqrt(6) / 3, 3 * sympy.pi / 2, sympy.exp(-1),
    sympy.E**2 + 1, sympy.Rational(-5, 7), sympy.cbrt(2), sympy.atan(sympy.Rational(1, 3)),
]  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS, ids=str)
def test_a_number_comes_back_through_text(number):
    assert decode(json.loads(json.dumps(encode(number)))) == number


@pytest.mark.parametrize(
    "data",
    [
        "x", "__import__('os')", "1e9999999", "0x10", "nan", "inf", "1/0", "", [], ["log"], [[]],
        ["log", "2", "3"], ["eval", "1"], ["^", "2", ["log", "2"]], ["^", "2", "100"],
        ["+", True], ["+", 1], {"log": "2"}, 3, None, ["+", *["1"] * 100], "9" * 50,
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_closed_form_is_refused(data):
    with pytest.raises(StatementError):
        decode(data)


def test_deep_data_is_refused_before_it_is_read():
    data = "1"
    for _ in range(100_000):
        data = ["exp", data]
    with pytest.raises(StatementError, match="parts"):
        decode(data)


@pytest.mark.parametrize("number", [sympy.Symbol("x"), sympy.Float(1.5), sympy.gamma(3) + sympy.I,
                                    sympy.oo, sympy.nan], ids=str)  # fmt: skip
def test_what_is_no_closed_form_is_not_written(number):
    with pytest.raises(StatementError):
        encode(number)
