"""What the falsehood tables share: symbols, a way to state a case, and a way to try it."""

from dataclasses import dataclass, field
from typing import Any

import sympy

from provcheck.kernel import DerivationCheck, check_derivation
from provcheck.statement import Claim, Derivation, Hypothesis, Kind, Line, Source, Space
from provcheck.statement.activations import BETA as beta  # noqa: F401 (the tables use it)

n, m, p, d = sympy.symbols("n m p d", integer=True, positive=True)
i, j, k, l = sympy.symbols("i j k l", integer=True)  # noqa: E741 (the papers' index)
x, y, z, t, u, v = sympy.symbols("x y z t u v", real=True)
a, b, gap = sympy.symbols("a b gap", positive=True)
q, r = sympy.symbols("q r", nonnegative=True)
X, Y, Z = (sympy.IndexedBase(name, shape=(n,), real=True) for name in "XYZ")
T = sympy.IndexedBase("T", shape=(m,), real=True)
W, V, U1, U2 = (
    sympy.IndexedBase(name, shape=(p, d), real=True) for name in ("W", "V", "U_1", "U_2")
)
I_N, J_P, K_D = (i, 1, n), (j, 1, p), (k, 1, d)


def le(small: Any, large: Any) -> Any:
    return sympy.Le(small, large, evaluate=False)


def lt(small: Any, large: Any) -> Any:
    return sympy.Lt(small, large, evaluate=False)


def eq(left: Any, right: Any) -> Any:
    return sympy.Eq(left, right, evaluate=False)


def claim_of(relation: Any, *hypotheses: Any, components: tuple = (), **more: Any) -> Claim:
    """A claim of the test suite; hypotheses are relations, named h0, h1, … in order."""
    return Claim(
        name=more.pop("name", "test2025/soundness/claim"),
        title="a claim of the test suite",
        source=Source("test2025", "here"),
        kind=Kind.UPPER_BOUND,
        space=Space(components),
        relation=relation,
        hypotheses=tuple(
            h if isinstance(h, Hypothesis) else Hypothesis(f"h{place}", h)
            for place, h in enumerate(hypotheses)
        ),
        **more,
    )


@dataclass(frozen=True)
class Case:
    """A falsehood: lines of which not all may pass; and, nearby, a truth of which all must."""

    name: str
    why: str
    false: tuple[Line, ...]
    true: tuple[Line, ...] = ()
    given: tuple[Any, ...] = ()
    components: tuple = ()
    more: dict = field(default_factory=dict)


def attempt(case: Case, lines: tuple[Line, ...], facts: dict | None = None) -> DerivationCheck:
    claim = claim_of(lines[-1].relation, *case.given, components=case.components, **case.more)
    return check_derivation(claim, Derivation("attempt", lines), facts or {})


def require_refused(case: Case) -> None:
    """Only the last line fails, so that the refusal is that of the rule under test."""
    statuses = [str(check.status) for check in attempt(case, case.false).lines]
    assert statuses[-1] == "gap", f"{case.why}: {[str(x.relation) for x in case.false]}"
    if case.true:
        check = attempt(case, case.true)
        assert check.proof is not None, [(x.id, x.reason) for x in check.lines if x.reason]


def prove(relation: Any, *lines: Line, given: tuple = (), **more: Any) -> Any:
    """A real proof of a small claim, for the rules that cite one."""
    claim = claim_of(relation, *given, **more)
    check = check_derivation(claim, Derivation("proof", lines), {})
    assert check.proof is not None, [(x.id, x.reason) for x in check.lines if x.reason]
    return check.proof


def line_of(left: Any, right: Any) -> Line:
    """An equality by algebra."""
    from provcheck.statement import line

    return line("1", eq(left, right), "algebra")
