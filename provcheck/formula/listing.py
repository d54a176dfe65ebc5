"""A file of formulas: one a line, `FORMULA [for RANGES] [given CONDITIONS]`, `#` for comments.

# constants of the sigmoid
abs(diff(sigmoid(x), x, 2)) <= 1/(6*sqrt(3))
x*(1 - x) <= 1/4           for x in [0, 1]
x + y >= 2*sqrt(x*y)       for x, y > 0
x**n >= 1 + n*(x - 1)      for x >= 0, n integer in [1, 5]
"""

from dataclasses import dataclass

from provcheck.errors import FormulaError
from provcheck.formula.limits import MAX_FILE
from provcheck.formula.statement import Formula, parse_formula


@dataclass(frozen=True)
class Entry:
    """One formula of a file and the number of its line, from 1."""

    line: int
    formula: Formula


def read_formulas(text: str, *, latex: bool = False) -> tuple[Entry, ...]:
    """The formulas of a file, in order.

    Raises:
        FormulaError: a line cannot be read (the message has its number), there is no formula, or
            the text has more than `MAX_FILE` characters.
    """
    if len(text) > MAX_FILE:
        raise FormulaError(
            f"a file of formulas with {len(text)} characters; at most {MAX_FILE} are read. Split "
            "the file."
        )
    entries = []
    for number, line in enumerate(text.split("\n"), 1):
        formula = line.split("#", 1)[0].rstrip()
        if formula:
            entries.append(
                Entry(number, parse_formula(formula, latex=latex, name=f"line {number}"))
            )
    if not entries:
        raise FormulaError(
            "a file of formulas without any; expected one a line, such as "
            "x*(1 - x) <= 1/4 for x in [0, 1]."
        )
    return tuple(entries)
