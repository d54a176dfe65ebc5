"""Theorem 1: the square of a sum, once true and once false, for tests of the command line."""

import sympy

from provcheck.statement.claim import (
    Claim,
    Derivation,
    Justification,
    Kind,
    Line,
    Quantity,
    Source,
)
from provcheck.statement.space import Real, Space
from provcheck.statement.terms import define

x, y = sympy.symbols("x y", real=True)
SPACE = Space((Real(x), Real(y)))
SquareOfSum = define("square_of_sum", (), (x + y) ** 2, "(x + y)^2")
left = SquareOfSum()
QUANTITIES = (Quantity("left", left, "(x + y)^2", lambda values: (values["x"] + values["y"]) ** 2),)
printed = sympy.Le(left, x**2 + y**2, evaluate=False)
tripled = sympy.Le(left, 3 * (x**2 + y**2), evaluate=False)
expanded = sympy.Eq(left, x**2 + 2 * x * y + y**2, evaluate=False)

CLAIMS = (
    Claim(
        name="sums2024/theorem1/square",
        title="The square of a sum is at most the sum of the squares",
        source=Source("sums2024 v1", "Theorem 1"),
        kind=Kind.UPPER_BOUND,
        space=SPACE,
        relation=printed,
        quantities=QUANTITIES,
        derivations=(
            Derivation(
                "Appendix A",
                (
                    Line("A.1", expanded, Justification("algebra")),
                    Line("A.2", printed, Justification("arithmetic", ("A.1",))),
                ),
            ),
        ),
        expected="REFUTED",
        reading="The print does not say that x and y are real; it is assumed.",
    ),
    Claim(
        name="sums2024/theorem1/square_tripled",
        title="The square of a sum is at most three times the sum of the squares",
        source=Source("sums2024 v1", "Theorem 1", "corrected"),
        kind=Kind.UPPER_BOUND,
        space=SPACE,
        relation=tripled,
        quantities=QUANTITIES,
        derivations=(
            Derivation(
                "correction",
                (
                    Line(
                        "1",
                        tripled,
                        Justification("arithmetic", arguments={"squares": ((1, x - y),)}),
                    ),
                ),
                as_printed=False,
            ),
        ),
        amends="sums2024/theorem1/square",
    ),
)
