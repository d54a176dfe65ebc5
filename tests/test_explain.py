"""What stands beside a statement: its domain, its notation, and how a line follows."""

import sympy
from sympy import Abs, Sum

from provcheck.explain import domain, how, notation
from provcheck.statement import (
    ActivationChoice,
    Array,
    Claim,
    Index,
    Justification,
    Kind,
    Real,
    Size,
    Source,
    Space,
    define,
)

n = sympy.Symbol("n", integer=True, positive=True)
i = sympy.Symbol("i", integer=True)
s = sympy.Symbol("s", positive=True)
x, t = sympy.symbols("x t", real=True)
u = sympy.IndexedBase("u", shape=(n,), real=True)
total = define("total", (), Sum(Abs(u[i]), (i, 1, n)), r"\|u\|_1")
twice = define("twice", (), 2 * total(), "T")
same = define("same", (), x + t, "(t + x)")


def test_the_domain_names_every_variable_with_its_range():
    space = Space(
        (
            Size(n),
            Index(i, n),
            ActivationChoice(("sigmoid", "tanh")),
            Real(s, low=0, open_low=True),
            Real(x, low=0, high=1, open_high=True),
            Real(t),
            Array(u, (n,)),
        )
    )
    assert domain(space) == (
        "n = 1, 2, …; i = 1 … n; sigmoid or tanh; 0 < s; 0 ≤ x < 1; t ∈ ℝ; u ∈ ℝ^n"
    )


def test_the_notation_goes_down_to_what_is_not_abbreviated():
    claim = Claim(
        name="a/b",
        title="t",
        source=Source("a", "b"),
        kind=Kind.UPPER_BOUND,
        space=Space((Size(n), Array(u, (n,)), Real(x), Real(t))),
        relation=sympy.Le(same(), twice(), evaluate=False),
    )
    assert [equation.lhs for equation in notation(claim)] == [twice(), total()]


def test_a_line_says_what_it_uses_and_what_is_inserted():
    by = Justification(
        "arithmetic", ("a", "b"), {"multipliers": {"b": 2 * s}, "squares": ((3, x - t),)}
    )
    assert how(by) == "from a, b × 2·s; the square of -t + x × 3"
    given = Justification("hypothesis", (), {"name": "h", "at": {t: 2 * x}})
    assert how(given) == "h; with t = 2·x"
    assert how(Justification("monotone", ("a",), {"under": "root"})) == "under the root; from a"
    cited = Justification("cited", (), {"theorem": "triangle", "u": x, "v": t})
    assert how(cited) == "with u = x, v = t"
    assert how(Justification("algebra")) == ""
