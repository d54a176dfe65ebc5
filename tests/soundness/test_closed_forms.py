"""Counterexamples at numbers by a formula: only where both sides are exactly equal, in range."""

import pytest
import sympy
from sympy import Rational, exp, log, pi, sqrt

from provcheck.errors import ProvcheckError
from provcheck.kernel import certify
from provcheck.scalar import scalar_claim
from provcheck.statement import Setting

HALF_TURN, ROOT = pi / 2, sqrt(2)
REFUSED = [
    ("sin(x) <= 1", "x in (-oo, oo)", HALF_TURN),
    ("sin(x) < 1", "x in [0, 1]", HALF_TURN),
    ("sin(x) < 1", "x in (-oo, oo)", HALF_TURN + Rational(1, 10**50)),
    ("sin(x) < 1", "x in (-oo, oo)", Rational(157, 100) + 0 * pi),
    ("sin(x) < 1 + 10**(-60)", "x in (-oo, oo)", HALF_TURN),
    ("(x**2 - 2)**2 > 0", "x in [2, oo)", ROOT),
    ("(x**2 - 2)**2 > 0", "x in (-oo, oo)", sympy.cbrt(2)),
    ("log(x - 2) < log(x - 2)", "x in (-oo, oo)", ROOT),
]


@pytest.mark.parametrize(("text", "ranges", "number"), REFUSED, ids=str)
def test_no_counterexample(text, ranges, number):
    with pytest.raises(ProvcheckError):
        certify(scalar_claim("mine/strict", text, ranges), Setting({"x": number}), {})


@pytest.mark.parametrize(
    ("text", "number"),
    [("sin(x) < 1", HALF_TURN), ("(x**2 - 2)**2 > 0", -ROOT), ("x**2 < 2", ROOT),
     ("x < exp(x - 1)", None), ("exp(2*x) + 1 > 4*exp(x) - 2", log(3)),
     ("exp(2*x) + 7 > 4*exp(x) + 4 - exp(0)", log(2))],
    ids=str,
)  # fmt: skip
def test_a_counterexample_that_comes_back_from_its_json(text, number):
    number = sympy.Integer(1) if number is None else number
    claim = scalar_claim("mine/strict", text, "x in (-oo, oo)")
    found = certify(claim, Setting({"x": number}), {})
    again = Setting.from_json(claim.space, found.setting.to_json())
    assert certify(claim, again, {}).lhs == found.lhs


def test_the_value_of_exp_is_not_confused_with_its_name():
    claim = scalar_claim("mine/strict", "exp(x) < 2", "x in (-oo, oo)")
    with pytest.raises(ProvcheckError):
        certify(claim, Setting({"x": exp(-1)}), {})
