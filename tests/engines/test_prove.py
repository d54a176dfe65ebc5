"""Lines held against numbers: broken ones are found, accepted ones that a number breaks alarm."""

from dataclasses import replace

import pytest
import sympy
from sympy import Abs, Ge, Le, Sum

from provcheck import kernel
from provcheck.engines.budget import Budget
from provcheck.engines.prove import line_claim, prove
from provcheck.kernel import LineStatus
from provcheck.statement import Derivation, Real, line
from provcheck.verdict import Verdict, decide

x, y, t = sympy.symbols("x y t", real=True)
n = sympy.Symbol("n", integer=True, positive=True)
i = sympy.Symbol("i", integer=True)
u = sympy.IndexedBase("u", shape=(n,), real=True)


def le(small, large):
    return Le(small, large, evaluate=False)


TRUE = le(2 * x, x**2 + 1)
SQUARE = line("1", TRUE, "arithmetic", squares=((1, x - 1),), printed=True)


@pytest.fixture
def run(make_claim):
    def run(*lines):
        claim = make_claim(TRUE, Real(x))
        claim = replace(claim, derivations=(Derivation("as printed", lines),))
        (check,) = prove(claim, {}, budget=Budget.parse("quick"), seed=0)
        return claim, check

    return run


def test_a_false_printed_line_is_broken_by_a_certified_setting(run):
    _, check = run(line("0", le(3 * x, x**2 + 1), "algebra", printed=True), SQUARE)
    assert [checked.status for checked in check.lines] == [LineStatus.BROKEN, LineStatus.OK]
    found = check.first_broken.counterexample.setting["x"]
    assert 3 * found > found**2 + 1
    assert check.proof is None


def test_a_true_line_without_a_reason_is_a_gap(run):
    _, check = run(line("0", le(x, x**2 + 1), "algebra", printed=True), SQUARE)
    assert check.lines[0].status is LineStatus.GAP
    assert check.first_broken is None and check.proof is None


def test_a_line_that_fills_in_is_not_searched(run):
    _, check = run(line("0", le(3 * x, x**2 + 1), "algebra", printed=False), SQUARE)
    assert check.lines[0].status is LineStatus.GAP


def test_a_complete_derivation_is_proved(run):
    claim, check = run(SQUARE)
    assert check.proof is not None
    assert decide(claim, (check,), None)[0] is Verdict.PROVED


def test_an_accepted_line_that_a_number_breaks_is_an_alarm(run, monkeypatch):
    """If a rule were wrong, the sampled settings would tell."""
    from provcheck import rules

    monkeypatch.setitem(rules.RULES, "algebra", lambda context, line: [])
    claim, check = run(line("0", le(x**2 + 1, 2 * x), "algebra", printed=True), SQUARE)
    assert check.lines[0].status is LineStatus.BROKEN and check.lines[0].was_accepted
    assert decide(claim, (check,), None)[0] is Verdict.INCONSISTENT


def test_a_line_brings_its_own_variables_into_the_space(make_claim):
    claim = make_claim(TRUE, Real(x))
    wanted = line("0", le(Sum(Abs(u[i]), (i, 1, n)), t**2), "algebra")
    alone = line_claim(
        claim, kernel.check_derivation(claim, Derivation("d", (wanted,)), {}).lines[0]
    )
    names = {getattr(c, "symbol", getattr(c, "base", None)) for c in alone.space.components}
    assert {x, t, u, n} <= names


def test_the_size_of_an_array_that_a_line_brings_is_in_the_space_too(make_claim):
    claim = make_claim(TRUE, Real(x))
    wanted = line("0", Ge(Sum(u[i] ** 2, (i, 1, n)), 1, evaluate=False), "algebra", printed=True)
    claim = replace(claim, derivations=(Derivation("d", (wanted, SQUARE)),))
    (check,) = prove(claim, {}, budget=Budget.parse("quick"), seed=0)
    assert check.lines[0].status is LineStatus.BROKEN
