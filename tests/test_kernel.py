"""The kernel's own duties: statuses, trust, names, refusals that do not raise, and decimals."""

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy
from sympy import Abs, Sum

from provcheck.errors import Rejected, StatementError
from provcheck.kernel import (
    LineStatus,
    certify,
    check_derivation,
    refuted_line,
)
from provcheck.statement import Derivation, Real, Setting, define, line
from tests.soundness.trial import I_N, X, a, claim_of, i, le, n, x, y

TRIANGLE = line("1", le(x, Abs(x)), "cited", theorem="at_most_absolute", u=x)


def checked(*lines, **more):
    return check_derivation(claim_of(lines[-1].relation, **more), Derivation("d", lines), {})


def test_trust_is_inherited_from_the_lines_used():
    later = line("2", le(2 * x, 2 * Abs(x)), "arithmetic", "1", multipliers={"1": 2})
    check = checked(TRIANGLE, later)
    assert check.proof.trust == check.lines[0].trust != ()
    assert check.lines[1].trust == check.lines[0].trust


def test_a_gap_makes_what_rests_on_it_a_gap():
    check = checked(
        line("1", le(x, 0), "arithmetic"),
        line("2", le(x, 1), "arithmetic", "1"),
        TRIANGLE.__class__("3", TRIANGLE.relation, TRIANGLE.by),
    )
    assert [entry.status for entry in check.lines] == [LineStatus.GAP, LineStatus.GAP, "ok"]
    assert check.proof is None and "not accepted" in check.lines[1].reason


@pytest.mark.parametrize(
    "broken",
    [
        line("1", le(x, 0), "no such rule"),
        line("1", le(x, 0), "monotone"),
        line("1", le(x, 0), "monotone", under="sum"),
        line("1", le(x, 0), "enclosure"),
        line("1", le(x, 0), "enclosure", boxes=[{"x": ("a", "b")}]),
        line("1", le(x, 0), "activation"),
        line("1", le(x, 0), "cited", theorem="triangle"),
        line("1", le(x, 0), "cited", theorem="mean_value", of=x, base=x, bound=1, start=x, end=x,
             indices=(), ranges=()),
        line("1", sympy.true, "algebra"),
        line("1", sympy.Ne(x, 0), "algebra"),
        line("1", le(x, 0), "algebra", "nowhere"),
        line("1", le(x, 0), "instance", at=None),
        line("1", le(x, 0), "supremum"),
    ],
    ids=lambda entry: entry.by.rule,
)  # fmt: skip
def test_malformed_line_is_a_gap_with_a_reason(broken):
    check = checked(broken)
    assert check.lines[0].status is LineStatus.GAP and check.lines[0].reason
    assert check.proof is None


def test_derivation_without_lines_is_an_error():
    with pytest.raises(StatementError, match="no lines"):
        check_derivation(claim_of(le(x, 0)), Derivation("empty", ()), {})


def test_refuted_line_needs_a_counterexample_to_it():
    wrong = line("1", le(x, 0), "arithmetic")
    claim = claim_of(wrong.relation, components=(Real(x),))
    check = check_derivation(claim, Derivation("d", (wrong,)), {})
    found = certify(claim, Setting({"x": Fraction(1)}), {})
    assert refuted_line(check.lines[0], found).status is LineStatus.BROKEN
    with pytest.raises(Rejected):
        refuted_line(checked(line("1", le(y, 0), "arithmetic")).lines[0], found)
    other = replace(claim, name="test2025/another")
    elsewhere = check_derivation(other, Derivation("d", (wrong,)), {})
    with pytest.raises(Rejected, match="the counterexample is to"):
        refuted_line(elsewhere.lines[0], found)


def test_digest_is_the_same_each_time_and_sees_bodies():
    def total(body):
        named = define("total", (), Sum(body, I_N), "t")
        return claim_of(le(named(), a))

    assert total(X[i]).digest() == total(X[i]).digest()
    assert total(X[i]).digest() != total(2 * X[i]).digest()
    assert total(X[i]).digest() != claim_of(le(Sum(X[i], I_N), a)).digest()


def test_two_names_for_one_size_do_not_mix():
    other = sympy.Symbol("n", integer=True)
    check = checked(line("1", le(0, n * other**2 + Sum(X[i] ** 2, I_N)), "arithmetic"))
    assert check.proof is None and "two symbols" in check.lines[0].reason
