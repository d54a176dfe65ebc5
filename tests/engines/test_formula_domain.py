"""Points without value: only certain ones."""

import time

import pytest

from provcheck.engines.formula_domain import find_gap
from provcheck.formula import needs_as_claims, parse_formula


def gaps(text):
    claims = needs_as_claims(parse_formula(text))
    found = (find_gap(claim, deadline=time.monotonic() + 10, seed=0) for claim in claims)
    return [dict(gap.witness.values) for gap in found if gap is not None]


@pytest.mark.parametrize(
    "text",
    [
        "sqrt(x) <= 1 for x in [0, 1]",
        "log(x) <= 1 for x in (0, 1]",
        "1/(1 + x**2) <= 1 for x real",
        "sqrt(x - y) <= 1 for x in [1, 2], y in [0, 1]",
        "1/x <= 1 for x in (0, 1]",
    ],
)
def test_where_it_is_defined_throughout_there_is_none(text):
    assert gaps(text) == []


def test_a_point_is_named():
    assert gaps("sqrt(x) <= 1 for x in [-1, 1]") == [{"x": -1}]
    assert gaps("1/(x - 1/3) <= 1 for x in [0, 1]")[0]["x"] * 3 == 1
    (at,) = gaps("log(x - y) <= 1 for x, y in [0, 1]")
    assert at["x"] <= at["y"]
