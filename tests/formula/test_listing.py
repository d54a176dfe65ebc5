"""Files of formulas."""

import pytest

from provcheck.errors import FormulaError
from provcheck.formula import parse_formula, read_formulas

FILE = """\
# textbook bounds

x*(1 - x) <= 1/4        for x in [0, 1]
x + y >= 2*sqrt(x*y)    for x, y > 0      # means
exp(x) >= 1 + x
x <= y                  for x in [0, 1] given y >= x + 1
"""


def test_one_formula_a_line():
    entries = read_formulas(FILE)
    assert [entry.line for entry in entries] == [3, 4, 5, 6]
    assert entries[2].formula.readable == "exp(x) ≥ 1 + x"
    beside = parse_formula("x*(1 - x) <= 1/4", ranges=["x in [0, 1]"])
    assert entries[0].formula.cases == beside.cases


def test_the_lines_of_another_system_end_with_a_carriage_return():
    assert [entry.line for entry in read_formulas("x <= x\r\n\r\ny <= y\r\n")] == [1, 3]


def test_a_file_of_latex():
    (entry,) = read_formulas(r"\frac{1}{1+x^2} \le 1 for x \in [0, 1]", latex=True)
    assert entry.formula.readable == "1/(1 + x²) ≤ 1"


def test_an_error_has_its_line():
    with pytest.raises(FormulaError) as caught:
        read_formulas("x <= x\n# two\nx <= (1\n")
    assert str(caught.value) == (
        "line 3: '(' is not closed; ')' was expected.\n  x <= (1\n       ^"
    )


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment"])
def test_a_file_without_a_formula_is_refused(text):
    with pytest.raises(FormulaError, match="without any; expected one a line"):
        read_formulas(text)


def test_a_file_that_is_too_long_is_refused():
    with pytest.raises(FormulaError, match="at most 1000000 are read"):
        read_formulas("x <= 1\n" * 200_000)
