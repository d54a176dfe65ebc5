"""A claim or derivation in a notebook shows its formulas, and no verdict."""

import re

import sympy

import provcheck
from provcheck import scalar_claim
from provcheck.report.displays import claim_html, derivation_html
from provcheck.statement.claim import Claim, Derivation, line
from provcheck.verdict import Verdict

CLAIM = scalar_claim("mine/growth", "log(1 + x) <= x", "x in [0, oo)", title="Growth of <log>")


class _Formatter:
    def __init__(self):
        self.known = {}

    def for_type(self, kind, function):
        self.known[kind] = function


class _Shell:
    def __init__(self):
        self.display_formatter = type("F", (), {"formatters": {"text/html": _Formatter()}})()


def test_a_claim_shows_formula_domain_and_derivation_but_no_verdict():
    shown = claim_html(CLAIM)
    assert "<math" in shown and "mine/" in shown and "0" in shown
    assert "Growth of &lt;log&gt;" in shown
    assert not any(re.search(rf"\b{verdict}\b", shown) for verdict in Verdict)


def test_a_derivation_shows_each_line():
    x = sympy.Symbol("x", real=True)
    steps = (line("1", sympy.Ge(x**2, 0), "algebra", note="a square"), line("2", x >= 0, "cited"))
    shown = derivation_html(Derivation("by hand", steps))
    assert shown.count("<tr>") == 2 and "a square" in shown and "Derivation: by hand" in shown


def test_the_extension_registers_both_kinds():
    shell = _Shell()
    provcheck.load_ipython_extension(shell)
    known = shell.display_formatter.formatters["text/html"].known
    assert set(known) == {Claim, Derivation}
    assert "<math" in known[Claim](CLAIM)
