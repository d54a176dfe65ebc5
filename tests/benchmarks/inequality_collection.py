"""The collections of inequalities: files that `provcheck check --file` reads, with their truth.

Above each formula stands its name, whether it is true, and why or where it fails:

    # Motzkin | true | attained at 1, 1
    # Motzkin, constant lowered | false at x = 1, y = 1 | by 1/10000
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

FOLDER = Path(__file__).with_name("inequalities")
FAMILIES = ("special_functions", "polynomials", "activations")
DIGITS = 120
EQUAL = 60
"""Two sides that agree to so many of their `DIGITS` digits are taken for equal."""


@dataclass(frozen=True)
class Problem:
    """One formula whose truth is known.

    Args:
        family: the name of its file; `line` its line there, from 1.
        text: the formula with its ranges and conditions.
        note: why it is true, or what was changed.
        witness: where it fails, exact numbers as text by name; empty if it is true.
    """

    family: str
    line: int
    name: str
    text: str
    expected: bool
    note: str
    witness: Mapping[str, str]

    @property
    def id(self) -> str:
        return f"{self.family}:{self.line} {self.name}"

    @cached_property
    def claims(self) -> tuple:
        """What provcheck reads in the text, without the claims that it is defined."""
        from provcheck.formula import parse_formula, to_claims

        claims = to_claims(parse_formula(self.text, name=self.id))
        return tuple(claim for claim in claims if claim.name.startswith("check/formula"))

    @property
    def exact_witness(self) -> dict:
        """The witness as SymPy numbers by name."""
        import sympy

        return {name: sympy.sympify(value, rational=True) for name, value in self.witness.items()}

    def status_at(self, point: Mapping) -> str | None:
        """ "holds", "equal" or "fails", by mpmath; None where the conditions exclude the point.

        Args:
            point: mpmath or SymPy numbers by name.
        """
        import mpmath

        with mpmath.workdps(DIGITS):
            values = {name: _number(value) for name, value in point.items()}
            found = [
                _status(claim.relation, values)
                for claim in self.claims
                if all(_admits(given.relation, values) for given in claim.hypotheses)
            ]
        return max(found, key=("holds", "equal", "fails").index) if found else None

    @property
    def is_strict(self) -> bool:
        return any(claim.relation.rel_op in ("<", ">") for claim in self.claims)


def read_family(family: str) -> tuple[Problem, ...]:
    """The problems of one file.

    Raises:
        ValueError: a header cannot be read, or a formula has none.
    """
    problems, header = [], ""
    text = (FOLDER / f"{family}.txt").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#"):
            header = line
        elif line.strip():
            problems.append(_problem(family, number, header, line.strip()))
            header = ""
    return tuple(problems)


def read_all() -> tuple[Problem, ...]:
    return tuple(problem for family in FAMILIES for problem in read_family(family))


def _problem(family: str, line: int, header: str, text: str) -> Problem:
    name, verdict, *note = [part.strip() for part in f"{header[1:]} | ".split("|")][:3]
    if not name or (verdict != "true" and not verdict.startswith("false at ")):
        said = "expected '# NAME | true | why' or '# NAME | false at x = 1/2 | why'"
        raise ValueError(f"{family}.txt:{line}: above the formula stands {header!r}; {said}.")
    witness = {}
    if verdict != "true":
        pairs = (pair.split("=") for pair in verdict.removeprefix("false at ").split(","))
        witness = {variable.strip(): value.strip() for variable, value in pairs}
    return Problem(family, line, name, text, verdict == "true", note[0] if note else "", witness)


def _number(value):
    import mpmath
    import sympy

    return sympy.N(value, DIGITS + 5)._to_mpmath(mpmath.mp.prec) if _is_sympy(value) else value


def _is_sympy(value) -> bool:
    import sympy

    return isinstance(value, sympy.Basic)


@cache
def _sides(relation) -> tuple:
    """The names of a relation's variables, and its two sides as functions of mpmath numbers."""
    import sympy

    symbols = sorted(relation.free_symbols, key=str)
    sides = (sympy.lambdify(symbols, side, "mpmath") for side in relation.args)
    return tuple(symbol.name for symbol in symbols), *sides


def _admits(condition, values: Mapping) -> bool:
    status = _status(condition, values)
    return status == "holds" or (status == "equal" and condition.rel_op in ("<=", ">=", "=="))


def _status(relation, values: Mapping) -> str:
    """ "equal" where both sides agree to `EQUAL` digits; else whether the comparison holds.

    Raises:
        ValueError: a side has no real value there.
    """
    import mpmath

    names, *sides = _sides(relation)
    left, right = (mpmath.mpmathify(side(*(values[name] for name in names))) for side in sides)
    if isinstance(left, mpmath.mpc) or isinstance(right, mpmath.mpc):
        raise ValueError(f"{relation} has no real value at {dict(values)}.")
    if abs(left - right) <= max(abs(left), abs(right), 1) * mpmath.mpf(10) ** -EQUAL:
        return "equal"
    holds = {"<": left < right, "<=": left < right, ">": left > right, ">=": left > right}
    return "holds" if holds.get(relation.rel_op, False) else "fails"
