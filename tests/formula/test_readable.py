"""What is shown of a formula; that it reads back is tested in test_parse and test_build."""

import pytest

from provcheck.formula import parse_formula
from provcheck.formula.readable import readable
from tests.formula.formulas import tree_of


@pytest.mark.parametrize(
    "text, shown",
    [
        ("x**2/(1+y)", "x²/(1 + y)"),
        ("((x))*((2))", "x·2"),
        ("0.1*x", "(1/10)·x"),
        ("x^(-2)", "x⁻²"),
        ("x^(1/2)", "x^(1/2)"),
        ("x^0.5", "x^(1/2)"),
        ("sqrt(x+1)^2", "(√(x + 1))²"),
        ("abs(x)-abs(abs(y))", "|x| - abs(|y|)"),
        ("-(x+1)", "-(x + 1)"),
        ("x-(-1)", "x - (-1)"),
        ("x-(y-z)", "x - (y - z)"),
        ("x/(y/z)", "x/(y/z)"),
        ("lambda_c*pi*e", "λ_c·π·e"),
        ("diff(x^2, x)", "d/dx (x²)"),
        ("diff(x*y, x, y, 2)", "diff(x·y, x, 1, y, 2)"),
        ("diff(sin(beta), beta, 2)^2", "(d²/dβ² (sin(β)))²"),
        ("sum(1/k, k, 1, 10)", "sum(1/k, k, 1, 10)"),
        ("Max(x, min(y, 1))", "max(x, min(y, 1))"),
    ],
)
def test_terms(text, shown):
    assert readable(tree_of(text)) == shown
    assert readable(tree_of(shown)) == shown


@pytest.mark.parametrize(
    "text, shown",
    [
        ("0<=x<1", "0 ≤ x < 1"),
        ("x>=0 and y==1,z>2", "x ≥ 0 and y = 1 and z > 2"),
        ("x<=1 and 1<=y", "x ≤ 1 and 1 ≤ y"),
    ],
)
def test_comparisons(text, shown):
    assert parse_formula(text).readable == shown
    assert parse_formula(shown).readable == shown


def test_deep_terms_are_written_once_at_each_level():
    """Writing a part twice at each level would take 2^38 steps."""
    assert len(readable(tree_of("sqrt(1+" * 38 + "x" + ")" * 38))) < 1000
